"""Findings that an author accepts: ``# prove: accepted NAME — reason`` on the line that is named, or right above it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import yaml

from kiemnhiem.author.comments import Comment, comments
from kiemnhiem.author.prove import codes
from kiemnhiem.author.prove.proof import Proof
from kiemnhiem.policy.library import display_name, files_in
from kiemnhiem.policy.model import ALL_TIME, Library
from kiemnhiem.problem import Code, Place, Problem, did_you_mean

_ACCEPTED = re.compile(r"#\s*prove:\s*accepted\s++(?P<name>[\w-]+)\s*+(?:[—–:-]+\s*(?P<reason>\S.*))?$")


@dataclass(frozen=True)
class Acceptance:
    """One comment. ``line``: the line it speaks of; ``at``: where it stands."""

    name: str
    reason: str
    line: int
    at: Place


class Acceptances:
    """The comments of a library's files."""

    def __init__(self, library: Library) -> None:
        self._by_file: dict[str, list[Acceptance]] = {}
        self._used: set[Acceptance] = set()
        for path in files_in(Path(library.root)):
            name = display_name(path)
            found = list(_read(path, name))
            if found:
                self._by_file[name] = found

    def applied(self, proof: Proof) -> Proof:
        """The proof, with the reason for which it is accepted."""
        place = proof.problem.place
        own = self._by_file.get(place.file, []) if place else []
        for one in own:
            if one.name == proof.name and one.reason and place and one.line == place.line:
                self._used.add(one)
                return replace(proof, accepted=one.reason)
        return proof

    def problems(self, *, whole: bool) -> Iterator[Proof]:
        """Comments without a reason; where the ``whole`` library was asked at all dates, those that accept nothing."""
        for found in self._by_file.values():
            for one in found:
                if not one.reason:
                    yield self._about(codes.NO_REASON, one)
                elif whole and one not in self._used:
                    yield self._about(codes.ACCEPTED_NOTHING, one)

    @staticmethod
    def _about(code: Code, one: Acceptance) -> Proof:
        meant = did_you_mean(one.name, codes.NAMES.values()) if one.name not in codes.NAMES.values() else None
        return Proof(Problem(code, one.at, {"found": one.name}, meant), "", ALL_TIME)


def _read(path: Path, name: str) -> Iterator[Acceptance]:
    text = path.read_text(encoding="utf-8-sig")
    if "prove:" not in text:
        return
    try:
        found = list(comments(text))
    except yaml.YAMLError:
        return
    alone = {c.line for c in found if c.alone}
    for comment in found:
        match = _ACCEPTED.match(comment.text)
        if match:
            line = _spoken_of(comment, alone)
            yield Acceptance(match["name"], match["reason"] or "", line, Place(name, comment.line, comment.column))


def _spoken_of(comment: Comment, alone: set[int]) -> int:
    line = comment.line
    if comment.alone:
        while line in alone:
            line += 1
    return line
