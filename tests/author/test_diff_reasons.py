"""What is said beside a verdict — its reason, its cure, how well the clause is known — is told when it changes."""

import json
import shutil
from pathlib import Path

import pytest
from support.command import POLICIES, kiemnhiem
from support.demo import edit

OLD = "    source: {document: made-up}\n  - id: known"


@pytest.mark.parametrize(
    ("new", "what", "said"),
    [
        ("    source: {document: made-up, clause: Điều 3}\n", "sources", "made-up (Điều 3)"),
        ("    source: {document: made-up, evidence: memory}\n", "sources", "made-up (memory)"),
        ("    source: {document: made-up}\n    because: {vi: Chưa đủ tuổi., en: Too young.}\n", "reason", "Too young."),
        ("    source: {document: made-up}\n    remedy: {vi: Chờ., en: Wait.}\n", "remedy", "Wait."),
        ("    source: {document: made-up}\n    remedy: {policy: plain-2}\n", "remedy", "plain-2"),
    ],
    ids=["clause", "evidence", "reason", "remedy", "remedy by a policy"],
)
def test_what_is_said_beside_a_verdict(tmp_path: Path, new: str, what: str, said: str) -> None:
    old, root = tmp_path / "old", tmp_path / "new"
    for folder in (old, root):
        shutil.copytree(POLICIES, folder)
        (folder / "plain-2.yaml").write_text((folder / "plain.yaml").read_text().replace("plain", "plain-2"))
    edit(root / "plain.yaml", OLD, f"{new}  - id: known")
    result = kiemnhiem("diff", old, root, "--format", "json")
    assert result.exit_code == 0, result.output
    found = json.loads(result.stdout)
    assert not found["equal"]
    [part] = found["parts"]
    [detail] = part["details"]
    assert (part["name"], detail["what"]["en"], detail["new"]["en"]) == ("plain#grown-up", what, said)
