"""The columns a result adds to the officer's own: verdict, reasons, what is missing, remedy, the smallest change that
would make the case eligible, legal basis.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from kiemnhiem.cases.ours import ANSWERS
from kiemnhiem.evaluate.decision import Outcome, Verdict
from kiemnhiem.explain.finding import CaseFinding, FactRole, FactShown, Finding, PolicyFinding
from kiemnhiem.language import Text
from kiemnhiem.policy.program import CitedSource
from kiemnhiem.report import changes, citation, names, words
from kiemnhiem.report.facts import asked
from kiemnhiem.report.run import Run

HEADINGS = ANSWERS

#: The outcomes that make a verdict what it is.
_DECIDING = {Verdict.NOT_ELIGIBLE: Outcome.NOT_MET, Verdict.UNDETERMINED: Outcome.UNKNOWN}

_REMARK = Text("Lưu ý (không bắt buộc): {reason}", "Remark (not binding): {reason}")
_UNCOVERED = Text("Chưa có quy định về chức danh: {posts}", "No policy speaks of: {posts}")
_CONCERN_UNKNOWN = Text(
    "Chưa rõ chính sách có áp dụng cho trường hợp này không", "Unknown whether the policy concerns the case"
)


class Answer(NamedTuple):
    """The added columns of one case, as text; several items are lines."""

    verdict: str
    reasons: str
    missing: str
    remedy: str
    change: str
    basis: str


def answer(finding: CaseFinding, run: Run) -> Answer:
    """What a result says of one case."""
    lang = run.lang
    awaited = [text[lang] for text in names.awaited(run.program, finding.missing, finding.judgements)]
    return Answer(
        verdict=words.VERDICTS[finding.verdict][lang],
        reasons=_lines(_reasons(finding, run)),
        missing=_lines(awaited),
        remedy=_lines(_remedies(finding, run)),
        change=_lines(_changes(finding, run)),
        basis=_lines(_basis(finding, run)),
    )


def _lines(items: Iterable[str]) -> str:
    """One item a line, each once; bullets where there are several."""
    lines = [words.plain(item) for item in dict.fromkeys(items) if item]
    return "\n".join(f"• {line}" for line in lines) if len(lines) > 1 else "".join(lines)


def _reasons(finding: CaseFinding, run: Run) -> Iterator[str]:
    if finding.uncovered:
        yield _UNCOVERED.format(posts="; ".join(post[run.lang] for post in finding.uncovered))[run.lang]
    for policy in finding.policies:
        for reason in _policy_reasons(policy, run):
            yield f"{policy.policy.title[run.lang]} – {reason}" if len(finding.policies) > 1 else reason
    yield from (note[run.lang] for note in finding.notes)


def _policy_reasons(policy: PolicyFinding, run: Run) -> Iterator[str]:
    deciding = _deciding(policy)
    if policy.verdict is Verdict.UNDETERMINED and not deciding:
        yield _CONCERN_UNKNOWN[run.lang]
    yield from (_reason(found, run) for found in deciding)
    for found in policy.findings:
        if found.rule.id in policy.remarks:
            yield _REMARK.format(reason=_reason(found, run))[run.lang]
        elif _is_excepted(found):
            yield _reason(found, run)


def _is_excepted(found: Finding) -> bool:
    """Whether it is met only by an exception."""
    return found.outcome is Outcome.MET and found.would_be is Outcome.NOT_MET


def _deciding(policy: PolicyFinding) -> list[Finding]:
    outcome = _DECIDING.get(policy.verdict)
    return list(policy.of(outcome)) if outcome else []


def _reason(found: Finding, run: Run) -> str:
    title, because = found.rule.title[run.lang], found.because[run.lang]
    reason = because if because.startswith(title) else f"{title}: {because}"
    facts = [_fact(fact, run) for fact in found.facts if fact.decided is False and fact.role is FactRole.REQUIREMENT]
    return f"{reason} ({'; '.join(facts)})" if facts and found.outcome is Outcome.NOT_MET else reason


def _fact(fact: FactShown, run: Run) -> str:
    shown = fact.actual is not None and (run.show_personal or not fact.personal)
    actual = f"{fact.actual[run.lang]}, " if shown and fact.actual else ""
    return f"{fact.label[run.lang]}: {actual}{asked(fact, run.program)[run.lang]}"


def _remedies(finding: CaseFinding, run: Run) -> Iterator[str]:
    for policy in finding.policies:
        yield from (found.remedy.text[run.lang] for found in policy.of(Outcome.NOT_MET) if found.remedy)


def _changes(finding: CaseFinding, run: Run) -> Iterator[str]:
    if finding.change:
        yield from (line for line, _ in changes.lines(finding.change, run.lang, show_personal=run.show_personal))


def _basis(finding: CaseFinding, run: Run) -> Iterator[str]:
    for policy in finding.policies:
        for cited in _sources(policy):
            caution = citation.caution(cited, run.program.as_of, run.lang)
            yield f"{citation.short(cited, run.lang)} ({caution})" if caution else citation.short(cited, run.lang)


def _sources(policy: PolicyFinding) -> list[CitedSource]:
    """Those of the findings that decide; where none speaks against, the policy's own and those of exceptions used."""
    deciding = [cited for found in _deciding(policy) for cited in found.sources]
    excepted = [cited for found in policy.findings if _is_excepted(found) for cited in found.sources]
    return deciding or [*policy.policy.sources, *excepted]
