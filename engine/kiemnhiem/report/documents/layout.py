"""Paragraphs and tables of an administrative document, as Annex I of Decree 30/2020/NĐ-CP lays them out; what that
rests on: docs/documents.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

if TYPE_CHECKING:
    from docx.document import Document as Word
    from docx.table import Table, _Cell
    from docx.text.paragraph import Paragraph

FONT = "Times New Roman"
BODY, SMALL, TABLE = 13, 11, 11
#: The width of the text on the page, in millimetres.
WIDTH = 160
_BLACK = "000000"
#: Points under a paragraph of a table.
_AFTER = 2


def page(language: str, title: str) -> Word:
    """A4, margins of 20 mm, 30 mm at the left; the number of the page above its middle, from the second on."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin = Mm(30), Mm(20)
    section.top_margin = section.bottom_margin = Mm(20)
    section.header_distance = section.footer_distance = Mm(10)
    section.different_first_page_header_footer = True
    number = section.header.paragraphs[0]
    number.alignment = ALIGN.CENTER
    _field(number, "PAGE")
    _style(document, language)
    document.core_properties.title, document.core_properties.author = title, "kiemnhiem"
    document.core_properties.comments = ""
    return document


def _style(document: Word, language: str) -> None:
    style: Any = document.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(BODY)
    properties = style.element.get_or_add_rPr()
    fonts = properties.get_or_add_rFonts()
    for name in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        fonts.set(qn(name), FONT)
    spoken = OxmlElement("w:lang")
    spoken.set(qn("w:val"), language)
    properties.append(spoken)
    style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(0)


def _field(paragraph: Paragraph, instruction: str) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), instruction)
    run = OxmlElement("w:r")
    text = OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    paragraph._p.append(field)  # noqa: SLF001 - python-docx has no fields


def write(
    paragraph: Paragraph,
    text: str,
    *,
    size: float = BODY,
    bold: bool = False,
    italic: bool = False,
    align: ALIGN = ALIGN.LEFT,
    after: float = 0,
) -> Paragraph:
    """Words into a paragraph; what stands between ``**`` is bold."""
    paragraph.alignment = align
    paragraph.paragraph_format.space_after = Pt(after)
    for at, part in enumerate(text.split("**")):
        if part:
            run = paragraph.add_run(part)
            run.bold, run.italic, run.font.size = bold or at % 2 == 1, italic, Pt(size)
    return paragraph


def body(document: Word, text: str, *, indent: float = 10, after: float = 6, italic: bool = False) -> Paragraph:
    """A paragraph of the text: justified, its first line set in."""
    paragraph = write(document.add_paragraph(), text, align=ALIGN.JUSTIFY, after=after, italic=italic)
    paragraph.paragraph_format.first_line_indent = Mm(indent)
    return paragraph


def heading(document: Word, text: str) -> None:
    """The title of a part."""
    paragraph = body(document, f"**{text}**", after=4)
    paragraph.paragraph_format.space_before = Pt(8)
    paragraph.paragraph_format.keep_with_next = True


def tag(document: Word | _Cell, text: str) -> None:
    """A paragraph that only steers: it is gone when the template is filled."""
    document.add_paragraph(text)


def rule(cell: Word | _Cell, share: float, width: float) -> None:
    """A line under what stands above, as long as a share of the cell of so many millimetres."""
    paragraph = cell.add_paragraph()
    edge = Mm(width * (1 - share) / 2)
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = edge
    paragraph.paragraph_format.line_spacing = Pt(3)
    borders, top = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "0"), ("color", _BLACK)):
        top.set(qn(f"w:{name}"), value)
    borders.append(top)
    paragraph._p.get_or_add_pPr().append(borders)  # noqa: SLF001 - python-docx has no borders


def table(document: Word, widths: Sequence[float], *, grid: bool = True) -> Table:
    """A table without rows, with columns of these widths in millimetres."""
    made: Table = document.add_table(rows=0, cols=len(widths), style="Table Grid" if grid else None)
    made.autofit, made.alignment = False, WD_TABLE_ALIGNMENT.CENTER
    for column, width in zip(made.columns, widths, strict=True):
        column.width = Mm(width)
    return made


def row(
    of: Any,
    widths: Sequence[float],
    texts: Sequence[str] = (),
    *,
    size: float = TABLE,
    head: bool = False,
    whole: bool = True,
) -> Any:
    """A row with a text in each cell. ``head``: repeated on each page; ``whole``: on one page."""
    made = of.add_row()
    for cell, width in zip(made.cells, widths, strict=True):
        cell.width = Mm(width)
    for cell, text in zip(made.cells, texts, strict=False):
        align = ALIGN.CENTER if head else ALIGN.LEFT
        write(cell.paragraphs[0], text, size=size, bold=head, align=align, after=_AFTER)
    properties = made._tr.get_or_add_trPr()  # noqa: SLF001 - python-docx has no such properties
    if head:
        properties.append(OxmlElement("w:tblHeader"))
    if whole:
        properties.append(OxmlElement("w:cantSplit"))
    return made


def loop(of: Table, widths: Sequence[float], each: str, texts: Sequence[str], *, numbers: Sequence[int] = ()) -> None:
    """A row for each of a list: ``{%tr for … %}``."""
    row(of, widths, [f"{{%tr for {each} %}}"])
    made = row(of, widths, texts)
    for column in numbers:
        made.cells[column].paragraphs[0].alignment = ALIGN.CENTER
    row(of, widths, ["{%tr endfor %}"])
