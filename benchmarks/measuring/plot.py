"""The picture of growth."""

from __future__ import annotations

from pathlib import Path
from typing import Any


def draw(growth: Any, path: Path) -> None:
    """Time by cases, and by requirements, both axes logarithmic."""
    import matplotlib as mpl  # noqa: PLC0415 - slow to import, and only for the picture

    mpl.use("Agg")
    mpl.rcParams["svg.hashsalt"] = "kiemnhiem"  # the same picture for the same figures
    from matplotlib import pyplot as plt  # noqa: PLC0415

    figure, (left, right) = plt.subplots(1, 2, figsize=(10, 4), layout="constrained")
    rows = growth["by_cases"]
    for name in (n for n in rows[0] if n != "cases"):
        left.plot([r["cases"] for r in rows], [r[name]["median"] for r in rows], marker="o", label=name)
    left.set(xscale="log", yscale="log", xlabel="cases", ylabel="µs a case", title="30 requirements")
    left.legend(fontsize=7)
    rows = growth["by_requirements"]
    counts = [r["requirements"] for r in rows]
    for name in ("reference", "polars"):
        right.plot(counts, [r[name]["median"] for r in rows], marker="o", label=f"{name}, µs a case")
        seconds = [r["compile_s"][name] for r in rows]
        right.plot(counts, seconds, marker="x", linestyle="--", label=f"{name}, compiling, s")
    right.set(xscale="log", yscale="log", xlabel="requirements", title="Compiling and running")
    right.legend(fontsize=7)
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, metadata={"Date": None})
    plt.close(figure)
