"""A desk with fifty people at it: ``python -m reliability.load [--seconds 60] [--users 50]``, in ``tests/``.

A server in a process of its own, on this machine. Each user, one after the other: looks at lists, narrows them down,
opens cases, asks what if, has cases checked by the API, now and then sends a file; with a second between two requests
on average. Told are requests, errors, those turned away with a reason (503 with ``Retry-After``), times by percentile
for each kind of work, and the memory of the server.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import re
import tempfile
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles

import httpx
import psutil
from reliability.results import write
from support.desk import AS_OF, PASSWORD, PEOPLE, POLICY, workbook
from support.served import make_accounts, served

#: Accounts that the users share, and people in the list that they look at.
ACCOUNTS, LISTED = 5, 1000
#: Mean seconds between two requests of a user, seconds until one is given up, and between two looks at the memory.
PAUSE, PATIENCE, LOOK = 1.0, 60.0, 1.0
_TURNED_AWAY = (429, 503)
_PERCENTILES = (50, 95, 99)
_SERVED = 400


@dataclass
class Measured:
    """What came of the requests: seconds of those answered, by kind; how many were turned away; what failed."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    turned_away: dict[str, int] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)
    memory: list[tuple[float, float]] = field(default_factory=list)

    def note(self, kind: str, took: float, answer: httpx.Response | None) -> None:
        """Note one request; no answer is a failure."""
        if answer is None:
            self.failed.append(f"{kind}: no answer")
        elif answer.status_code in _TURNED_AWAY and "retry-after" in answer.headers:
            self.turned_away[kind] = self.turned_away.get(kind, 0) + 1
        elif answer.status_code >= _SERVED:
            self.failed.append(f"{kind}: {answer.status_code}")
        else:
            self.seconds.setdefault(kind, []).append(took)

    def object(self) -> dict[str, object]:
        """As it is kept."""
        answered, away = sum(map(len, self.seconds.values())), sum(self.turned_away.values())
        asked = answered + away + len(self.failed)
        return {
            "requests": asked, "failed": len(self.failed), "turned away with a reason": away,
            "failed, percent": round(100 * len(self.failed) / max(1, asked), 3),
            "milliseconds": {kind: _percentiles(of) for kind, of in sorted(self.seconds.items())},
            "turned away": self.turned_away, "failures": sorted(set(self.failed))[:20],
            "memory": self._memory(),
        }  # fmt: skip

    def _memory(self) -> dict[str, float]:
        """Of the server with its processes, in MiB; and how it grows in the second half, in MiB a minute."""
        half = self.memory[len(self.memory) // 2 :]
        sizes = [size for _, size in self.memory]
        return {"first": round(sizes[0]), "most": round(max(sizes)), "last": round(sizes[-1]), "grows": _slope(half)}


def _percentiles(seconds: Sequence[float]) -> dict[str, float]:
    """In milliseconds."""
    cuts = quantiles(seconds, n=100, method="inclusive") if len(seconds) > 1 else [*seconds] * 99
    told = {str(p): round(cuts[p - 1] * 1000, 1) for p in _PERCENTILES}
    return {"requests": len(seconds), **told, "most": round(max(seconds) * 1000, 1)}


def _slope(points: Sequence[tuple[float, float]]) -> float:
    """By least squares, a minute."""
    x0, y0 = (sum(of) / len(points) for of in zip(*points, strict=True))
    square = sum((x - x0) ** 2 for x, _ in points)
    return round(60 * sum((x - x0) * (y - y0) for x, y in points) / square, 2) if square else 0.0


class User:
    """Somebody at the desk."""

    def __init__(
        self, client: httpx.AsyncClient, screening: str, file: Path, rng: random.Random, into: Measured
    ) -> None:
        self._client, self._screening, self._file, self._rng, self._into = client, screening, file, rng, into

    async def work(self, until: float) -> None:
        """Do one thing after the other."""
        kinds: Mapping[str, tuple[Callable[[], Awaitable[httpx.Response]], float]] = {
            "a page of cases": (self._list, 30), "narrowed down": (self._narrowed, 20), "a case": (self._case, 20),
            "what if": (self._what_if, 8), "API check": (self._check, 8), "policies": (self._policies, 10),
            "overview": (self._overview, 3), "a file sent": (self._send, 1),
        }  # fmt: skip
        names, weights = [*kinds], [weight for _, weight in kinds.values()]
        while time.monotonic() < until:
            [kind] = self._rng.choices(names, weights)
            begun, answer = time.perf_counter(), None
            with suppress(httpx.TransportError):
                answer = await kinds[kind][0]()
            self._into.note(kind, time.perf_counter() - begun, answer)
            await asyncio.sleep(self._rng.expovariate(1 / PAUSE))

    async def _list(self) -> httpx.Response:
        page = self._rng.randint(1, LISTED // 50)
        sort = self._rng.choice(["", "name", "id", "verdict"])
        return await self._client.get(f"/screenings/{self._screening}?page={page}&sort={sort}")

    async def _narrowed(self) -> httpx.Response:
        wanted = self._rng.choice(["verdict=undetermined", f"not_met={POLICY}%23official-member", "q=anh", "q=cb-0001"])
        return await self._client.get(f"/screenings/{self._screening}?{wanted}")

    async def _case(self) -> httpx.Response:
        return await self._client.get(f"/screenings/{self._screening}/case?id={self._id()}")

    async def _what_if(self) -> httpx.Response:
        form = {"as_of": AS_OF, "f.birth_date": f"01/01/{self._rng.randint(1950, 2000)}"}
        return await self._client.post(f"/screenings/{self._screening}/case/what-if?id={self._id()}", data=form)

    async def _check(self) -> httpx.Response:
        person = {"Mã CB": "A-1", "Tỉnh": "Lai Châu", "Ngày sinh": f"01/01/{self._rng.randint(1950, 2000)}"}
        return await self._client.post("/api/check", json={"cases": [person], "as_of": AS_OF, "policies": [POLICY]})

    async def _policies(self) -> httpx.Response:
        return await self._client.get(self._rng.choice(["/policies", "/", "/policies?q=bi thu", f"/policies/{POLICY}"]))

    async def _overview(self) -> httpx.Response:
        return await self._client.get(f"/screenings/{self._screening}/overview")

    async def _send(self) -> httpx.Response:
        files = {"file": (self._file.name, self._file.read_bytes())}
        return await self._client.post("/screenings", data={"as_of": AS_OF, "policy": POLICY}, files=files)

    def _id(self) -> str:
        return f"CB-{self._rng.randrange(LISTED):05}"


async def loaded(address: str, folder: Path, users: int, seconds: float, seed: int) -> Measured:
    """Put users to work."""
    people = [(f"CB-{n:05}", *PEOPLE[n % len(PEOPLE)][1:]) for n in range(LISTED)]
    file, small = workbook(folder / "danh-sach.xlsx", people), workbook(folder / "nho.xlsx")
    into, rng = Measured(), random.Random(seed)
    limits = httpx.Limits(max_connections=users, keepalive_expiry=2)  # before the server lets go of one
    accounts = [httpx.AsyncClient(base_url=address, timeout=PATIENCE, limits=limits) for _ in range(ACCOUNTS)]
    screenings = [await _ready(client, f"can-bo-{n}", file.read_bytes()) for n, client in enumerate(accounts)]
    until = time.monotonic() + seconds
    work = [
        User(accounts[n % ACCOUNTS], screenings[n % ACCOUNTS], small, random.Random(rng.random()), into).work(until)
        for n in range(users)
    ]
    watching = asyncio.create_task(_watch(int(address.rpartition(":")[2]), into, until))
    await asyncio.gather(*work)
    await watching
    for client in accounts:
        await client.aclose()
    return into


async def _ready(client: httpx.AsyncClient, name: str, file: bytes) -> str:
    """Sign in, and have a list screened."""
    await client.post("/sign-in", data={"name": name, "password": PASSWORD})
    token = re.search(r'name="csrf-token" content="([^"]+)"', (await client.get("/")).text)
    client.headers["x-csrf-token"] = token[1] if token else ""
    sent = await client.post(
        "/screenings", data={"as_of": AS_OF, "policy": POLICY}, files={"file": ("danh-sach.xlsx", file)}
    )
    id_ = sent.headers["location"].rpartition("/")[2]
    while (await client.get(f"/api/screenings/{id_}")).json()["receipt"] is None:  # noqa: ASYNC110 - the server is another process
        await asyncio.sleep(0.2)
    return id_


async def _watch(port: int, into: Measured, until: float) -> None:
    """The memory of the server and its processes, again and again."""
    server = next(p for p in psutil.process_iter(["cmdline"]) if f"--port {port}" in " ".join(p.info["cmdline"] or ()))
    begun = time.monotonic()
    while time.monotonic() < until:
        size = 0
        for process in (server, *server.children(recursive=True)):
            try:
                size += process.memory_info().rss
            except psutil.NoSuchProcess:  # a job that has just ended
                continue
        into.memory.append((time.monotonic() - begun, size / (1 << 20)))
        await asyncio.sleep(LOOK)


def main() -> None:
    """Load a desk, and write what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--users", type=int, default=50)
    parser.add_argument("--seed", type=int, default=20181230)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "desk"
        make_accounts(data, {f"can-bo-{n}": (["officer"], ["vn"]) for n in range(ACCOUNTS)}, PASSWORD)
        with served(data) as address:
            into = asyncio.run(loaded(address, Path(folder), given.users, given.seconds, given.seed))
    measured = {"users": given.users, "seconds": given.seconds, **into.object()}
    print(measured)
    write("load", measured, "uvicorn", "fastapi")
    if into.failed:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
