"""What an office writes on its documents itself: names, number, place and date, who signs, who gets it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from kiemnhiem.cases.dates import read_date
from kiemnhiem.errors import UsageError
from kiemnhiem.language import Lang, Text
from kiemnhiem.problem import Problem, did_you_mean
from kiemnhiem.report.documents import codes

#: What can be filled in.
FILLS: Mapping[str, Text] = {
    "parent": Text("cơ quan, tổ chức chủ quản", "the office above"),
    "agency": Text("cơ quan, tổ chức ban hành", "the issuing office"),
    "number": Text("số, ký hiệu", "number and symbol"),
    "place": Text("địa danh", "place"),
    "date": Text("ngày ban hành", "date of issue"),
    "position": Text("chức vụ của người ký", "the signer's position"),
    "signer": Text("họ và tên người ký", "the signer's name"),
    "recipients": Text("nơi nhận, cách nhau bằng dấu chấm phẩy", "recipients, between semicolons"),
}
_DOTS = "…………………………"
_SHORT = "…………"
_DATED = Text("{place}, ngày {day} tháng {month} năm {year}", "{place}, {day} {month} {year}")
_UNDATED = Text("{place}, ngày …… tháng …… năm ………", "{place}, …… ……………… ………")
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
#: Months that are written with a nought; days are below ten.
_SHORT_MONTHS = 2


@dataclass(frozen=True)
class Letterhead:
    """As a document shows it. What was not filled in is dotted, to be written by hand; what was filled in with nothing
    is left out.
    """

    parent: str
    agency: str
    number: str
    place_and_date: str
    position: str
    signer: str
    recipients: tuple[str, ...]


def letterhead(fills: Mapping[str, str], lang: Lang) -> Letterhead:
    """The letterhead of an office.

    :param fills: by the names in :data:`FILLS`.
    :raises UsageError: for unknown names and for a date that is none.
    """
    if problems := [*_problems(fills)]:
        raise UsageError(problems)
    day = read_date(fills["date"]) if fills.get("date") else None
    recipients = fills.get("recipients", f"{_DOTS};{_DOTS}")
    return Letterhead(
        parent=fills.get("parent", _DOTS),
        agency=fills.get("agency", _DOTS),
        number=fills.get("number", f"{_SHORT}/{_SHORT}"),
        place_and_date=_place_and_date(fills.get("place") or _SHORT, day if isinstance(day, date) else None)[lang],
        position=fills.get("position", _DOTS),
        signer=fills.get("signer", _DOTS),
        recipients=tuple(one.strip() for one in recipients.split(";") if one.strip()),
    )


def _problems(fills: Mapping[str, str]) -> Iterator[Problem]:
    for name in fills:
        if name not in FILLS:
            values = {"found": name, "expected": ", ".join(FILLS)}
            yield Problem(codes.UNKNOWN_FILL, None, values, did_you_mean(name, FILLS))
    if fills.get("date") and not isinstance(read_date(fills["date"]), date):
        yield Problem(codes.NOT_A_DAY, None, {"found": fills["date"]})


def _place_and_date(place: str, day: date | None) -> Text:
    if day is None:
        return _UNDATED.format(place=place)
    month = f"{day.month:02}" if day.month <= _SHORT_MONTHS else str(day.month)
    return Text(
        _DATED.vi.format(place=place, day=f"{day.day:02}", month=month, year=day.year),
        _DATED.en.format(place=place, day=day.day, month=_MONTHS[day.month - 1], year=day.year),
    )


def pairs(fills: Iterable[str]) -> dict[str, str]:
    """``NAME=TEXT`` as they were typed, by name. Raises :class:`UsageError` for whatever is wrong with them."""
    given = [one.partition("=") for one in fills]
    named = {name.strip(): text.strip() for name, equals, text in given if equals}
    unnamed = [Problem(codes.NOT_A_FILL, None, {"found": found}) for found, equals, _ in given if not equals]
    if problems := [*unnamed, *_problems(named)]:
        raise UsageError(problems)
    return named
