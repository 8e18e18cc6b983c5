"""Administrators see what is kept of everybody, and may delete it; they cannot open it."""

from __future__ import annotations

from support.desk import Office, words_of

from kiemnhiem.trust.audit.actions import SCREENING_DELETED
from kiemnhiem.trust.audit.trail import Wanted
from kiemnhiem.web.store.tables import Screening


def test_an_administrator_deletes_the_list_of_another_and_the_trail_says_whose_it_was(office: Office) -> None:
    officer, administrator = office.user("can-bo"), office.user("quan-tri", "administrator")
    id_ = officer.screened(office.workbook)
    page = administrator.get("/kept")
    assert page.status_code == 200
    assert "danh-sach.xlsx can-bo" in words_of(page.text)
    assert f'href="/screenings/{id_}/delete"' in page.text
    assert f'href="/screenings/{id_}"' not in page.text
    for path in ("", "/case?id=CB-01", "/documents", "/reading"):
        assert administrator.get(f"/screenings/{id_}{path}").status_code == 404
    asked = administrator.get(f"/screenings/{id_}/delete")
    assert "của can-bo" in words_of(asked.text)
    assert 'href="/kept"' in asked.text
    answer = administrator.post(f"/screenings/{id_}/delete")
    assert (answer.status_code, answer.headers["location"]) == (303, "/kept")
    assert not office.desk.settings.folder(id_).exists()
    with office.desk.database.session() as session:
        assert session.get(Screening, id_) is None
    [last] = office.desk.audit.newest(Wanted(action=SCREENING_DELETED), 0, 10)
    assert (last.actor, last.screening, last.details) == ("quan-tri", id_, {"owner": "can-bo"})
    assert "Không giữ danh sách nào" in words_of(administrator.get("/kept").text)


def test_programs_of_administrators_delete_too_and_owners_as_before(office: Office) -> None:
    officer, administrator = office.user("can-bo"), office.user("quan-tri", "administrator")
    first, second = officer.screened(office.workbook), officer.screened(office.workbook)
    assert administrator.delete(f"/api/screenings/{first}").status_code == 204
    assert officer.post(f"/screenings/{second}/delete").headers["location"] == "/"
    found = office.desk.audit.newest(Wanted(action=SCREENING_DELETED), 0, 10)
    assert [(r.actor, r.details) for r in found] == [("can-bo", {}), ("quan-tri", {"owner": "can-bo"})]


def test_others_cannot_delete_what_is_not_theirs(office: Office) -> None:
    officer, auditor, other = office.user("can-bo"), office.user("kiem-tra", "auditor"), office.user("dong-nghiep")
    id_ = officer.screened(office.workbook)
    assert auditor.post(f"/screenings/{id_}/delete").status_code == 403
    assert other.post(f"/screenings/{id_}/delete").status_code == 404
    assert other.get("/kept").status_code == 403
    assert officer.get(f"/screenings/{id_}").status_code == 200
