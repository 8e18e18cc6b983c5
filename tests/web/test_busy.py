"""Too much at once is turned away with a reason, and the rest stays quick."""

from __future__ import annotations

import asyncio

import pytest
from support.desk import AS_OF, POLICY, Office

from kiemnhiem.web.busy import AGAIN, Busy, Room


def test_so_many_at_once_so_many_wait_the_others_are_turned_away() -> None:
    async def crowd() -> None:
        room = Room(at_once=2, waiting=1, patience=10)
        await room.enter()
        await room.enter()
        third = asyncio.create_task(room.enter())
        await asyncio.sleep(0)
        with pytest.raises(Busy):
            await room.enter()
        assert not third.done()
        room.leave()
        await third
        with pytest.raises(Busy):
            async with asyncio.timeout(5):
                await Room(at_once=0, waiting=1, patience=0).enter()

    asyncio.run(crowd())


def test_whoever_gives_up_waiting_leaves_their_turn_to_others() -> None:
    async def crowd() -> None:
        room = Room(at_once=1, waiting=1, patience=10)
        await room.enter()
        gone = asyncio.create_task(room.enter())
        await asyncio.sleep(0)
        gone.cancel()
        await asyncio.gather(gone, return_exceptions=True)
        waiting = asyncio.create_task(room.enter())
        await asyncio.sleep(0)
        room.leave()
        await waiting

    asyncio.run(crowd())


def test_a_full_room_is_told_to_programs_and_people_and_pages_go_on(office: Office) -> None:
    browser = office.user("can-bo", "officer")
    id_ = browser.screened(office.workbook)
    office.app.state.room = Room(at_once=0, waiting=0)
    asked = {"cases": [{"Mã CB": "A1"}], "as_of": AS_OF, "policies": [POLICY]}
    refused = [
        browser.post("/api/check", json=asked),
        browser.get(f"/screenings/{id_}/case?id=CB-01"),
        browser.post(f"/screenings/{id_}/case/what-if?id=CB-01"),
        browser.get(f"/screenings/{id_}/case/timeline?id=CB-01"),
    ]
    assert [(r.status_code, r.headers.get("retry-after")) for r in refused] == [(503, str(AGAIN))] * 4
    assert "xét nhiều hồ sơ cùng lúc" in refused[0].json()["error"]["vi"]
    assert "xét nhiều hồ sơ cùng lúc" in refused[1].text
    assert [browser.get(p).status_code for p in ("/", f"/screenings/{id_}", "/policies")] == [200] * 3


def test_a_place_is_given_back_however_the_request_ends(office: Office) -> None:
    browser = office.user("can-bo", "officer")
    office.app.state.room = Room(at_once=1, waiting=0)
    case = {"Mã CB": "A1"}
    bodies: tuple[dict[str, object], ...] = ({"cases": []}, {"cases": [case], "policies": ["x"]}, {"cases": [case]})
    answers = [browser.post("/api/check", json=of) for of in bodies]
    assert [a.status_code for a in answers] == [422, 400, 200]
