"""The report of evidence: for people in a terminal, and as one object."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from kiemnhiem.author.evidence import Rested
from kiemnhiem.language import Lang, Text
from kiemnhiem.policy.model import Evidence
from kiemnhiem.report import citation, words
from kiemnhiem.report.terminal import indented, said, terminal

if TYPE_CHECKING:
    from rich.console import Console

#: Weakest first: what to check before the rest.
_LEVELS: tuple[Evidence | None, ...] = (None, *Evidence)
_NAMES: Mapping[Evidence | None, Text] = {
    None: Text("không có căn cứ", "without a source"),
    **{level: words.EVIDENCE[level] for level in Evidence},
}
_HEAD = Text("Căn cứ của {count} yêu cầu và ngoại lệ", "What {count} requirements and exceptions rest on")
_ALL = Text("Mọi yêu cầu và ngoại lệ đều có căn cứ.", "Every requirement and exception has a source.")
_LEVEL = Text("{name}: {count}", "{name}: {count}")
_CITED = Text("{source} [{evidence}]", "{source} [{evidence}]")


def show_evidence(rested: Sequence[Rested], lang: Lang, console: Console | None = None) -> None:
    """Print the count of each kind of evidence, then each requirement and exception with its sources, weakest first."""
    console = console or terminal()
    counts = Counter(r.evidence for r in rested)
    console.print(said(_HEAD.format(count=len(rested))[lang], "bold"))
    for level in _LEVELS:
        if counts[level]:
            console.print(indented(said(_LEVEL.format(name=_NAMES[level], count=counts[level])[lang]), 2))
    if not counts[None]:
        console.print(indented(said(_ALL[lang]), 2))
    for level in _LEVELS:
        group = [r for r in rested if r.evidence is level]
        if group:
            console.print()
            console.print(said(_NAMES[level][lang].capitalize(), "bold"))
        for r in group:
            console.print(indented(said(_name(r), "cyan"), 2))
            for s in r.sources:
                line = _CITED.format(source=citation.short(s, lang), evidence=words.EVIDENCE[s.evidence])
                console.print(indented(said(line[lang]), 4))


def _name(r: Rested) -> str:
    return " / ".join(p for p in (r.policy, r.requirement, r.exception) if p)


def evidence_object(rested: Sequence[Rested]) -> dict[str, Any]:
    """Counts by evidence, and every requirement and exception with its sources."""
    counts = Counter(r.evidence for r in rested)
    return {
        "count": len(rested),
        "without_source": counts[None],
        "evidence": {e.value: counts[e] for e in reversed(Evidence)},
        "items": [_item(r) for r in rested],
    }


def _item(r: Rested) -> dict[str, Any]:
    sources = [
        {
            "document": s.source.id,
            "number": s.source.number,
            "date": s.source.issued.isoformat(),
            "clause": s.citation.clause,
            "evidence": s.evidence,
        }
        for s in r.sources
    ]
    return {
        "policy": r.policy,
        "requirement": r.requirement,
        "exception": r.exception,
        "evidence": r.evidence,
        "sources": sources,
    }
