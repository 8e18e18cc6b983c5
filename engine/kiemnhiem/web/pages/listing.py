"""The list of a screening's cases as it was asked for: which of them, in which order, which page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from kiemnhiem.evaluate.decision import Verdict
from kiemnhiem.language import Text
from kiemnhiem.report import words
from kiemnhiem.web.results.facets import Facets, facets_of
from kiemnhiem.web.results.index import Filter, Mark, Sort
from kiemnhiem.web.results.labels import Labels
from kiemnhiem.web.screenings import Look

SIZES = (25, 50, 100, 200)
_SIZE = 50
_SORTS = {"id": Sort.ID, "name": Sort.NAME, "area": Sort.AREA, "verdict": Sort.VERDICT}
#: What a list of somebody who may not see names is never sorted by.
_PERSONAL = ("name", "area")
#: Filters by the names of their parameters.
FILTERS: Mapping[str, Text] = {
    "verdict": Text("Kết luận", "Verdict"),
    "area": Text("Đơn vị", "Area"),
    "not_met": Text("Yêu cầu không đạt", "Requirement not met"),
    "unknown": Text("Yêu cầu chưa rõ", "Requirement unknown"),
    "missing": Text("Thông tin còn thiếu", "Missing fact"),
    "judgement": Text("Chờ kết luận về", "Judgement awaited"),
    "q": Text("Tìm", "Search"),
}


@dataclass(frozen=True)
class Listing:
    """What was asked. ``sort``: the name of a column, empty for the order of the file; ``page`` from 1."""

    wanted: Filter
    sort: str = ""
    down: bool = False
    page: int = 1
    size: int = _SIZE

    @property
    def by(self) -> Sort:
        """The order."""
        return _SORTS.get(self.sort, Sort.ROW)

    @property
    def start(self) -> int:
        """Where the page begins."""
        return (self.page - 1) * self.size

    def turned(self, cases: int) -> Listing:
        """The listing at a page that there is."""
        return replace(self, page=min(self.page, max(1, self.pages(cases))))

    def pages(self, cases: int) -> int:
        """How many pages so many cases have."""
        return -(-cases // self.size)


def listing(look: Look, asked: Mapping[str, str]) -> Listing:
    """What the parameters of an address ask for. What is no choice of theirs is passed over."""
    shown = look.shows_personal
    verdict = asked.get("verdict", "")
    wanted = Filter(
        look.places,
        Verdict(verdict) if verdict in set(Verdict) else None,
        (asked.get("area") or None) if shown else None,
        words=asked.get("q", "").strip()[:200],
        by_name=shown,
        **{mark.value: asked.get(mark.value) or None for mark in Mark},
    )
    sort, size = asked.get("sort", ""), _number(asked.get("size"), _SIZE)
    known = sort in _SORTS and (shown or sort not in _PERSONAL)
    return Listing(
        wanted, sort if known else "", asked.get("down") == "1", max(1, _number(asked.get("page"), 1)),
        size if size in SIZES else _SIZE,
    )  # fmt: skip


def facets(look: Look) -> Facets:
    """What the list can be narrowed down by."""
    return facets_of(look.folder / "results.sqlite", look.places)


def counted(look: Look, wanted: Filter, known: Facets) -> int:
    """How many cases a filter lets through; taken from ``known`` where it is one of its numbers."""
    for mark in Mark:
        if wanted == Filter(look.places, by_name=wanted.by_name, **{mark.value: getattr(wanted, mark.value)}):
            name = getattr(wanted, mark.value)
            return known.cases if name is None else dict(known.marks[mark]).get(name, 0)
    return look.results.count(wanted)


def active(listing: Listing, labels: Labels) -> Iterator[tuple[str, Text, Text]]:
    """The filters that are in force: parameter, what it is called, what it lets through."""
    wanted = listing.wanted
    if wanted.verdict:
        yield "verdict", FILTERS["verdict"], words.VERDICTS[wanted.verdict]
    if wanted.area is not None:
        yield "area", FILTERS["area"], Text(wanted.area, wanted.area)
    for mark in Mark:
        if name := getattr(wanted, mark.value):
            yield mark.value, FILTERS[mark.value], labels.of(mark, name)
    if wanted.words:
        yield "q", FILTERS["q"], Text(f"«{wanted.words}»", f'"{wanted.words}"')


def _number(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else otherwise  # noqa: PLR2004 - no page is so far
