"""Policies with one small mistake each: what an author might have written, and a good test would notice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TypeAlias, TypeVar

from kiemnhiem.author.testing.positions import Positions
from kiemnhiem.author.testing.tracing import Point
from kiemnhiem.author.testing.variants import Variants, neighbours
from kiemnhiem.explain.words import Phrases, day_words, scalar_words
from kiemnhiem.language import Text
from kiemnhiem.policy.conditions import ALWAYS, Condition
from kiemnhiem.policy.constants import print_constant
from kiemnhiem.policy.model import (
    STANCE_RULE,
    Amendment,
    Library,
    ParameterHistory,
    ParameterValue,
    Period,
    Policy,
    PolicyException,
    Requirement,
    Stance,
    Strength,
)
from kiemnhiem.policy.tightening import users
from kiemnhiem.policy.values import Scalar
from kiemnhiem.problem import Place

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Mutant:
    """One changed policy, or a library with one changed amendment. ``id`` names the change under ``explained:``;
    ``requirement`` is the one it is in, if it is in one. ``dated``: a date was moved.
    """

    policy: Policy
    library: Library
    id: str
    what: Text
    place: Place
    requirement: str | None = None
    dated: bool = False


@dataclass(frozen=True)
class _Change:
    """One change: how it is named, in words, where it is."""

    code: str
    what: Text
    place: Place
    requirement: str | None = None
    dated: bool = False


_T = TypeVar("_T")
#: A part with one change, and what was changed.
_Changed: TypeAlias = Iterator[tuple[_T, _Change]]


def mutants(library: Library, policy: str, positions: Positions | None = None) -> Iterator[Mutant]:
    """Every mutant of a policy, and of the amendments to it."""
    original = library.policies[policy]
    maker = _Maker(library, original, positions or Positions(library))
    for changed, c in maker.policy():
        yield Mutant(changed, library, c.code, c.what, c.place, c.requirement, c.dated)
    for amendment in library.amendments.values():
        if amendment.amends == policy:
            for after, c in maker.amendment(amendment):
                other = replace(library, amendments={**library.amendments, amendment.id: after})
                yield Mutant(original, other, f"{amendment.id}: {c.code}", c.what, c.place, c.requirement, c.dated)


class _Maker:
    def __init__(self, library: Library, policy: Policy, positions: Positions) -> None:
        self._original = policy
        self._positions = positions
        vocabulary = library.vocabularies[policy.subject]
        self._variants = Variants(Phrases(library, vocabulary, policy.parameters))

    # --- what holds the parts

    def policy(self) -> _Changed[Policy]:
        """The policy's mutants."""
        policy = self._original
        if policy.stance is Stance.PROHIBITED:
            place = self._place(STANCE_RULE, "stance")
            change = _Change("stance: permitted", _PERMITTED, place, STANCE_RULE)
            yield replace(policy, stance=Stance.PERMITTED), change
        if policy.when != ALWAYS:
            place = self._positions.of(Point(policy.id, "", "when", -1, ""))
            yield replace(policy, when=ALWAYS), _Change("when left out", _NO_WHEN, place)
        for when, change in self._condition("", "when", policy.when):
            yield replace(policy, when=when), change
        for requirements, change in self._requirements(policy.requirements):
            yield replace(policy, requirements=requirements), change
        for exceptions, change in self._exceptions(STANCE_RULE, policy.exceptions):
            yield replace(policy, exceptions=exceptions), change
        for parameters, change in self._parameters(policy.id, policy.parameters):
            yield replace(policy, parameters=parameters), change

    def amendment(self, of: Amendment) -> _Changed[Amendment]:
        """An amendment's mutants."""
        for adds, change in self._requirements(of.adds):
            yield replace(of, adds=adds), change
        for i, (to, exception) in enumerate(of.exceptions):
            for exceptions, change in self._exceptions(to, (exception,)):
                pairs = (*of.exceptions[:i], *((to, e) for e in exceptions), *of.exceptions[i + 1 :])
                yield replace(of, exceptions=pairs), change
        for sets, change in self._parameters(of.id, of.sets):
            yield replace(of, sets=sets), change
        document = self._positions.document(of.id)
        for key, period, code, what in _moved(of.period):
            place = document.place(("in_force", key)) if document else Place(of.id)
            yield replace(of, period=period), _Change(f"in_force: {code}", what, place, dated=True)

    # --- the parts

    def _place(self, requirement: str, key: str, exception: str | None = None) -> Place:
        return self._positions.entry(self._original.id, requirement, exception, key)

    def _requirements(self, of: tuple[Requirement, ...]) -> _Changed[tuple[Requirement, ...]]:
        for i, requirement in enumerate(of):
            dropped = _DROPPED_REQUIREMENT.format(title=requirement.title)
            place = self._place(requirement.id, "id")
            rest = (*of[:i], *of[i + 1 :])
            yield rest, _Change(f"{requirement.id}: left out", dropped, place, requirement.id)
            for after, change in self._requirement(requirement):
                yield (*of[:i], after, *of[i + 1 :]), replace(change, requirement=requirement.id)

    def _requirement(self, of: Requirement) -> _Changed[Requirement]:
        other = Strength.SHOULD if of.strength is Strength.MUST else Strength.MUST
        said = _STRENGTH[other].format(title=of.title)
        yield replace(of, strength=other), _Change(f"{of.id}: strength: {other}", said, self._place(of.id, "id"))
        if of.when != ALWAYS:
            yield replace(of, when=ALWAYS), _Change(f"{of.id}: when left out", _NO_WHEN, self._place(of.id, "when"))
        for when, change in self._condition(of.id, "when", of.when):
            yield replace(of, when=when), change
        for require, change in self._condition(of.id, "require", of.require or ALWAYS):
            yield replace(of, require=require), change
        for exceptions, change in self._exceptions(of.id, of.exceptions):
            yield replace(of, exceptions=exceptions), change
        for key, period, code, what in _moved(of.period):
            place = self._place(of.id, key)
            yield replace(of, period=period), _Change(f"{of.id}: {code}", what, place, dated=True)

    def _exceptions(self, requirement: str, of: tuple[PolicyException, ...]) -> _Changed[tuple[PolicyException, ...]]:
        for i, exception in enumerate(of):
            dropped = _DROPPED_EXCEPTION.format(id=exception.id)
            code = f"{requirement}: except {exception.id}: left out"
            place = self._place(requirement, "id", exception.id)
            yield (*of[:i], *of[i + 1 :]), _Change(code, dropped, place, requirement)
            for after, change in self._exception(requirement, exception):
                yield (*of[:i], after, *of[i + 1 :]), replace(change, requirement=requirement)

    def _exception(self, requirement: str, of: PolicyException) -> _Changed[PolicyException]:
        name = f"except {of.id}"
        for when, change in self._condition(requirement, f"{name} when", of.when):
            yield replace(of, when=when), change
        for require, change in self._condition(requirement, f"{name} require", of.require or ALWAYS):
            yield replace(of, require=require), change
        for key, period, code, what in _moved(of.period):
            place = self._place(requirement, key, of.id)
            yield replace(of, period=period), _Change(f"{requirement}: {name}: {code}", what, place, dated=True)

    def _condition(self, requirement: str, part: str, condition: Condition) -> _Changed[Condition]:
        for variant in self._variants.of(condition):
            place = self._positions.of(Point(self._original.id, requirement, part, variant.index, ""))
            code = ": ".join(filter(None, (requirement, part, variant.code)))
            yield variant.after, _Change(code, variant.what, place, requirement or None)

    # --- parameters

    def _parameters(self, owner: str, of: Mapping[str, ParameterHistory]) -> _Changed[Mapping[str, ParameterHistory]]:
        for name, history in of.items():
            used_by = next((r.id for r in users(self._original, name)), None)
            for i, value in enumerate(history.values):
                for after, key, code, what in _values(history, value):
                    values = (*history.values[:i], after, *history.values[i + 1 :])
                    place = self._positions.parameter(owner, name, i, key)
                    said = _NAMED.format(name=name, what=what)
                    change = _Change(f"${name}: {code}", said, place, used_by, key != "value")
                    yield {**of, name: replace(history, values=values)}, change


def _values(history: ParameterHistory, of: ParameterValue) -> Iterator[tuple[ParameterValue, str, str, Text]]:
    """One value of a parameter changed: the value, which key it is, how the change is named, in words."""

    def said(value: Scalar) -> Text:
        return scalar_words(history.type, value)

    if isinstance(of.value, tuple):
        for i, item in enumerate(of.value if len(of.value) > 1 else ()):
            rest, what = (*of.value[:i], *of.value[i + 1 :]), _DROPPED_VALUE.format(what=said(item))
            yield replace(of, value=rest), "value", f"{of.start}: - {print_constant(item)}", what
    else:
        for _, value in neighbours(history.type, of.value):
            code = f"{of.start}: {print_constant(of.value)} -> {print_constant(value)}"
            yield replace(of, value=value), "value", code, _INSTEAD.format(before=said(of.value), after=said(value))
    for key, period, code, what in _moved(Period(of.start, of.until)):
        yield replace(of, start=period.start or of.start, until=period.until), key, code, what


def _moved(of: Period) -> Iterator[tuple[str, Period, str, Text]]:
    """A period with one end a day earlier or later: which end, how the change is named, in words."""
    for key, day, words in (("from", of.start, _FROM), ("until", of.until, _UNTIL)):
        if day is None or day == date.max:
            continue
        for after in (day - _DAY, day + _DAY):
            period = Period(after, of.until) if key == "from" else Period(of.start, after)
            if period.start is None or period.until is None or period.start <= period.until:
                what = words.format(before=day_words(day), after=day_words(after))
                yield key, period, f"{key} {day} -> {after}", what


_PERMITTED = Text("không còn bị cấm", "it is no longer prohibited")
_NO_WHEN = Text("bỏ điều kiện áp dụng (when)", "its when is left out")
_DROPPED_REQUIREMENT = Text("bỏ yêu cầu «{title}»", 'the requirement "{title}" is left out')
_DROPPED_EXCEPTION = Text("bỏ ngoại lệ {id}", "the exception {id} is left out")
_STRENGTH = {
    Strength.SHOULD: Text("«{title}» chỉ còn là lưu ý (should)", '"{title}" is only a remark (should)'),
    Strength.MUST: Text("«{title}» thành bắt buộc (must)", '"{title}" is a bar (must)'),
}
_NAMED = Text("${name}: {what}", "${name}: {what}")
_DROPPED_VALUE = Text("bỏ «{what}»", '"{what}" is left out')
_INSTEAD = Text("«{before}» thành «{after}»", '"{before}" becomes "{after}"')
_FROM = Text("có hiệu lực từ {before} thành từ {after}", "in force from {before} becomes from {after}")
_UNTIL = Text("có hiệu lực đến {before} thành đến {after}", "in force until {before} becomes until {after}")
