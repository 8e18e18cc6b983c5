"""Every dated part changes on its first day and on the day after its last; a source is in doubt after its check."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from support.libraries import HERE, library_with

from kiemnhiem.policy import load_library
from kiemnhiem.policy.dates import Change, Event, Part, changes
from kiemnhiem.policy.model import Library, Period

EXPECTED = """
2000-01-01 layer province begins
2001-01-01 place east begins
2002-01-01 post head begins
2010-01-01 lookup candidate#posts#rank begins
2018-01-01 parameter group/case#least begins
2018-01-01 parameter group/case#regions begins
2018-01-01 policy group/case begins
2018-02-01 requirement group/case#age begins
2018-05-01 exception group/case#island begins
2019-01-01 amendment group/amendment begins
2019-01-01 exception group/case#age#few begins
2019-01-01 parameter group/case#least begins
2019-01-01 parameter group/case#least ended
2019-01-01 parameter group/tightened#least begins
2019-01-01 parameter group/tightened#regions begins
2019-02-01 exception group/amendment#western begins
2019-03-01 source second begins
2019-07-01 parameter group/tightened#least ended
2020-01-01 amendment group/amendment ended
2020-01-01 lookup candidate#posts#rank ended
2021-01-01 exception group/case#age#old ended
2021-01-01 place east ended
2025-01-02 source second in_doubt
2029-01-01 requirement group/case#age ended
2030-01-01 post head ended
2030-01-01 source second ended
2031-01-01 layer province ended
""".strip().splitlines()


@pytest.fixture
def library() -> Library:
    return load_library(HERE / "whole")[0]


def shown(found: tuple[Change, ...]) -> list[str]:
    return [f"{c.day} {c.part} {c.name} {c.event}" for c in found]


def test_every_dated_part_of_a_library_changes_oldest_first(library: Library) -> None:
    assert shown(changes(library)) == EXPECTED


def test_what_an_amendment_adds_has_days_of_its_own(library: Library) -> None:
    amendment = library.amendments["group/amendment"]
    [added] = amendment.adds
    dated = replace(added, period=Period(date(2019, 3, 1), date(2019, 3, 31)))
    found = changes(replace(library, amendments={"group/amendment": replace(amendment, adds=(dated,))}))
    assert [line for line in shown(found) if "#added" in line] == [
        "2019-03-01 requirement group/amendment#added begins", "2019-04-01 requirement group/amendment#added ended",
    ]  # fmt: skip


def test_what_lasts_to_the_end_of_the_calendar_does_not_end(library: Library) -> None:
    policy = replace(library.policies["group/other"], period=Period(date(2018, 1, 1), date.max))
    found = changes(replace(library, policies={"group/other": policy}))
    assert [c for c in found if c.part is Part.POLICY] == [
        Change(date(2018, 1, 1), Part.POLICY, "group/other", Event.BEGINS)
    ]


def test_the_same_change_is_told_once(tmp_path: Path) -> None:
    shutil.copytree(HERE / "base", tmp_path / "library", dirs_exist_ok=True)
    table = "{lookup: [{when: {big: true}, value: 1, from: 2013-01-01}, {when: {}, value: 2, from: 2013-01-01}]}"
    library = library_with(tmp_path, f"""vocabulary: case
schema: 1
label: {{vi: A, en: A}}
fields:
  big: {{type: boolean, label: {{vi: A, en: A}}}}
  level: {{type: integer, label: {{vi: A, en: A}}, derived: {table}}}
""")  # fmt: skip
    assert [line for line in shown(changes(library)) if "lookup" in line] == ["2013-01-01 lookup case#level begins"]
