"""`python -m measuring`: measure, and write the results and docs/benchmarks.md."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).parents[2]


def main(arguments: list[str] | None = None) -> None:
    """Measure the parts asked for; parts that are not keep the figures of the last run."""
    from measuring.machine import described  # noqa: PLC0415 - after the arguments are read
    from measuring.page import write_page  # noqa: PLC0415
    from measuring.parts import FULL, PARTS, SMALL  # noqa: PLC0415

    asked = argparse.ArgumentParser(prog="measuring", description=__doc__)
    asked.add_argument("--small", action="store_true", help="a short slice, to see that everything runs")
    asked.add_argument("--only", nargs="*", choices=list(PARTS), default=list(PARTS), help="these parts")
    asked.add_argument("--results", type=Path, default=ROOT / "benchmarks" / "results" / "latest.json")
    asked.add_argument("--docs", type=Path, default=ROOT / "docs")
    options = asked.parse_args(arguments)
    known = json.loads(options.results.read_text(encoding="utf-8")) if options.results.exists() else {}
    sizes = SMALL if options.small else FULL
    for name in options.only:
        print(name, "…", file=sys.stderr, flush=True)  # noqa: T201 - to whoever waits
        machine = described()
        known[name] = {"measured": PARTS[name](sizes), "on": f"{datetime.now(UTC):%Y-%m-%d}", "machine": machine}
        options.results.parent.mkdir(parents=True, exist_ok=True)
        options.results.write_text(json.dumps(known, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    write_page(known, options.docs)


if __name__ == "__main__":
    main()
