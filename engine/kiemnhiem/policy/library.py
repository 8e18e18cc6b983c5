"""A policy library from its folder: every file read, every problem of every file reported at once."""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter
from importlib import resources
from pathlib import Path
from typing import TypeVar

from kiemnhiem.errors import PolicyError
from kiemnhiem.files import opened, real
from kiemnhiem.language import Text
from kiemnhiem.limits import LIMITS
from kiemnhiem.policy import codes, places
from kiemnhiem.policy.amendments import AmendmentBuilder
from kiemnhiem.policy.indicators import IndicatorBuilder
from kiemnhiem.policy.model import Amendment, Indicator, Library, Locality, Policy, Post, Source, asked_by
from kiemnhiem.policy.parts import Names, citations, words
from kiemnhiem.policy.policies import PolicyBuilder, check_names
from kiemnhiem.policy.shape import Shape
from kiemnhiem.policy.shapes import (
    AmendmentFile,
    ChaptersFile,
    IndicatorFile,
    PlacesFile,
    PolicyFile,
    PostsFile,
    SourcesFile,
    VocabularyFile,
    read_shape,
)
from kiemnhiem.policy.source import Document, Path_, read_document
from kiemnhiem.policy.types import Vocabulary
from kiemnhiem.policy.vocabulary import VocabularyBuilder
from kiemnhiem.problem import Code, Place, Problem, did_you_mean, errors_in

TESTS = ".test.yaml"
_NAMING = ("vocabulary", "policy")
_DECLARING = ("fields", "catalogue", "documents", "layers", "units")
_UNKNOWN = (
    codes.UNKNOWN_FIELD,
    codes.UNKNOWN_POST,
    codes.UNKNOWN_SOURCE,
    codes.UNKNOWN_POLICY,
    codes.UNKNOWN_SUBJECT,
    codes.UNKNOWN_PLACE,
    codes.WRONG_VALUE,
)
_KEY = re.compile(r"(?<![\w-])[\w-]++(?=\s*:)")
_S = TypeVar("_S", bound=Shape)


def shipped_library() -> Path:
    """The folder of the policy library that comes with the package (in a checkout: ``policies/``)."""
    packaged = Path(str(resources.files("kiemnhiem"))) / "library"
    return packaged if packaged.is_dir() else Path(__file__).resolve().parents[3] / "policies"


def load_library(root: Path | str) -> tuple[Library, list[Problem]]:
    """The library in a folder, and warnings about it.

    Raises :class:`kiemnhiem.errors.PolicyError` with every problem when there is an error among them.
    """
    library, problems = read_library(root)
    if errors_in(problems):
        raise PolicyError(problems)
    return library, problems


def read_library(root: Path | str) -> tuple[Library, list[Problem]]:
    """What can be read of the library in a folder, and every problem; with an error among them it is not to be run."""
    loader = _Loader(Path(root))
    library = loader.load()
    return library, sorted(loader.problems, key=_position)


def _position(problem: Problem) -> tuple[str, int, int]:
    place = problem.place or Place("")
    return place.file, place.line or 0, place.column or 0


def files_in(root: Path) -> Iterator[Path]:
    """The YAML files of a folder, sorted, without hidden ones. Links out of the folder are not followed; pipes and
    devices are left out.
    """
    return (path for path, refused in _named_in(root) if refused is None)


def _named_in(root: Path) -> Iterator[tuple[Path, Code | None]]:
    """What is named as a YAML file, and why it is not to be opened."""
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(f for f in folders if not f.startswith("."))
        for name in sorted(names):
            if name.endswith((".yaml", ".yml")) and not name.startswith("."):
                yield Path(folder) / name, _refused(Path(folder) / name, root)


def _refused(path: Path, root: Path) -> Code | None:
    try:
        mode = path.stat().st_mode
    except OSError:  # told when it is read
        return None
    if not stat.S_ISREG(mode):
        return codes.NOT_REGULAR
    outside = path.is_symlink() and not real(path).is_relative_to(real(root))
    return codes.LINK_OUTSIDE if outside else None


def display_name(path: Path) -> str:
    """A path as messages show it: relative to the working folder where it lies below it."""
    try:
        return str(real(path).relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def _names_in(path: Path, root: Path) -> set[str]:
    """What a file that cannot be read may declare: what its name and first line say, and whatever looks like a key."""
    try:
        with opened(path) as file:
            text = file.read(LIMITS.yaml_bytes).decode(errors="replace")
    except OSError:
        text = ""
    first = text.partition("\n")[0].partition(":")[2].strip()
    return {path.relative_to(root).with_suffix("").as_posix(), first, *_KEY.findall(text)}


def _size(path: Path) -> int:
    try:
        return path.lstat().st_size
    except OSError:  # told when it is read
        return 0


@dataclass
class _Loader:
    root: Path
    problems: list[Problem] = field(default_factory=list)
    files: list[tuple[Document, Shape]] = field(default_factory=list)
    #: Names declared in files with problems: what refers to them is not a problem of its own.
    broken: set[str] = field(default_factory=set)
    broken_policies: list[Document] = field(default_factory=list)
    digest: hashlib._Hash = field(default_factory=hashlib.sha256)
    digests: dict[str, str] = field(default_factory=dict)

    def load(self) -> Library:
        self._read()
        posts = self._collect(PostsFile, self._posts)
        sources = self._collect(SourcesFile, self._sources)
        layers = self._collect(PlacesFile, places.layers)
        localities = self._collect(PlacesFile, places.localities)
        self.problems += places.check_places(self._of(PlacesFile), layers, localities)
        self._check_sources(sources)
        self._check_posts(sources)
        vocabularies = self._vocabularies(posts, localities)
        known = frozenset(f.policy for _, f in self._of(PolicyFile)) | self.broken
        names = Names(vocabularies, posts, sources, known, localities)
        policies = self._policies(names)
        chapters = self._collect(ChaptersFile, self._chapters)
        amendments = self._amendments(names, policies)
        indicators = self._indicators(names)
        for document in self.broken_policies:
            self.problems += check_names(document, names)
        self.problems = [p for p in self.problems if p.code not in _UNKNOWN or p.values["found"] not in self.broken]
        if not any(isinstance(s, PolicyFile) for _, s in self.files) and not errors_in(self.problems):
            self.problems.append(Problem(codes.EMPTY_LIBRARY, Place(display_name(self.root))))
        return Library(
            str(self.root), vocabularies, posts, sources, policies, self.digest.hexdigest(), layers, localities,
            amendments, indicators, chapters, self.digests,
        )  # fmt: skip

    def _read(self) -> None:
        if not self.root.is_dir():
            reason = Text("không có thư mục này", "there is no such folder")
            self.problems.append(Problem(codes.UNREADABLE_FILE, Place(display_name(self.root)), {"reason": reason}))
            return
        left = LIMITS.library_bytes
        for number, (path, refused) in enumerate(_named_in(self.root), 1):
            name = display_name(path)
            left -= _size(path)
            if left < 0 or number > LIMITS.library_files:
                values = {"files": LIMITS.library_files, "limit": LIMITS.library_bytes >> 20}
                self.problems.append(Problem(codes.LIBRARY_TOO_LARGE, Place(display_name(self.root)), values))
                return
            if refused:
                self.problems.append(Problem(refused, Place(name)))
            elif path.name.endswith(".yml"):
                self.problems.append(Problem(codes.UNUSED_FILE, Place(name), {"found": ".yml"}))
            elif not path.name.endswith(TESTS):
                document, problems = read_document(path, name)
                self.problems += problems
                if document and not errors_in(problems):
                    self._shape(document, path)
                elif errors_in(problems):
                    self.broken |= _names_in(path, self.root)

    def _shape(self, document: Document, path: Path) -> None:
        name = path.relative_to(self.root).as_posix()
        content = f"{name}\n{document.data!r}\n".encode()
        self.digest.update(content)
        self.digests[name] = hashlib.sha256(content).hexdigest()
        shape, problems = read_shape(document)
        self.problems += problems
        if shape is None:
            self._note_broken(document)
            return
        self.files.append((document, shape))
        expected = path.relative_to(self.root).with_suffix("").as_posix()
        for key in ("policy", "amendment", "indicator"):
            named = getattr(shape, key, expected)
            if named != expected:
                self.broken.add(expected)
                values = {"found": named, "expected": expected}
                self.problems.append(Problem(codes.WRONG_FILE_NAME, document.place((key,)), values))

    def _note_broken(self, document: Document) -> None:
        data = document.data if isinstance(document.data, dict) else {}
        self.broken.update(v for k in _NAMING if isinstance(v := data.get(k), str))
        self.broken.update(n for k in _DECLARING if isinstance(v := data.get(k), dict) for n in v)
        if "policy" in data:
            self.broken_policies.append(document)

    def _of(self, kind: type[_S]) -> Iterator[tuple[Document, _S]]:
        return ((d, s) for d, s in self.files if isinstance(s, kind))

    _T = TypeVar("_T")

    def _collect(self, kind: type[_S], entries: Callable[[_S], Mapping[str, tuple[Path_, _T]]]) -> dict[str, _T]:
        """The named things of all files of one kind; a name declared twice is a problem."""
        found = {}
        places: dict[str, Place] = {}
        for document, shape in self._of(kind):
            for name, (path, thing) in entries(shape).items():
                place = document.place(path, key=True)
                if name in places:
                    self.problems.append(Problem(codes.DUPLICATE_NAME, place, {"found": name, "first": places[name]}))
                else:
                    places[name], found[name] = place, thing
        return found

    @staticmethod
    def _chapters(file: ChaptersFile) -> dict[str, tuple[Path_, Text]]:
        return {folder: (("titles", folder), title.text()) for folder, title in file.titles.items()}

    @staticmethod
    def _posts(file: PostsFile) -> dict[str, tuple[Path_, Post]]:
        return {
            code: (
                ("catalogue", code),
                Post(
                    code, Text(s.vi, s.en), s.cells, s.level, s.bloc, s.class_, s.rank, s.period(), citations(s.source)
                ),
            )
            for code, s in file.catalogue.items()
        }

    @staticmethod
    def _sources(file: SourcesFile) -> dict[str, tuple[Path_, Source]]:
        return {
            id_: (
                ("documents", id_),
                Source(
                    id_, s.number, s.date, s.issuer.text(), s.title.text(), s.evidence, s.period(), s.replaces,
                    s.replaced_by, s.url, words(s.note), s.check_after,
                ),
            )
            for id_, s in file.documents.items()
        }  # fmt: skip

    def _check_sources(self, sources: Mapping[str, Source]) -> None:
        identities: dict[tuple[object, ...], str] = {}
        for document, file in self._of(SourcesFile):
            for id_, shape in file.documents.items():
                path: Path_ = ("documents", id_)
                identity = (shape.number, shape.date, shape.issuer.vi)
                first = identities.setdefault(identity, id_)
                if first != id_:
                    place = document.place((*path, "number"))
                    self.problems.append(Problem(codes.SAME_SOURCE, place, {"first": first}))
                named = [((*path, "replaces", i), other) for i, other in enumerate(shape.replaces)]
                if shape.replaced_by:
                    named.append(((*path, "replaced_by"), shape.replaced_by))
                self._check_known(document, named, sources)

    def _check_posts(self, sources: Mapping[str, Source]) -> None:
        for document, file in self._of(PostsFile):
            named: list[tuple[Path_, str]] = [
                (("catalogue", code, "source"), cited.document)
                for code, shape in file.catalogue.items()
                for cited in shape.source
            ]
            self._check_known(document, named, sources)

    def _check_known(self, document: Document, named: list[tuple[Path_, str]], sources: Mapping[str, Source]) -> None:
        for path, other in named:
            if other not in sources:
                place, near = document.place(path), did_you_mean(other, sources)
                self.problems.append(Problem(codes.UNKNOWN_SOURCE, place, {"found": other}, near))

    def _vocabularies(self, posts: Mapping[str, Post], localities: Mapping[str, Locality]) -> dict[str, Vocabulary]:
        found: dict[str, Vocabulary] = {}
        places: dict[str, Place] = {}
        for document, file in self._of(VocabularyFile):
            builder = VocabularyBuilder(document, file, posts, localities)
            vocabulary = builder.build()
            self.problems += builder.problems
            self.broken |= file.fields.keys() - vocabulary.fields.keys()
            place = document.place(("vocabulary",))
            if vocabulary.subject in found:
                values = {"found": vocabulary.subject, "first": places[vocabulary.subject]}
                self.problems.append(Problem(codes.DUPLICATE_NAME, place, values))
            else:
                found[vocabulary.subject], places[vocabulary.subject] = vocabulary, place
        return found

    def _policies(self, names: Names) -> dict[str, Policy]:
        policies: dict[str, Policy] = {}
        known = {file.policy for _, file in self._of(PolicyFile)}
        for document, file in self._of(PolicyFile):
            builder = PolicyBuilder(document, names, file=file)
            policy = builder.build()
            self.problems += builder.problems
            if policy:
                policies[policy.id] = policy
            self._check_remedies(document, file, known)
        remedies = {
            id_: {r.remedy.policy for r in p.requirements if r.remedy and r.remedy.policy}
            for id_, p in policies.items()
        }
        self._check_cycle(codes.REMEDY_CYCLE, remedies, policies)
        verdicts = {id_: set(asked_by(p)) for id_, p in policies.items()}
        self._check_cycle(codes.VERDICT_CYCLE, verdicts, policies)
        return policies

    def _check_cycle(self, code: Code, graph: Mapping[str, set[str]], policies: Mapping[str, Policy]) -> None:
        try:
            TopologicalSorter(graph).prepare()
        except CycleError as error:
            cycle = " → ".join(map(str, error.args[1]))
            self.problems.append(Problem(code, policies[error.args[1][0]].place, {"found": cycle}))

    def _amendments(self, names: Names, policies: Mapping[str, Policy]) -> dict[str, Amendment]:
        amendments: dict[str, Amendment] = {}
        for document, file in self._of(AmendmentFile):
            policy = policies.get(file.amends)
            if policy is None:
                if file.amends not in names.policies:
                    place, near = document.place(("amends",)), did_you_mean(file.amends, names.policies)
                    self.problems.append(Problem(codes.UNKNOWN_POLICY, place, {"found": file.amends}, near))
                continue
            builder = AmendmentBuilder(document, names, file=file, policy=policy)
            if amendment := builder.build():
                amendments[amendment.id] = amendment
            self.problems += builder.problems
        return amendments

    def _indicators(self, names: Names) -> dict[str, Indicator]:
        indicators: dict[str, Indicator] = {}
        for document, file in self._of(IndicatorFile):
            builder = IndicatorBuilder(document, names, file=file)
            if indicator := builder.build():
                indicators[indicator.id] = indicator
            self.problems += builder.problems
        return indicators

    def _check_remedies(self, document: Document, file: PolicyFile, known: set[str]) -> None:
        for i, requirement in enumerate(file.requirements):
            remedy = requirement.remedy
            if remedy and remedy.policy and remedy.policy not in known:
                place = document.place(("requirements", i, "remedy", "policy"))
                values, near = {"found": remedy.policy}, did_you_mean(remedy.policy, known)
                self.problems.append(Problem(codes.UNKNOWN_POLICY, place, values, near))
