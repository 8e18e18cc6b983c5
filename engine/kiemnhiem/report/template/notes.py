"""What is said of a column: what it means, how to fill it in, what an empty cell means."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from kiemnhiem.cases.cells import FieldReader
from kiemnhiem.cases.gathering import shown
from kiemnhiem.language import Lang, Text, in_lang
from kiemnhiem.policy.types import CellMeaning, Field, Kind, Statement, Unknown, Vocabulary
from kiemnhiem.report.template.plan import Column, Plan, Sheet

_KEY = Text(
    "Bắt buộc. Mỗi người một mã, không trùng; các trang khác dẫn tới người này bằng mã.",
    "Required. One id each, no two alike; the other sheets refer to it.",
)
_KEY_AGAIN = Text("Bắt buộc. Mã đã ghi ở trang «{title}».", 'Required. The id given on the sheet "{title}".')
_CHOOSE = Text("Chọn trong danh sách: {choices}", "Choose from the list: {choices}")
#: Characters of the choices that are told one by one.
_SHOWN = 240
_TYPE = Text("Ghi {expected}.", "Write {expected}.")
_WORDS = Text("{words}: {meaning}.", "{words}: {meaning}.")
_UNKNOWN = Text("chưa rõ", "unknown")
_NONE = Text("không có ({list})", "none ({list})")
_BLANK = Text("Để trống: {meaning}.", "Left empty: {meaning}.")
_NO_ROW = Text("Không có hàng nào: {meaning}.", "Without a row: {meaning}.")
_DEFAULT = Text("Để trống: lấy theo cột «{field}».", 'Left empty: as in the column "{field}".')
_BY_LEVEL = Text("Để trống: lấy theo cấp của chức danh ({fields}).", "Left empty: by the level of the post ({fields}).")
_PERSONAL = Text("Dữ liệu cá nhân: được che trong báo cáo.", "Personal data: masked in reports.")
_EXAMPLE = Text("{heading} {number} (ví dụ)", "{heading} {number} (example)")
_EXAMPLE_ID = Text("VÍ-DỤ-{number}", "EXAMPLE-{number}")


def note(column: Column, sheet: Sheet, plan: Plan) -> str:
    """The note at a column's heading."""
    return "\n".join(text[plan.lang] for text in _lines(column, sheet, plan))


def meaning_of_silence(of: Field) -> Text:
    """What it means that a list has no row for a case."""
    return _NO_ROW.format(meaning=_meaning(of.blank, of, None))


def _lines(column: Column, sheet: Sheet, plan: Plan) -> Iterator[Text]:
    field, vocabulary = column.field, plan.readers.vocabulary
    if field.note:
        yield field.note
    if field.key:
        yield _KEY if sheet is plan.people else _KEY_AGAIN.format(title=plan.people.title)
        return
    if column.choices:
        yield _CHOOSE.format(choices=_first(column.choices))
    else:
        yield _TYPE.format(expected=FieldReader(field, vocabulary.words).expected)
    yield from _cell_words(field, vocabulary)
    if sheet.of:
        yield from _list_words(column, sheet.of, plan)
    yield _blank(field, vocabulary)
    if field.personal:
        yield _PERSONAL


def _cell_words(field: Field, vocabulary: Vocabulary) -> Iterator[Text]:
    """Words with a meaning of their own, by what they mean."""
    by_meaning: dict[Text, list[str]] = {}
    for word, meaning in field.cells.items():
        by_meaning.setdefault(_meaning(meaning, field, vocabulary), []).append(word)
    yield from (_WORDS.format(words=quoted(words), meaning=meaning) for meaning, words in by_meaning.items())


def _first(choices: Sequence[str]) -> str:
    """The choices, as far as there is room; one at least."""
    shown = [c for n, c in enumerate(choices, 1) if n == 1 or len("; ".join(choices[:n])) <= _SHOWN]
    return "; ".join(shown) + ("; …" if len(shown) < len(choices) else ".")


def _list_words(column: Column, of: Field, plan: Plan) -> Iterator[Text]:
    """How a list is said to be empty, at its records' columns where the words have no other meaning."""
    reader = plan.readers.of(column.field)
    words = [w for w, meaning in of.cells.items() if meaning == () and reader.read(w).expected is not None]
    if words and column.choices:
        yield _WORDS.format(words=quoted(words), meaning=_meaning((), of, None))


def quoted(words: Iterable[str]) -> Text:
    """Words in quotation marks, with commas between."""
    words = tuple(words)
    return Text(", ".join(f"«{w}»" for w in words), ", ".join(f'"{w}"' for w in words))


def _meaning(meaning: CellMeaning, field: Field, vocabulary: Vocabulary | None) -> Text:
    match meaning:
        case Unknown():
            return _UNKNOWN
        case ():
            return _NONE.format(list=field.label)
        case Statement(facts) if vocabulary:
            fields = vocabulary.fields
            said = [(fields[name], value) for name, value in facts.items()]
            return Text(*(
                "; ".join(f"{of.label[lang]}: {in_lang(_value(value, of), lang)}" for of, value in said)
                for lang in Lang
            ))  # fmt: skip
        case _:
            value = _value(meaning, field)
            return Text(in_lang(value, Lang.VI), in_lang(value, Lang.EN))


def _value(value: object, field: Field) -> object:
    """A value of the vocabulary itself, which is nobody's: never masked."""
    if field.personal and isinstance(value, str):
        return next((c.label for c in field.type.choices if c.code == value), value)
    return shown(value, None if field.personal else field)


def _blank(field: Field, vocabulary: Vocabulary) -> Text:
    if field.defaults_to:
        return _DEFAULT.format(field=vocabulary.fields[field.defaults_to].label)
    if field.defaults_by_level:
        labels = [vocabulary.fields[name].label for name in dict.fromkeys(field.defaults_by_level.values())]
        fields = Text(", ".join(label.vi for label in labels), ", ".join(label.en for label in labels))
        return _BY_LEVEL.format(fields=fields)
    return _BLANK.format(meaning=_meaning(field.blank, field, vocabulary))


def example(column: Column, number: int, lang: Lang) -> str:
    """What a made-up case might have in a cell; ``number`` tells cases apart, from 1."""
    field = column.field
    if field.key:
        return _EXAMPLE_ID.format(number=number)[lang]
    if column.choices:
        return column.choices[(number - 1) % len(column.choices)]
    if field.type.kind is Kind.DATE:
        day = date(1975, 12, 31)
        return (f"{day:%d/%m/%Y}", f"{day:%m/%Y}", f"{day:%Y}")[(number - 1) % 3]
    if field.type.kind in (Kind.INTEGER, Kind.NUMBER):
        return str(min(int(field.least or 0) + number, int(field.most) if field.most is not None else number + 1))
    return _EXAMPLE.format(heading=column.heading, number=number)[lang]
