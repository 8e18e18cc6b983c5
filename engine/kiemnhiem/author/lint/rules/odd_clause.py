"""A clause spelt otherwise than everywhere else."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from kiemnhiem.author.lint.context import Context, File, walk
from kiemnhiem.author.lint.rule import Finding, rule
from kiemnhiem.language import Text
from kiemnhiem.policy.source import Path_
from kiemnhiem.problem import Severity, unaccented

_WORD = re.compile(r"[^\W\d_]{3,}")
#: How many times more often the usual spelling must be met.
USUAL = 5


@rule(
    "odd-clause",
    "L304",
    Severity.WARNING,
    message=Text("«{found}» thường được viết là «{usual}»", '"{found}" is usually spelt "{usual}"'),
    anti_pattern=Text(
        "Viết «điều 3», «Dieu 3», «Điều  3»: tìm kiếm và so sánh trích dẫn bỏ sót.",
        'With "điều 3", "Dieu 3" and "Điều  3" side by side, searching and comparing citations misses some.',
    ),
    best_practice=Text(
        "Viết trích dẫn như ở các chính sách khác: khoản 2 Điều 11.",
        "Write citations as the other policies do: khoản 2 Điều 11.",
    ),
)
def check(context: Context) -> Iterator[Finding]:
    """Words of clauses that differ from a far more frequent spelling only by capitals or marks; doubled spaces."""
    clauses = list(_clauses(context))
    counted = Counter(word for _, _, clause in clauses for word in _WORD.findall(clause))
    usual: dict[str, str] = {}
    for word, _ in counted.most_common():
        usual.setdefault(unaccented(word), word)
    for file, path, clause in clauses:
        for word in dict.fromkeys(_WORD.findall(clause)):
            best = usual[unaccented(word)]
            if counted[best] >= USUAL * counted[word]:
                yield Finding(file.place(*path), {"found": word, "usual": best})
        if "  " in clause or clause != clause.strip():
            yield Finding(file.place(*path), {"found": clause, "usual": " ".join(clause.split())})


def _clauses(context: Context) -> Iterator[tuple[File, Path_, str]]:
    for file in context.files:
        for path, raw in walk(file.document.data):
            if path and path[-1] == "clause" and isinstance(raw, str):
                yield file, path, raw
