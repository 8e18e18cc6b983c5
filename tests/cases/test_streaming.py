"""Reading in parts gives, to the last detail, what reading the whole gives."""

from __future__ import annotations

import gc
import json
import tracemalloc
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from support.budget import examples
from support.messy import RECORDS, sheet
from support.office import Rows, write_csv, write_xlsx

from kiemnhiem.cases import Reading, Table, read, reading, stream
from kiemnhiem.cases.case import Case
from kiemnhiem.cases.reading import in_order
from kiemnhiem.errors import InputError
from kiemnhiem.limits import LIMITS
from kiemnhiem.policy.model import Library
from kiemnhiem.problem import Problem

CHECKED = settings(
    max_examples=examples(30),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
LIST = ["Mã CB", "Hình thức kỷ luật", "Ngày kỷ luật"]


def joined(paths: Sequence[Path], library: Library, size: int) -> Reading | tuple[object, ...]:
    """All readings as one."""
    cases: list[Case] = []
    problems: list[Problem] = []
    tables: dict[tuple[str, str | None], tuple[Table, dict[int, tuple[object, ...]]]] = {}
    try:
        for part in stream(paths, library, size=size):
            cases += part.cases
            problems += part.problems
            for table in part.tables:
                known, rows = tables.setdefault((table.file, table.sheet), (table, {}))
                assert known.headings == table.headings
                assert not rows.keys() & table.rows.keys()
                rows.update(table.rows)
    except InputError as error:
        return error.problems
    files = [str(path) for path in paths]
    ordered = sorted(tables.values(), key=lambda known: files.index(known[0].file))
    whole_tables = (Table(t.file, t.sheet, t.headings, rows) for t, rows in ordered)
    return Reading(tuple(cases), in_order(problems, files), tuple(whole_tables))


def whole(paths: Sequence[Path], library: Library) -> Reading | tuple[object, ...]:
    try:
        found = read(paths, library)
    except InputError as error:
        return error.problems
    return Reading(
        found.cases, found.problems, tuple(Table(t.file, t.sheet, t.headings, dict(t.rows)) for t in found.tables)
    )


def check(paths: Sequence[Path], library: Library, size: int) -> None:
    assert repr(joined(paths, library, size)) == repr(whole(paths, library))


def text_of(rows: Rows) -> Rows:
    return [["" if cell is None else cell for cell in row] for row in rows]


def long_sheet(rng: Random) -> Rows:
    """Several messy sheets one under another: their headers are repeated ones where they are alike."""
    first = sheet(rng)
    more = [sheet(rng)[1:] for _ in range(rng.randrange(4))]
    wide = [*first, *(row[: len(first[0])] for rows in more for row in rows)]
    if rng.random() < 0.3:
        wide.insert(rng.randrange(1, len(wide) + 1), first[0])
        wide.insert(rng.randrange(1, len(wide) + 1), [f"({i})" for i in range(1, len(first[0]) + 1)])
    return wide


def written(path: Path, rows: Rows, rng: Random) -> Path:
    """A text file with, now and then, what spoils one."""
    write_csv(path, text_of(rows), rng.choice(("utf-8", "utf-8-sig", "utf-16")), rng.choice(",;\t"))
    spoilt = rng.choice(
        (b"", b"", b"", b"\x1a", b"\r\n\x1a \r\n", b'A9,"x"y\r\n', b"\xff\xfe", b"A8\x07;L\xc3\xb2\r\n")
    )
    content = path.read_bytes()
    at = content.rfind(b"\n", 0, rng.randrange(1, len(content))) + 1 if rng.random() < 0.5 else len(content)
    path.write_bytes(content[:at] + spoilt + content[at:])
    return path


@pytest.mark.fuzz
@CHECKED
@given(seed=st.integers(0, 2**32), size=st.integers(1, 12))
@example(seed=1, size=1)
def test_delimited_text_in_parts_is_read_as_whole(library: Library, tmp_path: Path, seed: int, size: int) -> None:
    rng = Random(seed)
    paths = [written(tmp_path / f"{i}.csv", long_sheet(rng), rng) for i in range(rng.choice((1, 1, 2)))]
    if rng.random() < 0.5:
        records = [r for r in RECORDS if rng.random() < 0.6]
        paths.insert(rng.randrange(2), write_csv(tmp_path / "Kỷ luật.csv", text_of([LIST, *records])))
    if rng.random() < 0.3:
        judged = [["Mã CB", "Yêu cầu", "Kết luận"], ["A1", "Được tín nhiệm", "Có"], ["007", "Uy tín", "?"]]
        paths.append(write_csv(tmp_path / "Nhận định.csv", judged))
    if rng.random() < 0.3:
        sheets = {"DS": sheet(rng), "Kỷ luật": [LIST, *RECORDS]}
        paths.insert(0, write_xlsx(tmp_path / "more.xlsx", sheets))
    check(paths, library, size)


VALUES: dict[str, Sequence[object]] = {
    "Mã CB": ("A1", "A2", "A3", "2", "4", 7, None, "?"),
    "case_id": (None, None, "A1"),
    "full_name": ("Lò Mẫu", "Hà Thử", None),
    "birth_date": ("1980-01-02", "06/1975", 1975, "năm Dần", None),
    "children": (1, 2, "hai", None),
    "discipline": ([], [{"form": "warning"}], "none", 5, None),
    "judgements": ({"trusted": True}, {"tructed": True}, None),
    "lạ": (1,),
}


@pytest.mark.fuzz
@CHECKED
@given(seed=st.integers(0, 2**32), size=st.integers(1, 5))
def test_json_lines_in_parts_are_read_as_whole(library: Library, tmp_path: Path, seed: int, size: int) -> None:
    rng = Random(seed)
    lines = []
    for _ in range(rng.randrange(15)):
        case = {name: rng.choice(values) for name, values in VALUES.items() if rng.random() < 0.6}
        lines.append(json.dumps(case, ensure_ascii=rng.random() < 0.5))
        if rng.random() < 0.2:
            lines.append(rng.choice(("", "[1]", '{"a": 1', '{"a": 1, "a": 2}', "5 5", "   ")))
    path = tmp_path / "t.jsonl"
    path.write_bytes(rng.choice(("\n", "\r\n")).join(lines).encode(rng.choice(("utf-8", "utf-8-sig", "utf-16"))))
    paths = [path]
    if rng.random() < 0.4:
        paths.append(write_csv(tmp_path / "Kỷ luật.csv", text_of([LIST, *RECORDS])))
    if rng.random() < 0.3:
        paths.insert(0, written(tmp_path / "t.csv", long_sheet(rng), rng))
    check(paths, library, size)


ROWS = [["Mã CB", "Họ tên", "Ngày sinh"], *([f"A{i}", "Lò Mẫu", "1980"] for i in range(1, 101))]


def test_readings_are_about_as_large_as_asked(library: Library, tmp_path: Path) -> None:
    parts = [len(part.cases) for part in stream([write_csv(tmp_path / "t.csv", ROWS)], library, size=10)]
    assert sum(parts) == 100
    assert max(parts) <= 20


def test_a_person_of_an_id_met_long_before_is_told_where(library: Library, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "t.csv", [*ROWS, ["A2", "Hà Thử", "1990"], ["A2 (2)", "Tẩn Ba", "1991"]])
    parts = list(stream([path], library, size=10))
    assert [case.id for case in parts[-1].cases][-2:] == ["A2 (3)", "A2 (2)"]
    [told] = [problem for part in parts for problem in part.problems]
    assert str(told.values["where"]) == f"{path}:3:1"


def test_memory_is_bounded_by_the_part_whatever_the_file(library: Library, tmp_path: Path) -> None:
    def most(rows: int) -> int:
        path = tmp_path / "t.csv"
        path.write_text("Họ tên,Ngày sinh,Xã\n" + "Lò Mẫu,05/06/1975,Xã A\n" * rows, encoding="utf-8")
        next(stream([path], library, size=100))  # what is remembered of cells
        tracemalloc.start()
        assert sum(len(part.cases) for part in stream([path], library, size=100)) == rows
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return peak

    assert most(8000) < 1.5 * most(800)


def test_a_file_may_be_larger_than_one_that_is_read_whole(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "LIMITS", replace(LIMITS, text_bytes=100, workbook_bytes=100))
    path = write_csv(tmp_path / "t.csv", ROWS)
    assert sum(len(part.cases) for part in stream([path], library)) == 100
    with pytest.raises(InputError):
        list(stream([write_xlsx(tmp_path / "t.xlsx", {"DS": ROWS})], library))


def test_the_collector_of_garbage_works_between_readings(library: Library, tmp_path: Path) -> None:
    for _ in stream([write_csv(tmp_path / "t.csv", ROWS)], library, size=10):
        assert gc.isenabled()
