"""``kiemnhiem check``: cases in full, decided twice by engines that share only the operator table."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from datetime import date
from itertools import repeat
from pathlib import Path

import click

from kiemnhiem.cases import read
from kiemnhiem.cases.case import Case
from kiemnhiem.cli import options
from kiemnhiem.cli.exits import Exit, guarded, tell
from kiemnhiem.errors import Disagreement, EngineError, EngineUnavailable
from kiemnhiem.evaluate.decision import Decision, Outcome, Verdict
from kiemnhiem.evaluate.rete import Answer, OpenRemedy, ReteEngine
from kiemnhiem.explain.finding import CaseFinding
from kiemnhiem.explain.question import Question
from kiemnhiem.language import Lang, Text
from kiemnhiem.policy.byplace import Programs
from kiemnhiem.policy.program import Program
from kiemnhiem.problem import Problem, errors_in
from kiemnhiem.report.case_view import show_case
from kiemnhiem.report.run import Run
from kiemnhiem.report.structured import case_object

_DISAGREE = Text(
    "Hai bộ máy quyết định khác nhau về hồ sơ {case} ({where}); không đưa ra kết luận. Xin báo lỗi này.",
    "The two engines decide case {case} differently ({where}); no verdict is given. Please report this.",
)

_RESTARTED = Text(
    "{why}. Đã khởi động lại; các hồ sơ đang xét dở được xét lại.",
    "{why}. It was started again, and the cases at hand are asked again.",
)
NO_ANSWER = Text("Bộ máy thứ hai không trả lời.", "The second engine gave no answer.")


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
@click.option("--format", "form", type=click.Choice(["console", "json"]), default="console", show_default=True)
@options.personal
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
    form: str,
    show_personal: bool,
    as_of: date | None,
    place: str | None,
    subject: str | None,
    root: Path | None,
    lang: str,
) -> Exit:
    """Xét kỹ từng hồ sơ: từng yêu cầu, căn cứ, thiếu gì, khắc phục thế nào.

    Check cases in full: each requirement, its source, what is missing, what could cure it. Every case is decided by
    two engines; when they disagree no answer is given. JSON: one object a line.
    """
    language = Lang(lang)
    library = options.library(root, language)
    about = options.subject_of(library, asked, subject)
    Programs(library, as_of or options.today(), asked, about, place)  # wrong use is told before files are read
    reading = read(inputs, library, about)
    cases = options.chosen(reading.cases, wanted, library.vocabularies[about])
    problems = _concerning(reading.problems, reading.cases, cases)
    facts = (case.facts for case in cases)
    question = Question(Programs(library, as_of or options.today(), asked, about, place, facts))
    refused = 0
    for program, group in question.by_program(cases):
        with ExitStack() as stack:
            rete = _second_engine(program, language, stack)
            run = Run(program, "reference+rete" if rete else "reference", reading, language, show_personal)
            for case, answer in zip(group, rete.answers(group) if rete else repeat(None), strict=False):
                try:
                    _agree(program, question.decide(case), answer)
                except EngineError as error:
                    click.echo(error.text[language], err=True)
                    refused += 1
                else:
                    _show(question.advise(case), run, form)
    tell(problems, language)
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


def _concerning(problems: Iterable[Problem], cases: tuple[Case, ...], chosen: tuple[Case, ...]) -> list[Problem]:
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


def _agree(program: Program, one: Decision, answer: Answer | None) -> None:
    """Raise :class:`EngineError` unless the second engine, where there is one, decided the same."""
    if answer is None:
        return
    if answer.decision is None:
        raise answer.error or EngineError(NO_ANSWER)
    where = [*_differences(one, answer.decision)]
    if set(answer.open) != set(_open_remedies(program, one)):
        where.append("remedy")
    if where:
        raise Disagreement(_DISAGREE.format(case=one.case, where=", ".join(where)))


def _differences(one: Decision, other: Decision) -> Iterator[str]:
    for mine, theirs in ((one.policies, other.policies), (one.remedies, other.remedies)):
        yield from (name for name in mine if mine[name] != theirs.get(name))
    if (one.verdict, one.uncovered) != (other.verdict, other.uncovered):
        yield f"{one.verdict} / {other.verdict}"


def _open_remedies(program: Program, decision: Decision) -> Iterator[OpenRemedy]:
    """The failed requirements whose remedy is open, by the reference evaluator."""
    for key, policy in program.all_policies:
        decided = decision.remedies[policy.id] if key not in decision.policies else decision.policies[key]
        for rule in policy.rules:
            remedy = rule.remedy.policy if rule.remedy else None
            asked = decision.remedies.get(remedy) if remedy else None
            failed = decided.outcomes.get(rule.id) is Outcome.NOT_MET
            if failed and remedy and asked and asked.verdict is Verdict.ELIGIBLE:
                yield OpenRemedy(key, rule.id, remedy)
