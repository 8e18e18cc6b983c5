"""One way to write a value, so that equal values have equal digests everywhere."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import TypeAlias

#: What can be written: no fractions, which not every language prints alike.
JSON: TypeAlias = "bool | int | str | Sequence[JSON] | Mapping[str, JSON] | None"


def canonical(value: JSON) -> bytes:
    """JSON in ASCII: keys in order, no spaces, whatever is no ASCII as an escape.

    :raises TypeError: for what is no JSON, and for fractions.
    """
    return json.dumps(_plain(value), ensure_ascii=True, sort_keys=True, separators=(",", ":")).encode("ascii")


def digest(value: JSON) -> str:
    """The SHA-256 of the canonical JSON, in hexadecimal digits."""
    return hashlib.sha256(canonical(value)).hexdigest()


def _plain(value: JSON) -> JSON:
    if isinstance(value, str) or value is None or isinstance(value, int):
        return value
    if isinstance(value, Mapping):
        if not all(isinstance(key, str) for key in value):
            raise TypeError("a key that is no text")
        return {key: _plain(of) for key, of in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, bytes | bytearray):
        return [_plain(of) for of in value]
    raise TypeError(f"no JSON: {type(value).__name__}")
