"""What a desk remembers, in SQLite and in PostgreSQL: the same tables, the same work."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text
from support.desk import FIGURES, PASSWORD, Office, workbook
from support.postgres import postgres_url

from kiemnhiem.errors import UsageError
from kiemnhiem.policy.model import Library
from kiemnhiem.web.access import accounts
from kiemnhiem.web.store.alone import alone
from kiemnhiem.web.store.database import Database
from kiemnhiem.web.store.tables import Base

__all__ = ["postgres_url"]


@pytest.fixture
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """An empty one; that of PostgreSQL is emptied again."""
    if request.param == "sqlite":
        database = Database(f"sqlite:///{tmp_path / 'desk.sqlite'}")
    else:
        database = Database(request.getfixturevalue("postgres_url"))
        _empty(database)
    yield database
    database.close()


def _empty(database: Database) -> None:
    with database.engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))


both = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)


@both
def test_migrations_make_the_tables_that_the_program_has(database: Database) -> None:
    database.migrate()
    database.migrate()  # nothing is left to do
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


@both
def test_wrong_passwords_close_a_name(database: Database, library: Library) -> None:
    database.migrate()
    with database.session() as session:
        accounts.add(session, "can-bo", PASSWORD, ["officer"], ["vn"], library)
    for n in range(accounts.ATTEMPTS):
        assert accounts.try_password(database, "can-bo", f"sai {n} \x00", "10.0.0.1").user is None
    assert accounts.try_password(database, "can-bo", PASSWORD, "10.0.0.2").closed


@pytest.mark.slow
def test_an_office_works_on_postgresql(postgres_url: str, tmp_path: Path, library: Library) -> None:
    _empty(Database(postgres_url))
    with Office(tmp_path / "desk", library, database=postgres_url, audit=postgres_url) as office:
        admin, officer = office.user("quan-tri", "administrator"), office.user("can-bo", "officer")
        assert officer.sign_in("can-bo\x00", "x\x00").status_code == 403
        officer.sign_in("can-bo")
        assert (
            admin.post("/users/can-bo", data={"role": ["officer"], "place": ["vn"], "active": "1"}).status_code == 303
        )
        id_ = officer.screened(workbook(tmp_path / "a.xlsx"))
        url = f"/api/screenings/{id_}"
        assert {v: n for v, n in officer.get(url).json()["summary"]["verdicts"].items() if n} == FIGURES
        [judgement] = officer.get(f"{url}/cases/CB-03").json()["judgements"]
        given = {"judgement": judgement, "answer": True, "by": "Ban thường vụ\x00", "on": "2018-12-01"}
        assert officer.post(f"{url}/cases/CB-03/answers", json=given).json()["verdict"] == "eligible"
        assert officer.get(f"/screenings/{id_}/case?id=CB-03").status_code == 200
        assert officer.get("/api/screenings/%00").status_code == 404
        with pytest.raises(UsageError), alone(office.desk.database), alone(office.desk.database):
            pass
        assert office.desk.audit.verify().fault is None
        actions = [r.action for r in office.desk.audit.every()]
        assert {"signed_in", "account_changed", "uploaded", "decided", "judgement_given"} <= {*actions}
        assert officer.delete(url).status_code == 204
