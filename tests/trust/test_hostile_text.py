"""CSV, JSON and YAML files of cases that mean harm: the bad line told, everybody else read."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from support.office import LIBRARY

from kiemnhiem.cases import Reading, codes, delimited, read, stream
from kiemnhiem.errors import InputError
from kiemnhiem.language import Lang
from kiemnhiem.limits import LIMITS
from kiemnhiem.policy import codes as yaml_codes
from kiemnhiem.problem import Code

HEAD = "Mã CB,Họ tên,Ngày sinh,Ghi chú\n"
OBJECT = {"case_id": "A1", "birth_date": "1975"}


def csv(folder: Path, *lines: str, head: str = HEAD) -> Reading:
    path = folder / "ds.csv"
    path.write_text(head + "".join(lines), "utf-8", newline="")
    return read([path], LIBRARY)


def lines_of(reading: Reading, code: Code) -> list[int | None]:
    return [p.place.line for p in reading.problems if p.code is code and p.place]


def ids(reading: Reading) -> list[str]:
    return [case.id for case in reading.cases]


ROW_1, ROW_2 = "A1,Lò Mẫu,1975,\n", "A2,Hà Thử,1980,\n"


@pytest.mark.parametrize("quote", ["", '"'])
def test_a_cell_of_a_megabyte_costs_its_own_line_only(tmp_path: Path, quote: str) -> None:
    reading = csv(tmp_path, ROW_1, f"X,Lò Mẫu,1975,{quote}{'x' * 1_000_000}{quote}\n", ROW_2)
    assert ids(reading) == ["A1", "A2"]
    assert lines_of(reading, codes.TOO_LONG) == [3]


def test_a_long_line_is_told_once_in_parts_too(tmp_path: Path) -> None:
    path = tmp_path / "ds.csv"
    path.write_text(HEAD + ROW_1 + "x" * 300_000 + "\n" + ROW_2, "utf-8")
    readings = list(stream([path], LIBRARY, size=1))
    assert [c.id for r in readings for c in r.cases] == ["A1", "A2"]
    assert [line for r in readings for line in lines_of(r, codes.TOO_LONG)] == [3]


def test_a_file_without_a_line_break_is_not_laid_out_as_one_line(tmp_path: Path) -> None:
    with pytest.raises(InputError) as refused:
        csv(tmp_path, "x," * 1_000_000, head="")
    assert codes.TOO_LONG in [p.code for p in refused.value.problems]


def test_a_row_of_a_hundred_thousand_columns_is_told_and_the_others_are_read(tmp_path: Path) -> None:
    reading = csv(tmp_path, ROW_1, "X" + ",y" * 60_000 + "\n", ROW_2)
    assert ids(reading) == ["A1", "A2"]
    assert lines_of(reading, codes.TOO_LONG) == [3]
    reading = csv(tmp_path, ROW_1, "A2,Hà Thử,1980" + "," * 60_000 + "\n")
    assert ids(reading) == ["A1", "A2"], "columns without anything in them are what spreadsheets write"
    assert lines_of(reading, codes.TOO_LONG) == []


def test_a_header_of_a_hundred_thousand_columns_is_no_table(tmp_path: Path) -> None:
    with pytest.raises(InputError) as refused:
        csv(tmp_path, ROW_1, head="Mã CB,Họ tên" + ",y" * 60_000 + "\n")
    assert codes.TOO_LONG in [p.code for p in refused.value.problems]


def test_a_text_longer_than_a_cell_may_be_leaves_its_fact_unknown(tmp_path: Path) -> None:
    reading = csv(tmp_path, f"A1,{'x' * (LIMITS.text + 1)},1975,\n", f"A2,{'x' * LIMITS.text},1980,\n")
    assert [case.fact("full_name") is None for case in reading.cases] == [True, False]
    assert lines_of(reading, codes.UNREADABLE_CELL) == [2]


def test_more_lines_than_a_file_may_have_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delimited, "LIMITS", replace(LIMITS, csv_rows=100))
    assert ids(csv(tmp_path, ROW_1, "\n" * 98)) == ["A1"]
    with pytest.raises(InputError) as refused:
        csv(tmp_path, ROW_1, "\n" * 101, ROW_2)
    assert codes.TOO_LARGE in [p.code for p in refused.value.problems]


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n"])
def test_any_end_of_line_and_nul_characters_lose_nobody(tmp_path: Path, end: str) -> None:
    reading = csv(tmp_path, ROW_1.replace("\n", end), "A2,Hà\0Thử,1980," + end, head=HEAD.replace("\n", end))
    assert ids(reading) == ["A1", "A2"]
    assert lines_of(reading, codes.STRAY_CONTROL) == [3]


def test_lines_in_another_encoding_cost_their_cells_only(tmp_path: Path) -> None:
    path = tmp_path / "ds.csv"
    path.write_bytes((HEAD + ROW_1).encode() + b"A2,L\xf2 M\xc2u,1980,\n" + "A3,Lò Mẫu,1981,\n".encode() * 1)
    reading = read([path], LIBRARY)
    assert ids(reading) == ["A1", "A2", "A3"]
    assert [c.fact("birth_date") is None for c in reading.cases] == [False] * 3
    assert lines_of(reading, codes.STRAY_BYTE) == [3]


# --- JSON


def jsons(folder: Path, text: str | bytes, name: str = "ds.json") -> Reading:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read([path], LIBRARY)


@pytest.mark.parametrize("depth", [LIMITS.json_depth + 2, 900, 5_000])
@pytest.mark.parametrize("pair", ["[]", "{}"])
def test_nesting_is_refused_at_the_same_depth_everywhere(tmp_path: Path, depth: int, pair: str) -> None:
    deep = "[" * depth + "]" * depth if pair == "[]" else '{"a":' * depth + "1" + "}" * depth
    good = json.dumps(OBJECT)
    reading = jsons(tmp_path, f'{good}\n{{"case_id": "X", "children": {deep}}}\n{good.replace("A1", "A2")}', "ds.jsonl")
    assert ids(reading) == ["A1", "A2"]
    assert [p.code for p in reading.problems if p.place and p.place.line == 2] == [codes.SYNTAX]


@pytest.mark.parametrize("number", ["1e400", "-1e400", "1" + "0" * 5_000, "0." + "1" * 5_000 + "e999", "NaN"])
def test_a_number_beyond_all_numbers_is_unknown_and_told(tmp_path: Path, number: str) -> None:
    reading = jsons(tmp_path, f'[{{"case_id": "A1", "children": {number}}}, {{"case_id": "A2", "children": 2}}]')
    assert [case.fact("children") for case in reading.cases] == [None, 2]
    assert codes.UNREADABLE_CELL in [p.code for p in reading.problems]
    assert all(len(p.message(Lang.EN)) < 500 for p in reading.problems)


def test_a_key_that_stands_twice_is_told_and_neither_is_taken(tmp_path: Path) -> None:
    reading = jsons(tmp_path, '[{"case_id": "A1", "children": 1, "children": 2}]')
    assert reading.cases[0].fact("children") is None
    assert codes.REPEATED_KEY in [p.code for p in reading.problems]


@pytest.mark.parametrize("name", ["ds.json", "ds.jsonl"])
def test_bytes_that_are_no_text_are_told(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError) as refused:
        jsons(tmp_path, b'[{"case_id": "A\xff"}]', name)
    assert [p.code for p in refused.value.problems] == [codes.NOT_TEXT]


def test_a_case_of_four_megabytes_is_passed_over(tmp_path: Path) -> None:
    good = json.dumps(OBJECT)
    long = json.dumps({"case_id": "X", "full_name": "x" * LIMITS.json_line})
    reading = jsons(tmp_path, f"{good}\n{long}\n{good.replace('A1', 'A2')}\n", "ds.jsonl")
    assert ids(reading) == ["A1", "A2"]
    assert lines_of(reading, codes.TOO_LONG) == [2]


def test_a_list_longer_than_any_persons_is_unknown_and_told(tmp_path: Path) -> None:
    posts = ["Bí thư"] * (LIMITS.records + 1)
    objects = [{"case_id": "A1", "posts": posts}, {"case_id": "A2", "posts": posts[:-1]}]
    reading = jsons(tmp_path, json.dumps(objects))
    assert reading.cases[0].fact("posts") is None
    assert len(reading.cases[1].facts["posts"]) == LIMITS.records  # type: ignore[arg-type]  # a list
    assert codes.TOO_MANY_RECORDS in [p.code for p in reading.problems]


def test_records_without_end_for_one_person_are_told_once(tmp_path: Path) -> None:
    people, records = tmp_path / "ds.csv", tmp_path / "Kỷ luật.csv"
    people.write_text(HEAD + ROW_1 + ROW_2, "utf-8")
    rows = "A1,Cảnh cáo\n" * (LIMITS.records + 50) + "A2,Cảnh cáo\n"
    records.write_text("Mã CB,Hình thức kỷ luật\n" + rows, "utf-8")
    reading = read([people, records], LIBRARY)
    assert reading.cases[0].fact("discipline") is None
    assert len(reading.cases[1].facts["discipline"]) == 1  # type: ignore[arg-type]  # a list
    assert [p.code for p in reading.problems].count(codes.TOO_MANY_RECORDS) == 1


def test_yaml_of_cases_keeps_to_the_limits_of_yaml(tmp_path: Path) -> None:
    for name, text, code in (
        ("a.yaml", "a: &a [x]\nb: *a\n", yaml_codes.ANCHOR),
        ("b.yaml", "[" * 5_000, yaml_codes.TOO_DEEP),
        ("c.yaml", "#" * (LIMITS.yaml_bytes + 1), yaml_codes.FILE_TOO_LARGE),
    ):
        with pytest.raises(InputError) as refused:
            jsons(tmp_path, text, name)
        assert code in [p.code for p in refused.value.problems]
