"""What is refused says why, in words for whoever asked, and what to do."""

from __future__ import annotations

from datetime import date

import pytest
from support.desk import ADDRESS, AS_OF, Office, words_of

from kiemnhiem.policy.model import Library
from kiemnhiem.web.access import accounts
from kiemnhiem.web.access.visitor import Visitor
from kiemnhiem.web.screenings import Asked, begin


def being_screened(office: Office, name: str) -> str:
    """A screening of somebody that has no results yet, and that no job is at work on."""
    with office.desk.database.session() as session:
        user = accounts.existing(session, name).id
    visitor = Visitor(user, name, frozenset(), frozenset(), everywhere=True)
    with office.workbook.open("rb") as file:
        return begin(office.desk, visitor, file, "danh-sach.xlsx", Asked(date.fromisoformat(AS_OF)))


# --- names of the server


@pytest.mark.parametrize("host", ["example.org", "127.0.0.1.example.org", "x@127.0.0.1", "[::2]:8710", "<b>"])
def test_a_name_that_is_not_ours_is_refused_with_the_way_to_allow_it(office: Office, host: str) -> None:
    browser = office.browser()
    page = browser.get("/sign-in", headers={"host": host})
    assert page.status_code == 400
    assert "xin người quản trị chạy lại với: kiemnhiem serve --allow-host" in words_of(page.text)
    assert "have the administrator start it with: kiemnhiem serve --allow-host" in words_of(page.text)
    assert "<b>" not in page.text
    told = browser.get("/api/policies", headers={"host": host}).json()["error"]
    assert "--allow-host" in told["vi"]
    assert "--allow-host" in told["en"]


@pytest.mark.parametrize("host", ["127.0.0.1:8710", "LOCALHOST", "[::1]:8710", "desk.example:80", "a.example.vn"])
def test_names_that_are_ours_are_let_in_with_any_port(office: Office, library: Library, host: str) -> None:
    with Office(office.desk.settings.data / "other", library) as other:
        other.user("can-bo")
    allowed = ("desk.example", "*.example.vn")
    with Office(office.desk.settings.data / "other", library, allowed_hosts=allowed) as other:
        assert other.browser().get("/sign-in", headers={"host": host}).status_code == 200
        assert other.browser().get("/sign-in", headers={"host": "example.vn.org"}).status_code == 400


# --- too large


def test_what_is_too_large_says_so_to_people_and_to_programs(office: Office) -> None:
    browser = office.browser()
    page = browser.post("/screenings", headers={"content-length": str(1 << 40)})
    assert page.status_code == 413
    assert "lớn hơn 256 MB" in words_of(page.text)
    assert "is larger than 256 MB" in words_of(page.text)
    told = browser.post("/api/check", headers={"content-length": str(1 << 40)})
    assert told.status_code == 413
    assert "is larger than 256 MB" in told.json()["error"]["en"]


# --- not yet


def test_what_is_there_only_once_a_list_is_screened_says_so_and_leads_back(office: Office) -> None:
    browser = office.user("can-bo")
    id_ = being_screened(office, "can-bo")
    for part in ("reading", "documents", "receipt.json", "case?id=CB-01"):
        answer = browser.get(f"/screenings/{id_}/{part}")
        assert answer.status_code == 409, part
        assert "Chưa có kết quả" in words_of(answer.text)
        assert f'class="button main" href="/screenings/{id_}"' in answer.text
        assert "Thoát" in answer.text
    for part in ("/cases", "/cases/CB-01", "/receipt", "/results.csv"):
        answer = browser.get(f"/api/screenings/{id_}{part}")
        assert answer.status_code == 409, part
        assert answer.json()["error"]["en"].startswith("No results yet")
    assert office.user("dong-nghiep").get(f"/screenings/{id_}/reading").status_code == 404


# --- pages of errors


def test_pages_that_anybody_may_open_know_who_is_signed_in(office: Office) -> None:
    browser = office.user("can-bo")
    for path in ("/api/", "/policies/khong-co"):
        assert "Thoát" in browser.get(path).text
        assert 'href="/policies"' in browser.get(path).text
    stranger = office.browser().get("/api/")
    assert stranger.status_code == 200
    assert "Thoát" not in stranger.text
    assert ADDRESS not in stranger.text
