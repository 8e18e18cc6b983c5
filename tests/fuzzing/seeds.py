"""Where fuzzing starts from: shipped policies, the files of tests, small files of made-up people."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from fuzzing.targets import PARTS, parts_of_workbook
from support.command import POLICIES
from support.libraries import HERE
from support.office import VOCABULARY

_LARGEST = 8192
CONDITIONS = (
    "party_membership: official",
    "{children: {at_most: 2}, birth_date: {on_or_before: 1975-06-05}}",
    "any_of: [{residence: permanent}, {none_of: [{children: {between: [0, 2]}}]}]",
    "discipline: {none: {form: reprimand}}",
    "discipline: {count: {where: {form: reprimand}, at_most: 1}}",
    "birth_date: {on_or_before: {field: as_of}}",
    "children: {in: [1, 2, 3]}",
    "children: {at_least: $least}",
    "verdicts: {hamlet/head: eligible}",
    "posts: {some: {post: hamlet_head, unit: {case: commune}}}",
)
CSV = (
    "Mã CB,Họ tên,Ngày sinh,Số con\nA1,Lò Mẫu,05/06/1975,2\nA2,Hà Thử,1980,Chưa\n",
    'Mã CB;Họ tên;Kỷ luật\nA1;"Lò ""Mẫu""";Khiển trách\n',
    "Xã A\n\tMã CB\tHọ tên\n1\tA1\tLò Mẫu\n",
)
_PEOPLE = [{"case_id": "A1", "posts": ["Bí thư"], "birth_date": "1975", "judgements": {"introduced": True}}]


def seeds(target: str) -> Iterator[bytes]:
    """The files that a target's fuzzing starts from."""
    match target:
        case "yaml" | "library":
            yield from _small(HERE.rglob("*.yaml"))
            yield from _small(POLICIES.rglob("*.yaml"))
        case "condition":
            yield from (text.encode() for text in CONDITIONS)
        case "csv":
            for text in CSV:
                yield from (text.encode("utf-8-sig"), text.encode("utf-16"), text.encode("cp1258", errors="replace"))
        case "json":
            whole, line = json.dumps(_PEOPLE, ensure_ascii=False), json.dumps(_PEOPLE[0])
            yield from (whole.encode(), json.dumps({"cases": _PEOPLE}).encode(), f"L{line}\n{line}\n".encode())
        case "workbook":
            yield from (kind + parts_of_workbook()[name] for kind, name in PARTS.items() if name in parts_of_workbook())
            yield b"O" + _OPEN_DOCUMENT
        case _:
            for field in VOCABULARY.fields.values():
                yield from (word.encode() for word in (field.name, field.label.vi, field.label.en, *field.headings))


def _small(paths: Iterator[Path]) -> Iterator[bytes]:
    contents = (path.read_bytes() for path in sorted(paths))
    yield from (content for content in contents if len(content) <= _LARGEST)


_OPEN_DOCUMENT = b"""<?xml version="1.0"?><office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x">
<table:table table:name="DS"><table:table-row table:number-rows-repeated="2">
<table:table-cell office:value-type="string"><text:p>A</text:p></table:table-cell>
<table:table-cell office:value-type="error" table:number-columns-repeated="3"><text:p>#N/A</text:p></table:table-cell>
</table:table-row></table:table></office:document-content>"""
