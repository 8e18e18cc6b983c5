"""What stays the same of a finding when lines move: its code, its file, and its words without line numbers."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Sequence

from kiemnhiem.author.ci.model import Finding, Report, Step
from kiemnhiem.language import Lang

#: Lines and columns after the name of a file.
_POSITION = re.compile(r"(?<=\.yaml)(:\d+)+")


def fingerprints(report: Report) -> Sequence[tuple[Step, Finding, str]]:
    """Every finding with its fingerprint; the second of two alike ends in ``:2``."""
    seen: Counter[str] = Counter()
    found = []
    for step, finding in report.findings:
        digest = _digest(report, finding)
        seen[digest] += 1
        found.append((step, finding, f"{digest}:{seen[digest]}"))
    return found


def _digest(report: Report, finding: Finding) -> str:
    place = finding.problem.place
    file = report.path(place) if place else ""
    said = "\n".join((finding.problem.code.id, file, steady_words(finding)))
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def steady_words(finding: Finding) -> str:
    """Its words without line numbers."""
    return _POSITION.sub("", finding.problem.words(Lang.EN))
