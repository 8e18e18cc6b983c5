"""A desk to test: its folder, its server, the people who come to it. Everybody in its files is made up."""

from __future__ import annotations

import html
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, Self

import httpx
import xlsxwriter
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from kiemnhiem.policy.model import Library
from kiemnhiem.web.access import accounts
from kiemnhiem.web.access.visitor import CSRF_HEADER
from kiemnhiem.web.app import create_app
from kiemnhiem.web.desk import Desk
from kiemnhiem.web.render import case_address
from kiemnhiem.web.settings import Settings
from kiemnhiem.web.store.tables import Job, State

ADDRESS = "http://127.0.0.1:8710"
PASSWORD = "một câu dễ nhớ và đủ dài"  # noqa: S105 - of made-up accounts
#: What tests ask unless they say otherwise.
AS_OF, POLICY = "2018-12-30", "hamlet/secretary-and-head"

HEADINGS = (
    "Mã CB", "Họ và tên", "Tỉnh", "Xã", "Thôn", "Ngày sinh", "Đảng viên", "Hộ khẩu", "Ở thường xuyên tại thôn",
    "Chi bộ tín nhiệm", "Sức khỏe", "Phẩm chất, đạo đức", "Tín nhiệm", "Năng lực", "Kỷ luật", "Điểm thi đua",
)  # fmt: skip
_GOOD = ("Chính thức", "Có", "Có", "Đạt", "Đạt", "Đạt", "Đạt", "Đạt", "Không")
#: Two eligible, two not eligible (no Party member; 19 years old), three undetermined (a judgement; a birth date that
#: nobody can read; residence). The last heading means nothing to anybody.
PEOPLE: tuple[tuple[object, ...], ...] = (
    ("CB-01", "Lò Văn Ạnh", "Lai Châu", "Mường Đá", "Bản Hạ", date(1975, 3, 2), *_GOOD, 9),
    ("CB-02", "Đỗ Thị Ánh", "Lai Châu", "Mường Đá", "Bản Hà", date(1980, 7, 9), "Quần chúng", *_GOOD[1:], 8),
    ("CB-03", "Giàng A Ân", "Lai Châu", "Đèo Cao", "Bản Áng", date(1979, 1, 5), *_GOOD[:6], None, *_GOOD[7:], 7),
    ("CB-04", "Trần Văn Dần", "Bến Tre", "Ấp Bãi", "Ấp 4", "năm Dần", *_GOOD, 6),
    ("CB-05", "Nguyễn Thị Đào", "Bến Tre", "Ấp Bãi", "Ấp 5", date(1999, 12, 1), *_GOOD, 9),
    ("CB-06", "Phạm Văn Ăn", "Bến Tre", "Ân Thạnh", "Ấp 6", date(1971, 4, 4), "Chính thức", None, *_GOOD[2:], 5),
    ("CB-07", "Lý Thị Âu", "Lai Châu", "Đèo Cao", "Bản Ong", date(1982, 2, 8), *_GOOD, 4),
)
FIGURES = {"eligible": 2, "not_eligible": 2, "undetermined": 3}


def workbook(path: Path, people: Sequence[Sequence[object]] = PEOPLE, headings: Sequence[str] = HEADINGS) -> Path:
    """Write people as an office lists them."""
    with xlsxwriter.Workbook(path, {"default_date_format": "dd/mm/yyyy"}) as book:
        sheet = book.add_worksheet("Danh sách (hư cấu)")
        for number, row in enumerate((headings, *people)):
            for column, cell in enumerate(row):
                (sheet.write_datetime if isinstance(cell, date) else sheet.write)(number, column, cell)
    return path


class Browser(TestClient):
    """Somebody's browser. What it sends carries the token of the page it comes from."""

    def __init__(self, app: FastAPI, desk: Desk) -> None:
        super().__init__(app, base_url=ADDRESS, follow_redirects=False)
        self.desk = desk

    def sign_in(self, name: str, password: str = PASSWORD) -> httpx.Response:
        """Sign in; what it sends from then on carries the token."""
        answer: httpx.Response = self.post("/sign-in", data={"name": name, "password": password})
        self.headers[CSRF_HEADER] = self.token()
        return answer

    def token(self) -> str:
        """The token in the page of policies, which everybody may see, or else in the first page."""
        found = re.search(r'name="csrf-token" content="([^"]*)"', self.get("/").text)
        return found[1] if found else ""

    def upload(self, path: Path, name: str | None = None, **asked: Any) -> str:
        """Send a file with a question (``as_of``, ``policy``, ``place``); the screening's id."""
        data = {"as_of": AS_OF, "policy": POLICY, "place": "", **asked}
        with path.open("rb") as file:
            answer = self.post("/screenings", data=data, files={"file": (name or path.name, file)})
        assert answer.status_code == 303, answer.text
        return str(answer.headers["location"]).rpartition("/")[2]

    def screened(self, path: Path, name: str | None = None, **asked: Any) -> str:
        """As :meth:`upload`, and wait until its cases are decided."""
        id_ = self.upload(path, name, **asked)
        job = self.done(id_)
        assert job.state == State.DONE, job.problem
        return id_

    def done(self, screening: str, kind: str | None = None, patience: float = 60) -> Job:
        """The last job of a screening (of a kind), once it has ended."""
        return done(self.desk, screening, kind, patience)


def done(desk: Desk, screening: str, kind: str | None = None, patience: float = 60) -> Job:
    """The last job of a screening (of a kind), once it has ended."""
    end = time.monotonic() + patience
    while time.monotonic() < end:
        with desk.database.session() as session:
            asked = select(Job).where(Job.screening_id == screening).order_by(Job.number.desc())
            asked = asked.options(joinedload(Job.screening))
            job = session.scalars(asked if kind is None else asked.where(Job.kind == kind)).first()
        if job is not None and job.state in (State.DONE, State.FAILED):
            return job
        time.sleep(0.05)
    raise AssertionError(f"no end of {screening} within {patience} s")


class Office:
    """A desk with its server. It is open until it has its first account.

    ``with Office(folder, library) as office`` runs its queue of jobs.
    """

    def __init__(self, folder: Path, library: Library, /, **settings: Any) -> None:
        self.desk = Desk.open(replace(Settings(folder), **settings), library)
        self.app = create_app(self.desk)
        self._server = TestClient(self.app, base_url=ADDRESS)

    def __enter__(self) -> Self:
        self._server.__enter__()
        return self

    def __exit__(self, *exc: object) -> None:
        self._server.__exit__(None, None, None)
        self.desk.close()

    def browser(self) -> Browser:
        """Of somebody who has not signed in; on an open desk, of its one user."""
        return Browser(self.app, self.desk)

    def user(self, name: str, *roles: str, places: Sequence[str] = ("vn",)) -> Browser:
        """Make an account (an officer's, unless roles are named) and sign in."""
        with self.desk.database.session() as session:
            accounts.add(session, name, PASSWORD, roles or ("officer",), places, self.desk.library)
        found = self.browser()
        assert found.sign_in(name).status_code == 303
        return found

    @cached_property
    def workbook(self) -> Path:
        """A workbook of :data:`PEOPLE`."""
        return workbook(self.desk.settings.data / "danh-sach.xlsx")


@dataclass(frozen=True)
class Shared:
    """A desk in use: its officer, and the id of what that officer screened."""

    office: Office
    officer: Browser
    screening: str


def case_page(browser: Browser, screening: str, id: str, page: str = "", lang: str = "vi", **asked: str) -> str:
    """The words of a page of a case, without its tags."""
    answer = browser.get(case_address(screening, id, page), params={"id": id, "lang": lang, **asked})
    assert answer.status_code == 200, answer.text
    return words_of(answer.text)


def words_of(page: str) -> str:
    """What stands between the tags."""
    main = page.partition("<main")[2] or page
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", main)).split())
