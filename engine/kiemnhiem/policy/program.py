"""What the engines run: policies resolved for an as-of date, with no dates, parameters or layers left."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from kiemnhiem.language import Text
from kiemnhiem.policy.conditions import Condition
from kiemnhiem.policy.model import Citation, Evidence, Judgement, Library, Remedy, Source, Stance, Strength
from kiemnhiem.policy.types import Vocabulary

#: What the keys of remedies begin with.
REMEDY = "remedy:"


@dataclass(frozen=True)
class CitedSource:
    """A citation with its document, as known on the as-of date. ``in_doubt``: another text may have replaced it."""

    citation: Citation
    source: Source
    in_force: bool
    in_doubt: bool = False

    @property
    def evidence(self) -> Evidence:
        """The weaker of what is known of the document and of the clause."""
        known = [self.source.evidence, *([self.citation.evidence] if self.citation.evidence else [])]
        return min(known, key=lambda e: e.rank)


@dataclass(frozen=True)
class RuleException:
    """An exception in force. ``require`` is :data:`ALWAYS` where it waives."""

    id: str
    when: Condition
    require: Condition
    sources: tuple[CitedSource, ...] = ()
    because: Text | None = None


@dataclass(frozen=True)
class Rule:
    """A requirement in force. Its outcome is ``not_applicable`` where ``when`` is false, else the value of ``require``
    under its exceptions: :attr:`condition`.
    """

    policy: str
    id: str
    title: Text
    when: Condition
    base: Condition
    condition: Condition
    strength: Strength = Strength.MUST
    exceptions: tuple[RuleException, ...] = ()
    sources: tuple[CitedSource, ...] = ()
    because: Text | None = None
    remedy: Remedy | None = None
    judgement: Judgement | None = None
    #: The amendment that added or changed it.
    amended_by: str | None = None


@dataclass(frozen=True)
class ResolvedPolicy:
    """A policy in force. It concerns a case where ``concerns`` holds."""

    id: str
    title: Text
    stance: Stance
    posts: tuple[str, ...]
    concerns: Condition
    rules: tuple[Rule, ...]
    sources: tuple[CitedSource, ...] = ()

    @cached_property
    def remedies(self) -> tuple[str, ...]:
        """The policies its requirements name as remedies, once each."""
        return tuple(dict.fromkeys(r.remedy.policy for r in self.rules if r.remedy and r.remedy.policy))


@dataclass(frozen=True)
class Program:
    """What is asked of the cases.

    ``screened`` policies give the verdict of a case. ``remedies`` are the policies that requirements name as a cure
    (and theirs in turn); they are decided as if asked, whatever posts the case holds, and give no verdict to it.
    ``asked``: the officer named the policies, so that posts are taken as proposed. ``place``: whose amendments apply.
    """

    library: Library
    vocabulary: Vocabulary
    as_of: date
    screened: tuple[ResolvedPolicy, ...]
    remedies: Mapping[str, ResolvedPolicy] = field(default_factory=dict)
    asked: bool = False
    place: str | None = None

    @property
    def all_policies(self) -> tuple[tuple[str, ResolvedPolicy], ...]:
        """Every policy to decide with a key of its own: a policy may be both screened and a remedy."""
        return (*((p.id, p) for p in self.screened), *((f"{REMEDY}{i}", p) for i, p in self.remedies.items()))
