"""``kiemnhiem indicators``: counted shares against their targets."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import click

from kiemnhiem.cases import read
from kiemnhiem.cli import options
from kiemnhiem.cli.codes import NO_INDICATOR
from kiemnhiem.cli.exits import Exit, guarded, tell
from kiemnhiem.errors import UsageError
from kiemnhiem.evaluate.derive import Deriver
from kiemnhiem.evaluate.indicator import count
from kiemnhiem.language import Lang
from kiemnhiem.policy import resolve
from kiemnhiem.policy.model import Indicator, Library
from kiemnhiem.problem import Problem, did_you_mean, errors_in
from kiemnhiem.report.indicators import indicator_objects, show_indicators


@click.command()
@options.inputs
@click.option(
    "--indicator",
    "wanted",
    multiple=True,
    metavar="ID",
    help="Chỉ tiêu cần đếm / the indicator to count   [mặc định / default: tất cả / all]",
)
@click.option("--format", "form", type=click.Choice(["console", "json"]), default="console", show_default=True)
@options.as_of
@options.place
@options.subject
@options.policies
@options.language
@guarded
def indicators(
    *,
    inputs: tuple[Path, ...],
    wanted: tuple[str, ...],
    form: str,
    as_of: date | None,
    place: str | None,
    subject: str | None,
    root: Path | None,
    lang: str,
) -> Exit:
    """Đếm các chỉ tiêu trên danh sách và so với mục tiêu.

    Count indicators over the files and compare them with their targets.
    """
    language, day = Lang(lang), as_of or options.today()
    library = options.library(root, language)
    chosen = _chosen(library, wanted, subject, day)
    program = resolve(library, day, (), chosen[0].subject, place)
    reading = read(inputs, library, chosen[0].subject)
    completed = [*map(Deriver(program).completed, reading.cases)]
    results = [count(library, i, completed, day, place) for i in chosen if i.subject == chosen[0].subject]
    if form == "json":
        for one in indicator_objects(results, program):
            click.echo(json.dumps(one, ensure_ascii=False))
    else:
        show_indicators(results, program, language)
    tell(reading.problems, language)
    return Exit.UNREADABLE if errors_in(reading.problems) else Exit.RAN


def _chosen(library: Library, wanted: tuple[str, ...], subject: str | None, day: date) -> list[Indicator]:
    known = library.indicators
    unknown = [Problem(NO_INDICATOR, None, {"found": i}, did_you_mean(i, known)) for i in wanted if i not in known]
    about = subject or (None if wanted else options.SUBJECT)
    in_force = [i for i in known.values() if day in i.period and (about is None or i.subject == about)]
    chosen = [i for i in in_force if not wanted or i.id in wanted]
    if unknown or not chosen:
        raise UsageError(unknown or [Problem(NO_INDICATOR, None, {"found": ", ".join(wanted) or day})])
    return chosen
