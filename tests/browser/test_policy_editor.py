"""The editor of policies: what is wrong is told at its line while one types, and a patch that git takes comes out."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from kiemnhiem.policy import shipped_library
from kiemnhiem.web.app import STATIC

POLICY = "hamlet/secretary-and-head"
FILE = f"{POLICY}.yaml"
RIGHT, CHANGED = "stance: encouraged", "schema: 1"
REMARK = "  # soát lại"

needs_codemirror = pytest.mark.skipif(
    not (STATIC / "editor" / "codemirror.js").is_file() and os.environ.get("CI") != "true",
    reason="make web was not run",
)


@needs_codemirror
def test_a_mistake_is_told_at_its_line_and_the_mended_draft_becomes_a_patch(tab: Page, tmp_path: Path) -> None:
    library = shipped_library()
    shipped = (library / FILE).read_text(encoding="utf-8")
    tab.goto(f"/editor?policy={POLICY}")
    sheet = tab.locator(".mirror").first

    line = sheet.locator(".cm-line", has_text=RIGHT)
    line.click()
    tab.keyboard.press("End")
    tab.keyboard.type("x")
    told = tab.locator("#results [data-severity=error]", has_text="encouragedx")
    expect(told).to_contain_text("có phải «encouraged»?")
    expect(told.get_by_role("button")).to_contain_text(f":{shipped.split(chr(10)).index(RIGHT) + 1}:")
    expect(line.locator(".cm-lintRange-error")).to_have_text("encouragedx")

    line.click()
    tab.keyboard.press("End")
    tab.keyboard.press("Backspace")
    sheet.locator(".cm-line", has_text=CHANGED).click()
    tab.keyboard.press("End")
    tab.keyboard.type(REMARK)
    tab.keyboard.press("Escape")
    expect(told).to_have_count(0)
    expect(tab.locator("#results")).to_contain_text(" 0 không đạt")
    with tab.expect_download() as waiting:
        tab.get_by_role("button", name="Tải bản vá").click()
    patch = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(patch)

    copy = tmp_path / "repository"
    shutil.copytree(library, copy / "policies")
    for command in (["init", "-q"], ["apply", "--check", str(patch)], ["apply", str(patch)]):
        subprocess.run(["git", *command], cwd=copy, check=True)
    assert (copy / "policies" / FILE).read_text(encoding="utf-8") == shipped.replace(CHANGED, CHANGED + REMARK)
    assert (library / FILE).read_text(encoding="utf-8") == shipped
