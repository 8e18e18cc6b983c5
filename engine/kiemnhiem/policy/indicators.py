"""An indicator from its file: a counted share with its targets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from kiemnhiem.policy import codes
from kiemnhiem.policy.constants import parse_constant
from kiemnhiem.policy.derivecheck import NUMBER
from kiemnhiem.policy.model import ALL_TIME, Indicator, Target
from kiemnhiem.policy.parts import PartsBuilder, words
from kiemnhiem.policy.shapes import IndicatorFile, TargetShape
from kiemnhiem.policy.source import Path_
from kiemnhiem.policy.types import Field, Kind


@dataclass
class IndicatorBuilder(PartsBuilder):
    """Builds one indicator."""

    file: IndicatorFile = field(kw_only=True)

    def build(self) -> Indicator | None:
        """The indicator, or ``None`` when it has problems."""
        file = self.file
        self.check_sources(file.sources, ("sources",))
        vocabulary = self.names.vocabularies.get(file.subject)
        if vocabulary is None:
            return self.unknown(codes.UNKNOWN_SUBJECT, ("subject",), file.subject, self.names.vocabularies)
        checker = self.checker(vocabulary.fields, ())
        of = self.optional(checker, file.of, ("of",))
        count = self.optional(checker, file.count, ("count",))
        if file.by is not None:
            self._check_by(file.by, vocabulary.fields)
        targets = [self._target(shape, ("targets", i)) for i, shape in enumerate(file.targets)]
        if self.broken:
            return None
        return Indicator(
            file.indicator, file.title.text(), file.subject, of, count, file.by,
            file.in_force.period() if file.in_force else ALL_TIME, file.sources,
            tuple(t for t in targets if t), words(file.note),
        )  # fmt: skip

    def _check_by(self, name: str, fields: Mapping[str, Field]) -> None:
        if name not in fields:
            self.unknown(codes.UNKNOWN_FIELD, ("by",), name, fields)
        elif fields[name].type.kind is Kind.LIST:
            kind = Kind.LIST.value
            self.refuse(codes.WRONG_KIND, ("by",), found=name, kind=kind, expected=Kind.CHOICE.value)

    def _target(self, shape: TargetShape, path: Path_) -> Target | None:
        if shape.place is not None and shape.place not in self.names.localities:
            self.unknown(codes.UNKNOWN_PLACE, (*path, "place"), shape.place, self.names.localities)
        floor = shape.at_least is not None
        written = (shape.at_least if floor else shape.at_most) or ""
        share = parse_constant(written, NUMBER)
        if not isinstance(share, Decimal) or not 0 <= share <= 100:  # noqa: PLR2004 - a percentage
            here = (*path, "at_least" if floor else "at_most")
            return self.refuse(codes.NOT_A_SHARE, here, found=written)
        return Target(share, floor, shape.place, shape.period(), self.cited(shape.source, (*path, "source")))
