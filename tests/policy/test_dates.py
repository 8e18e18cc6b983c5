"""The days on which a library changes are found in every part that has dates."""

from datetime import date
from pathlib import Path

from support.libraries import library_with

from kiemnhiem.policy.dates import Change, Event, Part, changes

POLICY = """policy: case
schema: 1
title: {vi: Giả định, en: Made up}
stance: permitted
subject: candidate
in_force: {from: 2010-01-01, until: 2020-12-31}
parameters:
  floor: [{from: 2010-01-01, value: 18}, {from: 2015-01-01, until: 2019-12-31, value: 21}]
requirements:
  - id: age
    title: {vi: Tuổi, en: Age}
    require: {age: {at_least: $floor}}
    from: 2011-01-01
    source: {document: made-up}
    except:
      - {id: young, when: {member: true}, waive: true, until: 2012-06-30, source: {document: made-up}}
"""
VOCABULARY = """vocabulary: office
schema: 1
label: {vi: Cơ quan, en: Office}
fields:
  level:
    type: integer
    label: {vi: Bậc, en: Level}
    derived: {lookup: [{when: {big: true}, value: 1, from: 2013-01-01}, {when: {big: false}, value: 2}]}
  big: {type: boolean, label: {vi: Lớn, en: Big}}
"""
SOURCES = """sources: more
schema: 1
documents:
  dated:
    number: 02-XX
    date: 2014-01-01
    issuer: {vi: Cơ quan, en: A body}
    title: {vi: Văn bản, en: A text}
    from: 2014-02-01
    until: 2016-01-31
    evidence: memory
"""
POSTS = """posts: more
schema: 1
catalogue:
  clerk: {vi: Thư ký, en: Clerk, from: 2017-01-01}
"""


def test_every_dated_part_of_a_policy_is_found_with_the_day_after_its_last(tmp_path: Path) -> None:
    found = [c for c in changes(library_with(tmp_path, POLICY)) if c.name.startswith("case")]
    assert found == [
        Change(date(2010, 1, 1), Part.PARAMETER, "case#floor", Event.BEGINS),
        Change(date(2010, 1, 1), Part.POLICY, "case", Event.BEGINS),
        Change(date(2011, 1, 1), Part.REQUIREMENT, "case#age", Event.BEGINS),
        Change(date(2012, 7, 1), Part.EXCEPTION, "case#age#young", Event.ENDED),
        Change(date(2015, 1, 1), Part.PARAMETER, "case#floor", Event.BEGINS),
        Change(date(2020, 1, 1), Part.PARAMETER, "case#floor", Event.ENDED),
        Change(date(2021, 1, 1), Part.POLICY, "case", Event.ENDED),
    ]


def test_rows_of_tables_sources_and_posts_are_found(tmp_path: Path) -> None:
    library_with(tmp_path, VOCABULARY, "office.yaml")
    library_with(tmp_path, SOURCES, "more-sources.yaml")
    found = {(c.day, c.part, c.name) for c in changes(library_with(tmp_path, POSTS, "more-posts.yaml"))}
    assert {
        (date(2013, 1, 1), Part.LOOKUP, "office#level"),
        (date(2014, 2, 1), Part.SOURCE, "dated"),
        (date(2016, 2, 1), Part.SOURCE, "dated"),
        (date(2017, 1, 1), Part.POST, "clerk"),
    } <= found
