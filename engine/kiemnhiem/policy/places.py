"""Places from their files: layers of government and their units, with dates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from graphlib import CycleError, TopologicalSorter

from kiemnhiem.language import Text
from kiemnhiem.policy import codes
from kiemnhiem.policy.model import Layer, Locality
from kiemnhiem.policy.parts import citations, words
from kiemnhiem.policy.shapes import PlacesFile
from kiemnhiem.policy.source import Document, Path_
from kiemnhiem.problem import Code, Place, Problem, did_you_mean


def layers(file: PlacesFile) -> dict[str, tuple[Path_, Layer]]:
    """The layers a file declares, with their paths in it."""
    return {id_: (("layers", id_), Layer(id_, Text(s.vi, s.en), s.period())) for id_, s in file.layers.items()}


def localities(file: PlacesFile) -> dict[str, tuple[Path_, Locality]]:
    """The units a file declares, with their paths in it."""
    return {
        id_: (
            ("units", id_),
            Locality(
                id_, Text(s.vi, s.en), s.layer, s.inside, s.cells, s.period(), s.becomes, citations(s.source),
                words(s.note),
            ),
        )
        for id_, s in file.units.items()
    }  # fmt: skip


def check_places(
    files: Iterable[tuple[Document, PlacesFile]], known_layers: Mapping[str, Layer], known: Mapping[str, Locality]
) -> list[Problem]:
    """Units and layers that do not exist, and units that lie in each other."""
    problems: list[Problem] = []

    def need(document: Document, path: Path_, found: str, among: Iterable[str], code: Code) -> None:
        if found not in among:
            problems.append(Problem(code, document.place(path), {"found": found}, did_you_mean(found, among)))

    stands: dict[str, Place] = {}
    for document, file in files:
        for id_, shape in file.units.items():
            path: Path_ = ("units", id_)
            stands[id_] = document.place(path, key=True)
            need(document, (*path, "layer"), shape.layer, known_layers, codes.UNKNOWN_LAYER)
            for i, other in enumerate(shape.becomes):
                need(document, (*path, "becomes", i), other, known, codes.UNKNOWN_PLACE)
            if shape.inside is not None:
                need(document, (*path, "inside"), shape.inside, known, codes.UNKNOWN_PLACE)
    try:
        TopologicalSorter({p.id: {p.inside} for p in known.values() if p.inside}).prepare()
    except CycleError as error:
        cycle = error.args[1]
        problems.append(Problem(codes.PLACE_CYCLE, stands[cycle[0]], {"found": " → ".join(cycle)}))
    return problems
