"""What the desk decides can be done again elsewhere, with columns mapped by hand and judgements answered there."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from support.command import kiemnhiem
from support.desk import HEADINGS, PEOPLE, Browser, Office, workbook

from kiemnhiem.trust.answers import answers_in
from kiemnhiem.trust.carried import carried
from kiemnhiem.web.store.tables import State

TRUSTED = "hamlet/secretary-and-head#trusted"
NAME = "danh-sach.xlsx"


def give(browser: Browser, screening: str, case: str, answer: bool | None, by: str = "Chi bộ") -> None:
    """Answer a judgement as a program does."""
    body: dict[str, Any] = {"judgement": TRUSTED, "answer": answer, "by": by, "on": "2018-12-01"}
    sent = browser.post(f"/api/screenings/{screening}/cases/{case}/answers", json=body)
    assert sent.status_code == 200, sent.text


def taken(browser: Browser, screening: str, form: str, folder: Path) -> Path:
    """A document that the desk makes."""
    asked = browser.post(f"/screenings/{screening}/documents", data={"form": form})
    assert asked.status_code == 303, asked.text
    job = browser.done(screening, "document")
    assert job.state == State.DONE, job.problem
    path = folder / f"ket-qua.{'xlsx' if form == 'workbook' else form}"
    path.write_bytes(browser.get(f"/screenings/{screening}/documents/{job.id}").content)
    return path


def saved(browser: Browser, screening: str, name: str, folder: Path) -> Path:
    """A file that a screening has."""
    answer = browser.get(f"/screenings/{screening}/{name}")
    assert answer.status_code == 200, answer.text
    path = folder / name
    path.write_bytes(answer.content)
    return path


@pytest.fixture
def auditor(tmp_path: Path) -> Path:
    """The folder of somebody who was given files."""
    folder = tmp_path / "auditor"
    folder.mkdir()
    return folder


def test_mapped_headings_and_answers_are_repeated_to_the_byte(office: Office, auditor: Path) -> None:
    """In another process, folder and home: the list, the results, the answers, and the policies in a bundle."""
    headings = ["Sổ gốc" if h == "Hộ khẩu" else "Sinh" if h == "Ngày sinh" else h for h in HEADINGS]
    officer = office.user("can-bo")
    list_ = workbook(office.desk.settings.data / NAME, PEOPLE, headings)
    screening = officer.screened(list_)
    mapped = {"heading": ["Sổ gốc", "Sinh", "Điểm thi đua"], "field": ["residence", "birth_date", ""]}
    assert officer.post(f"/screenings/{screening}/headings", data=mapped).status_code == 303
    officer.done(screening)
    give(officer, screening, "CB-03", False)
    give(officer, screening, "CB-03", True)
    before = taken(officer, screening, "json", auditor)
    answers = saved(officer, screening, "answers.json", auditor)
    (auditor / NAME).write_bytes(list_.read_bytes())
    assert kiemnhiem("bundle", "-o", auditor / "law.knb").exit_code == 0
    (auditor / "home").mkdir()
    told = json.loads(before.read_text("utf-8"))["receipt"]
    assert told["options"]["headings"] == {"Sinh": "birth_date", "Sổ gốc": "residence", "Điểm thi đua": ""}
    assert "Chi bộ" not in json.dumps(told, ensure_ascii=False)
    args = [
        "replay",
        before.name,
        "--answers",
        answers.name,
        "--policies",
        "law.knb",
        "-o",
        "again.json",
        "--lang",
        "en",
    ]
    env = {"PATH": "", "HOME": str(auditor / "home"), "TZ": "Asia/Ho_Chi_Minh", "LC_ALL": "C"}
    ran = subprocess.run(
        [sys.executable, "-m", "kiemnhiem", *args], cwd=auditor, env=env, capture_output=True, check=False
    )
    assert ran.returncode == 0, ran.stdout.decode() + ran.stderr.decode()
    assert b"IDENTICAL: 7 cases" in ran.stdout
    assert (auditor / "again.json").read_bytes() == before.read_bytes()
    assert told["results"]["verdicts"]["eligible"] == 3


def test_one_file_of_answers_serves_every_receipt_of_a_screening(office: Office, auditor: Path) -> None:
    officer = office.user("can-bo")
    screening = officer.screened(office.workbook)
    (auditor / NAME).write_bytes(office.workbook.read_bytes())
    first = saved(officer, screening, "receipt.json", auditor).rename(auditor / "first.json")
    give(officer, screening, "CB-03", True)
    second = taken(officer, screening, "json", auditor).rename(auditor / "second.json")
    give(officer, screening, "CB-03", False)
    third = taken(officer, screening, "workbook", auditor)
    give(officer, screening, "CB-03", None)
    answers = saved(officer, screening, "answers.json", auditor)
    number = len(answers_in(answers))  # the question is that of several policies
    for path, rested in ((first, 0), (second, number // 3), (third, 2 * number // 3)):
        ran = kiemnhiem("replay", path, "--answers", answers, "--lang", "en")
        assert (ran.exit_code, "IDENTICAL" in ran.stdout) == (0, True), ran.output
        assert f"rested on {rested} of the {number} judgements" in ran.stdout
    without = kiemnhiem("replay", second, "--lang", "en")
    assert (without.exit_code, "name the file that has them with --answers" in without.stdout) == (1, True)
    assert "The answers differ for 1 cases: CB-03" in without.stdout


def test_an_altered_answer_is_told(office: Office, auditor: Path) -> None:
    officer = office.user("can-bo")
    screening = officer.screened(office.workbook)
    give(officer, screening, "CB-03", True)
    (auditor / NAME).write_bytes(office.workbook.read_bytes())
    results = taken(officer, screening, "json", auditor)
    answers = saved(officer, screening, "answers.json", auditor)
    answers.write_text(answers.read_text("utf-8").replace("true", "false"), "utf-8")
    ran = kiemnhiem("replay", results, "--answers", answers, "--lang", "en")
    assert ran.exit_code == 1
    assert "are not those that that run rested on" in ran.stdout
    assert "The answers differ for 1 cases: CB-03" in ran.stdout


def test_somebody_of_one_place_takes_away_receipts_of_what_they_may_see(office: Office, auditor: Path) -> None:
    officer = office.user("lai-chau", places=["lai-chau"])
    screening = officer.screened(office.workbook)
    assert officer.get(f"/screenings/{screening}/receipt.json").status_code == 404
    assert officer.get(f"/api/screenings/{screening}/receipt").status_code == 404
    page = officer.get(f"/screenings/{screening}/documents?lang=en").text
    assert "counts cases that you may not see" in page
    assert "receipt.json" not in page
    give(officer, screening, "CB-03", True)
    results = taken(officer, screening, "json", auditor)
    receipt = carried(results).receipt
    assert sum(receipt.results.verdicts.values()) == 4
    assert receipt.cases == ("CB-01", "CB-02", "CB-03", "CB-07")
    (auditor / NAME).write_bytes(office.workbook.read_bytes())
    answers = saved(officer, screening, "answers.json", auditor)
    again = kiemnhiem("replay", results, "--answers", answers, "-o", auditor / "again.json", "--lang", "en")
    assert (again.exit_code, "IDENTICAL: 4 cases" in again.stdout) == (0, True), again.output
    assert (auditor / "again.json").read_bytes() == results.read_bytes()


def test_answers_are_offered_where_there_are_any_and_their_download_is_noted(office: Office) -> None:
    officer = office.user("can-bo")
    screening = officer.screened(office.workbook)
    address = f"/screenings/{screening}/documents"
    assert "answers.json" not in officer.get(address).text
    give(officer, screening, "CB-03", True, "Bí thư chi bộ")
    assert "answers.json" in officer.get(address).text
    told = officer.get(f"/screenings/{screening}/answers.json").json()
    [one] = [of for of in told if of["judgement"] == TRUSTED]
    assert one == {"case": "CB-03", "judgement": TRUSTED, "answer": True, "by": "Bí thư chi bộ", "on": "2018-12-01"}
    last = [*office.desk.audit.every()][-1]
    assert (last.action, last.details) == ("downloaded", {"form": "answers", "cases": 1})
