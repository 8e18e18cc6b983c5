"""The editor of policies: a draft is checked, tested, compared and taken away; the library is never touched."""

from __future__ import annotations

import hashlib
import html
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Thread
from typing import Any

import httpx
import pytest
from support.desk import Browser, Office

from kiemnhiem.author.start import start
from kiemnhiem.language import Lang
from kiemnhiem.limits import LIMITS
from kiemnhiem.policy import load_library
from kiemnhiem.web.access import accounts
from kiemnhiem.web.drafts import bench as bench_module
from kiemnhiem.web.drafts.bench import Bench, Superseded
from kiemnhiem.web.drafts.draft import Draft
from kiemnhiem.web.pace import Allowance, Pace, Work

POLICY = "hamlet/secretary-and-head"
FILE, TESTS = f"{POLICY}.yaml", f"{POLICY}.test.yaml"
PLACES = """places: all
schema: 1
layers:
  nation: {vi: cả nước, en: nation}
units:
  vn: {vi: Việt Nam, en: Viet Nam, layer: nation}
"""


@dataclass(frozen=True)
class Room:
    office: Office
    author: Browser
    root: Path

    def text(self, path: str = FILE) -> str:
        return (self.root / path).read_text(encoding="utf-8")

    def send(self, do: str, files: dict[str, str] | None = None, **more: str) -> httpx.Response:
        """A draft of the policy, with other texts for some of its files."""
        texts = {FILE: self.text(), TESTS: self.text(TESTS), **(files or {})}
        data = {"do": do, "policy": POLICY, "path": list(texts), "text": list(texts.values()), **more}
        answer: httpx.Response = self.author.post("/editor?lang=en", data=data)
        return answer

    def told(self, do: str, files: dict[str, str] | None = None, **more: str) -> str:
        answer = self.send(do, files, **more)
        assert answer.status_code == 200, answer.text
        return said(answer.text)


def said(page: str) -> str:
    """The results, without tags."""
    found = re.search(r'<section id="results".*?</section>', page, re.DOTALL)
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", found[0] if found else page)))


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    """An author at a desk with a small library of their own, which nobody may change."""
    root = tmp_path_factory.mktemp("library") / "policies"
    list(start(root, Lang.EN))
    (root / "places.yaml").write_text(PLACES, encoding="utf-8")
    with Office(tmp_path_factory.mktemp("desk"), load_library(root)[0], library=root) as office:
        yield Room(office, office.user("tac-gia", "author", "officer"), root)


@pytest.fixture(autouse=True)
def untouched(room: Room) -> Iterator[None]:
    """Whatever a test sends, the library stays as it is."""

    def digest() -> str:
        files = sorted(p for p in room.root.rglob("*") if p.is_file())
        return hashlib.sha256(b"".join(str(p).encode() + p.read_bytes() for p in files)).hexdigest()

    before = digest()
    yield
    assert digest() == before


def changed(room: Room, old: str, new: str, path: str = FILE) -> dict[str, str]:
    text = room.text(path)
    assert old in text
    return {path: text.replace(old, new)}


def test_a_policy_is_opened_with_its_tests(room: Room) -> None:
    page = html.unescape(room.author.get(f"/editor?policy={POLICY}").text)
    assert room.text() in page
    assert room.text(TESTS) in page


def test_a_sound_draft_is_said_to_be_sound_and_its_tests_pass(room: Room) -> None:
    found = room.told("check")
    assert "Error" not in found
    assert "8 passed, 0 failed" in found


def test_a_misspelt_field_is_told_at_its_line_with_what_was_meant(room: Room) -> None:
    draft = changed(room, "party_membership: official", "party_membershp: official")
    line = next(i for i, text in enumerate(draft[FILE].split("\n"), 1) if "party_membershp" in text)
    found = room.told("check", draft)
    assert 'did you mean "party_membership"?' in found
    assert f"policies/{FILE}:{line}:" in found


def test_findings_of_lint_are_told_also_in_files_that_the_draft_does_not_hold(room: Room) -> None:
    draft = changed(room, "posts: [party_cell_secretary, hamlet_head]", "posts: [party_cell_secretary]")
    assert "hamlet_head" not in room.told("check")
    assert "policies/posts/hamlet.yaml" in room.told("check", draft)


def test_a_test_that_fails_says_what_came_out(room: Room) -> None:
    found = room.told("check", changed(room, "value: 21", "value: 25"))
    assert "6 passed, 2 failed" in found
    assert "21 years old on the day" in found


def test_a_new_policy_begins_with_the_sample_and_is_checked_as_a_whole(room: Room) -> None:
    page = html.unescape(room.author.get("/editor?new=hamlet/another").text)
    assert "policy: hamlet/another" in page
    texts = re.findall(r"<textarea[^>]*>\n(.*?)</textarea>", page, re.DOTALL)
    data = {
        "do": "check",
        "policy": "hamlet/another",
        "path": ["hamlet/another.yaml", "hamlet/another.test.yaml"],
        "text": texts,
    }
    found = said(room.author.post("/editor?lang=en", data=data).text)
    assert "8 passed, 0 failed" in found


def test_stricter_is_said_to_be_stricter_with_a_case_that_shows_it(room: Room) -> None:
    pytest.importorskip("z3")
    found = room.told("compare", changed(room, "value: 21", "value: 25"))
    assert "stricter" in found
    assert "Passed before, fails now" in found
    assert "birth_date" in found


def test_a_draft_that_only_looks_different_means_the_same(room: Room) -> None:
    found = room.told("compare", changed(room, "party_membership: official}", "party_membership: {is: official}}"))
    assert "It means what the library says." in found


def test_a_broken_draft_is_not_compared(room: Room) -> None:
    found = room.told("compare", changed(room, "stance: encouraged", "stance: encouragd"))
    assert 'did you mean "encouraged"?' in found
    assert "Against the library" not in found


def test_whose_verdict_changes_in_my_own_screening(room: Room, tmp_path: Path) -> None:
    people = tmp_path / "people.csv"
    people.write_text(
        "Mã CB,Ngày sinh,Đảng viên,Tín nhiệm\nA1,01/01/1980,Chính thức,Có\nA2,01/01/2002,Chính thức,Có\n",
        encoding="utf-8",
    )
    id_ = room.author.screened(people, as_of="2024-06-01", policy=POLICY, place="vn")
    assert id_ in room.author.get(f"/editor?policy={POLICY}").text
    found = room.told("compare", changed(room, "value: 21", "value: 25"), screening=id_)
    assert "1 of 2 cases change verdict" in found
    assert "A2: Eligible → Not eligible" in found


def test_the_screenings_of_others_cannot_be_asked(room: Room, tmp_path: Path) -> None:
    other = room.office.user("can-bo-khac", "officer")
    people = tmp_path / "people.csv"
    people.write_text("Mã CB,Ngày sinh\nB1,01/01/1980\n", encoding="utf-8")
    id_ = other.screened(people, as_of="2024-06-01", policy=POLICY, place="vn")
    answer = room.send("compare", screening=id_)
    assert answer.status_code == 404
    assert id_ not in room.author.get(f"/editor?policy={POLICY}").text


def test_layout_is_put_right_and_keeps_the_meaning(room: Room) -> None:
    page = html.unescape(room.send("format", changed(room, "schema: 1\n", "schema:    1\n")).text)
    assert "schema:    1" not in page
    assert room.text() in page


def test_the_patch_applies_to_the_repository(room: Room, tmp_path: Path) -> None:
    if shutil.which("git") is None:
        pytest.skip("git is not here")
    draft = changed(room, "value: 21", "value: 22")
    draft |= {"sources/more.yaml": "sources: more\nschema: 1\ndocuments: {}"}
    answer = room.send("patch", draft)
    assert 'filename="hamlet-secretary-and-head.patch"' in answer.headers["content-disposition"]
    shutil.copytree(room.root, tmp_path / "policies")
    git = ["git", "-C", str(tmp_path)]
    subprocess.run([*git, "init", "--quiet"], check=True)
    subprocess.run([*git, "apply", "-"], input=answer.content, check=True)
    written = {path: (tmp_path / "policies" / path).read_text(encoding="utf-8") for path in draft}
    assert written == draft
    assert (tmp_path / "policies" / TESTS).read_text(encoding="utf-8") == room.text(TESTS)


def test_another_file_is_opened_beside_the_draft_which_stays(room: Room) -> None:
    draft = changed(room, "value: 21", "value: 23")
    page = html.unescape(room.send("open", draft, file="sources/documents.yaml").text)
    assert draft[FILE] in page
    assert room.text("sources/documents.yaml") in page


@pytest.mark.parametrize(
    "path",
    [
        "../outside.yaml",
        "/etc/passwd",
        "hamlet/../../x.yaml",
        "a.txt",
        ".hidden.yaml",
        "a//b.yaml",
        "x" * 300 + ".yaml",
        "hamlet/x\n.yaml",
        "",
    ],
)
def test_no_name_leads_out_of_the_library(room: Room, path: str) -> None:
    for answer in (
        room.author.post("/editor?lang=en", data={"do": "check", "path": [path], "text": ["policy: x"]}),
        room.author.post("/editor?lang=en", data={"do": "patch", "path": [path], "text": ["policy: x"]}),
    ):
        assert answer.status_code == 400
        assert "cannot be the name of a file of the library" in html.unescape(answer.text)


@pytest.mark.parametrize("address", ["/editor?policy=../../etc/passwd", "/editor?file=/etc/passwd", "/editor?new=../x"])
def test_no_address_opens_a_file_outside_the_library(room: Room, address: str) -> None:
    answer = room.author.get(address)
    assert answer.status_code == 400
    assert "root:" not in answer.text


HOSTILE = {
    "a bomb of aliases": 'a: &a ["x","x"]\nb: &b [*a,*a,*a,*a,*a,*a]\nc: [*b,*b,*b,*b,*b,*b]\n',
    "deep": "policy: x\na: " + "[" * 20_000,
    "many values": "policy: x\na: [" + "1," * 200_000 + "]",
    "not text": "policy: \x00\x01",
    "half a character": "policy: \ud800",
    "a tag": "policy: !!python/object/apply:os.system [id]",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_draft_is_refused_in_words_and_the_next_is_checked(room: Room, text: str) -> None:
    files = {FILE: text} if "\ud800" not in text else {FILE: "policy: \ufffd"}
    assert "Error" in room.told("check", files)
    assert "8 passed, 0 failed" in room.told("check")


def test_too_much_text_is_refused(room: Room) -> None:
    half = "# " + "x" * 600_000
    answer = room.send("check", {FILE: half, TESTS: half})
    assert answer.status_code == 400
    assert "the draft is larger than 1024 KiB" in html.unescape(answer.text)


def test_a_draft_that_takes_too_long_is_stopped_and_the_next_is_checked(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench = Bench(room.root, room.office.desk.settings.today)
    draft = Draft({FILE: room.text(), TESTS: room.text(TESTS)}, POLICY)
    try:
        monkeypatch.setattr("kiemnhiem.web.drafts.bench._CHECK", (1, 1 << 30))
        rows = "".join(f"      - {{with: {{birth_date: 19{i % 90 + 10}-05-01}}}}\n" for i in range(18_000))
        slow = f"{room.text(TESTS)}  - name: many\n    expect: eligible\n    table:\n{rows}"
        found = bench.check(Draft({**draft.files, TESTS: slow}, POLICY), Lang.EN, 1)
        assert "more than 1 seconds" in found["problems"][0]["words"]
        monkeypatch.undo()
        assert [t["passed"] for t in bench.check(draft, Lang.EN, 1)["tests"]] == [True] * 8
    finally:
        bench.close()


def test_a_process_that_was_killed_is_started_anew(room: Room) -> None:
    room.told("check")
    process = room.office.desk.bench._quick._running
    assert process
    process.kill()
    process.wait()
    assert "8 passed, 0 failed" in room.told("check")


@contextmanager
def at_work(process: Any) -> Iterator[None]:
    """A process that does somebody else's order."""
    with process._turn:
        process._at_work = True
    yield
    with process._turn:
        process._at_work = False
        process._turn.notify_all()


def test_only_the_newest_draft_of_an_author_is_checked_and_the_others_leave_at_once(room: Room) -> None:
    bench = room.office.desk.bench
    draft, outcomes = Draft({FILE: room.text()}, POLICY), list[str]()

    def check() -> None:
        try:
            bench.check(draft, Lang.EN, 7)
            outcomes.append("checked")
        except Superseded:
            outcomes.append("superseded")

    with at_work(bench._quick):
        older = Thread(target=check)
        older.start()
        while not bench._quick._authors:
            pass
        newer = Thread(target=check)
        newer.start()
        older.join(timeout=30)
        assert outcomes == ["superseded"]
    newer.join()
    assert outcomes == ["superseded", "checked"]


def test_one_author_leaves_room_for_others_and_a_full_bench_says_so(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    process, few = room.office.desk.bench._quick, replace(LIMITS, user_drafts_at_once=1, drafts_waiting=1)
    monkeypatch.setattr(bench_module, "LIMITS", few)
    with room.office.desk.database.session() as session:
        author = accounts.existing(session, "tac-gia").id
    process._authors.append(author)
    data = {"policy": POLICY, "path": [FILE], "text": [room.text() + "# của tôi"], "do": "format"}
    try:
        mine = room.author.post("/editor?lang=en", data=data)
        process._authors[:] = [-1, -2]
        full = room.author.post("/editor?lang=en", data=data, headers={"x-part": "1"})
    finally:
        process._authors.clear()
    assert (mine.status_code, full.status_code) == (429, 503)
    assert int(mine.headers["retry-after"]) > 0
    assert int(full.headers["retry-after"]) > 0
    assert "the most that one person may have" in mine.text
    assert "# của tôi" in mine.text, "the draft is still in the page"
    assert "The server is checking many drafts" in full.text


def test_an_author_in_too_great_a_hurry_keeps_the_draft_and_is_told_how_long_to_wait(room: Room) -> None:
    desk = room.office.desk
    desk.pace = Pace({Work.DRAFTS: Allowance(1, 6)}, lambda: 0.0)
    try:
        data = {"policy": POLICY, "path": [FILE], "text": [room.text() + "# của tôi"], "do": "format"}
        assert room.author.post("/editor", data=data).status_code == 200
        refused = room.author.post("/editor?lang=en", data=data)
        patch = room.author.post("/editor", data={**data, "do": "patch"})
    finally:
        del desk.__dict__["pace"]
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "10")
    assert "Please try again in 10 seconds" in refused.text
    assert "# của tôi" in refused.text
    assert patch.status_code == 200, "what costs nothing is not counted"


def test_scripts_get_the_results_alone(room: Room) -> None:
    data = {"policy": POLICY, "path": [FILE], "text": [room.text()]}
    answer = room.author.post("/editor?lang=en", data=data, headers={"x-part": "1"})
    assert "<html" not in answer.text
    assert "8 passed, 0 failed" in answer.text


def test_completion_knows_the_words_of_the_library(room: Room) -> None:
    known = {w["word"]: w["meaning"] for w in room.author.get("/editor/words.json").json()}
    assert {"party_membership", "requirements", "at_least", "official", "hamlet_head"} <= known.keys()


@pytest.mark.parametrize("role", ["officer", "auditor", "administrator"])
def test_only_authors_have_the_editor(room: Room, role: str) -> None:
    other = room.office.user(f"khach-{role}", role)
    assert other.get("/editor").status_code == 403
    assert other.post("/editor", data={"path": [FILE], "text": ["x"]}).status_code == 403
    assert other.get("/editor/words.json").status_code == 403
