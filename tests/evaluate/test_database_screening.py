"""A table screened inside a PostgreSQL server is screened as an officer's workbook with the same cells is."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pytest
import xlsxwriter

if "CI" not in os.environ:
    pytest.importorskip("psycopg")
    pytest.importorskip("polars")

import psycopg

from kiemnhiem.cases import read
from kiemnhiem.cases.cells import FieldReader
from kiemnhiem.cases.dates import read_date
from kiemnhiem.cases.matching import clean, fold
from kiemnhiem.cases.readers import Readers
from kiemnhiem.errors import EngineError, UsageError
from kiemnhiem.evaluate.decision import Outcome
from kiemnhiem.evaluate.sql.database import codes
from kiemnhiem.evaluate.sql.database.cells import FUNCTIONS
from kiemnhiem.evaluate.sql.database.screen import Screened, screen_table
from kiemnhiem.evaluate.sql.database.texts import compared_alike
from kiemnhiem.evaluate.sql.postgres import connected
from kiemnhiem.explain.question import Question
from kiemnhiem.language import Lang
from kiemnhiem.policy import load_library, shipped_library
from kiemnhiem.policy.byplace import Programs
from kiemnhiem.policy.conditions import ALWAYS
from kiemnhiem.policy.model import Library
from kiemnhiem.policy.values import Span, comparable

AS_OF = date(2018, 12, 30)
HEADINGS = (
    "Mã CB", "Ngày sinh", "Tỉnh", "Xã", "Thôn", "Đảng viên", "Ngày vào Đảng", "Trình độ văn hóa", "Hộ khẩu",
    "Ở thường xuyên tại thôn", "Số con", "Sức khỏe", "Chi bộ tín nhiệm",
)  # fmt: skip
CELLS: Mapping[str, Sequence[str | None]] = {
    "Ngày sinh": (
        "1975",
        "06/1998",
        "31/12/1997",
        "30-12-1997",
        "tháng 3 năm 1998",
        "31/02/1980",
        "?",
        "",
        None,
        "2017",
    ),
    "Tỉnh": ("Lai Châu", "TỈNH  LAI CHÂU", "Nghệ An", "tỉnh Bến Tre", "Atlantis", None),
    "Xã": ("Hòa Bình", "Hoà Bình", None),
    "Thôn": ("Bản Nà Lò", "bản  nà lò", "Ba\u0309n Na\u0300 Lo\u0300", "-", None),
    "Đảng viên": ("Chính thức", "chinh thuc", "ĐVCT.", "đảng viên dự bị", "Chưa", "x", "", None),
    "Ngày vào Đảng": ("Chưa", "03/02/2010", "2009", "không", None),
    "Trình độ văn hóa": ("9/12", "THCS", "12/12 ", "Cấp  II", "5/12", "#N/A", None),
    "Hộ khẩu": ("Có", "thường trú", "KT3", "Không", None),
    "Ở thường xuyên tại thôn": ("Có", "x", "Không", "chưa rõ", "1", None),
    "Số con": ("2", "2,0", "không", "31", "-1", "hai", None),
    "Sức khỏe": ("Đạt", "Không đạt", None),
    "Chi bộ tín nhiệm": ("Đồng ý", "true", "", None),
}
POSTS = ("Trưởng bản", "Bí thư chi bộ", "bí thư  Chi bộ", "Trưởng ban công tác Mặt trận", "Chủ tịch nước Utopia", "?")
UNITS = ("Bản Nà Lò", "BẢN NÀ LÒ", "Bản khác", None)


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library(shipped_library())[0]


@pytest.fixture
def connection(postgres_url: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute("DROP TABLE IF EXISTS people, held, punished, results")
        yield connection


Rows = Sequence[Sequence[str | None]]


def made_up(number: int) -> tuple[Rows, Rows, Rows]:
    """People, the posts they hold, and their discipline."""
    random = Random(20181230)
    ids = [f"CB{n}" for n in range(number)]
    people = [(id_, *(random.choice(CELLS[h]) for h in HEADINGS[1:])) for id_ in ids]
    held = [
        (id_, random.choice(POSTS), random.choice(UNITS)) for id_ in ids for _ in range(random.choice((1, 1, 2, 2, 3)))
    ]
    forms, sides, days = (
        ("Cách chức", "khiển trách", None),
        ("Đảng", "Chính quyền"),
        ("06/2018", "2018", "1/1/2010", None),
    )
    punished = [(random.choice(ids), *map(random.choice, (forms, sides, days))) for _ in range(number // 4)]
    return people, held, punished


def in_workbook(path: Path, people: Rows, held: Rows, punished: Rows) -> Path:
    """The same as a workbook of three sheets."""
    with xlsxwriter.Workbook(path, {"strings_to_numbers": False}) as book:
        for name, headings, rows in (
            ("Danh sách", HEADINGS, people),
            ("Chức danh", ("Mã CB", "Chức danh", "Đơn vị giữ chức danh"), held),
            ("Kỷ luật", ("Mã CB", "Hình thức", "Bên xử lý", "Ngày kỷ luật"), punished),
        ):
            sheet = book.add_worksheet(name)
            for number, row in enumerate((headings, *rows)):
                for column, cell in enumerate(row):
                    if cell:
                        sheet.write_string(number, column, cell)
    return path


def in_database(connection: psycopg.Connection, people: Rows, held: Rows, punished: Rows) -> None:
    """The same as three tables."""
    for name, headings, rows in (
        ("people", HEADINGS, people),
        ("held", ("Mã CB", "Chức danh", "Đơn vị giữ chức danh"), held),
        ("punished", ("Mã CB", "Hình thức", "Bên xử lý", "Ngày kỷ luật"), punished),
    ):
        columns = ", ".join(f'"{h}" text' for h in headings)
        connection.execute(f"CREATE TABLE {name} ({columns})".encode())
        with connection.cursor().copy(f"COPY {name} FROM STDIN".encode()) as copy:
            for row in rows:
                copy.write_row(row)


def screened(url: str, programs: Programs, **named: Any) -> Screened:
    return screen_table(url, "people", programs, "results", lists={"posts": "held", "discipline": "punished"}, **named)


def results(connection: psycopg.Connection) -> dict[str, dict[str, Any]]:
    found = connection.execute("SELECT * FROM results")
    names = [c.name for c in found.description or ()]
    rows = [dict(zip(names, row, strict=True)) for row in found]
    return {row["Mã CB"]: row for row in rows}


@pytest.mark.parametrize("asked", [(), ("hamlet/secretary-and-head",)])
def test_a_table_is_screened_as_a_workbook_is(
    connection: psycopg.Connection, postgres_url: str, library: Library, tmp_path: Path, asked: tuple[str, ...]
) -> None:
    tables = made_up(150)
    in_database(connection, *tables)
    reading = read((in_workbook(tmp_path / "people.xlsx", *tables),), library, "candidate")
    programs = Programs(library, AS_OF, asked)
    came = screened(postgres_url, programs)
    found = results(connection)
    question = Question(programs)
    assert len(reading.cases) == len(found) == came.cases == 150
    verdicts = set()
    for case in reading.cases:
        row, finding = found[case.id], question.explain(case)
        verdicts.add(finding.verdict)
        assert row["verdict"] == finding.verdict, case
        for policy in finding.policies:
            assert row[policy.policy.id] == policy.verdict, case
            for told in policy.findings:
                name = f"{policy.policy.id}#{told.rule.id}"
                waived = row.get(f"{name}/not_applicable", False)
                outcome = {True: Outcome.MET, False: Outcome.NOT_MET, None: Outcome.UNKNOWN}[row[name]]
                assert (Outcome.NOT_APPLICABLE if waived else outcome) == told.outcome, (case, name)
                listed = {Outcome.NOT_MET: "not_met", Outcome.UNKNOWN: "unknown"}.get(told.outcome)
                if listed and told.rule.strength == "must":
                    assert name in row[listed].split(";"), case
    assert len(verdicts) > 1


def test_the_figures_are_those_of_the_table(
    connection: psycopg.Connection, postgres_url: str, library: Library
) -> None:
    in_database(connection, *made_up(60))
    came = screened(postgres_url, Programs(library, AS_OF))
    found = list(results(connection).values())
    for verdict, number in came.counts.verdicts.items():
        assert sum(row["verdict"] == verdict for row in found) == number
    for (policy, rule, outcome), number in came.counts.outcomes.items():
        if outcome is Outcome.MET:
            assert sum(bool(row[f"{policy}#{rule}"]) for row in found if row[policy] != "not_applicable") == number
    assert sum(came.policies["hamlet/head"].values()) == 60


def test_unreadable_cells_are_counted_and_never_shown(
    connection: psycopg.Connection, postgres_url: str, library: Library
) -> None:
    people, held, punished = made_up(80)
    in_database(connection, people, (*held, ("nobody", "Trưởng bản", None)), punished)
    came = screened(postgres_url, Programs(library, AS_OF))
    told = {p.values["column"]: p.values["count"] for p in came.problems if p.code is codes.UNREADABLE_VALUES}
    assert told["Ngày sinh"] == sum(row[1] == "31/02/1980" for row in people)
    assert told["Tỉnh"] == sum(row[2] == "Atlantis" for row in people)
    assert told["Chức danh"] == sum(row[1] == "Chủ tịch nước Utopia" for row in held)
    assert [p.values["count"] for p in came.problems if p.code is codes.NOBODY] == [1]
    words = " ".join(p.message(lang) for p in came.problems for lang in ("vi", "en"))  # type: ignore[arg-type]  # its values
    assert "31/02/1980" not in words
    assert "Atlantis" not in words


def test_typed_columns_are_read_without_words(
    connection: psycopg.Connection, postgres_url: str, library: Library
) -> None:
    connection.execute(
        """CREATE TABLE people ("case_id" bigint, birth_date date, "Năm" int, children numeric, party_membership text,
                                lives_in_hamlet boolean, residence text, picture bytea);
           INSERT INTO people VALUES (1, '1997-12-30', 1, 2, 'official', true, 'permanent', ''),
                                     (2, '1997-12-31', 1, 2.5, 'official', false, 'permanent', ''),
                                     (3, '1850-01-01', 1, 'NaN', null, null, null, null),
                                     (4, 'infinity', 1, -1, null, null, null, null);"""
    )
    came = screen_table(postgres_url, "people", Programs(library, AS_OF, ("hamlet/secretary-and-head",)), "results")
    rows = {row["case_id"]: row for row in _rows(connection)}
    name = "hamlet/secretary-and-head#"
    assert [rows[str(n)][f"{name}age-21"] for n in (1, 2, 3, 4)] == [True, False, None, None]
    assert [rows[str(n)][f"{name}lives-in-hamlet"] for n in (1, 2, 3)] == [True, False, None]
    told = {p.values["column"]: p.values["count"] for p in came.problems if p.code is codes.UNREADABLE_VALUES}
    assert told == {"birth_date": 2, "children": 3}


def test_without_its_table_a_list_is_unknown_and_with_it_its_vocabulary_decides(
    connection: psycopg.Connection, postgres_url: str, library: Library
) -> None:
    connection.execute("CREATE TABLE people (case_id text); INSERT INTO people VALUES ('1'), ('2')")
    connection.execute("CREATE TABLE punished (case_id text, form text, side text, given_on date)")
    connection.execute("INSERT INTO punished VALUES ('1', 'dismissal', 'party', '2018-06-01')")
    programs = Programs(library, AS_OF, ("hamlet/secretary-and-head",))
    screen_table(postgres_url, "people", programs, "results", lists={"discipline": "punished"})
    name = "hamlet/secretary-and-head#not-removed"
    assert {row["case_id"]: row[name] for row in _rows(connection)} == {"1": False, "2": True}
    connection.execute("DROP TABLE results")
    screen_table(postgres_url, "people", programs, "results")
    assert {row["case_id"]: row[name] for row in _rows(connection)} == {"1": None, "2": None}


def test_a_query_is_screened(connection: psycopg.Connection, postgres_url: str, library: Library) -> None:
    connection.execute("CREATE TABLE people (case_id text, dob date); INSERT INTO people VALUES ('1', '2000-01-01')")
    programs = Programs(library, AS_OF, ("hamlet/secretary-and-head",))
    asked = "SELECT case_id, dob AS birth_date FROM people;"
    screen_table(postgres_url, asked, programs, "results", asks=True)
    [row] = _rows(connection)
    assert row["hamlet/secretary-and-head#age-21"] is False


def test_more_requirements_than_a_table_has_columns_are_listed(
    connection: psycopg.Connection, postgres_url: str, library: Library
) -> None:
    head = library.policies["hamlet/head"]
    one, when = (
        next(r for r in head.requirements if r.id == id_) for id_ in ("permanent-residence", "lives-in-hamlet")
    )
    where = when.require or ALWAYS
    many = replace(head, requirements=tuple(replace(one, id=f"r{n}", when=where) for n in range(1000)))
    asked = replace(library, policies={"hamlet/head": many}, amendments={})
    connection.execute("CREATE TABLE people (case_id text, residence text, lives_in_hamlet boolean)")
    connection.execute(
        "INSERT INTO people VALUES ('1', 'permanent', true), ('2', 'temporary', true), ('3', null, true)"
    )
    came = screen_table(postgres_url, "people", Programs(asked, AS_OF, ("hamlet/head",)), "results")
    assert codes.TOO_MANY_COLUMNS in [p.code for p in came.problems]
    rows = {row["case_id"]: row for row in _rows(connection)}
    assert [rows[n]["verdict"] for n in "123"] == ["eligible", "not_eligible", "undetermined"]
    assert (
        rows["2"]["not_met"].split(";") == rows["3"]["unknown"].split(";") == [f"hamlet/head#r{n}" for n in range(1000)]
    )


def test_tables_may_be_called_like_anything(
    connection: psycopg.Connection, postgres_url: str, library: Library
) -> None:
    connection.execute("DROP TABLE IF EXISTS cases, records_discipline, here")
    connection.execute("CREATE TABLE here (case_id text); INSERT INTO here VALUES ('1')")
    connection.execute("CREATE TABLE records_discipline (case_id text, form text)")
    programs = Programs(library, AS_OF, ("hamlet/secretary-and-head",))
    screen_table(postgres_url, "here", programs, "public.cases", lists={"discipline": "records_discipline"})
    assert connection.execute("SELECT case_id, verdict FROM cases").fetchall() == [("1", "undetermined")]


def test_no_name_of_a_table_or_column_is_taken_for_sql(
    connection: psycopg.Connection, postgres_url: str, library: Library
) -> None:
    name = 'x"; DROP TABLE people; --'
    hostile = psycopg.sql.Identifier(name)
    connection.execute(psycopg.sql.SQL("DROP TABLE IF EXISTS {}").format(hostile))
    connection.execute(psycopg.sql.SQL("CREATE TABLE {0} (case_id text, {0} text)").format(hostile))
    connection.execute(psycopg.sql.SQL("INSERT INTO {} VALUES ('1', 'x')").format(hostile))
    connection.execute("CREATE TABLE people (case_id text)")
    came = screen_table(postgres_url, name, Programs(library, AS_OF), "results")
    assert came.cases == 1
    assert [p.values["found"] for p in came.problems] == [name]
    assert connection.execute("SELECT count(*) FROM people").fetchone() == (0,)


@pytest.mark.parametrize(
    ("tables", "named", "code"),
    [
        ("", {}, codes.NO_TABLE),
        ("CREATE TABLE people (x text)", {}, codes.NO_KEY),
        ("CREATE TABLE people (case_id text); INSERT INTO people VALUES ('1'), ('1'), (null), (' ')", {}, codes.KEYS),
        ("CREATE TABLE people (case_id text); CREATE TABLE results ()", {}, codes.RESULT_EXISTS),
        ("CREATE TABLE people (case_id text)", {"lists": {"disciplin": "people"}}, codes.NO_LIST),
        ("CREATE TABLE people (case_id text)", {"lists": {"discipline": "nowhere"}}, codes.NO_TABLE),
    ],
)
def test_what_cannot_be_screened_is_told_and_nothing_is_written(
    connection: psycopg.Connection,
    postgres_url: str,
    library: Library,
    tables: str,
    named: dict[str, Any],
    code: object,
) -> None:
    connection.execute(tables.encode())
    before = connection.execute("SELECT count(*) FROM pg_tables").fetchone()
    with pytest.raises(UsageError) as told:
        screen_table(postgres_url, "people", Programs(library, AS_OF), "results", **named)
    assert [p.code for p in told.value.problems] == [code]
    assert connection.execute("SELECT count(*) FROM pg_tables").fetchone() == before


def test_what_a_server_says_of_data_is_not_repeated(postgres_url: str) -> None:
    with pytest.raises(EngineError) as told, connected(postgres_url) as connection:
        connection.execute("SELECT 'Lò Văn Ạnh'::date")
    for lang in Lang:
        assert "InvalidDatetimeFormat" in told.value.text[lang]
        assert "Ạnh" not in told.value.text[lang]


def test_a_server_that_is_not_there_is_told(library: Library, tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="PostgreSQL"):
        screen_table(f"postgresql:///x?host={tmp_path}", "people", Programs(library, AS_OF), "results")


def _rows(connection: psycopg.Connection) -> list[dict[str, Any]]:
    found = connection.execute("SELECT * FROM results")
    names = [c.name for c in found.description or ()]
    return [dict(zip(names, row, strict=True)) for row in found]


# --- texts


def _answers(connection: psycopg.Connection, function: str, texts: Sequence[str]) -> list[Any]:
    query = f"SELECT pg_temp.{function}(t) FROM unnest(%s::text[]) WITH ORDINALITY u(t, n) ORDER BY n"  # noqa: S608 - ours
    return [answer for (answer,) in connection.execute(query.encode(), [list(texts)])]


def test_the_server_compares_texts_as_we_do(connection: psycopg.Connection) -> None:
    compared_alike(connection)
    cased = [c for c in map(chr, range(1, 0x110000)) if c.casefold() != c or c.upper() != c or c.isspace()]
    random, letters = (
        Random(1),
        [*cased, *"hòa HOÀ đĐð Thuỷ.,;'\"=-–", "\u0300", "\u0301", "\u0323", "\u200b", "\ufeff"],
    )
    texts = [*cased, *("".join(random.choices(letters, k=random.randrange(9))) for _ in range(2000))]
    assert _answers(connection, "comparable", texts) == [comparable(t) for t in texts]
    assert _answers(connection, "cleaned", texts) == [clean(t) for t in texts]


def test_the_server_matches_words_as_we_do(connection: psycopg.Connection, library: Library) -> None:
    compared_alike(connection)
    readers = Readers(library.vocabularies["candidate"], library)
    random, written = Random(2), [*readers.headings.known, *POSTS, "Quyền Thuở hòa hoà Ðạt", '="0123"', "'x'", "…", "="]
    texts = [
        f"{random.choice((' ', '', chr(39), '«'))}{random.choice((w, w.upper(), w.title()))}." for w in written * 3
    ]
    assert _answers(connection, "folded", texts) == [fold(t) for t in texts]


def test_the_server_reads_dates_as_we_do(connection: psycopg.Connection) -> None:
    for function in FUNCTIONS:
        connection.execute(function.encode())
    random, parts = Random(3), [*"0123456789/-. ", "tháng ", "Ngày ", "năm ", "19", "200", "T10:00"]
    texts = ["".join(random.choices(parts, k=random.randrange(1, 9))) for _ in range(3000)]
    texts += [f"{random.randrange(33)}{s}{random.randrange(14)}{s}{random.randrange(1898, 2103)}" for s in "/-." * 300]
    texts += [
        "29/2/2000",
        "29.2.1900",
        "1975-06",
        "00/00/1975",
        "02003",
        "27000",
        "73050",
        "09999",
        "1975-06-30T10:11+07",
    ]
    wanted = [
        None if (d := read_date(t)) is None else [d.low, d.high] if isinstance(d, Span) else [d, d] for t in texts
    ]
    assert _answers(connection, "days", texts) == wanted
    assert sum(w is not None for w in wanted) > 500


@pytest.mark.parametrize(
    "name", ["children", "birth_date", "education", "lives_in_hamlet", "hamlet", "party_admitted_on"]
)
def test_the_server_reads_cells_as_we_do(
    connection: psycopg.Connection, postgres_url: str, library: Library, name: str
) -> None:
    vocabulary = library.vocabularies["candidate"]
    field = vocabulary.fields[name]
    words = {w for cells in CELLS.values() for w in cells if w} | {
        "0",
        "007",
        "1.000",
        "1,5",
        "+3",
        "10**3",
        "９",
        "12/12",
    }
    reader = FieldReader(field, vocabulary.words)
    connection.execute(f"CREATE TABLE people (case_id int, {name} text)".encode())
    for number, word in enumerate(sorted(words)):
        connection.execute("INSERT INTO people VALUES (%s, %s)", [number, word])
    came = screen_table(postgres_url, "people", Programs(library, AS_OF), "results")
    told = sum(int(str(p.values["count"])) for p in came.problems if p.code is codes.UNREADABLE_VALUES)
    assert told == sum(reader.read(w).expected is not None for w in words)
