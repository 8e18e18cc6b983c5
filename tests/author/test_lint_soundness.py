"""A library that loads and in which lint finds no error can be asked on every day without an evaluation error."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from strategies import cases_for, libraries
from support.budget import examples
from support.libraries import library_with

from kiemnhiem.author.lint import Options, lint
from kiemnhiem.errors import PolicyError
from kiemnhiem.evaluate.decision import Verdict
from kiemnhiem.explain.explainer import Explainer
from kiemnhiem.policy.dates import changes
from kiemnhiem.policy.model import Library, ParameterHistory, Period, Policy
from kiemnhiem.policy.printer import print_policy
from kiemnhiem.policy.resolve import resolve
from kiemnhiem.problem import Problem, errors_in

START = date(1990, 1, 1)


def started(policy: Policy) -> Policy:
    """The policy in force from a day on: one without a first day needs parameters for all time."""
    period = policy.period
    return replace(policy, period=Period(max(period.start or START, START), period.until))


@st.composite
def holed(draw: st.DrawFn, library: Library) -> Library:
    """The library, some of its parameters without a value for some time."""

    def history(of: ParameterHistory) -> ParameterHistory:
        first, *rest = of.values
        if draw(st.integers(0, 3)):
            return of
        gap = draw(st.sampled_from((date(2016, 1, 1), date(2017, 6, 30), date(2018, 12, 29), date(2020, 1, 1))))
        return replace(of, values=(replace(first, until=gap), *rest))

    policies = {
        id_: replace(started(p), parameters={n: history(h) for n, h in p.parameters.items()})
        for id_, p in library.policies.items()
    }
    return replace(library, policies=policies)


def days(library: Library) -> list[date]:
    changing = {c.day for c in changes(library)} | {date(2024, 2, 29)}
    return sorted({max(date.min, d + timedelta(days=n)) for d in changing for n in (-1, 0)})


@pytest.mark.fuzz
@settings(max_examples=examples(20), suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_without_an_error_of_lint_every_day_can_be_asked(data: st.DataObject) -> None:
    library = data.draw(libraries().flatmap(holed))
    with TemporaryDirectory() as folder:
        for policy in library.policies.values():
            path = Path(folder) / f"{policy.id}.yaml"
            path.parent.mkdir(exist_ok=True)
            path.write_text(print_policy(policy), encoding="utf-8")
        library = replace(library, root=folder)
        clean = not errors_in(lint(library, date(2026, 1, 1), Options()))
    case: Any = data.draw(cases_for(library))
    failed = []
    for day in days(library):
        try:
            program = resolve(library, day)
        except Exception as error:  # noqa: BLE001 - whatever it is, lint should have told
            failed.append(f"{day}: {error}")
            continue
        assert Explainer(program).explain(case).verdict in Verdict
    assert not (clean and failed), failed


def found_in_case(library: Library) -> list[Problem]:
    return [p for p in lint(library, date(2026, 1, 1)) if p.place and p.place.file.endswith("case.yaml")]


def test_a_gap_that_lint_finds_is_a_day_that_cannot_be_asked(tmp_path: Path) -> None:
    """The property above is not empty: what lint calls an error does fail."""
    text = """policy: case
schema: 1
title: {vi: Giả định, en: Made up}
stance: permitted
subject: candidate
posts: [head]
in_force: {from: 2018-01-01}
parameters:
  least: [{from: 2018-01-01, until: 2019-12-31, value: 18}, {from: 2020-07-01, value: 21}]
requirements:
  - {id: one, title: {vi: Một, en: One}, require: {age: {at_least: $least}}, source: {document: made-up}}
"""
    library = library_with(tmp_path, text)
    assert errors_in(found_in_case(library))
    with pytest.raises(PolicyError):
        resolve(library, date(2020, 3, 1))
    mended = library_with(tmp_path, text.replace(", until: 2019-12-31", ""))
    assert not errors_in(found_in_case(mended))
    assert resolve(mended, date(2020, 3, 1)).screened
