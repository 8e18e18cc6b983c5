"""The page ``docs/reliability.md`` from the results of runs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

#: The runs, in the order of the page: their file, what they are called, and the command that runs them.
RUNS: Mapping[str, tuple[str, str]] = {
    "fuzz": ("Engines compared on drawn policies and cases", "make fuzz"),
    "bytes": ("Bytes thrown at what reads files", "make fuzz-bytes"),
    "mutants": ("Code changed on purpose", "make mutants"),
    "kills-screen": ("`screen` killed at random moments", "make kills"),
    "kills-serve": ("`serve` killed with jobs queued", "make kills"),
    "load": ("The server under load", "make load"),
    "defences": ("Each defence taken out once", "make defences"),
}
_HEAD = """# Reliability

*Tóm tắt: đã thử bao nhiêu trường hợp, bao nhiêu đầu vào hỏng, bao nhiêu lần bị ngắt giữa chừng, bao nhiêu lỗi cố ý gài
vào mã bị phát hiện. Phép thử nào chưa chạy thì ghi là chưa chạy.*

`make reliability` prints this page again from what the last runs left in `out/reliability/`, and keeps their results in
[docs/reliability/](reliability/). A run that has not been made is *not run*: no figure stands here that no run gave.
What each of them defends against: [threat-model.md](threat-model.md).
"""


def page(results: Mapping[str, Any]) -> str:
    """The page."""
    lines = [_HEAD, *_table(("what", "tried", "came out", "on", "command"), _summary(results))]
    details = {
        "fuzz": _fuzz,
        "bytes": _bytes,
        "mutants": _mutants,
        "kills-screen": _screen_kills,
        "load": _load,
        "defences": _defences,
    }
    for name, (title, _) in RUNS.items():
        if name in results:
            lines += ["", f"## {title.replace('`', '')}", ""]
            lines += details.get(name, _whatever)(results[name]["measured"])
            lines += ["", _ran(results[name])]
    return "\n".join(lines) + "\n"


def _summary(results: Mapping[str, Any]) -> Iterator[Sequence[object]]:
    told = {
        "fuzz": _fuzzed, "bytes": _thrown, "mutants": _killed, "kills-screen": _survived, "kills-serve": _survived,
        "load": _held, "defences": _noticed,
    }  # fmt: skip
    for name, (title, command) in RUNS.items():
        if name not in results:
            yield title, "not run", "—", "—", f"`{command}`"
            continue
        tried, came_out = told[name](results[name]["measured"])
        yield title, tried, came_out, results[name]["ran"]["on"], f"`{command}`"


def _fuzzed(of: Mapping[str, Any]) -> tuple[str, str]:
    programs, cases = (sum(e[k] for e in of["engines"].values()) for k in ("programs", "cases"))
    tried = f"{programs:,} programs, {cases:,} decisions; {sum(of['properties'].values()):,} examples of all properties"
    return tried, f"{len(of['failed'])} properties failed"


def _thrown(of: Mapping[str, Any]) -> tuple[str, str]:
    inputs, found = sum(t["inputs"] for t in of.values()), sum(len(t["findings"]) for t in of.values())
    return f"{inputs:,} inputs to {len(of)} readers", f"{found} findings, each kept and replayed by a test"


def _killed(of: Mapping[str, Any]) -> tuple[str, str]:
    kinds = ("tried", "killed", "explained", "untried")
    tried, killed, explained, untried = (sum(m[k] for m in of.values()) for k in kinds)
    return (
        f"{tried:,} changes in {len(of)} modules{f', {untried:,} not tried' if untried else ''}",
        f"{_share(killed, tried)} noticed, {explained} more make no difference",
    )


def _noticed(of: Mapping[str, Any]) -> tuple[str, str]:
    return f"{len(of)} defences", f"{sum(one['noticed'] for one in of.values())} noticed by every test named for them"


def _survived(of: Mapping[str, Any]) -> tuple[str, str]:
    damage = ("lost", "corrupted", "wrong", "inputs_changed", "not_resumed", "left lying about")
    return f"{of['kills']:,} kills", ", ".join(f"{of[d]} {d.replace('_', ' ')}" for d in damage if d in of)


def _held(of: Mapping[str, Any]) -> tuple[str, str]:
    tried = f"{of['users']} users, {of['seconds']:,.0f} seconds, {of['requests']:,} requests"
    return tried, f"{of['failed']:,} failed, {of['turned away with a reason']:,} turned away with a reason"


def _fuzz(of: Mapping[str, Any]) -> Iterator[str]:
    yield "Policies, places, amendments and cases are drawn at random; every engine must decide what the reference"
    yield "evaluator decides."
    yield ""
    yield from _table(
        ("engine", "programs", "cases decided"), ((n, *map(_number, c.values())) for n, c in of["engines"].items())
    )
    yield ""
    yield from _table(("property", "examples"), ((f"`{n}`", _number(c)) for n, c in of["properties"].items()))
    yield from (f"\nFailed: `{name}`" for name in of["failed"])


def _bytes(of: Mapping[str, Any]) -> Iterator[str]:
    yield "Guided by what code they reach (atheris). A finding is an exception that is not a declared error, a problem"
    yield "without a place, or an answer that is not the same twice."
    yield ""
    rows = ((n, _number(t["inputs"]), t["seconds"], _number(t["edges"]), len(t["findings"])) for n, t in of.items())
    yield from _table(("reader", "inputs", "seconds", "edges reached", "findings"), rows)


def _mutants(of: Mapping[str, Any]) -> Iterator[str]:
    yield "One thing is changed at a time (mutmut), and the quick tests must notice. Those that make no difference are"
    yield "listed with their reasons in [survivors.yaml](../tests/reliability/survivors.yaml)."
    yield ""
    yield "What was not tried is no part of any share: what was tried of such a module is a sample, every tenth first."
    yield ""
    rows = [
        (f"`{n}`", m["tried"], m["killed"], _share(m["killed"], m["tried"]), m["explained"], m["open"], m["untried"],
         f"{m['on']}{', changed since' if m['changed'] else ''}")
        for n, m in of.items()
    ]  # fmt: skip
    yield from _table(("module", "changes", "noticed", "share", "no difference", "open", "not tried", "on"), rows)


def _screen_kills(of: Mapping[str, Any]) -> Iterator[str]:
    yield "Each result is the old one or the new one, whole; in a folder of results each file by itself, so that a few"
    yield "folders are counted as neither."
    yield ""
    yield from _whatever(of)


def _load(of: Mapping[str, Any]) -> Iterator[str]:
    memory = of["memory"]
    yield f"{', '.join(_held(of))}. Milliseconds until the answer was whole, of requests that were answered:"
    yield ""
    rows = (
        (kind, *map(_number, times.values()), _number(of["turned away"].get(kind, 0)))
        for kind, times in of["milliseconds"].items()
    )
    yield from _table(("work", "answered", "50 %", "95 %", "99 %", "most", "turned away"), rows)
    yield ""
    yield f"Memory of the server with its processes: {memory['first']} MiB at first, {memory['most']} at most,"
    yield f"{memory['last']} at last; in the second half it grew by {memory['grows']} MiB a minute."
    yield from (f"\nFailed: {failure}" for failure in of["failures"])


def _defences(_: Mapping[str, Any]) -> Iterator[str]:
    yield "One by one, in a copy; the tests named for each must fail. Which, and what noticed:"
    yield "[threat-model.md](threat-model.md#each-defence-taken-out-once)."


def taken_out(result: Mapping[str, Any]) -> str:
    """The section of ``docs/threat-model.md`` about the defences that were taken out."""
    of = result["measured"]
    rows = (
        (f"{name[:1].upper()}{name[1:]}", f"`{one['file']}`", "<br>".join(f"`{t}`" for t in one["tests"]))
        if one["noticed"]
        else (name, f"`{one['file']}`", "**not noticed**")
        for name, one in of.items()
    )
    lines = [*_table(("against", "taken out of", "what failed then"), rows), "", _ran(result)]
    return "\n".join([", ".join(_noticed(of)) + ".", "", *lines]) + "\n"


def _whatever(of: Mapping[str, Any]) -> Iterator[str]:
    yield from _table(("what", "figure"), _leaves(of))


def _leaves(of: Any, name: str = "") -> Iterator[tuple[str, object]]:
    if isinstance(of, dict):
        for key, value in of.items():
            yield from _leaves(value, f"{name}: {key}" if name else str(key))
    elif of != []:
        yield name.replace("_", " "), of


def _ran(result: Mapping[str, Any]) -> str:
    ran = result["ran"]
    versions = ", ".join(f"{n} {v}" for n, v in ran["versions"].items())
    return f"*{ran['on']}: {ran['machine']}; {versions}.*"


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "—"


def _number(value: float) -> str:
    return f"{round(value):,}"


def _table(heads: Sequence[str], rows: Iterator[Sequence[object]] | Sequence[Sequence[object]]) -> Iterator[str]:
    yield f"| {' | '.join(heads)} |"
    yield "|" + "---|" * len(heads)
    yield from (f"| {' | '.join(map(str, row))} |" for row in rows)
