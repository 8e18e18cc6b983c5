"""Write a template: guide, sheets to fill in, the values they offer."""

from __future__ import annotations

from pathlib import Path
from typing import IO

from kiemnhiem.language import Text
from kiemnhiem.report import codes, target, words
from kiemnhiem.report.styles import close
from kiemnhiem.report.template.guide import EXAMPLES, GUIDE, write_examples, write_guide
from kiemnhiem.report.template.looks import Looks
from kiemnhiem.report.template.plan import Plan
from kiemnhiem.report.template.sheets import InputSheet
from kiemnhiem.report.template.values import Values

DEFAULT_ROWS = 500
#: Rows of an Excel sheet under its heading.
MAX_ROWS = 1_048_575
_VALUES = Text("Giá trị", "Values")
_TITLE = Text("Mẫu nhập liệu", "Input template")


def write_template(path: Path, plan: Plan, *, rows: int = DEFAULT_ROWS, examples: bool = False) -> None:
    """Write the workbook: whole or not at all. ``rows``: how many are ready to be filled in; ``examples``: with a sheet
    of made-up ones, which is never read. Raises :class:`UsageError` for what stands in the way.
    """
    target.check(path, (".xlsx",), codes.UNKNOWN_TEMPLATE)
    with target.whole(path) as file:
        _write(file, plan, rows, examples=examples)


def _write(file: IO[bytes], plan: Plan, rows: int, *, examples: bool) -> None:
    from xlsxwriter import Workbook  # noqa: PLC0415 - start-up of the commands that write no workbook

    book, lang = Workbook(file, {"in_memory": True}), plan.lang
    looks = Looks(book)
    guide = book.add_worksheet(GUIDE[lang])
    sheets = [(book.add_worksheet(sheet.title), sheet) for sheet in plan.sheets]
    if examples:
        write_examples(book.add_worksheet(EXAMPLES[lang]), plan, looks)
    values = Values(book.add_worksheet(_VALUES[lang]), looks, lang)
    write_guide(guide, plan, looks)
    for at, sheet in sheets:
        InputSheet(at, sheet, plan, looks, values, rows).write()
    sheets[0][0].activate()
    book.set_properties({"title": f"{_TITLE[lang]} {words.day(plan.as_of, lang)}"})
    close(book)
