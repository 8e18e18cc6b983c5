"""Judgements answered at the desk."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import httpx
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from support.desk import AS_OF, HEADINGS, POLICY, Browser, Office, Shared, case_page, workbook

from kiemnhiem.evaluate.decision import Verdict
from kiemnhiem.policy.model import Library
from kiemnhiem.trust.audit.record import Record
from kiemnhiem.web.access import accounts
from kiemnhiem.web.access.roles import permissions_of
from kiemnhiem.web.access.visitor import Visitor
from kiemnhiem.web.jobs.orders import finish, order_of
from kiemnhiem.web.judgements import give, judgements_of
from kiemnhiem.web.render import case_address
from kiemnhiem.web.results import build
from kiemnhiem.web.results.index import Filter, Mark, Results, Row
from kiemnhiem.web.screenings import Asked, Look, begin, own
from kiemnhiem.web.store.tables import Job, Screening, State

TRUSTED = f"{POLICY}#trusted"


def answer(browser: Browser, screening: str, id: str, said: str, **more: str) -> httpx.Response:
    """Send an answer to whether the people trust somebody."""
    form = {"answer": f"{said}:{TRUSTED}", "by": "Hội nghị thôn", "on": "2018-12-20", **more}
    answered: httpx.Response = browser.post(case_address(screening, id, "answers") + "&lang=vi", data=form)
    return answered


@pytest.fixture(autouse=True, scope="module")
def library_kept(library: Library) -> Iterator[None]:
    """Screening here, rather than in a process of its own, need not read the library again."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(build, "library_of", lambda _: library)
        yield


@pytest.fixture
def office(shared: Shared) -> Office:
    """The desk of this file."""
    return shared.office


@pytest.fixture
def officer(shared: Shared) -> Browser:
    """Its officer."""
    return shared.officer


@pytest.fixture
def screening(office: Office) -> str:
    """A screening of the officer's that nobody has answered anything in."""
    return screened(office, office.workbook)


def screened(office: Office, path: Path, policies: tuple[str, ...] = (POLICY,)) -> str:
    """Screen a file for the officer."""
    with path.open("rb") as file:
        id_ = begin(office.desk, visitor(office), file, path.name, Asked(date.fromisoformat(AS_OF), policies))
    screen(office, id_)
    return id_


def visitor(office: Office) -> Visitor:
    with office.desk.database.session() as session:
        me = accounts.existing(session, "can-bo")
    return Visitor(me.id, me.name, permissions_of(me.roles), frozenset(me.places), everywhere=True)


def screen(office: Office, id: str) -> None:
    """Decide the cases of an upload, as a job does."""
    with office.desk.database.session() as session:
        job = Job(screening_id=id, kind="screen", state=State.DONE.value)
        session.add(job)
        session.flush()
        number = job.number
    made = build.screen(order_of(office.desk, number), lambda *_: None)
    finish(office.desk, number, made, None)


def row(office: Office, screening: str, id: str) -> Row:
    found = Results(office.desk.settings.folder(screening) / "results.sqlite").case(id, None)
    assert found
    return found[0]


def recorded(office: Office, screening: str) -> list[Record]:
    """What the audit trail says of the answers in a screening."""
    every = office.desk.audit.every()
    return [r for r in every if (r.action, r.screening) == ("judgement_given", screening)]


def figures(office: Office, screening: str) -> dict[str, int] | None:
    with office.desk.database.session() as session:
        return session.get_one(Screening, screening).figures


def test_an_answer_decides_and_the_list_and_its_figures_follow(
    office: Office, officer: Browser, screening: str
) -> None:
    before = case_page(officer, screening, "CB-03")
    assert "Chờ kết luận của người có thẩm quyền" in before
    assert row(office, screening, "CB-03").marks[Mark.JUDGEMENT] == [TRUSTED]
    sent = answer(officer, screening, "CB-03", "yes")
    assert (sent.status_code, sent.headers["location"]) == (303, f"{case_address(screening, 'CB-03')}#judgements")
    after = case_page(officer, screening, "CB-03")
    assert after.index("Đủ điều kiện") < after.index("Bí thư chi bộ")
    assert "Chờ kết luận của người có thẩm quyền" not in after
    assert "Hội nghị thôn · 20/12/2018 tài khoản can-bo" in after
    assert row(office, screening, "CB-03").verdict is Verdict.ELIGIBLE
    assert not row(office, screening, "CB-03").marks
    assert figures(office, screening) == {"eligible": 3, "not_eligible": 2, "undetermined": 2}


def test_a_no_and_taking_it_back(office: Office, officer: Browser, screening: str) -> None:
    answer(officer, screening, "CB-03", "no")
    assert row(office, screening, "CB-03").marks == {Mark.NOT_MET: [TRUSTED]}
    answer(officer, screening, "CB-03", "unknown")
    assert row(office, screening, "CB-03").verdict is Verdict.UNDETERMINED
    said = case_page(officer, screening, "CB-03")
    assert "Các lần trả lời ở đây: 2" in said
    first, second = (f"{word} · Hội nghị thôn · 20/12/2018 tài khoản can-bo" for word in ("không", "đã rút lại"))
    assert said.index(first) < said.index(second)


def test_an_answer_of_the_file_can_be_taken_back(office: Office, officer: Browser, screening: str) -> None:
    answer(officer, screening, "CB-01", "unknown")
    assert row(office, screening, "CB-01").verdict is Verdict.UNDETERMINED


def test_answers_are_in_the_audit_trail_without_who_decided(office: Office, officer: Browser, screening: str) -> None:
    answer(officer, screening, "CB-03", "yes")
    records = recorded(office, screening)
    assert {(r.actor, r.case) for r in records} == {("can-bo", "CB-03")}
    assert {"judgement": TRUSTED, "answer": True, "on": "2018-12-20"} in [r.details for r in records]
    assert "Hội nghị thôn" not in str(records)
    assert office.desk.audit.verify().fault is None


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"by": "  "}, "say who decided"),
        ({"by": "x" * 256}, "at most 255"),
        ({"on": "2099-01-01"}, "is still to come"),
        ({"on": "2018"}, "is not a full date"),
        ({"answer": "yes:hamlet/head#nothing"}, "is not asked the judgement"),
    ],
)
def test_what_is_wrong_with_an_answer_is_told_and_nothing_is_kept(
    office: Office, officer: Browser, screening: str, wrong: dict[str, str], told: str
) -> None:
    form = {"answer": f"yes:{TRUSTED}", "by": "Hội nghị thôn", "on": "2018-12-20", **wrong}
    sent = officer.post(case_address(screening, "CB-03", "answers") + "&lang=en", data=form)
    assert sent.status_code == 422
    assert told in sent.text
    assert row(office, screening, "CB-03").verdict is Verdict.UNDETERMINED
    assert not recorded(office, screening)


def test_only_the_owner_answers(office: Office, screening: str) -> None:
    assert answer(office.user("kiem-tra", "auditor"), screening, "CB-03", "yes").status_code == 403
    assert answer(office.user("nguoi-khac"), screening, "CB-03", "yes").status_code == 404
    assert row(office, screening, "CB-03").verdict is Verdict.UNDETERMINED


def test_nothing_is_answered_while_the_list_is_screened_again(office: Office, officer: Browser, screening: str) -> None:
    with office.desk.database.session() as session:
        session.get_one(Screening, screening).jobs[-1].state = State.RUNNING.value
    sent = answer(officer, screening, "CB-03", "yes")
    assert sent.status_code == 422
    assert "đang được xét lại" in sent.text


def test_a_question_of_several_policies_is_answered_once(office: Office, officer: Browser) -> None:
    both = [POLICY, "hamlet/head"]
    screening = screened(office, office.workbook, tuple(both))
    asked = {f"{policy}#trusted" for policy in both}
    assert {*row(office, screening, "CB-03").marks[Mark.JUDGEMENT]} == asked
    assert case_page(officer, screening, "CB-03").count("Được nhân dân tín nhiệm? chưa có Có Không") == 1
    answer(officer, screening, "CB-03", "yes")
    assert Mark.JUDGEMENT not in row(office, screening, "CB-03").marks
    assert asked <= {r.details["judgement"] for r in recorded(office, screening)}


def test_an_answer_given_while_the_list_was_made_is_found_again(
    office: Office, officer: Browser, screening: str
) -> None:
    answer(officer, screening, "CB-03", "yes")
    results = Results(office.desk.settings.folder(screening) / "results.sqlite")
    stale = row(office, screening, "CB-03")
    results.decide_again(stale.number, Verdict.UNDETERMINED, [(Mark.JUDGEMENT, TRUSTED), (Mark.UNKNOWN, TRUSTED)])
    assert "Đủ điều kiện" in case_page(officer, screening, "CB-03")
    assert row(office, screening, "CB-03").verdict is Verdict.ELIGIBLE


# --- as screening again

_CELLS = [
    st.sampled_from((date(1975, 3, 2), date(1999, 12, 1), "1998", "năm Dần", None)),
    st.sampled_from(("Chính thức", "Dự bị", "Quần chúng", None)),
    st.sampled_from(("Có", "Tạm trú", None)),
    st.sampled_from(("Có", "Không", None)),
    *[st.sampled_from(("Đạt", "Không đạt", None))] * 5,
]
_PLACES = st.sampled_from(("Lai Châu", "Bến Tre", None))
_ANSWERS = st.tuples(st.integers(0, 11), st.integers(0, 20), st.sampled_from((True, False, None)))


@settings(max_examples=3, phases=(Phase.explicit, Phase.reuse, Phase.generate), suppress_health_check=[*HealthCheck])
@given(st.lists(st.tuples(_PLACES, *_CELLS), min_size=12, max_size=12), st.lists(_ANSWERS, min_size=8, max_size=8))
def test_the_list_is_what_screening_again_would_give(
    tmp_path: Path, office: Office, people: list[tuple[object, ...]], answers: list[tuple[int, int, bool | None]]
) -> None:
    rows = [(f"CB-{i}", "Lò Văn Ạnh", place, "Xã", "Bản", *cells) for i, (place, *cells) in enumerate(people)]
    id_ = screened(office, workbook(tmp_path / "ve.xlsx", rows, HEADINGS[:-1]))
    look = own(office.desk, visitor(office), id_)
    for case, number, said in answers:
        facts = questions(look, f"CB-{case}")
        give(look, f"CB-{case}", facts[number % len(facts)], said, "Chi bộ", date(2018, 12, 1))
    followed = listed(look)
    screen(office, id_)
    assert followed == listed(own(office.desk, visitor(office), id_))


def questions(look: Look, id: str) -> list[str]:
    _, case = look.case(id)
    return [j.fact for j in judgements_of(look, case, look.question().explain(case))]


def listed(look: Look) -> dict[str, tuple[Verdict, dict[Mark, set[str]]]]:
    rows = look.results.rows(Filter(), limit=100)
    return {r.id: (r.verdict, {mark: {*names} for mark, names in r.marks.items()}) for r in rows}
