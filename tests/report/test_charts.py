"""Charts show the figures, keep to what a strict page allows, and can be read in both themes and on a telephone."""

from __future__ import annotations

import re
import sys
from collections import Counter
from dataclasses import replace
from datetime import date
from decimal import Decimal
from xml.etree import ElementTree as ET

import pytest

from kiemnhiem.errors import UsageError
from kiemnhiem.evaluate.decision import Outcome, Verdict
from kiemnhiem.evaluate.indicator import Count, IndicatorResult
from kiemnhiem.explain.finding import CaseFinding
from kiemnhiem.language import Lang, Text
from kiemnhiem.policy.conditions import ALWAYS
from kiemnhiem.policy.model import Indicator, Target
from kiemnhiem.report import Run, summarise
from kiemnhiem.report.charts import Chart, by_place, charts_of, indicators, stopping, verdicts, waiting
from kiemnhiem.report.charts.drawing import WIDTH
from kiemnhiem.report.places import PlaceCount, PlaceCounts

Findings = tuple[CaseFinding, ...]
ALLOWED = {"svg", "title", "desc", "g", "path", "text"}
ATTRIBUTES = {
    "viewBox", "class", "role", "aria-label", "font-family", "font-size", "text-anchor", "d", "x", "y", "fill",
    "fill-opacity", "stroke", "stroke-width", "stroke-linecap",
}  # fmt: skip


def parsed(chart: Chart) -> ET.Element:
    return ET.fromstring(chart.svg)  # noqa: S314 - our own


def name(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2]


def texts(chart: Chart) -> list[str]:
    return [e.text or "" for e in parsed(chart).iter() if name(e) == "text"]


def titles(chart: Chart) -> list[str]:
    return [e.text or "" for e in parsed(chart).iter() if name(e) == "title"]


def widths(chart: Chart, colour: str) -> list[float]:
    """Of the bars of one colour, in the order drawn."""
    found = []
    for path in parsed(chart).iter():
        if name(path) == "path" and path.get("fill") == colour:
            across = [float(x) for x in re.findall(r"[ML] ([0-9.]+) ", path.attrib["d"])]
            found.append(max(across) - min(across))
    return found


def places(**verdicts: tuple[int, int]) -> PlaceCounts:
    """Eligible and not eligible, by place."""
    return PlaceCounts(
        Text("Xã", "Commune"),
        tuple(
            PlaceCount(
                Text(name, name),
                {**dict.fromkeys(Verdict, 0), Verdict.ELIGIBLE: yes, Verdict.NOT_ELIGIBLE: no},
            )
            for name, (yes, no) in verdicts.items()
        ),
    )


def share(of: int, certain: int, possible: int, *targets: Target) -> IndicatorResult:
    indicator = Indicator("share", Text("Tỷ lệ kiêm nhiệm", "Share"), "candidate", ALWAYS, ALWAYS)
    count = Count(of_certain=of, of_possible=of, certain=certain, possible=possible)
    return IndicatorResult(indicator, count, targets=targets)


@pytest.mark.parametrize("lang", Lang)
def test_a_chart_holds_nothing_that_a_strict_page_forbids(run: Run, findings: Findings, lang: Lang) -> None:
    charts = [
        *charts_of(summarise(findings, run), lang),
        by_place(places(A=(1, 2)), lang),
        indicators([share(4, 1, 2)], lang),
    ]
    assert len(charts) == 5
    for chart in charts:
        root = parsed(chart)
        assert {name(e) for e in root.iter()} <= ALLOWED
        assert {a for e in root.iter() for a in e.attrib} <= ATTRIBUTES
        assert root.get("role") == "img"
        assert root.get("aria-label") == chart.title
        assert [name(e) for e in root][:2] == ["title", "desc"]


def test_letters_take_the_colour_of_the_page_and_can_be_read_on_a_telephone(run: Run, findings: Findings) -> None:
    for chart in charts_of(summarise(findings, run), Lang.VI):
        root = parsed(chart)
        written = [e for e in root.iter() if name(e) == "text"]
        assert written
        assert {e.get("fill") for e in written} == {"currentColor"}
        assert root.attrib["viewBox"].split()[2] == str(WIDTH)
        assert min(float(e.attrib["font-size"]) for e in written) >= 11


def test_verdicts_are_bars_as_long_as_their_share_with_the_table_behind() -> None:
    counts = {**dict.fromkeys(Verdict, 0), Verdict.ELIGIBLE: 300, Verdict.UNDETERMINED: 100}
    chart = verdicts(counts, Lang.VI)
    [eligible], [undetermined] = widths(chart, "#2f8fbd"), widths(chart, "#d3a21a")
    assert eligible == pytest.approx(WIDTH * 0.75)
    assert undetermined == pytest.approx(WIDTH * 0.25)
    assert chart.headings == ("Kết luận", "Số trường hợp", "Tỷ lệ")
    assert ("Đủ điều kiện", "300", "75,0%") in chart.rows
    assert "300 · 75,0%" in texts(chart)


def test_places_are_stacked_and_only_verdicts_that_some_place_has_are_told() -> None:
    chart = by_place(places(**{"Xã Một": (3, 1), "Xã Hai": (0, 2)}), Lang.VI)
    assert chart.title == "Kết luận theo: Xã"
    assert chart.headings == ("Xã", "Số trường hợp", "Đủ điều kiện", "Không đủ điều kiện")
    assert chart.rows == (("Xã Một", "4", "3", "1"), ("Xã Hai", "2", "0", "2"))
    key, *bars = widths(chart, "#cf5a20")
    assert bars == pytest.approx([WIDTH / 4, WIDTH / 2])
    assert key == 10
    assert "Xã Hai: Không đủ điều kiện, 2" in titles(chart)


def test_of_many_places_the_picture_shows_some_and_says_so_and_the_table_has_all() -> None:
    chart = by_place(places(**{f"Xã {n}": (n, 0) for n in range(40, 0, -1)}), Lang.EN)
    assert len(chart.rows) == 40
    assert chart.note == "The first 15 of 40; the table has them all."
    assert "Xã 26" in texts(chart)
    assert "Xã 25" not in texts(chart)


def test_requirements_that_stop_most_come_first_without_those_of_remedies(run: Run, findings: Findings) -> None:
    chart = stopping(summarise(findings, run), Lang.EN)
    assert [(row[0], *row[2:]) for row in chart.rows] == [
        ("Official member", "2", "0"),
        ("Family means", "1", "0"),
        ("Of age", "0", "1"),
        ("Trusted", "0", "1"),
    ]
    assert "0 (1)" in texts(chart)


def test_what_is_missing_most_joins_facts_and_judgements(run: Run, findings: Findings) -> None:
    more = replace(findings[1], missing=(), judgements=("hamlet/both#trusted",))
    chart = waiting(summarise([findings[1], more], run), Lang.VI)
    assert chart.rows == (("kết luận «Được nhân dân tín nhiệm?»", "2"), ("Ngày sinh", "1"))


def test_an_indicator_shows_what_is_certain_what_is_possible_and_its_target() -> None:
    target = Target(Decimal(50), floor=True)
    chart = indicators([share(100, 30, 60, target)], Lang.EN)
    assert chart.rows == (("Share", "30.0%…60.0%", "Target: at least 50%: undetermined"),)
    assert widths(chart, "#2f8fbd")[-1] == pytest.approx(WIDTH * 0.3)
    assert widths(chart, "#d3a21a")[-1] == pytest.approx(WIDTH * 0.3)
    [mark] = [e.attrib["d"] for e in parsed(chart).iter() if e.get("stroke") == "currentColor"]
    assert {float(x) for x in re.findall(r"[ML] ([0-9.]+) ", mark)} == {WIDTH / 2}


def test_a_long_label_is_cut_in_the_picture_and_whole_in_its_title_and_table() -> None:
    long = "Ủy ban nhân dân xã có tên gọi rất dài " * 5
    chart = by_place(places(**{long.strip(): (1, 0), "B": (1, 0)}), Lang.VI)
    shown = [text for text in texts(chart) if text.startswith(("Ủy ban", "dân", "nhân", "tên"))]
    assert any(text.endswith("…") for text in texts(chart))
    assert max(map(len, shown)) < 55
    assert long.strip() in titles(chart)
    assert chart.rows[0][0] == long.strip()


@pytest.mark.parametrize(
    "label", ["<script>alert(1)</script>", 'a" onload="x', "$x^2$ & 5 < 6", "]]>", "a\x01b\ufffe", ""]
)
def test_a_label_of_a_file_stays_text(label: str) -> None:
    chart = by_place(places(**{label: (1, 0), "B": (0, 1)}), Lang.VI)
    assert {name(e) for e in parsed(chart).iter()} <= ALLOWED
    assert label.replace("\x01", " ").replace("\ufffe", " ").strip() in [text.strip() for text in (*texts(chart), "")]


def test_charts_without_figures_are_left_out(run: Run, findings: Findings) -> None:
    only = charts_of(summarise(findings[-1:], run), Lang.EN)
    assert [chart.title for chart in only] == ["Verdicts"]
    assert [row[1] for row in charts_of(summarise([], run), Lang.EN)[0].rows] == ["0"] * 5


def test_the_same_figures_give_the_same_picture(run: Run, findings: Findings) -> None:
    summary = summarise(findings, run)
    assert charts_of(summary, Lang.VI) == charts_of(summary, Lang.VI)


def test_without_matplotlib_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(UsageError) as raised:
        verdicts(Counter({Verdict.ELIGIBLE: 1}), Lang.EN)
    [problem] = raised.value.problems
    assert problem.code.id == "R413"
    assert "kiemnhiem[html]" in problem.code.advice.en


def test_places_are_counted_by_the_widest_in_which_cases_differ(run: Run, findings: Findings) -> None:
    def of(n: int, commune: str | None) -> CaseFinding:
        finding = findings[n]
        return replace(finding, case=replace(finding.case, facts={"commune": commune} if commune else {}))

    one = [of(0, "Xã Một"), of(1, "Xã Một")]
    assert summarise(one, run).places is None
    found = summarise([*one, of(2, "XÃ  MỘT"), of(3, "Xã Hai"), of(4, None)], run).places
    assert found is not None
    assert found.by.vi == "Xã"
    assert [(p.place.en, p.cases) for p in found.places] == [("Xã Một", 3), ("(not known)", 1), ("Xã Hai", 1)]
    assert found.places[0].verdicts[Verdict.NOT_ELIGIBLE] == 1


def test_outcomes_of_the_picture_are_those_of_the_summary(run: Run, findings: Findings) -> None:
    summary = summarise(findings, run)
    failed = {r.rule.title.vi: r.outcomes[Outcome.NOT_MET] for r in summary.requirements if not r.as_remedy}
    assert {row[0]: int(row[2]) for row in stopping(summary, Lang.VI).rows}.items() <= failed.items()
    assert summary.as_of == date(2018, 12, 30)
