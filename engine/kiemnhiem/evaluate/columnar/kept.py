"""What a file of results says of itself, so that a run that ended early need not do it again: what it answers, its
figures, and what could not be read for it.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import polars as pl
from polars.exceptions import PanicException, PolarsError

import kiemnhiem
from kiemnhiem.evaluate.columnar.convert import Unreadable
from kiemnhiem.evaluate.columnar.scan import Scan
from kiemnhiem.evaluate.columnar.screening import Screening
from kiemnhiem.evaluate.counts import Counts
from kiemnhiem.evaluate.decision import Outcome, Verdict

#: The key of a Parquet file's metadata.
KEY = "kiemnhiem"


@dataclass(frozen=True)
class Stamp:
    """What a file of results answers: a question, asked of a file and the tables of records beside it."""

    text: str

    @classmethod
    def of(cls, screening: Screening, scan: Scan) -> Stamp:
        """The stamp of results that are still to be made."""
        programs = [(p.place, p.asked, [policy.id for policy in p.screened]) for p in screening.programs]
        library, day = screening.programs[0].library, screening.programs[0].as_of
        files = [_state(scan.path), *(_state(Path(table.file)) for table in scan.tables.values())]
        question = [kiemnhiem.__version__, library.digest, day.isoformat(), programs, list(screening.columns.schema)]
        fields = {name: feed.column for name, feed in scan.matched.fields.items()}
        lists = {name: feed.column for name, feed in scan.matched.lists.items()}
        return cls(json.dumps([question, files, fields, lists]))

    def note(self, counts: Counts, scan: Scan) -> dict[str, str]:
        """What is written into the file once it is whole."""
        figures = {name: [[_plain(k), n] for k, n in counter.items()] for name, counter in vars(counts).items()}
        lost = {name: [{n: asdict(u) for n, u in kind.items()} for kind in kinds] for name, kinds in scan.lost.items()}
        return {KEY: json.dumps({"stamp": self.text, "counts": figures, "lost": lost})}

    def kept(self, path: Path, scan: Scan) -> Counts | None:
        """The figures of results that are there already; what could not be read for them is told of ``scan``. ``None``
        where they answer something else.
        """
        try:
            noted = json.loads(pl.read_parquet_metadata(path).get(KEY, "{}"))
        except (PolarsError, PanicException, OSError, ValueError):
            return None
        if noted.get("stamp") != self.text:
            return None
        scan.remember({name: (_unreadable(u), _unreadable(d)) for name, (u, d) in noted["lost"].items()})
        figures = noted["counts"]
        return Counts(
            Counter({Verdict(v): n for v, n in figures["verdicts"]}),
            Counter({(p, r, Outcome(o)): n for (p, r, o), n in figures["outcomes"]}),
            Counter({(p, r, c, Verdict(v)): n for (p, r, c, v), n in figures["remedies"]}),
            Counter(dict(figures["missing"])),
            Counter(dict(figures["judgements"])),
        )


def _state(path: Path) -> list[object]:
    """A file as it is now."""
    now = path.stat()
    return [str(path.resolve()), now.st_size, now.st_mtime_ns]


def _plain(key: object) -> object:
    return list(key) if isinstance(key, tuple) else key


def _unreadable(found: dict[str, Any]) -> dict[str, Unreadable]:
    return {
        name: Unreadable({value: tuple(of) for value, of in said["found"].items()}, said["more"])
        for name, said in found.items()
    }
