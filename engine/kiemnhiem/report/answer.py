"""The five columns a result adds to the officer's own: verdict, reasons, what is missing, remedy, legal basis."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from kiemnhiem.evaluate.decision import Outcome, Verdict
from kiemnhiem.explain.finding import CaseFinding, FactShown, Finding, PolicyFinding
from kiemnhiem.language import Text
from kiemnhiem.policy.program import CitedSource
from kiemnhiem.report import citation, names, words
from kiemnhiem.report.run import Run

HEADINGS = (
    Text("Kết quả", "Verdict"),
    Text("Lý do", "Reasons"),
    Text("Còn thiếu", "Missing"),
    Text("Hướng tháo gỡ", "Remedy"),
    Text("Căn cứ", "Legal basis"),
)

#: The outcomes that make a verdict what it is.
_DECIDING = {Verdict.NOT_ELIGIBLE: Outcome.NOT_MET, Verdict.UNDETERMINED: Outcome.UNKNOWN}

_REQUIRED = Text("yêu cầu: {required}", "required: {required}")
_REMARK = Text("Lưu ý (không bắt buộc): {reason}", "Remark (not binding): {reason}")
_EXCEPTED = Text("{reason} (theo ngoại lệ: {exceptions})", "{reason} (by exception: {exceptions})")
_UNCOVERED = Text("Chưa có quy định về chức danh: {posts}", "No policy speaks of: {posts}")
_CONCERN_UNKNOWN = Text("{policy}: chưa rõ có thuộc phạm vi áp dụng không", "{policy}: unknown whether it applies")
_NEEDS = Text("cần: {items}", "needs: {items}")


class Answer(NamedTuple):
    """The added columns of one case, as text; several items are lines."""

    verdict: str
    reasons: str
    missing: str
    remedy: str
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
        yield _CONCERN_UNKNOWN.format(policy=policy.policy.title)[run.lang]
    yield from (_reason(found, run) for found in deciding)
    for found in policy.findings:
        if found.rule.id in policy.remarks:
            yield _REMARK.format(reason=_reason(found, run))[run.lang]
        elif found.outcome is Outcome.MET and found.exceptions:
            exceptions = "; ".join(found.exceptions)
            yield _EXCEPTED.format(reason=_reason(found, run), exceptions=exceptions)[run.lang]


def _deciding(policy: PolicyFinding) -> list[Finding]:
    outcome = _DECIDING.get(policy.verdict)
    return list(policy.of(outcome)) if outcome else []


def _reason(found: Finding, run: Run) -> str:
    facts = [shown for f in found.facts if f.decided is False and (shown := _fact(f, run))]
    reason = f"{found.rule.title[run.lang]}: {found.because[run.lang]}"
    return f"{reason} ({'; '.join(facts)})" if facts and found.outcome is Outcome.NOT_MET else reason


def _fact(fact: FactShown, run: Run) -> str:
    required = _REQUIRED.format(required=fact.required)[run.lang]
    shown = fact.actual is not None and (run.show_personal or not fact.personal)
    actual = f"{fact.actual[run.lang]}, " if shown and fact.actual else ""
    return f"{fact.label[run.lang]}: {actual}{required}"


def _remedies(finding: CaseFinding, run: Run) -> Iterator[str]:
    lang = run.lang
    for policy in finding.policies:
        for found in policy.of(Outcome.NOT_MET):
            if remedy := found.remedy:
                yield remedy.text[lang] if remedy.policy is None else _by_policy(remedy.text, remedy.policy, run)


def _by_policy(text: Text, policy: PolicyFinding, run: Run) -> str:
    """The remedy, with what its own policy says and why."""
    lang = run.lang
    verdict = words.lowered(words.VERDICTS[policy.verdict][lang])
    title = policy.policy.title[lang]
    line = f"{title}: {verdict}" if text[lang] == title else f"{text[lang]} → {title}: {verdict}"
    why = "; ".join(found.rule.title[lang] for found in policy.of(Outcome.NOT_MET))
    if policy.verdict is Verdict.UNDETERMINED:
        items = names.awaited(run.program, policy.missing, policy.judgements)
        why = _NEEDS.format(items="; ".join(item[lang] for item in items))[lang] if items else ""
    return f"{line} ({why})" if why else line


def _basis(finding: CaseFinding, run: Run) -> Iterator[str]:
    for policy in finding.policies:
        for cited in _sources(policy):
            caution = citation.caution(cited, run.program.as_of, run.lang)
            yield f"{citation.short(cited, run.lang)} ({caution})" if caution else citation.short(cited, run.lang)


def _sources(policy: PolicyFinding) -> list[CitedSource]:
    """Those of the findings that decide; where none speaks against it, the policy's own and those of exceptions used."""
    deciding = [cited for found in _deciding(policy) for cited in found.sources]
    excepted = [cited for found in policy.findings if found.exceptions for cited in found.sources]
    return deciding or [*policy.policy.sources, *excepted]
