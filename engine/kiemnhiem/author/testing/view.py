"""What tests, coverage and mutation found, for the terminal and as an object."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from kiemnhiem.author.testing.flow import value
from kiemnhiem.author.testing.measure import Coverage, Hole
from kiemnhiem.author.testing.model import Result
from kiemnhiem.author.testing.mutation import Mutation, Survivor
from kiemnhiem.language import Lang, Text
from kiemnhiem.problem import Problem
from kiemnhiem.report.terminal import indented, said

if TYPE_CHECKING:
    from rich.console import Console

Object = dict[str, Any]

_FAILED = Text("KHÔNG ĐẠT", "FAILED")
_TOTAL = Text("{passed} đạt, {failed} không đạt", "{passed} passed, {failed} failed")
_COVERED = Text("{policy}: độ phủ {percent} % ({shown}/{total})", "{policy}: coverage {percent} % ({shown}/{total})")
_COVERAGE = Text(
    "Độ phủ {percent} %: {holes} điều chưa ca nào cho thấy, {excluded} điều được giải thích là không thể có",
    "Coverage {percent} %: {holes} not shown by any case, {excluded} explained as impossible",
)
_MUTATED = Text("{policy}: {killed}/{total} cách đổi bị phát hiện", "{policy}: {killed}/{total} mutants noticed")
_SAME = Text("{count} không đổi nghĩa", "{count} of equal meaning")
_EXPLAINED = Text("{count} đã giải thích", "{count} explained")
_LEFT = Text("{count} lọt", "{count} survived")
_MUTATION = Text(
    "{total} cách đổi chính sách, {left} lọt qua mà chưa được giải thích",
    "{total} mutants, {left} survived unexplained",
)


def show_results(results: Sequence[Result], lang: Lang, screen: Console) -> None:
    """The failed tests with what differs, how many passed by policy, and in all."""
    totals = Counter(r.test.policy for r in results)
    passed = Counter(r.test.policy for r in results if r.passed)
    for result in results:
        if not result.passed:
            line = f"{_FAILED[lang]} {result.test.place} {result.test.policy}: {result.test.name}"
            screen.print(said(line, "red"), soft_wrap=True)
            for difference in result.differences:
                screen.print(indented(said(difference[lang]), 4))
    for policy, total in totals.items():
        screen.print(said(f"{policy}: {passed[policy]}/{total}"))
    failed = totals.total() - passed.total()
    screen.print(said(_TOTAL.format(passed=passed.total(), failed=failed)[lang], "bold red" if failed else "bold"))


def show_coverage(coverage: Coverage, lang: Lang, screen: Console) -> None:
    """By policy and in all; under each policy its holes, with what to write where one cannot be filled."""
    for policy in coverage.policies:
        numbers = {"percent": _number(policy.percent, lang), "shown": policy.shown, "total": policy.total}
        style = "yellow" if policy.holes else ""
        screen.print(said(_COVERED.format(policy=policy.policy, **numbers)[lang], style))
        for hole in policy.holes:
            _show(hole.problem, hole.what, f"unreachable: {value(hole_entry(hole))}", lang, screen)
    excluded = sum(len(u.never) for p in coverage.policies for u in p.unreachable)
    total = _COVERAGE.format(percent=_number(coverage.percent, lang), holes=len(coverage.holes), excluded=excluded)
    screen.print(said(total[lang], "bold"))


def show_mutation(mutation: Mutation, lang: Lang, screen: Console) -> None:
    """By policy and in all; under each policy its survivors, with what to write where one means the same."""
    for policy in mutation.policies:
        line = _MUTATED.format(policy=policy.policy, killed=policy.killed, total=policy.total)[lang]
        others = ((policy.same, _SAME), (len(policy.explained), _EXPLAINED), (len(policy.survivors), _LEFT))
        line = ", ".join((line, *(words.format(count=n)[lang] for n, words in others if n)))
        screen.print(said(line, "yellow" if policy.survivors else ""))
        for survivor in policy.survivors:
            entry = f"explained: {value({'mutant': survivor.mutant.id})}"
            _show(survivor.problem, survivor.mutant.what, entry, lang, screen)
    total = sum(p.total for p in mutation.policies)
    screen.print(said(_MUTATION.format(total=total, left=len(mutation.survivors))[lang], "bold"))


def _show(problem: Problem, what: Text, entry: str, lang: Lang, screen: Console) -> None:
    screen.print(said(f"  {problem.place} {problem.code.id}"), soft_wrap=True)
    screen.print(indented(said(what[lang]), 4))
    screen.print(said(f"    {entry}", "dim"), soft_wrap=True)


def _number(percent: float, lang: Lang) -> str:
    text = f"{percent:g}"
    return text.replace(".", ",") if lang is Lang.VI else text


def hole_entry(hole: Hole) -> Object:
    """A hole as ``unreachable:`` names it."""
    requirement = {"requirement": hole.point.requirement} if hole.point.requirement else {}
    return {**requirement, "atom": hole.point.text, "never": hole.need.value}


def testing_object(results: Iterable[Result], coverage: Coverage | None, mutation: Mutation | None) -> Object:
    """Everything as JSON has it."""
    found: Object = {"tests": [_result(r) for r in results]}
    if coverage:
        found["coverage"] = {
            "percent": coverage.percent,
            "problems": [_problem(p) for p in coverage.problems],
            "policies": [
                {
                    "policy": p.policy,
                    "percent": p.percent,
                    "shown": p.shown,
                    "total": p.total,
                    "holes": [{**hole_entry(h), "place": str(h.place), "what": _text(h.what)} for h in p.holes],
                }
                for p in coverage.policies
            ],
        }
    if mutation:
        found["mutation"] = {
            "problems": [_problem(p) for p in mutation.problems],
            "policies": [
                {
                    "policy": p.policy,
                    "mutants": p.total,
                    "noticed": p.killed,
                    "same": p.same,
                    "explained": len(p.explained),
                    "survivors": [_survivor(s) for s in p.survivors],
                }
                for p in mutation.policies
            ],
        }
    return found


def _result(result: Result) -> Object:
    test = result.test
    return {
        "policy": test.policy,
        "name": test.name,
        "place": str(test.place),
        "as_of": test.as_of.isoformat(),
        "passed": result.passed,
        "differences": [_text(d) for d in result.differences],
    }


def _survivor(survivor: Survivor) -> Object:
    mutant = survivor.mutant
    return {"mutant": mutant.id, "place": str(mutant.place), "what": _text(mutant.what)}


def _problem(problem: Problem) -> Object:
    return {"code": problem.code.id, "place": str(problem.place), "message": {v.value: problem.words(v) for v in Lang}}


def _text(text: Text) -> Object:
    return {"vi": text.vi, "en": text.en}
