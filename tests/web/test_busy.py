"""Too much at once is turned away with a reason, and the rest stays quick."""

from __future__ import annotations

import asyncio

import pytest
from support.desk import AS_OF, POLICY, Office

from kiemnhiem.web.busy import AGAIN, Room
from kiemnhiem.web.pace import Busy, TooMuch


def test_so_many_at_once_so_many_wait_the_others_are_turned_away() -> None:
    async def crowd() -> None:
        room = Room(at_once=2, waiting=1, patience=10)
        await room.enter(1)
        await room.enter(2)
        third = asyncio.create_task(room.enter(3))
        await asyncio.sleep(0)
        with pytest.raises(Busy) as refused:
            await room.enter(4)
        assert refused.value.status == 503
        assert not third.done()
        room.leave(1)
        await third
        with pytest.raises(Busy):
            async with asyncio.timeout(5):
                await Room(at_once=0, waiting=1, patience=0).enter(5)

    asyncio.run(crowd())


def test_whoever_gives_up_waiting_leaves_their_turn_to_others() -> None:
    async def crowd() -> None:
        room = Room(at_once=1, waiting=1, patience=10)
        await room.enter(1)
        gone = asyncio.create_task(room.enter(2))
        await asyncio.sleep(0)
        gone.cancel()
        await asyncio.gather(gone, return_exceptions=True)
        waiting = asyncio.create_task(room.enter(3))
        await asyncio.sleep(0)
        room.leave(1)
        await waiting

    asyncio.run(crowd())


def test_whoever_gives_up_as_their_turn_comes_passes_it_on() -> None:
    async def crowd() -> None:
        room = Room(at_once=1, waiting=2, patience=10)
        await room.enter(1)
        gone, waiting = asyncio.create_task(room.enter(2)), asyncio.create_task(room.enter(3))
        await asyncio.sleep(0)
        room.leave(1)
        gone.cancel()
        await asyncio.gather(gone, return_exceptions=True)
        async with asyncio.timeout(5):
            await waiting

    asyncio.run(crowd())


def test_one_person_cannot_take_all_the_room() -> None:
    async def crowd() -> None:
        room = Room(at_once=1, waiting=10, patience=10, share=3)
        await room.enter(1)
        waiting = [asyncio.create_task(room.enter(1)) for _ in range(2)]
        await asyncio.sleep(0)
        with pytest.raises(TooMuch) as refused:
            await room.enter(1)
        assert (refused.value.status, refused.value.seconds) == (429, AGAIN)
        assert "the most that one person may have" in refused.value.text.en
        other = asyncio.create_task(room.enter(2))
        await asyncio.sleep(0)
        for _ in range(3):
            room.leave(1)
        await asyncio.gather(*waiting, other)

    asyncio.run(crowd())


def test_with_two_at_work_whoever_has_none_there_comes_first() -> None:
    async def crowd() -> None:
        room = Room(at_once=2, waiting=10, patience=10, share=5)
        await room.enter(1)
        await room.enter(1)
        script, other = asyncio.create_task(room.enter(1)), asyncio.create_task(room.enter(2))
        await asyncio.sleep(0)
        room.leave(1)
        await other
        assert not script.done()
        room.leave(1)
        await script

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
