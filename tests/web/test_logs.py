"""What the server logs: enough to find a fault, nothing of people."""

from __future__ import annotations

import io
import json
import logging
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import Request
from support.desk import PASSWORD, Browser, Office, workbook

from kiemnhiem.policy.model import Library
from kiemnhiem.web import logs
from kiemnhiem.web.screenings import Look

NAME, ID, AREA, BY, ACCOUNT = "Lò Văn Ạnh", "CB-01", "Mường Đá", "Ban thường vụ Mường Đá", "can-bo-muong-da"


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """All that is logged."""
    root, kept = logging.getLogger(), io.StringIO()
    handlers, level = root.handlers[:], root.level
    logs.begin(kept)
    yield kept
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.fixture
def browser(office: Office) -> Browser:
    return office.user(ACCOUNT, "officer")


def lines(log: io.StringIO, event: str) -> list[dict[str, Any]]:
    return [line for line in map(json.loads, log.getvalue().splitlines()) if line["event"] == event]


def test_a_line_a_request_with_the_pattern_of_its_address(log: io.StringIO, browser: Browser) -> None:
    log.truncate(log.seek(0))
    answer = browser.get("/screenings/0123456789abcdef0123456789abcdef?q=Ạnh")
    [line] = lines(log, "request")
    assert line["request"] == answer.headers["x-request-id"]
    assert (line["method"], line["route"], line["status"]) == ("GET", "/screenings/{id}", 404)
    assert isinstance(line["user"], int)
    assert line["ms"] >= 0
    assert browser.get("/").headers["x-request-id"] != line["request"]


def test_hosts_that_are_refused_are_logged_too(log: io.StringIO, browser: Browser) -> None:
    log.truncate(log.seek(0))
    browser.get("/", headers={"host": "example.org"})
    assert [line["status"] for line in lines(log, "request")] == [400]


def test_jobs_are_logged_as_they_begin_and_end(log: io.StringIO, office: Office, browser: Browser) -> None:
    browser.screened(office.workbook)
    [begun], [ended] = lines(log, "job begun"), lines(log, "job ended")
    assert begun["kind"] == "screen"
    assert ended["number"] == begun["number"]
    assert ended["failed"] is False


def test_nothing_of_people_is_logged(log: io.StringIO, browser: Browser, tmp_path: Path) -> None:
    id_ = browser.screened(workbook(tmp_path / f"danh sách {AREA}.xlsx"))
    browser.get(f"/screenings/{id_}?q={NAME}&area={AREA}")
    browser.get(f"/screenings/{id_}/case?id={ID}")
    browser.post(f"/screenings/{id_}/case/answers?id={ID}", data={"answer": "yes:x#y", "by": BY, "on": "2018-12-01"})
    browser.get(f"/api/screenings/{id_}/cases/{ID}?show_personal=true")
    browser.post("/api/check", json={"cases": [{"Mã CB": ID, "Họ và tên": NAME, "Ngày sinh": NAME}]})
    browser.post("/api/check", content=f'{{"cases": "{NAME}"')
    browser.post("/sign-in", data={"name": NAME, "password": PASSWORD})
    assert len(lines(log, "request")) >= 8
    told = log.getvalue()
    for private in (NAME, ID, AREA, BY, ACCOUNT, PASSWORD, browser.cookies["kiemnhiem"]):
        assert private not in told
        assert json.dumps(private)[1:-1] not in told


def test_a_fault_is_logged_without_its_values_and_the_visitor_told_the_request(
    log: io.StringIO, office: Office, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(self: Look) -> None:  # noqa: ARG001 - as the method has it
        try:
            dict[str, str]()[NAME]
        except KeyError as error:
            raise ValueError(f"{NAME} was born in 1975") from error

    id_ = browser.screened(office.workbook)
    monkeypatch.setattr(Look, "question", broken)
    answer = browser.get(f"/screenings/{id_}/case?id={ID}&lang=en")
    assert answer.status_code == 500
    assert answer.headers["x-request-id"] in answer.text
    for_program = browser.get(f"/api/screenings/{id_}/cases/{ID}")
    assert for_program.headers["x-request-id"] in for_program.json()["error"]["en"]
    fault = lines(log, "fault")[0]
    assert fault["error"] == ["ValueError", "KeyError"]
    assert re.fullmatch(r"test_logs\.py:\d+ broken", fault["at"][-1])
    assert fault["route"] == "/screenings/{screening}/case"
    for told in (log.getvalue(), answer.text, for_program.text):
        assert NAME not in told


def test_what_other_packages_log_is_cut_to_its_first_line(log: io.StringIO) -> None:
    try:
        int(NAME)
    except ValueError:
        logging.getLogger("asyncio").exception("Task exception was never retrieved\nfuture: %s", NAME)
    [line] = map(json.loads, log.getvalue().splitlines())
    assert line["event"] == "Task exception was never retrieved"
    assert line["error"] == ["ValueError"]
    assert NAME not in log.getvalue()


def test_words_instead_of_json_for_a_terminal(library: Library, tmp_path: Path) -> None:
    root, kept = logging.getLogger(), io.StringIO()
    handlers, level = root.handlers[:], root.level
    logs.begin(kept, as_json=False)
    office = Office(tmp_path, library)
    office.browser().get("/policies")
    office.desk.close()
    root.handlers[:] = handlers
    root.setLevel(level)
    assert "request" in kept.getvalue()
    assert "route=/policies" in kept.getvalue()


def test_the_pattern_of_an_address_that_is_none_is_not_the_address() -> None:
    assert logs.route_of(Request({"type": "http", "path": f"/{NAME}"}).scope) == "-"
