import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from support.command import POLICIES, kiemnhiem, people

from kiemnhiem.errors import EngineUnavailable
from kiemnhiem.evaluate.decision import Verdict
from kiemnhiem.evaluate.rete import Answer, ReteEngine
from kiemnhiem.language import Text

# Made-up people.
PEOPLE = """Họ tên,Ngày sinh,Chức danh,Đơn vị
Nguyễn Văn A,05/06/1975,Trưởng thôn,Bản Một
Lò B,2010,Trưởng thôn,Bản Hai
"""
AS_OF = ("--as-of", "2018-12-30", "--policies", POLICIES)


def test_json_is_one_object_a_case_with_the_documented_keys(tmp_path: Path) -> None:
    result = kiemnhiem("check", people(tmp_path, PEOPLE), *AS_OF, "--format", "json")
    assert result.exit_code == 0
    one, two = map(json.loads, result.stdout.splitlines())
    assert {"case", "verdict", "policies", "missing", "judgements"} <= one.keys()
    assert one["engine"] == "reference+rete"
    [policy] = two["policies"]
    assert (policy["policy"], policy["verdict"]) == ("plain", "not_eligible")
    finding, _ = policy["findings"]
    assert list(finding) == ["requirement", "outcome", "because", "facts", "source", "exception", "remedy"]
    assert finding["outcome"] == "not_met"
    assert set(finding["because"]) == {"vi", "en"}
    assert finding["source"]["evidence"] == "memory"
    assert [f["field"] for f in finding["facts"]] == ["age"]


def test_one_case_is_chosen_by_its_id(tmp_path: Path) -> None:
    path = people(tmp_path, PEOPLE)
    result = kiemnhiem("check", path, *AS_OF, "--case", "3", "--format", "json")
    assert [json.loads(line)["case"] for line in result.stdout.splitlines()] == ["3"]
    assert kiemnhiem("check", path, *AS_OF, "--case", "99").exit_code == 2


@pytest.mark.parametrize(("lang", "reason"), [("vi", "Đủ 18 tuổi"), ("en", "Of age")])
def test_the_console_tells_the_reason_and_the_source(tmp_path: Path, lang: str, reason: str) -> None:
    result = kiemnhiem("check", people(tmp_path, PEOPLE), *AS_OF, "--case", "3", "--lang", lang)
    assert reason in result.stdout
    assert "01-XX" in result.stdout


def test_engines_that_disagree_give_no_verdict(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    honest = ReteEngine.answers

    def lying(self: ReteEngine, cases: Any) -> Iterator[Answer]:
        for answer in honest(self, cases):
            assert answer.decision
            wrong = answer.case == "3"
            yield replace(answer, decision=answer.decision._replace(verdict=Verdict.ELIGIBLE)) if wrong else answer

    monkeypatch.setattr(ReteEngine, "answers", lying)
    result = kiemnhiem("check", people(tmp_path, PEOPLE), *AS_OF, "--format", "json")
    assert result.exit_code == 5
    assert [json.loads(line)["case"] for line in result.stdout.splitlines()] == ["2"]
    assert "3" in result.stderr


def test_without_the_second_engine_it_says_so_and_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unavailable(*_args: object, **_options: object) -> None:
        raise EngineUnavailable(Text("không có Rete ở đây", "no Rete here"))

    monkeypatch.setattr(sys.modules["kiemnhiem.cli.check"], "ReteEngine", unavailable)
    result = kiemnhiem("check", people(tmp_path, PEOPLE), *AS_OF, "--format", "json", "--lang", "en")
    assert result.exit_code == 0
    assert "no Rete here" in result.stderr
    assert json.loads(result.stdout.splitlines()[0])["engine"] == "reference"
