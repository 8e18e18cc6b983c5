"""Changes in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from kiemnhiem.explain.advice import Change
from kiemnhiem.explain.bench import REMEDY, Bench, Blocker
from kiemnhiem.explain.edits import ADDED, ANY_TEXT, REMOVED, Edit
from kiemnhiem.explain.inputs import Inputs
from kiemnhiem.explain.turning import Timer, Turning, passed
from kiemnhiem.explain.words import Phrases, joined, scalar_words, value_words
from kiemnhiem.language import Text
from kiemnhiem.policy.conditions import Compare, Condition, CountOf, Quantified, Scope, parts
from kiemnhiem.policy.derived import Unit
from kiemnhiem.policy.program import Program, Rule
from kiemnhiem.policy.typecheck import BOOLEAN, ELEMENT
from kiemnhiem.policy.types import Field, Kind
from kiemnhiem.policy.values import Facts, Value

_COUNTED = frozenset({Kind.DATE, Kind.INTEGER, Kind.NUMBER})
_UNITS = {
    Unit.YEARS: Text("năm", "years"),
    Unit.MONTHS: Text("tháng", "months"),
    Unit.DAYS: Text("ngày", "days"),
}
_PASSED = Text("đủ {count} {unit} kể từ {start}", "{count} {unit} have passed since: {start}")
_LEFT = Text("còn {count} {unit} đến {end}", "{count} {unit} are left until: {end}")
_RULE_ENDS = Text("yêu cầu «{title}» không còn hiệu lực", 'the requirement "{title}" is no longer in force')
_RULE_CHANGES = Text("quy định về «{title}» thay đổi", 'the rule on "{title}" changes')
_REACHED = Text("«{title}» được đáp ứng", '"{title}" is met')
_ANY = Text("cần ghi rõ", "to be stated")
_ADDED = Text("thêm: {value}", "add: {value}")
_REMOVED = Text("thôi: {value}", "no longer: {value}")


class Wording:
    """Words for the changes of one program."""

    def __init__(self, program: Program, inputs: Inputs) -> None:
        self._inputs = inputs
        self._phrases = Phrases(program.library, program.vocabulary)

    def change(self, edit: Edit, cures: tuple[Rule, ...], remedies: tuple[Text, ...]) -> Change:
        """An edit, for those who read it."""
        of = self._inputs.field(edit.name)
        asked = tuple(self._asked_of(edit, of, cures))
        return Change(
            edit.name,
            self._phrases.label(edit.name),
            self._before(edit, of),
            joined(asked, "; ", "; ") if asked else self._after(edit, of),
            edit.how,
            edit.weight,
            cures,
            remedies,
            personal=bool(of and of.personal),
            asked=bool(asked),
        )

    def _before(self, edit: Edit, of: Field | None) -> Text | None:
        """What the fact was; nothing of a list to which something is added or from which it is taken."""
        return None if edit.path[1:2] in ((ADDED,), (REMOVED,)) else self._value(of, edit.before)

    def _asked_of(self, edit: Edit, of: Field | None, cures: Iterable[Rule]) -> Iterator[Text]:
        """What rules ask of a date or a number that is not known."""
        if of and edit.how is None and of.type.kind in _COUNTED:
            yield from dict.fromkeys(text for rule in cures for text in self._asked(rule.condition, edit.name))

    def _value(self, of: Field | None, value: Value) -> Text | None:
        if of is None:
            return None if value is None or isinstance(value, tuple) else scalar_words(BOOLEAN, value)
        return value_words(of, value)

    def _after(self, edit: Edit, of: Field | None) -> Text:
        if edit.value == ANY_TEXT:
            return _ANY
        match edit.path:
            case (_, "+", _) if of:
                return _ADDED.format(value=scalar_words(of.type.fields[ELEMENT].type, edit.value))  # type: ignore[arg-type]  # a choice
            case (_, "-", _) if of:
                return _REMOVED.format(value=value_words(of, edit.before) or "")
        return self._value(of, edit.value) or Text("", "")

    def _asked(self, condition: Condition, name: str) -> Iterator[Text]:
        """The tests of a condition that read a fact."""
        match condition:
            case Compare(field=ref) if ref.scope is Scope.CASE:
                if name in self._inputs.of(condition):
                    yield self._phrases.phrase(condition)
            case Quantified() | CountOf():
                if name in self._inputs.of(condition):
                    yield self._phrases.phrase(condition)
            case _:
                for part in parts(condition):
                    yield from self._asked(part, name)

    def reasons(
        self, bench: Bench, blockers: Iterable[Blocker], was: Facts, now: Facts, day: date, turning: Turning | None
    ) -> Iterator[Text]:
        """What comes about on a day, for each thing that stood in the way the day before."""
        era = bench.era(day)
        for blocker in blockers:
            if blocker.rule is None:
                continue
            timers = [t for t in (turning.timers if turning else ()) if t.name in blocker.reads]
            said = [text for t in timers for text in self._counted(t, was, now)]
            key = (f"{REMEDY}{blocker.rule.policy}" if blocker.remedy else blocker.rule.policy, blocker.rule.id)
            if era.start == day and key not in era.law:
                yield _RULE_ENDS.format(title=blocker.rule.title)
            elif said:
                yield from said
            else:
                words = _RULE_CHANGES if era.start == day else _REACHED
                yield words.format(title=blocker.rule.title)

    def _counted(self, timer: Timer, was: Facts, now: Facts) -> Iterator[Text]:
        label = self._phrases.label(timer.other.rpartition(".")[2], self._record(timer.other))
        other = self._phrases.inside_sentence(label)
        for count in passed(timer, was, now):
            if timer.left:
                yield _LEFT.format(count=count, unit=_UNITS[timer.unit], end=other)
            else:
                yield _PASSED.format(count=count, unit=_UNITS[timer.unit], start=other)

    def _record(self, name: str) -> dict[str, Field] | None:
        """The fields beside one of a list's records."""
        list_ = name.rpartition(".")[0]
        return dict(self._inputs.fields[list_].type.fields) if list_ else None
