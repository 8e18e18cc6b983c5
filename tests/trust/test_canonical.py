"""Equal values have equal bytes, and the bytes give the value back."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiemnhiem.trust.canonical import canonical, digest

VALUES: Any = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters()),
    lambda of: st.lists(of) | st.dictionaries(st.text(), of),
    max_leaves=20,
)


@given(VALUES)
def test_canonical_json_gives_the_value_back(value: Any) -> None:
    assert json.loads(canonical(value)) == value
    assert canonical(value).isascii()


@given(st.dictionaries(st.text(), VALUES, min_size=2))
def test_the_order_in_which_keys_were_put_does_not_count(value: dict[str, Any]) -> None:
    assert digest(dict(reversed(value.items()))) == digest(value)


@given(VALUES, VALUES)
def test_different_values_have_different_bytes(one: Any, other: Any) -> None:
    assert (canonical(one) == canonical(other)) == (
        json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)
    )


@pytest.mark.parametrize("value", [0.5, {"a": [1.0]}, b"bytes", {1: "a"}, object()])
def test_what_is_not_written_alike_everywhere_is_refused(value: Any) -> None:
    with pytest.raises(TypeError):
        canonical(value)
