"""The example of Lai Châu as `run.sh` prints it."""

from __future__ import annotations

from pathlib import Path

from support.examples import EXAMPLES, run


def test_the_whole_example_runs(tmp_path: Path) -> None:
    printed = " ".join(run(EXAMPLES / "lai-chau-2018" / "run.sh", tmp_path, "en").split())
    assert "Eligible 573 " in printed
    assert "Undetermined 34 " in printed
    assert "Not eligible 562 " in printed
    assert "104 with a way open, 143 undetermined, 299 with none." in printed
    assert (tmp_path / "ket-qua-lai-chau-2018.xlsx").stat().st_size > 0
