"""The form of a case's facts: those that its policies look at first, missing ones before all; then the others."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from kiemnhiem.cases.case import Case
from kiemnhiem.explain.finding import CaseFinding
from kiemnhiem.explain.inputs import Inputs
from kiemnhiem.language import Text
from kiemnhiem.policy.program import Program
from kiemnhiem.policy.typecheck import ELEMENT
from kiemnhiem.policy.types import Field, Kind, Vocabulary
from kiemnhiem.web.facts_shown import is_masked
from kiemnhiem.web.judgements import Judgement
from kiemnhiem.web.whatif.state import NO, YES, State, is_ticked, one, rows_of, written_fields

_TRUTHS = ((YES, Text("có", "yes")), (NO, Text("không", "no")))


@dataclass(frozen=True)
class Control:
    """One fact, or a fact of a record. ``choices``: what may be chosen, with its words; none: it is written.
    ``value``: as it stands in the form. ``problem``: why it cannot be used.
    """

    name: str
    label: Text
    kind: Kind
    value: str
    choices: tuple[tuple[str, Text], ...] = ()
    problem: Text | None = None


@dataclass(frozen=True)
class ListControl:
    """A list: of choices, some ``ticked``; of records, ``rows`` with their numbers. ``is_none``: known to be empty."""

    name: str
    label: Text
    is_none: bool
    choices: tuple[tuple[str, Text], ...] = ()
    ticked: frozenset[str] = frozenset()
    rows: tuple[tuple[int, tuple[Control, ...]], ...] = ()
    problem: Text | None = None
    kind: Kind = Kind.LIST


@dataclass(frozen=True)
class Form:
    """What is missing for the verdict, the judgements it waits for, what else the policies look at, other judgements,
    all other facts.
    """

    missing: tuple[Control | ListControl, ...]
    awaited: tuple[Control, ...]
    read: tuple[Control | ListControl, ...]
    judgements: tuple[Control, ...]
    others: tuple[Control | ListControl, ...]


def editable(vocabulary: Vocabulary, case: Case, *, show_personal: bool) -> tuple[Field, ...]:
    """The fields of a form: what files tell, but for the case's id, and what the visitor may not see of it."""
    fields = (of for of in vocabulary.fields.values() if not of.derived and not of.key)
    return tuple(of for of in fields if show_personal or not _hides(vocabulary, of, case))


def _hides(vocabulary: Vocabulary, of: Field, case: Case) -> bool:
    """Whether a fact is masked, or a list with something masked in it: any that is personal, or that a record tells."""
    value = case.fact(of.name)
    told = {name for record in value for name in record if record[name] is not None} if isinstance(value, tuple) else ()
    inside = of.type.fields.values()
    return is_masked(vocabulary, of) or any(i.personal or (i.name in told and is_masked(vocabulary, i)) for i in inside)


def form_of(
    state: State, fields: Iterable[Field], problems: Mapping[str, Text],
    program: Program, finding: CaseFinding, judgements: Collection[Judgement],
) -> Form:  # fmt: skip
    """The controls of a form. ``finding``: of the case itself, so that they keep their places when it is changed."""
    missing = {name.partition(".")[0] for name in finding.missing}
    read = _read_by(program)
    groups: dict[str, list[Control | ListControl]] = {"missing": [], "read": [], "others": []}
    for of in fields:
        group = "missing" if of.name in missing else "read" if of.name in read else "others"
        made = _list(of, state, problems) if of.type.kind is Kind.LIST else _control(of, state, problems)
        groups[group].append(made)
    awaited, asked = ([_judgement(j, state) for j in judgements if j.waits is waits] for waits in (True, False))
    return Form(tuple(groups["missing"]), tuple(awaited), tuple(groups["read"]), tuple(asked), tuple(groups["others"]))


def _read_by(program: Program) -> frozenset[str]:
    """The facts that the program's policies look at, through whatever is derived; and what tells a case's place."""
    inputs = Inputs(program.vocabulary)
    policies = [policy for _, policy in program.all_policies]
    conditions = [
        *(p.concerns for p in policies),
        *(c for p in policies for r in p.rules for c in (r.when, r.condition)),
    ]
    places = {name for name, of in program.vocabulary.fields.items() if of.place}
    return frozenset({name.partition(".")[0] for name in inputs.of(*conditions)} | places)


def _control(of: Field, state: State, problems: Mapping[str, Text], name: str | None = None) -> Control:
    name = name or f"f.{of.name}"
    choices = tuple((c.code, c.label) for c in of.type.choices)
    return Control(
        name, of.label, of.type.kind, one(state, name),
        _TRUTHS if of.type.kind is Kind.BOOLEAN else choices, problems.get(name),
    )  # fmt: skip


def _list(of: Field, state: State, problems: Mapping[str, Text]) -> ListControl:
    made = ListControl(
        of.name, of.label, bool(one(state, f"n.{of.name}")),
        problem=problems.get(f"n.{of.name}") or problems.get(f"l.{of.name}"),
    )  # fmt: skip
    if is_ticked(of):
        choices = tuple((c.code, c.label) for c in of.type.fields[ELEMENT].type.choices)
        return replace(made, choices=choices, ticked=frozenset(state.get(f"l.{of.name}", ())))
    inner = [of.type.fields[name] for name in written_fields(of)]
    rows = (
        (row, tuple(_control(i, state, problems, f"l.{of.name}.{row}.{i.name}") for i in inner))
        for row in rows_of(state, of.name)
    )
    return replace(made, rows=tuple(rows))


def _judgement(asked: Judgement, state: State) -> Control:
    name = f"j.{asked.fact}"
    return Control(name, asked.question, Kind.BOOLEAN, one(state, name), _TRUTHS)
