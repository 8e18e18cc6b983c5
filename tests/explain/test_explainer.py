"""What an officer is told: the reason, what is missing and only that, the exception used, the way out."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from support.libraries import library_with

from kiemnhiem.cases.case import Case, Recorded
from kiemnhiem.evaluate.decision import Outcome, Verdict
from kiemnhiem.explain.explainer import Explainer
from kiemnhiem.explain.finding import CaseFinding, Finding
from kiemnhiem.policy import resolve
from kiemnhiem.policy.model import STANCE_RULE
from kiemnhiem.policy.values import Span

HEAD = """policy: case
schema: 1
title: {vi: Giả định, en: Made up}
stance: permitted
subject: candidate
posts: [head, secretary]
requirements:
"""
AGE = """  - id: age
    title: {vi: Tuổi, en: Age}
    require: {age: {at_least: 21}}
    source: {document: made-up}
"""


def explained(folder: Path, policy: str, asked: str | None = "case", **facts: Any) -> CaseFinding:
    judgements = {k: Recorded(v) for k, v in facts.pop("judgements", {}).items()}
    program = resolve(library_with(folder, policy), date(2018, 12, 30), [asked] if asked else [])
    return Explainer(program).explain(Case("1", facts, judgements))


def only(finding: CaseFinding) -> Finding:
    [policy] = finding.policies
    [found] = policy.findings
    return found


def test_a_missing_derived_fact_is_named_by_what_it_is_derived_from(tmp_path: Path) -> None:
    finding = explained(tmp_path, HEAD + AGE)
    assert finding.verdict is Verdict.UNDETERMINED
    assert finding.missing == ("birth_date",)
    assert "Date of birth" in only(finding).because.en
    assert "Ngày sinh" in only(finding).because.vi


def test_a_year_of_birth_that_leaves_the_age_open_is_named_as_missing(tmp_path: Path) -> None:
    finding = explained(tmp_path, HEAD + AGE, birth_date=Span(date(1997, 1, 1), date(1997, 12, 31)))
    assert finding.missing == ("birth_date",)
    [fact] = only(finding).facts
    assert fact.actual is not None
    assert fact.actual.en == "20 to 21"
    assert fact.required.en == "at least 21"


def test_a_year_of_birth_that_decides_is_enough(tmp_path: Path) -> None:
    finding = explained(tmp_path, HEAD + AGE, birth_date=Span(date(1996, 1, 1), date(1996, 12, 31)))
    assert finding.verdict is Verdict.ELIGIBLE
    assert finding.missing == ()


ANY = """  - id: one
    title: {vi: Một, en: One}
    require: {any_of: [{member: true}, {region: highland, children: {at_most: 2}}]}
    source: {document: made-up}
"""


@pytest.mark.parametrize(
    ("facts", "missing"),
    [
        ({}, ("member", "region", "children")),
        ({"region": "lowland"}, ("member",)),  # the second way is closed: the number of children decides nothing
        ({"member": False, "region": "highland"}, ("children",)),
        ({"member": True}, ()),
    ],
)
def test_only_what_still_decides_is_missing(tmp_path: Path, facts: dict[str, Any], missing: tuple[str, ...]) -> None:
    assert explained(tmp_path, HEAD + ANY, **facts).missing == missing


def test_the_missing_field_of_a_record_is_named_with_its_list(tmp_path: Path) -> None:
    policy = HEAD + AGE.replace("{age: {at_least: 21}}", "{discipline: {none: {form: dismissal}}}")
    assert explained(tmp_path, policy, discipline=({"form": None},)).missing == ("discipline.form",)
    assert explained(tmp_path, policy).missing == ("discipline",)


def test_a_judgement_is_awaited_not_missing(tmp_path: Path) -> None:
    policy = HEAD + AGE.replace("require: {age: {at_least: 21}}", "judgement: {vi: Được tin?, en: Trusted?}")
    finding = explained(tmp_path, policy)
    assert (finding.missing, finding.judgements) == ((), ("case#age",))
    assert "Trusted?" in only(finding).because.en
    assert explained(tmp_path, policy, judgements={"case#age": True}).verdict is Verdict.ELIGIBLE
    assert explained(tmp_path, policy, judgements={"case#age": False}).verdict is Verdict.NOT_ELIGIBLE


EXCEPTED = (
    AGE
    + """    except:
      - {id: island, when: {areas: {includes: island}}, require: {age: {at_least: 18}}, source: {document: made-up},
         because: {vi: Ở đảo., en: On an island.}}
      - {id: never, when: {areas: {includes: border}}, require: {age: {at_least: 30}}, source: {document: made-up}}
"""
)


def test_an_exception_used_is_named_and_does_not_hide(tmp_path: Path) -> None:
    finding = explained(tmp_path, HEAD + EXCEPTED, birth_date=date(1999, 1, 1), areas=({"value": "island"},))
    found = only(finding)
    assert (found.outcome, found.would_be) == (Outcome.MET, Outcome.NOT_MET)
    assert found.exceptions == ("island",)
    assert "would fail" in found.because.en
    assert "Ở đảo." in found.because.vi


def test_exceptions_that_contradict_each_other_are_said_to(tmp_path: Path) -> None:
    both = ({"value": "island"}, {"value": "border"})
    finding = explained(tmp_path, HEAD + EXCEPTED, birth_date=date(1999, 1, 1), areas=both)
    found = only(finding)
    assert finding.verdict is Verdict.UNDETERMINED
    assert found.conflict == ("island", "never")
    assert "must be corrected" in found.because.en


@pytest.mark.parametrize(("birth", "verdict", "words"), [(2010, Verdict.NOT_ELIGIBLE, "not eligible"),
                                                        (1975, Verdict.ELIGIBLE, "the way is open"),
                                                        (None, Verdict.UNDETERMINED, "Date of birth")])  # fmt: skip
def test_a_remedy_tells_what_its_policy_says_of_the_same_case(
    tmp_path: Path, birth: int | None, verdict: Verdict, words: str
) -> None:
    policy = HEAD + AGE.replace("{age: {at_least: 21}}", "{member: true}") + "    remedy: {policy: plain}\n"
    facts: dict[str, Any] = {"birth_date": date(birth, 1, 1)} if birth else {}
    remedy = only(explained(tmp_path, policy, member=False, **facts)).remedy
    assert remedy is not None
    assert remedy.policy is not None
    assert remedy.policy.verdict is verdict
    assert words in remedy.text.en


PROHIBITED = """policy: case
schema: 1
title: {vi: Bị cấm, en: Prohibited}
stance: prohibited
subject: candidate
posts: [head, secretary]
requirements: []
except:
  - {id: island, when: {areas: {includes: island}}, source: {document: made-up}}
"""


@pytest.mark.parametrize(("areas", "verdict"), [((), Verdict.NOT_ELIGIBLE), (({"value": "island"},), Verdict.ELIGIBLE),
                                               (None, Verdict.UNDETERMINED)])  # fmt: skip
def test_a_prohibition_bites_unless_an_exception_applies(tmp_path: Path, areas: Any, verdict: Verdict) -> None:
    finding = explained(tmp_path, PROHIBITED, areas=areas)
    assert finding.verdict is verdict
    assert only(finding).rule.id == STANCE_RULE


def posts(*codes: str | None, unit: str | None = "Bản Một") -> tuple[dict[str, str | None], ...]:
    return tuple({"post": code, "unit": unit} for code in codes)


@pytest.mark.parametrize(
    ("held", "verdict"),
    [
        (posts("head", "secretary"), Verdict.ELIGIBLE),
        (posts("head") + posts("secretary", unit="BẢN  một"), Verdict.ELIGIBLE),  # the same unit, written otherwise
        (posts("head"), Verdict.ELIGIBLE),
        (posts("secretary"), Verdict.NO_POLICY),
        (posts("head", None), Verdict.UNDETERMINED),  # the other post may be one that no policy speaks of
        ((), Verdict.NO_POLICY),
        (posts("head", "secretary", unit=None), Verdict.UNDETERMINED),
        (posts("head") + posts("secretary", unit="Bản Hai"), Verdict.NO_POLICY),
        (None, Verdict.UNDETERMINED),
    ],
)
def test_policies_concern_the_posts_held_in_one_unit(tmp_path: Path, held: Any, verdict: Verdict) -> None:
    assert explained(tmp_path, HEAD + AGE, asked=None, birth_date=date(1975, 1, 1), posts=held).verdict is verdict


def test_a_failed_should_is_a_remark_not_a_bar(tmp_path: Path) -> None:
    finding = explained(tmp_path, HEAD + AGE + "    strength: should\n", birth_date=date(2010, 1, 1))
    assert finding.verdict is Verdict.ELIGIBLE
    assert finding.policies[0].remarks == ("age",)
