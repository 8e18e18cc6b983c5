"""The lint rules: each a module, with its cases in a YAML file beside it. Added by being there."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from kiemnhiem.author.lint.rule import Rule

_FOUND = (getattr(import_module(f"{__name__}.{m.name}"), "check", None) for m in iter_modules(__path__))
#: Every rule, by code.
RULES: tuple[Rule, ...] = tuple(sorted((r for r in _FOUND if isinstance(r, Rule)), key=lambda r: r.code.id))
#: The rules about the comments that ignore others: they run last.
META = frozenset(r.id for r in RULES if r.code.id.startswith("L0"))
