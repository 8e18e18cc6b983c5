"""How fast the desk is with a large list: upload to table beside the command line, its pages, its memory, other users.

``python desk.py [--rows 100000] [--no-workbook] [--into ../docs/desk-speed.md]``. Starts a server of its own on this
machine with a made-up list; nothing else may run meanwhile. Writes ``results/desk.json`` and the page.
"""

from __future__ import annotations

import argparse
import json
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from statistics import median, quantiles
from threading import Event, Thread
from typing import Any
from urllib.parse import quote

import httpx
import psutil

from measuring.machine import described
from workbook import write_workbook

HERE = Path(__file__).parent
ASKED = {"as_of": "2018-12-30", "policy": "hamlet/secretary-and-head", "place": "lai-chau"}
_COMMAND = (sys.executable, "-m", "kiemnhiem")
_MB = 1 << 20
#: Times that each page is asked for.
_TIMES = 5


def measured(rows: int, *, workbook: bool) -> dict[str, Any]:
    """All figures: seconds, milliseconds, MB."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_workbook(folder / "small.xlsx", 1000)
        write_workbook(folder / "large.xlsx", rows, sections=True, discipline=rows // 5)
        found: dict[str, Any] = {"rows": rows, "file_mb": (folder / "large.xlsx").stat().st_size / _MB}
        found["command_line"] = _command_line(folder, workbook=workbook)
        with _server(folder / "desk") as (address, process), httpx.Client(base_url=address, timeout=600) as browser:
            other = _screened(browser, folder / "small.xlsx")[0]
            with _others(address, other) as waits, _memory(process) as most:
                id_, found["to_table_s"], found["upload_s"] = _screened(browser, folder / "large.xlsx")
            found["other_user_ms"] = waits()
            found["memory_mb"] = most()
            found["pages_ms"] = _pages(browser, id_)
            if workbook:
                with _memory(process) as most:
                    found["workbook_s"] = _document(browser, id_)
                found["workbook_memory_mb"] = most()
    return found


def _command_line(folder: Path, *, workbook: bool) -> dict[str, float]:
    """The same by ``kiemnhiem screen``."""
    asked = ["--as-of", ASKED["as_of"], "--policy", ASKED["policy"], "--place", ASKED["place"]]
    command = [*_COMMAND, "screen", str(folder / "large.xlsx"), *asked]
    told = {"summary_s": _seconds(command)}
    if workbook:
        told["workbook_s"] = _seconds([*command, "-o", str(folder / "result.xlsx")])
    return told


def _seconds(command: list[str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, capture_output=True, check=False)  # noqa: S603 - ours; unreadable cells end it with 3
    return time.perf_counter() - start


@contextmanager
def _server(data: Path) -> Iterator[tuple[str, psutil.Process]]:
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen([*_COMMAND, "serve", "--data", str(data), "--port", str(port)], stderr=subprocess.DEVNULL)  # noqa: S603 - ours
    address = f"http://127.0.0.1:{port}"
    try:
        while True:
            try:
                httpx.get(address)
                break
            except httpx.TransportError:
                time.sleep(0.2)
        yield address, psutil.Process(server.pid)
    finally:
        server.terminate()
        server.wait()


def _screened(browser: httpx.Client, file: Path) -> tuple[str, float, float]:
    """Upload a file and ask for its page until there is the table: its id, the seconds, those of the upload alone."""
    start = time.perf_counter()
    with file.open("rb") as sent:
        answer = browser.post("/screenings", data=ASKED, files={"file": sent})
    uploaded, address = time.perf_counter() - start, answer.headers["location"]
    while "case?id=" not in browser.get(address).text:
        time.sleep(0.2)
    return address.rpartition("/")[2], time.perf_counter() - start, uploaded


@contextmanager
def _others(address: str, screening: str) -> Iterator[Callable[[], Mapping[str, float]]]:
    """Somebody else, who opens pages all the time."""
    over, waits = Event(), list[float]()

    def work() -> None:
        with httpx.Client(base_url=address, timeout=60) as browser:
            while not over.is_set():
                for path in ("/", f"/screenings/{screening}?sort=name", "/policies"):
                    start = time.perf_counter()
                    browser.get(path).raise_for_status()
                    waits.append((time.perf_counter() - start) * 1000)
                over.wait(0.2)

    thread = Thread(target=work, daemon=True)
    thread.start()
    try:
        yield lambda: {
            "requests": len(waits), "median": median(waits), "p95": quantiles(waits, n=20)[-1], "most": max(waits),
        }  # fmt: skip
    finally:
        over.set()
        thread.join()


@contextmanager
def _memory(server: psutil.Process) -> Iterator[Callable[[], Mapping[str, float]]]:
    """The most memory that the server held, and its jobs."""
    over, most = Event(), {"server": 0.0, "job": 0.0}

    def work() -> None:
        while not over.wait(0.1):
            most["server"] = max(most["server"], server.memory_info().rss / _MB)
            most["job"] = max(most["job"], sum(_held(child) for child in server.children(recursive=True)) / _MB)

    thread = Thread(target=work, daemon=True)
    thread.start()
    try:
        yield lambda: most
    finally:
        over.set()
        thread.join()


def _held(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except psutil.Error:
        return 0


def _pages(browser: httpx.Client, id_: str) -> dict[str, float]:
    """The median of each page."""
    first = browser.get(f"/screenings/{id_}").text
    pages = {"the list": "", "the last page": "?page=999999", "a search": "?q=nguyen+panh"}
    pages |= {f"by {s}, the last page": f"?sort={s}&down=1&page=999999" for s in ("id", "name", "area", "verdict")}
    for filter_ in ("verdict", "area", "not_met", "unknown", "missing", "judgement"):
        if options := re.search(rf'<select id="{filter_}".*?</select>', first, re.DOTALL):
            value = re.findall(r'value="([^"]+)"', options[0])[0]
            pages[f"narrowed down by {filter_}, by name"] = f"?{filter_}={quote(value, safe='')}&sort=name"
    return {name: _median(browser, f"/screenings/{id_}{query}") for name, query in pages.items()} | {
        "columns and cells": _median(browser, f"/screenings/{id_}/reading"),
        "the overview": _median(browser, f"/screenings/{id_}/overview"),
        "the first page of all": _median(browser, "/"),
    }


def _median(browser: httpx.Client, path: str) -> float:
    taken = []
    for _ in range(_TIMES):
        start = time.perf_counter()
        browser.get(path).raise_for_status()
        taken.append((time.perf_counter() - start) * 1000)
    return median(taken)


def _document(browser: httpx.Client, id_: str) -> float:
    """Order the result workbook and wait until it can be taken away."""
    start, made = time.perf_counter(), f'href="/screenings/{id_}/documents/'
    browser.post(f"/screenings/{id_}/documents", data={"form": "workbook"})
    while made not in browser.get(f"/screenings/{id_}/documents").text:
        time.sleep(0.5)
    return time.perf_counter() - start


def page(found: Mapping[str, Any]) -> str:
    """The figures for a reader."""
    of, machine = found["measured"], found["machine"]
    line, others, memory = of["command_line"], of["other_user_ms"], of["memory_mb"]
    rows = [
        ("upload to table at the desk", f"{of['to_table_s']:.1f} s (sending the file: {of['upload_s']:.1f} s)"),
        ("`kiemnhiem screen`, summary only", f"{line['summary_s']:.1f} s"),
    ]
    if "workbook_s" in of:
        rows += [
            ("the result workbook at the desk, every case explained", f"{of['workbook_s']:.0f} s"),
            ("`kiemnhiem screen -o result.xlsx`", f"{line['workbook_s']:.0f} s"),
        ]
    rows += [
        ("most memory: the server; its job", f"{memory['server']:.0f} MB; {memory['job']:.0f} MB"),
        (
            f"another user's {others['requests']:.0f} pages meanwhile: median; 95 %; longest",
            f"{others['median']:.0f} ms; {others['p95']:.0f} ms; {others['most']:.0f} ms",
        ),
    ]
    told = [
        "# How fast the desk is",
        "",
        f"A list of {of['rows']:,} people in a workbook of {of['file_mb']:.1f} MB, all of them made up",
        "(`benchmarks/workbook.py`), asked one policy. Written by `python desk.py` in `benchmarks/`; do not edit.",
        "",
        f"{machine['processor']}, {machine['cores']} cores, {machine['memory_gib']} GiB; Python {machine['python']};",
        f"load before: {machine['load_before'][0]}.",
        "",
        "| | |",
        "|---|---|",
        *(f"| {what} | {figure} |" for what, figure in rows),
        "",
        f"Pages of this list, asked for {_TIMES} times one after the other:",
        "",
        "| page | median, ms |",
        "|---|---|",
        *(f"| {name} | {taken:.0f} |" for name, taken in of["pages_ms"].items()),
        "",
    ]
    return "\n".join(told)


def main() -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--no-workbook", action="store_true")
    parser.add_argument("--results", type=Path, default=HERE / "results" / "desk.json")
    parser.add_argument("--into", type=Path, default=HERE.parent / "docs" / "desk-speed.md")
    given = parser.parse_args()
    machine = described()
    found = {"machine": machine, "measured": measured(given.rows, workbook=not given.no_workbook)}
    given.results.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    given.into.write_text(page(found), encoding="utf-8")


if __name__ == "__main__":
    main()
