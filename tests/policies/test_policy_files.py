"""Every file in valid/ loads; every file in invalid/ gives just the problems its first line names, where it says."""

import re
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml
from support.libraries import HERE, library_with, problems_with

from kiemnhiem.errors import PolicyError
from kiemnhiem.language import Lang, Text
from kiemnhiem.policy import codes, load_library
from kiemnhiem.policy.printer import print_policy
from kiemnhiem.problem import CODES, Code, Place, Problem

INVALID = sorted((HERE / "invalid").glob("*.yaml"))
VALID = sorted((HERE / "valid").glob("*.yaml"))
#: What is told of each invalid file besides code and place: what was found and expected, and what was probably meant.
TOLD = yaml.safe_load((HERE / "told.yaml").read_text("utf-8"))
#: Codes that no single file of a library can show: files that cannot be opened or are huge, whole folders, dates asked
#: for, and test files; each has a test of its own elsewhere.
ELSEWHERE = {
    codes.FILE_TOO_LARGE, codes.TOO_MANY_NODES, codes.UNREADABLE_FILE, codes.EMPTY_LIBRARY, codes.UNUSED_FILE,
    codes.LIBRARY_TOO_LARGE, codes.LINK_OUTSIDE, codes.NOT_REGULAR, codes.PROGRAM_TOO_LARGE,
    codes.NOT_IN_FORCE, codes.NO_PARAMETER_VALUE, codes.OTHER_SUBJECT,
}  # fmt: skip


def expected(path: Path) -> list[tuple[str, int, int]]:
    content = path.read_bytes()
    if not content:
        return [("P102", 1, 1)]
    first = content.split(b"\n", 1)[0].decode()
    return [(code, int(line), int(column)) for code, line, column in re.findall(r"(P\d+) (\d+):(\d+)", first)]


def told(problem: Problem) -> dict[str, Any]:
    def shown(value: object) -> object:
        match value:
            case Text(vi, en):
                return {"vi": vi, "en": en}
            case Place(file, line, column):
                return f"{Path(file).name}:{line}:{column}"
            case int() | list():
                return value
            case _:
                return str(value)

    near = {"near": problem.suggestion} if problem.suggestion else {}
    return {"code": problem.code.id, **{name: shown(v) for name, v in problem.values.items()}, **near}


@pytest.mark.parametrize("path", INVALID, ids=lambda p: p.stem)
def test_invalid_file_names_code_and_place(path: Path, tmp_path: Path) -> None:
    wanted = expected(path)
    assert wanted, "the first line must name what is expected"
    problems = problems_with(tmp_path, path.read_bytes())
    found = [(p.code.id, p.place.line, p.place.column) for p in problems if p.place]
    assert sorted(found, key=str) == sorted(wanted, key=str)
    values = [told(p) for p in problems]
    shown = yaml.safe_dump({path.stem: values}, allow_unicode=True, sort_keys=False, width=120)
    assert values == TOLD.get(path.stem), shown
    for problem in problems:
        for lang in Lang:
            places = re.findall(r"\{\w+\}", problem.code.message[lang])
            assert not [name for name in places if name in problem.words(lang)], "each is filled in"


@pytest.mark.parametrize("path", VALID, ids=lambda p: p.stem)
def test_valid_file_loads(path: Path, tmp_path: Path) -> None:
    library = library_with(tmp_path, path.read_bytes())
    kinds = (library.policies, library.vocabularies, library.amendments, library.indicators)
    assert any("case" in kind or "derived" in kind for kind in kinds)


@pytest.mark.parametrize("path", [p for p in VALID if p.read_text().startswith("policy")], ids=lambda p: p.stem)
def test_printing_a_policy_and_reading_it_gives_the_same_policy(path: Path, tmp_path: Path) -> None:
    policy = library_with(tmp_path, path.read_bytes()).policies["case"]
    assert library_with(tmp_path, print_policy(policy)).policies["case"] == policy


def policy_codes() -> list[Code]:
    return [c for c in CODES.values() if re.fullmatch("P[1-5].*", c.id) and c not in ELSEWHERE]


@pytest.mark.parametrize("code", policy_codes(), ids=lambda c: c.id)
def test_every_code_is_shown_by_an_invalid_file(code: Code) -> None:
    assert any(code.id == found for path in INVALID for found, _, _ in expected(path))


def test_problems_of_several_files_come_together_and_a_broken_vocabulary_blames_no_policy(tmp_path: Path) -> None:
    root = Path(shutil.copytree(HERE / "base", tmp_path / "library"))
    vocabulary = root / "vocabulary.yaml"
    vocabulary.write_text(vocabulary.read_text().replace("type: integer, label", "type: intger, label", 1))
    (root / "other.yaml").write_text("policy: other\nschema: 3\n")
    (root / "case.yaml").write_text("a: [")
    with pytest.raises(PolicyError) as caught:
        load_library(root)
    found = {(Path(p.place.file).name, p.code.id) for p in caught.value.problems if p.place}
    assert {("vocabulary.yaml", "P204"), ("other.yaml", "P205"), ("case.yaml", "P101")} <= found
    assert not any(file == "plain.yaml" for file, _ in found)
