"""What stands for single keys of the files, whatever a file is about."""

from __future__ import annotations

from kiemnhiem.author.schema.names import Names
from kiemnhiem.author.schema.pieces import Json, Scalars, list_of, ref, text
from kiemnhiem.author.schema.shapes import Special
from kiemnhiem.author.schema.tests import expectation
from kiemnhiem.author.schema.vocabulary import derived_forms
from kiemnhiem.policy import shapes as files
from kiemnhiem.policy.model import STANCE_RULE
from kiemnhiem.policy.shape import ID, Shape
from kiemnhiem.policy.shapes import AmendmentFile, IndicatorFile, PolicyFile
from kiemnhiem.policy.testshapes import BasesFile, TestRowShape, TestsFile
from kiemnhiem.policy.types import Kind

#: The keys under which conditions stand.
_CONDITIONS: tuple[tuple[type[Shape], str], ...] = (
    (PolicyFile, "when"),
    (files.RequirementShape, "when"),
    (files.RequirementShape, "require"),
    (files.ExceptionShape, "when"),
    (files.ExceptionShape, "require"),
    (files.StanceExceptionShape, "when"),
    (IndicatorFile, "of"),
    (IndicatorFile, "count"),
)


#: The keys of tests under which facts and answers stand, by the policy that is tested.
_BY_POLICY: tuple[tuple[type[Shape], str], ...] = (
    (TestsFile, "base"),
    (TestsFile, "judgements"),
    (TestRowShape, "with_"),
    (TestRowShape, "judgements"),
)


def everywhere(names: Names) -> Special:
    """What stands for keys whatever the file is about."""
    scalars = Scalars(names.lang)
    percent = scalars.number(Kind.NUMBER, 0, 100)
    number = scalars.number(Kind.NUMBER)
    sources, places = ref("known-sources"), ref("known-places")
    documents, units = names.own(names.documents), names.own(names.places)
    posts = names.library.posts.values()
    no_list: Json = {"properties": {"type": {"not": {"const": Kind.LIST.value}}, "fields": False}}
    return {
        (files.CitationShape, "document"): sources,
        **{(file, "sources"): list_of(sources) for file in (PolicyFile, AmendmentFile, IndicatorFile)},
        (files.SourceShape, "replaces"): list_of(documents),
        (files.SourceShape, "replaced_by"): documents,
        (files.PostShape, "level"): names.in_use(p.level for p in posts),
        (files.PostShape, "bloc"): names.in_use(p.bloc for p in posts),
        (files.PostShape, "class_"): names.in_use(p.post_class for p in posts),
        (files.LocalityShape, "layer"): names.own(names.layers),
        (files.LocalityShape, "inside"): units,
        (files.LocalityShape, "becomes"): list_of(units),
        (files.FieldShape, "fields"): {
            "type": "object", "propertyNames": names.id,
            "additionalProperties": {"type": "object", "allOf": [{"$ref": "#/definitions/field"}, no_list]},
        },
        (files.FieldShape, "least"): number,
        (files.FieldShape, "most"): number,
        (files.FieldShape, "blank"): {"anyOf": [text(), {"type": "object"}]},
        (files.FieldShape, "derived"): derived_forms(names.lang),
        (files.MutableShape, "weight"): scalars.number(Kind.INTEGER, 1, files.MOST_WEIGHT),
        (PolicyFile, "subject"): ref("known-subjects"),
        (IndicatorFile, "subject"): ref("known-subjects"),
        (PolicyFile, "posts"): {**list_of(ref("known-posts")), "uniqueItems": True},
        (files.RequirementShape, "id"): {**names.id, "pattern": f"^(?!{STANCE_RULE}$)(?:{ID.pattern})$"},
        (files.RemedyShape, "policy"): ref("known-policies"),
        (files.ParameterValueShape, "value"): {"anyOf": [text(), {"type": "array"}]},
        **{key: {"type": "object"} for key in (*_CONDITIONS, *_BY_POLICY)},
        (AmendmentFile, "amends"): ref("known-policies"),
        (AmendmentFile, "place"): places,
        (files.TargetShape, "place"): places,
        (files.TargetShape, "at_least"): percent,
        (files.TargetShape, "at_most"): percent,
        (TestsFile, "tests"): ref("known-policies"),
        (TestsFile, "place"): places,
        (TestRowShape, "place"): places,
        (TestRowShape, "expect"): expectation(names, names.id),
        (BasesFile, "named"): _bases(names),
    }  # fmt: skip


def _bases(names: Names) -> Json:
    facts = [ref(f"facts:{subject}") for subject in names.library.vocabularies]
    return {"type": "object", "propertyNames": names.id, "additionalProperties": {"anyOf": facts}}


def conditional(condition: Json) -> dict[tuple[type[Shape], str], Json]:
    """This condition wherever one stands."""
    return dict.fromkeys(_CONDITIONS, condition)
