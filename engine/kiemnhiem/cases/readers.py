"""What reading any file of a subject needs: its headings, its judgements' names, a cell reader per field."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from kiemnhiem.cases.cells import FieldReader
from kiemnhiem.cases.grid import EPOCH
from kiemnhiem.cases.headings import Headings, Questions
from kiemnhiem.policy.model import Library
from kiemnhiem.policy.types import Field, Vocabulary


class Readers:
    """Shared by all files of one reading, so that a text met before is not read again."""

    def __init__(self, vocabulary: Vocabulary, library: Library, mapped: Mapping[str, str] | None = None) -> None:
        self.vocabulary = vocabulary
        self.headings = Headings(vocabulary, library, mapped)
        self.questions = Questions(library, vocabulary.subject)
        self.section = next((f for f in vocabulary.fields.values() if f.section), None)
        self._readers: dict[tuple[int, date, bool], tuple[Field, FieldReader]] = {}

    def of(self, field: Field, epoch: date = EPOCH, *, strict: bool = False) -> FieldReader:
        """The reader of a field; ``epoch`` is day 0 of the file's dates."""
        key = (id(field), epoch, strict)
        if key not in self._readers:  # the field is kept, so that its id stays its own
            self._readers[key] = (field, FieldReader(field, self.vocabulary.words, epoch, strict=strict))
        return self._readers[key][1]
