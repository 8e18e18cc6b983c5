"""The book of a library holds all of it, offline, and leads from its contents to each policy."""

import re
import sys
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path

import pytest
from support.libraries import HERE, library_with

from kiemnhiem.author.book import book
from kiemnhiem.author.book_docx import write_docx
from kiemnhiem.author.book_html import write_html
from kiemnhiem.author.publish import publish
from kiemnhiem.errors import UsageError
from kiemnhiem.language import Lang
from kiemnhiem.policy import load_library
from kiemnhiem.policy.model import Library
from kiemnhiem.report.page_blocks import Style

BASE = load_library(HERE / "base")[0]


class Links(HTMLParser):
    """What a page points to and what can be pointed to."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.anchors: set[str] = set()
        self.links: list[str] = []
        self.tags: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.tags.append(tag)
        if found.get("id"):
            self.anchors.add(str(found["id"]))
        if "href" in found:
            self.links.append(str(found["href"]))


def html(library: Library, lang: Lang = Lang.VI) -> str:
    file = BytesIO()
    write_html(file, book(library, lang))
    return file.getvalue().decode()


def test_the_contents_lead_to_every_policy_the_documents_and_the_posts() -> None:
    page = Links(html(BASE))
    assert {"#policy-plain", "#sources", "#posts"} <= set(page.links)
    assert {link[1:] for link in page.links if link.startswith("#")} <= page.anchors


def test_the_page_loads_nothing_and_runs_nothing() -> None:
    text = html(BASE)
    assert not {"script", "img", "link", "iframe"} & set(Links(text).tags)
    assert not re.search(r"@import|url\(|src=", text)


@pytest.mark.parametrize(("lang", "words"), [(Lang.VI, "Tuổi từ 18 trở lên."), (Lang.EN, "Age at least 18.")])
def test_a_requirement_is_a_sentence_of_the_language(lang: Lang, words: str) -> None:
    text = html(BASE, lang)
    assert words in text
    assert f'<html lang="{lang}">' in text


def test_words_of_a_library_are_never_markup(tmp_path: Path) -> None:
    policy = (HERE / "base" / "plain.yaml").read_text().replace("Of age", "Of <b>age</b> & more")
    text = html(library_with(tmp_path, policy, "plain.yaml"), Lang.EN)
    assert "Of &lt;b&gt;age&lt;/b&gt; &amp; more" in text


def test_a_link_that_is_no_web_address_is_text(tmp_path: Path) -> None:
    sources = (HERE / "base" / "sources.yaml").read_text() + "    url: javascript:alert(1)\n"
    page = Links(html(library_with(tmp_path, sources, "sources.yaml")))
    assert not [link for link in page.links if "javascript" in link]


def test_the_word_file_says_all_that_the_page_says() -> None:
    from docx import Document

    made, file = book(BASE, Lang.VI), BytesIO()
    write_docx(file, made)
    document = Document(BytesIO(file.getvalue()))
    said = "\n".join(p.text for p in document.paragraphs)
    assert [block.text for block in made.blocks if block.text not in said] == []
    headings = [p.text for p in document.paragraphs if p.style and p.style.name == "Heading 2"]
    assert headings == [b.text for b in made.blocks if b.style is Style.POLICY]


def test_without_python_docx_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "docx", None)
    with pytest.raises(UsageError) as error:
        publish(BASE, tmp_path / "book.docx", Lang.VI)
    [problem] = error.value.problems
    assert "pip install" in problem.code.advice.vi
    assert list(tmp_path.iterdir()) == []


def test_a_book_that_fails_halfway_leaves_the_old_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "book.html"
    path.write_text("old")

    def fails(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("kiemnhiem.author.publish.book", fails)
    with pytest.raises(UsageError):
        publish(BASE, path, Lang.VI)
    assert [p.name for p in tmp_path.iterdir()] == ["book.html"]
    assert path.read_text() == "old"
