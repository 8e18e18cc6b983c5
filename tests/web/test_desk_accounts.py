"""Signing in and out, one's own account, the accounts of others."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import httpx
import pytest
from support.desk import PASSWORD, Browser, Office

from kiemnhiem.policy.model import Library
from kiemnhiem.web.access import accounts
from kiemnhiem.web.access.visitor import COOKIE, CSRF_HEADER
from kiemnhiem.web.store.tables import Attempt, SignIn, now

NEW = "một câu khác cũng đủ dài"
WRONG = "không phải câu này đâu"


@pytest.fixture
def desk(tmp_path_factory: pytest.TempPathFactory, library: Library) -> Iterator[Office]:
    """Without its queue of jobs: nobody screens."""
    office = Office(tmp_path_factory.mktemp("desk"), library)
    yield office
    office.desk.close()


def signed_in(browser: Browser) -> bool:
    return bool(browser.get("/account").status_code == 200)


def actions(office: Office) -> list[tuple[str, str]]:
    return [(r.actor, r.action) for r in office.desk.audit.every()]


def test_a_cookie_is_for_the_server_alone_and_new_at_each_sign_in(desk: Office) -> None:
    desk.user("can-bo")
    browser = desk.browser()
    browser.cookies.set(COOKIE, "known-to-somebody", domain="127.0.0.1", path="/")
    answer = browser.sign_in("can-bo")
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    first = answer.cookies[COOKIE]
    assert first != "known-to-somebody"
    second = browser.post("/sign-in", data={"name": "can-bo", "password": PASSWORD}).cookies[COOKIE]
    assert second != first
    stale = desk.browser()
    stale.cookies.set(COOKIE, first)
    assert not signed_in(stale)


def test_behind_https_the_cookie_never_goes_without_it(
    tmp_path_factory: pytest.TempPathFactory, library: Library
) -> None:
    office = Office(tmp_path_factory.mktemp("desk"), library, secure=True)
    with office.desk.database.session() as session:
        accounts.add(session, "can-bo", PASSWORD, ["officer"], [], library)
    answer = office.browser().post("/sign-in", data={"name": "can-bo", "password": PASSWORD})
    assert "Secure" in answer.headers["set-cookie"]
    office.desk.close()


def test_who_signs_out_is_out(desk: Office) -> None:
    browser = desk.user("can-bo")
    cookie = browser.cookies[COOKIE]
    assert signed_in(browser)
    browser.post("/sign-out")
    browser.cookies.set(COOKIE, cookie)
    assert not signed_in(browser)


@pytest.mark.parametrize("next_", ["https://example.org", "//example.org", "/\\example.org", "javascript:alert(1)"])
def test_signing_in_leads_to_no_other_site(desk: Office, next_: str) -> None:
    desk.user("can-bo")
    answer = desk.browser().post("/sign-in", data={"name": "can-bo", "password": PASSWORD, "next": next_})
    assert answer.headers["location"] == "/"


def test_whoever_must_sign_in_first_comes_back_to_the_page_with_all_it_asked(desk: Office) -> None:
    desk.user("can-bo")
    answer = desk.browser().get("/policies?q=bí thư&as_of=2018-12-30")
    wanted = httpx.URL(answer.headers["location"]).params["next"]
    assert httpx.URL(wanted).params["q"] == "bí thư"
    assert httpx.URL(wanted).params["as_of"] == "2018-12-30"


def test_many_wrong_passwords_close_a_name_for_a_while_even_to_the_right_one(desk: Office) -> None:
    desk.user("can-bo")
    browser = desk.browser()
    for _ in range(accounts.ATTEMPTS):
        assert browser.sign_in("can-bo", WRONG).status_code == 403
    assert browser.sign_in("can-bo").status_code == 403
    desk.user("nguoi-khac")  # others come in
    with desk.desk.database.session() as session:
        for attempt in session.query(Attempt):
            attempt.at = now() - accounts.CLOSED_FOR - timedelta(seconds=1)
    assert browser.sign_in("can-bo").status_code == 303


def test_many_at_once_are_no_more_than_one_after_the_other(desk: Office) -> None:
    desk.user("can-bo")
    tries = accounts.ATTEMPTS * 3

    def wrong(_: int) -> bool:
        return accounts.try_password(desk.desk.database, "can-bo", WRONG, "10.0.0.1").closed

    with ThreadPoolExecutor(8) as pool:
        closed = list(pool.map(wrong, range(tries)))
    assert closed.count(False) == accounts.ATTEMPTS


def test_one_address_that_tries_many_names_is_closed(desk: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.user("can-bo")
    monkeypatch.setattr(accounts, "ATTEMPTS_OF_ADDRESS", 6)
    tried = [accounts.try_password(desk.desk.database, f"ten-{n}", WRONG, "10.0.0.1") for n in range(8)]
    assert [t.closed for t in tried] == [False] * 6 + [True] * 2
    assert accounts.try_password(desk.desk.database, "can-bo", PASSWORD, "10.0.0.1").user is None
    assert accounts.try_password(desk.desk.database, "can-bo", PASSWORD, "10.0.0.2").user is not None


def test_a_closed_account_is_out_at_once(desk: Office) -> None:
    browser, admin = desk.user("can-bo"), desk.user("quan-tri", "administrator")
    assert admin.post("/users/can-bo", data={"role": ["officer"], "place": ["vn"]}).status_code == 303
    assert not signed_in(browser)
    assert desk.browser().sign_in("can-bo").status_code == 403


def test_an_administrator_makes_an_account_that_can_be_used(desk: Office) -> None:
    admin = desk.user("quan-tri", "administrator")
    form = {"name": "moi", "password": PASSWORD, "role": ["officer", "author"], "place": ["lai-chau"]}
    assert admin.post("/users", data=form).status_code == 303
    browser = desk.browser()
    browser.sign_in("moi")
    page = browser.get("/account").text
    assert "cán bộ tổ chức, người soạn chính sách" in page
    assert "Lai Châu" in page
    assert 'href="/users/moi"' in admin.get("/users").text


def test_what_is_wrong_with_a_new_account_is_told_at_once_and_what_was_chosen_stays(desk: Office) -> None:
    admin = desk.user("quan-tri", "administrator")
    form = {"name": "Tên Sai", "password": PASSWORD, "role": ["auditor"], "place": ["lai-chau", "khong-co"]}
    answer = admin.post("/users?lang=en", data=form)
    assert answer.status_code == 422
    assert "cannot be the name of an account" in answer.text
    assert "khong-co" in answer.text
    assert re.search(r'value="auditor" checked', answer.text)
    assert re.search(r'value="lai-chau" checked', answer.text)


def test_nobody_locks_themselves_out(desk: Office) -> None:
    admin = desk.user("quan-tri", "administrator")
    for form in ({"role": ["officer"], "active": "1"}, {"role": ["administrator"]}):
        assert admin.post("/users/quan-tri", data=form).status_code == 422
    assert admin.get("/users").status_code == 200


def test_a_new_password_signs_everything_else_of_the_account_out(desk: Office) -> None:
    browser, elsewhere = desk.user("can-bo"), desk.browser()
    elsewhere.sign_in("can-bo")
    form = {"password": PASSWORD, "new": NEW, "again": NEW}
    assert browser.post("/account/password", data=form | {"password": WRONG}).status_code == 422
    assert browser.post("/account/password", data=form | {"again": WRONG}).status_code == 422
    assert browser.post("/account/password", data=form | {"new": "ngắn", "again": "ngắn"}).status_code == 422
    assert signed_in(elsewhere)
    assert browser.post("/account/password", data=form).status_code == 303
    assert signed_in(browser)
    assert not signed_in(elsewhere)
    assert desk.browser().sign_in("can-bo").status_code == 403
    assert desk.browser().sign_in("can-bo", NEW).status_code == 303


def test_a_token_lets_a_program_in_until_it_is_taken_back(desk: Office) -> None:
    browser, other = desk.user("can-bo"), desk.user("nguoi-khac")
    page = browser.post("/account/tokens", data={"label": "Phần mềm nhân sự", "days": "30"}).text
    token = re.search(r'class="secret">([^<]+)<', page)
    assert token
    program = desk.browser()
    program.headers["authorization"] = f"Bearer {token[1]}"
    assert program.get("/api/policies").status_code == 200
    shown = browser.get("/account").text
    assert "Phần mềm nhân sự" in shown
    assert token[1] not in shown
    hash_ = re.search(r'name="hash" value="([0-9a-f]{64})"', shown)
    assert hash_
    assert other.post("/account/tokens/revoke", data={"hash": hash_[1]}).status_code == 404
    assert program.get("/api/policies").status_code == 200
    assert browser.post("/account/tokens/revoke", data={"hash": hash_[1]}).status_code == 303
    assert program.get("/api/policies").status_code == 401


def test_a_token_is_no_cookie_and_a_cookie_no_token(desk: Office) -> None:
    browser = desk.user("can-bo")
    page = browser.post("/account/tokens", data={"label": "x", "days": "30"}).text
    token = re.search(r'class="secret">([^<]+)<', page)
    assert token
    as_cookie, as_token = desk.browser(), desk.browser()
    as_cookie.cookies.set(COOKIE, token[1])
    assert as_cookie.get("/api/policies").status_code == 401
    as_token.headers["authorization"] = f"Bearer {browser.cookies[COOKIE]}"
    assert as_token.get("/api/policies").status_code == 401


def test_secrets_are_kept_as_hashes_and_forgotten_when_they_expire(desk: Office) -> None:
    browser = desk.user("can-bo")
    cookie = browser.cookies[COOKIE]
    with desk.desk.database.session() as session:
        kept = session.query(SignIn).all()
        assert all(cookie not in (s.hash, s.label) for s in kept)
        for one in kept:
            one.expires = now() - timedelta(seconds=1)
    assert not signed_in(browser)
    desk.user("nguoi-khac")
    with desk.desk.database.session() as session:
        assert [s.user.name for s in session.query(SignIn)] == ["nguoi-khac"]


def test_who_came_and_went_and_what_was_granted_is_in_the_audit_trail(desk: Office) -> None:
    admin = desk.user("quan-tri", "administrator")
    admin.post("/users", data={"name": "moi", "password": PASSWORD, "role": ["officer"], "place": ["lai-chau"]})
    admin.post("/users/moi", data={"role": ["auditor"]})
    admin.post("/users/moi/password", data={"password": NEW})
    stranger = desk.browser()
    stranger.sign_in("quan-tri", WRONG)
    stranger.sign_in(WRONG, "x")  # a password typed as a name is not kept
    admin.post("/account/tokens", data={"label": "phần mềm", "days": "30"})
    admin.post("/sign-out")
    assert actions(desk) == [
        ("quan-tri", "signed_in"), ("quan-tri", "account_made"), ("quan-tri", "account_changed"),
        ("quan-tri", "account_changed"), ("quan-tri", "sign_in_failed"), ("?", "sign_in_failed"),
        ("quan-tri", "token_made"), ("quan-tri", "signed_out"),
    ]  # fmt: skip
    records = list(desk.desk.audit.every())
    assert records[2].details == {"account": "moi", "roles": ["auditor"], "places": [], "active": False}
    assert WRONG not in str(records)
    assert PASSWORD not in str(records)


def test_a_desk_without_accounts_has_no_pages_of_them(desk: Office) -> None:
    browser = desk.browser()
    browser.headers[CSRF_HEADER] = browser.token()
    for path in ("/account", "/users"):
        assert browser.get(path).status_code == 404
