"""An officer's day at the desk, in Chromium: from a province's workbook to the documents about one person."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import openpyxl
from playwright.sync_api import Browser, Download, Locator, Page, expect
from support.browsing import PATIENCE, figures, fill_in, screened
from support.chromium import opened
from support.desk import HEADINGS, PEOPLE, workbook
from support.examples import EXAMPLES, run
from support.libreoffice import convert, needs_libreoffice

#: The heading of the column of verdicts.
VERDICT = "Kết quả"
WAITS = "Có kiến thức văn hóa, năng lực, kinh nghiệm"
#: Everything that the words of progress say while somebody looks.
_WATCH = """document.addEventListener("DOMContentLoaded", () => {
  const words = document.querySelector("[data-words]");
  const watch = new MutationObserver(() => said(words.textContent));
  if (words) watch.observe(words, {childList: true, characterData: true, subtree: true});
});"""


@needs_libreoffice
def test_from_the_workbook_to_the_documents(tab: Page, tmp_path: Path) -> None:
    province = tmp_path / "truong-thon-lai-chau-2018.xlsx"
    run(EXAMPLES / "lai-chau-2018" / "make_workbook.py", province)
    said: list[str] = []
    tab.expose_function("said", lambda words: said.append(words))  # noqa: PLW0108 - Playwright takes no builtin
    tab.add_init_script(_WATCH)

    tab.goto("/")
    fill_in(tab, province, "vn")
    tab.get_by_role("button", name="Xét", exact=True).click()
    expect(tab.get_by_role("progressbar")).to_be_visible()
    expect(tab.locator("table.cases")).to_be_visible(timeout=PATIENCE)
    assert said, "no word of progress came while the list was screened"
    assert figures(tab) == ["573", "34", "562"]

    narrow_down(tab)
    case = answer_a_judgement(tab)
    try_otherwise(tab)
    over_time(tab)
    overview(tab)
    read_back(tab, case, tmp_path)


def narrow_down(tab: Page) -> None:
    """One requirement that fails; a name without diacritics; sorted by name."""
    rows, shown = tab.locator("table.cases tbody tr"), tab.locator(".shown [role=status]")
    failing = tab.get_by_label("Yêu cầu không đạt")
    option = failing.locator("option", has_text="Có hộ khẩu thường trú tại thôn")
    count = re.search(r"\((\d+)\)", option.inner_text())
    failing.select_option(option.get_attribute("value"))
    assert count
    expect(shown).to_have_text(re.compile(rf"^{count[1]} / 1.169"))
    expect(rows).to_have_count(int(count[1]))
    for row in rows.all():
        expect(row).to_contain_text("Có hộ khẩu thường trú tại thôn")

    tab.get_by_role("link", name="Bỏ hết").click()
    search = tab.get_by_role("searchbox")
    search.fill("giang a pao")
    search.press("Enter")
    expect(tab.get_by_role("link", name=re.compile("giang a pao"))).to_be_visible()
    assert rows.count() > 0
    for row in rows.all():
        expect(row).to_contain_text("Giàng A Páo")

    tab.get_by_role("link", name="Bỏ hết").click()
    tab.get_by_label("Kết luận", exact=True).select_option("undetermined")
    expect(rows).to_have_count(34)
    tab.get_by_role("link", name="Họ và tên").click()
    expect(tab.get_by_role("columnheader", name="Họ và tên")).to_have_attribute("aria-sort", "ascending")
    upwards = names(rows)
    tab.get_by_role("link", name="Họ và tên").click()
    expect(tab.get_by_role("columnheader", name="Họ và tên")).to_have_attribute("aria-sort", "descending")
    assert names(rows) == upwards[::-1]
    assert len(set(upwards)) > 1
    tab.get_by_role("link", name="Bỏ hết").click()


def names(rows: Locator) -> list[str]:
    return rows.locator("td:nth-child(2)").all_inner_texts()


def answer_a_judgement(tab: Page) -> str:
    """The verdict changes in the case and in the list; the case's id."""
    waiting = tab.get_by_label("Chờ kết luận về")
    waiting.select_option(waiting.locator("option", has_text=WAITS).get_attribute("value"))
    link = tab.locator("table.cases tbody a").first
    expect(tab.get_by_role("link", name=re.compile(f"Chờ kết luận về: {WAITS}"))).to_be_visible()
    id_ = link.inner_text()
    link.click()
    expect(tab.locator(".verdict-box .verdict")).to_have_text("Chưa xác định được")
    waits = tab.get_by_role("region", name="Chờ kết luận của người có thẩm quyền")
    waits.get_by_label("Người kết luận").fill("Ban Thường vụ (hư cấu)")
    waits.get_by_label("Ngày kết luận").fill("2018-12-28")
    waits.get_by_role("group", name=re.compile(WAITS)).get_by_role("button", name="Có").click()
    expect(tab.locator(".verdict-box .verdict")).to_have_text("Đủ điều kiện")
    expect(tab.locator("table.judgements")).to_contain_text("Ban Thường vụ (hư cấu) · 28/12/2018")
    case = tab.url
    tab.get_by_role("navigation", name="Vị trí").get_by_role("link", name=re.compile("xlsx")).click()
    expect(tab.locator("ul.figures strong").first).to_have_text("574")
    assert figures(tab) == ["574", "33", "562"]
    tab.get_by_role("searchbox").fill(id_)
    tab.get_by_role("searchbox").press("Enter")
    expect(tab.locator("table.cases tbody tr")).to_have_count(1)
    expect(tab.locator("table.cases tbody tr")).to_contain_text("Đủ điều kiện")
    tab.goto(case)
    return id_


def try_otherwise(tab: Page) -> None:
    """The verdict follows what is typed, without a button; the case stays as it is."""
    tab.get_by_role("link", name="Nếu khác đi").click()
    verdict = tab.locator("#found .verdict")
    expect(verdict).to_have_text("Đủ điều kiện")
    tab.get_by_label("Ngày sinh", exact=True).fill("01/03/1998")
    expect(verdict).to_have_text("Không đủ điều kiện")
    expect(tab.get_by_role("table", name="Yêu cầu có kết quả khác đi")).to_contain_text("Đủ 21 tuổi trở lên")
    tab.get_by_label("Tính đến ngày").fill("2019-03-01")
    expect(verdict).to_have_text("Đủ điều kiện")
    expect(tab.locator("#found")).to_contain_text("01/03/2019")
    tab.get_by_role("link", name="Kết luận", exact=True).click()
    expect(tab.locator(".verdict-box .verdict")).to_have_text("Đủ điều kiện")


def over_time(tab: Page) -> None:
    """The verdict turns with the rules; the as-of date asked for is what is shown."""
    tab.get_by_role("link", name="Theo thời gian").click()
    turns = tab.get_by_role("table", name="Các lần thay đổi")
    expect(turns.locator("tbody tr").first).to_contain_text("Chưa có hoặc hết hiệu lực")
    expect(turns).to_contain_text("Đủ điều kiện")
    tab.get_by_label("Từ ngày").fill("2018-01-01")
    tab.get_by_role("button", name="Xem").click()
    expect(turns.locator("tbody tr").first).to_contain_text("01/01/2018")
    expect(turns.locator("tbody tr").first).not_to_contain_text("Chưa có hoặc hết hiệu lực")


def overview(tab: Page) -> None:
    """Charts with the figures behind them; a figure leads to its cases."""
    tab.get_by_role("navigation", name="Vị trí").get_by_role("link", name=re.compile("xlsx")).click()
    tab.get_by_role("link", name="Tổng quan").click()
    stops = tab.get_by_role("region", name="Yêu cầu làm vướng nhiều nhất")
    expect(stops.locator("svg")).to_be_visible()
    stops.get_by_text("Bảng số liệu").click()
    row = stops.get_by_role("row", name=re.compile("Có hộ khẩu thường trú tại thôn"))
    expect(row.get_by_role("cell", name="8", exact=True)).to_be_visible()
    row.get_by_role("link").click()
    expect(tab.locator("table.cases tbody tr")).to_have_count(8)


def read_back(tab: Page, case: str, folder: Path) -> None:
    """Both documents, opened by LibreOffice, say what the page says."""
    tab.get_by_role("link", name="Tải về").click()
    tab.get_by_role("button", name="Bảng kết quả (.xlsx)").click()
    made = tab.get_by_role("link", name="Bảng kết quả (.xlsx)")
    expect(made).to_be_visible(timeout=PATIENCE)
    results = saved(tab, made, folder)
    assert verdict_in(convert(results, "xlsx", folder / "opened"), case) == "Đủ điều kiện"

    tab.get_by_role("link", name="Danh sách").click()
    tab.get_by_role("searchbox").fill(case)
    tab.get_by_role("searchbox").press("Enter")
    tab.get_by_role("link", name=case, exact=True).click()
    tab.get_by_role("button", name=re.compile("Phiếu thẩm định")).first.click()
    ready = tab.locator(".notice.good").get_by_role("link", name="tải về")
    expect(ready).to_be_visible(timeout=PATIENCE)
    sheet = saved(tab, ready, folder)
    assert sheet.suffix == ".docx"
    text = convert(sheet, "txt", folder / "opened").read_text(encoding="utf-8-sig")
    assert case in text
    assert "ĐỦ ĐIỀU KIỆN" in text.upper()
    assert "KHÔNG ĐỦ ĐIỀU KIỆN" not in text.upper()


def saved(tab: Page, link: Locator, folder: Path) -> Path:
    """What a link gives, under the name it is given."""
    with tab.expect_download() as waiting:
        link.click()
    download: Download = waiting.value
    path = folder / download.suggested_filename
    download.save_as(path)
    return path


def verdict_in(results: Path, case: str) -> str:
    """A case's verdict in a result workbook."""
    sheet = next(s for s in openpyxl.load_workbook(results).worksheets if VERDICT in headings(s))
    column = headings(sheet).index(VERDICT)
    return next(str(row[column]) for row in sheet.iter_rows(values_only=True) if case in row)


def headings(sheet: Any) -> list[str]:
    return [str(cell) for cell in next(sheet.iter_rows(values_only=True), ())]


def test_a_heading_mapped_by_hand_is_read(tab: Page, tmp_path: Path) -> None:
    odd = workbook(tmp_path / "cot-la.xlsx", [(*row[:-1], 2) for row in PEOPLE], (*HEADINGS[:-1], "Bao nhiêu cháu"))
    screened(tab, odd)
    tab.get_by_role("link", name="Cột và ô").click()
    tab.get_by_label("«Bao nhiêu cháu»").select_option(label="Số con")
    tab.get_by_role("button", name="Ghi nhớ và xét lại").click()
    expect(tab.locator("table.cases")).to_be_visible(timeout=PATIENCE)
    tab.get_by_role("link", name="Cột và ô").click()
    tab.get_by_text(re.compile("Cột đã nhận ra")).click()
    expect(tab.get_by_role("row", name=re.compile("Bao nhiêu cháu"))).to_contain_text("Số con ghép bằng tay")
    tab.get_by_role("link", name="Danh sách").click()
    tab.get_by_role("link", name="CB-01", exact=True).click()
    expect(tab.locator("dl.facts dt", has_text="Số con").locator("+ dd")).to_have_text("2")


def test_the_language_is_switched_and_stays(tab: Page, listed: str) -> None:
    tab.goto(listed)
    tab.get_by_role("link", name="English").click()
    expect(tab.get_by_role("link", name="Overview")).to_be_visible()
    assert figures(tab) == ["2", "3", "2"]
    tab.get_by_role("link", name="Downloads").click()
    expect(tab.get_by_role("button", name="Result workbook (.xlsx)")).to_be_visible()
    assert tab.locator("html").get_attribute("lang") == "en"
    tab.get_by_role("link", name="Tiếng Việt").click()
    expect(tab.get_by_role("button", name="Bảng kết quả (.xlsx)")).to_be_visible()


def test_the_theme_is_switched_and_stays(tab: Page, listed: str) -> None:
    tab.emulate_media(color_scheme="light")
    tab.goto(listed)
    paper = "() => getComputedStyle(document.documentElement).backgroundColor"
    light = tab.evaluate(paper)
    tab.get_by_role("button", name="Đổi giao diện sáng, tối").click()
    dark = tab.evaluate(paper)
    assert dark != light
    tab.reload()
    assert tab.evaluate(paper) == dark


def test_without_scripts_all_of_it_works(browser: Browser, desk: str, people: Path) -> None:
    with opened(browser, desk, java_script_enabled=False) as page:
        page.goto("/")
        fill_in(page, people)
        page.get_by_role("button", name="Xét", exact=True).click()
        expect(page.locator("table.cases")).to_be_visible(timeout=PATIENCE)  # the page loads itself anew
        page.get_by_label("Kết luận", exact=True).select_option("not_eligible")
        page.get_by_role("button", name="Lọc").click()
        expect(page.locator("table.cases tbody tr")).to_have_count(2)
        page.get_by_role("link", name="CB-05", exact=True).click()
        expect(page.locator(".verdict-box .verdict")).to_have_text("Không đủ điều kiện")
        page.get_by_role("link", name="Nếu khác đi").click()
        page.get_by_label("Ngày sinh", exact=True).fill("01/12/1990")
        page.get_by_role("button", name="Xem kết luận").first.click()
        expect(page.locator("#found .verdict")).to_have_text("Đủ điều kiện")
