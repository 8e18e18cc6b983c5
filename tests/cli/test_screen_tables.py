"""``screen`` of Parquet and Arrow files: what columns are read, what comes out, and the same answers as from cells."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from support.columnar import screened, summary, write
from support.command import POLICIES, kiemnhiem
from support.strict import strict_library

DAY = ("--as-of", "2018-12-30")
BASE = (*DAY, "--policies", POLICIES, "--policy", "plain")
BORN = {"birth_date": ["01/02/1980", "01/02/2010", None]}


@pytest.fixture
def library(tmp_path: Path) -> Path:
    return strict_library(tmp_path / "library")


def outcomes(library: Path, folder: Path, columns: Mapping[str, Any] | Any, rule: str, *more: Path) -> list[Any]:
    """Of each case whether one requirement is met."""
    out = folder / "out.parquet"
    path = write(folder / "people.parquet", columns)
    asked = ("--policies", library, "--policy", "strict", *DAY, "--lang", "en", "-o", out)
    result = kiemnhiem("screen", path, *more, *asked)
    assert result.exit_code in (0, 3), result.output
    found: list[Any] = pl.read_parquet(out)[f"strict#{rule}"].to_list()
    return found


# --- what is screened -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("suffix", [".parquet", ".arrow"])
def test_a_file_of_columns_is_screened_and_counted(tmp_path: Path, suffix: str) -> None:
    found = screened(write(tmp_path / f"people{suffix}", BORN), *BASE)
    assert found["engine"] == "polars"
    assert found["cases"] == 3
    assert (found["verdicts"]["eligible"], found["verdicts"]["not_eligible"]) == (1, 1)
    assert found["missing"] == [{"field": "birth_date", "cases": 1}]


def test_a_folder_and_a_glob_are_all_their_files(tmp_path: Path) -> None:
    folder = tmp_path / "all"
    folder.mkdir()
    write(folder / "a.parquet", BORN)
    write(folder / "b.parquet", {"Ngày sinh": [date(1970, 1, 1)], "Thích": ["cá"]})
    (folder / "read.me").write_text("no table")
    for source in (folder, f"{folder}/*.parquet"):
        assert screened(source, *BASE)["cases"] == 4
    assert screened(f"{folder}/a*", *BASE)["cases"] == 3


def test_a_glob_of_other_files_is_screened_too(tmp_path: Path) -> None:
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_text("Họ tên,Ngày sinh\nNguyễn A,1/1/1980\n", encoding="utf-8")
    assert screened(f"{tmp_path}/*.csv", *BASE)["cases"] == 2


def test_a_file_whose_name_looks_like_a_pattern_is_itself(tmp_path: Path) -> None:
    write(tmp_path / "a1.parquet", BORN)
    found = screened(write(tmp_path / "a[1].parquet", {"birth_date": ["1980"]}), *BASE)
    assert found["cases"] == 1


def test_columnar_files_and_others_are_not_mixed(tmp_path: Path) -> None:
    other = tmp_path / "people.csv"
    other.write_text("Họ tên,Ngày sinh\nNguyễn A,1/1/1980\n", encoding="utf-8")
    result = kiemnhiem("screen", write(tmp_path / "a.parquet", BORN), other, *BASE)
    assert result.exit_code == 2
    assert "U540" in result.stderr
    assert "people.csv" in result.stderr


def test_cases_count_although_the_question_reads_none_of_their_columns(tmp_path: Path) -> None:
    found = screened(write(tmp_path / "p.parquet", {"score": [1.0, 2.0]}), *BASE)
    assert found["cases"] == found["verdicts"]["undetermined"] == 2


def test_no_rows_are_no_cases(tmp_path: Path) -> None:
    out = tmp_path / "out.parquet"
    path = write(tmp_path / "p.parquet", pl.DataFrame(schema={"birth_date": pl.Date}))
    assert screened(path, *BASE, "-o", out)["cases"] == 0
    assert pl.read_parquet(out).height == 0
    assert "plain#grown-up" in pl.read_parquet(out).columns


# --- columns ----------------------------------------------------------------------------------------------------------


def test_headings_are_found_in_either_language_and_judgements_are_columns(library: Path, tmp_path: Path) -> None:
    assert outcomes(library, tmp_path, {"Số con": [1, 3]}, "few") == [True, False]
    assert outcomes(library, tmp_path, {"CHILDREN": [1, 3]}, "few") == [True, False]
    assert outcomes(library, tmp_path, {"Tín nhiệm": [True, False, None]}, "trusted") == [True, False, None]
    assert outcomes(library, tmp_path, {"Trusted?": ["Có", "Không", "-"]}, "trusted") == [True, False, None]


@pytest.mark.parametrize(
    ("column", "rule", "wanted"),
    [
        (pl.Series("children", [1, 3, 31, -1, None], dtype=pl.Int8), "few", [True, False, None, None, None]),
        (pl.Series("children", [1, 3, 2**64 - 1], dtype=pl.UInt64), "few", [True, False, None]),
        (pl.Series("children", [1.0, 3.0, 2.5, float("nan"), float("inf")]), "few", [True, False, None, None, None]),
        (pl.Series("children", ["1", " 3 ", "hai", "1.500", "?", ""]), "few", [True, False, None, None, None, None]),
        (pl.Series("children", [True, False]), "few", [None, None]),
        (pl.Series("score", [7.5, 7.4999999, 7.4, 1e300, None]), "good", [True, True, False, None, None]),
        (pl.Series("score", [7.5, 7.4], dtype=pl.Float32), "good", [True, False]),
        (pl.Series("score", [Decimal("7.50"), Decimal("7.49")]), "good", [True, False]),
        (pl.Series("score", ["7,5", "7.4", "8"]), "good", [True, False, True]),
        (pl.Series("score", [8, 7]), "good", [True, False]),
        (pl.Series("member", [True, False, None]), "in", [True, False, None]),
        (pl.Series("member", ["Có", "không", "true", "?", "x"]), "in", [True, False, True, None, None]),
        (pl.Series("region", ["highland", "Đồng bằng", "MIỀN NÚI", "núi"]), "up", [True, False, True, None]),
        (pl.Series("region", ["highland", "lowland"], dtype=pl.Categorical), "up", [True, False]),
        (pl.Series("region", ["Miền núi", "đồng bằng"], dtype=pl.Categorical), "up", [True, False]),
        (pl.Series("region", ["lowland", None], dtype=pl.Enum(["lowland"])), "up", [False, None]),
        (pl.Series("education", ["primary", "Đại học", "secondary"]), "schooled", [False, True, True]),
        (pl.Series("unit", ["bản  một", "BẢN MỘT", "Bản Hai", "-"]), "here", [True, True, False, None]),
    ],
    ids=str,
)
def test_values_of_every_type_mean_what_cells_mean(
    library: Path, tmp_path: Path, column: Any, rule: str, wanted: list[bool | None]
) -> None:
    assert outcomes(library, tmp_path, pl.DataFrame([column]), rule) == wanted


@pytest.mark.parametrize(
    ("values", "verdicts"),
    [
        ([date(1980, 1, 1), date(2010, 1, 1)], "yes no"),
        ([datetime(1980, 1, 1, 9), datetime(2010, 1, 1)], "yes no"),
        (["1980", "06/2010", "2000", "31/12/2000", "2000-12-30"], "yes no open no yes"),
        ([1980, 2010, 2000], "yes no open"),
        ([date(1, 1, 1), date(2500, 1, 1)], "open open"),
    ],
    ids=str,
)
def test_dates_may_be_days_or_known_in_part(tmp_path: Path, values: list[Any], verdicts: str) -> None:
    words = {"yes": "eligible", "no": "not_eligible", "open": "undetermined"}
    out = tmp_path / "out.parquet"
    kiemnhiem("screen", write(tmp_path / "p.parquet", {"birth_date": values}), *BASE, "-o", out)
    assert pl.read_parquet(out)["verdict"].to_list() == [words[v] for v in verdicts.split()]


def test_a_cell_may_speak_of_another_field_and_a_contradiction_leaves_it_unknown(library: Path, tmp_path: Path) -> None:
    columns = {"member_since": ["Chưa", "Chưa", "Chưa", "1999", "sai"], "member": [None, True, False, None, True]}
    assert outcomes(library, tmp_path, columns, "in") == [False, None, False, None, True]
    result = kiemnhiem(
        "screen", tmp_path / "people.parquet", "--policies", library, "--policy", "strict", "--lang", "en"
    )
    assert result.exit_code == 3
    assert "rows whose cells disagree: 1, the first is row 2" in " ".join(result.output.split())


def test_what_an_unreadable_cell_would_have_said_is_not_taken_from_another(library: Path, tmp_path: Path) -> None:
    columns = {"member_since": ["Chưa"], "member": ["có lẽ"]}
    assert outcomes(library, tmp_path, columns, "in") == [None]


def test_unreadable_values_are_counted_with_the_first_row_and_what_was_meant(library: Path, tmp_path: Path) -> None:
    values = ["lowland", "miền nui", "xa", "miền nui"]
    path = write(tmp_path / "p.parquet", {"score": [1, 2, 3, 4], "region": values})
    result = kiemnhiem("screen", path, "--policies", library, "--policy", "strict", "--lang", "en", "--format", "json")
    assert result.exit_code == 3
    rejected = summary(result)["rejected"]
    assert [(r["row"], r["column"]) for r in rejected] == [(2, "B"), (3, "B")]
    said = 'cells "miền nui" that cannot be read: 2, the first in row 2; expected one of: lowland; highland'
    assert said in rejected[0]["message"]
    assert 'did you mean "miền núi"' in rejected[0]["message"]


def test_many_ways_to_be_unreadable_are_summed_up(library: Path, tmp_path: Path) -> None:
    path = write(tmp_path / "p.parquet", {"children": [f"con số {n}" for n in range(50)]})
    found = screened(path, "--policies", library, "--policy", "strict", "--lang", "en")
    assert len(found["rejected"]) == 21
    assert "more cells that cannot be read: 30" in found["rejected"][-1]["message"]


def test_rows_count_through_all_batches(library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from kiemnhiem.evaluate.columnar import scan

    monkeypatch.setattr(scan, "BATCH", 2)
    path = write(tmp_path / "p.parquet", {"children": ["1", "1", "1", "sai", "sai"]})
    [one] = screened(path, "--policies", library, "--policy", "strict", "--lang", "en")["rejected"]
    assert one["row"] == 4
    assert 'cells "sai" that cannot be read: 2' in one["message"]


def test_personal_values_stay_out_of_messages(tmp_path: Path) -> None:
    path = write(tmp_path / "p.parquet", {"Ngày sinh": ["31/02/1970", "Nguyễn Bí Mật"], "Họ tên": ["Lê Kín", "Vũ Kín"]})
    policies = Path(__file__).parents[2] / "policies"
    result = kiemnhiem("screen", path, "--policies", policies, *DAY, "--policy", "hamlet/secretary-and-head")
    assert result.exit_code == 3
    assert "đã che" in result.output
    assert not any(secret in result.output for secret in ("Bí Mật", "31/02/1970", "Kín"))


def test_columns_that_are_not_read_are_told(tmp_path: Path) -> None:
    columns = {
        "birth_date": ["1980"], "Ngày sinh": ["1981"], "birth_dat": ["1980"], "Thích": ["cá"], "age": [30],
        "discipline": ["không"], "score": [b"7"], "children": [[1, 2]], "areas": [["border"]], "Địa bàn": [["island"]],
    }  # fmt: skip
    result = kiemnhiem("screen", write(tmp_path / "p.parquet", columns), *BASE, "--lang", "en")
    said = " ".join(result.output.split())
    assert result.exit_code == 3
    assert 'column "Ngày sinh" is not read: column "birth_date" already gives "Date of birth"' in said
    assert 'column "birth_dat" is not in the vocabulary' in said
    assert 'did you mean "birth_date"' in said
    assert 'column "Thích"' in said
    assert 'column "age" is not read: Age is computed' in said
    assert 'column "discipline" is not read: in a columnar file "Discipline" is a column of lists' in said
    assert 'column "score" of type Binary cannot be used for "Score"; expected a number' in said
    assert 'column "children" of type List(Int64) cannot be used for "Children"' in said
    assert 'column "Địa bàn" is not read: column "areas" already gives "Areas"' in said


def test_no_known_column_is_an_error_that_names_some(tmp_path: Path) -> None:
    result = kiemnhiem("screen", write(tmp_path / "p.parquet", {"x": [1]}), *BASE, "--lang", "en")
    assert result.exit_code == 3
    assert "C405" in result.stderr
    assert "birth_date" in result.stderr


def damaged(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def test_a_file_that_is_no_parquet_is_told_and_the_others_are_screened(tmp_path: Path) -> None:
    good = write(tmp_path / "good.parquet", BORN)
    for n, content in enumerate((b"", b"PAR1 no more PAR1", good.read_bytes()[:200], b"Ng\xc3\xa0y sinh\n1980\n")):
        broken = damaged(tmp_path / f"broken{n}.parquet", content)
        result = kiemnhiem("screen", broken, *BASE)
        assert result.exit_code == 3, content
        assert "C408" in result.stderr
        found = screened(good, broken, *BASE)
        assert found["cases"] == 3
        assert [r["file"] for r in found["rejected"]] == [str(broken)]


def test_a_file_that_is_damaged_further_on_gives_words_and_no_result(tmp_path: Path) -> None:
    content = bytearray(
        write(tmp_path / "p.parquet", {"birth_date": [f"{d}/1/1980" for d in range(1, 29)] * 99}).read_bytes()
    )
    for at in range(4, 120):
        content[at] ^= 0xFF
    broken, out = damaged(tmp_path / "broken.parquet", bytes(content)), tmp_path / "out.parquet"
    result = kiemnhiem("screen", broken, *BASE, "-o", out)
    assert result.exit_code == 3
    assert "C408" in result.stderr
    assert sorted(p.name for p in tmp_path.iterdir()) == ["broken.parquet", "p.parquet"]


HEADINGS = (
    "name", "birth_date", "member_since", "member", "children", "score", "region", "education", "areas", "province",
    "unit", "posts", "discipline", "Tín nhiệm", "id",
)  # fmt: skip
ODD = {
    "null": pl.Series([None, None]),
    "bytes": pl.Series([b"\xff", None]),
    "time": pl.Series([None, 1], dtype=pl.Time),
    "duration": pl.Series([1, None], dtype=pl.Duration),
    "zoned": pl.Series([datetime(1980, 1, 1), None], dtype=pl.Datetime("us", "UTC")),
    "wide": pl.Series([2**100, -(2**100), 1], dtype=pl.Int128),
    "unsigned": pl.Series([2**64 - 1, 0], dtype=pl.UInt64),
    "float": pl.Series([float("nan"), float("-inf"), 1e308, -0.0, 5e-324]),
    "decimal": pl.Series([Decimal("1.5"), None], dtype=pl.Decimal(38, 20)),
    "truth": pl.Series([True, None]),
    "odd text": pl.Series(["\x00", "\U0010ffff", "=1+1", "#N/A", " ", "e\u0301" * 99, "9" * 999]),
    "category": pl.Series(["", "x", None], dtype=pl.Categorical),
    "struct": pl.Series([{"a": 1}, None]),
    "list of lists": pl.Series([[[1]], None, []]),
    "list of nothing": pl.Series([[None], None], dtype=pl.List(pl.Null)),
    "list of days": pl.Series([[date(1980, 1, 1), None], []]),
    "array": pl.Series([[1, 2], None], dtype=pl.Array(pl.Int64, 2)),
    "empty structs": pl.Series([[{"form": None, "Thích": b"1", "given_on": [1]}], [None]]),
    "no fields": pl.Series([[{}]], dtype=pl.List(pl.Struct({}))),
}


@pytest.mark.parametrize("kind", ODD)
def test_a_column_of_any_type_under_any_heading_gives_words(library: Path, tmp_path: Path, kind: str) -> None:
    path = write(tmp_path / "p.arrow", pl.DataFrame([ODD[kind].alias(heading) for heading in HEADINGS]))
    for name in ("out.parquet", "out.jsonl"):
        asked = ("--policies", library, "--policy", "strict", "--policy", "plain", *DAY, "-o", tmp_path / name)
        result = kiemnhiem("screen", path, *asked, "--format", "json")
        assert result.exit_code in (0, 3), result.output
        assert "C405" in result.stderr or summary(result)["cases"] == len(ODD[kind])


# --- lists ------------------------------------------------------------------------------------------------------------


def test_lists_are_columns_of_structs_or_of_values(library: Path, tmp_path: Path) -> None:
    records = [[{"Hình thức": "cách chức"}], [{"Hình thức": "khiển trách"}], [], [{"Hình thức": None}], None]
    assert outcomes(library, tmp_path, {"Kỷ luật": records}, "clean") == [False, True, True, None, True]
    assert outcomes(library, tmp_path, {"discipline": [["dismissal"], ["reprimand"]]}, "clean") == [False, True]
    areas = [["border", "island"], ["hải đảo"], [], None]
    assert outcomes(library, tmp_path, {"areas": areas}, "border") == [True, False, False, None]
    fixed = pl.DataFrame({"areas": pl.Series([["border"], ["island"]], dtype=pl.Array(pl.String, 1))})
    assert outcomes(library, tmp_path, fixed, "border") == [True, False]


def test_an_unreadable_value_in_a_list_is_told_with_the_row_of_its_case(library: Path, tmp_path: Path) -> None:
    records = [[], [{"form": "dismissal"}, {"form": "reprimand"}], [{"form": "cách chứ"}]]
    path = write(tmp_path / "p.parquet", {"discipline": records})
    [one] = screened(path, "--policies", library, "--policy", "strict", "--lang", "en")["rejected"]
    assert one["row"] == 3


IDS = {"id": ["a", "b", "c"], "children": [1, 1, 1]}


def test_a_table_of_records_stands_beside_the_cases(library: Path, tmp_path: Path) -> None:
    records = {"Mã": ["b", "c", "c"], "form": ["dismissal", "reprimand", None], "given_on": ["2001", "02/2002", None]}
    child = write(tmp_path / "discipline.parquet", records)
    assert outcomes(library, tmp_path, IDS, "clean", child) == [True, False, None]
    assert outcomes(library, tmp_path, IDS, "clean") == [None, None, None]


def test_a_record_may_say_that_there_are_none(library: Path, tmp_path: Path) -> None:
    vocabulary = library / "vocabulary.yaml"
    text = vocabulary.read_text(encoding="utf-8").replace("blank: none", "cells: {Không: none}")
    vocabulary.write_text(text, encoding="utf-8")
    child = write(tmp_path / "Kỷ luật.parquet", {"id": ["a", "b"], "form": ["Không", "dismissal"]})
    assert outcomes(library, tmp_path, IDS, "clean", child) == [True, False, None]


def test_a_record_of_nobody_known_may_be_anybodys(library: Path, tmp_path: Path) -> None:
    child = write(tmp_path / "discipline.parquet", {"id": ["b", "z"], "form": ["reprimand", "dismissal"]})
    assert outcomes(library, tmp_path, IDS, "clean", child) == [None, True, None]
    found = screened(tmp_path / "people.parquet", child, "--policies", library, "--policy", "strict", "--lang", "en")
    assert any("records with the id of no case: 1" in r["message"] for r in found["rejected"])


def test_records_of_an_id_that_two_cases_share_tell_nothing(library: Path, tmp_path: Path) -> None:
    child = write(tmp_path / "discipline.parquet", {"id": ["a"], "form": ["reprimand"]})
    people = {"id": ["a", "a", "b"], "children": [1, 1, 1]}
    assert outcomes(library, tmp_path, people, "clean", child) == [None, None, True]
    found = screened(tmp_path / "people.parquet", child, "--policies", library, "--policy", "strict", "--lang", "en")
    assert any("an id that several cases share: 1" in r["message"] for r in found["rejected"])


def test_records_belong_to_the_cases_of_every_file(library: Path, tmp_path: Path) -> None:
    folder = tmp_path / "all"
    folder.mkdir()
    write(folder / "a.parquet", {"id": [1], "children": [1]})
    write(folder / "b.parquet", {"id": [2], "children": [1]})
    write(folder / "discipline.parquet", {"id": ["1", "2"], "form": ["reprimand", "dismissal"]})
    found = screened(folder, "--policies", library, "--policy", "strict")
    assert found["rejected"] == []
    assert found["requirements"][0]["not_met"] == found["requirements"][0]["met"] == 1


def test_a_table_of_records_alone_is_no_cases(library: Path, tmp_path: Path) -> None:
    child = write(tmp_path / "discipline.parquet", {"id": ["a"], "form": ["reprimand"]})
    result = kiemnhiem("screen", child, "--policies", library, "--policy", "strict")
    assert result.exit_code == 3
    assert "C413" in result.stderr
