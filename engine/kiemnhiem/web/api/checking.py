"""Cases that a program sends: decided twice and explained, as ``kiemnhiem check --format json`` does; over time."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse

from kiemnhiem.cases import read_objects
from kiemnhiem.cases.case import Case
from kiemnhiem.errors import Disagreement, UsageError
from kiemnhiem.explain.finding import CaseFinding
from kiemnhiem.explain.question import Question
from kiemnhiem.language import Text
from kiemnhiem.policy import codes as policy_codes
from kiemnhiem.policy.byplace import Programs
from kiemnhiem.policy.model import Library
from kiemnhiem.problem import Problem, did_you_mean
from kiemnhiem.report.run import Run
from kiemnhiem.report.structured import case_object, text_object
from kiemnhiem.report.timeline import timeline_object
from kiemnhiem.trust.audit.actions import DECIDED
from kiemnhiem.trust.receipt import Input, Receipt
from kiemnhiem.trust.seal import Seal
from kiemnhiem.web import codes
from kiemnhiem.web.access.roles import Permission
from kiemnhiem.web.access.visitor import Officer, Visitor
from kiemnhiem.web.api import shapes
from kiemnhiem.web.api.answers import ANSWERED, BY_COOKIE, BY_TOKEN, problem_object
from kiemnhiem.web.api.bodies import described, sent
from kiemnhiem.web.busy import HEAVY
from kiemnhiem.web.desk import Desk
from kiemnhiem.web.pace import Work

router = APIRouter(prefix="/api", tags=["cases"], dependencies=[BY_TOKEN, BY_COOKIE], responses=ANSWERED)

#: Years that one timeline may span.
YEARS = 30
SUBJECT = "candidate"
_NOT_GRANTED = Text(
    "Hồ sơ này thuộc địa phương bạn không được giao, hoặc không rõ thuộc địa phương nào: khi đó hãy ghi place.",
    "The case belongs to a place that was not granted to you, or its place is not known: then name a place.",
)


@router.post(
    "/check", response_model=shapes.Checked, openapi_extra=described(shapes.CheckAsked), dependencies=[HEAVY],
    summary="Decide cases, and explain each",
)  # fmt: skip
def check(
    request: Request, visitor: Officer, asked: Annotated[shapes.CheckAsked, Depends(sent(shapes.CheckAsked))]
) -> JSONResponse:
    """Each case is decided twice, by engines that share only the operator table; where they differ no verdict is told,
    and the case is among `refused`. What cannot be read is among `problems`, and unknown.
    """
    desk: Desk = request.app.state.desk
    desk.pace.owe(visitor.id, Work.CASES, len(asked.cases) - 1)
    subject = subject_of(desk.library, asked.policies, asked.subject)
    reading = read_objects(asked.cases, desk.library, subject)
    day = asked.as_of or desk.settings.today()
    facts = (case.facts for case in reading.cases)
    question = Question(Programs(desk.library, day, asked.policies, subject, asked.place, facts))
    told = _Told(desk, visitor, question, asked.place)
    shown = asked.show_personal and visitor.may(Permission.PERSONAL)
    seal = Seal("check", asked.place, subject, asked.policies, options={"show_personal": shown})
    findings = [*seal.watch(told.findings(reading.cases))]
    receipt = _received(seal.receipt(question.programs.whole, told.engine), asked)
    _note(desk, visitor, receipt)
    run = Run(question.programs.whole, told.engine)
    head = {"as_of": day.isoformat(), "library": run.library, "engine": told.engine}
    return JSONResponse({
        "cases": [{**head, **case_object(f, show_personal=shown)} for f in findings],
        "refused": [{"case": id_, "error": text_object(why)} for id_, why in told.refused],
        "problems": [problem_object(p) for p in reading.problems],
        "receipt": receipt.object(),
    })  # fmt: skip


@dataclass
class _Told:
    """Decides cases; gathers those of which nothing is told."""

    desk: Desk
    visitor: Visitor
    question: Question
    place: str | None
    refused: list[tuple[str, Text]] = field(default_factory=list)
    once: bool = False

    @property
    def engine(self) -> str:
        """Who decided: one engine only, where the second was not to be had for some case."""
        return "reference" if self.once else "reference+rete"

    def findings(self, cases: Sequence[Case]) -> Iterator[CaseFinding]:
        granted = self.visitor.granted(self.desk.library)
        for case in cases:
            program = self.question.program(case)
            if granted is not None and (self.place or program.vocabulary.place_of(case.facts)) not in granted:
                self.refused.append((case.id, _NOT_GRANTED))
                continue
            try:
                once = self.desk.second.agree(program, case, self.question.decide(case))
            except Disagreement as error:
                self.refused.append((case.id, error.text))
                continue
            self.once = self.once or once is not None
            yield self.question.advise(case)


def subject_of(library: Library, policies: list[str], named: str | None) -> str:
    """What the cases are: as named, else as the first policy that was asked. Raises :class:`UsageError`."""
    if named is None:
        first = library.policies.get(policies[0]) if policies else None
        return first.subject if first else SUBJECT
    if named not in library.vocabularies:
        near = did_you_mean(named, library.vocabularies)
        raise UsageError([Problem(policy_codes.UNKNOWN_SUBJECT, None, {"found": named}, near)])
    return named


def _received(receipt: Receipt, asked: shapes.CheckAsked) -> Receipt:
    """The receipt, with the digest of the cases as compact JSON."""
    sent_ = json.dumps(asked.cases, ensure_ascii=False, separators=(",", ":"), default=str).encode()
    return replace(receipt, inputs=(Input("cases", len(sent_), hashlib.sha256(sent_).hexdigest()),))


def _note(desk: Desk, visitor: Visitor, receipt: Receipt) -> None:
    details = {
        "command": "api check", "as_of": receipt.as_of.isoformat(), "place": receipt.place, "engine": receipt.engine,
        "library": f"{receipt.library}@{receipt.library_digest}", "policies": [*receipt.asked],
        "verdicts": dict(receipt.results.verdicts), "results": receipt.results.digest,
    }  # fmt: skip
    desk.audit.record(visitor.name, DECIDED, receipt=receipt.id, details=details)


@router.post(
    "/timeline", openapi_extra=described(shapes.TimelineAsked), dependencies=[HEAVY],
    response_model=dict[str, Any], summary="Follow a case through the years",
)  # fmt: skip
def timeline(
    request: Request, visitor: Officer, asked: Annotated[shapes.TimelineAsked, Depends(sent(shapes.TimelineAsked))]
) -> JSONResponse:
    """Its verdicts on every day when they may change, and why: what `kiemnhiem timeline --format json` prints."""
    desk: Desk = request.app.state.desk
    library = desk.library
    shown = asked.show_personal and visitor.may(Permission.PERSONAL)
    if not (asked.until - asked.from_).days >= 0 or asked.until.year - asked.from_.year > YEARS:
        values = {"start": asked.from_, "until": asked.until, "most": YEARS, "first": 1900, "last": 2100}
        raise UsageError([Problem(codes.PERIOD, None, values)])
    subject = subject_of(library, asked.policies, asked.subject)
    history = desk.history(asked.from_, asked.until, tuple(asked.policies), subject, asked.place)
    reading = read_objects([asked.case], library, subject)
    return JSONResponse({
        "library": library.digest,
        **timeline_object(history.of(reading.cases[0]), library, show_personal=shown),
        "problems": [problem_object(p) for p in reading.problems],
    })  # fmt: skip
