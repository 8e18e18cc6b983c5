"""Passwords: kept as argon2id hashes, with the library's own parameters (RFC 9106, low memory)."""

from __future__ import annotations

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from kiemnhiem.errors import UsageError
from kiemnhiem.problem import Problem
from kiemnhiem.web import codes

#: Characters a password must have at least (NIST SP 800-63B asks 8, and 15 where it is the only factor).
LEAST = 12
MOST = 256

_HASHER = PasswordHasher()
#: What a password is compared with where there is no account, so that the answer takes as long.
_NOBODY = _HASHER.hash("nobody's")


def hashed(password: str) -> str:
    """The hash to keep. Raises :class:`UsageError` for a password too short or too long."""
    if not LEAST <= len(password) <= MOST:
        raise UsageError([Problem(codes.PASSWORD_LENGTH, None, {"least": LEAST, "most": MOST})])
    return _HASHER.hash(password)


def matches(hash_: str | None, password: str) -> bool:
    """Whether it is the password; as slow for an account that is not there."""
    try:
        return _HASHER.verify(hash_ or _NOBODY, password[:MOST]) and bool(hash_)
    except (VerificationError, InvalidHashError):
        return False
