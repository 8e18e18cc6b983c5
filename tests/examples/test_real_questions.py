"""Real questions come out as they were officially answered, and every figure follows the facts in the file."""

from __future__ import annotations

import importlib.util
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml
from support.examples import EXAMPLES, run

from kiemnhiem.language import Lang

HERE = EXAMPLES / "real-questions"
QUESTIONS = HERE / "questions.yaml"
FILE: Mapping[str, Any] = yaml.safe_load(QUESTIONS.read_text(encoding="utf-8"))
ASKED = {q["id"]: q for q in FILE["questions"] if "asked" in q}
FIGURES = re.compile(r"^ *(?P<words>\S.*): (?P<complete>\d+) +(?P<asked>\d+) +(?P<same>\d+) +(?P<share>[\d.,]+%|–)$")
README = {"vi": "README.vi.md", "en": "README.md"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("real-questions")


@pytest.fixture(scope="module")
def printed(folder: Path) -> dict[str, list[str]]:
    """What the example prints in each language."""
    return {lang: _lines(run(HERE / "run.sh", folder, lang)) for lang in README}


@pytest.fixture(params=["vi", "en"])
def both(request: pytest.FixtureRequest, printed: dict[str, list[str]]) -> tuple[str, list[str]]:
    return request.param, printed[request.param]


@pytest.fixture(scope="module")
def library(folder: Path, printed: dict[str, list[str]]) -> Path:
    assert printed
    return folder / "policies-real-questions"


@pytest.fixture(scope="module")
def answer() -> Iterator[ModuleType]:
    """The script as a module."""
    spec = importlib.util.spec_from_file_location("answer", HERE / "answer.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules[spec.name]


def _lines(printed: str) -> list[str]:
    return [line.rstrip() for line in printed.splitlines()]


def _figures(lines: list[str]) -> dict[str, tuple[int, int, int]]:
    """Of each kind of question: how many are complete, asked, the same."""
    found = filter(None, map(FIGURES.match, lines))
    return {m["words"]: (int(m["complete"]), int(m["asked"]), int(m["same"])) for m in found}


def _asked(questions: str, library: Path, tmp_path: Path) -> list[str]:
    file = tmp_path / "questions.yaml"
    file.write_text(questions, encoding="utf-8")
    return _lines(run(HERE / "answer.py", file, library, "en"))


def _changed(old: str, new: str, after: str) -> str:
    """The file of questions with the first ``old`` after some words replaced."""
    text = QUESTIONS.read_text(encoding="utf-8")
    start = text.index(old, text.index(after))
    return text[:start] + new + text[start + len(old) :]


def _marks(lines: list[str]) -> dict[str, str]:
    """What is said of each question: the same, the same with a reservation, different."""
    heads = (line.split() for line in lines if re.match(r"TC-\d+ ", line))
    return {words[0]: words[-1] for words in heads}


def test_nine_in_ten_complete_questions_on_posts_and_admission_are_answered_the_same(
    printed: dict[str, list[str]],
) -> None:
    figures = _figures(printed["en"])
    complete, asked, same = figures["Posts and admission"]
    assert complete == sum(q["kind"] in {"elig", "adm"} and q["complete"] for q in FILE["questions"])
    assert asked <= complete
    assert same / complete >= 0.9


def test_the_questions_on_allowances_are_counted_for_themselves(printed: dict[str, list[str]]) -> None:
    figures = _figures(printed["en"])
    assert figures["Allowances, benefits"] == (11, 9, 9)
    assert figures["Procedure"] == (2, 0, 0)


def test_a_table_of_eighty_columns(both: tuple[str, list[str]]) -> None:
    lang, lines = both
    assert max(map(len, lines)) <= 80
    assert not any("…" in line and "/" in line and "°" in line for line in lines)
    assert set(ASKED) == set(_marks(lines))
    assert {"vi": "Trả lời chính thức", "en": "Official answer"}[lang] in "\n".join(lines)


def test_nothing_differs_without_a_reason_and_no_reason_is_left_behind(both: tuple[str, list[str]]) -> None:
    _, lines = both
    explained = {id_ for id_, q in ASKED.items() if "difference" in q["asked"]}
    assert {id_ for id_, mark in _marks(lines).items() if mark == "≠"} == explained
    assert {id_ for id_, mark in _marks(lines).items() if mark == "=*"} == {
        id_ for id_, q in ASKED.items() if "reservation" in q["asked"] and "difference" not in q["asked"]
    }


def test_what_is_not_asked_is_told_with_its_reason(both: tuple[str, list[str]]) -> None:
    _, lines = both
    told = " ".join(" ".join(lines).split())
    for question in FILE["questions"]:
        if "asked" not in question:
            assert f" {question['id']}: " in told
            assert "not_asked" in question or not question["complete"]


def test_a_fact_that_changes_changes_the_answer_and_the_figures(library: Path, tmp_path: Path) -> None:
    questions = _changed("residence: permanent", "residence: temporary", "assumptions:")
    lines = _asked(questions, library, tmp_path)
    assert {id_ for id_, mark in _marks(lines).items() if mark == "≠"} == {"TC-01", "TC-03", "TC-20"}
    assert _figures(lines)["Posts and admission"] == (9, 9, 6)
    assert "TC-01: nobody has explained this yet." in "\n".join(lines)
    assert any("permanent-residence" in line for line in lines)


def test_the_number_of_people_in_post_decides_the_allowance(library: Path, tmp_path: Path) -> None:
    lines = _asked(_changed("people_in_post: 22", "people_in_post: 20", "id: TC-07"), library, tmp_path)
    assert {id_ for id_, mark in _marks(lines).items() if mark == "≠"} == {"TC-07"}
    assert _figures(lines)["Allowances, benefits"] == (11, 9, 8)


def test_the_same_verdict_for_another_requirement_is_not_the_same(library: Path, tmp_path: Path) -> None:
    lines = _asked(_changed("[person-fewer]", "[one-only]", "id: TC-07"), library, tmp_path)
    assert _marks(lines)["TC-07"] == "≠"


def test_another_stance_is_not_the_same(library: Path, tmp_path: Path) -> None:
    lines = _asked(_changed("stance: encouraged", "stance: required", "id: TC-03"), library, tmp_path)
    assert _marks(lines)["TC-03"] == "≠"


def test_a_reason_that_is_given_is_told(library: Path, tmp_path: Path) -> None:
    reason = "      difference: {vi: Lý do thử., en: A reason on trial.}\n      cases:"
    lines = _asked(
        _changed("      cases:", reason, "id: TC-07").replace("people_in_post: 21", "people_in_post: 22"),
        library,
        tmp_path,
    )
    assert "  TC-07: A reason on trial." in lines


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("party_membership: none", "party_membrship: none", "party_membrship"),
        ("party_membership: none", "party_membership: perhaps", "perhaps"),
        ("policy: hamlet/head", "policy: hamlet/haed", "hamlet/head"),
        ("assume: [hamlet_head]", "assume: [hamlet_haed]", "hamlet_haed"),
        ("day: law", "day: whatever", "whatever"),
        ("    asked:", "    aksed:", "aksed"),
        ("as_of: 2020-01-01", "as_of: 2010-01-01", "2012"),
        ("health: true", "helth: true", "helth"),
    ],
)
def test_a_mistake_in_the_file_is_told_in_words(
    answer: ModuleType,
    library: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    old: str,
    new: str,
    told: str,
) -> None:
    file = tmp_path / "questions.yaml"
    file.write_text(_changed(old, new, "assumptions:"), encoding="utf-8")
    assert answer.main(file, library, Lang.EN) == 3
    shown = capsys.readouterr()
    assert told in shown.err
    assert shown.out == ""


def _texts(part: object) -> Iterator[Mapping[str, str]]:
    if isinstance(part, dict):
        if set(part) & {"vi", "en"}:
            yield part
        for inner in part.values():
            yield from _texts(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from _texts(inner)


def test_everything_is_said_in_both_languages_and_cites_its_page() -> None:
    texts = list(_texts(FILE))
    assert len(texts) > len(FILE["questions"]) * 2
    assert [text for text in texts if not (text.get("vi") and text.get("en"))] == []
    for question in FILE["questions"]:
        assert question["rule"]
        assert all(url.startswith("http") for url in question["url"])


def test_a_question_is_asked_on_the_day_of_its_answer_unless_the_page_has_none() -> None:
    for question in ASKED.values():
        asked = question["asked"]
        if asked["day"] == "answer":
            assert str(asked["as_of"].year) in question["answered"]
        else:
            assert re.search(r"n\.d\.|\?", question["answered"])


def test_the_readme_shows_what_is_printed(both: tuple[str, list[str]]) -> None:
    lang, lines = both
    text = (HERE / README[lang]).read_text(encoding="utf-8")
    blocks = [block for kind, block in re.findall(r"```(\w*)\n(.*?)```", text, re.DOTALL) if not kind]
    shown = [line for block in blocks for line in _lines(block)]
    assert len([line for line in shown if FIGURES.match(line)]) == 6
    assert [line for line in shown if line not in lines] == []
