"""A large text file is screened in parts, and nobody can tell."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random

import polars as pl
import pytest
from click.testing import Result
from support.command import POLICIES, kiemnhiem, people

from kiemnhiem.cases import Reading, stream
from kiemnhiem.cases.headings import ByHand
from kiemnhiem.cli import question as command
from kiemnhiem.cli import streamed
from kiemnhiem.policy.model import Library

REPO = Path(__file__).parents[2]
AS_OF = ("--as-of", "2018-12-30", "--policies", POLICIES, "--lang", "en")


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> list[Reading]:
    """Every file counts as large; what has been read in parts."""
    parts: list[Reading] = []

    def counted(paths: Sequence[Path], library: Library, subject: str, size: int, mapped: ByHand) -> Iterator[Reading]:
        for reading in stream(paths, library, subject, size, mapped):
            parts.append(reading)
            yield reading

    monkeypatch.setattr(streamed, "stream", counted)
    monkeypatch.setattr(streamed, "LARGE", 0)
    monkeypatch.setattr(streamed, "_PART", 7)
    return parts


def made_up(rows: int, rng: Random) -> str:
    """People of hamlets: some of one id, some with dates that cannot be read, names of units between them."""
    lines = ["Mã CB,Họ tên,Ngày sinh,Chức danh,Đơn vị"]
    for number in range(rows):
        born = rng.choice(("05/06/1975", "1/1/2010", "", "1975", "31/02/1970", "năm Dần"))
        post = rng.choice(("Trưởng thôn", "Bí thư chi bộ", "Trưởng thôn; Bí thư chi bộ", ""))
        lines.append(f"CB-{rng.randrange(rows * 3)},Người {number},{born},{post},Bản {number % 5}")
    return "\n".join([*lines, "NGƯỜI LẬP BIỂU", ""])


def both(monkeypatch: pytest.MonkeyPatch, *args: str | Path) -> tuple[Result, Result]:
    """What the command says in parts, and as it does with files that are not large."""
    parts = kiemnhiem("screen", *args)
    with monkeypatch.context() as patch:
        patch.setattr(command, "is_streamed", lambda *_: False)
        return parts, kiemnhiem("screen", *args)


@pytest.mark.parametrize("form", ["json", "console"])
@pytest.mark.parametrize("engine", ["polars", "auto"])
def test_the_summary_and_the_problems_are_those_of_the_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, small: list[Reading], form: str, engine: str
) -> None:
    path = people(tmp_path, made_up(400, Random(5)))
    parts, whole = both(monkeypatch, path, *AS_OF, "--format", form, "--engine", engine)
    assert len(small) > 20
    assert parts.stdout == whole.stdout
    assert parts.stderr == whole.stderr
    assert parts.exit_code == whole.exit_code == 3


def test_results_as_tables_and_as_lines_are_those_of_the_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, small: list[Reading]
) -> None:
    path = people(tmp_path, made_up(60, Random(6)))
    table, lines = tmp_path / "out.parquet", tmp_path / "out.jsonl"
    found = []
    for streams in (True, False):
        with monkeypatch.context() as patch:
            if not streams:
                patch.setattr(command, "is_streamed", lambda *_: False)
            result = kiemnhiem("screen", path, *AS_OF, "-o", table, "-o", lines, "--blockers")
        found.append((result.stdout, pl.read_parquet(table), lines.read_text(encoding="utf-8")))
    assert len(small) > 10
    (said, rows, reasons), (said_whole, rows_whole, reasons_whole) = found
    assert said == said_whole
    assert rows.equals(rows_whole)
    assert rows.height == 60
    assert reasons == reasons_whole


def test_json_lines_of_several_places_are_screened_in_parts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, small: list[Reading]
) -> None:
    rng = Random(7)
    cases = [
        {
            "case_id": f"A{rng.randrange(80)}",
            "full_name": "Người Mẫu",
            "birth_date": rng.choice(("1980-01-01", "1999", None)),
            "province": rng.choice(("lai-chau", "ben-tre", None)),
            "party_membership": rng.choice(("official", "none", None)),
            "children": rng.choice((1, "hai")),
        }
        for _ in range(50)
    ]
    path = tmp_path / "people.jsonl"
    path.write_text("\n".join(json.dumps(case) for case in cases), encoding="utf-8")
    policies = ("--policies", REPO / "policies", "--policy", "hamlet/secretary-and-head", "--as-of", "2018-12-30")
    parts, whole = both(monkeypatch, path, *policies, "--lang", "en", "--format", "json", "--engine", "polars")
    assert len(small) > 5
    assert parts.stdout == whole.stdout
    assert parts.stderr == whole.stderr
    assert json.loads(parts.stdout)["cases"] == 50


@pytest.mark.parametrize("output", ["out.xlsx", "out.csv", "out.json"])
def test_results_that_need_all_cases_at_once_are_still_written(
    tmp_path: Path, small: list[Reading], output: str
) -> None:
    kiemnhiem("screen", people(tmp_path, made_up(9, Random(8))), *AS_OF, "-o", tmp_path / output)
    assert (tmp_path / output).exists()
    assert not small


def test_a_large_file_without_people_is_refused_as_a_small_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, small: list[Reading]
) -> None:
    parts, whole = both(monkeypatch, people(tmp_path, "a,b\n1,2\n"), *AS_OF, "-o", tmp_path / "out.parquet")
    assert not small
    assert parts.stderr == whole.stderr
    assert parts.exit_code == whole.exit_code == 3
    assert not (tmp_path / "out.parquet").exists()
