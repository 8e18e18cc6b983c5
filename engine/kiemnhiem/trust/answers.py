"""The digest of judgements that people recorded apart from the files that were screened."""

from __future__ import annotations

from collections.abc import Iterable

from kiemnhiem.cases.case import Case
from kiemnhiem.trust.canonical import digest


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
