"""The workbook to fill in, from the form of the first page."""

from __future__ import annotations

from pathlib import Path

from support.desk import POLICY, Shared

from kiemnhiem.cases import codes, read


def test_the_workbook_to_fill_in_is_read_without_a_problem(shared: Shared, tmp_path: Path) -> None:
    answer = shared.officer.post("/template", data={"policy": POLICY, "as_of": "2018-12-30"})
    assert answer.status_code == 200, answer.text
    path = tmp_path / "mau.xlsx"
    path.write_bytes(answer.content)
    reading = read([path], shared.office.desk.library)
    assert not reading.cases
    assert {p.code for p in reading.problems} == {codes.NO_CASES}  # nobody is in it yet
    [people] = [t for t in reading.tables if "Đảng viên" in t.headings]
    assert "Trình độ lý luận chính trị" not in people.headings  # no policy that was chosen asks it


def test_a_policy_that_is_not_there_is_told(shared: Shared) -> None:
    answer = shared.officer.post("/template", data={"policy": "khong/co"})
    assert answer.status_code == 400
    assert "khong/co" in answer.text
