"""Which changes of a policy its tests notice."""

from pathlib import Path

import pytest
from support.policytests import HEAD, bench, exception, requirement

from kiemnhiem.author.testing.flow import value
from kiemnhiem.author.testing.mutants import mutants as made
from kiemnhiem.language import Lang
from kiemnhiem.policy.source import load_document

AGE = requirement("age", "require: {age: {at_least: 18}}, from: 2015-01-01")
WEAK = """as_of: 2020-01-01
cases:
  - {name: old, with: {birth_date: 1950-01-01}, expect: eligible}
"""
STRONG = """as_of: 2020-01-01
cases:
  - {name: just old enough, with: {birth_date: 2002-01-01}, expect: eligible}
  - {name: a day too young, with: {birth_date: 2002-01-02}, expect: {not_eligible: [age]}}
  - {name: the first day, as_of: 2015-01-01, expect: {undetermined: [age]}}
  - {name: the day before, as_of: 2014-12-31, expect: eligible}
"""


def test_a_weak_test_file_leaves_these_survivors(tmp_path: Path) -> None:
    assert bench(tmp_path, AGE, WEAK).survivors() == {
        "age: left out",
        "age: strength: should",
        "age: require: age: {at_least: 18} -> age: {more_than: 18}",
        "age: require: age: {at_least: 18} -> age: {at_least: 17}",
        "age: from 2015-01-01 -> 2014-12-31",
        "age: from 2015-01-01 -> 2015-01-02",
    }


def test_a_strong_one_leaves_none(tmp_path: Path) -> None:
    found = bench(tmp_path, AGE, STRONG).mutation()
    assert found.complete
    assert found.policies[0].killed == found.policies[0].total == 6


def test_a_survivor_is_told_with_its_line_and_in_words(tmp_path: Path) -> None:
    found = bench(tmp_path, AGE, WEAK).mutation()
    problem = next(s.problem for s in found.survivors if "more_than" in s.mutant.id)
    assert str(problem.place).endswith(f"hire.yaml:8:{AGE.index('at_least') + 1}")
    assert '"age at least 18" becomes "age more than 18"' in problem.words(Lang.EN)
    assert "tuổi từ 18 trở lên" in problem.words(Lang.VI)


HIGHLAND = exception("e", "when: {region: highland}, waive: true, until: 2019-01-01")
COUNT = "discipline: {{count: {{where: {{form: reprimand}}, at_most: {most}}}}}"
CASES = "as_of: 2020-01-01\ncases: [{name: a, expect: {undetermined: [it]}}]\n"


@pytest.mark.parametrize(
    ("rest", "mutants"),
    [
        ("require: {region: {in: [lowland, highland]}}", {"require: - region: lowland", "require: - region: highland"}),
        ("require: {region: lowland}", {"require: region: lowland -> region: {is_not: lowland}"}),
        ("require: {education: {at_least: secondary}}", {
            "require: education: {at_least: secondary} -> education: {more_than: secondary}",
            "require: education: {at_least: secondary} -> education: {at_least: primary}",
        }),
        ("require: {any_of: [{member: true}, {region: lowland}]}", {
            "require: any_of -> all_of: any_of: [{member: true}, {region: lowland}]",
            "require: - member: true",
            "require: - region: lowland",
        }),
        ("require: {birth_date: {before: 2000-01-01}}", {
            "require: birth_date: {before: 2000-01-01} -> birth_date: {on_or_before: 2000-01-01}",
            "require: birth_date: {before: 2000-01-01} -> birth_date: {before: 1999-12-31}",
        }),
        ("require: {discipline: {count: {where: {form: reprimand}, at_most: 1}}}", {
            f"require: {COUNT.format(most=1)} -> {COUNT.format(most=2)}",
            "require: form: reprimand -> form: {is_not: reprimand}",
        }),
        ("when: {member: true}, require: {age: {between: [18, 60]}}", {
            "when left out",
            "when: member: true -> member: {is_not: true}",
            "require: age: {between: [18, 60]} -> age: {between: [19, 60]}",
            "require: age: {between: [18, 60]} -> age: {between: [18, 61]}",
        }),
        (f"require: {{member: true}}, except: [{HIGHLAND}]", {
            "except e: left out",
            "except e when: region: highland -> region: {is_not: highland}",
            "except e: until 2019-01-01 -> 2019-01-02",
        }),
        ("require: {verdicts: {plain: eligible}}", {
            "require: verdicts: {plain: eligible} -> verdicts: {plain: not_eligible}",
        }),
        ("strength: should, judgement: {vi: Có được không?, en: Is it so?}", {"strength: must", "left out"}),
    ],
)  # fmt: skip
def test_every_kind_of_part_is_changed(tmp_path: Path, rest: str, mutants: set[str]) -> None:
    library = bench(tmp_path, requirement("it", rest), CASES).library
    assert {f"it: {m}" for m in mutants} <= {m.id for m in made(library, "hire")}


def test_parameters_and_amendments_are_changed_too(tmp_path: Path) -> None:
    head = HEAD + "parameters:\n  least: [{from: 2010-01-01, value: 18, source: {document: made-up}}]\n"
    amendment = """amendment: north
schema: 1
amends: hire
place: north
in_force: {from: 2016-01-01}
sets: {least: [{from: 2016-01-01, value: 21, source: {document: made-up}}]}
"""
    cases = "as_of: 2020-01-01\ncases: [{name: a, with: {birth_date: 1950-01-01}, expect: eligible}]\n"
    found = bench(tmp_path, requirement("age", "require: {age: {at_least: $least}}"), cases, head, north=amendment)
    assert {
        "$least: 2010-01-01: 18 -> 19",
        "north: $least: 2016-01-01: 21 -> 20",
        "north: in_force: from 2016-01-01 -> 2016-01-02",
    } <= found.survivors()


def test_a_change_that_means_the_same_does_not_count(tmp_path: Path) -> None:
    from_the_start = requirement("age", "require: {age: {at_least: 18}}, from: 2010-01-01")
    found = bench(tmp_path, from_the_start, STRONG.replace("2015-01-01", "2010-01-01").replace(
        "  - {name: the day before, as_of: 2014-12-31, expect: eligible}\n", "")).mutation()  # fmt: skip
    assert found.complete
    assert found.policies[0].same == 1  # a day earlier the policy is not in force


def test_explained_survivors_are_none_and_must_stay_survivors(tmp_path: Path) -> None:
    explained = 'explained: [{mutant: "age: left out", because: {vi: x, en: x}}]\n'
    weak = bench(tmp_path, AGE, WEAK + explained).mutation()
    assert "age: left out" not in {s.mutant.id for s in weak.survivors}
    assert weak.problems == ()
    (problem,) = bench(tmp_path, AGE, STRONG + explained).mutation().problems
    assert problem.code.id == "T121"
    assert "«a day too young»" in problem.words(Lang.EN)
    (problem,) = bench(tmp_path, AGE, STRONG + explained.replace("left out", "left ot")).mutation().problems
    assert (problem.code.id, problem.suggestion) == ("T112", "age: left out")


@pytest.mark.parametrize(
    "mutant", ["$min_age: 2012-10-15: 25 -> 24", "of-age: require: age: {at_least: $min_age} -> removed", "$min_age"]
)
def test_the_entry_to_copy_is_yaml_that_names_the_mutant(mutant: str) -> None:
    assert load_document(value({"mutant": mutant}), "entry")[0].data == {"mutant": mutant}  # type: ignore[union-attr]  # it is YAML
