"""What programs send, and what they get: the shapes of the API, named in its description.

What is answered of a case is what ``kiemnhiem check --format json`` prints.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from kiemnhiem.cases.dates import FIRST_YEAR, LAST_YEAR
from kiemnhiem.evaluate.decision import Outcome, Verdict
from kiemnhiem.web.store.tables import State

#: Cases of one request, and policies asked of them.
CASES, POLICIES = 100, 100
_NAME = 255


def _day(value: object) -> object:
    """A day in ISO 8601, and nothing else that might be taken for one."""
    try:
        day = date.fromisoformat(value) if isinstance(value, str) and len(value) == len("2018-12-30") else None
    except ValueError:
        day = None
    if day is None or not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(f"a day such as 2018-12-30, in the years {FIRST_YEAR} to {LAST_YEAR}")
    return day


Day = Annotated[date, BeforeValidator(_day)]
Name = Annotated[str, Field(max_length=_NAME)]


class Asked(BaseModel):
    """A body: keys that are not known are refused."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Told(BaseModel):
    """An answer: it has these keys and no others."""

    model_config = ConfigDict(extra="forbid")


class Words(Told):
    """The same in Vietnamese and English."""

    vi: str
    en: str


class Error(Told):
    """Why there is no answer."""

    error: Words
    details: list[Words] = Field(description="What is wrong, one by one")


class CheckAsked(Asked):
    """Cases and what to ask of them."""

    cases: list[dict[str, Any]] = Field(
        min_length=1, max_length=CASES, description="Each as in a JSON file: facts by their names, labels or headings"
    )
    policies: list[Name] = Field(default=[], max_length=POLICIES, description="None: by the posts of each person")
    as_of: Day | None = Field(default=None, description="The day to decide for; today unless one is named")
    place: Name | None = Field(default=None, description="The place of all cases; each case's own unless one is named")
    subject: Name | None = Field(default=None, description="What the cases are; the policies' own unless one is named")
    show_personal: bool = False


class TimelineAsked(Asked):
    """A case, and the days to follow it through."""

    case: dict[str, Any]
    from_: Day = Field(alias="from")
    until: Day
    policies: list[Name] = Field(default=[], max_length=POLICIES)
    place: Name | None = None
    subject: Name | None = None
    show_personal: bool = False


class AnswerAsked(Asked):
    """An answer to a judgement of a case."""

    judgement: Name = Field(description="As `judgements` of the case names it: `policy#requirement`")
    answer: bool | None = Field(description="null takes an earlier answer back")
    by: str = Field(description="Who decided", max_length=_NAME)
    on: Day = Field(description="The day on which it was decided")
    show_personal: bool = False


class Source(Told):
    """A document that a requirement rests on, and how well it is known."""

    document: str
    number: str
    date: date
    clause: str | None
    evidence: str
    in_force: bool | None
    in_doubt: bool


class Fact(Told):
    """A fact that a requirement looked at. ``masked``: its value is personal and not shown."""

    field: str
    actual: Words | None
    required: Words
    role: str | None = None
    masked: bool | None = None


class Remedy(Told):
    """What could cure it; of a policy that is the cure, its verdict."""

    text: Words
    policy: str | None
    verdict: Verdict | None


class Finding(Told):
    """A requirement, its outcome and why."""

    requirement: str
    outcome: Outcome
    because: Words
    facts: list[Fact]
    source: Source | list[Source] | None
    exception: str | list[str] | None
    remedy: Remedy | None


class Policy(Told):
    """A policy that the case was asked."""

    policy: str
    verdict: Verdict
    findings: list[Finding]


class Rule(Told):
    """A requirement of a policy."""

    policy: str
    requirement: str


class Changed(Told):
    """A fact that would have to be otherwise."""

    field: str
    how: str | None
    weight: int
    before: Words | None
    after: Words
    requirements: list[Rule]
    remedies: list[Words]
    masked: bool | None = None


class Wait(Told):
    """A day on which the case becomes eligible by itself."""

    from_: date = Field(alias="from")
    weight: int
    reasons: list[Words]
    requirements: list[Rule]


class Smallest(Told):
    """The smallest change that would make the case eligible."""

    found: bool
    complete: bool
    weight: int | None
    changes: list[Changed]
    supplied: list[Changed]
    wait: Wait | None
    bars: list[Rule]
    uncovered: bool


class Case(Told):
    """A case in full, as ``kiemnhiem check --format json`` has it."""

    as_of: date
    library: str
    engine: str
    case: str
    verdict: Verdict
    policies: list[Policy]
    missing: list[str]
    judgements: list[str]
    uncovered: list[Words]
    notes: list[Words]
    change: Smallest | None


class Unanswered(Told):
    """A case of which no verdict is told, and why."""

    case: str
    error: Words


class Met(Told):
    """What was met in reading the cases."""

    code: str
    severity: str
    place: str | None
    message: Words


class Checked(Told):
    """The answers in the order of the cases; those that are not told; what was met in reading; the receipt."""

    cases: list[Case]
    refused: list[Unanswered]
    problems: list[Met]
    receipt: dict[str, Any]


class Job(Told):
    """Work on a screening. ``done`` of ``total`` cases; 0 where that is not known."""

    id: str
    state: State
    stage: str
    done: int
    total: int
    problem: Words | None


class Screening(Told):
    """A file and what was asked of it. ``figures``: cases by verdict, of all places; not told to those who see some."""

    id: str
    file: str
    owner: str
    own: bool
    subject: str
    policies: list[str]
    place: str | None
    as_of: date
    library: str
    created: datetime
    expires: datetime
    job: Job | None
    figures: dict[Verdict, int] | None
    receipt: str | None


class Screenings(Told):
    """Those that may be seen, newest first."""

    screenings: list[Screening]


class RequirementCount(Rule):
    """Cases that a requirement stops."""

    not_met: int
    unknown: int


class MissingCount(Told):
    """Cases that wait for a fact."""

    field: str
    cases: int


class JudgementCount(Told):
    """Cases that wait for a judgement."""

    judgement: str
    cases: int


class Summary(Told):
    """Numbers of the cases that may be seen."""

    cases: int
    verdicts: dict[Verdict, int]
    requirements: list[RequirementCount]
    missing: list[MissingCount]
    judgements: list[JudgementCount]


class ScreeningInFull(Screening):
    """With the figures, once there are results."""

    summary: Summary | None


class Listed(Told):
    """A case of a screening. ``name`` and ``area`` where they are asked for and may be seen."""

    case: str
    verdict: Verdict
    place: str | None
    name: str | None
    area: str | None
    not_met: list[str]
    unknown: list[str]
    missing: list[str]
    judgements: list[str]


class Cases(Told):
    """A page of cases. ``total``: all that the filters let through; ``next``: the cursor of the next page."""

    cases: list[Listed]
    total: int
    next: str | None


class PolicyListed(Told):
    """A policy of the library."""

    policy: str
    title: Words
    subject: str
    posts: list[str]
    from_: date | None = Field(alias="from")
    until: date | None
    requirements: int


class Policies(Told):
    """The policies of the library, and which library it is."""

    library: str
    policies: list[PolicyListed]


class Requirement(Told):
    """What a policy asks, in a sentence."""

    requirement: str
    title: Words
    sentence: Words
    strength: Literal["must", "should"]
    question: bool
    period: Words
    sources: list[Source]


class PolicyInFull(Told):
    """A policy to read, as it stands on a day, or with all its dates."""

    policy: str
    title: Words
    stance: str
    concerns: Words
    period: Words
    as_of: date | None
    note: Words | None
    requirements: list[Requirement]
    amended_by: list[Words]
    sources: list[Source]


class Problem(Told):
    """What a code means and what to do."""

    code: str
    severity: str
    message: Words
    advice: Words
