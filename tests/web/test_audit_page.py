"""The page of the audit trail."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator

import pytest
from support.desk import Browser, Office

from kiemnhiem.policy.model import Library
from kiemnhiem.trust.audit import ACTIONS
from kiemnhiem.web.pages.audit import ACTION_NAMES, DETAIL_NAMES, SIZE


@pytest.fixture
def office(tmp_path_factory: pytest.TempPathFactory, library: Library) -> Iterator[Office]:
    office = Office(tmp_path_factory.mktemp("desk"), library)
    yield office
    office.desk.close()


@pytest.fixture
def auditor(office: Office) -> Browser:
    return office.user("kiem-tra", "auditor")


def test_every_action_has_a_name_in_both_languages() -> None:
    assert {*ACTION_NAMES} == {*ACTIONS}
    assert {*DETAIL_NAMES} == {key for keys in ACTIONS.values() for key in keys}


def test_records_are_found_by_who_what_screening_and_case(office: Office, auditor: Browser) -> None:
    trail = office.desk.audit
    trail.record("can-bo", "judgement_given", screening="a" * 32, case="CB-1", details={"judgement": "x#y"})
    trail.record("nguoi-khac", "downloaded", screening="b" * 32, details={"form": "workbook"})
    for query, seen, unseen in (
        ("actor=can-bo", "CB-1", "workbook"), ("action=downloaded", "workbook", "CB-1"),
        (f"screening={'b' * 32}", "workbook", "CB-1"), ("case=CB-1", "x#y", "workbook"),
    ):  # fmt: skip
        page = auditor.get(f"/audit?{query}").text
        assert seen in page
        assert unseen not in page


def test_records_come_in_pages_the_newest_first(office: Office, auditor: Browser) -> None:
    office.desk.audit.record_all([_entry(n) for n in range(SIZE + 20)])
    first = auditor.get("/audit").text
    assert f"HS-{SIZE + 19}<" in first
    assert "HS-0<" not in first
    following = auditor.get(f"/audit?before={first.split('before=')[1].split(chr(34))[0]}").text
    assert "HS-0<" in following


def _entry(number: int):  # type: ignore[no-untyped-def]  # noqa: ANN202 - an entry
    from kiemnhiem.trust.audit import Entry

    return Entry("can-bo", "downloaded", case=f"HS-{number}")


def test_a_trail_that_was_tampered_with_is_told_so(office: Office, auditor: Browser) -> None:
    office.desk.audit.record("can-bo", "downloaded", case="CB-1")
    sound = auditor.post("/audit/verify?lang=en").text
    assert "Sound" in sound
    head = sound.split('class="secret">')[1].split("<")[0]
    assert "Sound" in auditor.post("/audit/verify?lang=en", data={"head": head}).text
    with sqlite3.connect(office.desk.settings.data / "audit.sqlite") as db:
        for trigger in ("update", "delete"):
            db.execute(f"DROP TRIGGER kiemnhiem_audit_no_{trigger}")
        db.execute("UPDATE kiemnhiem_audit SET actor = 'ai-do' WHERE \"case\" = 'CB-1'")
    page = auditor.post("/audit/verify?lang=en").text
    assert "TAMPERED WITH" in page
    assert "has been altered" in page
    assert auditor.post("/audit/verify?lang=en", data={"head": "không"}).status_code == 422


def test_what_is_exported_is_the_whole_trail(office: Office, auditor: Browser) -> None:
    office.desk.audit.record("can-bo", "downloaded", case="CB-1")
    answer = auditor.post("/audit/export")
    records = [json.loads(line) for line in answer.text.splitlines()]
    assert [r["number"] for r in records] == list(range(1, len(records) + 1))
    assert records[-1]["action"] == "trail_exported"
    assert "CB-1" in {r["case"] for r in records}
