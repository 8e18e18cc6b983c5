"""What all tests share. What a property falls over is kept under ``out/``; ``make fuzz`` puts it with the tests."""

import os
import signal
from pathlib import Path

from hypothesis import settings
from hypothesis.database import DirectoryBasedExampleDatabase, MultiplexedDatabase, ReadOnlyDatabase

pytest_plugins = ["support.counting", "support.chromium"]

#: A shell that starts us in the background has us ignore Ctrl-C, and so would all that tests start.
signal.signal(signal.SIGINT, signal.default_int_handler)

KEPT = ReadOnlyDatabase(DirectoryBasedExampleDatabase(Path(__file__).parent / "corpus" / "hypothesis"))
FOUND = DirectoryBasedExampleDatabase(Path(__file__).parents[1] / "out" / "fuzzing" / "hypothesis")

settings.register_profile("ci", deadline=None, print_blob=True, database=KEPT)
settings.register_profile("dev", deadline=None, print_blob=True, database=MultiplexedDatabase(FOUND, KEPT))
settings.load_profile("ci" if os.environ.get("CI") else "dev")
