"""What is suspicious in a policy library that loads: rules, one a module of :mod:`kiemnhiem.author.lint.rules`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from kiemnhiem.author.lint.context import Context, File, read_files
from kiemnhiem.author.lint.ignores import Ignore, ignores, silenced
from kiemnhiem.author.lint.rule import Edit, Finding, Rule
from kiemnhiem.author.lint.rules import META, RULES
from kiemnhiem.policy.model import Evidence, Library
from kiemnhiem.problem import Problem

__all__ = ["RULES", "Edit", "Options", "Rule", "edits", "lint"]


@dataclass(frozen=True)
class Options:
    """``evidence``: the weakest that is good enough (none: any). ``rules``: the ids of the only rules to run."""

    evidence: Evidence | None = None
    rules: frozenset[str] = field(default_factory=frozenset)


_DEFAULT = Options()
#: The rule that runs only where evidence is asked for.
ON_REQUEST = "weak-evidence"


def lint(library: Library, today: date, options: Options = _DEFAULT) -> list[Problem]:
    """Every finding about a library, by place, after what is wrong with its test files.

    ``today`` decides what lies in the future or is overdue. A library that loads only in part may be given too.
    """
    context = _context(library, today, options)
    return [*context.told_test_problems, *(rule.problem(finding) for rule, finding in _findings(context))]


def edits(
    library: Library, today: date, options: Options = _DEFAULT, chosen: Callable[[str], bool] = lambda _: True
) -> dict[str, str]:
    """The new text of each file in which something can safely be put right, by the file's path as messages call it.

    ``chosen`` says which files may be changed.
    """
    by_file: dict[str, set[Edit]] = {}
    context = _context(library, today, options)
    for _, finding in _findings(context):
        for edit in finding.fix:
            if chosen(edit.file):
                by_file.setdefault(edit.file, set()).add(edit)
    texts = {f.name: f.text for f in context.files if f.name in by_file}
    return {name: _edited(text, by_file[name]) for name, text in texts.items()}


def _edited(text: str, edits: Iterable[Edit]) -> str:
    """The text with its edits; of two that touch, the later in the file waits for the next run."""
    end, kept = 0, []
    for edit in sorted(edits, key=lambda e: (e.start, -e.end)):
        if edit.start >= end:
            kept.append(edit)
            end = edit.end
    for edit in reversed(kept):
        text = text[: edit.start] + edit.text + text[edit.end :]
    return text


def _context(library: Library, today: date, options: Options) -> Context:
    files = read_files(Path(library.root))
    ignored = tuple(i for f in files for i in _ignores(f))
    running = frozenset(r.id for r in RULES if not options.rules or r.id in options.rules)
    if options.evidence is None:
        running -= {ON_REQUEST}  # so that what ignores it is not thought useless
    return Context(library, today, options.evidence, files, ignored, running)


def _findings(context: Context) -> list[tuple[Rule, Finding]]:
    found: list[tuple[Rule, Finding]] = []
    for rule in sorted(RULES, key=lambda r: r.id in META):  # what ignores are worth is known when the rest has run
        if rule.id in context.running:
            found += [(rule, f) for f in rule.check(context) if not silenced(f.place, rule.id, context.ignores)]
    return sorted(found, key=lambda f: (f[1].place.file, f[1].place.line or 0, f[1].place.column or 0, f[0].code.id))


def _ignores(file: File) -> Iterable[Ignore]:
    return ignores(file.name, file.text, file.comments) if "lint:" in file.text else ()
