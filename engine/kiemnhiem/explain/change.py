"""Why a case comes out otherwise on one day than on the day before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property

from kiemnhiem.evaluate.decision import Outcome, Verdict
from kiemnhiem.explain.finding import CaseFinding, FactShown, Finding, PolicyFinding
from kiemnhiem.explain.words import document_words, history_value_words, joined
from kiemnhiem.language import Text
from kiemnhiem.policy.conditions import ALWAYS, parameters_of
from kiemnhiem.policy.derived import Lookup
from kiemnhiem.policy.model import Library, ParameterHistory
from kiemnhiem.policy.program import CitedSource, Program, Rule


class Cause(StrEnum):
    """What made the difference."""

    POLICY = "policy"
    REQUIREMENT = "requirement"
    PARAMETER = "parameter"
    EXCEPTION = "exception"
    AMENDMENT = "amendment"
    LOOKUP = "lookup"
    RULES = "rules"
    SOURCE = "source"
    FACT = "fact"


@dataclass(frozen=True)
class Reason:
    """One difference. ``requirements``: ids of those it is about; none: the policy as a whole. ``before`` and
    ``after``: the outcome, ``None`` while the requirement is not in force and where it is the same. ``facts``: what
    passed its mark, before and after.
    """

    policy: str
    cause: Cause
    words: Text
    requirements: tuple[str, ...] = ()
    title: Text | None = None
    before: Outcome | None = None
    after: Outcome | None = None
    facts: tuple[tuple[FactShown, FactShown], ...] = ()


@dataclass(frozen=True)
class View:
    """A case as seen on a day. ``program`` and ``finding`` are ``None`` where no policy that was asked is in force."""

    library: Library
    day: date
    program: Program | None
    finding: CaseFinding | None

    @cached_property
    def in_force(self) -> frozenset[str]:
        """The policies that are asked on the day."""
        return frozenset(p.id for p in self.program.screened) if self.program else frozenset()

    @property
    def verdicts(self) -> dict[str, Verdict]:
        """Of the policies in force; those that do not concern the case are not applicable."""
        found = {f.policy.id: f.verdict for f in self.finding.policies} if self.finding else {}
        policies = self.program.screened if self.program else ()
        return {p.id: found.get(p.id, Verdict.NOT_APPLICABLE) for p in policies}

    @property
    def outcomes(self) -> tuple[object, ...]:
        """What is compared between two days without a change in the library."""
        if self.finding is None:
            return ()
        policies = (
            (p.policy.id, p.verdict, *((f.rule.id, f.outcome) for f in p.findings)) for p in self.finding.policies
        )
        return (self.finding.verdict, *policies)

    @cached_property
    def concerning(self) -> dict[str, PolicyFinding]:
        """The findings of the policies that concern the case."""
        found = self.finding.policies if self.finding else ()
        return {f.policy.id: f for f in found if f.verdict is not Verdict.NOT_APPLICABLE}

    def history(self, policy: str, name: str) -> Iterator[ParameterHistory]:
        """Where a parameter's value may come from: the amendments of the case's place, narrowest first, the policy."""
        place = self.program.place if self.program else None
        for around in reversed(self.library.within(place)):
            for amendment in self.library.amendments.values():
                sets = amendment.amends == policy and amendment.place == around and self.day in amendment.period
                if sets and name in amendment.sets and amendment.sets[name].at(self.day):
                    yield amendment.sets[name]
        own = self.library.policies[policy].parameters
        if name in own:
            yield own[name]

    def parameter(self, policy: str, name: str) -> Text | None:
        """The value of a parameter on the day, in words."""
        history = next(self.history(policy, name), None)
        value = history.at(self.day) if history else None
        return history_value_words(history, value) if history and value else None


def reasons(before: View, after: View) -> Iterator[Reason]:
    """Every difference between two days, policy by policy."""
    for policy in before.library.policies:
        was, now = before.concerning.get(policy), after.concerning.get(policy)
        if (policy in before.in_force) != (policy in after.in_force):
            if was or now:
                yield Reason(policy, Cause.POLICY, _begins(now) if now else _POLICY_ENDED)
        elif was and now:
            differences = tuple(_Differences(policy, before, after).between(was, now))
            yield from differences
            if not differences and was.verdict is not now.verdict:
                yield Reason(policy, Cause.FACT, _UNSURE if now.verdict is Verdict.UNDETERMINED else _SURE)
        elif was or now:
            yield Reason(policy, Cause.FACT, _CONCERNS if now else _CONCERNS_NO_MORE)


def _begins(policy: PolicyFinding) -> Text:
    failed = [f.rule.title for f in policy.of(Outcome.NOT_MET)]
    if not failed:
        return _POLICY_BEGINS
    return joined((_POLICY_BEGINS, _FAILED.format(titles=joined(failed, "; ", "; "))), " ", " ")


class _Differences:
    """What differs within one policy."""

    def __init__(self, policy: str, before: View, after: View) -> None:
        self._policy, self._before, self._after = policy, before, after

    def between(self, was: PolicyFinding, now: PolicyFinding) -> Iterator[Reason]:
        earlier, later = ({f.rule.id: f for f in p.findings} for p in (was, now))
        for id_ in dict.fromkeys((*earlier, *later)):
            one, other = earlier.get(id_), later.get(id_)
            if one and other:
                if one.outcome is not other.outcome:
                    yield self._changed(one, other)
            elif other:
                yield self._reason(Cause.REQUIREMENT, _BEGINS, other.rule, None, other.outcome)
            elif one:
                yield self._reason(Cause.REQUIREMENT, _ENDED, one.rule, one.outcome, None)
        yield from self._law(earlier, later)

    def _changed(self, one: Finding, other: Finding) -> Reason:
        cause, words = self._cause(one.rule, other.rule)
        facts = _passed(one, other) if cause in (Cause.FACT, Cause.LOOKUP) else ()
        return self._reason(cause, words, other.rule, one.outcome, other.outcome, facts)

    def _reason(
        self,
        cause: Cause,
        words: Text,
        rule: Rule,
        before: Outcome | None,
        after: Outcome | None,
        facts: tuple[tuple[FactShown, FactShown], ...] = (),
    ) -> Reason:
        return Reason(self._policy, cause, words, (rule.id,), rule.title, before, after, facts)

    def _cause(self, one: Rule, other: Rule) -> tuple[Cause, Text]:
        if (one.when, one.condition) == (other.when, other.condition):
            lookups = tuple(self._lookups())
            return (
                (Cause.LOOKUP, _LOOKUP.format(fields=joined(lookups, ", ", ", "))) if lookups else (Cause.FACT, _FACT)
            )
        said: list[tuple[Cause, Text]] = [(Cause.PARAMETER, words) for words in self._parameters(other.id)]
        was, now = ({e.id: e.because for e in rule.exceptions} for rule in (one, other))
        said += [(Cause.EXCEPTION, _EXCEPTION_BEGINS.format(name=now[e] or e)) for e in now if e not in was]
        said += [(Cause.EXCEPTION, _EXCEPTION_ENDED.format(name=was[e] or e)) for e in was if e not in now]
        if one.amended_by != other.amended_by:
            said.append((Cause.AMENDMENT, _AMENDED))
        return (said[0][0], joined((words for _, words in said), " ", " ")) if said else (Cause.RULES, _RULES)

    def _parameters(self, requirement: str) -> Iterator[Text]:
        library = self._before.library
        known = (*library.policies[self._policy].requirements, *library.added_to(self._policy))
        used = (r for r in known if r.id == requirement)
        conditions = [c for r in used for c in (r.when, r.require or ALWAYS)]
        conditions += [
            c for r in known if r.id == requirement for e in r.exceptions for c in (e.when, e.require or ALWAYS)
        ]
        for name in dict.fromkeys(name for c in conditions for name in parameters_of(c)):
            was, now = (v.parameter(self._policy, name) for v in (self._before, self._after))
            if was and now and was != now:
                yield _PARAMETER.format(name=name, was=was, now=now)

    def _lookups(self) -> Iterator[Text]:
        """The facts whose table of values changed that day."""
        was, now = self._before.program, self._after.program
        if not was or not now or was.vocabulary == now.vocabulary:
            return
        for name, of in now.vocabulary.fields.items():
            if isinstance(of.derived, Lookup) and of != was.vocabulary.fields[name]:
                yield of.label

    def _law(self, earlier: dict[str, Finding], later: dict[str, Finding]) -> Iterator[Reason]:
        """Requirements that rest on other law than the day before, those with the same change together."""
        groups: dict[Text, list[str]] = {}
        for id_, other in later.items():
            one = earlier.get(id_)
            if one and one.exceptions == other.exceptions:
                words = _law_words(one.sources, other.sources)
                if words:
                    groups.setdefault(words, []).append(id_)
        for words, ids in groups.items():
            title = joined((later[i].rule.title for i in ids), "; ", "; ")
            yield Reason(self._policy, Cause.SOURCE, words, tuple(ids), title)


def _passed(one: Finding, other: Finding) -> tuple[tuple[FactShown, FactShown], ...]:
    """The facts whose test came out otherwise."""
    earlier = {(f.field, f.required.en): f for f in one.facts}
    pairs = ((earlier.get((f.field, f.required.en)), f) for f in other.facts)
    return tuple((was, now) for was, now in pairs if was and was.decided is not now.decided)


def _law_words(was: Iterable[CitedSource], now: Iterable[CitedSource]) -> Text | None:
    earlier, later = ({c.source.id: c for c in cited} for cited in (was, now))
    gone = joined((document_words(c.source) for i, c in earlier.items() if i not in later), ", ", ", ")
    new = joined((document_words(c.source) for i, c in later.items() if i not in earlier), ", ", ", ")
    if gone.vi and new.vi:
        return _REPLACED.format(was=gone, now=new)
    if gone.vi or new.vi:
        return _LAW_ADDED.format(now=new) if new.vi else _LAW_GONE.format(was=gone)
    said = [
        words.format(source=document_words(later[i].source))
        for i, c in earlier.items()
        for words in _standing(c, later[i])
    ]
    return joined(said, " ", " ") if said else None


def _standing(was: CitedSource, now: CitedSource) -> Iterator[Text]:
    if was.in_force != now.in_force:
        yield _IN_FORCE if now.in_force else _OUT_OF_FORCE
    if now.in_doubt and not was.in_doubt:
        yield _IN_DOUBT


_POLICY_BEGINS = Text("Chính sách bắt đầu có hiệu lực.", "The policy comes into force.")
_FAILED = Text("Không đạt: {titles}.", "Not met: {titles}.")
_POLICY_ENDED = Text("Chính sách hết hiệu lực.", "The policy is no longer in force.")
_CONCERNS = Text("Trường hợp bắt đầu thuộc phạm vi chính sách.", "The policy begins to concern the case.")
_CONCERNS_NO_MORE = Text("Trường hợp không còn thuộc phạm vi chính sách.", "The policy no longer concerns the case.")
_UNSURE = Text(
    "Chưa đủ thông tin để biết quy định nào áp dụng cho trường hợp này.", "Which rules apply to the case is not known."
)
_SURE = Text("Đã rõ quy định nào áp dụng cho trường hợp này.", "Which rules apply to the case is known.")
_BEGINS = Text("Yêu cầu bắt đầu có hiệu lực.", "The requirement comes into force.")
_ENDED = Text("Yêu cầu hết hiệu lực.", "The requirement is no longer in force.")
_FACT = Text("Thông tin thay đổi theo thời gian.", "A fact changes with time.")
_LOOKUP = Text("Bảng giá trị thay đổi: {fields}.", "The table of values changes: {fields}.")
_PARAMETER = Text("Mức quy định «{name}» đổi từ {was} thành {now}.", 'The value "{name}" changes from {was} to {now}.')
_EXCEPTION_BEGINS = Text("Ngoại lệ bắt đầu có hiệu lực: {name}", "An exception comes into force: {name}")
_EXCEPTION_ENDED = Text("Ngoại lệ hết hiệu lực: {name}", "An exception is no longer in force: {name}")
_AMENDED = Text("Quy định riêng của địa phương thay đổi.", "The place's own rules change.")
_RULES = Text("Quy định mà yêu cầu viện dẫn thay đổi.", "The rules that the requirement refers to change.")
_REPLACED = Text("Căn cứ thay thế: {was} → {now}.", "Source replaced: {was} → {now}.")
_LAW_ADDED = Text("Thêm căn cứ: {now}.", "Source added: {now}.")
_LAW_GONE = Text("Không còn căn cứ: {was}.", "Source no longer relied on: {was}.")
_IN_FORCE = Text("{source} bắt đầu có hiệu lực.", "{source} comes into force.")
_OUT_OF_FORCE = Text(
    "{source} hết hiệu lực mà chưa có văn bản thay thế trong thư viện.",
    "{source} is out of force, with no successor in the library.",
)
_IN_DOUBT = Text(
    "{source} có thể đã được văn bản khác thay thế, cần kiểm tra.",
    "Another text may have replaced {source}; check before use.",
)
