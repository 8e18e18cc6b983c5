"""The sheet that carries a run's receipt: for a reader in rows, for ``kiemnhiem replay`` as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from kiemnhiem.cases.ours import UNREAD
from kiemnhiem.evaluate.decision import Verdict
from kiemnhiem.language import Lang, Text
from kiemnhiem.report import cells, words
from kiemnhiem.report.run import Receipt
from kiemnhiem.report.styles import A4, Styles

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

#: What stands before the JSON, which goes on over as many cells as it needs.
JSON = "JSON"
_PART = 30_000
_WIDTHS = (52, 82)

_ABOUT = Text(
    "Ai nhận tệp này có thể xét lại đúng như lần chạy này bằng lệnh: kiemnhiem replay TỆP-NÀY --input DANH-SÁCH",
    "Whoever gets this file can have the run done again with: kiemnhiem replay THIS-FILE --input THE-LIST",
)
_ID = Text("Mã biên nhận", "Receipt id")
_VERSION = Text("Phiên bản kiemnhiem", "Version of kiemnhiem")
_ENGINE = Text("Bộ máy quyết định", "Engine")
_LIBRARY = Text("Thư viện chính sách", "Policy library")
_AS_OF = Text("Ngày xét", "As of")
_PLACE = Text("Địa phương", "Place")
_ASKED = Text("Chính sách được nêu tên", "Policies named")
_INPUT = Text("Tệp đầu vào", "Input")
_BYTES = Text("{size} byte, SHA-256 {sha256}", "{size} bytes, SHA-256 {sha256}")
_ANSWERS = Text("Mã băm của mọi câu trả lời", "Digest of all answers")
_FILE = Text("Tệp của thư viện", "File of the library")


def write_receipt(sheet: Worksheet, receipt: Receipt, styles: Styles, lang: Lang) -> None:
    """A row a statement; lengthy ones wrap."""
    sheet.set_portrait()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.hide_gridlines(2)
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    cells.put_text(sheet, 0, 0, words.RECEIPT[lang], styles.title)
    cells.put_text(sheet, 1, 0, UNREAD[lang], styles.plain)
    cells.put_text(sheet, 2, 0, _ABOUT[lang], styles.plain)
    said = receipt.object()
    rows = list(_rows(said, lang))
    for row, (label, text) in enumerate(rows, 4):
        sheet.set_row(row, cells.height(zip((label, text), _WIDTHS, strict=True)))
        cells.put_text(sheet, row, 0, label, styles.text)
        cells.put_text(sheet, row, 1, text, styles.text)
    last = 3 + len(rows)
    for row, part in enumerate(_parts(said), last + 2):
        cells.put_text(sheet, row, 0, JSON, styles.plain)
        cells.put_text(sheet, row, 1, part, styles.plain)
    sheet.print_area(0, 0, last, 1)  # nobody reads the JSON on paper


def _parts(said: dict[str, Any]) -> Iterator[str]:
    text = json.dumps(said, ensure_ascii=True, separators=(",", ":"))
    yield from (text[start : start + _PART] for start in range(0, len(text), _PART))


def _rows(said: dict[str, Any], lang: Lang) -> Iterator[tuple[str, str]]:
    yield _ID[lang], said["id"]
    yield _VERSION[lang], said["version"]
    yield _ENGINE[lang], said["engine"]
    yield _LIBRARY[lang], f"{said['library']}@{said['library_digest']}"
    yield _AS_OF[lang], said["as_of"]
    if said["place"]:
        yield _PLACE[lang], said["place"]
    for policy in said["asked"]:
        yield _ASKED[lang], policy
    for read in said["inputs"]:
        yield f"{_INPUT[lang]}: {read['name']}", _BYTES.format(**read)[lang]
    for verdict, cases in said["results"]["verdicts"].items():
        yield words.VERDICTS[Verdict(verdict)][lang], str(cases)
    yield _ANSWERS[lang], said["results"]["digest"]
    for path, digest in said["files"].items():
        yield f"{_FILE[lang]}: {path}", digest
