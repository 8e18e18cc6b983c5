"""``screen -o`` writes the page and the report, ``check -o`` the appraisal sheets; what is wrong is told beforehand."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from docx import Document
from docx.oxml.ns import qn
from support.command import POLICIES, kiemnhiem, people

# Made-up people.
PEOPLE = """Họ tên,Ngày sinh,Chức danh,Đơn vị
Nguyễn Văn A,05/06/1975,Trưởng thôn,Bản Một
Lò B,2010,Trưởng thôn,Bản Hai
"""
LO = "3"  # people without ids are called by their rows
AS_OF = ("--as-of", "2018-12-30", "--policies", POLICIES)


def words(path: Path) -> str:
    return "\n".join(t.text or "" for t in Document(str(path)).element.body.iter(qn("w:t")))


def test_screen_writes_a_page_and_a_report_beside_other_results(tmp_path: Path) -> None:
    outputs = [tmp_path / name for name in ("kq.html", "kq.csv", "bao-cao.docx")]
    options = [part for path in outputs for part in ("-o", path)]
    result = kiemnhiem("screen", people(tmp_path, PEOPLE), *AS_OF, *options, "--fill", "agency=Ủy ban xã Mẫu")
    assert result.exit_code == 0
    assert all(f"Đã ghi {path}" in result.stderr for path in outputs)
    page = outputs[0].read_text(encoding="utf-8")
    report = words(outputs[2])
    for said in ("Không đủ điều kiện", "30/12/2018"):
        assert said in page
        assert said in report
    assert "ỦY BAN XÃ MẪU" in report
    assert "Nguyễn Văn A" not in page + report


@pytest.mark.parametrize(("lang", "verdict"), [("vi", "Không đủ điều kiện"), ("en", "Not eligible")])
def test_check_writes_the_sheet_of_a_case_instead_of_showing_it(tmp_path: Path, lang: str, verdict: str) -> None:
    path = tmp_path / "phieu.docx"
    result = kiemnhiem("check", people(tmp_path, PEOPLE), *AS_OF, "--case", LO, "-o", path, "--lang", lang)
    assert result.exit_code == 0
    assert not result.stdout
    assert verdict in words(path)
    assert "Lò B" not in words(path)
    again = ("check", people(tmp_path, PEOPLE), *AS_OF, "--case", LO, "-o", path, "--show-personal")
    assert kiemnhiem(*again).exit_code == 0
    assert "Lò B" in words(path)


def test_a_sheet_carries_the_receipt_of_its_run(tmp_path: Path) -> None:
    path, receipt = tmp_path / "phieu.docx", tmp_path / "r.json"
    kiemnhiem("check", people(tmp_path, PEOPLE), *AS_OF, "--case", LO, "-o", path, "--receipt", receipt)
    said = words(path)
    told = said[said.index("Mã biên nhận: ") :].removeprefix("Mã biên nhận: ").split()[0]
    assert told in receipt.read_text(encoding="utf-8")


def test_sheets_of_several_cases_go_into_a_zip_in_the_order_of_the_file(tmp_path: Path) -> None:
    one = kiemnhiem("check", people(tmp_path, PEOPLE), *AS_OF, "-o", tmp_path / "a.docx", "--lang", "en")
    assert (one.exit_code, "R429" in one.stderr) == (2, True)
    assert kiemnhiem("check", people(tmp_path, PEOPLE), *AS_OF, "-o", tmp_path / "a.zip").exit_code == 0
    assert zipfile.ZipFile(tmp_path / "a.zip").namelist() == ["1-2.docx", "2-3.docx"]


@pytest.mark.parametrize(
    ("options", "codes"),
    [
        (["-o", "a.xlsx"], ["R401"]),
        (["-o", "a.docx", "--fill", "agnecy=x", "--fill", "zz", "--fill", "date=soon"], ["R426", "R425", "R427"]),
        (["-o", "a.docx", "--template", "none.docx"], ["R421"]),
        (["--fill", "agency=x"], ["R428"]),
        (["-o", "none/a.docx"], ["R403"]),
    ],
)
def test_what_cannot_be_written_is_told_before_files_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: list[str], codes: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    result = kiemnhiem("check", people(tmp_path, "broken"), *AS_OF, *options, "--lang", "en")
    assert result.exit_code == 2
    assert [code for code in codes if code in result.stderr] == codes
    assert not [*tmp_path.glob("a.*")]


def test_an_own_template_of_a_report_is_used(tmp_path: Path) -> None:
    template = Document()
    template.add_paragraph("CÓ {{ cases }} NGƯỜI, {{ as_of }}, {{ library }}")
    template.add_paragraph(
        "{% for one in verdicts %}{{ one.name }} {% endfor %}{% for one in sources %}{{ one }}{% endfor %}"
    )
    template.save(str(tmp_path / "mau.docx"))
    out = tmp_path / "kq.docx"
    result = kiemnhiem("screen", people(tmp_path, PEOPLE), *AS_OF, "-o", out, "--template", tmp_path / "mau.docx")
    assert result.exit_code == 0
    assert "CÓ 2 NGƯỜI, 30/12/2018" in words(out)
