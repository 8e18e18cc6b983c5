"""The policies that come with the package keep what their own tests say of them."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from functools import cache

import pytest

from kiemnhiem.author.testing import find_tests, run_tests
from kiemnhiem.explain.explainer import Explainer
from kiemnhiem.explain.finding import Finding
from kiemnhiem.policy import load_library, resolve, shipped_library
from kiemnhiem.policy.model import Evidence

LIBRARY, WARNINGS = load_library(shipped_library())
TESTS = find_tests(LIBRARY)


@cache
def _explainer(policy: str, as_of: date) -> Explainer:
    return Explainer(resolve(LIBRARY, as_of, [policy], LIBRARY.policies[policy].subject))


@cache
def _findings() -> tuple[tuple[str, Finding], ...]:
    """Every finding of every test, with its policy."""
    return tuple(
        (test.policy, finding)
        for test in TESTS
        for finding in _explainer(test.policy, test.as_of).explain(test.case).policies[0].findings
    )


def test_the_library_is_read_without_a_warning() -> None:
    assert WARNINGS == []


@pytest.mark.parametrize("policy", LIBRARY.policies)
def test_every_case_comes_out_as_its_author_says(policy: str) -> None:
    results = list(run_tests(LIBRARY, [t for t in TESTS if t.policy == policy]))
    assert results
    assert {r.test.name: [d.en for d in r.differences] for r in results if not r.passed} == {}


def test_every_requirement_is_seen_met_failed_and_unknown() -> None:
    seen = defaultdict(set)
    for policy, finding in _findings():
        seen[policy, finding.rule.id].add(finding.outcome.value)
    missing = {
        (policy.id, requirement.id): {"met", "not_met", "unknown"} - seen[policy.id, requirement.id]
        for policy in LIBRARY.policies.values()
        for requirement in policy.requirements
    }
    assert {key: outcomes for key, outcomes in missing.items() if outcomes} == {}


def test_every_exception_is_seen_used_and_unused() -> None:
    used: set[tuple[str, str, str]] = set()
    unused: set[tuple[str, str, str]] = set()
    for policy, finding in _findings():
        for exception in finding.rule.exceptions:
            (used if exception.id in finding.exceptions else unused).add((policy, finding.rule.id, exception.id))
    declared = {
        (policy.id, requirement.id, exception.id)
        for policy in LIBRARY.policies.values()
        for requirement in policy.requirements
        for exception in requirement.exceptions
    }
    assert declared
    assert used == declared
    assert unused == declared


def test_no_document_is_claimed_to_have_been_read_in_its_signed_text() -> None:
    assert {s.evidence for s in LIBRARY.sources.values()} <= {Evidence.SECONDARY, Evidence.MEMORY}


def test_a_document_known_from_a_page_names_it_or_says_why_it_cannot() -> None:
    assert [s.id for s in LIBRARY.sources.values() if not s.url and not s.note] == []


def test_two_documents_of_one_number_are_told_apart() -> None:
    guidance = [s.issued.year for s in LIBRARY.sources.values() if s.number == "01-HD/TW"]
    assert sorted(guidance) == [2016, 2021, 2026]
