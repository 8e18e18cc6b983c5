"""JSON that programs send: read as strictly as files are, then taken into a shape that refuses unknown keys."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from fastapi import Request
from pydantic import BaseModel, ValidationError

from kiemnhiem.cases.jsontext import JsonText
from kiemnhiem.language import Lang, Text
from kiemnhiem.problem import Problem
from kiemnhiem.web.access.visitor import Who

#: Bytes of a body of JSON.
MOST = 4 << 20
_NOT_JSON = Text("Nội dung gửi lên không phải JSON hợp lệ", "The body is not valid JSON")
_NOT_SO = Text("Nội dung gửi lên không đúng mẫu", "The body is not of the right shape")
_TOO_LARGE = Text("Nội dung gửi lên lớn hơn {most} MiB", "The body is larger than {most} MiB")

#: What pydantic finds wrong, in Vietnamese: by the beginnings of its names for it, the first that fits.
_WRONG = {
    "missing": "thiếu", "extra_forbidden": "không có khoá này", "too_long": "quá nhiều mục", "too_short": "quá ít mục",
    "string_too_long": "quá dài", "string_too_short": "quá ngắn", "greater_than": "nhỏ quá", "less_than": "lớn quá",
    "enum": "không phải một trong các giá trị được nhận", "literal_error": "không phải một trong các giá trị được nhận",
    "string_pattern_mismatch": "không đúng dạng", "date": "không phải một ngày", "bool": "phải là true hoặc false",
    "int": "phải là số nguyên", "string": "phải là chữ", "list": "phải là danh sách", "dict": "phải là đối tượng",
    "model": "phải là đối tượng", "json": "không phải JSON",
}  # fmt: skip
_OTHERWISE_WRONG = "giá trị không hợp lệ"

Model = TypeVar("Model", bound=BaseModel)


class Invalid(Exception):
    """What was sent cannot be taken: the status, why, and where."""

    def __init__(self, status: int, text: Text, details: Sequence[Text] = ()) -> None:
        super().__init__(text.en)
        self.status, self.text, self.details = status, text, details


def sent(model: type[Model]) -> Callable[..., Awaitable[Model]]:
    """A dependency: the body as a model, for somebody who is signed in. Raises :class:`Invalid`."""

    async def body(request: Request, _: Who) -> Model:
        return taken(model, await raw(request))

    return body


def taken(model: type[Model], raw: bytes) -> Model:
    """A body as a model. Raises :class:`Invalid`."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Invalid(400, _NOT_JSON, [Text("UTF-8", "UTF-8")]) from None
    source = JsonText(text, "body")
    values = [value for _, value in source.lines([text])]
    if source.problems or not values or not _is_text(values[0]):
        raise Invalid(400, _NOT_JSON, [*said(source.problems)])
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


def said(problems: Iterable[Problem]) -> Iterator[Text]:
    """Problems, a line each."""
    yield from (Text(*(p.message(lang) for lang in Lang)) for p in problems)


def wrong(error: Mapping[str, Any]) -> Text:
    """What is wrong with one value, without the value."""
    where, kind = ".".join(map(str, error["loc"])), str(error["type"])
    told = next((words for name, words in _WRONG.items() if kind.startswith(name)), _OTHERWISE_WRONG)
    return Text(f"{where}: {told}", f"{where}: {error['msg']}")


def described(model: type[BaseModel]) -> dict[str, Any]:
    """The body for the description of a route: a model without models in it, which the description would not have."""
    schema = model.model_json_schema(ref_template="#/components/schemas/{model}")
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}
