"""``kiemnhiem places``: old names of units of government to today's, and back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import click

from kiemnhiem.cases.units import Unit, gazetteer, provinces
from kiemnhiem.cli import options
from kiemnhiem.cli.codes import NO_GAZETTEER, NO_SUCH_UNIT
from kiemnhiem.cli.exits import Exit, guarded, tell
from kiemnhiem.errors import UsageError
from kiemnhiem.language import Lang, Text
from kiemnhiem.policy.model import Period
from kiemnhiem.problem import Problem
from kiemnhiem.report.words import day as day_words

_ON = Text("Ngày {day}", "On {day}")
_SINCE = Text(" (từ {day})", " (since {day})")
_UNTIL = Text(" (đến {day})", " (until {day})")
_STANDS = Text("vẫn là đơn vị này", "this unit itself")
_NOTHING = Text("không có đơn vị nào", "no unit")


@click.command()
@click.argument("names", metavar="NAME...", nargs=-1, required=True)
@options.as_of
@options.policies
@options.language
@guarded
def places(*, names: tuple[str, ...], as_of: date | None, root: Path | None, lang: str) -> Exit:
    """Tên đơn vị hành chính cũ ứng với đơn vị nào hiện nay, và ngược lại.

    Which units of government stand for a name on a day: old names to today's, and with an earlier --as-of back.
    Provinces, districts and communes: "Bến Tre", "xã Mỹ Khánh, huyện Phong Điền, Cần Thơ".
    """
    language, day = Lang(lang), as_of or options.today()
    library = options.library(root, language)
    known = gazetteer(library)
    problems = []
    click.echo(_ON.format(day=day_words(day, language))[language])
    for name in names:
        units = provinces(library, name) + (known.find(name) if known else [])
        if not units:
            problems.append(Problem(NO_SUCH_UNIT, None, {"found": name}))
            continue
        click.echo(f"\n{name}")
        for line in _lines(units, day, language):
            click.echo(line)
    if known is None:
        tell([Problem(NO_GAZETTEER)], language)
    if problems:
        raise UsageError(problems)
    return Exit.RAN


def _lines(units: list[Unit], day: date, lang: Lang) -> Iterator[str]:
    """A line for each unit, and one for each that stands for it on the day."""
    for unit in units:
        yield f"  {unit.name[lang]}{_period(unit.period, lang)}"
        if day in unit.period:
            yield f"    = {_STANDS[lang]}"
        else:
            yield from (f"    → {other[lang]}" for other in unit.on(day) or (_NOTHING,))


def _period(period: Period, lang: Lang) -> str:
    if period.start:
        return _SINCE.format(day=day_words(period.start, lang))[lang]
    return _UNTIL.format(day=day_words(period.until, lang))[lang] if period.until else ""
