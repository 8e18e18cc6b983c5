"""Add up what the list of merged offices says: districts merged, staff and deputy heads before and after.

Run ``python reductions.py LIST [vi|en]``. Every figure is summed from the list as kiemnhiem reads and completes it.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

from kiemnhiem.cases import read
from kiemnhiem.evaluate.derive import Deriver
from kiemnhiem.language import Lang, Text
from kiemnhiem.policy import load_library, resolve, shipped_library
from kiemnhiem.policy.values import Facts

AS_OF = date(2018, 11, 8)
POLICY, SUBJECT = "body/organisation-home-affairs", "body"

MERGED = Text("Đơn vị cấp huyện đã hợp nhất: {merged}/{all}", "Districts merged: {merged} of {all}")
NOT_MERGED = Text("Chưa hợp nhất: {names}", "Not merged: {names}")
NOT_KNOWN = Text("Chưa rõ đã hợp nhất chưa: {names}", "Whether merged is not known: {names}")
STAFF = Text(
    "Cán bộ: {before} → {after}, giảm {fewer} ({share}%)", "Staff: {before} → {after}, {fewer} fewer ({share} %)"
)
DEPUTIES = Text("Cấp phó: {before} → {after}, giảm {fewer}", "Deputy heads: {before} → {after}, {fewer} fewer")
MOST = Text("Giảm nhiều nhất: {name}, {before} → {after} cán bộ", "Most: {name}, {before} → {after} staff")
UNKNOWN = Text("Chưa rõ số liệu, không cộng: {names}", "Numbers not known, left out: {names}")


def offices(path: Path) -> list[Facts]:
    """The complete facts of every office of a list."""
    library, _ = load_library(shipped_library())
    deriver = Deriver(resolve(library, AS_OF, [POLICY], SUBJECT))
    return [deriver.completed(case) for case in read([path], library, SUBJECT).cases]


def figures(found: Sequence[Facts], lang: Lang) -> list[str]:
    """The lines to print."""
    merged = [f for f in found if f.get("in_operation") is True]
    lines = [MERGED.format(merged=len(merged), all=len(found))]
    for words, state in ((NOT_MERGED, False), (NOT_KNOWN, None)):
        if others := [f for f in found if f.get("in_operation") is state]:
            lines.append(words.format(names=_names(others)))
    for words, what in ((STAFF, "staff"), (DEPUTIES, "deputies")):
        numbers = [(f, *pair) for f in merged if (pair := _pair(f, what))]
        before, after = sum(n[1] for n in numbers), sum(n[2] for n in numbers)
        share = _percent(before - after, before, lang)
        lines.append(words.format(before=before, after=after, fewer=before - after, share=share))
        if what == "staff" and numbers:
            most, had, has = max(numbers, key=lambda n: n[1] - n[2])
            lines.append(MOST.format(name=_names([most]), before=had, after=has))
        if unknown := [f for f in merged if not _pair(f, what)]:
            lines.append(UNKNOWN.format(names=_names(unknown)))
    return [line[lang] for line in lines]


def _pair(facts: Facts, what: str) -> tuple[int, int] | None:
    """How many before and after, if both are known."""
    before, after = facts.get(f"{what}_before"), facts.get(f"{what}_after")
    return (before, after) if isinstance(before, int) and isinstance(after, int) else None


def _percent(part: int, whole: int, lang: Lang) -> str:
    if not whole:
        return "–"
    share = (Decimal(100 * part) / whole).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return str(share).replace(".", ",") if lang is Lang.VI else str(share)


def _names(offices: Sequence[Facts]) -> str:
    return ", ".join(str(f.get("district") or "?") for f in offices)


if __name__ == "__main__":
    for line in figures(offices(Path(sys.argv[1])), Lang(sys.argv[2]) if len(sys.argv) > 2 else Lang.VI):  # noqa: PLR2004 - the script, the list, the language
        print(line)
