"""What happens to people at a desk every day: a sign-in that ends, an old tab, the language changed on the answer to a
form, a file that was read in part, an account without lists.
"""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from support.desk import ADDRESS, HEADINGS, PEOPLE, Browser, Office, Shared, workbook

from kiemnhiem.web.access.visitor import CSRF_HEADER

_CASE = "/screenings/{}/case?id=CB-03"


def _referer(address: str) -> dict[str, str]:
    return {"referer": f"{ADDRESS}{address}"}


def _other_language(page: str) -> str:
    found = re.search(r'<a href="([^"]+)" hreflang="en"', page)
    assert found, page
    return unescape(found[1])


def test_whoever_was_signed_out_meanwhile_is_told_that_nothing_was_taken_and_comes_back_to_the_page(
    shared: Shared,
) -> None:
    case = _CASE.format(shared.screening)
    stranger = shared.office.browser()
    sent = stranger.post(case.replace("?", "/answers?"), data={"answer": "yes:x"}, headers=_referer(case))
    assert sent.status_code == 303
    address = sent.headers["location"]
    assert parse_qs(urlsplit(address).query)["next"] == [case]
    assert "điều vừa gửi chưa được ghi" in stranger.get(address).text


def test_whoever_only_opens_a_page_is_asked_to_sign_in_without_a_warning(shared: Shared) -> None:
    stranger = shared.office.browser()
    asked = stranger.get(_CASE.format(shared.screening)).headers["location"]
    assert "chưa được ghi" not in stranger.get(asked).text


def test_a_page_of_another_site_is_never_where_a_sign_in_leads(shared: Shared) -> None:
    elsewhere = {"referer": "http://elsewhere.example/screenings"}
    sent = shared.office.browser().post("/screenings", headers=elsewhere)
    assert parse_qs(urlsplit(sent.headers["location"]).query)["next"] == ["/"]


def test_a_tab_left_open_over_a_new_sign_in_says_that_it_is_old(shared: Shared) -> None:
    again = shared.office.browser()
    again.sign_in("can-bo")
    again.headers[CSRF_HEADER] = "of the sign-in before"
    refused = again.post(f"/screenings/{shared.screening}/delete")
    assert refused.status_code == 403
    assert "Trang này đã cũ" in refused.text
    assert shared.officer.get(f"/screenings/{shared.screening}").status_code == 200


def test_the_language_can_be_changed_on_the_answer_to_a_form(shared: Shared) -> None:
    case = _CASE.format(shared.screening)
    answer = shared.officer.post(
        case.replace("?", "/answers?"), data={"answer": "yes:x", "on": "2018-13-01"}, headers=_referer(case)
    )
    assert answer.status_code == 422
    english = shared.office.browser()
    english.cookies = shared.officer.cookies
    page = english.get(_other_language(answer.text))
    assert page.status_code == 200
    assert "What the file says" in page.text


def test_the_language_of_a_refused_upload_leads_to_the_form(shared: Shared) -> None:
    refused = shared.officer.post("/screenings", files={"file": ("a.exe", b"x")}, headers=_referer("/"))
    assert refused.status_code == 422
    assert urlsplit(_other_language(refused.text)).path == "/"


def test_the_list_says_how_much_of_the_file_could_not_be_read(shared: Shared) -> None:
    list_ = f"/screenings/{shared.screening}"
    assert "gặp 1 chỗ có lỗi" in shared.officer.get(list_).text  # a birth date


def test_a_list_that_was_read_in_full_does_not_speak_of_errors(office: Office, tmp_path: Path) -> None:
    officer = office.user("can-bo", "officer")
    screening = officer.screened(workbook(tmp_path / "tron-ven.xlsx", PEOPLE[:1]))
    assert "có lỗi hoặc đáng ngờ" not in officer.get(f"/screenings/{screening}").text


def test_a_list_without_people_is_not_said_to_lack_nothing(office: Office, tmp_path: Path) -> None:
    officer = office.user("can-bo", "officer")
    screening = officer.screened(workbook(tmp_path / "trong.xlsx", (), HEADINGS))
    overview = officer.get(f"/screenings/{screening}/overview").text
    assert "Không có hồ sơ nào để hiện." in overview
    assert "Không có gì làm vướng" not in overview
    assert "không có hồ sơ nào" in officer.get("/").text


def test_the_first_page_counts_only_cases_that_the_officer_may_see(office: Office) -> None:
    officer = office.user("can-bo-lai-chau", "officer", places=("lai-chau",))
    officer.screened(office.workbook)
    counts = re.findall(r'class="badge (\w+)">(\d+)', officer.get("/").text)
    assert sorted(counts) == [("eligible", "2"), ("not_eligible", "1"), ("undetermined", "1")]


def _work(browser: Browser) -> list[str]:
    main = browser.get("/").text.partition("<main")[2]
    return re.findall(r'class="button" href="([^"]+)"', main)


def test_whoever_has_no_lists_finds_the_way_to_their_work_on_the_first_page(office: Office) -> None:
    assert _work(office.user("quan-tri", "administrator")) == ["/users", "/kept", "/policies"]
    assert _work(office.user("soan-thao", "author")) == ["/editor", "/policies"]


def test_the_overview_of_a_list_that_is_not_decided_yet_leads_to_its_progress(office: Office, tmp_path: Path) -> None:
    officer = office.user("can-bo", "officer")
    broken = tmp_path / "hong.xlsx"
    broken.write_bytes(b"PK\x03\x04 not a workbook")
    screening = officer.upload(broken)
    officer.done(screening)
    answer = officer.get(f"/screenings/{screening}/overview")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/screenings/{screening}")
