"""What this program wrote for readers is passed over when a file is given again; what officers wrote is not."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from support.office import LIBRARY, Reads, write_csv, write_xlsx

from kiemnhiem.cases import stream
from kiemnhiem.cases.ours import ANSWERS, UNREAD
from kiemnhiem.language import Lang

HEAD = ["Mã CB", "Họ tên", "Năm sinh"]
PERSON = ["A1", "Lò Văn Mẫu", "1980"]


@pytest.fixture
def reads(tmp_path: Path) -> Reads:
    return Reads(LIBRARY, tmp_path)


@pytest.mark.parametrize("lang", Lang)
def test_a_sheet_that_says_it_is_not_read_is_not(lang: Lang, reads: Reads) -> None:
    guide = [["Hướng dẫn"], [UNREAD[lang]], HEAD, ["VD1", "Người Ví Dụ", "1990"]]
    reading = reads.rows(HEAD, PERSON, **{"Ví dụ": guide})
    assert [case.id for case in reading.cases] == ["A1"]
    assert reading.problems == ()


def test_the_same_words_among_data_do_not_hide_a_sheet(reads: Reads) -> None:
    reading = reads.rows(HEAD, ["A1", UNREAD.vi, "1980"], ["A2", UNREAD.en, "1981"])
    assert [case.id for case in reading.cases] == ["A1", "A2"]


def answers(lang: Lang) -> list[str]:
    return [text[lang] for text in ANSWERS]


@pytest.mark.parametrize("lang", Lang)
def test_the_answers_of_an_earlier_result_are_passed_over(lang: Lang, reads: Reads) -> None:
    reading = reads.rows([*HEAD, *answers(lang), "Số con"], [*PERSON, "Đủ điều kiện", "", "", "", "", "NQ 18", "2"])
    assert reading.problems == ()
    assert reading.cases[0].facts["children"] == 2
    (table,) = reading.tables
    assert [heading for heading in table.headings if heading] == [*HEAD, "Số con"]


def test_a_column_of_the_officers_that_is_called_alike_is_kept_and_told(reads: Reads) -> None:
    reading = reads.rows([*HEAD, "Kết quả", "Lý do"], [*PERSON, "Đạt", "tốt"])
    assert [p.code.id for p in reading.problems] == ["C205", "C205"]
    assert reading.tables[0].headings == (*HEAD, "Kết quả", "Lý do")


def test_text_read_in_parts_passes_over_the_same_columns(reads: Reads, tmp_path: Path) -> None:
    rows: list[Sequence[object]] = [[*HEAD, *answers(Lang.VI)]]
    rows += [[f"A{n}", "Lò Văn Mẫu", 1980, "Đủ điều kiện", "", "", "", "", "NQ"] for n in range(9)]
    path = write_csv(tmp_path / "kq.csv", rows)
    whole, parts = reads(path), list(stream([path], LIBRARY, size=3))
    assert whole.problems == ()
    assert [p for part in parts for p in part.problems] == []
    assert [c.facts for part in parts for c in part.cases] == [c.facts for c in whole.cases]


def test_a_reading_keeps_the_sheets_of_records_as_they_stood(reads: Reads) -> None:
    sheet = [["Mã CB", "Hình thức kỷ luật", "Ngày kỷ luật"], ["A1", "Khiển trách", "2019"], ["A1", "Cảnh cáo", "2020"]]
    (records,) = reads.rows(HEAD, PERSON, **{"Kỷ luật": sheet}).records
    assert (records.sheet, records.headings) == ("Kỷ luật", tuple(sheet[0]))
    assert [list(row) for row in records.rows.values()] == sheet[1:]


def test_a_cell_merged_over_several_people_is_kept_for_each(reads: Reads, tmp_path: Path) -> None:
    rows: list[Sequence[object]] = [[*HEAD, "Số con"], [*PERSON, "2"], ["A2", "Vàng Thị Mẫu", "1981", None]]
    (table,) = reads(write_xlsx(tmp_path / "g.xlsx", {"DS": rows}, {"DS": ["D2:D3"]})).tables
    assert [row[3] for row in table.rows.values()] == ["2", "2"]
