"""A problem as pages show it."""

from __future__ import annotations

from typing import Any

from kiemnhiem.language import Lang
from kiemnhiem.problem import Problem


def told(problem: Problem, lang: Lang) -> dict[str, Any]:
    """Where, how bad, what, what to do."""
    place = problem.place
    return {
        "severity": problem.severity.value,
        "code": problem.code.id,
        "place": str(place) if place else "",
        "file": place.file if place else "",
        "line": place.line if place else None,
        "column": place.column if place else None,
        "words": problem.words(lang),
        "advice": problem.code.advice[lang],
    }
