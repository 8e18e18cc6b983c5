"""What a person sees in a terminal, at 80 columns and wider, in Vietnamese and in English, piped or not."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest

from kiemnhiem.cases import Reading
from kiemnhiem.explain.finding import CaseFinding
from kiemnhiem.language import Lang, Text
from kiemnhiem.problem import Code, Place, Problem, Severity
from kiemnhiem.report import Run, show_case, show_summary, summarise, terminal

Findings = tuple[CaseFinding, ...]


def _summary(run: Run, findings: Findings, width: int = 80) -> list[str]:
    out = io.StringIO()
    show_summary(summarise(findings, run), run.lang, terminal(out, width))
    return [line.rstrip() for line in out.getvalue().splitlines()]


def _case(run: Run, finding: CaseFinding, width: int = 80) -> list[str]:
    out = io.StringIO()
    show_case(finding, run, terminal(out, width))
    return [line.rstrip() for line in out.getvalue().splitlines()]


def test_the_summary_in_vietnamese_at_80_columns(run: Run, findings: Findings) -> None:
    assert (
        _summary(run, findings)
        == """\
Tính đến ngày 30/12/2018 · 6 trường hợp
Thư viện chính sách: policies@0123456789ab · Bộ máy: reference

Kết quả
  Đủ điều kiện         1  16,7%  ████
  Chưa xác định được   1  16,7%  ████
  Không đủ điều kiện   2  33,3%  ████████
  Không thuộc phạm vi  1  16,7%  ████
  Chưa có quy định     1  16,7%  ████

Tình hình đáp ứng yêu cầu: Bí thư kiêm trưởng thôn
                                                                  Không áp
  Yêu cầu                            Không đạt  Chưa rõ    Đạt        dụng
  Là đảng viên chính thức                    2        0      2           0
  Kinh tế gia đình (không bắt buộc)          1        0      0           0
  Đủ tuổi                                    0        1      3           0
  Được tín nhiệm                             0        1      3           0
  Trình độ học vấn                           0        0      4           0

Tình hình đáp ứng yêu cầu để tháo gỡ: Kết nạp đảng viên
                                                Không áp
  Yêu cầu          Không đạt  Chưa rõ    Đạt        dụng
  Được giới thiệu          0        1      1           0
  Trong độ tuổi            0        0      2           0

Hướng tháo gỡ
  2 không đạt «Là đảng viên chính thức»; trong đó theo chính sách «Kết nạp đảng
  viên»: 1 mở đường, 1 chưa xác định được.

Thông tin còn thiếu
  Ngày sinh  1 trường hợp

Chờ kết luận của người có thẩm quyền
  Được nhân dân tín nhiệm?  1 trường hợp

Ô không đọc được (1), coi là chưa biết
  danh-sach.xlsx [Danh sách] D8: X1 không đọc được «31/02/1970»

Lưu ý khi đọc dữ liệu
  danh-sach.xlsx [Danh sách] F4: X2 không rõ cột «Ghi chú» — có phải «Kỷ luật»?

Căn cứ cần thận trọng
  02/TT-GĐ ngày 31/08/2012, Điều 11 — Thông tư giả định: ghi theo trí nhớ, chưa
  đối chiếu văn bản; hết hiệu lực từ sau ngày 30/06/2017""".splitlines()
    )


def test_the_summary_in_english(run: Run, findings: Findings) -> None:
    lines = _summary(replace(run, lang=Lang.EN), findings, 120)
    assert lines[:6] == [
        "As of 2018-12-30 · 6 cases",
        "Policy library: policies@0123456789ab · Engine: reference",
        "",
        "Results",
        "  Eligible       1  16.7%  ████",
        "  Undetermined   1  16.7%  ████",
    ]
    assert '  Not met by 2: "Official member"; of these, under "Admission": 1 with a way open, 1 undetermined.' in lines
    assert "  Birth date  1 case" in lines
    assert [line.split() for line in lines if line.startswith("  Of age")] == [["Of", "age", "0", "1", "3", "0"]]


def test_large_numbers_are_grouped_as_the_language_does(run: Run, findings: Findings) -> None:
    many = findings[5:] * 1234
    assert _summary(run, many)[0] == "Tính đến ngày 30/12/2018 · 1.234 trường hợp"
    assert _summary(replace(run, lang=Lang.EN), many)[0] == "As of 2018-12-30 · 1,234 cases"


def test_a_run_without_cases_or_problems_is_short(run: Run) -> None:
    lines = _summary(replace(run, reading=Reading((), (), ())), ())
    assert lines[3:] == [
        "Kết quả",
        "  Đủ điều kiện         0  0,0%",
        "  Chưa xác định được   0  0,0%",
        "  Không đủ điều kiện   0  0,0%",
        "  Không thuộc phạm vi  0  0,0%",
        "  Chưa có quy định     0  0,0%",
    ]


def test_ten_unreadable_cells_are_shown_and_the_rest_counted(run: Run, findings: Findings) -> None:
    broken = Code("X3", Severity.ERROR, Text("hỏng", "broken"), Text("", ""))
    problems = tuple(Problem(broken, Place("a.csv", row, 2)) for row in range(1, 31))
    lines = _summary(replace(run, reading=replace(run.reading, problems=problems)), findings)
    at = lines.index("Ô không đọc được (30), coi là chưa biết")
    assert lines[at + 10] == "  a.csv:10:2: X3 hỏng"
    assert lines[at + 11] == "  … và 20 ô nữa, xem tệp kết quả (-o)"


@pytest.mark.parametrize("width", [80, 100, 160])
@pytest.mark.parametrize("lang", Lang)
def test_nothing_is_wider_than_the_terminal_or_cut_short(run: Run, findings: Findings, width: int, lang: Lang) -> None:
    spoken = replace(run, lang=lang)
    lines = [*_summary(spoken, findings, width), *(line for f in findings for line in _case(spoken, f, width))]
    assert max(map(len, lines)) <= width
    assert not [line for line in lines if "…" in line]


def test_a_case_in_full(run: Run, findings: Findings) -> None:
    assert (
        _case(run, findings[3])
        == """\
Tính đến ngày 30/12/2018 · Bộ máy: reference
Trường hợp CB-8: Không đủ điều kiện

Bí thư kiêm trưởng thôn (khuyến khích kiêm nhiệm): Không đủ điều kiện
  ✗ Không đạt: Là đảng viên chính thức
    ✗ Đảng viên: chưa là đảng viên — yêu cầu: là đảng viên chính thức
    Lý do: Chưa là đảng viên chính thức
    Căn cứ: 01-QĐ/GĐ ngày 19/01/2011, Điều 3 — Điều lệ giả định [theo nguồn thứ
    cấp; còn hiệu lực]
    Hướng tháo gỡ: Theo «Kết nạp đảng viên»: chưa xác định được.
      Kết nạp đảng viên: Chưa xác định được
        ✓ Đạt: Trong độ tuổi
          Căn cứ: 01-QĐ/GĐ ngày 19/01/2011, Điều 3 — Điều lệ giả định [theo
          nguồn thứ cấp; còn hiệu lực]
        ? Chưa rõ: Được giới thiệu
          Lý do: Chờ đánh giá: Có hai người giới thiệu?
  ✓ Đạt: Đủ tuổi
    ✓ Tuổi: (đã che) — yêu cầu: từ 21 trở lên
    Căn cứ: 02/TT-GĐ ngày 31/08/2012, Điều 11 — Thông tư giả định [ghi theo trí
    nhớ, chưa đối chiếu văn bản; hết hiệu lực từ sau ngày 30/06/2017]
  ✓ Đạt: Trình độ học vấn
  ✓ Đạt: Được tín nhiệm""".splitlines()
    )


def test_an_exception_and_a_remark_are_told(run: Run, findings: Findings) -> None:
    lines = _case(replace(run, lang=Lang.EN), findings[0])
    at = lines.index("  ✓ Met: Schooling")
    assert lines[at + 1] == "    Because: Schooling: would fail, but for an exception"
    assert lines[at + 4 : at + 6] == ["    Exception used: Highland", "    Without it: Not met"]
    assert "  ✗ Not met: Family means (not binding)" in lines


def test_an_undetermined_case_ends_with_what_it_needs(run: Run, findings: Findings) -> None:
    assert _case(run, findings[1])[-3:] == [
        "Để xác định được, còn cần:",
        "  Ngày sinh",
        "  kết luận «Được nhân dân tín nhiệm?»",
    ]


def test_a_case_that_no_policy_speaks_of_names_its_posts_and_notes(run: Run, findings: Findings) -> None:
    noted = replace(findings[4], notes=(Text("Chức danh đã bãi bỏ", "The post was abolished"),))
    assert _case(run, noted)[1:] == [
        "Trường hợp CB-9: Chưa có quy định",
        "  Chưa có quy định về chức danh: Thủ kho",
        "  Lưu ý: Chức danh đã bãi bỏ",
    ]


def test_personal_values_show_only_when_asked(run: Run, findings: Findings) -> None:
    assert not [line for line in _case(run, findings[0]) if "38" in line]
    assert "    ✓ Tuổi: 38 — yêu cầu: từ 21 trở lên" in _case(replace(run, show_personal=True), findings[0])


def test_a_pipe_gets_no_colour_and_a_terminal_obeys_no_color(
    run: Run, findings: Findings, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Screen(io.StringIO):
        def isatty(self) -> bool:
            return True

    def shown(out: io.StringIO) -> str:
        show_case(findings[0], run, terminal(out, 80))
        return out.getvalue()

    for name in ("NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    assert "\x1b" not in shown(io.StringIO())
    assert "\x1b[1;36m" in shown(Screen())
    monkeypatch.setenv("NO_COLOR", "1")
    assert "36m" not in shown(Screen())


def test_words_of_a_file_are_neither_markup_nor_commands_to_the_terminal(run: Run, findings: Findings) -> None:
    case = replace(findings[5], case=replace(findings[5].case, id="[red]CB\x1b[2J\u202e10[/red]"))
    assert _case(run, case)[1] == "Trường hợp [red]CB [2J 10[/red]: Không thuộc phạm vi"


def test_an_old_code_page_loses_letters_but_nothing_falls_over(run: Run, findings: Findings) -> None:
    raw = io.BytesIO()
    screen = terminal(io.TextIOWrapper(raw, encoding="cp1252", write_through=True), 80)
    english = replace(run, lang=Lang.EN)
    show_summary(summarise(findings, english), Lang.EN, screen)
    show_case(findings[3], english, screen)
    shown = raw.getvalue().decode("cp1252")
    assert "  x Not met: Official member" in shown
    assert "  + Met: Schooling" in shown
    assert "33.3%  ########" in shown
