"""A no to a no."""

from __future__ import annotations

from collections.abc import Iterator

from kiemnhiem.author.lint.context import Context
from kiemnhiem.author.lint.rule import Finding, rule
from kiemnhiem.author.lint.written import written
from kiemnhiem.language import Text
from kiemnhiem.policy.source import Raw
from kiemnhiem.problem import Severity

_NEGATIVE = ("is_not", "not_in", "none", "excludes")


@rule(
    "double-negation",
    "L404",
    Severity.WARNING,
    message=Text("none_of phủ định một phủ định ({found})", "none_of negates a negation ({found})"),
    anti_pattern=Text(
        "«Không thuộc trường hợp không …»: người đọc dễ hiểu ngược, và «chưa rõ» càng khó thấy.",
        '"Not the case that not …" is easily read the wrong way round.',
    ),
    best_practice=Text("Viết điều phải đúng, không viết hai lần «không».", "Write what must hold, without two noes."),
)
def check(context: Context) -> Iterator[Finding]:
    """``none_of`` whose only item is itself a negation."""
    for part in written(context):
        for key, items in part.groups():
            found = _negation(items[0]) if key == "none_of" and len(items) == 1 else None
            if found:
                yield Finding(part.place(key, key=True), {"found": found})


def _negation(raw: Raw) -> str | None:
    """The key that negates, where a condition does nothing else."""
    if not isinstance(raw, dict) or len(raw) != 1:
        return None
    key, value = next(iter(raw.items()))
    if key == "none_of":
        return key
    only = next(iter(value)) if isinstance(value, dict) and len(value) == 1 else None
    return only if only in _NEGATIVE else None
