"""The first page: what is refused and why, whose lists are shown."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest
from support.desk import AS_OF, POLICY, Office, Shared

from kiemnhiem.limits import LIMITS
from kiemnhiem.policy.model import Library


def refused(shared: Shared, name: str, content: bytes, **asked: object) -> dict[str, str]:
    """What the form says beside its fields."""
    data = {"as_of": AS_OF, "policy": POLICY, **asked}
    answer = shared.officer.post("/screenings?lang=en", data=data, files={"file": (name, content)})
    assert answer.status_code == 422
    return dict(re.findall(r'<span class="wrong" id="(\w+)-wrong">([^<]*)', html.unescape(answer.text)))


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("ds.xslx", b"1", 'Files of kind ".xslx" are not read'),
        ("ds.xslx", b"1", 'did you mean ".xlsx"?'),
        ("ds.docx", b"1", 'Files of kind ".docx" are not read'),
        ("ds", b"1", 'Files of kind "ds" are not read'),
        ("ds.xlsx", b"", "The file is empty"),
    ],
)
def test_a_file_that_is_no_list_is_refused_in_words(shared: Shared, name: str, content: bytes, says: str) -> None:
    found = refused(shared, name, content)
    assert set(found) == {"file"}
    assert says in found["file"]


def test_a_file_too_large_is_refused_with_the_limit(shared: Shared, tmp_path: Path) -> None:
    large = tmp_path / "large.xlsx"
    with large.open("wb") as file:
        file.truncate(LIMITS.upload_bytes + 1)
    with large.open("rb") as file:
        answer = shared.officer.post("/screenings?lang=en", data={"as_of": AS_OF}, files={"file": file})
    assert answer.status_code == 422
    assert f"more than the {LIMITS.upload_bytes >> 20} MiB" in answer.text


def test_no_file_at_all_is_told(shared: Shared) -> None:
    answer = shared.officer.post("/screenings?lang=en", data={"as_of": AS_OF})
    assert answer.status_code == 422
    assert "No file was chosen" in answer.text


@pytest.mark.parametrize(
    ("asked", "field", "says"),
    [
        ({"as_of": "soon"}, "as_of", '"soon" is not a day'),
        ({"policy": "hamlet/nothing"}, "policy", "hamlet/nothing"),
        ({"as_of": "1999-01-01"}, "policy", "1999-01-01"),
        ({"place": "atlantis"}, "place", "atlantis"),
        ({"policy": [POLICY, "body/organisation-home-affairs"]}, "policy", "different subjects"),
    ],
)
def test_a_question_that_cannot_be_asked_is_told_beside_its_field(
    shared: Shared, asked: dict[str, object], field: str, says: str
) -> None:
    before = list(shared.office.desk.settings.data.glob("screenings/*"))
    found = refused(shared, "ds.xlsx", b"1", **asked)
    assert says in found[field]
    assert list(shared.office.desk.settings.data.glob("screenings/*")) == before, "nothing was kept"


def test_a_place_that_was_not_granted_cannot_be_asked_for(shared: Shared) -> None:
    local = shared.office.user("ben-tre", "officer", places=["ben-tre"])
    page = local.get("/?lang=en").text
    assert re.findall(r'<option value="([^"]+)" selected>', page) == ["ben-tre"]
    assert 'value="lai-chau"' not in page
    data = {"as_of": AS_OF, "place": "lai-chau"}
    answer = local.post("/screenings?lang=en", data=data, files={"file": ("a.xlsx", b"1")})
    assert answer.status_code == 422
    assert "You have not been granted" in answer.text


def test_everybody_sees_their_own_lists_and_auditors_all_with_their_owners(office: Office) -> None:
    first, second = office.user("mot", "officer"), office.user("hai", "officer")
    first.screened(office.workbook, "danh sách (một).xlsx")
    second.screened(office.workbook, "hai.xlsx")
    assert "danh sách (một).xlsx" in first.get("/").text
    assert "hai.xlsx" not in first.get("/").text
    seen = office.user("kiem-tra", "auditor").get("/?lang=en").text
    assert "danh sách (một).xlsx" in seen
    assert "hai.xlsx" in seen
    assert re.search(r"of\s+mot", seen)
    assert "/delete" not in seen
    assert 'type="file"' not in seen
    assert "2 not eligible" in first.get("/?lang=en").text


def test_a_name_sent_with_a_path_or_odd_letters_is_only_a_name(office: Office) -> None:
    browser = office.browser()
    id_ = browser.screened(office.workbook, "..\\..\\C:\\a<b>.xlsx")
    assert "a&lt;b&gt;.xlsx" in browser.get(f"/screenings/{id_}").text
    assert sorted(p.name for p in office.desk.settings.folder(id_).iterdir()) == ["results.sqlite", "upload.xlsx"]


def test_policies_are_named_by_titles_and_chapters(office: Office, library: Library) -> None:
    page = html.unescape(office.browser().get("/?lang=en").text)
    for policy in library.policies.values():
        assert policy.title.en in page
    for chapter in library.chapters.values():
        assert f"<legend>{chapter.en}</legend>" in page or chapter.en not in page
