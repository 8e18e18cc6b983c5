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
    ADMINISTER = "administer"  # accounts: roles, places, passwords; delete what is kept of anybody


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

DOES: Mapping[Permission, Text] = {
    Permission.SCREEN: Text(
        "Gửi danh sách để xét, xem từng hồ sơ của mình, trả lời kết luận, tải kết quả",
        "Send lists to be screened, look at one's own cases, answer judgements, take results away",
    ),
    Permission.PERSONAL: Text(
        "Xem dữ liệu cá nhân trong các danh sách của mình", "See personal facts of one's own lists"
    ),
    Permission.OVERSEE: Text(
        "Xem danh sách của mọi người, ở mọi địa phương; dữ liệu cá nhân bị che",
        "Look at everybody's lists, of all places; personal facts are masked",
    ),
    Permission.WRITE_POLICY: Text("Soạn và thử chính sách", "Draft policies and try them"),
    Permission.AUDIT: Text("Đọc, kiểm tra, xuất nhật ký", "Read, verify and export the audit trail"),
    Permission.ADMINISTER: Text(
        "Lập, đổi, đóng tài khoản; giao vai trò, địa phương; xoá danh sách của mọi người",
        "Make, change and close accounts; grant roles and places; delete anybody's lists",
    ),
}


def permissions_of(roles: Iterable[str]) -> frozenset[Permission]:
    """What somebody with these roles may do."""
    return frozenset[Permission]().union(*(PERMISSIONS[Role(role)] for role in roles))
