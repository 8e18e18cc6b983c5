"""What the report of a run says, in one language: what its template may use."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kiemnhiem.language import Lang, Text
from kiemnhiem.report import figures, words
from kiemnhiem.report.documents.letterhead import Letterhead
from kiemnhiem.report.run import Run
from kiemnhiem.report.summary import Summary

_PLACES = Text("Kết luận theo: {by}", "Verdicts by: {by}")


@dataclass(frozen=True)
class VerdictRow:
    """A verdict with its cases, their share, and what it means."""

    name: str
    cases: str
    share: str
    meaning: str


@dataclass(frozen=True)
class RequirementRow:
    """A requirement, and the cases of each outcome."""

    title: str
    not_met: str
    unknown: str
    met: str
    not_applicable: str


@dataclass(frozen=True)
class Group:
    """The requirements of one policy."""

    title: str
    requirements: tuple[RequirementRow, ...]


@dataclass(frozen=True)
class Awaited:
    """A fact or a judgement, and the cases that wait for it."""

    name: str
    cases: str


@dataclass(frozen=True)
class PlaceRow:
    """A place and its cases by verdict."""

    name: str
    cases: str
    eligible: str
    undetermined: str
    not_eligible: str
    not_applicable: str
    no_policy: str


@dataclass(frozen=True)
class Account:
    """The report of a run. ``missing``: facts, then judgements; ``problems``: what could not be read, then what else
    was met in reading. ``by``: what kind of place ``places`` are, or nothing where they were not counted.
    ``receipt``: the short id of the run's receipt, or nothing.
    """

    office: Letterhead
    as_of: str
    policies: str
    files: str
    cases: str
    verdicts: tuple[VerdictRow, ...]
    groups: tuple[Group, ...]
    remedies: tuple[str, ...]
    missing: tuple[Awaited, ...]
    problems: tuple[str, ...]
    sources: tuple[str, ...]
    by: str
    places: tuple[PlaceRow, ...]
    library: str
    digest: str
    engine: str
    receipt: str


#: What a report must tell, whatever an office's template looks like.
TOLD = ("as_of", "cases", "verdicts", "sources", "library")


def account(summary: Summary, run: Run, office: Letterhead, receipt: str = "") -> Account:
    """The report of a run."""
    lang = run.lang
    library, _, digest = summary.library.rpartition("@")
    return Account(
        office=office,
        as_of=words.day(summary.as_of, lang),
        policies=figures.policies_asked(run),
        files=figures.files_read(run),
        cases=words.count(summary.cases, lang),
        verdicts=tuple(VerdictRow(*row) for _, row in figures.verdict_rows(summary, lang)),
        groups=tuple(
            Group(group.title, tuple(RequirementRow(*row) for row in group.rows))
            for group in figures.groups(summary, lang)
        ),
        remedies=tuple(figures.remedy_lines(summary, lang)),
        missing=tuple(_awaited(summary, lang)),
        problems=tuple(figures.problem_lines((*summary.rejected, *summary.problems), lang)),
        sources=figures.source_lines(summary.sources, run),
        by=_PLACES.format(by=summary.places.by)[lang] if summary.places else "",
        places=_places(summary, lang),
        library=library,
        digest=digest,
        engine=summary.engine,
        receipt=receipt,
    )


def _awaited(summary: Summary, lang: Lang) -> Iterator[Awaited]:
    for count in summary.missing:
        yield Awaited(count.label[lang], words.count(count.cases, lang))
    for count in summary.judgements:
        question = words.JUDGEMENT_AWAITED.format(question=count.label)
        yield Awaited(question[lang], words.count(count.cases, lang))


def _places(summary: Summary, lang: Lang) -> tuple[PlaceRow, ...]:
    return tuple(
        PlaceRow(
            place.place[lang],
            words.count(place.cases, lang),
            **{verdict.value: words.count(n, lang) for verdict, n in place.verdicts.items()},
        )
        for place in (summary.places.places if summary.places else ())
    )
