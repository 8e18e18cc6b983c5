"""The book of a library: every policy as sentences, the documents they rest on, the posts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from kiemnhiem.author.evidence import Rested, evidence, uses
from kiemnhiem.explain.page import cited, page
from kiemnhiem.explain.words import document_words, joined, period_words
from kiemnhiem.language import Lang, Text
from kiemnhiem.policy.model import Evidence, Library, Policy, Post, Source
from kiemnhiem.report import citation, words
from kiemnhiem.report.page_blocks import Block, Style, blocks


@dataclass(frozen=True)
class Book:
    """A library to read in one language. ``foreword``: what it is and how well its law is known."""

    lang: Lang
    title: str
    contents: str
    foreword: tuple[str, ...]
    blocks: tuple[Block, ...]

    @property
    def entries(self) -> tuple[Block, ...]:
        """The table of contents: chapters and the policies in them."""
        return tuple(b for b in self.blocks if b.style in (Style.CHAPTER, Style.POLICY))


def book(library: Library, lang: Lang) -> Book:
    """The book of a library, with all its dates."""
    rested = evidence(library)
    return Book(
        lang,
        _TITLE[lang],
        _CONTENTS[lang],
        tuple(text[lang] for text in _foreword(library, rested)),
        (*_policies(library, lang), *_sources(library, lang), *_posts(library, lang)),
    )


def _foreword(library: Library, rested: tuple[Rested, ...]) -> Iterator[Text]:
    yield _WHAT.format(name=Path(library.root).name, digest=library.digest[:12], policies=len(library.policies))
    counts = Counter(r.evidence for r in rested)
    known = [_KNOWN.format(count=counts[e], how=words.EVIDENCE[e]) for e in reversed(Evidence) if counts[e]]
    yield _EVIDENCE.format(count=len(rested), known=joined(known, "; ", "; "))
    yield _CARE


def _policies(library: Library, lang: Lang) -> Iterator[Block]:
    ordered = sorted(library.policies.values(), key=lambda p: (_folder(p), p.id))
    for folder, group in groupby(ordered, key=_folder):
        title = library.chapters.get(folder) or _CHAPTER.format(folder=folder or "/")
        yield Block(Style.CHAPTER, title[lang], anchor=_anchor("folder", folder))
        for policy in group:
            yield from blocks(page(library, policy), lang, _anchor("policy", policy.id))


def _folder(policy: Policy) -> str:
    return policy.id.rpartition("/")[0]


def _sources(library: Library, lang: Lang) -> Iterator[Block]:
    yield Block(Style.CHAPTER, _SOURCES[lang], anchor="sources")
    used = uses(library)
    for source in sorted(library.sources.values(), key=lambda s: (s.issued, s.number, s.id)):
        yield from _source(library, source, used[source.id], lang)


def _source(library: Library, source: Source, used: tuple[str, ...], lang: Lang) -> Iterator[Block]:
    yield Block(Style.ITEM, document_words(source)[lang])
    yield Block(Style.SENTENCE, f"{source.title[lang]}. {source.issuer[lang]}.")
    yield Block(Style.SENTENCE, words.EVIDENCE[source.evidence][lang], _KNOWN_AS[lang])
    period = period_words(source.period.start, source.period.until)
    if period.vi:
        yield Block(Style.SENTENCE, period[lang], _PERIOD[lang])
    for lead, ids in (
        (_REPLACES, source.replaces), (_REPLACED_BY, (source.replaced_by,) if source.replaced_by else ())
    ):  # fmt: skip
        if ids:
            yield Block(Style.SENTENCE, "; ".join(document_words(library.sources[i])[lang] for i in ids), lead[lang])
    if source.note:
        yield Block(Style.SENTENCE, source.note[lang], _NOTE[lang])
    if source.url:
        yield Block(Style.SENTENCE, source.url, _READ_AT[lang], url=source.url)
    yield Block(Style.LAW, ", ".join(used) or _NOT_USED[lang], _USED_IN[lang])


def _posts(library: Library, lang: Lang) -> Iterator[Block]:
    if library.posts:
        yield Block(Style.CHAPTER, _POSTS[lang], anchor="posts")
    for post in sorted(library.posts.values(), key=lambda p: p.label[lang]):
        yield from _post(library, post, lang)


def _post(library: Library, post: Post, lang: Lang) -> Iterator[Block]:
    yield Block(Style.ITEM, post.label[lang])
    layer = library.layers.get(post.level) if post.level else None
    facts = [
        post.code,
        layer.label[lang] if layer else post.level,
        period_words(post.period.start, post.period.until)[lang],
    ]
    yield Block(Style.SENTENCE, "; ".join(f for f in facts if f))
    if post.aliases:
        yield Block(Style.SENTENCE, ", ".join(post.aliases), _ALIASES[lang])
    for c in post.source:
        yield Block(Style.LAW, citation.full(cited(library, c), lang), _SOURCE[lang])


def _anchor(kind: str, name: str) -> str:
    return f"{kind}-{re.sub('[^a-z0-9-]', '_', name)}"


_TITLE = Text("Tập chính sách về kiêm nhiệm chức danh", "The book of policies on holding posts together")
_CONTENTS = Text("Mục lục", "Contents")
_WHAT = Text(
    "Thư viện {name} ({digest}) có {policies} chính sách. Sách in mọi quy định cùng thời gian hiệu lực của chúng.",
    "The library {name} ({digest}) holds {policies} policies. The book tells every rule with the dates it is in force.",
)
_EVIDENCE = Text(
    "Căn cứ của {count} yêu cầu và ngoại lệ: {known}.", "What {count} requirements and exceptions rest on: {known}."
)
_KNOWN = Text("{count} {how}", "{count} {how}")
_CARE = Text(
    "Sách giúp đọc và đối chiếu, không thay văn bản. Trước khi quyết định phải xem văn bản đã ký.",
    "The book is for reading and checking; it does not replace the texts. Look at the signed text before deciding.",
)
_CHAPTER = Text("Chính sách: {folder}", "Policies: {folder}")
_SOURCES, _POSTS = Text("Văn bản", "Legal documents"), Text("Chức danh", "Posts")
_KNOWN_AS, _PERIOD = Text("Mức độ đối chiếu", "Known"), Text("Hiệu lực", "In force")
_REPLACES, _REPLACED_BY = Text("Thay thế", "Replaces"), Text("Được thay bằng", "Replaced by")
_NOTE, _READ_AT = Text("Lưu ý", "Note"), Text("Đọc tại", "Read at")
_USED_IN, _NOT_USED = Text("Dùng trong", "Used in"), Text("chưa chính sách nào dùng", "no policy yet")
_ALIASES, _SOURCE = Text("Tên gọi khác", "Also called"), Text("Căn cứ", "Source")
