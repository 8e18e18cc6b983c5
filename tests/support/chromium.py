"""Chromium as tests of the desk use it: it reaches this machine and nothing else, and what goes wrong is watched."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    Response,
    expect,
    sync_playwright,
)

PROGRAM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
#: No name but this machine's is found: a page that needs another shows an error.
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--lang=vi",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)  # fmt: skip
DESK, TELEPHONE = (1280, 900), (390, 844)
AXE = Path(__file__).parents[1] / "browser" / "node_modules" / "axe-core" / "axe.min.js"

needs_chromium = pytest.mark.skipif(
    PROGRAM is None and os.environ.get("CI") != "true", reason="Chromium is not installed here"
)
needs_axe = pytest.mark.skipif(not AXE.is_file() and os.environ.get("CI") != "true", reason="make axe was not run")

#: What axe finds grave: for each, its rule, its advice, and where.
_AXE = """async () => (await axe.run(document, {resultTypes: ["violations"]})).violations
    .filter(v => ["serious", "critical"].includes(v.impact))
    .map(v => `${v.impact} ${v.id}: ${v.help}: ${v.nodes.map(n => n.html.slice(0, 160)).slice(0, 3).join(" | ")}`)"""
_OVER = "() => document.scrollingElement.scrollWidth - innerWidth"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, one for all tests of a process: Playwright can be started only once in it."""
    expect.set_options(timeout=20_000)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=PROGRAM, args=list(FLAGS))
        yield chromium
        chromium.close()


@contextmanager
def opened(
    browser: Browser, address: str, size: tuple[int, int] = DESK, refused: int | None = None, **more: Any
) -> Iterator[Page]:
    """A tab of its own, for somebody in Vietnam. At the end nothing may have gone wrong in it.

    ``refused``: the status of answers that the test asks for. ``more``: options of ``Browser.new_context``.
    """
    width, height = size
    context = browser.new_context(
        base_url=address, viewport={"width": width, "height": height}, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh",
        accept_downloads=True, **more,
    )  # fmt: skip
    context.set_default_timeout(30_000)
    faults = _watched(context, address, refused)
    page = context.new_page()
    yield page
    context.close()
    assert not faults, "\n".join(faults)


def grave_faults(page: Page) -> list[str]:
    """What axe-core finds serious or critical in the page as it stands."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    found: list[str] = page.evaluate(_AXE)
    return found


def overflow(page: Page) -> int:
    """By how many pixels the page is wider than its window."""
    return int(page.evaluate(_OVER))


def _watched(context: BrowserContext, address: str, refused: int | None) -> list[str]:
    """A list that fills with what goes wrong: a word in the console, a request that failed or leaves the machine."""
    faults: list[str] = []
    host = urlsplit(address).netloc

    def console(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and f"status of {refused}" not in message.text:
            faults.append(f"console {message.type}: {message.text} ({message.location.get('url')})")

    def request(sent: Request) -> None:
        of = urlsplit(sent.url)
        if of.scheme not in ("data", "blob") and of.netloc != host:
            faults.append(f"a request to another host: {sent.url}")

    def failed(sent: Request) -> None:
        if sent.failure != "net::ERR_ABORTED":  # what the page itself gave up: it moved on, or asked anew
            faults.append(f"a request failed: {sent.url}: {sent.failure}")

    def answered(response: Response) -> None:
        if response.status >= 400 and response.status != refused:
            faults.append(f"{response.status}: {response.url}")

    context.on("console", console)
    context.on("weberror", lambda error: faults.append(f"a script failed: {error.error}"))
    context.on("request", request)
    context.on("requestfailed", failed)
    context.on("response", answered)
    return faults
