"""The figures of a run, counted in one pass over its findings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from kiemnhiem.evaluate.decision import Outcome, Verdict
from kiemnhiem.explain.finding import CaseFinding, PolicyFinding
from kiemnhiem.language import Text
from kiemnhiem.policy.program import CitedSource, Program, ResolvedPolicy, Rule
from kiemnhiem.problem import Problem, Severity
from kiemnhiem.report import names, words
from kiemnhiem.report.citation import Doubt, doubts
from kiemnhiem.report.run import Run


@dataclass(frozen=True)
class RequirementCount:
    """How one requirement came out over the cases its policy concerned. ``as_remedy``: over the cases for which the
    policy was asked as a remedy.
    """

    policy: str
    policy_title: Text
    rule: Rule
    as_remedy: bool
    outcomes: Mapping[Outcome, int]


@dataclass(frozen=True)
class NamedCount:
    """A number of cases that wait for a fact or a judgement: its name, and what a reader calls it."""

    name: str
    label: Text
    cases: int


@dataclass(frozen=True)
class RemedyCount:
    """Of the cases that fail a requirement, how many the policy named as its remedy is open to."""

    policy: str
    rule: Rule
    remedy: str
    remedy_title: Text
    verdicts: Mapping[Verdict, int]

    @property
    def cases(self) -> int:
        """How many were asked."""
        return sum(self.verdicts.values())


@dataclass(frozen=True)
class Summary:
    """The figures of a run.

    ``rejected``: what could not be read: cells, rows, whole files; ``problems``: what else was met in reading, worst
    first; ``doubts``: sources that rest on memory or are out of force, of the policies that concerned some case.
    """

    as_of: date
    library: str
    engine: str
    cases: int
    verdicts: Mapping[Verdict, int]
    requirements: tuple[RequirementCount, ...]
    missing: tuple[NamedCount, ...]
    judgements: tuple[NamedCount, ...]
    remedies: tuple[RemedyCount, ...]
    rejected: tuple[Problem, ...]
    problems: tuple[Problem, ...]
    doubts: tuple[Doubt, ...]


#: A policy in a role: as one that was asked for, or (``True``) as a remedy.
_Role = tuple[bool, str]


class Tally:
    """Counts findings as they pass; :meth:`summary` gives the figures so far."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._verdicts: Counter[Verdict] = Counter()
        self._outcomes: Counter[tuple[_Role, str, Outcome]] = Counter()
        self._remedies: Counter[tuple[_Role, str, str, Verdict]] = Counter()
        self._missing: Counter[str] = Counter()
        self._judgements: Counter[str] = Counter()

    def watch(self, findings: Iterable[CaseFinding]) -> Iterator[CaseFinding]:
        """The same findings, each counted as it passes."""
        for finding in findings:
            self.add(finding)
            yield finding

    def add(self, finding: CaseFinding) -> None:
        """Count one case."""
        self._verdicts[finding.verdict] += 1
        self._missing.update(set(finding.missing))
        self._judgements.update(set(finding.judgements))
        remedies: dict[str, PolicyFinding] = {}
        for policy in finding.policies:
            self._add_policy(policy, (False, policy.policy.id), remedies)
        done: set[str] = set()
        while waiting := [p for p in remedies.values() if p.policy.id not in done]:
            for policy in waiting:
                done.add(policy.policy.id)
                self._add_policy(policy, (True, policy.policy.id), remedies)

    def _add_policy(self, policy: PolicyFinding, role: _Role, remedies: dict[str, PolicyFinding]) -> None:
        for found in policy.findings:
            self._outcomes[role, found.rule.id, found.outcome] += 1
            remedy = found.remedy.policy if found.remedy else None
            if remedy and found.outcome is Outcome.NOT_MET:
                self._remedies[role, found.rule.id, remedy.policy.id, remedy.verdict] += 1
                remedies.setdefault(remedy.policy.id, remedy)

    def summary(self) -> Summary:
        """The figures of the cases counted so far."""
        run, program = self._run, self._run.program
        rejected = tuple(p for p in run.reading.problems if _is_rejected(p))
        questions = names.questions(program, self._judgements)
        return Summary(
            as_of=program.as_of,
            library=run.library,
            engine=run.engine,
            cases=self._verdicts.total(),
            verdicts={verdict: self._verdicts[verdict] for verdict in words.VERDICTS},
            requirements=tuple(self._requirement_counts()),
            missing=_ranked((NamedCount(f, names.label(program, f), n) for f, n in self._missing.items())),
            judgements=_ranked((NamedCount(f, questions[f], n) for f, n in self._judgements.items())),
            remedies=tuple(self._remedy_counts()),
            rejected=rejected,
            problems=tuple(sorted((p for p in run.reading.problems if not _is_rejected(p)), key=_severity)),
            doubts=doubts(self._sources()),
        )

    def _rules(self) -> Iterator[tuple[_Role, ResolvedPolicy, Rule]]:
        for role, policy in _roles(self._run.program):
            yield from ((role, policy, rule) for rule in policy.rules)

    def _requirement_counts(self) -> Iterator[RequirementCount]:
        for role, policy, rule in self._rules():
            outcomes = {outcome: self._outcomes[role, rule.id, outcome] for outcome in Outcome}
            yield RequirementCount(policy.id, policy.title, rule, role[0], outcomes)

    def _remedy_counts(self) -> Iterator[RemedyCount]:
        for role, policy, rule in self._rules():
            if rule.remedy and (remedy := rule.remedy.policy):
                verdicts = {verdict: self._remedies[role, rule.id, remedy, verdict] for verdict in words.VERDICTS}
                title = names.policy_title(self._run.program, remedy)
                yield RemedyCount(policy.id, rule, remedy, title, verdicts)

    def _sources(self) -> Iterator[CitedSource]:
        concerned = {role for (role, _, _), cases in self._outcomes.items() if cases}
        for role, policy in _roles(self._run.program):
            if role in concerned:
                yield from policy.sources
                for rule in policy.rules:
                    yield from rule.sources
                    for exception in rule.exceptions:
                        yield from exception.sources


def summarise(findings: Iterable[CaseFinding], run: Run) -> Summary:
    """The figures of a run."""
    tally = Tally(run)
    for finding in findings:
        tally.add(finding)
    return tally.summary()


def _roles(program: Program) -> Iterator[tuple[_Role, ResolvedPolicy]]:
    yield from (((False, policy.id), policy) for policy in program.screened)
    yield from (((True, policy.id), policy) for policy in program.remedies.values())


def _ranked(counts: Iterable[NamedCount]) -> tuple[NamedCount, ...]:
    return tuple(sorted(counts, key=lambda c: (-c.cases, c.name)))


def _severity(problem: Problem) -> int:
    return list(Severity).index(problem.severity)


def _is_rejected(problem: Problem) -> bool:
    """Whether something of a file, or a file as a whole, could not be read."""
    return problem.severity is Severity.ERROR and problem.place is not None
