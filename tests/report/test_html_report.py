"""A run as one page: it needs nothing else, says all that the run found, and takes nothing of a file for markup."""

from __future__ import annotations

import io
import re
import sys
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256

import pytest
from lxml import html

from kiemnhiem.errors import UsageError
from kiemnhiem.explain.finding import CaseFinding
from kiemnhiem.language import Lang, Text
from kiemnhiem.report import Run, html_report
from kiemnhiem.report.html_report import write_html

Findings = tuple[CaseFinding, ...]


def page(findings: Findings, run: Run) -> str:
    file = io.BytesIO()
    write_html(file, findings, run)
    return file.getvalue().decode()


def read(text: str) -> html.HtmlElement:
    return html.document_fromstring(text.encode())


def test_the_page_loads_nothing_and_runs_nothing(run: Run, findings: Findings) -> None:
    text = page(findings, run)
    root = read(text)
    assert not root.xpath("//script | //link | //img | //iframe | //object | //form | //@src | //@href | //@style")
    assert not [a for e in root.iter() for a in e.attrib if a.startswith("on")]
    [policy] = root.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    [style] = re.findall(r"<style>(.*?)</style>", text, re.DOTALL)
    digest = b64encode(sha256(style.encode()).digest()).decode()
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'"
    assert "url(" not in style


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        (Lang.VI, ["Kết quả rà soát tính đến ngày 30/12/2018", "Đủ điều kiện", "Chưa là đảng viên chính thức"]),
        (Lang.EN, ["Results as of 2018-12-30", "Eligible", "Not yet an official member"]),
    ],
)
def test_it_says_the_figures_the_reasons_and_the_sources(
    run: Run, findings: Findings, lang: Lang, said: list[str]
) -> None:
    root = read(page(findings, replace(run, lang=lang)))
    shown = root.text_content()
    assert root.get("lang") == lang
    for words in (*said, "policies@0123456789abcdef", "CB-7", "CB-10", "01-QĐ/GĐ"):
        assert words in shown
    assert len(root.xpath("//table[@class='cases']/tbody/tr")) == len(findings)
    standing = {Lang.VI: "ghi theo trí nhớ, chưa đối chiếu văn bản; hết hiệu lực", Lang.EN: "from memory, not checked"}
    assert standing[lang] in shown


def test_each_chart_has_its_table_behind_it(run: Run, findings: Findings) -> None:
    figures = read(page(findings, run)).xpath("//figure")
    assert len(figures) == 3
    for figure in figures:
        assert figure.xpath("./svg[@role='img']/title")
        assert figure.xpath("./details/summary")
        assert figure.xpath("./details//tbody/tr")


def test_of_many_cases_the_first_are_told_and_how_many_are_not(
    run: Run, findings: Findings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(html_report, "SHOWN", 4)
    root = read(page(findings, replace(run, lang=Lang.EN)))
    assert root.xpath("//table[@class='cases']/tbody/tr/th/text()") == ["CB-5", "CB-6", "CB-7", "CB-8"]
    assert "This page tells 4 cases, in the order of the file; 2 cases are left out." in root.text_content()
    assert "left out" not in read(page(findings[:4], replace(run, lang=Lang.EN))).text_content()


def test_what_a_file_says_is_text(run: Run, findings: Findings) -> None:
    hostile = "<script>alert(1)</script>{{7*7}}&amp;\x00\x1b[31m"
    finding = replace(findings[4], case=replace(findings[4].case, id=hostile), uncovered=(Text(hostile, hostile),))
    text = page((finding,), run)
    root = read(text)
    assert not root.xpath("//script")
    assert "\x1b" not in text
    assert "<script>alert(1)</script>{{7*7}}&amp;" in root.xpath("string(//table[@class='cases']//th[@scope='row'])")


def test_personal_facts_are_masked_unless_they_may_be_shown(run: Run, findings: Findings) -> None:
    old = replace(findings[0].policies[0].findings[1].facts[0], decided=False)
    failed = replace(findings[2].policies[0].findings[0], facts=(old,))
    finding = replace(findings[2], policies=(replace(findings[2].policies[0], findings=(failed,)),))
    assert "38" not in read(page((finding,), run)).xpath("string(//table[@class='cases'])")
    assert "38" in read(page((finding,), replace(run, show_personal=True))).xpath("string(//table[@class='cases'])")


def test_folders_of_files_are_not_told(run: Run, findings: Findings) -> None:
    place = replace(run.reading.problems[1].place, file="/home/vp/ho-so/danh-sach.xlsx")  # type: ignore[type-var]  # has one
    problem = replace(run.reading.problems[1], place=place)
    text = page(findings, replace(run, reading=replace(run.reading, problems=(problem,))))
    assert "danh-sach.xlsx [Danh sách] D8" in text
    assert "/home/vp" not in text


@pytest.mark.parametrize("package", ["jinja2", "matplotlib"])
def test_without_what_it_needs_it_is_said_what_to_install(
    run: Run, findings: Findings, package: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(UsageError) as raised:
        page(findings, run)
    [problem] = raised.value.problems
    assert problem.code.id == "R413"
    assert package in problem.words(Lang.EN)
