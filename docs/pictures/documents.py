"""The pictures of docs/documents.md: first pages of the documents as LibreOffice prints them, and the page in Chromium.

    python docs/pictures/documents.py WORKBOOK

The workbook is the made-up one of examples/lai-chau-2018. Needs LibreOffice, pdftoppm, playwright and a Chromium.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

IMAGES = Path(__file__).parents[1] / "images"
ASKED = ("--as-of", "2018-12-30", "--place", "vn", "--policy", "hamlet/secretary-and-head")
OFFICE = ("--fill", "agency=Cơ quan giả định", "--fill", "place=Lai Châu")
#: What Debian calls it; elsewhere playwright's own.
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")


def run(*command: str | Path, allowed: tuple[int, ...] = (0,)) -> None:
    """Run a command. 3: some cells could not be read, the rest was written."""
    code = subprocess.run(command, stdout=subprocess.DEVNULL, check=False).returncode  # noqa: S603 - our own words
    if code not in allowed:
        sys.exit(f"{command[0]}: {code}")


def main(workbook: Path) -> None:
    """Make the pictures."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        page, report, sheet = (folder / f for f in ("page.html", "document-report.pdf", "document-sheet.pdf"))
        command = Path(sys.executable).parent / "kiemnhiem"
        run(command, "screen", workbook, *ASKED, *OFFICE, "-o", page, "-o", report, allowed=(0, 3))
        run(command, "check", workbook, *ASKED, *OFFICE, "--case", "LC-0002", "-o", sheet, allowed=(0, 3))
        for document in (report, sheet):
            run("pdftoppm", "-r", "80", "-png", "-singlefile", "-f", "1", "-l", "1", document, IMAGES / document.stem)
        shoot(page)


def shoot(page: Path) -> None:
    """The top of the page on a desk and on a telephone, light and dark."""
    with sync_playwright() as browsers:
        path = CHROMIUM if Path(CHROMIUM).exists() else None
        browser = browsers.chromium.launch(executable_path=path, args=["--no-sandbox"])
        for width, height, theme in ((1280, 1500, "light"), (390, 1500, "dark")):
            size = {"width": width, "height": height}
            tab = browser.new_page(viewport=size, color_scheme=theme)  # type: ignore[arg-type]  # as named above
            tab.goto(page.as_uri())
            tab.screenshot(path=IMAGES / f"document-page-{width}.png")
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
