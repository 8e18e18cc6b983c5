"""What is installed apart, and what to say where it is not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from kiemnhiem.errors import EngineUnavailable
from kiemnhiem.language import Text

_MISSING = Text(
    "Chưa cài thành phần «{module}» mà việc này cần: pip install 'kiemnhiem[{extra}]'",
    "\"{module}\", which this needs, is not installed: pip install 'kiemnhiem[{extra}]'",
)


@contextmanager
def needed(extra: str) -> Iterator[None]:
    """Imports inside need an extra of this package. Raises :class:`EngineUnavailable` where it is not installed."""
    try:
        yield
    except ModuleNotFoundError as error:
        raise EngineUnavailable(_MISSING.format(module=error.name, extra=extra)) from error
