"""Each fault planted in a copy of the shipped library is caught where it is, in words an officer understands."""

from pathlib import Path

import pytest
from support.faults import Caught, Fault, caught, faults, plant, table

from kiemnhiem.problem import CODES

DOCS = Path(__file__).parents[2] / "docs" / "planted-faults.md"
#: A diff is no problem with a code: its relation stands there.
RELATIONS = {"looser", "stricter"}


def test_there_are_more_than_twenty_and_each_command_catches_some() -> None:
    known = faults()
    assert len(known) > 20
    assert {f.by for f in known} == {"lint", "test", "prove", "diff"}
    assert {f.code for f in known} <= {*CODES, *RELATIONS}


@pytest.mark.parametrize("fault", faults(), ids=lambda f: f.name.en)
def test_a_planted_fault_is_caught_at_its_line(fault: Fault, tmp_path: Path) -> None:
    if fault.by in {"prove", "diff"}:
        pytest.importorskip("z3")
    root = tmp_path / "policies"
    plant(fault, root)
    assert Caught(fault.code, fault.file, fault.line, fault.says) in caught(fault, root)


def test_the_docs_have_the_table() -> None:
    assert DOCS.read_text(encoding="utf-8") == table()
