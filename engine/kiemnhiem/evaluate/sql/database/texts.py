"""How texts are compared, as functions of a database session: the same, character for character, as in this process.

What a server takes for lower case depends on its collations and its age. So the session asks it about every character
that has one; texts that hold a character on which it differs are folded by a table of our own.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from functools import cache

import psycopg
from psycopg import sql

from kiemnhiem.cases import matching
from kiemnhiem.errors import EngineError
from kiemnhiem.language import Text

_NOT_UTF8 = Text("Cơ sở dữ liệu dùng bảng mã {found}, cần UTF8", "The database is encoded in {found}; UTF8 is needed")
_TOO_OLD = Text("PostgreSQL {found} quá cũ, cần từ 13", "PostgreSQL {found} is too old; 13 or later is needed")
_OLDEST = 130_000
#: Collations that may know lower case beyond ASCII, the fastest first.
_COLLATIONS = ("pg_c_utf8", "C.utf8", "en_US.utf8", "und-x-icu", "C")
#: Lower case of these depends on what stands beside them.
_IN_CONTEXT = "Σ"
_SURROGATES = (0xD800, 0xDFFF)
_SPACES = "".join(c for c in map(chr, range(1, sys.maxunicode + 1)) if c.isspace())


def compared_alike(connection: psycopg.Connection) -> None:
    """Create ``pg_temp.comparable``, ``pg_temp.cleaned`` and ``pg_temp.folded``, which are
    :func:`kiemnhiem.policy.values.comparable`, :func:`kiemnhiem.cases.matching.clean` and ``fold``.

    :raises EngineError: where the database is not in UTF-8, or too old to compose accents.
    """
    encoding = connection.info.parameter_status("server_encoding")
    if encoding != "UTF8":
        raise EngineError(_NOT_UTF8.format(found=encoding))
    if connection.info.server_version < _OLDEST:
        raise EngineError(_TOO_OLD.format(found=connection.info.server_version // 10_000))
    collation, different = _collation(connection)
    for name, body in (
        ("cased", _cased(collation, different)),
        ("comparable", _comparable()),
        ("cleaned", _cleaned()),
        ("folded", _folded()),
    ):
        head = f"CREATE FUNCTION pg_temp.{name}(t text) RETURNS text LANGUAGE sql IMMUTABLE STRICT AS "
        connection.execute(head.encode() + sql.quote(body).encode())


@cache
def _case_pairs() -> dict[str, str]:
    """Every character that is folded to something else."""
    characters = (chr(code) for code in range(1, sys.maxunicode + 1))
    return {c: folded for c in characters if (folded := c.casefold()) != c}


def _collation(connection: psycopg.Connection) -> tuple[str, dict[str, str]]:
    """The collation to use, and the characters in which it differs from us, with what they are folded to."""
    there = {name for (name,) in connection.execute("SELECT collname FROM pg_collation WHERE collencoding IN (-1, 6)")}
    name = next(c for c in _COLLATIONS if c in there)
    query = sql.SQL(
        "SELECT c, lower FROM (SELECT chr(i) AS c, lower(chr(i) COLLATE {}) FROM generate_series(1, {}) i"
        " WHERE i NOT BETWEEN {} AND {}) a WHERE c <> lower"
    ).format(sql.Identifier(name), sys.maxunicode, *_SURROGATES)
    lowered: dict[str, str] = dict(connection.execute(query).fetchall())
    pairs = _case_pairs()
    folded = {c: pairs.get(c, c) for c in (*pairs, *lowered)}
    return name, {c: f for c, f in folded.items() if lowered.get(c, c) != f or c in _IN_CONTEXT}


def _cased(collation: str, different: dict[str, str]) -> str:
    """``casefold``: lower case where the server knows it, by our table where the text has what it does not."""
    pairs = _case_pairs()
    single = {c: f for c, f in pairs.items() if len(f) == 1 and f != c}
    several = {c: f for c, f in pairs.items() if len(f) > 1}
    slow = f"translate(t, {sql.quote(''.join(single))}, {sql.quote(''.join(single.values()))})"
    for c, folded in several.items():
        slow = f"replace({slow}, {sql.quote(c)}, {sql.quote(folded)})"
    odd = sql.quote(f"[{''.join(different)}]")
    return f'SELECT CASE WHEN t COLLATE "C" ~ {odd} THEN {slow} ELSE lower(t COLLATE "{collation}") END'


def _comparable() -> str:
    spaces = sql.quote(f"[{_SPACES}]+")
    cased = 'pg_temp.cased(normalize(t, NFC)) COLLATE "C"'
    return f"SELECT trim(BOTH ' ' FROM regexp_replace({cased}, {spaces}, ' ', 'g'))"  # noqa: S608 - our own words


def _trimmed(of: str) -> str:
    return f"trim(BOTH {sql.quote(_SPACES)} FROM {of})"


def _cleaned() -> str:
    """See :func:`kiemnhiem.cases.matching.clean`."""
    return f"""
        SELECT {_trimmed(r"regexp_replace(u, '^''', '')")} FROM (
            SELECT CASE WHEN v ~ '^="' AND v ~ '"$' THEN substr(v, 3, greatest(length(v) - 3, 0)) ELSE v END AS u FROM (
                SELECT {_trimmed(f"normalize({_translated('t', matching.PLAIN)}, NFC)")} AS v
            ) a
        ) b"""  # noqa: S608 - our own words


def _folded() -> str:
    """See :func:`kiemnhiem.cases.matching.fold`."""
    letters = 'normalize(pg_temp.cased(pg_temp.cleaned(t)), NFD) COLLATE "C"'
    letters = _translated(letters, matching.LOOKALIKES)
    tones, inside = "\u0300\u0301\u0303\u0309\u0323", "a-zđ\u0302\u0306\u031b"
    letters = rf"regexp_replace({letters}, '([{tones}])([{inside}]+)', '\2\1', 'g')"
    letters = f"regexp_replace({letters}, {sql.quote(f'[{_SPACES}]+')}, '', 'g')"
    bare = f"trim(BOTH {sql.quote(matching.ENDS)} FROM w)"
    return f"SELECT coalesce(nullif({bare}, ''), w) FROM (SELECT {letters} AS w) a"  # noqa: S608 - our own words


def _translated(of: str, table: Mapping[int, str | None]) -> str:
    """``str.translate``: characters without another one are taken out."""
    pairs = sorted(table.items(), key=lambda pair: pair[1] is None)
    others = "".join(to for _, to in pairs if to is not None)
    return f"translate({of}, {sql.quote(''.join(chr(c) for c, _ in pairs))}, {sql.quote(others)})"
