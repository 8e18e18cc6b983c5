"""OpenFisca-Core: a variable a requirement, computed for all cases at once in NumPy.

OpenFisca has no unknown, so each field has a companion that says whether it is known, and each requirement is 2 (true),
1 (unknown) or 0 (false): over these, *all* is the least and *any* the greatest. Records are persons, cases the groups
they belong to. Facts are given as integers; making them is not timed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

import numpy as np
import polars as pl
from numpy.typing import NDArray
from openfisca_core.entities import Entity, GroupEntity
from openfisca_core.periods import DateUnit
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

from kiemnhiem.policy.program import Program
from kiemnhiem.policy.types import FieldType, Kind
from measuring.data import Data
from measuring.logic import Both, Counted, Either, Every, Logic, Name, Plain, Some, Test, requirements

Truths: TypeAlias = NDArray[np.int8]
FALSE, UNKNOWN, TRUE = np.int8(0), np.int8(1), np.int8(2)
PERIOD = "2026-06"
_COMPARED: Mapping[str, Callable[[Any, Any], NDArray[np.bool_]]] = {
    "==": np.equal, "!=": np.not_equal, "<": np.less, "<=": np.less_equal, ">": np.greater, ">=": np.greater_equal,
}  # fmt: skip


class OpenFisca:
    """Given integer arrays."""

    name = "OpenFisca-Core"

    def __init__(self, program: Program) -> None:
        self.program = program
        self.required = requirements(program)
        self.lists = [n for n, f in program.vocabulary.fields.items() if f.type.kind is Kind.LIST]
        person = Entity("record", "records", "A record of a list", "")
        group = GroupEntity("case", "cases", "A case", "", [{"key": "member", "plural": "members"}])
        self.system = TaxBenefitSystem([person, group])
        for name, of_type, of_list in self._fields():
            value_type = bool if of_type.kind is Kind.BOOLEAN else int
            self._declare(_column(of_list, name), person if of_list else group, value_type)
            self._declare(_known(_column(of_list, name)), person if of_list else group, bool)
        for name in self.lists:
            self._declare(_known(name), group, bool)
        for required in self.required:
            self._declare(required.id, group, int, _Formula(program, required.true).formula)
        self._declare("failing", group, bool, self._verdict(FALSE))
        self._declare("open", group, bool, self._verdict(UNKNOWN))

    def load(self, data: Data) -> Any:
        """A simulation with the facts of the cases in it; a new one each time, for it remembers what it computed."""
        cases = data.nested
        records = [self._records(cases, name) for name in self.lists]
        owners = np.concatenate([r["owner"].to_numpy() for r in records])
        builder = SimulationBuilder()
        builder.create_entities(self.system)
        builder.declare_person_entity("record", np.arange(len(owners)))
        group = builder.declare_entity("case", np.arange(len(cases)))
        group.members_entity_id = owners
        simulation = builder.build(self.system)
        simulation.slices = _slices(self.lists, records)
        for name, of_type, of_list in self._fields():
            source = [records[self.lists.index(of_list)]] if of_list else [cases]
            values = np.concatenate([self._encoded(of_type, frame[name]) for frame in source])
            known = np.concatenate([frame[name].is_not_null().to_numpy() for frame in source])
            self._give(simulation, _column(of_list, name), values, of_list)
            self._give(simulation, _known(_column(of_list, name)), known, of_list)
        for name in self.lists:
            self._give(simulation, _known(name), cases[name].is_not_null().to_numpy(), None)
        return simulation

    def run(self, simulation: Any) -> pl.DataFrame:
        """The values of the requirements and the verdict."""
        columns = {r.id: simulation.calculate(r.id, PERIOD) for r in self.required}
        failing, open_ = (simulation.calculate(name, PERIOD) for name in ("failing", "open"))
        return pl.DataFrame({**columns, "verdict": np.where(failing, 0, np.where(open_, 1, 2)).astype(np.int8)})

    @staticmethod
    def answers(result: pl.DataFrame) -> pl.DataFrame:
        """The result as all engines' results are compared; not timed."""
        ids = [c for c in result.columns if c != "verdict"]
        verdicts = ["not_eligible", "undetermined", "eligible"]
        return result.select(
            *(pl.when(pl.col(i) != 1).then(pl.col(i) == 2).alias(i) for i in ids),  # noqa: PLR2004 - TRUE
            pl.col("verdict").replace_strict(range(3), verdicts, return_dtype=pl.String),
        )

    # --- variables

    def _declare(self, name: str, entity: Any, value_type: type, formula: Any = None) -> None:
        given = {"value_type": value_type, "entity": entity, "definition_period": DateUnit.MONTH, "label": name}
        self.system.add_variable(type(name, (Variable,), given | ({"formula": formula} if formula else {})))

    def _verdict(self, truth: np.int8) -> Any:
        musts = [r.id for r in self.program.screened[0].rules if r.strength == "must"]

        def formula(case: Any, period: Any) -> Any:
            found = case(musts[0], period) == truth
            for name in musts[1:]:
                found |= case(name, period) == truth
            return found

        return formula

    # --- facts

    def _fields(self) -> list[tuple[str, FieldType, str | None]]:
        given = [(n, f) for n, f in self.program.vocabulary.fields.items() if not f.derived and not f.key]
        of_cases = [(n, f.type, None) for n, f in given if f.type.kind is not Kind.LIST]
        of_lists = [(n, g.type, of) for of, f in given for n, g in f.type.fields.items() if not g.derived]
        return [*of_cases, *of_lists]

    @staticmethod
    def _records(cases: pl.DataFrame, name: str) -> pl.DataFrame:
        return cases.select(pl.int_range(pl.len()).alias("owner"), name).explode(name).drop_nulls(name).unnest(name)

    @staticmethod
    def _give(simulation: Any, name: str, values: NDArray[Any], of_list: str | None) -> None:
        if of_list:  # the persons are the records of all lists; a field is of one list's alone
            whole = np.zeros(simulation.persons.count, values.dtype)
            whole[simulation.slices[of_list]] = values
            values = whole
        simulation.set_input(name, PERIOD, values)

    @staticmethod
    def _encoded(type: FieldType, column: pl.Series) -> NDArray[Any]:
        value = pl.col("c")
        match type.kind:
            case Kind.BOOLEAN:
                value = value.fill_null(False)
            case Kind.CHOICE | Kind.SCALE:
                value = value.replace_strict(dict(type.positions), return_dtype=pl.Int32)
            case Kind.DATE:
                value = value.dt.to_string("%Y%m%d").cast(pl.Int32)
            case Kind.NUMBER:
                value = (value * 1_000_000).round()
            case Kind.TEXT:  # equal numbers for equal texts, in every column alike
                value = value.str.to_lowercase().hash() % 2**31
        if type.kind is not Kind.BOOLEAN:
            value = value.fill_null(0).cast(pl.Int32)
        return column.alias("c").to_frame().select(value)["c"].to_numpy()


def _slices(lists: list[str], records: list[pl.DataFrame]) -> dict[str, slice]:
    ends = np.cumsum([0, *map(len, records)])
    return {name: slice(int(ends[i]), int(ends[i + 1])) for i, name in enumerate(lists)}


def _column(of_list: str | None, name: str) -> str:
    return f"{of_list}__{name}" if of_list else name


def _known(name: str) -> str:
    return f"{name}__known"


class _Formula:
    """A requirement's certain truth, read with three values: its tests are unknown where a side is."""

    def __init__(self, program: Program, logic: Logic) -> None:
        self.fields, self.logic = program.vocabulary.fields, logic

    @property
    def formula(self) -> Any:
        def formula(case: Any, period: Any) -> Truths:
            return self.truths(self.logic, case, period, None)

        return formula

    def truths(self, logic: Logic, case: Any, period: Any, of_list: str | None) -> Truths:
        match logic:
            case Both(parts):
                return _joined(np.minimum, [self.truths(p, case, period, of_list) for p in parts], TRUE)
            case Either(parts):
                return _joined(np.maximum, [self.truths(p, case, period, of_list) for p in parts], FALSE)
            case Some(name, where):
                certain, possible, _ = self.counts(name, where, case, period)
                return np.where(certain > 0, TRUE, np.where(possible > 0, UNKNOWN, FALSE))
            case Every(name, where):
                certain, possible, number = self.counts(name, where, case, period)
                return np.where(certain == number, TRUE, np.where(possible == number, UNKNOWN, FALSE))
            case Counted(name, where, operator, number, unfit):
                return self.counted(Counted(name, where, operator, number, unfit), case, period)
            case Test(left, operator, right):
                return self.test(left, operator, right, case, period, of_list)

    def counts(self, name: str, where: Logic, case: Any, period: Any) -> tuple[Any, Any, Any]:
        """Of each case: the records that certainly fit, that may fit, and all; of an unknown list 0, 1 and 2, so that
        nothing about it is certain.
        """
        owners = case.members_entity_id[case.simulation.slices[name]]
        fits = self.truths(where, case, period, name)

        def number(chosen: Any) -> Any:
            return np.bincount(owners[chosen], minlength=case.count)

        known = case(_known(name), period)
        certain, possible = number(fits == TRUE), number(fits != FALSE)
        return np.where(known, certain, 0), np.where(known, possible, 2), np.where(known, number(slice(None)), 2)

    def counted(self, of: Counted, case: Any, period: Any) -> Truths:
        certain, possible, number = self.counts(of.list, of.where, case, period)
        if of.unfit:
            certain, possible = number - possible, number - certain
        if of.operator in {">=", ">"}:
            compared = _COMPARED[of.operator]
            return np.where(compared(certain, of.number), TRUE, np.where(compared(possible, of.number), UNKNOWN, FALSE))
        compared = _COMPARED[of.operator]
        return np.where(compared(possible, of.number), TRUE, np.where(compared(certain, of.number), UNKNOWN, FALSE))

    def test(self, left: Name, operator: str, right: Any, case: Any, period: Any, of_list: str | None) -> Truths:
        value, known = self.side(left, case, period, of_list)
        of_type = self.type(left, of_list)
        if operator in {"in", "not in"}:
            held = np.isin(value, [self.constant(of_type, v) for v in right], invert=operator == "not in")
        elif isinstance(right, Name):
            other, also = self.side(right, case, period, of_list)
            held, known = _COMPARED[operator](value, other), known & also
        else:
            held = _COMPARED[operator](value, self.constant(of_type, right))
        return np.where(known, np.where(held, TRUE, FALSE), UNKNOWN)

    def side(self, name: Name, case: Any, period: Any, of_list: str | None) -> tuple[Any, Any]:
        column = _column(of_list if name.item else None, name.name)
        ask, rows = (case.members, case.simulation.slices[of_list]) if name.item else (case, slice(None))
        return ask(column, period)[rows], ask(_known(column), period)[rows]

    def type(self, name: Name, of_list: str | None) -> FieldType:
        return (self.fields[of_list].type.fields if name.item and of_list else self.fields)[name.name].type

    @staticmethod
    def constant(type: FieldType, value: Plain) -> int | bool:
        return type.positions[value] if type.kind is Kind.CHOICE and isinstance(value, str) else int(value)


def _joined(join: Any, parts: list[Truths], none: np.int8) -> Truths:
    result = parts[0] if parts else np.array(none)
    for part in parts[1:]:
        result = join(result, part)
    return result
