"""How far a long run has come, on standard error while somebody watches."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeAlias

#: Tells that so many more cases are done.
Advance: TypeAlias = Callable[[int], object]


@contextmanager
def progress(title: str, total: int | Callable[[], int]) -> Iterator[Advance]:
    """A bar with the rate and the time left; nothing where nobody watches. ``total``: cases, or what counts them."""
    if not sys.stderr.isatty():
        yield lambda _number: None
        return
    from rich.console import Console  # noqa: PLC0415 - start-up
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn  # noqa: PLC0415

    columns = (
        TextColumn("{task.description}"),
        BarColumn(bar_width=24),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(title, total=total() if callable(total) else total, rate="")

        def advance(number: int) -> None:
            speed = bar.tasks[0].speed
            bar.update(task, advance=number, rate=f"{speed:,.0f}/s" if speed else "")

        yield advance
