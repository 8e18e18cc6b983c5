"""A small made-up run: two policies, six people, one sheet, a cell that could not be read. No law in it is real."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from kiemnhiem.cases import Reading, Table
from kiemnhiem.cases.case import Case, Origin
from kiemnhiem.evaluate.decision import Outcome, Verdict
from kiemnhiem.explain.finding import CaseFinding, FactShown, Finding, PolicyFinding, RemedyFound
from kiemnhiem.language import Text
from kiemnhiem.policy.conditions import ALWAYS
from kiemnhiem.policy.model import (
    Citation,
    Evidence,
    Judgement,
    Library,
    Period,
    Policy,
    Remedy,
    Requirement,
    Source,
    Stance,
    Strength,
)
from kiemnhiem.policy.program import CitedSource, Program, ResolvedPolicy, Rule, RuleException
from kiemnhiem.policy.types import Choice, Field, FieldType, Kind, Vocabulary
from kiemnhiem.problem import Code, Place, Problem, Severity
from kiemnhiem.report import Run

FILE, SHEET = "danh-sach.xlsx", "Danh sách"
HEADINGS = ("STT", "Mã CB", "Họ và tên", "Ngày sinh", "Đảng viên", "Ghi chú")
AS_OF = date(2018, 12, 30)
TRUSTED, INTRODUCED = "hamlet/both#trusted", "party/admission#introduced"

CHARTER = Source(
    "charter", "01-QĐ/GĐ", date(2011, 1, 19), Text("Cơ quan giả định", "A made-up office"),
    Text("Điều lệ giả định", "A made-up charter"), Evidence.SECONDARY,
)  # fmt: skip
CIRCULAR = Source(
    "circular", "02/TT-GĐ", date(2012, 8, 31), Text("Cơ quan giả định", "A made-up office"),
    Text("Thông tư giả định", "A made-up circular"), Evidence.MEMORY, Period(date(2012, 10, 15), date(2017, 6, 30)),
)  # fmt: skip
CHARTER_3 = CitedSource(Citation("charter", "Điều 3"), CHARTER, in_force=True)
CIRCULAR_11 = CitedSource(Citation("circular", "Điều 11"), CIRCULAR, in_force=False)

_OFFICIAL = Rule(
    "hamlet/both", "official-member", Text("Là đảng viên chính thức", "Official member"), ALWAYS, ALWAYS, ALWAYS,
    sources=(CHARTER_3,), remedy=Remedy("party/admission"),
)  # fmt: skip
_OF_AGE = Rule(
    "hamlet/both", "of-age", Text("Đủ tuổi", "Of age"), ALWAYS, ALWAYS, ALWAYS, sources=(CIRCULAR_11,),
)  # fmt: skip
_SCHOOLING = Rule(
    "hamlet/both", "schooling", Text("Trình độ học vấn", "Schooling"), ALWAYS, ALWAYS, ALWAYS,
    exceptions=(RuleException("highland", ALWAYS, ALWAYS, (CIRCULAR_11,), Text("Vùng cao", "Highland")),),
)  # fmt: skip
_TRUSTED = Rule(
    "hamlet/both", "trusted", Text("Được tín nhiệm", "Trusted"), ALWAYS, ALWAYS, ALWAYS,
    judgement=Judgement(Text("Được nhân dân tín nhiệm?", "Do the people trust them?")),
)  # fmt: skip
_MEANS = Rule(
    "hamlet/both", "means", Text("Kinh tế gia đình", "Family means"), ALWAYS, ALWAYS, ALWAYS, Strength.SHOULD,
)  # fmt: skip
_INTRODUCED = Rule(
    "party/admission", "introduced", Text("Được giới thiệu", "Introduced"), ALWAYS, ALWAYS, ALWAYS,
    judgement=Judgement(Text("Có hai người giới thiệu?", "Do two members introduce them?")),
)  # fmt: skip
_LIMIT = Rule(
    "party/admission", "age-limit", Text("Trong độ tuổi", "Within the age"), ALWAYS, ALWAYS, ALWAYS,
    sources=(CHARTER_3,),
)  # fmt: skip

BOTH = ResolvedPolicy(
    "hamlet/both", Text("Bí thư kiêm trưởng thôn", "Secretary and head"), Stance.ENCOURAGED, ("secretary", "head"),
    ALWAYS, (_OFFICIAL, _OF_AGE, _SCHOOLING, _TRUSTED, _MEANS), (CHARTER_3,),
)  # fmt: skip
ADMISSION = ResolvedPolicy(
    "party/admission", Text("Kết nạp đảng viên", "Admission"), Stance.PERMITTED, (), ALWAYS, (_LIMIT, _INTRODUCED),
)  # fmt: skip


def _field(name: str, vi: str, en: str, type: FieldType | None = None) -> Field:
    return Field(name, type or FieldType(Kind.TEXT), Text(vi, en))


VOCABULARY = Vocabulary(
    "candidate",
    Text("Người được xét", "Candidate"),
    {
        field.name: field
        for field in (
            replace(_field("case_id", "Mã cán bộ", "Case id"), key=True),
            replace(_field("commune", "Xã", "Commune"), section=True),
            replace(_field("birth_date", "Ngày sinh", "Birth date", FieldType(Kind.DATE)), personal=True),
            _field(
                "party_membership", "Đảng viên", "Party membership",
                FieldType(Kind.CHOICE, (Choice("none", Text("chưa là đảng viên", "not a member")),)),
            ),
            _field(
                "discipline", "Kỷ luật", "Discipline",
                FieldType(Kind.LIST, fields={"form": _field("form", "Hình thức", "Form")}),
            ),
        )
    },
)  # fmt: skip


def _written(rule: Rule) -> Requirement:
    return Requirement(rule.id, rule.title, None, rule.judgement)


LIBRARY = Library(
    "policies",
    {"candidate": VOCABULARY},
    {},
    {"charter": CHARTER, "circular": CIRCULAR},
    {p.id: Policy(p.id, p.title, p.stance, "candidate", tuple(map(_written, p.rules))) for p in (BOTH, ADMISSION)},
    digest="0123456789abcdef",
)
PROGRAM = Program(LIBRARY, VOCABULARY, AS_OF, (BOTH,), {"party/admission": ADMISSION})

UNREADABLE = Code(
    "X1", Severity.ERROR, Text("không đọc được «{found}»", 'cannot read "{found}"'), Text("Sửa ô.", "Fix it.")
)
HEADING = Code(
    "X2", Severity.WARNING, Text("không rõ cột «{found}»", 'unknown column "{found}"'), Text("Đổi tên.", "Rename.")
)


def _case(row: int, commune: str | None = "Xã số 1 (giả định)") -> Case:
    return Case(f"CB-{row}", {"commune": commune} if commune else {}, origin=Origin(FILE, SHEET, row))


def _met(rule: Rule) -> Finding:
    return Finding(rule, Outcome.MET, rule.title, sources=rule.sources)


_AGE = FactShown(
    "age", Text("Tuổi", "Age"), Text("38", "38"), Text("từ 21 trở lên", "at least 21"), True, personal=True
)
_IS_OF_AGE = replace(_met(_OF_AGE), facts=(_AGE,))
_AGE_UNKNOWN = Finding(
    _OF_AGE, Outcome.UNKNOWN, Text("Chưa đủ thông tin: Ngày sinh", "Missing: Birth date"),
    (replace(_AGE, actual=None, decided=None),), _OF_AGE.sources, missing=("birth_date",),
)  # fmt: skip
_EXCEPTED = Finding(
    _SCHOOLING, Outcome.MET,
    Text("Trình độ học vấn: lẽ ra không đạt, nhưng được ngoại lệ", "Schooling: would fail, but for an exception"),
    sources=(CIRCULAR_11,), exceptions=("highland",), would_be=Outcome.NOT_MET,
)  # fmt: skip
_UNTRUSTED = Finding(
    _TRUSTED, Outcome.UNKNOWN,
    Text("Chờ đánh giá: Được nhân dân tín nhiệm?", "Awaits a person's judgement: Do the people trust them?"),
    judgements=(TRUSTED,),
)  # fmt: skip
_POOR = Finding(_MEANS, Outcome.NOT_MET, Text("Hộ nghèo", "A poor household"))


def _not_member(vi: str, en: str, admission: PolicyFinding) -> Finding:
    membership = FactShown(
        "party_membership", Text("Đảng viên", "Party membership"), Text("chưa là đảng viên", "not a member"),
        Text("là đảng viên chính thức", "is an official member"), decided=False,
    )  # fmt: skip
    because = Text("Chưa là đảng viên chính thức", "Not yet an official member")
    remedy = RemedyFound(Text(vi, en), admission)
    return Finding(_OFFICIAL, Outcome.NOT_MET, because, (membership,), _OFFICIAL.sources, remedy=remedy)


_ADMISSIBLE = PolicyFinding(ADMISSION, Verdict.ELIGIBLE, (_met(_LIMIT), _met(_INTRODUCED)))
_NOT_INTRODUCED = Finding(
    _INTRODUCED, Outcome.UNKNOWN,
    Text("Chờ đánh giá: Có hai người giới thiệu?", "Awaits a person's judgement: Do two members introduce them?"),
    judgements=(INTRODUCED,),
)  # fmt: skip
_TO_INTRODUCE = PolicyFinding(
    ADMISSION, Verdict.UNDETERMINED, (_met(_LIMIT), _NOT_INTRODUCED), judgements=(INTRODUCED,)
)
_MAY_JOIN = _not_member("Theo «Kết nạp đảng viên»: đủ điều kiện.", 'Under "Admission": eligible.', _ADMISSIBLE)
_MIGHT_JOIN = _not_member(
    "Theo «Kết nạp đảng viên»: chưa xác định được.", 'Under "Admission": undetermined.', _TO_INTRODUCE
)
_REST = (_IS_OF_AGE, _met(_SCHOOLING), _met(_TRUSTED))


def _of_both(row: int, verdict: Verdict, *findings: Finding, remarks: tuple[str, ...] = ()) -> CaseFinding:
    missing = tuple(dict.fromkeys(name for found in findings for name in found.missing))
    judgements = tuple(dict.fromkeys(name for found in findings for name in found.judgements))
    policy = PolicyFinding(BOTH, verdict, findings, missing, judgements, remarks)
    return CaseFinding(_case(row), verdict, (policy,), missing, judgements)


FINDINGS = (
    _of_both(5, Verdict.ELIGIBLE, _met(_OFFICIAL), _IS_OF_AGE, _EXCEPTED, _met(_TRUSTED), _POOR, remarks=("means",)),
    _of_both(6, Verdict.UNDETERMINED, _met(_OFFICIAL), _AGE_UNKNOWN, _met(_SCHOOLING), _UNTRUSTED),
    _of_both(7, Verdict.NOT_ELIGIBLE, _MAY_JOIN, *_REST),
    _of_both(8, Verdict.NOT_ELIGIBLE, _MIGHT_JOIN, *_REST),
    CaseFinding(_case(9), Verdict.NO_POLICY, (), uncovered=(Text("Thủ kho", "Storekeeper"),)),
    CaseFinding(_case(10), Verdict.NOT_APPLICABLE, ()),
)

TABLE = Table(
    FILE,
    SHEET,
    HEADINGS,
    {
        5: (1.0, "CB-5", "Lò Văn Giả", datetime(1980, 5, 1), "x", '=HYPERLINK("http://example.org","bấm")'),
        6: (2.0, "CB-6", "Giàng A Thử", "1975", "x", "+84 000"),
        7: (3.0, "CB-7", "Vàng Thị Mẫu", date(1990, 12, 30), "Chưa", "@SUM(A1)"),
        8: (4.0, "CB-8", "Tẩn Văn Ví Dụ", "31/02/1970", "-", "-2+3"),
        9: (5.0, "CB-9", "Phùng Giả Định", date(1899, 3, 4), None, "\tthụt"),
        10: (6.0, "CB-10", "Nguyễn Không Thật", 27760.5, True, None),
    },
)
PROBLEMS = (
    Problem(HEADING, Place(FILE, 4, 6, SHEET), {"found": "Ghi chú"}, "Kỷ luật"),
    Problem(UNREADABLE, Place(FILE, 8, 4, SHEET), {"found": "31/02/1970"}),
)


@pytest.fixture
def run() -> Run:
    return Run(PROGRAM, "reference", Reading(tuple(f.case for f in FINDINGS), PROBLEMS, (TABLE,)))


@pytest.fixture
def findings() -> tuple[CaseFinding, ...]:
    return FINDINGS
