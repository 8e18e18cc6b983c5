"""Workbooks that mean harm: each refused in words, and the good file beside it read."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import xlsxwriter
from support.hostile import BOOK, ENTITIES, PEOPLE, SHEET, STRINGS, inside, lying, overlapping, repacked, workbook
from support.office import LIBRARY, write_csv

from kiemnhiem.cases import Reading, codes, package, read
from kiemnhiem.cases import workbook as workbooks
from kiemnhiem.cases.apart import Stopped, apart
from kiemnhiem.language import Lang
from kiemnhiem.limits import LIMITS
from kiemnhiem.problem import CODES, Code

needs_fork = pytest.mark.skipif(sys.platform == "win32", reason="no process can be forked")


def read_beside(bad: Path) -> Reading:
    """A bad file read with a good one; whatever the bad one is, all people of the good one are there."""
    good = write_csv(bad.with_name("good.csv"), [["Mã CB", "Họ tên", "Ngày sinh"], ["G1", "Lò Mẫu", "1975"]])
    reading = read([bad, good], LIBRARY)
    assert "G1" in [c.id for c in reading.cases]
    assert all(problem.message(lang) for problem in reading.problems for lang in Lang)
    return reading


def told(reading: Reading, code: Code) -> list[str]:
    return [p.message(Lang.EN) for p in reading.problems if p.code is code]


def padded(path: Path, part: str, end: bytes, content: bytes) -> Path:
    return repacked(path, {part: inside(end, content)})


def many_parts(path: Path) -> Path:
    return repacked(path, extra={f"x/{i}": b"" for i in range(LIMITS.parts + 1)})


MIB = 1 << 20
BOMBS: dict[str, tuple[Callable[[Path], Path], Code]] = {
    "a sheet of blanks": (lambda p: padded(p, SHEET, b"</sheetData>", b" " * (24 * MIB)), codes.OVERFULL),
    "one endless text": (lambda p: padded(p, STRINGS, b"</sst>", b"<si><t>" + b"x" * (24 * MIB)), codes.OVERFULL),
    "a part nobody reads": (lambda p: repacked(p, extra={"xl/x.bin": bytes(24 * MIB)}), codes.OVERFULL),
    "too many parts": (many_parts, codes.OVERFULL),
    "parts on one another": (lambda p: overlapping(workbook(p)), codes.OVERFULL),
    "a size that is a lie, too large": (lambda p: lying(workbook(p), SHEET, 0xFFFFFFF0), codes.OVERFULL),
    "a size that is a lie, too small": (lambda p: lying(workbook(p), SHEET, 40), codes.CORRUPT),
    "entities in the list of sheets": (
        lambda p: repacked(p, {BOOK: lambda c: c.replace(b"<workbook", ENTITIES + b"<workbook", 1)}),
        codes.CORRUPT,
    ),
    "entities in the texts": (
        lambda p: repacked(
            p, {STRINGS: lambda c: c.replace(b"<sst", ENTITIES + b"<sst", 1).replace("Hà".encode(), b"&j;")}
        ),
        codes.CORRUPT,
    ),
    "no workbook but a text": (lambda p: (p.write_text("Mã CB,Họ tên\n", "utf-8"), p)[1], codes.CORRUPT),
    "cut in half": (lambda p: (p.write_bytes(workbook(p).read_bytes()[:3000]), p)[1], codes.CORRUPT),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_and_the_others_are_read(name: str, tmp_path: Path) -> None:
    make, code = BOMBS[name]
    reading = read_beside(make(tmp_path / "bad.xlsx"))
    assert [c.id for c in reading.cases] == ["G1"]
    assert len(told(reading, code)) == 1


def test_a_bomb_inside_a_bomb_is_not_opened(tmp_path: Path) -> None:
    inner = padded(tmp_path / "inner.xlsx", SHEET, b"</sheetData>", b" " * (24 * MIB))
    reading = read_beside(repacked(tmp_path / "outer.xlsx", extra={"xl/embeddings/inner.xlsx": inner.read_bytes()}))
    assert [c.id for c in reading.cases] == ["A1", "A2", "G1"]
    assert len(told(reading, codes.IGNORED)) == 1


def test_a_document_type_is_refused_whatever_it_says(tmp_path: Path) -> None:
    harmless = b'<!DOCTYPE workbook [<!ENTITY n "DS">]><workbook'
    change = {BOOK: lambda c: c.replace(b"<workbook", harmless, 1).replace(b'name="DS"', b'name="&n;"')}
    reading = read_beside(repacked(tmp_path / "bad.xlsx", change))
    assert "DOCTYPE" in told(reading, codes.CORRUPT)[0]


def test_a_text_from_another_file_is_not_fetched(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("BIMAT")
    outside = f'<!DOCTYPE l [<!ENTITY j SYSTEM "file://{tmp_path}/secret.txt">]>'.encode()
    change = {STRINGS: lambda c: c.replace(b"<sst", outside + b"<sst", 1).replace("Lò Mẫu".encode(), b"&j;")}
    reading = read_beside(repacked(tmp_path / "bad.xlsx", change))
    assert "BIMAT" not in f"{reading}"


def test_macros_and_links_are_told_once_and_the_cells_are_read(tmp_path: Path) -> None:
    extra = {
        "xl/vbaProject.bin": b"x",
        "xl/externalLinks/externalLink1.xml": b"<x/>",
        "xl/externalLinks/e2.xml": b"<x/>",
    }
    reading = read_beside(repacked(tmp_path / "bad.xlsm", extra=extra))
    assert [c.id for c in reading.cases] == ["A1", "A2", "G1"]
    assert [m.split("the file has ")[1].split(":")[0] for m in told(reading, codes.IGNORED)] == [
        "macros", "links to other files",
    ]  # fmt: skip


def test_a_sheet_of_absurd_width_is_refused_and_the_next_one_is_read(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "wide.xlsx") as book:
        wide, good = book.add_worksheet("Rộng"), book.add_worksheet("DS")
        for sheet in (wide, good):
            for i, row in enumerate(PEOPLE):
                sheet.write_row(i, 0, row)
        wide.write(0, LIMITS.columns, "x")
    reading = read_beside(tmp_path / "wide.xlsx")
    assert [c.id for c in reading.cases] == ["A1", "A2", "G1"]
    assert "[Rộng]" in told(reading, codes.TOO_LARGE)[0]


def test_empty_cells_with_a_border_to_the_last_column_do_not_count(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "lined.xlsx") as book:
        sheet, lined = book.add_worksheet("DS"), book.add_format({"border": 1})
        for i, row in enumerate(PEOPLE):
            sheet.write_row(i, 0, row)
        for column in range(3, 16_384):
            sheet.write_blank(0, column, None, lined)
    assert [c.id for c in read_beside(tmp_path / "lined.xlsx").cases] == ["A1", "A2", "G1"]


def test_too_many_sheets_are_refused(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "many.xlsx") as book:
        for i in range(LIMITS.sheets + 1):
            book.add_worksheet(f"s{i}")
    assert len(told(read_beside(tmp_path / "many.xlsx"), codes.TOO_MANY_SHEETS)) == 1


def test_a_workbook_larger_than_any_is_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from kiemnhiem.cases import reading

    monkeypatch.setattr(reading, "LIMITS", replace(LIMITS, workbook_bytes=1000))
    assert len(told(read_beside(workbook(tmp_path / "ds.xlsx")), codes.TOO_LARGE)) == 1


def test_shared_texts_beyond_the_limit_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "LIMITS", replace(LIMITS, shared_bytes=100))
    assert len(told(read_beside(workbook(tmp_path / "ds.xlsx")), codes.OVERFULL)) == 1


def test_a_package_that_is_immense_when_unpacked_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "LIMITS", replace(LIMITS, unpacked_bytes=100))
    assert "unpacked it has" in told(read_beside(workbook(tmp_path / "ds.xlsx")), codes.OVERFULL)[0]


def test_a_comment_of_nothing_but_rows_costs_no_square_of_its_length(tmp_path: Path) -> None:
    from support.backtracking import steps

    def cost(times: int) -> int:
        return steps(package._ROW, "row " * times, everywhere=True)

    assert cost(400) < 3 * cost(200)
    path = padded(tmp_path / "rows.xlsx", SHEET, b"</sheetData>", b"<!--" + b"row " * 200_000 + b"-->")
    assert [c.id for c in read_beside(path).cases] == ["A1", "A2", "G1"]


# --- the process that reads


def dies() -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


def hangs() -> None:
    time.sleep(15)


def fills() -> None:
    bytearray(1 << 30)


@needs_fork
@pytest.mark.parametrize(
    ("work", "words"), [(dies, "it died (status -11)"), (hangs, "more than 1 seconds"), (fills, "out of the memory")]
)
def test_a_reader_that_dies_hangs_or_fills_the_memory_says_so(work: Callable[[], None], words: str) -> None:
    with pytest.raises(Stopped) as stopped:
        apart(work, memory=256 * MIB, seconds=1)
    assert words in stopped.value.why.en


@needs_fork
@pytest.mark.parametrize("work", [dies, fills])
def test_a_crash_in_reading_is_a_problem_of_that_file(
    work: Callable[[], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbooks, "_read", lambda *_: work())
    monkeypatch.setattr(workbooks, "apart", lambda job: apart(job, memory=256 * MIB, seconds=20))
    reading = read_beside(workbook(tmp_path / "ds.xlsx"))
    assert [c.id for c in reading.cases] == ["G1"]
    assert len(told(reading, codes.READER_DIED)) == 1


@needs_fork
def test_what_ctrl_c_interrupts_leaves_no_reader_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    children: list[int] = []
    fork = os.fork

    def forked() -> int:
        children.append(fork())
        return children[-1]

    ended: list[int] = []
    wait = os.waitpid

    def waited(child: int, options: int) -> tuple[int, int]:
        found = wait(child, options)
        ended.append(os.waitstatus_to_exitcode(found[1]))
        return found

    monkeypatch.setattr(os, "fork", forked)
    monkeypatch.setattr(os, "waitpid", waited)
    before = signal.signal(signal.SIGALRM, lambda *_: signal.raise_signal(signal.SIGINT))
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.3)
        with pytest.raises(KeyboardInterrupt):
            apart(signal.pause, seconds=20)
    finally:
        signal.signal(signal.SIGALRM, before)
    assert ended == [-signal.SIGKILL], "it was not waited for"
    with pytest.raises(ProcessLookupError):
        os.kill(children[0], 0)


@needs_fork
def test_cells_and_problems_come_out_of_the_reader_as_they_were(tmp_path: Path) -> None:
    path = workbook(tmp_path / "ds.xlsx")
    assert workbooks.read_workbook(path, "ds") == workbooks._read_here(path, "ds")
    [code] = apart(lambda: [codes.CORRUPT])
    assert code is CODES["C106"]
