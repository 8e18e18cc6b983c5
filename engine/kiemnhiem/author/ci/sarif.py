"""SARIF 2.1.0: findings as code-scanning services read them. What changes against another branch is not in it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from urllib.parse import quote

import kiemnhiem
from kiemnhiem.author.ci.fingerprint import fingerprints
from kiemnhiem.author.ci.model import Finding, Report, Step
from kiemnhiem.author.lint import RULES
from kiemnhiem.author.prove.codes import NAMES
from kiemnhiem.language import Lang
from kiemnhiem.problem import Code, Place, Problem, Severity

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_ROOT = "%SRCROOT%"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "note"}
_SLOT = re.compile(r"\{\w+\}")

Object = dict[str, Any]


def sarif(report: Report, lang: Lang) -> Object:
    """The log. Accepted findings are in it as suppressed; steps that did not run are notifications."""
    found = [(f, mark) for step, f, mark in fingerprints(report) if step is not Step.DIFF]
    codes = {f.problem.code.id: f.problem.code for f, _ in found}
    rules = [codes[id_] for id_ in sorted(codes)]
    notices = [p for step, p in report.notices if step is not Step.DIFF or p.place is None]
    driver: Object = {
        "name": "kiemnhiem",
        "version": kiemnhiem.__version__,
        "semanticVersion": kiemnhiem.__version__,
        "language": lang.value,
        "rules": [_rule(code, lang) for code in rules],
    }
    if notices:
        driver["notifications"] = [_rule(c, lang) for c in {p.code.id: p.code for p in notices}.values()]
    run: Object = {
        "tool": {"driver": driver},
        "language": lang.value,
        "columnKind": "unicodeCodePoints",
        "invocations": [
            {
                "executionSuccessful": not report.broken,
                "toolExecutionNotifications": [_notification(p, driver["notifications"], lang) for p in notices],
            }
        ],
        "results": [_result(f, mark, rules, report, lang) for f, mark in found],
    }
    return {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(code: Code, lang: Lang) -> Object:
    text, name = _SLOT.sub("…", code.message[lang]), _name(code)
    return {
        "id": code.id,
        **({"name": name} if name else {}),
        "shortDescription": {"text": text},
        "fullDescription": {"text": text},
        "help": {"text": code.advice[lang]},
        "defaultConfiguration": {"level": _LEVELS[code.severity]},
    }


def _name(code: Code) -> str:
    """The short name of a lint rule or of what is proved, in Pascal's case; other codes have none."""
    short = NAMES.get(code.id) or next((r.id for r in RULES if r.code is code), "")
    return "".join(word[:1].upper() + word[1:] for word in short.split("-"))


def _notification(problem: Problem, descriptors: list[Object], lang: Lang) -> Object:
    index = next(i for i, d in enumerate(descriptors) if d["id"] == problem.code.id)
    return {
        "descriptor": {"id": problem.code.id, "index": index},
        "level": _LEVELS[problem.severity],
        "message": {"text": problem.words(lang)},
    }


def _result(finding: Finding, mark: str, rules: list[Code], report: Report, lang: Lang) -> Object:
    problem = finding.problem
    said = problem.words(lang) + (f"\n{finding.shows[lang]}" if finding.shows else "")
    result: Object = {
        "ruleId": problem.code.id,
        "ruleIndex": rules.index(problem.code),
        "level": _LEVELS[problem.severity],
        "message": {"text": said},
        "partialFingerprints": {"kiemnhiem/v1": mark},
    }
    if problem.place:
        result["locations"] = [{"physicalLocation": _location(problem.place, report)}]
    if finding.accepted is not None:
        kind = "external" if finding.known else "inSource"
        result["suppressions"] = [{"kind": kind, "justification": finding.accepted[lang]}]
    return result


def _location(place: Place, report: Report) -> Object:
    path = report.path(place)
    inside = not Path(path).is_absolute()
    location: Object = {
        "artifactLocation": {"uri": quote(path), "uriBaseId": _ROOT} if inside else {"uri": Path(path).as_uri()}
    }
    if place.line is not None:
        column = {} if place.column is None else {"startColumn": place.column}
        location["region"] = {"startLine": place.line, **column}
    return location
