"""What is missing behind a fact that is computed from the records of a list: the list's own fields, by their names."""

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from support.libraries import HERE
from support.screened import assert_counted_alike

from kiemnhiem.cases.case import Case
from kiemnhiem.explain.explainer import Explainer
from kiemnhiem.policy import load_library, resolve
from kiemnhiem.policy.byplace import Programs
from kiemnhiem.policy.model import Library

DAY = date(2018, 12, 30)
POLICY = """policy: case
schema: 1
title: {vi: Giả định, en: Made up}
stance: permitted
subject: candidate
requirements:
  - id: clean
    title: {vi: Chưa bị cách chức, en: Never dismissed}
    require: {clean: true}
    source: {document: made-up}
  - id: standing
    title: {vi: Bậc, en: Standing}
    require: {standing: {at_least: 2}}
    source: {document: made-up}
  - id: in-records
    title: {vi: Kỷ luật so với bậc, en: Discipline beside the standing}
    require: {discipline: {none: {months: {at_least: {case: standing}}}}}
    source: {document: made-up}
"""
DERIVED = """
  clean:
    label: {vi: Chưa bị cách chức, en: Never dismissed}
    derived: {when: {discipline: {none: {form: dismissal}}}}
  standing:
    type: integer
    label: {vi: Bậc, en: Standing}
    derived:
      lookup:
        - {when: {discipline: {some: {form: dismissal}}}, value: 0}
        - {when: {education: {at_least: university}}, value: 3}
        - {when: {member: true}, value: 1}
"""


@pytest.fixture
def library(tmp_path: Path) -> Library:
    root = tmp_path / "library"
    shutil.copytree(HERE / "base", root)
    (vocabulary,) = root.rglob("vocab*.yaml")
    vocabulary.write_text(vocabulary.read_text("utf-8").rstrip() + DERIVED, "utf-8")
    (root / "case.yaml").write_text(POLICY, "utf-8")
    return load_library(root)[0]


UNKNOWN_FORM = {"form": None, "given_on": date(2018, 10, 30)}


@pytest.mark.parametrize(
    ("facts", "missing"),
    [
        ({}, {"discipline", "education", "member"}),
        ({"discipline": (UNKNOWN_FORM,)}, {"discipline.form", "education", "member"}),
        ({"discipline": (), "education": "university"}, set()),
        # a row that holds is the first or comes after the first: no row under it can be
        ({"discipline": (UNKNOWN_FORM,), "education": "university"}, {"discipline.form"}),
        ({"discipline": (), "education": "primary"}, {"member"}),
        ({"discipline": (), "education": "primary", "member": False}, {"standing"}),
    ],
)
def test_it_is_named_by_the_list_it_stands_in(library: Library, facts: dict[str, Any], missing: set[str]) -> None:
    finding = Explainer(resolve(library, DAY, ["case"])).explain(Case("1", facts, {}))
    assert set(finding.missing) == missing


def test_columns_count_the_same(library: Library) -> None:
    pytest.importorskip("polars")
    cases = [
        Case(
            f"{d}{e}{m}", {k: v for k, v in {"discipline": d, "education": e, "member": m}.items() if v is not None}, {}
        )
        for d in (None, (), (UNKNOWN_FORM,), ({"form": "dismissal"},), ({"form": "reprimand"}, UNKNOWN_FORM))
        for e in (None, "primary", "university")
        for m in (None, True, False)
    ]
    assert_counted_alike(Programs(library, DAY, ["case"]), cases)
