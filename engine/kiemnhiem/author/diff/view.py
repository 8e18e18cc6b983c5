"""A difference for people, on a terminal, and as an object."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kiemnhiem.author.diff import words as said_as
from kiemnhiem.author.diff.flips import Flips
from kiemnhiem.author.diff.model import LibraryDifference, Meaning, Separation
from kiemnhiem.author.overtime import period_words
from kiemnhiem.language import Lang
from kiemnhiem.policy.model import Library
from kiemnhiem.report import words
from kiemnhiem.report.terminal import indented, said, terminal

if TYPE_CHECKING:
    from rich.console import Console

#: As many cases are named one by one on a terminal.
_NAMED = 20


def show(difference: LibraryDifference, flips: Flips | None, library: Library, lang: Lang) -> None:
    """Print a difference."""
    console = terminal()
    if difference.equal:
        console.print(said(said_as.EQUAL[lang], "bold"))
    else:
        console.print(said(said_as.summary(difference, lang), "bold"))
    if difference.meanings:
        _head(console, said_as.MEANING[lang])
        for meaning in difference.meanings:
            _meaning(console, meaning, library, lang)
    if difference.items:
        _head(console, said_as.PARTS[lang])
        for item in difference.items:
            console.print(indented(said(said_as.item(item, lang)), 2))
    if flips is not None:
        _flips(console, flips, library, lang)


def _head(console: Console, text: str) -> None:
    console.print()
    console.print(said(text, "bold"))


def _meaning(console: Console, meaning: Meaning, library: Library, lang: Lang) -> None:
    at = f" [{said_as.locality(meaning.place, library, lang)}]" if meaning.place else ""
    line = f"{said_as.subject(meaning, lang)}{at}: {said_as.RELATIONS[meaning.relation][lang]}"
    bounded = f" — {said_as.BOUNDED[lang]}" if meaning.bounded else ""
    console.print(indented(said(f"{line} ({period_words(meaning.dates, lang)}){bounded}"), 2))
    for label, separation in said_as.sides(meaning, lang):
        console.print(indented(said(f"{label} ({said_as.example(separation, lang)})", "dim"), 4))
        console.print(indented(said(separation.text.rstrip(), "dim"), 6))


def _flips(console: Console, flips: Flips, library: Library, lang: Lang) -> None:
    _head(console, said_as.CASES[lang])
    counts = {"flips": len(flips.flips), "cases": flips.cases, "day": words.day(flips.as_of, lang)}
    console.print(indented(said(said_as.FLIPPED.format(**counts)[lang]), 2))
    for (place, policy), turns in sorted(flips.turns.items(), key=lambda t: (t[0][0] or "", t[0][1])):
        where = f"{said_as.locality(place, library, lang)}, " if place else ""
        for (old, new), count in turns.items():
            line = f"{where}{policy}: {said_as.verdict(old, lang)} → {said_as.verdict(new, lang)}: {count}"
            console.print(indented(said(line), 2))
    for flip in flips.flips[:_NAMED]:
        console.print(indented(said(said_as.turn(flip, lang), "bold"), 2))
        for one in flip.policies:
            console.print(indented(said(f"{one.title[lang]}: {said_as.why(one, lang)}"), 4))
    if len(flips.flips) > _NAMED:
        console.print(indented(said(f"… +{len(flips.flips) - _NAMED}"), 2))


# --- objects


def difference_object(difference: LibraryDifference, flips: Flips | None) -> dict[str, Any]:
    """A difference as an object."""
    return {
        "equal": difference.equal,
        "by_meaning": difference.by_meaning,
        "meanings": [_meaning_object(m) for m in difference.meanings],
        "parts": [
            {
                "kind": i.kind,
                "name": i.name,
                "title": _both(i.title),
                "event": i.event.value,
                "details": [{"what": _both(d.what), "old": _both(d.old), "new": _both(d.new)} for d in i.details],
            }
            for i in difference.items
        ],
        "cases": _flips_object(flips) if flips else None,
    }


def _both(text: Any) -> dict[str, str]:
    return {lang.value: text[lang] for lang in Lang}


def _meaning_object(meaning: Meaning) -> dict[str, Any]:
    at = meaning.at
    return {
        "policy": meaning.policy,
        "requirement": meaning.requirement,
        "title": _both(meaning.title),
        "relation": meaning.relation.value,
        "from": meaning.dates.start.isoformat() if meaning.dates.start else None,
        "until": meaning.dates.until.isoformat() if meaning.dates.until else None,
        "place": meaning.place,
        "file": at.file if at else None,
        "line": at.line if at else None,
        "bounded": meaning.bounded,
        "stricter": _separation(meaning.stricter),
        "looser": _separation(meaning.looser),
        "open": _separation(meaning.open),
    }


def _separation(one: Separation | None) -> dict[str, Any] | None:
    if one is None:
        return None
    return {
        "case": one.text,
        "as_of": one.as_of.isoformat(),
        "place": one.place,
        "old": one.old.value if one.old else None,
        "new": one.new.value if one.new else None,
    }


def _flips_object(flips: Flips) -> dict[str, Any]:
    return {
        "asked": flips.cases,
        "as_of": flips.as_of.isoformat(),
        "counts": [
            {"place": place, "policy": policy, "old": old and old.value, "new": new and new.value, "cases": count}
            for (place, policy), turns in flips.turns.items()
            for (old, new), count in turns.items()
        ],
        "flips": [
            {
                "case": flip.id,
                "place": flip.place,
                "old": flip.old.value,
                "new": flip.new.value,
                "policies": [
                    {
                        "policy": p.policy,
                        "old": p.old and p.old.value,
                        "new": p.new and p.new.value,
                        "requirements": [
                            {"requirement": r.id, "title": _both(r.title), "old": r.old and r.old.value,
                             "new": r.new and r.new.value}
                            for r in p.requirements
                        ],
                    }
                    for p in flip.policies
                ],
            }
            for flip in flips.flips
        ],
    }  # fmt: skip
