from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from support.office import LIBRARY, VOCABULARY, Reads

from kiemnhiem.policy.model import Library
from kiemnhiem.policy.types import Vocabulary


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    return VOCABULARY


@pytest.fixture(scope="session")
def library() -> Library:
    return LIBRARY


@pytest.fixture(scope="session")
def convert() -> Callable[[Path, str], Path]:
    """Convert a workbook with LibreOffice."""
    office = shutil.which("soffice")
    if office is None:
        if os.environ.get("CI") == "true":
            pytest.fail("LibreOffice must be installed in CI")
        pytest.skip("needs LibreOffice")

    def run(path: Path, extension: str) -> Path:
        profile = f"-env:UserInstallation=file://{path.parent}/profile"
        subprocess.run(
            [office, profile, "--headless", "--convert-to", extension, "--outdir", str(path.parent), str(path)],
            check=True, capture_output=True, timeout=120,
        )  # fmt: skip
        return path.with_suffix(f".{extension}")

    return run


@pytest.fixture
def reads(library: Library, tmp_path: Path) -> Reads:
    return Reads(library, tmp_path)
