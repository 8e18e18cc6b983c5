"""Constants as policies write them: what is one, what is not, and that it is printed as it was written."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from kiemnhiem.language import Text
from kiemnhiem.policy.constants import expected, parse_constant, parse_day, print_constant
from kiemnhiem.policy.types import Choice, FieldType, Kind
from kiemnhiem.policy.values import LIMIT, Scalar

SAME = Text("a", "a")
LEVELS = (Choice("low", SAME), Choice("high", SAME))
MOST = str(LIMIT - 1)


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (Kind.TEXT, "a b", "a b"), (Kind.TEXT, "", None),
        (Kind.CHOICE, "low", "low"), (Kind.CHOICE, "Low", None), (Kind.SCALE, "high", "high"), (Kind.SCALE, "", None),
        (Kind.BOOLEAN, "true", True), (Kind.BOOLEAN, "false", False), (Kind.BOOLEAN, "yes", None),
        (Kind.INTEGER, "0", 0), (Kind.INTEGER, "-18", -18), (Kind.INTEGER, "012", None), (Kind.INTEGER, "1.0", None),
        (Kind.INTEGER, MOST, LIMIT - 1), (Kind.INTEGER, f"-{MOST}", 1 - LIMIT), (Kind.INTEGER, str(LIMIT), None),
        (Kind.INTEGER, f"-{LIMIT}", None), (Kind.INTEGER, "9" * 5000, None), (Kind.INTEGER, "+1", None),
        (Kind.NUMBER, "0.5", Decimal("0.5")), (Kind.NUMBER, "-9.750", Decimal("-9.75")), (Kind.NUMBER, "3", Decimal(3)),
        (Kind.NUMBER, "0.123456", Decimal("0.123456")), (Kind.NUMBER, "0.1234567", None), (Kind.NUMBER, ".5", None),
        (Kind.NUMBER, "5.", None), (Kind.NUMBER, str(LIMIT), None), (Kind.NUMBER, f"{MOST}.9", Decimal(f"{MOST}.9")),
        (Kind.NUMBER, f"-{LIMIT}", None), (Kind.NUMBER, "1e3", None),
        (Kind.DATE, "2018-12-30", date(2018, 12, 30)), (Kind.DATE, "2018-02-30", None), (Kind.DATE, "2018-1-1", None),
        (Kind.DATE, "20181230", None), (Kind.LIST, "a", None),
    ],
)  # fmt: skip
def test_a_constant_is_of_its_type_or_none(kind: Kind, text: str, value: Scalar | None) -> None:
    found = parse_constant(text, FieldType(kind, LEVELS if kind in (Kind.CHOICE, Kind.SCALE) else ()))
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (True, "true"), (False, "false"), (18, "18"), (date(2018, 12, 30), "2018-12-30"), ("low", "low"),
        (Decimal("1E+2"), "100"), (Decimal("0.000001"), "0.000001"), (Decimal("-9.75"), "-9.75"),
    ],
)  # fmt: skip
def test_a_constant_is_printed_as_it_would_be_written(value: Scalar, text: str) -> None:
    assert print_constant(value) == text


def test_a_day_is_whole_or_none() -> None:
    assert parse_day("2020-02-29") == date(2020, 2, 29)
    assert [parse_day(text) for text in ("2019-02-29", "2020-02", "29/02/2020", "0000-01-01", "")] == [None] * 5


@pytest.mark.parametrize("kind", [Kind.CHOICE, Kind.SCALE])
def test_what_a_choice_may_be_is_told_by_its_codes(kind: Kind) -> None:
    assert expected(FieldType(kind, LEVELS)) == Text("một trong: low, high", "one of: low, high")
    assert expected(FieldType(Kind.DATE)).en == "a date like 2018-08-28"
