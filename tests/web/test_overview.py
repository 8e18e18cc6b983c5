"""How a list came out as a whole."""

from __future__ import annotations

import html
import re
from collections import Counter
from datetime import date
from xml.etree import ElementTree as ET

import pytest
from support.desk import FIGURES, Browser, Shared, words_of

from kiemnhiem.cases.case import Case
from kiemnhiem.evaluate.derive import Deriver
from kiemnhiem.evaluate.indicator import count
from kiemnhiem.policy import load_library, resolve, shipped_library
from kiemnhiem.web.results import indicators


def overview(browser: Browser, screening: str, lang: str = "vi") -> str:
    answer = browser.get(f"/screenings/{screening}/overview", params={"lang": lang})
    assert answer.status_code == 200, answer.text
    return str(answer.text)


def rows(page: str) -> list[tuple[str, list[str]]]:
    """The rows of the tables that lead to cases: the address, and the numbers of the row."""
    found = []
    for row in re.findall(r"<tr>(.*?)</tr>", page, re.DOTALL):
        if link := re.search(r'href="([^"]*)"', row):
            cells = re.findall(r'<td class="figure">(.*?)</td>', row)
            found.append((html.unescape(link[1]), cells))
    return found


def listed(browser: Browser, address: str) -> int:
    """How many cases a list shows."""
    found = re.search(r'<p role="status"><strong>([0-9.,]+)', browser.get(address).text)
    assert found
    return int(found[1])


def test_the_figures_are_those_of_the_list(shared: Shared) -> None:
    page = overview(shared.officer, shared.screening, "en")
    strip = re.findall(r'href="/screenings/\w+\?verdict=(\w+)"><strong>(\d+)', page)
    assert {verdict: int(number) for verdict, number in strip} == FIGURES


def test_every_row_leads_to_the_cases_it_counts(shared: Shared) -> None:
    page = overview(shared.officer, shared.screening)
    found = rows(page)
    kinds = Counter(re.split("[?=]", address)[1] for address, _ in found)
    assert kinds.keys() >= {"area", "not_met", "unknown", "missing", "judgement"}
    for address, numbers in found:
        which = 1 if "?unknown=" in address else 0
        assert listed(shared.officer, address) == int(numbers[which]), address


def test_requirements_are_named_and_ranked(shared: Shared) -> None:
    page = words_of(overview(shared.officer, shared.screening))
    section = page[page.index("Yêu cầu làm vướng nhiều nhất") :]
    assert section.index("Đủ 21 tuổi trở lên") < section.index("Có hộ khẩu thường trú tại thôn")
    assert "kết luận «Được nhân dân tín nhiệm?»" in page


def test_each_picture_is_whole_and_has_words(shared: Shared) -> None:
    pictures = re.findall(r"<svg.*?</svg>", overview(shared.officer, shared.screening), re.DOTALL)
    assert len(pictures) == 4
    for picture in pictures:
        root = ET.fromstring(picture)  # noqa: S314 - ours
        assert root.attrib["aria-label"]
        assert "style=" not in picture


def test_those_who_may_not_see_names_see_the_librarys_places(shared: Shared) -> None:
    auditor = shared.office.user("kiem-tra-tong-quan", "auditor")
    page = words_of(overview(auditor, shared.screening))
    assert "Đèo Cao" not in page
    assert "tỉnh Lai Châu 4" in page


def test_an_officer_sees_the_figures_of_places_granted(shared: Shared) -> None:
    officer = shared.office.user("can-bo-ben-tre", "officer", places=["ben-tre"])
    screening = officer.screened(shared.office.workbook)
    page = words_of(overview(officer, screening))
    assert "Ân Thạnh" in page
    assert "Đèo Cao" not in page
    assert "1 Không đủ điều kiện (33,3%)" in page
    assert "Người giữ từ hai chức danh trở lên" in page


def test_it_is_not_there_before_there_are_results(shared: Shared) -> None:
    assert shared.officer.get("/screenings/none/overview").status_code == 404


@pytest.mark.parametrize("places", [None, frozenset({"lai-chau"}), frozenset({"lai-chau", "ben-tre"})])
def test_indicators_are_summed_over_the_places_that_may_be_seen(places: frozenset[str] | None) -> None:
    library, _ = load_library(shipped_library())
    day = date(2018, 12, 30)
    program = resolve(library, day)
    held = ({"post": "hamlet_head"}, {"post": "party_cell_secretary"})
    cases = [
        Case("1", {"province": "lai-chau", "posts": held}),
        Case("2", {"province": "lai-chau", "posts": held[:1]}),
        Case("3", {"province": "ben-tre"}),
        Case("4", {"posts": held}),
    ]
    seen = [c for c in cases if places is None or c.fact("province") in places]
    kept = indicators.counted(cases, program, None)
    found = {r.indicator.id: r.total for r in indicators.results(kept, library, day, None, places)}
    completed = [Deriver(program).completed(case) for case in seen]
    expected = {i.id: count(library, i, completed, day).total for i in indicators.in_force(library, "candidate", day)}
    assert expected
    assert found == {id_: total for id_, total in expected.items() if total.of_possible}
