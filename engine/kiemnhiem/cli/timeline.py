"""``kiemnhiem timeline``: one case on every day when its verdict may change, with the reasons."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import click

from kiemnhiem.cases import read
from kiemnhiem.cli import options
from kiemnhiem.cli.codes import PERIOD_REVERSED
from kiemnhiem.cli.exits import Exit, guarded, tell
from kiemnhiem.errors import UsageError
from kiemnhiem.explain.timeline import History
from kiemnhiem.language import Lang
from kiemnhiem.problem import Problem, errors_in
from kiemnhiem.report.timeline import show_timeline, timeline_object


@click.command()
@options.inputs
@click.option("--case", "wanted", required=True, metavar="ID", help="Hồ sơ cần theo dõi / the case to follow")
@click.option(
    "--policy",
    "asked",
    multiple=True,
    metavar="ID",
    help="Chính sách cần xét / the policy to ask   [mặc định / default: theo chức danh / by posts]",
)
@click.option(
    "--from",
    "start",
    type=options.Day(),
    default="2009-01-01",
    show_default=True,
    metavar="DATE",
    help="Từ ngày / the first day",
)
@click.option(
    "--until",
    type=options.Day(),
    default="2026-12-31",
    show_default=True,
    metavar="DATE",
    help="Đến ngày / the last day",
)
@click.option("--format", "form", type=click.Choice(["console", "json"]), default="console", show_default=True)
@options.personal
@options.place
@options.subject
@options.policies
@options.language
@guarded
def timeline(
    *,
    inputs: tuple[Path, ...],
    wanted: str,
    asked: tuple[str, ...],
    start: date,
    until: date,
    form: str,
    show_personal: bool,
    place: str | None,
    subject: str | None,
    root: Path | None,
    lang: str,
) -> Exit:
    """Một hồ sơ qua các thời kỳ: kết luận đổi vào ngày nào, vì sao.

    One case on each day when the library changes or a fact of time decides: the verdicts, and why they changed. A
    change that comes and goes between two changes of the library is not searched for. JSON: one object.
    """
    language = Lang(lang)
    if until < start:
        raise UsageError([Problem(PERIOD_REVERSED, None, {"start": start, "until": until})])
    library = options.library(root, language)
    about = options.subject_of(library, asked, subject)
    history = History(library, start, until, asked, about, place)
    reading = read(inputs, library, about)
    case, *_ = options.chosen(reading.cases, (wanted,), library.vocabularies[about])
    found = history.of(case)
    if form == "json":
        one = {"library": library.digest, **timeline_object(found, library, show_personal=show_personal)}
        click.echo(json.dumps(one, ensure_ascii=False, indent=2))
    else:
        show_timeline(found, library, language, show_personal=show_personal)
    tell(reading.problems, language)
    return Exit.UNREADABLE if errors_in(reading.problems) else Exit.RAN
