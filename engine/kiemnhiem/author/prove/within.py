"""Questions about one policy: can anyone be eligible, does every requirement and every exception do something."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations

from kiemnhiem.author.prove import codes
from kiemnhiem.author.prove.proof import Raised, Witness
from kiemnhiem.author.prove.setting import Day, Setting, requirement_places
from kiemnhiem.author.prove.witness import EXAMPLE, came_out
from kiemnhiem.author.smt.question import Answer, Found, PolicyFormula, RuleFormula
from kiemnhiem.author.smt.terms import every, no, some
from kiemnhiem.cases.case import Case
from kiemnhiem.evaluate.decision import Outcome, Verdict
from kiemnhiem.evaluate.meaning import NO_RECORD, compiled
from kiemnhiem.language import Text
from kiemnhiem.policy.conditions import ALWAYS
from kiemnhiem.policy.model import STANCE_RULE, PolicyException, Stance
from kiemnhiem.policy.program import Rule, RuleException
from kiemnhiem.problem import Code, Place, Problem

_EVEN = Text("kể cả khi còn thiếu thông tin", "even while facts are missing")
_WHEN_KNOWN = Text(
    "khi đã đủ thông tin (khi còn thiếu, nó vẫn có thể để kết luận chưa xác định)",
    "once everything is known (before that it may still leave the verdict open)",
)
_ELIGIBLE = Text("«{policy}»: có người đủ điều kiện không", '"{policy}": can somebody be eligible')
_ABOUT = Text("{requirement} của «{policy}»", '{requirement} of "{policy}"')


def named(rule: Rule) -> Text:
    """A requirement's title and id."""
    return Text(f"«{rule.title.vi}» ({rule.id})", f'"{rule.title.en}" ({rule.id})')


def listed(rules: Iterable[Rule]) -> Text:
    """Several of them."""
    names = [named(r) for r in rules]
    return Text("; ".join(n.vi for n in names), "; ".join(n.en for n in names))


class Within:
    """Asks about one policy on one day in one place."""

    def __init__(self, day: Day, policy: str) -> None:
        self.day, self.policy = day, day.library.policies[policy]
        self.setting = Setting(day, [day.held(policy)])
        self.formula: PolicyFormula = self.setting.formulas[policy]
        self._witnesses = self.setting.witnesses()
        self._written = requirement_places(day.library, policy, day.as_of, day.place)

    def findings(self) -> Iterator[Raised]:
        """Everything found."""
        if self._none(self.formula.concerns.true):
            yield self._raised(codes.CONCERNS_NOBODY, self.policy.place, (), limits=self.setting.limits)
            return
        eligible = self._ask(self.formula.concerns.true, labelled={r.rule.id: r.passed for r in self.formula.musts})
        yield from self._eligible(eligible)
        for rule in self.formula.rules.values():
            yield from self._rule(rule)
        if eligible.found is Found.SOME:
            yield from self._implied()

    def _ask(self, *formulas: object, labelled: dict[str, object] | None = None) -> Answer:
        return self.setting.asker.ask(*formulas, labelled=labelled, id=EXAMPLE)

    def _none(self, *formulas: object) -> bool:
        """Whether there surely is no case."""
        return self.setting.asker.none(*formulas)

    def _eligible(self, answer: Answer) -> Iterator[Raised]:
        id_ = self.policy.id
        if answer.found is Found.NONE:
            if self.policy.stance is Stance.PROHIBITED and not self.formula.rules[STANCE_RULE].exceptions:
                return  # what a prohibition without exceptions says
            blocking = [self.formula.rules[i].rule for i in answer.core]
            place = min((p for r in blocking if (p := self.place_of(r.id))), key=str, default=self.policy.place)
            said = listed(blocking)
            yield self._raised(codes.NOBODY, place, answer.core, requirements=said, limits=self.setting.limits)
            return
        witness = self._witnesses.make(answer.case, lambda d: d.policies[id_].verdict is Verdict.ELIGIBLE)
        if witness is None:
            yield self._raised(codes.OPEN, self.policy.place, (), question=_ELIGIBLE.format(policy=self._title))
        else:
            yield self._raised(codes.SOMEBODY, self.policy.place, (), witness)

    def _rule(self, formula: RuleFormula) -> Iterator[Raised]:
        rule, here = formula.rule, self.formula.concerns.true
        if rule.when != ALWAYS and self._none(here, formula.when.true):
            yield self._about(codes.WHEN_NEVER, rule)
            return
        if rule.id != STANCE_RULE and self._none(here, formula.failed):
            yield self._about(codes.CANNOT_FAIL, rule)
        for i, (applies, required) in enumerate(formula.exceptions):
            yield from self._exception(formula, i, applies, required)
        for (i, one), (j, other) in combinations(enumerate(formula.exceptions), 2):
            disagree = some((every((one[1].true, other[1].false)), every((one[1].false, other[1].true))))
            answer = self._ask(here, formula.when.true, one[0].true, other[0].true, disagree)
            promise = came_out(self.policy.id, rule.id, Outcome.UNKNOWN)
            first, second = rule.exceptions[i], rule.exceptions[j]
            witness = self._witnesses.make(answer.case, promise, lambda c, a=first, b=second: self._disagree(c, a, b))  # type: ignore[misc]  # defaults bind the names
            if witness:
                found = {"exception": first.id, "other": second.id}
                yield self._about(codes.EXCEPTIONS_DISAGREE, rule, second.id, witness, **found)

    def _disagree(self, case: Case, one: RuleException, other: RuleException) -> bool:
        """Whether both exceptions apply to a case and ask for opposite things of it."""
        facts = self._witnesses.completed(case)
        applies = [compiled(e.when)(facts, NO_RECORD) for e in (one, other)]
        return all(applies) and {compiled(e.require)(facts, NO_RECORD) for e in (one, other)} == {True, False}

    def _exception(self, formula: RuleFormula, i: int, applies: object, _: object) -> Iterator[Raised]:
        here, rule = self.formula.concerns.true, formula.rule
        if self._none(here, formula.when.true, applies.true):  # type: ignore[attr-defined]  # a Truth
            yield self._about(codes.EXCEPTION_NEVER, rule, rule.exceptions[i].id, exception=rule.exceptions[i].id)
            return
        without, value = formula.without(i), formula.value
        differs = some((every((value.true, no(without.true))), every((value.false, no(without.false))),
                        every((value.unknown, no(without.unknown)))))  # fmt: skip
        if self._none(here, formula.when.true, differs):
            yield self._about(codes.EXCEPTION_IDLE, rule, rule.exceptions[i].id, exception=rule.exceptions[i].id)

    def _implied(self) -> Iterator[Raised]:
        """Requirements that the others imply; of two that say the same, the later one."""
        kept = [r for r in self.formula.musts if r.rule.id != STANCE_RULE]
        for rule in reversed(list(kept)):
            others = {o.rule.id: o.passed for o in self.formula.musts if o in kept and o is not rule}
            answer = self.setting.asker.ask(self.formula.concerns.true, rule.failed, labelled=others, example=False)
            if answer.found is Found.NONE and answer.core:
                kept.remove(rule)
                if any(self.formula.rules[i].rule.amended_by for i in answer.core):
                    continue  # an amendment may well ask for more than the requirement it is added to
                said = listed(self.formula.rules[i].rule for i in answer.core)
                missing = _EVEN if self._even(rule, answer.core) else _WHEN_KNOWN
                yield self._about(codes.IMPLIED, rule.rule, others=said, missing=missing)

    def _even(self, rule: RuleFormula, others: Iterable[str]) -> bool:
        """Whether the others imply a requirement also while facts are missing."""
        open_ = Setting(self.day, [self.day.held(self.policy.id)], complete=False)
        formula = open_.formulas[self.policy.id]
        passed = [formula.rules[i].passed for i in others]
        return open_.asker.none(formula.concerns.true, no(formula.rules[rule.rule.id].passed), *passed)

    # --- words and places

    @property
    def _title(self) -> Text:
        return self.policy.title

    def place_of(self, requirement: str, exception: str | None = None) -> Place | None:
        """Where a requirement or an exception stands in its file."""
        written = self._written.get(requirement)
        if exception is None:
            return written.place if written else self.policy.place
        own: tuple[PolicyException, ...] = written.exceptions if written else self.policy.exceptions
        return next((e.place for e in own if e.id == exception), None) or (
            written.place if written else self.policy.place
        )

    def _about(
        self, code: Code, rule: Rule, at: str | None = None, witness: Witness | None = None, **values: object
    ) -> Raised:
        """A finding about a requirement, or one of its exceptions."""
        key = (rule.id, *(str(v) for k, v in sorted(values.items()) if k in ("exception", "other")))
        if code in (codes.WHEN_NEVER, codes.CANNOT_FAIL, codes.IMPLIED, codes.EXCEPTION_NEVER, codes.EXCEPTION_IDLE):
            values["limits"] = self.setting.limits
        return self._raised(code, self.place_of(rule.id, at), key, witness, requirement=named(rule), **values)

    def _raised(
        self, code: Code, at: Place | None, key: Iterable[str], witness: Witness | None = None, **values: object
    ) -> Raised:
        problem = Problem(code, at, {"policy": self._title, **values})
        return Raised(problem, self.policy.id, self.day.place, tuple(key), witness)
