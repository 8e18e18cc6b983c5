"""Derived facts are computed after what they rest on: other facts, lists with derived records, defaults of records."""

from __future__ import annotations

from pathlib import Path

from support.libraries import HERE, library_with

from kiemnhiem.policy import load_library
from kiemnhiem.policy.vocabulary import derivation_order, record_order

FIELDS = load_library(HERE / "whole")[0].vocabularies["candidate"].fields
DEFAULTS = """vocabulary: case
schema: 1
label: {vi: Giả định, en: Made up}
fields:
  rows:
    type: list
    label: {vi: Dòng, en: Rows}
    fields:
      a: {type: integer, label: {vi: A, en: A}, default: {case: twice}}
      b: {type: integer, label: {vi: B, en: B}, default: {level: {commune: thrice}}}
  plain: {type: list, label: {vi: Đơn, en: Plain}, fields: {a: {type: integer, label: {vi: A, en: A}}}}
  thrice: {label: {vi: Ba, en: Three}, derived: {sum: [twice, n]}}
  twice: {label: {vi: Đôi, en: Two}, derived: {sum: [n, n]}}
  n: {type: integer, label: {vi: N, en: N}}
"""


def test_each_fact_comes_after_those_it_rests_on() -> None:
    order = derivation_order(FIELDS)
    assert set(order) == {name for name, of in FIELDS.items() if of.derived} | {"posts"}
    rests = [("posts", "age"), ("least", "later"), ("most", "left"), ("times", "age"), ("old", "age")]
    rests += [(name, "posts") for name in ("held", "kinds", "total", "first", "longest")]
    assert [pair for pair in rests if order.index(pair[0]) < order.index(pair[1])] == []


def test_the_facts_of_a_record_come_after_those_they_rest_on() -> None:
    order = record_order(FIELDS["posts"].type.fields)
    assert set(order) == {"months", "more", "open", "rank"}
    assert order.index("months") < min(order.index("more"), order.index("rank"))


def test_a_list_comes_after_the_facts_that_fill_its_records(tmp_path: Path) -> None:
    fields = library_with(tmp_path, DEFAULTS).vocabularies["case"].fields
    assert derivation_order(fields) == ("twice", "thrice", "rows")
