"""The figures of a run for people, in a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import PurePath
from typing import TYPE_CHECKING

from kiemnhiem.evaluate.decision import Outcome, Verdict
from kiemnhiem.language import Lang, Text
from kiemnhiem.policy.model import Strength
from kiemnhiem.report import words
from kiemnhiem.report.problem_lines import told
from kiemnhiem.report.summary import NamedCount, RemedyCount, RequirementCount, Summary
from kiemnhiem.report.terminal import VERDICT_STYLES, indented, said, speaks_unicode, terminal

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

_BAR = 24
_DIGEST = 12

_AS_OF = Text("Tính đến ngày {day} · {cases}", "As of {day} · {cases}")
_BY = Text("Thư viện chính sách: {library} · Bộ máy: {engine}", "Policy library: {library} · Engine: {engine}")
_REQUIREMENTS = Text("Tình hình đáp ứng yêu cầu: {policy}", "Requirements: {policy}")
_AS_REMEDY = Text("Tình hình đáp ứng yêu cầu để tháo gỡ: {policy}", "Requirements of the remedy: {policy}")
_REQUIREMENT = Text("Yêu cầu", "Requirement")
_MISSING = Text("Thông tin còn thiếu", "Missing facts")
_JUDGEMENTS = Text("Chờ kết luận của người có thẩm quyền", "Judgements awaited from a person")
_REMEDIES = Text("Hướng tháo gỡ", "Ways out")
_REMEDY = Text(
    "{cases} không đạt «{requirement}»; trong đó theo chính sách «{policy}»: {verdicts}.",
    'Not met by {cases}: "{requirement}"; of these, under "{policy}": {verdicts}.',
)
_REMEDY_VERDICTS = {
    Verdict.ELIGIBLE: Text("{n} mở đường", "{n} with a way open"),
    Verdict.UNDETERMINED: Text("{n} chưa xác định được", "{n} undetermined"),
    Verdict.NOT_ELIGIBLE: Text("{n} không mở đường", "{n} with none"),
    Verdict.NOT_APPLICABLE: Text("{n} không thuộc phạm vi", "{n} not concerned"),
    Verdict.NO_POLICY: Text("{n} chưa có quy định", "{n} without a policy"),
}
_REJECTED = Text("Không đọc được ({count})", "Could not be read ({count})")
_PROBLEMS = Text("Lưu ý khi đọc dữ liệu", "Met in reading")
_IN_FULL = Text(
    "Đầy đủ, kèm cách xử lý: trang «{sheet}» của tệp {file}", 'In full, with what to do: sheet "{sheet}" of {file}'
)
_DOUBTS = Text("Căn cứ cần thận trọng", "Sources to treat with care")
_OUTCOMES = (Outcome.NOT_MET, Outcome.UNKNOWN, Outcome.MET, Outcome.NOT_APPLICABLE)


def show_summary(
    summary: Summary, lang: Lang, console: Console | None = None, workbook: PurePath | None = None
) -> None:
    """Print the figures: as-of date, verdicts, what stops cases, what is missing, ways out, what could not be read.

    ``workbook``: the result workbook that was written too; it lists every problem of the reading.
    """
    page = _Page(console or terminal(), lang)
    page.head(summary)
    page.verdicts(summary)
    page.requirements(summary.requirements)
    page.remedies(summary.remedies)
    page.named(_MISSING, summary.missing)
    page.named(_JUDGEMENTS, summary.judgements)
    rejected = _REJECTED.format(count=words.count(len(summary.rejected), lang))
    page.paragraphs(rejected, told(summary.rejected, lang))
    page.paragraphs(_PROBLEMS, told(summary.problems, lang))
    if workbook and (summary.rejected or summary.problems):
        page.line(_IN_FULL.format(sheet=words.UNREADABLE, file=workbook.name))
    page.paragraphs(_DOUBTS, [doubt.words(summary.as_of, lang) for doubt in summary.doubts])


class _Page:
    """A console and a language."""

    def __init__(self, console: Console, lang: Lang) -> None:
        self._console, self._lang = console, lang

    def head(self, summary: Summary) -> None:
        lang = self._lang
        day, cases = words.day(summary.as_of, lang), words.cases(summary.cases, lang)
        self._console.print(said(_AS_OF.format(day=day, cases=cases)[lang], "bold"))
        library, at, digest = summary.library.rpartition("@")
        library = f"{library}{at}{digest[:_DIGEST]}" if at else summary.library
        self._console.print(said(_BY.format(library=library, engine=summary.engine)[lang], "dim"))

    def verdicts(self, summary: Summary) -> None:
        self._heading(words.RESULTS)
        table = self._table()
        for verdict, cases in summary.verdicts.items():
            style = VERDICT_STYLES[verdict] if cases else "dim"
            table.add_row(
                said(words.VERDICTS[verdict][self._lang], style),
                self._number(cases),
                words.share(cases, summary.cases, self._lang),
                said(self._bar(cases, summary.cases), style),
            )
        self._console.print(indented(table, 2))

    def requirements(self, counts: Iterable[RequirementCount]) -> None:
        """A table a policy that concerned some case, what stops most cases first."""
        groups: dict[tuple[bool, str], list[RequirementCount]] = {}
        for count in counts:
            if any(count.outcomes.values()):
                groups.setdefault((count.as_remedy, count.policy), []).append(count)
        for (as_remedy, _), group in groups.items():
            title = _AS_REMEDY if as_remedy else _REQUIREMENTS
            self._heading(title.format(policy=group[0].policy_title))
            table = self._table(_REQUIREMENT, *(words.OUTCOMES[outcome] for outcome in _OUTCOMES))
            for count in sorted(group, key=lambda c: [-c.outcomes[outcome] for outcome in _OUTCOMES[:2]]):
                numbers = (self._number(count.outcomes[outcome]) for outcome in _OUTCOMES)
                table.add_row(said(self._title(count)), *numbers)
            self._console.print(indented(table, 2))

    def remedies(self, remedies: Sequence[RemedyCount]) -> None:
        lines = []
        for remedy in (r for r in remedies if r.cases):
            verdicts = [
                phrase.format(n=self._number(remedy.verdicts[verdict]))[self._lang]
                for verdict, phrase in _REMEDY_VERDICTS.items()
                if remedy.verdicts[verdict]
            ]
            values = {"requirement": remedy.rule.title, "policy": remedy.remedy_title, "verdicts": ", ".join(verdicts)}
            lines.append(_REMEDY.format(cases=self._number(remedy.cases), **values)[self._lang])
        self.paragraphs(_REMEDIES, lines)

    def named(self, title: Text, counts: Sequence[NamedCount]) -> None:
        if counts:
            self._heading(title)
            table = self._table()
            for count in counts:
                table.add_row(said(count.label[self._lang]), words.cases(count.cases, self._lang))
            self._console.print(indented(table, 2))

    def paragraphs(self, title: Text, lines: Sequence[str]) -> None:
        if lines:
            self._heading(title)
            for line in lines:
                self._console.print(indented(said(line), 2))

    def line(self, text: Text) -> None:
        self._console.print()
        self._console.print(said(text[self._lang]))

    def _heading(self, title: Text) -> None:
        self._console.print()
        self._console.print(said(title[self._lang], "bold"))

    def _table(self, first: Text | None = None, *numbers: Text) -> Table:
        """Columns without lines: words, then numbers that keep to the right."""
        from rich.table import Table  # noqa: PLC0415 - start-up of the commands that show nothing

        table = Table(box=None, show_header=first is not None, pad_edge=False, padding=(0, 2, 0, 0))
        table.header_style = "dim"
        table.add_column(said(first[self._lang]) if first else "")
        for heading in numbers:
            table.add_column(said(heading[self._lang]), justify="right", min_width=5, max_width=10)
        if first is None:
            table.add_column(justify="right", no_wrap=True)
            table.add_column(justify="right", no_wrap=True)
            table.add_column(no_wrap=True)
        return table

    def _title(self, count: RequirementCount) -> str:
        title = count.rule.title[self._lang]
        return f"{title} ({words.NOT_BINDING[self._lang]})" if count.rule.strength is Strength.SHOULD else title

    def _number(self, number: int) -> str:
        return words.count(number, self._lang)

    def _bar(self, part: int, whole: int) -> str:
        """As long as the share; whatever is there at all is seen."""
        length = max(round(_BAR * part / whole), 1) if part else 0
        return ("█" if speaks_unicode(self._console) else "#") * length
