"""Resolve a library for an as-of date: parameters become constants, what is not in force is dropped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from kiemnhiem.errors import PolicyError, UsageError
from kiemnhiem.language import Text
from kiemnhiem.limits import LIMITS
from kiemnhiem.policy import codes
from kiemnhiem.policy.conditions import (
    ALWAYS,
    AllOf,
    Always,
    AnyOf,
    Compare,
    Condition,
    Constant,
    CountOf,
    Excepted,
    FieldRef,
    Holds,
    NoneOf,
    Operand,
    Parameter,
    PolicyVerdict,
    Quantified,
    parameters_of,
)
from kiemnhiem.policy.derived import Lookup
from kiemnhiem.policy.model import (
    STANCE_RULE,
    Amendment,
    Citation,
    Library,
    Period,
    Policy,
    PolicyException,
    Requirement,
    Source,
    Stance,
    Strength,
    judgement_fact,
)
from kiemnhiem.policy.program import CitedSource, Program, ResolvedPolicy, Rule, RuleException
from kiemnhiem.policy.typecheck import BOOLEAN
from kiemnhiem.policy.types import Field, FieldType, Kind, Vocabulary
from kiemnhiem.problem import Problem, did_you_mean

POSTS = "posts"


def resolve(
    library: Library,
    as_of: date,
    asked: Sequence[str] = (),
    subject: str = "candidate",
    place: str | None = None,
) -> Program:
    """What the engines run on ``as_of`` for the cases of ``place`` (none: what holds everywhere).

    ``asked``: the policies an officer names; none: every policy in force that speaks of posts. Raises
    :class:`UsageError` for a policy that does not exist or is not in force, :class:`PolicyError` where a parameter has
    no value on the day.
    """
    problems: list[Problem] = []
    chosen = _chosen(library, as_of, asked, subject, problems)
    if problems:
        raise UsageError(problems)
    place = library.on(place, as_of)
    resolver = _Resolver(library, as_of, problems, library.within(place))
    screened = tuple(resolver.policy(p, asked=bool(asked)) for p in chosen)
    remedies: dict[str, ResolvedPolicy] = {}
    waiting = [r for p in screened for r in p.remedies]
    while waiting:
        name = waiting.pop(0)
        policy = library.policies[name]
        if name not in remedies and as_of in policy.period:
            remedies[name] = resolver.policy(policy, asked=True)
            waiting += remedies[name].remedies
    if problems:
        raise PolicyError(problems)
    vocabulary = _dated(library.vocabularies[subject], as_of)
    return Program(library, vocabulary, as_of, screened, remedies, bool(asked), place)


def resolve_policy(library: Library, policy: Policy, as_of: date, place: str | None = None) -> ResolvedPolicy:
    """One policy as if asked by name on ``as_of`` for the cases of ``place``, whatever its own dates.

    It need not be the library's own: a changed copy is resolved with the library's amendments. Raises
    :class:`PolicyError` where a parameter has no value on the day.
    """
    problems: list[Problem] = []
    resolver = _Resolver(library, as_of, problems, library.within(library.on(place, as_of)))
    resolved = resolver.policy(policy, asked=True)
    if problems:
        raise PolicyError(problems)
    return resolved


def amended(library: Library, policy: Policy, as_of: date, place: str | None = None) -> Policy:
    """A policy as the layers around ``place`` have amended it on ``as_of``, its parameters and dates still in it."""
    return _Resolver(library, as_of, [], library.within(library.on(place, as_of))).amended(policy)


def _chosen(
    library: Library, as_of: date, asked: Sequence[str], subject: str, problems: list[Problem]
) -> Iterable[Policy]:
    if subject not in library.vocabularies:
        near = did_you_mean(subject, library.vocabularies)
        problems.append(Problem(codes.UNKNOWN_SUBJECT, None, {"found": subject}, near))
        return []
    if not asked:
        return [p for p in library.policies.values() if as_of in p.period and p.posts and p.subject == subject]
    chosen = []
    for name in dict.fromkeys(asked):
        policy = library.policies.get(name)
        if policy is None:
            near = did_you_mean(name, library.policies)
            problems.append(Problem(codes.UNKNOWN_POLICY, None, {"found": name}, near))
        elif as_of not in policy.period:
            values = {"found": name, "as_of": _day_words(as_of), "expected": _period_words(policy.period)}
            problems.append(Problem(codes.NOT_IN_FORCE, None, values))
        elif policy.subject != subject:
            values = {"found": name, "subject": policy.subject, "expected": subject}
            problems.append(Problem(codes.OTHER_SUBJECT, None, values))
        else:
            chosen.append(policy)
    return chosen


def _day_words(of: date | None) -> Text:
    return Text(f"{of:%d/%m/%Y}", of.isoformat()) if of else Text("", "")


def _period_words(period: Period) -> Text:
    start, until = _day_words(period.start), _day_words(period.until)
    if period.until is None:
        return Text(f"từ {start.vi}", f"since {start.en}")
    if period.start is None:
        return Text(f"đến hết {until.vi}", f"until {until.en}")
    return Text(f"từ {start.vi} đến hết {until.vi}", f"from {start.en} until {until.en}")


def _dated(vocabulary: Vocabulary, as_of: date) -> Vocabulary:
    """The vocabulary with only the lookup rows of the day."""

    def field(of: Field) -> Field:
        type_ = of.type
        if type_.kind is Kind.LIST:
            type_ = FieldType(Kind.LIST, fields={n: field(f) for n, f in type_.fields.items()})
        derived = of.derived
        if isinstance(derived, Lookup):
            derived = Lookup(tuple(r for r in derived.rows if as_of in Period(r.start, r.until)))
        return replace(of, type=type_, derived=derived)

    return replace(vocabulary, fields={name: field(f) for name, f in vocabulary.fields.items()})


@dataclass
class _Resolver:
    library: Library
    as_of: date
    problems: list[Problem]
    places: tuple[str, ...] = ()
    nodes: int = 0

    def amended(self, policy: Policy) -> Policy:
        """The policy as the layers around the place have amended it, widest first."""
        for place in self.places:
            for amendment in self.library.amendments.values():
                if amendment.amends == policy.id and amendment.place == place and self.as_of in amendment.period:
                    policy = _amended(policy, amendment, self.as_of)
        return policy

    def policy(self, policy: Policy, *, asked: bool) -> ResolvedPolicy:
        policy = self.amended(policy)
        when = self.condition(policy, policy.when)
        if asked or not policy.posts:
            concerns = when
        else:
            type_ = self.library.vocabularies[policy.subject].fields[POSTS].type
            holds = Holds(FieldRef(POSTS, type_), policy.posts)
            concerns = holds if when == ALWAYS else AllOf((holds, when))
        sources = self.cited(Citation(s) for s in policy.sources)
        rules = [self.rule(policy, r) for r in policy.requirements if self.as_of in r.period]
        if policy.stance is Stance.PROHIBITED:
            rules.insert(0, self.stance_rule(policy, sources))
        return ResolvedPolicy(policy.id, policy.title, policy.stance, policy.posts, concerns, tuple(rules), sources)

    def stance_rule(self, policy: Policy, sources: tuple[CitedSource, ...]) -> Rule:
        exceptions = self.exceptions(policy, policy.exceptions)
        base = Always(False)
        return Rule(
            policy.id, STANCE_RULE, _PROHIBITED, ALWAYS, base, _excepted(base, exceptions),
            exceptions=exceptions, sources=sources, because=_NOT_EXCEPTED if exceptions else _FORBIDDEN,
        )  # fmt: skip

    def rule(self, policy: Policy, requirement: Requirement) -> Rule:
        if requirement.judgement:
            fact = FieldRef(judgement_fact(policy.id, requirement.id), BOOLEAN)
            base: Condition = Compare(fact, "is", (Constant(True),))
        else:
            base = self.condition(policy, requirement.require or ALWAYS)
        exceptions = self.exceptions(policy, requirement.exceptions)
        return Rule(
            policy.id,
            requirement.id,
            requirement.title,
            self.condition(policy, requirement.when),
            base,
            _excepted(base, exceptions),
            requirement.strength,
            exceptions,
            self.cited(requirement.source) + self.parameter_sources(policy, requirement),
            requirement.because,
            requirement.remedy,
            requirement.judgement,
            amended_by=requirement.amended_by,
        )

    def exceptions(self, policy: Policy, exceptions: Iterable[PolicyException]) -> tuple[RuleException, ...]:
        return tuple(
            RuleException(
                e.id,
                self.condition(policy, e.when),
                self.condition(policy, e.require) if e.require else ALWAYS,
                self.cited(e.source),
                e.because,
            )
            for e in exceptions
            if self.as_of in e.period
        )

    def cited(self, citations: Iterable[Citation]) -> tuple[CitedSource, ...]:
        """The citations in force on the day; where none is, the latest one that has begun, else the first."""
        sources = [self.cited_one(c, self.library.sources[c.document]) for c in citations]
        in_force = tuple(s for s in sources if s.in_force)
        begun = [s for s in sources if not s.source.period.start or s.source.period.start <= self.as_of]
        return in_force or tuple(begun[-1:] or sources[:1])

    def cited_one(self, citation: Citation, source: Source) -> CitedSource:
        in_doubt = source.check_after is not None and source.check_after < self.as_of
        return CitedSource(citation, source, self.as_of in source.period, in_doubt)

    def parameter_sources(self, policy: Policy, requirement: Requirement) -> tuple[CitedSource, ...]:
        """What the values of its parameters rest on, where the requirement does not cite it itself."""
        conditions = [requirement.require or ALWAYS, requirement.when]
        conditions += [c for e in requirement.exceptions for c in (e.when, e.require or ALWAYS)]
        used = dict.fromkeys(name for c in conditions for name in parameters_of(c))
        values = [policy.parameters[name].at(self.as_of) for name in used]
        own = {c.document for c in requirement.source}
        return self.cited(c for v in values if v for c in v.source if c.document not in own)

    def condition(self, policy: Policy, condition: Condition) -> Condition:
        """The condition with every parameter replaced by its value on the day."""
        self.nodes += 1
        if self.nodes > LIMITS.program_nodes:
            raise PolicyError([Problem(codes.PROGRAM_TOO_LARGE, policy.place, {"limit": LIMITS.program_nodes})])

        def inner(c: Condition) -> Condition:
            return self.condition(policy, c)

        match condition:
            case Compare(field, operator, operands):
                return Compare(field, operator, self.operands(policy, operands))
            case CountOf(list_, where, operator, operands):
                return CountOf(list_, inner(where), operator, self.operands(policy, operands))
            case Quantified(quantifier, list_, where):
                return Quantified(quantifier, list_, inner(where))
            case AllOf(items):
                return AllOf(tuple(map(inner, items)))
            case AnyOf(items):
                return AnyOf(tuple(map(inner, items)))
            case NoneOf(items):
                return NoneOf(tuple(map(inner, items)))
            case Excepted(base, exceptions):
                return Excepted(inner(base), tuple((inner(c), inner(r)) for c, r in exceptions))
            case PolicyVerdict(name, eligible):
                return self.verdict(name, eligible=eligible)
            case Always() | Holds():
                return condition

    def verdict(self, name: str, *, eligible: bool) -> Condition:
        """The verdict of another policy as a condition: it concerns the case, and each ``must`` is met or does not
        apply. A policy not in force is neither.
        """
        policy = self.library.policies[name]
        if self.as_of not in policy.period:
            return Always(False)
        resolved = self.policy(policy, asked=True)
        met = AllOf(tuple(_value(rule) for rule in resolved.rules if rule.strength is Strength.MUST))
        return AllOf((resolved.concerns, met if eligible else NoneOf((met,))))

    def operands(self, policy: Policy, operands: tuple[Operand, ...]) -> tuple[Operand, ...]:
        resolved: list[Operand] = []
        for operand in operands:
            if not isinstance(operand, Parameter):
                resolved.append(operand)
                continue
            value = policy.parameters[operand.name].at(self.as_of)
            if value is None:
                values = {"found": operand.name, "as_of": self.as_of}
                problem = Problem(codes.NO_PARAMETER_VALUE, policy.place, values)
                if problem not in self.problems:
                    self.problems.append(problem)
            elif isinstance(value.value, tuple):
                resolved += map(Constant, value.value)
            else:
                resolved.append(Constant(value.value))
        return tuple(resolved)


_PROHIBITED = Text("Không thuộc trường hợp bị cấm", "Is not prohibited")
_FORBIDDEN = Text("Không được kiêm nhiệm các chức danh này.", "These posts may not be held together.")
_NOT_EXCEPTED = Text(
    "Không được kiêm nhiệm các chức danh này, và trường hợp này không thuộc ngoại lệ nào.",
    "These posts may not be held together, and no exception applies.",
)


def _value(rule: Rule) -> Condition:
    """A rule's value: (not ``when``) or its condition."""
    return rule.condition if rule.when == ALWAYS else AnyOf((NoneOf((rule.when,)), rule.condition))


def _amended(policy: Policy, amendment: Amendment, as_of: date) -> Policy:
    """A policy with an amendment's additions, parameter values and exceptions. What was changed names the amendment."""
    set_now = {name: h for name, h in amendment.sets.items() if h.at(as_of)}

    def requirement(of: Requirement) -> Requirement:
        granted = tuple(e for to, e in amendment.exceptions if to == of.id)
        uses = any(name in set_now for c in (of.require or ALWAYS, of.when) for name in parameters_of(c))
        changed = replace(of, exceptions=of.exceptions + granted, amended_by=amendment.id)
        return changed if granted or uses else of

    added = tuple(replace(r, amended_by=amendment.id) for r in amendment.adds)
    return replace(
        policy,
        requirements=(*map(requirement, policy.requirements), *added),
        parameters={**policy.parameters, **set_now},
        sources=(*policy.sources, *(s for s in amendment.sources if s not in policy.sources)),
    )


def _excepted(base: Condition, exceptions: tuple[RuleException, ...]) -> Condition:
    return Excepted(base, tuple((e.when, e.require) for e in exceptions)) if exceptions else base
