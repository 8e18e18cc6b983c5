"""A policy library in one file: the same library gives the same bytes on every machine.

A bundle is a ZIP file without compression. ``manifest.json`` comes first: the library's name, and the SHA-256 of every
file by its path, in canonical JSON. A signed one has ``signature.json`` next: the public key and its Ed25519 signature
of the manifest. Then come the files, by their paths. Times and permissions are fixed. Whoever reads a bundle packs what
was read again and compares: so nothing can stand in it that was not looked at.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from kiemnhiem.errors import UsageError
from kiemnhiem.files import opened
from kiemnhiem.limits import LIMITS
from kiemnhiem.policy.library import files_in
from kiemnhiem.problem import Code, Place, Problem
from kiemnhiem.trust import codes
from kiemnhiem.trust.canonical import canonical
from kiemnhiem.trust.signing import PrivateKey, PublicKey, Signature

#: What the name of a bundle ends in.
ENDING = ".knb"
SCHEMA = 1
MANIFEST, SIGNATURE = "manifest.json", "signature.json"
_TIME = (1980, 1, 1, 0, 0, 0)
_MODE = 0o100644 << 16
_UNIX = 3
#: Bytes that a bundle may have beside the files of the library.
_OVERHEAD = 8 << 20
#: A part of a path: no hidden file, no way out of the folder, nothing that some system takes for more than a name.
_PART = re.compile(r'[^./\\:*?"<>|\x00-\x1f\x7f-\x9f\ud800-\udfff][^/\\:*?"<>|\x00-\x1f\x7f-\x9f\ud800-\udfff]*')
_YAML = (".yaml", ".yml")


@dataclass(frozen=True)
class Bundle:
    """A library as it was packed: its name, its files by their paths, and who signed it."""

    name: str
    files: Mapping[str, bytes]
    signature: Signature | None = None

    @property
    def manifest(self) -> bytes:
        """What is signed."""
        files = {path: hashlib.sha256(content).hexdigest() for path, content in self.files.items()}
        return canonical({"bundle": SCHEMA, "name": self.name, "files": files})

    def signed(self, key: PrivateKey) -> Bundle:
        """The same, signed."""
        return Bundle(self.name, self.files, key.sign(self.manifest))

    @property
    def bytes(self) -> bytes:
        """The file."""
        parts = {MANIFEST: self.manifest}
        if self.signature:
            parts[SIGNATURE] = canonical(self.signature.object())
        parts |= {path: self.files[path] for path in sorted(self.files)}
        out = io.BytesIO()
        with ZipFile(out, "w", ZIP_STORED) as file:
            for path, content in parts.items():
                file.writestr(_info(path), content)
        return out.getvalue()

    def unpack(self, folder: Path) -> Path:
        """Write the library below a folder that nobody else writes to, and give its root."""
        root = folder / self.name
        root.mkdir()
        for path, content in self.files.items():
            place = root / path
            place.parent.mkdir(parents=True, exist_ok=True)
            with place.open("xb") as file:
                file.write(content)
        return root


def _info(path: str) -> ZipInfo:
    info = ZipInfo(path, _TIME)
    info.create_system, info.external_attr = _UNIX, _MODE
    return info


def bundle_of(root: Path) -> Bundle:
    """The library in a folder: its YAML files, tests among them, without links and hidden files.

    :raises UsageError: with every file that cannot be packed.
    """
    files: dict[str, bytes] = {}
    problems: list[Problem] = []
    for path in files_in(root):
        name = path.relative_to(root).as_posix()
        if path.is_symlink() or not _is_path(name):
            problems.append(Problem(codes.NOT_PACKED, Place(str(path))))
            continue
        try:
            with opened(path) as file:
                files[name] = file.read(LIMITS.yaml_bytes + 1)
        except OSError as error:
            problems.append(Problem(codes.CANNOT_PACK, Place(str(path)), {"reason": error.strerror or error}))
    name = root.resolve().name
    if not files or not _PART.fullmatch(name):
        problems.append(Problem(codes.NO_LIBRARY, Place(str(root))))
    if len(files) > LIMITS.library_files or sum(map(len, files.values())) > LIMITS.library_bytes:
        problems.append(Problem(codes.LARGE_BUNDLE, Place(str(root))))
    if problems:
        raise UsageError(problems)
    return Bundle(name, files)


def read_bundle(path: Path, required: PublicKey | None = None) -> Bundle:
    """The library in a bundle, once every byte of it has been found to be as it was packed.

    :param required: the key that must have signed it; else a signature, where there is one, must be right.
    :raises UsageError: where it is no bundle, was altered, or is not signed by that key.
    """
    try:
        with opened(path) as file:
            raw = file.read(LIMITS.library_bytes + _OVERHEAD + 1)
    except OSError as error:
        raise _refused(codes.NOT_A_BUNDLE, path) from error
    if len(raw) > LIMITS.library_bytes + _OVERHEAD:
        raise _refused(codes.LARGE_BUNDLE, path)
    try:
        found = _parsed(raw)
    except (BadZipFile, ValueError, LookupError, TypeError, NotImplementedError, RuntimeError, OSError, EOFError) as e:
        raise _refused(codes.NOT_A_BUNDLE, path) from e
    if found.bytes != raw:
        raise _refused(codes.ALTERED_BUNDLE, path)
    if required and found.signature is None:
        raise _refused(codes.UNSIGNED, path)
    if required and found.signature and found.signature.key != required:
        raise _refused(codes.OTHER_KEY, path, found=found.signature.key.fingerprint, expected=required.fingerprint)
    if found.signature and not found.signature.holds_for(found.manifest):
        raise _refused(codes.ALTERED_BUNDLE, path)
    return found


def _refused(code: Code, path: Path, **values: object) -> UsageError:
    return UsageError([Problem(code, Place(str(path)), values)])


def _parsed(raw: bytes) -> Bundle:
    """What a bundle holds, by its manifest. Nothing of it is believed before it was packed again."""
    with ZipFile(io.BytesIO(raw)) as file:
        listed = file.infolist()
        if len(listed) > LIMITS.library_files + 2 or sum(i.file_size for i in listed) > len(raw):
            raise ValueError("no bundle of ours")
        parts = {info.filename: file.read(info) for info in listed}
    manifest: Any = json.loads(parts.pop(MANIFEST))
    signature = parts.pop(SIGNATURE, None)
    name = manifest["name"]
    if manifest["bundle"] != SCHEMA or not _PART.fullmatch(name) or not all(map(_is_path, parts)):
        raise ValueError("no bundle of ours")
    if manifest["files"] != {path: hashlib.sha256(content).hexdigest() for path, content in parts.items()}:
        raise ValueError("other files than the manifest says")
    return Bundle(name, parts, Signature.of(json.loads(signature)) if signature is not None else None)


def _is_path(name: str) -> bool:
    return name.endswith(_YAML) and all(_PART.fullmatch(part) for part in name.split("/"))
