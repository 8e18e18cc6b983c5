"""What a history remembers from one day, and from one case, to the next changes nothing of what it tells."""

from __future__ import annotations

from datetime import date

import pytest

from kiemnhiem.cases import read_objects
from kiemnhiem.explain.explainer import Explainer
from kiemnhiem.explain.question import Question
from kiemnhiem.explain.timeline import History
from kiemnhiem.policy import load_library, resolve, shipped_library
from kiemnhiem.policy.byplace import Programs
from kiemnhiem.policy.model import Library

START, UNTIL = date(2017, 1, 1), date(2020, 12, 31)
PEOPLE = [
    {"Mã CB": "CB-01", "Tỉnh": "Lai Châu", "Ngày sinh": "05/06/1998", "Đảng viên": "Chính thức",
     "Chức danh": "Bí thư chi bộ; Trưởng thôn"},
    {"Mã CB": "CB-02", "Tỉnh": "Bến Tre", "Ngày sinh": "1975", "Chức danh": "Trưởng thôn"},
    {"Mã CB": "CB-03", "Ngày sinh": "05/06/1999", "Chức danh": "Bí thư chi bộ; Trưởng thôn"},
]  # fmt: skip


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library(shipped_library())[0]


@pytest.mark.parametrize("asked", [(), ("hamlet/secretary-and-head",)], ids=["by posts", "one policy"])
def test_every_day_is_told_as_if_it_were_asked_alone(library: Library, asked: tuple[str, ...]) -> None:
    history = History(library, START, UNTIL, asked)
    for case in read_objects(PEOPLE, library, "candidate").cases:
        for moment in history.of(case).moments:
            view = history.seen(case, moment.day)
            if view.program is None:
                assert not any(moment.day in library.policies[p].period for p in asked)
                continue
            alone = Question(Programs(library, moment.day, asked))
            assert view.program == alone.program(case)
            assert view.finding == alone.explain(case)


def test_what_was_prepared_serves_another_day_of_the_same_rules_and_no_other_rules(library: Library) -> None:
    asked, place = ["hamlet/secretary-and-head"], "lai-chau"
    first, next_, other = (
        resolve(library, day, asked, "candidate", place) for day in (date(2018, 3, 1), date(2018, 3, 2), UNTIL)
    )
    explainer = Explainer(first)
    [case] = read_objects(PEOPLE[:1], library, "candidate").cases
    explainer.explain(case)
    again = explainer.on(next_)
    assert again
    assert again.program is next_
    assert again.explain(case) == Explainer(next_).explain(case)
    assert again.decide(case) == Explainer(next_).decide(case)
    assert explainer.on(other) is None
