"""One case in full for people, in a terminal: each requirement, what was found, why, on what law, and the cure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kiemnhiem.evaluate.decision import Outcome
from kiemnhiem.explain.finding import CaseFinding, FactShown, Finding, PolicyFinding, RemedyFound
from kiemnhiem.language import Text
from kiemnhiem.policy.program import CitedSource
from kiemnhiem.report import changes, citation, details, names, words
from kiemnhiem.report.facts import asked
from kiemnhiem.report.run import Run
from kiemnhiem.report.terminal import OUTCOME_STYLES, VERDICT_STYLES, indented, mark, said, terminal

if TYPE_CHECKING:
    from rich.console import Console

_AS_OF = Text("Tính đến ngày {day} · Bộ máy: {engine}", "As of {day} · Engine: {engine}")
_CASE = Text("Trường hợp {case}: {verdict}", "Case {case}: {verdict}")
_POLICY = Text("{title}{stance}: {verdict}", "{title}{stance}: {verdict}")
_REQUIREMENT = Text("{mark} {outcome}: {title}", "{mark} {outcome}: {title}")
_NOTE = Text("Lưu ý: {note}", "Note: {note}")
_FACT = Text("{mark} {label}: {actual} — {asked}", "{mark} {label}: {actual} — {asked}")
_SOURCE = Text("Căn cứ: {source} [{standing}]", "Source: {source} [{standing}]")
_DECIDED = {True: Outcome.MET, False: Outcome.NOT_MET, None: Outcome.UNKNOWN}
_CHANGE = Text(f"{changes.TITLE.vi}:", f"{changes.TITLE.en}:")
_UNDECIDED = Text("Để xác định được, còn cần:", "To decide, there is still needed:")


def show_case(finding: CaseFinding, run: Run, console: Console | None = None) -> None:
    """Print a case: per policy and requirement, the outcome and all that bears on it."""
    _Page(console or terminal(), run).case(finding)


class _Page:
    """A console and a run."""

    def __init__(self, console: Console, run: Run) -> None:
        self._console, self._run, self._lang = console, run, run.lang

    def case(self, finding: CaseFinding) -> None:
        day = words.day(self._run.program.as_of, self._lang)
        self._say(_AS_OF.format(day=day, engine=self._run.engine), style="dim")
        verdict = words.VERDICTS[finding.verdict]
        self._say(_CASE.format(case=finding.case.id, verdict=verdict), style=VERDICT_STYLES[finding.verdict])
        if finding.uncovered:
            self._say(details.UNCOVERED.format(posts="; ".join(post[self._lang] for post in finding.uncovered)), 2)
        for note in finding.notes:
            self._say(_NOTE.format(note=note), 2)
        for policy in finding.policies:
            self._console.print()
            self._policy(policy, 0)
        self._undecided(finding)
        self._change(finding)

    def _undecided(self, finding: CaseFinding) -> None:
        awaited = names.awaited(self._run.program, finding.missing, finding.judgements)
        if awaited:
            self._console.print()
            self._say(_UNDECIDED, style="bold")
            for item in awaited:
                self._say(item, 2)

    def _change(self, finding: CaseFinding) -> None:
        if finding.change is None:
            return
        self._console.print()
        self._say(_CHANGE, style="bold")
        for line, more in changes.lines(finding.change, self._lang, show_personal=self._run.show_personal):
            self._console.print(indented(said(line), 2))
            for part in more:
                self._console.print(indented(said(part), 4))

    def _policy(self, policy: PolicyFinding, indent: int) -> None:
        stance = f" ({words.STANCES[policy.policy.stance][self._lang]})" if policy.policy.posts else ""
        verdict = words.VERDICTS[policy.verdict]
        title = _POLICY.format(title=policy.policy.title, stance=stance, verdict=verdict)
        self._say(title, indent, VERDICT_STYLES[policy.verdict])
        for found in policy.findings:
            self._finding(found, indent + 2)

    def _finding(self, found: Finding, indent: int) -> None:
        sign, outcome = mark(found.outcome, self._console), words.OUTCOMES[found.outcome]
        title = _REQUIREMENT.format(mark=sign, outcome=outcome, title=details.title(found))
        self._say(title, indent, OUTCOME_STYLES[found.outcome])
        if found.outcome is not Outcome.NOT_APPLICABLE:
            for line in dict.fromkeys(self._details(found)):
                self._say(line, indent + 2)
        if found.remedy:
            self._remedy(found.remedy, indent + 2)

    def _details(self, found: Finding) -> Iterator[Text]:
        yield from (self._fact(fact) for fact in found.facts)
        yield from details.reason(found)
        yield from (self._source(cited) for cited in found.sources)
        yield from details.further(found, self._run)

    def _fact(self, fact: FactShown) -> Text:
        actual = details.actual(fact, self._run)
        sign = mark(_DECIDED[fact.decided], self._console)
        return _FACT.format(mark=sign, label=fact.label, actual=actual, asked=asked(fact, self._run.program))

    def _source(self, cited: CitedSource) -> Text:
        lang, as_of = self._lang, self._run.program.as_of
        return _SOURCE.format(source=citation.full(cited, lang), standing=citation.standing(cited, as_of, lang))

    def _remedy(self, remedy: RemedyFound, indent: int) -> None:
        self._say(details.REMEDY.format(remedy=remedy.text), indent)
        if remedy.policy:
            self._policy(remedy.policy, indent + 2)

    def _say(self, text: Text, indent: int = 0, style: str = "") -> None:
        self._console.print(indented(said(text[self._lang], style), indent))
