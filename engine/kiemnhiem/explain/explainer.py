"""From a case to what is told about it: each requirement's outcome with its reason, facts, law and remedy."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import TypeAlias

from kiemnhiem.cases.case import Case
from kiemnhiem.evaluate.decision import Decision, Outcome, PolicyDecision, Verdict
from kiemnhiem.evaluate.kleene import Truth
from kiemnhiem.evaluate.meaning import NO_RECORD, Test, compiled
from kiemnhiem.evaluate.reference import outcome, posts_open
from kiemnhiem.evaluate.remembered import RememberingEngine
from kiemnhiem.explain.finding import CaseFinding, FactRole, FactShown, Finding, PolicyFinding, RemedyFound
from kiemnhiem.explain.missing import Missing
from kiemnhiem.explain.words import Phrases, joined, scalar_words, value_words
from kiemnhiem.language import Text
from kiemnhiem.policy.conditions import (
    Compare,
    Condition,
    CountOf,
    FieldRef,
    Holds,
    Quantified,
    Scope,
    walk,
)
from kiemnhiem.policy.model import Strength
from kiemnhiem.policy.program import Program, ResolvedPolicy, Rule
from kiemnhiem.policy.values import Facts


@dataclass(frozen=True)
class _Atom:
    """One thing a condition looks at, and how to show it."""

    role: FactRole
    field: str
    label: Text
    required: Text
    personal: bool
    holds: Test
    actual: Callable[[Facts], Text | None]


_Atoms: TypeAlias = tuple[_Atom, ...]


@dataclass(frozen=True)
class _Exception:
    id: str
    applies: Test
    value: Test
    atoms: _Atoms


@dataclass(frozen=True)
class _ExplainedRule:
    rule: Rule
    base: Test
    exceptions: tuple[_Exception, ...]
    when_atoms: _Atoms
    base_atoms: _Atoms

    def relevant(self, result: Outcome, facts: Facts) -> Iterator[_Atom]:
        """What bears on the outcome: not the requirement where it does not apply, not exceptions where none is
        needed or they do not apply.
        """
        yield from self.when_atoms
        if result is Outcome.NOT_APPLICABLE:
            return
        yield from self.base_atoms
        if self.base(facts, NO_RECORD) is not True:
            for exception in self.exceptions:
                if exception.applies(facts, NO_RECORD) is not False:
                    yield from exception.atoms


class Explainer:
    """Explains cases for one program, by the reference evaluator."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self._engine = RememberingEngine(program)
        self._phrases = Phrases(program.library, program.vocabulary)
        self._missing = Missing(program)

    @cached_property
    def _rules(self) -> dict[str, list[_ExplainedRule]]:
        return {key: [self._prepared(r) for r in policy.rules] for key, policy in self.program.all_policies}

    def on(self, program: Program) -> Explainer | None:
        """The explainer of a program that is this one but for its day, with what has been prepared; ``None`` for any
        other program.
        """
        if replace(program, as_of=self.program.as_of) != self.program:
            return None
        found = copy(self)
        found.program = program
        return found

    def decide(self, case: Case) -> Decision:
        """The reference evaluator's decision."""
        if self.program is self._engine.program:
            return self._engine.decide_one(case)
        return self._engine.decide_facts(case.id, self.completed(case))

    def completed(self, case: Case, day: date | None = None) -> Facts:
        """The facts of a case on a day on which the rules are these; none: on the program's."""
        return self._engine.completed(case, day or self.program.as_of)

    def decide_facts(self, case: str, facts: Facts) -> Decision:
        """The decision over completed facts."""
        return self._engine.decide_facts(case, facts)

    @cached_property
    def cures(self) -> tuple[tuple[ResolvedPolicy, Rule], ...]:
        """The requirements of screened policies that name a policy in force as their remedy."""
        return tuple(
            (policy, rule)
            for policy in self.program.screened
            for rule in policy.rules
            if rule.remedy and rule.remedy.policy in self.program.remedies
        )

    def way(self, rule: Rule, facts: Facts, decision: Decision) -> Text | None:
        """What a requirement names as its remedy, in words; of a policy, its answer for completed facts."""
        remedy = rule.remedy
        if remedy is None or remedy.policy is None or remedy.policy not in self.program.remedies:
            return remedy.text if remedy else None
        policy, decided = self.program.remedies[remedy.policy], decision.remedies[remedy.policy]
        musts = [(r, decided.outcomes.get(r.id)) for r in policy.rules if r.strength is Strength.MUST]
        failed = [r.title for r, outcome in musts if outcome is Outcome.NOT_MET]
        open_ = [name for r, outcome in musts if outcome is Outcome.UNKNOWN for name in self._open(r, facts)]
        return self._way(remedy.text, policy, decided.verdict, failed, tuple(dict.fromkeys(open_)))

    def explain(self, case: Case) -> CaseFinding:
        """The case in full."""
        facts = self.completed(case)
        decision = self._engine.decide_facts(case.id, facts)
        policies = tuple(
            self._policy(policy.id, policy, decision.policies[policy.id], facts, decision.remedies)
            for policy in self.program.screened
            if decision.policies[policy.id].concerns is not False or self.program.asked
        )
        posts = self.program.library.posts
        missing = [m for p in policies for m in p.missing]
        if not self.program.asked and posts_open(facts):
            missing.append("posts.post")
        return CaseFinding(
            case,
            decision.verdict,
            policies,
            tuple(dict.fromkeys(missing)),
            tuple(dict.fromkeys(j for p in policies for j in p.judgements)),
            tuple(posts[code].label for code in decision.uncovered),
            tuple(self._ended_posts(facts)),
        )

    # --- preparing

    def _prepared(self, rule: Rule) -> _ExplainedRule:
        exceptions = tuple(
            _Exception(
                e.id,
                compiled(e.when),
                compiled(e.require),
                self._all_atoms(FactRole.EXCEPTION, e.when) + self._all_atoms(FactRole.REQUIREMENT, e.require),
            )
            for e in rule.exceptions
        )
        return _ExplainedRule(
            rule,
            compiled(rule.base),
            exceptions,
            self._all_atoms(FactRole.WHEN, rule.when),
            self._all_atoms(FactRole.REQUIREMENT, rule.base),
        )

    def _all_atoms(self, role: FactRole, condition: Condition) -> _Atoms:
        return tuple(replace(atom, role=role) for atom in self._atoms(condition))

    def _atoms(self, condition: Condition) -> Iterator[_Atom]:
        """What a condition looks at in the case; a list is looked at as a whole."""
        match condition:
            case Compare(field, operator, operands) if field.scope is Scope.CASE:
                required = self._phrases.required(field.type, operator, operands)
                yield self._atom(field, required, condition)
            case Quantified(list=field) | CountOf(list=field) | Holds(list=field):
                yield self._atom(field, self._phrases.phrase(condition), condition)
            case _:
                for part in walk(condition):
                    if part is not condition and isinstance(part, Compare | Quantified | CountOf | Holds):
                        yield from () if _inside_list(condition, part) else self._atoms(part)

    def _atom(self, field: FieldRef, required: Text, condition: Condition) -> _Atom:
        name, of = field.name, self._phrases.fields.get(field.name)

        def actual(facts: Facts) -> Text | None:
            value = facts.get(name)
            if of is not None:
                return value_words(of, value)
            return None if value is None or isinstance(value, tuple) else scalar_words(field.type, value)

        personal = bool(of and of.personal)
        return _Atom(
            FactRole.REQUIREMENT, name, self._phrases.label(name), required, personal, compiled(condition), actual
        )

    # --- explaining

    def _policy(
        self,
        key: str,
        policy: ResolvedPolicy,
        decision: PolicyDecision,
        facts: Facts,
        remedies: Mapping[str, PolicyDecision],
    ) -> PolicyFinding:
        findings = tuple(
            self._finding(prepared, decision.outcomes[prepared.rule.id], facts, remedies)
            for prepared in self._rules[key]
            if prepared.rule.id in decision.outcomes
        )
        open_: list[str] = []
        if decision.verdict is Verdict.UNDETERMINED:
            open_ += self._missing.of(policy.concerns, facts)
            open_ += [
                name for f in findings if f.rule.strength is Strength.MUST for name in (*f.missing, *f.judgements)
            ]
        remarks = tuple(
            f.rule.id for f in findings if f.rule.strength is Strength.SHOULD and f.outcome is Outcome.NOT_MET
        )
        return PolicyFinding(policy, decision.verdict, findings, *_split(open_), remarks)

    def _finding(
        self, prepared: _ExplainedRule, result: Outcome, facts: Facts, remedies: Mapping[str, PolicyDecision]
    ) -> Finding:
        rule = prepared.rule
        amended = self._amended(rule)
        applying = [(e, e.value(facts, NO_RECORD)) for e in prepared.exceptions if e.applies(facts, NO_RECORD)]
        base = outcome(True, prepared.base(facts, NO_RECORD)) if applying else None
        conflict = _conflict(applying)
        open_ = self._open(rule, facts) if result is Outcome.UNKNOWN else ()
        missing, judgements = _split(open_)
        exceptions = tuple(e.id for e, _ in applying)
        used = [s for e in rule.exceptions if e.id in exceptions for s in e.sources]
        return Finding(
            rule,
            result,
            joined((self._because(rule, result, applying, base, conflict, missing), *amended), " ", " "),
            self._shown(prepared.relevant(result, facts), facts),
            (*rule.sources, *(s for s in used if s not in rule.sources)),
            exceptions,
            base,
            conflict,
            missing,
            judgements,
            self._remedy(rule, facts, remedies) if result is Outcome.NOT_MET else None,
        )  # fmt: skip

    def _amended(self, rule: Rule) -> tuple[Text, ...]:
        """Whose amendment added or changed a rule."""
        if rule.amended_by is None:
            return ()
        library = self.program.library
        place = library.localities[library.amendments[rule.amended_by].place]
        return (_AMENDED.format(place=place.label),)

    @staticmethod
    def _shown(atoms: Iterable[_Atom], facts: Facts) -> tuple[FactShown, ...]:
        once = {(a.role, a.field, a.required.en): a for a in atoms}
        return tuple(
            FactShown(a.field, a.label, a.actual(facts), a.required, a.holds(facts, NO_RECORD), a.personal, a.role)
            for a in once.values()
        )

    def _open(self, rule: Rule, facts: Facts) -> tuple[str, ...]:
        return (*self._missing.of(rule.when, facts), *self._missing.of(rule.condition, facts))

    def _because(
        self,
        rule: Rule,
        result: Outcome,
        applying: Sequence[tuple[_Exception, Truth]],
        base: Outcome | None,
        conflict: tuple[str, ...],
        missing: tuple[str, ...],
    ) -> Text:
        if conflict:
            ids = ", ".join(conflict)
            return Text(f"Các ngoại lệ mâu thuẫn nhau: {ids}. Chính sách cần được sửa.",
                        f"Exceptions contradict each other: {ids}. The policy must be corrected.")  # fmt: skip
        if result is Outcome.NOT_APPLICABLE:
            return _NOT_APPLICABLE.format(when=self._phrases.phrase(rule.when))
        if result is Outcome.MET and base is Outcome.NOT_MET:
            return _EXCEPTED.format(title=rule.title, exceptions=_reasons(rule, [e.id for e, _ in applying]))
        if result is Outcome.MET:
            return rule.title
        if result is Outcome.NOT_MET and applying:  # it is the exception's own requirement that is not met
            return _reasons(rule, [e.id for e, value in applying if value is False])
        if result is Outcome.NOT_MET:
            return rule.because or _REQUIRED.format(title=rule.title, condition=self._phrases.phrase(rule.condition))
        if not missing and rule.judgement:
            return _JUDGEMENT.format(question=rule.judgement.question)
        return _MISSING.format(fields=joined(map(self._phrases.label, missing), ", ", ", "))

    def _remedy(self, rule: Rule, facts: Facts, remedies: Mapping[str, PolicyDecision]) -> RemedyFound | None:
        remedy = rule.remedy
        if remedy is None:
            return None
        if remedy.policy is None or remedy.policy not in self.program.remedies:
            return RemedyFound(remedy.text or self._no_remedy(remedy.policy))
        policy = self.program.remedies[remedy.policy]
        finding = self._policy(f"remedy:{policy.id}", policy, remedies[policy.id], facts, remedies)
        failed = [f.rule.title for f in finding.of(Outcome.NOT_MET)]
        awaited = (*finding.missing, *finding.judgements)
        return RemedyFound(self._way(remedy.text, policy, finding.verdict, failed, awaited), finding)

    def _way(
        self,
        text: Text | None,
        policy: ResolvedPolicy,
        verdict: Verdict,
        failed: Iterable[Text],
        awaited: Iterable[str],
    ) -> Text:
        labels = joined(map(self._phrases.label, awaited), "; ", "; ")
        way = _WAY[verdict].format(policy=policy.title, failed=joined(failed, "; ", "; "), awaited=labels)
        return joined((text, way), " ", " ") if text else way

    def _no_remedy(self, policy: str | None) -> Text:
        title = self.program.library.policies[policy].title if policy else Text("", "")
        return _NO_WAY.format(policy=title, as_of=self.program.as_of)

    def _ended_posts(self, facts: Facts) -> Iterator[Text]:
        """A post the case holds that does not exist on the as-of date."""
        records = facts.get("posts")
        held = {str(r["post"]) for r in records if r.get("post")} if isinstance(records, tuple) else set()
        for code in sorted(held):
            post = self.program.library.posts[code]
            if self.program.as_of not in post.period:
                yield _NO_SUCH_POST.format(post=post.label, as_of=self.program.as_of)


def _reasons(rule: Rule, exceptions: Sequence[str]) -> Text:
    """Why some exceptions of a rule are made, in words."""
    return joined((e.because or Text(e.id, e.id) for e in rule.exceptions if e.id in exceptions), " ", " ")


def _inside_list(condition: Condition, part: Condition) -> bool:
    """Whether ``part`` stands inside a list's test within ``condition``."""
    return any(
        part is inner
        for outer in walk(condition)
        if isinstance(outer, Quantified | CountOf)
        for inner in walk(outer.where)
    )


def _conflict(applying: list[tuple[_Exception, Truth]]) -> tuple[str, ...]:
    values = {value for _, value in applying if value is not None}
    return tuple(e.id for e, _ in applying) if len(values) > 1 else ()


def _split(names: list[str] | tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Missing fields and awaited judgements apart, once each."""
    once = dict.fromkeys(names)
    return tuple(n for n in once if "#" not in n), tuple(n for n in once if "#" in n)


_NOT_APPLICABLE = Text("Không áp dụng: chỉ áp dụng khi {when}", "Does not apply: only where {when}")
_EXCEPTED = Text(
    "{title}: lẽ ra không đạt, nhưng thuộc ngoại lệ: {exceptions}", "{title}: would fail, but is excepted: {exceptions}"
)
_AMENDED = Text("(Quy định của {place}.)", "(As amended by {place}.)")
_REQUIRED = Text("{title}: cần {condition}", "{title}: {condition} is required")
_JUDGEMENT = Text("Chờ đánh giá: {question}", "Awaits a person's judgement: {question}")
_MISSING = Text("Chưa đủ thông tin: {fields}", "Missing: {fields}")
_WAY = {
    Verdict.ELIGIBLE: Text(
        "Theo «{policy}»: đủ điều kiện, còn hướng khắc phục.", 'Under "{policy}": eligible, so the way is open.'
    ),
    Verdict.UNDETERMINED: Text(
        "Theo «{policy}»: chưa xác định được, còn thiếu: {awaited}.",
        'Under "{policy}": undetermined, awaiting: {awaited}.',
    ),
    Verdict.NOT_ELIGIBLE: Text(
        "Theo «{policy}»: không đủ điều kiện: {failed}.", 'Under "{policy}": not eligible: {failed}.'
    ),
    Verdict.NOT_APPLICABLE: Text(
        "Không thuộc phạm vi của «{policy}».", 'Not within the scope of "{policy}".'
    ),
}  # fmt: skip
_NO_WAY = Text("«{policy}» không có hiệu lực vào ngày {as_of}.", '"{policy}" is not in force on {as_of}.')
_NO_SUCH_POST = Text(
    "Chức danh «{post}» không tồn tại vào ngày {as_of}.", 'The post "{post}" does not exist on {as_of}.'
)
