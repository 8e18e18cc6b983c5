"""One Chromium and one open desk for all tests here, another desk with accounts, and tabs that are watched."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from support import browsing
from support.chromium import needs_chromium, opened
from support.desk import PASSWORD, workbook
from support.served import make_accounts, served

#: Their roles and places.
ACCOUNTS = {
    "can-bo": (["officer"], ["lai-chau"]),
    "kiem-tra": (["auditor"], []),
    "quan-tri": (["administrator"], []),
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All of these need Chromium."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(needs_chromium)


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a desk where nobody signs in."""
    with served(tmp_path_factory.mktemp("open-desk")) as address:
        yield address


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a desk with accounts, all with the same password."""
    data = tmp_path_factory.mktemp("office")
    make_accounts(data, ACCOUNTS, PASSWORD)
    with served(data) as address:
        yield address


@pytest.fixture
def tab(browser: Browser, desk: str) -> Iterator[Page]:
    """A tab at the open desk."""
    with opened(browser, desk) as page:
        yield page


@pytest.fixture(scope="session")
def people(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workbook of the seven people of :data:`support.desk.PEOPLE`."""
    return workbook(tmp_path_factory.mktemp("people") / "danh-sach.xlsx")


@pytest.fixture(scope="session")
def listed(browser: Browser, desk: str, people: Path) -> str:
    """The address of their list at the open desk. For tests that only look."""
    with opened(browser, desk) as page:
        return browsing.screened(page, people)
