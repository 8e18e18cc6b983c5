"""A policy library: what its files say, checked and typed, with its dates still in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from kiemnhiem.language import Text
from kiemnhiem.policy.conditions import ALWAYS, Condition, PolicyVerdict, walk
from kiemnhiem.policy.types import FieldType, Mutable, Vocabulary
from kiemnhiem.policy.values import Scalar
from kiemnhiem.problem import Place


class Stance(StrEnum):
    """What the law wants of a combination of posts."""

    REQUIRED = "required"
    ENCOURAGED = "encouraged"
    PERMITTED = "permitted"
    PROHIBITED = "prohibited"


class Strength(StrEnum):
    """Whether failing a requirement is a bar or a remark."""

    MUST = "must"
    SHOULD = "should"


class Evidence(StrEnum):
    """How well a legal fact is known, weakest first."""

    MEMORY = "memory"
    SECONDARY = "secondary"
    SIGNED_TEXT = "signed_text"

    @property
    def rank(self) -> int:
        """0 for the weakest."""
        return list(Evidence).index(self)


@dataclass(frozen=True, slots=True)
class Period:
    """From ``start`` to ``until``, both inclusive; ``None`` is open."""

    start: date | None = None
    until: date | None = None

    def __contains__(self, day: date) -> bool:
        return (self.start is None or self.start <= day) and (self.until is None or day <= self.until)


ALL_TIME = Period()
#: The id of the requirement that a prohibition is: not to be prohibited.
STANCE_RULE = "stance"


@dataclass(frozen=True)
class Source:
    """A legal document. Identified by number, date and issuer: the Party restarts its numbering each congress."""

    id: str
    number: str
    issued: date
    issuer: Text
    title: Text
    evidence: Evidence
    period: Period = ALL_TIME
    replaces: tuple[str, ...] = ()
    replaced_by: str | None = None
    url: str | None = None
    note: Text | None = None
    #: After this day another text may have replaced it; whoever relies on it must look.
    check_after: date | None = None


@dataclass(frozen=True, slots=True)
class Citation:
    """A clause of a source, and how well this clause is known (the document may be better known)."""

    document: str
    clause: str | None = None
    evidence: Evidence | None = None
    note: Text | None = None


@dataclass(frozen=True)
class Post:
    """A post (chức danh) of the catalogue."""

    code: str
    label: Text
    aliases: tuple[str, ...] = ()
    level: str | None = None
    bloc: str | None = None
    post_class: str | None = None
    rank: str | None = None
    period: Period = ALL_TIME
    source: tuple[Citation, ...] = ()


@dataclass(frozen=True)
class Layer:
    """A layer of government: nation, province, district, commune, hamlet."""

    id: str
    label: Text
    period: Period = ALL_TIME


@dataclass(frozen=True)
class Locality:
    """A unit of one layer, inside another of a wider one. ``becomes``: the units that took its place."""

    id: str
    label: Text
    layer: str
    inside: str | None = None
    aliases: tuple[str, ...] = ()
    period: Period = ALL_TIME
    becomes: tuple[str, ...] = ()
    source: tuple[Citation, ...] = ()
    note: Text | None = None


@dataclass(frozen=True, slots=True)
class ParameterValue:
    """The value of a parameter in a period that starts at ``start`` and ends where the next begins, or at ``until``."""

    start: date
    value: Scalar | tuple[Scalar, ...]
    until: date | None = None
    source: tuple[Citation, ...] = ()


@dataclass(frozen=True)
class ParameterHistory:
    """A dated parameter of a policy: its type, whether it is a list, and its values, oldest first."""

    name: str
    type: FieldType
    many: bool
    values: tuple[ParameterValue, ...]

    def at(self, day: date) -> ParameterValue | None:
        """The value in force on ``day``, if any."""
        started = [v for v in self.values if v.start <= day]
        return started[-1] if started and (started[-1].until is None or day <= started[-1].until) else None


@dataclass(frozen=True)
class Remedy:
    """What can cure a failure: another policy, or words."""

    policy: str | None = None
    text: Text | None = None


@dataclass(frozen=True)
class Judgement:
    """A question only a person may answer. ``headings`` are the columns that hold the recorded answers. ``mutable``:
    how a recorded no can become a yes; none: it stands.
    """

    question: Text
    headings: tuple[str, ...] = ()
    mutable: Mutable | None = None


@dataclass(frozen=True)
class PolicyException:
    """Where ``when`` holds, the requirement is replaced by ``require``, or waived if that is ``None``."""

    id: str
    when: Condition
    require: Condition | None
    period: Period = ALL_TIME
    source: tuple[Citation, ...] = ()
    because: Text | None = None
    place: Place | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Requirement:
    """One requirement of a policy. Either ``require`` or ``judgement`` is set. ``amended_by``: the amendment that added
    or changed it, once resolved for its place.
    """

    id: str
    title: Text
    require: Condition | None
    judgement: Judgement | None = None
    when: Condition = ALWAYS
    strength: Strength = Strength.MUST
    exceptions: tuple[PolicyException, ...] = ()
    source: tuple[Citation, ...] = ()
    because: Text | None = None
    remedy: Remedy | None = None
    period: Period = ALL_TIME
    delegable: bool = False
    amended_by: str | None = None
    place: Place | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Policy:
    """One policy: who may hold ``posts`` together (or what admission to something asks), on what law."""

    id: str
    title: Text
    stance: Stance
    subject: str
    requirements: tuple[Requirement, ...]
    posts: tuple[str, ...] = ()
    when: Condition = ALWAYS
    period: Period = ALL_TIME
    sources: tuple[str, ...] = ()
    parameters: Mapping[str, ParameterHistory] = field(default_factory=dict)
    exceptions: tuple[PolicyException, ...] = ()
    note: Text | None = None
    place: Place | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Amendment:
    """What a narrower layer changes in a policy for the cases of its place: requirements added, parameters set,
    exceptions (requirement id, exception) granted. It only tightens, unless the requirement is ``delegable``.
    """

    id: str
    amends: str
    place: str
    adds: tuple[Requirement, ...] = ()
    sets: Mapping[str, ParameterHistory] = field(default_factory=dict)
    exceptions: tuple[tuple[str, PolicyException], ...] = ()
    period: Period = ALL_TIME
    sources: tuple[str, ...] = ()
    note: Text | None = None
    at: Place | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Target:
    """What an indicator's share should be in a period: in hundredths (percent), a floor or a ceiling; of one place,
    or of all.
    """

    share: Decimal
    floor: bool
    place: str | None = None
    period: Period = ALL_TIME
    source: tuple[Citation, ...] = ()


@dataclass(frozen=True)
class Indicator:
    """A counted share: of the cases for which ``of`` holds, those for which ``count`` holds; by the values of a
    field, where one is named.
    """

    id: str
    title: Text
    subject: str
    of: Condition
    count: Condition
    by: str | None = None
    period: Period = ALL_TIME
    sources: tuple[str, ...] = ()
    targets: tuple[Target, ...] = ()
    note: Text | None = None


@dataclass(frozen=True)
class Library:
    """Everything in a policy library."""

    root: str
    vocabularies: Mapping[str, Vocabulary]
    posts: Mapping[str, Post]
    sources: Mapping[str, Source]
    policies: Mapping[str, Policy]
    digest: str = ""
    layers: Mapping[str, Layer] = field(default_factory=dict)
    localities: Mapping[str, Locality] = field(default_factory=dict)
    amendments: Mapping[str, Amendment] = field(default_factory=dict)
    indicators: Mapping[str, Indicator] = field(default_factory=dict)
    #: What the folders of policies are called, by path.
    chapters: Mapping[str, Text] = field(default_factory=dict)
    #: The SHA-256 of what each file says, by its path in the library.
    digests: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def judgements(self) -> Mapping[str, tuple[Policy, Requirement]]:
        """Every judgement by the name of its fact, see :func:`judgement_fact`."""
        return {
            judgement_fact(policy.id, requirement.id): (policy, requirement)
            for policy in self.policies.values()
            for requirement in (*policy.requirements, *self.added_to(policy.id))
            if requirement.judgement
        }

    def added_to(self, policy: str) -> tuple[Requirement, ...]:
        """The requirements that amendments of any place add to a policy."""
        return tuple(r for a in self.amendments.values() if a.amends == policy for r in a.adds)

    def on(self, place: str | None, day: date) -> str | None:
        """The unit that a place is on a day: itself, or the one it has become; ``None`` where it has become several."""
        seen = set()
        while place is not None and place not in seen:
            seen.add(place)
            unit = self.localities[place]
            if unit.period.until is None or day <= unit.period.until or not unit.becomes:
                break
            place = unit.becomes[0] if len(unit.becomes) == 1 else None
        return place

    def within(self, place: str | None) -> tuple[str, ...]:
        """A place and those it lies in, widest first."""
        chain: list[str] = []
        while place is not None and place not in chain:
            chain.append(place)
            place = self.localities[place].inside
        return tuple(reversed(chain))


def judgement_fact(policy: str, requirement: str) -> str:
    """The name of the boolean fact that holds the recorded answer to a judgement."""
    return f"{policy}#{requirement}"


def asked_by(policy: Policy) -> Iterator[str]:
    """The policies whose verdicts a policy's conditions ask for."""
    conditions = [policy.when]
    for requirement in policy.requirements:
        conditions += [requirement.when, requirement.require or ALWAYS]
        conditions += [c for e in requirement.exceptions for c in (e.when, e.require or ALWAYS)]
    conditions += [e.when for e in policy.exceptions]
    yield from (part.policy for c in conditions for part in walk(c) if isinstance(part, PolicyVerdict))
