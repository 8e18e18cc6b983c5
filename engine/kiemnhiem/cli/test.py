"""``kiemnhiem test``: the policies' own tests."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import click

from kiemnhiem.author.testing import find_tests, run_tests
from kiemnhiem.cli import options
from kiemnhiem.cli.exits import Exit, guarded
from kiemnhiem.errors import UsageError
from kiemnhiem.language import Lang, Text

_FAILED = Text("KHÔNG ĐẠT", "FAILED")
_COUNT = Text("{policy}: {passed}/{total}", "{policy}: {passed}/{total}")
_TOTAL = Text("{passed} đạt, {failed} không đạt", "{passed} passed, {failed} failed")


@click.command()
@click.argument("selection", metavar="[PATH]", required=False)
@options.policies
@options.language
@guarded
def test(*, selection: str | None, root: Path | None, lang: str) -> Exit:
    """Chạy các ca kiểm thử của chính sách: tất cả, một thư mục, một tệp, hoặc một chính sách.

    Run the policies' own tests: all, or those of a folder, a *.test.yaml file, or a policy id.
    """
    language = Lang(lang)
    library = options.library(root, language)
    try:
        tests = find_tests(library, selection)
    except UsageError as error:  # an empty or misspelt selection must not look like success, nor like wrong syntax
        for problem in error.problems:
            click.echo(problem.message(language), err=True)
        return Exit.FAILED
    totals: Counter[str] = Counter()
    passed: Counter[str] = Counter()
    for result in run_tests(library, tests):
        totals[result.test.policy] += 1
        passed[result.test.policy] += result.passed
        if not result.passed:
            click.echo(f"{_FAILED[language]} {result.test.place} {result.test.policy}: {result.test.name}")
            for difference in result.differences:
                click.echo(f"    {difference[language]}")
    for policy, total in totals.items():
        click.echo(_COUNT.format(policy=policy, passed=passed[policy], total=total)[language])
    failed = totals.total() - passed.total()
    click.echo(_TOTAL.format(passed=passed.total(), failed=failed)[language])
    return Exit.FAILED if failed else Exit.RAN
