"""The shipped law over time: which models of concurrent posts stand on a day, which text took another's place."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest

from kiemnhiem.cases import facts_of
from kiemnhiem.cases.case import Case
from kiemnhiem.evaluate.decision import Verdict
from kiemnhiem.explain.explainer import Explainer
from kiemnhiem.policy import load_library, resolve, shipped_library
from kiemnhiem.problem import Place

LIBRARY, _ = load_library(shipped_library())
NOWHERE = Place("made up", 1, 1)
DISTRICTS_END = date(2025, 6, 30)

ENDED_WITH_THE_DISTRICTS = [
    ("commune_party_secretary", "commune_committee_chair"),
    ("district_party_secretary", "district_committee_chair"),
    ("district_organisation_head", "district_home_affairs_head"),
    ("district_inspection_chair", "district_chief_inspector"),
    ("district_mobilisation_head", "district_front_chair"),
    ("district_propaganda_head", "district_political_centre_director"),
]
BEGUN_THE_DAY_AFTER = [
    ("commune_committee_vice_chair", "commune_office_chief"),
    ("commune_committee_vice_chair", "commune_service_centre_director"),
]


def _verdict(posts: tuple[str, ...], day: date) -> Verdict:
    """What a screening says of a probationary member who would hold these posts in one unit."""
    raw = {"party_membership": "probationary", "posts": [{"post": p, "unit": "Made up"} for p in posts]}
    facts, _, problems = facts_of(raw, LIBRARY.vocabularies["candidate"], LIBRARY, lambda _path: NOWHERE)
    assert problems == []
    return Explainer(resolve(LIBRARY, day)).explain(Case("1", facts)).verdict


@pytest.mark.parametrize("posts", ENDED_WITH_THE_DISTRICTS)
def test_a_model_that_ended_is_judged_on_its_last_day_and_has_no_policy_after(posts: tuple[str, ...]) -> None:
    assert _verdict(posts, DISTRICTS_END) is Verdict.NOT_ELIGIBLE
    assert _verdict(posts, DISTRICTS_END + timedelta(days=1)) is Verdict.NO_POLICY


@pytest.mark.parametrize("posts", BEGUN_THE_DAY_AFTER)
def test_a_model_of_the_two_tier_commune_has_no_policy_before_it(posts: tuple[str, ...]) -> None:
    assert _verdict(posts, DISTRICTS_END) is Verdict.NO_POLICY
    assert _verdict(posts, DISTRICTS_END + timedelta(days=1)) is Verdict.UNDETERMINED


def test_no_one_may_hold_the_three_provincial_posts_though_two_may_go_together() -> None:
    day = date(2024, 6, 1)
    three = ("province_party_secretary", "province_council_chair", "province_assembly_delegation_head")
    assert _verdict(three, day) is Verdict.NOT_ELIGIBLE
    assert _verdict(three[1:], day) is Verdict.NO_POLICY


def test_each_succession_is_told_by_both_texts() -> None:
    told = {(later.id, earlier) for later in LIBRARY.sources.values() for earlier in later.replaces}
    heard = {(earlier.replaced_by, earlier.id) for earlier in LIBRARY.sources.values() if earlier.replaced_by}
    assert told == heard


def test_a_text_ends_before_the_one_that_takes_its_place_begins() -> None:
    late = []
    for earlier in LIBRARY.sources.values():
        if earlier.replaced_by:
            begins = LIBRARY.sources[earlier.replaced_by].period.start
            ends = earlier.period.until
            if begins and (ends is None or ends >= begins):
                late.append(earlier.id)
    assert late == []


def test_the_regulations_on_the_party_charter_follow_one_another_without_a_gap() -> None:
    chain = [LIBRARY.sources["qd-45-2011"]]
    while chain[-1].replaced_by:
        chain.append(LIBRARY.sources[chain[-1].replaced_by])
    assert [s.number.split("-")[0] for s in chain] == ["45", "29", "24", "232", "294", "20", "208"]
    for earlier, later in pairwise(chain):
        assert earlier.period.until is not None
        assert later.period.start == earlier.period.until + timedelta(days=1)


def test_numbers_that_the_party_used_again_are_told_apart_by_date() -> None:
    dates = {
        n: {s.issued.year for s in LIBRARY.sources.values() if s.number == n}
        for n in ("18-NQ/TW", "208-QĐ/TW", "34-KL/TW")
    }
    assert dates == {"18-NQ/TW": {2017, 2026}, "208-QĐ/TW": {2019, 2026}, "34-KL/TW": {2020, 2022}}
