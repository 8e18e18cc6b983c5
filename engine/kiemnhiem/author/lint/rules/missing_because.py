"""A requirement that bars somebody and does not say why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kiemnhiem.author.lint.context import Context, File
from kiemnhiem.author.lint.rule import Finding, rule
from kiemnhiem.language import Text
from kiemnhiem.policy.shapes import AmendmentFile, ExceptionShape, PolicyFile, StanceExceptionShape
from kiemnhiem.problem import Severity


@rule(
    "missing-because",
    "L301",
    Severity.WARNING,
    message=Text("«{found}» không nói vì sao (because)", '"{found}" does not say why (because)'),
    anti_pattern=Text(
        "Người bị loại chỉ nhận được một điều kiện, không được một lời giải thích bằng tiếng của công vụ.",
        "Whoever is turned down is shown a condition, and no explanation in an office's words.",
    ),
    best_practice=Text(
        "Viết because bằng hai thứ tiếng: văn bản đòi gì và vì sao như vậy là không đạt.",
        "Write because in both languages: what the document asks, and why this falls short of it.",
    ),
)
def check(context: Context) -> Iterator[Finding]:
    """Requirements on facts, and exceptions, without ``because``. A judgement's question speaks for itself."""
    for owned in context.requirements:
        if owned.requirement.require is not None and owned.requirement.because is None:
            yield Finding(owned.place("id"), {"found": owned.requirement.id})
        for i, exception in enumerate(owned.shape.except_):
            if exception.because is None:
                yield Finding(owned.place("except", i, "id"), {"found": exception.id})
    granted: list[tuple[File, str, Sequence[ExceptionShape | StanceExceptionShape]]] = [
        (f, "except", s.except_) for f, s in context.of(PolicyFile)
    ]
    granted += [(f, "exceptions", s.exceptions) for f, s in context.of(AmendmentFile)]
    for file, key, exceptions in granted:
        for i, excepted in enumerate(exceptions):
            if excepted.because is None:
                yield Finding(file.place(key, i, "id"), {"found": excepted.id})
