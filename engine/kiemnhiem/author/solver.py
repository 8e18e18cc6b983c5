"""Whether z3 can be used. ``kiemnhiem prove`` needs it; ``kiemnhiem diff`` says less without it."""

from __future__ import annotations

from importlib import import_module

from kiemnhiem.errors import UsageError
from kiemnhiem.language import Text
from kiemnhiem.problem import Problem, Severity, declare

NO_SOLVER = declare(
    "V120",
    Severity.ERROR,
    Text(
        "chưa cài bộ giải z3; cài thêm bằng: pip install 'kiemnhiem[prove]'",
        "the solver z3 is not installed; install it with: pip install 'kiemnhiem[prove]'",
    ),
    Text(
        "Chứng minh và so sánh theo nghĩa cần gói z3-solver. Các lệnh khác không cần.",
        "Proofs and comparing by meaning need the package z3-solver. Other commands do not.",
    ),
)


def available() -> bool:
    """Whether z3 can be used: it is there, and so is the library it is made of."""
    try:
        import_module("z3")
    except Exception:  # noqa: BLE001 - without its library z3 raises an exception of its own, which cannot be imported
        return False
    return True


def require() -> None:
    """Raise :class:`UsageError` where z3 is not installed."""
    if not available():
        raise UsageError([Problem(NO_SOLVER)])
