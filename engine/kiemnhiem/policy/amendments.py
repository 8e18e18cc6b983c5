"""An amendment from its file: what a narrower layer changes in one policy, and that it only tightens."""

from __future__ import annotations

from dataclasses import dataclass, field

from kiemnhiem.policy import codes
from kiemnhiem.policy.model import ALL_TIME, Amendment, ParameterHistory, Policy, PolicyException
from kiemnhiem.policy.parts import PartsBuilder, words
from kiemnhiem.policy.shapes import AmendmentFile
from kiemnhiem.policy.source import Path_
from kiemnhiem.policy.tightening import only_tightens, users
from kiemnhiem.policy.typecheck import Checker


@dataclass
class AmendmentBuilder(PartsBuilder):
    """Builds one amendment of ``policy``."""

    file: AmendmentFile = field(kw_only=True)
    policy: Policy = field(kw_only=True)

    def build(self) -> Amendment | None:
        """The amendment, or ``None`` when it has problems."""
        file = self.file
        if file.place not in self.names.localities:
            self.unknown(codes.UNKNOWN_PLACE, ("place",), file.place, self.names.localities)
        self.check_sources(file.sources, ("sources",))
        checker = self.checker(self.names.vocabularies[self.policy.subject].fields, self.policy.parameters)
        adds = tuple(self.requirement(checker, shape, ("adds", i)) for i, shape in enumerate(file.adds))
        self._check_new_ids()
        exceptions = tuple((shape.to, self._exception(checker, i)) for i, shape in enumerate(file.exceptions))
        sets = self._sets(checker)
        if self.broken:
            return None
        return Amendment(
            file.amendment, file.amends, file.place, adds, sets, exceptions,
            file.in_force.period() if file.in_force else ALL_TIME, file.sources, words(file.note),
            self.document.place(()),
        )  # fmt: skip

    def _check_new_ids(self) -> None:
        self.check_ids("adds", [s.id for s in self.file.adds])
        existing = {r.id: r.place for r in self.policy.requirements}
        for i, shape in enumerate(self.file.adds):
            if shape.id in existing:
                self.refuse(codes.DUPLICATE_NAME, ("adds", i, "id"), found=shape.id, first=existing[shape.id])

    def _exception(self, checker: Checker, i: int) -> PolicyException:
        shape, path = self.file.exceptions[i], ("exceptions", i)
        target = next((r for r in self.policy.requirements if r.id == shape.to), None)
        if target is None:
            known = [r.id for r in self.policy.requirements]
            self.unknown(codes.UNKNOWN_REQUIREMENT, (*path, "to"), shape.to, known)
        elif not target.delegable:
            self.refuse(codes.NOT_DELEGABLE, (*path, "to"), found=shape.to, policy=self.policy.id)
        return self.exception(checker, shape, path)

    def _sets(self, checker: Checker) -> dict[str, ParameterHistory]:
        sets = {}
        for name, shapes in self.file.sets.items():
            path: Path_ = ("sets", name)
            old = self.policy.parameters.get(name)
            if old is None:
                self.unknown(codes.UNKNOWN_PARAMETER, path, name, self.policy.parameters)
                continue
            new = sets[name] = self.history(checker, name, old.type, shapes, many=old.many, root="sets")
            delegable = all(r.delegable for r in users(self.policy, name))
            if not self.broken and not delegable and not only_tightens(self.policy, new):
                self.refuse(codes.RELAXES, path, key=True, found=name, policy=self.policy.id)
        return sets
