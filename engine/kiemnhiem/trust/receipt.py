"""A receipt: what a run was asked, of which data, by which rules, and what came out; so that it can be run again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from pydantic import ConfigDict, TypeAdapter, ValidationError

from kiemnhiem.trust.canonical import digest

#: The version of the form of receipts.
SCHEMA = 1
#: Characters of an id that tell receipts apart to a reader.
_SHORT = 12


@dataclass(frozen=True)
class Input:
    """A file that was read: its name without folders, bytes, SHA-256."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    name: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Results:
    """What came out: cases by verdict, and the digest of all answers (:mod:`kiemnhiem.trust.results`). ``ordered``:
    it depends on the order of the cases; that of a table in a database, which has none, does not.
    """

    __pydantic_config__ = ConfigDict(extra="forbid")

    verdicts: Mapping[str, int]
    digest: str
    ordered: bool = True


@dataclass(frozen=True)
class Made:
    """When and on what a run was done: the only part of a receipt that differs between runs that are the same."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    at: datetime
    python: str


@dataclass(frozen=True)
class Receipt:
    """What a run was asked and what came out.

    ``engine``: who decided. ``library``: the name of its folder, and ``library_digest`` that of its content.
    ``files``: the digest of each of its files that the answers may rest on. ``asked``: the policies that were named;
    ``cases``: the ids of those that were. ``database``: the table and the queries, without its address. ``options``:
    what else changes results. ``answers``: the digest of judgements that were recorded apart from the inputs
    (:func:`answers_digest`), where there are any.
    """

    __pydantic_config__ = ConfigDict(extra="forbid")

    command: str
    version: str
    engine: str
    library: str
    library_digest: str
    files: Mapping[str, str]
    as_of: date
    place: str | None
    subject: str
    asked: tuple[str, ...]
    cases: tuple[str, ...]
    inputs: tuple[Input, ...]
    database: Mapping[str, Any] | None
    options: Mapping[str, Any]
    results: Results
    answers: str | None = None
    made: Made | None = field(default=None, compare=False)

    @property
    def id(self) -> str:
        """The SHA-256 of all but when it was made."""
        return digest(self._said())

    @property
    def short(self) -> str:
        """The beginning of the id, for a reader."""
        return self.id[:_SHORT]

    def object(self, *, made: bool = False) -> dict[str, Any]:
        """As JSON has it. ``made``: with when and on what; result files are without, and so the same at each run."""
        said = self._said()
        when = {"made": _WRITTEN.dump_python(self, mode="json", include={"made"})["made"]} if made else {}
        return {"id": digest(said), **said, **when}

    def _said(self) -> dict[str, Any]:
        said: dict[str, Any] = _WRITTEN.dump_python(self, mode="json", exclude={"made"})
        return {"schema": SCHEMA, **said}


_WRITTEN = TypeAdapter(Receipt)


class NotAReceipt(ValueError):
    """What is no receipt, or no longer the one it says it is."""


def receipt_of(said: object) -> Receipt:
    """A receipt as :meth:`Receipt.object` gives it.

    :raises NotAReceipt: where it is none. ``args`` has ``"altered"`` where its id is not that of its content,
        ``"schema"`` where a later version of this program wrote it.
    """
    if not isinstance(said, dict) or "id" not in said or "schema" not in said:
        raise NotAReceipt("none")
    if said["schema"] != SCHEMA:
        raise NotAReceipt("schema")
    try:
        found = _WRITTEN.validate_python({k: v for k, v in said.items() if k not in ("id", "schema")})
    except ValidationError as error:
        raise NotAReceipt("none") from error
    if found.id != said["id"]:
        raise NotAReceipt("altered")
    return found
