"""A policy resolved for a day: each condition says what its author wrote, with the day's values, sources and rules."""

from __future__ import annotations

import re
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from support.libraries import library_with
from support.said import said

from kiemnhiem.errors import PolicyError, UsageError
from kiemnhiem.language import Lang
from kiemnhiem.limits import LIMITS
from kiemnhiem.policy import codes, resolve
from kiemnhiem.policy.derived import Lookup
from kiemnhiem.policy.model import Library
from kiemnhiem.policy.program import Program, ResolvedPolicy, Rule
from kiemnhiem.policy.resolve import resolve_policy

DAY = date(2018, 12, 30)
SOURCES = """sources: more
schema: 1
documents:
  old: {number: 02-XX, date: 2010-01-01, issuer: &, title: &, evidence: secondary, until: 2015-12-31}
  older: {number: 03-XX, date: 2005-01-01, issuer: &, title: &, evidence: secondary, until: 2009-12-31}
  new: {number: 04-XX, date: 2016-01-01, issuer: &, title: &, evidence: signed_text, from: 2016-01-01}
  later: {number: 05-XX, date: 2020-01-01, issuer: &, title: &, evidence: memory, from: 2020-01-01}
""".replace("&", "{vi: Giả định, en: Made up}")
VOCABULARY = """vocabulary: office
schema: 1
label: {vi: Cơ quan, en: Office}
fields:
  big: {type: boolean, label: {vi: Lớn, en: Big}}
  level: &
  staff:
    type: list
    label: {vi: Người, en: Staff}
    fields:
      big: {type: boolean, label: {vi: Lớn, en: Big}}
      level: &
""".replace(
    "&",
    "{type: integer, label: {vi: Bậc, en: Level}, derived: {lookup: [{when: {big: true}, value: 1, from: 2013-01-01},"
    " {when: {}, value: 2, until: 2013-12-31}]}}",
)
TITLED = "title: {vi: Giả định, en: Made up}"
POLICY = f"""policy: case
schema: 1
{TITLED}
stance: encouraged
subject: candidate
posts: [head, secretary]
when: {{age: {{at_least: $least}}}}
in_force: {{from: 2018-01-01, until: 2019-12-31}}
sources: [made-up, old]
parameters:
  least:
    - {{from: 2000-01-01, value: 18, source: {{document: older}}}}
    - {{from: 2016-01-01, value: 21, source: {{document: new}}}}
  places: [{{from: 2000-01-01, value: [lowland, highland], source: {{document: made-up}}}}]
  many: [{{from: 2000-01-01, value: 2, source: [{{document: new, clause: Điều 2}}, {{document: old}}]}}]
  only: [{{from: 2000-01-01, value: 5, source: {{document: new, clause: Điều 9}}}}]
requirements:
  - id: every-form
    {TITLED}
    when: {{none_of: [{{region: {{in: $places}}}}, {{member: true}}]}}
    require:
      any_of:
        - discipline: {{count: {{where: {{months: {{less_than: $least}}}}, at_most: $many}}}}
        - discipline: {{some: {{months: {{more_than: $many}}}}}}
        - all_of: [{{children: {{between: [$many, $least]}}}}, {{birth_date: {{before: {{field: member_since}}}}}}]
    source: [{{document: made-up, clause: Điều 1}}, {{document: old}}]
    because: {{vi: Vì thế, en: Therefore}}
    strength: should
    remedy: {{policy: cure, vi: Chờ, en: Wait}}
    except:
      - id: now
        when: {{children: {{at_least: $many}}}}
        require: {{age: {{more_than: $only}}}}
        source: [{{document: later}}, {{document: older}}, {{document: older}}, {{document: old}}]
        because: {{vi: Lúc này, en: Now}}
      - {{id: ended, when: {{member: true}}, waive: true, until: 2018-12-29, source: {{document: made-up}}}}
      - {{id: waived, when: {{member: false}}, waive: true, until: 2018-12-30, source: {{document: later}}}}
  - id: asked
    {TITLED}
    judgement: {{vi: "Được không?", en: "Is it so?"}}
    source: {{document: made-up}}
    from: 2018-12-30
  - {{id: ended, {TITLED}, require: {{member: true}}, until: 2018-12-29, source: {{document: made-up}}}}
"""
CURE = f"""policy: cure
schema: 1
{TITLED}
stance: permitted
subject: candidate
posts: [head]
requirements:
  - {{id: one, {TITLED}, require: {{member: true}}, source: {{document: made-up}}, remedy: {{policy: second}}}}
  - {{id: two, {TITLED}, require: {{member: true}}, source: {{document: made-up}}, remedy: {{policy: plain}}}}
  - {{id: three, {TITLED}, require: {{member: true}}, source: {{document: made-up}}, remedy: {{policy: ended}}}}
"""
SECOND = CURE.replace("policy: cure", "policy: second", 1).replace("{policy: second}", "{policy: third}")
THIRD = f"""policy: third
schema: 1
{TITLED}
stance: prohibited
subject: candidate
posts: [secretary]
sources: [new]
requirements: []
"""
ENDED = THIRD.replace("policy: third", "policy: ended").replace("sources", "in_force: {until: 2018-12-29}\nsources")
OFFICE = f"""policy: of-offices
schema: 1
{TITLED}
stance: permitted
subject: office
requirements: [{{id: one, {TITLED}, require: {{big: true}}, source: {{document: made-up}}}}]
"""


@pytest.fixture
def library(tmp_path: Path) -> Library:
    library_with(tmp_path, SOURCES, "more.yaml")
    library_with(tmp_path, VOCABULARY, "office.yaml")
    (tmp_path / "library/ended.yaml").write_text(ENDED)
    (tmp_path / "library/third.yaml").write_text(THIRD)
    (tmp_path / "library/second.yaml").write_text(SECOND)
    (tmp_path / "library/cure.yaml").write_text(CURE)
    (tmp_path / "library/of-offices.yaml").write_text(OFFICE)
    return library_with(tmp_path, POLICY)


def screened(program: Program) -> dict[str, ResolvedPolicy]:
    return {p.id: p for p in program.screened}


def documents(rule: Rule | ResolvedPolicy) -> list[str]:
    return [cited.source.id for cited in rule.sources]


def test_each_condition_is_as_written_with_the_values_of_the_day(library: Library) -> None:
    [rule, _] = resolve(library, DAY, ["case"]).screened[0].rules
    assert said(rule.when) == "none(region:choice in lowland, highland; member:boolean is True)"
    assert said(rule.base) == (
        "any(count discipline:list where its months:integer less_than 21 at_most 2; "
        "some discipline:list where its months:integer more_than 2; "
        "all(children:integer between 2, 21; birth_date:date before member_since:date))"
    )
    assert said(rule.condition) == (
        f"{said(rule.base)} except(children:integer at_least 2 -> age:integer more_than 5; "
        "member:boolean is False -> always)"
    )


def test_what_is_said_of_a_requirement_stays_with_it(library: Library) -> None:
    [rule, asked] = resolve(library, DAY, ["case"]).screened[0].rules
    assert (rule.policy, rule.id, rule.title.en, rule.strength) == ("case", "every-form", "Made up", "should")
    assert rule.because
    assert (rule.because.vi, rule.judgement, rule.amended_by) == ("Vì thế", None, None)
    assert rule.remedy
    assert (rule.remedy.policy, rule.remedy.text and rule.remedy.text.vi) == ("cure", "Chờ")
    assert asked.judgement
    assert (asked.judgement.question.en, said(asked.base), asked.base) == (
        "Is it so?", "case#asked:boolean is True", asked.condition,
    )  # fmt: skip
    assert (said(asked.when), asked.strength, asked.exceptions) == ("always", "must", ())


def test_exceptions_in_force_stay_with_their_reasons(library: Library) -> None:
    [rule, _] = resolve(library, DAY, ["case"]).screened[0].rules
    assert [e.id for e in rule.exceptions] == ["now", "waived"]
    now, waived = rule.exceptions
    assert (said(now.when), said(now.require)) == ("children:integer at_least 2", "age:integer more_than 5")
    assert now.because
    assert now.because.en == "Now"
    assert waived.because is None
    assert [c.source.id for c in now.sources] == ["old"], "none is in force: the latest that has begun"
    assert [c.source.id for c in waived.sources] == ["later"], "none has begun: the first"


def test_a_rule_rests_on_what_it_cites_and_on_what_its_parameters_rest_on(library: Library) -> None:
    [rule, asked] = resolve(library, DAY, ["case"]).screened[0].rules
    assert documents(rule) == ["made-up", "new", "new", "new"], (
        "not what is no longer in force, nor what it cites itself"
    )
    assert [c.citation.clause for c in rule.sources] == ["Điều 1", "Điều 2", None, "Điều 9"]
    assert documents(asked) == ["made-up"]
    assert all(c.in_force and not c.in_doubt for c in rule.sources)
    early = resolve(library, date(2018, 1, 1), ["case"]).screened[0]
    assert [r.id for r in early.rules] == ["every-form", "ended"]


def test_a_policy_concerns_those_who_hold_its_posts_or_whom_it_is_asked_about(library: Library) -> None:
    when = "age:integer at_least 21"
    assert said(resolve(library, DAY, ["case"]).screened[0].concerns) == when
    assert said(resolve_policy(library, library.policies["case"], DAY).concerns) == when
    by_posts = screened(resolve(library, DAY))
    assert said(by_posts["case"].concerns) == f"all(posts:list hold head, secretary; {when})"
    assert said(by_posts["plain"].concerns) == "posts:list hold head"
    case = by_posts["case"]
    assert (case.id, case.title.en, case.stance, case.posts) == ("case", "Made up", "encouraged", ("head", "secretary"))
    assert documents(case) == ["made-up"]


def test_every_policy_in_force_that_speaks_of_posts_is_asked_where_none_is_named(library: Library) -> None:
    program = resolve(library, DAY)
    assert set(screened(program)) == {"case", "cure", "second", "third", "plain"}
    assert not program.asked
    assert set(screened(resolve(library, date(2017, 1, 1)))) == {"cure", "second", "third", "ended", "plain"}
    assert screened(resolve(library, DAY, subject="office")) == {}
    named = resolve(library, DAY, ["of-offices"], "office")
    assert (list(screened(named)), named.asked, named.vocabulary.subject) == (["of-offices"], True, "office")
    assert list(screened(resolve(library, DAY, ["plain", "case", "plain"]))) == ["plain", "case"]


def test_remedies_and_theirs_in_turn_are_resolved_as_if_asked(library: Library) -> None:
    program = resolve(library, DAY)
    assert list(program.remedies) == ["cure", "second", "plain", "third"]
    assert [p.id for p in program.remedies.values()] == list(program.remedies)
    assert {said(p.concerns) for p in program.remedies.values()} == {"always"}
    assert [key for key, _ in program.all_policies] == [
        *(p.id for p in program.screened), "remedy:cure", "remedy:second", "remedy:plain", "remedy:third",
    ]  # fmt: skip
    assert list(resolve(library, date(2018, 12, 29), ["second"]).remedies) == ["third", "plain", "ended"]
    assert list(resolve(library, DAY, ["plain"]).remedies) == []


def test_a_prohibition_is_a_requirement_that_nobody_meets(library: Library) -> None:
    [rule] = screened(resolve(library, DAY))["third"].rules
    assert (rule.policy, rule.id, said(rule.when), said(rule.base), said(rule.condition), rule.strength) == (
        "third", "stance", "always", "never", "never", "must",
    )  # fmt: skip
    assert (documents(rule), rule.exceptions) == (["new"], ())
    assert rule.because
    assert (rule.title.vi, rule.title.en) == ("Không thuộc trường hợp bị cấm", "Is not prohibited")
    assert (rule.because.vi, rule.because.en) == (
        "Không được kiêm nhiệm các chức danh này.", "These posts may not be held together.",
    )  # fmt: skip


def test_a_prohibition_with_exceptions_says_so(tmp_path: Path, library: Library) -> None:
    exception = "except: [{id: e, when: {age: {at_least: 60}}, source: {document: made-up}}]\n"
    one = f"requirements: [{{id: one, {TITLED}, require: {{member: true}}, source: {{document: made-up}}}}]\n"
    text = THIRD.replace("policy: third", "policy: case").replace("requirements: []\n", one + exception)
    assert library
    stance, rule = resolve(library_with(tmp_path, text), DAY, ["case"]).screened[0].rules
    assert [r.id for r in (stance, rule)] == ["stance", "one"]
    assert said(stance.condition) == "never except(age:integer at_least 60 -> always)"
    assert [e.id for e in stance.exceptions] == ["e"]
    assert stance.because
    assert (stance.because.vi, stance.because.en) == (
        "Không được kiêm nhiệm các chức danh này, và trường hợp này không thuộc ngoại lệ nào.",
        "These posts may not be held together, and no exception applies.",
    )


@pytest.mark.parametrize(
    ("day", "rows"), [(date(2012, 12, 31), [2]), (date(2013, 1, 1), [1, 2]), (date(2014, 1, 1), [1])]
)
def test_only_the_rows_of_the_day_are_left_of_a_table(library: Library, day: date, rows: list[int]) -> None:
    fields = resolve(library, day, ["of-offices"], "office").vocabulary.fields
    assert list(fields) == ["big", "level", "staff"]
    for of in (fields["level"], fields["staff"].type.fields["level"]):
        assert isinstance(of.derived, Lookup)
        assert [row.value for row in of.derived.rows] == rows
        assert of.label.en == "Level"
    assert fields["staff"].type.kind == "list"


# --- what cannot be asked


@pytest.mark.parametrize(
    ("asked", "subject", "code", "values", "near"),
    [
        ("case", "ofice", codes.UNKNOWN_SUBJECT, {"found": "ofice"}, "office"),
        ("plane", "candidate", codes.UNKNOWN_POLICY, {"found": "plane"}, "plain"),
        ("of-offices", "candidate", codes.OTHER_SUBJECT,
         {"found": "of-offices", "subject": "office", "expected": "candidate"}, None),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_told(
    library: Library, asked: str, subject: str, code: object, values: dict[str, str], near: str | None
) -> None:
    with pytest.raises(UsageError) as caught:
        resolve(library, DAY, [asked, "plain"] if subject == "candidate" else [asked], subject)
    [problem] = caught.value.problems
    assert (problem.code, problem.place, problem.values, problem.suggestion) == (code, None, values, near)


def test_a_policy_not_in_force_is_told_with_the_day(library: Library) -> None:
    with pytest.raises(UsageError) as caught:
        resolve(library, date(2020, 1, 1), ["case", "plane"])
    not_now, unknown = caught.value.problems
    assert not_now.place is None
    assert re.search("01/01/2020.*01/01/2018.*31/12/2019", not_now.message(Lang.VI))
    assert re.search("2020-01-01.*2018-01-01.*2019-12-31", not_now.message(Lang.EN))
    assert "case" in not_now.message(Lang.EN)
    assert unknown.code is codes.UNKNOWN_POLICY


def test_a_parameter_without_a_value_is_told_once_with_its_policy(tmp_path: Path) -> None:
    text = POLICY.replace("    - {from: 2000-01-01, value: 18, source: {document: older}}\n", "").replace(
        "{from: 2000-01-01, value: 2,", "{from: 2019-06-01, value: 2,"
    )
    library_with(tmp_path, SOURCES, "more.yaml")
    (tmp_path / "library/cure.yaml").write_text(re.sub(", remedy: {.*}}", "}", CURE))
    library = library_with(tmp_path, text.replace("2018-01-01, until: 2019", "2015-01-01, until: 2019"))
    day, policy = date(2015, 6, 1), library.policies["case"]
    for ask in (lambda: resolve(library, day, ["case"]), lambda: resolve_policy(library, policy, day)):
        with pytest.raises(PolicyError) as caught:
            ask()
        assert [(p.code, p.values["found"]) for p in caught.value.problems] == [
            (codes.NO_PARAMETER_VALUE, "least"), (codes.NO_PARAMETER_VALUE, "many"),
        ]  # fmt: skip
        for problem in caught.value.problems:
            assert problem.place
            assert (Path(problem.place.file).name, problem.place.line) == ("case.yaml", 1)
            assert problem.values["as_of"] == day


def test_a_program_larger_than_the_limit_is_refused(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    resolving = sys.modules["kiemnhiem.policy.resolve"]
    monkeypatch.setattr(resolving, "LIMITS", replace(LIMITS, program_nodes=5))
    assert len(resolve(library, DAY, ["plain"]).screened[0].rules) == 2, "five conditions are five"
    monkeypatch.setattr(resolving, "LIMITS", replace(LIMITS, program_nodes=4))
    with pytest.raises(PolicyError) as caught:
        resolve(library, DAY, ["plain"])
    [problem] = caught.value.problems
    assert problem.place
    assert (problem.code, problem.values, Path(problem.place.file).name) == (
        codes.PROGRAM_TOO_LARGE, {"limit": 4}, "plain.yaml",
    )  # fmt: skip
