"""Desks for the tests of its pages. ``office`` is a fresh one for each test; ``shared`` one for a whole file, for tests
that only look: its officer has screened :data:`desk.PEOPLE`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from support.desk import Office, Shared
from support.postgres import postgres_url
from support.quick import quick

from kiemnhiem.policy import load_library, shipped_library
from kiemnhiem.policy.model import Library

__all__ = ["postgres_url"]


@pytest.fixture(scope="package", autouse=True)
def _quick() -> Iterator[None]:
    with quick():
        yield


@pytest.fixture(scope="session")
def library() -> Library:
    """The shipped library."""
    return load_library(shipped_library())[0]


@pytest.fixture
def office(tmp_path: Path, library: Library) -> Iterator[Office]:
    """A desk that nobody has used."""
    with Office(tmp_path / "desk", library) as office:
        yield office


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory, library: Library) -> Iterator[Shared]:
    """A desk where an officer of the whole country has screened seven people."""
    with Office(tmp_path_factory.mktemp("desk"), library) as office:
        officer = office.user("can-bo", "officer")
        yield Shared(office, officer, officer.screened(office.workbook))
