"""What a person sees in a terminal, at 80 columns and wider, in Vietnamese and in English, piped or not."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import PurePath

import pytest

from kiemnhiem.cases import Reading
from kiemnhiem.explain.finding import CaseFinding, FactRole, FactShown, Finding
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

Không đọc được (1)
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


def _code(id: str, severity: Severity, vi: str = "hỏng", en: str = "broken") -> Code:
    return Code(id, severity, Text(vi, en), Text("", ""))


def _with(run: Run, *problems: Problem) -> Run:
    return replace(run, reading=replace(run.reading, problems=problems))


def test_three_errors_of_each_code_are_shown_and_the_rest_counted(run: Run, findings: Findings) -> None:
    codes = _code("X3", Severity.ERROR), _code("X4", Severity.ERROR, "trùng", "repeated")
    met = _with(run, *(Problem(code, Place("a.csv", row, 2)) for row in range(1, 1235) for code in codes))
    lines = _summary(met, findings)
    at = lines.index("Không đọc được (2.468)")
    assert lines[at + 1 : at + 9] == [
        "  a.csv:1:2: X3 hỏng",
        "  a.csv:2:2: X3 hỏng",
        "  a.csv:3:2: X3 hỏng",
        "  … và 1.231 mục X3 nữa",
        "  a.csv:1:2: X4 trùng",
        "  a.csv:2:2: X4 trùng",
        "  a.csv:3:2: X4 trùng",
        "  … và 1.231 mục X4 nữa",
    ]
    assert "  … and 1,231 more X4" in _summary(replace(met, lang=Lang.EN), findings)


def test_a_row_that_was_dropped_is_seen_among_many_warnings(run: Run, findings: Findings) -> None:
    turned, dropped = _code("X3", Severity.WARNING, "đổi thành ngày"), _code("X4", Severity.WARNING, "không phải người")
    many = [Problem(turned, Place("a.csv", row, 2)) for row in range(2, 52)]
    lines = _summary(_with(run, *many, Problem(dropped, Place("a.csv", 99))), findings)
    at = lines.index("Lưu ý khi đọc dữ liệu")
    assert lines[at + 3 : at + 6] == [
        "  a.csv:4:2: X3 đổi thành ngày",
        "  … và 47 mục X3 nữa",
        "  a.csv:99: X4 không phải người",
    ]


def test_what_was_met_in_reading_is_told_worst_first(run: Run, findings: Findings) -> None:
    note, warning, error = (_code(f"X{i}", s) for i, s in enumerate(reversed(Severity)))
    lines = _summary(_with(run, *(Problem(code) for code in (note, warning, error))), findings)
    at = lines.index("Lưu ý khi đọc dữ liệu")
    assert lines[at + 1 : at + 4] == ["  X2 hỏng", "  X1 hỏng", "  Ghi chú X0 (1): hỏng"]


def test_notes_are_counted_in_a_line_that_says_what_they_have_in_common(run: Run, findings: Findings) -> None:
    ignored = _code("X3", Severity.NOTE, "cột «{found}» của {what} không được đọc", 'in {what} "{found}" is not read')
    notes = [
        Problem(ignored, Place("a.csv", 1, column), {"found": f"Cột {column}", "what": "bảng"}) for column in (7, 8, 9)
    ]
    vi, en = _summary(_with(run, *notes), findings), _summary(_with(replace(run, lang=Lang.EN), *notes), findings)
    assert "  Ghi chú X3 (3): cột «…» của bảng không được đọc" in vi
    assert '  Note X3 (3): in bảng "…" is not read' in en
    assert not [line for line in vi if "Cột 7" in line]


def test_only_a_workbook_is_named_as_the_place_where_all_problems_stand(run: Run, findings: Findings) -> None:
    def shown(workbook: PurePath | None, of: Run = run) -> str:
        out = io.StringIO()
        show_summary(summarise(findings, of), Lang.VI, terminal(out, 100), workbook)
        return out.getvalue()

    assert "\nĐầy đủ, kèm cách xử lý: trang «Ô không đọc được» của tệp kq.xlsx\n" in shown(PurePath("out/kq.xlsx"))
    assert "trang «" not in shown(None)
    assert "trang «" not in shown(PurePath("out/kq.xlsx"), _with(run))


def test_what_could_not_be_read_has_a_title_that_fits_files_and_rows_too(run: Run, findings: Findings) -> None:
    met = _with(replace(run, lang=Lang.EN), Problem(_code("X3", Severity.ERROR), Place("lost.xlsx")))
    lines = _summary(met, findings)
    at = lines.index("Could not be read (1)")
    assert lines[at + 1] == "  lost.xlsx: X3 broken"


def _twins(run: Run) -> Run:
    """The run with a second policy that asks the same question."""
    library = run.program.library
    policy, twin_id = library.policies["hamlet/both"], "hamlet/twin"
    twin = replace(policy, id=twin_id, title=Text("Chính sách sinh đôi", "Twin"))
    return replace(
        run, program=replace(run.program, library=replace(library, policies={**library.policies, twin_id: twin}))
    )


def test_a_question_that_several_policies_ask_names_them(run: Run, findings: Findings) -> None:
    asked = ("hamlet/both#trusted", "hamlet/twin#trusted")
    both = replace(findings[1], judgements=asked)
    lines = _summary(_twins(run), (both,), 120)
    assert "  Được nhân dân tín nhiệm? (Bí thư kiêm trưởng thôn)  1 trường hợp" in lines
    assert "  Được nhân dân tín nhiệm? (Chính sách sinh đôi)      1 trường hợp" in lines
    assert _case(_twins(run), both, 120)[-3:] == [
        "Để xác định được, còn cần:",
        "  Ngày sinh",
        "  kết luận «Được nhân dân tín nhiệm?» (Bí thư kiêm trưởng thôn; Chính sách sinh đôi)",
    ]
    alone = replace(both, judgements=asked[:1])
    assert _case(_twins(run), alone, 120)[-1] == "  kết luận «Được nhân dân tín nhiệm?»"


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


def _finding(run: Run, case: CaseFinding, finding: Finding) -> list[str]:
    """The case with this finding alone."""
    return _case(run, replace(case, policies=(replace(case.policies[0], findings=(finding,)),)), 160)


def test_the_same_source_is_told_once(run: Run, findings: Findings) -> None:
    official = findings[0].policies[0].findings[0]
    lines = _finding(run, findings[0], replace(official, sources=official.sources * 3))
    assert len([line for line in lines if line.startswith("    Căn cứ: 01-QĐ/GĐ")]) == 1


@pytest.mark.parametrize(
    ("role", "vi", "en"),
    [
        (FactRole.REQUIREMENT, "yêu cầu: có", "required: yes"),
        (FactRole.WHEN, "áp dụng khi: có", "applies where: yes"),
        (FactRole.EXCEPTION, "ngoại lệ khi: có", "excepted where: yes"),
    ],
)
def test_a_fact_says_what_it_was_looked_at_for(run: Run, findings: Findings, role: FactRole, vi: str, en: str) -> None:
    fact = FactShown("member", Text("Đảng viên", "Member"), None, Text("có", "yes"), decided=None, role=role)
    finding = replace(findings[0].policies[0].findings[0], facts=(fact,))
    assert f"    ? Đảng viên: chưa có thông tin — {vi}" in _finding(run, findings[0], finding)
    english = replace(run, lang=Lang.EN)
    assert f"    ? Member: not known — {en}" in _finding(english, findings[0], finding)


@pytest.mark.parametrize(
    ("required", "shown"),
    [
        (Text("kỷ luật: khiển trách, cảnh cáo", "discipline: reprimand"), "khiển trách, cảnh cáo"),
        (Text("kỷ luật không có: cảnh cáo", "discipline without: warning"), "không có: cảnh cáo"),
        (Text("không có mục kỷ luật", "no entry under discipline"), "không có mục kỷ luật"),
        (Text("kỷ luật", "discipline"), "kỷ luật"),
    ],
)
def test_what_is_asked_of_a_list_does_not_repeat_its_label(
    run: Run, findings: Findings, required: Text, shown: str
) -> None:
    fact = FactShown("discipline", Text("Kỷ luật", "Discipline"), Text("không có", "none"), required, decided=True)
    finding = replace(findings[0].policies[0].findings[0], facts=(fact,))
    assert f"    ✓ Kỷ luật: không có — yêu cầu: {shown}" in _finding(run, findings[0], finding)


def test_another_field_that_is_asked_for_keeps_its_whole_name(run: Run, findings: Findings) -> None:
    of_child = Text("ngày sinh của con", "birth date of the child")
    fact = FactShown("birth_date", Text("Ngày sinh", "Birth date"), None, of_child, decided=None)
    finding = replace(findings[0].policies[0].findings[0], facts=(fact,))
    lines = _finding(run, findings[0], finding)
    assert "    ? Ngày sinh: chưa có thông tin — yêu cầu: ngày sinh của con" in lines


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
