"""The provinces of the shipped library are those of the package that knows the reform of 2025."""

import json
from datetime import date
from importlib.util import find_spec
from pathlib import Path

import pytest

from kiemnhiem.policy import load_library, shipped_library
from kiemnhiem.problem import unaccented

LIBRARY, _ = load_library(shipped_library())
PROVINCES = {id_: p for id_, p in LIBRARY.localities.items() if p.layer == "province"}
BEFORE, AFTER = date(2025, 6, 30), date(2025, 7, 1)


def test_there_are_63_provinces_until_the_reform_and_34_since() -> None:
    assert sum(BEFORE in p.period for p in PROVINCES.values()) == 63
    today = [p for p in PROVINCES.values() if AFTER in p.period]
    assert len(today) == 34
    assert sum(p.label.vi.startswith("thành phố") for p in today) == 6


def test_who_became_whom_is_as_the_package_says() -> None:
    spec = find_spec("vietnamadminunits")
    if spec is None or not spec.submodule_search_locations:
        pytest.skip("vietnamadminunits is not installed")
    data = Path(spec.submodule_search_locations[0]) / "data" / "converter_2025.json"
    theirs = {
        (old, new)
        for new, olds in json.loads(data.read_text(encoding="utf-8"))["DICT_PROVINCE"].items()
        for old in olds
    }
    assert {(key(id_), key(str(LIBRARY.on(id_, AFTER)))) for id_ in PROVINCES} == theirs


def key(id_: str) -> str:
    """A province as the package names it."""
    return "".join(c for c in unaccented(LIBRARY.localities[id_].label.vi) if c.isalnum())


def test_districts_end_with_the_old_provinces() -> None:
    assert LIBRARY.layers["district"].period.until == BEFORE
    assert {p.period.until for p in PROVINCES.values() if p.becomes} == {BEFORE}


def test_a_province_that_took_in_others_is_one_unit_throughout() -> None:
    assert LIBRARY.on("vinh-long", BEFORE) == LIBRARY.on("vinh-long", AFTER) == "vinh-long"
    assert LIBRARY.on("ben-tre", BEFORE) == "ben-tre"
    assert LIBRARY.on("ben-tre", AFTER) == "vinh-long"
    assert LIBRARY.on(None, AFTER) is None


def test_whatever_ends_names_the_document() -> None:
    assert all([c.document for c in p.source] == ["nq-202-2025-qh15"] for p in PROVINCES.values() if p.becomes)
