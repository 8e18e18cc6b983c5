"""A library that uses every key of every kind of file is read as it is written, nothing lost and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from support.libraries import HERE
from support.plainly import plainly

from kiemnhiem.policy import load_library
from kiemnhiem.policy.conditions import AllOf, AnyOf, Compare, Condition, FieldRef, Holds, NoneOf, Scope
from kiemnhiem.policy.printer import condition_map, mutable_map, print_policy
from kiemnhiem.policy.types import FieldType, How, Kind, Mutable, Toward

WHOLE = HERE / "whole"
LIBRARY, WARNINGS = load_library(WHOLE)
READ: dict[str, Any] = yaml.safe_load((HERE / "whole.yaml").read_text("utf-8"))
KINDS = (
    "layers", "localities", "posts", "sources", "vocabularies", "policies", "amendments", "indicators", "chapters",
)  # fmt: skip


def read(kind: str) -> Any:
    return {name: plainly(thing) for name, thing in getattr(load_library(WHOLE)[0], kind).items()}


@pytest.mark.parametrize("kind", KINDS)
def test_everything_is_read_as_written(kind: str) -> None:
    found = read(kind)
    assert found == READ[kind], yaml.safe_dump({kind: found}, allow_unicode=True, sort_keys=False, width=120)


def test_there_is_nothing_to_warn_of() -> None:
    assert WARNINGS == []


@pytest.mark.parametrize("path", sorted((HERE / "printed").glob("*.yaml")), ids=lambda p: p.stem)
def test_a_policy_is_printed_as_its_author_would_write_it(path: Path) -> None:
    [policy] = [p for p in load_library(WHOLE)[0].policies.values() if p.id == f"group/{path.stem}"]
    assert print_policy(policy) == path.read_text("utf-8")


@pytest.mark.parametrize(
    ("mutable", "printed"),
    [
        (Mutable(How.GRANTED), "granted"),
        (Mutable(How.COMPLETED, 2), {"how": "completed", "weight": "2"}),
        (Mutable(How.COMPLETED, 1, Toward.UP), {"how": "completed", "only": "up"}),
        (Mutable(How.GRANTED, 100, Toward.DOWN), {"how": "granted", "weight": "100", "only": "down"}),
    ],
)
def test_how_a_fact_changes_is_printed_as_short_as_it_can_be(mutable: Mutable, printed: object) -> None:
    assert mutable_map(mutable) == printed


def test_what_no_author_can_write_is_not_printed() -> None:
    with pytest.raises(ValueError, match="Holds is not written in policies"):
        condition_map(Holds(FieldRef("posts", FieldType(Kind.LIST)), ("head",)))


@pytest.mark.parametrize(("group", "word"), [(AllOf, "all_of"), (AnyOf, "any_of"), (NoneOf, "none_of")])
def test_in_a_list_a_field_of_the_case_is_named_as_one(group: Callable[[Any], Condition], word: str) -> None:
    day = FieldType(Kind.DATE)
    test = Compare(FieldRef("since", day, Scope.ITEM), "after", (FieldRef("born", day),))
    assert condition_map(group((test,)), in_list=True) == {word: [{"since": {"after": {"case": "born"}}}]}
    assert condition_map(group((test,))) == {word: [{"since": {"after": {"field": "born"}}}]}
