"""The benchmark needs the extra ``bench``; CI has it."""

import os
from importlib.util import find_spec

import pytest

_MODULES = (
    "polars",
    "duckdb",
    "openfisca_core",
    "zen",
    "cedarpy",
    "cel",
    "rule_engine",
    "drools",
    "durable",
    "matplotlib",
)
_missing = [name for name in _MODULES if find_spec(name) is None]

needs_bench = pytest.mark.skipif(
    bool(_missing) and os.environ.get("CI") != "true", reason=f"not installed: {', '.join(_missing)}"
)
