"""``kiemnhiem replay``: a run done again from its receipt, and whether it comes out the same."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from kiemnhiem.cases.headings import ByHand
from kiemnhiem.cli import options
from kiemnhiem.cli.exits import Exit, guarded
from kiemnhiem.cli.question import CHECK, Database, Question
from kiemnhiem.cli.screening import Choice
from kiemnhiem.cli.sources import Source, is_database
from kiemnhiem.errors import UsageError
from kiemnhiem.evaluate.engines import Name
from kiemnhiem.language import Lang, Text
from kiemnhiem.problem import Place, Problem
from kiemnhiem.trust import codes
from kiemnhiem.trust.answers import Held, Resting, answers_in, resting
from kiemnhiem.trust.carried import carried
from kiemnhiem.trust.compare import Comparison, compared
from kiemnhiem.trust.receipt import Receipt

_AGAIN = Text("Xét lại theo biên nhận {short}, ngày xét {as_of}", "Done again by the receipt {short}, as of {as_of}")
_IDENTICAL = Text(
    "GIỐNG HỆT: {count} hồ sơ, mọi câu trả lời như lần trước.", "IDENTICAL: {count} cases, every answer as it was."
)
_DIFFERENT = Text("KHÁC với lần trước:", "DIFFERENT from what it was:")
_SAME_ANSWERS = Text("Tuy vậy mọi câu trả lời đều như lần trước.", "Every answer is as it was, though.")
_EARLIER = Text(
    "Lần chạy ấy dựa vào {number} trong {all} kết luận của tệp; những kết luận sau được ghi sau đó",
    "That run rested on {number} of the {all} judgements in the file; those that follow were recorded later",
)
_REMARK = Text("Lưu ý — {remark}", "Note — {remark}")


@click.command()
@click.argument("receipt", metavar="RECEIPT", type=click.Path(path_type=Path, exists=True, dir_okay=True))
@click.option(
    "--input",
    "inputs",
    multiple=True,
    metavar="FILE",
    type=Source(),
    help="Tệp đầu vào / an input   [mặc định / default: cùng tên, cạnh biên nhận hoặc tại đây / of that name, "
    "beside the receipt or here]",
)
@click.option(
    "-o",
    "--output",
    "outputs",
    multiple=True,
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Ghi lại kết quả / write the results again",
)
@click.option(
    "--answers",
    "recorded",
    metavar="FILE",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Kết luận đã ghi ở bàn làm việc, tải về từ đó / judgements recorded at the desk, a file that it offers",
)
@click.option("--into", metavar="NAME", help="Bảng kết quả sẽ tạo, khi nguồn là cơ sở dữ liệu / the table to make")
@options.policies
@options.language
@guarded
def replay(
    *,
    receipt: Path,
    inputs: tuple[str, ...],
    outputs: tuple[Path, ...],
    recorded: Path | None,
    into: str | None,
    root: Path | None,
    lang: str,
) -> Exit:
    """Xét lại một lần chạy theo biên nhận: giống hệt, hay khác ở đâu (mã thoát 1).

    Do a run again from its receipt: identical, or where it differs (exit code 1). RECEIPT: a file that --receipt wrote,
    or results that carry one (.xlsx .json .parquet, or with a .receipt.json beside them).
    """
    language = Lang(lang)
    before = carried(receipt)
    apart = resting(answers_in(recorded) if recorded else (), before.receipt)
    question = asked_again(before.receipt, _inputs(before.receipt, receipt, inputs), into, apart.held)
    library = options.library(root, language)
    seal = question.seal(before.receipt.command)
    seal.keep = before.answers is not None
    _, run = question.answered(library, outputs, seal)
    comparison = compared(before.receipt, seal.receipt(run.program, run.engine), before.answers, seal.lines)
    _tell(before.receipt, comparison, apart, language)
    return Exit.RAN if comparison.identical else Exit.FAILED


def asked_again(receipt: Receipt, inputs: Sequence[str], into: str | None, answers: Held) -> Question:
    """The question of a receipt. A check is asked again of the definition, which it agreed with."""
    said, of = receipt.options, receipt.database
    engine = Name.REFERENCE if receipt.command == CHECK else Name(said["engine"])
    return Question(
        tuple(inputs), receipt.as_of, receipt.subject, receipt.asked, receipt.place, Choice(engine), Lang(said["lang"]),
        bool(said.get("blockers")), receipt.cases,
        Database(of["table"], of["query"], tuple(of["lists"]), into) if of else None,
        ByHand(said.get("headings", {})), bool(said.get("show_personal")), answers,
    )  # fmt: skip


def _inputs(receipt: Receipt, path: Path, named: Sequence[str]) -> Sequence[str]:
    """The inputs, in the order of the receipt: each the one that was named so, or that lies about."""
    if receipt.database or any(map(is_database, named)):
        return named or _missing(["postgresql://…"])
    if not named:
        folders = (path if path.is_dir() else path.parent, Path())
        found = [next((f / i.name for f in folders if (f / i.name).is_file()), None) for i in receipt.inputs]
        lost = [i.name for i, there in zip(receipt.inputs, found, strict=True) if there is None]
        return _missing(lost) if lost else [str(there) for there in found]
    by_name = {Path(name).name: name for name in named}
    if len(by_name) == len(named) and by_name.keys() == {i.name for i in receipt.inputs}:
        return [by_name[i.name] for i in receipt.inputs]
    return named


def _missing(names: Sequence[str]) -> Sequence[str]:
    raise UsageError([Problem(codes.NO_INPUT, Place(name), {"found": name}) for name in names])


def _tell(receipt: Receipt, comparison: Comparison, apart: Resting, lang: Lang) -> None:
    click.echo(_AGAIN.format(short=receipt.short, as_of=receipt.as_of.isoformat())[lang])
    if apart.number < len(apart.answers):
        told = _EARLIER.format(number=apart.number, all=len(apart.answers))
        click.echo(_REMARK.format(remark=told)[lang])
    for remark in comparison.remarks:
        click.echo(_REMARK.format(remark=remark)[lang])
    if comparison.identical:
        click.echo(_IDENTICAL.format(count=sum(receipt.results.verdicts.values()))[lang])
        return
    click.echo(_DIFFERENT[lang])
    for difference in comparison.differences:
        click.echo(f"  {difference[lang]}")
    if comparison.answers:
        click.echo(_SAME_ANSWERS[lang])
