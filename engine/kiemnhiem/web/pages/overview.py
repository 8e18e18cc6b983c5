"""How a list came out as a whole: charts, each with the table behind it, whose rows lead to the cases they count."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from kiemnhiem.evaluate.decision import Outcome, Verdict
from kiemnhiem.language import Lang, Text
from kiemnhiem.policy.byplace import together
from kiemnhiem.policy.model import Strength
from kiemnhiem.policy.program import Rule
from kiemnhiem.report import charts, names, words
from kiemnhiem.report.charts import Chart
from kiemnhiem.report.places import PlaceCount, PlaceCounts
from kiemnhiem.report.summary import NamedCount, RequirementCount, Summary
from kiemnhiem.web.access.visitor import Who
from kiemnhiem.web.pages.listing import facets
from kiemnhiem.web.pages.screening import is_outdated
from kiemnhiem.web.render import lang_of, page
from kiemnhiem.web.results import indicators
from kiemnhiem.web.results.index import Mark
from kiemnhiem.web.screenings import Look, is_at_work, look

router = APIRouter(include_in_schema=False)
_AREA, _PLACE = Text("Đơn vị", "Area"), Text("Địa phương", "Place")
_NOT_KNOWN = Text("(không rõ)", "(not known)")


@dataclass(frozen=True)
class Linked:
    """A chart, and for each row of its table the address of the cases that the row counts, or nothing."""

    chart: Chart
    links: tuple[str, ...]


@router.get("/screenings/{screening}/overview")
def overview(request: Request, visitor: Who, screening: str) -> Response:
    """The page."""
    found = look(request.app.state.desk, visitor, screening)
    if not found.is_ready or is_at_work(found.screened):
        return RedirectResponse(f"/screenings/{screening}", 303)
    counted = facets(found)
    return page(
        request, "overview.html", visitor, look=found, charts=list(_charts(found, lang_of(request))),
        verdicts=[(v, counted.verdicts[v]) for v in words.VERDICTS if counted.verdicts[v]], cases=counted.cases,
        outdated=is_outdated(found),
    )  # fmt: skip


def _charts(found: Look, lang: Lang) -> Iterator[Linked]:
    """The charts for which there are figures."""
    counts = _places(found)
    if len(counts.places) > 1:
        chart = charts.by_place(counts, lang)
        areas = (place.place.vi for place in counts.places)
        yield Linked(chart, tuple(_listed(found, area=a) if found.shows_personal and a else "" for a in areas))
    summary = _summary(found)
    if summary.requirements:
        yield Linked(
            charts.stopping(summary, lang),
            tuple(_listed(found, **{_stopped_by(c): f"{c.policy}#{c.rule.id}"}) for c in summary.requirements),
        )
    if awaited := sorted((*summary.missing, *summary.judgements), key=lambda count: -count.cases):
        marks = ((Mark.JUDGEMENT if "#" in count.name else Mark.MISSING, count.name) for count in awaited)
        yield Linked(charts.waiting(summary, lang), tuple(_listed(found, **{m.value: name}) for m, name in marks))
    kept = found.results.about().get("indicators", {})
    asked = found.asked
    if results := [*indicators.results(kept, found.desk.library, asked.as_of, asked.place, found.places)]:
        yield Linked(charts.indicators(results, lang), ("",) * len(results))


def _listed(found: Look, **wanted: str) -> str:
    """The list, narrowed down."""
    return f"/screenings/{found.screening.id}?{urlencode(wanted)}"


def _stopped_by(count: RequirementCount) -> str:
    return (Mark.NOT_MET if count.outcomes[Outcome.NOT_MET] else Mark.UNKNOWN).value


def _places(found: Look) -> PlaceCounts:
    """Verdicts by what officers call the place, for those who may see it; else by the library's places. Those with most
    cases first.
    """
    if found.shows_personal:
        areas = found.results.by_area(found.everybody)
        return _ranked(_AREA, ((Text(area, area) if area else _NOT_KNOWN, of) for area, of in areas.items()))
    known = found.desk.library.localities
    places = found.results.by_place(found.everybody)
    return _ranked(_PLACE, ((known[p].label if p and p in known else _NOT_KNOWN, of) for p, of in places.items()))


def _ranked(by: Text, counted: Iterable[tuple[Text, Mapping[Verdict, int]]]) -> PlaceCounts:
    places = (PlaceCount(place, {v: of.get(v, 0) for v in words.VERDICTS}) for place, of in counted)
    return PlaceCounts(by, tuple(sorted(places, key=lambda place: -place.cases)))


def _summary(found: Look) -> Summary:
    """The figures that charts are drawn of. Requirements are ranked as charts rank them."""
    programs = found.asked.programs(found.desk.library)
    program = together(programs.every)
    counted = facets(found)
    rules = {(p.id, rule.id): (p.title, rule) for p in program.screened for rule in p.rules}
    stopping = [*_requirements(rules, dict(counted.marks[Mark.NOT_MET]), dict(counted.marks[Mark.UNKNOWN]))]
    missing = [NamedCount(n, names.label(program, n), k) for n, k in counted.marks[Mark.MISSING]]
    questions = names.questions(program, [name for name, _ in counted.marks[Mark.JUDGEMENT]])
    return Summary(
        as_of=program.as_of, library=found.screening.library, engine="", cases=counted.cases,
        verdicts={v: counted.verdicts[v] for v in words.VERDICTS},
        requirements=tuple(sorted(stopping, key=_most_first)), missing=tuple(missing),
        judgements=tuple(NamedCount(n, questions[n], k) for n, k in counted.marks[Mark.JUDGEMENT]),
        remedies=(), rejected=(), problems=(), doubts=(),
    )  # fmt: skip


def _requirements(
    rules: Mapping[tuple[str, str], tuple[Text, Rule]], not_met: Mapping[str, int], unknown: Mapping[str, int]
) -> Iterator[RequirementCount]:
    """The requirements that stop some case."""
    for (policy, id_), (title, rule) in rules.items():
        name = f"{policy}#{id_}"
        failed, open_ = not_met.get(name, 0), unknown.get(name, 0)
        if rule.strength is Strength.MUST and (failed or open_):
            outcomes = dict.fromkeys(Outcome, 0) | {Outcome.NOT_MET: failed, Outcome.UNKNOWN: open_}
            yield RequirementCount(policy, title, rule, False, outcomes)


def _most_first(count: RequirementCount) -> tuple[int, int]:
    return -count.outcomes[Outcome.NOT_MET], -count.outcomes[Outcome.UNKNOWN]
