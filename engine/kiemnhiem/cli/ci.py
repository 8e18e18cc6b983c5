"""``kiemnhiem ci``: everything that guards a library, in one go, for people and for the services that run it."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from datetime import date
from pathlib import Path

import click

from kiemnhiem.author.ci import Step, Wanted, run
from kiemnhiem.author.ci.annotations import commands
from kiemnhiem.author.ci.baseline import read_baseline, with_baseline, write_baseline
from kiemnhiem.author.ci.junit import junit
from kiemnhiem.author.ci.markdown import markdown
from kiemnhiem.author.ci.sarif import sarif
from kiemnhiem.author.ci.view import report_object, show
from kiemnhiem.cli import options
from kiemnhiem.cli.exits import Exit, guarded
from kiemnhiem.language import Lang, Text
from kiemnhiem.policy import shipped_library
from kiemnhiem.policy.library import display_name

_WROTE = Text("Đã ghi {name}", "Wrote {name}")
_BASELINE = Text("Đã ghi {name}: {count} điều được coi là đã biết", "Wrote {name}: {count} taken as known")


def _file(name: str, what: str) -> Callable[[options.F], options.F]:
    """``--name FILE``, given as ``name_to``."""
    kind = click.Path(path_type=Path, dir_okay=False)
    return click.option(f"--{name}", f"{name}_to", type=kind, metavar="FILE", help=what)


@click.command()
@options.policies
@click.option(
    "--base",
    metavar="REV|DIR",
    help="So sánh với nhánh, phiên bản git hay thư mục này / compare with this branch, git revision or folder"
    "   [mặc định / default: nhánh đích của yêu cầu hợp nhất / what the pull request goes into]",
)
@click.option(
    "--cases",
    multiple=True,
    metavar="FILE",
    type=click.Path(path_type=Path, exists=True),
    help="Tệp hồ sơ: ai đổi kết luận / files of cases: whose verdict changes",
)
@click.option(
    "--skip",
    multiple=True,
    metavar="STEP",
    type=click.Choice([s.value for s in Step if s is not Step.LOAD]),
    help="Bỏ qua bước này / leave out this step: " + ", ".join(s for s in Step if s is not Step.LOAD),
)
@_file("junit", "Ghi JUnit XML / write JUnit XML")
@_file("sarif", "Ghi SARIF 2.1.0 / write SARIF 2.1.0")
@_file("markdown", "Ghi nhận xét cho yêu cầu hợp nhất / write the pull request's comment")
@click.option(
    "--annotations",
    "beside",
    type=click.Choice(["auto", "github", "none"]),
    default="auto",
    show_default=True,
    help="Ghi chú cạnh dòng trên GitHub / notes beside the lines on GitHub",
)
@click.option(
    "--baseline",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Những điều đã biết, không tính / what is known and does not count",
)
@click.option("--update-baseline", is_flag=True, help="Ghi lại tệp đó theo lần chạy này / write it anew from this run")
@click.option(
    "--format",
    "form",
    type=click.Choice(["console", "json"]),
    default="console",
    show_default=True,
    help="Dạng kết quả / form of the output",
)
@options.as_of
@options.language
@guarded
def ci(
    *, root: Path | None, base: str | None, cases: tuple[Path, ...], skip: tuple[str, ...], junit_to: Path | None,
    sarif_to: Path | None, markdown_to: Path | None, beside: str, baseline: Path | None, update_baseline: bool,
    form: str, as_of: date | None, lang: str,
) -> Exit:  # fmt: skip
    """Kiểm tra cả thư viện trong một lần: soát, kiểm thử, độ phủ, đột biến, chứng minh, so sánh với nhánh gốc.

    Check the whole library in one go: lint, test, coverage, mutation, prove, and diff against the base branch.
    Ends with 1 when somebody must look at something, with 4 when the library cannot be read.
    """
    language = Lang(lang)
    if update_baseline and baseline is None:
        raise click.UsageError("--update-baseline: --baseline FILE")
    known = read_baseline(baseline) if baseline and not update_baseline else None
    wanted = Wanted(as_of or options.today(), base, cases, frozenset(map(Step, skip)))
    report = run(root or shipped_library(), wanted)
    if baseline and update_baseline and not report.broken:
        count = write_baseline(report, baseline)
        click.echo(_BASELINE.format(name=display_name(baseline), count=count)[language], err=True)
        known = read_baseline(baseline)
    if known and baseline:
        report = with_baseline(report, known, display_name(baseline))
    if junit_to:
        _write(junit_to, junit(report, language), language)
    if sarif_to:
        _write(sarif_to, json.dumps(sarif(report, language), ensure_ascii=False, indent=2) + "\n", language)
    if markdown_to:
        _write(markdown_to, markdown(report, language), language)
    if summary := os.environ.get("GITHUB_STEP_SUMMARY"):
        with Path(summary).open("a", encoding="utf-8") as file:
            file.write(markdown(report, language))
    if form == "json":
        click.echo(json.dumps(report_object(report, language), ensure_ascii=False, indent=2))
    else:
        show(report, language)
    if beside == "github" or (beside == "auto" and os.environ.get("GITHUB_ACTIONS") == "true"):
        for line in commands(report, language):
            click.echo(line, err=form == "json")
    if report.broken:
        return Exit.BROKEN_POLICY
    return Exit.FAILED if report.open else Exit.RAN


def _write(path: Path, content: str, lang: Lang) -> None:
    path.write_text(content, encoding="utf-8", newline="\n")
    click.echo(_WROTE.format(name=display_name(path))[lang], err=True)
