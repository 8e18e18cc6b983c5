"""An input template asks for what is needed, and what is filled in is read as it was meant."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from support.templates import day_of, fill

from kiemnhiem.cases import read
from kiemnhiem.errors import UsageError
from kiemnhiem.language import Lang
from kiemnhiem.policy import load_library, shipped_library
from kiemnhiem.policy.byplace import Programs
from kiemnhiem.policy.model import Library
from kiemnhiem.policy.types import Kind
from kiemnhiem.report.template import Plan, plan, write_template
from kiemnhiem.report.template.plan import Column

DAY = date(2025, 3, 1)
HEAD = "hamlet/secretary-and-head"


@lru_cache
def shipped() -> Library:
    return load_library(shipped_library())[0]


def made(policy: str | None = None, lang: Lang = Lang.VI, day: date = DAY, subject: str = "candidate") -> Plan:
    asked = (policy,) if policy else ()
    return plan(Programs(shipped(), day, asked, subject), lang, only_asked=bool(asked))


def names(of: Plan) -> set[str]:
    scalars = {column.field.name for column in of.people.columns}
    return scalars | {f"{s.of.name}.{c.field.name}" for s in of.lists if s.of for c in s.columns[1:]}


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Any:
    path = tmp_path_factory.mktemp("template") / "mẫu.xlsx"
    write_template(path, made(), rows=50, examples=True)
    return load_workbook(path)


def column(sheet: Any, heading: str) -> Any:
    return next(cell for cell in sheet[1] if cell.value == heading)


def rule_of(sheet: Any, heading: str) -> Any:
    letter = column(sheet, heading).column_letter
    return next(r for r in sheet.data_validations.dataValidation if str(r.sqref).startswith(f"{letter}2:"))


def offered(book: Any, rule: Any) -> list[str]:
    sheet, _, cells = rule.formula1.rpartition("!")
    return [row[0].value for row in book[sheet.strip("'")][cells.replace("$", "")]]


def test_a_policys_template_asks_for_what_its_rules_and_their_remedies_read_and_for_nothing_else() -> None:
    asked = names(made(HEAD))
    assert {"birth_date", "party_membership", "discipline.given_on"} <= asked  # age and months since are derived
    assert not {"age", "discipline.months_since"} & asked
    assert not {"ethnicity", "retirement_date", "relatives.relation"} & asked


def test_a_template_for_all_policies_has_every_field_that_can_be_filled_in() -> None:
    fields = shipped().vocabularies["candidate"].fields.values()
    wanted = {f.name for f in fields if not f.derived and f.type.kind is not Kind.LIST}
    for of in fields:
        wanted |= {f"{of.name}.{f.name}" for f in of.type.fields.values() if not f.derived}
    assert names(made()) == wanted


def test_what_places_amend_asks_for_the_place() -> None:
    amended = shipped().amendments["ben-tre/secretary-and-head"]
    day = amended.period.start
    assert day is not None
    assert "province" in names(made(amended.amends, day=day))


@pytest.mark.parametrize("lang", Lang)
@pytest.mark.parametrize("folder", sorted({p.partition("/")[0] for p in shipped().policies}))
def test_a_filled_template_of_every_shipped_policy_is_read_without_a_problem(
    folder: str, lang: Lang, tmp_path: Path
) -> None:
    for policy in [p for p in shipped().policies.values() if p.id.startswith(f"{folder}/")]:
        of = made(policy.id, lang, date.fromisoformat(day_of(policy)), policy.subject)
        path = tmp_path / f"{policy.id.replace('/', '-')}.xlsx"
        write_template(path, of, rows=20)
        told = fill(path, of, policy.id)
        reading = read([path], shipped(), policy.subject)
        assert reading.problems == (), policy.id
        assert {case.id: len(case.facts.keys() & names(of)) for case in reading.cases} == told
        answers = [answer for case in reading.cases for answer in case.judgements.values()]
        assert bool(answers) == bool(of.answers)
        assert all(answer.answer is not None and answer.by for answer in answers)


@pytest.mark.parametrize("lang", Lang)
@pytest.mark.parametrize("subject", ["candidate", "body"])
def test_every_heading_and_every_choice_is_read_as_what_it_says(subject: str, lang: Lang) -> None:
    of = made(lang=lang, subject=subject)
    for sheet in of.sheets:
        assert len({c.heading.casefold() for c in sheet.columns}) == len(sheet.columns)
        for c in sheet.columns:
            meanings = [_meaning(of, c, word) for word in c.choices]
            assert len(set(meanings)) == len(meanings), c.heading


def _meaning(of: Plan, c: Column, word: str) -> object:
    parsed = of.readers.of(c.field).read(word)
    none = parsed.expected is not None
    assert not none or word == c.choices[-1], word  # only "none" of a list is no value of the column
    return None if none else parsed.meaning


def test_a_post_that_does_not_exist_on_the_day_is_not_offered() -> None:
    ended = next(p for p in shipped().posts.values() if p.period.until is not None)
    for day, there in ((ended.period.until, True), (date(2099, 1, 1), False)):
        assert day is not None
        posts = next(s for s in made(day=day).lists if s.of and s.of.name == "posts")
        offered = next(c for c in posts.columns if c.field.name == "post").choices
        assert (ended.label.vi in offered) is there


def test_lists_are_chosen_from_and_may_be_overruled(book: Any) -> None:
    people = book["Danh sách"]
    rule = rule_of(people, "Đảng viên")
    assert (rule.type, rule.errorStyle) == ("list", "warning")
    assert offered(book, rule) == ["chưa là đảng viên", "đảng viên dự bị", "đảng viên chính thức"]
    assert offered(book, rule_of(people, "Cư trú thường xuyên tại thôn")) == ["Có", "Không"]
    assert "Không" in offered(book, rule_of(book["Kỷ luật"], "Hình thức kỷ luật"))  # says there is none
    assert offered(book, rule_of(book["Kết luận"], "Yêu cầu"))
    assert rule_of(book["Kỷ luật"], "Mã cán bộ").formula1 == "'Danh sách'!$A$2:$A$51"
    rules = [r for sheet in book for r in sheet.data_validations.dataValidation]
    assert {rule.errorStyle for rule in rules} == {"warning"}
    assert all(len(r.formula1) <= 255 and r.error and r.errorTitle for r in rules)
    assert {str(r.sqref).rpartition(":")[2].strip("ABCDEFGHIJKLMNOPQRSTUVWXYZ") for r in rules} == {"51"}


def test_what_a_spreadsheet_would_change_is_kept_as_text(book: Any) -> None:
    people = book["Danh sách"]
    formats = [(of.min, of.max, of.number_format) for of in people.column_dimensions.values()]
    wanted = {"Mã cán bộ": "@", "Ngày sinh": "@", "Trình độ giáo dục phổ thông": "@", "Số con": "General"}
    for heading, kept in wanted.items():
        index = column(people, heading).column
        assert [form for first, last, form in formats if first <= index <= last] == [kept], heading


def test_each_heading_has_a_note_that_says_how_to_fill_it_in(book: Any) -> None:
    for sheet in book.worksheets[1:-2]:
        assert all(cell.comment and cell.comment.text for cell in sheet[1]), sheet.title
    people = book["Danh sách"]
    assert "«Chưa», «Không», «Chưa có», «Chưa có con»: 0." in column(people, "Số con").comment.text
    assert "từ 0 đến 30" in column(people, "Số con").comment.text
    assert "«Chưa», «Không»: Đảng viên: chưa là đảng viên." in column(people, "Ngày vào Đảng").comment.text
    assert "31/12/1975, 12/1975 hoặc 1975" in column(people, "Ngày sinh").comment.text
    record = book["Kỷ luật"]
    assert "«Không», «Chưa»: không có (Kỷ luật)." in column(record, "Hình thức kỷ luật").comment.text
    own = column(record, "Kỷ luật do vi phạm chính sách dân số").comment.text
    assert "không có (Kỷ luật)" not in own  # there "Không" answers the column's own question


def test_the_sheets_are_ready_to_fill_in_and_to_print(book: Any) -> None:
    assert book.sheetnames[:2] == ["Hướng dẫn", "Danh sách"]
    assert book.active.title == "Danh sách"
    assert book["Giá trị"].sheet_state == "hidden"
    for sheet in book.worksheets[1:-2]:
        assert sheet.freeze_panes in {"B2", "C2"}
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
        assert sheet.print_title_rows == "$1:$1"
        assert sheet.sheet_properties.pageSetUpPr.fitToPage


def test_the_guide_tells_every_column_and_the_colours(book: Any) -> None:
    guide = book["Hướng dẫn"]
    colours = {(row[0].value, row[1].value): row[1].fill.fgColor.rgb for row in guide.iter_rows()}
    for sheet in book.worksheets[1:-2]:
        for cell in sheet[1]:
            assert colours[sheet.title, cell.value] == cell.fill.fgColor.rgb
    legend = [row[0].fill.fgColor.rgb for row in guide.iter_rows() if row[0].value in (None, "")]
    assert {"FF1F3864", "FFD9E1F2", "FFFBE3D0"} <= set(legend)


def test_guide_examples_and_values_are_never_read_as_people(tmp_path: Path) -> None:
    path = tmp_path / "mẫu.xlsx"
    write_template(path, made(), rows=10, examples=True)
    reading = read([path], shipped())
    assert reading.cases == ()
    assert {p.code.id for p in reading.problems} == {"C216"}  # nobody has been filled in yet
    written = load_workbook(path)
    examples = [row[1].value for row in written["Ví dụ"].iter_rows() if row[0].value == "Mã cán bộ"]
    assert examples
    assert set(examples) == {"VÍ-DỤ-1"}
    written["Danh sách"]["A2"] = "VD-1"
    written["Danh sách"]["B2"] = "Người Mẫu"
    written.save(path)
    assert [case.id for case in read([path], shipped()).cases] == ["VD-1"]


def test_nothing_in_a_template_runs_or_reaches_out(tmp_path: Path) -> None:
    path = tmp_path / "mẫu.xlsx"
    write_template(path, made(), examples=True)
    with zipfile.ZipFile(path) as parts:
        assert not [name for name in parts.namelist() if "external" in name or "vbaProject" in name]
        cells = [parts.read(name) for name in parts.namelist() if name.startswith("xl/worksheets/sheet")]
    assert not [sheet for sheet in cells if b"<f>" in sheet or b"<hyperlink" in sheet]


def test_a_vocabulary_without_a_key_is_refused_in_words() -> None:
    vocabulary = shipped().vocabularies["candidate"]
    fields = {name: replace(field, key=False) for name, field in vocabulary.fields.items()}
    library = replace(shipped(), vocabularies={"candidate": replace(vocabulary, fields=fields)})
    with pytest.raises(UsageError) as raised:
        plan(Programs(library, DAY), Lang.VI, only_asked=False)
    assert [p.code.id for p in raised.value.problems] == ["R432"]
