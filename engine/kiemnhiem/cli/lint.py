"""``kiemnhiem lint``: what is suspicious in a policy library."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path

import click

from kiemnhiem.author.lint import RULES, Options, edits
from kiemnhiem.author.lint import lint as findings
from kiemnhiem.cli import options
from kiemnhiem.cli.codes import NO_SUCH_RULE, NOT_IN_LIBRARY
from kiemnhiem.cli.exits import Exit, guarded
from kiemnhiem.errors import PolicyError, UsageError
from kiemnhiem.files import real
from kiemnhiem.language import Lang, Text
from kiemnhiem.policy import shipped_library
from kiemnhiem.policy.library import display_name, read_library
from kiemnhiem.policy.model import Evidence
from kiemnhiem.problem import Problem, Severity, did_you_mean, errors_in
from kiemnhiem.report import words
from kiemnhiem.report.terminal import indented, said, terminal

_STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "bold yellow", Severity.NOTE: "dim"}
_CLEAN = Text("Không có gì đáng ngờ.", "Nothing suspicious.")
_COUNT = Text(
    "{errors} lỗi, {warnings} cảnh báo, {notes} ghi chú", "errors: {errors}, warnings: {warnings}, notes: {notes}"
)
_NOTES = Text("(ghi chú được đếm, không liệt kê: thêm --notes)", "(notes are counted, not listed: add --notes)")
_FIXED = Text("đã sửa: {file}", "fixed: {file}")
_PARTLY = Text(
    "Thư viện có lỗi: các quy tắc chỉ xét được phần đọc được.",
    "The library has errors: the rules saw only what could be read.",
)


def _listed(_: click.Context, __: click.Parameter, wanted: bool) -> None:
    if wanted:
        for rule in RULES:
            click.echo(f"{rule.code.id}  {rule.code.severity.value:<8} {rule.id}")
        raise click.exceptions.Exit(Exit.RAN)


@click.command()
@click.argument("paths", metavar="[PATH]...", nargs=-1, type=click.Path(path_type=Path, exists=True))
@options.policies
@click.option(
    "--rule", "rules", multiple=True, metavar="ID", help="Chỉ quy tắc này / only this rule (L101, never-true)"
)
@click.option("--fix", is_flag=True, help="Sửa những chỗ sửa được an toàn / correct what can safely be corrected")
@click.option("--notes", is_flag=True, help="Liệt kê cả ghi chú / list notes too")
@click.option(
    "--list", is_flag=True, is_eager=True, expose_value=False, callback=_listed, help="Các quy tắc / the rules"
)
@click.option("--docs", is_flag=True, help="In tài liệu các quy tắc / print the rules' documentation")
@click.option(
    "--format",
    "form",
    type=click.Choice(["console", "json"]),
    default="console",
    show_default=True,
    help="Dạng kết quả / form of the output",
)
@click.option(
    "--evidence",
    type=click.Choice([e.value for e in Evidence]),
    help="Mức căn cứ yếu nhất chấp nhận được / the weakest evidence that is good enough",
)
@options.as_of
@options.language
@guarded
def lint(
    *, paths: tuple[Path, ...], root: Path | None, rules: tuple[str, ...], fix: bool, notes: bool, docs: bool,
    form: str, evidence: str | None, as_of: date | None, lang: str,
) -> Exit:  # fmt: skip
    """Soát thư viện chính sách: những chỗ đọc được nhưng đáng ngờ.

    Check a policy library for what can be read and is suspicious all the same; of PATHs, or all of it.
    Ends with 1 when there are warnings or errors.
    """
    language = Lang(lang)
    if docs:
        from kiemnhiem.author.lint.docs import docs as printed  # noqa: PLC0415 - reads every example

        click.echo(printed(language), nl=False)
        return Exit.RAN
    chosen = Options(Evidence(evidence) if evidence else None, _chosen(rules))
    day, folder = as_of or options.today(), root or shipped_library()
    within = _within(paths, folder)
    if fix:
        for name, text in _corrected(folder, day, chosen, within).items():
            Path(name).write_text(text, encoding="utf-8", newline="")
            click.echo(_FIXED.format(file=name)[language], err=True)
    library, problems = read_library(folder)
    found = [*problems, *findings(library, day, chosen)]
    found = [p for p in found if p.place is None or within(p.place.file)]
    if form == "json":
        _as_json(found)
    else:
        _as_text(found, language, notes=notes, partly=errors_in(problems))
    return Exit.FAILED if any(p.severity is not Severity.NOTE for p in found) else Exit.RAN


def _chosen(rules: Sequence[str]) -> frozenset[str]:
    """The ids of the rules named, by id or code."""
    ids = {name: r.id for r in RULES for name in (r.id, r.code.id)}
    unknown = [Problem(NO_SUCH_RULE, None, {"found": n}, did_you_mean(n, ids)) for n in rules if n not in ids]
    if unknown:
        raise UsageError(unknown)
    return frozenset(ids[name] for name in rules)


def _within(paths: Sequence[Path], root: Path) -> Callable[[str], bool]:
    """Whether a file is one that was asked for."""
    wanted, library = [real(p) for p in paths], real(root)
    outside = [p for p in wanted if p != library and library not in p.parents and p not in library.parents]
    if outside:
        values = {"root": display_name(library)}
        raise UsageError([Problem(NOT_IN_LIBRARY, None, {"found": display_name(p), **values}) for p in outside])

    def asked(name: str) -> bool:
        file = real(Path(name))
        return not wanted or any(p in (file, *file.parents) for p in wanted)

    return asked


def _corrected(folder: Path, day: date, chosen: Options, within: Callable[[str], bool]) -> dict[str, str]:
    """The files that can be put right. A library with errors is not touched."""
    library, problems = read_library(folder)
    if errors_in(problems):
        raise PolicyError(problems)
    return edits(library, day, chosen, within)


def _as_json(found: Iterable[Problem]) -> None:
    rules = {r.code.id: r.id for r in RULES}
    objects = [
        {
            "rule": rules.get(p.code.id),
            "code": p.code.id,
            "severity": p.severity.value,
            "file": p.place.file if p.place else None,
            "line": p.place.line if p.place else None,
            "column": p.place.column if p.place else None,
            "message": {lang.value: p.words(lang) for lang in Lang},
            "advice": {lang.value: p.code.advice[lang] for lang in Lang},
        }
        for p in found
    ]
    click.echo(json.dumps({"problems": objects}, ensure_ascii=False, indent=2))


def _as_text(found: Sequence[Problem], lang: Lang, *, notes: bool, partly: bool) -> None:
    """Each finding at its place, worst first; what to do about a rule's once."""
    screen, rules, advised = terminal(), {r.code.id: r.id for r in RULES}, set[str]()
    for problem in sorted(found, key=lambda p: list(Severity).index(p.severity)):
        if problem.severity is Severity.NOTE and not notes:
            continue
        code = problem.code
        head = f"{words.SEVERITIES[problem.severity][lang]} {code.id} {rules.get(code.id, '')}".rstrip()
        screen.print(said(str(problem.place or "—")), said(head, _STYLES[problem.severity]), soft_wrap=True)
        screen.print(indented(said(problem.words(lang)), 4))
        if code.id not in advised:
            screen.print(indented(said(f"→ {code.advice[lang]}", "dim"), 4))
        advised.add(code.id)
    counts = {s: sum(p.severity is s for p in found) for s in Severity}
    if partly:
        screen.print(said(_PARTLY[lang]))
    if not any(counts.values()):
        screen.print(said(_CLEAN[lang]))
        return
    told = {"errors": counts[Severity.ERROR], "warnings": counts[Severity.WARNING], "notes": counts[Severity.NOTE]}
    hint = f" {_NOTES[lang]}" if counts[Severity.NOTE] and not notes else ""
    screen.print(said(_COUNT.format(**told)[lang] + hint))
