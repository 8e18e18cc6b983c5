"""One policy on one day in one place, made ready for questions: its formulas, and the programs that re-evaluate."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from kiemnhiem.author.overtime import amended_around
from kiemnhiem.author.prove.witness import Witnesses
from kiemnhiem.author.smt.conditions import Conditions
from kiemnhiem.author.smt.needs import Needs, needs
from kiemnhiem.author.smt.question import Asker, PolicyFormula, conditions_of, conditions_over, formulas
from kiemnhiem.author.smt.terms import some
from kiemnhiem.language import Text
from kiemnhiem.policy.model import Library, Requirement
from kiemnhiem.policy.program import Program, ResolvedPolicy
from kiemnhiem.policy.resolve import amended, resolve

_LIMITS = Text(
    " (chỉ xét danh sách có nhiều nhất {count} mục: {lists})",
    " (lists of at most {count} records were looked at: {lists})",
)


@dataclass
class Day:
    """A library on one day in one place: its programs, each resolved once. ``place``: whose amendments apply."""

    library: Library
    as_of: date
    place: str | None = None

    def __post_init__(self) -> None:
        self._asked: dict[tuple[str, ...], Program] = {}
        self._by_posts: dict[str, Program] = {}

    def asked(self, *policies: str) -> Program:
        """The program for policies asked by name."""
        if policies not in self._asked:
            subject = self.library.policies[policies[0]].subject
            self._asked[policies] = resolve(self.library, self.as_of, policies, subject, self.place)
        return self._asked[policies]

    def by_posts(self, subject: str) -> Program:
        """The program for cases as they hold their posts."""
        if subject not in self._by_posts:
            self._by_posts[subject] = resolve(self.library, self.as_of, (), subject, self.place)
        return self._by_posts[subject]

    def held(self, policy: str) -> ResolvedPolicy:
        """A policy that asks for its posts, where it has some."""
        of = self.library.policies[policy]
        if not of.posts:
            return self.asked(policy).screened[0]
        return next(p for p in self.by_posts(of.subject).screened if p.id == policy)

    def concerned(self, subject: str) -> list[ResolvedPolicy]:
        """The policies in force about held posts."""
        return list(self.by_posts(subject).screened)

    @cached_property
    def named_place(self) -> str | None:
        """A place to name to ``check`` so that just these amendments apply; none where none are in force."""
        if self.place is not None:
            return self.place
        if not any(self.as_of in a.period for a in self.library.amendments.values()):
            return None
        return next((p for p in self.own_places() if self.library.on(p, self.as_of)), None)

    def own_places(self) -> list[str]:
        """The places whose cases are decided by just these amendments."""
        return [p for p in self.library.localities if amended_around(self.library, self.as_of, p) == self.place]


class Setting:
    """Policies of one day over the facts of one case.

    :param complete: every fact is known; else what is missing is part of the case.
    :param more: records of lists to have, where more than these policies' own are needed.
    :param renamed: fields that do not share their unknowns with ``beside``, a setting whose case has the same facts.
    """

    asker: Asker

    def __init__(
        self,
        day: Day,
        policies: Iterable[ResolvedPolicy],
        *,
        complete: bool = True,
        more: Needs | None = None,
        renamed: frozenset[str] = frozenset(),
        beside: Setting | None = None,
    ) -> None:
        self.day, self.policies = day, list(policies)
        self.program = day.asked(self.policies[0].id)
        self.needs = more or self.needed(day, self.policies, complete=complete)
        shared = beside.conditions.facts if beside else None
        self.conditions: Conditions = conditions_over(
            self.program, self.needs, complete=complete, shared=shared, renamed=renamed
        )
        self.formulas: Mapping[str, PolicyFormula] = {p.id: formulas(self.conditions, p) for p in self.policies}
        self._settle_places()
        facts = [self.conditions.facts]
        self.asker = Asker([*beside.asker.facts, *facts] if beside else facts)

    @staticmethod
    def needed(day: Day, policies: Iterable[ResolvedPolicy], *, complete: bool = True) -> Needs:
        """The records that questions about policies need."""
        chosen = list(policies)
        vocabulary = day.asked(chosen[0].id).vocabulary
        return needs((c for p in chosen for c in conditions_of(p)), vocabulary, complete=complete)

    def _settle_places(self) -> None:
        """A case belongs to a place that these amendments are in force for."""
        facts, fields = self.conditions.facts, self.program.vocabulary.fields
        asked = [n for n in facts.given_names() if n in fields and fields[n].place]
        own = self.day.own_places() if asked else []
        for name in asked:
            given, positions = facts.given(name, fields[name].type), fields[name].type.positions
            facts.axioms.append(some(given.low == positions[p] for p in own))

    @property
    def limits(self) -> Text:
        """What a claim that there is no case must add: lists that were not looked at in all lengths."""
        capped = self.needs.capped()
        if not capped.bounded:
            return Text("", "")
        fields = self.program.vocabulary.fields
        lists = [fields[n].label for n in sorted(capped.bounded)]
        count = max(capped.records.get(n, 1) for n in capped.bounded)
        return _LIMITS.format(count=count, lists=Text(", ".join(t.vi for t in lists), ", ".join(t.en for t in lists)))

    def witnesses(self) -> Witnesses:
        """Re-evaluates cases of these policies."""
        ids = tuple(p.id for p in self.policies)
        asked = self.day.asked(*ids)
        held = replace(asked, screened=tuple(self.policies))
        return Witnesses(held, asked, self.day.named_place)


def requirement_places(library: Library, policy: str, as_of: date, place: str | None) -> Mapping[str, Requirement]:
    """The requirements of a policy as amended for a place, by id: where they and their exceptions stand."""
    return {r.id: r for r in amended(library, library.policies[policy], as_of, place).requirements}
