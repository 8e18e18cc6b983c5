"""What was found once is found again: inputs that fuzzing fell over, and cases on which engines could differ."""

from __future__ import annotations

from pathlib import Path

import pytest
from fuzzing.seeds import seeds
from fuzzing.targets import TARGETS
from support.engines import Decide

from kiemnhiem.author.testing import Bench, PolicyTest, find_tests
from kiemnhiem.author.testing.running import as_expected, key_of
from kiemnhiem.policy import load_library

HERE = Path(__file__).parent
KEPT = [(target, path) for target in TARGETS for path in sorted((HERE / target).glob("*"))]
LIBRARY, _ = load_library(HERE / "decisions")
TESTS = find_tests(LIBRARY)


@pytest.mark.parametrize(("target", "path"), KEPT, ids=lambda part: part if isinstance(part, str) else part.name)
def test_what_fuzzing_fell_over_is_read_or_told(target: str, path: Path) -> None:
    TARGETS[target](path.read_bytes())


@pytest.mark.parametrize("target", TARGETS)
def test_what_fuzzing_starts_from_is_read_or_told(target: str) -> None:
    found = list(seeds(target))
    assert found
    for seed in found:
        TARGETS[target](seed)


def test_saved_cases_come_out_as_they_must_on_every_engine(decide: Decide) -> None:
    bench = Bench(LIBRARY)
    by_question: dict[object, list[PolicyTest]] = {}
    for test in TESTS:
        by_question.setdefault(key_of(test), []).append(test)
    for tests in by_question.values():
        program, policy = bench.program(key_of(tests[0])), bench.policy(key_of(tests[0]))
        decisions = decide(program, [test.case for test in tests])
        for test, decision in zip(tests, decisions, strict=True):
            assert as_expected(test.expected, policy, decision.policies[policy.id]), (test.name, decision)
