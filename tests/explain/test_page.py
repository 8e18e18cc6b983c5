"""A policy as sentences: with all its dates, or as it stands on a day."""

from datetime import date
from pathlib import Path

import pytest
from support.libraries import library_with

from kiemnhiem.errors import UsageError
from kiemnhiem.explain.page import PolicyPage, page

POLICY = """policy: case
schema: 1
title: {vi: Giả định, en: Made up}
stance: encouraged
subject: candidate
posts: [head, secretary]
when: {region: highland}
in_force: {from: 2010-01-01}
sources: [made-up]
parameters:
  floor:
    - {from: 2010-01-01, value: 18, source: {document: made-up}}
    - {from: 2015-01-01, value: 21, source: {document: made-up}}
  forms:
    - {from: 2010-01-01, value: [reprimand], source: {document: made-up}}
    - {from: 2016-01-01, value: [reprimand, dismissal], source: {document: made-up}}
requirements:
  - id: age
    title: {vi: Tuổi, en: Age}
    when: {member: true}
    require: {age: {at_least: $floor}}
    source: {document: made-up, clause: Điều 7}
    until: 2020-12-31
    except:
      - {id: isle, when: {areas: {includes: island}}, waive: true, source: {document: made-up}}
  - id: clean
    title: {vi: Không bị kỷ luật, en: Clean record}
    require: {discipline: {none: {form: {in: $forms}, months: {less_than: 12}}}}
    source: {document: made-up}
  - id: asked
    title: {vi: Hỏi, en: Asked}
    when: {children: {at_least: 3}}
    judgement: {vi: Được tin?, en: Trusted?}
    source: {document: made-up}
    remedy: {policy: plain}
"""
AMENDMENT = """amendment: north-case
schema: 1
amends: plain
place: north
in_force: {from: 2018-01-01}
sources: [made-up]
adds:
  - id: more
    title: {vi: Thêm, en: More}
    require: {member: true}
    source: {document: made-up}
sets: {least: [{from: 2018-01-01, value: 25, source: {document: made-up}}]}
"""


def read(folder: Path, as_of: date | None = None) -> PolicyPage:
    library = library_with(folder, POLICY)
    return page(library, library.policies["case"], as_of)


def test_a_parameter_stands_in_the_sentence_with_its_dates(tmp_path: Path) -> None:
    age, clean, _ = read(tmp_path).requirements
    assert age.sentence.en == (
        "Where member: yes: age at least 18 (from 2010-01-01 to 2014-12-31), 21 (from 2015-01-01)."
    )
    assert age.period.vi == "đến hết 31/12/2020"
    assert 'as listed under "forms" for each period' in clean.sentence.en


def test_on_a_day_the_value_of_the_day_stands_and_the_history_is_kept(tmp_path: Path) -> None:
    told = read(tmp_path, date(2017, 1, 1))
    age, clean, _ = told.requirements
    assert age.sentence.vi == "Khi Đảng viên: có, yêu cầu là: tuổi từ 21 trở lên."
    assert clean.sentence.en == "No entry under discipline (form: reprimand or dismissal; months less than 12)."
    floor, _ = told.parameters
    assert [(line.value.en, line.current) for line in floor.lines] == [("18", False), ("21", True)]


def test_what_is_not_in_force_on_the_day_is_left_out(tmp_path: Path) -> None:
    assert [r.id for r in read(tmp_path, date(2021, 1, 1)).requirements] == ["clean", "asked"]


def test_a_policy_not_in_force_is_wrong_use(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        read(tmp_path, date(2009, 1, 1))


def test_a_judgement_is_a_question_with_where_it_is_asked(tmp_path: Path) -> None:
    asked = read(tmp_path).requirements[2]
    assert asked.is_question
    assert asked.sentence.vi == "Được tin?"
    assert asked.applies is not None
    assert asked.applies.en == "Asked only where children at least 3."
    assert asked.remedy is not None
    assert "A made-up policy" in asked.remedy.en


def test_whom_it_concerns_and_its_exceptions_are_sentences(tmp_path: Path) -> None:
    told = read(tmp_path)
    assert told.concerns.en == (
        "Candidate holding together, in one unit: Hamlet head + Cell secretary; only where region: highland."
    )
    [isle] = told.requirements[0].exceptions
    assert isle.sentence.vi == "Được miễn khi địa bàn: hải đảo."


def test_what_a_place_changes_is_told_with_the_policy(tmp_path: Path) -> None:
    library = library_with(tmp_path, AMENDMENT, "north-case.yaml")
    [north] = page(library, library.policies["plain"]).amendments
    assert north.place.en == "North province"
    assert [r.id for r in north.requirements] == ["more"]
    assert north.parameters[0].lines[0].value.en == "25"
    assert page(library, library.policies["plain"], date(2017, 12, 31)).amendments == ()
