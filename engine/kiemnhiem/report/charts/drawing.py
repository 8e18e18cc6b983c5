"""Rows of bars as SVG, to stand inside a page: matplotlib draws, and what a strict page forbids is taken away."""

from __future__ import annotations

import io
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock
from typing import TYPE_CHECKING, Any

from kiemnhiem.errors import UsageError
from kiemnhiem.problem import Problem
from kiemnhiem.report import codes
from kiemnhiem.report.charts import svg

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: A picture is so many units wide: about the pixels of a telephone, so that its letters are as large as they say.
WIDTH = 360
_LETTER, _SMALL = 13, 11.5
#: Letters of a line, and lines of a label at most.
_LINE, _LINES = 49, 2
_BAR, _GAP, _LEADING = 13, 13, 16
_KEY, _UNDER_KEY = 20, 8
#: matplotlib's settings are those of the whole process.
_ONE_AT_A_TIME = Lock()


@dataclass(frozen=True)
class Part:
    """A piece of a bar from ``start`` to ``end``. ``name``: what it stands for; ``colour`` as #rrggbb."""

    start: float
    end: float
    name: str
    colour: str


@dataclass(frozen=True)
class Bar:
    """A bar under its label. ``value``: the words at its end. ``marks``: what is to be reached."""

    label: str
    value: str
    parts: tuple[Part, ...]
    marks: tuple[float, ...] = ()


@dataclass(frozen=True)
class Picture:
    """Bars on one scale from 0 to ``most``. ``key``: words and colours of the parts."""

    title: str
    description: str
    bars: tuple[Bar, ...]
    most: float
    key: tuple[tuple[str, str], ...] = ()


def check_drawing() -> None:
    """See that charts can be drawn. Raises :class:`UsageError` where matplotlib is not installed."""
    try:
        import matplotlib  # noqa: F401, ICN001, PLC0415 - an extra
    except ImportError:
        raise UsageError([Problem(codes.NEEDS_HTML, None, {"package": "matplotlib"})]) from None


@lru_cache(maxsize=64)
def draw(picture: Picture) -> str:
    """The picture as an ``<svg>`` element: no style, no script, no colour of its own for letters and lines."""
    check_drawing()
    from matplotlib import rc_context  # noqa: PLC0415 - heavy
    from matplotlib.figure import Figure  # noqa: PLC0415 - as above

    keys, labels = _in_lines(picture.key), [_wrapped(bar) for bar in picture.bars]
    heights = [_LEADING * len(lines) + _BAR + _GAP for lines in labels]
    top = float(_KEY * len(keys) + _UNDER_KEY) if keys else 0.0
    height = top + sum(heights) + 4
    with _ONE_AT_A_TIME, rc_context({"svg.fonttype": "none", "svg.hashsalt": "kiemnhiem"}):
        figure = Figure(figsize=(WIDTH / 72, height / 72))
        axes = figure.add_axes((0, 0, 1, 1), frameon=False)
        axes.set(xlim=(0, WIDTH), ylim=(height, 0))
        axes.set_axis_off()
        titles: dict[str, str] = {}
        for line, at in zip(keys, range(0, _KEY * len(keys), _KEY), strict=True):
            _draw_key(axes, line, at + _KEY / 2)
        for number, (bar, lines) in enumerate(zip(picture.bars, labels, strict=True)):
            titles |= _draw_bar(axes, bar, lines, top, picture.most, number)
            top += heights[number]
        written = io.StringIO()
        figure.savefig(written, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
    return svg.plain(written.getvalue(), picture.title, picture.description, titles)


def _draw_bar(axes: Axes, bar: Bar, lines: Sequence[str], top: float, most: float, number: int) -> dict[str, str]:
    """Draw a bar, and give what pointing at its parts tells."""
    from matplotlib.patches import Rectangle  # noqa: PLC0415 - heavy

    label = f"label-{number}"
    for at, line in enumerate(lines, 1):
        _write(axes, 0, top + _LEADING * at - 5, line, gid=f"{label}-{at}")
    end = top + _LEADING * len(lines)
    _write(axes, WIDTH, end - 5, bar.value, ha="right")
    track = Rectangle((0, end), WIDTH, _BAR, facecolor=svg.FAINT, edgecolor="none", clip_on=False)
    axes.add_patch(track)
    titles = {f"{label}-{at}": bar.label for at in range(1, len(lines) + 1)}
    scale = WIDTH / most if most else 0
    for at, part in enumerate(bar.parts):
        name = f"part-{number}-{at}"
        width = max((part.end - part.start) * scale, 1.0)
        left = min(part.start * scale, WIDTH - width)
        piece = Rectangle((left, end), width, _BAR, facecolor=part.colour, edgecolor="none", gid=name, clip_on=False)
        axes.add_patch(piece)
        titles[name] = f"{bar.label}: {part.name}"
    for mark in bar.marks:
        x = min(max(mark * scale, 1), WIDTH - 1)
        axes.plot([x, x], [end - 4, end + _BAR + 4], color=svg.INK, linewidth=2, clip_on=False)
    return titles


def _write(axes: Axes, x: float, y: float, text: str, **more: Any) -> None:
    axes.text(x, y, text, color=svg.INK, parse_math=False, **{"fontsize": _LETTER, **more})


def _draw_key(axes: Axes, line: Sequence[tuple[str, str]], middle: float) -> None:
    from matplotlib.patches import Rectangle  # noqa: PLC0415 - heavy

    left = 0.0
    for word, colour in line:
        axes.add_patch(Rectangle((left, middle - 5), 10, 10, facecolor=colour, edgecolor="none", clip_on=False))
        _write(axes, left + 15, middle + 4, word, fontsize=_SMALL)
        left += _space(word)


def _in_lines(key: Sequence[tuple[str, str]]) -> list[list[tuple[str, str]]]:
    """The words of the key, as many on a line as fit."""
    lines: list[list[tuple[str, str]]] = []
    left = float(WIDTH)
    for word, colour in key:
        if left + _space(word) > WIDTH:
            lines.append([])
            left = 0
        lines[-1].append((word, colour))
        left += _space(word)
    return lines


def _space(word: str) -> float:
    return 15 + len(word) * _SMALL * 0.56 + 12


def _wrapped(bar: Bar) -> list[str]:
    """The label in lines that leave room for the value; a longer one is cut, and whole in its title."""
    return textwrap.wrap(bar.label, _LINE - len(bar.value), max_lines=_LINES, placeholder=" …") or [bar.label]
