r"""The digest of all answers of a run: the same from every engine, and without any of them being kept.

An *answer* is the canonical JSON of ``{"verdict": …, "policies": {id: {"verdict": …, "outcomes": {requirement:
outcome}}}}``: the case's verdict, and of each policy that concerns it, or may, the verdict and the outcome of every
requirement. Remedies, reasons and facts are not in it. A *line* is the SHA-256 of the answer in hexadecimal digits, a
space, the case's id with ``\`` written ``\\`` and a line feed written ``\n``, and a line feed. The digest is the
SHA-256 of all lines in UTF-8, in the order of the cases.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, TypeAlias

from kiemnhiem.evaluate.decision import Verdict
from kiemnhiem.explain.finding import CaseFinding
from kiemnhiem.trust.canonical import digest
from kiemnhiem.trust.receipt import Results

if TYPE_CHECKING:
    from kiemnhiem.trust.tables import Table

#: A policy, its verdict, and requirements with their outcomes.
Policy: TypeAlias = tuple[str, str, tuple[tuple[str, str], ...]]


def answer_digest(verdict: str, policies: Iterable[Policy]) -> str:
    """The digest of one answer. Policies that do not concern the case are left out."""
    told: Mapping[str, Mapping[str, object]] = {
        id_: {"verdict": of, "outcomes": dict(outcomes)}
        for id_, of, outcomes in policies
        if of != Verdict.NOT_APPLICABLE
    }
    return digest({"verdict": verdict, "policies": told})  # type: ignore[dict-item]  # invariance of nested mappings


def line(answer: str, case: str) -> bytes:
    """The line of a case."""
    escaped = case.replace("\\", "\\\\").replace("\n", "\\n")
    return f"{answer} {escaped}\n".encode(errors="backslashreplace")


class Digested:
    """Answers as they come, in the order of the cases. ``keep``: their ``lines`` are kept."""

    def __init__(self, *, keep: bool = False) -> None:
        self.lines: list[bytes] | None = [] if keep else None
        self._hash = hashlib.sha256()
        self._verdicts: Counter[str] = Counter()
        self._known: dict[tuple[str, tuple[Policy, ...]], str] = {}

    def add(self, finding: CaseFinding) -> None:
        """One case."""
        self.add_line(self.line(finding), finding.verdict)

    def add_line(self, line: bytes, verdict: Verdict) -> None:
        """The line of one case."""
        self._hash.update(line)
        self._verdicts[verdict.value] += 1
        if self.lines is not None:
            self.lines.append(line)

    def line(self, finding: CaseFinding) -> bytes:
        """What :meth:`add` would note of a case."""
        told = tuple(
            (p.policy.id, p.verdict.value, tuple((f.rule.id, f.outcome.value) for f in p.findings))
            for p in finding.policies
        )
        key = (finding.verdict.value, told)
        if key not in self._known:
            self._known[key] = answer_digest(*key)
        return line(self._known[key], finding.case.id)

    def watch(self, findings: Iterable[CaseFinding]) -> Iterator[CaseFinding]:
        """The same findings, each added as it passes."""
        for finding in findings:
            self.add(finding)
            yield finding

    def add_table(self, table: Table) -> None:
        """Some cases as a table of results."""
        self._hash.update(table.lines)
        self._verdicts.update(table.verdicts)
        if self.lines is not None:
            self.lines += table.lines.splitlines(keepends=True)

    def results(self) -> Results:
        """What has come so far."""
        return Results(by_verdict(self._verdicts), self._hash.hexdigest())


def by_verdict(verdicts: Counter[Verdict] | Counter[str]) -> Mapping[str, int]:
    """Numbers of cases, by verdict from the worst."""
    return {v.value: verdicts[v] for v in Verdict}
