"""The shapes of test files, docs/language.md 6."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from kiemnhiem.policy.shape import Day, Flag, Id, Ids, Schema, Shape, Words, one_or_many


class TestRowShape(Shape):
    """What one row of a table of cases says besides its case."""

    name: str | None = None
    use: Ids = ()
    with_: dict[str, Any] = Field(default_factory=dict, alias="with")
    without: tuple[str, ...] = ()
    judgements: dict[Id, Flag] = Field(default_factory=dict)
    as_of: Day | None = None
    place: Id | None = None
    expect: Any = None
    remarks: tuple[Id, ...] | None = None


class TestCaseShape(TestRowShape):
    name: str
    table: tuple[TestRowShape, ...] = ()


class UnreachableShape(Shape):
    requirement: Id | None = None
    atom: str
    never: Annotated[tuple[Literal["true", "false", "unknown", "used", "unused"], ...], BeforeValidator(one_or_many)]
    because: Words


class ExplainedShape(Shape):
    mutant: str
    because: Words


class TestsFile(Shape):
    tests: Id
    schema_: Schema = Field(alias="schema")
    as_of: Day | None = None
    place: Id | None = None
    use: Ids = ()
    base: dict[str, Any] = Field(default_factory=dict)
    judgements: dict[Id, Flag] = Field(default_factory=dict)
    cases: tuple[TestCaseShape, ...]
    unreachable: tuple[UnreachableShape, ...] = ()
    explained: tuple[ExplainedShape, ...] = ()


class BasesFile(Shape):
    bases: Id
    schema_: Schema = Field(alias="schema")
    named: dict[Id, dict[str, Any]]
