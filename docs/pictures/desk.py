"""The pictures of docs/desk.md: every page of the desk in Chromium, as wide as a desk and as a telephone.

    PYTHONPATH=tests python docs/pictures/desk.py WORKBOOK

The workbook is the made-up one of examples/lai-chau-2018. Needs what the tests in a browser need. With Debian's
chromium-l10n and LANGUAGE=vi, what the browser itself says and its dates are Vietnamese.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, expect, sync_playwright
from support.browsing import PATIENCE, fill_in, sign_in
from support.chromium import DESK, FLAGS, PROGRAM, TELEPHONE, opened
from support.desk import PASSWORD
from support.served import make_accounts, served

IMAGES = Path(__file__).parents[1] / "images"
ACCOUNTS = {
    "can-bo": (["officer", "author"], ["vn"]),
    "kiem-tra": (["auditor"], []),
    "quan-tri": (["administrator"], []),
}
POLICY = "hamlet/secretary-and-head"
#: Undetermined until a judgement is given; not eligible, with a remedy.
WAITING, REFUSED = "LC-0024", "LC-0002"
#: Pages whose point stands lower: how many pixels are shown.
TALL = {"editor": 1240, "overview": 1200, "case": 1200}
#: Keeps what a page listens to, so that its progress can be held still.
_LISTEN = "window.EventSource = class extends EventSource { constructor(of) { super(of); window.heard = this; } };"
_HOLD = """() => window.heard && document.querySelector("[data-words]")?.textContent.includes("%")
    && (heard.close(), true)"""
#: Colours of one picture: enough for plain pages, and small.
_COLOURS = 160


def main(workbook: Path) -> None:
    """Make the pictures."""
    expect.set_options(timeout=PATIENCE)
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        make_accounts(Path(name), ACCOUNTS, PASSWORD)
        browser = playwright.chromium.launch(executable_path=PROGRAM, args=list(FLAGS))
        with served(Path(name)) as address:
            with opened(browser, address) as page:
                page.goto("/sign-in")
                shoot(page, "sign-in")
                sign_in(page, "can-bo")
                officer(page, workbook)
            for account, what in (("kiem-tra", "audit"), ("quan-tri", "users")):
                with opened(browser, address) as page:
                    sign_in(page, account)
                    page.goto(f"/{what}")
                    shoot(page, what)
        browser.close()


def officer(page: Page, workbook: Path) -> None:
    """What an officer sees who also writes policies."""
    page.add_init_script(_LISTEN)
    page.goto("/")
    fill_in(page, workbook, "vn")
    page.get_by_role("button", name="Xét", exact=True).click()
    page.wait_for_function(_HOLD, timeout=PATIENCE)
    shoot(page, "progress")
    page.reload()
    expect(page.locator("table.cases")).to_be_visible(timeout=PATIENCE)
    list_ = page.url
    case = f"{list_}/case?id="
    pages: dict[str, tuple[str, Callable[[Page], None] | None]] = {
        "home": ("/", None),
        "list": (list_, None),
        "case": (f"{case}{WAITING}", None),
        "what-if": (f"{list_}/case/what-if?id={WAITING}", otherwise),
        "timeline": (f"{list_}/case/timeline?id={REFUSED}", None),
        "overview": (f"{list_}/overview", None),
        "columns": (f"{list_}/reading", None),
        "documents": (f"{list_}/documents", None),
        "policies": ("/policies", None),
        "policy": (f"/policies/{POLICY}", None),
        "laws": ("/sources", None),
        "editor": (f"/editor?policy={POLICY}", mistaken),
        "account": ("/account", None),
        "api": ("/api/", None),
    }
    for name, (address, prepare) in pages.items():
        page.goto(address)
        if prepare:
            prepare(page)
        shoot(page, name)
    page.emulate_media(color_scheme="dark")
    for name in ("list", "case"):
        page.goto(pages[name][0])
        picture(page, f"desk-{name}-dark", DESK)


def otherwise(page: Page) -> None:
    """Somebody born too late."""
    page.get_by_label("Ngày sinh", exact=True).fill("01/03/1998")
    expect(page.locator("#found .verdict")).to_have_text("Không đủ điều kiện")


def mistaken(page: Page) -> None:
    """A word that the language does not have."""
    page.locator(".cm-line", has_text="stance: encouraged").first.click(position={"x": 9, "y": 9})
    page.keyboard.press("End")
    page.keyboard.type("x")
    expect(page.locator("#results")).to_contain_text("encouragedx")


def shoot(page: Page, name: str) -> None:
    """The page at both widths."""
    page.evaluate("() => scrollTo(0, 0)")
    for width, height in (DESK, TELEPHONE):
        picture(page, f"desk-{name}-{width}", (width, TALL.get(name, height)))


def picture(page: Page, name: str, size: tuple[int, int]) -> None:
    """The top of the page."""
    page.set_viewport_size({"width": size[0], "height": size[1]})
    path = IMAGES / f"{name}.png"
    page.screenshot(path=path, animations="disabled")
    with Image.open(path) as image:
        image.convert("RGB").quantize(_COLOURS).save(path, optimize=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
