"""The desk with accounts: who signs in sees what was granted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from support.browsing import screened, sign_in
from support.chromium import opened
from support.desk import PASSWORD, PEOPLE

NEW = "một mật khẩu khác, cũng dài"

Enter = Callable[..., Page]


@pytest.fixture
def enter(browser: Browser, office: str) -> Iterator[Enter]:
    """A tab of its own for an account."""
    with ExitStack() as tabs:

        def entered(name: str, password: str = PASSWORD) -> Page:
            page = tabs.enter_context(opened(browser, office))
            sign_in(page, name, password)
            return page

        yield entered


def test_officers_see_cases_of_their_places_and_auditors_no_names(enter: Enter, people: Path) -> None:
    officer = enter("can-bo")
    list_ = screened(officer, people)
    shown = officer.locator("table.cases tbody td:first-child a")
    assert shown.all_inner_texts() == ["CB-01", "CB-02", "CB-03", "CB-07"]
    expect(officer.get_by_text("Có 3 hồ sơ không hiện ở đây")).to_be_visible()
    elsewhere = officer.request.get(f"{list_}/case?id=CB-05")
    assert elsewhere.status == 404
    assert "Nguyễn Thị Đào" not in elsewhere.text()

    auditor = enter("kiem-tra")
    auditor.goto("/")
    auditor.get_by_role("row", name="của can-bo").get_by_role("link", name="danh-sach.xlsx").click()
    expect(auditor.locator("table.cases tbody tr")).to_have_count(len(PEOPLE))
    texts = [auditor.inner_text("main")]
    auditor.get_by_role("link", name="CB-01", exact=True).click()
    expect(auditor.get_by_role("heading", level=1)).to_contain_text("CB-01")
    texts.append(auditor.inner_text("main"))
    assert [person[1] for person in PEOPLE for text in texts if str(person[1]) in text] == []
    assert not auditor.get_by_role("group").get_by_role("button", name="Có").count()


def test_an_administrator_adds_a_user_who_signs_in(enter: Enter) -> None:
    administrator = enter("quan-tri")
    administrator.get_by_role("navigation").get_by_role("link", name="Tài khoản", exact=True).click()
    form = administrator.get_by_role("form", name="Lập tài khoản")
    form.get_by_label("Tên tài khoản").fill("nguoi-moi")
    form.get_by_label("Mật khẩu mới").fill(NEW)
    form.get_by_role("checkbox", name="cán bộ tổ chức").check()
    form.get_by_label("Tìm địa phương").fill("ben tre")
    form.get_by_role("checkbox", name="Bến Tre").first.check()
    form.get_by_role("button", name="Lập tài khoản").click()
    expect(administrator.get_by_role("row", name="nguoi-moi")).to_contain_text("Bến Tre")

    newcomer = enter("nguoi-moi", NEW)
    expect(newcomer.get_by_role("heading", name="Xét một danh sách")).to_be_visible()
    expect(newcomer.get_by_role("link", name="Tài khoản", exact=True)).to_have_count(0)


def test_nobody_enters_without_a_password(browser: Browser, office: str) -> None:
    with opened(browser, office, refused=403) as page:
        page.goto("/")
        expect(page.get_by_role("heading", name="Đăng nhập")).to_be_visible()
        page.get_by_label("Tên tài khoản").fill("can-bo")
        page.get_by_label("Mật khẩu").fill("không phải câu này")
        page.get_by_role("button", name="Đăng nhập").click()
        expect(page.get_by_role("alert")).to_contain_text("không đúng")
        expect(page.get_by_role("button", name="Thoát")).to_have_count(0)
