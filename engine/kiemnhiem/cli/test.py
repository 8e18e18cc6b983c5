"""``kiemnhiem test``: the policies' own tests, what they leave open, and whether they notice mistakes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import click

from kiemnhiem.author.testing import Bench, Suites, find_suites, run_tests
from kiemnhiem.author.testing.codes import DRAFT_EXISTS
from kiemnhiem.author.testing.fill import Draft, draft
from kiemnhiem.author.testing.measure import coverage
from kiemnhiem.author.testing.mutation import mutate
from kiemnhiem.author.testing.view import show_coverage, show_mutation, show_results, testing_object
from kiemnhiem.cli import options
from kiemnhiem.cli.exits import Exit, guarded, tell
from kiemnhiem.errors import UsageError
from kiemnhiem.language import Lang, Text
from kiemnhiem.policy.library import TESTS, display_name
from kiemnhiem.problem import Place, Problem
from kiemnhiem.report.terminal import said, terminal

_WROTE = Text("Đã ghi {name}", "Wrote {name}")


@click.command()
@click.argument("selection", metavar="[PATH]", required=False)
@click.option(
    "--coverage",
    "measured",
    is_flag=True,
    help="Điều kiện, ngoại lệ nào chưa ca nào cho thấy / what of the conditions and exceptions no case shows",
)
@click.option(
    "--mutate",
    "mutated",
    is_flag=True,
    help="Đổi từng chỗ nhỏ trong chính sách, xem ca kiểm thử có phát hiện không / change the policies in small ways "
    "and see whether the tests notice",
)
@click.option(
    "--fill",
    "filled",
    is_flag=True,
    help="Viết khung ca kiểm thử cho những chỗ đó / draft cases for what these leave open",
)
@click.option(
    "-o",
    "--output",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Với --fill: thư mục ghi các khung, không ghi đè / with --fill: where to write the drafts, never over a file"
    "   [mặc định / default: in ra / printed]",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["console", "json"]),
    default="console",
    show_default=True,
    help="Dạng kết quả / form of the output",
)
@options.policies
@options.language
@guarded
def test(
    *,
    selection: str | None,
    measured: bool,
    mutated: bool,
    filled: bool,
    folder: Path | None,
    form: str,
    root: Path | None,
    lang: str,
) -> Exit:
    """Chạy các ca kiểm thử của chính sách: tất cả, một thư mục, một tệp, hoặc một chính sách.

    Run the policies' own tests: all, or those of a folder, a *.test.yaml file, or a policy id.
    """
    language = Lang(lang)
    if folder is not None and not filled:
        raise click.UsageError("-o: --fill")
    library = options.library(root, language)
    try:
        suites = find_suites(library, selection)
    except UsageError as error:  # an empty or misspelt selection must not look like success, nor like wrong syntax
        tell(error.problems, language)
        if not filled or (selection is not None and selection not in library.policies):
            return Exit.FAILED
        suites = Suites()  # the first drafts of a policy that has no tests yet
    bench = Bench(library)
    results = list(run_tests(library, suites.tests, bench))
    chosen = None if selection is None else sorted({s.policy for s in suites.files} or {selection})
    covered = coverage(library, suites, bench, chosen) if measured or (filled and not mutated) else None
    mutation = mutate(library, suites, bench, chosen) if mutated else None
    complete = [found.complete for found in (covered if measured else None, mutation) if found]

    drafts_only = filled and folder is None
    if form == "json" and not drafts_only:
        click.echo(json.dumps(testing_object(results, covered, mutation), ensure_ascii=False, indent=2))
    elif not drafts_only:
        screen = terminal()
        show_results(results, language, screen)
        if covered and measured:
            show_coverage(covered, language, screen)
        if mutation:
            show_mutation(mutation, language, screen)
    tell([p for found in (covered, mutation) if found for p in found.problems], language, limit=None)
    if filled:
        drafts = draft(library, suites, covered, mutation, bench)
        _write(drafts, folder, language)
    return Exit.RAN if all(r.passed for r in results) and all(complete) else Exit.FAILED


def _write(drafts: Sequence[Draft], folder: Path | None, lang: Lang) -> None:
    """Drafts to files of their own, or to standard output; what no case was found for on standard error."""
    for found in drafts:
        tell(found.problems, lang, limit=None)
        if not found.situations:
            continue
        if folder is None:
            click.echo(found.text(lang))
            continue
        path = folder / f"{found.policy}.draft{TESTS}"
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with path.open("x", encoding="utf-8") as file:
                file.write(found.text(lang))
        except FileExistsError:
            raise UsageError([Problem(DRAFT_EXISTS, Place(display_name(path)))]) from None
        terminal().print(said(_WROTE.format(name=display_name(path))[lang]), soft_wrap=True)
