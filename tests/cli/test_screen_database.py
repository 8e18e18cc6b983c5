"""``screen`` of a table of a real PostgreSQL server: the rows stay there, the results stand beside them."""

from __future__ import annotations

import json

import pytest
from support.command import kiemnhiem
from support.postgres import postgres_url

psycopg = pytest.importorskip("psycopg")
__all__ = ["postgres_url"]

ASK = ("--as-of", "2018-12-30", "--policy", "hamlet/secretary-and-head", "--place", "vn")


@pytest.fixture
def table(postgres_url: str) -> str:
    """Three made-up heads of hamlets, one of them with a record of discipline."""
    with psycopg.connect(postgres_url) as connection:
        connection.execute("DROP TABLE IF EXISTS truong_thon, ky_luat, ket_qua")
        connection.execute('CREATE TABLE truong_thon ("Mã CB" text, "Đảng viên" text, birth_date date)')
        connection.execute(
            "INSERT INTO truong_thon VALUES"
            " ('A', 'Chính thức', '1980-01-01'), ('B', 'Chưa', '1985-06-30'), ('C', 'chính thứk', NULL)"
        )
        connection.execute("CREATE TABLE ky_luat (case_id text, form text, given_on date)")
        connection.execute("INSERT INTO ky_luat VALUES ('A', 'Khiển trách', '2017-01-01')")
    return postgres_url


def test_a_table_is_screened_where_it_is(table: str) -> None:
    from_table = ("--table", "truong_thon", "--list", "discipline=ky_luat", "--into", "ket_qua")
    ran = kiemnhiem("screen", table, *ASK, *from_table, "--format", "json", "--lang", "en")
    assert ran.exit_code == 3, ran.stderr  # a cell that cannot be read
    summary = json.loads(ran.stdout)
    assert summary["engine"] == "postgres"
    assert summary["verdicts"]["not_eligible"] == 1
    with psycopg.connect(table) as connection:
        found = connection.execute(
            'SELECT "Mã CB", verdict, "hamlet/secretary-and-head#official-member" FROM ket_qua ORDER BY 1'
        ).fetchall()
    assert found == [("A", "undetermined", True), ("B", "not_eligible", False), ("C", "undetermined", None)]


def test_a_table_of_results_is_never_overwritten(table: str) -> None:
    asked = ("screen", table, *ASK, "--table", "truong_thon", "--into", "truong_thon", "--lang", "en")
    ran = kiemnhiem(*asked)
    assert ran.exit_code == 2
    assert "N106" in ran.stderr


def test_what_to_screen_and_where_to_write_must_be_said(table: str) -> None:
    asked = ("screen", table, *ASK, "--table", "truong_thon", "--lang", "en")
    ran = kiemnhiem(*asked)
    assert (ran.exit_code, "U542" in ran.stderr) == (2, True)
    ran = kiemnhiem(*asked, "--into", "r", "--list", "discipline")
    assert (ran.exit_code, "U543" in ran.stderr) == (2, True)


def test_a_server_that_is_not_there_is_an_error_of_the_engine() -> None:
    url = "postgresql://nobody@127.0.0.1:1/nothing"
    ran = kiemnhiem("screen", url, *ASK, "--table", "t", "--into", "r", "--lang", "en")
    assert ran.exit_code == 5
    assert "Traceback" not in ran.stderr
