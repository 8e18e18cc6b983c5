"""What guards the desk where no page shows it: files, headers, bodies, ids, jobs."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from argon2 import PasswordHasher
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from support.desk import PASSWORD, Office

from kiemnhiem.errors import KiemnhiemError, UsageError
from kiemnhiem.language import Lang
from kiemnhiem.policy.model import Library
from kiemnhiem.problem import Problem
from kiemnhiem.trust import codes as trust_codes
from kiemnhiem.trust.audit import AuditTrail
from kiemnhiem.web import codes
from kiemnhiem.web.access import accounts, passwords
from kiemnhiem.web.access.visitor import NotHere, Visitor
from kiemnhiem.web.bodies import LimitBody
from kiemnhiem.web.desk import Desk
from kiemnhiem.web.jobs import child, worker
from kiemnhiem.web.jobs.kinds import SCREEN
from kiemnhiem.web.jobs.order import Order
from kiemnhiem.web.jobs.orders import finish
from kiemnhiem.web.results.build import library_of
from kiemnhiem.web.results.index import writing
from kiemnhiem.web.screenings import Asked, begin, look
from kiemnhiem.web.settings import Settings
from kiemnhiem.web.store.database import Database
from kiemnhiem.web.store.tables import Job, Screening, State, User

posix = pytest.mark.skipif(sys.platform == "win32", reason="modes, limits and programs of POSIX")
NAME = "Lò Văn Ạnh"
ORDER = Order("screen", "nowhere", "upload.xlsx", "a.xlsx", "candidate", [], None, "2018-12-30")


@pytest.fixture
def desk(tmp_path: Path, library: Library) -> Iterator[Office]:
    """Without its queue of jobs."""
    office = Office(tmp_path / "desk", library)
    yield office
    office.desk.close()


def kept(office: Office) -> str:
    """An upload of the desk's one user; its screening."""
    with office.desk.database.session() as session:
        user = accounts.local_user(session).id
    visitor = Visitor(user, accounts.LOCAL, frozenset(), frozenset(), everywhere=True)
    with office.workbook.open("rb") as file:
        return begin(office.desk, visitor, file, "a.xlsx", Asked(date(2018, 12, 30)))


# --- what is kept


@posix
def test_what_the_desk_keeps_is_for_its_own_account_alone(tmp_path: Path, library: Library) -> None:
    data = tmp_path / "desk"
    before = os.umask(0)
    try:
        data.mkdir(mode=0o755)  # made by somebody beforehand
        office = Office(data, library)
        folder = office.desk.settings.folder(kept(office))
        journals = [*data.glob("*.sqlite-*")]
        private = {*data.glob("*.sqlite*"), data / "secret", folder}
        assert journals
        assert {path.name for path in private} >= {"kiemnhiem.sqlite", "audit.sqlite", "secret"}
        assert [path.name for path in private if path.stat().st_mode & 0o077] == []
        office.desk.close()
    finally:
        os.umask(before)


def test_a_desk_that_others_reach_asks_for_accounts_first(tmp_path: Path, library: Library) -> None:
    settings = Settings(tmp_path, host="0.0.0.0")  # noqa: S104 - nothing listens
    by_proxy = Settings(tmp_path, allowed_hosts=("localhost", "desk.example"))
    for reached, found in ((settings, "0.0.0.0"), (by_proxy, "desk.example")):  # noqa: S104 - as above
        with pytest.raises(UsageError) as refused:
            Desk.open(reached, library)
        assert [p.code for p in refused.value.problems] == [codes.NEEDS_ACCOUNTS]
        assert found in refused.value.problems[0].message(Lang.EN)
    with closing(Database(settings.database_url)) as database, database.session() as session:
        accounts.add(session, "can-bo", PASSWORD, ["officer"], [], library)
    desk = Desk.open(settings, library)
    assert not desk.is_open
    desk.close()


def test_a_list_that_could_not_be_written_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), writing(tmp_path / "results.sqlite"):
        raise ZeroDivisionError
    assert list(tmp_path.iterdir()) == []


def test_an_id_that_no_list_has_is_not_looked_for(desk: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    nobody = Visitor(1, "x", frozenset(), frozenset(), everywhere=True)
    monkeypatch.setattr(Database, "session", lambda _: pytest.fail("the database was asked"))
    for id_ in ("../../etc/passwd", "x\x00", "A" * 32, "0" * 33, ""):
        with pytest.raises(NotHere):
            look(desk.desk, nobody, id_)


# --- who comes in


def test_on_a_desk_without_accounts_no_page_but_its_own_can_change_anything(desk: Office) -> None:
    browser, path = desk.browser(), "/account/headings/forget"
    own = {"origin": str(browser.base_url)}
    assert browser.post(path, headers=own).status_code == 403
    assert browser.post(path, headers={"sec-fetch-site": "same-origin"}).status_code == 403
    assert browser.post(path, headers={**own, "x-csrf-token": browser.token()}).status_code == 303


@pytest.mark.parametrize("foreign", [{"origin": "https://example.org"}, {"sec-fetch-site": "cross-site"}])
def test_another_site_cannot_have_anybody_signed_in(desk: Office, foreign: dict[str, str]) -> None:
    desk.user("can-bo")
    form, browser = {"name": "can-bo", "password": PASSWORD}, desk.browser()
    answer = browser.post("/sign-in", data=form, headers=foreign)
    assert (answer.status_code, "set-cookie" in answer.headers) == (403, False)
    assert browser.post("/sign-in", data=form).status_code == 303


def test_a_closed_account_is_out_whatever_it_still_holds(desk: Office) -> None:
    browser = desk.user("can-bo")
    assert browser.get("/account").status_code == 200
    with desk.desk.database.session() as session:
        accounts.existing(session, "can-bo").active = False
    assert browser.get("/account").status_code == 303


def test_a_name_that_is_nobodys_costs_as_much_as_one_that_is_somebodys(monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[str] = []

    class Watched(PasswordHasher):
        def verify(self, hash: str | bytes, password: str | bytes) -> Any:
            looked.append(str(hash))
            return super().verify(hash, password)

    somebody = passwords.hashed(PASSWORD)
    monkeypatch.setattr(passwords, "_HASHER", Watched())
    assert passwords.matches(somebody, PASSWORD)
    assert not passwords.matches(None, PASSWORD)
    assert not passwords.matches("", "nobody's")
    parameters = [hash_.rpartition("$")[0].rpartition("$")[0] for hash_ in looked]
    assert len(looked) == 3
    assert len({*parameters}) == 1, "and with the same parameters"


# --- what is sent and answered


def test_every_answer_tells_the_browser_to_trust_nothing_else(desk: Office) -> None:
    browser = desk.browser()
    for path in ("/", "/khong-co", "/api/policies", "/api/khong-co", "/static/desk.css"):
        headers = browser.get(path).headers
        policy = dict(part.split(" ", 1) for part in headers["content-security-policy"].split("; "))
        assert policy == {
            "default-src": "'none'", "script-src": "'self'", "style-src": "'self'", "img-src": "'self' data:",
            "connect-src": "'self'", "form-action": "'self'", "base-uri": "'none'", "frame-ancestors": "'none'",
        }  # fmt: skip
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == headers["cross-origin-resource-policy"] == "same-origin"
        assert headers["cache-control"] == ("no-cache" if path.startswith("/static") else "no-store")


def test_a_body_beyond_the_limit_is_refused_by_what_it_says_and_by_what_it_is() -> None:
    asked: list[str] = []

    async def read(request: Request) -> PlainTextResponse:
        asked.append(request.url.path)
        return PlainTextResponse(str(len(await request.body())))

    app = LimitBody(Starlette(routes=[Route("/{name}", read, methods=["POST"])]), limit=10)

    sent_so_far = 0

    async def chunks() -> AsyncIterator[bytes]:
        nonlocal sent_so_far
        for sent_so_far in range(1, 100):  # noqa: B007 - counted after the end
            yield b"x"

    async def sent() -> list[int]:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://desk") as client:
            answers = [
                await client.post("/fits", content=b"x" * 10),
                await client.post("/said", content=b"x" * 11),
                await client.post("/lies", content=b"x", headers={"content-length": "many"}),
                await client.post("/unsaid", content=chunks()),
            ]
        return [answer.status_code for answer in answers]

    assert asyncio.run(sent()) == [200, 413, 413, 413]
    assert asked == ["/fits", "/unsaid"], "what says that it is too long is not read at all"
    assert sent_so_far == 11, "what does not say so is broken off"


def test_an_error_of_the_api_repeats_no_value(desk: Office) -> None:
    answer = desk.browser().post("/api/check", json={"cases": [{}], "as_of": NAME, "policies": [{"x": NAME}]})
    assert answer.status_code == 422
    assert len(answer.json()["details"]) == 2
    assert NAME not in str(answer.json())


# --- jobs


def test_policies_that_changed_since_the_server_started_decide_nothing() -> None:
    with pytest.raises(KiemnhiemError, match="have changed since the server started"):
        library_of(Order(**{**vars(ORDER), "digest": "of another day"}))


def test_a_fault_of_a_job_says_where_and_nothing_of_the_facts() -> None:
    try:
        dict[str, str]()[NAME]
    except KeyError as error:
        told = worker._told(error, ORDER)
    for lang in Lang:
        assert "KeyError, test_guards.py:" in told[lang]
        assert NAME not in told[lang]


@posix
def test_a_job_has_no_more_memory_than_it_is_given_and_leaves_no_core() -> None:
    script = (
        "import resource; from kiemnhiem.web.jobs.worker import _bound; resource.setrlimit(resource.RLIMIT_CORE, "
        "(1, resource.getrlimit(resource.RLIMIT_CORE)[1])); _bound(1 << 30)\n"
        "print(resource.getrlimit(resource.RLIMIT_AS), resource.getrlimit(resource.RLIMIT_CORE))\n"
        "try: bytearray(2 << 30)\nexcept MemoryError: print('refused')"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.split("\n")[:2] == [f"({1 << 30}, {1 << 30}) (0, 0)", "refused"]


@posix
def test_a_job_that_never_ends_is_ended_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    endless = tmp_path / "endless"
    endless.write_text("#!/bin/sh\nexec sleep 15\n")
    endless.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(endless))
    monkeypatch.setattr(child, "DEADLINE", timedelta(seconds=1))
    made, problem = asyncio.run(child.Child().run(ORDER))
    assert made is None
    assert problem
    assert "took longer than allowed" in problem.en


def test_nothing_is_decided_that_the_trail_cannot_record(desk: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    id_ = kept(desk)
    with desk.desk.database.session() as session:
        job = Job(screening_id=id_, kind=SCREEN, state=State.RUNNING.value)
        session.add(job)
        session.flush()
        number = job.number
    receipt: dict[str, Any] = {
        "id": "0" * 64, "as_of": "2018-12-30", "library": "policies", "library_digest": "0", "asked": [],
        "place": None, "engine": "polars", "results": {"verdicts": {"eligible": 1}, "digest": "0"},
    }  # fmt: skip

    def full(*_: object, **__: object) -> None:
        raise UsageError([Problem(trust_codes.TRAIL, None, {"reason": "database or disk is full"})])

    monkeypatch.setattr(AuditTrail, "record", full)
    finish(desk.desk, number, {"figures": {"eligible": 1}, "receipt": receipt}, None)
    with desk.desk.database.session() as session:
        job = session.get_one(Job, number)
        assert job.state == State.FAILED
        assert job.problem
        assert session.get_one(Screening, id_).figures is None


def test_the_one_user_of_a_desk_without_accounts_cannot_sign_in(desk: Office) -> None:
    desk.browser().get("/")
    with desk.desk.database.session() as session:
        assert session.query(User).one().name == accounts.LOCAL
    for password in ("", "nobody's"):
        assert desk.browser().post("/sign-in", data={"name": accounts.LOCAL, "password": password}).status_code != 303
