"""docs/benchmarks.md and its picture, from the measured figures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from measuring.ours import OurPolars
from measuring.plot import draw
from measuring.workbooks import READING

Figures = Mapping[str, Any]
OURS = OurPolars.name
REFERENCE = "Kiêm nhiệm, reference evaluator"
BY_HAND = ("Polars by hand, nested lists", "Polars by hand, tables of records")
PICTURE = "images/benchmarks.svg"

_HEAD = """# Benchmarks

*Tóm tắt: cùng ba mươi điều kiện, cùng hồ sơ giả định, mọi công cụ phải trả lời đúng như bộ đánh giá chuẩn rồi mới
được đo. Số liệu là trung vị của nhiều lần chạy xen kẽ trên một máy; nên so tỷ lệ trong cùng một lần chạy, không so
số tuyệt đối giữa các máy.*

`make bench` measures all of this again; `make bench-small` is a short slice of the same. The workload is [a policy
of thirty requirements](../benchmarks/workload/bench/thirty.yaml) of about three tests each over [25
fields](../benchmarks/workload/vocabulary.yaml) of mixed types, two of them lists; the cases are made up and 5 % of
everything is missing, records' fields included. An engine whose answers are not those of the reference evaluator on
the cases compared is not timed. Figures are microseconds a case: the least, the median and the most of several runs
taken in turns. Compare ratios within one table; absolute figures depend on the machine and on what else it does.
"""
_NOTES = """
**What each is given.** Engines without an unknown get two conditions a requirement, *certainly true* and *certainly
false*, made from the same resolved policy. Engines of records get facts already encoded as integers, codes and
booleans, which is not timed; an age is for them a test of the date of birth against a date worked out before; they
give the thirty values and no verdict. Cedar has no condition over the records of a set, and Drools' (as drools-jpy
gives it) cannot test several attributes of one record: what is asked of lists is decided for both beforehand, not
timed. OpenFisca's arrays are encoded beforehand, not timed; unknown is a third value in them. *durable_rules* is
the network that our own second engine makes, without its child process. The scripts by hand and our engine start
from the same typed columns; *columns converted before* leaves out turning these into the integers that the engine
compares.
"""


def write_page(results: Figures, docs: Path) -> None:
    """The page, and the picture where there is growth to draw."""
    docs.mkdir(parents=True, exist_ok=True)
    if "growth" in results:
        draw(results["growth"]["measured"], docs / PICTURE)
    (docs / "benchmarks.md").write_text("\n".join(_page(results)) + "\n", encoding="utf-8")


def _page(results: Figures) -> Iterator[str]:
    yield _HEAD
    parts = {
        "in_memory": ("In memory", _memory),
        "one_by_one": ("One case after another", _records),
        "end_to_end": ("From Parquet to Parquet", _files),
        "workbook": ("A workbook", _workbook),
        "growth": ("Growth", _growth),
        "imports": ("Starting", _imports),
    }
    for name, (title, write) in parts.items():
        if name in results:
            yield f"## {title}\n"
            yield from write(results[name]["measured"])
            yield f"\n{_machine(results[name])}\n"
            if name == "in_memory":
                yield _NOTES


def _memory(found: Figures) -> Iterator[str]:
    cases = max(of["cases"] for of in found.values())
    yield f"{cases:,} cases × 30 requirements; zen-engine, the fastest that takes a record at a time, on fewer.\n"
    limit = min((found[name]["median"], name) for name in BY_HAND)[1]
    yield from _times(found, limit)


def _records(found: Figures) -> Iterator[str]:
    yield "Engines that take a record at a time; the slow ones were given fewer. Our reference evaluator remembers what"
    yield "it has answered before (`evaluate/remembered.py`): every run after the first decides the same cases again."
    yield "Python looks for garbage between the runs, not in them; where it does, ours, which keeps more objects, takes"
    yield "longer.\n"
    yield from _times(found, REFERENCE, cases=True)


def _times(found: Figures, base: str, *, cases: bool = False) -> Iterator[str]:
    yield from _table(
        ["engine", "least", "median", "most", *(["cases"] if cases else []), f"× {base}"],
        (
            [name, *map(_us, (t["least"], t["median"], t["most"])), *([f"{t['cases']:,}"] if cases else []),
             f"{t['median'] / found[base]['median']:.2f}"]
            for name, t in sorted(found.items(), key=lambda item: item[1]["median"])
        ),
    )  # fmt: skip


def _files(found: Figures) -> Iterator[str]:
    engines = {name: t for name, t in found.items() if name != "bytes"}
    cases = next(iter(engines.values()))["cases"]
    yield f"{cases:,} cases, {found['bytes'] / 2**20:,.0f} MiB, a process each.\n"
    base = engines["Polars by hand"]["median"]
    yield from _table(
        ["engine", "least", "median", "most", "× by hand", "peak memory"],
        (
            [
                name,
                *map(_us, (t["least"], t["median"], t["most"])),
                f"{t['median'] / base:.2f}",
                f"{t['peak_mib']:,.0f} MiB",
            ]
            for name, t in engines.items()
        ),
    )
    ours = engines[OURS]
    minutes = ours["median"] * 1e8 / 1e6 / 60
    yield (
        f"\n100 million cases, reckoned: the engine holds one row group at a time, so memory stays; at "
        f"{ours['median']:.2f} µs a case they take {minutes:.1f} minutes, and the input has "
        f"{found['bytes'] * 1e8 / cases / 2**30:.1f} GiB."
    )


def _workbook(found: Figures) -> Iterator[str]:
    yield (
        f"A register of {found['rows']:,} made-up people ({found['bytes'] / 2**20:.1f} MiB of .xlsx) screened by the "
        "shipped policy *hamlet/secretary-and-head* from the command line: whole processes, Python's start with them.\n"
    )
    base = found["seconds"][READING]["median"]
    yield from _table(
        ["process", "least", "median", "most", f"× {READING}"],
        (
            [name, *(f"{t[k]:.2f} s" for k in ("least", "median", "most")), f"{t['median'] / base:.2f}"]
            for name, t in found["seconds"].items()
        ),
    )


def _growth(found: Figures) -> Iterator[str]:
    yield f"![Time by cases and by requirements]({PICTURE})\n"
    names = [n for n in found["by_cases"][0] if n != "cases"]
    yield from _table(
        ["cases", *names], ([f"{row['cases']:,}", *(_us(row[n]["median"]) for n in names)] for row in found["by_cases"])
    )
    yield "\nCompiling is done once for a policy and a date; reading the YAML is apart.\n"
    yield from _table(
        ["requirements", "read", "compile, reference", "compile, Polars", "a case, reference", "a case, Polars"],
        (
            [str(r["requirements"]), f"{r['load_s']:.2f} s", f"{r['compile_s']['reference']:.3f} s",
             f"{r['compile_s']['polars']:.2f} s", *(f"{_us(r[e]['median'])} µs" for e in ("reference", "polars"))]
            for r in found["by_requirements"]
        ),
    )  # fmt: skip


def _imports(found: Figures) -> Iterator[str]:
    yield from _table(
        ["", "least", "median", "heavy packages imported"],
        ([f"`{n}`", *(f"{t['seconds'][k]:.3f} s" for k in ("least", "median")), ", ".join(t["heavy"]) or "none"]
         for n, t in found.items()),
    )  # fmt: skip


def _machine(part: Figures) -> str:
    m = part["machine"]
    versions = ", ".join(f"{name} {v}" for name, v in m["packages"].items())
    return (
        f"*{part['on']}: {m['processor']}, {m['cores']} cores, {m['memory_gib']} GiB, Python {m['python']}; load "
        f"before {m['load_before'][0]}. {versions}.*"
    )


def _us(microseconds: float) -> str:
    return f"{microseconds:,.0f}" if microseconds >= 100 else f"{microseconds:.3g}"  # noqa: PLR2004 - three figures


def _table(head: Sequence[str], rows: Iterator[list[str]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"
