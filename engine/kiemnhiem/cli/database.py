"""``screen`` of a table inside a database: the rows stay there, only counts come back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kiemnhiem.cases import Reading
from kiemnhiem.cli import codes
from kiemnhiem.errors import UsageError
from kiemnhiem.evaluate.counts import Counts
from kiemnhiem.evaluate.engines import Name
from kiemnhiem.evaluate.sql.extras import needed
from kiemnhiem.language import Lang
from kiemnhiem.policy.byplace import Programs
from kiemnhiem.problem import Problem
from kiemnhiem.report.run import Run
from kiemnhiem.report.summary import Summary, summary_of
from kiemnhiem.trust.receipt import Results
from kiemnhiem.trust.results import by_verdict
from kiemnhiem.trust.seal import Seal


def screen_database(
    url: str,
    table: str | None,
    query: str | None,
    lists: Sequence[str],
    into: str | None,
    programs: Programs,
    lang: Lang,
    seal: Seal,
    *,
    blockers: bool,
    headings: Mapping[str, str],
) -> tuple[Summary, Run]:
    """Screen a table, or what a query gives, into a table of results.

    :param lists: ``LIST=TABLE``, the tables of lists' records.
    :raises UsageError: where it is not said what to screen or where to write.
    :raises EngineUnavailable: where the extra is not installed.
    """
    if (table is None) == (query is None) or into is None:
        raise UsageError([Problem(codes.DATABASE_NEEDS)])
    unpaired = [pair for pair in lists if "=" not in pair]
    if unpaired:
        raise UsageError([Problem(codes.NOT_A_PAIR, None, {"found": pair}) for pair in unpaired])
    with needed("postgres"):
        from kiemnhiem.evaluate.sql.database.screen import screen_table  # noqa: PLC0415 - heavy, and may be missing
    pairs = dict(pair.split("=", 1) for pair in lists)

    def sealed(counts: Counts, digest: str) -> None:
        seal.results = Results(by_verdict(counts.verdicts), digest, ordered=False)
        seal.receipt(programs.whole, Name.POSTGRES)

    found = screen_table(
        url, table or query or "", programs, into, lists=pairs, asks=query is not None, blockers=blockers,
        mapped=headings, before_commit=sealed,
    )  # fmt: skip
    run = Run(programs.whole, Name.POSTGRES, Reading((), found.problems, ()), lang, seal=seal)
    return summary_of(found.counts, run), run
