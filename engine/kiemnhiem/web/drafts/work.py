"""What is done with a draft, in the process that has a copy of the library: checked, compared, laid out."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from kiemnhiem.author.diff import words as said_as
from kiemnhiem.author.diff.compare import difference
from kiemnhiem.author.diff.flips import Flips, turned
from kiemnhiem.author.diff.model import Meaning
from kiemnhiem.author.formatting import formatted
from kiemnhiem.author.lint import lint
from kiemnhiem.author.overtime import period_words
from kiemnhiem.author.testing import Result, find_suites, run_tests
from kiemnhiem.cases import Reading
from kiemnhiem.errors import PolicyError, ProblemsError
from kiemnhiem.language import Lang
from kiemnhiem.policy.library import read_library
from kiemnhiem.policy.model import Library
from kiemnhiem.problem import Problem, Severity, errors_in
from kiemnhiem.web.drafts.draft import FOLDER
from kiemnhiem.web.drafts.told import told
from kiemnhiem.web.jobs.order import Order
from kiemnhiem.web.results.build import reading_of

Object = dict[str, Any]
#: As many cases are named one by one.
_NAMED = 50


class Copy:
    """A copy of a library, in which drafts stand while they are worked on. ``usual``: what is found in it anyway."""

    def __init__(self, root: Path, today: date) -> None:
        self._root, self._today = root, today
        self._library, problems = read_library(root)
        self._usual = {_identity(p) for p in (*problems, *lint(self._library, today))}

    @contextmanager
    def with_files(self, files: Mapping[str, str]) -> Iterator[None]:
        """The copy with the files of a draft; without them afterwards."""
        before: dict[Path, bytes | None] = {}
        try:
            for name, text in files.items():
                path = self._root / name
                before[path] = path.read_bytes() if path.exists() else None
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(text.encode(errors="replace"))
            yield
        finally:
            for path, content in before.items():
                path.write_bytes(content) if content is not None else path.unlink(missing_ok=True)

    def check(self, files: Collection[str], policy: str, lang: Lang) -> Object:
        """Problems and findings of the draft's files, and what the draft brings about in others; the policy's tests."""
        library, problems = read_library(self._root)
        if not errors_in(problems):
            problems = [*problems, *lint(library, self._today)]
        own = {f"{FOLDER}/{f}" for f in files}
        shown = [p for p in problems if (p.place and p.place.file in own) or _identity(p) not in self._usual]
        shown.sort(key=lambda p: list(Severity).index(p.severity))
        tests = [] if errors_in(problems) else list(_tested(library, policy))
        return {"problems": [told(p, lang) for p in shown], "tests": [_test(t, lang) for t in tests]}

    def compare(self, lang: Lang) -> Object:
        """What the draft means against the library. Raises :class:`PolicyError` where it does not load."""
        library = self._drafted()
        found = difference(self._library, library)
        return {
            "equal": found.equal,
            "summary": said_as.summary(found, lang),
            "by_meaning": found.by_meaning,
            "meanings": [_meaning(m, library, lang) for m in found.meanings],
            "parts": [said_as.item(i, lang) for i in found.items],
        }

    def flips(self, order: Order, lang: Lang) -> Object:
        """Whose verdict in a screening the draft changes. Raises :class:`PolicyError` where it does not load."""
        library = self._drafted()
        before, after = (_granted(reading_of(order, of), order, of) for of in (self._library, library))
        found = turned(self._library, library, (before, after), order.day, order.place, order.subject, order.policies)
        return {"flips": _flips(found, library, lang)}

    def _drafted(self) -> Library:
        library, problems = read_library(self._root)
        if errors_in(problems):
            raise PolicyError([p for p in problems if p.severity is Severity.ERROR])
        return library


def lay_out(files: Mapping[str, str], lang: Lang) -> Object:
    """The files in the one layout; those that cannot be, as they are, with why."""
    texts, problems = dict(files), []
    for name, text in files.items():
        try:
            texts[name] = formatted(text, f"{FOLDER}/{name}")
        except PolicyError as error:
            problems += [told(p, lang) for p in error.problems]
    return {"files": texts, "problems": problems}


def _tested(library: Library, id: str) -> Iterator[Result]:
    """The tests of a policy, or of the policy that an amendment amends."""
    amendment = library.amendments.get(id)
    try:
        suites = find_suites(library, amendment.amends if amendment else id)
    except ProblemsError:  # there are none; what is wrong with test files has been found
        return
    yield from run_tests(library, suites.tests)


def _granted(reading: Reading, order: Order, library: Library) -> Reading:
    """The cases of the places that whoever asks may see."""
    if order.places is None:
        return reading
    place_of = library.vocabularies[order.subject].place_of
    return replace(reading, cases=tuple(c for c in reading.cases if (order.place or place_of(c.facts)) in order.places))


def _identity(problem: Problem) -> tuple[str, str, str]:
    return problem.code.id, problem.place.file if problem.place else "", problem.words(Lang.EN)


# --- as pages show it


def _test(result: Result, lang: Lang) -> Object:
    return {
        "name": result.test.name,
        "place": str(result.test.place),
        "file": result.test.place.file,
        "line": result.test.place.line,
        "passed": result.passed,
        "differences": [d[lang] for d in result.differences],
    }


def _meaning(meaning: Meaning, library: Library, lang: Lang) -> Object:
    return {
        "what": said_as.subject(meaning, lang),
        "relation": said_as.RELATIONS[meaning.relation][lang],
        "when": period_words(meaning.dates, lang),
        "place": said_as.locality(meaning.place, library, lang),
        "bounded": said_as.BOUNDED[lang] if meaning.bounded else "",
        "cases": [
            {"label": label, "example": said_as.example(s, lang), "text": s.text}
            for label, s in said_as.sides(meaning, lang)
        ],
    }


def _flips(flips: Flips, library: Library, lang: Lang) -> Object:
    turns = [
        {
            "place": said_as.locality(place, library, lang),
            "policy": policy,
            "old": said_as.verdict(old, lang),
            "new": said_as.verdict(new, lang),
            "cases": count,
        }
        for (place, policy), changes in sorted(flips.turns.items(), key=lambda t: (t[0][0] or "", t[0][1]))
        for (old, new), count in changes.items()
    ]
    named = [
        {"id": flip.id, "turn": said_as.turn(flip, lang), "why": [said_as.why(p, lang) for p in flip.policies]}
        for flip in flips.flips[:_NAMED]
    ]
    return {"asked": flips.cases, "changed": len(flips.flips), "turns": turns, "named": named}
