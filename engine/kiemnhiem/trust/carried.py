"""A receipt out of the file that carries it, and of results that are for programs what they say of each case."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from kiemnhiem.errors import InputError
from kiemnhiem.evaluate.columnar.forms import PARQUET
from kiemnhiem.problem import Code, Place, Problem
from kiemnhiem.report.receipt_sheet import JSON
from kiemnhiem.report.words import RECEIPT
from kiemnhiem.trust import codes
from kiemnhiem.trust.carry import METADATA, beside
from kiemnhiem.trust.receipt import NotAReceipt, Receipt, receipt_of
from kiemnhiem.trust.results import answer_digest

_REFUSED = {"altered": codes.ALTERED_RECEIPT, "schema": codes.LATER_RECEIPT}


@dataclass(frozen=True)
class Carried:
    """A receipt, and the digest of each case's answer by its id, where the file has the answers."""

    receipt: Receipt
    answers: Mapping[str, str] | None = None


def carried(path: Path) -> Carried:
    """What a file carries: a receipt alone, or results with one in them or beside them.

    :raises InputError: where there is none, or one that is not what it says.
    """
    place = path if path.is_file() and beside(path) is None else beside(path)
    results = None
    try:
        match path.suffix.lower():
            case ".xlsx":
                said: object = _in_workbook(path)
            case suffix if suffix in PARQUET:
                said = _in_parquet(path)
            case _ if place and place.is_file():
                said = json.loads(place.read_bytes())
                results = _lines_of(path) if path.suffix.lower() == ".jsonl" else None
            case _:
                said = json.loads(path.read_bytes())
    except (OSError, ValueError, LookupError) as error:
        _refuse(codes.NO_RECEIPT, path, error)
    if isinstance(said, dict) and "receipt" in said:
        results, said = said.get("results"), said["receipt"]
    try:
        receipt = receipt_of(said)
    except NotAReceipt as error:
        _refuse(_REFUSED.get(str(error), codes.NO_RECEIPT), path, error)
    return Carried(receipt, _answers(results) if isinstance(results, list) else None)


def _refuse(code: Code, path: Path, cause: Exception) -> NoReturn:
    raise InputError([Problem(code, Place(str(path)))]) from cause


def _in_workbook(path: Path) -> object:
    from python_calamine import CalamineError, CalamineWorkbook  # noqa: PLC0415 - start-up

    try:
        with CalamineWorkbook.from_path(str(path)) as book:
            name = next(name for name in book.sheet_names if name in (RECEIPT.vi, RECEIPT.en))
            rows = book.get_sheet_by_name(name).to_python()
    except (CalamineError, StopIteration) as error:
        raise LookupError from error
    return json.loads("".join(str(row[1]) for row in rows if len(row) > 1 and row[0] == JSON))


def _in_parquet(path: Path) -> object:
    import polars as pl  # noqa: PLC0415 - heavy
    from polars.exceptions import PanicException, PolarsError  # noqa: PLC0415

    try:
        return json.loads(pl.read_parquet_metadata(path)[METADATA])
    except (PolarsError, PanicException) as error:
        raise LookupError from error


def _lines_of(path: Path) -> list[Any]:
    with path.open("rb") as file:
        return [json.loads(line) for line in file]


def _answers(results: list[Any]) -> Mapping[str, str]:
    """The digests of the answers of results in JSON; without those that have another form."""
    found = {}
    for one in results:
        try:
            found[str(one["case"])] = answer_digest(one["verdict"], _policies(one))
        except (TypeError, KeyError, AttributeError):
            continue
    return found


def _policies(one: Mapping[str, Any]) -> Iterator[tuple[str, str, tuple[tuple[str, str], ...]]]:
    for policy in one["policies"]:
        outcomes = tuple((found["requirement"], found["outcome"]) for found in policy["findings"])
        yield policy["policy"], policy["verdict"], outcomes
