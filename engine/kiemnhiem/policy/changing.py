"""Whether a fact can change in the way its author says."""

from __future__ import annotations

from kiemnhiem.language import Text
from kiemnhiem.policy.derived import Derived, references
from kiemnhiem.policy.shapes import MutableShape
from kiemnhiem.policy.typecheck import AS_OF
from kiemnhiem.policy.types import ORDERED, FieldType, How

_GRANTED = Text("«completed» hoặc «granted»", '"completed" or "granted"')
_PASSES = Text(
    "«passes», và chỉ với dữ kiện tính từ ngày xét", '"passes", and only of a fact computed from the as-of date'
)
_NO_WEIGHT = Text("«passes» không kèm weight hay only", '"passes" without weight or only')
_ORDER = Text("không có «only», vì kiểu này không có thứ tự", 'no "only", since this type has no order')


def wrong_way(shape: MutableShape, type: FieldType | None, derived: Derived | None) -> Text | None:
    """What should have been said of a field instead; ``None``: nothing. ``type``: none for a judgement."""
    if derived is not None:
        timed = any(ref.name == AS_OF for ref in references(derived))
        if shape.how is not How.PASSES or not timed:
            return _PASSES
        return _NO_WEIGHT if shape.weight or shape.only else None
    if shape.how is How.PASSES:
        return _GRANTED
    return _ORDER if shape.only and (type is None or type.kind not in ORDERED) else None
