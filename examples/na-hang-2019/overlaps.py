"""Tell which functions several sub-boards have in their plans, and which nobody has planned.

Run ``python overlaps.py LIST [vi|en]``. Every figure is counted in the list as kiemnhiem reads and completes it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

from kiemnhiem.cases import read
from kiemnhiem.evaluate.derive import Deriver
from kiemnhiem.language import Lang, Text
from kiemnhiem.policy import load_library, resolve, shipped_library
from kiemnhiem.policy.values import Facts

AS_OF = date(2019, 9, 16)
POLICY, SUBJECT = "body/front-and-mass-organisations-office", "body"

OFFICE = Text("{name}: {months} tháng hoạt động", "{name}: {months} months at work")
BOARD = Text("  {board}: {count} nhiệm vụ", "  {board}: {count} functions")
OVERLAPS = Text(
    "Nhiệm vụ được giao: {listed}; khác nhau: {different}; giao trùng: {repeated}",
    "Functions given: {listed}; different ones: {different}; given again: {repeated}",
)
OVERLAP = Text("  {function}: {boards}", "  {function}: {boards}")
UNPLANNED = Text("Chưa có kế hoạch: {function} ({board})", "Not planned: {function} ({board})")


def figures(path: Path, lang: Lang) -> Iterator[str]:
    """The lines to print."""
    library, _ = load_library(shipped_library())
    program = resolve(library, AS_OF, [POLICY], SUBJECT)
    choices = program.vocabulary.fields["functions"].type.fields["sub_board"].type.choices
    names = {choice.code: choice.label[lang] for choice in choices}
    deriver = Deriver(program)
    for case in read([path], library, SUBJECT).cases:
        for line in _office(deriver.completed(case), names):
            yield line[lang]


def _office(facts: Facts, names: Mapping[str, str]) -> Iterator[Text]:
    yield OFFICE.format(name=facts.get("name"), months=facts.get("months_in_operation"))
    records = facts.get("functions")
    rows = records if isinstance(records, tuple) else ()
    boards: dict[str, list[str]] = {}
    for row in rows:
        boards.setdefault(str(row.get("function") or "?"), []).append(names.get(str(row.get("sub_board")), "?"))
    for name in names.values():
        yield BOARD.format(board=name, count=sum(found.count(name) for found in boards.values()))
    counts = {n: facts.get(f"functions_{n}") for n in ("listed", "different", "repeated")}
    yield OVERLAPS.format(**counts)
    for function, found in boards.items():
        if len(found) > 1:
            yield OVERLAP.format(function=function, boards="; ".join(found))
    for row in rows:
        if row.get("planned") is False:
            yield UNPLANNED.format(function=row.get("function"), board=names.get(str(row.get("sub_board")), "?"))


if __name__ == "__main__":
    for line in figures(Path(sys.argv[1]), Lang(sys.argv[2]) if len(sys.argv) > 2 else Lang.VI):  # noqa: PLR2004 - the script, the list, the language
        print(line)
