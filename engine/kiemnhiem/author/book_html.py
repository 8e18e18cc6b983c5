"""The book as one HTML file: no script, nothing loaded from elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from importlib.resources import files
from typing import IO

from kiemnhiem.author.book import Book
from kiemnhiem.report.page_blocks import Block, Style

_TAGS = {Style.CHAPTER: "h2", Style.POLICY: "h3", Style.PART: "h4", Style.ITEM: "h5"}
_PAGE = """<!doctype html>
<html lang="{lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<style>
{style}</style>
</head>
<body>
<header>
<h1>{title}</h1>
{foreword}
</header>
<nav aria-label="{contents}">
<h2>{contents}</h2>
<ul>
{entries}
</ul>
</nav>
<main>
{blocks}
</main>
</body>
</html>
"""


def write_html(file: IO[bytes], book: Book) -> None:
    """Write the book as HTML in UTF-8."""
    text = _PAGE.format(
        lang=book.lang.value,
        title=escape(book.title),
        style=files("kiemnhiem.author").joinpath("book.css").read_text(encoding="utf-8"),
        foreword="\n".join(f"<p>{escape(words)}</p>" for words in book.foreword),
        contents=escape(book.contents),
        entries="\n".join(map(_entry, book.entries)),
        blocks="\n".join(_blocks(book)),
    )
    file.write(text.encode())


def _entry(block: Block) -> str:
    return f'<li class="{block.style}"><a href="#{escape(block.anchor)}">{escape(block.text)}</a></li>'


def _blocks(book: Book) -> Iterator[str]:
    for block in book.blocks:
        anchor = f' id="{escape(block.anchor)}"' if block.anchor else ""
        text = escape(block.text)
        if block.url.startswith(("http://", "https://")):
            text = f'<a href="{escape(block.url)}">{text}</a>'
        lead = f"<b>{escape(block.lead)}:</b> " if block.lead else ""
        tag = _TAGS.get(block.style, "p")
        kind = "" if block.style in _TAGS else f' class="{block.style}"'
        yield f"<{tag}{kind}{anchor}>{lead}{text}</{tag}>"
