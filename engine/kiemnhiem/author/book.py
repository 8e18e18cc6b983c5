"""The book of a library: every policy as sentences, the documents they rest on, the posts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import IO

from kiemnhiem.author.book_docx import check_docx, write_docx
from kiemnhiem.author.book_html import write_html
from kiemnhiem.author.evidence import evidence
from kiemnhiem.explain.page import page
from kiemnhiem.explain.words import document_words, period_words
from kiemnhiem.language import Lang, Text
from kiemnhiem.policy.model import Citation, Evidence, Library, Post, Source
from kiemnhiem.report import codes, target, words
from kiemnhiem.report.book import Book
from kiemnhiem.report.page_blocks import Block, Style, blocks

WRITERS: Mapping[str, Callable[[IO[bytes], Book], None]] = {".html": write_html, ".docx": write_docx}
