import csv
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from support.budget import examples
from support.command import POLICIES, kiemnhiem, people

# Made-up people.
GOOD = "Họ tên,Ngày sinh,Chức danh,Đơn vị\nNguyễn Văn A,05/06/1975,Trưởng thôn,Bản Một\n"
MIXED = (
    GOOD
    + """Lò Thị B,1/1/2010,Trưởng thôn,Bản Hai
Giàng A C,,Trưởng thôn,Bản Ba
Tẩn D,2/2/1980,Bí thư chi bộ,Bản
"""
)
UNREADABLE = GOOD + "Lò Thị B,31/02/1970,Trưởng thôn,Bản Hai\n"
SUFFIXES = [".csv", ".xlsx", ".xls", ".ods", ".json", ".jsonl", ".yaml"]
AS_OF = ("--as-of", "2018-12-30", "--policies", POLICIES)


def screened(*args: str | Path) -> dict[str, Any]:
    result = kiemnhiem("screen", *args, *AS_OF, "--format", "json")
    summary: dict[str, Any] = json.loads(result.stdout)
    return summary


def test_json_summary_has_the_documented_keys_and_counts_every_case(tmp_path: Path) -> None:
    summary = screened(people(tmp_path, MIXED))
    documented = {"as_of", "library", "engine", "cases", "verdicts", "requirements", "missing", "rejected"}
    assert summary.keys() == documented | {"judgements", "remedies"}
    assert summary["as_of"] == "2018-12-30"
    assert summary["cases"] == 4
    assert summary["verdicts"] == {
        "eligible": 1, "undetermined": 1, "not_eligible": 1, "not_applicable": 0, "no_policy": 1,
    }  # fmt: skip
    assert summary["requirements"] == [
        {"policy": "plain", "requirement": "grown-up", "met": 1, "not_met": 1, "unknown": 1, "not_applicable": 0},
        {"policy": "plain", "requirement": "known", "met": 0, "not_met": 0, "unknown": 3, "not_applicable": 0},
    ]
    assert summary["missing"] == [{"field": "birth_date", "cases": 1}]
    assert summary["rejected"] == []


@pytest.mark.parametrize(("lang", "words"), [("vi", "30/12/2018"), ("en", "2018-12-30")])
def test_the_as_of_date_is_always_printed(tmp_path: Path, lang: str, words: str) -> None:
    result = kiemnhiem("screen", people(tmp_path, GOOD), *AS_OF, "--lang", lang)
    assert words in result.stdout
    assert result.exit_code == 0


def test_today_is_the_default_date(tmp_path: Path) -> None:
    from datetime import date

    result = kiemnhiem("screen", people(tmp_path, GOOD), "--policies", POLICIES, "--lang", "en")
    assert date.today().isoformat() in result.stdout


def test_an_unreadable_cell_ends_with_3_and_loses_no_row(tmp_path: Path) -> None:
    path = people(tmp_path, UNREADABLE)
    out = tmp_path / "out.csv"
    result = kiemnhiem("screen", path, *AS_OF, "--format", "json", "-o", out)
    summary = json.loads(result.stdout)
    assert result.exit_code == 3
    assert summary["cases"] == 2
    [cell] = summary["rejected"]
    assert (cell["row"], cell["column"]) == (3, "B")
    with out.open(encoding="utf-8-sig") as file:
        rows = list(csv.reader(file))
    assert len(rows) == 3
    assert rows[2][0] == "Lò Thị B"


@pytest.mark.parametrize(
    ("limit", "content", "code"),
    [("not_eligible", GOOD, 0), ("not_eligible", MIXED, 1), ("undetermined", MIXED, 1), ("no_policy", MIXED, 1)],
)
def test_fail_on_a_verdict_or_a_worse_one(tmp_path: Path, limit: str, content: str, code: int) -> None:
    assert kiemnhiem("screen", people(tmp_path, content), *AS_OF, "--fail-on", limit).exit_code == code


def test_results_are_written_by_extension(tmp_path: Path) -> None:
    names = ["out.xlsx", "out.csv", "out.json", "out.jsonl"]
    outputs = [part for name in names for part in ("-o", str(tmp_path / name))]
    assert kiemnhiem("screen", people(tmp_path, MIXED), *AS_OF, *outputs).exit_code == 0
    book = openpyxl.load_workbook(tmp_path / "out.xlsx")
    assert any("Nguyễn Văn A" in [cell.value for cell in row] for sheet in book for row in sheet.iter_rows())
    lines = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    assert [line["verdict"] for line in lines] == ["eligible", "not_eligible", "undetermined", "no_policy"]
    assert json.loads((tmp_path / "out.json").read_text())["cases"] == 4


def test_the_summary_names_the_workbook_that_lists_every_problem_and_no_other_file(tmp_path: Path) -> None:
    path = people(tmp_path, UNREADABLE)
    table, book = tmp_path / "out.csv", tmp_path / "out.XLSX"
    assert "out.XLSX" in kiemnhiem("screen", path, *AS_OF, "-o", table, "-o", book).stdout
    assert "out.csv" not in kiemnhiem("screen", path, *AS_OF, "-o", table).stdout


def test_a_file_that_cannot_be_read_is_rejected_and_the_others_are_screened(tmp_path: Path) -> None:
    broken = people(tmp_path, "PK\x03\x04 no workbook", "broken.xlsx")
    summary = screened(people(tmp_path, GOOD), broken)
    assert summary["cases"] == 1
    assert [(r["file"], r["sheet"], r["row"], r["column"]) for r in summary["rejected"]] == [
        (str(broken), None, None, None)
    ]


def test_asking_for_a_policy_takes_its_posts_as_proposed(tmp_path: Path) -> None:
    summary = screened(people(tmp_path, MIXED), "--policy", "plain")
    assert summary["verdicts"]["eligible"] == 2


def test_a_misspelt_policy_is_wrong_use_with_what_was_meant(tmp_path: Path) -> None:
    result = kiemnhiem("screen", people(tmp_path, GOOD), *AS_OF, "--policy", "plane", "--lang", "en")
    assert result.exit_code == 2
    assert 'did you mean "plain"' in result.stderr


def test_broken_policies_end_with_4_and_name_the_line(tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "case.yaml").write_text("policy: case\nschema: 1\ntitel: x\n")
    result = kiemnhiem("screen", people(tmp_path, GOOD), "--policies", broken, "--lang", "en")
    assert result.exit_code == 4
    assert "case.yaml:3:1: P202" in result.stderr
    assert 'did you mean "title"' in result.stderr


def test_what_cannot_be_read_at_all_is_said_in_words(tmp_path: Path) -> None:
    result = kiemnhiem("screen", people(tmp_path, "PK\x03\x04 no workbook", "broken.xlsx"), *AS_OF)
    assert result.exit_code == 3
    assert "broken.xlsx" in result.stderr
    assert kiemnhiem("screen", tmp_path / "missing.csv", *AS_OF).exit_code == 2


def test_a_result_never_overwrites_an_input(tmp_path: Path) -> None:
    path = people(tmp_path, GOOD)
    assert kiemnhiem("screen", path, *AS_OF, "-o", path).exit_code == 2
    assert path.read_text() == GOOD


def test_personal_data_stays_out_of_messages(tmp_path: Path) -> None:
    content = "Họ tên,Ngày sinh\nNguyễn Bí Mật,31/02/1970\n"
    policies = Path(__file__).parents[2] / "policies"
    result = kiemnhiem("screen", people(tmp_path, content), "--policies", policies, "--as-of", "2018-12-30")
    assert result.exit_code == 3
    assert "Bí Mật" not in result.output
    assert "31/02/1970" not in result.output


def test_output_cut_short_by_its_reader_is_no_error(tmp_path: Path) -> None:
    command = f"{sys.executable} -m kiemnhiem screen {people(tmp_path, MIXED)} --policies {POLICIES} | head -1"
    done = subprocess.run(["bash", "-c", f"set -o pipefail; {command}"], capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr
    assert done.stdout.count("\n") == 1


@pytest.mark.fuzz
@settings(max_examples=examples(60), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=400), suffix=st.sampled_from(SUFFIXES))
@example(content=b"", suffix=".csv")
@example(content=b"", suffix=".xlsx")
@example(content=b"\xff\xfe\x00", suffix=".csv")
@example(content=b"[" * 200_000, suffix=".json")
@example(content=b"[" * 200_000, suffix=".yaml")
def test_no_input_file_of_any_kind_gives_a_traceback(content: bytes, suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"any{suffix}"
    path.write_bytes(content)
    assert kiemnhiem("screen", path, *AS_OF).exit_code in (0, 3)
