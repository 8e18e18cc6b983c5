"""What a place sets is compared with every value it takes the place of and no other; each use must be stricter."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from support.libraries import HERE

from kiemnhiem.language import Text
from kiemnhiem.policy import codes, load_library
from kiemnhiem.policy.conditions import (
    ALWAYS,
    AllOf,
    AnyOf,
    Compare,
    Condition,
    Constant,
    CountOf,
    FieldRef,
    NoneOf,
    Parameter,
    Quantified,
    Quantifier,
)
from kiemnhiem.policy.library import read_library
from kiemnhiem.policy.model import ParameterHistory, ParameterValue, Policy, PolicyException, Requirement
from kiemnhiem.policy.tightening import only_tightens, users
from kiemnhiem.policy.types import Choice, FieldType, Kind
from kiemnhiem.policy.values import Scalar

SAME = Text("a", "a")
INTEGER = FieldType(Kind.INTEGER)
AGE = FieldRef("age", INTEGER)
LIST = FieldRef("records", FieldType(Kind.LIST))
X = Parameter("x")
AT_LEAST = Compare(AGE, "at_least", (X,))
AT_MOST = Compare(AGE, "at_most", (X,))
OTHER = Compare(AGE, "at_least", (Parameter("y"),))
PLAIN = load_library(HERE / "base")[0].policies["plain"]

Value = tuple[str, str | None, Scalar | tuple[Scalar, ...]]


def history(*values: Value, type_: FieldType = INTEGER) -> ParameterHistory:
    made = (
        ParameterValue(date.fromisoformat(start), value, date.fromisoformat(until) if until else None)
        for start, until, value in values
    )
    return ParameterHistory("x", type_, False, tuple(made))


def policy(old: ParameterHistory, *requirements: Requirement) -> Policy:
    return replace(PLAIN, parameters={"x": old}, requirements=requirements)


def requirement(require: Condition | None, when: Condition = ALWAYS, *exceptions: PolicyException) -> Requirement:
    return Requirement("one", SAME, require, when=when, exceptions=exceptions)


def tightens(old: int, new: int, *requirements: Requirement) -> bool:
    before = policy(history(("2000-01-01", None, old)), *requirements)
    return only_tightens(before, history(("2010-01-01", None, new)))


# --- which values are compared

OLD = history(("2000-01-01", "2009-12-31", 30), ("2010-01-01", "2014-12-31", 20), ("2020-01-01", None, 40))


@pytest.mark.parametrize(
    ("new", "fits"),
    [
        ([("2010-01-01", "2014-12-31", 20)], True),
        ([("2010-01-01", "2014-12-31", 19)], False),
        ([("2009-12-31", "2014-12-31", 20)], False),  # one day of the first
        ([("2010-01-01", "2019-12-31", 20)], True),
        ([("2010-01-01", "2020-01-01", 20)], False),  # one day of the third
        ([("2010-01-01", None, 20)], False),
        ([("2015-01-01", "2019-12-31", 1)], True),  # nothing is replaced there
        ([("2014-12-31", "2019-12-31", 1)], False),
        ([("1990-01-01", "1999-12-31", 1)], True),
        ([("1990-01-01", "2000-01-01", 1)], False),
        ([("2010-01-01", None, 20), ("2020-01-01", None, 40)], True),
        ([("2010-01-01", None, 20), ("2020-01-02", None, 40)], False),
        ([("2010-01-01", None, 20), ("2020-01-01", None, 39)], False),
        ([("2000-01-01", None, 30), ("2010-01-01", None, 20), ("2020-01-01", None, 40)], True),
        ([("2000-01-01", None, 30), ("2010-01-02", None, 20), ("2020-01-01", None, 40)], True),
        ([("2000-01-01", None, 29), ("2010-01-01", None, 20), ("2020-01-01", None, 40)], False),
    ],
)
def test_a_new_value_is_compared_with_each_old_one_of_its_days(new: list[Value], fits: bool) -> None:
    assert only_tightens(policy(OLD, requirement(AT_LEAST)), history(*new)) is fits


def test_an_old_value_ends_where_the_next_begins() -> None:
    old = policy(history(("2000-01-01", None, 30), ("2010-01-01", None, 20)), requirement(AT_LEAST))
    assert only_tightens(old, history(("2010-01-01", None, 20)))
    assert not only_tightens(old, history(("2009-12-31", None, 20)))
    assert not only_tightens(old, history(("2010-01-01", None, 19)))


# --- what is stricter


@pytest.mark.parametrize(
    ("uses", "greater", "smaller"),
    [
        ([requirement(AT_LEAST)], True, False),
        ([requirement(AT_MOST)], False, True),
        ([requirement(None, AT_LEAST)], False, True),
        ([requirement(None, AT_MOST)], True, False),
        ([requirement(NoneOf((ALWAYS, AT_LEAST)))], False, True),
        ([requirement(AnyOf((ALWAYS, AT_LEAST)))], True, False),
        ([requirement(AllOf((OTHER, AT_MOST)))], False, True),
        ([requirement(AllOf((AT_LEAST, AT_MOST)))], False, False),
        ([requirement(Quantified(Quantifier.SOME, LIST, AT_LEAST))], True, False),
        ([requirement(Quantified(Quantifier.EVERY, LIST, AT_LEAST))], True, False),
        ([requirement(Quantified(Quantifier.NONE, LIST, AT_LEAST))], False, True),
        ([requirement(CountOf(LIST, ALWAYS, "at_least", (X,)))], True, False),
        ([requirement(NoneOf((CountOf(LIST, ALWAYS, "at_least", (X,)),)))], False, True),
        ([requirement(CountOf(LIST, AT_LEAST, "at_least", (Constant(1),)))], False, False),
        ([requirement(Compare(AGE, "is", (X,)))], False, False),
        ([requirement(Compare(AGE, "between", (X, Constant(60))))], False, False),
        ([requirement(AT_LEAST), requirement(OTHER), requirement(AT_LEAST)], True, False),
        ([requirement(AT_LEAST), requirement(AT_MOST)], False, False),
        ([requirement(AT_LEAST, AT_LEAST)], False, False),
        ([requirement(None, ALWAYS, PolicyException("e", ALWAYS, AT_LEAST))], True, False),
        ([requirement(None, ALWAYS, PolicyException("e", ALWAYS, AT_MOST))], False, True),
        ([requirement(None, ALWAYS, PolicyException("e", AT_LEAST, None))], False, False),
        ([requirement(AT_LEAST, ALWAYS, PolicyException("e", AT_LEAST, None))], False, False),
        ([requirement(AT_LEAST, ALWAYS, PolicyException("e", ALWAYS, AT_LEAST))], True, False),
    ],
)
def test_each_use_must_be_harder_to_meet(uses: list[Requirement], greater: bool, smaller: bool) -> None:
    assert tightens(18, 19, *uses) is greater
    assert tightens(18, 17, *uses) is smaller
    assert tightens(18, 18, *uses)


SCALE = FieldType(Kind.SCALE, (Choice("low", SAME), Choice("mid", SAME), Choice("high", SAME)))
CHOICE = FieldRef("level", SCALE)


@pytest.mark.parametrize(
    ("operator", "old", "new", "fits"),
    [
        ("in", ("low", "mid"), ("low",), True),
        ("in", ("low", "mid"), ("mid", "low"), True),
        ("in", ("low", "mid"), ("low", "high"), False),
        ("in", ("low",), ("low", "mid"), False),
        ("not_in", ("low",), ("low", "mid"), True),
        ("not_in", ("low", "mid"), ("low",), False),
        ("not_in", ("low", "mid"), ("mid", "low"), True),
        ("not_in", ("low", "mid"), ("low", "high"), False),
        ("in", ("low", "mid"), "low", False),
        ("not_in", "low", ("low", "mid"), False),
        ("at_least", "low", "mid", True),
        ("at_least", "mid", "low", False),
        ("at_most", "mid", "low", True),
        ("at_most", "low", "high", False),
    ],
)
def test_lists_and_scales_are_compared_by_what_they_allow(
    operator: str, old: Scalar | tuple[Scalar, ...], new: Scalar | tuple[Scalar, ...], fits: bool
) -> None:
    many = Parameter("x", many=operator in ("in", "not_in"))
    before = policy(history(("2000-01-01", None, old), type_=SCALE), requirement(Compare(CHOICE, operator, (many,))))
    assert only_tightens(before, history(("2010-01-01", None, new), type_=SCALE)) is fits


def test_the_requirements_that_use_a_parameter_are_found_wherever_it_stands() -> None:
    using = [
        requirement(AT_LEAST), requirement(None, AT_MOST), requirement(Compare(AGE, "is", (X,))),
        requirement(None, ALWAYS, PolicyException("e", AT_LEAST, None)),
        requirement(CountOf(LIST, AT_LEAST, "is", (Constant(1),))),
    ]  # fmt: skip
    named = [replace(r, id=str(i)) for i, r in enumerate(using)]
    found = users(policy(OLD, requirement(OTHER), *named, requirement(None)), "x")
    assert [r.id for r in found] == [r.id for r in named]


@pytest.mark.parametrize("test", ["{between: [$least, 60]}", "{is: $least}", "{in: [18, 19], is_not: $least}"])
def test_a_place_may_not_change_what_has_no_direction(tmp_path: Path, test: str) -> None:
    root = Path(shutil.copytree(HERE / "base", tmp_path / "library"))
    plain = (root / "plain.yaml").read_text().replace("{at_least: $least}", test)
    (root / "plain.yaml").write_text(plain)
    sets = "sets: {least: [{from: 2018-01-01, value: 19}]}"
    amendment = f"amendment: case\nschema: 1\namends: plain\nplace: north\n{sets}\n"
    (root / "case.yaml").write_text(amendment)
    [problem] = read_library(root)[1]
    assert (problem.code, problem.values) == (codes.RELAXES, {"found": "least", "policy": "plain"})
    (root / "plain.yaml").write_text(plain.replace("  - id: grown-up\n", "  - id: grown-up\n    delegable: true\n"))
    assert read_library(root)[1] == []
