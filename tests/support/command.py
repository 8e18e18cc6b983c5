"""Run the command as a user does, in this process."""

from pathlib import Path

from click.testing import CliRunner, Result
from support.readonce import read_once

from kiemnhiem.cli import main

POLICIES = Path(__file__).parents[1] / "policies" / "base"


def kiemnhiem(*args: str | Path) -> Result:
    """The result of ``kiemnhiem args``; a traceback instead of words and an exit code fails the test."""
    with read_once():
        result = CliRunner().invoke(main, [str(a) for a in args])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def people(folder: Path, content: str, name: str = "people.csv") -> Path:
    """A file of made-up candidates."""
    path = folder / name
    path.write_text(content, encoding="utf-8")
    return path
