"""The smallest change: what is proposed makes the case eligible, and nothing smaller does, whatever there is to try."""

from collections.abc import Mapping
from datetime import date, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.budget import examples
from support.changeable import AS_OF, FIELDS, SUBJECT, TIMED, Judge, Way, cases, libraries, ways
from support.vocabularies import words

from kiemnhiem.cases.case import Case
from kiemnhiem.evaluate.decision import Verdict
from kiemnhiem.evaluate.derive import add_months
from kiemnhiem.explain.edits import applied
from kiemnhiem.explain.question import Question
from kiemnhiem.explain.search import Result, Solution, years_begun
from kiemnhiem.explain.smallest import Smallest
from kiemnhiem.policy.byplace import Programs
from kiemnhiem.policy.conditions import Compare, Condition, FieldRef
from kiemnhiem.policy.model import Library, Policy, Requirement, Stance
from kiemnhiem.policy.types import Field, Vocabulary

DAY = timedelta(days=1)
BLOCKED = (Verdict.NOT_ELIGIBLE, Verdict.UNDETERMINED)


def searched(library: Library, case: Case) -> Result | None:
    """What is found for a case; ``None`` where there is nothing to change."""
    programs = Programs(library, AS_OF, ["main"], SUBJECT)
    verdict = Question(programs).decide(case).verdict
    return Smallest(programs).result(case) if verdict in BLOCKED else None


def held(case: Case) -> set[object]:
    """The roles of a case, in no order."""
    roles = case.facts.get("roles")
    return {r["value"] for r in roles} if isinstance(roles, tuple) else set()


def known(case: Case) -> dict[str, object]:
    """What is known of a case but its roles; an open that is not known is none."""
    facts: dict[str, object] = {n: v for n, v in case.facts.items() if v is not None and n != "roles"}
    if isinstance(records := facts.get("records"), tuple):
        facts["records"] = tuple({n: v for n, v in r.items() if v is not None} for r in records)
    return facts


def chosen_way(result: Result, case: Case, every: list[Way]) -> Way:
    """The way that was found, among all there are: only facts that can change are changed."""
    assert result.solution
    edited = applied(case, result.solution.edits)
    [way] = [
        w
        for w in every
        if known(w.case) == known(edited)
        and (w.case.facts.get("roles") is None) == (edited.facts.get("roles") is None)
        and held(w.case) == held(edited)
        and dict(w.case.judgements) == dict(edited.judgements)
    ]
    return way


@given(st.data())
@settings(max_examples=examples(40), deadline=None, suppress_health_check=list(HealthCheck))
def test_nothing_smaller_than_what_is_found_makes_the_case_eligible(data: st.DataObject) -> None:
    library = data.draw(libraries(FIELDS))
    case = data.draw(cases(library))
    result = searched(library, case)
    if result is None:
        return
    judge, every = Judge(library, case), list(ways(library, case))
    least = min((w.cost for w in every if judge.opens(w)), default=None)
    assert result.complete
    if result.solution is None:
        assert least is None
    else:
        found = chosen_way(result, case, every)
        assert judge.opens(found)
        assert found.cost == least


@given(st.data())
@settings(max_examples=examples(20), deadline=None, suppress_health_check=list(HealthCheck))
def test_the_day_is_the_first_and_no_cheaper_set_is_eligible_on_any_day(data: st.DataObject) -> None:
    library = data.draw(libraries(TIMED, dated=True))
    case = data.draw(cases(library))
    result = searched(library, case)
    if result is None:
        return
    judge, every = Judge(library, case), list(ways(library, case))
    horizon = add_months(AS_OF, 120)
    born = case.facts.get("day")
    turning = {add_months(born, n) for n in range(360)} if isinstance(born, date) else set()
    days = sorted({AS_OF, *(d for d in (*turning, date(2022, 7, 1)) if AS_OF < d <= horizon)})
    open_ = [(w.weight + waited(d), w.supplied, w, d) for w in every for d in days if judge.opens(w, d)]
    if result.solution is None:
        assert not open_ or born is None  # an unknown date is supplied: those days are not listed here
        return
    found, day = chosen_way(result, case, every), result.solution.day
    assert judge.opens(found, day)
    assert all(not judge.opens(found, d) for d in days if d < day)
    assert day == AS_OF or not judge.opens(found, day - DAY)
    if born is not None:
        assert (found.weight + waited(day), found.supplied) == min((w, s) for w, s, _, _ in open_)


def found_for(condition: Condition, fields: Mapping[str, Field], case: Case) -> Solution:
    policy = Policy("main", words("main"), Stance.PERMITTED, SUBJECT, (Requirement("r", words("r"), condition),))
    vocabulary = Vocabulary(SUBJECT, words("candidate"), fields)
    result = searched(Library("drawn", {SUBJECT: vocabulary}, {}, {}, {"main": policy}), case)
    assert result
    assert result.solution
    return result.solution


def test_two_facts_that_are_not_known_and_must_differ_are_supplied_as_different() -> None:
    kind = FieldRef("kind", FIELDS["kind"].type)
    found = found_for(Compare(FieldRef("born", FIELDS["born"].type), "is_not", (kind,)), FIELDS, Case("1", {}))
    assert len({e.value for e in found.edits}) == len(found.edits) == 2


def test_two_counts_that_both_grow_are_compared_on_each_day() -> None:
    years, months = (FieldRef(n, TIMED[n].type) for n in ("years", "months"))
    found = found_for(Compare(years, "less_than", (months,)), TIMED, Case("1", {"day": date(2021, 1, 1)}))
    assert (found.edits, found.day) == (frozenset(), date(2021, 2, 1))


def waited(day: date) -> int:
    return years_begun(AS_OF, day) if day > AS_OF else 0
