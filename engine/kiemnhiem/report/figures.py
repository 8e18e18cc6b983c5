"""The figures of a run in words and rows of one language, for pages and documents."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import PurePath

from kiemnhiem.evaluate.decision import Outcome, Verdict
from kiemnhiem.language import Lang, Text
from kiemnhiem.policy.model import Strength
from kiemnhiem.policy.program import CitedSource
from kiemnhiem.problem import Problem
from kiemnhiem.report import citation, words
from kiemnhiem.report.problem_lines import told
from kiemnhiem.report.run import Run
from kiemnhiem.report.summary import RequirementCount, Summary

Row = tuple[str, ...]

REQUIREMENTS = Text("Tình hình đáp ứng yêu cầu: {policy}", "Requirements: {policy}")
AS_REMEDY = Text(
    "Tình hình đáp ứng yêu cầu để tháo gỡ: {policy} (chỉ tính các trường hợp cần tháo gỡ)",
    "Requirements of the remedy: {policy} (over the cases that need it)",
)
REQUIREMENT = Text("Yêu cầu", "Requirement")
REMEDIES = Text("Hướng tháo gỡ cho yêu cầu không đạt", "Ways out for requirements not met")
DOUBTS = Text("Căn cứ cần thận trọng", "Sources to treat with care")
REJECTED = Text("Không đọc được", "Could not be read")
PROBLEMS = Text("Lưu ý khi đọc dữ liệu", "Met in reading")
SOURCES = Text("Căn cứ và mức độ đối chiếu", "Sources, and how well they are known")
OUTCOMES = (Outcome.NOT_MET, Outcome.UNKNOWN, Outcome.MET, Outcome.NOT_APPLICABLE)

_REMEDY = Text(
    "{cases} không đạt «{requirement}»; trong đó theo chính sách «{policy}»: {verdicts}.",
    'Not met by {cases}: "{requirement}"; of these, under "{policy}": {verdicts}.',
)
_VERDICT = Text("{n} {verdict}", "{n} {verdict}")
_SOURCE = Text("{source}: {standing}", "{source}: {standing}")


@dataclass(frozen=True)
class Group:
    """The requirements of one policy: a title, headings, and a row a requirement."""

    title: str
    headings: Row
    rows: tuple[Row, ...]


def verdict_rows(summary: Summary, lang: Lang) -> tuple[tuple[Verdict, Row], ...]:
    """Verdict, number of cases, share, meaning."""
    return tuple(
        (verdict, (
            words.VERDICTS[verdict][lang], words.count(n, lang), words.share(n, summary.cases, lang),
            words.MEANINGS[verdict][lang],
        ))
        for verdict, n in summary.verdicts.items()
    )  # fmt: skip


def groups(summary: Summary, lang: Lang) -> Iterator[Group]:
    """The requirements of each policy that concerned some case, with the cases of each outcome."""
    by_policy: dict[tuple[str, bool], list[RequirementCount]] = {}
    for count in summary.requirements:
        by_policy.setdefault((count.policy, count.as_remedy), []).append(count)
    headings = tuple(text[lang] for text in (REQUIREMENT, *(words.OUTCOMES[o] for o in OUTCOMES)))
    for (_, as_remedy), counts in by_policy.items():
        if any(any(count.outcomes.values()) for count in counts):
            title = (AS_REMEDY if as_remedy else REQUIREMENTS).format(policy=counts[0].policy_title)
            yield Group(title[lang], headings, tuple(_row(count, lang) for count in counts))


def _row(count: RequirementCount, lang: Lang) -> Row:
    aside = f" ({words.NOT_BINDING[lang]})" if count.rule.strength is Strength.SHOULD else ""
    return (count.rule.title[lang] + aside, *(words.count(count.outcomes[o], lang) for o in OUTCOMES))


def remedy_lines(summary: Summary, lang: Lang) -> Iterator[str]:
    """For each requirement that is not met: for how many the policy named as its remedy is open."""
    for remedy in summary.remedies:
        if remedy.cases:
            verdicts = ", ".join(
                _VERDICT.format(n=words.count(n, lang), verdict=words.lowered(words.VERDICTS[verdict][lang]))[lang]
                for verdict, n in remedy.verdicts.items()
                if n
            )
            yield _REMEDY.format(
                cases=words.cases(remedy.cases, lang), requirement=remedy.rule.title,
                policy=remedy.remedy_title, verdicts=verdicts,
            )[lang]  # fmt: skip


def source_lines(sources: Iterable[CitedSource], run: Run) -> tuple[str, ...]:
    """Each document with the clauses that are cited, how well they are known, and whether it is in force."""
    cited_as: dict[tuple[str, str], tuple[CitedSource, dict[str, None]]] = {}
    for cited in sources:
        standing = citation.standing(cited, run.program.as_of, run.lang)
        clauses = cited_as.setdefault((cited.source.id, standing), (cited, {}))[1]
        if cited.citation.clause:
            clauses[cited.citation.clause] = None
    return tuple(
        _SOURCE.format(source=_named(cited, clauses, run.lang), standing=standing)[run.lang]
        for (_, standing), (cited, clauses) in cited_as.items()
    )


def _named(cited: CitedSource, clauses: Iterable[str], lang: Lang) -> str:
    title = f" — {cited.source.title[lang]}" if cited.source.number else ""
    return ", ".join((citation.document(cited.source, lang), *filter(None, ["; ".join(clauses)]))) + title


def problem_lines(problems: Iterable[Problem], lang: Lang) -> list[str]:
    """Problems met in reading, with the names of files but not of the folders they lie in."""
    return told((_without_folders(problem) for problem in problems), lang)


def _without_folders(problem: Problem) -> Problem:
    place = problem.place
    return replace(problem, place=replace(place, file=PurePath(place.file).name)) if place else problem


def policies_asked(run: Run) -> str:
    """The titles of the policies that were asked."""
    return "; ".join(policy.title[run.lang] for policy in run.program.screened)


def files_read(run: Run) -> str:
    """The names of the files that cases came from, without their folders."""
    return "; ".join(dict.fromkeys(PurePath(case.origin.file).name for case in run.reading.cases if case.origin))
