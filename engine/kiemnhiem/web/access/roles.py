"""Roles, and what each may do. ``docs/access.md`` tells the same to administrators, and a test keeps the two equal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

from kiemnhiem.language import Text


class Permission(StrEnum):
    """Something that not everybody may do."""

    SCREEN = "screen"  # upload files, screen them, answer judgements, take results away
    PERSONAL = "personal"  # see personal fields of one's own screenings
    OVERSEE = "oversee"  # look at the screenings of others, personal fields masked
    WRITE_POLICY = "write_policy"  # use the editor
    AUDIT = "audit"  # read the audit trail
    ADMINISTER = "administer"  # accounts, places granted, deleting what others uploaded


class Role(StrEnum):
    """What an account is for."""

    OFFICER = "officer"
    AUTHOR = "author"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


PERMISSIONS: Mapping[Role, frozenset[Permission]] = {
    Role.OFFICER: frozenset({Permission.SCREEN, Permission.PERSONAL}),
    Role.AUTHOR: frozenset({Permission.WRITE_POLICY}),
    Role.AUDITOR: frozenset({Permission.OVERSEE, Permission.AUDIT}),
    Role.ADMINISTRATOR: frozenset({Permission.ADMINISTER}),
}

LABELS: Mapping[Role, Text] = {
    Role.OFFICER: Text("cán bộ tổ chức", "personnel officer"),
    Role.AUTHOR: Text("người soạn chính sách", "policy author"),
    Role.AUDITOR: Text("người kiểm tra", "auditor"),
    Role.ADMINISTRATOR: Text("quản trị", "administrator"),
}


def permissions_of(roles: Iterable[str]) -> frozenset[Permission]:
    """What somebody with these roles may do."""
    return frozenset[Permission]().union(*(PERMISSIONS[Role(role)] for role in roles))
