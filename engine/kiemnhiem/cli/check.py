"""``kiemnhiem check``: cases in full, decided twice by engines that share only the operator table."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date
from pathlib import Path

import click

from kiemnhiem.cases import read
from kiemnhiem.cases.case import Case
from kiemnhiem.cases.codes import NO_SUCH_CASE
from kiemnhiem.cli import options
from kiemnhiem.cli.exits import Exit, guarded, tell
from kiemnhiem.errors import Disagreement, UsageError
from kiemnhiem.evaluate.decision import Decision
from kiemnhiem.evaluate.rete import ReteEngine, ReteUnavailable
from kiemnhiem.explain.explainer import Explainer
from kiemnhiem.language import Lang, Text
from kiemnhiem.policy import resolve
from kiemnhiem.policy.program import Program
from kiemnhiem.problem import Problem, did_you_mean, errors_in
from kiemnhiem.report.case_view import show_case
from kiemnhiem.report.run import Run
from kiemnhiem.report.structured import case_object, print_json

_DISAGREE = Text(
    "Hai bộ máy quyết định khác nhau về hồ sơ {case} ({where}); không đưa ra kết luận. Xin báo lỗi này.",
    "The two engines decide case {case} differently ({where}); no verdict is given. Please report this.",
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
@click.option("--format", "form", type=click.Choice(["console", "json"]), default="console", show_default=True)
@options.personal
@options.as_of
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
    root: Path | None,
    lang: str,
) -> Exit:
    """Xét kỹ từng hồ sơ: từng yêu cầu, căn cứ, thiếu gì, khắc phục thế nào.

    Check cases in full: each requirement, its source, what is missing, what could cure it. Every case is decided by
    two engines; when they disagree no answer is given. JSON: one object a line.
    """
    language = Lang(lang)
    library = options.library(root, language)
    program = resolve(library, as_of or options.today(), asked)
    reading = read(inputs, library)
    cases = _chosen(reading.cases, wanted)
    explainer = Explainer(program)
    with ExitStack() as stack:
        rete = _second_engine(program, language, stack)
        run = Run(program, "reference+rete" if rete else "reference", reading, language, show_personal)
        decisions = rete.decide(cases) if rete else None
        for case in cases:
            if decisions is not None:
                _agree(explainer.decide(case), next(decisions))
            finding = explainer.explain(case)
            if form == "json":
                head = {"as_of": program.as_of.isoformat(), "library": run.library, "engine": run.engine}
                print_json({**head, **case_object(finding, show_personal=show_personal)}, line=True)
            else:
                show_case(finding, run)
    tell(reading.problems, language)
    return Exit.UNREADABLE if errors_in(reading.problems) else Exit.RAN


def _chosen(cases: tuple[Case, ...], wanted: tuple[str, ...]) -> tuple[Case, ...]:
    """The cases that were named; all of them when none was."""
    known = {case.id for case in cases}
    unknown = [
        Problem(NO_SUCH_CASE, None, {"found": id_}, did_you_mean(id_, known)) for id_ in wanted if id_ not in known
    ]
    if unknown:
        raise UsageError(unknown)
    return tuple(case for case in cases if not wanted or case.id in wanted)


def _second_engine(program: Program, lang: Lang, stack: ExitStack) -> ReteEngine | None:
    """The Rete engine; without it, where it cannot be installed, that is said and the definition alone decides."""
    try:
        return stack.enter_context(ReteEngine(program, on_restart=lambda text: click.echo(text[lang], err=True)))
    except ReteUnavailable as error:
        click.echo(error.text[lang], err=True)
        return None


def _agree(one: Decision, other: Decision) -> None:
    """Raise :class:`Disagreement` unless both engines decided the same."""
    if (one.verdict, one.policies, one.remedies, one.uncovered) != (
        other.verdict, other.policies, other.remedies, other.uncovered,
    ):  # fmt: skip
        raise Disagreement(_DISAGREE.format(case=one.case, where=", ".join(_differences(one, other))))


def _differences(one: Decision, other: Decision) -> Iterator[str]:
    for mine, theirs in ((one.policies, other.policies), (one.remedies, other.remedies)):
        yield from (name for name in mine if mine[name] != theirs.get(name))
    if one.verdict is not other.verdict:
        yield f"{one.verdict} / {other.verdict}"
