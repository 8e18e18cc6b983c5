"""The file of judgements that were recorded apart from a list, and which of them a receipt rests on."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from support.command import kiemnhiem

from kiemnhiem.limits import LIMITS
from kiemnhiem.trust.answers import Answer, Resting, answers_in, held_digest, resting, written
from kiemnhiem.trust.carried import carried
from kiemnhiem.trust.receipt import Receipt

DAY = date(2018, 12, 1)
GIVEN = (
    Answer("CB-1", "a#b", True, "Chi bộ", DAY),
    Answer("CB-2", "a#b", False, "Chi bộ", DAY),
    Answer("CB-1", "a#b", False, "Chi bộ", DAY),
    Answer("CB-2", "a#b", None, "Chi bộ", DAY),
)
ASK = ("--as-of", "2018-12-30", "--policy", "hamlet/secretary-and-head")


@pytest.fixture
def receipt(heads: Path) -> Receipt:
    """Of a run without such judgements."""
    kiemnhiem("screen", heads, *ASK, "--receipt", heads.parent / "r.json")
    return carried(heads.parent / "r.json").receipt


def test_what_was_written_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(written(GIVEN))
    assert answers_in(tmp_path / "a.json") == GIVEN
    assert json.loads(written(GIVEN))[3] == {
        "case": "CB-2", "judgement": "a#b", "answer": None, "by": "Chi bộ", "on": "2018-12-01",
    }  # fmt: skip


@pytest.mark.parametrize("number", range(5))
def test_a_receipt_rests_on_the_answers_given_until_then(receipt: Receipt, number: int) -> None:
    found = resting(GIVEN, replace(receipt, answers=held_digest(Resting(GIVEN, number).held)))
    assert found.number == number
    assert {case: of["a#b"].answer for case, of in found.held.items()} == [
        {}, {"CB-1": True}, {"CB-1": True, "CB-2": False}, {"CB-1": False, "CB-2": False},
        {"CB-1": False, "CB-2": None},
    ][number]  # fmt: skip


def test_of_a_run_of_some_cases_only_theirs_count(receipt: Receipt) -> None:
    own = resting([of for of in GIVEN if of.case == "CB-1"], replace(receipt, answers="of others")).held
    found = resting(GIVEN, replace(receipt, cases=("CB-1",), answers=held_digest(own)))
    assert (found.number, [*found.held]) == (2, ["CB-1"])


def test_where_none_of_them_is_what_a_run_rested_on_all_are_taken(receipt: Receipt) -> None:
    assert resting(GIVEN, replace(receipt, answers="0" * 64)).number == 4


@pytest.mark.parametrize(
    "content",
    ["", "{}", "[[]]", '[{"case": 1}]', "\x00\xff", "[" * 100_000,
     '[{"case": "a", "judgement": "b", "answer": "yes", "by": "c", "on": "2018-12-01"}]',
     '[{"case": "a", "judgement": "b", "answer": true, "by": "c", "on": "năm Dần"}]',
     '[{"case": "a", "judgement": "b", "answer": true, "by": "c", "on": "2018-12-01", "name": "x"}]'],
    ids=range(9),
)  # fmt: skip
def test_what_is_no_file_of_answers_is_told(heads: Path, receipt: Receipt, content: str) -> None:
    assert receipt.answers is None
    (heads.parent / "a.json").write_text(content)
    ran = kiemnhiem("replay", heads.parent / "r.json", "--answers", heads.parent / "a.json", "--lang", "en")
    assert (ran.exit_code, "S106" in ran.stderr) == (3, True), ran.output


def test_neither_a_pipe_nor_more_answers_than_a_desk_has_are_read(heads: Path, receipt: Receipt) -> None:
    assert receipt.answers is None
    os.mkfifo(heads.parent / "pipe")
    (heads.parent / "many").write_bytes(written([GIVEN[0]] * (LIMITS.answers + 1)))
    for name in ("pipe", "many"):
        ran = kiemnhiem("replay", heads.parent / "r.json", "--answers", heads.parent / name, "--lang", "en")
        assert (ran.exit_code, "S106" in ran.stderr) == (3, True), ran.output
