"""The desk without a mouse."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Page, expect
from support.browsing import PATIENCE

#: What has the focus: its name, its words, and whether a line is drawn around it.
_FOCUSED = """() => {
  let at = document.activeElement;
  while (at.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
  const drawn = getComputedStyle(at.closest(".cm-editor") ?? at);
  const isDrawn = drawn.outlineStyle !== "none" && parseFloat(drawn.outlineWidth) >= 2;
  return [at.id || at.name || "", at.innerText?.trim() ?? "", isDrawn];
}"""


def tab_to(page: Page, wanted: str, most: int = 60) -> None:
    """Press Tab until what is named so, by its id or its words, has the focus: drawn for all to see."""
    for _ in range(most):
        page.keyboard.press("Tab")
        id_, words, is_drawn = page.evaluate(_FOCUSED)
        assert is_drawn, f"nobody sees that the focus is on {id_ or words}"
        if wanted in (id_, words):
            return
    raise AssertionError(f"Tab does not lead to {wanted}")


def test_a_list_is_sent_narrowed_down_and_a_case_opened(tab: Page, people: Path) -> None:
    tab.on("filechooser", lambda chooser: chooser.set_files(people))
    tab.goto("/")
    tab.keyboard.press("Tab")
    assert tab.evaluate(_FOCUSED)[1] == "Đến nội dung"
    tab.keyboard.press("Enter")
    tab_to(tab, "file")
    tab.keyboard.press("Space")
    expect(tab.locator("#file")).not_to_have_value("")
    tab_to(tab, "as_of")
    tab_to(tab, "place")
    tab.keyboard.type("Vi")
    tab_to(tab, "Chính sách: theo chức danh của từng người")
    tab.keyboard.press("Space")
    tab_to(tab, "find-policy")
    tab.keyboard.type("bi thu chi bo kiem truong thon")
    tab.keyboard.press("Tab")
    tab.keyboard.press("Space")
    tab_to(tab, "Xét")
    tab.keyboard.press("Enter")
    expect(tab.locator("table.cases")).to_be_visible(timeout=PATIENCE)
    expect(tab.locator(".asked")).to_contain_text("Việt Nam")

    tab_to(tab, "q")
    tab.keyboard.type("lo van anh")
    tab.keyboard.press("Enter")
    expect(tab.locator("table.cases tbody tr")).to_have_count(1)
    tab_to(tab, "CB-01")
    tab.keyboard.press("Enter")
    expect(tab.get_by_role("heading", level=1)).to_have_text(re.compile("CB-01"))


def test_the_editor_can_be_left(tab: Page) -> None:
    tab.goto("/editor?policy=hamlet/secretary-and-head")
    tab.locator(".cm-content, textarea.code").first.focus()
    for _ in range(2):  # the policy and its tests
        tab.keyboard.press("Escape")
        tab.keyboard.press("Tab")
    tab_to(tab, "Tải bản vá")
