"""What differs between two libraries: what was added, removed or changed, and what each change means for a case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from kiemnhiem.cases.case import Case
from kiemnhiem.evaluate.decision import Outcome
from kiemnhiem.language import Text
from kiemnhiem.policy.model import Period
from kiemnhiem.problem import Place


class Relation(StrEnum):
    """What a new text means against the old one. ``narrower``, ``wider``: whom a policy concerns; ``settles``: decides
    what the old one left open although everything was known, ``unsettles`` the other way; ``incomparable``: one way for
    some and the other way for others; ``same_when_known``: alike once everything is known, not while facts are missing;
    ``changed``: written otherwise, and not compared by meaning.
    """

    EQUAL = "equal"
    SAME_WHEN_KNOWN = "same_when_known"
    STRICTER = "stricter"
    LOOSER = "looser"
    NARROWER = "narrower"
    WIDER = "wider"
    SETTLES = "settles"
    UNSETTLES = "unsettles"
    INCOMPARABLE = "incomparable"
    CHANGED = "changed"


class Event(StrEnum):
    """What became of a part."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Separation:
    """A made-up case that the two decide differently; ``text``: as YAML. An outcome is ``None`` where there is no such
    requirement, or the policy does not concern the case.
    """

    case: Case
    text: str
    as_of: date
    place: str | None
    old: Outcome | None
    new: Outcome | None


@dataclass(frozen=True)
class Meaning:
    """One requirement (``None``: whom the policy concerns) over a period. ``stricter``: a case that passed, fails now;
    ``looser``: one that failed and passes now; ``open``: one that is undecided in only one of the two.
    """

    policy: str
    requirement: str | None
    title: Text
    relation: Relation
    dates: Period
    place: str | None = None
    stricter: Separation | None = None
    looser: Separation | None = None
    open: Separation | None = None
    at: Place | None = None
    #: Only lists up to some length were looked at.
    bounded: bool = False


@dataclass(frozen=True, slots=True)
class Detail:
    """One thing about a part that changed: ``what`` from ``old`` to ``new``, in words."""

    what: Text
    old: Text
    new: Text


@dataclass(frozen=True)
class Item:
    """A part of a library that was added, removed or changed. ``kind``: policy, requirement, exception, parameter,
    amendment, field, post, place, source, indicator.
    """

    kind: str
    name: str
    title: Text
    event: Event
    details: tuple[Detail, ...] = ()


@dataclass(frozen=True)
class LibraryDifference:
    """All that differs. ``by_meaning``: requirements were compared by z3, not only as they are written."""

    items: tuple[Item, ...]
    meanings: tuple[Meaning, ...]
    by_meaning: bool

    @property
    def equal(self) -> bool:
        """Whether nothing differs that a verdict or its reasons could depend on."""
        return not self.items and all(m.relation is Relation.EQUAL for m in self.meanings)
