"""Whose verdict changes from one library to another, and by which requirement. Only ids of cases, never their facts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from kiemnhiem.cases import Reading, read
from kiemnhiem.cases.case import Case
from kiemnhiem.evaluate.decision import Outcome, Verdict
from kiemnhiem.explain.finding import CaseFinding, PolicyFinding
from kiemnhiem.explain.question import Question
from kiemnhiem.language import Text
from kiemnhiem.policy.byplace import Programs
from kiemnhiem.policy.model import Library
from kiemnhiem.policy.types import Vocabulary
from kiemnhiem.problem import Problem

#: A verdict before and after; ``None``: the policy does not concern the case, or is not there.
Turn = tuple[Verdict | None, Verdict | None]


@dataclass(frozen=True)
class RequirementFlip:
    """A requirement whose outcome changed for a case."""

    id: str
    title: Text
    old: Outcome | None
    new: Outcome | None


@dataclass(frozen=True)
class PolicyFlip:
    """A policy whose verdict changed for a case, and the requirements behind it."""

    policy: str
    title: Text
    old: Verdict | None
    new: Verdict | None
    requirements: tuple[RequirementFlip, ...]


@dataclass(frozen=True)
class Flip:
    """A case whose verdict, or that of a policy for it, changed. ``id``: masked (the row) where ids are personal."""

    id: str
    place: str | None
    old: Verdict
    new: Verdict
    policies: tuple[PolicyFlip, ...]


@dataclass(frozen=True)
class Flips:
    """All cases that were asked. ``turns``: how many by (place, policy) and verdict before and after; only changes."""

    cases: int
    as_of: date
    flips: tuple[Flip, ...]
    turns: Mapping[tuple[str | None, str], Counter[Turn]] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


def flips(
    old: Library,
    new: Library,
    files: Sequence[Path],
    as_of: date,
    place: str | None = None,
    subject: str = "candidate",
    asked: Sequence[str] = (),
) -> Flips:
    """Decide every case of the files by both libraries on one day, under the policies ``asked``, else by its posts.

    Raises :class:`kiemnhiem.errors.InputError` for a file that cannot be read, :class:`kiemnhiem.errors.UsageError` for
    an unknown place, or a policy that one of them has not in force.
    """
    readings = read(files, old, subject), read(files, new, subject)
    return turned(old, new, readings, as_of, place, subject, asked)


def turned(
    old: Library,
    new: Library,
    readings: tuple[Reading, Reading],
    as_of: date,
    place: str | None = None,
    subject: str = "candidate",
    asked: Sequence[str] = (),
) -> Flips:
    """As :func:`flips`, of files that have been read: by the old library's vocabulary, and by the new one's."""
    questions = [
        Question(Programs(library, as_of, asked, subject, place, (c.facts for c in reading.cases)))
        for library, reading in zip((old, new), readings, strict=True)
    ]
    before = {_key(c): c for c in readings[0].cases}
    vocabulary = new.vocabularies[subject]
    found, turns = list[Flip](), dict[tuple[str | None, str], Counter[Turn]]()
    for case in readings[1].cases:
        earlier = before.get(_key(case))
        if earlier is None:
            continue
        flip = _flip(questions[0].explain(earlier), questions[1].explain(case), case, vocabulary, place)
        if flip:
            found.append(flip)
            for one in flip.policies:
                turns.setdefault((flip.place, one.policy), Counter())[one.old, one.new] += 1
    return Flips(len(readings[1].cases), as_of, tuple(found), turns, tuple(readings[1].problems))


def _key(case: Case) -> object:
    origin = case.origin
    return (case.id, origin.file, origin.sheet, origin.row) if origin else case.id


def _flip(old: CaseFinding, new: CaseFinding, case: Case, vocabulary: Vocabulary, place: str | None) -> Flip | None:
    policies = tuple(_policies(old, new))
    if old.verdict is new.verdict and not policies:
        return None
    at = place or vocabulary.place_of(case.facts)
    return Flip(_shown(case, vocabulary), at, old.verdict, new.verdict, policies)


def _shown(case: Case, vocabulary: Vocabulary) -> str:
    """The id of a case; its row where ids are personal."""
    if vocabulary.key is None or not vocabulary.key.personal:
        return case.id
    return f"#{case.origin.row}" if case.origin and case.origin.row else "#"


def _policies(old: CaseFinding, new: CaseFinding) -> Iterator[PolicyFlip]:
    before, after = ({p.policy.id: p for p in f.policies} for f in (old, new))
    for id_ in sorted({*before, *after}):
        one, two = before.get(id_), after.get(id_)
        verdicts = (one.verdict if one else None, two.verdict if two else None)
        any_ = two or one
        if any_ and verdicts[0] is not verdicts[1]:
            yield PolicyFlip(id_, any_.policy.title, *verdicts, tuple(_requirements(one, two)))


def _requirements(old: PolicyFinding | None, new: PolicyFinding | None) -> Iterator[RequirementFlip]:
    before, after = ({f.rule.id: f for f in p.findings} if p else {} for p in (old, new))
    for id_ in dict.fromkeys((*before, *after)):
        one, two = before.get(id_), after.get(id_)
        outcomes = (one.outcome if one else None, two.outcome if two else None)
        any_ = two or one
        if any_ and outcomes[0] is not outcomes[1]:
            yield RequirementFlip(id_, any_.rule.title, *outcomes)
