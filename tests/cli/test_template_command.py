"""From template to verdicts and back: written, filled in with LibreOffice, screened, and the result screened again."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from support.command import kiemnhiem
from support.libreoffice import convert, convert_all, needs_libreoffice, typed
from support.templates import PEOPLE, day_of, fill

from kiemnhiem.cases import read
from kiemnhiem.cli import options
from kiemnhiem.language import Lang
from kiemnhiem.policy import load_library, shipped_library
from kiemnhiem.policy.byplace import Programs
from kiemnhiem.policy.values import Span
from kiemnhiem.report.template import plan

LIBRARY = load_library(shipped_library())[0]
POLICIES = (
    "hamlet/secretary-and-head",
    "party/admission",
    "incompatibility/accounting",
    "allowance/part-time",
    "body/organisation-home-affairs",
)
HEAD = POLICIES[0]


@pytest.fixture(autouse=True)
def _loaded_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(options, "library", lambda *_: LIBRARY)


def template(path: Path, policy: str, lang: str, *more: str) -> Path:
    asked = ("--policy", policy, "--as-of", day_of(LIBRARY.policies[policy]), "--lang", lang)
    result = kiemnhiem("template", "-o", path, *asked, *more)
    assert result.exit_code == 0, result.stderr
    return path


def filled(path: Path, policy: str, lang: str) -> Path:
    template(path, policy, lang)
    of = LIBRARY.policies[policy]
    programs = Programs(LIBRARY, date.fromisoformat(day_of(of)), (policy,), of.subject)
    fill(path, plan(programs, Lang(lang), only_asked=True), policy)
    return path


def screened(path: Path, result: Path, policy: str, lang: str) -> dict[str, Any]:
    """What is said of each case. Anything told of reading the file, an earlier result too, fails the test."""
    of, objects = LIBRARY.policies[policy], result.with_suffix(".json")
    assert read([path], LIBRARY, of.subject).problems == ()
    asked = ("--policy", policy, "--as-of", day_of(of), "--lang", lang)
    ran = kiemnhiem("screen", path, *asked, "-o", result, "-o", objects)
    assert ran.exit_code == 0, ran.output
    return {case["case"]: case for case in json.loads(objects.read_text(encoding="utf-8"))["results"]}


@pytest.mark.slow
@needs_libreoffice
def test_filled_templates_saved_by_libreoffice_give_verdicts_that_their_results_give_again(tmp_path: Path) -> None:
    asked = [(policy, ("vi", "en")[number % 2]) for number, policy in enumerate((*POLICIES, HEAD))]
    files = [(filled(tmp_path / f"{n}.xlsx", policy, lang), policy, lang) for n, (policy, lang) in enumerate(asked)]
    saved = convert_all([path for path, _, _ in files], "xlsx", tmp_path / "saved")
    first: dict[Path, dict[str, Any]] = {}
    for copy, (path, policy, lang) in zip(saved, files, strict=True):
        result = tmp_path / f"kq-{path.name}"
        first[result] = screened(copy, result, policy, lang)
        assert len(first[result]) == PEOPLE
        assert screened(result, tmp_path / f"again-{path.name}", policy, lang) == first[result]
    assert len({case["verdict"] for found in first.values() for case in found.values()}) > 1
    resaved = convert_all(list(first)[:2], "xlsx", tmp_path / "resaved")
    for copy, (result, found), (_, policy, lang) in zip(resaved, first.items(), files, strict=False):
        assert screened(copy, tmp_path / f"third-{result.name}", policy, lang) == found


@needs_libreoffice
def test_what_is_typed_into_a_template_is_what_is_read(tmp_path: Path) -> None:
    path = template(tmp_path / "mẫu.xlsx", HEAD, "vi", "--examples")
    book = load_workbook(path)
    rule = next(r for r in book["Kết luận"].data_validations.dataValidation if str(r.sqref).startswith("B2:"))
    sheet, _, cells = rule.formula1.rpartition("!")
    questions = [row[0].value for row in book[sheet.strip("'")][cells.replace("$", "")]]
    rows = {
        "Danh sách": [{
            "Mã cán bộ": "0012", "Họ và tên": "Lò Thị Mẫu", "Ngày sinh": "12/1975",
            "Đăng ký cư trú tại thôn": "thường trú", "Cư trú thường xuyên tại thôn": "Có",
            "Đảng viên": "đảng viên chính thức", "Trình độ giáo dục phổ thông": "9/12", "Số con": "2",
        }],
        "Kỷ luật": [{
            "Mã cán bộ": "0012", "Hình thức kỷ luật": "khiển trách", "Kỷ luật của": "Đảng",
            "Ngày quyết định kỷ luật": "05/06/2010", "Kỷ luật do vi phạm chính sách dân số": "Không",
        }],
        "Kết luận": [
            {"Mã cán bộ": "0012", "Yêu cầu": question, "Kết luận": "Có", "Người kết luận": "Người Mẫu",
             "Ngày kết luận": "05/06/2018"}
            for question in questions
        ],
    }  # fmt: skip
    typing = {
        title: {
            f"{cell.column_letter}{number}": row[cell.value]
            for number, row in enumerate(of, 2)
            for cell in book[title][1]
            if cell.value in row
        }
        for title, of in rows.items()
    }
    saved = typed(path, typing, tmp_path / "office")
    (case,) = read([saved], LIBRARY).cases
    assert case.id == "0012"
    assert case.facts["birth_date"] == Span(date(1975, 12, 1), date(1975, 12, 31))
    assert case.facts["education"] == "lower_secondary"
    assert case.facts["discipline"] == (
        {"form": "reprimand", "side": "party", "given_on": date(2010, 6, 5), "population_policy": False},
    )
    assert {(a.answer, a.by, a.on) for a in case.judgements.values()} == {(True, "Người Mẫu", date(2018, 6, 5))}
    first = screened(saved, tmp_path / "kq.xlsx", HEAD, "vi")
    assert first["0012"]["verdict"] == "eligible"
    assert screened(tmp_path / "kq.xlsx", tmp_path / "kq2.xlsx", HEAD, "vi") == first


@needs_libreoffice
def test_a_template_kept_as_ods_or_xls_is_read_alike(tmp_path: Path) -> None:
    path = filled(tmp_path / "mau.xlsx", HEAD, "vi")
    wanted = screened(path, tmp_path / "kq.xlsx", HEAD, "vi")
    for form in ("ods", "xls"):
        kept = convert(path, form, tmp_path / form)
        assert screened(kept, tmp_path / f"{form}-kq.xlsx", HEAD, "vi") == wanted


def test_the_command_says_what_it_wrote_in_either_language(tmp_path: Path) -> None:
    for lang, said in (("vi", "trang"), ("en", "sheets")):
        result = kiemnhiem("template", "-o", tmp_path / "t.xlsx", "--policy", "party/admission", "--lang", lang)
        assert result.exit_code == 0
        assert said in result.stderr
        assert result.stdout == ""


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (("-o", "mau.csv"), "R431"),
        (("-o", "missing/mau.xlsx"), "R403"),
        (("-o", "mau.xlsx", "--policy", "hamlet/secretary-and-hed"), "hamlet/secretary-and-head"),
        (("-o", "mau.xlsx", "--subject", "candidat"), "candidate"),
        (("-o", "mau.xlsx", "--policy", HEAD, "--as-of", "1990-01-01"), HEAD),
    ],
)
def test_what_cannot_be_written_is_told_and_leaves_nothing(
    args: tuple[str, ...], code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = kiemnhiem("template", *args)
    assert result.exit_code == 2
    assert code in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_record_that_answers_no_to_its_own_question_is_still_a_record(tmp_path: Path) -> None:
    path = template(tmp_path / "mau.xlsx", HEAD, "vi")
    book = load_workbook(path)
    for sheet, rows in {
        "Danh sách": [["A", "Người Một"], ["B", "Người Hai"], ["C", "Người Ba"]],
        "Kỷ luật": [["A", "khai trừ", "Đảng", "05/06/2024", "Không"], ["B", "Không"]],
    }.items():
        for number, row in enumerate(rows, 2):
            for column, text in enumerate(row, 1):
                book[sheet].cell(number, column, text)
    book.save(path)
    records = {case.id: case.facts.get("discipline") for case in read([path], LIBRARY).cases}
    assert records["A"] == (
        {"form": "expulsion", "side": "party", "given_on": date(2024, 6, 5), "population_policy": False},
    )
    assert records["B"] == records["C"] == ()


def test_such_a_record_in_a_columnar_file_is_one_too(tmp_path: Path) -> None:
    polars = pytest.importorskip("polars")
    people, records = tmp_path / "people.parquet", tmp_path / "discipline.parquet"
    polars.DataFrame({"case_id": ["A", "B"], "children": [1, 2]}).write_parquet(people)
    columns = {"form": ["khai trừ", "Không"], "side": ["Đảng", None], "population_policy": ["Không", None]}
    dates = {"given_on": ["05/06/2024", None]}
    polars.DataFrame({"case_id": ["A", "B"], **columns, **dates}).write_parquet(records)
    ran = kiemnhiem("screen", people, records, "--policy", HEAD, "--as-of", "2025-03-01", "--format", "json")
    assert ran.exit_code == 0, ran.output
    counted = {r["requirement"]: r for r in json.loads(ran.stdout)["requirements"] if r["policy"] == HEAD}
    assert (counted["no-recent-discipline"]["not_met"], counted["no-recent-discipline"]["met"]) == (1, 1)
