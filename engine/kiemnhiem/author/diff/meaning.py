"""One policy of two libraries on one day, compared by z3: the cases that the two decide differently."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from kiemnhiem.author.diff.compare import CONCERNED
from kiemnhiem.author.diff.model import Meaning, Relation, Separation
from kiemnhiem.author.diff.written import alike, conditions_of, fields_by_path, form, read, rule_form
from kiemnhiem.author.overtime import amended_around
from kiemnhiem.author.prove.setting import Day, Setting
from kiemnhiem.author.prove.witness import EXAMPLE, case_text, shrunk
from kiemnhiem.author.smt.facts import FactTerms
from kiemnhiem.author.smt.question import Found, PolicyFormula, merged
from kiemnhiem.author.smt.terms import Formula, every, no, some
from kiemnhiem.cases.case import Case
from kiemnhiem.evaluate.decision import Outcome, PolicyDecision
from kiemnhiem.evaluate.reference import ReferenceEngine
from kiemnhiem.language import Text
from kiemnhiem.policy.model import Library, Period
from kiemnhiem.policy.program import ResolvedPolicy, Rule
from kiemnhiem.policy.types import Vocabulary
from kiemnhiem.problem import Place

_PASSED = (Outcome.MET, Outcome.NOT_APPLICABLE, None)


@dataclass(frozen=True)
class _Sides:
    """Where one requirement passes and fails in one library; a requirement that is not there always passes."""

    passed: Formula
    failed: Formula


class Comparison:
    """Compares one policy."""

    def __init__(self, old: Library, new: Library, policy: str, as_of: date, place: str | None) -> None:
        self.id, self.as_of, self.place = policy, as_of, place
        self._days = [Day(lib, as_of, place and amended_around(lib, as_of, place)) for lib in (old, new)]
        self._policies: list[ResolvedPolicy] = [d.asked(policy).screened[0] for d in self._days]
        self._engines = [ReferenceEngine(d.asked(policy)) for d in self._days]
        old_words, new_words = (d.asked(policy).vocabulary for d in self._days)
        self._vocabularies = old_words, new_words
        self._renamed, self._kinds = _changed_fields(old_words, new_words)
        self._vocabulary = Vocabulary(new_words.subject, new_words.label, {**old_words.fields, **new_words.fields})
        rules = {r.id: r for p in self._policies for r in p.rules}
        self._rules: dict[str, Rule] = {id_: r for id_, r in rules.items() if self._differs(id_)}
        self._written = {r.id: r.place for lib in (old, new) for r in lib.policies[policy].requirements}

    def meanings(self) -> Iterator[Meaning]:
        """The requirements that are written otherwise, and what that means."""
        if self._concern_differs():
            yield from self._compared(None, CONCERNED)
        for id_, rule in self._rules.items():
            yield from self._compared(id_, rule.title)

    def _differs(self, id: str) -> bool:
        """Whether a requirement, or a field it reads, is written otherwise."""
        one, two = (next((r for r in p.rules if r.id == id), None) for p in self._policies)
        return rule_form(one) != rule_form(two) or not alike(
            *self._vocabularies, *conditions_of(one), *conditions_of(two)
        )

    def _concern_differs(self) -> bool:
        one, two = (p.concerns for p in self._policies)
        return form(one) != form(two) or not alike(*self._vocabularies, one, two)

    # --- one requirement

    def _compared(self, id: str | None, title: Text) -> Iterator[Meaning]:
        meaning = Meaning(
            self.id, id, title, Relation.CHANGED, Period(self.as_of, self.as_of), self.place,
            at=self._at(id), bounded=any(s.needs.capped().bounded for s in self._complete),
        )  # fmt: skip
        if self._reads_other_kinds():
            yield meaning
            return
        try_ = self._complete
        old, new = self._sides(try_, id)
        stricter, strict = self._ask(try_, id, every((old.passed, new.failed)), _became(passed_before=True))
        looser, loose = self._ask(try_, id, every((old.failed, new.passed)), _became(passed_before=False))
        if stricter is Found.OPEN or looser is Found.OPEN:
            yield meaning
            return
        relation = _relation(id, stricter=strict is not None, looser=loose is not None)
        if relation is not Relation.EQUAL:
            yield replace(meaning, relation=relation, stricter=strict, looser=loose)
            return
        yield self._settled(meaning, id) or self._while_open(meaning, id)

    def _settled(self, meaning: Meaning, id: str | None) -> Meaning | None:
        """Of two that never decide a case in opposite ways: whether one leaves open what the other decides, although
        everything is known (as exceptions that disagree do).
        """
        old, new = self._sides(self._complete, id)
        found: dict[Relation, Separation] = {}
        for relation, open_, decided in ((Relation.SETTLES, old, new), (Relation.UNSETTLES, new, old)):
            left_open = every((no(open_.passed), no(open_.failed), some((decided.passed, decided.failed))))
            answer, separation = self._ask(self._complete, id, left_open, _left_open(relation), whole=True)
            if answer is Found.OPEN:
                return meaning
            if separation:
                found[relation] = separation
        if not found:
            return None
        relation, separation = next(iter(found.items()))
        return replace(meaning, relation=relation if len(found) == 1 else Relation.INCOMPARABLE, open=separation)

    def _while_open(self, meaning: Meaning, id: str | None) -> Meaning:
        """Of two that agree once everything is known: whether they agree while facts are missing."""
        old, new = self._sides(self._open, id)
        apart = some(
            every((one, no(other)))
            for a, b in ((old, new), (new, old))
            for one, other in ((a.passed, b.passed), (a.failed, b.failed))
        )
        found, separation = self._ask(self._open, id, apart, lambda a, b: _status(a) != _status(b))
        if found is Found.NONE:
            return replace(meaning, relation=Relation.EQUAL)
        if separation is None:
            return meaning
        return replace(meaning, relation=Relation.SAME_WHEN_KNOWN, open=separation)

    def _ask(
        self,
        settings: list[Setting],
        id: str | None,
        formula: Formula,
        promise: Callable[[Any, Any], bool],
        *,
        whole: bool = False,
    ) -> tuple[Found, Separation | None]:
        """A case for which a formula holds, once the definition has kept the promise; else nothing is claimed.
        ``whole``: leave no fact out.
        """
        concerned = [s.formulas[self.id].concerns.true for s in settings] if id is not None else []
        asker = settings[1].asker
        answer = asker.ask(formula, *concerned, id=EXAMPLE)
        if answer.case is None:
            return answer.found, None
        case = merged(*asker.cases)

        def holds(c: Case) -> bool:
            one, two = (e.decide_one(c).policies[self.id] for e in self._engines)
            if id is None:
                return promise(_concern(one), _concern(two))
            return bool(one.concerns and two.concerns) and promise(one.outcomes.get(id), two.outcomes.get(id))

        if not holds(case):
            return Found.OPEN, None
        small = case if whole else shrunk(case, holds)
        outcomes = [e.decide_one(small).policies[self.id] for e in self._engines]
        shown = [o.outcomes.get(id) if id is not None else _concern(o) for o in outcomes]
        key = self._vocabulary.key
        small = replace(small, facts={**({key.name: EXAMPLE} if key else {}), **small.facts})
        text = case_text(small, self._vocabulary)
        return Found.SOME, Separation(small, text, self.as_of, self.place or self._days[1].named_place, *shown)

    def _sides(self, settings: list[Setting], id: str | None) -> list[_Sides]:
        return [_sides(s.formulas[self.id], id) for s in settings]

    def _at(self, id: str | None) -> Place | None:
        return self._written.get(id or "") or self._days[1].library.policies[self.id].place

    # --- the facts of both

    @cached_property
    def _complete(self) -> list[Setting]:
        return self._settings(complete=True)

    @cached_property
    def _open(self) -> list[Setting]:
        return self._settings(complete=False)

    def _settings(self, *, complete: bool) -> list[Setting]:
        old_day, new_day = self._days
        old, new = (replace(p, rules=tuple(r for r in p.rules if r.id in self._rules)) for p in self._policies)
        needed = Setting.needed(old_day, [old], complete=complete).merged(
            Setting.needed(new_day, [new], complete=complete)
        )
        one = Setting(old_day, [old], complete=complete, more=needed)
        two = Setting(new_day, [new], complete=complete, more=needed, renamed=self._renamed, beside=one)
        _link(one.conditions.facts, two.conditions.facts, self._renamed)
        return [one, two]

    def _reads_other_kinds(self) -> bool:
        """Whether a field that the policy rests on is of another kind in the other library."""
        return any(
            path in self._kinds
            for policy, vocabulary in zip(self._policies, self._vocabularies, strict=True)
            for c in (policy.concerns, *(c for r in policy.rules for c in conditions_of(r)))
            for path in read(c, vocabulary)
        )


def _sides(formula: PolicyFormula, id: str | None) -> _Sides:
    if id is None:
        return _Sides(formula.concerns.true, formula.concerns.false)
    rule = formula.rules.get(id)
    return _Sides(rule.passed, rule.failed) if rule else _Sides(passed=True, failed=False)


def _status(outcome: Outcome | None) -> bool | None:
    return True if outcome in _PASSED else None if outcome is Outcome.UNKNOWN else False


def _concern(decision: PolicyDecision) -> Outcome:
    return {True: Outcome.MET, False: Outcome.NOT_MET, None: Outcome.UNKNOWN}[decision.concerns]


def _became(*, passed_before: bool) -> Callable[[Any, Any], bool]:
    return lambda old, new: (_status(old), _status(new)) == (passed_before, not passed_before)


def _left_open(relation: Relation) -> Callable[[Any, Any], bool]:
    settles = relation is Relation.SETTLES
    return lambda old, new: (_status(old) is None, _status(new) is None) == (settles, not settles)


def _relation(id: str | None, *, stricter: bool, looser: bool) -> Relation:
    if stricter and looser:
        return Relation.INCOMPARABLE
    if stricter:
        return Relation.NARROWER if id is None else Relation.STRICTER
    if looser:
        return Relation.WIDER if id is None else Relation.LOOSER
    return Relation.EQUAL


# --- fields of two vocabularies


def _changed_fields(old: Vocabulary, new: Vocabulary) -> tuple[frozenset[str], frozenset[str]]:
    """The fields whose choices differ, and those of another kind."""
    before, after = fields_by_path(old), fields_by_path(new)
    common = before.keys() & after.keys()
    kinds = frozenset(n for n in common if before[n].type.kind is not after[n].type.kind)
    choices = frozenset(n for n in common if tuple(before[n].type.positions) != tuple(after[n].type.positions))
    return choices - kinds, kinds


def _link(old: FactTerms, new: FactTerms, renamed: frozenset[str]) -> None:
    """Tie fields whose choices differ: a value both know is the same one; what only one knows is not looked at."""
    for record, name in dict.fromkeys((*old.named(), *new.named())):
        path = f"{record.list}.{name}" if record else name
        if path not in renamed:
            continue
        types = [fields_by_path(facts.vocabulary)[path].type for facts in (old, new)]
        own = [facts.given(name, type_, record) for facts, type_ in zip((old, new), types, strict=True)]
        alike = some(
            every((own[0].low == position, own[1].low == types[1].positions[code]))
            for code, position in types[0].positions.items()
            if code in types[1].positions
        )
        new.axioms.append(alike)
        if not old.complete:
            new.axioms.append(own[0].known == own[1].known)
