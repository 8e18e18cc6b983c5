"""What all tests share. What a property falls over is kept under ``out/``; ``make fuzz`` puts it with the tests."""

import os
import signal
import sys
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis.database import DirectoryBasedExampleDatabase, MultiplexedDatabase, ReadOnlyDatabase

pytest_plugins = ["support.counting", "support.chromium"]

#: A shell that starts us in the background has us ignore Ctrl-C, and so would all that tests start.
signal.signal(signal.SIGINT, signal.default_int_handler)

#: Where Python is told to keep nothing compiled, each program that tests start, hundreds of them, would compile it all.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

KEPT = ReadOnlyDatabase(DirectoryBasedExampleDatabase(Path(__file__).parent / "corpus" / "hypothesis"))
FOUND = DirectoryBasedExampleDatabase(Path(__file__).parents[1] / "out" / "fuzzing" / "hypothesis")

settings.register_profile("ci", deadline=None, print_blob=True, database=KEPT)
settings.register_profile("dev", deadline=None, print_blob=True, database=MultiplexedDatabase(FOUND, KEPT))
settings.load_profile("ci" if os.environ.get("CI") else "dev")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with long tests come first: none is begun when the other processes have done all else."""
    long = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in long)
