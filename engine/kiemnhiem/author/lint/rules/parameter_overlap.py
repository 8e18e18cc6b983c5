"""Two values of a parameter on one day."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from kiemnhiem.author.lint.context import Context
from kiemnhiem.author.lint.periods import day
from kiemnhiem.author.lint.rule import Finding, rule
from kiemnhiem.language import Text
from kiemnhiem.problem import Severity


@rule(
    "parameter-overlap",
    "L103",
    Severity.WARNING,
    message=Text(
        "giá trị của ${found} ghi đến {until}, nhưng giá trị sau đã bắt đầu từ {start}",
        "a value of ${found} is said to last until {until}, but the next begins on {start}",
    ),
    anti_pattern=Text(
        "Hai giá trị cùng nhận một ngày: giá trị sau được dùng, còn người đọc có thể tin ngày ghi ở giá trị trước.",
        "Two values claim one day: the later is used, while a reader may trust the date of the earlier.",
    ),
    best_practice=Text(
        "Bỏ until (giá trị sau tự kết thúc giá trị trước) hoặc ghi đúng ngày cuối.",
        "Leave out until (the next value ends this one), or write the true last day.",
    ),
)
def check(context: Context) -> Iterator[Finding]:
    """Values whose last day is not before the next one's first."""
    loaded = [(f, "parameters", p.parameters) for f, _, p in context.policies]
    loaded += [(f, "sets", a.sets) for f, _, a in context.amendments]
    for file, root, parameters in loaded:
        for name, history in parameters.items():
            for i, (value, following) in enumerate(pairwise(history.values)):
                if value.until and value.until >= following.start:
                    values = {"found": name, "until": day(value.until), "start": day(following.start)}
                    yield Finding(file.place(root, name, i, "until"), values)
