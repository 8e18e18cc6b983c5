"""Print ``docs/reliability.md`` and the last section of ``docs/threat-model.md`` again: ``python -m reliability``, from
``tests/``.

The results of the last runs, where there are any, replace those kept in ``docs/reliability/``.
"""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Mapping
from typing import Any

from reliability.page import RUNS, page, taken_out
from reliability.results import OUT, ROOT, read

KEPT = ROOT / "docs" / "reliability"
PAGE, MODEL = ROOT / "docs" / "reliability.md", ROOT / "docs" / "threat-model.md"
#: Under it stands what ``make defences`` found.
HEADING = "## Each defence taken out once\n"


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
    results = read(KEPT)
    PAGE.write_text(page(results), "utf-8")
    MODEL.write_text(model(results), "utf-8")


def model(results: Mapping[str, Any]) -> str:
    """The threat model, with what came of taking its defences out."""
    told = MODEL.read_text("utf-8").partition(HEADING)[0]
    return f"{told}{HEADING}\n{taken_out(results['defences'])}" if "defences" in results else told


if __name__ == "__main__":
    main()
