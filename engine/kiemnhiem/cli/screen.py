"""``kiemnhiem screen``: files of candidates in, verdicts with reasons out."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import click

from kiemnhiem.cases import Reading
from kiemnhiem.cli import kept, mapped, options, papers, sources
from kiemnhiem.cli.exits import Exit, guarded, tell
from kiemnhiem.cli.question import Database, Question
from kiemnhiem.cli.screening import WROTE, Choice
from kiemnhiem.evaluate.decision import Verdict
from kiemnhiem.evaluate.engines import Name
from kiemnhiem.language import Lang
from kiemnhiem.problem import Severity, errors_in
from kiemnhiem.report.console import show_summary
from kiemnhiem.report.documents import REPORTS, write_report
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
    help="Tệp kết quả / result file: .xlsx .csv .html .jsonl .json .parquet .arrow; báo cáo / a report: .docx .pdf; "
    "hoặc thư mục / or a folder of .parquet",
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
@mapped.option
@papers.options
@kept.options
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
    headings: tuple[str, ...],
    template: Path | None,
    fills: tuple[str, ...],
    receipt_file: Path | None,
    trail: str | None,
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
    language = Lang(lang)
    library = options.library(root, language)
    about = options.subject_of(library, asked, subject)
    by_hand = mapped.by_hand(headings, library, about)
    chosen = Choice(Name(engine), spark_master)
    tables = Database(table, query, lists, into) if sources.is_database(inputs[0]) else None
    question = Question(
        inputs, as_of or options.today(), about, asked, place, chosen, language, blockers,
        database=tables, headings=by_hand,
    )  # fmt: skip
    seal = question.seal()
    files = () if tables else sources.files_of(inputs)
    documents = [path for path in outputs if path.suffix.lower() in REPORTS]
    results = [path for path in outputs if path not in documents]
    paper = papers.paper(template, fills, documents, files, language, REPORTS)
    with kept.Kept(seal, receipt_file, trail, [*map(Path, inputs)], language) as keep:
        summary, run = question.answered(library, results, seal, resume=resume)
        for path in documents:
            write_report(path, summary, run, paper)
            click.echo(WROTE.format(name=path)[language], err=True)
        keep(seal.receipt(run.program, run.engine))
    if form == "json":
        click.echo(json.dumps(summary_object(summary, language), ensure_ascii=False, indent=2))
    else:
        show_summary(summary, language, workbook=next((p for p in outputs if p.suffix.lower() == ".xlsx"), None))
    _tell_problems(run.reading, language, form)
    tell(mapped.unmet(by_hand), language)
    if errors_in(run.reading.problems):
        return Exit.UNREADABLE
    return Exit.FAILED if fail_on and _fails(summary, Verdict(fail_on)) else Exit.RAN


def _tell_problems(reading: Reading, lang: Lang, form: str) -> None:
    """What the summary on the console does not show by itself."""
    shown: Callable[[Severity], bool] = (lambda s: s is not Severity.NOTE) if form == "json" else (lambda _: False)
    tell((p for p in reading.problems if shown(p.severity)), lang)


def _fails(summary: Summary, limit: Verdict) -> bool:
    return any(summary.verdicts[v] for v in _WORST_FIRST[: _WORST_FIRST.index(limit) + 1])
