"""The list of cases: what it shows, narrows down to, and hides."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from support.desk import FIGURES, PEOPLE, Browser, Office, Shared, workbook

from kiemnhiem.cli import main
from kiemnhiem.policy.model import Library


def ids(page: str) -> list[str]:
    """The cases that a page lists, in order."""
    return re.findall(r"case\?id=([^\"]+)", page)


def shown(browser: Browser, screening: str, query: str = "") -> list[str]:
    answer = browser.get(f"/screenings/{screening}?lang=en&{query}")
    assert answer.status_code == 200
    return ids(answer.text)


def test_the_list_tells_verdicts_and_what_stands_behind_them(shared: Shared) -> None:
    page = html.unescape(shared.officer.get(f"/screenings/{shared.screening}?lang=en").text)
    assert ids(page) == [str(person[0]) for person in PEOPLE]
    for verdict, number in FIGURES.items():
        assert re.search(rf'class="{verdict}">.*?<strong>{number}</strong>', page)
    assert "Official Party member" in page
    assert "At least 21 years old" in page
    assert "Trusted by the people?" in page
    assert "Date of birth" in page
    assert "as of 2018-12-30" in page


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("verdict=not_eligible", ["CB-02", "CB-05"]),
        ("not_met=hamlet/secretary-and-head%23age-21", ["CB-05"]),
        ("unknown=hamlet/secretary-and-head%23permanent-residence", ["CB-06"]),
        ("missing=birth_date", ["CB-04"]),
        ("judgement=hamlet/secretary-and-head%23trusted", ["CB-03"]),
        ("area=Đèo Cao", ["CB-03", "CB-07"]),
        ("area=Đèo Cao&verdict=eligible", ["CB-07"]),
        ("q=anh", ["CB-01", "CB-02", "CB-06"]),
        ("q=ÁNH", ["CB-01", "CB-02", "CB-06"]),
        ("q=do deo", []),
        ("q=cb-04", ["CB-04"]),
        ("verdict=nonsense", [str(p[0]) for p in PEOPLE]),
        ("sort=name", ["CB-02", "CB-01", "CB-06", "CB-03", "CB-07", "CB-04", "CB-05"]),
        ("sort=name&down=1", ["CB-05", "CB-04", "CB-07", "CB-03", "CB-06", "CB-01", "CB-02"]),
        ("sort=area", ["CB-06", "CB-04", "CB-05", "CB-03", "CB-07", "CB-01", "CB-02"]),
        ("page=9999999999", [str(p[0]) for p in PEOPLE]),
        ("page=77&size=25", [str(p[0]) for p in PEOPLE]),
    ],
)
def test_narrowed_down_and_sorted(shared: Shared, query: str, wanted: list[str]) -> None:
    assert shown(shared.officer, shared.screening, query) == wanted


def test_filters_in_force_are_shown_and_can_be_removed(shared: Shared) -> None:
    address = f"/screenings/{shared.screening}?lang=en&verdict=not_eligible&q=anh"
    page = html.unescape(shared.officer.get(address).text)
    assert "Verdict: Not eligible" in page
    assert re.search(r'href="[^"]*\?lang=en&q=anh"', page)
    nothing = shared.officer.get(f"/screenings/{shared.screening}?lang=en&q=nobody").text
    assert "No case matches" in nothing


def test_pages_of_a_long_list(office: Office) -> None:
    people = [(f"CB-{n:03}", *PEOPLE[n % 7][1:]) for n in range(60)]
    browser = office.browser()
    id_ = browser.screened(workbook(office.desk.settings.data / "dai.xlsx", people))
    first, second = shown(browser, id_, "size=50"), shown(browser, id_, "size=50&page=2")
    assert (len(first), len(second)) == (50, 10)
    assert [*first, *second] == [p[0] for p in people]
    assert len(shown(browser, id_, "size=100")) == 60


def test_whoever_may_not_see_names_cannot_find_sort_or_narrow_by_them(shared: Shared) -> None:
    auditor = shared.office.user("kiem-tra", "auditor")
    page = auditor.get(f"/screenings/{shared.screening}?lang=en").text
    assert len(ids(page)) == len(PEOPLE)
    for person in PEOPLE:
        assert str(person[1]) not in page
        assert str(person[3]) not in page
    assert shown(auditor, shared.screening, "q=anh") == []
    assert shown(auditor, shared.screening, "q=cb-02") == ["CB-02"]
    assert shown(auditor, shared.screening, "sort=name") == [str(p[0]) for p in PEOPLE]
    assert len(shown(auditor, shared.screening, "area=Đèo Cao")) == len(PEOPLE)


def test_cases_of_other_places_are_not_there_and_the_page_says_how_many(shared: Shared) -> None:
    local = shared.office.user("lai-chau", "officer", places=["lai-chau"])
    id_ = local.screened(shared.office.workbook)
    page = local.get(f"/screenings/{id_}?lang=en").text
    assert ids(page) == ["CB-01", "CB-02", "CB-03", "CB-07"]
    assert "3 cases are not shown here" in page
    assert "Ấp Bãi" not in page
    assert "Date of birth (" not in page, "the facts that wait are counted among cases that may be seen"
    assert local.get(f"/screenings/{shared.screening}").status_code == 404


def test_whoever_is_granted_the_whole_country_sees_cases_of_no_known_place(shared: Shared) -> None:
    people = [(*PEOPLE[0][:2], None, *PEOPLE[0][3:]), PEOPLE[1]]
    file = workbook(shared.office.desk.settings.data / "khong-ro-noi.xlsx", people)
    everywhere = shared.office.user("toan-quoc", "officer", places=["vn"])
    page = everywhere.get(f"/screenings/{everywhere.screened(file)}?lang=en").text
    assert ids(page) == ["CB-01", "CB-02"]
    assert "are not shown here" not in page
    local = shared.office.user("lai-chau-nua", "officer", places=["lai-chau"])
    page = local.get(f"/screenings/{local.screened(file)}?lang=en").text
    assert ids(page) == ["CB-02"]
    assert "1 cases are not shown here" in page


def test_columns_and_cells_are_told_and_columns_mapped_by_hand_are_remembered(office: Office) -> None:
    browser = office.browser()
    headings = ["Mã CB", "Họ và tên", "Ngày sinh", "Sổ gốc"]
    file = workbook(office.desk.settings.data / "sg.xlsx", [("CB-1", "Lò Văn Hà", "năm Dần", "Thường trú")], headings)
    id_ = browser.screened(file)
    page = html.unescape(browser.get(f"/screenings/{id_}/reading?lang=en").text)
    assert "«Sổ gốc»" in page
    assert "C2" in page
    assert "cannot be read" in page
    assert str(office.desk.settings.data) not in page
    sent = {"heading": ["Sổ gốc", "Không có"], "field": ["residence", "residence"]}
    assert browser.post(f"/screenings/{id_}/headings", data=sent).status_code == 303
    browser.done(id_)
    assert "mapped by hand" in browser.get(f"/screenings/{id_}/reading?lang=en").text
    assert not shown(browser, id_, "missing=residence")
    later = browser.screened(file)
    assert not shown(browser, later, "missing=residence")
    browser.post(f"/screenings/{later}/headings", data={"heading": ["Sổ gốc"], "field": [""]})
    browser.done(later)
    assert shown(browser, later, "missing=residence") == ["CB-1"]


def test_problems_are_narrowed_down_by_severity(shared: Shared) -> None:
    page = shared.officer.get(f"/screenings/{shared.screening}/reading?lang=en&severity=error").text
    assert page.count('class="badge error"') == 1
    assert "F5" in page


def test_progress_is_told_as_events_until_the_end(office: Office) -> None:
    browser = office.browser()
    people = [(f"CB-{n:05}", *PEOPLE[n % 7][1:]) for n in range(3000)]
    id_ = browser.upload(workbook(office.desk.settings.data / "dai.xlsx", people))
    page = browser.get(f"/screenings/{id_}?lang=en").text
    assert '<meta http-equiv="refresh"' in page
    told = browser.get(f"/screenings/{id_}/progress?lang=en")
    assert told.headers["content-type"].startswith("text/event-stream")
    events = re.findall(r"event: (\w+)\ndata: (.*)\n", told.text)
    assert events[-1][0] == "end"
    words = [json.loads(data)["words"] for name, data in events if name == "progress"]
    assert any(word.startswith("Reading the file") for word in words)
    assert browser.get(f"/screenings/{id_}/progress").text.endswith("event: end\ndata: {}\n\n")


def test_what_waits_tells_its_place_in_the_queue(office: Office) -> None:
    browser = office.browser()
    first, second = browser.upload(office.workbook), browser.upload(office.workbook)
    assert "Waiting for its turn: 1 before it" in browser.get(f"/screenings/{second}?lang=en").text
    browser.done(first)
    browser.done(second)


def test_a_file_without_cases_says_why_and_not_where_the_server_keeps_it(office: Office) -> None:
    browser = office.browser()
    id_ = browser.upload(
        workbook(office.desk.settings.data / "x.xlsx", [("a", "b")], ("Cột một", "Cột hai")), "thu.xlsx"
    )
    browser.done(id_)
    page = browser.get(f"/screenings/{id_}?lang=en").text
    assert "could not be screened" in page
    assert "thu.xlsx" in page
    assert str(office.desk.settings.data) not in page
    assert "upload.xlsx" not in page


def test_the_receipt_can_be_replayed(shared: Shared, tmp_path: Path) -> None:
    answer = shared.officer.get(f"/screenings/{shared.screening}/receipt.json")
    assert answer.headers["content-disposition"].startswith("attachment")
    (tmp_path / "r.json").write_bytes(answer.content)
    (tmp_path / "danh-sach.xlsx").write_bytes(shared.office.workbook.read_bytes())
    run = CliRunner().invoke(main, ["replay", str(tmp_path / "r.json"), "--lang", "en"])
    assert "IDENTICAL: 7 cases" in run.output
    assert run.exit_code == 0


def test_what_was_decided_by_other_policies_says_so(office: Office, library: Library) -> None:
    browser = office.browser()
    id_ = browser.screened(office.workbook)
    with office.desk.database.session() as session:
        from kiemnhiem.web.store.tables import Screening

        session.get_one(Screening, id_).library = "of another day"
    assert "has changed since" in browser.get(f"/screenings/{id_}?lang=en").text
    assert browser.post(f"/screenings/{id_}/documents", data={"form": "csv"}).status_code == 400
    browser.post(f"/screenings/{id_}/again")
    browser.done(id_)
    assert "has changed since" not in browser.get(f"/screenings/{id_}?lang=en").text
    assert library.digest


def test_deleting_asks_first_and_takes_everything(office: Office) -> None:
    officer, other = office.user("a-officer"), office.user("b-officer")
    id_ = officer.screened(office.workbook)
    folder = office.desk.settings.folder(id_)
    assert other.get(f"/screenings/{id_}/delete").status_code == 404
    assert other.post(f"/screenings/{id_}/delete").status_code == 404
    assert "Delete this list?" in officer.get(f"/screenings/{id_}/delete?lang=en").text
    assert folder.exists()
    assert officer.post(f"/screenings/{id_}/delete").status_code == 303
    assert not folder.exists()
    assert officer.get(f"/screenings/{id_}").status_code == 404
    assert [r.action for r in office.desk.audit.records()][-1] == "screening_deleted"
