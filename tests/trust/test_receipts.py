"""Every run has a receipt, which tells runs apart that differ and no others, and which its results carry."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from random import Random
from typing import Any

import polars as pl
import pytest
from support.command import POLICIES, kiemnhiem, people
from support.strict import strict_library

from kiemnhiem.cases import read
from kiemnhiem.cases.case import Case, Recorded
from kiemnhiem.errors import InputError
from kiemnhiem.policy import shipped_library
from kiemnhiem.trust import seal
from kiemnhiem.trust.answers import answers_digest
from kiemnhiem.trust.carried import carried
from kiemnhiem.trust.inputs import Inputs
from kiemnhiem.trust.receipt import NotAReceipt, receipt_of

ASK = ("--as-of", "2018-12-30", "--policy", "hamlet/secretary-and-head")


def receipt(*args: str | Path, command: str = "screen") -> dict[str, Any]:
    """The receipt of a run."""
    path = Path(str(args[0])).parent / "receipt.json"
    ran = kiemnhiem(command, *args, "--receipt", path)
    assert ran.exit_code in (0, 3), ran.output
    found: dict[str, Any] = json.loads(path.read_text())
    path.unlink()
    return found


def test_a_receipt_says_what_was_asked_of_what_and_what_came_out(heads: Path) -> None:
    said = receipt(heads, *ASK, "--place", "lai-chau")
    assert said["as_of"] == "2018-12-30"
    assert said["place"] == "lai-chau"
    assert said["asked"] == ["hamlet/secretary-and-head"]
    assert said["library"] == "policies"
    assert [(i["name"], i["size"]) for i in said["inputs"]] == [("people.csv", heads.stat().st_size)]
    assert said["results"]["verdicts"] == {
        "not_eligible": 1, "undetermined": 2, "no_policy": 0, "eligible": 0, "not_applicable": 0,
    }  # fmt: skip
    assert {"hamlet/secretary-and-head.yaml", "party/admission.yaml", "vocabulary/candidate.yaml"} <= said[
        "files"
    ].keys()
    assert "hamlet/head.yaml" not in said["files"]


def test_a_receipt_names_nobody(heads: Path) -> None:
    said = json.dumps(receipt(heads, *ASK), ensure_ascii=False)
    assert not [word for word in ("Người", "1980", "CB-1", str(heads.parent)) if word in said]


def test_equal_runs_have_equal_receipts_but_for_the_time(heads: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    one, other = receipt(heads, *ASK), receipt(shutil.copy(heads, elsewhere), *ASK)
    assert one.pop("made")["at"] < other.pop("made")["at"]
    assert one == other


@pytest.mark.parametrize(
    "change", [("--as-of", "2019-01-01"), ("--place", "lai-chau"), ("--policy", "hamlet/head"), ("--blockers",)]
)
def test_another_question_has_another_receipt(heads: Path, change: tuple[str, ...]) -> None:
    assert receipt(heads, *ASK)["id"] != receipt(heads, *ASK, *change)["id"]


def test_a_changed_byte_of_the_input_changes_the_receipt_and_not_the_answers(heads: Path) -> None:
    before = receipt(heads, *ASK)
    heads.write_bytes(heads.read_bytes().replace("Một".encode(), "Hải".encode()))
    now = receipt(heads, *ASK)
    assert now["id"] != before["id"]
    assert now["results"] == before["results"]


def made_up(rows: int, rng: Random) -> str:
    """People of several places, some of unknown ones, with ids that need to be escaped."""
    lines = ["id,born,posts,province,discipline,children,member"]
    for number in range(rows):
        born = rng.choice(("1975-06-05", "2010-01-01", "", "1975"))
        fields = (born, rng.choice(("", "1")), rng.choice(("", "lai-chau")), "", rng.choice(("", "1", "5")))
        lines.append(f'"C\\,""{number}\n{"x" * rng.randrange(3)}",{",".join(fields)},{rng.choice(("", "Có", "Không"))}')
    return "\n".join([*lines, ""])


@pytest.mark.parametrize("engine", ["reference", "rete", "polars", "duckdb"])
def test_every_engine_gives_the_same_digest_of_answers(tmp_path: Path, engine: str) -> None:
    library = strict_library(tmp_path / "library")
    path = people(tmp_path, made_up(400, Random(7)))
    ask = ("--as-of", "2018-12-30", "--policies", library)
    assert receipt(path, *ask, "--engine", engine)["results"] == receipt(path, *ask, "--engine", "reference")["results"]


@pytest.mark.parametrize(
    ("engine", "asked"), [("rete", ASK[2:]), ("polars", ()), ("polars", ASK[2:]), ("duckdb", ASK[2:])]
)
def test_engines_agree_on_the_shipped_policies_with_places_that_amend_them(
    tmp_path: Path, engine: str, asked: tuple[str, ...]
) -> None:
    rng, lines = Random(3), ["Mã CB,Ngày sinh,Đảng viên,Chức danh,Tỉnh"]
    for number in range(120):
        posts = rng.choice(("Trưởng thôn; Bí thư chi bộ", "Trưởng thôn", "Bí thư chi bộ", ""))
        born, member = rng.choice(("1980-05-01", "2001-01-01", "1997", "")), rng.choice(("Chính thức", "Chưa", ""))
        lines.append(f"CB-{number},{born},{member},{posts},{rng.choice(('Lai Châu', 'Bến Tre', 'Hà Nội', ''))}")
    path = people(tmp_path, "\n".join(lines))
    ask = ("--as-of", "2018-12-30", *asked)
    assert receipt(path, *ask, "--engine", engine)["results"] == receipt(path, *ask, "--engine", "reference")["results"]


def test_a_check_and_a_screening_of_the_same_cases_give_the_same_digest(heads: Path) -> None:
    asked = receipt(heads, *ASK, command="check")
    assert asked["command"] == "check"
    assert asked["results"] == receipt(heads, *ASK)["results"]
    one = receipt(heads, *ASK, "--case", "CB-2", command="check")
    assert one["cases"] == ["CB-2"]
    assert sum(one["results"]["verdicts"].values()) == 1


@pytest.mark.parametrize("name", ["out.json", "out.xlsx", "out.csv", "out.jsonl"])
def test_results_carry_their_receipt(heads: Path, tmp_path: Path, name: str) -> None:
    assert kiemnhiem("screen", heads, *ASK, "-o", tmp_path / name).exit_code == 3
    assert carried(tmp_path / name).receipt.id == receipt(heads, *ASK)["id"]


@pytest.mark.parametrize("name", ["out.parquet", "out.arrow", "out"])
def test_tables_of_results_carry_their_receipt(tmp_path: Path, name: str) -> None:
    parts, out = tmp_path / "parts", tmp_path / name
    parts.mkdir()
    for part in range(2):
        frame = pl.DataFrame({"birth_date": ["1980-05-01", "2010-01-01"], "unit": [f"Bản {part}", None]})
        frame.write_parquet(parts / f"part-{part}.parquet")
    if not out.suffix:
        out.mkdir()
    ask = ("--as-of", "2018-12-30", "--policies", POLICIES, "--policy", "plain")
    assert kiemnhiem("screen", parts, *ask, "-o", out).exit_code == 0
    found = carried(out).receipt
    assert [i.name for i in found.inputs] == ["part-0.parquet", "part-1.parquet"]
    assert sum(found.results.verdicts.values()) == 4
    if not out.suffix:
        assert sorted(p.suffix for p in out.iterdir()) == [".parquet", ".parquet"]
        resumed = kiemnhiem("screen", parts, *ask, "-o", out, "--resume")
        assert resumed.exit_code == 0
        assert carried(out).receipt == found


def test_the_sheet_of_a_receipt_speaks_to_a_reader(heads: Path, tmp_path: Path) -> None:
    from openpyxl import load_workbook

    kiemnhiem("screen", heads, *ASK, "-o", tmp_path / "out.xlsx")
    rows = {row[0]: row[1] for row in load_workbook(tmp_path / "out.xlsx")["Biên nhận"].iter_rows(values_only=True)}
    assert rows["Mã biên nhận"] == receipt(heads, *ASK)["id"]
    assert rows["Ngày xét"] == "2018-12-30"
    assert rows["Không đủ điều kiện"] == "1"


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda said: said["results"]["verdicts"].update(eligible=1), "altered"),
        (lambda said: said.update(as_of="2019-01-01"), "altered"),
        (lambda said: said["inputs"][0].update(sha256="0" * 64), "altered"),
        (lambda said: said.update(schema=2), "schema"),
        (lambda said: said.update(more=1), "none"),
        (lambda said: said.pop("inputs"), "none"),
        (lambda said: said.update(as_of="yesterday"), "none"),
    ],
)
def test_an_altered_receipt_is_none(heads: Path, change: Any, why: str) -> None:
    said = receipt(heads, *ASK)
    assert receipt_of(said).id == said["id"]
    change(said)
    with pytest.raises(NotAReceipt, match=why):
        receipt_of(said)


def test_the_time_of_a_receipt_is_no_part_of_it(heads: Path) -> None:
    said = receipt(heads, *ASK)
    said["made"]["python"] = "another"
    assert receipt_of(said).id == said["id"]


def test_a_file_that_changes_or_vanishes_while_it_is_read_is_told(heads: Path) -> None:
    inputs = Inputs([heads])
    assert [i.name for i in inputs.found()] == ["people.csv"]
    heads.write_text("else")
    with pytest.raises(InputError) as told:
        inputs.found()
    assert "S101" in str(told.value)
    inputs = Inputs([heads])
    heads.unlink()
    with pytest.raises(InputError):
        inputs.found()


def test_a_run_whose_input_changes_ends_with_words(heads: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def late(files: Any) -> Inputs:
        inputs = Inputs(files)
        inputs.found()
        heads.write_text(heads.read_text() + "CB-4,,,,,\n")
        return inputs

    monkeypatch.setattr(seal, "Inputs", late)
    ran = kiemnhiem("screen", heads, *ASK, "--lang", "en", "--receipt", heads.parent / "r.json")
    assert ran.exit_code == 3
    assert "S101" in ran.stderr
    assert not (heads.parent / "r.json").exists()


def test_a_receipt_is_not_written_over_an_input(heads: Path) -> None:
    before = heads.read_bytes()
    ran = kiemnhiem("screen", heads, *ASK, "--receipt", heads, "--lang", "en")
    assert (ran.exit_code, "R402" in ran.stderr) == (2, True)
    assert heads.read_bytes() == before


def test_judgements_recorded_apart_have_a_digest_without_who_gave_them() -> None:
    def one(answer: bool | None, by: str) -> list[Case]:
        return [Case("CB-1", {}, {"a/b#trusted": Recorded(answer, by)})]

    assert answers_digest([Case("CB-1", {})]) is None
    assert answers_digest(one(True, "Người Một")) == answers_digest(one(True, "Người Hai"))
    assert len({answers_digest(one(answer, "")) for answer in (True, False, None)}) == 3


def test_the_files_of_a_receipt_are_all_but_what_was_not_asked(heads: Path) -> None:
    said = receipt(heads, "--as-of", "2018-12-30")
    tests = sum(1 for _ in shipped_library().rglob("*.test.yaml"))
    assert 0 < len(said["files"]) < sum(1 for _ in shipped_library().rglob("*.yaml")) - tests
    assert read([heads], _library()).cases[0].id == "CB-1"


def _library() -> Any:
    from kiemnhiem.policy import load_library

    return load_library(shipped_library())[0]
