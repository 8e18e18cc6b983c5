"""Witnesses asked of the second engine: one child process for all of them, one network after another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from kiemnhiem.author.prove.proof import Witness
from kiemnhiem.errors import EngineError, EngineUnavailable
from kiemnhiem.evaluate.derive import Deriver
from kiemnhiem.evaluate.rete.encode import Encoder
from kiemnhiem.evaluate.rete.engine import answer
from kiemnhiem.evaluate.rete.plan import plan
from kiemnhiem.evaluate.rete.process import Child
from kiemnhiem.language import Text
from kiemnhiem.policy.model import Library
from kiemnhiem.policy.program import Program
from kiemnhiem.policy.resolve import resolve

_DENIED = Text(
    "Bộ máy thứ hai không xác nhận ví dụ của «{policy}»; không đưa ra kết luận. Xin báo lỗi này.",
    'The second engine does not confirm the example of "{policy}"; nothing is claimed. Please report this.',
)
#: Seconds for one network.
_DEADLINE = 60


def confirm(library: Library, witnesses: Sequence[Witness]) -> bool:
    """Whether the second engine could be asked; then it found the same of every witness. Raises :class:`EngineError`
    where it found otherwise.
    """
    child = Child()
    try:
        for program, group in _grouped(library, witnesses):
            _asked(child, program, group)
    except EngineUnavailable:
        return False
    finally:
        child.close()
    return True


def _grouped(library: Library, witnesses: Sequence[Witness]) -> list[tuple[Program, list[Witness]]]:
    groups: dict[tuple[date, str | None, str], list[Witness]] = {}
    for witness in witnesses:
        groups.setdefault((witness.as_of, witness.place, witness.subject), []).append(witness)
    return [
        (resolve(library, as_of, tuple(dict.fromkeys(p for w in group for p in w.policies)), subject, place), group)
        for (as_of, place, subject), group in groups.items()
    ]


def _asked(child: Child, program: Program, group: Sequence[Witness]) -> None:
    planned, names = plan(program)
    encoder, completed = Encoder(names), Deriver(program).completed
    child.ask((planned, _DEADLINE), _DEADLINE)
    results = child.ask([encoder.encode(completed(replace(w.case, id="1"))) for w in group], _DEADLINE)
    for witness, result in zip(group, results, strict=True):
        found = answer(witness.case.id, result, planned)
        decided = found.decision.policies if found.decision else {}
        if any(decided.get(p) is None or decided[p].verdict is not v for p, v in witness.verdicts.items()):
            raise found.error or EngineError(_DENIED.format(policy=", ".join(witness.policies)))
