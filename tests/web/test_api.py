"""The REST API: what the command line answers, in the same JSON."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import httpx
import openpyxl
import pytest
from click.testing import CliRunner
from support.desk import AS_OF, FIGURES, POLICY, Browser, Shared, done, workbook

from kiemnhiem.cli import main
from kiemnhiem.errors import Disagreement
from kiemnhiem.language import Lang, Text
from kiemnhiem.web.api.bodies import MOST
from kiemnhiem.web.api.shapes import CASES
from kiemnhiem.web.second import Second
from kiemnhiem.web.store.tables import State

PERSON = {
    "Mã CB": "A-1",
    "Họ và tên": "Lò Văn Mẫu",
    "Tỉnh": "Lai Châu",
    "Ngày sinh": "05/06/1999",
    "Đảng viên": "Chính thức",
}
QUESTION = {"as_of": AS_OF, "policies": [POLICY]}


@pytest.fixture(scope="module")
def officer(shared: Shared) -> Browser:
    return shared.officer


@pytest.fixture(scope="module")
def case_url(shared: Shared) -> str:
    return f"/api/screenings/{shared.screening}/cases"


def check(officer: Browser, *cases: object, **asked: object) -> httpx.Response:
    answer: httpx.Response = officer.post("/api/check", json={"cases": cases, **QUESTION, **asked})
    return answer


def printed(*arguments: str) -> Any:
    return json.loads(CliRunner().invoke(main, arguments, catch_exceptions=False).stdout)


def test_a_case_is_told_as_the_command_line_prints_it(officer: Browser, tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    file.write_text(json.dumps([PERSON]), "utf-8")
    asked = ["check", str(file), "--as-of", AS_OF, "--policy", POLICY, "--format", "json"]
    assert check(officer, PERSON).json()["cases"] == [printed(*asked)]
    shown = check(officer, PERSON, show_personal=True).json()["cases"]
    assert shown == [printed(*asked, "--show-personal")]


def test_personal_facts_are_masked_unless_asked_for(officer: Browser, shared: Shared, case_url: str) -> None:
    auditor = shared.office.user("kiem-tra-che", "auditor")
    assert auditor.get(f"{case_url}/CB-05?show_personal=true").json() == officer.get(f"{case_url}/CB-05").json()
    assert "Ánh" not in officer.get(case_url).text
    assert auditor.get(f"{case_url}?q=Ánh").json()["total"] == 0
    assert "Ánh" not in auditor.get(f"{case_url}?show_personal=true").text
    assert "Đỗ Thị Ánh" in officer.get(f"{case_url}?show_personal=true").text


def test_what_cannot_be_read_is_told_and_unknown(officer: Browser) -> None:
    person = json.dumps({**PERSON, "Ngày sinh": "năm Dần", "Cao": 3})[:-1] + ', "Trình độ": NaN}'
    body = f'{{"cases": [{person}], "as_of": "{AS_OF}", "policies": ["{POLICY}"]}}'
    answer = officer.post("/api/check", content=body).json()
    assert {(p["severity"], p["place"]) for p in answer["problems"]} >= {("error", "cases:1")}
    assert "birth_date" in answer["cases"][0]["missing"]
    assert "năm Dần" not in json.dumps(answer, ensure_ascii=False)


def test_a_case_that_the_engines_decide_differently_has_no_verdict(
    officer: Browser, case_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def differ(*_: object) -> None:
        raise Disagreement(Text("khác nhau", "they differ"))

    monkeypatch.setattr(Second, "agree", differ)
    answer = check(officer, PERSON).json()
    assert answer["cases"] == []
    assert answer["refused"] == [{"case": "A-1", "error": {"vi": "khác nhau", "en": "they differ"}}]
    told = officer.get(f"{case_url}/CB-01")
    assert (told.status_code, told.json()["error"]["en"]) == (500, "they differ")


def test_cases_of_places_that_are_not_granted_are_not_decided(shared: Shared) -> None:
    limited = shared.office.user("ben-tre", "officer", places=["ben-tre"])
    answer = check(limited, PERSON, {**PERSON, "Mã CB": "A-2", "Tỉnh": "Bến Tre"}).json()
    assert [c["case"] for c in answer["cases"]] == ["A-2"]
    assert [c["case"] for c in answer["refused"]] == ["A-1"]


def test_each_check_is_in_the_audit_trail_with_its_receipt(officer: Browser) -> None:
    answer = check(officer, PERSON).json()
    last = officer.desk.audit.newest(_any(), limit=1)[0]
    assert (last.action, last.receipt) == ("decided", answer["receipt"]["id"])
    assert last.details["verdicts"]["not_eligible"] + last.details["verdicts"]["undetermined"] == 1


def _any() -> Any:
    from kiemnhiem.trust.audit.trail import Wanted

    return Wanted()


@pytest.mark.parametrize(
    ("body", "status", "told"),
    [
        (b"", 400, ""),
        (b"\xff", 400, "UTF-8"),
        (b'{"cases": [{}]', 400, "C112"),
        (b'{"cases": [{"a": 1, "a": 2}]}', 400, "C113"),
        (b"[" * 100_000, 400, "C112"),
        (b'{"cases": [{"a": "\\ud800"}]}', 400, ""),
        (b'{"cases": [{}], "extra": 1}', 422, "extra"),
        (b'{"cases": []}', 422, "cases"),
        (b'{"cases": [{}], "as_of": "30/12/2018"}', 422, "as_of"),
        (b'{"cases": [{}], "as_of": 1545000000}', 422, "as_of"),
        (b'{"cases": [{}], "show_personal": "yes"}', 422, "show_personal"),
        (b'{"cases": [{}], "policies": ["hamlet/secretary-and-haed"]}', 400, "hamlet/secretary-and-head"),
        (b'{"cases": [{}], "place": "lai-chao"}', 400, "lai-chau"),
        (b'{"cases": [{}], "subject": "candidat"}', 400, "candidate"),
        (json.dumps({"cases": [{}] * (CASES + 1)}).encode(), 422, "cases"),
        (b" " * (MOST + 1), 413, ""),
    ],
)
def test_a_body_that_cannot_be_taken_is_refused_in_words(officer: Browser, body: bytes, status: int, told: str) -> None:
    answer = officer.post("/api/check", content=body, headers={"content-type": "application/json"})
    assert answer.status_code == status
    assert set(answer.json()) == {"error", "details"}
    details = answer.json()["details"]
    assert all({*of} == {"vi", "en"} for of in details)
    for lang in Lang:
        assert told in " ".join(of[lang] for of in details)


def test_details_of_an_error_are_told_in_both_languages(officer: Browser) -> None:
    [unknown] = officer.post("/api/check", json={"cases": [{}], "extra": 1}).json()["details"]
    assert unknown == {"vi": "extra: không có khoá này", "en": "extra: Extra inputs are not permitted"}
    [missing] = officer.post("/api/timeline", json={"case": {}, "from": AS_OF}).json()["details"]
    assert missing == {"vi": "until: thiếu", "en": "until: Field required"}
    [problem] = officer.post("/api/check", json={"cases": [{}], "place": "lai-chao"}).json()["details"]
    assert "có phải «lai-chau»?" in problem["vi"]
    assert 'did you mean "lai-chau"?' in problem["en"]


def test_a_file_is_screened_and_its_results_taken_away(officer: Browser, tmp_path: Path) -> None:
    with workbook(tmp_path / "danh-sach.xlsx").open("rb") as file:
        sent = officer.post(
            "/api/screenings", files={"file": ("danh-sach.xlsx", file)}, data={"as_of": AS_OF, "policy": [POLICY]}
        )
    assert sent.status_code == 202
    url = sent.headers["location"]
    assert done(officer.desk, sent.json()["id"]).state == State.DONE
    found = officer.get(url).json()
    assert found["job"]["state"] == "done"
    assert {v: n for v, n in found["summary"]["verdicts"].items() if n} == FIGURES
    assert officer.get(f"{url}/receipt").json()["id"] == found["receipt"]
    assert found["id"] in {s["id"] for s in officer.get("/api/screenings").json()["screenings"]}
    results = {
        form: _result(officer, f"{url}/results.{form}", found["id"]) for form in ("xlsx", "csv", "json", "jsonl")
    }
    book = openpyxl.load_workbook(io.BytesIO(results["xlsx"]))
    assert any("CB-05" in map(str, row) for sheet in book for row in sheet.iter_rows(values_only=True))
    whole = json.loads(results["json"])
    assert {v: n for v, n in whole["verdicts"].items() if n} == FIGURES
    assert [json.loads(line) for line in results["jsonl"].splitlines()] == whole["results"]
    assert "CB-05" in results["csv"].decode("utf-8-sig")
    assert officer.delete(url).status_code == 204
    assert officer.get(url).status_code == 404
    assert not officer.desk.settings.folder(found["id"]).exists()


def _result(officer: Browser, url: str, screening: str) -> bytes:
    first = officer.get(url)
    assert first.status_code == 202
    assert first.headers["retry-after"]
    done(officer.desk, screening, "document")
    answer = officer.get(url)
    assert answer.status_code == 200
    return bytes(answer.content)


def test_json_lines_are_screened_as_they_are(officer: Browser) -> None:
    lines = "\n".join(json.dumps({**PERSON, "Mã CB": f"A-{n}"}) for n in range(3))
    kind = {"content-type": "application/x-ndjson"}
    sent = officer.post(f"/api/screenings?as_of={AS_OF}&policy={POLICY}", content=lines, headers=kind)
    assert sent.status_code == 202
    assert done(officer.desk, sent.json()["id"]).total == 3
    assert officer.post("/api/screenings", content=lines, headers={"content-type": "text/plain"}).status_code == 415


def test_what_is_wrong_with_a_file_is_told_at_once(officer: Browser) -> None:
    before = len(officer.get("/api/screenings").json()["screenings"])
    sent = officer.post(
        "/api/screenings?lang=en", files={"file": ("a.exe", b"MZ")}, data={"as_of": "hôm nay", "policy": [POLICY]}
    )
    assert sent.status_code == 400
    assert len(sent.json()["details"]) == 2
    assert officer.post("/api/screenings", files={}).status_code in (400, 415)
    assert len(officer.get("/api/screenings").json()["screenings"]) == before


def test_cases_are_listed_by_filters_and_page_by_page(officer: Browser, case_url: str) -> None:
    seen, cursor = [], ""
    while True:
        page = officer.get(f"{case_url}?limit=3&sort=id&down=true{cursor}").json()
        seen += [c["case"] for c in page["cases"]]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    assert seen == [f"CB-{n:02}" for n in range(7, 0, -1)]
    failed = officer.get(f"{case_url}?not_met={POLICY}%23official-member").json()
    assert [c["case"] for c in failed["cases"]] == ["CB-02"]
    assert failed["total"] == 1
    assert officer.get(f"{case_url}?verdict=eligible").json()["total"] == FIGURES["eligible"]
    assert officer.get(f"{case_url}?limit=0").status_code == 422
    assert officer.get(f"{case_url}?verdict=maybe").status_code == 422


def test_an_answer_turns_the_verdict_of_the_case_and_of_the_list(shared: Shared, tmp_path: Path) -> None:
    officer = shared.office.user("tra-loi", "officer")
    id_ = officer.screened(workbook(tmp_path / "a.xlsx"))
    url = f"/api/screenings/{id_}/cases/CB-03"
    [judgement] = officer.get(url).json()["judgements"]
    given = {"judgement": judgement, "answer": True, "by": "Ban thường vụ", "on": "2018-12-01"}
    assert officer.post(f"{url}/answers", json={**given, "on": "2999-01-01"}).status_code in (400, 422)
    assert officer.post(f"{url}/answers", json={**given, "judgement": "a#b"}).status_code == 400
    assert officer.post(f"{url}/answers", json=given).json()["verdict"] == "eligible"
    listed = officer.get(f"/api/screenings/{id_}/cases?q=CB-03").json()["cases"]
    assert listed[0]["verdict"] == "eligible"
    assert officer.post(f"{url}/answers", json={**given, "answer": None}).json()["verdict"] == "undetermined"


def test_a_case_over_time_is_told_as_the_command_line_prints_it(officer: Browser, tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    file.write_text(json.dumps([PERSON]), "utf-8")
    period = ["--from", "2018-01-01", "--until", "2020-12-31"]
    asked = ["timeline", str(file), "--case", "A-1", "--policy", POLICY, *period, "--format", "json"]
    body = {"case": PERSON, "policies": [POLICY], "from": "2018-01-01", "until": "2020-12-31"}
    told = officer.post("/api/timeline", json=body).json()
    assert told.pop("problems") == []
    assert told == printed(*asked)
    assert officer.post("/api/timeline", json={**body, "until": "2017-01-01"}).status_code == 400


def test_the_library_can_be_read(officer: Browser) -> None:
    listed = officer.get("/api/policies").json()
    assert listed["library"] == officer.desk.library.digest
    assert {p["policy"] for p in listed["policies"]} == {*officer.desk.library.policies}
    read = officer.get(f"/api/policies/{POLICY}?as_of={AS_OF}").json()
    assert "official-member" in {r["requirement"] for r in read["requirements"]}
    assert all(r["sources"] for r in read["requirements"])
    assert officer.get("/api/policies/khong-co").status_code == 404
    assert officer.get("/api/problems/C301").json()["code"] == "C301"
    assert officer.get("/api/problems/X999").status_code == 404


def test_a_program_of_an_open_desk_needs_no_token_but_a_page_of_another_site_gets_nothing(
    tmp_path: Path, shared: Shared
) -> None:
    from support.desk import Office

    with Office(tmp_path / "open", shared.office.desk.library) as office:
        program = office.browser()
        body = {"cases": [PERSON], **QUESTION}
        assert program.post("/api/check", json=body).status_code == 200
        for foreign in ({"origin": "https://example.org"}, {"sec-fetch-site": "cross-site"}):
            assert program.post("/api/check", json=body, headers=foreign).status_code == 403


def test_the_page_of_the_api_names_every_operation(officer: Browser) -> None:
    page, described = officer.get("/api/").text, officer.get("/api/openapi.json").json()
    for path, item in described["paths"].items():
        for method in item:
            assert f"{method.upper()} {path}" in page
    assert all("https://" not in part for part in page.split('src="')[1:])
