"""Zip files that are the same bytes whenever they are made."""

from __future__ import annotations

import io
import zipfile

_LONG_AGO = (1980, 1, 1, 0, 0, 0)


def entry(name: str) -> zipfile.ZipInfo:
    """A file in a zip, compressed, of no day and no owner."""
    info = zipfile.ZipInfo(name, _LONG_AGO)
    info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
    return info


def repacked(content: bytes) -> bytes:
    """The same files in the same order, without the days they were written on."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(written, "w") as packed:
        for name in source.namelist():
            packed.writestr(entry(name), source.read(name))
    return written.getvalue()
