"""Tables whose columns are made as they are asked for: one of cases, and one of the records of each list."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from itertools import count

from kiemnhiem.evaluate.columnar import expression as ex
from kiemnhiem.evaluate.columnar.bounds import Bounds, Elapsed, one, plain
from kiemnhiem.evaluate.columnar.conditions import column_type, compile_condition
from kiemnhiem.evaluate.columnar.derived import Fitting, derive
from kiemnhiem.evaluate.columnar.expression import Column, Expression, Literal, Type
from kiemnhiem.evaluate.columnar.names import last, lent, listed
from kiemnhiem.evaluate.columnar.plan import Fold, Folded, Input, ListStage, Stage
from kiemnhiem.evaluate.columnar.units import POST, Units
from kiemnhiem.language import Text
from kiemnhiem.policy.conditions import Condition, FieldRef, Scope
from kiemnhiem.policy.program import Program
from kiemnhiem.policy.typecheck import AS_OF, BOOLEAN
from kiemnhiem.policy.types import Field, FieldType, Kind
from kiemnhiem.policy.values import comparable


class Tables:
    """The columns of cases and of their lists' records.

    :param partial: the dates that may be partly known, those of records as ``list.field``; ``None``: all.
    """

    def __init__(self, program: Program, partial: Collection[str] | None = None) -> None:
        self.program = program
        self.partial = partial
        self.cases = Cases(self)
        fields = program.vocabulary.fields.items()
        self.records = {name: Records(self, name, of.type) for name, of in fields if of.type.kind is Kind.LIST}
        self._numbers = count()

    def name(self) -> str:
        """A name that no column has."""
        return f"~{next(self._numbers)}"

    def stages(self, wanted: Iterable[str]) -> tuple[Stage, ...]:
        """What gives the columns ``wanted`` of the cases, and nothing that they do not need."""
        needed, levels = self.cases.needed(wanted), self.cases.levels
        stages = []
        for level in range(1 + max((levels[n] for n in needed), default=-1)):
            lists = [s for of in self.records.values() if (s := of.stage(level, needed))]
            columns = {n: e for n, e in self.cases.columns.items() if n in needed and levels[n] == level}
            stages.append(Stage(tuple(lists), columns))
        return tuple(stages)

    def is_partial(self, field: Field, list: str | None) -> bool:
        """Whether a date may be partly known."""
        name = field.name if list is None else f"{list}.{field.name}"
        return field.type.kind is Kind.DATE and (self.partial is None or name in self.partial)


class Table:
    """One table. ``columns``: those that are made, with what of, each after those it reads. ``levels``: in which stage;
    what is there before the first has -1.
    """

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self.inputs: dict[str, Input] = {}
        self.columns: dict[str, Expression] = {}
        self.levels: dict[str, int] = {}
        self._shared: dict[Expression, Column] = {}
        self._facts: dict[str, Bounds] = {}

    def shared(self, expression: Expression, type: Type) -> Expression:
        """The expression as a column, computed once however often it is read."""
        if isinstance(expression, Column | Literal):
            return expression
        if expression not in self._shared:
            self._shared[expression] = self.made(self.tables.name(), expression, type)
        return self._shared[expression]

    def made(self, name: str, expression: Expression, type: Type) -> Column:
        """A new column."""
        self.columns[name] = expression
        self.levels[name] = 1 + max((self.levels[c] for c in ex.columns_of(expression)), default=-1)
        return Column(name, type)

    def read(self, of: Field, list: str | None = None) -> Bounds:
        """A field of the input."""
        type_, partial = column_type(of.type), self.tables.is_partial(of, list)
        self.inputs[of.name] = Input(of, type_, partial)
        low, high = of.name, last(of.name) if partial else of.name
        self.levels[low] = self.levels[high] = -1
        return Bounds(Column(low, type_), Column(high, type_))

    def stored(self, of: Field, bounds: Bounds) -> Bounds:
        """A fact in columns of its own, unless it is best tested where it comes from."""
        if isinstance(bounds.low, Elapsed) or isinstance(bounds.high, Elapsed):
            return bounds
        type_ = column_type(of.type)
        low = self.shared(bounds.low, type_)
        return one(low) if bounds.exact else Bounds(low, self.shared(plain(bounds.high), type_))

    def needed(self, wanted: Iterable[str]) -> set[str]:
        """The columns that ``wanted`` are made of, at any remove, with themselves."""
        found: set[str] = set()
        waiting = list(wanted)
        while waiting:
            name = waiting.pop()
            if name not in found:
                found.add(name)
                waiting += self.made_of(name)
        return found

    def made_of(self, name: str) -> Iterable[str]:
        """The columns that one is made of."""
        return ex.columns_of(self.columns[name]) if name in self.columns else ()


class Cases(Table):
    """The table of cases."""

    def bounds(self, ref: FieldRef) -> Bounds:
        """What is known of a field of the case, or of a recorded judgement."""
        if ref.name == AS_OF:
            return one(Literal(self.tables.program.as_of, Type.DATE))
        if ref.name not in self._facts:
            of = self.tables.program.vocabulary.fields.get(ref.name) or _judgement(ref.name)
            made = derive(of.derived, of.type, self) if of.derived else None
            self._facts[ref.name] = self.stored(of, made) if made else self.read(of)
        return self._facts[ref.name]

    def listed(self, list: str) -> str:
        """The column that says whether a list's records are known."""
        self.inputs[listed(list)] = Input(self.tables.program.vocabulary.fields[list], Type.BOOLEAN)
        self.levels[listed(list)] = -1
        return listed(list)

    def counted(self, ref: FieldRef, where: Condition) -> tuple[Expression, Expression, Expression]:
        """Of how many records of a list ``where`` is true, false, unknown."""
        return self.tables.records[ref.name].how_many(where)

    def held(self, ref: FieldRef, posts: Sequence[str]) -> tuple[Expression, Expression]:
        """In how many units the records hold all of ``posts`` for sure, and possibly."""
        return self.tables.records[ref.name].together(posts)

    def fitting(self, ref: FieldRef, where: Condition, field: FieldRef) -> Fitting:
        """The records of a list that fit ``where``, for folding."""
        records = self.tables.records[ref.name]
        found = records.bounds(field)
        fits = records.shared(compile_condition(where, records), Type.BOOLEAN)
        return Fitting(fits, Bounds(plain(found.low), plain(found.high)), records.folded)

    def made_of(self, name: str) -> Iterable[str]:
        """The columns that one is made of; of a fold over records, those that the records borrow."""
        for records in self.tables.records.values():
            if name in records.results:
                return records.borrowed(records.results[name])
        return super().made_of(name)


def _judgement(name: str) -> Field:
    return Field(name, BOOLEAN, Text(name, name))


class Records(Table):
    """The table of one list's records. ``results``: its folds, as columns of the case, with the columns they read."""

    def __init__(self, tables: Tables, name: str, type: FieldType) -> None:
        super().__init__(tables)
        self.name = name
        self.type = type
        self.results: dict[str, tuple[str, ...]] = {}
        self._folds: dict[Folded, Column] = {}
        self._lent: dict[str, str] = {}
        self._units = Units(self)

    def bounds(self, ref: FieldRef) -> Bounds:
        """What is known of a field of the record, or of the case it belongs to."""
        if ref.scope is Scope.CASE:
            return self._of_case(ref)
        if ref.name not in self._facts:
            of = self.type.fields[ref.name]
            made = derive(of.derived, of.type, self) if of.derived else self._with_default(of, self.read(of, self.name))
            self._facts[ref.name] = self.stored(of, made)
        return self._facts[ref.name]

    def _of_case(self, ref: FieldRef) -> Bounds:
        found = self.tables.cases.bounds(ref)
        low = self._borrow(found.low)
        return one(low) if found.exact else Bounds(low, self._borrow(found.high))

    def _borrow(self, side: Expression | Elapsed) -> Expression | Elapsed:
        if isinstance(side, Elapsed):
            return Elapsed(side.unit, self.borrow(side.start), side.end)
        return self.borrow(side)

    def borrow(self, expression: Expression) -> Expression:
        """A column of the case, or a constant, beside each record."""
        if not isinstance(expression, Column):
            return expression
        self._lent[lent(expression.name)] = expression.name
        self.levels[lent(expression.name)] = -1
        return Column(lent(expression.name), expression.type)

    def _with_default(self, of: Field, own: Bounds) -> Bounds:
        """A field of the record; where it is missing, the case's field that stands for it."""
        default = self._default(of)
        if default is None:
            return own
        there = ex.known(own.anchor)
        return Bounds(
            ex.choose(there, plain(own.low), plain(default.low)),
            ex.choose(there, plain(own.high), plain(default.high)),
        )

    def _default(self, of: Field) -> Bounds | None:
        if of.defaults_to:
            return self._standing_in(of, of.defaults_to)
        if not of.defaults_by_level:
            return None
        ends: list[Expression] = [Literal(None, column_type(of.type))] * 2
        post = self.type.fields[POST].type
        held = plain(self.bounds(FieldRef(POST, post, Scope.ITEM)).low)
        for level, name in of.defaults_by_level.items():
            known = self.tables.program.library.posts
            codes = tuple(n for code, n in post.positions.items() if code in known and known[code].level == level)
            other = self._standing_in(of, name)
            if codes:
                here = ex.OneOf(held, codes)
                ends = [ex.choose(here, plain(s), e) for s, e in zip((other.low, other.high), ends, strict=True)]
        return Bounds(*ends)

    def _standing_in(self, of: Field, name: str) -> Bounds:
        """The case's field ``name`` as a value of the record's field: of a choice, where text is wanted, its code."""
        other = self.tables.program.vocabulary.fields[name]
        found = self._of_case(FieldRef(name, other.type))
        if of.type.kind is not Kind.TEXT or other.type.kind is Kind.TEXT:
            return found
        code: Expression = Literal(None, Type.TEXT)
        for each, position in other.type.positions.items():
            this = ex.Same(plain(found.low), ex.whole(position))
            code = ex.choose(this, Literal(comparable(each), Type.TEXT), code)
        return one(code)

    # --- what there is no list for inside a record

    def counted(self, ref: FieldRef, where: Condition) -> tuple[Expression, Expression, Expression]:
        """Lists do not nest."""
        raise TypeError(f"the list {ref.name} inside a record of {self.name}: {where}")

    def held(self, ref: FieldRef, posts: Sequence[str]) -> tuple[Expression, Expression]:
        """Lists do not nest."""
        raise TypeError(f"the list {ref.name} inside a record of {self.name}: {posts}")

    def fitting(self, ref: FieldRef, where: Condition, field: FieldRef) -> Fitting:
        """Lists do not nest."""
        raise TypeError(f"the list {ref.name} inside a record of {self.name}: {where}, {field}")

    # --- columns of the case

    def folded(self, fold: Fold, of: Expression, type: Type = Type.INTEGER) -> Expression:
        """An expression over records as a column of the case."""
        folded = Folded(fold, of)
        if folded not in self._folds:
            name = self.tables.name()
            self.give(name, ex.columns_of(of))
            self._folds[folded] = Column(name, Type.WIDE if fold is Fold.SUM else type)
        return self._folds[folded]

    def give(self, name: str, reads: Iterable[str]) -> None:
        """Let a column of the case be made from columns of the records."""
        self.results[name] = tuple(dict.fromkeys(reads))
        levels = self.tables.cases.levels
        levels[name] = 1 + max((levels[b] for b in self.borrowed(self.results[name])), default=-1)

    def borrowed(self, reads: Iterable[str]) -> tuple[str, ...]:
        """The columns of the case that some columns of the records need; whether the list is known is one."""
        names = self.needed(reads)
        lent_ = (case for own, case in self._lent.items() if own in names)
        return (*lent_, self.tables.cases.listed(self.name))

    def how_many(self, where: Condition) -> tuple[Expression, Expression, Expression]:
        """Of how many records ``where`` is true, false, unknown."""
        fits = self.shared(compile_condition(where, self), Type.BOOLEAN)
        open_ = ex.negated(ex.known(fits))
        true, false = self.folded(Fold.COUNT, fits), self.folded(Fold.COUNT, ex.negated(fits))
        return true, false, ex.whole(0) if open_ == ex.FALSE else self.folded(Fold.COUNT, open_)

    def together(self, posts: Sequence[str]) -> tuple[Expression, Expression]:
        """In how many units the records hold all of ``posts`` for sure, and possibly."""
        return self._units.holding(tuple(posts))

    def stage(self, level: int, needed: set[str]) -> ListStage | None:
        """What this list gives in one stage, of what is needed."""
        levels = self.tables.cases.levels
        names = {n: reads for n, reads in self.results.items() if n in needed and levels[n] == level}
        if not names:
            return None
        own = self.needed(c for reads in names.values() for c in reads)
        depth = 1 + max((self.levels[c] for c in own), default=-1)
        layers = [{n: e for n, e in self.columns.items() if n in own and self.levels[n] == d} for d in range(depth)]
        folds = {c.name: f for f, c in self._folds.items() if c.name in names}
        borrowed = tuple(case for n, case in self._lent.items() if n in own)
        return ListStage(self.name, borrowed, tuple(layers), folds, self._units.grouped(names))
