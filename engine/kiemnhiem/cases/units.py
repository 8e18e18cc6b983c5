"""Units of government by their names, and what stands for them on a day.

Provinces come from the library; communes and districts from the data of the package ``vietnamadminunits`` (the extra
``places``). Only its data is read: its own converter asks geocoders on the network for streets.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path

from kiemnhiem.cases.matching import clean, fold
from kiemnhiem.language import Text
from kiemnhiem.policy.model import ALL_TIME, Library, Period
from kiemnhiem.problem import unaccented

PACKAGE = "vietnamadminunits"
#: The layers whose units the package has, in the library's words.
DISTRICT, COMMUNE = "district", "commune"
#: Columns of the package's tables: a unit's full name, its short name, its key and the words it is known by.
_COLUMNS = ("{0}", "{0}Short", "{0}Key", "{0}Keywords")


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit by its full name, narrow to wide. ``others``: those that stand for it in the time in which it does not."""

    name: Text
    period: Period = ALL_TIME
    others: tuple[Text, ...] = ()

    def on(self, day: date) -> tuple[Text, ...]:
        """The names of the units that stand for it on a day."""
        return (self.name,) if day in self.period else self.others


def provinces(library: Library, name: str) -> list[Unit]:
    """The places of the library's own data that bear a name."""
    wanted = fold(name)
    return [
        Unit(p.label, p.period, tuple(library.localities[other].label for other in p.becomes))
        for p in library.localities.values()
        if wanted in {fold(p.label.vi), fold(p.label.en), *map(fold, p.aliases)}
    ]


def gazetteer(library: Library) -> Gazetteer | None:
    """Communes and districts; ``None`` without the package, or where the library does not say when districts ended."""
    spec = find_spec(PACKAGE)
    folders = spec.submodule_search_locations if spec else None
    ended = library.layers[DISTRICT].period.until if DISTRICT in library.layers else None
    if not folders or ended is None:
        return None
    data = Path(folders[0]) / "data"
    complete = all((data / file).is_file() for file in (Gazetteer.UNITS, Gazetteer.SUCCESSION))
    return Gazetteer(library, data, ended) if complete else None


@dataclass(frozen=True, slots=True)
class _Entry:
    """A unit of the data: its key there, its names from narrow to wide, and for each the words it is known by."""

    key: str
    layer: str
    names: tuple[str, ...]
    shorts: tuple[str, ...]
    words: tuple[frozenset[str], ...]

    def fits(self, parts: list[str]) -> bool:
        """Whether the first part names it and each further part a unit around it, without regard to diacritics."""
        plain = [_plain(part) for part in parts]
        return plain[0] in self.words[0] and all(any(p in w for w in self.words[1:]) for p in plain[1:])

    def exactly(self, parts: list[str]) -> bool:
        """Whether the letters of the first part are its own."""
        return fold(parts[0]) in (fold(self.names[0]), fold(self.shorts[0]))


class Gazetteer:
    """Communes and districts until the day on which districts ended, and the communes since.

    :param library: whose words for provinces are understood besides the package's own.
    :param folder: the data of the package.
    :param ended: the last day of the old units.
    """

    UNITS, SUCCESSION = "dataset.db", "converter_2025.json"

    def __init__(self, library: Library, folder: Path, ended: date) -> None:
        self._library, self._folder = library, folder
        self._old, self._new = Period(None, ended), Period(ended + timedelta(days=1))

    def find(self, name: str) -> list[Unit]:
        """The communes and districts that a name may mean: ``xã Mỹ Khánh, huyện Phong Điền``, or less.

        Those whose letters are the same, diacritics included, if there are any; else those that look alike.
        """
        parts = [part for part in map(clean, name.split(",")) if _plain(part)]
        if not parts:
            return []
        parts[1:] = [next((p.name.vi for p in provinces(self._library, part)), part) for part in parts[1:]]
        fitting = [(e, p) for entries, p in self._divisions for e in entries.values() if e.fits(parts)]
        exact = [(e, p) for e, p in fitting if e.exactly(parts)]
        return [self._unit(entry, period) for entry, period in exact or fitting]

    def _unit(self, entry: _Entry, period: Period) -> Unit:
        around, after = (e for e, _ in self._divisions)
        if period is self._new:
            others = [around[k] for k in self._before.get(entry.key, ()) if k in around]
        else:
            inside = (
                [entry.key] if entry.layer == COMMUNE else [k for k in self._after if k.startswith(entry.key + "_")]
            )
            others = [after[k] for k in dict.fromkeys(new for key in inside for new in self._after.get(key, ()))]
        return Unit(_words(entry), period, tuple(map(_words, others)))

    @cached_property
    def _divisions(self) -> tuple[tuple[Mapping[str, _Entry], Period], tuple[Mapping[str, _Entry], Period]]:
        """The old units with their period, and today's."""
        communes = self._entries("admin_units_legacy", ("ward", "district", "province"), COMMUNE)
        districts = self._entries("admin_units_legacy", ("district", "province"), DISTRICT)
        today = self._entries("admin_units", ("ward", "province"), COMMUNE)
        return ({**districts, **communes}, self._old), (today, self._new)

    def _entries(self, table: str, units: tuple[str, ...], layer: str) -> dict[str, _Entry]:
        columns = ", ".join(column.format(unit) for unit in units for column in _COLUMNS)
        query = f"SELECT DISTINCT {columns} FROM {table} WHERE {units[0]} IS NOT NULL"  # noqa: S608 - names of our own
        address = (self._folder / self.UNITS).as_uri() + "?mode=ro"
        with closing(sqlite3.connect(address, uri=True)) as data:
            return {e.key: e for e in (_entry(row, layer) for row in data.execute(query))}

    @cached_property
    def _after(self) -> Mapping[str, tuple[str, ...]]:
        """Old communes to those they became; one that was divided, to each that took a part."""
        data = json.loads((self._folder / self.SUCCESSION).read_text(encoding="utf-8"))
        whole = (
            (old, f"{province}_{new}")
            for province, communes in data["DICT_PROVINCE_WARD_NO_DIVIDED"].items()
            for new, olds in communes.items()
            for old in olds
        )
        divided = (
            (old, f"{province}_{new['newWardKey']}")
            for province, communes in data["DICT_PROVINCE_WARD_DIVIDED"].items()
            for old, news in communes.items()
            for new in news
        )
        return _grouped((*whole, *divided))

    @cached_property
    def _before(self) -> Mapping[str, tuple[str, ...]]:
        """Today's communes to the old ones they were made of, in whole or in part."""
        return _grouped((new, old) for old, news in self._after.items() for new in news)


def _entry(row: tuple[str, ...], layer: str) -> _Entry:
    names, shorts, keys, words = (row[i :: len(_COLUMNS)] for i in range(len(_COLUMNS)))
    known = tuple(frozenset(json.loads(w)) for w in words)
    return _Entry("_".join(reversed(keys)), layer, names, shorts, known)


def _grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    groups: dict[str, dict[str, None]] = {}
    for key, value in pairs:
        groups.setdefault(key, {})[value] = None
    return {key: tuple(values) for key, values in groups.items()}


def _words(entry: _Entry) -> Text:
    """Names of communes and districts are not translated."""
    return Text(", ".join(entry.names), ", ".join(entry.names))


def _plain(text: str) -> str:
    """Letters and digits alone, as the package's words have them."""
    return "".join(c for c in unaccented(text) if c.isalnum())
