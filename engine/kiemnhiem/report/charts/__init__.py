"""Charts of a run, each with the table behind it. Figures and a language in, pictures and words out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from kiemnhiem.evaluate.decision import Outcome, Verdict
from kiemnhiem.evaluate.indicator import IndicatorResult
from kiemnhiem.language import Lang, Text
from kiemnhiem.report import words
from kiemnhiem.report.charts.drawing import Bar, Part, Picture, check_drawing, draw
from kiemnhiem.report.indicators import share_words, target_words
from kiemnhiem.report.places import PlaceCounts
from kiemnhiem.report.summary import RequirementCount, Summary
from kiemnhiem.report.xmltext import legal

__all__ = ["Chart", "by_place", "charts_of", "check_drawing", "indicators", "stopping", "verdicts", "waiting"]

#: Bars of a picture; the table behind it has them all.
SHOWN = 15
#: Colours that stand out from white and from black, and from each other in lightness.
COLOURS: Mapping[Verdict, str] = {
    Verdict.ELIGIBLE: "#2f8fbd",
    Verdict.UNDETERMINED: "#d3a21a",
    Verdict.NOT_ELIGIBLE: "#cf5a20",
    Verdict.NOT_APPLICABLE: "#8c8c8c",
    Verdict.NO_POLICY: "#9467bd",
}
_NOT_MET, _UNKNOWN = COLOURS[Verdict.NOT_ELIGIBLE], COLOURS[Verdict.UNDETERMINED]
_SURE, _OPEN = COLOURS[Verdict.ELIGIBLE], COLOURS[Verdict.UNDETERMINED]

_VERDICTS = Text("Kết luận", "Verdicts")
_PLACES = Text("Kết luận theo: {by}", "Verdicts by: {by}")
_STOPPING = Text("Yêu cầu làm vướng nhiều nhất", "Requirements that stop most")
_WAITING = Text("Thông tin, kết luận còn thiếu nhiều nhất", "What is missing most")
_INDICATORS = Text("Chỉ tiêu", "Indicators")
_VERDICT, _CASES, _SHARE = Text("Kết luận", "Verdict"), Text("Số trường hợp", "Cases"), Text("Tỷ lệ", "Share")
_REQUIREMENT, _POLICY = Text("Yêu cầu", "Requirement"), Text("Chính sách", "Policy")
_AWAITED, _INDICATOR = Text("Còn thiếu", "Missing"), Text("Chỉ tiêu", "Indicator")
_TARGETS = Text("Mục tiêu", "Targets")
_NOTE = Text("{shown} mục đầu trong {all}; bảng có đủ.", "The first {shown} of {all}; the table has them all.")
_SAID = Text("{bar}: {value}", "{bar}: {value}")
_IN_BRACKETS = Text("Chưa rõ (số trong ngoặc)", "Unknown (in brackets)")
_SURELY, _MAYBE = Text("chắc chắn", "certain"), Text("có thể", "possible")


@dataclass(frozen=True)
class Chart:
    """A picture as an ``<svg>`` element to put into a page, and the table of its figures. ``numbers``: the columns that
    hold numbers, from 0. ``note``: what the picture leaves out, if anything.
    """

    title: str
    svg: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: range
    note: str = ""


def charts_of(summary: Summary, lang: Lang) -> list[Chart]:
    """The charts of a run for which there are figures: verdicts, by place, requirements that stop, what is missing.

    :raises UsageError: where matplotlib is not installed.
    """
    drawn = [verdicts(summary.verdicts, lang)]
    drawn += [by_place(summary.places, lang)] if summary.places else []
    return [*drawn, *_if_any(stopping, summary, lang), *_if_any(waiting, summary, lang)]


def _if_any(chart: Callable[[Summary, Lang], Chart], summary: Summary, lang: Lang) -> Iterator[Chart]:
    found = chart(summary, lang)
    if found.rows:
        yield found


def verdicts(counts: Mapping[Verdict, int], lang: Lang) -> Chart:
    """How many cases got each verdict."""
    whole = sum(counts.values())
    rows = [
        (words.VERDICTS[verdict][lang], words.count(n, lang), words.share(n, whole, lang))
        for verdict, n in counts.items()
    ]
    bars = [
        Bar(name, f"{number} · {share}", _parts([(words.VERDICTS[verdict], counts[verdict], COLOURS[verdict])], lang))
        for verdict, (name, number, share) in zip(counts, rows, strict=True)
    ]
    return _chart(_VERDICTS, (_VERDICT, _CASES, _SHARE), rows, bars, whole, lang)


def by_place(counts: PlaceCounts, lang: Lang) -> Chart:
    """Verdicts of each place, those with most cases first."""
    given = [v for v in words.VERDICTS if any(place.verdicts[v] for place in counts.places)]
    rows = [
        (place.place[lang], *(words.count(n, lang) for n in (place.cases, *(place.verdicts[v] for v in given))))
        for place in counts.places
    ]
    bars = [
        Bar(
            place.place[lang],
            words.count(place.cases, lang),
            _parts([(words.VERDICTS[v], place.verdicts[v], COLOURS[v]) for v in given], lang),
        )
        for place in counts.places
    ]
    key = [(words.VERDICTS[v], COLOURS[v]) for v in given]
    most = max((place.cases for place in counts.places), default=0)
    headings = (counts.by, _CASES, *(words.VERDICTS[v] for v in given))
    return _chart(_PLACES.format(by=counts.by), headings, rows, bars, most, lang, key)


def stopping(summary: Summary, lang: Lang) -> Chart:
    """The requirements of screened policies that are not met or not known, those not met by most first."""
    counts = sorted(filter(_stops, summary.requirements), key=_most_first)
    several = len({count.policy for count in counts}) > 1
    outcomes = ((Outcome.NOT_MET, _NOT_MET), (Outcome.UNKNOWN, _UNKNOWN))
    rows, bars = [], []
    for count in counts:
        title = count.rule.title[lang]
        numbers = [words.count(count.outcomes[outcome], lang) for outcome, _ in outcomes]
        rows.append((title, count.policy_title[lang], *numbers))
        label = f"{title} ({count.policy_title[lang]})" if several else title
        parts = [(words.OUTCOMES[outcome], count.outcomes[outcome], colour) for outcome, colour in outcomes]
        not_met, unknown = numbers
        value = f"{not_met} ({unknown})" if count.outcomes[Outcome.UNKNOWN] else not_met
        bars.append(Bar(label, value, _parts(parts, lang)))
    key = [(words.OUTCOMES[Outcome.NOT_MET], _NOT_MET), (_IN_BRACKETS, _UNKNOWN)]
    headings = (_REQUIREMENT, _POLICY, *(words.OUTCOMES[outcome] for outcome, _ in outcomes))
    return _chart(_STOPPING, headings, rows, bars, summary.cases, lang, key, range(2, 4))


def _stops(count: RequirementCount) -> bool:
    return not count.as_remedy and bool(count.outcomes[Outcome.NOT_MET] or count.outcomes[Outcome.UNKNOWN])


def _most_first(count: RequirementCount) -> tuple[int, int]:
    return -count.outcomes[Outcome.NOT_MET], -count.outcomes[Outcome.UNKNOWN]


def waiting(summary: Summary, lang: Lang) -> Chart:
    """The facts and judgements that most cases wait for."""
    facts = [(count.label[lang], count.cases) for count in summary.missing]
    judged = [(words.JUDGEMENT_AWAITED.format(question=count.label)[lang], count.cases) for count in summary.judgements]
    counts = sorted([*facts, *judged], key=lambda count: -count[1])
    rows = [(name, words.count(cases, lang)) for name, cases in counts]
    bars = [
        Bar(name, shown, _parts([(_AWAITED, cases, _UNKNOWN)], lang))
        for (name, shown), (_, cases) in zip(rows, counts, strict=True)
    ]
    return _chart(_WAITING, (_AWAITED, _CASES), rows, bars, max((n for _, n in counts), default=0), lang)


def indicators(results: Sequence[IndicatorResult], lang: Lang) -> Chart:
    """Counted shares in percent, as far as they are certain and as far as they are possible, with marks at targets."""
    rows, bars = [], []
    for result in results:
        title, share = result.indicator.title[lang], result.total.shown
        low, high = (float(share[0]), float(share[1])) if share else (0.0, 0.0)
        shown = share_words(result.total, lang)
        targets = [target_words(result, target)[lang] for target in result.targets]
        rows.append((title, shown, "; ".join(targets)))
        parts = [Part(0, low, f"{_SURELY[lang]}, {shown}", _SURE)] if low else []
        parts += [Part(low, high, f"{_MAYBE[lang]}, {shown}", _OPEN)] if high > low else []
        bars.append(Bar(title, shown, tuple(parts), tuple(float(target.share) for target in result.targets)))
    key = [(_SURELY, _SURE), (_MAYBE, _OPEN)]
    return _chart(_INDICATORS, (_INDICATOR, _SHARE, _TARGETS), rows, bars, 100, lang, key, range(1, 2))


def _parts(of: Sequence[tuple[Text, int, str]], lang: Lang) -> tuple[Part, ...]:
    parts, start = [], 0
    for name, number, colour in of:
        if number:
            parts.append(Part(start, start + number, f"{name[lang]}, {words.count(number, lang)}", colour))
            start += number
    return tuple(parts)


def _chart(
    title: Text,
    headings: Sequence[Text],
    rows: Sequence[tuple[str, ...]],
    bars: Sequence[Bar],
    most: float,
    lang: Lang,
    key: Sequence[tuple[Text, str]] = (),
    numbers: range | None = None,
) -> Chart:
    shown = tuple(replace(bar, label=legal(bar.label)) for bar in bars[:SHOWN])
    description = "; ".join(_SAID.format(bar=bar.label, value=bar.value)[lang] for bar in shown)
    picture = Picture(title[lang], description, shown, most, tuple((word[lang], colour) for word, colour in key))
    note = _NOTE.format(shown=len(shown), all=words.count(len(bars), lang))[lang] if len(bars) > SHOWN else ""
    numbers = numbers or range(1, len(headings))
    return Chart(title[lang], draw(picture), tuple(h[lang] for h in headings), tuple(rows), numbers, note)
