"""The process of drafts: ``python -m kiemnhiem.web.drafts.worker``. It keeps a copy of the library ready and does each
order, a line of JSON, in a child with limits to its time and memory; whatever a draft does to that child, the next
order is done.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from datetime import date
from pathlib import Path
from typing import Any

from kiemnhiem.cases.apart import Stopped, apart
from kiemnhiem.errors import KiemnhiemError, PolicyError
from kiemnhiem.language import Lang
from kiemnhiem.policy.library import files_in
from kiemnhiem.problem import Problem
from kiemnhiem.web.drafts import codes
from kiemnhiem.web.drafts.draft import FOLDER
from kiemnhiem.web.drafts.told import told
from kiemnhiem.web.drafts.work import Copy, lay_out
from kiemnhiem.web.jobs.order import Order


def main() -> None:
    """Do orders until there are no more. The first line says where the library is and where the copy goes."""
    begin = json.loads(sys.stdin.readline())
    folder = Path(begin["folder"])
    try:
        copy = Copy(_copied(Path(begin["library"]), folder / FOLDER), date.fromisoformat(begin["today"]))
        for line in sys.stdin:
            sys.stdout.write(json.dumps(_done(copy, json.loads(line))) + "\n")
            sys.stdout.flush()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _copied(library: Path, into: Path) -> Path:
    for path in files_in(library):
        target = into / path.relative_to(library)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    os.chdir(into.parent)
    return Path(FOLDER)


def _done(copy: Copy, order: dict[str, Any]) -> dict[str, Any]:
    lang = Lang(order["lang"])
    try:
        with copy.with_files(order["files"]):
            return apart(lambda: _answer(copy, order, lang), order["memory"], order["seconds"])
    except Stopped as stopped:
        return {"problems": [told(Problem(codes.STOPPED, None, {"reason": stopped.why}), lang)]}


def _answer(copy: Copy, order: dict[str, Any], lang: Lang) -> dict[str, Any]:
    try:
        match order["kind"]:
            case "check":
                return copy.check(order["files"], order["policy"], lang)
            case "compare":
                return copy.compare(lang)
            case "flips":
                return copy.flips(Order.of(order["screening"]), lang)
            case _:
                return lay_out(order["files"], lang)
    except PolicyError as error:
        return {"problems": [told(p, lang) for p in error.problems]}
    except KiemnhiemError as error:
        return {"problems": [told(Problem(codes.STOPPED, None, {"reason": error.text}), lang)]}


if __name__ == "__main__":
    main()
