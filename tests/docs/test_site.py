"""The documentation site builds without a warning, loads nothing from elsewhere, and tells of everything there is."""

from __future__ import annotations

import html
import importlib.util
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from playwright.sync_api import Browser, expect
from support.chromium import needs_chromium
from support.desk import Office

from kiemnhiem.cli import COMMANDS
from kiemnhiem.policy import load_library, shipped_library

HERE = Path(__file__).parents[2]
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        importlib.util.find_spec("mkdocs") is None and not os.environ.get("CI"), reason="mkdocs is not installed"
    ),
]
#: What a browser fetches by itself.
_LOADED = re.compile(
    r"<(?:script|img|iframe|source)\b[^>]*\bsrc=[\"']?(?:https?:)?//"
    r"|<link\b[^>]*\brel=[\"']?(?:stylesheet|preconnect|icon)[\"']?[^>]*\bhref=[\"']?(?:https?:)?//"
)


class Anchors(HTMLParser):
    """What a page links to or shows, and what may be linked to in it."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self._page = page
        self._links: list[str] = []
        self._ids = {"", "__skip"}

    @classmethod
    def of(cls, page: Path) -> Anchors:
        anchors = cls(page)
        anchors.feed(page.read_text(encoding="utf-8"))
        return anchors

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - HTMLParser gives it
        told = dict(attrs)
        self._ids.add(told.get("id") or "")
        self._links += [told[name] or "" for name in ("href", "src") if name in told]

    def targets(self) -> Iterator[tuple[Path, str]]:
        """The file and the link of each link into the site."""
        for link in self._links:
            parts = urlsplit(link)
            if not parts.scheme and not parts.netloc:
                yield (self._page.parent / unquote(parts.path)).resolve() if parts.path else self._page, link

    def nowhere(self, pages: Mapping[Path, Anchors]) -> Iterator[str]:
        """The links into the site to what it does not have."""
        for target, link in self.targets():
            if not target.exists() or (target in pages and unquote(urlsplit(link).fragment) not in pages[target]._ids):
                yield link


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(folder)],
        cwd=HERE, env={**os.environ, "NO_MKDOCS_2_WARNING": "1"}, capture_output=True, text=True, timeout=500,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "WARNING" not in done.stderr
    return folder


def test_no_page_loads_anything_from_elsewhere(site: Path) -> None:
    pages = sorted(site.rglob("*.html"))
    assert len(pages) > 30
    assert [p.name for p in pages if _LOADED.search(p.read_text(encoding="utf-8"))] == []
    sheets = [
        p.name for p in site.rglob("*.css") if re.search(r"url\([\"']?(?:https?:)?//", p.read_text(encoding="utf-8"))
    ]
    assert sheets == []


def test_what_would_be_loaded_from_elsewhere_is_noticed() -> None:
    assert _LOADED.search('<link rel="stylesheet" href="https://fonts.example/x.css">')
    assert _LOADED.search("<script src=//cdn.example/x.js>")


@pytest.fixture(scope="module")
def pages(site: Path) -> Mapping[Path, Anchors]:
    """Those that link to each other: 404.html is shown by a server, at any address."""
    return {page: Anchors.of(page) for page in sorted(site.rglob("*.html")) if page.name != "404.html"}


def test_no_link_leads_nowhere(site: Path, pages: Mapping[Path, Anchors]) -> None:
    nowhere = [f"{page.relative_to(site)}: {link}" for page, told in pages.items() for link in told.nowhere(pages)]
    assert nowhere == []


def test_a_link_that_leads_nowhere_is_noticed(tmp_path: Path) -> None:
    one, two = tmp_path / "one.html", tmp_path / "two.html"
    one.write_text('<a href="two.html#there">1</a><a href="#here">2</a><a href="x.html">3</a>', encoding="utf-8")
    two.write_text(
        '<p id="there"></p><a href="one.html">4</a><a href="https://elsewhere.example">5</a>', encoding="utf-8"
    )
    pages = {page: Anchors.of(page) for page in (one, two)}
    assert list(pages[one].nowhere(pages)) == ["#here", "x.html"]
    assert list(pages[two].nowhere(pages)) == []


@pytest.mark.parametrize("name", ["README.md", "README.vi.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md"])
def test_files_of_the_repository_link_to_what_is_there(name: str) -> None:
    text = (HERE / name).read_text(encoding="utf-8")
    links = [link for link in re.findall(r"\]\(([^)#\s]+)", text) if "://" not in link]
    assert [link for link in links if not (HERE / link).exists()] == []


def test_every_page_is_reached_from_the_first(site: Path, pages: Mapping[Path, Anchors]) -> None:
    reached: set[Path] = set()
    waiting = [site / "index.html"]
    while waiting:
        page = waiting.pop()
        if page in pages and page not in reached:
            reached.add(page)
            waiting.extend(target for target, _ in pages[page].targets())
    assert set(pages) - reached == set()


@pytest.mark.parametrize("name", ["README.md", "README.vi.md"])
def test_the_readme_tells_of_every_command(name: str) -> None:
    text = (HERE / name).read_text(encoding="utf-8")
    assert [c for c in COMMANDS if f"`kiemnhiem {c}" not in text] == []


def test_every_command_is_told(site: Path) -> None:
    page = (site / "reference" / "commands.html").read_text(encoding="utf-8")
    assert [c for c in COMMANDS if f"kiemnhiem {c}" not in page] == []


def test_the_book_is_there_in_both_languages(site: Path) -> None:
    assert "Bí thư chi bộ kiêm trưởng thôn" in (site / "reference" / "book.vi.html").read_text(encoding="utf-8")
    assert "Party cell secretary and hamlet head" in (site / "reference" / "book.en.html").read_text(encoding="utf-8")


def test_schemas_and_interfaces_are_there(site: Path) -> None:
    assert (site / "reference" / "schemas" / "library.json").exists()
    assert "load_library" in (site / "reference" / "python.html").read_text(encoding="utf-8")


def test_every_address_of_the_interface_is_told(site: Path, tmp_path: Path) -> None:
    library, _ = load_library(shipped_library())
    with Office(tmp_path / "desk", library) as office:
        described = office.app.openapi()
    page = html.unescape((site / "reference" / "api.html").read_text(encoding="utf-8"))
    assert [path for path in described["paths"] if path not in page] == []


@needs_chromium
def test_the_site_is_searched_as_files_and_without_diacritics(site: Path, browser: Browser) -> None:
    page = browser.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto((site / "index.html").as_uri())
    field = page.locator("input[name=query]")
    field.click()
    field.press_sequentially("mot danh sach")
    expect(page.locator(".md-search-result__item h1").first).to_have_text("Xét một danh sách", timeout=30_000)
    page.close()
    assert {urlsplit(url).scheme for url in asked} <= {"file", "data", "blob"}
