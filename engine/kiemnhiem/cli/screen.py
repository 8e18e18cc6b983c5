"""``kiemnhiem screen``: files of candidates in, verdicts with reasons out."""

from __future__ import annotations

import gc
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import click

from kiemnhiem.cases import Reading, read
from kiemnhiem.cases.reading import no_collection
from kiemnhiem.cli import options, sources
from kiemnhiem.cli.database import screen_database
from kiemnhiem.cli.exits import Exit, guarded, tell
from kiemnhiem.cli.screening import Choice, screen_cases
from kiemnhiem.cli.streamed import is_streamed, screen_stream
from kiemnhiem.evaluate.decision import Verdict
from kiemnhiem.evaluate.engines import Name
from kiemnhiem.language import Lang
from kiemnhiem.policy.byplace import Programs
from kiemnhiem.problem import Severity, errors_in
from kiemnhiem.report.console import show_summary
from kiemnhiem.report.structured import summary_object
from kiemnhiem.report.summary import Summary

#: A verdict fails the run when it is the one named or stands before it here.
_WORST_FIRST = (Verdict.NOT_ELIGIBLE, Verdict.UNDETERMINED, Verdict.NO_POLICY)


@click.command()
@options.sources
@click.option(
    "--policy",
    "asked",
    multiple=True,
    metavar="ID",
    help="Chính sách cần xét / the policy to ask   [mặc định / default: theo chức danh / by posts]",
)
@click.option(
    "-o",
    "--output",
    "outputs",
    multiple=True,
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Tệp kết quả / result file: .xlsx .csv .jsonl .json .parquet .arrow; hoặc thư mục / or a folder of .parquet",
)
@click.option(
    "--engine",
    "engine",
    type=click.Choice([n.value for n in Name]),
    default=Name.AUTO.value,
    show_default=True,
    help="Bộ máy quyết định / the engine that decides",
)
@click.option("--spark-master", metavar="URL", help="Cụm Spark / the Spark cluster   [mặc định / default: local[2]]")
@click.option(
    "--blockers",
    is_flag=True,
    help="Thêm cột tên yêu cầu chưa đạt, chưa rõ / name what is not met and unknown (.parquet .arrow, --into)",
)
@click.option(
    "--resume", is_flag=True, help="Giữ các tệp đã ghi trong thư mục kết quả / keep the files the result folder has"
)
@click.option("--table", metavar="NAME", help="Bảng hồ sơ trong cơ sở dữ liệu / the database's table of cases")
@click.option("--query", metavar="SQL", help="Câu truy vấn thay cho --table / a query instead of --table")
@click.option(
    "--list",
    "lists",
    multiple=True,
    metavar="LIST=TABLE",
    help="Bảng chứa một danh sách / the table of a list's records",
)
@click.option("--into", metavar="NAME", help="Bảng kết quả sẽ tạo / the table of results to make")
@click.option(
    "--format",
    "form",
    type=click.Choice(["console", "json"]),
    default="console",
    show_default=True,
    help="Bản tóm tắt / the summary",
)
@click.option(
    "--fail-on",
    type=click.Choice([v.value for v in _WORST_FIRST]),
    metavar="VERDICT",
    help="Thoát mã 1 nếu có kết luận này hoặc xấu hơn / exit 1 on this verdict or a worse one: "
    + ", ".join(_WORST_FIRST),
)
@options.as_of
@options.place
@options.subject
@options.policies
@options.language
@guarded
def screen(
    *,
    inputs: tuple[str, ...],
    asked: tuple[str, ...],
    outputs: tuple[Path, ...],
    engine: str,
    spark_master: str | None,
    blockers: bool,
    resume: bool,
    table: str | None,
    query: str | None,
    lists: tuple[str, ...],
    into: str | None,
    form: str,
    fail_on: str | None,
    as_of: date | None,
    place: str | None,
    subject: str | None,
    root: Path | None,
    lang: str,
) -> Exit:
    """Xét cả danh sách: ai đủ điều kiện, ai không, vướng gì, thiếu gì.

    Screen files of candidates: workbooks (.xlsx .xls .ods), JSON, YAML; at any size CSV, JSON Lines, Parquet and Arrow
    (a file, a folder, a glob); a table of a PostgreSQL database (postgresql://…), which stays where it is.
    """
    language, day = Lang(lang), as_of or options.today()
    files, database = sources.files_of(inputs), sources.is_database(inputs[0])
    columnar = not database and sources.are_columnar(files)
    for path in outputs:
        sources.check_output(path, files, tables_too=columnar)
    if resume:
        sources.check_resume(outputs)
    library = options.library(root, language)
    about = options.subject_of(library, asked, subject)
    programs = Programs(library, day, asked, about, place)  # wrong use is told before files are read
    choice = Choice(Name(engine), spark_master)
    if database:
        choice.for_database()
        summary, run = screen_database(inputs[0], table, query, lists, into, programs, language, blockers=blockers)
    elif columnar:
        from kiemnhiem.cli.tables import screen_tables  # noqa: PLC0415 - needs Polars

        summary, run = screen_tables(files, programs, about, choice, outputs, language, blockers, resume=resume)
    elif is_streamed(files, choice, outputs):
        asked_of = Programs(library, day, asked, about, place)
        summary, run = screen_stream(files, programs, asked_of, about, choice, outputs, language, blockers=blockers)
    else:
        with no_collection():
            reading = read(files, library, about)
            gc.freeze()  # it is kept to the end: to look for garbage in it again and again takes longer than to read it
        programs = Programs(library, day, asked, about, place, (case.facts for case in reading.cases))
        summary, run = screen_cases(reading, programs, choice, outputs, files, language, blockers=blockers)
    if form == "json":
        click.echo(json.dumps(summary_object(summary, language), ensure_ascii=False, indent=2))
    else:
        show_summary(summary, language, workbook=next((p for p in outputs if p.suffix.lower() == ".xlsx"), None))
    _tell_problems(run.reading, language, form)
    if errors_in(run.reading.problems):
        return Exit.UNREADABLE
    return Exit.FAILED if fail_on and _fails(summary, Verdict(fail_on)) else Exit.RAN


def _tell_problems(reading: Reading, lang: Lang, form: str) -> None:
    """What the summary on the console does not show by itself."""
    shown: Callable[[Severity], bool] = (lambda s: s is not Severity.NOTE) if form == "json" else (lambda _: False)
    tell((p for p in reading.problems if shown(p.severity)), lang)


def _fails(summary: Summary, limit: Verdict) -> bool:
    return any(summary.verdicts[v] for v in _WORST_FIRST[: _WORST_FIRST.index(limit) + 1])
