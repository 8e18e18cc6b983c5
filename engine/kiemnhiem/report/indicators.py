"""Indicators as a table and as JSON: how many of how many, the share, the targets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from kiemnhiem.evaluate.indicator import Count, IndicatorResult
from kiemnhiem.explain.words import scalar_words
from kiemnhiem.language import Lang, Text
from kiemnhiem.policy.model import Target
from kiemnhiem.policy.program import Program
from kiemnhiem.report import words
from kiemnhiem.report.terminal import said, terminal

if TYPE_CHECKING:
    from rich.console import Console

_AS_OF = Text("Tính đến ngày {day}", "As of {day}")
_TOTAL = Text("Tổng cộng", "Total")
_UNKNOWN = Text("chưa rõ", "not known")
_HEADS = (Text("Nhóm", "Group"), Text("Số đếm", "Counted"), Text("Trên tổng số", "Of"), Text("Tỷ lệ", "Share"))
_TARGET = Text("Mục tiêu: {bound} {share}%: {reached}", "Target: {bound} {share}%: {reached}")
_BOUNDS = {True: Text("từ", "at least"), False: Text("không quá", "at most")}
_REACHED = {
    True: Text("đạt", "reached"),
    False: Text("chưa đạt", "not reached"),
    None: Text("chưa xác định được", "undetermined"),
}


def show_indicators(
    results: Sequence[IndicatorResult], program: Program, lang: Lang, console: Console | None = None
) -> None:
    """Print each indicator with its groups and targets."""
    from rich.table import Table  # noqa: PLC0415 - start-up of the commands that show nothing

    console = console or terminal()
    console.print(said(_AS_OF.format(day=words.day(program.as_of, lang))[lang], "bold"))
    for result in results:
        console.print()
        console.print(said(result.indicator.title[lang], "bold"))
        table = Table(box=None, pad_edge=False)
        for i, head in enumerate(_HEADS):
            table.add_column(head[lang], justify="left" if i == 0 else "right")
        for label, count in _rows(result, program):
            table.add_row(said(label[lang]), *_cells(count, lang))
        console.print(table)
        for target in result.targets:
            console.print(said(target_words(result, target)[lang]))


def target_words(result: IndicatorResult, target: Target) -> Text:
    """A target, and whether it is reached."""
    share = Text(*(_share(target.share, lang) for lang in Lang))
    return _TARGET.format(bound=_BOUNDS[target.floor], share=share, reached=_REACHED[result.reached(target)])


def _rows(result: IndicatorResult, program: Program) -> list[tuple[Text, Count]]:
    by = result.indicator.by
    rows = []
    if by:
        type_ = program.vocabulary.fields[by].type
        keys = sorted(result.groups, key=lambda k: type_.positions.get(str(k), len(type_.positions)))
        rows = [(_UNKNOWN if k is None else scalar_words(type_, k), result.groups[k]) for k in keys]  # type: ignore[arg-type]  # a scalar
    return [*rows, (_TOTAL, result.total)]


def _cells(count: Count, lang: Lang) -> list[str]:
    counted, of = _range(count.certain, count.possible), _range(count.of_certain, count.of_possible)
    return [counted, of, share_words(count, lang)]


def share_words(count: Count, lang: Lang) -> str:
    """The share in percent, or from the least to the greatest it can be; a dash of no cases."""
    if count.shown is None:
        return "–"
    low, high = (f"{_share(share, lang)}%" for share in count.shown)
    return low if low == high else f"{low}…{high}"


def _range(low: int, high: int) -> str:
    return str(low) if low == high else f"{low}…{high}"


def _share(share: Decimal, lang: Lang) -> str:
    written = f"{share:f}"
    return written.replace(".", ",") if lang is Lang.VI else written


def indicator_objects(results: Sequence[IndicatorResult], program: Program) -> list[Mapping[str, Any]]:
    """The indicators as JSON has them."""
    return [
        {
            "indicator": result.indicator.id,
            "as_of": program.as_of.isoformat(),
            **_object(result.total),
            "groups": [{"value": None if k is None else str(k), **_object(c)} for k, c in result.groups.items()],
            "targets": [
                {
                    "at_least" if t.floor else "at_most": float(t.share),
                    "place": t.place,
                    "reached": result.reached(t),
                }
                for t in result.targets
            ],
        }
        for result in results
    ]


def _object(count: Count) -> dict[str, Any]:
    share = count.shown
    return {
        "of": [count.of_certain, count.of_possible],
        "counted": [count.certain, count.possible],
        "share": None if share is None else [float(s) for s in share],
    }
