"""Judgements of one case at the desk: what is asked, what was answered and by whom, and answering."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from threading import Lock

from sqlalchemy import select

from kiemnhiem.cases.case import Case, Recorded
from kiemnhiem.cases.headings import Questions
from kiemnhiem.errors import UsageError
from kiemnhiem.explain.finding import CaseFinding, PolicyFinding
from kiemnhiem.explain.words import day_words
from kiemnhiem.language import Text
from kiemnhiem.policy.model import Strength, judgement_fact
from kiemnhiem.policy.program import Rule
from kiemnhiem.problem import Problem
from kiemnhiem.report import words
from kiemnhiem.trust.audit.actions import JUDGEMENT_GIVEN
from kiemnhiem.trust.audit.record import Entry
from kiemnhiem.web import codes
from kiemnhiem.web.results.index import Filter, Row
from kiemnhiem.web.results.marks import marks_of
from kiemnhiem.web.screenings import Look, is_at_work
from kiemnhiem.web.store.tables import Answer, Screening, User

#: Characters of who decided.
LONGEST = 255
#: The list follows the answers one at a time.
_FOLLOWING = Lock()


@dataclass(frozen=True)
class Given:
    """An answer given at the desk; ``None`` takes the earlier one back. ``account``: who wrote it down, at ``at``."""

    answer: bool | None
    by: str
    on: date
    account: str
    at: datetime


@dataclass(frozen=True)
class Judgement:
    """A question with all the ``facts`` that it means. ``waits``: the verdict does not come without it. ``binding``:
    some requirement that asks it is. ``recorded``: the answer that holds; ``history``: those given here, oldest first.
    """

    question: Text
    facts: tuple[str, ...]
    waits: bool
    binding: bool
    recorded: Recorded | None = None
    history: tuple[Given, ...] = ()

    @property
    def fact(self) -> str:
        """The one that names it in forms."""
        return self.facts[0]


def judgements_of(look: Look, case: Case, finding: CaseFinding) -> tuple[Judgement, ...]:
    """What a case is asked, in the order of its policies; a question that several of them ask stands once."""
    meant = Questions(look.desk.library, look.asked.subject)
    history = _history(look, case.id)
    found: dict[str, Judgement] = {}
    awaited = {*finding.judgements}
    for rule in _judged(finding.policies):
        if rule.judgement is None:
            continue
        own, must = judgement_fact(rule.policy, rule.id), rule.strength is Strength.MUST
        facts = meant.facts(rule.judgement.question.vi) or (own,)
        known = found.get(facts[0])
        if known is None:
            answers = (case.judgements[fact] for fact in facts if fact in case.judgements)
            given = next((history[fact] for fact in facts if fact in history), ())
            waits = bool(awaited & {*facts})
            found[facts[0]] = Judgement(rule.judgement.question, facts, waits, must, next(answers, None), tuple(given))
        elif must and not known.binding:
            found[facts[0]] = replace(known, binding=True)
    return tuple(found.values())


def _judged(policies: Sequence[PolicyFinding]) -> Iterator[Rule]:
    """The rules of policies, and of those that could cure a failure."""
    for policy in policies:
        for found in policy.findings:
            yield found.rule
            if found.remedy and found.remedy.policy:
                yield from _judged((found.remedy.policy,))


def _history(look: Look, case: str) -> dict[str, list[Given]]:
    found: dict[str, list[Given]] = {}
    asked = (
        select(Answer, User.name)
        .outerjoin(User, User.id == Answer.user_id)
        .where(Answer.screening_id == look.screening.id, Answer.case == case)
        .order_by(Answer.id)
    )
    with look.desk.database.session() as session:
        for given, account in session.execute(asked):
            one = Given(given.answer, given.by, given.on, account or "", given.recorded)
            found.setdefault(given.fact, []).append(one)
    return found


def give(look: Look, id: str, fact: str, answer: bool | None, by: str, on: date) -> CaseFinding:
    """Record somebody's answer to a judgement of a case, for every fact that the question means; the list of cases and
    its figures follow. The visitor must own the screening.

    :param answer: ``None`` takes an earlier answer back.
    :raises NotHere: for a case that is not there, or may not be seen.
    :raises UsageError: for a judgement that the case is not asked, nobody's name, a day to come.
    """
    _, case = look.case(id)
    finding = look.question().explain(case)
    asked = next((j for j in judgements_of(look, case, finding) if fact in j.facts), None)
    by = words.plain(by).strip()
    if problems := [*_wrong(look, asked, fact, by, on)]:
        raise UsageError(problems)
    assert asked  # noqa: S101 - for the type checker: else it is a problem
    said = [{"judgement": one, "answer": answer, "on": on.isoformat()} for one in asked.facts]
    with look.desk.database.session() as session:
        session.add_all(
            Answer(
                screening_id=look.screening.id, case=id, fact=one, answer=answer, by=by, on=on,
                user_id=look.visitor.id,
            )
            for one in asked.facts
        )  # fmt: skip
        session.flush()
        look.desk.audit.record_all(
            [Entry(look.visitor.name, JUDGEMENT_GIVEN, look.screening.id, id, details=of) for of in said]
        )
    return follow(look, id)


def _wrong(look: Look, asked: Judgement | None, fact: str, by: str, on: date) -> Iterator[Problem]:
    if asked is None:
        yield Problem(codes.NO_SUCH_JUDGEMENT, None, {"found": fact[:LONGEST]})
    if not by or len(by) > LONGEST:
        yield Problem(codes.ANSWER_WITHOUT_NAME, None, {"most": LONGEST})
    if on > look.desk.settings.today():
        yield Problem(codes.ANSWER_IN_FUTURE, None, {"found": day_words(on)})
    if is_at_work(look.screened):
        yield Problem(codes.BEING_SCREENED)


def follow(look: Look, id: str) -> CaseFinding:
    """Have the list and its figures say of a case what is found with the answers there are now."""
    with _FOLLOWING:
        row, case = look.case(id)
        finding = look.question().explain(case)
        look.results.decide_again(row.number, finding.verdict, marks_of(finding))
        figures = {verdict.value: n for verdict, n in look.results.by_verdict(Filter()).items() if n}
        with look.desk.database.session() as session:
            session.get_one(Screening, look.screening.id).figures = figures
    return finding


def is_listed_so(row: Row, finding: CaseFinding) -> bool:
    """Whether the list says of a case what is found."""
    listed = {(kind, name) for kind, names in row.marks.items() for name in names}
    return row.verdict is finding.verdict and listed == {*marks_of(finding)}


def last_name(look: Look) -> str:
    """Who probably decided: the visitor's last entry in this screening, else the account's name; nobody on a desk
    without accounts.
    """
    asked = (
        select(Answer.by)
        .where(Answer.screening_id == look.screening.id, Answer.user_id == look.visitor.id)
        .order_by(Answer.id.desc())
        .limit(1)
    )
    with look.desk.database.session() as session:
        found = session.scalar(asked)
    return found or ("" if look.desk.is_open else look.visitor.name)
