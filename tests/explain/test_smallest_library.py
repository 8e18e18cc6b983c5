"""The smallest change under the shipped policies: what an officer would be told, and its day."""

from datetime import date, timedelta
from typing import Any

import pytest

from kiemnhiem.cases.case import Case, Recorded
from kiemnhiem.evaluate.decision import Verdict
from kiemnhiem.explain.advice import SmallestChange
from kiemnhiem.explain.question import Question
from kiemnhiem.explain.smallest import Smallest
from kiemnhiem.policy import load_library, shipped_library
from kiemnhiem.policy.byplace import Programs
from kiemnhiem.policy.model import Library, judgement_fact
from kiemnhiem.policy.types import How
from kiemnhiem.policy.values import Span

BOTH = "hamlet/secretary-and-head"
DAY = timedelta(days=1)
FIT: dict[str, Any] = {
    "birth_date": date(1980, 5, 1), "party_membership": "official", "residence": "permanent", "lives_in_hamlet": True,
    "discipline": (), "education": "upper_secondary", "children": 2,
}  # fmt: skip


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library(shipped_library())[0]


def judged(library: Library, *policies: str) -> dict[str, Recorded]:
    names = (n for n, (p, _) in library.judgements.items() if p.id in (*policies, "party/admission"))
    return {name: Recorded(answer=True) for name in names}


def asked(library: Library, policy: str, as_of: date, **facts: Any) -> SmallestChange:
    judgements = facts.pop("judgements", judged(library, policy))
    known = {n: v for n, v in {**FIT, **facts}.items() if v is not None}
    question = Question(Programs(library, as_of, [policy], "candidate", "vn"))
    change = question.advise(Case("1", known, judgements)).change
    assert change
    return change


def reprimand(given_on: date, side: str = "party", form: str = "reprimand") -> tuple[dict[str, Any], ...]:
    return ({"side": side, "form": form, "given_on": given_on},)


def test_after_a_reprimand_of_eleven_months_ago_the_day_is_told(library: Library) -> None:
    facts = {"discipline": reprimand(date(2025, 3, 14)), "compared_rank": "equal", "election_body": "front"}
    change = asked(library, "appointment/party-discipline", date(2026, 2, 20), **facts)
    assert change.changes == ()
    assert change.wait
    assert change.wait.day == date(2026, 3, 14)
    assert [text.vi for text in change.wait.reasons] == ["đủ 12 tháng kể từ ngày quyết định kỷ luật"]
    assert {rule.id for rule in change.wait.cures} == {"twelve-months", "reprimand"}


@pytest.mark.parametrize("given_on", [date(2024, 2, 29), date(2024, 8, 31), date(2025, 1, 30)])
def test_on_the_day_that_is_told_the_case_is_eligible_and_not_the_day_before(library: Library, given_on: date) -> None:
    facts = {**FIT, "discipline": reprimand(given_on), "compared_rank": "equal", "election_body": "front"}
    policy = "appointment/party-discipline"
    change = asked(library, policy, given_on + DAY * 200, **facts)
    assert change.wait
    for day, verdict in ((change.wait.day, Verdict.ELIGIBLE), (change.wait.day - DAY, Verdict.NOT_ELIGIBLE)):
        question = Question(Programs(library, day, [policy], "candidate", "vn"))
        assert question.decide(Case("1", facts, judged(library, policy))).verdict is verdict


def test_a_hamlet_head_outside_the_party_is_to_be_admitted(library: Library) -> None:
    change = asked(library, BOTH, date(2018, 12, 30), party_membership="none")
    [member] = change.changes
    assert (member.field, member.how, member.weight) == ("party_membership", How.GRANTED, 3)
    assert member.after.vi == "đảng viên chính thức"
    assert [rule.id for rule in member.cures] == ["official-member"]
    assert [text.vi for text in member.remedies] == [
        "Theo «Kết nạp vào Đảng»: đủ điều kiện, còn hướng khắc phục.",
    ]
    assert change.wait is None


def test_schooling_that_admission_asks_for_comes_first(library: Library) -> None:
    facts = {"party_membership": "none", "education": "literate", "region": ()}
    change = asked(library, BOTH, date(2018, 12, 30), **facts)
    assert [(c.field, c.after.en) for c in change.changes] == [
        ("education", "lower secondary school"), ("party_membership", "official member"),
    ]  # fmt: skip
    assert [rule.id for rule in change.changes[0].cures] == ["schooling"]


def test_a_person_too_old_for_admission_needs_the_higher_consent(library: Library) -> None:
    facts = {"party_membership": "none", "birth_date": date(1950, 1, 1), "higher_consent": False}
    change = asked(library, BOTH, date(2018, 12, 30), **facts)
    assert [c.field for c in change.changes] == ["higher_consent", "party_membership"]


def test_where_the_law_itself_ends_a_bar_the_wait_says_so(library: Library) -> None:
    change = asked(library, BOTH, date(2018, 12, 30), party_membership="none", children=5, population_exception="none")
    assert change.wait
    assert change.wait.day == date(2025, 6, 3)
    assert change.wait.weight == 7
    assert "Không vi phạm sinh con thứ năm trở lên" in change.wait.reasons[0].vi


def test_family_and_birth_do_not_change(library: Library) -> None:
    relatives = ({"relation": "spouse", "same_body": True, "role": "chief_accountant"},)
    change = asked(
        library, "incompatibility/accounting", date(2024, 6, 1),
        unit_roles=({"value": "accountant"},), relatives=relatives,
    )  # fmt: skip
    assert not change.found
    assert change.complete
    assert [rule.id for rule in change.bars] == ["as-accountant"]


def test_where_no_policy_speaks_of_the_posts_that_is_said_and_no_requirement_blamed(library: Library) -> None:
    posts = ({"post": "hamlet_head", "unit": "A"}, {"post": "province_party_secretary", "unit": "B"})
    question = Question(Programs(library, date(2026, 8, 20), [], "candidate", "vn"))
    change = question.advise(Case("1", {"posts": posts, "party_membership": "official"}, {})).change
    assert change
    assert (change.found, change.uncovered, change.bars) == (False, True, ())


def test_a_day_known_by_its_year_alone_is_taken_as_soon_as_it_may_be(library: Library) -> None:
    in_march, some_day = reprimand(date(2026, 3, 31), form="dismissal")[0], Span(date(2026, 1, 1), date(2026, 12, 31))
    discipline = (in_march, {**in_march, "given_on": some_day})
    change = asked(library, BOTH, date(2026, 8, 20), discipline=discipline)
    assert change.wait
    assert change.wait.day == date(2027, 3, 31)
    assert [c.field for c in change.supplied] == ["discipline.given_on"]


def test_a_judgement_that_was_no_stands(library: Library) -> None:
    answers = {**judged(library, BOTH), judgement_fact(BOTH, "trusted"): Recorded(answer=False)}
    change = asked(library, BOTH, date(2018, 12, 30), judgements=answers)
    assert not change.found
    assert [rule.id for rule in change.bars] == ["trusted"]


def test_what_is_not_known_is_supplied_and_not_changed(library: Library) -> None:
    change = asked(library, BOTH, date(2018, 12, 30), birth_date=None, party_membership=None)
    assert change.changes == ()
    assert change.weight == 0
    assert [(c.field, c.after.en) for c in change.supplied] == [
        ("birth_date", "age at least 21"), ("party_membership", "official member"),
    ]  # fmt: skip


def test_an_eligible_case_has_nothing_to_change(library: Library) -> None:
    question = Question(Programs(library, date(2018, 12, 30), [BOTH], "candidate", "vn"))
    assert question.advise(Case("1", FIT, judged(library, BOTH))).change is None


def test_a_search_that_is_cut_says_so(library: Library) -> None:
    programs = Programs(library, date(2018, 12, 30), [BOTH], "candidate", "vn")
    case = Case("1", {**FIT, "party_membership": "none", "education": "literate", "region": ()})
    change = Smallest(programs, limit=2).of(case, Verdict.NOT_ELIGIBLE)
    assert change
    assert (change.found, change.complete) == (False, False)


def test_like_cases_are_told_the_same_each_with_its_own_day(library: Library) -> None:
    smallest = Smallest(Programs(library, date(2026, 2, 20), ["appointment/party-discipline"], "candidate", "vn"))
    days = []
    for given_on in (date(2025, 3, 14), date(2025, 4, 2)):
        facts = {**FIT, "discipline": reprimand(given_on), "compared_rank": "equal", "election_body": "front"}
        change = smallest.of(Case("1", facts), Verdict.NOT_ELIGIBLE)
        assert change
        assert change.wait
        days.append(change.wait.day)
    assert days == [date(2026, 3, 14), date(2026, 4, 2)]
