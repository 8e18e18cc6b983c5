"""Cases screened twice: each explained by the definition, and all of them in columns."""

from __future__ import annotations

from support import counting

from kiemnhiem.cases.case import Case
from kiemnhiem.evaluate.counts import Counts
from kiemnhiem.explain.question import Question
from kiemnhiem.policy.byplace import Programs
from kiemnhiem.report.run import Run
from kiemnhiem.report.summary import Tally


def explained(programs: Programs, cases: list[Case]) -> tuple[Counts, list[str]]:
    """What the reference evaluator finds, one case after another."""
    question, tally = Question(programs), Tally(Run(programs.whole, "reference"))
    findings = list(tally.watch(map(question.explain, cases)))
    return tally.counts, [f.verdict.value for f in findings]


def in_columns(programs: Programs, cases: list[Case]) -> tuple[Counts, list[str]]:
    """What screening them together finds."""
    from kiemnhiem.evaluate.columnar.frames import frames_of
    from kiemnhiem.evaluate.columnar.screening import Screening

    screening = Screening(programs)
    table, counts = screening.screened(frames_of(cases, screening.reads))
    return counts, table["verdict"].to_list()


def assert_counted_alike(programs: Programs, cases: list[Case]) -> None:
    """Both find the same verdicts, and count the same outcomes and missing facts."""
    counts, verdicts = explained(programs, cases)
    found, same = in_columns(programs, cases)
    assert same == verdicts
    assert found.verdicts == counts.verdicts
    assert +found.outcomes == +counts.outcomes
    assert +found.remedies == +counts.remedies
    assert +found.missing == +counts.missing
    assert +found.judgements == +counts.judgements
    counting.decided("polars", len(cases))
