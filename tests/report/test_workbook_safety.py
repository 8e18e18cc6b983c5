"""A result workbook explains itself, runs nothing, and holds all that the verdicts rest on."""

from __future__ import annotations

import warnings
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from kiemnhiem.cases import Table
from kiemnhiem.evaluate.decision import Outcome, Verdict
from kiemnhiem.explain.finding import CaseFinding
from kiemnhiem.language import Lang
from kiemnhiem.policy.model import Evidence
from kiemnhiem.report import Run, words, write

Findings = tuple[CaseFinding, ...]
RUNS = (
    '=HYPERLINK("http://example.org","bấm")',
    "+84 000",
    "-2+3",
    "@SUM(A1)",
    "\tthụt",
    "\rxuống",
    "https://example.org",
)
RECORDS = Table(
    "danh-sach.xlsx", "Kỷ luật", ("Mã CB", "Hình thức", *RUNS), dict.fromkeys((2, 3), ("CB-5", "khiển trách", *RUNS))
)


@pytest.fixture
def with_records(run: Run) -> Run:
    return replace(run, reading=replace(run.reading, records=(RECORDS,)))


def _opened(path: Path) -> Any:
    with warnings.catch_warnings():
        # openpyxl does not know the newer kind of data bars.
        warnings.filterwarnings("ignore", category=UserWarning, module="openpyxl")
        return load_workbook(path)


@pytest.mark.parametrize("lang", Lang)
def test_the_legend_explains_every_word_of_an_answer_in_its_colour(
    lang: Lang, run: Run, findings: Findings, tmp_path: Path
) -> None:
    write(tmp_path / "kq.xlsx", findings, replace(run, lang=lang))
    book = _opened(tmp_path / "kq.xlsx")
    legend = {row[0].value: row for row in book[book.sheetnames[3]].iter_rows() if row[1].value}
    used = [*(words.VERDICTS[v] for v in Verdict), *(words.OUTCOMES[o] for o in Outcome)]
    used += [words.EVIDENCE[e] for e in Evidence]
    assert {text[lang] for text in used} <= legend.keys()
    results = book[book.sheetnames[1]]
    assert {cell.value for cell in results[1]} - set(run.reading.tables[0].headings) - {
        "Xã",
        "Commune",
    } <= legend.keys()
    for verdict in (row[7] for row in results.iter_rows(min_row=2)):
        assert legend[verdict.value][0].fill.fgColor.rgb == verdict.fill.fgColor.rgb


def test_the_sheets_beside_the_list_are_carried_over(with_records: Run, findings: Findings, tmp_path: Path) -> None:
    write(tmp_path / "kq.xlsx", findings, with_records)
    sheet = _opened(tmp_path / "kq.xlsx")["Kỷ luật"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert [row[:5] for row in rows] == [["Mã CB", "Hình thức", *RUNS[:3]], *[["CB-5", "khiển trách", *RUNS[:3]]] * 2]
    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref == "A1:I3"


def test_no_cell_of_any_sheet_runs_or_links(with_records: Run, findings: Findings, tmp_path: Path) -> None:
    write(tmp_path / "kq.xlsx", findings, with_records)
    with zipfile.ZipFile(tmp_path / "kq.xlsx") as parts:
        assert not [name for name in parts.namelist() if "external" in name.lower() or "vba" in name.lower()]
        for name in parts.namelist():
            if name.startswith("xl/worksheets/"):
                content = parts.read(name)
                assert b"<f>" not in content
                assert b"hyperlink" not in content.lower().replace(b"=hyperlink", b"")
    cells = [c for sheet in _opened(tmp_path / "kq.xlsx") for row in sheet.iter_rows() for c in row]
    assert {c.data_type for c in cells if isinstance(c.value, str)} <= {"s", "inlineStr"}


def test_every_sheet_is_ready_to_print(with_records: Run, findings: Findings, tmp_path: Path) -> None:
    write(tmp_path / "kq.xlsx", findings, with_records)
    book = _opened(tmp_path / "kq.xlsx")
    for sheet in book.worksheets:
        assert sheet.page_setup.paperSize == 9
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
    for name in ("Kết quả", "Kỷ luật", "Ô không đọc được"):
        sheet = book[name]
        assert sheet.print_title_rows == "$1:$1"
        assert sheet.print_area.endswith(f"${sheet.max_row}")
        assert sheet.auto_filter.ref
