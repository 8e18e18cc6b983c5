"""The library as pages: found, read as it stood on a day, followed from policy to document and back."""

from __future__ import annotations

import html
import re

import pytest
from support.desk import Browser, Office

from kiemnhiem.policy.model import Library

POLICY = "hamlet/secretary-and-head"


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory, library: Library) -> Browser:
    return Office(tmp_path_factory.mktemp("reading"), library).browser()


def words(browser: Browser, address: str) -> str:
    """What a page says, without its tags."""
    answer = browser.get(address)
    assert answer.status_code == 200, answer.text
    main = re.search(r"<main.*</main>", answer.text, re.DOTALL)
    assert main
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", main[0])))


def titles(browser: Browser, address: str) -> list[str]:
    return [
        html.unescape(t)
        for t in re.findall(r'<a href="/policies/[^"]*"><strong>(.*?)</strong>', browser.get(address).text)
    ]


def test_every_policy_is_listed_under_its_chapter(browser: Browser, library: Library) -> None:
    said = words(browser, "/policies?as_of=&lang=vi")
    assert len(titles(browser, "/policies?as_of=")) == len(library.policies)
    assert all(
        chapter.vi in said
        for folder, chapter in library.chapters.items()
        if any(p.startswith(f"{folder}/") for p in library.policies)
    )


def test_policies_not_in_force_on_the_day_are_counted_not_shown(browser: Browser, library: Library) -> None:
    from datetime import date

    day = date(2018, 12, 30)
    wanted = {p.title.vi for p in library.policies.values() if day in p.period}
    assert set(titles(browser, "/policies?as_of=2018-12-30&lang=vi")) == wanted
    left = len(library.policies) - sum(day in p.period for p in library.policies.values())
    assert left > 0
    assert f"{left} chính sách khác không có hiệu lực ngày ấy" in words(browser, "/policies?as_of=2018-12-30&lang=vi")


@pytest.mark.parametrize(
    "asked", ["bi thu chi bo kiem truong thon", "Bí thư chi bộ kiêm TRƯỞNG THÔN", "33/2023 truong thon bi thu"]
)
def test_search_needs_no_diacritics_and_finds_document_numbers(browser: Browser, asked: str) -> None:
    assert "Bí thư chi bộ kiêm trưởng thôn" in titles(browser, f"/policies?as_of=&lang=vi&q={asked}")


def test_a_search_that_finds_nothing_says_so(browser: Browser) -> None:
    assert "There is no such policy." in words(browser, "/policies?q=zzzz&lang=en")


def test_a_place_shows_the_policies_it_amends(browser: Browser, library: Library) -> None:
    amended = {library.policies[a.amends].title.vi for a in library.amendments.values() if a.place == "ben-tre"}
    assert amended
    assert set(titles(browser, "/policies?as_of=&place=ben-tre&lang=vi")) == amended


def test_a_policy_is_read_as_on_its_day_and_with_all_its_dates(browser: Browser) -> None:
    then = words(browser, f"/policies/{POLICY}?as_of=2018-12-30&lang=en")
    always = words(browser, f"/policies/{POLICY}?as_of=&lang=en")
    later = "No Party discipline in the last 12 months"  # asked from 2022 on
    assert "Asks: Party membership: official member." in then
    assert later not in then
    assert later in always
    assert "As of 2018-12-30" in then


def test_a_policy_names_the_sources_to_look_at_again(browser: Browser) -> None:
    assert "may have been replaced after 2026-05-31" in words(browser, f"/policies/{POLICY}?as_of=2026-11-01&lang=en")
    assert "may have been replaced" not in words(browser, f"/policies/{POLICY}?as_of=2018-12-30&lang=en")


def test_a_policy_out_of_force_is_told_with_all_its_dates(browser: Browser) -> None:
    said = words(browser, f"/policies/{POLICY}?as_of=2001-01-01&lang=en")
    assert "not in force on 2001-01-01" in said
    assert "Official Party member" in said


def test_every_link_of_every_page_of_the_library_leads_somewhere(browser: Browser, library: Library) -> None:
    pages = [f"/policies/{id_}?as_of=" for id_ in library.policies] + [f"/sources/{id_}" for id_ in library.sources]
    found: set[str] = set()
    for address in (*pages, "/policies?as_of=", "/sources", "/posts"):
        answer = browser.get(address)
        assert answer.status_code == 200, address
        found.update(re.findall(r'href="(/(?:policies|sources)/[^"?]+)', answer.text))
    assert {f"/policies/{id_}" for id_ in library.policies} <= found
    cited = {link.rpartition("/")[2] for link in found if link.startswith("/sources/")}
    assert cited == library.sources.keys()
    assert all(link.removeprefix("/policies/") in library.policies for link in found if link.startswith("/policies/"))


def test_a_document_says_how_well_it_is_known_and_who_uses_it(browser: Browser, library: Library) -> None:
    said = words(browser, "/sources/nd-33-2023?as_of=2026-11-01&lang=en")
    assert "33/2023/NĐ-CP" in said
    assert "from a secondary source" in said
    assert "may have been replaced after 2026-05-31" in said
    assert library.policies[POLICY].title.en in said


def test_documents_are_found_by_number_and_by_issuer(browser: Browser) -> None:
    assert "33/2023/NĐ-CP ngày 10/06/2023" in words(browser, "/sources?q=33/2023&lang=vi")
    assert "There is no such document." in words(browser, "/sources?q=99/1899&lang=en")


def test_a_post_is_found_by_another_name_and_leads_to_its_policies(browser: Browser) -> None:
    said = words(browser, "/posts?q=truong+ban&lang=vi")
    assert "Trưởng thôn" in said
    assert "Bí thư chi bộ kiêm trưởng thôn" in said


@pytest.mark.parametrize("address", ["/policies/no/such", "/sources/nothing", "/policies/..%2F..%2Fetc%2Fpasswd"])
def test_what_is_not_there_is_not_there(browser: Browser, address: str) -> None:
    assert browser.get(address).status_code == 404


@pytest.mark.parametrize("asked", ["as_of=yesterday", "as_of=2018-13-40", f"q={'x' * 300}"])
def test_a_question_that_means_nothing_is_refused(browser: Browser, asked: str) -> None:
    assert browser.get(f"/policies?{asked}").status_code == 422


def test_what_is_searched_for_is_shown_as_text(browser: Browser) -> None:
    assert "<script>alert" not in browser.get("/policies?q=<script>alert(1)</script>").text
