"""``--heading``: columns that nobody knows, mapped to fields by hand; as at the desk."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

import click

from kiemnhiem.cases.headings import ByHand, Headings
from kiemnhiem.cases.matching import fold
from kiemnhiem.cli import codes
from kiemnhiem.errors import UsageError
from kiemnhiem.policy.model import Library
from kiemnhiem.problem import Problem, did_you_mean

F = TypeVar("F", bound=Callable[..., Any])


def option(command: F) -> F:
    """``--heading``."""
    return click.option(
        "--heading", "headings", multiple=True, metavar="TEXT=FIELD",
        help="Cột tiêu đề TEXT ghi trường FIELD; FIELD trống: không đọc / the column headed TEXT feeds FIELD; "
             "no FIELD: it is not read",
    )(command)  # fmt: skip


def by_hand(pairs: Sequence[str], library: Library, subject: str) -> ByHand:
    """The names of fields by the headings that were mapped. A field may be named by its name, ``list.field``, a
    judgement's, or any heading of the library.

    :raises UsageError: for what is no pair, fields that there are not or that are computed, a heading mapped twice.
    """
    if not pairs:
        return ByHand({})
    known = Headings(library.vocabularies[subject], library)
    found: dict[str, str] = {}
    problems: list[Problem] = []
    for pair in pairs:
        heading, _, name = (part.strip() for part in pair.rpartition("="))
        target = known.meant(name) if name else None
        if not heading:
            problems.append(Problem(codes.NOT_A_HEADING, None, {"found": pair}))
        elif name and target is None:
            meant = did_you_mean(name, (*_names(known), *known.known))
            problems.append(Problem(codes.NO_SUCH_FIELD, None, {"found": name}, meant))
        elif target and target.field.derived:
            problems.append(Problem(codes.COMPUTED_FIELD, None, {"found": name, "field": target.field.label}))
        elif fold(heading) in map(fold, found):
            problems.append(Problem(codes.HEADING_TWICE, None, {"found": heading}))
        else:
            found[heading] = target.name if target else ""
    if problems:
        raise UsageError(problems)
    return ByHand(found)


def unmet(headings: ByHand) -> Iterator[Problem]:
    """A note for each heading that stood in no sheet."""
    return (Problem(codes.NO_SUCH_HEADING, None, {"found": heading}) for heading in headings.unmet)


def _names(known: Headings) -> Iterator[str]:
    """The fields' own names, and those of records."""
    for field in known.vocabulary.fields.values():
        yield field.name
        yield from (f"{field.name}.{inner}" for inner in field.type.fields)
