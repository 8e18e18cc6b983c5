"""Problems met in reading as lines: the worst first, a few of each code and how many more; notes only counted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from kiemnhiem.language import Lang, Text
from kiemnhiem.problem import Problem, Severity
from kiemnhiem.report import words

#: How many of a code are told one by one.
SHOWN = 3

_REST = Text("… và {count} mục {code} nữa", "… and {count} more {code}")
_NOTED = Text("{severity} {code} ({count}): {words}", "{severity} {code} ({count}): {words}")
_DIFFERS = "…"


def told(problems: Iterable[Problem], lang: Lang) -> list[str]:
    """The lines, code by code: errors, then warnings, then a line for the notes of each code."""
    by_code: dict[str, list[Problem]] = {}
    for problem in sorted(problems, key=lambda p: list(Severity).index(p.severity)):
        by_code.setdefault(problem.code.id, []).append(problem)
    return [line for group in by_code.values() for line in _lines(group, lang)]


def _lines(group: Sequence[Problem], lang: Lang) -> Iterator[str]:
    code, count = group[0].code, words.count(len(group), lang)
    if code.severity is Severity.NOTE:
        severity = words.SEVERITIES[Severity.NOTE]
        yield _NOTED.format(severity=severity, code=code.id, count=count, words=_in_common(group, lang))[lang]
        return
    yield from (problem.message(lang) for problem in group[:SHOWN])
    if (left := len(group) - SHOWN) > 0:
        yield _REST.format(count=words.count(left, lang), code=code.id)[lang]


def _in_common(group: Sequence[Problem], lang: Lang) -> str:
    """What all of them say, with an ellipsis where they differ."""
    first = group[0].values
    same = {name: all(p.values.get(name) == value for p in group) for name, value in first.items()}
    return Problem(group[0].code, values={n: v if same[n] else _DIFFERS for n, v in first.items()}).words(lang)
