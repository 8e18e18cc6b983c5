"""What the tests of one policy can say: facts of its subject, its requirements, its judgements."""

from __future__ import annotations

from kiemnhiem.author.schema.names import Names
from kiemnhiem.author.schema.pieces import Json, Scalars, called, choice, defined, either, list_of, map_of, named, ref
from kiemnhiem.author.schema.shapes import Special
from kiemnhiem.evaluate.decision import Verdict
from kiemnhiem.language import Text
from kiemnhiem.policy.model import STANCE_RULE, Policy, Stance
from kiemnhiem.policy.testshapes import TestRowShape, TestsFile, UnreachableShape
from kiemnhiem.report.words import MEANINGS

_BLOCKED = (Verdict.NOT_ELIGIBLE, Verdict.UNDETERMINED)
_PLAIN = (Verdict.ELIGIBLE, Verdict.NOT_APPLICABLE)
_PROHIBITED = Text("Chính sách này cấm.", "This policy prohibits.")
_VERDICT = Text(
    "một trong: {known}, hoặc {{{blocked}: [mã yêu cầu]}}", "one of: {known}, or {{{blocked}: [requirement]}}"
)


def expectation(names: Names, requirement: Json) -> Json:
    """The verdict expected, with the requirements behind it."""
    meanings = {v.value: MEANINGS[v][names.lang] for v in Verdict}
    blocked = {v.value: {"description": meanings[v], **list_of(requirement)} for v in (*_BLOCKED, *_PLAIN)}
    refusal = _VERDICT.format(known=", ".join(_PLAIN), blocked=" | ".join(_BLOCKED))[names.lang]
    plain = choice({v.value: meanings[v] for v in _PLAIN}, refusal)
    return either(map_of(blocked, minProperties=1, maxProperties=1, errorMessage=refusal), {"type": "string", **plain})


def of_policy(names: Names, policy: Policy, definitions: dict[str, Json]) -> Special:
    """What stands for the keys of a test file of this policy."""
    every = (*policy.requirements, *names.library.added_to(policy.id))
    words = names.requirements(every)
    judged = {r.id: words[r.id] for r in every if r.judgement}
    stance = {STANCE_RULE: _PROHIBITED[names.lang]} if policy.stance is Stance.PROHIBITED else {}
    flag = Scalars(names.lang).flag

    def define(what: str, piece: Json) -> Json:
        return defined(definitions, f"of:{called(policy.id)}:{what}", lambda: piece)

    requirement = define("requirement", named({**words, **stance}, names.refusal))
    answers = define(
        "judgements",
        map_of({id_: {"description": said, **flag} for id_, said in judged.items()}, errorMessage=names.refusal),
    )
    facts = ref(f"facts:{policy.subject}")
    left_out = {"anyOf": [ref(f"facts:{policy.subject}:names"), named(judged, names.refusal)]}
    return {
        (TestsFile, "base"): facts,
        (TestRowShape, "with_"): facts,
        (TestRowShape, "without"): list_of(define("without", left_out)),
        (TestsFile, "judgements"): answers,
        (TestRowShape, "judgements"): answers,
        (TestRowShape, "expect"): define("expect", expectation(names, requirement)),
        (TestRowShape, "remarks"): list_of(requirement),
        (UnreachableShape, "requirement"): requirement,
    }
