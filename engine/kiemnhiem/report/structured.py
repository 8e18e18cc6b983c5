"""Results for programs: a case as an object, the summary as an object, ``.json`` and ``.jsonl`` files."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import PurePath
from typing import IO, Any, TypeVar

from kiemnhiem.evaluate.decision import Outcome, Verdict
from kiemnhiem.explain.advice import Change, SmallestChange
from kiemnhiem.explain.finding import CaseFinding, FactRole, FactShown, Finding, PolicyFinding, RemedyFound
from kiemnhiem.language import Lang, Text
from kiemnhiem.policy.program import CitedSource, Rule
from kiemnhiem.problem import Place, Problem
from kiemnhiem.report import place
from kiemnhiem.report.run import Run
from kiemnhiem.report.summary import Summary, Tally

Object = dict[str, Any]
_T = TypeVar("_T")


def case_object(finding: CaseFinding, *, show_personal: bool = False) -> Object:
    """One case as JSON has it. A personal fact's value is ``null`` with ``"masked": true`` unless it may be shown."""
    return {
        "case": finding.case.id,
        "verdict": finding.verdict.value,
        "policies": [_policy(policy, show_personal) for policy in finding.policies],
        "missing": list(finding.missing),
        "judgements": list(finding.judgements),
        "uncovered": [text_object(text) for text in finding.uncovered],
        "notes": [text_object(text) for text in finding.notes],
        "change": _smallest(finding.change, show_personal) if finding.change else None,
    }


def _smallest(change: SmallestChange, show_personal: bool) -> Object:
    """The smallest change that would make a case eligible."""
    return {
        "found": change.found,
        "complete": change.complete,
        "weight": change.weight,
        "changes": [_changed(one, show_personal) for one in change.changes],
        "supplied": [_changed(one, show_personal) for one in change.supplied],
        "wait": {
            "from": change.wait.day.isoformat(),
            "weight": change.wait.weight,
            "reasons": [text_object(text) for text in change.wait.reasons],
            "requirements": _requirements(change.wait.cures),
        }
        if change.wait
        else None,
        "bars": _requirements(change.bars),
        "uncovered": change.uncovered,
    }


def _changed(change: Change, show_personal: bool) -> Object:
    masked = change.personal and change.before is not None and not show_personal
    shown: Object = {
        "field": change.field,
        "how": change.how.value if change.how else None,
        "weight": change.weight,
        "before": None if masked or change.before is None else text_object(change.before),
        "after": text_object(change.after),
        "requirements": _requirements(change.cures),
        "remedies": [text_object(text) for text in change.remedies],
    }
    return {**shown, "masked": True} if masked else shown


def _requirements(rules: Iterable[Rule]) -> list[Object]:
    return [{"policy": rule.policy, "requirement": rule.id} for rule in rules]


def _policy(policy: PolicyFinding, show_personal: bool) -> Object:
    return {
        "policy": policy.policy.id,
        "verdict": policy.verdict.value,
        "findings": [_finding(finding, show_personal) for finding in policy.findings],
    }


def _finding(finding: Finding, show_personal: bool) -> Object:
    return {
        "requirement": finding.rule.id,
        "outcome": finding.outcome.value,
        "because": text_object(finding.because),
        "facts": [_fact(fact, show_personal) for fact in finding.facts],
        "source": _one_or_list(source_object(cited) for cited in finding.sources),
        "exception": _one_or_list(finding.exceptions),
        "remedy": _remedy(finding.remedy),
    }


def _fact(fact: FactShown, show_personal: bool) -> Object:
    masked = fact.personal and fact.actual is not None and not show_personal
    actual = None if masked or fact.actual is None else text_object(fact.actual)
    shown: Object = {"field": fact.field, "actual": actual, "required": text_object(fact.required)}
    if fact.role is not FactRole.REQUIREMENT:
        shown["role"] = fact.role.value
    return {**shown, "masked": True} if masked else shown


def source_object(cited: CitedSource) -> Object:
    """A document that something rests on, and how well it is known."""
    return {
        "document": cited.source.id,
        "number": cited.source.number,
        "date": cited.source.issued.isoformat(),
        "clause": cited.citation.clause,
        "evidence": cited.evidence.value,
        "in_force": cited.in_force,
        "in_doubt": cited.in_doubt,
    }


def _remedy(remedy: RemedyFound | None) -> Object | None:
    if remedy is None:
        return None
    policy = remedy.policy
    return {
        "text": text_object(remedy.text),
        "policy": policy.policy.id if policy else None,
        "verdict": policy.verdict.value if policy else None,
    }


def text_object(text: Text) -> Object:
    """Words in both languages."""
    return {lang.value: text[lang] for lang in Lang}


def _one_or_list(items: Iterable[Any]) -> Any:
    """``None`` for none, the one itself, or the list of several; equal ones once."""
    once: list[Any] = []
    once.extend(item for item in items if item not in once)
    return once if len(once) > 1 else once[0] if once else None


def summary_object(summary: Summary, lang: Lang) -> Object:
    """The figures of a run as JSON has them; messages about cells in one language."""
    return {
        "as_of": summary.as_of.isoformat(),
        "library": summary.library,
        "engine": summary.engine,
        "cases": summary.cases,
        "verdicts": _counts(summary.verdicts),
        "requirements": [
            {"policy": r.policy, "requirement": r.rule.id, **{o.value: r.outcomes[o] for o in Outcome}}
            for r in summary.requirements
        ],
        "missing": [{"field": m.name, "cases": m.cases} for m in summary.missing],
        "judgements": [{"judgement": j.name, "cases": j.cases} for j in summary.judgements],
        "remedies": [
            {
                "policy": r.policy,
                "requirement": r.rule.id,
                "remedy": r.remedy,
                **{v.value: r.verdicts[v] for v in (Verdict.ELIGIBLE, Verdict.UNDETERMINED, Verdict.NOT_ELIGIBLE)},
            }
            for r in summary.remedies
        ],
        "rejected": [_rejected(problem, lang) for problem in summary.rejected],
    }


def _receipt(run: Run) -> Object:
    """The receipt of a run under its key, where it has one."""
    receipt = run.receipt
    return {"receipt": receipt.object()} if receipt else {}


def _counts(counts: Mapping[Verdict, int]) -> dict[str, int]:
    return {verdict.value: number for verdict, number in counts.items()}


def _rejected(problem: Problem, lang: Lang) -> Object:
    where = place.parts(problem.place)
    return {
        "file": where.file,
        "sheet": where.sheet,
        "row": where.row,
        "column": where.column,
        "message": problem.words(lang),
    }


def _by_name(problem: Problem) -> Problem:
    """A problem with the names of files, not where they lie: on another machine they lie elsewhere."""
    values = {name: _named(value) for name, value in problem.values.items()}
    return replace(problem, place=_named(problem.place), values=values)


def _named(value: _T) -> _T:
    return replace(value, file=PurePath(value.file).name) if isinstance(value, Place) else value


def write_jsonl(file: IO[bytes], findings: Iterable[CaseFinding], run: Run) -> Summary:
    """One object a case, one case a line."""
    tally = Tally(run)
    for finding in tally.watch(findings):
        file.write(_json(case_object(finding, show_personal=run.show_personal)) + b"\n")
    return tally.summary()


def write_json(file: IO[bytes], findings: Iterable[CaseFinding], run: Run) -> Summary:
    """The summary, then ``results``: an object a case. The cases wait on disk until the figures are known."""
    with tempfile.TemporaryFile() as results:
        tally = Tally(run)
        for number, finding in enumerate(tally.watch(findings)):
            results.write(b",\n" if number else b"\n")
            results.write(_json(case_object(finding, show_personal=run.show_personal)))
        summary = tally.summary()
        named = replace(summary, rejected=tuple(map(_by_name, summary.rejected)))
        head = _json({**summary_object(named, run.lang), **_receipt(run)}, indent=2)
        file.write(head.removesuffix(b"\n}") + b',\n  "results": [')
        results.seek(0)
        shutil.copyfileobj(results, file)
        file.write(b"\n]}\n")
    return summary


def _json(value: Object, indent: int | None = None) -> bytes:
    # Half a character, as the name of a file may hold, has no UTF-8; in JSON it is written as an escape.
    return json.dumps(value, ensure_ascii=False, indent=indent).encode(errors="backslashreplace")
