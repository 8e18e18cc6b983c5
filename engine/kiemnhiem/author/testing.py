"""The policies' own tests: cases in ``*.test.yaml`` with what they must come out as. docs/language.md 6."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from kiemnhiem.cases import facts_of
from kiemnhiem.cases.case import Case, Recorded
from kiemnhiem.errors import KiemnhiemError, PolicyError, UsageError
from kiemnhiem.evaluate.decision import Outcome, Verdict
from kiemnhiem.explain.explainer import Explainer
from kiemnhiem.explain.finding import CaseFinding, PolicyFinding
from kiemnhiem.language import Text
from kiemnhiem.policy import codes, resolve
from kiemnhiem.policy.library import TESTS, display_name, files_in
from kiemnhiem.policy.model import STANCE_RULE, Library, Policy, judgement_fact
from kiemnhiem.policy.shapes import TestCaseShape, TestsFile, read_shape
from kiemnhiem.policy.source import Document, Path_, read_document
from kiemnhiem.problem import Code, Place, Problem, Severity, did_you_mean, errors_in

_BLOCKED = {Verdict.NOT_ELIGIBLE: Outcome.NOT_MET, Verdict.UNDETERMINED: Outcome.UNKNOWN}
_EXPECTABLE = tuple(v for v in Verdict if v is not Verdict.NO_POLICY)


@dataclass(frozen=True)
class Expectation:
    """What a case must come out as: the verdict, the ids of the ``must`` requirements behind it, failed remarks."""

    verdict: Verdict
    requirements: frozenset[str] = frozenset()
    remarks: frozenset[str] | None = None


@dataclass(frozen=True)
class PolicyTest:
    """One case of a test file, ready to run."""

    policy: str
    name: str
    place: Place
    as_of: date
    locality: str | None
    case: Case
    expected: Expectation


@dataclass(frozen=True)
class Result:
    """What became of a test. ``differences``: how it came out otherwise than expected, in words; none: passed."""

    test: PolicyTest
    differences: tuple[Text, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether it came out as expected."""
        return not self.differences


def find_tests(library: Library, selection: str | None = None) -> list[PolicyTest]:
    """The tests of a library, or those that ``selection`` names: a folder, a test file, or a policy's id.

    Raises :class:`PolicyError` with every problem of the test files, :class:`UsageError` when nothing is selected.
    """
    reader = _Reader(library)
    root = Path(library.root)
    paths = [p for p in files_in(root) if p.name.endswith(TESTS)]
    chosen = [p for p in paths if selection is None or _selected(p, selection, root)]
    tests = [t for p in chosen or paths for t in reader.file(p)]
    if not chosen:
        tests = [t for t in tests if t.policy == selection]
    if errors_in(reader.problems):
        raise PolicyError(reader.problems)
    if not tests:
        found = selection if selection is not None else library.root
        known = [*library.policies, *map(display_name, paths)]
        raise UsageError([Problem(codes.NOTHING_SELECTED, None, {"found": found}, did_you_mean(found, known))])
    return tests


def _selected(path: Path, selection: str, root: Path) -> bool:
    there = path.resolve()
    wanted = {Path(selection).resolve(), (root / selection).resolve()}
    return not wanted.isdisjoint((there, *there.parents))


def run_tests(library: Library, tests: Sequence[PolicyTest]) -> Iterator[Result]:
    """Run tests by the reference evaluator."""
    explainers: dict[tuple[str, date, str | None], Explainer | KiemnhiemError] = {}
    for test in tests:
        key = (test.policy, test.as_of, test.locality)
        if key not in explainers:
            subject = library.policies[test.policy].subject
            try:
                explainers[key] = Explainer(resolve(library, test.as_of, [test.policy], subject, test.locality))
            except KiemnhiemError as error:
                explainers[key] = error
        explainer = explainers[key]
        if isinstance(explainer, KiemnhiemError):
            yield Result(test, (explainer.text,))
        else:
            yield Result(test, tuple(_differences(test.expected, explainer.explain(test.case))))


def _differences(expected: Expectation, finding: CaseFinding) -> Iterator[Text]:
    policy = finding.policies[0]
    if policy.verdict is not expected.verdict:
        yield _VERDICT.format(expected=expected.verdict.value, found=policy.verdict.value)
    found = _blockers(policy, _BLOCKED.get(expected.verdict, Outcome.NOT_MET))
    for id_ in sorted(expected.requirements - found.keys()):
        outcome = next((f.outcome.value for f in policy.findings if f.rule.id == id_), "—")
        yield _EXPECTED_BLOCKER.format(id=id_, outcome=outcome)
    for id_ in sorted(found.keys() - expected.requirements):
        yield _UNNAMED_BLOCKER.format(id=id_, because=found[id_])
    if expected.remarks is not None and expected.remarks != set(policy.remarks):
        yield _REMARKS.format(expected=sorted(expected.remarks), found=list(policy.remarks))


def _blockers(policy: PolicyFinding, outcome: Outcome) -> dict[str, Text]:
    return {f.rule.id: f.because for f in policy.of(outcome)}


_VERDICT = Text("kết luận: mong đợi {expected}, nhận được {found}", "verdict: expected {expected}, got {found}")
_EXPECTED_BLOCKER = Text("- {id}: mong đợi, nhưng kết quả là {outcome}", "- {id}: expected, but it came out {outcome}")
_UNNAMED_BLOCKER = Text("+ {id}: không được nêu, nhưng: {because}", "+ {id}: not named, but: {because}")
_REMARKS = Text("lưu ý: mong đợi {expected}, nhận được {found}", "remarks: expected {expected}, got {found}")


@dataclass
class _Reader:
    """Reads test files; problems are collected."""

    library: Library
    problems: list[Problem] = field(default_factory=list)

    def file(self, path: Path) -> Iterator[PolicyTest]:
        document, problems = read_document(path, display_name(path))
        self.problems += problems
        if document is None or problems:
            return
        shape, problems = read_shape(document)
        self.problems += problems
        if not isinstance(shape, TestsFile):
            if shape is not None:
                self._refuse(codes.UNKNOWN_FIRST_KEY, document, (), found="policy", expected="tests")
            return
        policy = self.library.policies.get(shape.tests)
        if policy is None:
            near = did_you_mean(shape.tests, self.library.policies)
            self._refuse(codes.UNKNOWN_TESTED_POLICY, document, ("tests",), near, found=shape.tests)
            return
        if not shape.cases:
            self._refuse(codes.EMPTY_TESTS, document, ("cases",))
        for i, case in enumerate(shape.cases):
            test = self._test(document, shape, policy, case, ("cases", i))
            if test:
                yield test

    def _refuse(self, code: Code, document: Document, path: Path_, near: str | None = None, **values: object) -> None:
        self.problems.append(Problem(code, document.place(path), values, near))

    def _test(
        self, document: Document, file: TestsFile, policy: Policy, shape: TestCaseShape, path: Path_
    ) -> PolicyTest | None:
        before = len(self.problems)
        as_of = shape.as_of or file.as_of
        if as_of is None:
            self._refuse(codes.MISSING_KEY, document, path, expected="as_of")
        expected = self._expectation(document, policy, shape, path)
        self._check_locality(document, file.place, ("place",))
        self._check_locality(document, shape.place, (*path, "place"))
        raw = {**file.base, **shape.with_}
        judgements = {**file.judgements, **shape.judgements}
        for i, name in enumerate(shape.without):
            here = (*path, "without", i)
            if name in raw:
                del raw[name]
            elif judgements.pop(name, None) is None:
                near = did_you_mean(name, [*raw, *judgements])
                self._refuse(codes.WITHOUT_UNKNOWN, document, here, near, found=name)
        self._check_judgements(document, policy, file.judgements, ("judgements",))
        self._check_judgements(document, policy, shape.judgements, (*path, "judgements"))

        def locate(inner: Path_) -> Place:
            own = (*path, "with", *inner)
            return document.place(own if inner and inner[0] in shape.with_ else ("base", *inner))

        vocabulary = self.library.vocabularies[policy.subject]
        facts, _, problems = facts_of(raw, vocabulary, self.library, locate)
        self.problems += [p for p in problems if p.severity is not Severity.NOTE and p not in self.problems]
        if len(self.problems) > before or expected is None or as_of is None:
            return None
        recorded = {judgement_fact(policy.id, id_): Recorded(answer) for id_, answer in judgements.items()}
        case = Case(shape.name, facts, recorded)
        locality = shape.place or file.place
        return PolicyTest(policy.id, shape.name, document.place(path), as_of, locality, case, expected)

    def _check_locality(self, document: Document, place: str | None, path: Path_) -> None:
        if place is not None and place not in self.library.localities:
            problem = Problem(codes.UNKNOWN_PLACE, document.place(path), {"found": place},
                              did_you_mean(place, self.library.localities))  # fmt: skip
            if problem not in self.problems:
                self.problems.append(problem)

    def _check_judgements(self, document: Document, policy: Policy, answers: Mapping[str, bool], path: Path_) -> None:
        known = [r.id for r in (*policy.requirements, *self.library.added_to(policy.id)) if r.judgement]
        for id_ in answers:
            if id_ not in known:
                place = document.place((*path, id_), key=True)
                problem = Problem(codes.UNKNOWN_REQUIREMENT, place, {"found": id_}, did_you_mean(id_, known))
                if problem not in self.problems:
                    self.problems.append(problem)

    def _expectation(self, document: Document, policy: Policy, shape: TestCaseShape, path: Path_) -> Expectation | None:
        raw, here = shape.expect, (*path, "expect")
        verdict, ids = next(iter(raw.items())) if isinstance(raw, dict) and len(raw) == 1 else (raw, [])
        known_verdicts = ", ".join(_EXPECTABLE)
        if verdict not in tuple(_EXPECTABLE) or not isinstance(ids, list):
            found = verdict if isinstance(verdict, str) else "…"
            near = did_you_mean(found, _EXPECTABLE) if found not in _EXPECTABLE else None
            return self._refuse(codes.BAD_EXPECTATION, document, here, near, found=found, expected=known_verdicts)
        verdict = Verdict(verdict)
        if verdict in _BLOCKED and isinstance(raw, str):
            return self._refuse(codes.NAMES_NO_BLOCKER, document, here, found=verdict.value)
        known = [r.id for r in (*policy.requirements, *self.library.added_to(policy.id))] + (
            [STANCE_RULE] if policy.stance == "prohibited" else []
        )
        for i, id_ in enumerate(ids):
            if id_ not in known:
                near = did_you_mean(str(id_), known)
                self._refuse(codes.UNKNOWN_REQUIREMENT, document, (*here, verdict.value, i), near, found=id_)
        for i, id_ in enumerate(shape.remarks or ()):
            if id_ not in known:
                near = did_you_mean(id_, known)
                self._refuse(codes.UNKNOWN_REQUIREMENT, document, (*path, "remarks", i), near, found=id_)
        remarks = None if shape.remarks is None else frozenset(shape.remarks)
        return Expectation(verdict, frozenset(map(str, ids)), remarks)
