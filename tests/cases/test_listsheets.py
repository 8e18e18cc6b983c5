from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from support.office import Reads, Rows, found, write_csv

from kiemnhiem.cases import Recorded
from kiemnhiem.language import Lang
from kiemnhiem.problem import errors_in

PEOPLE = (["Mã CB", "Họ tên"], ["A1", "Lò Mẫu"], ["A2", "Hà Thử"], ["A3", "Tẩn Ba"])


def test_records_are_given_to_the_person_they_name(reads: Reads) -> None:
    sheet: Rows = [
        ["THEO DÕI KỶ LUẬT"],
        ["STT", "Mã CB", "Họ tên", "Hình thức kỷ luật", "Ngày kỷ luật"],
        [1, "A1", "Lò Mẫu", "Khiển trách", "5/6/2017"],
        [2, "A1", "Lò Mẫu", "Cảnh cáo", 2018],
        [3, "A2", "Hà Thử", "đuổi", "6/2017"],
        [4, "A9", "Ai Đó", "Cảnh cáo", None],
        [5, None, "Ai Nữa", "Cảnh cáo", None],
    ]
    reading = reads.rows(*PEOPLE, **{"Kỷ luật": sheet})
    one, two, three = (c.facts.get("discipline") for c in reading.cases)
    assert isinstance(one, tuple)
    assert isinstance(two, tuple)
    assert [r["form"] for r in one] == ["reprimand", "warning"]
    assert one[0]["given_on"] == date(2017, 6, 5)
    assert [r["form"] for r in two] == [None]
    assert three is None
    assert [found(reading, c) for c in ("C301", "C306", "C308")] == [
        ["[Kỷ luật] D5"],
        ["[Kỷ luật] B6"],
        ["[Kỷ luật] B7"],
    ]


RECORDS = ["Mã CB", "Họ tên", "Hình thức kỷ luật", "Ngày kỷ luật"]


@pytest.mark.parametrize(
    "stray", [["A9", "Hà Thử", "Cảnh cáo"], [None, "Hà Thử", "Cảnh cáo"], [None, "Hà Thử", None, None, 1]]
)
def test_a_row_of_nobody_known_clears_nobody(reads: Reads, stray: list[object]) -> None:
    header = [*RECORDS, "Ghi chú"]
    people = (["Mã CB", "Họ tên", "Kỷ luật"], ["A1", "Lò Mẫu"], ["A2", "Hà Thử"], ["A3", "Tẩn Ba", "Không"])
    other = [header, ["A1", "Lò Mẫu", "Khiển trách"]]
    reading = reads.rows(*people, KL1=[header, ["A1", "Lò Mẫu", "Cảnh cáo"], stray], KL2=other)
    assert [c.facts.get("discipline") for c in reading.cases] == [
        ({"form": "warning"}, {"form": "reprimand"}), None, ()
    ]  # fmt: skip
    assert errors_in(reading.problems)


def test_a_signature_under_a_list_and_a_unit_s_name_in_it_are_no_records(reads: Reads) -> None:
    sheet: Rows = [
        ["STT", *RECORDS], ["I", None, "Xã A"], [1, "A1", "Lò Mẫu", "Cảnh cáo"], [],
        [None, None, "NGƯỜI LẬP BIỂU", "CHỦ TỊCH"],
    ]  # fmt: skip
    reading = reads.rows(*PEOPLE, **{"Kỷ luật": sheet})
    assert [c.facts.get("discipline") for c in reading.cases] == [({"form": "warning"},), (), ()]
    assert found(reading, "C208") == ["[Kỷ luật] 2", "[Kỷ luật] 5"]
    assert not errors_in(reading.problems)


def test_a_record_without_id_or_known_column_is_an_error(reads: Reads) -> None:
    sheet: Rows = [["STT", *RECORDS], [1, "A1"], [2, None, "Hà Thử"], [3, "A1", None, "Cảnh cáo"]]
    reading = reads.rows(*PEOPLE, **{"Kỷ luật": sheet})
    assert (found(reading, "C214"), found(reading, "C215")) == (["[Kỷ luật] 2"], ["[Kỷ luật] 3"])
    assert reading.cases[1].facts.get("discipline") is None


def test_ids_of_digits_may_differ_in_leading_zeros_if_one_person_fits(reads: Reads) -> None:
    people = (["Mã CB", "Họ tên"], ["003", "Lò Mẫu"], ["04", "Hà Thử"], ["004", "Tẩn Ba"], ["5", "Lý Tư"])
    sheet: Rows = [["Mã CB", "Hình thức kỷ luật"], [3, "Cảnh cáo"], [4, "Cảnh cáo"], ["05", "Khiển trách"]]
    reading = reads.rows(*people, **{"Kỷ luật": sheet})
    assert [c.facts.get("discipline") for c in reading.cases] == [
        ({"form": "warning"},), None, None, ({"form": "reprimand"},)
    ]  # fmt: skip
    assert found(reading, "C309") == ["[Kỷ luật] A2", "[Kỷ luật] A4"]
    assert found(reading, "C307") == ["[Kỷ luật] A3"]
    assert "003" in next(p for p in reading.problems if p.code.id == "C309").message(Lang.EN)


def test_without_the_sheet_a_list_stays_unknown(reads: Reads) -> None:
    reading = reads.rows(*PEOPLE)
    assert all("discipline" not in c.facts for c in reading.cases)


def test_a_sheet_without_a_meaning_for_no_rows_leaves_the_others_unknown(reads: Reads) -> None:
    reading = reads.rows(*PEOPLE, GĐ=[["Mã CB", "Quan hệ", "Tên người thân"], ["A2", "Vợ", "Vàng Thị Mẫu"]])
    assert [c.facts.get("relatives") for c in reading.cases] == [
        None, ({"relation": "Vợ", "relative_name": "Vàng Thị Mẫu"},), None
    ]  # fmt: skip


def test_rows_of_an_ambiguous_id_go_to_nobody(reads: Reads) -> None:
    reading = reads.rows(
        *PEOPLE, ["A1", "Lò Khác"], **{"Kỷ luật": [["Mã CB", "Hình thức kỷ luật"], ["A1", "Cảnh cáo"]]}
    )
    assert [c.facts.get("discipline") for c in reading.cases] == [None, (), (), None]
    assert found(reading, "C307") == ["[Kỷ luật] A2"]


def test_a_sheet_and_a_column_must_not_contradict_each_other(reads: Reads) -> None:
    people = (["Mã CB", "Kỷ luật"], ["A1", "Không"], ["A2", "Khiển trách"], ["A3", None], ["A4", "?"])
    sheet = [["Mã CB", "Hình thức kỷ luật"], ["A1", "Cảnh cáo"], ["A2", "Cảnh cáo"], ["A3", "Cảnh cáo"]]
    reading = reads.rows(*people, **{"Kỷ luật": sheet})
    assert [c.facts.get("discipline") for c in reading.cases] == [
        None, ({"form": "reprimand"}, {"form": "warning"}), ({"form": "warning"},), None
    ]  # fmt: skip
    assert found(reading, "C303") == ["[Kỷ luật] 2"]


def test_a_list_may_be_a_csv_file_of_its_own(reads: Reads, tmp_path: Path) -> None:
    people = write_csv(tmp_path / "nguoi.csv", PEOPLE)
    more = write_csv(tmp_path / "kyluat.csv", [["Mã CB", "Hình thức kỷ luật"], ["A2", "Cảnh cáo"]])
    for order in ((people, more), (more, people)):
        reading = reads(*order)
        assert [c.facts["discipline"] for c in reading.cases] == [(), ({"form": "warning"},), ()]


def test_a_workbook_s_sheet_says_nothing_of_people_in_another_file(reads: Reads, tmp_path: Path) -> None:
    other = write_csv(tmp_path / "khac.csv", [["Mã CB", "Họ tên"], ["B1", "Người Khác"]])
    book = reads.rows(*PEOPLE, **{"Kỷ luật": [["Mã CB", "Hình thức kỷ luật"], ["A2", "Cảnh cáo"]]}).tables[0].file
    reading = reads(Path(book), other)
    assert [c.facts.get("discipline") for c in reading.cases] == [(), ({"form": "warning"},), (), None]


def test_a_list_s_sheet_without_ids_is_told(reads: Reads) -> None:
    reading = reads.rows(*PEOPLE, **{"Kỷ luật": [["Hình thức"], ["Cảnh cáo"]]})
    assert found(reading, "C213") == ["[Kỷ luật]"]
    assert all("discipline" not in c.facts for c in reading.cases)


@pytest.mark.parametrize("requirement", ["hamlet/head#trusted", "Được tín nhiệm", "Được nhân dân tín nhiệm?"])
def test_recorded_judgements_carry_who_and_when(reads: Reads, requirement: str) -> None:
    sheet = [
        ["Mã CB", "Yêu cầu", "Kết luận", "Người kết luận", "Ngày kết luận"],
        ["A2", requirement, "Có", "Chi bộ A", "5/6/2018"],
    ]
    reading = reads.rows(*PEOPLE, **{"Nhận định": sheet})
    assert [dict(c.judgements) for c in reading.cases] == [
        {}, {"hamlet/head#trusted": Recorded(True, "Chi bộ A", date(2018, 6, 5))}, {}
    ]  # fmt: skip


def test_an_unknown_judgement_and_a_bad_answer_are_told(reads: Reads) -> None:
    sheet = [
        ["Mã CB", "Yêu cầu", "Kết luận"],
        ["A1", "hamlet/head#trustd", "Có"],
        ["A2", "hamlet/head#trusted", "chắc"],
    ]
    reading = reads.rows(*PEOPLE, **{"Nhận định": sheet})
    assert found(reading, "C212") == ["[Nhận định] 2"]
    assert found(reading, "C301") == ["[Nhận định] C3"]
    assert all(not c.judgements for c in reading.cases)
    assert next(p for p in reading.problems if p.code.id == "C212").suggestion == "hamlet/head#trusted"
