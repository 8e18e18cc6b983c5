"""A run that is killed leaves the old result or the new one. ``make kills`` tries 200 moments; here are twelve."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from support.kills import FORMS, Form, content, inputs, killed


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_kills_at_random_moments_lose_and_corrupt_nothing(tmp_path: Path) -> None:
    count = killed(tmp_path, 12, seed=2018)
    assert set(count.kills) == set(FORMS)
    assert (count.lost, count.corrupted, count.inputs_changed, count.not_resumed) == (0, 0, 0, 0)
    assert count.kills.total() == 12


def test_half_a_result_would_be_noticed(tmp_path: Path) -> None:
    table, _ = inputs(tmp_path)
    form = Form(".csv", tmp_path / "as", [table])
    form.folder.mkdir()
    assert form.start("2018-12-30").wait(60) in (0, 3)
    whole = content(form.result)
    form.result.write_bytes(form.result.read_bytes()[:-100])
    assert content(form.result) != whole
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"PK")
    assert content(broken) is None
