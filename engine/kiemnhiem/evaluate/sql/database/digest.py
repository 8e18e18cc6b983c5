"""The digest of a table of results, taken where it is. Rows in a table have no order, so neither does the digest.

A row is what PostgreSQL writes of it as a composite value, key first. Its SHA-256 is taken as four whole numbers of 64
bits, each of which is summed over all rows modulo 2⁶⁴; the digest is the SHA-256 of the names of the columns and of
these sums, each on a line.
"""

from __future__ import annotations

import hashlib

import psycopg
from psycopg import sql

from kiemnhiem.evaluate.sql.database.results import Results
from kiemnhiem.evaluate.sql.database.source import table_of

_SUM = sql.SQL("coalesce(sum(('x' || substr(h, {}, 16))::bit(64)::bigint), 0)")
_STATEMENT = sql.SQL("SELECT {} FROM (SELECT encode(sha256(convert_to(r::text, 'UTF8')), 'hex') AS h FROM {} r) d")


def digested(connection: psycopg.Connection, output: str, results: Results) -> str:
    """The digest of a table of results, in hexadecimal digits."""
    sums = sql.SQL(", ").join(_SUM.format(sql.Literal(1 + 16 * n)) for n in range(4))
    found = connection.execute(_STATEMENT.format(sums, table_of(output))).fetchone() or ()
    lines = [*(column.name for column in results.columns), *(str(int(total) % (1 << 64)) for total in found)]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
