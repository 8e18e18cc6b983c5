"""Judgements that people recorded apart from the files that were screened: their digest, and the file of them that
``replay`` is given.

The file is JSON: a list of objects ``{"case", "judgement", "answer", "by", "on"}`` in the order in which the answers
were given; a later one takes the place of an earlier one, ``"answer": null`` takes it back. So one file serves every
receipt of a screening: each rests on the first so many of them, which its digest tells.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TypeAlias

from pydantic import ConfigDict, TypeAdapter, ValidationError

from kiemnhiem.cases.case import Case, Recorded
from kiemnhiem.errors import InputError
from kiemnhiem.files import opened
from kiemnhiem.limits import LIMITS
from kiemnhiem.problem import Place, Problem
from kiemnhiem.trust import codes
from kiemnhiem.trust.canonical import digest
from kiemnhiem.trust.receipt import Receipt

#: Answers by case and judgement.
Held: TypeAlias = Mapping[str, Mapping[str, Recorded]]


@dataclass(frozen=True)
class Answer:
    """Somebody's answer to a judgement of a case: who decided, on which day. ``None`` takes an earlier one back."""

    __pydantic_config__ = ConfigDict(extra="forbid", strict=True)

    case: str
    judgement: str
    answer: bool | None
    by: str
    on: date


_WRITTEN = TypeAdapter(tuple[Answer, ...])


def written(answers: Sequence[Answer]) -> bytes:
    """The file of answers."""
    return _WRITTEN.dump_json(tuple(answers), indent=1) + b"\n"


def answers_in(path: Path) -> tuple[Answer, ...]:
    """The answers of a file that :func:`written` made.

    :raises InputError: where it is no such file.
    """
    try:
        with opened(path) as file:
            found = _WRITTEN.validate_json(file.read(LIMITS.json_bytes))
    except (OSError, ValidationError) as error:
        raise InputError([Problem(codes.NO_ANSWERS, Place(str(path)))]) from error
    if len(found) > LIMITS.answers:
        raise InputError([Problem(codes.NO_ANSWERS, Place(str(path)))])
    return found


@dataclass(frozen=True)
class Resting:
    """What a run rested on of some ``answers``: the first ``number`` of them."""

    answers: Sequence[Answer]
    number: int

    @property
    def held(self) -> Held:
        """Those that held then."""
        found: dict[str, dict[str, Recorded]] = {}
        for of in self.answers[: self.number]:
            found.setdefault(of.case, {})[of.judgement] = Recorded(of.answer, of.by, of.on)
        return found


def resting(answers: Sequence[Answer], receipt: Receipt) -> Resting:
    """What of some answers, in the order in which they were given, the run of a receipt rested on: as many as its
    digest tells; all of them where it tells of none such. Of a run of some cases only theirs count.
    """
    meant = [of for of in answers if not receipt.cases or of.case in receipt.cases]
    for number in range(len(meant), -1, -1):
        found = Resting(meant, number)
        if held_digest(found.held) == receipt.answers:
            return found
    return Resting(meant, len(meant))


def with_held(case: Case, held: Held) -> Case:
    """A case with what was recorded apart."""
    given = held.get(case.id)
    return replace(case, judgements={**case.judgements, **given}) if given else case


def held_digest(held: Held) -> str | None:
    """As :func:`answers_digest`."""
    return answers_digest(Case(id_, {}, given) for id_, given in held.items())


def answers_digest(cases: Iterable[Case]) -> str | None:
    """The SHA-256 of the judgements of some cases: per case and judgement the answer and its day, not who gave it.
    ``None`` where there are none.
    """
    said = sorted(
        (case.id, fact, "unknown" if of.answer is None else "yes" if of.answer else "no", str(of.on or ""))
        for case in cases
        for fact, of in case.judgements.items()
    )
    return digest(said) if said else None
