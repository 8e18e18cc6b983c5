"""The pages about reliability say what runs gave and what tests there are, and nothing else."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from reliability.__main__ import HEADING, KEPT, PAGE, model
from reliability.__main__ import MODEL as MODEL_PAGE
from reliability.defended import DEFENCES, Defence
from reliability.page import RUNS, page
from reliability.results import ROOT, read

WHOLE = MODEL_PAGE.read_text("utf-8")
MODEL = WHOLE.partition(HEADING)[0]
NAMED = sorted(set(re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", MODEL)))


def test_the_page_is_what_the_kept_results_say() -> None:
    assert PAGE.read_text("utf-8") == page(read(KEPT)), "make reliability"


def test_the_threat_model_says_what_came_of_taking_its_defences_out() -> None:
    results = read(KEPT)
    assert model(results) == WHOLE, "make reliability"
    found = results["defences"]["measured"]
    assert [name for name, of in found.items() if not of["noticed"]] == []
    now = {of.name: of.outcome(noticed=True) for of in DEFENCES}
    assert [name for name in now if found.get(name) != now[name]] == [], "make defences"
    assert [name for name in found if name not in now] == []


@pytest.mark.parametrize("defence", DEFENCES, ids=lambda of: of.name)
def test_each_defence_stands_where_it_is_said_to_and_its_tests_exist(defence: Defence) -> None:
    assert defence.removed((ROOT / defence.file).read_text("utf-8"))
    for test in defence.tests:
        path, _, name = test.partition("::")
        assert f"\ndef {name.partition('[')[0]}(" in (ROOT / path).read_text("utf-8")


def test_each_test_of_the_threat_model_was_seen_to_fail_without_a_defence() -> None:
    seen = {test.partition("[")[0] for defence in DEFENCES for test in defence.tests}
    assert [f"{path}::{name}" for path, name in NAMED if f"{path}::{name}" not in seen] == []


def test_a_run_that_was_not_made_is_not_run_and_has_no_figure() -> None:
    rows = [line for line in page({}).splitlines() if line.startswith("| ") and "`make" in line]
    assert len(rows) == len(RUNS)
    for row in rows:
        assert "| not run | — | — |" in row


def test_figures_come_from_the_results() -> None:
    ran = {"on": "2026-01-02", "machine": "a machine", "versions": {"python": "3.11"}}
    counts = {
        "tried": 200,
        "killed": 190,
        "explained": 8,
        "open": 2,
        "untried": 0,
        "on": "2026-01-02",
        "changed": False,
    }
    shown = page({"mutants": {"ran": ran, "measured": {"kiemnhiem/a.py": counts}}})
    assert "| 200 changes in 1 modules | 95.0 % noticed, 8 more make no difference | 2026-01-02 |" in shown
    assert "| `kiemnhiem/a.py` | 200 | 190 | 95.0 % | 8 | 2 | 0 | 2026-01-02 |" in shown


def test_what_was_not_tried_or_has_changed_since_is_said() -> None:
    ran = {"on": "2026-01-02", "machine": "a machine", "versions": {"python": "3.11"}}
    counts = {"tried": 9, "killed": 9, "explained": 0, "open": 0, "untried": 1000, "on": "2026-01-01", "changed": True}
    shown = page({"mutants": {"ran": ran, "measured": {"kiemnhiem/a.py": counts}}})
    assert "| 9 changes in 1 modules, 1,000 not tried | 100.0 % noticed" in shown
    assert "| `kiemnhiem/a.py` | 9 | 9 | 100.0 % | 0 | 0 | 1000 | 2026-01-01, changed since |" in shown


def test_results_of_other_kinds_are_shown_whole() -> None:
    ran = {"on": "2026-01-02", "machine": "a machine", "versions": {}}
    shown = page({"kills-screen": {"ran": ran, "measured": {"kills": 200, "lost": {"xlsx": 0}}}})
    assert "| kills | 200 |" in shown
    assert "| lost: xlsx | 0 |" in shown


@pytest.mark.parametrize(("path", "name"), NAMED)
def test_each_test_that_the_threat_model_names_exists(path: str, name: str) -> None:
    tree = ast.parse((ROOT / path).read_text("utf-8"))
    assert name in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_each_row_of_the_threat_model_names_a_test_or_says_that_there_is_none() -> None:
    rows = [line.strip("| ").split(" | ") for line in MODEL.splitlines() if line.startswith("| ")]
    told = [row for row in rows if row[0] != "attack"]
    assert len(told) > 20
    assert all(len(row) == 3 for row in told)
    assert [row[0] for row in told if "::test_" not in row[2] and row[2] != "—"] == []


def test_security_points_at_files_that_are_there() -> None:
    links = re.findall(r"\]\(([\w./-]+)\)", (ROOT / "SECURITY.md").read_text("utf-8"))
    assert links
    assert [link for link in links if not Path(ROOT / link).exists()] == []
