"""``kiemnhiem check``: cases in full, decided twice by engines that share only the operator table."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from datetime import date
from itertools import repeat
from pathlib import Path

import click

from kiemnhiem.cases import read
from kiemnhiem.cases.case import Case
from kiemnhiem.cli import kept, mapped, options, papers
from kiemnhiem.cli.exits import Exit, guarded, tell
from kiemnhiem.cli.question import CHECK, recorded
from kiemnhiem.cli.screening import WROTE
from kiemnhiem.errors import EngineError, EngineUnavailable
from kiemnhiem.evaluate.agreement import agree
from kiemnhiem.evaluate.rete import ReteEngine
from kiemnhiem.explain.finding import CaseFinding
from kiemnhiem.explain.question import Question
from kiemnhiem.language import Lang, Text
from kiemnhiem.policy.byplace import Programs
from kiemnhiem.policy.program import Program
from kiemnhiem.problem import Problem, errors_in
from kiemnhiem.report.case_view import show_case
from kiemnhiem.report.documents import SHEETS, check_number, write_sheets
from kiemnhiem.report.run import Run
from kiemnhiem.report.structured import case_object
from kiemnhiem.trust.seal import Seal

_RESTARTED = Text(
    "{why}. Đã khởi động lại; các hồ sơ đang xét dở được xét lại.",
    "{why}. It was started again, and the cases at hand are asked again.",
)


@click.command()
@options.inputs
@click.option("--case", "wanted", multiple=True, metavar="ID", help="Chỉ xét hồ sơ này / only this case")
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
    help="Phiếu thẩm định / appraisal sheet: .docx .pdf; nhiều hồ sơ / of several cases: .zip",
)
@mapped.option
@papers.options
@click.option("--format", "form", type=click.Choice(["console", "json"]), default="console", show_default=True)
@options.personal
@kept.options
@options.as_of
@options.place
@options.subject
@options.policies
@options.language
@guarded
def check(
    *,
    inputs: tuple[Path, ...],
    wanted: tuple[str, ...],
    asked: tuple[str, ...],
    outputs: tuple[Path, ...],
    headings: tuple[str, ...],
    template: Path | None,
    fills: tuple[str, ...],
    form: str,
    show_personal: bool,
    receipt_file: Path | None,
    trail: str | None,
    as_of: date | None,
    place: str | None,
    subject: str | None,
    root: Path | None,
    lang: str,
) -> Exit:
    """Xét kỹ từng hồ sơ: từng yêu cầu, căn cứ, thiếu gì, khắc phục thế nào.

    Check cases in full: each requirement, its source, what is missing, what could cure it. Every case is decided by
    two engines; when they disagree no answer is given. JSON: one object a line. With -o the sheets are written instead.
    """
    language = Lang(lang)
    library = options.library(root, language)
    about = options.subject_of(library, asked, subject)
    Programs(library, as_of or options.today(), asked, about, place)  # wrong use is told before files are read
    paper = papers.paper(template, fills, outputs, inputs, language, SHEETS)
    by_hand = mapped.by_hand(headings, library, about)
    said = {"lang": lang, "show_personal": show_personal, **recorded(by_hand, show_personal=show_personal)}
    seal = Seal(CHECK, place, about, asked, wanted, options=said)
    seal.read(inputs)
    reading = read(inputs, library, about, by_hand)
    cases = seal.judged = options.chosen(reading.cases, wanted, library.vocabularies[about])
    for path in outputs:
        check_number(path, len(cases))
    problems = _concerning(reading.problems, reading.cases, cases)
    facts = (case.facts for case in cases)
    question = Question(Programs(library, as_of or options.today(), asked, about, place, facts))
    refused: list[EngineError] = []
    engines: list[str] = []
    answers: list[tuple[CaseFinding, Run]] = []
    at_once = not outputs and not trail  # nothing is shown that is not in the trail

    def told() -> Iterator[CaseFinding]:
        """Every case that both engines decide alike, shown or kept for its sheet."""
        for program, group in question.by_program(cases):
            with ExitStack() as stack:
                rete = _second_engine(program, language, stack)
                run = Run(program, "reference+rete" if rete else "reference", reading, language, show_personal)
                engines.append(run.engine)
                for case, answer in zip(group, rete.answers(group) if rete else repeat(None), strict=False):
                    try:
                        if answer:
                            agree(program, question.decide(case), answer)
                    except EngineError as error:
                        click.echo(error.text[language], err=True)
                        refused.append(error)
                    else:
                        yield (finding := question.advise(case))
                        if at_once:
                            _show(finding, run, form)
                        else:
                            answers.append((finding, run))

    with kept.Kept(seal, receipt_file, trail, inputs, language) as keep:
        for _ in seal.watch_groups(told(), cases):
            pass
        receipt = seal.receipt(question.programs.whole, engines[0] if engines else "reference")
        if outputs:
            order = {id(case): number for number, case in enumerate(cases)}
            answers.sort(key=lambda answer: order[id(answer[0].case)])
        for path in outputs if answers else ():
            write_sheets(path, answers, paper, receipt.short)
            click.echo(WROTE.format(name=path)[language], err=True)
        for finding, run in () if outputs else answers:
            _show(finding, run, form)
        keep(receipt)
    tell([*problems, *mapped.unmet(by_hand)], language)
    if refused:
        return Exit.ENGINE
    return Exit.UNREADABLE if errors_in(problems) else Exit.RAN


def _show(finding: CaseFinding, run: Run, form: str) -> None:
    if form == "console":
        show_case(finding, run)
        return
    head = {"as_of": run.program.as_of.isoformat(), "library": run.library, "engine": run.engine}
    one = {**head, **case_object(finding, show_personal=run.show_personal)}
    click.echo(json.dumps(one, ensure_ascii=False))


def _concerning(problems: Iterable[Problem], cases: Sequence[Case], chosen: Sequence[Case]) -> list[Problem]:
    """The problems of the chosen cases and of whole files: not those in the rows of others."""
    ids = {case.id for case in chosen}
    others = {case.origin for case in cases if case.id not in ids}
    rows = {(o.file, o.sheet, o.row) for o in others if o}
    return [p for p in problems if p.place is None or (p.place.file, p.place.sheet, p.place.line) not in rows]


def _second_engine(program: Program, lang: Lang, stack: ExitStack) -> ReteEngine | None:
    """The Rete engine; without it, where it cannot be installed, that is said and the definition alone decides."""

    def restarted(why: Text) -> None:
        click.echo(_RESTARTED.format(why=why)[lang], err=True)

    try:
        return stack.enter_context(ReteEngine(program, on_restart=restarted))
    except EngineUnavailable as error:
        click.echo(error.text[lang], err=True)
        return None
