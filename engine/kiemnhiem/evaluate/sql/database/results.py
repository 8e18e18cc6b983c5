"""The table of results: its columns, and the statement that fills it for one program."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from sqlglot import exp

from kiemnhiem.evaluate.columnar.plan import Plan, PolicyColumns, RuleColumns
from kiemnhiem.evaluate.columnar.table import (
    NOT_MET,
    SEPARATOR,
    UNCOVERED,
    UNKNOWN,
    VERDICT,
    may_be_waived,
    met_column,
    waived_column,
)
from kiemnhiem.evaluate.decision import Verdict
from kiemnhiem.evaluate.sql.dialects import POSTGRES
from kiemnhiem.evaluate.sql.statement import ID, Compiled, Names, Tables, compile_plan
from kiemnhiem.language import Text
from kiemnhiem.policy.program import REMEDY, Program

#: Longer names are cut by PostgreSQL; so are ours, with a number to tell them apart.
_LONGEST = 63
_HERE, _KEY, _PLACE, _REMARKS = "here", "id", "place", "remarks"
_LABELS: Mapping[str, Text] = {
    _KEY: Text("Mã hồ sơ", "The case's id"),
    _PLACE: Text("Địa phương có quy định riêng được áp dụng", "The place whose own rules were applied"),
    VERDICT: Text("Kết luận", "The verdict"),
    UNCOVERED: Text("Chức danh không chính sách nào nói đến", "Posts that no policy speaks of"),
    NOT_MET: Text("Yêu cầu bắt buộc không đạt", "Requirements that are not met"),
    UNKNOWN: Text("Yêu cầu bắt buộc chưa xác định được", "Requirements that could not be decided"),
    _REMARKS: Text("Yêu cầu nên có mà không đạt", "Recommendations that are not met"),
}
_NOT_APPLICABLE = Text("{label}: không áp dụng", "{label}: does not apply")


@dataclass(frozen=True)
class ResultColumn:
    """A column of the results. ``about``: what stands in it, in the words of
    :mod:`kiemnhiem.evaluate.columnar.table`: a policy's key, for its verdict; a requirement's column.
    """

    name: str
    about: str
    label: Text
    type: str = "text"


@dataclass(frozen=True)
class Results:
    """The columns of a table of results for every program of a question (``whole`` has the rules of all).

    ``key``: the column of the cases' ids. ``split``: with columns for each requirement. ``blockers``: with the ids of
    the requirements that are not met or unknown, as text.
    """

    key: str
    whole: Program
    split: bool = True
    blockers: bool = True

    @cached_property
    def columns(self) -> tuple[ResultColumn, ...]:
        """All columns, in order."""
        taken: set[str] = set()
        return tuple(
            ResultColumn(_free(self.key if about == _KEY else about, taken), about, label, kind)
            for about, label, kind in self._abouts()
        )

    def _abouts(self) -> Iterator[tuple[str, Text, str]]:
        without = {UNCOVERED} if self.whole.asked else set()
        without |= set() if self.blockers else {NOT_MET, UNKNOWN, _REMARKS}
        for about, label in _LABELS.items():
            if about not in without:
                yield about, label, "text"
        for key, policy in self.whole.all_policies:
            yield key, policy.title, "text"
            for rule in policy.rules if self.split else ():
                yield met_column(key, rule.id), rule.title, "boolean"
                if may_be_waived(policy, rule):
                    yield waived_column(key, rule.id), _NOT_APPLICABLE.format(label=rule.title), "boolean"

    @cached_property
    def names(self) -> Mapping[str, str]:
        """The columns by what stands in them."""
        return {column.about: column.name for column in self.columns}

    def filled(
        self, plan: Plan, place: str | None, names: Names, cases: exp.Select, others: Sequence[exp.Select]
    ) -> exp.Select:
        """What is inserted for some cases by the rules of a place. ``others``: the verdicts (:func:`verdicts`) of these
        cases by other programs, where their place is not known: what these do not agree on is undetermined.
        """
        compiled = _compiled(plan, names)
        found = compiled.select(earlier=_asked(plan, cases))
        for number, other in enumerate(others):
            on = exp.EQ(this=exp.column(ID, f"o{number}"), expression=exp.column(ID, compiled.name))
            found = found.join(other.subquery(f"o{number}"), on=on, copy=False)
        values = _Row(plan, compiled, [f"o{n}" for n in range(len(others))]).values
        values[_PLACE] = exp.Literal.string(place) if place else exp.null()
        return found.select(*(values.get(c.about, exp.null()) for c in self.columns), copy=False)


def verdicts(plan: Plan, names: Names, cases: exp.Select) -> exp.Select:
    """The verdicts of cases by a program: ``id``, ``v``, and ``v0``, ``v1``… by policy."""
    compiled = _compiled(plan, names, only_verdicts=True)
    columns = [exp.column(ID), exp.alias_(compiled.column(plan.verdict), "v")]
    columns += [exp.alias_(compiled.column(p.verdict), f"v{n}") for n, p in enumerate(plan.policies)]
    return compiled.select(*columns, earlier=_asked(plan, cases))


def records_table(list_: str) -> str:
    """The temporary table of a list's records."""
    return f"kn_records_{list_}"


def _asked(plan: Plan, cases: exp.Select) -> list[tuple[str, exp.Select]]:
    """The cases that are asked, and their records."""
    found = [(_HERE, cases)]
    for name in plan.records:
        theirs = exp.In(this=exp.column(ID), query=exp.select(ID).from_(_HERE).subquery())
        found.append((_here(name), exp.select("*").from_(records_table(name)).where(theirs)))
    return found


def _here(list_: str) -> str:
    return f"{_HERE}_{list_}"


def _compiled(plan: Plan, names: Names, *, only_verdicts: bool = False) -> Compiled:
    tables = Tables(_HERE, {n: _here(n) for n in plan.records}, names)
    wanted = [plan.verdict, *(p.verdict for p in plan.policies)] if only_verdicts else None
    return compile_plan(plan, POSTGRES, tables, wanted=wanted)


@dataclass(frozen=True)
class _Row:
    """The values of a row of results."""

    plan: Plan
    compiled: Compiled
    others: Sequence[str]

    @property
    def values(self) -> dict[str, exp.Expr]:
        """By what stands in a column."""
        found = {
            _KEY: exp.column(ID, self.compiled.name),
            VERDICT: self._verdict(self.plan.verdict, "v"),
            UNCOVERED: self._uncovered(),
            NOT_MET: self._listed(must=True, met=False),
            UNKNOWN: self._listed(must=True, met=None),
            _REMARKS: self._listed(must=False, met=False),
        }
        for number, policy in enumerate(self.plan.policies):
            found[policy.key] = self._verdict(policy.verdict, f"v{number}")
            for rule in policy.rules:
                waived = self._waived(policy, rule)
                met = self.compiled.column(rule.met)
                found[waived_column(policy.key, rule.rule)] = waived
                found[met_column(policy.key, rule.rule)] = _where(exp.Not(this=exp.Paren(this=waived.copy())), met)
        return found

    def _waived(self, policy: PolicyColumns, rule: RuleColumns) -> exp.Expr:
        """Whether a requirement does not apply, or its policy does not concern the case."""
        tests = [self.compiled.column(rule.waived)] if rule.waived else []
        if policy.concerns:
            about = exp.Coalesce(this=self.compiled.column(policy.concerns), expressions=[exp.true()])
            tests.append(exp.Not(this=about))
        return exp.or_(*tests) if tests else exp.false()

    def _verdict(self, column: str, other: str) -> exp.Expr:
        """A verdict in words; undetermined where other programs do not agree."""
        own = self.compiled.column(column)
        names = [exp.If(this=exp.Literal.number(n), true=exp.Literal.string(v)) for n, v in enumerate(Verdict)]
        words = exp.Case(this=own, ifs=names)
        if not self.others:
            return words
        differ = [exp.NEQ(this=exp.column(other, alias), expression=own.copy()) for alias in self.others]
        undetermined = exp.Literal.string(Verdict.UNDETERMINED)
        return exp.Case(ifs=[exp.If(this=exp.or_(*differ), true=undetermined)], default=words)

    def _listed(self, *, must: bool, met: bool | None) -> exp.Expr:
        """The requirements of an outcome, by name, in a text."""
        found = []
        for policy in (p for p in self.plan.policies if not p.key.startswith(REMEDY)):
            for rule in (r for r in policy.rules if r.must is must):
                value = self.compiled.column(rule.met)
                test: exp.Expr = exp.Not(this=value) if met is False else exp.Is(this=value, expression=exp.null())
                if policy.concerns:
                    about = exp.Coalesce(this=self.compiled.column(policy.concerns), expressions=[exp.true()])
                    test = exp.And(this=about, expression=exp.Paren(this=test))
                found.append(_where(test, exp.Literal.string(met_column(policy.key, rule.rule))))
        return _joined(found)

    def _uncovered(self) -> exp.Expr:
        held = sorted(self.plan.uncovered.items())
        return _joined([_where(self.compiled.column(name), exp.Literal.string(code)) for code, name in held])


def _where(test: exp.Expr, value: exp.Expr) -> exp.Expr:
    """A value where a test holds, else null."""
    return exp.Case(ifs=[exp.If(this=test, true=value)])


def _joined(words: Sequence[exp.Expr]) -> exp.Expr:
    """Those of some texts that are not null, as one; null where all are."""
    if not words:
        return exp.null()
    parts = [exp.Array(expressions=list(words)), exp.Literal.string(SEPARATOR)]
    joined = exp.Anonymous(this="array_to_string", expressions=parts)
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
