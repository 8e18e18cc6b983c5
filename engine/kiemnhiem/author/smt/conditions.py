"""Conditions as pairs of formulas: certainly true, certainly false. Tests come from the operators' own certainties."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations, permutations

from kiemnhiem.author.smt import days, derived
from kiemnhiem.author.smt.facts import Bound, FactTerms, Range, RecordTerms, exactly, unknown_or
from kiemnhiem.author.smt.terms import Formula, Number, Truth, all_true, any_true, counted, every, no, some
from kiemnhiem.policy.conditions import (
    AllOf,
    Always,
    AnyOf,
    Compare,
    Condition,
    Constant,
    CountOf,
    Excepted,
    FieldRef,
    Holds,
    NoneOf,
    Operand,
    Parameter,
    PolicyVerdict,
    Quantified,
    Quantifier,
    Scope,
)
from kiemnhiem.policy.model import Post
from kiemnhiem.policy.operators import OPERATORS, Below, Both, Either, High, Low, Side, UpTo
from kiemnhiem.policy.operators import Formula as Certainty
from kiemnhiem.policy.typecheck import AS_OF, INTEGER
from kiemnhiem.policy.types import Field, FieldType, Kind
from kiemnhiem.policy.values import Scalar


@dataclass
class Conditions:
    """Conditions over the facts of one case. ``posts``: the catalogue, for the units that posts default to."""

    facts: FactTerms
    posts: Mapping[str, Post]
    derivations: derived.Derivations = field(init=False)

    def __post_init__(self) -> None:
        self.derivations = derived.Derivations(self)

    def truth(self, condition: Condition, record: RecordTerms | None = None) -> Truth:
        """Where a condition is certainly true, and certainly false."""
        match condition:
            case Always(value):
                return Truth(value, not value)
            case Compare(ref, operator, operands):
                return self._compare(self.range(ref, record), ref.type, operator, operands, record)
            case AllOf(items):
                return all_true([self.truth(i, record) for i in items])
            case AnyOf(items):
                return any_true([self.truth(i, record) for i in items])
            case NoneOf(items):
                return any_true([self.truth(i, record) for i in items]).negated
            case Quantified(quantifier, list_, where):
                return self._quantified(quantifier, list_.name, where)
            case CountOf(list_, where, operator, operands):
                return self._compare(self.count(list_.name, where), INTEGER, operator, operands, record)
            case Holds(list_, posts):
                return self._holds(list_, posts)
            case Excepted(base, exceptions):
                pairs = [(self.truth(c, record), self.truth(r, record)) for c, r in exceptions]
                return excepted(self.truth(base, record), pairs)
            case PolicyVerdict(policy):
                raise ValueError(f"the verdict of {policy} is not resolved")

    # --- facts

    def range(self, ref: FieldRef, record: RecordTerms | None) -> Range:
        """What is known of a field."""
        if ref.name == AS_OF:
            return exactly(days.constant(self.facts.as_of))
        inside = record if ref.scope is Scope.ITEM else None
        declared = self.declared(ref.name, inside)
        if declared and declared.derived:
            return self.derivations.range(declared, inside)
        given = self.facts.given(ref.name, declared.type if declared else ref.type, inside)
        return self._with_default(given, declared, inside) if declared and inside else given

    def declared(self, name: str, record: RecordTerms | None) -> Field | None:
        """The vocabulary's field; none for the answer to a judgement."""
        fields = self.facts.vocabulary.fields
        return fields[record.list].type.fields[name] if record else fields.get(name)

    def _with_default(self, given: Range, declared: Field, record: RecordTerms) -> Range:
        if given.known is True:
            return given
        if declared.defaults_to:
            given = unknown_or(given, self._case_field(declared.defaults_to))
        if declared.defaults_by_level:
            post_field = self.facts.vocabulary.fields[record.list].type.fields["post"]
            post = self.facts.given("post", post_field.type, record)
            for code, position in post_field.type.positions.items():
                source = declared.defaults_by_level.get(self.posts[code].level or "") if code in self.posts else None
                if source:
                    default = self._case_field(source)
                    held = every((post.known, post.low == position))
                    given = unknown_or(given, Range(every((held, default.known)), default.low, default.high))
        return given

    def _case_field(self, name: str) -> Range:
        return self.range(FieldRef(name, self.facts.vocabulary.fields[name].type), None)

    # --- tests

    def _compare(
        self, tested: Range, type: FieldType, operator: str, operands: tuple[Operand, ...], record: RecordTerms | None
    ) -> Truth:
        sides, ordinals = [tested], list[int | None]()
        for operand in operands:
            match operand:
                case Constant(value):
                    ordinal = self.facts.ordinal(type, value)
                    ordinals.append(ordinal)
                    sides.append(exactly(ordinal))
                    if type.kind is Kind.NUMBER:
                        self.derivations.compared(ordinal)
                case FieldRef():
                    ordinals.append(None)
                    sides.append(self.range(operand, record))
                case Parameter(name):
                    raise ValueError(f"parameter ${name} is not resolved")
        yes, refuted = OPERATORS[operator].certain(ordinals)
        known = every(s.known for s in sides)
        return Truth(every((known, _formula(yes, sides))), every((known, _formula(refuted, sides))))

    def constant(self, type: FieldType, value: Scalar) -> Bound:
        """A constant as a bound of its type."""
        ordinal = self.facts.ordinal(type, value)
        return days.constant(value) if type.kind is Kind.DATE else ordinal  # type: ignore[arg-type]  # a date's constant

    # --- lists

    def fitting(self, list: str, where: Condition) -> tuple[Formula, Sequence[RecordTerms], Sequence[Truth]]:
        """Where a list is known, its possible records, and where each certainly fits or does not."""
        known, records = self.facts.list(list)
        truths = []
        for r in records:
            truth = self.truth(where, r)
            truths.append(Truth(every((r.there, truth.true)), some((no(r.there), truth.false))))
        return known, records, truths

    def count(self, list: str, where: Condition) -> Range:
        """The number of records that fit."""
        known, _, truths = self.fitting(list, where)
        return Range(known, counted(t.true for t in truths), counted(no(t.false) for t in truths))

    def _quantified(self, quantifier: Quantifier, list: str, where: Condition) -> Truth:
        known, records, truths = self.fitting(list, where)
        if quantifier is Quantifier.EVERY:
            misses = [Truth(every((r.there, t.false)), some((no(r.there), t.true)))
                      for r, t in zip(records, (self.truth(where, r) for r in records), strict=True)]  # fmt: skip
            truth = any_true(misses).negated
        else:
            truth = any_true(truths)
            truth = truth if quantifier is Quantifier.SOME else truth.negated
        return Truth(every((known, truth.true)), every((known, truth.false)))

    def _holds(self, list: FieldRef, posts: tuple[str, ...]) -> Truth:
        """Every way to take different records for the posts; see :func:`kiemnhiem.evaluate.meaning.holds`."""
        known, records = self.facts.list(list.name)
        ways = [self._together(list, chosen, posts) for chosen in permutations(records, len(posts))]
        truth = any_true(ways)
        return Truth(every((known, truth.true)), every((known, truth.false)))

    def _together(self, list: FieldRef, records: Sequence[RecordTerms], posts: tuple[str, ...]) -> Truth:
        post, unit = (FieldRef(n, list.type.fields[n].type, Scope.ITEM) for n in ("post", "unit"))
        named = [
            self._compare(self.range(post, r), post.type, "is", (Constant(p),), r)
            for r, p in zip(records, posts, strict=True)
        ]
        units = [self.range(unit, r) for r in records] if len(records) > 1 else []
        alike = [
            Truth(every((a.known, b.known, a.low == b.low)), every((a.known, b.known, a.low != b.low)))
            for a, b in combinations(units, 2)
        ]
        there = [Truth(r.there, no(r.there)) for r in records]
        return all_true([*there, *named, *alike])


def excepted(base: Truth, exceptions: Sequence[tuple[Truth, Truth]]) -> Truth:
    """A requirement's value under its exceptions; see :func:`kiemnhiem.evaluate.kleene.excepted`."""
    applies = some(c.true for c, _ in exceptions)
    return Truth(
        every((*(some((c.false, r.true)) for c, r in exceptions), some((applies, base.true)))),
        every((*(some((c.false, r.false)) for c, r in exceptions), some((applies, base.false)))),
    )


def _formula(formula: Certainty, sides: Sequence[Range]) -> Formula:
    match formula:
        case Both(parts):
            return every(_formula(p, sides) for p in parts)
        case Either(parts):
            return some(_formula(p, sides) for p in parts)
        case Below(left, right):
            return _side(left, sides) < _side(right, sides)
        case UpTo(left, right):
            return _side(left, sides) <= _side(right, sides)


def _side(side: Side, sides: Sequence[Range]) -> Number:
    match side:
        case Low(of):
            bound = sides[of].low
        case High(of):
            bound = sides[of].high
        case _:
            return side
    return bound.number if isinstance(bound, days.Day) else bound
