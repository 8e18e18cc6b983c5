"""Reports and appraisal sheets as offices issue them: laid out, filled, checked against an office's own template."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
import time
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from support.libreoffice import needs_libreoffice

from kiemnhiem.cases.case import Recorded
from kiemnhiem.errors import UsageError
from kiemnhiem.explain.finding import CaseFinding
from kiemnhiem.language import Lang
from kiemnhiem.policy.values import Value
from kiemnhiem.report import Run, summarise
from kiemnhiem.report.documents import Paper, check_paper, letterhead, make, write_report, write_sheets
from kiemnhiem.report.documents.pdf import to_pdf
from kiemnhiem.report.documents.template import ACCOUNT, SHEET, Kind, Template

Findings = tuple[CaseFinding, ...]


def text_of(path: Path | io.BytesIO) -> str:
    """All words of a Word file, in the order they stand."""
    document = Document(path if isinstance(path, io.BytesIO) else str(path))
    paragraphs = document.element.body.iter(qn("w:p"))
    return "\n".join("".join(t.text or "" for t in paragraph.iter(qn("w:t"))) for paragraph in paragraphs)


def sheet_of(finding: CaseFinding, run: Run, folder: Path, paper: Paper | None = None) -> str:
    write_sheets(folder / "phieu.docx", [(finding, run)], paper)
    return text_of(folder / "phieu.docx")


def own_template(folder: Path, *lines: str) -> Path:
    document = Document()
    for line in lines:
        document.add_paragraph(line)
    document.save(str(folder / "mau.docx"))
    return folder / "mau.docx"


TOLD = "{{ case }} {{ verdict }} {{ as_of }} {{ library }} {% for one in sources %}{{ one }}{% endfor %}"


def refused(template: Path, kind: Kind = SHEET) -> list[str]:
    with pytest.raises(UsageError) as raised:
        Template(kind, Lang.EN, template)
    assert {p.place.file for p in raised.value.problems if p.place} == {str(template)}
    return [f"{p.code.id} {p.words(Lang.EN)}" for p in raised.value.problems]


# --- what they say


def test_a_sheet_tells_the_verdict_each_requirement_and_what_it_rests_on(
    run: Run, findings: Findings, tmp_path: Path
) -> None:
    said = sheet_of(findings[2], run, tmp_path)
    for words in (
        "PHIẾU THẨM ĐỊNH", "CB-7", "Không đủ điều kiện", "Tính đến ngày 30/12/2018",
        "Là đảng viên chính thức", "Không đạt",
        "Đảng viên: chưa là đảng viên (yêu cầu: là đảng viên chính thức)",
        "Lý do: Chưa là đảng viên chính thức", "Hướng tháo gỡ: Theo «Kết nạp đảng viên»: đủ điều kiện.",
        "01-QĐ/GĐ ngày 19/01/2011, Điều 3 (theo nguồn thứ cấp; còn hiệu lực)",
        "ghi theo trí nhớ, chưa đối chiếu văn bản; hết hiệu lực từ sau ngày 30/06/2017",
        "Kết nạp đảng viên (theo hướng tháo gỡ): Đủ điều kiện", "0123456789abcdef",
    ):  # fmt: skip
        assert words in said


def test_what_is_missing_is_said_and_where_nothing_is_that_is_said_too(
    run: Run, findings: Findings, tmp_path: Path
) -> None:
    missing = sheet_of(findings[1], replace(run, lang=Lang.EN), tmp_path)
    assert "- Birth date" in missing
    assert '- judgement "Do the people trust them?"' in missing
    eligible = sheet_of(findings[0], replace(run, lang=Lang.EN), tmp_path)
    assert "IV. WHAT IS MISSING TO DECIDE\nNone." in eligible
    assert "- Birth date" not in eligible


def test_who_judged_is_told_masked_unless_personal_facts_may_be_shown(
    run: Run, findings: Findings, tmp_path: Path
) -> None:
    given = {"hamlet/both#trusted": Recorded(True, "Trần Thị Giả", date(2018, 12, 1))}
    finding = replace(findings[0], case=replace(findings[0].case, judgements=given))
    assert "có ((đã che), 01/12/2018)" in sheet_of(finding, run, tmp_path)
    assert "có (Trần Thị Giả, 01/12/2018)" in sheet_of(finding, replace(run, show_personal=True), tmp_path)


def test_personal_facts_are_masked_unless_they_may_be_shown(run: Run, findings: Findings, tmp_path: Path) -> None:
    born: dict[str, Value] = {"birth_date": date(1980, 5, 1), "commune": "Xã số 1"}
    finding = replace(findings[0], case=replace(findings[0].case, facts=born))
    masked, shown = (sheet_of(finding, replace(run, show_personal=show), tmp_path) for show in (False, True))
    assert "01/05/1980" not in masked
    assert "Tuổi: 38" not in masked
    assert "(đã che)" in masked
    assert "01/05/1980" in shown
    assert "Tuổi: 38" in shown
    assert "Xã số 1" in masked


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        (Lang.VI, ["BÁO CÁO", "30/12/2018", "Không đủ điều kiện", "33,3%", "Là đảng viên chính thức", "Ngày sinh"]),
        (Lang.EN, ["REPORT", "2018-12-30", "Not eligible", "33.3%", "Official member", "Birth date"]),
    ],
)
def test_a_report_tells_the_figures_of_the_run(
    run: Run, findings: Findings, lang: Lang, said: list[str], tmp_path: Path
) -> None:
    path = tmp_path / "bao-cao.docx"
    write_report(path, summarise(findings, replace(run, lang=lang)), replace(run, lang=lang))
    text = text_of(path)
    for words in (*said, "0123456789abcdef", "danh-sach.xlsx", "X1", "01-QĐ/GĐ"):
        assert words in text


def test_verdicts_by_place_are_an_annex_where_cases_are_of_several(
    run: Run, findings: Findings, tmp_path: Path
) -> None:
    other = replace(findings[0], case=replace(findings[0].case, facts={"commune": "Xã số 2 (giả định)"}))
    for number, cases in enumerate((findings, (*findings, other))):
        write_report(tmp_path / f"{number}.docx", summarise(cases, run), run)
    assert "PHỤ LỤC" not in text_of(tmp_path / "0.docx")
    assert "PHỤ LỤC\nKết luận theo: Xã" in text_of(tmp_path / "1.docx")
    assert "Xã số 2 (giả định)" in text_of(tmp_path / "1.docx")


@pytest.mark.parametrize("hostile", ["{{7*7}} {% for x in y %}", "<b>&amp;</w:t>", "a\x00\x0b\ufffe\ud800b", "]]>"])
def test_what_a_file_says_is_text(run: Run, findings: Findings, hostile: str, tmp_path: Path) -> None:
    finding = replace(findings[4], case=replace(findings[4].case, id=hostile, facts={"commune": hostile}))
    said = sheet_of(finding, run, tmp_path)
    assert said.count("".join(c if c.isprintable() else " " for c in hostile)) == 2


# --- how they are laid out


@pytest.mark.parametrize("kind", [SHEET, ACCOUNT])
@pytest.mark.parametrize("lang", Lang)
def test_the_page_is_that_of_an_administrative_document(kind: Kind, lang: Lang) -> None:
    shipped = Path(make.FOLDER) / f"{kind.name}-{lang}.docx"
    document = Document(str(shipped))
    [section] = document.sections
    size = (section.page_width, section.page_height)
    assert [round(side.mm) for side in size if side] == [210, 297]
    margins = (section.left_margin, section.top_margin, section.bottom_margin, section.right_margin)
    assert [round(margin.mm) for margin in margins if margin] == [30, 20, 20, 20]
    assert document.styles["Normal"].font.name == "Times New Roman"
    assert section.different_first_page_header_footer
    [number] = section.header.paragraphs
    assert number.alignment == WD_ALIGN_PARAGRAPH.CENTER
    assert 'w:instr="PAGE"' in number._p.xml
    assert not section.first_page_header.paragraphs[0].text
    country = document.tables[0].rows[0].cells[1].text.split("\n")
    assert (
        country[:2]
        == {
            Lang.VI: ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"],
            Lang.EN: ["SOCIALIST REPUBLIC OF VIET NAM", "Independence - Freedom - Happiness"],
        }[lang]
    )


def test_the_shipped_templates_are_those_that_the_script_makes(tmp_path: Path) -> None:
    make.make(tmp_path)
    for made in sorted(tmp_path.iterdir()):
        shipped = make.FOLDER / made.name
        for part in ("word/document.xml", "word/header1.xml", "word/styles.xml"):
            assert zipfile.ZipFile(made).read(part) == zipfile.ZipFile(shipped).read(part), (made.name, part)
    assert len([*tmp_path.iterdir()]) == 4


@pytest.mark.parametrize("kind", [SHEET, ACCOUNT])
@pytest.mark.parametrize("lang", Lang)
def test_a_copy_of_a_shipped_template_passes_for_an_own_one(kind: Kind, lang: Lang, tmp_path: Path) -> None:
    copy = tmp_path / "mau.docx"
    shutil.copy(make.FOLDER / f"{kind.name}-{lang}.docx", copy)
    other = ACCOUNT if kind is SHEET else SHEET
    assert Template(kind, lang, copy)
    assert {problem[:4] for problem in refused(copy, other)} == {"R423", "R424"}


def test_what_an_office_does_not_fill_in_stays_dotted_and_nothing_is_invented(
    run: Run, findings: Findings, tmp_path: Path
) -> None:
    said = sheet_of(findings[0], run, tmp_path)
    head = said.partition("PHIẾU THẨM ĐỊNH")[0]
    assert "Số: …………/…………" in head
    assert not any(c.isdigit() for c in head)


def test_what_an_office_fills_in_stands_where_it_belongs(run: Run, findings: Findings, tmp_path: Path) -> None:
    fills = {
        "parent": "", "agency": "Ủy ban nhân dân xã Mẫu", "number": "07/BC-UBND", "place": "Lai Châu",
        "date": "05/02/2026", "position": "Chủ tịch", "signer": "Lò Văn Mẫu", "recipients": "Đảng ủy; Lưu: VT",
    }  # fmt: skip
    said = sheet_of(findings[0], run, tmp_path, Paper(fills=fills))
    for words in (
        "ỦY BAN NHÂN DÂN XÃ MẪU", "Số: 07/BC-UBND", "Lai Châu, ngày 05 tháng 02 năm 2026", "CHỦ TỊCH", "Lò Văn Mẫu",
        "- Đảng ủy;", "- Lưu: VT.",
    ):  # fmt: skip
        assert words in said
    assert "……" not in said.partition("PHIẾU THẨM ĐỊNH")[0]
    assert letterhead(fills, Lang.EN).place_and_date == "Lai Châu, 5 February 2026"


def test_all_that_is_wrong_with_what_is_filled_in_is_told_at_once() -> None:
    with pytest.raises(UsageError) as raised:
        letterhead({"agnecy": "x", "date": "31/02/2026", "số": "1"}, Lang.EN)
    assert [p.code.id for p in raised.value.problems] == ["R425", "R425", "R427"]
    assert raised.value.problems[0].suggestion == "agency"


# --- an office's own template


def test_an_own_template_is_filled(run: Run, findings: Findings, tmp_path: Path) -> None:
    template = own_template(tmp_path, TOLD, "{%p for one in policies %}", "{{ one.title }}!", "{%p endfor %}")
    said = sheet_of(findings[2], run, tmp_path, Paper(template))
    assert "CB-7 Không đủ điều kiện 30/12/2018" in said
    assert "Kết nạp đảng viên (theo hướng tháo gỡ)!" in said


def test_unknown_placeholders_are_told_all_at_once_with_what_was_meant(tmp_path: Path) -> None:
    template = own_template(
        tmp_path, TOLD, "{{ verdit }} {{ office.agnecy }}", "{% for one in facts %}{{ one.lable }}{% endfor %}"
    )
    assert refused(template) == [
        'R423 the template uses "verdit", which there is not — did you mean "verdict"?',
        'R423 the template uses "agnecy", which there is not — did you mean "agency"?',
        'R423 the template uses "lable", which there is not — did you mean "label"?',
    ]


def test_a_template_must_tell_verdict_day_sources_and_library(tmp_path: Path) -> None:
    lacking = refused(own_template(tmp_path, "{{ case }} {{ verdict }} {{ digest }}"))
    assert [line.split('"')[1] for line in lacking] == ["as_of", "sources", "library"]
    assert all(line.startswith("R424") for line in lacking)
    assert [line[:4] for line in refused(own_template(tmp_path, "{{ as_of }} {{ cases }}"), ACCOUNT)] == ["R424"] * 3


@pytest.mark.parametrize(
    "line",
    [
        "{{ case ", "{% for one in facts %}", "{% endif %}", "{{ case | nosuchfilter }}", "{{ 1 / 0 }}",
        "{{ case + 1 }}", "{% include 'x' %}", "{{ 1() }}",
    ],
)  # fmt: skip
def test_a_template_that_is_not_well_formed_is_a_problem(line: str, tmp_path: Path) -> None:
    assert [problem[:4] for problem in refused(own_template(tmp_path, TOLD, line))] == ["R422"]


def test_a_template_sees_nothing_but_its_content(tmp_path: Path) -> None:
    for line in ("{{ case.__class__ }}", "{{ office.__init__.__globals__ }}", "{{ office._secret }}"):
        [problem] = refused(own_template(tmp_path, TOLD, line))
        assert problem[:4] in {"R422", "R423"}


@pytest.mark.parametrize("content", [b"", b"junk", b"PK\x03\x04junk"])
def test_a_file_that_is_no_word_file_is_a_problem_that_names_the_shipped_one(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "mau.docx"
    path.write_bytes(content)
    [problem] = refused(path)
    assert problem.startswith("R421")
    assert "sheet-en.docx" in problem


def test_a_workbook_or_a_missing_file_is_no_template(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "book.xlsx", "w") as book:
        book.writestr("xl/workbook.xml", "<workbook/>")
    assert refused(tmp_path / "book.xlsx")[0][:4] == "R421"
    assert refused(tmp_path / "none.docx")[0][:4] == "R421"


# --- several sheets, PDF


def test_a_zip_holds_a_sheet_for_each_case_called_after_its_id(run: Run, findings: Findings, tmp_path: Path) -> None:
    ids = ["../../Đoàn Bản/1", "A\\b:c", "…"]
    cases = [replace(f, case=replace(f.case, id=id_)) for f, id_ in zip(findings, ids, strict=False)]
    for name in ("a.zip", "b.zip"):
        write_sheets(tmp_path / name, [(finding, run) for finding in cases])
    with zipfile.ZipFile(tmp_path / "a.zip") as packed:
        assert packed.namelist() == ["1-doan-ban-1.docx", "2-a-b-c.docx", "3.docx"]
        assert "../../Đoàn Bản/1" in text_of(io.BytesIO(packed.read("1-doan-ban-1.docx")))
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()


def test_files_of_a_zip_are_only_numbered_where_ids_are_personal(run: Run, findings: Findings, tmp_path: Path) -> None:
    fields = {n: replace(f, personal=f.key) for n, f in run.program.vocabulary.fields.items()}
    program = replace(run.program, vocabulary=replace(run.program.vocabulary, fields=fields))
    write_sheets(tmp_path / "a.zip", [(f, replace(run, program=program)) for f in findings[:2]])
    assert zipfile.ZipFile(tmp_path / "a.zip").namelist() == ["1.docx", "2.docx"]


def test_several_sheets_do_not_go_into_one_word_file(run: Run, findings: Findings, tmp_path: Path) -> None:
    with pytest.raises(UsageError) as raised:
        write_sheets(tmp_path / "a.docx", [(f, run) for f in findings])
    assert [p.code.id for p in raised.value.problems] == ["R429"]
    assert not (tmp_path / "a.docx").exists()


@needs_libreoffice
def test_libreoffice_opens_a_report_and_its_words_are_read_back(run: Run, findings: Findings, tmp_path: Path) -> None:
    write_report(tmp_path / "report.pdf", summarise(findings, run), run)
    words = printed(tmp_path / "report.pdf")
    for said in ("Độc lập - Tự do - Hạnh phúc", "BÁO CÁO", "Không đủ điều kiện 2 33,3%", "Chưa có quy định 1 16,7%"):
        assert said in words


@needs_libreoffice
def test_libreoffice_opens_a_sheet_and_its_words_are_read_back(run: Run, findings: Findings, tmp_path: Path) -> None:
    write_sheets(tmp_path / "sheet.pdf", [(findings[2], replace(run, lang=Lang.EN))])
    words = printed(tmp_path / "sheet.pdf")
    for said in (
        "Independence - Freedom - Happiness",
        "case CB-7",
        "As of 2018-12-30: Not eligible",
        "IV. WHAT IS MISSING",
    ):
        assert said in words


def printed(path: Path) -> str:
    """The words of a PDF."""
    assert path.read_bytes().startswith(b"%PDF")
    if shutil.which("pdftotext") is None and os.environ.get("CI") != "true":
        pytest.skip("pdftotext is not installed here")
    command = ["pdftotext", "-layout", str(path), "-"]
    return " ".join(subprocess.run(command, check=True, capture_output=True, text=True).stdout.split())


def test_without_libreoffice_that_is_said_before_the_work_is_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UsageError) as raised:
        check_paper(tmp_path / "a.pdf", Paper(), Lang.EN)
    assert [p.code.id for p in raised.value.problems] == ["R441"]


def _office_that(does: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "soffice").write_text(f"#!/bin/sh\n{does}\n", encoding="utf-8")
    (folder / "soffice").chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")


def test_a_libreoffice_that_hangs_is_ended_with_all_it_started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _office_that(f"sleep 300 & echo $! > {tmp_path}/pid; wait", tmp_path, monkeypatch)
    with pytest.raises(UsageError) as raised:
        to_pdf(b"", limit=1)
    assert [p.code.id for p in raised.value.problems] == ["R442"]
    child = Path("/proc", (tmp_path / "pid").read_text(encoding="utf-8").strip(), "stat")
    for _ in range(100):
        if not child.exists() or child.read_text(encoding="utf-8").split()[2] == "Z":  # ended, and nobody asked how
            return
        time.sleep(0.05)
    pytest.fail("the child still runs")


def test_a_libreoffice_that_writes_nothing_is_a_problem_with_its_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _office_that("echo no licence; exit 1", tmp_path, monkeypatch)
    with pytest.raises(UsageError) as raised:
        to_pdf(b"")
    assert "no licence" in raised.value.problems[0].words(Lang.EN)


def test_without_docxtpl_it_is_said_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "docxtpl", None)
    with pytest.raises(UsageError) as raised:
        check_paper(tmp_path / "a.docx", Paper(), Lang.EN)
    assert [p.code.id for p in raised.value.problems] == ["R412"]
    assert "docxtpl" in raised.value.problems[0].words(Lang.EN)
