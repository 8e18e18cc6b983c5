"""A source as a reader sees it: number, date, clause, how well it is known, whether it is in force."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from kiemnhiem.explain.words import document_words
from kiemnhiem.language import Lang, Text
from kiemnhiem.policy.model import Evidence, Source
from kiemnhiem.policy.program import CitedSource
from kiemnhiem.report import words

_IN_FORCE = Text("còn hiệu lực", "in force")
_EXPIRED = Text("hết hiệu lực từ sau ngày {day}", "out of force after {day}")
_NOT_YET = Text("chưa có hiệu lực (từ {day})", "not yet in force (from {day})")
_OUT = Text("không còn hiệu lực", "out of force")
_IN_DOUBT = Text(
    "có thể đã được thay thế sau ngày {day}, cần kiểm tra", "may have been replaced after {day}; check before use"
)


def document(source: Source, lang: Lang) -> str:
    """Number and date: 29-QĐ/TW ngày 25/07/2016; the title for a document without a number."""
    return document_words(source)[lang]


def short(cited: CitedSource, lang: Lang) -> str:
    """Document and clause."""
    name = document(cited.source, lang)
    return f"{name}, {cited.citation.clause}" if cited.citation.clause else name


def full(cited: CitedSource, lang: Lang) -> str:
    """Document, clause and title."""
    title = cited.source.title[lang]
    return f"{short(cited, lang)} — {title}" if cited.source.number else short(cited, lang)


def standing(cited: CitedSource, as_of: date, lang: Lang) -> str:
    """Its evidence and whether it is in force, in words."""
    return f"{words.EVIDENCE[cited.evidence][lang]}; {force(cited, as_of, lang)}"


def force(cited: CitedSource, as_of: date, lang: Lang) -> str:
    """Whether it is in force, in words."""
    if cited.in_doubt and cited.source.check_after:
        return _IN_DOUBT.format(day=words.day(cited.source.check_after, lang))[lang]
    if cited.in_force:
        return _IN_FORCE[lang]
    start, until = cited.source.period.start, cited.source.period.until
    if until is not None and until < as_of:
        return _EXPIRED.format(day=words.day(until, lang))[lang]
    if start is not None and as_of < start:
        return _NOT_YET.format(day=words.day(start, lang))[lang]
    return _OUT[lang]


def caution(cited: CitedSource, as_of: date, lang: Lang) -> str:
    """What is to be said wherever the source is used: that it rests on memory, is out of force or may have been
    replaced; or nothing.
    """
    said = []
    if cited.evidence is Evidence.MEMORY:
        said.append(words.EVIDENCE[Evidence.MEMORY][lang])
    if cited.in_doubt or not cited.in_force:
        said.append(force(cited, as_of, lang))
    return "; ".join(said)


@dataclass(frozen=True)
class Doubt:
    """A document to treat with care, with the clauses that are cited and in doubt."""

    cited: CitedSource
    clauses: tuple[str, ...]

    def words(self, as_of: date, lang: Lang) -> str:
        """One line: document, clauses, title, what the doubt is."""
        name = document(self.cited.source, lang)
        if self.clauses:
            name += f", {'; '.join(self.clauses)}"
        title = f" — {self.cited.source.title[lang]}" if self.cited.source.number else ""
        return f"{name}{title}: {caution(self.cited, as_of, lang)}"


def doubts(sources: Iterable[CitedSource]) -> tuple[Doubt, ...]:
    """The sources that rest on memory, are out of force or may have been replaced: once a document and kind of doubt,
    in the order cited.
    """
    found: dict[tuple[str, bool, bool], tuple[CitedSource, dict[str, None]]] = {}
    for cited in sources:
        from_memory = cited.evidence is Evidence.MEMORY
        stands = cited.in_force and not cited.in_doubt
        if from_memory or not stands:
            key = (cited.source.id, from_memory, stands)
            clauses = found.setdefault(key, (cited, {}))[1]
            if cited.citation.clause:
                clauses[cited.citation.clause] = None
    return tuple(Doubt(cited, tuple(clauses)) for cited, clauses in found.values())
