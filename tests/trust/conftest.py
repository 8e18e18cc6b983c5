"""What tests of receipts, bundles and the trail share."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.command import kiemnhiem, people
from support.postgres import postgres_url

__all__ = ["postgres_url"]


@pytest.fixture
def heads(tmp_path: Path) -> Path:
    """A list of made-up people: one may, one may not, one has a birth date that cannot be read."""
    return people(
        tmp_path,
        "Mã CB,Họ và tên,Ngày sinh,Đảng viên,Chức danh,Trình độ học vấn\n"
        "CB-1,Người Một,1980-05-01,Chính thức,Trưởng thôn,THPT\n"
        "CB-2,Người Hai,2001-01-01,Chưa,Trưởng thôn,THCS\n"
        "CB-3,Người Ba,năm Dần,Chính thức,Bí thư chi bộ,THPT\n",
    )


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the keys ``office`` and ``other``."""
    folder = tmp_path_factory.mktemp("keys")
    for name in ("office", "other"):
        assert kiemnhiem("keys", "new", folder / name, "--no-passphrase").exit_code == 0
    return folder
