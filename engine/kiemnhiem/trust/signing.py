"""Ed25519 keys and signatures, in the files that other programs read too: PEM, PKCS #8."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from kiemnhiem.errors import UsageError
from kiemnhiem.evaluate.sql.extras import needed
from kiemnhiem.problem import Code, Place, Problem
from kiemnhiem.trust import codes

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

_LENGTH = 32
_SHORT = 16
#: Bytes that the file of a key may have.
_MOST = 1 << 16


@dataclass(frozen=True)
class PublicKey:
    """Whom a signature is of: 32 bytes."""

    raw: bytes

    @property
    def fingerprint(self) -> str:
        """What tells it apart, for a reader: the beginning of its SHA-256."""
        return hashlib.sha256(self.raw).hexdigest()[:_SHORT]

    @property
    def pem(self) -> bytes:
        """The content of its file."""
        with needed("trust"):
            from cryptography.hazmat.primitives import serialization as s  # noqa: PLC0415 - may be missing
            from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey  # noqa: PLC0415

        key = Ed25519PublicKey.from_public_bytes(self.raw)
        return key.public_bytes(s.Encoding.PEM, s.PublicFormat.SubjectPublicKeyInfo)

    @classmethod
    def read(cls, path: Path) -> PublicKey:
        """The key in a file. Raises :class:`UsageError`."""
        with needed("trust"):
            from cryptography.exceptions import UnsupportedAlgorithm  # noqa: PLC0415 - may be missing
            from cryptography.hazmat.primitives import serialization as s  # noqa: PLC0415
            from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey  # noqa: PLC0415
        try:
            key = s.load_pem_public_key(_content(path))
        except (ValueError, UnsupportedAlgorithm) as error:
            _refuse(codes.NOT_PUBLIC, path, error)
        if not isinstance(key, Ed25519PublicKey):
            _refuse(codes.NOT_PUBLIC, path)
        return cls(key.public_bytes_raw())


@dataclass(frozen=True)
class Signature:
    """Of some bytes, by a key."""

    key: PublicKey
    raw: bytes

    def object(self) -> dict[str, str]:
        """As JSON has it."""
        return {"algorithm": "Ed25519", "key": self.key.raw.hex(), "signature": self.raw.hex()}

    @classmethod
    def of(cls, said: Mapping[str, str]) -> Signature:
        """From what :meth:`object` gave. Raises :class:`ValueError`, :class:`LookupError`, :class:`TypeError`."""
        key, raw = bytes.fromhex(said["key"]), bytes.fromhex(said["signature"])
        if said["algorithm"] != "Ed25519" or len(key) != _LENGTH or len(raw) != 2 * _LENGTH:
            raise ValueError("no signature")
        return cls(PublicKey(key), raw)

    def holds_for(self, signed: bytes) -> bool:
        """Whether it is that of these bytes."""
        with needed("trust"):
            from cryptography.exceptions import InvalidSignature  # noqa: PLC0415 - may be missing
            from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey  # noqa: PLC0415
        try:
            Ed25519PublicKey.from_public_bytes(self.key.raw).verify(self.raw, signed)
        except (InvalidSignature, ValueError):
            return False
        return True


class PrivateKey:
    """What signs."""

    def __init__(self, key: Ed25519PrivateKey) -> None:
        self._key = key

    @classmethod
    def new(cls) -> PrivateKey:
        """A key that nobody has had."""
        with needed("trust"):
            from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey  # noqa: PLC0415
        return cls(Ed25519PrivateKey.generate())

    @classmethod
    def read(cls, path: Path, passphrase: Callable[[], str]) -> PrivateKey:
        """The key in a file. ``passphrase``: asked where it is locked. Raises :class:`UsageError`."""
        with needed("trust"):
            from cryptography.exceptions import UnsupportedAlgorithm  # noqa: PLC0415 - may be missing
            from cryptography.hazmat.primitives import serialization as s  # noqa: PLC0415
            from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey  # noqa: PLC0415
        content = _content(path)
        try:
            try:
                key = s.load_pem_private_key(content, None)
            except TypeError:  # it is locked
                key = s.load_pem_private_key(content, passphrase().encode())
        except (ValueError, UnsupportedAlgorithm) as error:
            _refuse(codes.NOT_PRIVATE, path, error)
        if not isinstance(key, Ed25519PrivateKey):
            _refuse(codes.NOT_PRIVATE, path)
        return cls(key)

    @property
    def public(self) -> PublicKey:
        """The key that others are given."""
        return PublicKey(self._key.public_key().public_bytes_raw())

    def pem(self, passphrase: str | None) -> bytes:
        """The content of its file, locked by a passphrase if there is one."""
        from cryptography.hazmat.primitives import serialization as s  # noqa: PLC0415 - heavy

        lock = s.BestAvailableEncryption(passphrase.encode()) if passphrase else s.NoEncryption()
        return self._key.private_bytes(s.Encoding.PEM, s.PrivateFormat.PKCS8, lock)

    def sign(self, content: bytes) -> Signature:
        """The signature of some bytes: always the same."""
        return Signature(self.public, self._key.sign(content))


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_MOST)
    except OSError as error:
        _refuse(codes.NO_KEY, path, error)


def _refuse(code: Code, path: Path, cause: Exception | None = None) -> NoReturn:
    raise UsageError([Problem(code, Place(str(path)))]) from cause
