"""Single edits of a case: the values its facts could have instead, as far as they can change or are not known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, TypeAlias

from kiemnhiem.cases.case import Case, Recorded
from kiemnhiem.evaluate.derive import add_months
from kiemnhiem.explain.explainer import Explainer
from kiemnhiem.explain.inputs import Inputs
from kiemnhiem.policy.conditions import Constant, Scope
from kiemnhiem.policy.derived import Elapsed, Term, Unit
from kiemnhiem.policy.typecheck import AS_OF, ELEMENT
from kiemnhiem.policy.types import Field, How, Kind, Mutable, Toward
from kiemnhiem.policy.values import LIMIT, NUMBER_SCALE, Facts, Record, Scalar, Span, Value

#: Where a fact stands: a field, (list, record's index, field), (list, ADDED, choice), (list, REMOVED, index), or the
#: name of a judgement's fact.
Path: TypeAlias = tuple[str | int, ...]
ADDED, REMOVED = "+", "-"

#: A text that is none of those that rules or other facts name.
ANY_TEXT = "…"

_DAY = timedelta(days=1)
_MONTHS = {Unit.YEARS: 12, Unit.MONTHS: 1}


@dataclass(frozen=True)
class Edit:
    """One fact with another value. ``name`` as :mod:`kiemnhiem.explain.inputs` has it. ``how``: ``None`` where the fact
    is not known, so that it is supplied and not changed. ``steps``: how far it is from where it was.
    """

    path: Path
    name: str
    before: Value = field(compare=False)  # of a list it cannot be hashed, and the path says it already
    value: Value
    how: How | None = None
    weight: int = 0
    steps: int = 0

    @property
    def cost(self) -> tuple[int, int, int]:
        """Weight, facts supplied, steps: compared in this order."""
        return self.weight, int(self.how is None), self.steps


def applied(case: Case, edits: Iterable[Edit]) -> Case:
    """The case with its facts edited."""
    facts, judgements = dict(case.facts), dict(case.judgements)
    lists: dict[str, list[Record | None]] = {}
    added: dict[str, list[Record]] = {}
    for edit in edits:
        head = str(edit.path[0])
        if "#" in head:
            judgements[head] = Recorded(answer=True)
            continue
        if len(edit.path) == 1:
            facts[head] = edit.value
            continue
        records: Any = case.facts.get(head)
        rows = lists.setdefault(head, list(records or ()))
        match edit.path:
            case (_, "+", str(code)):
                added.setdefault(head, []).append({ELEMENT: code})
            case (_, "-", int(index)):
                rows[index] = None
            case (_, int(index), str(name)):
                rows[index] = {**(rows[index] or {}), name: edit.value}  # type: ignore[dict-item]  # a scalar
    for head, rows in lists.items():
        facts[head] = (*(r for r in rows if r is not None), *added.get(head, ()))
    return replace(case, facts=facts, judgements=judgements)


class Editor:
    """Finds the edits of cases. ``judgements``: how a recorded no can become a yes, by the judgement's fact."""

    def __init__(self, inputs: Inputs, explainer: Explainer, judgements: Mapping[str, Mutable | None]) -> None:
        self._inputs, self._explainer, self._judgements = inputs, explainer, judgements

    def edits(self, case: Case, facts: Facts, name: str) -> Iterator[Edit]:
        """The edits of what a name stands for. ``facts``: the case's, completed."""
        if name in self._judgements:
            yield from self._answered(name, facts.get(name))
            return
        of, (head, _, tail) = self._inputs.field(name), name.partition(".")
        if of is None or of.derived or of.key:
            return
        if of.type.kind is Kind.LIST:
            yield from self._listed(name, of, facts.get(name))
        elif not tail:
            yield from self._valued((name,), name, of, case, facts, {})
        else:
            records = facts.get(head)
            for i, record in enumerate(records if isinstance(records, tuple) else ()):
                yield from self._valued((head, i, tail), name, of, case, facts, record)

    def _answered(self, name: str, answer: Value) -> Iterator[Edit]:
        mutable = self._judgements[name]
        if answer is None:
            yield Edit((name,), name, None, value=True)
        elif answer is False and mutable:
            yield Edit((name,), name, answer, True, mutable.how, mutable.weight)

    def _listed(self, name: str, of: Field, value: Value) -> Iterator[Edit]:
        """A list known to be empty, a choice more, a record less."""
        records = value if isinstance(value, tuple) else None
        how, weight = (of.mutable.how, of.mutable.weight) if of.mutable and records is not None else (None, 0)
        if records is None:
            yield Edit((name,), name, None, ())
        elif of.mutable:
            yield from (Edit((name, REMOVED, i), name, (r,), None, how, weight) for i, r in enumerate(records))
        if set(of.type.fields) == {ELEMENT} and (records is None or of.mutable):
            held = {r.get(ELEMENT) for r in records or ()}
            use, element = self._inputs.uses.get(name), of.type.fields[ELEMENT]
            every = use is not None and use.counted
            for code in element.type.positions if every else self._choices(f"{name}.{ELEMENT}", element):
                if code not in held:
                    yield Edit((name, ADDED, code), name, None, code, how, weight)

    def _valued(self, path: Path, name: str, of: Field, case: Case, facts: Facts, record: Record) -> Iterator[Edit]:
        """Other values of a single fact."""
        value: Any = record.get(path[-1]) if len(path) > 1 else facts.get(name)  # type: ignore[arg-type]  # its field
        if value is not None and not isinstance(value, Span) and of.mutable is None:
            return
        now = of.type.bounds(value)
        ends = (value.low, value.high) if isinstance(value, Span) else ()
        for wanted in dict.fromkeys((*self._values(path, name, of, case, facts, record), *ends)):
            bounds = of.type.bounds(wanted)
            if bounds is None or bounds == now:
                continue
            if now is None or now[0] <= bounds[0] <= now[1]:  # type: ignore[operator]  # one type, one axis
                yield Edit(path, name, value, wanted, steps=0 if now is None else 1)
            elif of.mutable and _toward(of.mutable, now, bounds):
                yield Edit(path, name, value, wanted, of.mutable.how, of.mutable.weight, _steps(of, now, bounds))

    def _values(self, path: Path, name: str, of: Field, case: Case, facts: Facts, record: Record) -> Iterator[Scalar]:
        use = self._inputs.uses.get(name)
        match of.type.kind:
            case Kind.BOOLEAN:
                yield from (True, False)
            case Kind.SCALE:
                yield from of.type.positions
            case Kind.CHOICE:
                yield from self._choices(name, of)
                yield from self._compared(name, facts, record)
            case Kind.TEXT:
                yield from use.constants if use else ()
                yield from self._compared(name, facts, record)
                yield ANY_TEXT
            case Kind.DATE:
                # two unknown days that are compared: each on a day, before it and after it
                beside = (facts.get(AS_OF),) if use and use.beside else ()
                for day in (*(use.constants if use else ()), *self._compared(name, facts, record), *beside):
                    yield from _around_day(day)
                yield from self._days_behind(name, facts, record)
            case _:
                found = (*(use.constants if use else ()), *self._compared(name, facts, record))
                for number in (*found, *self._numbers_behind(path, name, of, case), 0):
                    yield from _around_number(of, number)

    def _choices(self, name: str, of: Field) -> Iterator[str]:
        """The values that rules name, and one that they do not: it stands for all those, unless rules compare the fact
        with another.
        """
        use = self._inputs.uses.get(name)
        if use and use.beside:
            yield from of.type.positions
            return
        named = use.constants if use else set()
        rest = [code for code in of.type.positions if code not in named]
        yield from (code for code in of.type.positions if code in named)
        yield from rest[:1]

    def _compared(self, name: str, facts: Facts, record: Record) -> Iterator[Any]:
        """The values of facts that rules compare it with; of a list, how many records it may have that fit."""
        use = self._inputs.uses.get(name)
        for other in sorted(use.beside if use else ()):
            tail = other.partition(".")[2]
            value = record.get(tail) if tail else facts.get(other)
            if isinstance(value, Span):
                yield from (value.low, value.high)
            elif isinstance(value, tuple):
                yield from range(len(value) + 1)
            elif value is not None:
                yield value

    def _days_behind(self, name: str, facts: Facts, record: Record) -> Iterator[date]:
        """The days from, or until, which the time passed reaches what rules ask of it."""
        use = self._inputs.uses.get(name)
        for derived in sorted(use.feeds if use else ()):
            of = self._inputs.field(derived)
            if of is None or not isinstance(of.derived, Elapsed):
                continue
            unit, start, end = of.derived.unit, of.derived.start, of.derived.end
            first = getattr(start, "name", None) == name.rpartition(".")[2]
            other = _day_of(end if first else start, facts, record)
            asked = self._inputs.uses.get(derived)
            for count in asked.constants if asked and other else ():
                for n in (int(count), int(count) + 1) if isinstance(count, int) else ():
                    yield from _around_day(_shifted(other, unit, -n if first else n))

    def _numbers_behind(self, path: Path, name: str, of: Field, case: Case) -> Iterator[int | Decimal]:
        """The numbers with which what is computed from it reaches what rules ask, as far as it grows evenly."""
        reached = [d for d, use in self._inputs.uses.items() if d != name and use.constants and "." not in d]
        for derived in reached:
            if len(path) > 1 or name not in self._inputs.behind(derived):
                continue
            low, high = (
                self._explainer.completed(applied(case, [Edit(path, name, None, x)])).get(derived) for x in (0, 1)
            )
            if not isinstance(low, int | Decimal) or not isinstance(high, int | Decimal) or low == high:
                continue
            for wanted in self._inputs.uses[derived].constants:
                if isinstance(wanted, int | Decimal) and not isinstance(wanted, bool):
                    exact = (Decimal(wanted) - Decimal(low)) / (Decimal(high) - Decimal(low))
                    yield int(exact.to_integral_value()) if of.type.kind is Kind.INTEGER else exact


def _toward(mutable: Mutable, now: Any, then: Any) -> bool:
    if mutable.only is None:
        return True
    return bool(then[0] > now[1] if mutable.only is Toward.UP else then[0] < now[0])


def _steps(of: Field, now: Any, then: Any) -> int:
    if of.type.kind in (Kind.CHOICE, Kind.TEXT, Kind.BOOLEAN):
        return 1
    return int(abs(then[0] - now[0]))


def _around_day(day: Any) -> Iterator[date]:
    if isinstance(day, date):
        yield day
        if day > date.min:
            yield day - _DAY
        if day < date.max:
            yield day + _DAY


def _around_number(of: Field, number: Any) -> Iterator[int | Decimal]:
    """A number and its neighbours; the field's limits where they lie beyond."""
    integer = of.type.kind is Kind.INTEGER
    exact, step = (int(number), 1) if integer else (Decimal(number), Decimal(1) / NUMBER_SCALE)
    least, most = (-LIMIT + step if of.least is None else of.least), (LIMIT - step if of.most is None else of.most)
    yield from (max(least, min(most, n)) for n in (exact, exact - step, exact + step))


def _day_of(term: Term, facts: Facts, record: Record) -> date | None:
    if isinstance(term, Constant):
        return term.value if isinstance(term.value, date) else None
    of_record = term.scope is Scope.ITEM and term.name != AS_OF
    value = record.get(term.name) if of_record else facts.get(term.name)
    return value if isinstance(value, date) else None


def _shifted(day: date | None, unit: Unit, count: int) -> date | None:
    """A day so many units later."""
    if day is None:
        return None
    if unit is not Unit.DAYS:
        return add_months(day, _MONTHS[unit] * count)
    try:
        return day + timedelta(days=count)
    except OverflowError:
        return None
