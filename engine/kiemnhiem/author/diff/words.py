"""The words of a difference, in both languages."""

from __future__ import annotations

from collections.abc import Mapping

from kiemnhiem.author.diff.flips import Flip, PolicyFlip
from kiemnhiem.author.diff.model import Event, Item, LibraryDifference, Meaning, Relation, Separation
from kiemnhiem.evaluate.decision import Outcome, Verdict
from kiemnhiem.language import Lang, Text
from kiemnhiem.policy.model import Library
from kiemnhiem.report import words

RELATIONS: Mapping[Relation, Text] = {
    Relation.EQUAL: Text("như cũ về nghĩa", "means the same"),
    Relation.SAME_WHEN_KNOWN: Text("như cũ khi đủ thông tin", "the same once everything is known"),
    Relation.STRICTER: Text("chặt hơn", "stricter"),
    Relation.LOOSER: Text("lỏng hơn", "looser"),
    Relation.NARROWER: Text("hẹp hơn", "narrower"),
    Relation.WIDER: Text("rộng hơn", "wider"),
    Relation.SETTLES: Text("quyết định được điều trước đây để ngỏ", "decides what was left open"),
    Relation.UNSETTLES: Text("để ngỏ điều trước đây quyết định được", "leaves open what was decided"),
    Relation.INCOMPARABLE: Text(
        "chặt hơn với người này, lỏng hơn với người khác", "stricter for some, looser for others"
    ),
    Relation.CHANGED: Text("đã đổi (chưa so sánh được nghĩa)", "changed (not compared by meaning)"),
}
EVENTS: Mapping[Event, Text] = {
    Event.ADDED: Text("thêm", "added"),
    Event.REMOVED: Text("bỏ", "removed"),
    Event.CHANGED: Text("đổi", "changed"),
}
KINDS: Mapping[str, Text] = {
    "policy": Text("Chính sách", "Policy"),
    "requirement": Text("Yêu cầu", "Requirement"),
    "exception": Text("Ngoại lệ", "Exception"),
    "parameter": Text("Tham số", "Parameter"),
    "amendment": Text("Quy định riêng", "Amendment"),
    "field": Text("Trường", "Field"),
    "post": Text("Chức danh", "Post"),
    "place": Text("Địa phương", "Place"),
    "source": Text("Văn bản", "Source"),
    "indicator": Text("Chỉ tiêu", "Indicator"),
}
TITLE = Text("Khác nhau giữa hai thư viện chính sách", "What differs between the two policy libraries")
EQUAL = Text("Hai thư viện như nhau về nghĩa.", "The two libraries mean the same.")
NO_MEANINGS = Text(
    "Không yêu cầu nào của các chính sách chung đổi nghĩa.", "No requirement of a policy both have means anything else."
)
MEANING, PARTS, CASES = (
    Text("Yêu cầu đổi nghĩa", "Requirements by meaning"),
    Text("Các phần được thêm, bỏ, đổi", "Parts added, removed, changed"),
    Text("Ai đổi kết luận", "Whose verdict changes"),
)
SUMMARY = Text(
    "{parts} phần được thêm, bỏ, đổi; {stricter} yêu cầu chặt hơn, {looser} lỏng hơn, {other} đổi cách khác, "
    "{equal} viết khác nhưng nghĩa như cũ.",
    "{parts} parts added, removed or changed; {stricter} requirements stricter, {looser} looser, {other} otherwise "
    "changed, {equal} written otherwise but meaning the same.",
)
FLIPPED = Text(
    "{flips} trong {cases} hồ sơ đổi kết luận (ngày xét {day}).",
    "{flips} of {cases} cases change verdict (as of {day}).",
)
PASSED_BEFORE = Text("Trước đạt, nay không: {old} → {new}", "Passed before, fails now: {old} → {new}")
FAILED_BEFORE = Text("Trước không đạt, nay đạt: {old} → {new}", "Failed before, passes now: {old} → {new}")
UNDECIDED = Text("Quyết định được hay không: {old} → {new}", "Decided or left open: {old} → {new}")
BOUNDED = Text("danh sách dài không được xét hết", "long lists were not all looked at")
EXAMPLE = Text("hồ sơ giả định, ngày {day}{place}", "a made-up case, as of {day}{place}")
AT = Text(", địa phương {place}", ", place {place}")
NOBODY = Text("(không có)", "(none)")
WHO = Text("ai thuộc phạm vi", "who is concerned")
COLUMNS: Mapping[str, Text] = {
    "what": Text("Yêu cầu", "Requirement"),
    "relation": Text("Nay so với trước", "Now against before"),
    "when": Text("Thời gian", "When"),
    "place": Text("Địa phương", "Place"),
    "policy": Text("Chính sách", "Policy"),
    "old": Text("Trước", "Before"),
    "new": Text("Nay", "Now"),
    "cases": Text("Số hồ sơ", "Cases"),
}


def verdict(value: Verdict | None, lang: Lang) -> str:
    """A verdict, or that the policy says nothing of the case."""
    return (words.VERDICTS[value] if value else NOBODY)[lang]


def outcome(value: Outcome | None, lang: Lang) -> str:
    """An outcome, or that there is no such requirement."""
    return (words.OUTCOMES[value] if value else NOBODY)[lang]


def subject(meaning: Meaning, lang: Lang) -> str:
    """What a meaning is about: ``policy#requirement`` with its title."""
    if meaning.requirement is None:
        return f"{meaning.policy}: {WHO[lang]}"
    return f"{meaning.policy}#{meaning.requirement}: {meaning.title[lang]}"


def locality(place: str | None, library: Library, lang: Lang) -> str:
    """A place by its label."""
    known = library.localities.get(place or "")
    return known.label[lang] if known else (place or "")


def sides(meaning: Meaning, lang: Lang) -> list[tuple[str, Separation]]:
    """The cases that show a meaning, each with what it shows."""
    shown = ((PASSED_BEFORE, meaning.stricter), (FAILED_BEFORE, meaning.looser), (UNDECIDED, meaning.open))
    return [
        (text.format(old=outcome(s.old, lang), new=outcome(s.new, lang))[lang], s) for text, s in shown if s is not None
    ]


def example(separation: Separation, lang: Lang) -> str:
    """Where and when a case shows it."""
    at = AT.format(place=separation.place)[lang] if separation.place else ""
    return EXAMPLE.format(day=words.day(separation.as_of, lang), place=at)[lang]


def item(one: Item, lang: Lang) -> str:
    """A part that differs, in one line."""
    title = f" «{one.title[lang]}»" if one.title[lang] != one.name.rpartition("#")[2] else ""
    details = "; ".join(f"{d.what[lang]}: {d.old[lang]} → {d.new[lang]}" for d in one.details)
    return f"{KINDS[one.kind][lang]} {one.name}{title}: {EVENTS[one.event][lang]}" + (
        f" ({details})" if details else ""
    )


def summary(difference: LibraryDifference, lang: Lang) -> str:
    """How much differs, in one sentence."""
    counts = {r: sum(m.relation is r for m in difference.meanings) for r in Relation}
    stricter = counts[Relation.STRICTER] + counts[Relation.NARROWER]
    looser = counts[Relation.LOOSER] + counts[Relation.WIDER]
    other = sum(counts.values()) - stricter - looser - counts[Relation.EQUAL]
    values = {"parts": len(difference.items), "stricter": stricter, "looser": looser, "other": other}
    return SUMMARY.format(**values, equal=counts[Relation.EQUAL])[lang]


def why(flip: PolicyFlip, lang: Lang) -> str:
    """The requirements behind a changed verdict."""
    return "; ".join(
        f"{r.title[lang]} ({r.id}): {outcome(r.old, lang)} → {outcome(r.new, lang)}" for r in flip.requirements
    )


def turn(flip: Flip, lang: Lang) -> str:
    """A case and its verdict before and after."""
    return f"{flip.id}: {verdict(flip.old, lang)} → {verdict(flip.new, lang)}"
