"""The exceptions of kiemnhiem.

```text
KiemnhiemError
├── PolicyError   the policy library is broken; carries every problem
├── InputError    a file of cases cannot be read at all; carries every problem
├── UsageError    what was asked cannot be done: an unknown policy, a policy not in force
└── EngineError   an engine crashed, hung, or refused; never a verdict
    ├── EngineUnavailable   the engine cannot run on this machine
    └── Disagreement   two engines decided differently
```
"""

from __future__ import annotations

from collections.abc import Sequence

from kiemnhiem.language import Lang, Text
from kiemnhiem.problem import Problem


class KiemnhiemError(Exception):
    """Any error of this package, with words for the reader."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


class ProblemsError(KiemnhiemError):
    """An error that carries problems."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(Text(*("\n".join(p.message(lang) for p in problems) for lang in Lang)))


class PolicyError(ProblemsError):
    """The policy library is broken."""


class InputError(ProblemsError):
    """A file of cases cannot be read."""


class UsageError(ProblemsError):
    """What was asked cannot be done."""


class EngineError(KiemnhiemError):
    """An engine crashed, hung, or refused."""


class EngineUnavailable(EngineError):
    """An engine that cannot run on this machine."""


class Disagreement(EngineError):
    """Two engines decided one case differently."""
