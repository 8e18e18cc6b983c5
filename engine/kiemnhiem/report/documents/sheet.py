"""What the appraisal sheet of a case says, in one language: what its template may use."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kiemnhiem.cases.case import Case, Recorded
from kiemnhiem.evaluate.decision import Outcome
from kiemnhiem.explain.finding import CaseFinding, Finding, PolicyFinding
from kiemnhiem.explain.words import value_words
from kiemnhiem.language import Text
from kiemnhiem.policy.program import CitedSource
from kiemnhiem.policy.types import Field
from kiemnhiem.report import changes, citation, details, figures, names, words
from kiemnhiem.report.documents.letterhead import Letterhead
from kiemnhiem.report.facts import asked
from kiemnhiem.report.run import Run

_ANSWER = {True: Text("có", "yes"), False: Text("không", "no"), None: Text("không rõ", "not known")}
_BY = Text("{answer} ({said})", "{answer} ({said})")
_JUDGED = Text("Kết luận: {question}", "Judgement: {question}")
_FACT = Text("{label}: {actual} ({asked})", "{label}: {actual} ({asked})")
_REMEDY_POLICY = Text("{title} (theo hướng tháo gỡ)", "{title} (as a remedy)")
_STANCE = Text("{title} ({stance})", "{title} ({stance})")
_CITED = Text("{source} ({standing})", "{source} ({standing})")


@dataclass(frozen=True)
class Fact:
    """Something known of the case."""

    label: str
    value: str


@dataclass(frozen=True)
class Requirement:
    """A requirement with its outcome. ``facts``: values found and required; ``reasons``: why, and what could cure it;
    ``sources``: each with how well it is known. Several are lines.
    """

    number: str
    title: str
    outcome: str
    facts: str
    reasons: str
    sources: str


@dataclass(frozen=True)
class Policy:
    """A policy with its verdict for the case."""

    title: str
    verdict: str
    requirements: tuple[Requirement, ...]


@dataclass(frozen=True)
class Change:
    """One part of the smallest change, and what it is for."""

    text: str
    more: str


@dataclass(frozen=True)
class Sheet:
    """An appraisal sheet. ``receipt``: the short id of the run's receipt, or nothing."""

    office: Letterhead
    case: str
    verdict: str
    meaning: str
    notes: tuple[str, ...]
    facts: tuple[Fact, ...]
    policies: tuple[Policy, ...]
    missing: tuple[str, ...]
    changes: tuple[Change, ...]
    sources: tuple[str, ...]
    as_of: str
    library: str
    digest: str
    engine: str
    receipt: str


#: What a sheet must tell, whatever an office's template looks like.
TOLD = ("case", "verdict", "as_of", "sources", "library")


def sheet(finding: CaseFinding, run: Run, office: Letterhead, receipt: str = "") -> Sheet:
    """The appraisal sheet of a case. Personal facts are masked unless the run shows them."""
    lang = run.lang
    library, _, digest = run.library.rpartition("@")
    given = finding.change
    lines = changes.lines(given, lang, show_personal=run.show_personal) if given else ()
    found = [cited for policy in _all_policies(finding) for cited in _cited(policy)]
    return Sheet(
        office=office,
        case=finding.case.id,
        verdict=words.VERDICTS[finding.verdict][lang],
        meaning=words.MEANINGS[finding.verdict][lang],
        notes=tuple(text[lang] for text in _notes(finding, run)),
        facts=(*_facts(finding.case, run), *_judged(finding, run)),
        policies=tuple(_policies(finding, run)),
        missing=tuple(text[lang] for text in names.awaited(run.program, finding.missing, finding.judgements)),
        changes=tuple(Change(text, "\n".join(more)) for text, more in lines),
        sources=figures.source_lines(tuple(found), run),
        as_of=words.day(run.program.as_of, lang),
        library=library,
        digest=digest,
        engine=run.engine,
        receipt=receipt,
    )


def _notes(finding: CaseFinding, run: Run) -> Iterator[Text]:
    if finding.uncovered:
        yield details.UNCOVERED.format(posts="; ".join(post[run.lang] for post in finding.uncovered))
    yield from finding.notes


def _facts(case: Case, run: Run) -> Iterator[Fact]:
    for name, of in run.program.vocabulary.fields.items():
        value = value_words(of, case.fact(name)) if of.derived is None else None
        if value is not None and not of.key:
            yield Fact(of.label[run.lang], _shown(of, value, run)[run.lang])


def _judged(finding: CaseFinding, run: Run) -> Iterator[Fact]:
    """Who judged and when, where that was recorded, for the policies that are asked."""
    asked_of = {policy.policy.id for policy in _all_policies(finding)}
    given = {
        fact: recorded
        for fact, recorded in finding.case.judgements.items()
        if (recorded.by or recorded.on) and fact.partition("#")[0] in asked_of
    }
    for fact, question in names.questions(run.program, given).items():
        yield Fact(_JUDGED.format(question=question)[run.lang], _answered(given[fact], run))


def _shown(of: Field, value: Text, run: Run) -> Text:
    return details.MASKED if of.personal and not run.show_personal else value


def _answered(recorded: Recorded, run: Run) -> str:
    by = recorded.by if run.show_personal or recorded.by is None else details.MASKED[run.lang]
    said = [part for part in (by, words.day(recorded.on, run.lang) if recorded.on else None) if part]
    answer = _ANSWER[recorded.answer]
    return (_BY.format(answer=answer, said=", ".join(said)) if said else answer)[run.lang]


def _all_policies(finding: CaseFinding) -> Iterator[PolicyFinding]:
    """Those that were asked, then those asked as remedies, each once."""
    seen: dict[str, PolicyFinding] = {}
    waiting = [*finding.policies]
    yield from finding.policies
    while waiting:
        for found in waiting.pop(0).findings:
            cure = found.remedy.policy if found.remedy else None
            if cure and cure.policy.id not in seen:
                seen[cure.policy.id] = cure
                waiting.append(cure)
                yield cure


def _policies(finding: CaseFinding, run: Run) -> Iterator[Policy]:
    for number, policy in enumerate(_all_policies(finding)):
        of = policy.policy
        title = _STANCE.format(title=of.title, stance=words.STANCES[of.stance]) if of.posts else of.title
        title = title if number < len(finding.policies) else _REMEDY_POLICY.format(title=of.title)
        requirements = (_requirement(at, found, run) for at, found in enumerate(policy.findings, 1))
        yield Policy(title[run.lang], words.VERDICTS[policy.verdict][run.lang], tuple(requirements))


def _requirement(number: int, found: Finding, run: Run) -> Requirement:
    lang, told = run.lang, found.outcome is not Outcome.NOT_APPLICABLE
    facts = [_fact(fact.label, details.actual(fact, run), asked(fact, run.program)) for fact in found.facts]
    reasons = [*details.reason(found), *details.further(found, run)] if told else []
    if found.remedy:
        reasons.append(details.REMEDY.format(remedy=found.remedy.text))
    return Requirement(
        number=str(number),
        title=details.title(found)[lang],
        outcome=words.OUTCOMES[found.outcome][lang],
        facts=_lines(facts if told else [], run),
        reasons=_lines(reasons, run),
        sources="\n".join(dict.fromkeys(_source(cited, run) for cited in found.sources)),
    )


def _fact(label: Text, actual: Text, required: Text) -> Text:
    return _FACT.format(label=label, actual=actual, asked=required)


def _lines(texts: list[Text], run: Run) -> str:
    return "\n".join(dict.fromkeys(text[run.lang] for text in texts))


def _source(cited: CitedSource, run: Run) -> str:
    standing = citation.standing(cited, run.program.as_of, run.lang)
    return _CITED.format(source=citation.short(cited, run.lang), standing=standing)[run.lang]


def _cited(policy: PolicyFinding) -> Iterator[CitedSource]:
    yield from policy.policy.sources
    for found in policy.findings:
        yield from found.sources
