"""A small vocabulary of facts that can change and facts that cannot, libraries over it, and every way to change a case.

The ways are written down here anew, from docs/smallest-change.md, and by going through every value there is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain, combinations, product
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn
from support.vocabularies import conditions, words

from kiemnhiem.cases.case import Case, Recorded
from kiemnhiem.evaluate.decision import Decision, Outcome, Verdict
from kiemnhiem.evaluate.reference import ReferenceEngine
from kiemnhiem.policy import resolve
from kiemnhiem.policy.conditions import ALWAYS, Condition, FieldRef, fields_of
from kiemnhiem.policy.derived import Combination, Combine, Elapsed, Unit
from kiemnhiem.policy.model import Judgement, Library, Period, Policy, Remedy, Requirement, Stance, judgement_fact
from kiemnhiem.policy.program import Program, Rule
from kiemnhiem.policy.types import Choice, Field, FieldType, How, Kind, Mutable, Toward, Vocabulary

SUBJECT = "candidate"
AS_OF = date(2020, 2, 29)
_INTEGER, _BOOLEAN = FieldType(Kind.INTEGER), FieldType(Kind.BOOLEAN)


def _choices(kind: Kind, *codes: str) -> FieldType:
    return FieldType(kind, tuple(Choice(c, words(c)) for c in codes))


def _field(name: str, type: FieldType, **more: Any) -> Field:
    return Field(name, type, words(name), **more)


_DATE = FieldRef("day", FieldType(Kind.DATE))
_TODAY = FieldRef("as_of", FieldType(Kind.DATE))
_KINDS = _choices(Kind.CHOICE, "red", "green", "blue")
_ROLES = _choices(Kind.CHOICE, "a", "b")
#: What time changes nothing of.
FIELDS = {
    "fixed": _field("fixed", _BOOLEAN),
    "born": _field("born", _KINDS),
    "member": _field("member", _BOOLEAN, mutable=Mutable(How.GRANTED, 3)),
    "kind": _field("kind", _KINDS, mutable=Mutable(How.GRANTED, 4)),
    "school": _field("school", _choices(Kind.SCALE, "x", "y", "z"), mutable=Mutable(How.COMPLETED, 2, Toward.UP)),
    "debts": _field("debts", _INTEGER, least=0, most=3, mutable=Mutable(How.COMPLETED, 1, Toward.DOWN)),
    "twice": _field(
        "twice", _INTEGER, derived=Combine(Combination.SUM, (FieldRef("debts", _INTEGER), FieldRef("debts", _INTEGER)))
    ),
    "roles": _field(
        "roles", FieldType(Kind.LIST, fields={"value": _field("value", _ROLES)}), mutable=Mutable(How.GRANTED)
    ),
    "records": _field(
        "records",
        FieldType(
            Kind.LIST,
            fields={
                "form": _field("form", _ROLES),
                "open": _field("open", _BOOLEAN, mutable=Mutable(How.COMPLETED)),
            },
        ),
    ),
}
#: With facts that time changes.
TIMED = {
    name: FIELDS[name] for name in ("fixed", "member")
} | {
    "day": _field("day", FieldType(Kind.DATE)),
    "years": _field("years", _INTEGER, derived=Elapsed(Unit.YEARS, _DATE, _TODAY), mutable=Mutable(How.PASSES)),
    "months": _field("months", _INTEGER, derived=Elapsed(Unit.MONTHS, _DATE, _TODAY), mutable=Mutable(How.PASSES)),
}  # fmt: skip


@st.composite
def libraries(draw: DrawFn, fields: Mapping[str, Field], *, dated: bool = False) -> Library:
    """One policy that is asked, with a remedy it may name."""
    plain = {n: f for n, f in fields.items() if f.type.kind is not Kind.DATE}

    def condition() -> Condition:
        return draw(conditions(plain, depth=1))

    def requirement(id_: str, *, remedy: str | None) -> Requirement:
        judged = draw(st.integers(0, 4)) == 0
        mutable = draw(st.sampled_from((None, Mutable(How.GRANTED, 2))))
        until = date(2022, 6, 30) if dated and draw(st.integers(0, 3)) == 0 else None
        return Requirement(
            id_, words(id_), None if judged else condition(), Judgement(words(id_), (), mutable) if judged else None,
            condition() if draw(st.integers(0, 3)) == 0 else ALWAYS, period=Period(None, until),
            remedy=Remedy(policy=remedy) if remedy and draw(st.booleans()) else None,
        )  # fmt: skip

    cure = Policy("cure", words("cure"), Stance.PERMITTED, SUBJECT, (requirement("c0", remedy=None),))
    asked = tuple(requirement(f"r{i}", remedy="cure") for i in range(draw(st.integers(1, 3))))
    main = Policy("main", words("main"), Stance.PERMITTED, SUBJECT, asked)
    vocabulary = Vocabulary(SUBJECT, words("candidate"), fields)
    return Library("drawn", {SUBJECT: vocabulary}, {}, {}, {"main": main, "cure": cure})


@st.composite
def cases(draw: DrawFn, library: Library) -> Case:
    """A case, mostly known."""
    facts = {}
    for name, of in library.vocabularies[SUBJECT].fields.items():
        known = of.type.kind is Kind.DATE or draw(st.integers(0, 5))
        if not of.derived and known:
            facts[name] = draw(_value(of))
    answers = st.sampled_from((True, True, False, None)).map(Recorded)
    recorded = {n: draw(answers) for n in library.judgements}
    return Case("1", facts, recorded)


def _value(of: Field) -> st.SearchStrategy[Any]:
    match of.type.kind:
        case Kind.LIST if "value" in of.type.fields:
            return st.sets(st.sampled_from(("a", "b"))).map(lambda s: tuple({"value": v} for v in sorted(s)))
        case Kind.LIST:
            record = st.fixed_dictionaries({"form": st.sampled_from(("a", "b"))}, optional={"open": st.booleans()})
            return st.lists(record, max_size=2).map(tuple)
        case Kind.DATE:
            return st.dates(date(2010, 1, 1), date(2021, 12, 31))
        case Kind.INTEGER:
            return st.integers(0, 3)
        case _:
            return st.sampled_from(_domain(of))


def _domain(of: Field) -> list[Any]:
    if of.type.kind is Kind.BOOLEAN:
        return [True, False]
    return list(range(4)) if of.type.kind is Kind.INTEGER else list(of.type.positions)


# --- every way to change a case ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Way:
    """A changed case, what it costs, and what was changed (not supplied)."""

    case: Case
    weight: int
    supplied: int
    changed: frozenset[str]

    @property
    def cost(self) -> tuple[int, int]:
        """Weight first."""
        return self.weight, self.supplied


#: (value, weight, supplied) for each value a fact may come to have.
_Option = tuple[Any, int, int]


def ways(library: Library, case: Case) -> Iterator[Way]:
    """Every one of them, at once."""
    fields = library.vocabularies[SUBJECT].fields
    names = [n for n, f in fields.items() if not f.derived and f.type.kind is not Kind.DATE]
    options = [list(_options(fields[n], case.facts.get(n))) for n in names]
    asked = list(library.judgements)
    answers = [list(_answers(library, n, case)) for n in asked]
    for chosen in product(*options, *answers):
        facts = {n: value for n, (value, _, _) in zip(names, chosen, strict=False) if value is not None}
        answered = {n: Recorded(value) for n, (value, _, _) in zip(asked, chosen[len(names) :], strict=True)}
        changed = frozenset(n for n, (_, weight, _) in zip((*names, *asked), chosen, strict=True) if weight)
        yield Way(
            replace(case, facts={**case.facts, **facts}, judgements=answered),
            sum(weight for _, weight, _ in chosen), sum(supplied for _, _, supplied in chosen), changed,
        )  # fmt: skip


def _answers(library: Library, name: str, case: Case) -> Iterator[_Option]:
    answer = case.judgements[name].answer
    yield answer, 0, 0
    judgement = library.judgements[name][1].judgement
    if answer is None:
        yield True, 0, 1
    elif answer is False and judgement and judgement.mutable:
        yield True, judgement.mutable.weight, 0


def _options(of: Field, value: Any) -> Iterator[_Option]:
    if of.type.kind is not Kind.LIST:
        yield from _scalar(of, value)
        return
    if "value" in of.type.fields:
        if value is None:
            yield None, 0, 0
        held = {r["value"] for r in value or ()}
        for codes in chain.from_iterable(combinations(("a", "b"), n) for n in range(3)):
            differing = len(held ^ set(codes))
            records = tuple({"value": c} for c in codes)
            yield (records, 0, max(1, len(codes))) if value is None else (records, differing, 0)
        return
    yield value, 0, 0
    if value is None:
        yield (), 0, 1
        return
    inner = [list(_scalar(of.type.fields["open"], r.get("open"))) for r in value]
    for opened in product(*inner):
        records = tuple({**r, "open": o} for r, (o, _, _) in zip(value, opened, strict=True))
        weight, supplied = sum(w for _, w, _ in opened), sum(s for _, _, s in opened)
        if weight or supplied:
            yield records, weight, supplied


def _scalar(of: Field, value: Any) -> Iterator[_Option]:
    yield value, 0, 0
    domain = _domain(of)
    for other in domain:
        if value is None:
            yield other, 0, 1
        elif other != value and of.mutable:
            up = domain.index(other) > domain.index(value)
            if of.mutable.only is None or up == (of.mutable.only is Toward.UP):
                yield other, of.mutable.weight, 0


class Judge:
    """Says whether a way is open, by the reference evaluator and a library resolved for the day."""

    def __init__(self, library: Library, case: Case) -> None:
        self._library, self._case = library, case
        self._engines: dict[date, ReferenceEngine] = {}
        self._first = self._decision(case, AS_OF)

    def opens(self, way: Way, day: date = AS_OF) -> bool:
        """Whether the case is eligible, and no policy that is to cure a failed requirement forbids it."""
        decision = self._decision(way.case, day)
        if decision.verdict is not Verdict.ELIGIBLE:
            return False
        program = self._engine(day).program
        return not any(self._barred(program, rule, way, day, decision) for rule in program.screened[0].rules)

    def _barred(self, program: Program, rule: Rule, way: Way, day: date, decision: Decision) -> bool:
        if not rule.remedy or rule.remedy.policy not in program.remedies:
            return False
        met = decision.policies["main"].outcomes[rule.id] is Outcome.MET
        granted = way.changed & set(_read(rule))
        failed = self._first.policies["main"].outcomes.get(rule.id) is Outcome.NOT_MET
        if not (met and granted and failed):
            return False
        undone = {n: way.case.facts.get(n) if n not in granted else self._case.facts.get(n) for n in way.case.facts}
        answers = {n: a if n not in granted else self._case.judgements[n] for n, a in way.case.judgements.items()}
        before = self._decision(replace(way.case, facts=_mended(undone, way, self._case), judgements=answers), day)
        return before.remedies["cure"].verdict is Verdict.NOT_ELIGIBLE

    def _decision(self, case: Case, day: date) -> Decision:
        return self._engine(day).decide_one(case)

    def _engine(self, day: date) -> ReferenceEngine:
        if day not in self._engines:
            self._engines[day] = ReferenceEngine(resolve(self._library, day, ["main"], SUBJECT))
        return self._engines[day]


def _mended(undone: Mapping[str, Any], way: Way, case: Case) -> dict[str, Any]:
    """What is only supplied of a list's records stays, when a change to other records is undone."""
    facts = dict(undone)
    before, after = case.facts.get("records"), way.case.facts.get("records")
    if isinstance(before, tuple) and isinstance(after, tuple) and facts.get("records") == before:
        facts["records"] = tuple(
            now if was.get("open") is None else was for was, now in zip(before, after, strict=True)
        )
    return facts


def _read(rule: Rule) -> Iterable[str]:
    """The facts a rule reads; behind the derived ones, those they are computed from."""
    behind = {"twice": ("debts",), "years": ("day",), "months": ("day",)}
    for ref in chain(fields_of(rule.when), fields_of(rule.condition)):
        yield ref.name
        yield from behind.get(ref.name, ())
        if ref.name == "open":
            yield "records"
    if rule.judgement:
        yield judgement_fact(rule.policy, rule.id)
