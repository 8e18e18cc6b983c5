"""What is proved of the shipped library."""

from __future__ import annotations

import pytest

pytest.importorskip("z3")

from kiemnhiem.author.prove.run import prove
from kiemnhiem.author.prove.view import open_findings
from kiemnhiem.language import Lang
from kiemnhiem.policy import load_library, shipped_library
from kiemnhiem.policy.model import Stance


@pytest.mark.slow
def test_the_shipped_library_has_no_open_finding_and_every_policy_can_be_met() -> None:
    library, _ = load_library(shipped_library())
    proofs = prove(library)
    assert [p.problem.message(Lang.EN) for p in open_findings(proofs)] == []
    met = {p.policy for p in proofs if p.name == "somebody" and p.witness}
    prohibitions = {p.id for p in library.policies.values() if p.stance is Stance.PROHIBITED}
    assert met | prohibitions == set(library.policies)
