"""What is proved, as findings of CI: each with when, where, and the case that shows it."""

from __future__ import annotations

from kiemnhiem.author.ci.model import Finding
from kiemnhiem.author.overtime import period_words
from kiemnhiem.author.prove.codes import SOMEBODY
from kiemnhiem.author.prove.proof import Proof
from kiemnhiem.author.prove.run import prove
from kiemnhiem.language import Lang, Text
from kiemnhiem.policy.model import Library

_WHEN = Text("Thời gian: {period}", "When: {period}")
_WHERE = Text("Tại: {place}", "In: {place}")
_ASKED = Text("Ví dụ (hồ sơ giả định), hỏi bằng: {command}", "A made-up case, asked with: {command}")


def proved(library: Library) -> tuple[Finding, ...]:
    """Everything proved of a library that somebody may have to look at."""
    return tuple(_finding(p, library) for p in prove(library) if p.problem.code is not SOMEBODY)


def _finding(proof: Proof, library: Library) -> Finding:
    accepted = None if proof.accepted is None else Text(proof.accepted, proof.accepted)
    return Finding(proof.problem, accepted, Text(*("\n".join(_shows(proof, library, lang)) for lang in Lang)))


def _shows(proof: Proof, library: Library, lang: Lang) -> list[str]:
    lines = [_WHEN.format(period=period_words(proof.dates, lang))[lang]] if proof.policy else []
    if proof.place:
        lines.append(_WHERE.format(place=library.localities[proof.place].label)[lang])
    if proof.witness:
        lines += [_ASKED.format(command=proof.witness.command)[lang], *proof.witness.text.rstrip().splitlines()]
    return lines
