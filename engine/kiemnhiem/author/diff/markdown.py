"""A difference as the comment of a pull request: a short table first, the rest folded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from kiemnhiem.author.diff import words as said_as
from kiemnhiem.author.diff.flips import Flips
from kiemnhiem.author.diff.model import LibraryDifference, Relation
from kiemnhiem.author.overtime import period_words
from kiemnhiem.language import Lang
from kiemnhiem.policy.model import Library
from kiemnhiem.report import words


def markdown(difference: LibraryDifference, flips: Flips | None, library: Library, lang: Lang) -> str:
    """The comment."""
    return "\n".join(_lines(difference, flips, library, lang)) + "\n"


def _lines(difference: LibraryDifference, flips: Flips | None, library: Library, lang: Lang) -> Iterator[str]:
    yield f"### {said_as.TITLE[lang]}"
    yield ""
    yield said_as.EQUAL[lang] if difference.equal else said_as.summary(difference, lang)
    yield ""
    if flips is not None:
        counts = {"flips": len(flips.flips), "cases": flips.cases, "day": words.day(flips.as_of, lang)}
        yield f"**{said_as.FLIPPED.format(**counts)[lang]}**"
        yield ""
        yield from _turns(flips, library, lang)
    changed = [m for m in difference.meanings if m.relation is not Relation.EQUAL]
    if changed:
        rows = [
            (
                said_as.subject(m, lang),
                said_as.RELATIONS[m.relation][lang],
                period_words(m.dates, lang),
                said_as.locality(m.place, library, lang),
            )
            for m in changed
        ]
        yield from _table([said_as.COLUMNS[c][lang] for c in ("what", "relation", "when", "place")], rows)
    if flips is not None and flips.flips:
        yield from _folded(said_as.CASES[lang], _named(flips, lang))
    if difference.meanings:
        yield from _folded(said_as.MEANING[lang], _shown(difference, lang))
    if difference.items:
        yield from _folded(said_as.PARTS[lang], (f"- {safe(said_as.item(i, lang))}" for i in difference.items))


def _turns(flips: Flips, library: Library, lang: Lang) -> Iterator[str]:
    rows = [
        (
            said_as.locality(place, library, lang),
            policy,
            said_as.verdict(old, lang),
            said_as.verdict(new, lang),
            str(count),
        )
        for (place, policy), turns in sorted(flips.turns.items(), key=lambda t: (t[0][0] or "", t[0][1]))
        for (old, new), count in turns.items()
    ]
    if rows:
        yield from _table([said_as.COLUMNS[c][lang] for c in ("place", "policy", "old", "new", "cases")], rows)


def _named(flips: Flips, lang: Lang) -> Iterator[str]:
    for flip in flips.flips:
        yield f"- **{safe(said_as.turn(flip, lang))}**"
        yield from (f"  - {safe(p.title[lang])}: {safe(said_as.why(p, lang))}" for p in flip.policies)


def _shown(difference: LibraryDifference, lang: Lang) -> Iterator[str]:
    for meaning in difference.meanings:
        bounded = f" — {said_as.BOUNDED[lang]}" if meaning.bounded else ""
        yield f"- {safe(said_as.subject(meaning, lang))}: **{said_as.RELATIONS[meaning.relation][lang]}**{bounded}"
        for label, separation in said_as.sides(meaning, lang):
            yield f"  - {label} ({said_as.example(separation, lang)})"
            yield ""
            yield "    ```yaml"
            yield from (f"    {line}" for line in separation.text.rstrip().splitlines())
            yield "    ```"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield "| " + " | ".join(head) + " |"
    yield "|" + " --- |" * len(head)
    yield from ("| " + " | ".join(safe(cell) for cell in row) + " |" for row in rows)
    yield ""


def _folded(title: str, lines: Iterable[str]) -> Iterator[str]:
    yield f"<details><summary>{title}</summary>"
    yield ""
    yield from lines
    yield ""
    yield "</details>"
    yield ""


def safe(text: str) -> str:
    """Words of a file that must not become markup."""
    for mark in "\\`*_|<>[]":
        text = text.replace(mark, f"\\{mark}")
    return " ".join(text.split())
