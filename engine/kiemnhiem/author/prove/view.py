"""Proofs for people, on a terminal, and as objects."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from kiemnhiem.author.overtime import period_words
from kiemnhiem.author.prove import codes
from kiemnhiem.author.prove.proof import Proof, Witness
from kiemnhiem.language import Lang, Text
from kiemnhiem.policy.model import Library
from kiemnhiem.problem import Severity
from kiemnhiem.report import words
from kiemnhiem.report.terminal import indented, said, terminal

if TYPE_CHECKING:
    from rich.console import Console

_HEAD = Text("{severity} {code} ({name}) {place}", "{severity} {code} ({name}) {place}")
_IN = Text("Tại: {place}", "In: {place}")
_TIME = Text("Thời gian: {period}", "When: {period}")
_WITNESS = Text("Ví dụ (hồ sơ giả định), hỏi bằng: {command}", "Example (a made-up case), asked with: {command}")
_ELSEWHERE = Text("Cùng người đó, hỏi bằng: {command}", "The same person, asked with: {command}")
_VERDICT = Text("→ {policy}: {verdict}", "→ {policy}: {verdict}")
_ACCEPTED = Text("Được chấp nhận: {reason}", "Accepted: {reason}")
_DONE = Text(
    "{policies} chính sách được xét; theo {eligible} chính sách có thể có người đủ điều kiện; {found} phát hiện; "
    "{accepted} được chấp nhận.",
    "{policies} policies looked at; somebody can be eligible under {eligible}; {found} findings; {accepted} accepted.",
)
_STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "bold yellow", Severity.NOTE: "dim"}


def open_findings(proofs: Sequence[Proof]) -> list[Proof]:
    """The findings that somebody must look at: neither notes nor accepted."""
    return [p for p in proofs if p.problem.severity is not Severity.NOTE and p.accepted is None]


def show_proofs(proofs: Sequence[Proof], library: Library, lang: Lang, *, examples: bool, asked: int) -> None:
    """Print findings. ``examples``: also how somebody can be eligible; ``asked``: how many policies were looked at."""
    console = terminal()
    for proof in proofs:
        if proof.problem.code is codes.SOMEBODY and not examples:
            continue
        _show(console, proof, library, lang)
        console.print()
    eligible = {p.policy for p in proofs if p.problem.code is codes.SOMEBODY}
    accepted = sum(p.accepted is not None for p in proofs)
    counts = {"policies": asked, "eligible": len(eligible), "found": len(open_findings(proofs)), "accepted": accepted}
    console.print(said(_DONE.format(**counts)[lang]))


def _show(console: Console, proof: Proof, library: Library, lang: Lang) -> None:
    problem = proof.problem
    head = _HEAD.format(
        severity=words.SEVERITIES[problem.severity], code=problem.code.id, name=proof.name, place=problem.place or ""
    )
    console.print(said(head[lang], _STYLES[problem.severity]), soft_wrap=True)
    lines = [problem.words(lang)]
    if proof.policy:
        lines.append(_TIME.format(period=period_words(proof.dates, lang))[lang])
    if proof.place:
        lines.append(_IN.format(place=library.localities[proof.place].label)[lang])
    if proof.accepted is not None:
        lines.append(_ACCEPTED.format(reason=proof.accepted)[lang])
    for line in lines:
        console.print(indented(said(line), 2))
    for label, witness in ((_WITNESS, proof.witness), (_ELSEWHERE, proof.elsewhere)):
        if witness and proof.accepted is None:
            _show_witness(console, label, witness, lang)


def _show_witness(console: Console, label: Text, witness: Witness, lang: Lang) -> None:
    console.print(indented(said(label.format(command=witness.command)[lang], "bold"), 2))
    console.print(indented(said(witness.text.rstrip()), 4))
    for policy, verdict in witness.verdicts.items():
        line = _VERDICT.format(policy=policy, verdict=words.VERDICTS[verdict])[lang]
        console.print(indented(said(line), 4))


def proof_object(proof: Proof) -> dict[str, Any]:
    """A finding as an object."""
    problem = proof.problem
    place = problem.place
    return {
        "code": problem.code.id,
        "name": proof.name,
        "severity": problem.severity.value,
        "message": {lang.value: problem.words(lang) for lang in Lang},
        "file": place.file if place else None,
        "line": place.line if place else None,
        "column": place.column if place else None,
        "policy": proof.policy or None,
        "from": proof.dates.start.isoformat() if proof.dates.start else None,
        "until": proof.dates.until.isoformat() if proof.dates.until else None,
        "place": proof.place,
        "witness": witness_object(proof.witness),
        "elsewhere": witness_object(proof.elsewhere),
        "accepted": proof.accepted,
    }


def witness_object(witness: Witness | None) -> dict[str, Any] | None:
    """A witness as an object; ``case`` is a YAML file."""
    if witness is None:
        return None
    return {
        "case": witness.text,
        "policies": list(witness.policies),
        "as_of": witness.as_of.isoformat(),
        "place": witness.place,
        "verdicts": {p: v.value for p, v in witness.verdicts.items()},
    }
