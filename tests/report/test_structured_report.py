"""JSON results have exactly the shape that programs rely on."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kiemnhiem.explain.finding import CaseFinding, FactRole
from kiemnhiem.language import Lang, Text
from kiemnhiem.problem import Code, Place, Problem, Severity
from kiemnhiem.report import Run, case_object, summarise, summary_object, write

Findings = tuple[CaseFinding, ...]


def test_the_summary_has_exactly_these_keys_and_figures(run: Run, findings: Findings) -> None:
    def of(policy: str, requirement: str, met: int, not_met: int, unknown: int) -> dict[str, Any]:
        counts = {"met": met, "not_met": not_met, "unknown": unknown, "not_applicable": 0}
        return {"policy": policy, "requirement": requirement, **counts}

    assert summary_object(summarise(findings, run), Lang.VI) == {
        "as_of": "2018-12-30",
        "library": "policies@0123456789abcdef",
        "engine": "reference",
        "cases": 6,
        "verdicts": {"eligible": 1, "undetermined": 1, "not_eligible": 2, "not_applicable": 1, "no_policy": 1},
        "requirements": [
            of("hamlet/both", "official-member", 2, 2, 0),
            of("hamlet/both", "of-age", 3, 0, 1),
            of("hamlet/both", "schooling", 4, 0, 0),
            of("hamlet/both", "trusted", 3, 0, 1),
            of("hamlet/both", "means", 0, 1, 0),
            of("party/admission", "age-limit", 2, 0, 0),
            of("party/admission", "introduced", 1, 0, 1),
        ],
        "missing": [{"field": "birth_date", "cases": 1}],
        "judgements": [{"judgement": "hamlet/both#trusted", "cases": 1}],
        "remedies": [
            {
                "policy": "hamlet/both",
                "requirement": "official-member",
                "remedy": "party/admission",
                "eligible": 1,
                "undetermined": 1,
                "not_eligible": 0,
            }
        ],
        "rejected": [
            {
                "file": "danh-sach.xlsx",
                "sheet": "Danh sách",
                "row": 8,
                "column": "D",
                "message": "không đọc được «31/02/1970»",
            }
        ],
    }


@pytest.mark.parametrize(("file", "column"), [("a.csv", "AB"), ("a.json", "28"), ("a.yaml", "28")])
def test_a_column_has_letters_in_tables_and_a_number_in_texts(run: Run, file: str, column: str) -> None:
    code = Code("X3", Severity.ERROR, Text("hỏng", "broken"), Text("", ""))
    broken = replace(run, reading=replace(run.reading, problems=(Problem(code, Place(file, 3, 28)),)))
    assert summary_object(summarise([], broken), Lang.EN)["rejected"] == [
        {"file": file, "sheet": None, "row": 3, "column": column, "message": "broken"}
    ]


def test_a_file_that_failed_as_a_whole_is_rejected_without_row_or_sheet(run: Run) -> None:
    code = Code("X3", Severity.ERROR, Text("tệp hỏng", "damaged"), Text("", ""))
    places = (Place("a.xlsx"), Place("b.xlsx", sheet="Một"), None)
    broken = replace(run, reading=replace(run.reading, problems=tuple(Problem(code, place) for place in places)))
    assert summary_object(summarise([], broken), Lang.EN)["rejected"] == [
        {"file": "a.xlsx", "sheet": None, "row": None, "column": None, "message": "damaged"},
        {"file": "b.xlsx", "sheet": "Một", "row": None, "column": None, "message": "damaged"},
    ]


def test_a_failed_case_has_exactly_these_keys(findings: Findings) -> None:
    shown = case_object(findings[3])
    assert shown["case"] == "CB-8"
    assert shown["verdict"] == "not_eligible"
    (policy,) = shown["policies"]
    assert (policy["policy"], policy["verdict"], set(policy)) == (
        "hamlet/both", "not_eligible", {"policy", "verdict", "findings"},
    )  # fmt: skip
    assert policy["findings"][0] == {
        "requirement": "official-member",
        "outcome": "not_met",
        "because": {"vi": "Chưa là đảng viên chính thức", "en": "Not yet an official member"},
        "facts": [
            {
                "field": "party_membership",
                "actual": {"vi": "chưa là đảng viên", "en": "not a member"},
                "required": {"vi": "là đảng viên chính thức", "en": "is an official member"},
            }
        ],
        "source": {
            "document": "charter",
            "number": "01-QĐ/GĐ",
            "date": "2011-01-19",
            "clause": "Điều 3",
            "evidence": "secondary",
            "in_force": True,
            "in_doubt": False,
        },
        "exception": None,
        "remedy": {
            "text": {"vi": "Theo «Kết nạp đảng viên»: chưa xác định được.", "en": 'Under "Admission": undetermined.'},
            "policy": "party/admission",
            "verdict": "undetermined",
        },
    }
    assert set(shown) == {"case", "verdict", "policies", "missing", "judgements", "uncovered", "notes", "change"}


def test_an_undetermined_case_names_what_is_missing(findings: Findings) -> None:
    shown = case_object(findings[1])
    assert (shown["missing"], shown["judgements"]) == (["birth_date"], ["hamlet/both#trusted"])


def test_a_case_without_policy_names_its_posts(findings: Findings) -> None:
    assert case_object(findings[4]) == {
        "case": "CB-9",
        "verdict": "no_policy",
        "policies": [],
        "missing": [],
        "judgements": [],
        "uncovered": [{"vi": "Thủ kho", "en": "Storekeeper"}],
        "notes": [],
        "change": None,
    }


def test_several_sources_and_exceptions_are_lists_and_one_stands_alone(findings: Findings) -> None:
    schooling = findings[0].policies[0].findings[2]
    assert _first(findings[0], schooling)["exception"] == "highland"
    charter = findings[0].policies[0].findings[0].sources
    both = replace(schooling, sources=(*schooling.sources, *charter), exceptions=("highland", "border"))
    shown = _first(findings[0], both)
    assert [s["document"] for s in shown["source"]] == ["circular", "charter"]
    assert shown["exception"] == ["highland", "border"]


def test_equal_sources_are_one(findings: Findings) -> None:
    official = findings[0].policies[0].findings[0]
    assert _first(findings[0], replace(official, sources=official.sources * 2)) == _first(findings[0], official)


@pytest.mark.parametrize("role", [FactRole.WHEN, FactRole.EXCEPTION])
def test_a_fact_that_is_no_requirement_says_its_role(findings: Findings, role: FactRole) -> None:
    of_age = findings[0].policies[0].findings[1]
    facts = tuple(replace(fact, role=role) for fact in of_age.facts)
    (shown,) = _first(findings[0], replace(of_age, facts=facts))["facts"]
    assert shown == {
        "field": "age",
        "actual": None,
        "required": {"vi": "từ 21 trở lên", "en": "at least 21"},
        "role": role.value,
        "masked": True,
    }


def _first(case: CaseFinding, finding: Any) -> dict[str, Any]:
    policy = replace(case.policies[0], findings=(finding,))
    shown = case_object(replace(case, policies=(policy,)))["policies"][0]["findings"][0]
    assert isinstance(shown, dict)
    return shown


def test_personal_values_are_masked_unless_asked_for(findings: Findings) -> None:
    of_age = findings[0].policies[0].findings[1]
    required = {"vi": "từ 21 trở lên", "en": "at least 21"}
    assert _first(findings[0], of_age)["facts"] == [
        {"field": "age", "actual": None, "required": required, "masked": True}
    ]
    shown = case_object(findings[0], show_personal=True)["policies"][0]["findings"][1]["facts"]
    assert shown == [{"field": "age", "actual": {"vi": "38", "en": "38"}, "required": required}]


def test_an_unknown_personal_value_is_not_said_to_be_masked(findings: Findings) -> None:
    facts = case_object(findings[1])["policies"][0]["findings"][1]["facts"]
    assert facts == [{"field": "age", "actual": None, "required": {"vi": "từ 21 trở lên", "en": "at least 21"}}]


def test_json_lines_hold_one_case_a_line(run: Run, findings: Findings, tmp_path: Path) -> None:
    summary = write(tmp_path / "kq.jsonl", iter(findings), run)
    lines = (tmp_path / "kq.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line) for line in lines] == [case_object(f) for f in findings]
    assert summary == summarise(findings, run)


@pytest.mark.parametrize("cases", [0, 1, 6])
def test_a_json_file_holds_the_summary_then_the_results(
    run: Run, findings: Findings, tmp_path: Path, cases: int
) -> None:
    some = findings[:cases]
    write(tmp_path / "kq.json", iter(some), run)
    written = json.loads((tmp_path / "kq.json").read_text(encoding="utf-8"))
    assert written == {**summary_object(summarise(some, run), Lang.VI), "results": [case_object(f) for f in some]}
    assert list(written)[-1] == "results"


def test_files_show_personal_values_when_asked(run: Run, findings: Findings, tmp_path: Path) -> None:
    write(tmp_path / "a.jsonl", findings[:1], run)
    write(tmp_path / "b.jsonl", findings[:1], replace(run, show_personal=True))
    assert '"masked"' in (tmp_path / "a.jsonl").read_text(encoding="utf-8")
    assert '"masked"' not in (tmp_path / "b.jsonl").read_text(encoding="utf-8")
