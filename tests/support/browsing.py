"""What officers do at the desk with a mouse and a keyboard."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Page, expect
from support.desk import AS_OF, PASSWORD, POLICY

#: Milliseconds until a list must be screened, or a document made.
PATIENCE = 90_000


def fill_in(page: Page, path: Path, place: str = "", as_of: str = AS_OF, policy: str = POLICY) -> None:
    """The form of the first page."""
    page.locator("#file").set_input_files(path)
    page.get_by_label("Xét tại ngày").fill(as_of)
    page.get_by_label("Quy định của địa phương").select_option(place)
    page.locator("details.choices > summary").click()
    page.locator(f"input[name=policy][value='{policy}']").check()


def screened(page: Page, path: Path, place: str = "") -> str:
    """Send a file from the first page, and wait for its list; the list's path."""
    page.goto("/")
    fill_in(page, path, place)
    page.get_by_role("button", name="Xét", exact=True).click()
    expect(page.locator("table.cases")).to_be_visible(timeout=PATIENCE)
    return urlsplit(page.url).path


def sign_in(page: Page, name: str, password: str = PASSWORD) -> None:
    """At a desk with accounts."""
    page.goto("/sign-in")
    page.get_by_label("Tên tài khoản").fill(name)
    page.get_by_label("Mật khẩu").fill(password)
    page.get_by_role("button", name="Đăng nhập").click()
    expect(page.get_by_role("button", name="Thoát")).to_be_visible()


def figures(page: Page) -> list[str]:
    """How many cases are eligible, undetermined, not eligible: as the list tells."""
    return page.locator("ul.figures strong").all_inner_texts()
