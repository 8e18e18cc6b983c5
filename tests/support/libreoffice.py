"""LibreOffice as an officer uses it: opens files, types into cells, saves, converts."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

needs_libreoffice = pytest.mark.skipif(
    shutil.which("soffice") is None and os.environ.get("CI") != "true", reason="LibreOffice is not installed here"
)

_MODULE = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module1" script:language="StarBasic"
>{source}</script:module>
"""
_SOURCE = """
Sub Work
  Dim hidden(0) As New com.sun.star.beans.PropertyValue
  hidden(0).Name = "Hidden"
  hidden(0).Value = True
  doc = StarDesktop.loadComponentFromURL({source}, "_blank", 0, hidden())
  {cells}
  Dim form(0) As New com.sun.star.beans.PropertyValue
  form(0).Name = "FilterName"
  form(0).Value = "Calc MS Excel 2007 XML"
  doc.storeAsURL({target}, form())
  doc.close(True)
End Sub

Sub Enter(doc, sheet, cell, words)
  Dim at(0) As New com.sun.star.beans.PropertyValue
  Dim what(0) As New com.sun.star.beans.PropertyValue
  doc.CurrentController.setActiveSheet(doc.Sheets.getByName(sheet))
  dispatcher = createUnoService("com.sun.star.frame.DispatchHelper")
  at(0).Name = "ToPoint"
  at(0).Value = cell
  dispatcher.executeDispatch(doc.CurrentController.Frame, ".uno:GoToCell", "", 0, at())
  what(0).Name = "StringName"
  what(0).Value = words
  dispatcher.executeDispatch(doc.CurrentController.Frame, ".uno:EnterString", "", 0, what())
End Sub
"""


def convert(path: Path, form: str, folder: Path) -> Path:
    """The file opened and saved in another form: xlsx, ods, xls, pdf."""
    return convert_all([path], form, folder)[0]


def convert_all(paths: Sequence[Path], form: str, folder: Path) -> list[Path]:
    """Files of different names, opened and saved in one session."""
    folder.mkdir(exist_ok=True)
    _run(folder, "--convert-to", form, "--outdir", str(folder), *map(str, paths))
    return [folder / f"{path.stem}.{form}" for path in paths]


def typed(path: Path, cells: Mapping[str, Mapping[str, str]], folder: Path) -> Path:
    """A workbook opened, each text typed into its cell as on a keyboard, and saved. ``cells`` by sheet and cell."""
    folder.mkdir(exist_ok=True)
    target = folder / path.name
    lines = [f"Enter(doc, {_basic(s)}, {_basic(c)}, {_basic(w)})" for s, of in cells.items() for c, w in of.items()]
    source = _SOURCE.format(source=_basic(path.as_uri()), target=_basic(target.as_uri()), cells="\n  ".join(lines))
    _run(folder, "--terminate_after_init")  # makes the profile, with an empty module
    module = _profile(folder) / "user" / "basic" / "Standard" / "Module1.xba"
    module.write_text(_MODULE.format(source=escape(source)), encoding="utf-8")
    _run(folder, "macro:///Standard.Module1.Work")
    assert target.exists()
    return target


def _basic(text: str) -> str:
    quoted = text.replace('"', '""')
    return f'"{quoted}"'


def _profile(folder: Path) -> Path:
    """LibreOffice's own settings, made on its first start: the same for all folders of a test."""
    return folder.parent / "libreoffice"


def _run(folder: Path, *args: str) -> None:
    subprocess.run(
        ["soffice", f"-env:UserInstallation={_profile(folder).as_uri()}", "--headless", *args],
        check=True, capture_output=True, timeout=180, env={**os.environ, "LC_ALL": "C.UTF-8"},
    )  # fmt: skip
