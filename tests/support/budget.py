"""How many examples a property is tried on: a short slice with the tests, many more under ``make fuzz``."""

import os


def examples(slice: int) -> int:
    """``slice``, or what FUZZ_EXAMPLES asks for when that is more."""
    return max(slice, int(os.environ.get("FUZZ_EXAMPLES", "0")))
