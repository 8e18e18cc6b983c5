"""Names as long as a line, and a sign-in that ends while somebody types."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from support.browsing import screened, sign_in
from support.chromium import DESK, TELEPHONE, opened, overflow
from support.desk import PEOPLE, workbook

_LONG = "X" * 150


@pytest.fixture(scope="module")
def long_names(browser: Browser, desk: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a list with a long name, of people with long ids."""
    people = [(_LONG, *PEOPLE[0][1:]), PEOPLE[1]]
    with opened(browser, desk) as page:
        return screened(page, workbook(tmp_path_factory.mktemp("long") / f"{_LONG}.xlsx", people))


def _hidden(page: Page) -> int:
    """Pixels of tables that are seen only by scrolling."""
    widths = page.evaluate("[...document.querySelectorAll('.scroll')].map(t => t.scrollWidth - t.clientWidth)")
    return max(widths, default=0)


@pytest.mark.parametrize("size", [DESK, TELEPHONE])
def test_long_names_push_nothing_out_of_sight(
    browser: Browser, desk: str, long_names: str, size: tuple[int, int]
) -> None:
    with opened(browser, desk, size) as page:
        for address in ("/", long_names, f"{long_names}/case?id={_LONG}", f"{long_names}/case/what-if?id={_LONG}"):
            page.goto(address)
            assert (overflow(page), _hidden(page)) == (0, 0), address


def test_whoever_is_signed_out_while_trying_a_case_is_told_so_and_keeps_what_was_typed(
    browser: Browser, office: str, people: Path
) -> None:
    with opened(browser, office) as page:
        sign_in(page, "can-bo")
        page.goto(f"{screened(page, people)}/case/what-if?id=CB-03")
        page.context.clear_cookies()
        page.locator("#as_of").fill("2019-06-30")
        expect(page.locator("#found")).to_have_text("Phiên làm việc đã hết nên điều vừa gửi chưa được ghi. "
                                                    "Đăng nhập xong, xin làm lại việc đó.")  # fmt: skip
        expect(page.locator("#as_of")).to_have_value("2019-06-30")
