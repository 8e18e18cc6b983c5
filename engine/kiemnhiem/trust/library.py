"""The folder of a policy library that was named: itself, or a bundle unpacked, if it may be trusted."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from kiemnhiem.errors import UsageError
from kiemnhiem.problem import Place, Problem
from kiemnhiem.trust import codes
from kiemnhiem.trust.bundle import read_bundle
from kiemnhiem.trust.signing import PublicKey


class Opened:
    """A library that is there until it is closed. ``folder``: where it is.

    :param required: the file of the public key that must have signed it.
    :raises UsageError: where it is not to be trusted.
    """

    def __init__(self, path: Path, required: Path | None) -> None:
        key = PublicKey.read(required) if required else None
        self._temporary: TemporaryDirectory[str] | None = None
        if path.is_dir():
            if key:
                raise UsageError([Problem(codes.UNSIGNED, Place(str(path)))])
            self.folder = path
            return
        bundle = read_bundle(path, key)
        try:
            self._temporary = TemporaryDirectory(prefix="kiemnhiem-")
            self.folder = bundle.unpack(Path(self._temporary.name))
        except OSError as error:
            self.close()
            raise UsageError(
                [Problem(codes.NOT_UNPACKED, Place(str(path)), {"reason": error.strerror or error})]
            ) from error

    def close(self) -> None:
        """Remove what was unpacked."""
        if self._temporary:
            self._temporary.cleanup()
