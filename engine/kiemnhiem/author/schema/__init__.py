"""JSON Schemas of a library's files, made from its own vocabulary, posts, sources, places, policies.

One schema for each kind of file, and ``library.json``, which takes the one that the file's first key asks for. What
other files declare (fields, posts, sources, requirements to test) is complete: another name is a fault. What the file
at hand declares itself (its parameters, a register's own documents) is only offered: it may be newer than the schema.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from kiemnhiem.author.schema.conditions import Conditions, verdicts
from kiemnhiem.author.schema.everywhere import conditional, everywhere
from kiemnhiem.author.schema.facts import Facts
from kiemnhiem.author.schema.names import Names
from kiemnhiem.author.schema.pieces import Json, Scalars, called, has, list_of, map_of, named, one_of_words, ref
from kiemnhiem.author.schema.shapes import Shapes, Special, key_words
from kiemnhiem.author.schema.tests import of_policy
from kiemnhiem.author.schema.vocabulary import derivations
from kiemnhiem.author.schema.words import VERDICTS as VERDICT_WORDS
from kiemnhiem.explain.words import history_words
from kiemnhiem.language import Lang, Text
from kiemnhiem.policy import shapes as files
from kiemnhiem.policy.model import Library, ParameterHistory, Policy
from kiemnhiem.policy.shapes import FILES, AmendmentFile, IndicatorFile, PolicyFile
from kiemnhiem.policy.testshapes import TestsFile

#: The schema that takes the right one for each file.
ENTRY = "library.json"
_DRAFT = "http://json-schema.org/draft-07/schema#"
_TAKEN = Text("chính sách đã có yêu cầu mang mã này", "the policy already has a requirement of this id")


def schemas(library: Library, lang: Lang) -> dict[str, Json]:
    """Each schema by the name of its file."""
    return _Schemas(library, lang).all()


def write_schemas(library: Library, lang: Lang, folder: Path) -> list[Path]:
    """Write the schemas into a folder, which is made if need be."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, schema in schemas(library, lang).items():
        written.append(folder / name)
        written[-1].write_text(json.dumps(schema, ensure_ascii=False) + "\n", encoding="utf-8")
    return written


class _Schemas:
    """The schemas of one library."""

    def __init__(self, library: Library, lang: Lang) -> None:
        self.library, self.lang = library, lang
        self.names = Names(library, lang)
        self.definitions: dict[str, Json] = self.names.known()
        self.definitions["verdicts"] = verdicts(self.names.titles, VERDICT_WORDS[lang], self.names.refusal, lang)
        self.shapes = Shapes(lang, self.definitions, everywhere(self.names))
        judged = {
            subject: [fact for fact, (policy, _) in library.judgements.items() if policy.subject == subject]
            for subject in library.vocabularies
        }
        for subject, vocabulary in library.vocabularies.items():
            self._conditions(subject, subject, {})
            facts = Facts(vocabulary, lang)
            self.definitions[f"facts:{subject}"] = facts.case([*judged[subject], "judgements"])
            self.definitions[f"facts:{subject}:names"] = facts.names(self.names.refusal)

    def all(self) -> dict[str, Json]:
        """Every schema."""
        cases: Mapping[str, Iterable[Json]] = {
            "vocabulary": self._vocabularies(),
            "policy": self._policies(),
            "amendment": self._amendments(),
            "indicator": self._indicators(),
            "tests": self._tests(),
        }
        found = {
            f"{kind}.json": self._file({"allOf": [self.shapes.ref(shape), *cases.get(kind, ())]})
            for kind, shape in FILES.items()
        }
        return {**found, ENTRY: self._entry()}

    def _file(self, schema: Json) -> Json:
        """A schema with the definitions it needs."""
        needed: dict[str, Json] = {}
        waiting = list(_refs(schema))
        while waiting:
            name = waiting.pop()
            if name not in needed:
                needed[name] = self.definitions[name]
                waiting += _refs(needed[name])
        return {"$schema": _DRAFT, **schema, "definitions": dict(sorted(needed.items()))}

    def _entry(self) -> Json:
        """By the first key; a key that other kinds of file have too is looked at last."""
        shared = {key for kind, shape in FILES.items() for key in shape.keys() if key != kind}  # noqa: SIM118 - a method of shapes
        first = {
            kind: (words[self.lang] if (words := key_words(shape, kind)) else kind) for kind, shape in FILES.items()
        }
        schema = map_of(
            {kind: {"type": "string", "description": words} for kind, words in first.items()}, minProperties=1
        )
        for kind in sorted(FILES, key=lambda kind: kind in shared, reverse=True):
            schema = {"if": {"required": [kind]}, "then": {"$ref": f"{kind}.json"}, "else": schema}
        return {"$schema": _DRAFT, "type": "object", **schema}

    def _conditions(
        self, name: str, subject: str, parameters: Mapping[str, ParameterHistory], *, open: bool = False
    ) -> Conditions:
        vocabulary = self.library.vocabularies[subject]
        return Conditions(self.lang, self.definitions, name, vocabulary, ref("verdicts"), parameters, open)

    # --- what depends on what a file is about

    def _vocabularies(self) -> Iterator[Json]:
        for subject, vocabulary in self.library.vocabularies.items():
            conditions = self._conditions(f"own:{subject}", subject, {}, open=True)
            yield _where("vocabulary", [subject], {"properties": {"fields": derivations(vocabulary, conditions)}})

    def _policies(self) -> Iterator[Json]:
        with_parameters = [p for p in self.library.policies.values() if p.parameters]
        for policy in with_parameters:
            own: Special = {
                **conditional(self._with_parameters(policy)),
                (PolicyFile, "parameters"): self._parameters(policy),
            }
            yield _where("policy", [policy.id], self.shapes.overlay(PolicyFile, own, called(policy.id)))
        others = {"policy": {"not": {"pattern": one_of_words(p.id for p in with_parameters)}}}
        for subject in self.library.vocabularies:
            own = conditional(ref(f"{subject}:case"))
            case = _where("subject", [subject], self.shapes.overlay(PolicyFile, own, subject))
            case["if"]["properties"] |= others
            yield case

    def _with_parameters(self, policy: Policy) -> Json:
        name = called(policy.id)
        if f"{name}:case" not in self.definitions:
            self._conditions(name, policy.subject, policy.parameters)
        return ref(f"{name}:case")

    def _parameters(self, policy: Policy, *, closed: bool = False) -> Json:
        """The values of a policy's parameters, of the types they are used at."""
        constant = Scalars(self.lang).constant
        properties = {}
        for name, history in policy.parameters.items():
            value = list_of(constant(history.type), 1) if history.many else constant(history.type)
            typed = {"description": history_words(history)[self.lang], "items": {"properties": {"value": value}}}
            properties[name] = {"type": "array", **typed}
        return map_of(properties, errorMessage=self.names.refusal) if closed else {"properties": properties}

    def _amendments(self) -> Iterator[Json]:
        by_conditions: dict[str, list[str]] = {}
        for policy in self.library.policies.values():
            name = called(policy.id) if policy.parameters else policy.subject
            by_conditions.setdefault(name, []).append(policy.id)
        for name, ids in by_conditions.items():
            if f"{name}:case" not in self.definitions:
                self._with_parameters(self.library.policies[ids[0]])
            own = conditional(ref(f"{name}:case"))
            yield _where("amends", ids, self.shapes.overlay(AmendmentFile, own, name))
        for policy in self.library.policies.values():
            to = named(self.names.requirements(r for r in policy.requirements if r.delegable), self.names.refusal)
            taken = f"^(?!{one_of_words(r.id for r in policy.requirements).strip('^$')}$)"
            own = {
                (files.RequirementShape, "id"): {"pattern": taken, "errorMessage": _TAKEN[self.lang]},
                (files.AmendingExceptionShape, "to"): to,
                (AmendmentFile, "sets"): self._parameters(policy, closed=True),
            }
            yield _where("amends", [policy.id], self.shapes.overlay(AmendmentFile, own, f"of:{called(policy.id)}"))

    def _indicators(self) -> Iterator[Json]:
        for subject in self.library.vocabularies:
            own: Special = {**conditional(ref(f"{subject}:case")), (IndicatorFile, "by"): self.names.columns(subject)}
            yield _where("subject", [subject], self.shapes.overlay(IndicatorFile, own, subject))

    def _tests(self) -> Iterator[Json]:
        for policy in self.library.policies.values():
            own = of_policy(self.names, policy, self.definitions)
            yield _where("tests", [policy.id], self.shapes.overlay(TestsFile, own, f"of:{called(policy.id)}"))


def _where(key: str, values: Iterable[str], then: Json) -> Json:
    """What holds of a file whose ``key`` has one of these values."""
    return {"if": has(key, *values), "then": then}


def _refs(schema: object) -> Iterator[str]:
    if isinstance(schema, dict):
        if isinstance(name := schema.get("$ref"), str):
            yield name.rpartition("/")[2]
        schema = list(schema.values())
    if isinstance(schema, list):
        for part in schema:
            yield from _refs(part)
