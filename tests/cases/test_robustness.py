"""Whatever a file holds: a reading or :class:`InputError`; and every good cell read, every bad one told."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.budget import examples
from support.office import Reads, Rows, found, write_csv, write_xlsx

from kiemnhiem.cases import Reading, codes, read
from kiemnhiem.errors import InputError
from kiemnhiem.language import Lang
from kiemnhiem.policy.model import Library
from kiemnhiem.problem import errors_in

ROWS: Rows = [
    ["Mã CB", "Họ tên", "Ngày sinh", "Số con", "Kỷ luật", "Chức vụ Đảng"],
    ["Xã A"],
    ["A1", "Lò Mẫu", "05/06/1975", 2, "Không", "Bí thư"],
    ["A2", "Hà Thử", date(1980, 1, 1), "Chưa", "#N/A", "Bí thư; Trưởng bản"],
]
OBJECTS = [{"case_id": "A1", "posts": ["Bí thư"], "birth_date": "1975", "judgements": {"introduced": True}}]
CHECKED = settings(
    max_examples=examples(30),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def write(folder: Path, extension: str) -> Path:
    path = folder / f"ds{extension}"
    match extension:
        case ".xlsx" | ".ods" | ".xls":
            write_xlsx(path.with_suffix(".xlsx"), {"DS": ROWS, "Kỷ luật": [["Mã CB", "Hình thức"], ["A1", "Cảnh cáo"]]})
        case ".csv":
            write_csv(path, ROWS)
        case ".json":
            path.write_text(json.dumps(OBJECTS), "utf-8")
        case ".jsonl":
            path.write_text("\n".join(map(json.dumps, OBJECTS * 3)), "utf-8")
        case ".yaml":
            path.write_text(json.dumps(OBJECTS, ensure_ascii=False), "utf-8")
    return path


def read_any(path: Path, library: Library) -> Reading | InputError:
    """Read a file, and put every problem in words."""
    found: Reading | InputError
    try:
        found = read([path], library)
    except InputError as error:
        found = error
    assert isinstance(found, Reading) or errors_in(found.problems)
    assert all(problem.message(lang) for problem in found.problems for lang in Lang)
    return found


mutations = st.lists(
    st.tuples(st.floats(0, 1), st.sampled_from(["set", "cut", "insert", "copy"]), st.binary(min_size=1, max_size=8)),
    min_size=1, max_size=6,
)  # fmt: skip


def mutate(content: bytes, changes: list[tuple[float, str, bytes]]) -> bytes:
    for position, change, new in changes:
        at = int(position * len(content))
        match change:
            case "set":
                content = content[:at] + new + content[at + len(new) :]
            case "cut":
                content = content[:at] + content[at + len(new) * 4 :]
            case "insert":
                content = content[:at] + new + content[at:]
            case "copy":
                content = content[:at] + content[at // 2 : at] + content[at:]
    return content


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("whole")
    return {
        extension: write(folder, extension).read_bytes() for extension in (".xlsx", ".csv", ".json", ".jsonl", ".yaml")
    }


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory, convert: Callable[[Path, str], Path]) -> dict[str, bytes]:
    made = write(tmp_path_factory.mktemp("office"), ".xlsx")
    return {f".{extension}": convert(made, extension).read_bytes() for extension in ("ods", "xls")}


@pytest.mark.parametrize("extension", [".xlsx", ".csv", ".json", ".jsonl", ".yaml"])
@pytest.mark.fuzz
@CHECKED
@given(changes=mutations)
def test_a_damaged_file_never_gives_a_traceback(
    library: Library, tmp_path: Path, whole: dict[str, bytes], extension: str, changes: list[tuple[float, str, bytes]]
) -> None:
    damaged = tmp_path / f"damaged{extension}"
    damaged.write_bytes(mutate(whole[extension], changes))
    assert isinstance(read_any(damaged, library), Reading | InputError)


def test_a_damaged_name_of_an_encoding_never_gives_a_traceback(
    library: Library, tmp_path: Path, whole: dict[str, bytes]
) -> None:
    for part in ("xl/workbook.xml", "xl/worksheets/sheet1.xml"):
        damaged = tmp_path / "damaged.xlsx"
        with zipfile.ZipFile(io.BytesIO(whole[".xlsx"])) as parts, zipfile.ZipFile(damaged, "w") as made:
            for name in parts.namelist():
                content = parts.read(name)
                made.writestr(name, content.replace(b"UTF-8", b"U-8") if name == part else content)
        came = read_any(damaged, library)
        assert codes.READER_DIED not in [p.code for p in came.problems]


@pytest.mark.parametrize("extension", [".ods", ".xls"])
@pytest.mark.fuzz
@CHECKED
@given(changes=mutations)
def test_a_damaged_office_file_never_gives_a_traceback(
    library: Library, tmp_path: Path, office: dict[str, bytes], extension: str, changes: list[tuple[float, str, bytes]]
) -> None:
    damaged = tmp_path / f"damaged{extension}"
    damaged.write_bytes(mutate(office[extension], changes))
    assert isinstance(read_any(damaged, library), Reading | InputError)


@pytest.mark.parametrize(
    "part", ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml"]
)
@pytest.mark.fuzz
@CHECKED
@given(changes=mutations)
def test_a_damaged_part_of_a_workbook_never_gives_a_traceback(
    library: Library, tmp_path: Path, whole: dict[str, bytes], part: str, changes: list[tuple[float, str, bytes]]
) -> None:
    damaged = tmp_path / "damaged.xlsx"
    with zipfile.ZipFile(io.BytesIO(whole[".xlsx"])) as parts, zipfile.ZipFile(damaged, "w") as made:
        for name in parts.namelist():
            content = parts.read(name)
            made.writestr(name, mutate(content, changes) if name == part else content)
    assert isinstance(read_any(damaged, library), Reading | InputError)


def good_or_bad(
    good: st.SearchStrategy[object], bad: st.SearchStrategy[object]
) -> st.SearchStrategy[tuple[object, bool]]:
    return st.one_of(good.map(lambda cell: (cell, True)), bad.map(lambda cell: (cell, False)))


days = st.dates(date(1901, 1, 1), date(2099, 12, 31))
births = good_or_bad(
    st.one_of(
        days, days.map(lambda d: f"{d:%d/%m/%Y}"), days.map(lambda d: f"{d.day}.{d.month}.{d.year}"), days.map(str),
        st.integers(1900, 2100), st.sampled_from(["6/1975", "00/00/1975", "-", None]),
    ),
    st.sampled_from(["31/02/1970", "khoảng 1968", "5/6/75", 12, 2.5, "#N/A", "9999999"]),
)  # fmt: skip
children = good_or_bad(
    st.one_of(st.integers(0, 20), st.integers(0, 20).map(str), st.sampled_from(["Chưa", "2,0", None])),
    st.sampled_from(["1.500", "hai", 2.5, "#REF!", True]),
)
schooling = good_or_bad(
    st.sampled_from(["12/12", "THCS", "Tiểu học", date(2024, 9, 12), None]),
    st.sampled_from(["cấp 9", 9, date(2024, 5, 9)]),
)
people = st.lists(st.tuples(births, children, schooling), min_size=1, max_size=12)


@pytest.mark.fuzz
@CHECKED
@given(people=people, titles=st.integers(0, 4), units=st.sets(st.integers(0, 11)))
def test_every_good_cell_is_read_and_every_bad_cell_is_told(
    library: Library, tmp_path: Path, people: list[tuple[tuple[object, bool], ...]], titles: int, units: set[int]
) -> None:
    rows: list[list[object]] = [[f"Tiêu đề {i}"] for i in range(titles)]
    rows.append(["Mã CB", "Họ tên", "Ngày sinh", "Số con", "Học vấn"])
    bad, places = [], []
    for i, cells in enumerate(people):
        if i in units:
            rows.append([None, f"Xã {i} (hư cấu)"])
        rows.append([f"A{i}", "Lò Mẫu", *(cell for cell, _ in cells)])
        places.append(len(rows))
        bad += [f"[DS] {'CDE'[j]}{len(rows)}" for j, (_, is_good) in enumerate(cells) if not is_good]
    reading = Reads(library, tmp_path).rows(*rows)

    assert [c.id for c in reading.cases] == [f"A{i}" for i in range(len(people))]
    assert [c.origin.row for c in reading.cases if c.origin] == places
    assert found(reading, "C301") == bad
    silent = ("-", None)
    for case, cells in zip(reading.cases, people, strict=True):
        for name, (cell, is_good) in zip(("birth_date", "children", "education"), cells, strict=True):
            assert (case.facts.get(name) is not None) == (is_good and cell not in silent), (name, cell)


@pytest.mark.fuzz
@CHECKED
@given(text=st.text(max_size=40))
def test_any_text_in_any_column_is_read_or_told(library: Library, tmp_path: Path, text: str) -> None:
    fields = [f for f in library.vocabularies["candidate"].fields.values() if f.name != "case_id"]
    path = tmp_path / "a.jsonl"
    path.write_text("\n".join(json.dumps({"case_id": str(i), f.name: text}) for i, f in enumerate(fields)), "utf-8")
    reading = read([path], library)
    assert len(reading.cases) == len(fields)


@pytest.mark.fuzz
@CHECKED
@given(value=st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["post", "answer", "x"]), inner),
    max_leaves=8,
))  # fmt: skip
def test_any_json_value_is_read_or_told(library: Library, tmp_path: Path, value: object) -> None:
    names = [*library.vocabularies["candidate"].fields, "judgements", "hamlet/head#trusted"]
    path = tmp_path / "a.json"
    path.write_text(json.dumps([{"case_id": str(i), name: value} for i, name in enumerate(names)]), "utf-8")
    reading = read_any(path, library)
    assert isinstance(reading, Reading)
    assert len(reading.cases) == len(names)
