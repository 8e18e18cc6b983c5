"""Test files read: ``*.test.yaml`` with the cases of one policy, or with bases that several share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kiemnhiem.author.testing import codes as own
from kiemnhiem.author.testing.flow import value
from kiemnhiem.author.testing.model import Expectation, Explained, PolicyTest, Suite, Suites, Unreachable
from kiemnhiem.cases.case import Case, Recorded
from kiemnhiem.cases.objects import ObjectReader
from kiemnhiem.cases.readers import Readers
from kiemnhiem.errors import PolicyError, UsageError
from kiemnhiem.evaluate.decision import Outcome, Verdict
from kiemnhiem.files import real
from kiemnhiem.policy import codes
from kiemnhiem.policy.library import TESTS, display_name, files_in
from kiemnhiem.policy.model import STANCE_RULE, Library, Policy, judgement_fact
from kiemnhiem.policy.shapes import read_shape
from kiemnhiem.policy.source import Document, Path_, read_document
from kiemnhiem.policy.testshapes import BasesFile, TestCaseShape, TestRowShape, TestsFile
from kiemnhiem.problem import Code, Place, Problem, Severity, did_you_mean, errors_in

#: The outcome of the requirements that a verdict names.
BLOCKED = {Verdict.NOT_ELIGIBLE: Outcome.NOT_MET, Verdict.UNDETERMINED: Outcome.UNKNOWN}
_EXPECTABLE = tuple(v for v in Verdict if v is not Verdict.NO_POLICY)


def find_tests(library: Library, selection: str | None = None) -> list[PolicyTest]:
    """The tests of a library, or those that ``selection`` names: a folder, a test file, or a policy's id.

    Raises :class:`PolicyError` with every problem of the test files, :class:`UsageError` when nothing is selected.
    """
    return list(find_suites(library, selection).tests)


def find_suites(library: Library, selection: str | None = None) -> Suites:
    """The same by file, with what the files explain. Raises as :func:`find_tests`."""
    reader = _Reader(library)
    root = Path(library.root)
    paths = [p for p in files_in(root) if p.name.endswith(TESTS)]
    chosen = [p for p in paths if selection is None or _selected(p, selection, root)]
    suites = reader.read(paths, chosen or paths)
    if not chosen:
        suites = [s for s in suites if s.policy == selection]
    if errors_in(reader.problems):
        raise PolicyError(reader.problems)
    if not any(s.tests for s in suites):
        found = selection if selection is not None else library.root
        known = [*library.policies, *map(display_name, paths)]
        raise UsageError([Problem(codes.NOTHING_SELECTED, None, {"found": found}, did_you_mean(found, known))])
    return Suites(tuple(suites))


def _selected(path: Path, selection: str, root: Path) -> bool:
    there = real(path)
    wanted = {real(Path(selection)), real(root / selection)}
    return not wanted.isdisjoint((there, *there.parents))


@dataclass
class _Reader:
    """Reads test files; problems are collected."""

    library: Library
    problems: list[Problem] = field(default_factory=list)
    #: Named facts that several test files share: the document and the path there, by name.
    bases: dict[str, tuple[Document, Path_, Mapping[str, Any]]] = field(default_factory=dict)
    _readers: dict[str, ObjectReader] = field(default_factory=dict)

    def read(self, paths: Sequence[Path], wanted: Sequence[Path]) -> list[Suite]:
        """The suites of the ``wanted`` files; of the others only shared bases are taken."""
        suites: list[tuple[Document, TestsFile]] = []
        for path in paths:
            document, problems = read_document(path, display_name(path))
            is_bases = document is not None and isinstance(document.data, dict) and "bases" in document.data
            if path not in wanted and not is_bases:
                continue
            self.problems += problems
            if document is None or problems:
                continue
            shape, problems = read_shape(document)
            self.problems += problems
            if isinstance(shape, BasesFile):
                self._bases(document, shape)
            elif isinstance(shape, TestsFile):
                suites.append((document, shape))
            elif shape is not None:
                self._refuse(codes.UNKNOWN_FIRST_KEY, document, (), found=_first_key(document), expected="tests, bases")
        return [suite for document, shape in suites if (suite := self._suite(document, shape))]

    def _bases(self, document: Document, shape: BasesFile) -> None:
        for name, facts in shape.named.items():
            path: Path_ = ("named", name)
            if name in self.bases:
                before, there, _ = self.bases[name]
                values = {"found": name, "first": before.place(there, key=True)}
                self.problems.append(Problem(codes.DUPLICATE_NAME, document.place(path, key=True), values))
            self.bases.setdefault(name, (document, path, facts))

    def _suite(self, document: Document, shape: TestsFile) -> Suite | None:
        policy = self.library.policies.get(shape.tests)
        if policy is None:
            near = did_you_mean(shape.tests, self.library.policies)
            return self._refuse(codes.UNKNOWN_TESTED_POLICY, document, ("tests",), near, found=shape.tests)
        if not shape.cases:
            self._refuse(codes.EMPTY_TESTS, document, ("cases",))
        file = _File(self, document, shape, policy)
        tests = tuple(t for i, case in enumerate(shape.cases) for t in file.case(case, ("cases", i)))
        unreachable = tuple(
            Unreachable(u.requirement, u.atom, frozenset(u.never), u.because.text(), document.place(("unreachable", i)))
            for i, u in enumerate(shape.unreachable)
        )
        explained = tuple(
            Explained(e.mutant, e.because.text(), document.place(("explained", i)))
            for i, e in enumerate(shape.explained)
        )
        return Suite(
            policy.id, document.file, shape.as_of, shape.place, shape.use, shape.base, shape.judgements, file.start(),
            tests, unreachable, explained,
        )  # fmt: skip

    def _refuse(self, code: Code, document: Document, path: Path_, near: str | None = None, **values: object) -> None:
        problem = Problem(code, document.place(path), values, near)
        if problem not in self.problems:
            self.problems.append(problem)

    def reader(self, subject: str) -> ObjectReader:
        """A reader of the facts of a subject's cases; it remembers what it has read."""
        if subject not in self._readers:
            self._readers[subject] = ObjectReader(Readers(self.library.vocabularies[subject], self.library))
        return self._readers[subject]


def _first_key(document: Document) -> str:
    return next(iter(document.data), "") if isinstance(document.data, dict) else ""


@dataclass
class _File:
    """One test file of one policy."""

    room: _Reader
    document: Document
    shape: TestsFile
    policy: Policy

    def case(self, case: TestCaseShape, path: Path_) -> Iterator[PolicyTest]:
        """The tests of a case: itself, or one a row of its table."""
        if not case.table:
            rows: list[tuple[str, Path_, list[tuple[TestRowShape, Path_]]]] = [(case.name, path, [(case, path)])]
        else:
            rows = [
                (f"{case.name} — {row.name or _row_words(row, i)}", (*path, "table", i),
                 [(case, path), (row, (*path, "table", i))])
                for i, row in enumerate(case.table)
            ]  # fmt: skip
        for name, at, layers in rows:
            if test := self._test(name, at, layers):
                yield test

    def start(self) -> Case:
        """The case that the file's bases make, before any case of its own; what is wrong with it is told elsewhere."""
        raw = {k: v for name in self.shape.use if name in self.room.bases for k, v in self.room.bases[name][2].items()}
        raw |= self.shape.base
        facts, _, _ = self.room.reader(self.policy.subject).facts(raw, lambda _: Place(self.document.file))
        return Case("", facts, self._recorded(self.shape.judgements))

    def _recorded(self, judgements: Mapping[str, bool]) -> dict[str, Recorded]:
        return {judgement_fact(self.policy.id, id_): Recorded(answer) for id_, answer in judgements.items()}

    def refuse(self, code: Code, path: Path_, near: str | None = None, **values: object) -> None:
        """Note a problem at ``path``."""
        self.room._refuse(code, self.document, path, near, **values)  # noqa: SLF001 - one reader in two classes

    def _test(self, name: str, path: Path_, layers: Sequence[tuple[TestRowShape, Path_]]) -> PolicyTest | None:
        """A test from what its case says and what its row says over it."""
        problems = self.room.problems
        before = len(problems)
        file = self.shape
        shapes = [shape for shape, _ in layers]
        as_of = next((s.as_of for s in reversed(shapes) if s.as_of), file.as_of)
        if as_of is None:
            self.refuse(codes.MISSING_KEY, path, expected="as_of")
        locality = next((s.place for s in reversed(shapes) if s.place), file.place)
        self._check_locality(file.place, ("place",))
        raw, origins, judgements = self._facts(layers)
        for shape, at in layers:
            self._check_locality(shape.place, (*at, "place"))
            self._check_judgements(shape.judgements, (*at, "judgements"))
        self._check_judgements(file.judgements, ("judgements",))
        expected = self._expectation(path, layers)

        def locate(inner: Path_) -> Place:
            document, start = origins.get(str(inner[0]), (self.document, path)) if inner else (self.document, path)
            return document.place((*start, *inner))

        facts, _, found = self.room.reader(self.policy.subject).facts(raw, locate)
        problems += [p for p in found if p.severity is not Severity.NOTE and p not in problems]
        if len(problems) > before or expected is None or as_of is None:
            return None
        case = Case(name, facts, self._recorded(judgements))
        return PolicyTest(self.policy.id, name, self.document.place(path), as_of, locality, case, expected)

    def _facts(
        self, layers: Sequence[tuple[TestRowShape, Path_]]
    ) -> tuple[dict[str, Any], dict[str, tuple[Document, Path_]], dict[str, bool]]:
        """The facts as written, where each was, and the judgements: of the bases used, the file, the case, the row."""
        raw: dict[str, Any] = {}
        origins: dict[str, tuple[Document, Path_]] = {}

        def say(facts: Mapping[str, Any], document: Document, path: Path_) -> None:
            raw.update(facts)
            origins.update(dict.fromkeys(facts, (document, path)))

        def use(names: Sequence[str], path: Path_) -> None:
            for i, name in enumerate(names):
                if name in self.room.bases:
                    document, there, facts = self.room.bases[name]
                    say(facts, document, there)
                else:
                    near = did_you_mean(name, self.room.bases)
                    self.refuse(own.UNKNOWN_BASE, (*path, "use", i), near, found=name)

        use(self.shape.use, ())
        say(self.shape.base, self.document, ("base",))
        judgements = dict(self.shape.judgements)
        for shape, path in layers:
            use(shape.use, path)
            say(shape.with_, self.document, (*path, "with"))
            judgements.update(shape.judgements)
            for i, name in enumerate(shape.without):
                if name in raw:
                    del raw[name]
                elif judgements.pop(name, None) is None:
                    near = did_you_mean(name, [*raw, *judgements])
                    self.refuse(codes.WITHOUT_UNKNOWN, (*path, "without", i), near, found=name)
        return raw, origins, judgements

    def _check_locality(self, place: str | None, path: Path_) -> None:
        localities = self.room.library.localities
        if place is not None and place not in localities:
            self.refuse(codes.UNKNOWN_PLACE, path, did_you_mean(place, localities), found=place)

    def _requirements(self) -> list[tuple[str, bool]]:
        """The ids a test may name, and whether each is a judgement."""
        added = self.room.library.added_to(self.policy.id)
        known = [(r.id, r.judgement is not None) for r in (*self.policy.requirements, *added)]
        return [*known, (STANCE_RULE, False)] if self.policy.stance == "prohibited" else known

    def _check_judgements(self, answers: Mapping[str, bool], path: Path_) -> None:
        known = [id_ for id_, judged in self._requirements() if judged]
        for id_ in answers:
            if id_ not in known:
                place = self.document.place((*path, id_), key=True)
                problem = Problem(codes.UNKNOWN_REQUIREMENT, place, {"found": id_}, did_you_mean(id_, known))
                if problem not in self.room.problems:
                    self.room.problems.append(problem)

    def _expectation(self, path: Path_, layers: Sequence[tuple[TestRowShape, Path_]]) -> Expectation | None:
        said = [(shape.expect, at) for shape, at in layers if shape.expect is not None]
        if not said:
            return self.refuse(codes.MISSING_KEY, path, expected="expect")
        raw, here = said[-1][0], (*said[-1][1], "expect")
        verdict, ids = next(iter(raw.items())) if isinstance(raw, dict) and len(raw) == 1 else (raw, [])
        if verdict not in tuple(_EXPECTABLE) or not isinstance(ids, list):
            found = verdict if isinstance(verdict, str) else "…"
            near = did_you_mean(found, _EXPECTABLE) if found not in _EXPECTABLE else None
            return self.refuse(codes.BAD_EXPECTATION, here, near, found=found, expected=", ".join(_EXPECTABLE))
        verdict = Verdict(verdict)
        if verdict in BLOCKED and isinstance(raw, str):
            return self.refuse(codes.NAMES_NO_BLOCKER, here, found=verdict.value)
        self._check_ids(ids, (*here, verdict.value))
        remarks = [(shape.remarks, at) for shape, at in layers if shape.remarks is not None]
        for named, at in remarks:
            self._check_ids(named, (*at, "remarks"))
        return Expectation(verdict, frozenset(map(str, ids)), frozenset(remarks[-1][0]) if remarks else None)

    def _check_ids(self, ids: Sequence[Any], path: Path_) -> None:
        known = [id_ for id_, _ in self._requirements()]
        for i, id_ in enumerate(ids):
            if id_ not in known:
                self.refuse(codes.UNKNOWN_REQUIREMENT, (*path, i), did_you_mean(str(id_), known), found=id_)


def _row_words(row: TestRowShape, i: int) -> str:
    """What tells a row of a table from the others, where it has no name."""
    said = [str(v) for v in (row.as_of, row.place) if v]
    said += [f"{k}: {value(v)}" for k, v in {**row.with_, **row.judgements}.items()]
    said += [f"without {name}" for name in row.without]
    return ", ".join(said) or str(i + 1)
