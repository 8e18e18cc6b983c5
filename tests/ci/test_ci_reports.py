"""SARIF, JUnit and annotations are what the services that read them ask for, whatever a policy's words hold."""

import json
import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from lxml import etree
from support.command import kiemnhiem
from support.demo import POLICY, TESTS, demo, edit

HERE = Path(__file__).parent
MULTITOOL = HERE / "node_modules" / ".bin" / "sarif-multitool"
FAST = ("--skip", "prove", "--skip", "mutation")
#: Words that no format takes as they are.
HOSTILE = 'A "b" <i>&amp; ]]> 100%, c: d'


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """A library with findings of every kind, in a folder whose name needs care."""
    root = demo(tmp_path / "thư viện (1)")
    edit(root / TESTS, "name: 21 years old on the day", f"name: '{HOSTILE}'")
    edit(root / POLICY, "value: 21", "value: 22")
    edit(root / POLICY, "requirements:\n", UNTESTED)
    return root


UNTESTED = """requirements:
  - id: untested
    title: {vi: Chưa kiểm thử, en: Not tested}
    require: {party_membership: official, age: {at_least: 18}}
    source: {document: tt-04-2012}
    because: {vi: Vì thế., en: So it is.}
"""


def written(library: Path, form: str, *args: str | Path) -> str:
    """A report of one form."""
    path = library.parent / f"report.{form}"
    result = kiemnhiem("ci", "--policies", library, "--lang", "en", f"--{form}", path, *args)
    assert result.exit_code in {0, 1, 4}, result.output
    return path.read_text(encoding="utf-8")


def sarif(library: Path, *args: str | Path) -> dict[str, Any]:
    """The only run of a SARIF log that the official schema accepts."""
    log = json.loads(written(library, "sarif", *args))
    schema = json.loads((HERE / "sarif-2.1.0.json").read_text(encoding="utf-8"))
    assert [e.message for e in Draft202012Validator(schema).iter_errors(log)] == []
    [run] = log["runs"]
    assert isinstance(run, dict)
    return run


def junit(library: Path, *args: str | Path) -> Any:
    """A JUnit document that Jenkins' schema accepts."""
    document = etree.fromstring(written(library, "junit", *args).encode())
    schema = etree.XMLSchema(etree.parse(HERE / "junit-10.xsd"))
    assert schema.validate(document), schema.error_log
    return document


class TestSarif:
    def test_findings_have_rules_levels_and_places_from_the_root(self, library: Path) -> None:
        run = sarif(library, *FAST)
        rules = run["tool"]["driver"]["rules"]
        results = run["results"]
        assert {"K110", "L602"} <= {r["ruleId"] for r in results}
        for result in results:
            rule = rules[result["ruleIndex"]]
            assert rule["id"] == result["ruleId"]
            assert rule["help"]["text"]
            assert result["level"] == rule["defaultConfiguration"]["level"]
            [location] = result["locations"]
            artifact = location["physicalLocation"]["artifactLocation"]
            assert artifact["uriBaseId"] == "%SRCROOT%"
            assert (library / artifact["uri"]).is_file()
            assert location["physicalLocation"]["region"]["startLine"] >= 1
        assert any(HOSTILE in r["message"]["text"] for r in results)

    def test_a_name_with_spaces_and_marks_is_a_uri(self, library: Path) -> None:
        (library / "hamlet" / "tệp 1.yaml").write_text("policy: x\n", encoding="utf-8")
        uris = {
            r["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for r in sarif(library, *FAST)["results"]
        }
        assert "hamlet/t%E1%BB%87p%201.yaml" in uris

    def test_rules_that_have_a_short_name_say_it(self, library: Path) -> None:
        names = {r["id"]: r.get("name") for r in sarif(library, *FAST)["tool"]["driver"]["rules"]}
        assert names["L602"] == "UntestedRequirement"
        assert names["K110"] is None

    def test_steps_that_did_not_run_are_notifications(self, library: Path) -> None:
        [invocation] = sarif(library, *FAST)["invocations"]
        assert {n["descriptor"]["id"] for n in invocation["toolExecutionNotifications"]} == {"K101", "K102", "K103"}

    def test_fingerprints_stay_when_lines_move_and_differ_between_findings(self, library: Path) -> None:
        def marks() -> list[str]:
            return [r["partialFingerprints"]["kiemnhiem/v1"] for r in sarif(library, *FAST)["results"]]

        before = marks()
        for name in (POLICY, TESTS):
            path = library / name
            path.write_text("# one\n# two\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
        assert marks() == before
        assert len(set(before)) == len(before) > 5

    def test_what_is_accepted_is_suppressed(self, library: Path) -> None:
        known = library.parent / "known.json"
        run = sarif(library, *FAST, "--baseline", known, "--update-baseline")
        open_ = [r for r in run["results"] if r["level"] != "note" and "suppressions" not in r]
        assert open_ == []
        kinds = {s["kind"] for r in run["results"] for s in r.get("suppressions", ())}
        assert kinds == {"external"}

    def test_what_the_author_accepts_is_suppressed_with_the_reason(self, library: Path) -> None:
        pytest.importorskip("z3")

        def proved() -> list[dict[str, Any]]:
            return [r for r in sarif(library, "--skip", "mutation")["results"] if r["ruleId"] == "V105"]

        [found] = proved()
        assert "suppressions" not in found
        assert "When: " in found["message"]["text"]
        edit(
            library / POLICY,
            "  - id: official-member",
            "  # prove: accepted implied — it cites a source of its own\n  - id: official-member",
        )
        [found] = proved()
        assert found["suppressions"] == [{"kind": "inSource", "justification": "it cites a source of its own"}]

    def test_a_broken_library_is_a_valid_log_too(self, library: Path) -> None:
        edit(library / POLICY, "posts: [party", "posts: [parti")
        run = sarif(library)
        assert run["invocations"][0]["executionSuccessful"] is False
        assert "P302" in {r["ruleId"] for r in run["results"]}

    @pytest.mark.skipif(not MULTITOOL.exists() and not os.environ.get("CI"), reason="make sarif was not run")
    def test_the_validator_of_microsoft_finds_no_error(self, library: Path, tmp_path: Path) -> None:
        written(library, "sarif", *FAST)
        found = tmp_path / "found.sarif"
        log = str(library.parent / "report.sarif")
        command = [str(MULTITOOL), "validate", log, "--output", str(found), "--log", "ForceOverwrite"]
        invariant = {**os.environ, "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"}
        done = subprocess.run(command, capture_output=True, text=True, env=invariant, check=False)
        assert "Analysis completed successfully" in done.stdout, done.stdout + done.stderr
        results = json.loads(found.read_text(encoding="utf-8-sig"))["runs"][0].get("results", [])
        # SARIF2005 would have us name a page about the tool on the web
        assert {r["ruleId"] for r in results} <= {"SARIF2005"}, results


class TestJunit:
    def test_each_test_is_a_case_and_each_step_a_suite(self, library: Path) -> None:
        document = junit(library, *FAST)
        suites = {s.get("name"): s for s in document}
        assert list(suites) == [
            f"kiemnhiem.{s}" for s in ("load", "lint", "test", "coverage", "mutation", "prove", "diff")
        ]
        tests = suites["kiemnhiem.test"]
        assert tests.get("tests") == "8"
        failed = [c.get("name") for c in tests if c.find("failure") is not None]
        assert HOSTILE in failed
        assert tests.get("failures") == str(len(failed))
        assert suites["kiemnhiem.prove"].find("testcase/skipped").get("message") == "skipped as asked"

    def test_findings_are_failing_cases_of_their_file(self, library: Path) -> None:
        [case] = [c for c in junit(library, *FAST).iter("testcase") if c.get("name").startswith("L602")]
        assert case.get("classname") == POLICY
        assert case.find("failure").get("type") == "L602"

    def test_words_come_out_as_they_are(self, library: Path) -> None:
        messages = [f.get("message") for f in junit(library, *FAST).iter("failure")]
        assert any(HOSTILE in m for m in messages)

    def test_the_counts_add_up(self, library: Path) -> None:
        document = junit(library, *FAST)
        assert int(document.get("tests")) == len(list(document.iter("testcase")))
        assert int(document.get("failures")) == len(list(document.iter("failure"))) > 0


class TestAnnotations:
    def test_each_is_one_line_and_its_words_survive(self, library: Path) -> None:
        result = kiemnhiem("ci", "--policies", library, "--lang", "en", "--annotations", "github", *FAST)
        commands = [line for line in result.stdout.splitlines() if line.startswith("::")]
        assert len(commands) > 5
        for command in commands:
            assert re.fullmatch(r"::(error|warning|notice) (\w+=[^,:]*,?)+::.*", command), command
        said = next(c for c in commands if "K110" in c and "i>" in c).split("::", 2)[2]
        assert HOSTILE in said.replace("%0A", "\n").replace("%25", "%")

    def test_beside_json_they_do_not_spoil_it(self, library: Path) -> None:
        args = ("--format", "json", "--annotations", "github", *FAST)
        result = kiemnhiem("ci", "--policies", library, "--lang", "en", *args)
        assert json.loads(result.stdout)["passed"] is False
        assert "::error file=" in result.stderr

    def test_there_are_none_unless_github_runs_it(self, library: Path) -> None:
        assert "::error" not in kiemnhiem("ci", "--policies", library, *FAST).stdout


def test_markdown_of_a_policy_stays_words(library: Path) -> None:
    edit(library / TESTS, HOSTILE, "x | <img src=x> [a](b)")
    text = written(library, "markdown", *FAST)
    assert "<img" not in text.replace("\\<img", "")
    assert "](b)" not in text.replace("\\](b)", "")


def test_an_empty_folder_is_told_in_valid_reports(tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    assert [r["ruleId"] for r in sarif(empty)["results"]] == ["P210"]
    assert [f.get("type") for f in junit(empty).iter("failure")] == ["P210"]
