"""What coverage counts as shown, and how a hole is told."""

from pathlib import Path

from support.policytests import HEAD, bench, exception, requirement

from kiemnhiem.author.testing import Bench as Runs
from kiemnhiem.author.testing import Suites, coverage, find_suites
from kiemnhiem.author.testing.measure import Meter
from kiemnhiem.evaluate.decision import Outcome
from kiemnhiem.language import Lang
from kiemnhiem.policy import load_library, shipped_library

VALUES = {Outcome.MET: True, Outcome.NOT_APPLICABLE: True, Outcome.NOT_MET: False, Outcome.UNKNOWN: None}

SCHOOLING = requirement("schooling", "require: {education: {at_least: secondary}}")
ATOM = "education: {at_least: secondary}"


def test_a_test_must_be_seen_true_false_and_not_known(tmp_path: Path) -> None:
    one = bench(
        tmp_path, SCHOOLING, "as_of: 2020-01-01\ncases: [{name: a, with: {education: secondary}, expect: eligible}]\n"
    )
    assert one.holes() == {(ATOM, "false"), (ATOM, "unknown")}
    all_three = """as_of: 2020-01-01
cases:
  - {name: a, with: {education: secondary}, expect: eligible}
  - {name: b, with: {education: primary}, expect: {not_eligible: [schooling]}}
  - {name: c, expect: {undetermined: [schooling]}}
"""
    whole = bench(tmp_path, SCHOOLING, all_three).coverage()
    assert whole.complete
    assert whole.percent == 100


def test_a_case_that_fails_shows_nothing(tmp_path: Path) -> None:
    wrong = "as_of: 2020-01-01\ncases: [{name: a, with: {education: secondary}, expect: {undetermined: [schooling]}}]\n"
    assert (ATOM, "true") in bench(tmp_path, SCHOOLING, wrong).holes()


def test_what_does_not_decide_is_not_shown(tmp_path: Path) -> None:
    either = requirement("either", "require: {any_of: [{member: true}, {region: highland}]}")
    cases = "as_of: 2020-01-01\ncases: [{name: both, with: {member: true, region: highland}, expect: eligible}]\n"
    holes = bench(tmp_path, either, cases).holes()
    assert {("member: true", "true"), ("region: highland", "true")} <= holes
    cases = "as_of: 2020-01-01\ncases: [{name: one, with: {member: true, region: lowland}, expect: eligible}]\n"
    holes = bench(tmp_path, either, cases).holes()
    assert ("member: true", "true") not in holes
    assert ("region: highland", "false") in holes


def test_atoms_inside_a_list_are_seen_record_by_record(tmp_path: Path) -> None:
    clean = requirement("clean", "require: {discipline: {none: {form: dismissal, months: {at_most: 11}}}}")
    cases = """as_of: 2020-01-01
cases:
  - name: one old dismissal, one new reprimand
    with: {discipline: [{form: dismissal, given_on: 2010-01-01}, {form: reprimand, given_on: 2019-12-01}]}
    expect: eligible
"""
    holes = bench(tmp_path, clean, cases).holes()
    assert ("form: dismissal", "false") not in holes
    assert ("months: {at_most: 11}", "false") not in holes
    assert {("form: dismissal", "true"), ("months: {at_most: 11}", "unknown")} <= holes


def test_an_unknown_list_is_its_quantifiers_hole(tmp_path: Path) -> None:
    clean = requirement("clean", "require: {discipline: {none: {form: dismissal}}}")
    known = """as_of: 2020-01-01
cases: [{name: a, with: {discipline: [{form: dismissal}]}, expect: {not_eligible: [clean]}}]
"""
    unknown = "as_of: 2020-01-01\ncases: [{name: a, expect: {undetermined: [clean]}}]\n"
    hole = ("discipline: {none: {form: dismissal}}", "unknown")
    assert hole in bench(tmp_path, clean, known).holes()
    assert hole not in bench(tmp_path, clean, unknown).holes()


def test_exceptions_must_be_seen_used_and_not_used(tmp_path: Path) -> None:
    highland = exception("highland", "when: {region: highland}, waive: true")
    excepted = requirement("schooling", f"require: {{education: university}}, except: [{highland}]")
    met = "as_of: 2020-01-01\ncases: [{name: a, with: {education: university, region: highland}, expect: eligible}]\n"
    assert {("except highland", "used"), ("except highland", "unused")} <= bench(tmp_path, excepted, met).holes()
    needed = "as_of: 2020-01-01\ncases: [{name: a, with: {education: primary, region: highland}, expect: eligible}]\n"
    holes = bench(tmp_path, excepted, needed).holes()
    assert ("except highland", "used") not in holes
    assert ("except highland", "unused") in holes


def test_each_version_of_a_parameter_is_a_test_of_its_own(tmp_path: Path) -> None:
    head = HEAD + """parameters:
  least:
    - {from: 2010-01-01, value: 18, source: {document: made-up}}
    - {from: 2015-01-01, value: 21, source: {document: made-up}}
"""  # fmt: skip
    age = requirement("age", "require: {age: {at_least: $least}}")
    cases = "as_of: 2020-01-01\ncases: [{name: a, with: {birth_date: 1980-01-01}, expect: eligible}]\n"
    report = bench(tmp_path, age, cases, head).coverage()
    assert {(h.point.text, h.need.value) for h in report.holes} == {
        ("age: {at_least: 18}", "true"),
        ("age: {at_least: 18}", "false"),
        ("age: {at_least: 18}", "unknown"),
        ("age: {at_least: 21}", "false"),
        ("age: {at_least: 21}", "unknown"),
    }
    newer = next(h for h in report.holes if h.point.text.endswith("21}"))
    assert newer.what.en.endswith("since 2015-01-01")


def test_what_an_amendment_adds_is_looked_for_in_its_place(tmp_path: Path) -> None:
    amendment = (
        "amendment: north\nschema: 1\namends: hire\nplace: north\nin_force: {from: 2016-01-01}\nadds:\n"
        + requirement("member", "require: {member: true}")
    )
    cases = "as_of: 2020-01-01\ncases: [{name: a, with: {education: secondary, member: true}, expect: eligible}]\n"
    everywhere = bench(tmp_path, SCHOOLING, cases, north=amendment)
    hole = next(h for h in everywhere.coverage().holes if h.need.value == "true")
    assert hole.point.text == "member: true"
    assert hole.what.en.endswith("in North province")
    assert hole.place.file.endswith("north.yaml")
    there = bench(tmp_path, SCHOOLING, "place: north\n" + cases, north=amendment)
    assert ("member: true", "true") not in there.holes()


def test_a_remark_is_shown_only_where_remarks_are_asked_for(tmp_path: Path) -> None:
    wish = requirement("wish", "strength: should, require: {member: true}")
    silent = "as_of: 2020-01-01\ncases: [{name: a, with: {member: false}, expect: eligible}]\n"
    assert ("member: true", "false") in bench(tmp_path, wish, silent).holes()
    asked = silent.replace("expect: eligible", "expect: eligible, remarks: [wish]")
    assert ("member: true", "false") not in bench(tmp_path, wish, asked).holes()


def test_the_policys_own_when_counts(tmp_path: Path) -> None:
    head = HEAD + "when: {member: true}\n"
    cases = "as_of: 2020-01-01\ncases: [{name: a, with: {member: false}, expect: not_applicable}]\n"
    holes = bench(tmp_path, SCHOOLING, cases, head).holes()
    assert ("member: true", "false") not in holes
    assert {("member: true", "true"), ("member: true", "unknown"), (ATOM, "true")} <= holes


def test_a_hole_stands_at_the_line_of_its_atom(tmp_path: Path) -> None:
    both = (
        "  - id: both\n    title: {vi: Cả hai, en: Both}\n    source: {document: made-up}\n    require:\n"
        "      all_of:\n        - member: true\n        - age: {at_least: 18, at_most: 60}\n"
    )
    cases = "as_of: 2020-01-01\ncases: [{name: a, expect: {undetermined: [both]}}]\n"
    report = bench(tmp_path, both, cases).coverage()
    places = {h.point.text: str(h.place).rpartition("/")[2] for h in report.holes}
    assert places == {
        "member: true": "hire.yaml:13:11",
        "age: {at_least: 18}": "hire.yaml:14:17",
        "age: {at_most: 60}": "hire.yaml:14:31",
    }
    assert any("«Cả hai»: tuổi không quá 60 — không đúng" in h.problem.message(Lang.VI) for h in report.holes)


UNREACHABLE = """as_of: 2020-01-01
cases: [{name: a, with: {education: secondary}, expect: eligible}]
unreachable:
  - {requirement: schooling, atom: "education: {at_least: secondary}", never: [false, unknown], because: {vi: x, en: x}}
"""


def test_what_is_explained_is_no_hole(tmp_path: Path) -> None:
    report = bench(tmp_path, SCHOOLING, UNREACHABLE).coverage()
    assert report.complete
    assert (report.policies[0].shown, report.policies[0].total) == (1, 1)


def test_an_explanation_of_what_a_case_shows_is_an_error(tmp_path: Path) -> None:
    (problem,) = bench(tmp_path, SCHOOLING, UNREACHABLE.replace("[false,", "[true, false,")).coverage().problems
    assert problem.code.id == "T113"
    assert "«a»" in problem.words(Lang.EN)


def test_an_explanation_of_nothing_is_an_error_with_what_was_meant(tmp_path: Path) -> None:
    (problem,) = bench(tmp_path, SCHOOLING, UNREACHABLE.replace("{at_least: sec", "{at_lest: sec")).coverage().problems
    assert problem.code.id == "T112"
    assert problem.suggestion == ATOM


def test_a_policy_without_tests_is_told(tmp_path: Path) -> None:
    cases = "as_of: 2020-01-01\ncases: [{name: a, with: {education: secondary}, expect: eligible}]\n"
    library = bench(tmp_path, SCHOOLING, cases).library
    report = coverage(library, Suites())
    assert {p.code.id for p in report.problems} == {"T111"}
    assert all(p.shown == 0 and p.total > 0 for p in report.policies)


def test_watching_a_requirement_changes_nothing_of_what_it_says() -> None:
    library, _ = load_library(shipped_library())
    bench = Runs(library)
    meter = Meter(library, bench)
    compared = 0
    for test in find_suites(library).tests:
        key = (test.policy, test.as_of, test.locality)
        facts = bench.facts(test)
        decision = bench.compiled(key).decide(facts)
        for rule in meter.traced(key).rules:
            if rule.id in decision.outcomes:
                compared += 1
                assert rule.value(facts) is VALUES[decision.outcomes[rule.id]], (test.name, rule.id)
    assert compared > len(find_suites(library).tests)
