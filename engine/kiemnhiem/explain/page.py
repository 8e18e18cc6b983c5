"""A policy as sentences with its sources, for reading aloud: as it stands on a day, or with all its dates."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import zip_longest

from kiemnhiem.explain.words import Phrases, history_value_words, joined, period_words
from kiemnhiem.language import Text
from kiemnhiem.policy import resolve
from kiemnhiem.policy.conditions import ALWAYS, Condition
from kiemnhiem.policy.model import (
    Amendment,
    Citation,
    Judgement,
    Library,
    ParameterHistory,
    Period,
    Policy,
    PolicyException,
    Remedy,
    Requirement,
    Stance,
    Strength,
)
from kiemnhiem.policy.program import CitedSource, ResolvedPolicy


@dataclass(frozen=True)
class ExceptionPage:
    """An exception. ``of``: the title of the requirement it is from, where that is not plain. ``period`` is empty for
    all time, here and below.
    """

    sentence: Text
    sources: tuple[CitedSource, ...]
    period: Text
    because: Text | None = None
    of: Text | None = None


@dataclass(frozen=True)
class RequirementPage:
    """A requirement. ``sentence``: what it asks; of a judgement, the question, and ``applies``: where it is asked.
    ``remedy_policy``: the id of the policy that the remedy is.
    """

    id: str
    title: Text
    sentence: Text
    is_question: bool
    strength: Strength
    period: Text
    sources: tuple[CitedSource, ...]
    exceptions: tuple[ExceptionPage, ...] = ()
    because: Text | None = None
    remedy: Text | None = None
    applies: Text | None = None
    remedy_policy: str | None = None


@dataclass(frozen=True)
class ParameterLine:
    """One value of a parameter. ``current``: in force on the day the page is for."""

    value: Text
    period: Text
    sources: tuple[CitedSource, ...]
    current: bool


@dataclass(frozen=True)
class ParameterPage:
    """A parameter's history."""

    name: str
    lines: tuple[ParameterLine, ...]


@dataclass(frozen=True)
class AmendmentPage:
    """What one place changes in the policy."""

    place: Text
    period: Text
    requirements: tuple[RequirementPage, ...]
    parameters: tuple[ParameterPage, ...]
    exceptions: tuple[ExceptionPage, ...]
    sources: tuple[CitedSource, ...]
    note: Text | None = None


@dataclass(frozen=True)
class PolicyPage:
    """A policy. ``combines``: it is about holding posts together, so that its stance means something. ``as_of`` is
    ``None`` where it is told with all its dates.
    """

    id: str
    title: Text
    stance: Stance
    combines: bool
    concerns: Text
    period: Text
    as_of: date | None
    requirements: tuple[RequirementPage, ...]
    exceptions: tuple[ExceptionPage, ...]
    parameters: tuple[ParameterPage, ...]
    amendments: tuple[AmendmentPage, ...]
    sources: tuple[CitedSource, ...]
    note: Text | None = None


@dataclass(frozen=True)
class _Asked:
    """What a requirement asks, of the library's or as resolved for a day."""

    id: str
    when: Condition
    require: Condition
    sources: tuple[CitedSource, ...]
    exceptions: Mapping[str, _Asked] = field(default_factory=dict)


def page(library: Library, policy: Policy, as_of: date | None = None) -> PolicyPage:
    """A policy of a library to read. Raises :class:`kiemnhiem.errors.UsageError` where it is not in force on ``as_of``
    and :class:`kiemnhiem.errors.PolicyError` where one of its parameters has no value on that day.
    """
    resolved = resolve(library, as_of, [policy.id], policy.subject).screened[0] if as_of else None
    return _Writer(library, policy, as_of).page(resolved)


class _Writer:
    """Writes the page of one policy."""

    def __init__(self, library: Library, policy: Policy, as_of: date | None) -> None:
        self._library, self._policy, self._as_of = library, policy, as_of
        self._phrases = Phrases(library, library.vocabularies[policy.subject], policy.parameters)

    def page(self, resolved: ResolvedPolicy | None) -> PolicyPage:
        policy = self._policy
        when = resolved.concerns if resolved else policy.when
        asked = {a.id: a for a in _resolved(resolved)} if resolved else None
        return PolicyPage(
            policy.id,
            policy.title,
            policy.stance,
            len(policy.posts) > 1 or policy.stance is Stance.PROHIBITED,
            self._concerns(when),
            _words(policy.period),
            self._as_of,
            self._requirements(policy.requirements, asked),
            self._exceptions(policy.exceptions, asked["stance"] if asked and policy.exceptions else None),
            self._parameters(policy.parameters),
            tuple(self._amendment(a) for a in self._library.amendments.values() if self._shows(a)),
            resolved.sources if resolved else self._cited(Citation(s) for s in policy.sources),
            policy.note,
        )

    def _shows(self, amendment: Amendment) -> bool:
        return amendment.amends == self._policy.id and self._now(amendment.period)

    def _now(self, period: Period) -> bool:
        return self._as_of is None or self._as_of in period

    def _concerns(self, when: Condition) -> Text:
        who = self._library.vocabularies[self._policy.subject].label
        posts = joined((self._library.posts[p].label for p in self._policy.posts), " + ", " + ")
        many = len(self._policy.posts) > 1
        text = (_HOLDS_ALL if many else _HOLDS if posts.vi else _ANYONE).format(who=who, posts=posts)
        if when == ALWAYS:
            return _sentence(text)
        return _sentence(_ONLY.format(text=text, when=self._phrases.phrase(when)))

    def _requirements(
        self, requirements: Iterable[Requirement], asked: Mapping[str, _Asked] | None = None
    ) -> tuple[RequirementPage, ...]:
        return tuple(
            self._requirement(r, asked[r.id] if asked else self._plain(r)) for r in requirements if self._now(r.period)
        )

    def _requirement(self, of: Requirement, asked: _Asked) -> RequirementPage:
        asks_where = of.judgement is not None and asked.when != ALWAYS
        return RequirementPage(
            of.id,
            of.title,
            self._asks(asked, of.judgement),
            of.judgement is not None,
            of.strength,
            _words(of.period),
            asked.sources,
            self._exceptions(of.exceptions, asked),
            of.because,
            self._remedy(of.remedy),
            _sentence(_APPLIES.format(when=self._phrases.phrase(asked.when))) if asks_where else None,
            of.remedy.policy if of.remedy else None,
        )

    def _asks(self, asked: _Asked, judgement: Judgement | None) -> Text:
        if judgement:
            return judgement.question
        text = self._phrases.phrase(asked.require)
        if asked.when != ALWAYS:
            text = _WHERE.format(when=self._phrases.phrase(asked.when), text=text)
        return _sentence(text)

    def _exceptions(self, exceptions: Iterable[PolicyException], asked: _Asked | None) -> tuple[ExceptionPage, ...]:
        resolved = asked.exceptions if asked else {}
        return tuple(
            self._exception(e, resolved[e.id] if e.id in resolved else self._plain(e))
            for e in exceptions
            if self._now(e.period)
        )

    def _exception(self, of: PolicyException, asked: _Asked, title: Text | None = None) -> ExceptionPage:
        applies = self._phrases.phrase(asked.when)
        if of.require is None:
            text = _WAIVED.format(when=applies)
        else:
            text = _INSTEAD.format(when=applies, text=self._phrases.phrase(asked.require))
        return ExceptionPage(_sentence(text), asked.sources, _words(of.period), of.because, title)

    def _plain(self, of: Requirement | PolicyException) -> _Asked:
        """What the library says, with all its dates."""
        return _Asked(of.id, of.when, of.require or ALWAYS, self._cited(of.source))

    def _remedy(self, remedy: Remedy | None) -> Text | None:
        if remedy is None or remedy.policy is None:
            return remedy.text if remedy else None
        other = _BY_POLICY.format(policy=self._library.policies[remedy.policy].title)
        return joined((remedy.text, other), " ", " ") if remedy.text else other

    def _parameters(self, histories: Mapping[str, ParameterHistory]) -> tuple[ParameterPage, ...]:
        return tuple(ParameterPage(name, tuple(self._lines(history))) for name, history in histories.items())

    def _lines(self, history: ParameterHistory) -> Iterator[ParameterLine]:
        ends = (v.start - timedelta(days=1) for v in history.values[1:])
        now = history.at(self._as_of) if self._as_of else None
        for value, end in zip_longest(history.values, ends):
            period = _words(Period(value.start, value.until or end))
            said = history_value_words(history, value)
            yield ParameterLine(said, period, self._cited(value.source), value is now)

    def _amendment(self, of: Amendment) -> AmendmentPage:
        titles = {r.id: r.title for r in self._policy.requirements}
        exceptions = (self._exception(e, self._plain(e), titles[to]) for to, e in of.exceptions if self._now(e.period))
        return AmendmentPage(
            self._library.localities[of.place].label,
            _words(of.period),
            self._requirements(of.adds),
            self._parameters(of.sets),
            tuple(exceptions),
            self._cited(Citation(s) for s in of.sources),
            of.note,
        )

    def _cited(self, citations: Iterable[Citation]) -> tuple[CitedSource, ...]:
        return tuple(cited(self._library, citation, self._as_of) for citation in citations)


def cited(library: Library, citation: Citation, as_of: date | None = None) -> CitedSource:
    """A citation with its document, as known on ``as_of``."""
    source = library.sources[citation.document]
    if as_of is None:
        return CitedSource(citation, source, in_force=True)
    in_doubt = source.check_after is not None and source.check_after < as_of
    return CitedSource(citation, source, as_of in source.period, in_doubt)


def _resolved(policy: ResolvedPolicy) -> Iterator[_Asked]:
    for rule in policy.rules:
        exceptions = {e.id: _Asked(e.id, e.when, e.require, e.sources) for e in rule.exceptions}
        yield _Asked(rule.id, rule.when, rule.base, rule.sources, exceptions)


def _words(period: Period) -> Text:
    return period_words(period.start, period.until)


def _sentence(text: Text) -> Text:
    """With a capital and a full stop."""

    def one(words: str) -> str:
        return words[:1].upper() + words[1:] + ("" if words.endswith((".", "?", "!")) else ".")

    return Text(one(text.vi), one(text.en))


_HOLDS = Text("{who} giữ chức danh {posts}", "{who} holding the post of {posts}")
_HOLDS_ALL = Text(
    "{who} giữ đồng thời các chức danh {posts} trong cùng một đơn vị", "{who} holding together, in one unit: {posts}"
)
_ANYONE = Text("{who}, không gắn với chức danh nào", "{who}, whatever the posts")
_ONLY = Text("{text}; chỉ khi {when}", "{text}; only where {when}")
_WHERE = Text("Khi {when}, yêu cầu là: {text}", "Where {when}: {text}")
_APPLIES = Text("Chỉ hỏi khi {when}", "Asked only where {when}")
_WAIVED = Text("Được miễn khi {when}", "Waived where {when}")
_INSTEAD = Text("Khi {when}, yêu cầu là: {text}", "Where {when}, instead: {text}")
_BY_POLICY = Text("Xem chính sách «{policy}».", 'See the policy "{policy}".')
