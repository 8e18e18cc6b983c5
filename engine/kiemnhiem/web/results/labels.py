"""What lists call the marks of cases: requirements by titles, facts by labels, judgements by what they ask."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from kiemnhiem.evaluate.decision import Verdict
from kiemnhiem.explain.words import Phrases
from kiemnhiem.language import Text
from kiemnhiem.policy.model import STANCE_RULE, Library
from kiemnhiem.web.results.index import Mark, Row

_OF_POLICY = Text("{title} ({policy})", "{title} ({policy})")
_NOT_TOGETHER = Text("Quy định không cho phép", "The law does not allow it")
#: What explains a verdict in a list.
_TELLING = {
    Verdict.NOT_ELIGIBLE: (Mark.NOT_MET,),
    Verdict.UNDETERMINED: (Mark.MISSING, Mark.JUDGEMENT),
}


class Labels:
    """For one subject of a library. ``several``: cases are asked several policies, so that requirements are named with
    theirs.
    """

    def __init__(self, library: Library, subject: str, *, several: bool) -> None:
        self._library, self._several = library, several
        self._vocabulary = library.vocabularies[subject]

    def of(self, mark: Mark, name: str) -> Text:
        """What a mark is called."""
        if mark is Mark.MISSING:
            return self._phrases.label(name)
        policy, _, requirement = name.partition("#")
        title = self._phrases.label(name) if mark is Mark.JUDGEMENT else self._title(policy, requirement)
        known = self._library.policies.get(policy)
        return _OF_POLICY.format(title=title, policy=known.title) if self._several and known else title

    def reasons(self, row: Row) -> list[Text]:
        """What makes a case's verdict what it is: the requirements that are not met, or what is missing."""
        return [self.of(mark, name) for mark in _TELLING.get(row.verdict, ()) for name in row.marks.get(mark, ())]

    def listed(self, mark: Mark, counts: Iterable[tuple[str, int]]) -> list[tuple[str, Text, int]]:
        """Names with their labels and numbers of cases, as they come."""
        return [(name, self.of(mark, name), number) for name, number in counts]

    def _title(self, policy: str, requirement: str) -> Text:
        return self._titles.get((policy, requirement), Text(requirement, requirement))

    @cached_property
    def _phrases(self) -> Phrases:
        return Phrases(self._library, self._vocabulary)

    @cached_property
    def _titles(self) -> dict[tuple[str, str], Text]:
        policies = self._library.policies.values()
        found = {(p.id, STANCE_RULE): _NOT_TOGETHER for p in policies}
        return found | {
            (p.id, r.id): r.title for p in policies for r in (*p.requirements, *self._library.added_to(p.id))
        }
