"""Findings a library had when CI was adopted: they are counted and fail nothing, and are told once they are gone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from kiemnhiem.author.ci import codes
from kiemnhiem.author.ci.fingerprint import fingerprints, steady_words
from kiemnhiem.author.ci.model import Report, Step
from kiemnhiem.errors import UsageError
from kiemnhiem.language import Text
from kiemnhiem.policy.library import display_name
from kiemnhiem.problem import Place, Problem

_KNOWN = Text("đã có trong baseline", "in the baseline")
_VERSION = 1
_NO_FILE = Text("không đọc được tệp", "the file cannot be read")
_SHAPE = Text("không đúng dạng baseline, phiên bản 1", "it is not a baseline of version 1")


class Entry(BaseModel):
    """One finding that is known. ``code``, ``file`` and ``words`` are for the reader."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)
    fingerprint: str
    step: str
    code: str
    file: str
    words: str


class Baseline(BaseModel):
    """The file."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)
    version: int
    findings: list[Entry]


def read_baseline(path: Path) -> Baseline:
    """A baseline from its file. Raises :class:`UsageError` where it cannot be read."""
    try:
        found = Baseline.model_validate_json(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise _bad(path, Text(f"{_NO_FILE.vi} ({error.strerror})", f"{_NO_FILE.en} ({error.strerror})")) from None
    except (ValidationError, UnicodeDecodeError):
        raise _bad(path, _SHAPE) from None
    if found.version != _VERSION:
        raise _bad(path, _SHAPE)
    return found


def _bad(path: Path, reason: Text) -> UsageError:
    return UsageError([Problem(codes.BAD_BASELINE, Place(display_name(path)), {"reason": reason})])


def write_baseline(report: Report, path: Path) -> int:
    """Write all that is open or known as known, and give how many that is. Raises :class:`OSError`."""
    entries = [
        {
            "fingerprint": fingerprint,
            "step": step.value,
            "code": finding.problem.code.id,
            "file": report.path(finding.problem.place) if finding.problem.place else "",
            "words": steady_words(finding),
        }
        for step, finding, fingerprint in fingerprints(report)
        if (finding.open or finding.known) and step is not Step.LOAD
    ]
    content = json.dumps({"version": _VERSION, "findings": entries}, ensure_ascii=False, indent=2)
    path.write_text(content + "\n", encoding="utf-8")
    return len(entries)


def with_baseline(report: Report, baseline: Baseline, name: str) -> Report:
    """The report with what the baseline knows accepted, and entries that answer to nothing told. What keeps a library
    from being run is never accepted, and a step that did not run makes no entry stale.
    """
    known = {e.fingerprint for e in baseline.findings}
    marks = {id(f): mark for _, f, mark in fingerprints(report)}
    steps = tuple(
        replace(
            run,
            findings=tuple(
                replace(f, accepted=_KNOWN, known=True) if f.open and marks[id(f)] in known else f for f in run.findings
            ),
        )
        if run.step is not Step.LOAD
        else run
        for run in report.steps
    )
    return replace(report, steps=steps, told=(*report.told, *_stale(report, baseline, set(marks.values()), name)))


def _stale(report: Report, baseline: Baseline, found: set[str], name: str) -> Iterator[Problem]:
    ran = {run.step.value for run in report.steps if run.not_run is None}
    for entry in baseline.findings:
        if entry.step in ran and entry.fingerprint not in found:
            values = {"code": entry.code, "file": entry.file, "words": entry.words}
            yield Problem(codes.STALE, Place(name), values)
