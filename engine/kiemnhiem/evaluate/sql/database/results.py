"""The table of results: its columns, and the statement that fills it for one program."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from sqlglot import exp

from kiemnhiem.evaluate.columnar.plan import Plan, PolicyColumns
from kiemnhiem.evaluate.decision import Verdict
from kiemnhiem.evaluate.sql.dialects import POSTGRES
from kiemnhiem.evaluate.sql.statement import ID, Compiled, Names, Tables, compile_plan
from kiemnhiem.language import Text
from kiemnhiem.policy.program import REMEDY, Program

#: Longer names are cut by PostgreSQL; so are ours, with a number to tell them apart.
_LONGEST = 63
_VERDICTS = tuple(Verdict)
_HERE = "here"
_ID = Text("Mã hồ sơ", "The case's id")
_FIXED: dict[str, Text] = {
    "place": Text("Địa phương có quy định riêng được áp dụng", "The place whose own rules were applied"),
    "verdict": Text("Kết luận", "The verdict"),
    "not_met": Text("Yêu cầu bắt buộc không đạt", "Requirements that are not met"),
    "unknown": Text("Yêu cầu bắt buộc chưa xác định được", "Requirements that could not be decided"),
    "remarks": Text("Yêu cầu nên có mà không đạt", "Recommendations that are not met"),
    "uncovered": Text("Chức danh không chính sách nào nói đến", "Posts that no policy speaks of"),
}


@dataclass(frozen=True)
class ResultColumn:
    """A column of the results: of a policy, its verdict; of a requirement, whether it is met, or whether it was waived
    (did not apply).
    """

    name: str
    label: Text
    policy: str | None = None
    rule: str | None = None
    waived: bool = False

    @property
    def type(self) -> str:
        """Its type in the database."""
        return "boolean" if self.rule else "text"


@dataclass(frozen=True)
class Results:
    """The columns of a table of results for every program of a question (``whole`` has the rules of all).

    ``split``: with a column for each requirement.
    """

    key: str
    whole: Program
    split: bool

    @cached_property
    def columns(self) -> tuple[ResultColumn, ...]:
        """All columns, in order."""
        fixed = [ResultColumn(name, _FIXED.get(what, _ID)) for name, what in self.fixed.items()]
        return (*fixed, *self._of_policies(set(self.fixed)))

    @cached_property
    def fixed(self) -> dict[str, str]:
        """The columns that every table of results has, and what they are."""
        taken = {self.key}
        return {self.key: "id", **{_free(what, taken): what for what in _FIXED}}

    @property
    def verdict(self) -> str:
        """The column of the case's verdict."""
        return next(name for name, what in self.fixed.items() if what == "verdict")

    def _of_policies(self, taken: set[str]) -> Iterator[ResultColumn]:
        for policy in self.whole.screened:
            yield ResultColumn(_free(policy.id, taken), policy.title, policy.id)
            for rule in policy.rules if self.split else ():
                name = f"{policy.id}#{rule.id}"
                yield ResultColumn(_free(name, taken), rule.title, policy.id, rule.id)
                yield ResultColumn(_free(f"{name}~n/a", taken), rule.title, policy.id, rule.id, waived=True)

    def filled(self, plan: Plan, program: Program, names: Names, cases: exp.Select, others: Sequence[exp.Select]) -> exp.Select:
        """What is inserted for the cases of a program. ``others``: the verdicts (:func:`verdicts`) of these cases by
        other programs, where their place is not known: what these do not agree on is undetermined.
        """
        compiled = _compiled(plan, names)
        found = compiled.select(earlier=_asked(plan, cases))
        for number, other in enumerate(others):
            alias = f"o{number}"
            on = exp.EQ(this=exp.column(ID, alias), expression=exp.column(ID, compiled.name))
            found = found.join(other.subquery(alias), on=on, copy=False)
        sources = [f"o{n}" for n in range(len(others))]
        row = _Row(plan, program, compiled, sources)
        return found.select(*(row.value(self, column) for column in self.columns), copy=False)


def verdicts(plan: Plan, names: Names, cases: exp.Select) -> exp.Select:
    """The verdicts of cases by a program: ``id``, ``v``, and ``v0``, ``v1``… of its screened policies."""
    screened = [p for p in plan.policies if _is_screened(p)]
    compiled = _compiled(plan, names, rules=False)
    columns = [exp.column(ID), exp.alias_(compiled.column(plan.verdict), "v")]
    columns += [exp.alias_(compiled.column(p.verdict), f"v{n}") for n, p in enumerate(screened)]
    return compiled.select(*columns, earlier=_asked(plan, cases))


def _asked(plan: Plan, cases: exp.Select) -> list[tuple[str, exp.Select]]:
    """The cases that are asked, and their records."""
    found = [(_HERE, cases)]
    for name in plan.records:
        theirs = exp.In(this=exp.column(ID), query=exp.select(ID).from_(_HERE).subquery())
        found.append((_here(name), exp.select("*").from_(records_table(name)).where(theirs)))
    return found


def _is_screened(policy: PolicyColumns) -> bool:
    return not policy.key.startswith(REMEDY)


def _compiled(plan: Plan, names: Names, *, rules: bool = True) -> Compiled:
    wanted = [plan.verdict]
    for policy in filter(_is_screened, plan.policies):
        wanted += [policy.verdict, *([policy.concerns] if policy.concerns else [])]
        wanted += [n for r in policy.rules if rules for n in (r.met, r.waived) if n]
    wanted += plan.uncovered.values() if rules else ()
    tables = Tables(_HERE, {n: _here(n) for n in plan.records}, names)
    return compile_plan(plan, POSTGRES, tables, wanted=wanted)


def _here(list_: str) -> str:
    return f"{_HERE}_{list_}"


def records_table(list_: str) -> str:
    """The temporary table of a list's records."""
    return f"records_{list_}"


@dataclass(frozen=True)
class _Row:
    """The values of a row of results."""

    plan: Plan
    program: Program
    compiled: Compiled
    others: Sequence[str]

    def value(self, results: Results, column: ResultColumn) -> exp.Expr:
        """The value of one column."""
        if column.policy is not None:
            return self._of_policy(column)
        match results.fixed[column.name]:
            case "place":
                return exp.Literal.string(self.program.place) if self.program.place else exp.null()
            case "verdict":
                return self._verdict(self.compiled.column(self.plan.verdict), "v")
            case "not_met":
                return self._listed(must=True, met=False)
            case "unknown":
                return self._listed(must=True, met=None)
            case "remarks":
                return self._listed(must=False, met=False)
            case "uncovered":
                return self._uncovered()
            case _:
                return exp.column(ID, self.compiled.name)

    def _of_policy(self, column: ResultColumn) -> exp.Expr:
        screened = list(filter(_is_screened, self.plan.policies))
        at, policy = next((n, p) for n, p in enumerate(screened) if p.key == column.policy)
        if column.rule is None:
            return self._verdict(self.compiled.column(policy.verdict), f"v{at}")
        rule = next((r for r in policy.rules if r.rule == column.rule), None)
        name = None if rule is None else rule.waived if column.waived else rule.met
        if rule is None or (name is None and not column.waived):
            return exp.null()
        value = self.compiled.column(name) if name else exp.false()
        if not column.waived and rule.waived:  # a requirement that does not apply is neither met nor failed
            value = exp.Case(ifs=[exp.If(this=exp.Not(this=self.compiled.column(rule.waived)), true=value)])
        return self._concerned(policy, value)

    def _concerned(self, policy: PolicyColumns, value: exp.Expr) -> exp.Expr:
        """Nothing where the policy certainly does not concern the case."""
        if policy.concerns is None:
            return value
        about = exp.Coalesce(this=self.compiled.column(policy.concerns), expressions=[exp.true()])
        return exp.Case(ifs=[exp.If(this=about, true=value)])

    def _verdict(self, own: exp.Expr, other: str) -> exp.Expr:
        """A verdict in words; undetermined where other programs do not agree."""
        names = [exp.If(this=exp.Literal.number(n), true=exp.Literal.string(v)) for n, v in enumerate(_VERDICTS)]
        words = exp.Case(this=own, ifs=names)
        if not self.others:
            return words
        differ = [exp.NEQ(this=exp.column(other, alias), expression=own.copy()) for alias in self.others]
        undetermined = exp.Literal.string(Verdict.UNDETERMINED)
        return exp.Case(ifs=[exp.If(this=exp.or_(*differ), true=undetermined)], default=words)

    def _listed(self, *, must: bool, met: bool | None) -> exp.Expr:
        """The requirements of an outcome, by name, in a text."""
        found = []
        for policy in filter(_is_screened, self.plan.policies):
            for rule in (r for r in policy.rules if r.must is must):
                value = self.compiled.column(rule.met)
                test = exp.Not(this=value) if met is False else exp.Is(this=value, expression=exp.null())
                name = exp.Literal.string(f"{policy.key}#{rule.rule}")
                found.append(self._concerned(policy, exp.Case(ifs=[exp.If(this=test, true=name)])))
        return _joined(found)

    def _uncovered(self) -> exp.Expr:
        return _joined(
            [exp.Case(ifs=[exp.If(this=self.compiled.column(name), true=exp.Literal.string(code))])
             for code, name in sorted(self.plan.uncovered.items())]
        )  # fmt: skip


def _joined(words: Sequence[exp.Expr]) -> exp.Expr:
    """Those of some texts that are not null, as one; null where all are."""
    if not words:
        return exp.null()
    joined = exp.Anonymous(this="array_to_string", expressions=[exp.Array(expressions=list(words)), exp.Literal.string(", ")])
    return exp.Nullif(this=joined, expression=exp.Literal.string(""))


def _free(name: str, taken: set[str]) -> str:
    """A name of a column that PostgreSQL keeps whole and that none has yet."""
    found, number = name.encode()[:_LONGEST].decode(errors="ignore"), 1
    while found in taken:
        number += 1
        end = f"~{number}"
        found = name.encode()[: _LONGEST - len(end)].decode(errors="ignore") + end
    taken.add(found)
    return found
