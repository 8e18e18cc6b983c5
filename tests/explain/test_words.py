"""Conditions read well in both languages."""

from pathlib import Path

import pytest
from support.libraries import library_with

from kiemnhiem.explain.words import Phrases
from kiemnhiem.language import Text

POLICY = """policy: case
schema: 1
title: {{vi: Giả định, en: Made up}}
stance: permitted
subject: candidate
sources: [made-up]
requirements:
  - id: counted
    title: {{vi: Đếm, en: Counted}}
    require: {{discipline: {{count: {count}}}}}
    source: {{document: made-up}}
"""


@pytest.mark.parametrize(
    ("count", "vi", "en"),
    [
        ("{at_least: 2}", "số mục kỷ luật từ 2 trở lên", "at least 2 entries under discipline"),
        ("{at_most: 1}", "số mục kỷ luật không quá 1", "at most 1 entry under discipline"),
        ("{between: [1, 3]}", "số mục kỷ luật từ 1 đến 3", "between 1 and 3 entries under discipline"),
        ("{is: 2}", "số mục kỷ luật: 2", "number of entries under discipline: 2"),
        ("{is_not: 1}", "số mục kỷ luật không phải là 1", "number of entries under discipline is not 1"),
        (
            "{at_least: {field: children}}",
            "số mục kỷ luật từ số con trở lên",
            "number of entries under discipline at least children",
        ),
        (
            "{where: {form: reprimand}, more_than: 1}",
            "số mục kỷ luật (hình thức: khiển trách) trên 1",
            "more than 1 entry under discipline (form: reprimand)",
        ),
    ],
)
def test_a_number_of_records_reads_as_one_would_say_it(tmp_path: Path, count: str, vi: str, en: str) -> None:
    library = library_with(tmp_path, POLICY.format(count=count))
    (requirement,) = library.policies["case"].requirements
    assert requirement.require
    assert Phrases(library, library.vocabularies["candidate"]).phrase(requirement.require) == Text(vi, en)
