"""JSON that programs send: read as strictly as files are, then taken into a shape that refuses unknown keys."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, TypeVar

from fastapi import Request
from pydantic import BaseModel, ValidationError

from kiemnhiem.cases.jsontext import JsonText
from kiemnhiem.language import Lang, Text
from kiemnhiem.web.access.visitor import Who
from kiemnhiem.web.render import lang_of

#: Bytes of a body of JSON.
MOST = 4 << 20
_NOT_JSON = Text("Nội dung gửi lên không phải JSON hợp lệ", "The body is not valid JSON")
_NOT_SO = Text("Nội dung gửi lên không đúng mẫu", "The body is not of the right shape")
_TOO_LARGE = Text("Nội dung gửi lên lớn hơn {most} MiB", "The body is larger than {most} MiB")

Model = TypeVar("Model", bound=BaseModel)


class Invalid(Exception):
    """What was sent cannot be taken: the status, why, and where."""

    def __init__(self, status: int, text: Text, details: Sequence[str] = ()) -> None:
        super().__init__(text.en)
        self.status, self.text, self.details = status, text, details


def sent(model: type[Model]) -> Callable[..., Awaitable[Model]]:
    """A dependency: the body as a model, for somebody who is signed in. Raises :class:`Invalid`."""

    async def body(request: Request, _: Who) -> Model:
        return taken(model, await raw(request), lang_of(request))

    return body


def taken(model: type[Model], raw: bytes, lang: Lang) -> Model:
    """A body as a model. Raises :class:`Invalid`."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Invalid(400, _NOT_JSON, ["UTF-8"]) from None
    source = JsonText(text, "body")
    values = [value for _, value in source.lines([text])]
    if source.problems or not values or not _is_text(values[0]):
        raise Invalid(400, _NOT_JSON, [p.message(lang) for p in source.problems])
    try:
        return model.model_validate(values[0])
    except ValidationError as error:
        raise Invalid(422, _NOT_SO, [wrong(of) for of in error.errors()]) from None


def _is_text(value: object) -> bool:
    """Whether every text in it can be written in UTF-8: JSON can name halves of characters."""
    if isinstance(value, str):
        return not any("\ud800" <= c <= "\udfff" for c in value)
    if isinstance(value, dict):
        return all(_is_text(k) and _is_text(v) for k, v in value.items())
    return not isinstance(value, list) or all(map(_is_text, value))


async def raw(request: Request) -> bytes:
    """The bytes of a body, so many as are read at all. Raises :class:`Invalid`."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST:
            raise Invalid(413, _TOO_LARGE.format(most=MOST >> 20))
    return bytes(body)


def wrong(error: Mapping[str, Any]) -> str:
    """What is wrong with one value, without the value."""
    return f"{'.'.join(map(str, error['loc']))}: {error['msg']}"


def described(model: type[BaseModel]) -> dict[str, Any]:
    """The body for the description of a route: a model without models in it, which the description would not have."""
    schema = model.model_json_schema(ref_template="#/components/schemas/{model}")
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}
