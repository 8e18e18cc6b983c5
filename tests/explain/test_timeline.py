"""A case over time: the exact days, and why."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.libraries import HERE, library_with

from kiemnhiem.cases.case import Case
from kiemnhiem.errors import UsageError
from kiemnhiem.evaluate.decision import Outcome, Verdict
from kiemnhiem.evaluate.reference import ReferenceEngine
from kiemnhiem.explain.change import Cause, Reason
from kiemnhiem.explain.timeline import History, Moment, Timeline
from kiemnhiem.policy import load_library, resolve
from kiemnhiem.policy.values import Span

HEAD = """policy: case
schema: 1
title: {vi: Giả định, en: Made up}
stance: permitted
subject: candidate
posts: [head, secretary]
in_force: {from: 2010-01-01, until: 2020-12-31}
"""
AGE = """parameters:
  floor:
    - {from: 2010-01-01, value: 18, source: {document: made-up}}
    - {from: 2015-01-01, value: 30, source: {document: made-up}}
requirements:
  - id: age
    title: {vi: Tuổi, en: Age}
    require: {age: {at_least: $floor}}
    source: {document: made-up}
"""
BASE = load_library(HERE / "base")[0]


def followed(folder: Path, policy: str, **facts: Any) -> Timeline:
    history = History(library_with(folder, policy), date(2009, 1, 1), date(2026, 12, 31), ["case"])
    return history.of(Case("1", facts))


def turns(timeline: Timeline) -> dict[date, Verdict | None]:
    return {moment.day: moment.policies.get("case") for moment in timeline.turns}


def on(timeline: Timeline, day: date) -> Moment:
    return next(m for m in timeline.moments if m.day == day)


def why(timeline: Timeline, day: date) -> Reason:
    [reason] = on(timeline, day).reasons
    return reason


def test_verdicts_turn_with_the_library_and_with_age_on_the_exact_day(tmp_path: Path) -> None:
    found = followed(tmp_path, HEAD + AGE, birth_date=date(1994, 5, 6))
    assert turns(found) == {
        date(2009, 1, 1): None,
        date(2010, 1, 1): Verdict.NOT_ELIGIBLE,
        date(2012, 5, 6): Verdict.ELIGIBLE,
        date(2015, 1, 1): Verdict.NOT_ELIGIBLE,
        date(2021, 1, 1): None,
    }
    assert found.moments[0].verdict is None


def test_a_fact_that_passes_its_mark_is_told_with_both_values(tmp_path: Path) -> None:
    reason = why(followed(tmp_path, HEAD + AGE, birth_date=date(1994, 5, 6)), date(2012, 5, 6))
    assert (reason.cause, reason.requirements) == (Cause.FACT, ("age",))
    assert (reason.before, reason.after) == (Outcome.NOT_MET, Outcome.MET)
    [(was, now)] = reason.facts
    assert was.actual is not None
    assert now.actual is not None
    assert (was.actual.en, now.actual.en) == ("17", "18")


def test_a_parameter_that_changes_is_told_with_both_values(tmp_path: Path) -> None:
    reason = why(followed(tmp_path, HEAD + AGE, birth_date=date(1994, 5, 6)), date(2015, 1, 1))
    assert reason.cause is Cause.PARAMETER
    assert "from 18 to 30" in reason.words.en
    assert "từ 18 thành 30" in reason.words.vi


def test_a_policy_that_begins_is_told_with_what_fails(tmp_path: Path) -> None:
    reason = why(followed(tmp_path, HEAD + AGE, birth_date=date(1994, 5, 6)), date(2010, 1, 1))
    assert reason.cause is Cause.POLICY
    assert "Not met: Age." in reason.words.en


REPLACED = """requirements:
  - id: one
    title: {vi: Một, en: One}
    require: {member: true}
    source: [{document: old}, {document: new}]
    except:
      - {id: late, when: {children: 0}, waive: true, from: 2013-01-01, because: {vi: Muộn, en: Late},
         source: {document: made-up}}
  - id: two
    title: {vi: Hai, en: Two}
    require: {member: true}
    from: 2014-01-01
    until: 2016-12-31
    source: {document: made-up}
"""
SOURCES = """sources: more
schema: 1
documents:
  old: {number: 1-XX, date: 2009-06-01, issuer: {vi: A, en: A}, title: {vi: A, en: A}, from: 2009-06-01,
        until: 2011-12-31, replaced_by: new, evidence: memory}
  new: {number: 2-XX, date: 2012-01-01, issuer: {vi: A, en: A}, title: {vi: A, en: A}, from: 2012-01-01,
        replaces: [old], evidence: memory}
"""


@pytest.fixture
def replaced(tmp_path: Path) -> Timeline:
    (tmp_path / "library").mkdir()
    (tmp_path / "library" / "more.yaml").write_text(SOURCES)
    return followed(tmp_path, HEAD + REPLACED, member=False, children=0)


def test_a_source_that_is_replaced_is_told_although_no_verdict_changes(replaced: Timeline) -> None:
    reason = why(replaced, date(2012, 1, 1))
    assert reason.cause is Cause.SOURCE
    assert "1-XX of 2009-06-01 → 2-XX of 2012-01-01" in reason.words.en


def test_an_exception_that_begins_is_told(replaced: Timeline) -> None:
    reason = why(replaced, date(2013, 1, 1))
    assert (reason.cause, reason.after) == (Cause.EXCEPTION, Outcome.MET)
    assert "Late" in reason.words.en


def test_a_requirement_that_begins_and_ends_is_told(replaced: Timeline) -> None:
    began, ended = why(replaced, date(2014, 1, 1)), why(replaced, date(2017, 1, 1))
    assert (began.cause, began.before, began.after) == (Cause.REQUIREMENT, None, Outcome.NOT_MET)
    assert (ended.cause, ended.before, ended.after) == (Cause.REQUIREMENT, Outcome.NOT_MET, None)


def test_days_that_change_nothing_for_the_case_are_looked_at_but_no_turns(tmp_path: Path) -> None:
    found = followed(tmp_path, HEAD + AGE, birth_date=date(1950, 1, 1))
    assert date(2015, 1, 1) in {m.day for m in found.moments}
    assert date(2015, 1, 1) not in turns(found)


def test_a_year_of_birth_opens_and_closes_the_doubt(tmp_path: Path) -> None:
    found = followed(tmp_path, HEAD + AGE, birth_date=Span(date(1994, 1, 1), date(1994, 12, 31)))
    assert turns(found)[date(2012, 1, 1)] is Verdict.UNDETERMINED
    assert turns(found)[date(2012, 12, 31)] is Verdict.ELIGIBLE


def test_the_policies_are_those_that_concern_the_case_some_day(tmp_path: Path) -> None:
    history = History(library_with(tmp_path, HEAD + AGE), date(2009, 1, 1), date(2026, 12, 31))
    head = ({"post": "head", "unit": "A"},)
    assert history.of(Case("1", {"posts": head, "birth_date": date(1950, 1, 1)})).policies == ("plain",)


def test_unknown_names_are_wrong_use() -> None:
    with pytest.raises(UsageError) as error:
        History(BASE, date(2020, 1, 1), date(2021, 1, 1), ["plane"], place="nroth")
    assert [p.suggestion for p in error.value.problems] == ["plain", "north"]


days = st.dates(date(1975, 1, 1), date(2015, 12, 31))


@given(days, st.integers(0, 6000))
def test_between_two_days_told_the_verdict_stays(birth: date, after: int) -> None:
    start, until = date(2010, 1, 1), date(2026, 12, 31)
    case = Case("1", {"birth_date": birth})
    day = start + timedelta(days=after)
    told = [m for m in History(BASE, start, until, ["plain"]).of(case).moments if m.day <= day]
    assert ReferenceEngine(resolve(BASE, day, ["plain"])).decide_one(case).verdict is told[-1].verdict


AMENDMENT = """amendment: north-case
schema: 1
amends: plain
place: north
in_force: {from: 2018-01-01}
sources: [made-up]
sets: {least: [{from: 2018-01-01, value: 25, source: {document: made-up}}]}
"""


def test_what_a_place_changes_is_told_for_its_cases_only(tmp_path: Path) -> None:
    history = History(
        library_with(tmp_path, AMENDMENT, "north-case.yaml"), date(2017, 1, 1), date(2018, 12, 31), ["plain"]
    )
    facts = {"birth_date": date(1998, 1, 1)}
    north, south = (history.of(Case("1", {**facts, "province": place})) for place in ("north", "south"))
    assert [m.verdict for m in north.turns] == [Verdict.ELIGIBLE, Verdict.NOT_ELIGIBLE]
    [reason] = north.turns[1].reasons
    assert reason.cause is Cause.PARAMETER
    assert "from 18 to 25" in reason.words.en
    assert [m.verdict for m in south.turns] == [Verdict.ELIGIBLE]
    unknown = history.of(Case("1", facts))
    assert [m.verdict for m in unknown.turns] == [Verdict.ELIGIBLE, Verdict.UNDETERMINED]
    assert [r.words.en for r in unknown.turns[1].reasons] == ["Which rules apply to the case is not known."]
