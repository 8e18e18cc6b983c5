"""No text that somebody else wrote makes a regular expression take more than steps in proportion to its length.

Steps are counted by a matcher of our own (:mod:`support.backtracking`), on texts made to be the worst for each pattern.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator
from typing import Any

import pytest
from support.backtracking import Endless, attacks, steps

import kiemnhiem
from kiemnhiem.cases.dates import read_date
from kiemnhiem.limits import LIMITS

SHORT, LONG = 48, 96
#: Twice the text may take so many times the steps: a square would take four.
MOST = 3.0
#: Only asked of texts of a bounded length, shown below.
BOUNDED = {"kiemnhiem.cases.dates"}
ROOMS = ("cases", "policy", "evaluate", "explain", "report", "trust", "author")
_SEARCHING = "search|findall|finditer|sub|split"

Named = tuple[str, re.Pattern[Any], bool]


def patterns() -> Iterator[Named]:
    """Every compiled pattern of the rooms that meet files, with whether it is looked for everywhere in a text."""
    for module in pkgutil.walk_packages(kiemnhiem.__path__, "kiemnhiem."):
        if module.name.split(".")[1] not in ROOMS:
            continue
        found = importlib.import_module(module.name)
        if not hasattr(found, "__file__") or module.name in BOUNDED:
            continue
        source = inspect.getsource(found) if any(isinstance(v, re.Pattern) for v in vars(found).values()) else ""
        for name, value in vars(found).items():
            if isinstance(value, re.Pattern) and re.search(
                rf"^[^#\n]*\b{name}\b.*= .*re\.compile", source, re.MULTILINE
            ):
                yield f"{module.name}.{name}", value, bool(re.search(rf"{name}\.({_SEARCHING})\(", source))


PATTERNS = list(patterns())


def growth(pattern: re.Pattern[Any], *, everywhere: bool) -> float:
    """How many times the steps twice the text takes, at worst."""
    pairs = zip(attacks(pattern, SHORT), attacks(pattern, LONG), strict=True)
    try:
        return max(
            steps(pattern, b, everywhere=everywhere) / steps(pattern, a, everywhere=everywhere) for a, b in pairs
        )
    except Endless:
        return float("inf")


@pytest.mark.parametrize(("pattern", "everywhere"), [p[1:] for p in PATTERNS], ids=[p[0] for p in PATTERNS])
def test_a_pattern_takes_steps_in_proportion_to_the_text(pattern: re.Pattern[Any], everywhere: bool) -> None:
    assert growth(pattern, everywhere=everywhere) < MOST


@pytest.mark.parametrize(
    "pattern",
    [r'row\b[^>]*?\sr=["\'](\d+)', r"[\w-]+(?=\s*:)", r"(a+)+b", r"#\s*ignore\b\s*([\w-]*)\s*(?:[:-]+\s*(.*))?$"],
)
def test_patterns_that_were_or_would_be_slow_are_found_out(pattern: str) -> None:
    assert growth(re.compile(pattern), everywhere=True) > MOST


def test_the_rooms_have_patterns_and_they_are_looked_at() -> None:
    names = {name for name, *_ in PATTERNS}
    assert {"kiemnhiem.cases.package._ROW", "kiemnhiem.policy.library._KEY", "kiemnhiem.cases.cells._WHOLE"} <= names


def test_a_date_is_not_sought_in_a_long_text() -> None:
    month = "tháng 1"
    assert read_date(f"{month} năm 1975") is not None
    assert read_date(f"{month}{' ' * LIMITS.text}năm 1975") is None
    assert read_date(f"{month}{' ' * 100}năm 1975") is None
