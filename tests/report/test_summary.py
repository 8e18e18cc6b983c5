"""The figures of a run are those of its findings."""

from __future__ import annotations

from dataclasses import replace

from kiemnhiem.cases import Reading
from kiemnhiem.evaluate.decision import Outcome, Verdict
from kiemnhiem.explain.finding import CaseFinding
from kiemnhiem.language import Lang, Text
from kiemnhiem.problem import Code, Place, Problem, Severity
from kiemnhiem.report import Run, Tally, summarise

Findings = tuple[CaseFinding, ...]


def test_every_verdict_is_counted_also_those_nobody_got(run: Run, findings: Findings) -> None:
    summary = summarise(findings[:1], run)
    assert summary.cases == 1
    assert dict(summary.verdicts) == {
        Verdict.ELIGIBLE: 1,
        Verdict.UNDETERMINED: 0,
        Verdict.NOT_ELIGIBLE: 0,
        Verdict.NOT_APPLICABLE: 0,
        Verdict.NO_POLICY: 0,
    }


def test_requirements_are_counted_in_the_order_of_their_policies_and_remedies_over_those_who_need_them(
    run: Run, findings: Findings
) -> None:
    counted = [
        (r.policy, r.rule.id, r.as_remedy, *(r.outcomes[o] for o in Outcome))
        for r in summarise(findings, run).requirements
    ]
    assert counted == [
        ("hamlet/both", "official-member", False, 2, 2, 0, 0),
        ("hamlet/both", "of-age", False, 3, 0, 1, 0),
        ("hamlet/both", "schooling", False, 4, 0, 0, 0),
        ("hamlet/both", "trusted", False, 3, 0, 1, 0),
        ("hamlet/both", "means", False, 0, 1, 0, 0),
        ("party/admission", "age-limit", True, 2, 0, 0, 0),
        ("party/admission", "introduced", True, 1, 0, 1, 0),
    ]


def test_a_remedy_that_two_requirements_name_is_counted_once_a_case(run: Run, findings: Findings) -> None:
    case = findings[2]
    policy = case.policies[0]
    failed = policy.findings[0]
    again = replace(policy.findings[2], outcome=Outcome.NOT_MET, remedy=failed.remedy)
    twice = replace(case, policies=(replace(policy, findings=(failed, again)),))
    requirements = summarise([twice], run).requirements
    assert [r.outcomes[Outcome.MET] for r in requirements if r.as_remedy] == [1, 1]


def test_remedies_say_for_how_many_of_those_who_fail_the_way_is_open(run: Run, findings: Findings) -> None:
    (remedy,) = summarise(findings, run).remedies
    assert (remedy.policy, remedy.rule.id, remedy.remedy, remedy.cases) == (
        "hamlet/both", "official-member", "party/admission", 2,
    )  # fmt: skip
    assert {v: n for v, n in remedy.verdicts.items() if n} == {Verdict.ELIGIBLE: 1, Verdict.UNDETERMINED: 1}


def test_missing_facts_and_judgements_are_ranked_by_the_cases_they_hold_up(run: Run, findings: Findings) -> None:
    more = replace(findings[1], missing=("discipline.form", "birth_date"))
    summary = summarise([findings[1], more], run)
    assert [(m.name, m.label.en, m.cases) for m in summary.missing] == [
        ("birth_date", "Birth date", 2),
        ("discipline.form", "Discipline: Form", 1),
    ]
    assert [(j.name, j.label.en, j.cases) for j in summary.judgements] == [
        ("hamlet/both#trusted", "Do the people trust them?", 2)
    ]


def test_errors_with_a_place_are_rejected_whether_a_cell_or_a_whole_file(run: Run) -> None:
    places = {"cell": Place("a.xlsx", 3, 1, "Một"), "row": Place("a.xlsx", 4, None, "Một"), "file": Place("b.xlsx")}
    codes = [Code(name, Severity.ERROR, Text("", ""), Text("", "")) for name in (*places, "nowhere")]
    problems = tuple(Problem(code, places.get(code.id)) for code in codes)
    summary = summarise([], replace(run, reading=replace(run.reading, problems=problems)))
    assert [p.code.id for p in summary.rejected] == ["cell", "row", "file"]
    assert [p.code.id for p in summary.problems] == ["nowhere"]


def test_unreadable_cells_are_told_apart_from_other_problems(run: Run, findings: Findings) -> None:
    summary = summarise(findings, run)
    assert [p.code.id for p in summary.rejected] == ["X1"]
    assert [p.code.id for p in summary.problems] == ["X2"]


def test_what_else_was_met_in_reading_comes_worst_first(run: Run) -> None:
    problems = tuple(
        Problem(Code(f"{n}", severity, Text("", ""), Text("", "")))
        for n, severity in enumerate((Severity.NOTE, Severity.WARNING, Severity.ERROR, Severity.WARNING))
    )
    summary = summarise([], replace(run, reading=replace(run.reading, problems=problems)))
    assert [p.code.id for p in summary.problems] == ["2", "1", "3", "0"]


def test_sources_in_doubt_are_named_once_and_only_of_policies_that_concerned_someone(
    run: Run, findings: Findings
) -> None:
    (doubt,) = summarise(findings, run).doubts
    assert doubt.words(run.program.as_of, Lang.EN) == (
        "02/TT-GĐ of 2012-08-31, Điều 11 — A made-up circular: "
        "from memory, not checked against a text; out of force after 2017-06-30"
    )
    assert summarise(findings[5:], run).doubts == ()


def test_watching_passes_every_finding_on_and_counts_it(run: Run, findings: Findings) -> None:
    tally = Tally(run)
    assert tuple(tally.watch(iter(findings))) == findings
    assert tally.summary() == summarise(findings, run)


def test_a_run_of_no_cases_has_a_summary(run: Run) -> None:
    summary = summarise([], replace(run, reading=Reading((), (), ())))
    assert (summary.cases, sum(summary.verdicts.values()), summary.missing, summary.rejected) == (0, 0, (), ())
