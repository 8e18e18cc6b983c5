"""``serve`` and its jobs killed at random moments; nothing that was accepted may be lost, no result may be wrong.

``python -m reliability.kills_serve [--kills 200]``, in ``tests/``: uploads are sent and documents ordered all the time
while the server or the process of a job is killed (SIGKILL) again and again; a killed server is started anew. At the
end every screening that was accepted must have the right verdicts, or say in words that its job did not come to its
end and have them after "try again".
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections import Counter
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import openpyxl
from reliability.results import write
from support.desk import PEOPLE, workbook
from support.restarted import Restarted, until

RIGHT = {
    "CB-01": "eligible", "CB-02": "not_eligible", "CB-03": "undetermined", "CB-04": "undetermined",
    "CB-05": "not_eligible", "CB-06": "undetermined", "CB-07": "eligible",
}  # fmt: skip
#: Jobs that wait at a time.
_WAITING = 5
_OVER = ("done", "failed")


def killed(server: Restarted, kills: int, seed: int, folder: Path) -> dict[str, object]:
    """Kill so often; what came of it."""
    rng, file = random.Random(seed), workbook(folder / "danh-sach.xlsx")
    accepted: list[str] = []
    counts: Counter[str] = Counter()
    while counts["kills"] < kills:
        _send(server, file, accepted, rng, counts)
        time.sleep(rng.uniform(0, 2))
        workers = server.workers()
        if workers and rng.random() < 0.6:
            rng.choice(workers).kill()
            counts["of jobs"] += 1
        else:
            server.kill()
            server.start()
            counts["of the server"] += 1
        counts["kills"] += 1
    told = _settled(server, accepted)
    lost = [id_ for id_ in accepted if _screened(server, id_)["state"] != "done"]
    wrong = [id_ for id_ in accepted if id_ not in lost and server.verdicts(id_) != RIGHT]
    books = [p for id_ in accepted for p in (server.data / "screenings" / id_).glob("made-*.xlsx")]
    bad = [p for p in books if not _whole(p)]
    left = [*server.data.glob("screenings/*/.*.part")]
    return {
        "kills": kills, "of the server": counts["of the server"], "of jobs": counts["of jobs"],
        "screenings accepted": len(accepted), "workbooks written": len(books),
        "ended in words, then right": told, "lost": len(lost), "wrong": len(wrong) + len(bad),
        "left lying about": len(left), "seed": seed,
    }  # fmt: skip


def _send(server: Restarted, file: Path, accepted: list[str], rng: random.Random, counts: Counter[str]) -> None:
    """Keep some jobs waiting."""
    waiting = sum(job["state"] not in _OVER for job in server.jobs())
    try:
        for _ in range(max(0, _WAITING - waiting)):
            if accepted and rng.random() < 0.3:
                server.post(f"/screenings/{rng.choice(accepted)}/documents", form="workbook")
                counts["documents"] += 1
            else:
                accepted.append(server.upload(file))
    except httpx.TransportError:  # only what was accepted counts
        pass


def _settled(server: Restarted, accepted: list[str]) -> int:
    """Wait for all jobs; try those again that ended in words. Their number."""

    def quiet() -> bool:
        return all(job["state"] in _OVER for job in server.jobs())

    until(quiet, "all jobs to end", 600)
    assert all(job["problem"] for job in server.jobs() if job["state"] == "failed"), "a job that failed says why"
    failed = [id_ for id_ in accepted if _screened(server, id_)["state"] == "failed"]
    for id_ in failed:
        until(partial(_again, server, id_), "room in the queue")
    until(quiet, "all jobs to end", 600)
    return len(failed)


def _screened(server: Restarted, screening: str) -> dict[str, Any]:
    """The last job that screened it."""
    return [job for job in server.jobs(screening) if job["kind"] == "screen"][-1]


def _again(server: Restarted, screening: str) -> bool:
    return server.post(f"/screenings/{screening}/again").status_code == httpx.codes.SEE_OTHER


def _whole(path: Path) -> bool:
    """Whether a workbook holds a row for everybody."""
    book = openpyxl.load_workbook(path, read_only=True)
    cells = {cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row}
    return {person[0] for person in PEOPLE} <= cells


def main() -> None:
    """Kill, look, and write what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=20181230)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, Restarted(Path(folder) / "desk", "--workers", "2") as server:
        measured = killed(server, given.kills, given.seed, Path(folder))
    print(measured)
    write("kills-serve", measured, "uvicorn", "sqlalchemy")
    if measured["lost"] or measured["wrong"]:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
