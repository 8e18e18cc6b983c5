"""What runs leave behind about themselves: one JSON file each, in ``out/reliability/``, with its date and machine."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
OUT = ROOT / "out"


def write(name: str, measured: Mapping[str, Any], *packages: str) -> Path:
    """Write the result of one run. ``packages``: whose versions it belongs to, besides Python's."""
    path = OUT / "reliability" / f"{name}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    ran = {
        "on": datetime.now(UTC).date().isoformat(),
        "machine": f"{platform.machine()}, {os.cpu_count()} cores",
        "versions": {"python": platform.python_version(), **{p: version(p) for p in packages}},
    }
    path.write_text(json.dumps({"ran": ran, "measured": measured}, indent=2, ensure_ascii=False) + "\n", "utf-8")
    return path


def read(folder: Path) -> dict[str, Any]:
    """All results in a folder, by name."""
    return {path.stem: json.loads(path.read_text("utf-8")) for path in sorted(folder.glob("*.json"))}
