"""A narrower layer may only tighten; another policy's verdict is a fact; doubtful sources are said to be."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from support.libraries import library_with, problems_with

from kiemnhiem.cases.case import Case
from kiemnhiem.evaluate.decision import Verdict
from kiemnhiem.evaluate.reference import ReferenceEngine
from kiemnhiem.policy import codes, resolve
from kiemnhiem.policy.tightening import only_tightens

POLICY = """policy: case
schema: 1
title: {{vi: Giả định, en: Made up}}
stance: permitted
subject: candidate
parameters: {{x: [{{from: 2000-01-01, until: 2009-12-31, value: {old}}}, {{from: 2010-01-01, value: {old}}}]}}
requirements:
  - {{id: one, title: {{vi: Một, en: One}}, require: {require}, source: {{document: made-up}}}}
"""


@pytest.mark.parametrize(
    ("require", "old", "new", "tightens"),
    [
        ("{age: {at_least: $x}}", "18", "21", True),
        ("{age: {at_least: $x}}", "18", "18", True),
        ("{age: {at_least: $x}}", "18", "17", False),
        ("{age: {at_most: $x}}", "60", "55", True),
        ("{age: {at_most: $x}}", "60", "65", False),
        ("{none_of: [{age: {more_than: $x}}]}", "60", "55", True),
        ("{none_of: [{age: {more_than: $x}}]}", "60", "65", False),
        ("{discipline: {none: {months: {less_than: $x}}}}", "12", "24", True),
        ("{discipline: {none: {months: {less_than: $x}}}}", "12", "6", False),
        ("{discipline: {count: {where: {form: reprimand}, at_most: $x}}}", "2", "1", True),
        ("{any_of: [{age: {at_least: $x}}, {member: true}]}", "18", "21", True),
        ("{all_of: [{age: {at_least: $x}}, {children: {at_most: $x}}]}", "18", "21", False),  # used both ways
        ("{age: {is: $x}}", "18", "21", False),  # neither stricter nor looser
        ("{region: {in: $x}}", "[lowland, highland]", "[lowland]", True),
        ("{region: {in: $x}}", "[lowland]", "[lowland, highland]", False),
        ("{region: {not_in: $x}}", "[lowland]", "[lowland, highland]", True),
        ("{birth_date: {on_or_before: $x}}", "2000-01-01", "1999-01-01", True),
        ("{education: {at_least: $x}}", "primary", "secondary", True),
        ("{education: {at_least: $x}}", "secondary", "primary", False),
    ],
)
def test_new_values_tighten_or_relax(tmp_path: Path, require: str, old: str, new: str, tightens: bool) -> None:
    before = library_with(tmp_path, POLICY.format(require=require, old=old)).policies["case"]
    after = library_with(tmp_path, POLICY.format(require=require, old=new)).policies["case"]
    assert only_tightens(before, after.parameters["x"]) is tightens


AMENDMENT = """amendment: case
schema: 1
amends: plain
place: north
sets: {least: [{from: 2018-01-01, value: 17, source: {document: made-up}}]}
"""


def test_a_relaxing_value_needs_a_delegable_requirement(tmp_path: Path) -> None:
    assert [p.code for p in problems_with(tmp_path, AMENDMENT)] == [codes.RELAXES]
    plain = tmp_path / "library/plain.yaml"
    plain.write_text(plain.read_text().replace("  - id: grown-up\n", "  - id: grown-up\n    delegable: true\n"))
    from kiemnhiem.policy import load_library

    library, _ = load_library(tmp_path / "library")
    assert library.amendments["case"].sets["least"].values[0].value == 17


def decided(folder: Path, require: str, **facts: Any) -> Verdict:
    policy = POLICY.format(require=require, old="1").replace("parameters", "#")
    program = resolve(library_with(folder, policy), date(2018, 12, 30), ["case"])
    return ReferenceEngine(program).decide_one(Case("1", facts)).verdict


ELIGIBLE, NOT, OPEN = Verdict.ELIGIBLE, Verdict.NOT_ELIGIBLE, Verdict.UNDETERMINED


@pytest.mark.parametrize(
    ("asked", "birth", "verdict"),
    [
        ("eligible", date(1975, 1, 1), ELIGIBLE),
        ("eligible", date(2010, 1, 1), NOT),
        ("eligible", None, OPEN),
        ("not_eligible", date(1975, 1, 1), NOT),
        ("not_eligible", date(2010, 1, 1), ELIGIBLE),
        ("not_eligible", None, OPEN),
    ],
)
def test_the_verdict_of_another_policy_is_a_fact(tmp_path: Path, asked: str, birth: Any, verdict: Verdict) -> None:
    assert decided(tmp_path, f"{{verdicts: {{plain: {asked}}}}}", birth_date=birth) is verdict


def test_a_source_past_its_check_date_is_in_doubt(tmp_path: Path) -> None:
    library_with(tmp_path, POLICY.format(require="{member: true}", old="1").replace("parameters", "#"))
    sources = tmp_path / "library/sources.yaml"
    sources.write_text(sources.read_text().replace("    evidence", "    check_after: 2018-06-30\n    evidence"))
    from kiemnhiem.policy import load_library

    library, _ = load_library(tmp_path / "library")
    for day, doubt in ((date(2018, 6, 30), False), (date(2018, 7, 1), True)):
        [cited] = resolve(library, day, ["case"]).screened[0].rules[0].sources
        assert cited.in_doubt is doubt
        assert cited.in_force
