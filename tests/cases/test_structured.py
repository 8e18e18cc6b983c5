from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from support.office import Reads, found

from kiemnhiem.cases import Recorded, facts_of
from kiemnhiem.errors import InputError
from kiemnhiem.language import Lang
from kiemnhiem.policy.model import Library
from kiemnhiem.policy.values import Span
from kiemnhiem.problem import Place

CASE = {
    "case_id": "A1",
    "Họ tên": "Lò Mẫu",
    "birth_date": "1975",
    "party_membership": "official",
    "children": 2,
    "income": 2.5,
    "resident": True,
    "phone": None,
    "discipline": [{"form": "reprimand", "Ngày kỷ luật": "2017-06"}, "warning"],
    "posts": ["Bí thư", {"post": "hamlet_head", "unit": "Bản A"}],
    "relatives": [],
    "judgements": {
        "hamlet/head#trusted": True,
        "introduced": {"answer": False, "by": "Chi bộ A", "on": "2018-06-05"},
    },
}
FACTS = {
    "case_id": "A1",
    "full_name": "Lò Mẫu",
    "birth_date": Span(date(1975, 1, 1), date(1975, 12, 31)),
    "party_membership": "official",
    "children": 2,
    "resident": True,
    "discipline": ({"form": "reprimand", "given_on": Span(date(2017, 6, 1), date(2017, 6, 30))}, {"form": "warning"}),
    "posts": ({"post": "cell_secretary"}, {"post": "hamlet_head", "unit": "Bản A"}),
    "relatives": (),
}
JUDGEMENTS = {
    "hamlet/head#trusted": Recorded(True),
    "party/admission#introduced": Recorded(False, "Chi bộ A", date(2018, 6, 5)),
}


def as_yaml(data: object) -> str:
    """YAML's flow style holds JSON."""
    return json.dumps(data, ensure_ascii=False)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.json", json.dumps([CASE])),
        ("a.json", json.dumps({"cases": [CASE]}, ensure_ascii=False)),
        ("a.jsonl", json.dumps(CASE) + "\n\n"),
        ("a.yaml", as_yaml([CASE])),
        ("a.yml", as_yaml({"cases": [CASE]})),
    ],
)
def test_a_case_is_read_from_every_structured_format(reads: Reads, tmp_path: Path, name: str, text: str) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    reading = reads(path)
    assert [p.code.id for p in reading.problems] == []
    facts = dict(reading.cases[0].facts)
    assert str(facts.pop("income")) == "2.5"
    assert facts == FACTS
    assert reading.cases[0].judgements == JUDGEMENTS
    assert reading.tables == ()


def read_json(reads: Reads, text: str, name: str = "a.json") -> tuple[list[str], list[tuple[str, int | None]]]:
    """Ids, and the codes and lines of problems."""
    path = reads.folder / name
    path.write_text(text, encoding="utf-8")
    try:
        reading = reads(path)
    except InputError as error:
        return [], [(p.code.id, p.place.line if p.place else None) for p in error.problems]
    return [c.id for c in reading.cases], [(p.code.id, p.place.line if p.place else None) for p in reading.problems]


@pytest.mark.parametrize(
    ("text", "ids", "problems"),
    [
        ('[{"case_id": "A1"},\n {"case_id": "A2", "childen": 1}]', ["A1", "A2"], [("C211", 2)]),
        ('[{"case_id": "A1"},\n {"case_id": "A2"} x', ["A1", "A2"], [("C112", 2)]),
        ('[{"case_id": "A1", "children": NaN}]', ["A1"], [("C301", 1)]),
        ('[{"case_id": "A1", "children": Infinity}]', ["A1"], [("C301", 1)]),
        ('[{"case_id": "A1", "children": 1' + "0" * 5000 + "}]", ["A1"], [("C301", 1)]),
        ('[{"case_id": "A1",\n "children": 1, "children": 2}]', ["A1"], [("C113", 1)]),
        ('[{"case_id": "A1", "children": true}]', ["A1"], [("C301", 1)]),
        ('[{"case_id": "A1", "full_name": "\\ud800"}]', ["A1"], [("C301", 1)]),
        ('[{"case_id": "A1", "posts": {"post": 1}}]', ["A1"], [("C114", 1)]),
        ('[{"case_id": "A1", "posts": [["x"]]}]', ["A1"], [("C114", 1)]),
        ('[{"case_id": "A1", "posts": [{"pst": "x"}]}]', ["A1"], [("C211", 1)]),
        ('[{"case_id": "A1", "age": 3}]', ["A1"], [("C211", 1)]),
        ('[{"case_id": "A1", "judgements": {"x": true}}]', ["A1"], [("C212", 1)]),
        ('[{"case_id": "A1", "judgements": {"introduced": {"answer": "maybe"}}}]', ["A1"], [("C301", 1)]),
        ('[{"case_id": "A1", "judgements": {"introduced": {"bye": "x"}}}]', ["A1"], [("C211", 1)]),
        ('[{"full_name": "Lò"}]', ["1"], [("C305", 1)]),
        ("[1,\n{}]", ["2"], [("C114", 1), ("C305", 2)]),
        ("[" * 100_000, [], [("C112", 1)]),
        ("[]", [], [("C216", None)]),
        ('{"case": []}', [], [("C114", 1)]),
        ('"x"', [], [("C114", 1)]),
        ("[] []", [], [("C112", 1)]),
    ],
)  # fmt: skip
def test_what_is_wrong_in_json_is_told_by_line_and_costs_only_itself(
    reads: Reads, text: str, ids: list[str], problems: list[tuple[str, int | None]]
) -> None:
    assert read_json(reads, text) == (ids, problems)


@pytest.mark.parametrize("number", ["7" * 10_000, "7" * 400 + ".5", "7e999"])
def test_a_number_that_is_too_long_is_refused_as_it_is_written(reads: Reads, number: str) -> None:
    path = reads.folder / "a.json"
    path.write_text('[{"full_name": "Lò", "case_id": ' + number + "}]", "utf-8")
    message = "\n".join(p.message(Lang.EN) for p in reads(path).problems)
    assert "C301" in message
    assert f'"{number[:5]}' in message
    assert "inf" not in message


def test_a_bad_line_of_json_lines_costs_only_itself(reads: Reads) -> None:
    text = '{"case_id": "A1"}\n{"case_id": \n[]\n{"case_id": "A2"} x\n{"case_id": "A3"}\n'
    assert read_json(reads, text, "a.jsonl") == (["A1", "A3"], [("C112", 2), ("C114", 3), ("C112", 4)])


def test_yaml_problems_have_line_and_column(reads: Reads, tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("- case_id: '0123'\n  birth_date: 31/02/1970\n  posts:\n    - {post: lái xe}\n  phone:\n", "utf-8")
    reading = reads(path)
    assert reading.cases[0].facts == {"case_id": "0123", "posts": ({"post": None},)}
    assert [(p.place.line, p.place.column) for p in reading.problems if p.place] == [(2, 15), (4, 14)]


def test_facts_of_an_object_are_located_by_path(library: Library) -> None:
    places = []

    def locate(path: tuple[str | int, ...]) -> Place:
        places.append(path)
        return Place("t.yaml", 7)

    raw = {
        "party_membership": "official",
        "party_official_on": "Chưa",
        "discipline": [{"given_on": "x"}],
        "children": "3",
    }
    facts, judgements, problems = facts_of(raw, library.vocabularies["candidate"], library, locate)
    assert facts == {"discipline": ({"given_on": None},), "children": 3}
    assert judgements == {}
    assert [p.code.id for p in problems] == ["C303", "C301"]
    assert ("discipline", 0, "given_on") in places


def test_several_judgement_records_may_be_an_array(reads: Reads, tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text('[{"case_id": "A1", "judgements": [{"requirement": "introduced", "answer": true}]}]', "utf-8")
    reading = reads(path)
    assert reading.cases[0].judgements == {"party/admission#introduced": Recorded(True)}
    assert found(reading, "C212") == []
