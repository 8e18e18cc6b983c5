"""``serve`` and its jobs killed at random moments; nothing that was accepted may be lost, no result may be wrong.

``python -m reliability.kills_serve [--kills 200]``, in ``tests/``: uploads are sent and documents ordered all the time
while the server or the process of a job is killed (SIGKILL) again and again, at moments spread over the time that a
job takes here; a killed server is started anew. At the end every screening that was accepted must have the right
verdicts, and every workbook that was ordered must be there, whole; or say in words that its job did not come to its
end, and be right when it is asked for again.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections import Counter
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import openpyxl
from reliability.results import write
from support.desk import PEOPLE, workbook
from support.restarted import Restarted, screening_in

from kiemnhiem.web.jobs.kinds import DOCUMENT, SCREEN

RIGHT = {
    "CB-01": "eligible", "CB-02": "not_eligible", "CB-03": "undetermined", "CB-04": "undetermined",
    "CB-05": "not_eligible", "CB-06": "undetermined", "CB-07": "eligible",
}  # fmt: skip
#: Jobs that wait at a time.
_WAITING = 5


def killed(server: Restarted, kills: int, seed: int, folder: Path) -> dict[str, object]:
    """Kill so often; what came of it."""
    rng, file = random.Random(seed), workbook(folder / "danh-sach.xlsx")
    accepted, counts = [server.upload(file)], Counter[str]()
    ordered: set[str] = set()
    begun = time.monotonic()
    server.until(lambda: not _at_work(server), "the first job to end")
    takes = time.monotonic() - begun
    while counts["kills"] < kills:
        _send(server, file, accepted, ordered, rng)
        time.sleep(rng.uniform(0, takes))
        workers = server.workers()
        if workers and rng.random() < 0.6:
            rng.choice(workers).kill()
            counts["of jobs"] += 1
        else:
            server.kill()
            server.start()
            counts["of the server"] += 1
        counts["kills"] += 1
    server.until(lambda: not _at_work(server), "all jobs to end")
    told = _tried_again(server, SCREEN, accepted) + _tried_again(server, DOCUMENT, ordered)
    lost = [id_ for id_ in accepted if not _is_done(server, SCREEN, id_)]
    wrong = [id_ for id_ in accepted if id_ not in lost and server.verdicts(id_) != RIGHT]
    books = {id_: _made(server, id_) for id_ in ordered}
    gone = [id_ for id_, book in books.items() if not (book and book.is_file())]
    bad = [id_ for id_, book in books.items() if id_ not in gone and not (book and _is_whole(book))]
    left = [*server.data.glob("screenings/*/.*.part")]
    return {
        "kills": kills, "of the server": counts["of the server"], "of jobs": counts["of jobs"],
        "screenings accepted": len(accepted), "workbooks ordered": len(books),
        "ended in words, then right": told, "lost": len(lost) + len(gone), "wrong": len(wrong) + len(bad),
        "left lying about": len(left), "seed": seed,
    }  # fmt: skip


def _send(server: Restarted, file: Path, accepted: list[str], ordered: set[str], rng: random.Random) -> None:
    """Keep some jobs waiting."""
    screened = [id_ for id_ in accepted if _is_done(server, SCREEN, id_)]
    try:
        for _ in range(_WAITING - _at_work(server)):
            if screened and rng.random() < 0.3:
                id_ = rng.choice(screened)
                if _order(server, DOCUMENT, id_):
                    ordered.add(id_)
            elif (answer := server.send(file)).status_code == httpx.codes.SEE_OTHER:
                accepted.append(screening_in(answer))
    except httpx.TransportError:  # only what was accepted counts: a server also says when it has too much to do
        pass


def _tried_again(server: Restarted, kind: str, asked: Iterable[str]) -> int:
    """Ask again for what ended in words, and wait for it. Its number."""
    failed = [id_ for id_ in asked if not _is_done(server, kind, id_) and _jobs(server, kind, id_)]
    for id_ in failed:
        assert _jobs(server, kind, id_)[-1]["problem"], "a job that failed says why"
        server.until(lambda: _at_work(server) < _WAITING, "room in the queue")
        server.until(partial(_order, server, kind, id_), "the server to have time")
    server.until(lambda: not _at_work(server), "all jobs to end")
    return len(failed)


def _order(server: Restarted, kind: str, screening: str) -> bool:
    """Order a document, or a screening anew; whether that was accepted."""
    if kind == DOCUMENT:
        answer = server.post(f"/screenings/{screening}/documents", form="workbook")
    else:
        answer = server.post(f"/screenings/{screening}/again")
    return answer.status_code == httpx.codes.SEE_OTHER


def _at_work(server: Restarted) -> int:
    """How many jobs have not ended."""
    return sum(job["state"] not in ("done", "failed") for job in server.jobs())


def _jobs(server: Restarted, kind: str, screening: str) -> list[dict[str, Any]]:
    return [job for job in server.jobs(screening) if job["kind"] == kind]


def _is_done(server: Restarted, kind: str, screening: str) -> bool:
    """Whether the last job of a kind came to its end."""
    return [job["state"] for job in _jobs(server, kind, screening)][-1:] == ["done"]


def _made(server: Restarted, screening: str) -> Path | None:
    """The workbook of a screening."""
    made = [job["made"] for job in _jobs(server, DOCUMENT, screening) if job["made"]]
    return server.data / "screenings" / screening / made[-1] if made else None


def _is_whole(path: Path) -> bool:
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
