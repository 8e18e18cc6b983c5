"""Every limit is stated in one place, is documented, and is refused by the problem it names."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path

import pytest
from support.command import POLICIES, kiemnhiem

from kiemnhiem.cli import problems as _every_room  # noqa: F401 - declares the codes of all rooms
from kiemnhiem.errors import PolicyError
from kiemnhiem.language import Lang
from kiemnhiem.limits import LIMITS, Listed, Room, listed
from kiemnhiem.policy import load_library, resolve
from kiemnhiem.problem import CODES

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs" / "limits.md"
EVERY = list(listed())


def test_the_docs_list_every_limit_as_the_command_prints_it() -> None:
    assert kiemnhiem("limits", "--lang", "en").output == DOCS.read_text(encoding="utf-8")
    assert all(f"`{limit.name}`" in kiemnhiem("limits").output for limit in EVERY)


@pytest.mark.parametrize("limit", EVERY, ids=lambda limit: limit.name)
def test_a_limit_names_the_problems_it_is_refused_by(limit: Listed) -> None:
    assert set(limit.codes) <= set(CODES)
    assert limit.codes or limit.room in (Room.WORK, Room.WEB)
    assert all(limit.what[lang].strip() and limit.amount[lang].strip() for lang in Lang)


@pytest.mark.parametrize(
    "limit", [li for li in EVERY if li.room is not Room.WEB and li.value], ids=lambda limit: limit.name
)
def test_a_limit_is_one_that_something_keeps_to(limit: Listed) -> None:
    files = [p for p in (ROOT / "engine").rglob("*.py") if p.name != "limits.py"]
    assert any(re.search(rf"\bLIMITS\.{limit.name}\b", p.read_text("utf-8")) for p in files)


def test_no_limit_is_below_what_an_office_has() -> None:
    assert LIMITS.columns >= 1_000
    assert LIMITS.cells >= 1_048_576 * 30
    assert LIMITS.text >= 32_767, "what a cell of Excel may hold"


def test_policies_that_ask_each_other_without_end_are_refused_before_they_are_decided(tmp_path: Path) -> None:
    """Forty policies, each asking the next one twice, would come to 2⁴⁰ conditions."""
    shutil.copytree(POLICIES, tmp_path / "library")
    for i in range(41):
        other = f"c{i + 1:02}"
        asks = f"{{any_of: [{{verdicts: {{{other}: eligible}}}}, {{verdicts: {{{other}: not_eligible}}}}]}}"
        (tmp_path / "library" / f"c{i:02}.yaml").write_text(
            f"policy: c{i:02}\nschema: 1\ntitle: {{vi: Giả định, en: Made up}}\nstance: permitted\nsubject: candidate\n"
            f"requirements:\n  - id: asks\n    title: {{vi: Hỏi, en: Asks}}\n    source: {{document: made-up}}\n"
            f"    require: {asks if i < 40 else '{score: {at_least: 1}}'}\n",
            "utf-8",
        )
    library = load_library(tmp_path / "library")[0]
    with pytest.raises(PolicyError) as refused:
        resolve(library, date(2024, 6, 1), ["c00"])
    assert [p.code.id for p in refused.value.problems] == ["P117"]
    assert resolve(library, date(2024, 6, 1), ["c38"]).screened
