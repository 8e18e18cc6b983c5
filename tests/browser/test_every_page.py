"""Every page of the desk: accessible by axe-core, in both themes, on a desk and on a telephone, in both languages;
nothing wider than the window, nothing said in the console, nothing asked of another machine.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page
from support.browsing import sign_in
from support.chromium import DESK, TELEPHONE, grave_faults, needs_axe, opened, overflow

pytestmark = needs_axe

LOOKS = [
    pytest.param(DESK, "light", "vi", id="desk, light"),
    pytest.param(DESK, "dark", "en", id="desk, dark, English"),
    pytest.param(TELEPHONE, "light", "en", id="telephone, light, English"),
    pytest.param(TELEPHONE, "dark", "vi", id="telephone, dark"),
]
#: Of a screening; after its address.
OF_A_LIST = (
    "", "?verdict=undetermined&q=ban", "?q=nobody", "/overview", "/reading", "/documents", "/delete",
    "/case?id=CB-03", "/case?id=CB-05", "/case/what-if?id=CB-05", "/case/timeline?id=CB-05",
)  # fmt: skip
PAGES = (
    "/", "/policies", "/policies?q=khong-co", "/policies/hamlet/secretary-and-head", "/sources", "/sources/tt-04-2012",
    "/posts", "/editor", "/editor?policy=hamlet/secretary-and-head", "/audit", "/kept", "/api/",
)  # fmt: skip
#: Of a desk with accounts, and whose they are.
BY_ACCOUNT = {
    "kiem-tra": ("/", "/audit", "/account"),
    "quan-tri": ("/policies", "/users", "/kept", "/account"),
}


def faults(page: Page, address: str) -> list[str]:
    """What is wrong with a page, its folded parts opened."""
    answer = page.goto(address)
    assert answer
    assert answer.ok, f"{address}: {answer.status}"
    page.evaluate("() => { for (const part of document.querySelectorAll('details')) part.open = true; }")
    found = [f"{address}: {fault}" for fault in grave_faults(page)]
    if (by := overflow(page)) > 0:
        found.append(f"{address}: {by} pixels wider than the window")
    return found


@pytest.mark.parametrize(("size", "theme", "lang"), LOOKS)
def test_everybody_can_read_every_page(
    browser: Browser, desk: str, listed: str, size: tuple[int, int], theme: str, lang: str
) -> None:
    with opened(browser, desk, size, color_scheme=theme) as page:
        page.goto(f"/?lang={lang}")
        pages = (*PAGES, *(f"{listed}{part}" for part in OF_A_LIST))
        assert [fault for address in pages for fault in faults(page, address)] == []


@pytest.mark.parametrize(("size", "theme", "lang"), LOOKS)
def test_everybody_can_read_the_pages_of_accounts(
    browser: Browser, office: str, size: tuple[int, int], theme: str, lang: str
) -> None:
    with opened(browser, office, size, color_scheme=theme) as page:
        found = faults(page, f"/sign-in?lang={lang}")
        for name, pages in BY_ACCOUNT.items():
            page.goto("/sign-in?lang=vi")
            sign_in(page, name)
            page.goto(f"/policies?lang={lang}")
            found += [fault for address in pages for fault in faults(page, address)]
            page.goto("/policies?lang=vi")
            page.get_by_role("button", name="Thoát").click()
        assert found == []
