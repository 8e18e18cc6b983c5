"""The table of records, and what the database itself refuses to do to it."""

from __future__ import annotations

from sqlalchemy import Column, Connection, Integer, MetaData, Table, Text, inspect, text

NAME = "kiemnhiem_audit"

AUDIT = Table(
    NAME,
    MetaData(),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("time", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("screening", Text),
    Column("case", Text),
    Column("receipt", Text),
    Column("details", Text, nullable=False),
    Column("previous", Text, nullable=False),
    Column("hash", Text, nullable=False),
)

_SQLITE = tuple(
    f"CREATE TRIGGER IF NOT EXISTS {NAME}_no_{what} BEFORE {what} ON {NAME}"
    f" BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END"
    for what in ("update", "delete")
)
_REFUSE = f"""CREATE OR REPLACE FUNCTION {NAME}_refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the audit trail is append-only'; END $$"""
_GUARD = f"""CREATE TRIGGER {NAME}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {NAME}
FOR EACH STATEMENT EXECUTE FUNCTION {NAME}_refuse()"""
_POSTGRES = (_REFUSE, _GUARD)


def is_there(connection: Connection) -> bool:
    """Whether there is a table of records."""
    return inspect(connection).has_table(NAME)


def create(connection: Connection) -> None:
    """Make the table and its guards, where there is none yet."""
    if not is_there(connection):
        AUDIT.create(connection)
        for statement in _SQLITE if connection.dialect.name == "sqlite" else _POSTGRES:
            connection.execute(text(statement))
