"""``kiemnhiem diff``: what changed between two policy libraries, in meaning, and for whom."""

from __future__ import annotations

import json
from contextlib import ExitStack
from datetime import date
from pathlib import Path

import click

from kiemnhiem.author.diff.codes import WITHOUT_SOLVER
from kiemnhiem.author.diff.compare import difference
from kiemnhiem.author.diff.flips import Flips, flips
from kiemnhiem.author.diff.markdown import markdown
from kiemnhiem.author.diff.revisions import library_folder
from kiemnhiem.author.diff.view import difference_object, show
from kiemnhiem.cli import options
from kiemnhiem.cli.exits import Exit, guarded, tell
from kiemnhiem.errors import UsageError
from kiemnhiem.language import Lang
from kiemnhiem.policy import shipped_library
from kiemnhiem.policy.codes import UNKNOWN_PLACE
from kiemnhiem.policy.model import Library
from kiemnhiem.problem import Problem, did_you_mean, errors_in


@click.command()
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@click.option(
    "--cases",
    "cases",
    multiple=True,
    metavar="FILE",
    type=click.Path(path_type=Path, exists=True),
    help="Tệp hồ sơ: ai đổi kết luận / files of cases: whose verdict changes",
)
@click.option(
    "--policy",
    "asked",
    multiple=True,
    metavar="ID",
    help="Chính sách cần xét cho hồ sơ / the policy to ask of cases   [mặc định / default: theo chức danh / by posts]",
)
@click.option(
    "--as-of",
    type=options.Day(),
    metavar="DATE",
    help="Chỉ so sánh ngày này / compare this day only   [mặc định / default: mọi ngày có thay đổi; hồ sơ: hôm nay / "
    "every date of a change; cases: today]",
)
@click.option(
    "--format", "form", type=click.Choice(["console", "json", "markdown"]), default="console", show_default=True
)
@options.place
@options.subject
@options.policies
@options.language
@guarded
def diff(
    *,
    old: str,
    new: str,
    cases: tuple[Path, ...],
    asked: tuple[str, ...],
    as_of: date | None,
    form: str,
    place: str | None,
    subject: str | None,
    root: Path | None,
    lang: str,
) -> Exit:
    """So sánh hai thư viện chính sách theo nghĩa: yêu cầu nào chặt hơn, lỏng hơn, như cũ; ai đổi kết luận.

    Compare two policy libraries by meaning: folders, or git revisions of this one (HEAD~1, a branch). With files of
    cases: whose verdict changes, and why.
    """
    language = Lang(lang)
    current = root or shipped_library()
    with ExitStack() as stack:
        before, after = (
            options.library(stack.enter_context(library_folder(named, current)), language) for named in (old, new)
        )
        _check_place(place, before, after)
        found = difference(before, after, as_of, place)
        about = options.subject_of(after, asked, subject)
        flipped = flips(before, after, cases, as_of or options.today(), place, about, asked) if cases else None
        if not found.by_meaning:
            tell([Problem(WITHOUT_SOLVER)], language)
        if form == "json":
            click.echo(json.dumps(difference_object(found, flipped), ensure_ascii=False, indent=2))
        elif form == "markdown":
            click.echo(markdown(found, flipped, after, language), nl=False)
        else:
            show(found, flipped, after, language)
    return _told(flipped, language)


def _check_place(place: str | None, *libraries: Library) -> None:
    for library in libraries:
        if place is not None and place not in library.localities:
            near = did_you_mean(place, library.localities)
            raise UsageError([Problem(UNKNOWN_PLACE, None, {"found": place}, near)])


def _told(flipped: Flips | None, lang: Lang) -> Exit:
    if flipped is None:
        return Exit.RAN
    tell(flipped.problems, lang)
    return Exit.UNREADABLE if errors_in(flipped.problems) else Exit.RAN
