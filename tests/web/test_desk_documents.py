"""Files that are taken away: right, fresh, only one's own and only of cases that may be seen."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date

import openpyxl
import pytest
from docx import Document
from support.desk import Browser, Office, Shared

from kiemnhiem.web.store.tables import Answer, Screening, User


def made(browser: Browser, screening: str, form: str, **more: str) -> tuple[str, bytes]:
    """A document: its name, and what is in it."""
    answer = browser.post(f"/screenings/{screening}/documents", data={"form": form, **more})
    assert answer.status_code == 303
    job = browser.done(screening, "document")
    assert job.state == "done", job.problem
    file = browser.get(f"/screenings/{screening}/documents/{job.id}")
    assert file.status_code == 200
    return file.headers["content-disposition"], file.content


def test_the_result_workbook_has_the_verdicts_and_the_owners_name_for_the_file(shared: Shared) -> None:
    name, content = made(shared.officer, shared.screening, "workbook")
    assert name.startswith('attachment; filename="ket-qua-danh-sach-2018-12-30.xlsx"')
    cells = [
        [str(c) for c in row if c] for sheet in openpyxl.load_workbook(io.BytesIO(content)) for row in sheet.values
    ]
    verdicts = {row[0]: row for row in cells if row and row[0].startswith("CB-")}
    assert "Đủ điều kiện" in verdicts["CB-01"]
    assert "Không đủ điều kiện" in verdicts["CB-02"]
    assert any("danh-sach.xlsx" in cell for row in cells for cell in row)
    assert not any("upload.xlsx" in cell for row in cells for cell in row)


def test_sheets_are_those_of_the_cases_that_are_listed(shared: Shared) -> None:
    _, content = made(shared.officer, shared.screening, "sheets", query="verdict=not_eligible&sort=name")
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        assert sorted(packed.namelist()) == ["1-cb-02.docx", "2-cb-05.docx"]


def test_one_sheet_is_about_one_person(shared: Shared) -> None:
    name, content = made(shared.officer, shared.screening, "sheet", case="CB-05")
    assert "phieu-tham-dinh-cb-05-2018-12-30.docx" in name
    document = Document(io.BytesIO(content))
    text = "\n".join(
        [p.text for p in document.paragraphs] + [c.text for t in document.tables for r in t.rows for c in r.cells]
    )
    assert "Nguyễn Thị Đào" in text
    assert "Đỗ Thị Ánh" not in text


def test_json_carries_the_receipt_of_what_it_holds(shared: Shared) -> None:
    _, content = made(shared.officer, shared.screening, "json")
    told = json.loads(content)
    assert len(told["results"]) == 7
    assert told["receipt"]["inputs"][0]["name"] == "danh-sach.xlsx"


def test_a_document_is_made_once_and_again_after_an_answer(office: Office) -> None:
    browser = office.browser()
    id_ = browser.screened(office.workbook)
    made(browser, id_, "csv")
    first = browser.done(id_, "document")
    again = browser.post(f"/screenings/{id_}/documents", data={"form": "csv"})
    assert again.headers["location"] == f"/screenings/{id_}/documents/{first.id}"
    with office.desk.database.session() as session:
        user = session.query(User).one().id
        session.add(
            Answer(screening_id=id_, case="CB-03", fact="hamlet/secretary-and-head#trusted", answer=True,
                   by="Chủ tịch", on=date(2018, 12, 1), user_id=user)
        )  # fmt: skip
    assert "something has changed since" in browser.get(f"/screenings/{id_}/documents?lang=en").text
    _, content = made(browser, id_, "csv")
    line = next(line for line in content.decode("utf-8-sig").splitlines() if "CB-03" in line)
    assert ",Eligible," in line
    assert browser.done(id_, "document").id != first.id


def test_only_cases_of_granted_places_are_written(office: Office) -> None:
    local = office.user("lai-chau", "officer", places=["lai-chau"])
    id_ = local.screened(office.workbook)
    _, content = made(local, id_, "csv")
    text = content.decode("utf-8-sig")
    assert "CB-01" in text
    assert "CB-04" not in text
    answer = local.post(f"/screenings/{id_}/documents", data={"form": "sheet", "case": "CB-04"})
    assert answer.status_code == 404


@pytest.mark.parametrize("who", ["officer", "auditor", "author", "administrator"])
def test_nobody_takes_away_what_is_not_their_own(shared: Shared, who: str) -> None:
    made(shared.officer, shared.screening, "csv")
    job = shared.officer.done(shared.screening, "document")
    other = shared.office.user(f"khac-{who}", who)
    wanted = 403 if who == "auditor" else 404
    assert other.get(f"/screenings/{shared.screening}/documents/{job.id}").status_code == wanted
    assert other.get(f"/screenings/{shared.screening}/documents").status_code == wanted
    assert other.post(f"/screenings/{shared.screening}/documents", data={"form": "csv"}).status_code == wanted


def test_taking_a_document_away_is_on_the_trail_without_personal_facts(shared: Shared) -> None:
    made(shared.officer, shared.screening, "sheet", case="CB-01")
    last = list(shared.office.desk.audit.every())[-1]
    assert (last.action, last.actor, last.case) == ("downloaded", "can-bo", "CB-01")
    assert last.details == {"form": "sheet", "cases": 1}


def test_what_is_no_document_is_not_there(shared: Shared) -> None:
    answer = shared.officer.post(f"/screenings/{shared.screening}/documents", data={"form": "../../etc/passwd"})
    assert answer.status_code == 404
    with shared.office.desk.database.session() as session:
        job = session.get_one(Screening, shared.screening).jobs[0]
    assert shared.officer.get(f"/screenings/{shared.screening}/documents/{job.id}").status_code == 404
