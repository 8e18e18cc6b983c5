"""Each planted fault is found, at its line, with an example that ``kiemnhiem check`` decides as promised."""

from __future__ import annotations

import json
import re
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from support.command import kiemnhiem
from support.libraries import library_with

from kiemnhiem.errors import EngineError, UsageError
from kiemnhiem.evaluate.decision import Verdict
from kiemnhiem.language import Lang

pytest.importorskip("z3")

from kiemnhiem.author.prove import confirm, run
from kiemnhiem.author.prove.proof import Proof, Witness
from kiemnhiem.author.prove.run import prove

HEAD = """policy: case
schema: 1
title: {{vi: Giả định, en: Made up}}
stance: {stance}
subject: candidate
posts: {posts}
when: {when}
in_force: {{from: 2018-01-01}}
"""
REQUIREMENTS = """requirements:
  - id: first
    title: {vi: Một, en: One}
    require: {age: {at_least: 21}}
    source: {document: made-up}
"""


@pytest.fixture(autouse=True)
def _confirmed_by_check(monkeypatch: pytest.MonkeyPatch) -> None:
    """The witnesses here are given to ``check``, which asks the second engine itself."""
    monkeypatch.setattr(run, "confirm", lambda *_: True)


def policy(requirements: str, *, stance: str = "permitted", posts: str = "[head, secretary]", when: str = "{}") -> str:
    return HEAD.format(stance=stance, posts=posts, when=when) + requirements


def requirement(id: str, require: str, more: str = "") -> str:
    title = f"title: {{vi: Yêu cầu {id}, en: Requirement {id}}}"
    return f"  - {{id: {id}, {title}, require: {require}, source: {{document: made-up}}{more}}}\n"


def found(folder: Path, *files: tuple[str, str], place: str | None = None) -> dict[str, Proof]:
    """What is proved of the base library with some files more, by short name; only of the policy ``case``."""
    for name, content in files[:-1]:
        library_with(folder, content, name)
    library = library_with(folder, files[-1][1], files[-1][0])
    ids = [id_ for id_ in library.policies if id_ != "plain"]
    return {p.name: p for p in prove(library, ids, place=place) if p.name != "somebody"}


def checked(folder: Path, witness: Witness) -> dict[str, Any]:
    """What ``kiemnhiem check`` says of a witness, by policy."""
    path = folder / "witness.yaml"
    path.write_text(witness.text, encoding="utf-8")
    asked = [a for p in witness.policies for a in ("--policy", p)]
    place = ["--place", witness.place] if witness.place else []
    day = ["--as-of", witness.as_of.isoformat(), "--policies", str(folder / "library"), "--format", "json"]
    result = kiemnhiem("check", path, *asked, *place, *day)
    assert result.exit_code == 0, result.output
    return {p["policy"]: p for p in json.loads(result.stdout)["policies"]}


def line_of(folder: Path, proof: Proof, file: str = "case.yaml") -> str:
    """The line of the file that a finding points at."""
    place = proof.problem.place
    assert place
    assert place.line
    assert Path(place.file).name == file
    return (folder / "library" / file).read_text().splitlines()[place.line - 1]


def test_a_requirement_nobody_can_meet_is_named_with_the_others_it_excludes(tmp_path: Path) -> None:
    text = policy(
        "requirements:\n"
        + requirement("old-enough", "{age: {at_least: 60}}")
        + requirement("a-member", "{member: true}")
        + requirement("young-enough", "{age: {less_than: 55}}")
    )
    [(name, proof)] = found(tmp_path, ("case.yaml", text)).items()
    assert name == "nobody"
    assert "old-enough" in proof.problem.words(Lang.EN)
    assert "young-enough" in proof.problem.words(Lang.EN)
    assert "a-member" not in proof.problem.words(Lang.EN)
    assert "old-enough" in line_of(tmp_path, proof)


def test_an_implied_requirement_names_what_implies_it(tmp_path: Path) -> None:
    text = policy(
        "requirements:\n"
        + requirement("adult", "{age: {at_least: 18}}")
        + requirement("a-member", "{member: true}")
        + requirement("older", "{age: {at_least: 21}}")
    )
    [(name, proof)] = found(tmp_path, ("case.yaml", text)).items()
    assert name == "implied"
    assert "adult" in line_of(tmp_path, proof)
    assert "older" in proof.problem.words(Lang.EN)
    assert "even while facts are missing" in proof.problem.words(Lang.EN)


def test_implied_only_once_everything_is_known_is_said(tmp_path: Path) -> None:
    text = policy(
        "requirements:\n"
        + requirement("either", "{any_of: [{member: true}, {member: false}, {children: 0}]}")
        + requirement("lowland", "{any_of: [{region: lowland}, {children: 0}]}")
        + requirement("childless", "{any_of: [{children: 0}, {all_of: [{region: lowland}, {score: {is_not: 7}}]}, "
                                   "{all_of: [{region: lowland}, {score: 7}]}]}")
    )  # fmt: skip
    findings = found(tmp_path, ("case.yaml", text))
    assert "either" in line_of(tmp_path, findings["cannot-fail"])
    assert "childless" in line_of(tmp_path, findings["implied"])
    assert "once everything is known" in findings["implied"].problem.words(Lang.EN)


def test_a_when_that_cannot_hold_and_a_requirement_nobody_can_fail(tmp_path: Path) -> None:
    text = policy(
        "requirements:\n"
        + requirement("asked-of-nobody", "{member: true}", ", when: {age: {at_least: 60, at_most: 50}}")
        + requirement("asks-nothing", "{children: {at_least: 0}}")
        + requirement("real", "{member: true}")
    )
    findings = found(tmp_path, ("case.yaml", text))
    assert set(findings) == {"when-never", "cannot-fail"}
    assert "asked-of-nobody" in line_of(tmp_path, findings["when-never"])
    assert "asks-nothing" in line_of(tmp_path, findings["cannot-fail"])


def test_a_policy_that_concerns_nobody(tmp_path: Path) -> None:
    text = policy(REQUIREMENTS, when="{region: lowland, none_of: [{region: lowland}]}")
    assert set(found(tmp_path, ("case.yaml", text))) == {"concerns-nobody"}


EXCEPTIONS = """requirements:
  - id: schooling
    title: {vi: Học vấn, en: Schooling}
    require: {education: {at_least: secondary}}
    source: {document: made-up}
    except:
      - id: island
        when: {areas: {includes: island}}
        require: {education: {at_least: primary}}
        source: {document: made-up}
      - id: border
        when: {areas: {includes: border}}
        require: {education: {at_least: university}}
        source: {document: made-up}
      - id: never
        when: {education: primary, none_of: [{education: {less_than: university}}]}
        waive: true
        source: {document: made-up}
      - id: idle
        when: {education: university, member: true}
        waive: true
        source: {document: made-up}
"""


def test_exceptions_that_disagree_never_apply_or_change_nothing(tmp_path: Path) -> None:
    library = library_with(tmp_path, policy(EXCEPTIONS))
    proofs = [p for p in prove(library, ["case"]) if p.name != "somebody"]
    by_name = {p.name: p for p in proofs}
    assert sorted(p.name for p in proofs) == ["exception-idle", "exception-never", "exceptions-disagree"]
    assert line_of(tmp_path, by_name["exception-never"]).strip() == "- id: never"
    assert line_of(tmp_path, by_name["exception-idle"]).strip() == "- id: idle"
    disagree = by_name["exceptions-disagree"]
    assert line_of(tmp_path, disagree).strip() == "- id: border"
    assert disagree.witness
    [finding] = checked(tmp_path, disagree.witness)["case"]["findings"]
    assert finding["outcome"] == "unknown"


def test_a_prohibition_contradicts_what_another_policy_permits(tmp_path: Path) -> None:
    forbids = policy("requirements: []\n", stance="prohibited", when="{region: highland}").replace(
        "policy: case", "policy: forbids"
    )
    allows = policy(REQUIREMENTS, stance="encouraged")
    findings = found(tmp_path, ("forbids.yaml", forbids), ("case.yaml", allows))
    assert set(findings) == {"contradiction"}
    proof = findings["contradiction"]
    assert Path(str(proof.problem.place)).name.startswith("forbids.yaml")
    assert proof.witness
    verdicts = checked(tmp_path, proof.witness)
    assert verdicts["case"]["verdict"] == "eligible"
    assert verdicts["forbids"]["verdict"] == "not_eligible"


def test_encouraged_here_and_prohibited_there(tmp_path: Path) -> None:
    forbids = policy("requirements: []\n", stance="prohibited", when="{province: north}").replace(
        "policy: case", "policy: forbids"
    )
    allows = policy(REQUIREMENTS, stance="encouraged", when="{province: {is_not: north}}")
    findings = found(tmp_path, ("forbids.yaml", forbids), ("case.yaml", allows))
    assert set(findings) == {"here-and-there"}
    proof = findings["here-and-there"]
    assert proof.witness
    assert proof.elsewhere
    assert checked(tmp_path, proof.witness)["case"]["verdict"] == "eligible"
    assert checked(tmp_path, proof.elsewhere)["forbids"]["verdict"] == "not_eligible"


def test_two_policies_that_nobody_can_meet_together(tmp_path: Path) -> None:
    one = policy("requirements:\n" + requirement("young", "{age: {less_than: 40}}"))
    two = policy("requirements:\n" + requirement("old", "{age: {at_least: 50}}"), posts="[secretary]")
    findings = found(tmp_path, ("other.yaml", two.replace("policy: case", "policy: other")), ("case.yaml", one))
    assert set(findings) == {"blocked"}
    assert re.search(r"young.*old|old.*young", findings["blocked"].problem.words(Lang.EN))


AMENDMENT = """amendment: amends
schema: 1
amends: case
place: north
in_force: {from: 2019-01-01}
"""
WITH_SCOPE = """parameters:
  scope: [{from: 2000-01-01, value: 18, source: {document: made-up}}]
"""


def test_an_amendment_that_relaxes_by_changing_who_is_concerned(tmp_path: Path) -> None:
    """The loader follows requirements only: that fewer are asked at all is seen by meaning."""
    text = policy(WITH_SCOPE + REQUIREMENTS, when="{age: {at_least: $scope}}")
    amendment = AMENDMENT + "sets: {scope: [{from: 2019-01-01, value: 20, source: {document: made-up}}]}\n"
    findings = found(tmp_path, ("case.yaml", text), ("amends.yaml", amendment))
    assert set(findings) == {"relaxes"}
    proof = findings["relaxes"]
    assert proof.dates.start == date(2019, 1, 1)
    assert proof.place == "north"
    assert proof.witness
    assert proof.elsewhere
    assert checked(tmp_path, proof.elsewhere)["case"]["verdict"] == "not_eligible"
    assert checked(tmp_path, proof.witness)["case"]["verdict"] == "not_applicable"


def test_an_amendment_that_relaxes_what_asks_for_another_policys_verdict(tmp_path: Path) -> None:
    """To tighten one policy relaxes whatever asks that a person is not eligible under it."""
    other = policy(REQUIREMENTS, posts="[head]").replace("policy: case", "policy: other")
    text = policy("requirements:\n" + requirement("not-the-other", "{verdicts: {other: not_eligible}}"))
    amendment = AMENDMENT.replace("amends: case", "amends: other") + "adds:\n" + requirement("more", "{member: true}")
    files = ("other.yaml", other), ("case.yaml", text), ("amends.yaml", amendment)
    library = [library_with(tmp_path, content, name) for name, content in files][-1]
    [proof] = [p for p in prove(library, ["case"]) if p.name == "relaxes"]
    assert "not-the-other" in proof.problem.words(Lang.EN)
    assert proof.witness
    assert proof.elsewhere
    assert checked(tmp_path, proof.elsewhere)["case"]["verdict"] == "not_eligible"
    assert checked(tmp_path, proof.witness)["case"]["verdict"] == "eligible"


def test_lists_that_were_not_looked_at_in_all_lengths_are_said_to_be(tmp_path: Path) -> None:
    text = policy(
        "requirements:\n"
        + requirement("few", "{discipline: {count: {where: {form: reprimand}, at_most: {field: children}}}}")
        + requirement("many", "{discipline: {count: {where: {form: reprimand}, more_than: {field: children}}}}")
    )
    proof = found(tmp_path, ("case.yaml", text))["nobody"]
    assert "records were looked at: Discipline" in proof.problem.words(Lang.EN)


def test_an_amendment_that_tightens_is_no_finding(tmp_path: Path) -> None:
    amendment = AMENDMENT + "adds:\n" + requirement("more", "{age: {at_least: 30}}")
    assert found(tmp_path, ("case.yaml", policy(REQUIREMENTS)), ("amends.yaml", amendment)) == {}


def test_a_finding_tells_the_period_it_holds_in(tmp_path: Path) -> None:
    text = policy(
        "requirements:\n"
        + requirement("old", "{age: {at_least: 60}}", ", from: 2019-01-01, until: 2020-06-30")
        + requirement("young", "{age: {less_than: 55}}", ", from: 2020-01-01")
        + requirement("member", "{member: true}", ", from: 2020-03-01")
    )
    proof = found(tmp_path, ("case.yaml", text))["nobody"]
    assert (proof.dates.start, proof.dates.until) == (date(2020, 1, 1), date(2020, 6, 30))


def test_every_policy_that_can_be_met_has_an_example_that_check_accepts(tmp_path: Path) -> None:
    library = library_with(tmp_path, policy(EXCEPTIONS))
    [example] = [p for p in prove(library, ["case"]) if p.name == "somebody"]
    assert example.witness
    assert checked(tmp_path, example.witness)["case"]["verdict"] == "eligible"
    assert set(example.witness.case.facts) <= {"posts", "education", "areas"}, "only facts that matter are left"


ACCEPTED = """requirements:
  # prove: accepted implied — một văn bản khác nhắc lại
  - id: adult
    title: {vi: Người lớn, en: Adult}
    require: {age: {at_least: 18}}
    source: {document: made-up}
  - id: older
    title: {vi: Lớn hơn, en: Older}
    require: {age: {at_least: 21}}
    source: {document: made-up}
"""


def test_a_finding_is_accepted_with_a_reason_and_the_run_is_clean(tmp_path: Path) -> None:
    library_with(tmp_path, policy(ACCEPTED))
    result = kiemnhiem("prove", "--policies", tmp_path / "library")
    assert result.exit_code == 0, result.output
    assert "Được chấp nhận: một văn bản khác nhắc lại" in result.stdout


@pytest.mark.parametrize(
    ("comment", "name"),
    [("# prove: accepted implied", "no-reason"), ("# prove: accepted nobody — vì sao", "accepted-nothing")],
)
def test_an_acceptance_without_reason_or_finding_is_told(tmp_path: Path, comment: str, name: str) -> None:
    library_with(tmp_path, policy(ACCEPTED.replace("# prove: accepted implied — một văn bản khác nhắc lại", comment)))
    result = kiemnhiem("prove", "--policies", tmp_path / "library", "--format", "json")
    assert result.exit_code == 1
    assert {name, "implied"} <= {json.loads(line)["name"] for line in result.stdout.splitlines()}


def test_the_second_engine_is_asked_and_a_denial_stops_the_run(tmp_path: Path) -> None:
    pytest.importorskip("durable.engine")
    library = library_with(tmp_path, policy(REQUIREMENTS))
    witnesses = [p.witness for p in prove(library, ["case"]) if p.witness]
    assert confirm.confirm(library, witnesses)
    lying = [replace(w, verdicts={"case": Verdict.NOT_ELIGIBLE}) for w in witnesses]
    with pytest.raises(EngineError, match="second engine"):
        confirm.confirm(library, lying)


def test_unknown_policies_and_places_are_wrong_use(tmp_path: Path) -> None:
    library = library_with(tmp_path, policy(REQUIREMENTS))
    with pytest.raises(UsageError, match="did you mean") as unknown:
        prove(library, ["cases"], place="nort")
    assert len(unknown.value.problems) == 2
    with pytest.raises(UsageError):
        prove(library, ["case"], as_of=date(2001, 1, 1))


def test_without_z3_the_message_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "z3", None)
    result = kiemnhiem("prove", "--lang", "en")
    assert result.exit_code == 2
    assert "pip install 'kiemnhiem[prove]'" in result.output
