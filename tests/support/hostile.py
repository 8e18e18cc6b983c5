"""Files that mean harm, made by code. Persons are made up."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

from support.office import write_xlsx

PEOPLE = [["Mã CB", "Họ tên", "Ngày sinh"], ["A1", "Lò Mẫu", "05/06/1975"], ["A2", "Hà Thử", "1980"]]
SHEET, STRINGS, BOOK = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml"
ENTITIES = b'<!DOCTYPE l [<!ENTITY a "aaaaaaaaaa">%s]>' % b"".join(
    b'<!ENTITY %c "%s">' % (98 + i, b"&%c;" % (97 + i) * 10) for i in range(9)
)


def workbook(path: Path) -> Path:
    """A good one."""
    return write_xlsx(path, {"DS": PEOPLE})


def repacked(
    path: Path, changes: Mapping[str, Callable[[bytes], bytes]] | None = None, extra: Mapping[str, bytes] | None = None
) -> Path:
    """A good workbook with some parts changed, or with more of them."""
    good = workbook(path.with_suffix(".good.xlsx"))
    with zipfile.ZipFile(good) as parts, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name in parts.namelist():
            content = parts.read(name)
            made.writestr(name, changes[name](content) if changes and name in changes else content)
        for name, content in (extra or {}).items():
            made.writestr(name, content)
    good.unlink()
    return path


def inside(end: bytes, content: bytes) -> Callable[[bytes], bytes]:
    """Content put before the end of an element."""
    return lambda part: part.replace(end, content + end, 1)


def lying(path: Path, name: str, size: int) -> Path:
    """The directory of a package says that a part has ``size`` bytes when unpacked."""
    data = bytearray(path.read_bytes())
    at = -1
    while (at := data.find(b"PK\x01\x02", at + 1)) >= 0:
        length = struct.unpack_from("<H", data, at + 28)[0]
        if data[at + 46 : at + 46 + length] == name.encode():
            struct.pack_into("<I", data, at + 24, size)
    path.write_bytes(data)
    return path


def overlapping(path: Path) -> Path:
    """Several parts of a package are one and the same bytes."""
    data = bytearray(path.read_bytes())
    first = None
    at = -1
    while (at := data.find(b"PK\x01\x02", at + 1)) >= 0:
        if first is None:
            first = struct.unpack_from("<I", data, at + 42)[0]
        struct.pack_into("<I", data, at + 42, first)
    path.write_bytes(data)
    return path
