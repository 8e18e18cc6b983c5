"""``kiemnhiem policies``: the library to read: listed, one policy as sentences, the whole as a book, its evidence."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import click

from kiemnhiem.author.evidence import evidence
from kiemnhiem.author.evidence_view import evidence_object, show_evidence
from kiemnhiem.author.publish import publish
from kiemnhiem.cli import options
from kiemnhiem.cli.exits import Exit, guarded
from kiemnhiem.errors import UsageError
from kiemnhiem.explain.page import page
from kiemnhiem.language import Lang, Text
from kiemnhiem.policy.codes import UNKNOWN_POLICY
from kiemnhiem.problem import Problem, did_you_mean
from kiemnhiem.report.page_view import show_list, show_page

_WROTE = Text("Đã ghi {name}", "Wrote {name}")
_as_of = click.option(
    "--as-of",
    type=options.Day(),
    metavar="DATE",
    help="Chỉ nêu quy định của ngày này / only what holds on this day   [mặc định / default: mọi thời kỳ / all dates]",
)


@click.group()
def policies() -> None:
    """Đọc thư viện chính sách. Read the policy library."""


@policies.command("list")
@_as_of
@options.policies
@options.language
@guarded
def list_(*, as_of: date | None, root: Path | None, lang: str) -> Exit:
    """Danh sách chính sách. The policies, by folder."""
    language = Lang(lang)
    library = options.library(root, language)
    chosen = [p for p in library.policies.values() if as_of is None or as_of in p.period]
    chosen.sort(key=lambda p: (p.id.rpartition("/")[0], p.id))
    show_list([page(library, p, as_of) for p in chosen], library.chapters, language)
    return Exit.RAN


@policies.command()
@click.argument("name", metavar="ID")
@_as_of
@options.policies
@options.language
@guarded
def show(*, name: str, as_of: date | None, root: Path | None, lang: str) -> Exit:
    """Một chính sách bằng lời, để đọc trong cuộc họp. One policy as sentences, for reading aloud in a meeting."""
    language = Lang(lang)
    library = options.library(root, language)
    policy = library.policies.get(name)
    if policy is None:
        raise UsageError([Problem(UNKNOWN_POLICY, None, {"found": name}, did_you_mean(name, library.policies))])
    show_page(page(library, policy, as_of), language)
    return Exit.RAN


@policies.command("book")
@click.option(
    "-o",
    "--output",
    required=True,
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Tệp sách / the file: .html .docx",
)
@options.policies
@options.language
@guarded
def book_(*, output: Path, root: Path | None, lang: str) -> Exit:
    """Cả thư viện thành một tập để đọc, in, góp ý. The whole library as a book, to read, print and review."""
    language = Lang(lang)
    publish(options.library(root, language), output, language)
    click.echo(_WROTE.format(name=output)[language], err=True)
    return Exit.RAN


@policies.command("evidence")
@click.option("--format", "form", type=click.Choice(["console", "json"]), default="console", show_default=True)
@options.policies
@options.language
@guarded
def evidence_(*, form: str, root: Path | None, lang: str) -> Exit:
    """Căn cứ của từng yêu cầu, ngoại lệ. What each requirement and exception rests on.

    Ends with 1 where one has no source.
    """
    language = Lang(lang)
    rested = evidence(options.library(root, language))
    if form == "json":
        click.echo(json.dumps(evidence_object(rested), ensure_ascii=False, indent=2))
    else:
        show_evidence(rested, language)
    return Exit.RAN if all(r.sources for r in rested) else Exit.FAILED
