"""Every lint rule finds what its bad cases say, where they say, and nothing in its good ones."""

import re
from pathlib import Path

import pytest
from support.command import POLICIES, kiemnhiem

from kiemnhiem.author.lint import RULES
from kiemnhiem.author.lint.cases import LintCase, cases, found
from kiemnhiem.author.lint.rule import Rule
from kiemnhiem.language import Lang

DOCS = Path(__file__).parents[2] / "docs" / "lint.md"
BAD = [pytest.param(r, c, id=f"{r.id}-{i}") for r in RULES for i, c in enumerate(cases(r)[0])]
GOOD = [pytest.param(r, c, id=f"{r.id}-{i}") for r in RULES for i, c in enumerate(cases(r)[1])]


@pytest.mark.parametrize(("rule", "case"), BAD)
def test_a_bad_case_is_found_where_it_says(rule: Rule, case: LintCase) -> None:
    assert case.expect, "a bad case says where"
    assert found(rule, case, POLICIES) == case.expect


@pytest.mark.parametrize(("rule", "case"), GOOD)
def test_nothing_is_found_in_a_good_case(rule: Rule, case: LintCase) -> None:
    assert found(rule, case, POLICIES) == ()


@pytest.mark.parametrize("rule", RULES, ids=lambda r: r.id)
def test_a_rule_says_why_in_both_languages_and_shows_both_kinds_of_cases(rule: Rule) -> None:
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", rule.id)
    assert all(cases(rule))
    for lang in Lang:
        assert rule.anti_pattern[lang] != rule.best_practice[lang]
        assert rule.anti_pattern[lang].strip()


def test_there_are_rules_enough_and_each_has_a_name_of_its_own() -> None:
    assert len({r.id for r in RULES}) == len(RULES) >= 25


def test_the_docs_are_what_the_command_prints() -> None:
    assert kiemnhiem("lint", "--docs", "--lang", "en").output == DOCS.read_text(encoding="utf-8")
