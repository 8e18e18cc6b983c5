"""The smallest change as reports show it: in a terminal, in the workbook's column, in JSON."""

import io
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from rich.console import Console

from kiemnhiem.explain.advice import Change, SmallestChange, Wait
from kiemnhiem.explain.finding import CaseFinding
from kiemnhiem.language import Lang, Text
from kiemnhiem.policy.types import How
from kiemnhiem.report.case_view import show_case
from kiemnhiem.report.run import Run
from kiemnhiem.report.structured import case_object
from kiemnhiem.report.write import write

Findings = tuple[CaseFinding, ...]


@pytest.fixture
def advised(findings: Findings) -> CaseFinding:
    """A case to be granted membership, to wait, and of which something is not known."""
    rules = {f.rule.id: f.rule for f in findings[3].policies[0].findings}
    official, of_age = rules["official-member"], rules["of-age"]
    granted = Change(
        "party_membership", Text("Đảng viên", "Party membership"), Text("chưa là đảng viên", "not a member"),
        Text("đảng viên chính thức", "official member"), How.GRANTED, 3, (official,),
        (Text("Theo «Kết nạp đảng viên»: đủ điều kiện.", 'Under "Admission": eligible.'),),
    )  # fmt: skip
    born = Change(
        "birth_date", Text("Ngày sinh", "Date of birth"), None, Text("tuổi từ 21 trở lên", "age at least 21"),
        None, 0, (of_age,), personal=True, asked=True,
    )  # fmt: skip
    judged = Change("hamlet/both#trusted", Text("Tín nhiệm?", "Trusted?"), None, Text("có", "yes"), None, 0, (of_age,))
    since = Text("đủ 12 tháng kể từ ngày quyết định", "12 months have passed since: date of the decision")
    wait = Wait(date(2027, 3, 14), 1, (since,), (of_age,))
    return replace(findings[3], change=SmallestChange(True, True, (granted,), (born, judged), wait))


def printed(finding: CaseFinding, run: Run, width: int = 80) -> list[str]:
    console = Console(file=io.StringIO(), width=width, color_system=None)
    show_case(finding, run, console)
    text = console.file.getvalue()  # type: ignore[attr-defined]  # a StringIO
    return [line.rstrip() for line in text.splitlines()]


def told(finding: CaseFinding, run: Run) -> str:
    """What the terminal says in English, in one line."""
    return " ".join(" ".join(printed(finding, replace(run, lang=Lang.EN))).split())


def test_the_terminal_tells_what_for_and_by_what_way(advised: CaseFinding, run: Run) -> None:
    lines = printed(advised, run)
    at = lines.index("Thay đổi nhỏ nhất để đủ điều kiện:")
    of_age = advised.change.wait.cures[0].title.vi  # type: ignore[union-attr]  # it waits
    assert lines[at + 1 :] == [
        "  Đảng viên: chưa là đảng viên → đảng viên chính thức (cần được công nhận, cho",
        "  phép)",
        "    Để đạt: Là đảng viên chính thức",
        "    Hướng tháo gỡ: Theo «Kết nạp đảng viên»: đủ điều kiện.",
        "  Từ ngày 14/03/2027, khi đủ 12 tháng kể từ ngày quyết định",
        f"    Để đạt: {of_age}",
        "  Cần bổ sung thông tin: Ngày sinh, với tuổi từ 21 trở lên",
        f"    Để đạt: {of_age}",
        f"  Cần được kết luận là đạt: {of_age}",
    ]


@pytest.mark.parametrize("width", [40, 80, 160])
@pytest.mark.parametrize("lang", Lang)
def test_it_fits_the_terminal(advised: CaseFinding, run: Run, width: int, lang: Lang) -> None:
    assert max(map(len, printed(advised, replace(run, lang=lang), width))) <= width


def test_nothing_found_names_what_stands_in_the_way(findings: Findings, run: Run) -> None:
    bar = findings[3].policies[0].findings[0].rule
    none = replace(findings[3], change=SmallestChange(found=False, bars=(bar,)))
    assert "nor waiting for 10 years, makes this case eligible. In the way: Official member." in told(none, run)
    still = replace(findings[3], change=SmallestChange(found=False, bars=(bar,), horizon=0))
    assert "No change to what can change makes this case eligible." in told(still, run)


def test_posts_that_no_policy_speaks_of_are_named_as_what_stands_in_the_way(findings: Findings, run: Run) -> None:
    none = replace(findings[3], change=SmallestChange(found=False, uncovered=True))
    assert "In the way: no policy speaks of holding these posts." in told(none, run)


def test_a_search_that_was_cut_is_not_told_as_nothing(findings: Findings, run: Run) -> None:
    cut = replace(findings[3], change=SmallestChange(found=False, complete=False))
    assert "There may be a way." in told(cut, run)


def test_a_personal_value_is_masked_unless_asked(advised: CaseFinding, run: Run) -> None:
    assert advised.change
    moved = replace(advised.change.changes[0], personal=True)
    hidden = replace(advised, change=replace(advised.change, changes=(moved,)))
    assert any("(đã che) → đảng viên chính thức" in line for line in printed(hidden, run))
    assert not any("(đã che)" in line for line in printed(hidden, replace(run, show_personal=True)))
    shown = case_object(hidden)["change"]["changes"][0]
    assert (shown["before"], shown["masked"]) == (None, True)


def test_the_workbook_has_it_in_a_column_of_its_own(advised: CaseFinding, run: Run, tmp_path: Path) -> None:
    write(tmp_path / "kq.xlsx", [advised], run)
    sheet = openpyxl.load_workbook(tmp_path / "kq.xlsx")["Kết quả"]
    column = [cell.value for cell in sheet[1]].index("Thay đổi nhỏ nhất")
    said = str(sheet[2][column].value).splitlines()
    assert said[:2] == [
        "• Đảng viên: chưa là đảng viên → đảng viên chính thức (cần được công nhận, cho phép)",
        "• Từ ngày 14/03/2027, khi đủ 12 tháng kể từ ngày quyết định",
    ]


def test_json_has_every_part(advised: CaseFinding) -> None:
    shown: dict[str, Any] = case_object(advised)["change"]
    assert set(shown) == {"found", "complete", "weight", "changes", "supplied", "wait", "bars", "uncovered"}
    assert (shown["found"], shown["complete"], shown["weight"], shown["bars"]) == (True, True, 4, [])
    [granted] = shown["changes"]
    assert (granted["field"], granted["how"], granted["weight"]) == ("party_membership", "granted", 3)
    assert granted["requirements"] == [{"policy": "hamlet/both", "requirement": "official-member"}]
    assert shown["wait"]["from"] == "2027-03-14"
    assert [one["how"] for one in shown["supplied"]] == [None, None]
