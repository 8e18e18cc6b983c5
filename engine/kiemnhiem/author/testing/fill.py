"""Cases drafted for what tests leave open: found by search, decided by the reference evaluator, for the author to
check.

A draft is a whole test file of its own, with the base of the file it belongs to: it runs as it stands, and its cases
can be moved over. Nothing written by hand is touched.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any

from kiemnhiem.author.testing import codes
from kiemnhiem.author.testing.flow import value
from kiemnhiem.author.testing.measure import Coverage, Hole, Meter
from kiemnhiem.author.testing.model import Suite, Suites
from kiemnhiem.author.testing.mutation import Hunter, Mutation, Survivor
from kiemnhiem.author.testing.running import Bench
from kiemnhiem.author.testing.search import Aim, Explorer, Situation, requirement_of
from kiemnhiem.cases.case import Case
from kiemnhiem.evaluate.decision import Verdict
from kiemnhiem.language import Lang, Text
from kiemnhiem.policy.constants import print_constant
from kiemnhiem.policy.model import Library
from kiemnhiem.policy.typecheck import ELEMENT
from kiemnhiem.policy.values import Span
from kiemnhiem.problem import Problem


@dataclass(frozen=True)
class Draft:
    """Drafted cases of one policy. ``problems``: what no case was found for (notes)."""

    policy: str
    suite: Suite
    situations: tuple[tuple[Situation, tuple[Aim, ...]], ...]
    problems: tuple[Problem, ...]
    explorer: Explorer

    def text(self, lang: Lang) -> str:
        """The test file."""
        suite = self.suite
        head: dict[str, Any] = {"tests": self.policy, "schema": "1"}
        head |= {"as_of": suite.as_of} if suite.as_of else {}
        head |= {"place": suite.locality} if suite.locality else {}
        head |= {"use": list(suite.use)} if suite.use else {}
        head |= {"base": dict(suite.base)} if suite.base else {}
        head |= {"judgements": dict(suite.judgements)} if suite.judgements else {}
        lines = [f"# {_HEAD[lang]}", *(f"{k}: {value(v)}" for k, v in head.items()), "cases:", self.cases(lang)]
        return "\n".join(lines) + "\n"

    def cases(self, lang: Lang) -> str:
        """Only the cases: a table for each kind of them."""
        lines = []
        for kind in _Kind:
            rows = [(s, aims) for s, aims in self.situations if self._kind(s, aims) is kind]
            if rows:
                lines += [f"  - name: {_NAMES[kind][lang]}", "    table:"]
            lines += [line for situation, aims in rows for line in self._row(situation, aims)]
        return "\n".join(lines)

    def _kind(self, situation: Situation, aims: Sequence[Aim]) -> _Kind:
        if any(isinstance(a, Survivor) and a.mutant.dated for a in aims):
            return _Kind.DAYS
        unknown = self.explorer.expected(situation).verdict is Verdict.UNDETERMINED
        return _Kind.UNKNOWN if unknown else _Kind.FACTS

    def _row(self, situation: Situation, aims: Sequence[Aim]) -> Iterable[str]:
        """One line, with the requirements it is about behind it; several where one would be long."""
        _, day, place = situation.key
        row: dict[str, Any] = {"as_of": day} if day != self.suite.as_of else {}
        row |= {"place": place} if place is not None and place != self.suite.locality else {}
        with_, without, judgements = difference(self.suite.start, situation.case)
        row |= {"with": with_} if with_ else {}
        row |= {"without": without} if without else {}
        row |= {"judgements": judgements} if judgements else {}
        expected = self.explorer.expected(situation)
        plain = expected.verdict in (Verdict.ELIGIBLE, Verdict.NOT_APPLICABLE)
        verdict = expected.verdict.value
        row["expect"] = verdict if plain else {verdict: sorted(expected.requirements)}
        if self.explorer.needs_remarks(situation, aims):
            row["remarks"] = sorted(expected.remarks or ())
        about = ", ".join(sorted({requirement_of(a) or "when" for a in aims}))
        line = f"      - {value(row)}"
        if len(line) <= _WIDTH:
            return [line if len(line) + len(about) > _WIDTH else f"{line}  # {about}"]
        first, *rest = [f"{key}: {value(part)}" for key, part in row.items()]
        return [f"      - {first}", *(f"        {part}" for part in rest)]


def draft(
    library: Library,
    suites: Suites,
    coverage: Coverage | None = None,
    mutation: Mutation | None = None,
    bench: Bench | None = None,
) -> list[Draft]:
    """Cases for the holes of a coverage and the survivors of a mutation, one draft a policy that needs some."""
    bench = bench or Bench(library)
    meter, hunter = Meter(library, bench), Hunter(library, bench)
    aims: dict[str, list[Aim]] = {}
    for hole in coverage.holes if coverage else ():
        aims.setdefault(hole.point.policy, []).append(hole)
    for survivor in mutation.survivors if mutation else ():
        aims.setdefault(survivor.mutant.policy.id, []).append(survivor)
    drafts = []
    for policy, wanted in aims.items():
        suite = next(iter(suites.of(policy)), None) or _no_suite(library, policy)
        explorer = Explorer(policy, meter, hunter, suite)
        found = explorer.find(wanted)
        served = {id(aim) for _, which in found for aim in which}
        problems = [
            Problem(codes.CANNOT_FILL, _place(aim), {"what": _said(aim)}) for aim in wanted if id(aim) not in served
        ]
        drafts.append(Draft(policy, suite, tuple(found), tuple(problems), explorer))
    return drafts


def _no_suite(library: Library, policy: str) -> Suite:
    start = library.policies[policy].period.start
    return Suite(policy, "", start, None, (), {}, {}, Case("", {}), ())


def _said(aim: Aim) -> Text:
    return aim.what if isinstance(aim, Hole) else aim.mutant.what


def _place(aim: Aim) -> Any:
    return aim.place if isinstance(aim, Hole) else aim.mutant.place


def difference(start: Case, case: Case) -> tuple[dict[str, Any], list[str], dict[str, str]]:
    """What a case says otherwise than the one it starts from, as a test file writes it: ``with``, ``without``,
    ``judgements``.
    """
    with_ = {k: printed(v) for k, v in case.facts.items() if v is not None and start.facts.get(k) != v}
    gone = [k for k, v in start.facts.items() if v is not None and case.facts.get(k) is None]
    answers = {k: r.answer for k, r in case.judgements.items() if r.answer is not None}
    before = {k: r.answer for k, r in start.judgements.items()}
    changed = {k.partition("#")[2]: str(a).lower() for k, a in answers.items() if before.get(k) is not a}
    gone += [k.partition("#")[2] for k in before if k not in answers]
    return with_, gone, changed


def printed(fact: Any) -> Any:
    """A fact as YAML writes it."""
    if isinstance(fact, tuple):
        return [_record(r) for r in fact]
    if isinstance(fact, Span):
        return _partial(fact)
    return print_constant(fact)


def _record(record: Any) -> Any:
    known = {k: printed(v) for k, v in record.items() if v is not None}
    return known[ELEMENT] if known.keys() == {ELEMENT} else known


def _partial(span: Span) -> str:
    """A date of which only the year, or year and month, is known; another span as its ends."""
    low, high = span.low, span.high
    if isinstance(low, date) and isinstance(high, date):
        return f"{low.year}" if low.month != high.month else f"{low:%Y-%m}"
    return f"{low}…{high}"


class _Kind(Enum):
    """What a drafted case is about."""

    DAYS = "days"
    UNKNOWN = "unknown"
    FACTS = "facts"


#: How wide a line may be.
_WIDTH = 120
_NAMES = {
    _Kind.DAYS: Text("ngày đầu và ngày cuối của từng quy định", "the first and last days of each rule"),
    _Kind.UNKNOWN: Text("điều chưa rõ", "what is not known"),
    _Kind.FACTS: Text("từng điều kiện riêng", "each condition on its own"),
}
_HEAD = Text(
    "Khung do kiemnhiem test --fill viết: đối chiếu từng kết quả mong đợi với văn bản rồi mới giữ.",
    "Drafted by kiemnhiem test --fill: check what each row expects against the law before keeping it.",
)
