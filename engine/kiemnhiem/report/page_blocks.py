"""A policy's page as a run of paragraphs in one language, for whatever shows it: terminal, HTML, Word."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from kiemnhiem.explain.page import AmendmentPage, ExceptionPage, ParameterPage, PolicyPage, RequirementPage
from kiemnhiem.explain.words import period_words
from kiemnhiem.language import Lang, Text
from kiemnhiem.policy.model import Strength
from kiemnhiem.policy.program import CitedSource
from kiemnhiem.report import citation, words


class Style(StrEnum):
    """What a paragraph is."""

    CHAPTER = "chapter"
    POLICY = "policy"
    PART = "part"
    ITEM = "item"
    FACT = "fact"
    SENTENCE = "sentence"
    QUESTION = "question"
    EXCEPTION = "exception"
    LAW = "law"


@dataclass(frozen=True)
class Block:
    """A paragraph. ``lead``: the words that stand out before it. ``anchor``: where a table of contents leads to;
    ``url``: what ``text`` links to; ``link``: what of the library it is about, as ``sources/ID`` or ``policies/ID``.
    """

    style: Style
    text: str
    lead: str = ""
    anchor: str = ""
    url: str = ""
    link: str = ""


Naming: TypeAlias = Callable[[CitedSource, Lang], str]

_STANCE, _CONCERNS = Text("Quy định", "Stance"), Text("Đối tượng", "Concerns")
_PERIOD, _ID = Text("Hiệu lực", "In force"), Text("Mã chính sách", "Policy id")
_ALWAYS = Text("không ghi giới hạn thời gian", "without stated dates")
_AS_OF = Text("Tính đến ngày", "As of")
_EXCEPTION_LAW = Text("Căn cứ của ngoại lệ", "Source of the exception")
_NOTE, _LAW = Text("Lưu ý", "Note"), Text("Căn cứ", "Source")
_REQUIREMENTS, _STANCE_EXCEPTIONS = Text("Yêu cầu", "Requirements"), Text("Trường hợp không bị cấm", "Not prohibited")
_NO_REQUIREMENTS = Text("Không có yêu cầu nào.", "There are no requirements.")
_QUESTION = Text("Cần người có thẩm quyền trả lời", "For the competent person to answer")
_ASKS, _EXCEPTION = Text("Yêu cầu", "Asks"), Text("Ngoại lệ", "Exception")
_BECAUSE, _REMEDY = Text("Vì sao", "Why"), Text("Hướng tháo gỡ", "Remedy")
_PARAMETERS = Text("Các mức quy định qua từng thời kỳ", "Values set over time")
_AMENDED = Text("Quy định riêng: {place}", "Amended by {place}")
_NOW = Text("đang áp dụng", "now")
_VALID = Text("{known}; hiệu lực {period}", "{known}; in force {period}")
_SOURCE = Text("{source} [{standing}]", "{source} [{standing}]")


def blocks(page: PolicyPage, lang: Lang, anchor: str = "") -> Iterator[Block]:
    """The paragraphs of a policy."""
    yield from _Writer(page, lang).policy(anchor)


class _Writer:
    def __init__(self, page: PolicyPage, lang: Lang) -> None:
        self._page, self._lang = page, lang

    def policy(self, anchor: str) -> Iterator[Block]:
        page, lang = self._page, self._lang
        yield Block(Style.POLICY, page.title[lang], anchor=anchor)
        yield self._fact(_ID, page.id)
        if page.combines:
            yield self._fact(_STANCE, _capital(words.STANCES[page.stance][lang]))
        yield self._fact(_CONCERNS, page.concerns[lang])
        yield self._fact(_PERIOD, _capital(page.period[lang] or _ALWAYS[lang]))
        if page.as_of:
            yield self._fact(_AS_OF, words.day(page.as_of, lang))
        if page.note:
            yield self._fact(_NOTE, page.note[lang])
        yield from self._law(page.sources, citation.full)
        yield Block(Style.PART, _REQUIREMENTS[lang])
        if not page.requirements:
            yield Block(Style.SENTENCE, _NO_REQUIREMENTS[lang])
        yield from self._requirements(page.requirements)
        if page.exceptions:
            yield Block(Style.PART, _STANCE_EXCEPTIONS[lang])
            yield from self._exceptions(page.exceptions)
        yield from self._parameters(page.parameters)
        for amendment in page.amendments:
            yield from self._amendment(amendment)

    def _requirements(self, requirements: Iterable[RequirementPage]) -> Iterator[Block]:
        for number, requirement in enumerate(requirements, start=1):
            yield from self._requirement(number, requirement)

    def _requirement(self, number: int, of: RequirementPage) -> Iterator[Block]:
        lang = self._lang
        aside = [words.NOT_BINDING[lang]] if of.strength is Strength.SHOULD else []
        aside += [of.period[lang]] if of.period.vi else []
        yield Block(Style.ITEM, f"{number}. {of.title[lang]}" + (f" ({'; '.join(aside)})" if aside else ""))
        style, lead = (Style.QUESTION, _QUESTION) if of.is_question else (Style.SENTENCE, _ASKS)
        yield Block(style, of.sentence[lang], lead[lang])
        if of.applies:
            yield Block(Style.SENTENCE, of.applies[lang])
        yield from self._exceptions(of.exceptions)
        if of.because:
            yield Block(Style.SENTENCE, of.because[lang], _BECAUSE[lang])
        if of.remedy:
            link = f"policies/{of.remedy_policy}" if of.remedy_policy else ""
            yield Block(Style.SENTENCE, of.remedy[lang], _REMEDY[lang], link=link)
        yield from self._law(of.sources)

    def _exceptions(self, exceptions: Iterable[ExceptionPage]) -> Iterator[Block]:
        for of in exceptions:
            aside = [t[self._lang] for t in (of.of, of.period) if t and t.vi]
            lead = _EXCEPTION[self._lang] + (f" ({'; '.join(aside)})" if aside else "")
            because = f" {of.because[self._lang]}" if of.because else ""
            yield Block(Style.EXCEPTION, of.sentence[self._lang] + because, lead)
            yield from self._law(of.sources, lead=_EXCEPTION_LAW)

    def _parameters(self, parameters: Iterable[ParameterPage]) -> Iterator[Block]:
        for i, of in enumerate(parameters):
            if i == 0:
                yield Block(Style.PART, _PARAMETERS[self._lang])
            yield Block(Style.ITEM, of.name)
            for line in of.lines:
                period = line.period[self._lang] + (f" ({_NOW[self._lang]})" if line.current else "")
                yield Block(Style.SENTENCE, line.value[self._lang], _capital(period))
                yield from self._law(line.sources)

    def _amendment(self, of: AmendmentPage) -> Iterator[Block]:
        yield Block(Style.PART, _AMENDED.format(place=of.place)[self._lang])
        if of.period.vi:
            yield self._fact(_PERIOD, _capital(of.period[self._lang]))
        if of.note:
            yield self._fact(_NOTE, of.note[self._lang])
        yield from self._law(of.sources)
        yield from self._requirements(of.requirements)
        yield from self._exceptions(of.exceptions)
        yield from self._parameters(of.parameters)

    def _law(
        self, sources: Iterable[CitedSource], named: Naming = citation.short, lead: Text = _LAW
    ) -> Iterator[Block]:
        for cited in sources:
            text, link = self._source(cited, named), f"sources/{cited.source.id}"
            yield Block(Style.LAW, text, lead[self._lang], link=link)

    def _source(self, cited: CitedSource, named: Naming) -> str:
        """A citation with its evidence and validity: on the page's day, or with its dates."""
        lang, as_of, period = self._lang, self._page.as_of, cited.source.period
        if as_of:
            standing = citation.standing(cited, as_of, lang)
        else:
            known, valid = words.EVIDENCE[cited.evidence], period_words(period.start, period.until)
            standing = (_VALID.format(known=known, period=valid) if valid.vi else known)[lang]
        said = _SOURCE.format(source=named(cited, lang), standing=standing)[lang]
        return f"{said} {cited.citation.note[lang]}" if cited.citation.note else said

    def _fact(self, lead: Text, text: str) -> Block:
        return Block(Style.FACT, text, lead[self._lang])


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
