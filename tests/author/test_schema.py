"""The schemas an editor gets say just what the reader reads."""

import json
from pathlib import Path
from typing import Any

import pytest
from support.command import POLICIES, kiemnhiem

from kiemnhiem.author.schema import ENTRY, schemas
from kiemnhiem.author.schema.shapes import key_words, keyed, shape_name
from kiemnhiem.author.schema.words import ENUMS
from kiemnhiem.language import Lang
from kiemnhiem.policy import load_library, shipped_library
from kiemnhiem.policy.operators import OPERATORS
from kiemnhiem.policy.shape import Shape
from kiemnhiem.policy.shapes import FILES

LIBRARY = load_library(shipped_library())[0]
SCHEMAS = {lang: schemas(LIBRARY, lang) for lang in Lang}


def _all_shapes() -> list[type[Shape]]:
    found, waiting = [], [Shape]
    while waiting:
        for shape in waiting.pop().__subclasses__():
            if shape.__module__.startswith("kiemnhiem."):
                found.append(shape)
                waiting.append(shape)
    return found


SHAPES = _all_shapes()


def _written(schema: object) -> set[str]:
    """Every definition a schema refers to."""
    if isinstance(schema, dict):
        own = {schema["$ref"]} if isinstance(schema.get("$ref"), str) else set()
        return own.union(*map(_written, schema.values()))
    return set().union(*map(_written, schema)) if isinstance(schema, list) else set()


@pytest.mark.parametrize("lang", Lang)
@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.__name__)
def test_a_map_has_the_keys_the_reader_reads_and_no_others(shape: type[Shape], lang: Lang) -> None:
    holding = [s for s in SCHEMAS[lang].values() if shape_name(shape) in s.get("definitions", {})]
    for schema in holding:
        definition: dict[str, Any] = schema["definitions"][shape_name(shape)]
        assert list(definition["properties"]) == shape.keys()
        assert definition["additionalProperties"] is False
        assert {key for key, _, _, needed in keyed(shape) if needed} <= set(definition.get("required", ()))
    assert holding or shape.__subclasses__() or not list(keyed(shape)), "no schema has this shape"


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.__name__)
def test_every_key_is_told_in_both_languages(shape: type[Shape]) -> None:
    untold = [key for key in shape.keys() if not key_words(shape, key)]  # noqa: SIM118 - a method of shapes
    assert not untold


def test_every_keyword_is_told_in_both_languages() -> None:
    for enum, words in ENUMS.items():
        assert set(words) == set(enum)
        assert all(text.vi and text.en for text in words.values())


@pytest.mark.parametrize("name", [f"{kind}.json" for kind in FILES])
def test_a_schema_holds_all_it_refers_to(name: str) -> None:
    schema = SCHEMAS[Lang.VI][name]
    held = {f"#/definitions/{name}" for name in schema["definitions"]}
    assert _written(schema) == held


def test_the_entry_takes_each_kind_of_file() -> None:
    assert _written(SCHEMAS[Lang.VI][ENTRY]) == {f"{kind}.json" for kind in FILES}


def test_both_languages_constrain_alike() -> None:
    def plain(schema: object) -> object:
        if isinstance(schema, dict):
            said = ("description", "errorMessage", "markdownEnumDescriptions")
            return {key: plain(value) for key, value in schema.items() if key not in said}
        return [plain(item) for item in schema] if isinstance(schema, list) else schema

    assert plain(SCHEMAS[Lang.VI]) == plain(SCHEMAS[Lang.EN])


def test_a_field_has_just_the_operators_of_its_type() -> None:
    definitions = SCHEMAS[Lang.VI]["policy.json"]["definitions"]
    for field in LIBRARY.vocabularies["candidate"].fields.values():
        test = definitions[definitions["candidate:case"]["properties"][field.name]["$ref"].rpartition("/")[2]]
        if field.type.fields:
            assert {"some", "every", "none", "count"} <= test["properties"].keys()
        else:
            operators = test["oneOf"][0]["properties"]
            assert set(operators) == {o.name for o in OPERATORS.values() if field.type.kind in o.kinds}


def test_the_command_writes_them_and_says_where(tmp_path: Path) -> None:
    result = kiemnhiem("schema", "-o", tmp_path / "out", "--policies", POLICIES, "--lang", "en")
    assert result.exit_code == 0
    assert str(tmp_path / "out" / ENTRY) in result.output.replace("\n", "")
    written = {path.name: json.loads(path.read_text(encoding="utf-8")) for path in (tmp_path / "out").iterdir()}
    assert written == schemas(load_library(POLICIES)[0], Lang.EN)


def test_a_broken_library_is_told_and_nothing_is_written(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_text("polcy: x\n", encoding="utf-8")
    result = kiemnhiem("schema", "-o", tmp_path / "out", "--policies", tmp_path, "--lang", "en")
    assert result.exit_code == 4
    assert "P201" in result.output
    assert not (tmp_path / "out").exists()


def test_schemas_are_the_same_whenever_they_are_written() -> None:
    assert json.dumps(schemas(LIBRARY, Lang.VI)) == json.dumps(SCHEMAS[Lang.VI])
