"""What turns a run into a receipt: told what is asked and what is read, it watches the answers."""

from __future__ import annotations

import platform
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import kiemnhiem
from kiemnhiem.cases.case import Case
from kiemnhiem.evaluate.decision import Verdict
from kiemnhiem.explain.finding import CaseFinding
from kiemnhiem.policy.model import Library, asked_by
from kiemnhiem.policy.program import Program
from kiemnhiem.trust.inputs import Inputs
from kiemnhiem.trust.receipt import Made, Receipt, Results
from kiemnhiem.trust.results import Digested

if TYPE_CHECKING:
    import polars as pl

    from kiemnhiem.evaluate.columnar.table import Columns

#: Rows whose lines are in memory at a time.
_ROWS = 100_000


@dataclass
class Seal:
    """The receipt of a run in the making.

    ``command``, ``asked``, ``place``, ``subject``, ``cases``, ``database``, ``options``, ``answers``: as the receipt
    has them; ``results``: where a database found them. ``keep``: what is digested of each case is kept. ``note`` is
    told the receipt before any result that carries it has its name; where it raises there is no such result.
    ``judged``: the cases with the judgements that their files brought with them, where cases are read one by one.
    """

    command: str
    place: str | None
    subject: str
    asked: Sequence[str] = ()
    cases: Sequence[str] = ()
    database: Mapping[str, Any] | None = None
    options: Mapping[str, Any] = field(default_factory=dict)
    answers: str | None = None
    results: Results | None = None
    keep: bool = False
    note: Callable[[Receipt], None] = lambda _: None
    judged: Sequence[Case] = ()
    _inputs: Inputs | None = None
    _digested: Digested = field(default_factory=Digested)
    _made: Made = field(default_factory=lambda: Made(datetime.now(UTC), platform.python_version()))

    def read(self, files: Sequence[Path]) -> None:
        """Take the digests of files, from now on."""
        self._inputs = Inputs(files)

    def watch(self, findings: Iterable[CaseFinding]) -> Iterator[CaseFinding]:
        """The findings of a run, in its order, noted as they pass. A pass that begins anew is noted anew."""
        self._digested = self._anew()
        return self._digested.watch(findings)

    def watch_groups(self, findings: Iterable[CaseFinding], cases: Sequence[Case]) -> Iterator[CaseFinding]:
        """As :meth:`watch`, of findings that come in another order than the cases. Cases without one are left out."""
        self._digested = self._anew()
        lines: dict[str, tuple[bytes, Verdict]] = {}
        for finding in findings:
            lines[finding.case.id] = self._digested.line(finding), finding.verdict
            yield finding
        for case in cases:
            if case.id in lines:
                self._digested.add_line(*lines[case.id])

    def tables(self, columns: Columns) -> Noted:
        """Notes the tables of a pass over all cases."""
        self._digested = self._anew()
        return Noted(self._digested, columns)

    @property
    def lines(self) -> Sequence[bytes]:
        """The lines of :mod:`kiemnhiem.trust.results`, where they are kept."""
        return self._digested.lines or ()

    def _anew(self) -> Digested:
        return Digested(keep=self.keep)

    def receipt(self, program: Program, engine: str) -> Receipt:
        """The receipt, when all answers have passed.

        :raises InputError: where a file was changed while it was read.
        """
        library = program.library
        receipt = Receipt(
            command=self.command,
            version=kiemnhiem.__version__,
            engine=engine,
            library=Path(library.root).resolve().name,
            library_digest=library.digest,
            files=used(library, program),
            as_of=program.as_of,
            place=self.place,
            subject=self.subject,
            asked=tuple(self.asked),
            cases=tuple(self.cases),
            inputs=self._inputs.found() if self._inputs else (),
            database=self.database,
            options=self.options,
            results=self.results or self._digested.results(),
            answers=self.answers,
            made=self._made,
        )
        self.note(receipt)
        return receipt


class Noted:
    """Tables of results noted as they pass."""

    def __init__(self, digested: Digested, columns: Columns) -> None:
        from kiemnhiem.trust.tables import Tables  # noqa: PLC0415 - needs Polars

        self._digested, self._tables = digested, Tables(columns)

    def add(self, frame: pl.DataFrame) -> None:
        """Some cases: the id, then the columns of results."""
        for part in frame.iter_slices(_ROWS):
            self._digested.add_table(self._tables.of(part))


def used(library: Library, program: Program) -> Mapping[str, str]:
    """The digests of the files that the answers may rest on: the policies asked, those that these ask for, what places
    change in them, and all that is no policy.
    """
    policies = {policy.id for _, policy in program.all_policies}
    waiting = list(policies)
    while waiting:
        more = set(asked_by(library.policies[waiting.pop()])) - policies
        policies |= more
        waiting += more
    of = {id_: {id_} for id_ in library.policies} | {id_: set() for id_ in library.indicators}
    of |= {amendment.id: {amendment.amends} for amendment in library.amendments.values()}
    return {
        path: digest for path, digest in library.digests.items() if of.get(path.rpartition(".")[0], policies) & policies
    }
