"""Who may do what: every route, by everybody who may come, on things of their own and of others."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from support.desk import AS_OF, PASSWORD, POLICY, Browser, Office
from support.routes import UNSAFE, routes

from kiemnhiem.policy.model import Library
from kiemnhiem.web.access.visitor import COOKIE, CSRF_HEADER
from kiemnhiem.web.store.tables import Screening, new_id

#: Everybody: nobody signed in; the owner of a screening; one who owns a like one, but is granted another place than the
#: case's; another officer; and one of each other role.
ACTORS = ("nobody", "owner", "elsewhere", "other", "author", "auditor", "administrator")
OFFICERS = {"owner", "elsewhere", "other"}
ALL = {*ACTORS} - {"nobody"}
CASE = "CB-03"  # of Lai Châu


@dataclass(frozen=True)
class Rule:
    """Who is let in. Those who are not are told ``refused``, or ``hidden`` who may not know of the thing at all."""

    let_in: frozenset[str]
    forbidden: frozenset[str] = frozenset()

    def expected(self, actor: str, *, api: bool) -> str:
        if actor in self.let_in:
            return "let in"
        if actor == "nobody":
            return "401" if api else "to sign in"
        return "403" if actor in self.forbidden else "404"


def _only(*actors: str) -> Rule:
    return Rule(frozenset(actors), frozenset(ALL - {*actors}))


PUBLIC = Rule(frozenset(ACTORS))
SIGNED_IN = Rule(frozenset(ALL))
OFFICER, AUTHOR, AUDITOR, ADMINISTRATOR = (
    Rule(frozenset(OFFICERS), frozenset(ALL - OFFICERS)), _only("author"), _only("auditor"), _only("administrator"),
)  # fmt: skip
#: A screening: looked at, changed; a case of it: looked at; a judgement of that answered.
LOOK = Rule(frozenset({"owner", "elsewhere", "auditor"}))
OWN = Rule(frozenset({"owner", "elsewhere"}), frozenset({"auditor"}))
#: Deleted: by administrators, too.
DELETE = Rule(frozenset({"owner", "elsewhere", "administrator"}), frozenset({"auditor"}))
LOOK_AT_CASE = Rule(frozenset({"owner", "auditor"}))
ANSWER = Rule(frozenset({"owner"}), frozenset({"author", "auditor", "administrator"}))

_S, _API = "/screenings/{id}", "/api/screenings/{id}"
_C = "/screenings/{screening}/case"
RULES: dict[tuple[str, str], Rule] = {
    ("GET", "/sign-in"): PUBLIC, ("POST", "/sign-in"): PUBLIC, ("GET", "/api/"): PUBLIC,
    ("GET", "/"): SIGNED_IN, ("POST", "/sign-out"): SIGNED_IN,
    ("GET", "/account"): SIGNED_IN, ("POST", "/account/password"): SIGNED_IN, ("POST", "/account/tokens"): SIGNED_IN,
    ("POST", "/account/tokens/revoke"): SIGNED_IN, ("POST", "/account/headings/forget"): SIGNED_IN,
    ("GET", "/policies"): SIGNED_IN, ("GET", "/policies/{id:path}"): SIGNED_IN, ("GET", "/sources"): SIGNED_IN,
    ("GET", "/sources/{id}"): SIGNED_IN, ("GET", "/posts"): SIGNED_IN,
    ("GET", "/api/policies"): SIGNED_IN, ("GET", "/api/policies/{id:path}"): SIGNED_IN,
    ("GET", "/api/problems/{code}"): SIGNED_IN, ("GET", "/api/screenings"): SIGNED_IN,
    ("GET", "/editor"): AUTHOR, ("POST", "/editor"): AUTHOR, ("GET", "/editor/words.json"): AUTHOR,
    ("GET", "/audit"): AUDITOR, ("POST", "/audit/verify"): AUDITOR, ("POST", "/audit/export"): AUDITOR,
    ("GET", "/users"): ADMINISTRATOR, ("POST", "/users"): ADMINISTRATOR, ("GET", "/users/{name}"): ADMINISTRATOR,
    ("POST", "/users/{name}"): ADMINISTRATOR, ("POST", "/users/{name}/password"): ADMINISTRATOR,
    ("GET", "/kept"): ADMINISTRATOR, ("POST", "/template"): OFFICER,
    ("POST", "/screenings"): OFFICER, ("POST", "/api/screenings"): OFFICER, ("POST", "/api/check"): OFFICER,
    ("POST", "/api/timeline"): OFFICER,
    ("GET", _S): LOOK, ("GET", f"{_S}/progress"): LOOK, ("GET", f"{_S}/reading"): LOOK,
    ("GET", "/screenings/{screening}/overview"): LOOK, ("GET", f"{_S}/receipt.json"): LOOK_AT_CASE,
    ("GET", _API): LOOK, ("GET", f"{_API}/cases"): LOOK, ("GET", f"{_API}/receipt"): LOOK_AT_CASE,
    ("GET", _C): LOOK_AT_CASE, ("GET", f"{_C}/what-if"): LOOK_AT_CASE, ("POST", f"{_C}/what-if"): LOOK_AT_CASE,
    ("GET", f"{_C}/timeline"): LOOK_AT_CASE, ("GET", f"{_API}/cases/{{case:path}}"): LOOK_AT_CASE,
    ("POST", f"{_C}/answers"): ANSWER, ("POST", f"{_API}/cases/{{case:path}}/answers"): ANSWER,
    ("POST", f"{_S}/again"): OWN, ("POST", f"{_S}/stop"): OWN, ("GET", f"{_S}/delete"): DELETE,
    ("POST", f"{_S}/delete"): DELETE, ("POST", f"{_S}/headings"): OWN, ("GET", f"{_S}/documents"): OWN,
    ("POST", f"{_S}/documents"): OWN, ("GET", f"{_S}/documents/{{job}}"): OWN, ("GET", f"{_S}/answers.json"): OWN,
    ("GET", f"{_API}/results.{{form}}"): OWN, ("DELETE", _API): DELETE,
}  # fmt: skip

_JSON = {"cases": [{"Mã CB": "A1"}], "as_of": AS_OF, "policies": [POLICY]}
_ANSWER = {"judgement": "a#b", "answer": True, "by": "Ai đó", "on": "2018-12-01"}
#: What is sent. What is of no use is told so (400, 422, or 404 of somebody who is let in), and changes nothing.
BODIES: dict[str, dict[str, Any]] = {
    "/sign-in": {"data": {"name": "khong-co", "password": "x"}},
    "/account/password": {"data": {"password": "x", "new": "y", "again": "z"}},
    "/account/tokens": {"data": {"label": "", "days": "90"}},
    "/account/tokens/revoke": {"data": {"hash": "0" * 64}},
    "/users": {"data": {"name": "Không", "password": PASSWORD}},
    "/users/{name}": {"data": {"role": ["không"], "active": "1"}},
    "/users/{name}/password": {"data": {"password": "x"}},
    "/screenings": {"data": {"as_of": "x"}},
    "/api/check": {"json": _JSON}, "/api/screenings": {"files": {"file": ("a.xyz", b"x")}},
    "/api/timeline": {"json": {"case": {}, "from": "2019-01-01", "until": "2018-01-01"}},
    f"{_C}/answers": {"data": {"answer": "yes:a#b", "by": "Ai đó", "on": "2018-12-01"}},
    f"{_API}/cases/{{case:path}}/answers": {"json": _ANSWER},
    f"{_S}/documents": {"data": {"form": "không"}},
    f"{_S}/headings": {"data": {"heading": "x", "field": "y"}},
}  # fmt: skip
#: Of somebody who is let in: the thing itself is not there.
ABSENT = {("POST", "/account/tokens/revoke"), ("GET", f"{_S}/documents/{{job}}"), ("POST", f"{_S}/documents"),
          ("POST", f"{_S}/headings")}  # fmt: skip


@dataclass(frozen=True)
class People:
    office: Office
    browsers: dict[str, Browser]
    screenings: dict[str, str]

    def screening(self, actor: str) -> str:
        """The one in question: the owner's, and of the one who is granted another place, their own like it."""
        return self.screenings["elsewhere" if actor == "elsewhere" else "owner"]

    def copied(self, screening: str, owner: Browser) -> str:
        """A screening like another one, of somebody."""
        desk, id_ = self.office.desk, new_id()
        shutil.copytree(desk.settings.folder(screening), desk.settings.folder(id_))
        with desk.database.session() as session:
            of = session.get_one(Screening, screening)
            names = ("file", "subject", "policies", "place", "as_of", "library", "figures", "receipt", "expires")
            mine = session.get_one(Screening, screening).owner_id if owner is self.browsers["owner"] else None
            user = mine or _number(self.office, "elsewhere")
            session.add(Screening(id=id_, owner_id=user, **{name: getattr(of, name) for name in names}))
        return id_


def _number(office: Office, name: str) -> int:
    from kiemnhiem.web.access import accounts

    with office.desk.database.session() as session:
        return accounts.existing(session, name).id


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory, library: Library) -> Iterator[People]:
    with Office(tmp_path_factory.mktemp("desk"), library) as office:
        browsers = {name: office.user(name, name) for name in ("author", "auditor", "administrator")}
        browsers |= {name: office.user(name, "officer") for name in ("owner", "other")}
        browsers["elsewhere"] = office.user("elsewhere", "officer", places=["ben-tre"])
        browsers["nobody"] = office.browser()
        mine = browsers["owner"].screened(office.workbook)
        people = People(office, browsers, {"owner": mine})
        people.screenings["elsewhere"] = people.copied(mine, browsers["elsewhere"])
        yield people


def address(path: str, screening: str) -> str:
    """An address of that pattern."""
    values = {
        "id": POLICY if "policies" in path else "vb-khong-co" if "sources" in path else screening,
        "screening": screening, "case": CASE, "code": "C301", "name": "other", "job": "0" * 32, "form": "csv",
    }  # fmt: skip
    filled = re.sub(r"\{(\w+)(:path)?\}", lambda found: values[found[1]], path)
    return f"{filled}?id={CASE}" if path.startswith(_C) else filled


def ask(browser: Browser, method: str, path: str, screening: str, **more: Any) -> httpx.Response:
    """Send a request to a route, with what it takes."""
    body = {} if method == "GET" else BODIES.get(path, {})
    answer: httpx.Response = browser.request(method, address(path, screening), **body, **more)
    return answer


def came(answer: httpx.Response) -> str:
    """What became of somebody."""
    if answer.status_code == 303 and answer.headers["location"].startswith("/sign-in?"):
        return "to sign in"
    return str(answer.status_code) if answer.status_code in (401, 403, 404) else "let in"


def test_every_route_has_a_rule(people: People) -> None:
    assert {*routes(people.office.app)} == {*RULES}


@pytest.mark.parametrize(("method", "path"), sorted(RULES), ids=str)
def test_each_is_let_in_or_refused_as_the_rule_says(people: People, method: str, path: str) -> None:
    rule, wrong = RULES[method, path], []
    for actor in ACTORS:
        screening = people.screening(actor)
        if rule in (OWN, DELETE) and method != "GET" and actor in rule.let_in:  # what is changed is nobody else's
            screening = people.copied(screening, people.browsers[actor])
        browser = people.browsers[actor]
        if path == "/sign-out" and actor != "nobody":
            browser = people.office.browser()
            browser.sign_in(actor)
        answer = ask(browser, method, path, screening)
        assert answer.status_code < 500, answer.text
        expected, found = rule.expected(actor, api=path.startswith("/api")), came(answer)
        absent = found == "404" and ((method, path) in ABSENT or path == "/sources/{id}") and expected == "let in"
        rightly = expected == found or absent or (path == "/sign-in" and found == "403")  # the password is wrong
        if not rightly:
            wrong.append(f"{actor}: {found}, not {expected}")
    assert wrong == []


@pytest.mark.parametrize(("method", "path"), sorted(k for k in RULES if k[0] in UNSAFE), ids=str)
def test_nothing_is_changed_without_the_token_of_a_page_or_for_another_site(
    people: People, method: str, path: str
) -> None:
    rule = RULES[method, path]
    actor = next(a for a in ("owner", "author", "auditor", "administrator") if a in rule.let_in)
    browser, screening = people.browsers[actor], people.screening(actor)
    token = browser.headers.pop(CSRF_HEADER)
    try:
        if path != "/sign-in":  # which has no page of somebody signed in before it
            assert ask(browser, method, path, screening).status_code == 403
            assert ask(browser, method, path, screening, headers={CSRF_HEADER: "0" * 64}).status_code == 403
        for foreign in (
            {"origin": "https://example.org"}, {"origin": "null"}, {"origin": "http://[::1"},
            {"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"},
        ):  # fmt: skip
            assert ask(browser, method, path, screening, headers={CSRF_HEADER: token, **foreign}).status_code == 403
    finally:
        browser.headers[CSRF_HEADER] = token


def test_a_host_that_is_not_ours_is_refused(people: People) -> None:
    assert people.browsers["owner"].get("/", headers={"host": "example.org"}).status_code == 400
    assert people.browsers["owner"].get("/api/policies", headers={"host": "example.org"}).status_code == 400


def test_a_cookie_of_another_account_gives_nothing_of_this_one(people: People) -> None:
    stranger = people.office.browser()
    stranger.cookies.set(COOKIE, "x" * 43)
    assert came(stranger.get("/")) == "to sign in"
    assert stranger.get("/api/screenings", headers={"authorization": "Bearer x"}).status_code == 401


def test_what_is_refused_is_in_the_audit_trail(people: People) -> None:
    before = people.office.desk.audit.head().number
    people.browsers["other"].get(f"/screenings/{people.screenings['owner']}")
    people.browsers["author"].get("/users")
    people.browsers["nobody"].get("/users")
    found = people.office.desk.audit.records(before)
    assert [(r.actor, r.action, r.details["route"]) for r in found] == [
        ("other", "access_refused", "/screenings/{id}"), ("author", "access_refused", "/users"),
    ]  # fmt: skip
