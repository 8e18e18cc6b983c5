"""``docs/access.md`` says what roles may do."""

from __future__ import annotations

from pathlib import Path

from kiemnhiem.language import Lang
from kiemnhiem.web.access.roles import DOES, PERMISSIONS, Permission, Role

PAGE = Path(__file__).parents[2] / "docs" / "access.md"


def test_the_table_of_roles_is_that_of_the_program() -> None:
    rows = [
        line
        for line in PAGE.read_text("utf-8").partition("## Roles")[2].partition("An account")[0].splitlines()
        if line
    ]
    assert [cell.strip() for cell in rows[0].split("|")[2:-1]] == [role.value for role in Role]
    told = {}
    for row in rows[2:]:
        what, *marks = (cell.strip() for cell in row.split("|")[1:-1])
        told[what] = frozenset(role for role, mark in zip(Role, marks, strict=True) if mark == "yes")
    meant = {
        f"`{p.value}` {DOES[p][Lang.EN]}": frozenset(r for r in Role if p in PERMISSIONS[r]) for p in Permission
    }  # fmt: skip
    assert told == meant
