"""Kill ``screen`` at random moments and count what was lost: ``python -m support.kills --times 200 --into FILE``.

Each run is to replace an old result by a new one. After the kill the file must be the one or the other, whole, and the
input what it was; a folder of results must become whole when the run is resumed.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from reliability.results import OUT, write
from support.command import POLICIES

FORMS = (".csv", ".xlsx", ".jsonl", ".parquet", "folder")
OLD, NEW = "2018-12-30", "2024-06-01"
_PARTS, _ROWS = 4, 1_500
_WAIT = 120


@dataclass
class Count:
    """What became of the kills. ``late``: runs that had ended before, which are none."""

    kills: Counter[str] = field(default_factory=Counter)
    kept_old: int = 0
    got_new: int = 0
    late: int = 0
    lost: int = 0
    corrupted: int = 0
    inputs_changed: int = 0
    not_resumed: int = 0
    left_behind: int = 0

    @property
    def bad(self) -> int:
        """Kills after which something was not as it must be."""
        return self.lost + self.corrupted + self.inputs_changed + self.not_resumed

    def figures(self, seed: int) -> dict[str, Any]:
        """For the report."""
        return {
            "seed": seed, "kills": self.kills.total(), "by_form": dict(self.kills), "old_result": self.kept_old,
            "new_result": self.got_new, "too_late_and_not_counted": self.late, "lost": self.lost,
            "corrupted": self.corrupted,
            "inputs_changed": self.inputs_changed, "not_resumed": self.not_resumed,
            "half_files_for_the_next_run_to_remove": self.left_behind,
        }  # fmt: skip


@dataclass
class Form:
    """One form of results: the commands that make it, what is whole, and how long it takes."""

    name: str
    folder: Path
    inputs: Sequence[Path]
    seconds: float = 0.0
    whole: dict[str, object] = field(default_factory=dict)

    @property
    def result(self) -> Path:
        return self.folder / ("results" if self.name == "folder" else f"result{self.name}")

    def start(self, day: str) -> subprocess.Popen[bytes]:
        more = ["--resume"] if self.name == "folder" else []
        run = [sys.executable, "-m", "kiemnhiem", "screen", *self.inputs, "-o", self.result, *more]
        return subprocess.Popen(
            [*map(str, run), "--as-of", day, "--policies", str(POLICIES)],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    def prepare(self) -> None:
        """Make both results whole, and keep the old one."""
        self.folder.mkdir(parents=True)
        if self.name == "folder":
            self.result.mkdir()
        for day in (NEW, OLD):
            begun = time.monotonic()
            self.start(day).wait(_WAIT)
            self.seconds = time.monotonic() - begun
            self.whole[day] = content(self.result)
        assert self.whole[OLD] != self.whole[NEW]
        kept = self.folder / "kept"
        (shutil.copytree if self.result.is_dir() else shutil.copy)(self.result, kept)

    def restore(self) -> None:
        """Put the old result in place again, without remains."""
        kept = self.folder / "kept"
        if self.result.is_dir():
            shutil.rmtree(self.result)
            shutil.copytree(kept, self.result)
        else:
            shutil.copy(kept, self.result)
        for left in remains(self.folder):
            left.unlink()

    def kill(self, chance: random.Random, count: Count) -> None:
        """One kill, and what came of it."""
        self.restore()
        before = [p.read_bytes() for p in self.inputs]
        process = self.start(NEW)
        at_the_end = count.kills[self.name] % 2 * 0.6  # every other one where results are written
        time.sleep(self.seconds * chance.uniform(at_the_end, 1.05))
        if process.poll() is not None:  # no kill: the next ones come earlier
            count.late += 1
            self.seconds *= 0.95
            return
        process.send_signal(signal.SIGKILL)
        process.wait(_WAIT)
        count.kills[self.name] += 1
        count.inputs_changed += before != [p.read_bytes() for p in self.inputs]
        count.left_behind += len(remains(self.folder))
        self._judge(count)
        if self.name == "folder":
            self.start(NEW).wait(_WAIT)
            count.not_resumed += content(self.result) != self.whole[NEW]

    def _judge(self, count: Count) -> None:
        if not self.result.exists():
            count.lost += 1
            return
        found = content(self.result)
        if self.name == "folder":  # each file by itself
            old, new = self.whole[OLD], self.whole[NEW]
            assert isinstance(old, dict)
            assert isinstance(new, dict)
            assert isinstance(found, dict)
            count.lost += bool(old.keys() - found.keys())
            count.corrupted += any(v not in (old.get(k), new.get(k)) for k, v in found.items())
        else:
            count.corrupted += found not in self.whole.values()
        count.got_new += found == self.whole[NEW]
        count.kept_old += found == self.whole[OLD]


def remains(folder: Path) -> list[Path]:
    """Half files."""
    return [p for p in folder.rglob(".*") if p.is_file()]


def content(path: Path) -> object:
    """What a result says of the cases, without what differs from run to run; ``None`` where it cannot be read."""
    try:
        return _content(path)
    except Exception:  # noqa: BLE001 - whatever reading half a file raises
        return None


def _content(path: Path) -> object:
    if path.is_dir():
        return {p.name: content(p) for p in sorted(path.iterdir()) if not p.name.startswith(".")}
    match path.suffix:
        case ".parquet":
            import polars as pl

            return pl.read_parquet(path).rows()
        case ".xlsx":
            from python_calamine import CalamineWorkbook

            with CalamineWorkbook.from_path(path) as book:
                return [book.get_sheet_by_index(i).to_python() for i in (0, 1)]
        case ".jsonl":
            return [[case["case"], case["verdict"]] for case in map(json.loads, path.read_text("utf-8").splitlines())
                    if "case" in case]  # fmt: skip
        case _:
            return path.read_text("utf-8-sig")


def inputs(folder: Path) -> tuple[Path, list[Path]]:
    """A CSV of made-up people, and the same in parts as Parquet."""
    import polars as pl

    head = ["Họ tên", "Ngày sinh", "Chức danh", "Đơn vị"]
    born = [f"{1 + i % 28:02}/{1 + i % 12:02}/{1950 + i % 60}" for i in range(_ROWS)]
    rows = [[f"Lò Mẫu {i}", born[i], "Trưởng thôn", f"Bản {i % 90}"] for i in range(_ROWS)]
    table = folder / "people.csv"
    table.write_text("\n".join(",".join(row) for row in [head, *rows]), "utf-8")
    parts = []
    for n in range(_PARTS):
        parts.append(folder / f"part{n}.parquet")
        pl.DataFrame(rows[n::_PARTS] * 20, schema=head, orient="row").write_parquet(parts[-1])
    return table, parts


def killed(folder: Path, times: int, seed: int) -> Count:
    """Kill so many runs, the forms in turn."""
    chance, count = random.Random(seed), Count()
    table, parts = inputs(folder)
    forms = [Form(name, folder / f"as{name}", parts if name == "folder" else [table]) for name in FORMS]
    for form in forms:
        form.prepare()
    for n in range(times):
        form = forms[n % len(forms)]
        while count.kills[form.name] <= n // len(forms):
            form.kill(chance, count)
    return count


def main() -> None:
    """From the command line; ends with 1 where anything was lost."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--times", type=int, default=200)
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 30))
    asked = parser.parse_args()
    folder = OUT / "reliability" / "kills"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    count = killed(folder, asked.times, asked.seed)
    shutil.rmtree(folder)
    print(write("kills-screen", count.figures(asked.seed), "kiemnhiem").read_text("utf-8"))
    sys.exit(bool(count.bad))


if __name__ == "__main__":
    main()
