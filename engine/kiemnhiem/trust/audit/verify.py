"""Whether a trail is what it was: every record looked at, from the first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from kiemnhiem.language import Text
from kiemnhiem.trust.audit.record import EMPTY, Head, Record


class Fault(StrEnum):
    """What was done to a trail."""

    ALTERED = "altered"
    REMOVED = "removed"
    REORDERED = "reordered"
    TRUNCATED = "truncated"
    REPLACED = "replaced"


FAULTS = {
    Fault.ALTERED: Text("bản ghi {number} đã bị sửa", "record {number} has been altered"),
    Fault.REMOVED: Text("bản ghi {number} đã bị xoá", "record {number} has been removed"),
    Fault.REORDERED: Text(
        "bản ghi {number} không nối tiếp bản ghi đứng trước nó: đã bị đổi chỗ hoặc thay thế",
        "record {number} does not follow the one before it: they were reordered or replaced",
    ),
    Fault.TRUNCATED: Text(
        "nhật ký kết thúc ở bản ghi {last}, nhưng đầu mút đã giữ là bản ghi {number}: phần cuối đã bị cắt",
        "the trail ends at record {last}, but the head that was kept is record {number}: its end was cut off",
    ),
    Fault.REPLACED: Text(
        "bản ghi {number} không phải là bản ghi của đầu mút đã giữ: nhật ký đã bị viết lại",
        "record {number} is not that of the head that was kept: the trail was written anew",
    ),
}


@dataclass(frozen=True)
class Verification:
    """``checked``: how many records are sound, from the first; ``head``: the last of these; ``fault`` and ``number``:
    the first fault and the record it is at.
    """

    checked: int
    head: Head
    fault: Fault | None = None
    number: int | None = None

    @property
    def text(self) -> Text | None:
        """The fault in words."""
        return FAULTS[self.fault].format(number=self.number, last=self.checked) if self.fault else None


def verified(records: Iterable[Record], kept: Head | None = None) -> Verification:
    """Look at all records, in the order of their numbers. ``kept``: a head that was put aside earlier. Without one,
    records taken away from the end cannot be seen.
    """
    head = EMPTY
    for record in records:
        if record.number != head.number + 1:
            return Verification(head.number, head, Fault.REMOVED, head.number + 1)
        if not record.sound:
            return Verification(head.number, head, Fault.ALTERED, record.number)
        if record.previous != head.hash:
            return Verification(head.number, head, Fault.REORDERED, record.number)
        head = record.head
        if kept and kept.number == head.number and kept != head:
            return Verification(head.number, head, Fault.REPLACED, head.number)
    if kept and kept.number > head.number:
        return Verification(head.number, head, Fault.TRUNCATED, kept.number)
    return Verification(head.number, head)


def broken_end(last: Sequence[Record]) -> int | None:
    """The number of the first of the last records of a trail that is not what it was, or does not follow the one before
    it; ``None`` where they are sound.
    """
    before = EMPTY if last[0].number == 1 else None
    for record in last:
        follows = before is None or (record.number, record.previous) == (before.number + 1, before.hash)
        if not record.sound or not follows:
            return record.number
        before = record.head
    return None
