"""The book as a Word file, for legal review. Needs python-docx."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, Any

from kiemnhiem.author.book import Book
from kiemnhiem.errors import UsageError
from kiemnhiem.problem import Problem
from kiemnhiem.report import codes
from kiemnhiem.report.page_blocks import Block, Style

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph

_LEVELS = {Style.CHAPTER: 1, Style.POLICY: 2, Style.PART: 3, Style.ITEM: 4}
_INDENTED = frozenset({Style.SENTENCE, Style.QUESTION, Style.EXCEPTION, Style.LAW})
_FONT = "Times New Roman"


def check_docx() -> None:
    """See that Word files can be written. Raises :class:`UsageError` where python-docx is not installed."""
    try:
        import docx  # noqa: F401, PLC0415 - an extra that few need
    except ImportError:
        raise UsageError([Problem(codes.NEEDS_DOCX, None, {"package": "python-docx"})]) from None


def write_docx(file: IO[bytes], book: Book) -> None:
    """Write the book as a Word file: A4, headings for the navigation pane, contents that lead to the policies."""
    check_docx()
    from docx import Document  # noqa: PLC0415 - an extra that few need

    document = Document()
    _lay_out(document, book)
    document.add_heading(book.title, 0)
    for words in book.foreword:
        document.add_paragraph(words)
    document.add_heading(book.contents, 1)
    for entry in book.entries:
        _entry(document, entry)
    for number, block in enumerate(book.blocks, start=1):
        _block(document, block, number)
    document.save(file)


def _lay_out(document: Document, book: Book) -> None:
    from docx.oxml.ns import qn  # noqa: PLC0415 - as above
    from docx.shared import Mm, Pt, RGBColor  # noqa: PLC0415 - as above

    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin = Mm(30), Mm(20)
    section.top_margin = section.bottom_margin = Mm(20)
    styles = document.styles
    for name in ("Normal", "Title", *(f"Heading {level}" for level in _LEVELS.values())):
        style: Any = styles[name]
        style.font.name = _FONT
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for attribute in ("w:eastAsia", "w:cs", "w:hAnsi", "w:ascii"):
            fonts.set(qn(attribute), _FONT)
        for attribute in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            fonts.attrib.pop(qn(attribute), None)
        if name != "Normal":
            style.font.color.rgb = RGBColor(0, 0, 0)
            style.font.italic = False
    normal: Any = styles["Normal"]
    normal.font.size = Pt(12)
    normal.paragraph_format.space_after = Pt(4)
    language = normal.element.get_or_add_rPr()
    tag = language.makeelement(qn("w:lang"), {qn("w:val"): {"vi": "vi-VN", "en": "en-GB"}[book.lang.value]})
    language.append(tag)
    document.core_properties.title = book.title
    document.core_properties.author = "kiemnhiem"
    _page_number(section.footer.paragraphs[0])


def _page_number(paragraph: Paragraph) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH  # noqa: PLC0415 - as above
    from docx.oxml.ns import qn  # noqa: PLC0415 - as above

    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    field = paragraph._p.makeelement(qn("w:fldSimple"), {qn("w:instr"): "PAGE"})  # noqa: SLF001 - python-docx has no fields
    paragraph._p.append(field)  # noqa: SLF001 - as above


def _entry(document: Document, block: Block) -> None:
    from docx.oxml.ns import qn  # noqa: PLC0415 - as above
    from docx.shared import Mm  # noqa: PLC0415 - as above

    paragraph = document.add_paragraph()
    paragraph.paragraph_format.left_indent = Mm(0 if block.style is Style.CHAPTER else 8)
    run = paragraph.add_run(block.text)
    run.bold = block.style is Style.CHAPTER
    link = paragraph._p.makeelement(qn("w:hyperlink"), {qn("w:anchor"): _bookmark(block.anchor)})  # noqa: SLF001 - as above
    paragraph._p.append(link)  # noqa: SLF001 - as above
    link.append(run._r)  # noqa: SLF001 - as above


def _block(document: Document, block: Block, number: int) -> None:
    from docx.shared import Mm, Pt  # noqa: PLC0415 - as above

    if block.style in _LEVELS:
        heading = document.add_heading(block.text, _LEVELS[block.style])
        heading.paragraph_format.page_break_before = block.style is Style.CHAPTER
        if block.anchor:
            _mark(heading, block.anchor, number)
        return
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.left_indent = Mm(8 if block.style in _INDENTED else 0)
    if block.lead:
        paragraph.add_run(f"{block.lead}: ").bold = True
    run = paragraph.add_run(block.text)
    run.italic = block.style is Style.QUESTION
    if block.style is Style.LAW:
        for part in paragraph.runs:
            part.font.size = Pt(10.5)


def _mark(paragraph: Paragraph, anchor: str, number: int) -> None:
    """A bookmark that the contents lead to."""
    from docx.oxml.ns import qn  # noqa: PLC0415 - as above

    start = paragraph._p.makeelement(  # noqa: SLF001 - python-docx has no bookmarks
        qn("w:bookmarkStart"), {qn("w:id"): str(number), qn("w:name"): _bookmark(anchor)}
    )
    end = paragraph._p.makeelement(qn("w:bookmarkEnd"), {qn("w:id"): str(number)})  # noqa: SLF001 - as above
    paragraph._p.insert(1 if paragraph._p.pPr is not None else 0, start)  # noqa: SLF001 - as above
    paragraph._p.append(end)  # noqa: SLF001 - as above


def _bookmark(anchor: str) -> str:
    """A name Word allows: letters, digits and underscores, at most 40."""
    return anchor.replace("-", "_")[:40]
