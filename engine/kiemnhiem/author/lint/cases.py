"""The good and bad cases of each rule: what its tests try and its documentation shows."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml

from kiemnhiem.author.lint import Options, lint
from kiemnhiem.author.lint.rule import Rule
from kiemnhiem.policy import load_library
from kiemnhiem.policy.model import Evidence
from kiemnhiem.policy.shapes import FILES

TODAY = date(2026, 1, 1)
#: What stands above a case that shows only part of a policy.
HEAD = """policy: case
schema: 1
title: {vi: Giả định, en: Made up}
stance: permitted
subject: candidate
"""


@dataclass(frozen=True)
class LintCase:
    """Files beside a small library, by name; ``expect``: where the rule finds something, as ``file:line:column`` (of
    ``case.yaml``: ``line:column``); nothing for a good case.
    """

    files: Mapping[str, str]
    expect: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """As documentation shows it."""
        several = len(self.files) > 1
        return "\n".join((f"# {name}\n{text}" if several else text) for name, text in self.files.items())


@cache
def cases(rule: Rule) -> tuple[tuple[LintCase, ...], tuple[LintCase, ...]]:
    """The bad cases of a rule, and the good ones."""
    data = resources.files("kiemnhiem.author.lint.rules").joinpath(f"{rule.id.replace('-', '_')}.yaml")
    raw = yaml.load(data.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506 - makes nothing but text
    return tuple(map(_case, raw["bad"])), tuple(map(_case, raw["good"]))


def _case(raw: Any) -> LintCase:
    files = {name: text for name, text in raw.items() if name != "expect"}
    return LintCase(files, tuple(raw.get("expect", ())))


def found(rule: Rule, case: LintCase, base: Path) -> tuple[str, ...]:
    """Where a rule finds something in a case's files, beside the library in the folder ``base``."""
    with TemporaryDirectory() as folder:
        root = Path(shutil.copytree(base, Path(folder) / "library"))
        above = {}
        for name, text in case.files.items():
            whole = text if text.split(":", 1)[0].lstrip("# \n") in FILES or text.startswith("#") else HEAD + text
            above[name] = whole.count("\n") - text.count("\n")
            (root / name).write_text(whole, encoding="utf-8")
        library, _ = load_library(root)
        options = Options(Evidence.SIGNED_TEXT, frozenset() if rule.code.id.startswith("L0") else frozenset({rule.id}))
        places = [p.place for p in lint(library, TODAY, options) if p.code is rule.code and p.place]
        named = [(Path(p.file).name, (p.line or 1) - above.get(Path(p.file).name, 0), p.column) for p in places]
        return tuple(
            f"{'' if file == 'case.yaml' else f'{file}:'}{line}:{column}"
            for file, line, column in named
            if file in case.files
        )
