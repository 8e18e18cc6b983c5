"""The library as readers look for it: policies by chapter, documents, posts; found without diacritics."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import groupby

from kiemnhiem.author.evidence import evidence, uses
from kiemnhiem.author.testing import find_suites
from kiemnhiem.errors import ProblemsError
from kiemnhiem.explain.page import cited
from kiemnhiem.explain.words import document_words
from kiemnhiem.language import Lang, Text
from kiemnhiem.policy.model import Amendment, Citation, Evidence, Library, Policy, Post, Source
from kiemnhiem.policy.program import CitedSource
from kiemnhiem.problem import unaccented
from kiemnhiem.web.results import order as vietnamese


@dataclass(frozen=True)
class Entry:
    """A policy in the list. ``known``: how many of its requirements and exceptions are known how well, best first;
    ``tests``: how many cases test it; ``search``: what it is found by.
    """

    policy: Policy
    posts: tuple[Post, ...]
    known: Mapping[Evidence, int]
    tests: int
    amendments: tuple[Amendment, ...]
    search: str


@dataclass(frozen=True)
class Chapter:
    """A folder of policies and those of them that were asked for."""

    folder: str
    title: Text
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Document:
    """A document as it stands on a day. ``used``: the policies that rest on it, themselves or amended."""

    cited: CitedSource
    used: tuple[Policy, ...]

    @property
    def source(self) -> Source:
        """The document."""
        return self.cited.source


class Shelf:
    """One library; what is costly is worked out once."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def chapters(self, words: str = "", day: date | None = None, place: str | None = None) -> tuple[Chapter, ...]:
        """The policies in which all the words are found, in force on ``day``, amended by ``place``."""
        chosen = [
            e
            for e in self.entries
            if _found(words, e.search)
            and (day is None or day in e.policy.period)
            and (place is None or any(a.place == place and (day is None or day in a.period) for a in e.amendments))
        ]
        return tuple(
            Chapter(folder, self._library.chapters.get(folder) or Text(folder, folder), tuple(group))
            for folder, group in groupby(chosen, key=lambda e: _folder(e.policy))
        )

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """Every policy, by chapter."""
        known: dict[str, Counter[Evidence]] = {}
        for rested in evidence(self._library):
            if rested.evidence is not None:
                known.setdefault(rested.policy, Counter())[rested.evidence] += 1
        tests = Counter(self._tested())
        ordered = sorted(self._library.policies.values(), key=lambda p: (_folder(p), p.id))
        return tuple(self._entry(p, known.get(p.id, Counter()), tests[p.id]) for p in ordered)

    def entry(self, id: str) -> Entry | None:
        """One policy."""
        return next((e for e in self.entries if e.policy.id == id), None)

    def _entry(self, policy: Policy, known: Mapping[Evidence, int], tests: int) -> Entry:
        posts = tuple(self._library.posts[p] for p in policy.posts)
        amendments = tuple(a for a in self._library.amendments.values() if a.amends == policy.id)
        added = [r for a in amendments for r in a.adds]
        said = [policy.title, *(p.label for p in posts), *(r.title for r in (*policy.requirements, *added))]
        cited_by = self._cited_by.get(policy.id, ())
        search = _searchable(
            [policy.id, *(a for p in posts for a in p.aliases)], [*said, *map(document_words, cited_by)]
        )
        ranked = {e: known[e] for e in reversed(Evidence) if e in known}
        return Entry(policy, posts, ranked, tests, amendments, search)

    def _tested(self) -> Iterator[str]:
        try:
            yield from (test.policy for test in find_suites(self._library).tests)
        except ProblemsError:  # no tests, or none that can be read: `kiemnhiem test` says why
            return

    @cached_property
    def uses(self) -> Mapping[str, tuple[str, ...]]:
        """The policies that rest on each document; an amendment counts as the policy it amends."""
        amends = {a.id: a.amends for a in self._library.amendments.values()}
        return {
            id_: tuple(dict.fromkeys(amends.get(h, h) for h in holders)) for id_, holders in uses(self._library).items()
        }

    @cached_property
    def _cited_by(self) -> Mapping[str, Sequence[Source]]:
        found: dict[str, list[Source]] = {}
        for id_, policies in self.uses.items():
            for policy in policies:
                found.setdefault(policy, []).append(self._library.sources[id_])
        return found

    def documents(self, day: date, words: str = "") -> tuple[Document, ...]:
        """The documents in which all the words are found, as they stand on a day, newest first."""
        ordered = sorted(self._library.sources.values(), key=lambda s: (s.issued, s.number, s.id), reverse=True)
        return tuple(self.document(s.id, day) for s in ordered if _found(words, self._said[s.id]))

    @cached_property
    def _said(self) -> Mapping[str, str]:
        return {
            s.id: _searchable([s.id], [document_words(s), s.title, s.issuer]) for s in self._library.sources.values()
        }

    def document(self, id: str, day: date) -> Document:
        """A document as it stands on a day. Raises :class:`KeyError` where there is none."""
        policies = tuple(self._library.policies[p] for p in self.uses[id])
        return Document(cited(self._library, Citation(id), day), policies)

    def posts(self, lang: Lang, words: str = "") -> list[tuple[Post, tuple[Policy, ...]]]:
        """The posts in which all the words are found, in the order of their names, each with the policies about it."""
        ordered = sorted(self._library.posts.values(), key=lambda p: vietnamese.key(p.label[lang]))
        return [
            (post, tuple(e.policy for e in self.entries if post.code in e.policy.posts))
            for post in ordered
            if _found(words, _searchable([post.code, *post.aliases], [post.label]))
        ]

    @cached_property
    def amending(self) -> tuple[str, ...]:
        """The places that amend some policy."""
        return tuple(sorted({a.place for a in self._library.amendments.values()}))


def _folder(policy: Policy) -> str:
    return policy.id.rpartition("/")[0]


def _searchable(names: Iterable[str], texts: Iterable[Text]) -> str:
    return unaccented(" ".join([*names, *(text[lang] for text in texts for lang in Lang)]))


def _found(words: str, search: str) -> bool:
    return all(word in search for word in unaccented(words).split())
