"""A case over time for people in a terminal, and as one object."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from kiemnhiem.evaluate.decision import Outcome, Verdict
from kiemnhiem.explain.change import Reason
from kiemnhiem.explain.finding import FactShown
from kiemnhiem.explain.timeline import Moment, Timeline
from kiemnhiem.language import Lang, Text
from kiemnhiem.policy.model import Library
from kiemnhiem.report import words
from kiemnhiem.report.terminal import VERDICT_STYLES, indented, said, speaks_unicode, terminal

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

#: Columns of policies that fit beside the date and the verdict in 80 characters.
_ABREAST = 7

_HEAD = Text("Trường hợp {case}, từ {start} đến {until}", "Case {case}, from {start} to {until}")
_LOOKED = Text(
    "Đã xét {days} ngày: ngày đầu, {library} ngày thư viện chính sách thay đổi, {facts} ngày do tuổi hoặc thời hạn.",
    "Looked at {days} days: the first, {library} when the policy library changes, {facts} when age or time decides.",
)
_ONLY = Text("Chỉ nêu ngày có thay đổi đối với trường hợp này.", "Told are those that change something for the case.")
_NONE = Text("Không có chính sách nào nói đến trường hợp này.", "No policy speaks of this case.")
_FROM, _CASE = Text("Từ ngày", "From"), Text("Trường hợp", "Case")
_WHY = Text("Vì sao thay đổi", "Why it changed")
_NOT_IN_FORCE = Text("không có hiệu lực", "not in force")
_TURNED = Text("{title}: {before} → {after}. ", "{title}: {before} → {after}. ")
_ABOUT = Text("{title}: ", "{title}: ")
_ABSENT = Text("chưa có", "not yet there"), Text("không còn", "no longer there")
_PASSED = Text("{label}: {was} → {now} (yêu cầu: {required})", "{label}: {was} → {now} (required: {required})")
_PASSED_MARK = Text("{label} qua mốc: {required}", "{label} passes the mark: {required}")
_UNKNOWN = Text("chưa biết", "unknown")
_MARKS: Mapping[Verdict | None, tuple[str, str]] = {
    Verdict.ELIGIBLE: ("✓", "+"),
    Verdict.NOT_ELIGIBLE: ("✗", "x"),
    Verdict.UNDETERMINED: ("?", "?"),
    Verdict.NOT_APPLICABLE: ("·", "."),
    None: ("–", "-"),
}


def show_timeline(
    timeline: Timeline, library: Library, lang: Lang, *, show_personal: bool = False, console: Console | None = None
) -> None:
    """Print a case over time: a table of verdicts, one row a day of change, then the reasons."""
    _Page(console or terminal(), library, lang, show_personal=show_personal).timeline(timeline)


class _Page:
    """A console, a library and a language."""

    def __init__(self, console: Console, library: Library, lang: Lang, *, show_personal: bool) -> None:
        self._console, self._library, self._lang, self._show_personal = console, library, lang, show_personal

    def timeline(self, timeline: Timeline) -> None:
        self._head(timeline)
        numbers = {policy: f"({i})" for i, policy in enumerate(timeline.policies, start=1)}
        if not numbers:
            self._say(_NONE[self._lang], 2)
        for policy, number in numbers.items():
            self._say(f"{number} {self._library.policies[policy].title[self._lang]} [{policy}]", 2)
        names = list(numbers)
        for i in range(0, max(len(names), 1), _ABREAST):
            self._console.print()
            self._console.print(indented(self._table(timeline, names[i : i + _ABREAST], numbers), 2))
        self._legend(timeline)
        self._reasons(timeline, numbers)

    def _head(self, timeline: Timeline) -> None:
        start, until = (words.day(d, self._lang) for d in (timeline.moments[0].day, timeline.until))
        self._say(_HEAD.format(case=timeline.case.id, start=start, until=until)[self._lang], style="bold")
        by_library = sum(bool(m.changes) for m in timeline.moments[1:])
        facts = sum(not m.changes for m in timeline.moments[1:])
        counted = _LOOKED.format(days=len(timeline.moments), library=by_library, facts=facts)
        self._say(f"{counted[self._lang]} {_ONLY[self._lang]}", style="dim")

    def _table(self, timeline: Timeline, policies: Sequence[str], numbers: Mapping[str, str]) -> Table:
        from rich.table import Table  # noqa: PLC0415 - start-up of the commands that show nothing

        table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
        table.header_style = "dim"
        table.add_column(_FROM[self._lang], no_wrap=True)
        table.add_column(_CASE[self._lang], no_wrap=True)
        for policy in policies:
            table.add_column(numbers[policy], justify="center", no_wrap=True)
        for moment in timeline.turns:
            verdict = words.VERDICTS[moment.verdict][self._lang] if moment.verdict else self._mark(None)
            marks = (moment.policies.get(policy) for policy in policies)
            table.add_row(
                words.day(moment.day, self._lang),
                said(verdict, VERDICT_STYLES[moment.verdict] if moment.verdict else "dim"),
                *(said(self._mark(v), VERDICT_STYLES[v] if v else "dim") for v in marks),
            )
        return table

    def _legend(self, timeline: Timeline) -> None:
        used = {moment.policies.get(policy) for moment in timeline.turns for policy in timeline.policies}
        meaning = {v: words.lowered(words.VERDICTS[v][self._lang]) if v else _NOT_IN_FORCE[self._lang] for v in _MARKS}
        legend = "   ".join(f"{self._mark(v)} {meaning[v]}" for v in _MARKS if v in used)
        if legend:
            self._say(legend, 2, "dim")

    def _reasons(self, timeline: Timeline, numbers: Mapping[str, str]) -> None:
        told = [moment for moment in timeline.turns if moment.reasons]
        if told:
            self._console.print()
            self._say(_WHY[self._lang], style="bold")
        for moment in told:
            self._say(words.day(moment.day, self._lang), 2, "bold")
            for reason in moment.reasons:
                self._say(f"{numbers[reason.policy]} {self._reason(reason)}", 4)

    def _reason(self, reason: Reason) -> str:
        text = reason_words(reason, show_personal=self._show_personal)[self._lang]
        return text if speaks_unicode(self._console) else text.replace("→", "->")

    def _mark(self, verdict: Verdict | None) -> str:
        return _MARKS[verdict][not speaks_unicode(self._console)]

    def _say(self, text: str, indent: int = 0, style: str = "") -> None:
        self._console.print(indented(said(text, style), indent))


def reason_words(reason: Reason, *, show_personal: bool = False) -> Text:
    """A reason in a sentence or two: the requirement, its outcomes, what made the difference."""
    head = Text("", "")
    if reason.before or reason.after:
        before = _outcome(reason.before) if reason.before else _ABSENT[0]
        after = _outcome(reason.after) if reason.after else _ABSENT[1]
        head = _TURNED.format(title=reason.title, before=before, after=after)
    elif reason.title:
        head = _ABOUT.format(title=reason.title)
    passed = [_passed(was, now, show_personal=show_personal) for was, now in reason.facts]
    tail = (
        Text("; ".join(t.vi for t in passed) + ".", "; ".join(t.en for t in passed) + ".") if passed else reason.words
    )
    return Text(head.vi + tail.vi, head.en + tail.en)


def _outcome(outcome: Outcome) -> Text:
    label = words.OUTCOMES[outcome]
    return Text(words.lowered(label.vi), words.lowered(label.en))


def _passed(was: FactShown, now: FactShown, *, show_personal: bool) -> Text:
    masked = now.personal and not show_personal
    if masked or was.actual == now.actual:
        return _PASSED_MARK.format(label=now.label, required=now.required)
    values = {"was": was.actual or _UNKNOWN, "now": now.actual or _UNKNOWN}
    return _PASSED.format(label=now.label, required=now.required, **values)


def timeline_object(timeline: Timeline, library: Library, *, show_personal: bool = False) -> dict[str, Any]:
    """A case over time: every day that was looked at, with what changes in the library and for the case."""
    return {
        "case": timeline.case.id,
        "from": timeline.moments[0].day.isoformat(),
        "until": timeline.until.isoformat(),
        "policies": [{"policy": p, "title": _both(library.policies[p].title)} for p in timeline.policies],
        "dates": [_moment(m, timeline, show_personal=show_personal) for m in timeline.moments],
    }


def _moment(moment: Moment, timeline: Timeline, *, show_personal: bool) -> dict[str, Any]:
    return {
        "date": moment.day.isoformat(),
        "verdict": moment.verdict,
        "policies": {p: moment.policies.get(p) for p in timeline.policies},
        "library_changes": [{"part": c.part, "name": c.name, "event": c.event} for c in moment.changes],
        "reasons": [*_reason_objects(moment, show_personal=show_personal)],
    }


def _reason_objects(moment: Moment, *, show_personal: bool) -> Iterator[dict[str, Any]]:
    for reason in moment.reasons:
        yield {
            "policy": reason.policy,
            "requirements": list(reason.requirements),
            "cause": reason.cause,
            "before": reason.before,
            "after": reason.after,
            "because": _both(reason_words(reason, show_personal=show_personal)),
        }


def _both(text: Text) -> dict[str, str]:
    return {"vi": text.vi, "en": text.en}
