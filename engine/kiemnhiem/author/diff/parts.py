"""What was added, removed or changed in the parts of a library, as they are written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, TypeVar

from kiemnhiem.author.diff.model import Detail, Event, Item
from kiemnhiem.author.overtime import period_words
from kiemnhiem.explain.words import scalar_words
from kiemnhiem.language import Lang, Text
from kiemnhiem.policy.model import (
    Citation,
    Library,
    ParameterHistory,
    ParameterValue,
    Period,
    Policy,
    PolicyException,
    Remedy,
    Requirement,
)
from kiemnhiem.policy.types import Field, FieldType, Vocabulary
from kiemnhiem.report.words import EVIDENCE, STANCES, day

T = TypeVar("T")
_NOTHING = Text("(không có)", "(none)")
_STANCE, _DATES, _SOURCES = Text("mức độ", "stance"), Text("hiệu lực", "dates"), Text("căn cứ", "sources")
_POSTS, _VALUES, _STRENGTH = Text("chức danh", "posts"), Text("giá trị", "values"), Text("tính bắt buộc", "strength")
_DELEGABLE, _TYPE, _DERIVED = Text("giao quyền", "delegable"), Text("kiểu", "type"), Text("cách tính", "derivation")
_EVIDENCE, _PLACE, _INSIDE = Text("mức tin cậy", "evidence"), Text("địa phương", "place"), Text("thuộc", "inside")
_SUBJECT, _BECOMES, _LEVEL = Text("đối tượng", "subject"), Text("trở thành", "becomes"), Text("cấp", "level")
_TEXT, _BOUNDS = Text("nội dung", "content"), Text("giới hạn", "limits")
_BECAUSE, _REMEDY = Text("lý do", "reason"), Text("hướng xử lý", "remedy")
_OTHERWISE = Text("(đã viết khác)", "(written otherwise)")

Compared = Callable[[Any, Any], Iterable[Detail]]


def items(old: Library, new: Library) -> Iterator[Item]:
    """Every part that differs."""
    yield from _parts("policy", old.policies, new.policies, _titled, _policy)
    for id_ in old.policies.keys() & new.policies.keys():
        yield from _within(old.policies[id_], new.policies[id_])
    yield from _parts("amendment", old.amendments, new.amendments, lambda a: Text(a.id, a.id), _amendment)
    for subject in old.vocabularies.keys() & new.vocabularies.keys():
        yield from _fields(old.vocabularies[subject], new.vocabularies[subject])
    yield from _parts("post", old.posts, new.posts, _labelled, _post)
    yield from _parts("place", old.localities, new.localities, _labelled, _locality)
    yield from _parts("source", old.sources, new.sources, _titled, _source)
    yield from _parts("indicator", old.indicators, new.indicators, _titled, _indicator)


def _parts(
    kind: str,
    old: Mapping[str, T],
    new: Mapping[str, T],
    title: Callable[[T], Text],
    compared: Compared,
    prefix: str = "",
) -> Iterator[Item]:
    for name in sorted({*old, *new}):
        if name not in new:
            yield Item(kind, prefix + name, title(old[name]), Event.REMOVED)
        elif name not in old:
            yield Item(kind, prefix + name, title(new[name]), Event.ADDED)
        elif details := tuple(compared(old[name], new[name])):
            yield Item(kind, prefix + name, title(new[name]), Event.CHANGED, details)


def _titled(part: Any) -> Text:
    return part.title  # type: ignore[no-any-return]  # policies, requirements, sources, indicators have one


def _labelled(part: Any) -> Text:
    return part.label  # type: ignore[no-any-return]  # posts, places, fields have one


def _detail(what: Text, old: T, new: T, said: Callable[[T], Text]) -> Iterator[Detail]:
    if old != new:
        yield Detail(what, said(old), said(new))


def _within(old: Policy, new: Policy) -> Iterator[Item]:
    prefix = f"{new.id}#"
    befores, afters = {r.id: r for r in old.requirements}, {r.id: r for r in new.requirements}
    yield from _parts("requirement", befores, afters, _titled, _requirement, prefix)
    for id_ in befores.keys() & afters.keys():
        yield from _exceptions(befores[id_].exceptions, afters[id_].exceptions, f"{prefix}{id_}#")
    yield from _exceptions(old.exceptions, new.exceptions, prefix)
    yield from _parts("parameter", old.parameters, new.parameters, lambda p: Text(p.name, p.name), _parameter, prefix)


def _exceptions(old: Iterable[PolicyException], new: Iterable[PolicyException], prefix: str) -> Iterator[Item]:
    yield from _parts("exception", {e.id: e for e in old}, {e.id: e for e in new}, _exception_title, _dated, prefix)


def _exception_title(exception: PolicyException) -> Text:
    return exception.because or Text(exception.id, exception.id)


def _policy(old: Policy, new: Policy) -> Iterator[Detail]:
    yield from _detail(_STANCE, old.stance, new.stance, lambda s: STANCES[s])
    yield from _detail(_SUBJECT, old.subject, new.subject, _plain)
    yield from _detail(_POSTS, old.posts, new.posts, _listed)
    yield from _detail(_DATES, old.period, new.period, _period)
    yield from _detail(_SOURCES, old.sources, new.sources, _listed)


def _requirement(old: Requirement, new: Requirement) -> Iterator[Detail]:
    yield from _detail(_STRENGTH, old.strength, new.strength, lambda s: _plain(s.value))
    yield from _detail(_DELEGABLE, old.delegable, new.delegable, lambda d: _plain(str(d).lower()))
    yield from _dated(old, new)
    yield from _detail(_BECAUSE, old.because, new.because, lambda b: b or _NOTHING)
    yield from _detail(_REMEDY, old.remedy, new.remedy, _cure)


def _dated(old: Any, new: Any) -> Iterator[Detail]:
    yield from _detail(_DATES, old.period, new.period, _period)
    yield from _detail(_SOURCES, _documents(old.source), _documents(new.source), _listed)


def _parameter(old: ParameterHistory, new: ParameterHistory) -> Iterator[Detail]:
    def said(history: ParameterHistory) -> Text:
        values = [_valued(history.type, v) for v in history.values]
        return Text("; ".join(v.vi for v in values), "; ".join(v.en for v in values))

    if old.values != new.values and said(old) != said(new):
        yield Detail(_VALUES, said(old), said(new))


def _valued(type: FieldType, value: ParameterValue) -> Text:
    values = value.value if isinstance(value.value, tuple) else (value.value,)
    words = [scalar_words(type, v) for v in values]
    period = _period(Period(value.start, value.until))
    return Text(*(f"{', '.join(w[lang] for w in words)} ({period[lang]})" for lang in Lang))


def _amendment(old: Any, new: Any) -> Iterator[Detail]:
    yield from _detail(_PLACE, old.place, new.place, _plain)
    yield from _detail(_DATES, old.period, new.period, _period)
    yield from _detail(_SOURCES, old.sources, new.sources, _listed)
    if (old.adds, old.sets, old.exceptions, old.amends) != (new.adds, new.sets, new.exceptions, new.amends):
        yield Detail(_TEXT, _OTHERWISE, _OTHERWISE)


def _fields(old: Vocabulary, new: Vocabulary) -> Iterator[Item]:
    yield from _parts("field", _flat(old), _flat(new), _labelled, _field, f"{new.subject}#")


def _flat(vocabulary: Vocabulary) -> dict[str, Field]:
    inner = {f"{n}.{m}": g for n, f in vocabulary.fields.items() for m, g in f.type.fields.items()}
    return {**vocabulary.fields, **inner}


def _field(old: Field, new: Field) -> Iterator[Detail]:
    yield from _detail(_TYPE, _type(old), _type(new), _plain)
    yield from _detail(_BOUNDS, (old.least, old.most), (new.least, new.most), _plain)
    if old.derived != new.derived and _type(old) == _type(new):
        yield Detail(_DERIVED, _OTHERWISE, _OTHERWISE)


def _type(field: Field) -> str:
    codes = f" ({', '.join(field.type.positions)})" if field.type.choices and not field.place else ""
    return f"{field.type.kind.value}{codes}"


def _post(old: Any, new: Any) -> Iterator[Detail]:
    yield from _detail(_LEVEL, old.level, new.level, _plain)
    yield from _detail(_DATES, old.period, new.period, _period)


def _locality(old: Any, new: Any) -> Iterator[Detail]:
    yield from _detail(_INSIDE, old.inside, new.inside, _plain)
    yield from _detail(_BECOMES, old.becomes, new.becomes, _listed)
    yield from _detail(_DATES, old.period, new.period, _period)


def _source(old: Any, new: Any) -> Iterator[Detail]:
    yield from _detail(_DATES, old.period, new.period, _period)
    yield from _detail(_EVIDENCE, old.evidence, new.evidence, lambda e: EVIDENCE[e])
    one, two = ((s.number, s.issued) for s in (old, new))
    yield from _detail(_TEXT, one, two, lambda i: Text(f"{i[0]} ({day(i[1], Lang.VI)})", f"{i[0]} ({i[1]})"))


def _indicator(old: Any, new: Any) -> Iterator[Detail]:
    yield from _detail(_DATES, old.period, new.period, _period)
    if (old.of, old.count, old.by, old.targets) != (new.of, new.count, new.by, new.targets):
        yield Detail(_TEXT, _OTHERWISE, _OTHERWISE)


# --- words


def _plain(value: object) -> Text:
    return _NOTHING if value is None or value == "" else Text(str(value), str(value))


def _listed(values: Iterable[object]) -> Text:
    return _plain(", ".join(map(str, values)))


def _documents(citations: Iterable[Citation]) -> tuple[str, ...]:
    """Each with its clause, and with how well that is known where it is said."""
    return tuple(f"{c.document} ({', '.join(said)})" if (said := _about(c)) else c.document for c in citations)


def _about(citation: Citation) -> list[str]:
    return [said for said in (citation.clause, citation.evidence) if said]


def _cure(remedy: Remedy | None) -> Text:
    if remedy is None:
        return _NOTHING
    return remedy.text or _plain(remedy.policy)


def _period(period: Period) -> Text:
    return Text(*(period_words(period, lang) for lang in Lang))
