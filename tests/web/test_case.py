"""The page of a case."""

from __future__ import annotations

import html
import os
import re
import signal
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from support.desk import PEOPLE, POLICY, Office, Shared, case_page, words_of, workbook

from kiemnhiem.cases.case import Case
from kiemnhiem.errors import EngineUnavailable
from kiemnhiem.evaluate.decision import Verdict
from kiemnhiem.evaluate.rete import Answer, ReteEngine
from kiemnhiem.explain.question import Question
from kiemnhiem.language import Text
from kiemnhiem.web import second
from kiemnhiem.web.render import case_address
from kiemnhiem.web.screenings import Asked


@pytest.fixture
def fresh(shared: Shared) -> Iterator[second.Second]:
    """The desk's second engine, begun anew."""
    shared.office.desk.second.close()
    shared.office.desk.__dict__["second"] = made = second.Second()
    yield made
    made.close()
    shared.office.desk.__dict__["second"] = second.Second()


def test_it_tells_verdict_reason_values_and_law(shared: Shared) -> None:
    said = case_page(shared.officer, shared.screening, "CB-05")
    assert "CB-05 – Nguyễn Thị Đào" in said
    assert "Không đủ điều kiện" in said
    assert "Tính đến ngày 30/12/2018" in said
    assert "hai bộ máy độc lập cùng quyết định như nhau" in said
    assert "Đủ 21 tuổi trở lên" in said
    assert "Tuổi: 19 yêu cầu: từ 21 trở lên" in said
    assert "04/2012/TT-BNV ngày 31/08/2012, Điều 11" in said
    assert "theo nguồn thứ cấp; còn hiệu lực" in said
    assert "ghi theo trí nhớ, chưa đối chiếu văn bản" in said
    assert "Hướng tháo gỡ: Chờ đến khi đủ 21 tuổi." in said
    assert "Từ ngày 01/12/2020" in said  # the smallest change: the 21st birthday


def test_what_fails_stands_before_what_is_met(shared: Shared) -> None:
    said = case_page(shared.officer, shared.screening, "CB-05", lang="en")
    assert said.index("Not met At least 21 years old") < said.index("Met Official Party member")


def test_a_remedy_is_told_with_its_policys_verdict(shared: Shared) -> None:
    said = case_page(shared.officer, shared.screening, "CB-02", lang="en")
    assert re.search(r"Remedy for «Official Party member»: Admission to the Party (Not eligible|Undetermined)", said)


def test_the_officers_own_row_is_shown_with_where_it_stands(shared: Shared) -> None:
    said = case_page(shared.officer, shared.screening, "CB-06")
    assert "danh-sach.xlsx, trang Danh sách (hư cấu), hàng 7" in said
    assert "Ngày sinh 04/04/1971" in said
    assert "Thông tin còn thiếu Đăng ký cư trú tại thôn" in said


def test_neighbours_lead_on(shared: Shared) -> None:
    page = shared.officer.get(case_address(shared.screening, "CB-03")).text
    assert f'href="{case_address(shared.screening, "CB-02")}"' in page
    assert f'href="{case_address(shared.screening, "CB-04")}"' in page


def test_an_auditor_sees_no_personal_fact_and_cannot_answer(shared: Shared) -> None:
    auditor = shared.office.user("kiem-tra-ho-so", "auditor")
    for page in ("", "what-if", "timeline"):
        said = auditor.get(case_address(shared.screening, "CB-03", page)).text
        assert "Giàng" not in said
        assert "05/01/1979" not in said
        for unit in ("Đèo Cao", "Bản Áng"):
            assert unit not in said
    page = auditor.get(case_address(shared.screening, "CB-03")).text
    assert "Được nhân dân tín nhiệm?" in page
    assert "/case/answers" not in page
    assert 'name="f.birth_date"' not in auditor.get(case_address(shared.screening, "CB-03", "what-if")).text


def test_cases_of_places_not_granted_are_not_there(shared: Shared) -> None:
    officer = shared.office.user("can-bo-lai-chau", "officer", places=["lai-chau"])
    screening = officer.screened(shared.office.workbook)
    for page in ("", "what-if", "timeline"):
        assert officer.get(case_address(screening, "CB-01", page)).status_code == 200
        assert officer.get(case_address(screening, "CB-04", page)).status_code == 404
        assert officer.get(case_address(shared.screening, "CB-01", page)).status_code == 404
    page = officer.get(case_address(screening, "CB-03")).text
    assert case_address(screening, "CB-04") not in page
    assert case_address(screening, "CB-07") in page


STRANGE = ("CB/01", "a/../b", "..", "x?y=1&z#w", "50% <b>", "ô “ngoặc”", "dòng 1\ndòng 2", "a+b c")


def test_ids_may_hold_any_character(office: Office, tmp_path: Path) -> None:
    people = [(id_, *row[1:]) for id_, row in zip(STRANGE, PEOPLE * 2, strict=False)]
    officer = office.user("can-bo")
    screening = officer.screened(workbook(tmp_path / "la.xlsx", people))
    listed = officer.get(f"/screenings/{screening}").text
    links = [html.unescape(link) for link in re.findall(rf'href="(/screenings/{screening}/case\?[^"]*)"', listed)]
    assert len(links) == len(STRANGE)
    for link, id_ in zip(links, STRANGE, strict=True):
        answer = officer.get(link)
        assert answer.status_code == 200, id_
        assert f"{' '.join(id_.split())} – " in words_of(answer.text)


# --- decided twice


def test_where_the_engines_differ_no_verdict_is_told(shared: Shared, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = ReteEngine.answers

    def lying(self: ReteEngine, cases: Any) -> Iterator[Answer]:
        for answer in answers(self, cases):
            assert answer.decision
            yield replace(answer, decision=answer.decision._replace(verdict=Verdict.NOT_ELIGIBLE))

    monkeypatch.setattr(ReteEngine, "answers", lying)
    page = shared.officer.get(case_address(shared.screening, "CB-01")).text
    assert "Hai bộ máy quyết định khác nhau về hồ sơ CB-01" in page
    assert "Đủ điều kiện" not in page
    assert "Lò Văn Ạnh" in page  # what the file says is still there


def test_a_list_that_says_otherwise_is_no_verdict(shared: Shared) -> None:
    results = shared.office.desk.settings.folder(shared.screening) / "results.sqlite"
    with sqlite3.connect(results) as db:
        db.execute("UPDATE cases SET verdict = 'not_eligible' WHERE id = 'CB-07'")
    try:
        page = shared.officer.get(case_address(shared.screening, "CB-07", "") + "&lang=en").text
        assert "The list has case CB-07 as &#34;Not eligible&#34;" in page
        assert "no verdict is given" in page
    finally:
        with sqlite3.connect(results) as db:
            db.execute("UPDATE cases SET verdict = 'eligible' WHERE id = 'CB-07'")


@pytest.mark.usefixtures("fresh")
def test_where_the_second_engine_cannot_run_that_is_said(shared: Shared, monkeypatch: pytest.MonkeyPatch) -> None:
    def unavailable(*_args: object, **_options: object) -> None:
        raise EngineUnavailable(Text("không có Rete ở đây", "no Rete here"))

    monkeypatch.setattr(second, "ReteEngine", unavailable)
    for _ in range(2):
        said = case_page(shared.officer, shared.screening, "CB-01", lang="en")
        assert "no Rete here" in said
        assert "decided once" in said
        assert "Eligible" in said


def test_a_second_engine_that_died_is_started_again(shared: Shared, fresh: second.Second) -> None:
    assert "decided alike by two" in case_page(shared.officer, shared.screening, "CB-01", lang="en")
    [warm] = fresh._warm.values()
    assert warm.engine
    killed = warm.engine.pid
    assert killed
    os.kill(killed, signal.SIGKILL)
    assert "decided alike by two" in case_page(shared.officer, shared.screening, "CB-02", lang="en")
    assert warm.engine.pid not in (killed, None)


def test_only_so_many_second_engines_are_kept(shared: Shared) -> None:
    library = shared.office.desk.library
    small, pids = second.Second(kept=2), []
    for year in (2018, 2019, 2020):
        question, case = Question(Asked(date(year, 1, 1), (POLICY,)).programs(library)), Case("1", {})
        assert small.agree(question.program(case), case, question.decide(case)) is None
        [*_, warm] = small._warm.values()
        pids.append(warm.engine.pid if warm.engine else None)
    assert [len(small._warm), len(set(pids))] == [2, 3]
    small.close()
    for pid in pids:
        assert pid
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


# --- over time


def test_the_timeline_turns_on_the_birthday(shared: Shared) -> None:
    said = case_page(shared.officer, shared.screening, "CB-05", "timeline", since="2018-01-01", until="2021-06-30")
    assert "Tuổi: 20 → 21 (yêu cầu: từ 21 trở lên)" in said
    turn = said.index("Đủ 21 tuổi trở lên: không đạt → đạt")
    assert "01/12/2020" in said[:turn]
    assert "30/11/2020" in said[:turn]


def test_a_period_that_cannot_be_shown_is_told(shared: Shared) -> None:
    for since, until in (("2020-01-01", "2019-01-01"), ("1901-01-01", "2099-01-01"), ("hôm qua", "2019-01-01")):
        said = case_page(shared.officer, shared.screening, "CB-05", "timeline", "en", since=since, until=until)
        assert "cannot be shown" in said
        assert "From Until Verdict Why" in said
