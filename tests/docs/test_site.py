"""The documentation site builds without a warning, loads nothing from elsewhere, and tells of everything there is."""

from __future__ import annotations

import html
import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
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
