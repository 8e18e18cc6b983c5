"""What the shapes of files are made of: maps with known keys, words in both languages, days, ids."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationInfo, model_validator
from pydantic_core import PydanticCustomError

from kiemnhiem.language import Text
from kiemnhiem.policy.constants import parse_day
from kiemnhiem.policy.model import Period

ID = re.compile(r"[a-z0-9]+(?:[-_/.][a-z0-9]+)*")


def refused(found: object, vi: str, en: str) -> PydanticCustomError:
    """The error of a value of another shape than expected."""
    return PydanticCustomError("shape", "{en}", {"found": found, "vi": vi, "en": en})


def _day(raw: object) -> object:
    if isinstance(raw, str) and (day := parse_day(raw)):
        return day
    raise refused(raw, "một ngày dạng 2018-08-28", "a date like 2018-08-28")


def _flag(raw: object) -> object:
    if raw in ("true", "false"):
        return raw == "true"
    raise refused(raw, "true hoặc false", "true or false")


def _id(raw: object) -> object:
    if isinstance(raw, str) and ID.fullmatch(raw):
        return raw
    raise PydanticCustomError("id", "id", {"found": raw})


def _schema(raw: object) -> object:
    if raw == "1":
        return 1
    raise PydanticCustomError("schema", "schema", {"found": raw})


def one_or_many(raw: object) -> object:
    """A single value read as a list of one."""
    return raw if isinstance(raw, list) else [raw]


def _words(raw: object) -> object:
    if isinstance(raw, str) and not raw.strip():
        raise refused(raw, "một đoạn chữ", "text")
    return raw


Day = Annotated[date, BeforeValidator(_day)]
Flag = Annotated[bool, BeforeValidator(_flag)]
Said = Annotated[str, BeforeValidator(_words)]
Id = Annotated[str, BeforeValidator(_id)]
Ids = Annotated[tuple[Id, ...], BeforeValidator(one_or_many)]
Schema = Annotated[Literal[1], BeforeValidator(_schema)]


class Shape(BaseModel):
    """A map with known keys. Remembers which shape each map was read as, so that a message can list its keys."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)
    one_of: ClassVar[tuple[str, ...]] = ()

    @model_validator(mode="before")
    @classmethod
    def _remember(cls, data: Any, info: ValidationInfo) -> Any:
        if isinstance(data, dict) and info.context is not None:
            info.context["shapes"][id(data)] = cls
        return data

    @classmethod
    def keys(cls) -> list[str]:
        """The keys a map of this shape may have."""
        return [field.alias or name for name, field in cls.model_fields.items()]


class Words(Shape):
    """Text in both languages."""

    vi: Said
    en: Said

    def text(self) -> Text:
        """As the text it is."""
        return Text(self.vi, self.en)


class Dated(Shape):
    """Something with dates."""

    from_: Day | None = Field(None, alias="from")
    until: Day | None = None

    @model_validator(mode="after")
    def _forward(self) -> Self:
        if self.from_ and self.until and self.until < self.from_:
            raise PydanticCustomError("reversed", "reversed", {"found": self.until, "expected": self.from_})
        return self

    def period(self) -> Period:
        """As the period it is."""
        return Period(self.from_, self.until)
