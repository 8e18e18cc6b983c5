"""Exit codes, and errors told in one place: whatever goes wrong ends in words and a code, never in a traceback."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from enum import IntEnum
from functools import wraps
from io import UnsupportedOperation
from typing import NoReturn, ParamSpec

import click

from kiemnhiem.errors import EngineError, InputError, KiemnhiemError, PolicyError, ProblemsError, UsageError
from kiemnhiem.language import Lang, Text, plain
from kiemnhiem.limits import LIMITS
from kiemnhiem.problem import Problem, Severity


class Exit(IntEnum):
    """What a command ends with."""

    RAN = 0
    FAILED = 1
    WRONG_USE = 2
    UNREADABLE = 3
    BROKEN_POLICY = 4
    ENGINE = 5
    INTERRUPTED = 130
    TERMINATED = 143


_BY_ERROR: tuple[tuple[type[KiemnhiemError], Exit], ...] = (
    (UsageError, Exit.WRONG_USE),
    (InputError, Exit.UNREADABLE),
    (PolicyError, Exit.BROKEN_POLICY),
    (EngineError, Exit.ENGINE),
)
_INTERRUPTED = Text("Đã dừng theo yêu cầu.", "Interrupted.")
_NO_FILE = Text("Không còn tệp {reason}", "The file is gone: {reason}")
_CANNOT_WRITE = Text("Không ghi được kết quả: {reason}", "Cannot write the result: {reason}")
_WORD = {
    Severity.ERROR: Text("Lỗi", "Error"),
    Severity.WARNING: Text("Cảnh báo", "Warning"),
    Severity.NOTE: Text("Ghi chú", "Note"),
}
_MORE = Text("… và {count} mục {code} nữa", "… and {count} more {code}")
#: How many problems of one code are told one by one before the rest is counted.
SHOWN = 5

P = ParamSpec("P")


class Terminated(BaseException):
    """The system asks this process to end."""


@contextmanager
def terminable() -> Iterator[None]:
    """Inside, a request to end (SIGTERM) is an exception, so that what is half written is taken away."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def end(*_: object) -> NoReturn:
        raise Terminated

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def guarded(command: Callable[P, Exit]) -> Callable[P, None]:
    """A command whose errors end in words on standard error and an exit code. Its ``lang`` says which words."""

    @wraps(command)
    def guard(*args: P.args, **kwargs: P.kwargs) -> None:
        lang = Lang(str(kwargs["lang"]))
        try:
            code = command(*args, **kwargs)
            if sys.stdout is not None:
                sys.stdout.flush()
        except KiemnhiemError as error:
            code = ended(error, lang)
        except BrokenPipeError:
            _drop_output()  # whoever read our output has left: nobody is there to tell
            code = Exit.RAN
        except FileNotFoundError as error:
            click.echo(_NO_FILE.format(reason=_reason(error))[lang], err=True)
            code = Exit.UNREADABLE
        except OSError as error:
            _drop_output()
            click.echo(_CANNOT_WRITE.format(reason=_reason(error))[lang], err=True)
            code = Exit.WRONG_USE
        except KeyboardInterrupt:
            with suppress(ValueError):  # not in the main thread
                signal.signal(signal.SIGINT, signal.SIG_IGN)  # Polars may raise it once more, when all is told
            click.echo(_INTERRUPTED[lang], err=True)
            code = Exit.INTERRUPTED
        except Terminated:
            click.echo(_INTERRUPTED[lang], err=True)
            code = Exit.TERMINATED
        sys.exit(code)

    return guard


def ended(error: KiemnhiemError, lang: Lang) -> Exit:
    """An error told, and the exit code it ends with."""
    if isinstance(error, ProblemsError):
        tell(error.problems, lang, limit=LIMITS.told)
    else:
        click.echo(f"{_WORD[Severity.ERROR][lang]}: {plain(error.text[lang])}", err=True)
    return next(exit_ for kind, exit_ in _BY_ERROR if isinstance(error, kind))


def _reason(error: OSError) -> str:
    return ": ".join(str(part) for part in (error.filename, error.strerror or error) if part)


def _drop_output() -> None:
    """Send what is still to be written nowhere, so that the flush at exit does not fail again."""
    with suppress(AttributeError, UnsupportedOperation):  # no output, or one that is no file
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def tell(problems: Iterable[Problem], lang: Lang, *, limit: int | None = SHOWN) -> None:
    """Problems on standard error, errors first; of each code at most ``limit``, and how many more there are."""
    by_code: dict[str, list[Problem]] = {}
    for problem in sorted(problems, key=lambda p: list(Severity).index(p.severity)):
        by_code.setdefault(problem.code.id, []).append(problem)
    for code, group in by_code.items():
        for problem in group[:limit]:
            click.echo(f"{_WORD[problem.severity][lang]}: {problem.message(lang)}", err=True)
        if limit is not None and len(group) > limit:
            click.echo(_MORE.format(count=len(group) - limit, code=code)[lang], err=True)
