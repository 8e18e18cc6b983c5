"""Print ``docs/reliability.md`` again: ``python -m reliability``, from ``tests/``.

The results of the last runs, where there are any, replace those kept in ``docs/reliability/``.
"""

from __future__ import annotations

import json
import shutil
import sys

from reliability.page import RUNS, page
from reliability.results import OUT, ROOT, read

KEPT = ROOT / "docs" / "reliability"
PAGE = ROOT / "docs" / "reliability.md"


def main() -> None:
    """Keep the results, write the page."""
    KEPT.mkdir(exist_ok=True)
    for name in RUNS:
        fresh = OUT / "reliability" / f"{name}.json"
        if not fresh.exists():
            continue
        if not {"ran", "measured"} <= json.loads(fresh.read_text("utf-8")).keys():
            sys.exit(f"{fresh}: not written by reliability.results.write")
        shutil.copy2(fresh, KEPT)
    PAGE.write_text(page(read(KEPT)), "utf-8")


if __name__ == "__main__":
    main()
