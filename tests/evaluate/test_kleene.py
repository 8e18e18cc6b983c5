from itertools import product

import pytest

from kiemnhiem.evaluate.kleene import Truth, all_of, any_of, excepted, negated

TRUTHS: tuple[Truth, ...] = (True, False, None)


def completions(truths: tuple[Truth, ...]) -> list[tuple[bool, ...]]:
    return list(product(*([t] if t is not None else [True, False] for t in truths)))


@pytest.mark.parametrize(("c", "r1", "r0"), list(product(TRUTHS, repeat=3)))
def test_one_exception_is_the_formula_of_the_design(c: Truth, r1: Truth, r0: Truth) -> None:
    formula = any_of([all_of([c, r1]), all_of([negated(c), r0]), all_of([r1, r0])])
    assert excepted(r0, [(c, r1)]) is formula


@pytest.mark.parametrize("truths", list(product(TRUTHS, repeat=5)))
def test_several_exceptions_are_decided_only_when_every_completion_agrees(truths: tuple[Truth, ...]) -> None:
    base, c1, r1, c2, r2 = truths
    value = excepted(base, [(c1, r1), (c2, r2)])
    if value is not None:
        for b, d1, s1, d2, s2 in completions(truths):
            assert excepted(b, [(d1, s1), (d2, s2)]) is value


def test_exceptions_that_apply_and_disagree_decide_nothing() -> None:
    assert excepted(True, [(True, True), (True, False)]) is None
