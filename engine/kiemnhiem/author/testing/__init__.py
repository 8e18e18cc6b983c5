"""The policies' own tests, what they leave open, and what they would not notice. docs/testing.md."""

from kiemnhiem.author.testing.fill import Draft, draft
from kiemnhiem.author.testing.measure import Coverage, Hole, PolicyCoverage, coverage
from kiemnhiem.author.testing.model import Expectation, PolicyTest, Result, Suite, Suites
from kiemnhiem.author.testing.mutation import Mutation, PolicyMutation, Survivor, mutate
from kiemnhiem.author.testing.reading import find_suites, find_tests
from kiemnhiem.author.testing.running import Bench, run_tests

__all__ = [
    "Bench",
    "Coverage",
    "Draft",
    "Expectation",
    "Hole",
    "Mutation",
    "PolicyCoverage",
    "PolicyMutation",
    "PolicyTest",
    "Result",
    "Suite",
    "Suites",
    "Survivor",
    "coverage",
    "draft",
    "find_suites",
    "find_tests",
    "mutate",
    "run_tests",
]
