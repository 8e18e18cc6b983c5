"""The figures of a run, counted in one pass over its findings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from kiemnhiem.evaluate.counts import Counts
from kiemnhiem.evaluate.decision import Outcome, Verdict
from kiemnhiem.explain.finding import CaseFinding, PolicyFinding
from kiemnhiem.language import Text
from kiemnhiem.policy.program import REMEDY, CitedSource, Program, Rule
from kiemnhiem.problem import Problem, Severity
from kiemnhiem.report import names, words
from kiemnhiem.report.citation import Doubt, doubts
from kiemnhiem.report.places import PlaceCounts, PlaceTally
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
    first; ``sources``: all that the policies that concerned some case rest on; ``doubts``: those of them that rest on
    memory or are out of force. ``places``: where cases were read one by one and are of several places.
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
    sources: tuple[CitedSource, ...] = ()
    places: PlaceCounts | None = None


class Tally:
    """Counts findings as they pass; :meth:`summary` gives the figures so far."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self.counts = Counts()
        self.places = PlaceTally(run.program.vocabulary)

    def watch(self, findings: Iterable[CaseFinding]) -> Iterator[CaseFinding]:
        """The same findings, each counted as it passes."""
        for finding in findings:
            self.add(finding)
            yield finding

    def add(self, finding: CaseFinding) -> None:
        """Count one case."""
        self.counts.verdicts[finding.verdict] += 1
        self.places.add(finding.case.facts, finding.verdict)
        self.counts.missing.update(set(finding.missing))
        self.counts.judgements.update(set(finding.judgements))
        remedies: dict[str, PolicyFinding] = {}
        for policy in finding.policies:
            self._add_policy(policy, policy.policy.id, remedies)
        done: set[str] = set()
        while waiting := [p for p in remedies.values() if p.policy.id not in done]:
            for policy in waiting:
                done.add(policy.policy.id)
                self._add_policy(policy, f"{REMEDY}{policy.policy.id}", remedies)

    def _add_policy(self, policy: PolicyFinding, key: str, remedies: dict[str, PolicyFinding]) -> None:
        for found in policy.findings:
            self.counts.outcomes[key, found.rule.id, found.outcome] += 1
            remedy = found.remedy.policy if found.remedy else None
            if remedy and found.outcome is Outcome.NOT_MET:
                self.counts.remedies[key, found.rule.id, remedy.policy.id, remedy.verdict] += 1
                remedies.setdefault(remedy.policy.id, remedy)

    def summary(self) -> Summary:
        """The figures of the cases counted so far."""
        return summary_of(self.counts, self._run, self.places.counts)


def summary_of(counts: Counts, run: Run, places: PlaceCounts | None = None) -> Summary:
    """The figures of a run whose cases have been counted."""
    program = run.program
    sources = tuple(dict.fromkeys(_sources(counts, program)))
    questions = names.questions(program, counts.judgements)
    return Summary(
        as_of=program.as_of,
        library=run.library,
        engine=run.engine,
        cases=counts.verdicts.total(),
        verdicts={verdict: counts.verdicts[verdict] for verdict in words.VERDICTS},
        requirements=tuple(_requirement_counts(counts, program)),
        missing=_ranked((NamedCount(f, names.label(program, f), n) for f, n in counts.missing.items())),
        judgements=_ranked((NamedCount(f, questions[f], n) for f, n in counts.judgements.items())),
        remedies=tuple(_remedy_counts(counts, program)),
        rejected=tuple(p for p in run.reading.problems if _is_rejected(p)),
        problems=tuple(sorted((p for p in run.reading.problems if not _is_rejected(p)), key=_severity)),
        doubts=doubts(sources),
        sources=sources,
        places=places,
    )


def _requirement_counts(counts: Counts, program: Program) -> Iterator[RequirementCount]:
    for key, policy in program.all_policies:
        for rule in policy.rules:
            outcomes = {outcome: counts.outcomes[key, rule.id, outcome] for outcome in Outcome}
            yield RequirementCount(policy.id, policy.title, rule, key.startswith(REMEDY), outcomes)


def _remedy_counts(counts: Counts, program: Program) -> Iterator[RemedyCount]:
    for key, policy in program.all_policies:
        for rule in policy.rules:
            if rule.remedy and (remedy := rule.remedy.policy):
                verdicts = {verdict: counts.remedies[key, rule.id, remedy, verdict] for verdict in words.VERDICTS}
                yield RemedyCount(policy.id, rule, remedy, names.policy_title(program, remedy), verdicts)


def _sources(counts: Counts, program: Program) -> Iterator[CitedSource]:
    concerned = {key for (key, _, _), cases in counts.outcomes.items() if cases}
    for key, policy in program.all_policies:
        if key in concerned:
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


def _ranked(counts: Iterable[NamedCount]) -> tuple[NamedCount, ...]:
    return tuple(sorted(counts, key=lambda c: (-c.cases, c.name)))


def _severity(problem: Problem) -> int:
    return list(Severity).index(problem.severity)


def _is_rejected(problem: Problem) -> bool:
    """Whether something of a file, or a file as a whole, could not be read."""
    return problem.severity is Severity.ERROR and problem.place is not None
