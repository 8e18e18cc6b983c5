"""An indicator counted over cases: which targets apply, whether they are reached, and by which groups."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import pytest
from support.rete_programs import BOOLEAN, compare

from kiemnhiem.evaluate.indicator import Count, IndicatorResult, count
from kiemnhiem.evaluate.kleene import Truth
from kiemnhiem.language import Text
from kiemnhiem.policy.model import Indicator, Library, Locality, Period, Target
from kiemnhiem.policy.values import Facts, Span

WORDS = Text("x", "x")
IS_HEAD, IS_BOTH = compare("head", BOOLEAN, "is", True), compare("both", BOOLEAN, "is", True)
PLACES = {
    "country": Locality("country", WORDS, "nation"),
    "east": Locality("east", WORDS, "province", "country"),
    "west": Locality("west", WORDS, "province", "country"),
    "old": Locality("old", WORDS, "province", "country", period=Period(None, date(2017, 12, 31)), becomes=("east",)),
}
TARGETS = (
    Target(Decimal(50), floor=True),
    Target(Decimal(60), floor=True, place="country"),
    Target(Decimal(70), floor=True, place="east"),
    Target(Decimal(80), floor=True, place="west"),
    Target(Decimal(90), floor=True, period=Period(date(2019, 1, 1))),
)
LIBRARY = Library("made", {}, {}, {}, {}, localities=PLACES)


def indicator(by: str | None = None) -> Indicator:
    return Indicator("i", WORDS, "candidate", IS_HEAD, IS_BOTH, by, targets=TARGETS)


def counted(
    *cases: Facts, by: str | None = None, on: date = date(2018, 6, 1), place: str | None = None
) -> IndicatorResult:
    return count(LIBRARY, indicator(by), cases, on, place)


def test_cases_are_counted_surely_and_possibly() -> None:
    yes, no, half = {"head": True, "both": True}, {"head": True, "both": False}, {"head": True}
    total = counted(
        yes, yes, no, half, {"head": False, "both": True}, {}, {"both": True}, {"both": False}, {"both": False}
    ).total
    assert total == Count(of_certain=4, of_possible=8, certain=2, possible=5, open_counted=1, open_uncounted=2)
    assert total.share == (Decimal(200) / 7, Decimal(500) / 6)
    assert total.shown == (Decimal("28.6"), Decimal("83.3"))


def test_of_no_cases_there_is_no_share() -> None:
    total = counted({"head": False}).total
    assert (total.share, total.shown) == (None, None)


def test_of_open_cases_only_the_share_may_be_anything_they_allow() -> None:
    assert counted({"both": True}).total.share == (Decimal(100), Decimal(100))
    assert counted({"both": False}).total.share == (Decimal(0), Decimal(0))


@pytest.mark.parametrize(
    ("on", "place", "shares"),
    [
        (date(2018, 6, 1), None, [50]),
        (date(2018, 6, 1), "east", [50, 60, 70]),
        (date(2018, 6, 1), "west", [50, 60, 80]),
        (date(2018, 6, 1), "old", [50, 60, 70]),
        (date(2017, 6, 1), "old", [50, 60]),
        (date(2019, 6, 1), "country", [50, 60, 90]),
    ],
)
def test_the_targets_of_a_place_are_those_of_the_day_and_of_the_places_around_it(
    on: date, place: str | None, shares: list[int]
) -> None:
    assert [int(t.share) for t in counted(on=on, place=place).targets] == shares


@pytest.mark.parametrize(
    ("floor", "share", "reached"),
    [
        (True, "50", True), (True, "50.1", None), (True, "75", None), (True, "75.1", False),
        (False, "75", True), (False, "74.9", None), (False, "50", None), (False, "49.9", False),
    ],
)  # fmt: skip
def test_a_target_is_reached_when_both_ends_of_the_share_agree(floor: bool, share: str, reached: Truth) -> None:
    result = counted(
        {"head": True, "both": True}, {"head": True, "both": True}, {"head": True, "both": False}, {"head": True}
    )
    assert result.total.share == (Decimal(50), Decimal(75))
    assert result.reached(Target(Decimal(share), floor)) is reached


def test_of_no_cases_it_is_not_known_whether_a_target_is_reached() -> None:
    assert counted().reached(TARGETS[0]) is None


def test_groups_are_those_of_the_field_and_of_what_is_not_known_of_it() -> None:
    people: list[Mapping[str, object]] = [
        {"head": True, "both": True, "unit": "A"},
        {"head": True, "both": False, "unit": "A"},
        {"head": None, "both": True, "unit": "B"},
        {"head": True, "both": True},
        {"head": True, "both": False, "unit": Span(1, 2)},
        {"head": False, "both": True, "unit": "C"},
    ]
    groups = counted(*people, by="unit").groups  # type: ignore[arg-type]  # facts
    assert {key: (c.certain, c.of_certain, c.of_possible) for key, c in groups.items()} == {
        "A": (1, 2, 2),
        "B": (0, 0, 1),
        None: (1, 2, 2),
    }
    assert counted(*people).groups == {}  # type: ignore[arg-type]  # facts
    assert counted(*people).indicator == indicator()  # type: ignore[arg-type]  # facts
