"""An indicator's share holds whatever the open cases turn out to be."""

from decimal import Decimal
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from kiemnhiem.evaluate.indicator import Count

TRUTHS = st.sampled_from([True, False, None])


def share(cases: list[tuple[bool, bool]]) -> Decimal | None:
    of = [counted for concerned, counted in cases if concerned]
    return Decimal(100 * sum(of)) / len(of) if of else None


@given(st.lists(st.tuples(TRUTHS, TRUTHS), min_size=1, max_size=4))
def test_every_completion_lies_in_the_share_and_both_ends_are_reached(
    cases: list[tuple[bool | None, bool | None]],
) -> None:
    count = Count()
    for concerned, counted in cases:
        count.add(concerned, counted)
    both = [True, False]
    options = [
        [(a, b) for a in ([c] if c is not None else both) for b in ([d] if d is not None else both)] for c, d in cases
    ]
    shares = [s for completion in product(*options) if (s := share(list(completion))) is not None]
    if not shares:
        assert count.share is None
    else:
        assert count.share == (min(shares), max(shares))


def test_a_share_is_compared_unrounded() -> None:
    count = Count()
    for n in range(2001):
        count.add(True, n < 1000)
    assert count.share is not None
    assert count.share[0] < 50
    assert count.shown == (Decimal("50.0"), Decimal("50.0"))
