"""Questions about several policies, or one policy in several places: do they contradict, does an amendment relax."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from kiemnhiem.author.prove import codes
from kiemnhiem.author.prove.proof import Raised
from kiemnhiem.author.prove.setting import Day, Setting
from kiemnhiem.author.prove.within import listed, named
from kiemnhiem.author.prove.witness import EXAMPLE, Witnesses
from kiemnhiem.author.smt.question import Found, merged
from kiemnhiem.author.smt.terms import every, some
from kiemnhiem.cases.case import Case
from kiemnhiem.evaluate.decision import Decision, Outcome, Verdict
from kiemnhiem.evaluate.reference import ReferenceEngine
from kiemnhiem.policy.conditions import fields_of
from kiemnhiem.policy.model import STANCE_RULE, Stance
from kiemnhiem.policy.program import ResolvedPolicy, Rule
from kiemnhiem.problem import Code, Problem
from kiemnhiem.report.words import STANCES

#: How often a policy that was overlooked is added to a question about all of them.
_TRIES = 5


def contradictions(day: Day, policy: str) -> Iterator[Raised]:
    """Prohibitions that bar whom a policy finds eligible: the same person here, or the same person elsewhere."""
    own = day.held(policy)
    if own.stance is Stance.PROHIBITED or not own.posts:
        return
    subject = day.library.policies[policy].subject
    for other in day.concerned(subject):
        if other.stance is Stance.PROHIBITED and set(other.posts) <= set(own.posts):
            found = _both(day, own, other)
            if found is None and own.stance is not Stance.PERMITTED and day.place is None:
                found = _elsewhere(day, own, other)
            if found:
                yield found


def _both(day: Day, own: ResolvedPolicy, other: ResolvedPolicy) -> Raised | None:
    """One person whom one policy finds eligible and the other bars."""
    setting = Setting(day, [own, other])
    answer = setting.asker.ask(setting.formulas[own.id].eligible, setting.formulas[other.id].not_eligible, id=EXAMPLE)

    def promise(decision: Decision) -> bool:
        verdicts = decision.policies[own.id].verdict, decision.policies[other.id].verdict
        return verdicts == (Verdict.ELIGIBLE, Verdict.NOT_ELIGIBLE)

    witness = setting.witnesses().make(answer.case, promise)
    if witness is None:
        return None
    return Raised(_problem(codes.CONTRADICTION, day, own, other), own.id, day.place, (other.id,), witness)


def _elsewhere(day: Day, own: ResolvedPolicy, other: ResolvedPolicy) -> Raised | None:
    """One person whom one policy finds eligible in one place and the other bars in another."""
    fields = day.asked(own.id).vocabulary.fields
    places = frozenset(n for n, f in fields.items() if f.place)
    told_by = [r.concerns for r in (own, other)] + [
        c for p in (own, other) for r in p.rules for c in (r.when, r.condition)
    ]
    if not any(ref.name in places for c in told_by for ref in fields_of(c)):
        return None
    needed = Setting.needed(day, [own]).merged(Setting.needed(day, [other]))
    here = Setting(day, [own], more=needed)
    there = Setting(day, [other], more=needed, renamed=places, beside=here)
    answer = there.asker.ask(here.formulas[own.id].eligible, there.formulas[other.id].not_eligible, id=EXAMPLE)
    if answer.case is None:
        return None
    model_there = there.asker.cases[1]
    one = here.witnesses().make(answer.case, lambda d: d.policies[own.id].verdict is Verdict.ELIGIBLE)
    two = there.witnesses().make(
        _completed(model_there, answer.case, places), lambda d: d.policies[other.id].verdict is Verdict.NOT_ELIGIBLE
    )
    if one is None or two is None:
        return None
    return Raised(_problem(codes.HERE_AND_THERE, day, own, other), own.id, day.place, (other.id,), one, two)


def _completed(there: Case, here: Case, places: frozenset[str]) -> Case:
    """The person as in the other place: every fact of both, but the place."""
    facts = {**{n: v for n, v in here.facts.items() if n not in places}, **there.facts}
    return replace(there, facts=facts, judgements={**here.judgements, **there.judgements})


def _problem(code: Code, day: Day, own: ResolvedPolicy, other: ResolvedPolicy) -> Problem:
    place = day.library.policies[other.id].place
    values = {"policy": own.title, "stance": STANCES[own.stance], "other": other.title}
    return Problem(code, place, values)


def blocked(day: Day, policy: str) -> Iterator[Raised]:
    """A policy that can be met, but by nobody who must also meet the others about the same posts."""
    own = day.held(policy)
    if not own.posts or own.stance is Stance.PROHIBITED:
        return
    rivals = day.concerned(day.library.policies[policy].subject)
    beside = [r for r in rivals if r.id != policy and set(r.posts) <= set(own.posts)]
    whole = ReferenceEngine(replace(day.by_posts(day.library.policies[policy].subject)))
    for _ in range(_TRIES):
        if not beside:
            return
        setting = Setting(day, [own, *beside])
        rules: dict[str, Rule] = {}
        labelled = {}
        for formula in setting.formulas.values():
            for r in formula.musts:
                label = f"{formula.policy.id}#{r.rule.id}"
                rules[label] = r.rule
                labelled[label] = some((formula.concerns.false, r.passed))
        may_concern = [some((f.concerns.true, f.concerns.false)) for f in setting.formulas.values()]
        answer = setting.asker.ask(setting.formulas[policy].concerns.true, *may_concern, labelled=labelled, id=EXAMPLE)
        if answer.found is Found.NONE:
            involved = {rules[label].policy for label in answer.core}
            prohibited = any(rules[label].id == STANCE_RULE for label in answer.core)
            if len(involved) > 1 or (involved and policy not in involved and not prohibited):
                values = {
                    "policy": own.title,
                    "requirements": listed(rules[label] for label in answer.core),
                    "limits": setting.limits,
                }
                place = day.library.policies[policy].place
                yield Raised(Problem(codes.BLOCKED, place, values), policy, day.place, answer.core)
            return
        if answer.case is None:
            return
        decided = whole.decide_one(answer.case).policies
        overlooked = _overlooked(rivals, decided, [own, *beside])
        if not overlooked:
            return
        beside += overlooked


def _overlooked(
    rivals: Sequence[ResolvedPolicy], decided: object, known: Sequence[ResolvedPolicy]
) -> list[ResolvedPolicy]:
    ids = {p.id for p in known}
    return [r for r in rivals if r.id not in ids and decided[r.id].verdict is Verdict.NOT_ELIGIBLE]  # type: ignore[index]  # by policy


def relaxed(base: Day, day: Day, policy: str) -> Iterator[Raised]:
    """Requirements that are not delegable, and that whoever fails them everywhere may pass in a place."""
    before, after = base.held(policy), day.held(policy)
    if before == after:
        return
    needed = Setting.needed(base, [before]).merged(Setting.needed(day, [after]))
    national = Setting(base, [before], more=needed)
    local = Setting(day, [after], more=needed, beside=national)
    one, two = national.formulas[policy], local.formulas[policy]
    delegable = {r.id for r in day.library.policies[policy].requirements if r.delegable}
    for rule in one.musts:
        if rule.rule.id in delegable or rule.rule.id not in two.rules:
            continue
        lets = some((two.concerns.false, two.rules[rule.rule.id].passed))
        answer = local.asker.ask(every((one.concerns.true, rule.failed)), lets, id=EXAMPLE)
        if answer.case is None:
            continue
        case = merged(*local.asker.cases)
        raised = _relaxing(base, day, national.witnesses(), local.witnesses(), case, rule.rule)
        if raised:
            yield raised


def _relaxing(base: Day, day: Day, national: Witnesses, local: Witnesses, case: Case, rule: Rule) -> Raised | None:
    policy = rule.policy

    def fails(decision: Decision) -> bool:
        return decision.policies[policy].outcomes.get(rule.id) is Outcome.NOT_MET

    def passes(decision: Decision) -> bool:
        found = decision.policies[policy]
        return found.concerns is False or found.outcomes.get(rule.id) in (Outcome.MET, Outcome.NOT_APPLICABLE)

    here = local.make(case, passes, lambda c: national.true(c, fails))
    there = national.make(here.case, fails) if here else None
    amendments = [
        a for a in day.library.amendments.values()
        if day.as_of in a.period and a.place in day.library.within(day.place)
    ]  # fmt: skip
    own = [a for a in amendments if a.amends == policy] or amendments
    if here is None or there is None or not own:
        return None
    values = {
        "amendment": own[-1].id,
        "place": day.library.localities[own[-1].place].label,
        "requirement": named(rule),
        "policy": base.library.policies[policy].title,
    }
    return Raised(Problem(codes.RELAXES, own[-1].at, values), policy, day.place, (rule.id,), here, there)
