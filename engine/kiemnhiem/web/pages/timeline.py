"""A case over time: its verdicts from day to day, and why they turn."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import zip_longest

from fastapi import APIRouter, Request, Response

from kiemnhiem.cases.dates import FIRST_YEAR, LAST_YEAR, read_date
from kiemnhiem.evaluate.decision import Verdict
from kiemnhiem.explain.timeline import Timeline
from kiemnhiem.explain.words import day_words
from kiemnhiem.language import Text
from kiemnhiem.problem import Problem
from kiemnhiem.report.timeline import reason_words
from kiemnhiem.web import codes
from kiemnhiem.web.access.visitor import Who
from kiemnhiem.web.busy import HEAVY
from kiemnhiem.web.pages.case import heading
from kiemnhiem.web.render import page
from kiemnhiem.web.screenings import Look, look

router = APIRouter(include_in_schema=False)
#: Years before and after the day of the question that are shown unless others are asked for, and at most in all.
BEFORE, AFTER, MOST = 4, 4, 30
#: Years that are marked at most.
MARKS = 8
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Stretch:
    """Days with one verdict; ``None``: no policy that was asked is in force. ``left`` and ``width`` in percent of all
    days.
    """

    first: date
    last: date
    verdict: Verdict | None
    left: float
    width: float


@dataclass(frozen=True)
class Line:
    """The stretches of the case (``policy`` is ``None``) or of one policy."""

    policy: Text | None
    stretches: tuple[Stretch, ...]


@dataclass(frozen=True)
class Turn:
    """The days from one change to the next: the verdict of the case, and why it or a requirement turned."""

    first: date
    last: date
    verdict: Verdict | None
    reasons: tuple[tuple[Text, Text], ...]


@router.get("/screenings/{screening}/case/timeline", dependencies=[HEAVY])
def timeline(request: Request, visitor: Who, screening: str, id: str, since: str = "", until: str = "") -> Response:
    """The page of a case over time."""
    found = look(request.app.state.desk, visitor, screening)
    row, case = found.case(id)
    start, end, problem = _period(found, since, until)
    asked = found.asked
    history = found.desk.history(start, end, asked.policies, asked.subject, asked.place).of(case)
    return page(
        request, "timeline.html", visitor, look=found, row=row, heading=heading(found, row), problem=problem,
        since=start, until=end, as_of=asked.as_of, at=_share(asked.as_of, start, end), years=_years(start, end),
        lines=tuple(_lines(history, found)), turns=tuple(_turns(history, found)),
    )  # fmt: skip


def _period(found: Look, since: str, until: str) -> tuple[date, date, Problem | None]:
    """The days to show; where those asked for cannot be shown, others and the reason."""
    day = found.asked.as_of
    usual = _clipped(day.year - BEFORE, 1, 1), _clipped(day.year + AFTER, 12, 31)
    start, end = (_day(text) if text else own for text, own in zip((since, until), usual, strict=True))
    if start and end and start <= end and end.year - start.year <= MOST:
        return start, end, None
    written = {"start": day_words(start) if start else since[:20], "until": day_words(end) if end else until[:20]}
    values = {**written, "most": MOST, "first": FIRST_YEAR, "last": LAST_YEAR}
    return *usual, Problem(codes.PERIOD, None, values)


def _day(text: str) -> date | None:
    day = read_date(text.strip())
    return day if isinstance(day, date) else None


def _clipped(year: int, month: int, day: int) -> date:
    return date(min(max(year, FIRST_YEAR), LAST_YEAR), month, day)


def _share(day: date, start: date, end: date) -> float:
    """How far a day is on the way from the first to the last, in percent."""
    return round(100 * (day - start).days / ((end - start).days + 1), 3)


def _years(start: date, end: date) -> list[tuple[int, float]]:
    """The beginnings of years to mark."""
    years = range(start.year + 1, end.year + 1)
    step = max(1, -(-len(years) // MARKS))
    return [(year, _share(date(year, 1, 1), start, end)) for year in years[::step]]


def _lines(history: Timeline, found: Look) -> Iterator[Line]:
    titles = [None, *(found.desk.library.policies[p].title for p in history.policies)]
    days = [m.day for m in history.turns]
    for title, verdicts in zip(titles, zip(*map(history.verdicts, history.turns), strict=True), strict=True):
        yield Line(title, tuple(_stretches(days, verdicts, history)))


def _stretches(days: list[date], verdicts: tuple[Verdict | None, ...], history: Timeline) -> Iterator[Stretch]:
    """Neighbouring days of one verdict together."""
    start, end = history.moments[0].day, history.until
    begins = [i for i in range(len(days)) if i == 0 or verdicts[i] is not verdicts[i - 1]]
    for i, after in zip_longest(begins, begins[1:]):
        last = end if after is None else days[after] - _DAY
        left = _share(days[i], start, end)
        yield Stretch(days[i], last, verdicts[i], left, round(_share(last + _DAY, start, end) - left, 3))


def _turns(history: Timeline, found: Look) -> Iterator[Turn]:
    titles = {id_: policy.title for id_, policy in found.desk.library.policies.items()}
    for moment, after in zip_longest(history.turns, history.turns[1:]):
        reasons = (
            (titles[reason.policy], reason_words(reason, show_personal=found.shows_personal))
            for reason in moment.reasons
        )
        last = after.day - _DAY if after else history.until
        yield Turn(moment.day, last, moment.verdict, tuple(dict.fromkeys(reasons)))
