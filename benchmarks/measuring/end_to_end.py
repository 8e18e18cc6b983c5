"""One engine from Parquet to Parquet, in a process of its own: `python -m measuring.end_to_end ENGINE IN OUT`.

Prints seconds and the most memory the process held, as JSON.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import polars as pl

from measuring import workload
from measuring.handwritten import polars_script
from measuring.ours import OurPolars


def by_hand(source: Path, target: Path) -> None:
    """The script by hand, streaming."""
    cases = polars_script.with_nested(pl.scan_parquet(source))
    polars_script.decide(cases).sink_parquet(target, engine="streaming")


def our_polars(source: Path, target: Path) -> None:
    """Our engine, a batch at a time, a file each."""
    engine = OurPolars(workload.program(), source)
    target.mkdir(parents=True, exist_ok=True)
    for part, batch in enumerate(engine.scan.batches(engine.plan)):
        found = engine.decided(batch.frames).insert_column(0, batch.raw["case_id"])
        found.write_parquet(target / f"{part:05}.parquet")


def scan(source: Path, _target: Path) -> None:
    """Every byte read and decoded, nothing done."""
    pl.scan_parquet(source).sink_batches(lambda _batch: None, engine="streaming")


ENGINES: Mapping[str, Callable[[Path, Path], None]] = {
    "Polars by hand": by_hand,
    OurPolars.name: our_polars,
    "reading alone": scan,
}


def peak_mib() -> float:
    """The most memory this process held. Not by ``getrusage``, which counts what the parent held before it forked."""
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines())
    return int(status["VmHWM"].split()[0]) / 1024


def main() -> None:
    """Run one and say what it took."""
    engine, source, target = sys.argv[1:]
    start = time.perf_counter()
    ENGINES[engine](Path(source), Path(target))
    seconds = time.perf_counter() - start
    print(json.dumps({"seconds": seconds, "peak_mib": peak_mib()}))  # noqa: T201 - the answer to the parent


if __name__ == "__main__":
    main()
