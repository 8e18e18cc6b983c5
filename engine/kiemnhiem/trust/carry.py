"""The receipt of a run put where its results are: in them, or beside those that have no place for it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from kiemnhiem.report import codes, target
from kiemnhiem.report.run import Run
from kiemnhiem.trust.receipt import Receipt

#: The key of a Parquet file's metadata.
METADATA = "kiemnhiem.receipt"
#: What the name of a receipt beside a result ends in, a file or a folder of files.
BESIDE = ".receipt.json"
#: Results that can hold a receipt, or show at least its id.
_HOLDING = (".xlsx", ".json", ".parquet", ".pq", ".docx", ".html", ".pdf")


def beside(path: Path) -> Path | None:
    """Where the receipt of a result stands, if not in it."""
    if path.suffix.lower() in _HOLDING and not path.is_dir():
        return None
    return (path.resolve() if path.is_dir() else path).with_name(f"{path.resolve().name}{BESIDE}")


def carry(path: Path, run: Run, inputs: Sequence[Path] = ()) -> None:
    """Put the receipt beside a result that cannot hold it."""
    place, receipt = beside(path), run.receipt
    if place and receipt:
        _write(place, receipt.object(), inputs)


def write_receipt(path: Path, receipt: Receipt, inputs: Sequence[Path] = ()) -> None:
    """Write a receipt alone, with when and on what it was made. Raises :class:`UsageError` where that cannot be."""
    _write(path, receipt.object(made=True), inputs)


def check_receipt(path: Path, inputs: Sequence[Path] = ()) -> None:
    """See, before the work is done, that a receipt can be written to ``path``. Raises :class:`UsageError`."""
    target.check(path, (path.suffix.lower(),), codes.UNKNOWN_EXTENSION, inputs)


def metadata(run: Run) -> dict[str, str]:
    """What a Parquet file of results says of itself."""
    receipt = run.receipt
    return {METADATA: json.dumps(receipt.object())} if receipt else {}


def _write(path: Path, said: Mapping[str, object], inputs: Sequence[Path]) -> None:
    check_receipt(path, inputs)
    with target.whole(path) as file:
        file.write(json.dumps(said, ensure_ascii=False, indent=2).encode(errors="backslashreplace") + b"\n")
