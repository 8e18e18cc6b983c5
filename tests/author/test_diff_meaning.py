"""A difference by meaning: equal only where no case separates, stricter and looser with cases that do."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from strategies import AS_OF, cases_for, libraries
from support.budget import examples
from support.libraries import library_with
from support.vocabularies import conditions, readable

from kiemnhiem.author.diff.compare import difference
from kiemnhiem.author.diff.model import Event, LibraryDifference, Meaning, Relation
from kiemnhiem.cases.case import Case
from kiemnhiem.evaluate.decision import Outcome, PolicyDecision
from kiemnhiem.evaluate.reference import ReferenceEngine
from kiemnhiem.policy.conditions import AllOf, AnyOf, NoneOf
from kiemnhiem.policy.model import Library, Requirement
from kiemnhiem.policy.resolve import resolve

pytest.importorskip("z3")

POLICY = """policy: case
schema: 1
title: {{vi: Giả định, en: Made up}}
stance: permitted
subject: candidate
when: {when}
{parameters}
requirements:
  - {{id: one, title: {{vi: Một, en: One}}, require: {require}, when: {asked}, source: {{document: made-up}}}}
"""


def library(folder: Path, name: str, require: str, *, when: str = "{}", asked: str = "{}", x: str = "1") -> Library:
    parameters = f"parameters: {{x: [{{from: 2000-01-01, value: {x}}}]}}" if "$x" in require else ""
    text = POLICY.format(require=require, when=when, asked=asked, parameters=parameters)
    (folder / name).mkdir(exist_ok=True)
    return library_with(folder / name, text)


def compared(folder: Path, old: str, new: str, **both: str) -> Meaning | None:
    found = difference(library(folder, "old", old, **both), library(folder, "new", new, **both))
    return found.meanings[0] if found.meanings else None


@pytest.mark.parametrize(
    ("old", "new", "relation"),
    [
        ("{age: {at_least: 18}}", "{age: {at_least: 21}}", Relation.STRICTER),
        ("{age: {at_least: 18}}", "{age: {more_than: 17}}", Relation.EQUAL),
        ("{age: {at_least: 18}}", "{birth_date: {on_or_before: 1970-01-01}}", Relation.STRICTER),
        ("{children: {at_most: 2}}", "{children: {at_most: 3}}", Relation.LOOSER),
        ("{region: {in: [lowland, highland]}}", "{region: {in: [highland]}}", Relation.STRICTER),
        ("{education: {at_least: secondary}}", "{education: {in: [primary, university]}}", Relation.INCOMPARABLE),
        ("{none_of: [{member: true}, {children: 0}]}", "{member: false, children: {more_than: 0}}", Relation.EQUAL),
        ("{discipline: {none: {months: {less_than: 12}}}}", "{discipline: {every: {months: {at_least: 12}}}}",
         Relation.EQUAL),
        ("{discipline: {count: {where: {form: reprimand}, at_most: 1}}}",
         "{discipline: {count: {where: {}, at_most: 1}}}", Relation.STRICTER),
        ("{discipline: {count: {where: {form: reprimand}, at_most: 1}}}",
         "{discipline: {none: {form: reprimand}}}", Relation.STRICTER),
        ("{any_of: [{member: true}, {member: false}]}", "{children: {at_least: 0}}", Relation.SAME_WHEN_KNOWN),
        ("{member: true}", "{member: {is_not: false}}", Relation.EQUAL),
    ],
)  # fmt: skip
def test_a_requirement_is_compared_by_what_it_means(tmp_path: Path, old: str, new: str, relation: Relation) -> None:
    meaning = compared(tmp_path, old, new)
    assert meaning
    assert meaning.relation is relation
    assert (meaning.stricter is not None) == (relation in (Relation.STRICTER, Relation.INCOMPARABLE))
    assert (meaning.looser is not None) == (relation in (Relation.LOOSER, Relation.INCOMPARABLE))


def test_the_same_words_are_no_difference(tmp_path: Path) -> None:
    old, new = (library(tmp_path, n, "{age: {at_least: 18}}") for n in ("old", "new"))
    assert difference(old, new) == LibraryDifference((), (), by_meaning=True)
    assert difference(old, new).equal


def test_whom_a_policy_concerns_and_when_a_requirement_is_asked(tmp_path: Path) -> None:
    old = library(tmp_path, "old", "{member: true}", when="{age: {at_least: 18}}")
    new = library(tmp_path, "new", "{member: true}", when="{age: {at_least: 21}}", asked="{region: lowland}")
    who, one = difference(old, new).meanings
    assert (who.requirement, who.relation) == (None, Relation.NARROWER)
    assert (one.requirement, one.relation) == ("one", Relation.LOOSER)


def test_a_parameter_tells_its_values_and_what_they_do(tmp_path: Path) -> None:
    require = "{children: {at_most: $x}}"
    found = difference(library(tmp_path, "old", require, x="1"), library(tmp_path, "new", require, x="2"))
    [item] = found.items
    assert (item.kind, item.name, item.event) == ("parameter", "case#x", Event.CHANGED)
    assert [m.relation for m in found.meanings] == [Relation.LOOSER]


def test_a_new_choice_of_the_vocabulary_changes_no_meaning(tmp_path: Path) -> None:
    old, new = (library(tmp_path, n, "{education: {at_least: secondary}}") for n in ("old", "new"))
    path = tmp_path / "new/library/vocabulary.yaml"
    path.write_text(path.read_text().replace("      primary:", "      none: {vi: chưa, en: none}\n      primary:"))
    from kiemnhiem.policy import load_library

    new, _ = load_library(tmp_path / "new/library")
    found = difference(old, new)
    assert [(i.kind, i.name) for i in found.items] == [("field", "candidate#education")]
    assert not found.meanings


def test_without_z3_it_is_only_said_to_have_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "z3", None)
    old, new = library(tmp_path, "old", "{age: {at_least: 18}}"), library(tmp_path, "new", "{age: {more_than: 17}}")
    found = difference(old, new)
    assert not found.by_meaning
    assert not found.equal
    assert [m.relation for m in found.meanings] == [Relation.CHANGED]


# --- properties -------------------------------------------------------------------------------------------------------


@st.composite
def pairs(draw: st.DrawFn) -> tuple[Library, Library]:
    """A library and a changed one: a requirement written anew, or the same in other words."""
    old = draw(libraries())
    policy = draw(st.sampled_from(list(old.policies.values())))
    asked = [r for r in policy.requirements if r.require is not None]
    if not asked:
        return old, old
    one = draw(st.sampled_from(asked))
    fields = old.vocabularies[policy.subject].fields

    def other(requirement: Requirement) -> Requirement:
        assert requirement.require is not None
        anew = draw(conditions(fields, depth=1))
        ways = (
            anew, AllOf((requirement.require, anew)), AnyOf((requirement.require, anew)),
            NoneOf((NoneOf((requirement.require,)),)), AllOf((requirement.require, requirement.require)),
        )  # fmt: skip
        return replace(requirement, require=draw(st.sampled_from(ways)))

    changed = tuple(other(r) if r is one else r for r in policy.requirements)
    return old, replace(old, policies={**old.policies, policy.id: replace(policy, requirements=changed)})


def passes(decision: PolicyDecision, requirement: str) -> bool | None:
    outcome = decision.outcomes.get(requirement, Outcome.MET)
    return {Outcome.NOT_MET: False, Outcome.UNKNOWN: None}.get(outcome, True)


@pytest.mark.fuzz
@settings(max_examples=examples(15), suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_equal_is_separated_by_no_case_and_a_witness_separates(data: st.DataObject) -> None:
    old, new = data.draw(pairs())
    day = data.draw(st.sampled_from(AS_OF))
    found = difference(old, new, day)
    for meaning in found.meanings:
        event(meaning.relation.value)
        engines = [ReferenceEngine(resolve(lib, day, [meaning.policy])) for lib in (old, new)]

        def decided(
            case: Case, engines: list[ReferenceEngine] = engines, id_: str = meaning.policy
        ) -> list[PolicyDecision]:
            return [e.decide_one(case).policies[id_] for e in engines]

        assert meaning.requirement is not None
        for separation, outcomes in ((meaning.stricter, (True, False)), (meaning.looser, (False, True))):
            if separation:
                assert tuple(passes(d, meaning.requirement) for d in decided(separation.case)) == outcomes
        if meaning.relation is Relation.EQUAL and not meaning.bounded:
            for _ in range(5):
                case = data.draw(cases_for(old))
                both = decided(case)
                if readable((case.facts,)) and all(d.concerns for d in both):
                    assert passes(both[0], meaning.requirement) is passes(both[1], meaning.requirement), case
