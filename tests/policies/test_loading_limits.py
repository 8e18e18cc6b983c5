"""What a library's files may not be, and scalars that other YAML readers take for something else."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.budget import examples
from support.libraries import HERE, library_with, problems_with

from kiemnhiem.errors import PolicyError, UsageError
from kiemnhiem.limits import LIMITS
from kiemnhiem.policy import codes, load_library, resolve
from kiemnhiem.policy.conditions import Compare, Constant
from kiemnhiem.policy.source import load_document

VALID = [p.read_bytes() for p in sorted((HERE / "valid").glob("*.yaml"))]


def test_a_file_over_the_size_is_refused(tmp_path: Path) -> None:
    assert [p.code for p in problems_with(tmp_path, b"#" * (LIMITS.yaml_bytes + 1))] == [codes.FILE_TOO_LARGE]


def test_too_many_values_are_refused() -> None:
    _, problems = load_document("[" + "a," * LIMITS.yaml_nodes + "]", "many.yaml")
    assert [p.code for p in problems] == [codes.TOO_MANY_NODES]


def test_nesting_far_beyond_the_stack_is_refused() -> None:
    _, problems = load_document("[" * 200_000, "deep.yaml")
    assert [p.code for p in problems] == [codes.TOO_DEEP]


def test_aliases_that_would_grow_without_end_are_refused() -> None:
    laughs = "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n"
    _, problems = load_document(laughs, "laughs.yaml")
    assert {p.code for p in problems} == {codes.ANCHOR}
    assert len(problems) == 6


def test_an_empty_folder_is_no_library(tmp_path: Path) -> None:
    with pytest.raises(PolicyError) as caught:
        load_library(tmp_path)
    assert [p.code for p in caught.value.problems] == [codes.EMPTY_LIBRARY]


def test_a_missing_folder_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(PolicyError) as caught:
        load_library(tmp_path / "nowhere")
    assert [p.code for p in caught.value.problems] == [codes.UNREADABLE_FILE]


def test_a_file_named_yml_is_pointed_out(tmp_path: Path) -> None:
    library_with(tmp_path, "posts: more\nschema: 1\ncatalogue: {}\n")
    (tmp_path / "library/other.yml").write_text("policy: x\n")
    _, warnings = load_library(tmp_path / "library")
    assert [p.code for p in warnings] == [codes.UNUSED_FILE]


SCALARS = """policy: case
schema: 1
title: {vi: Giả định, en: Made up}
stance: permitted
subject: candidate
requirements:
  - id: names
    title: {vi: Tên, en: Names}
    require: {name: {in: [001077012345, no, 12:30, 1e3, ~, 2018-01-01, 0x1F, .inf, "null"]}}
    source: {document: made-up}
"""


def test_scalars_stay_the_text_they_are(tmp_path: Path) -> None:
    require = library_with(tmp_path, SCALARS).policies["case"].requirements[0].require
    assert isinstance(require, Compare)
    found = [o.value for o in require.operands if isinstance(o, Constant)]
    assert found == ["001077012345", "no", "12:30", "1e3", "~", "2018-01-01", "0x1F", ".inf", "null"]


def test_text_is_normalised_to_composed_accents() -> None:
    document, problems = load_document("a: Tru\u031bo\u031b\u0309ng", "nfd.yaml")
    assert not problems
    assert document is not None
    assert document.data == {"a": "Trưởng"}


DATED = """policy: case
schema: 1
title: {vi: Giả định, en: Made up}
stance: permitted
subject: candidate
in_force: {from: 2018-01-01, until: 2019-12-31}
parameters: {least: [{from: 2018-06-01, value: 21}]}
requirements:
  - {id: age, title: {vi: Tuổi, en: Age}, require: {age: {at_least: $least}}, source: {document: made-up}}
"""


def test_a_policy_not_in_force_is_not_asked(tmp_path: Path) -> None:
    library = library_with(tmp_path, DATED)
    for day in (date(2017, 12, 31), date(2020, 1, 1)):
        with pytest.raises(UsageError) as caught:
            resolve(library, day, ["case"])
        assert [p.code for p in caught.value.problems] == [codes.NOT_IN_FORCE]


def test_a_parameter_without_a_value_on_the_day_is_an_error_of_the_policy(tmp_path: Path) -> None:
    library = library_with(tmp_path, DATED)
    with pytest.raises(PolicyError) as caught:
        resolve(library, date(2018, 5, 31), ["case"])
    assert [p.code for p in caught.value.problems] == [codes.NO_PARAMETER_VALUE]
    assert resolve(library, date(2018, 6, 1), ["case"]).screened


def test_a_misspelt_policy_is_named_with_what_was_meant(tmp_path: Path) -> None:
    library = library_with(tmp_path, DATED)
    with pytest.raises(UsageError) as caught:
        resolve(library, date(2018, 6, 1), ["plane"])
    assert caught.value.problems[0].suggestion == "plain"


@pytest.mark.fuzz
@settings(max_examples=examples(150), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_mutated_policy_files_give_problems_never_a_traceback(data: st.DataObject, tmp_path: Path) -> None:
    content = bytearray(data.draw(st.sampled_from(VALID)))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(content) - 1))
        if data.draw(st.booleans()):
            content[at] = data.draw(st.integers(0, 255))
        else:
            del content[at : at + data.draw(st.integers(1, 40))]
        if not content:
            break
    for problem in problems_with(tmp_path, bytes(content)):
        assert problem.place is None or problem.place.file
