"""What a library declares, as names to choose from, each with what a reader should know of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kiemnhiem.author.schema.conditions import field_words
from kiemnhiem.author.schema.pieces import Json, Scalars, named, suggested, text
from kiemnhiem.explain.words import document_words, period_words
from kiemnhiem.language import Lang, Text
from kiemnhiem.policy.model import Library, Post, Requirement, Source
from kiemnhiem.policy.types import Kind
from kiemnhiem.report.words import EVIDENCE, STANCES, day

_UNKNOWN = Text(
    "không có tên này trong thư viện; nếu vừa thêm, chạy lại: kiemnhiem schema",
    "the library has no such name; if it is new, run kiemnhiem schema again",
)
_IN_FORCE = Text("Hiệu lực: {period}", "In force: {period}")
_REPLACED = Text("Thay thế bởi: {other}", "Replaced by: {other}")
_CHECK = Text("Cần kiểm tra sau ngày {day}", "Check after {day}")
_JUDGED = Text("Người có thẩm quyền trả lời: {question}", "A person answers: {question}")


class Names:
    """The names of a library, in one language."""

    def __init__(self, library: Library, lang: Lang) -> None:
        self.library = library
        self.lang = lang
        self.refusal = _UNKNOWN[lang]
        self.id = Scalars(lang).id
        self.titles = {p.id: f"{p.title[lang]} ({STANCES[p.stance][lang]})" for p in library.policies.values()}
        self.places = {place.id: place.label[lang] for place in library.localities.values()}
        self.layers = {layer.id: layer.label[lang] for layer in library.layers.values()}
        self.documents = {source.id: self._document(source) for source in library.sources.values()}

    def known(self) -> dict[str, Json]:
        """Definitions of the names that files refer to."""
        library, lang = self.library, self.lang
        subjects = {name: v.label[lang] for name, v in library.vocabularies.items()}
        posts = {post.code: self._post(post) for post in library.posts.values()}
        of = {"sources": self.documents, "posts": posts, "places": self.places}
        of |= {"policies": self.titles, "subjects": subjects}
        return {f"known-{name}": named(values, self.refusal) for name, values in of.items()}

    def in_use(self, values: Iterable[str | None]) -> Json:
        """Free text, of which the values so far are offered."""
        return suggested(dict.fromkeys(sorted({v for v in values if v}), ""), text())

    def own(self, values: Mapping[str, str]) -> Json:
        """Names of a register that the file at hand is part of: it may declare others."""
        return suggested(values, self.id)

    def requirements(self, requirements: Iterable[Requirement]) -> Mapping[str, str]:
        """Requirements with their titles; of a judgement, its question."""
        return {r.id: self._requirement(r) for r in requirements}

    def columns(self, subject: str) -> Json:
        """The fields a count can be broken down by."""
        fields = self.library.vocabularies[subject].fields.values()
        return named({f.name: field_words(f, self.lang) for f in fields if f.type.kind is not Kind.LIST}, self.refusal)

    def _requirement(self, requirement: Requirement) -> str:
        if requirement.judgement is None:
            return requirement.title[self.lang]
        question = _JUDGED.format(question=requirement.judgement.question)[self.lang]
        return f"{requirement.title[self.lang]}\n{question}"

    def _post(self, post: Post) -> str:
        period = period_words(post.period.start, post.period.until)[self.lang]
        lines = [post.label[self.lang], *([_IN_FORCE.format(period=period)[self.lang]] if period else [])]
        return "\n".join([*lines, "; ".join(post.aliases)]).strip()

    def _document(self, source: Source) -> str:
        lang = self.lang
        lines = [document_words(source)[lang], source.title[lang], source.issuer[lang], EVIDENCE[source.evidence][lang]]
        period = period_words(source.period.start, source.period.until)[lang]
        lines += [_IN_FORCE.format(period=period)[lang]] if period else []
        if source.replaced_by and source.replaced_by in self.library.sources:
            other = document_words(self.library.sources[source.replaced_by])
            lines.append(_REPLACED.format(other=other)[lang])
        lines += [_CHECK.format(day=day(source.check_after, lang))[lang]] if source.check_after else []
        lines += [source.note[lang]] if source.note else []
        return "\n".join(lines)
