"""One person or script cannot keep the others out, and is told how long to wait; whoever works fast is let through."""

from __future__ import annotations

from datetime import date

import pytest
from support.desk import AS_OF, PASSWORD, POLICY, Office

from kiemnhiem.language import Lang
from kiemnhiem.limits import LIMITS
from kiemnhiem.web import pace as paces
from kiemnhiem.web.access import accounts
from kiemnhiem.web.jobs.kinds import SCREEN
from kiemnhiem.web.jobs.queue import Queue
from kiemnhiem.web.pace import ALLOWANCES, Allowance, Pace, TooMuch, Work
from kiemnhiem.web.store.tables import Job, Screening, now


class Clock:
    """Stands still unless it is told."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def paced(clock: Clock, in_a_row: int = 3, a_minute: int = 6) -> Pace:
    return Pace(dict.fromkeys(Work, Allowance(in_a_row, a_minute)), clock)


def spent(pace: Pace, who: int | str, work: Work = Work.CASES, most: int = 1000) -> int:
    """How often somebody may ask for it now."""
    for number in range(most):
        try:
            pace.spend(who, work)
        except TooMuch:
            return number
    return most


def test_so_much_in_a_row_then_so_much_a_minute_for_each_apart() -> None:
    clock = Clock()
    pace = paced(clock)
    assert spent(pace, 1) == 3
    assert spent(pace, 2) == 3
    assert spent(pace, 1, Work.JOBS) == 3
    clock.now += 25
    assert spent(pace, 1) == 2
    clock.now += 3600
    assert spent(pace, 1) == 3, "no more is saved up than may be asked for in a row"


def test_who_asks_too_fast_is_told_what_and_how_long_to_wait() -> None:
    clock = Clock()
    pace = paced(clock)
    spent(pace, 1)
    clock.now += 4
    with pytest.raises(TooMuch) as refused:
        pace.check(1, Work.CASES)
    assert (refused.value.status, refused.value.seconds) == (429, 6)
    for lang, words in ((Lang.VI, "3 lần liền nhau, sau đó 6 lần mỗi phút"), (Lang.EN, "3 times in a row, then 6")):
        assert words in refused.value.text[lang]
    clock.now += refused.value.seconds
    pace.check(1, Work.CASES)
    assert spent(pace, 1) == 1, "to look costs nothing"


def test_what_turned_out_to_be_more_is_waited_for() -> None:
    clock = Clock()
    pace = paced(clock)
    pace.owe(1, Work.CASES, 10)
    with pytest.raises(TooMuch) as refused:
        pace.spend(1, Work.CASES)
    assert refused.value.seconds == 80
    clock.now += 80
    pace.spend(1, Work.CASES)


def test_those_who_may_ask_for_everything_again_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paces, "_KEPT", 10)
    clock = Clock()
    pace = paced(clock)
    for who in range(10):
        pace.spend(f"10.0.0.{who}", Work.SIGN_INS)
    clock.now += 60
    spent(pace, "10.0.1.1", Work.SIGN_INS)
    assert len(pace._left) == 1
    assert spent(pace, "10.0.1.1", Work.SIGN_INS) == 0


def test_a_person_who_works_fast_is_never_stopped() -> None:
    """Two cases a second for a minute, a list every ten seconds for five, a draft checked every 1.5 s for five."""
    clock = Clock()
    pace = Pace(clock=clock)
    for work, every, times in ((Work.CASES, 0.5, 120), (Work.JOBS, 10, 30), (Work.DRAFTS, 1.5, 200)):
        for _ in range(times):
            pace.spend(1, work)
            clock.now += every
    assert {*ALLOWANCES} == {*Work}


# --- at the desk


def test_programs_and_people_are_told_429_with_a_time_and_others_go_on(office: Office) -> None:
    script, other = office.user("chuong-trinh"), office.user("can-bo")
    id_ = script.screened(office.workbook)
    office.desk.pace = paced(Clock(), 2, 4)
    asked = {"cases": [{"Mã CB": "A1"}], "as_of": AS_OF, "policies": [POLICY]}
    answers = [script.post("/api/check", json=asked) for _ in range(3)]
    assert [a.status_code for a in answers] == [200, 200, 429]
    assert answers[2].headers["retry-after"] == "15"
    assert "Bạn gửi quá nhanh" in answers[2].json()["error"]["vi"]
    assert "You are asking too fast" in answers[2].json()["error"]["en"]
    page = script.get(f"/screenings/{id_}/case?id=CB-01&lang=en")
    assert (page.status_code, page.headers["retry-after"]) == (429, "15")
    assert "Please try again in 15 seconds" in page.text
    assert "Sign out" in page.text, "it is still the page of somebody who is signed in"
    assert other.post("/api/check", json=asked).status_code == 200
    assert script.get(f"/screenings/{id_}").status_code == 200, "lists cost little"


def test_each_case_that_a_program_sends_counts(office: Office) -> None:
    browser, clock = office.user("chuong-trinh"), Clock()
    office.desk.pace = paced(clock, 3, 60)
    cases = [{"Mã CB": f"A{n}"} for n in range(6)]
    asked = {"cases": cases, "as_of": AS_OF, "policies": [POLICY]}
    assert browser.post("/api/check", json=asked).status_code == 200
    refused = browser.post("/api/check", json=asked)
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "4")


def test_lists_and_documents_too_fast_are_turned_away_before_anything_is_kept(office: Office) -> None:
    browser, other = office.user("can-bo"), office.user("dong-nghiep")
    office.desk.pace = paced(Clock(), 1, 2)
    id_ = browser.screened(office.workbook)
    kept = sorted(office.desk.settings.data.glob("screenings/*"))
    with office.workbook.open("rb") as file:
        by_api = browser.post("/api/screenings", data={"as_of": AS_OF}, files={"file": ("a.xlsx", file)})
    refused = [
        by_api,
        browser.post(f"/screenings/{id_}/again"),
        browser.post(f"/screenings/{id_}/documents", data={"form": "csv"}),
        browser.get(f"/api/screenings/{id_}/results.csv"),
        browser.post(f"/screenings/{id_}/headings", data={"heading": "Điểm thi đua", "field": ""}),
    ]
    assert [(r.status_code, r.headers.get("retry-after")) for r in refused] == [(429, "30")] * 5
    assert sorted(office.desk.settings.data.glob("screenings/*")) == kept
    assert other.screened(office.workbook)


def test_whoever_has_too_many_jobs_is_told_so_and_others_are_let_in(office: Office) -> None:
    browser, other = office.user("can-bo"), office.user("dong-nghiep")
    id_ = browser.screened(office.workbook)
    object.__setattr__(office.desk.settings, "share", 0)
    refused = browser.post(f"/screenings/{id_}/documents?lang=en", data={"form": "csv"})
    assert refused.status_code == 429
    assert "the most that one person may have" in refused.text
    assert int(refused.headers["retry-after"]) > 0
    object.__setattr__(office.desk.settings, "share", 1)
    assert other.screened(office.workbook)


def test_the_first_job_of_each_comes_before_the_second_of_any(office: Office) -> None:
    office.user("nhieu-viec")
    office.user("mot-viec")
    jobs = [waiting(office, name) for name in ("nhieu-viec", "nhieu-viec", "nhieu-viec", "mot-viec")]
    queue = Queue(office.desk)
    assert [queue.ahead(job) for job in jobs] == [0, 2, 3, 1]
    claimed = [queue._claim() for _ in jobs]
    turns = [jobs[n].number for n in (0, 3, 1, 2)]
    assert [found and found[0] for found in claimed] == turns
    assert queue._claim() is None


def waiting(office: Office, name: str) -> Job:
    """A job of somebody, which the queue of this desk does not take, since it was not woken."""
    with office.desk.database.session() as session:
        user = accounts.existing(session, name).id
        asked = {"owner_id": user, "file": "a.xlsx", "subject": "candidate", "library": "", "expires": now()}
        screening = Screening(**asked, policies=[], as_of=date.fromisoformat(AS_OF))
        job = Job(screening=screening, kind=SCREEN)
        session.add(job)
        session.flush()
        session.expunge_all()
    return job


def test_an_address_that_tries_to_sign_in_again_and_again_is_stopped(office: Office) -> None:
    office.user("can-bo")
    office.desk.pace = paced(Clock(), 2, 6)
    browser = office.browser()
    form = {"name": "khong-co", "password": PASSWORD}
    answers = [browser.post("/sign-in?lang=en", data=form) for _ in range(3)]
    assert [a.status_code for a in answers] == [403, 403, 429]
    assert answers[2].headers["retry-after"] == "10"
    assert "signing in, at most 2 times in a row" in answers[2].text


def test_a_form_that_was_turned_away_keeps_what_was_filled_in(office: Office) -> None:
    browser = office.user("can-bo")
    office.desk.pace = paced(Clock(), 0, 6)
    data = {"as_of": "2018-12-30", "policy": [POLICY], "place": "lai-chau"}
    with office.workbook.open("rb") as file:
        answer = browser.post("/screenings?lang=en", data=data, files={"file": ("danh-sach.xlsx", file)})
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "10")
    assert "You are asking too fast" in answer.text
    assert "please choose it again" in answer.text
    assert 'value="2018-12-30"' in answer.text
    assert '<option value="lai-chau" selected>' in answer.text
    assert f'value="{POLICY}" checked' in answer.text


def test_each_limit_is_the_one_that_is_in_force() -> None:
    found = {(w, a.in_a_row, a.a_minute) for w, a in ALLOWANCES.items()}
    assert (Work.CASES, LIMITS.user_cases_in_a_row, LIMITS.user_cases_a_minute) in found
    assert (Work.JOBS, LIMITS.user_jobs_in_a_row, LIMITS.user_jobs_a_minute) in found
    assert (Work.DRAFTS, LIMITS.user_drafts_in_a_row, LIMITS.user_drafts_a_minute) in found
    assert (Work.SIGN_INS, LIMITS.sign_ins_in_a_row, LIMITS.sign_ins_a_minute) in found
