"""A policy printed and read back is the same policy."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from strategies import libraries
from support.budget import examples

from kiemnhiem.policy.model import Library
from kiemnhiem.policy.parts import Names
from kiemnhiem.policy.policies import PolicyBuilder
from kiemnhiem.policy.printer import print_policy
from kiemnhiem.policy.shapes import PolicyFile, read_shape
from kiemnhiem.policy.source import load_document


@pytest.mark.fuzz
@settings(max_examples=examples(40), suppress_health_check=list(HealthCheck))
@given(library=libraries())
def test_a_printed_policy_reads_back_as_itself(library: Library) -> None:
    names = Names(library.vocabularies, library.posts, library.sources)
    for policy in library.policies.values():
        document, problems = load_document(print_policy(policy), "drawn.yaml")
        assert not problems
        assert document
        shape, problems = read_shape(document)
        assert not problems
        assert isinstance(shape, PolicyFile)
        builder = PolicyBuilder(document, names, file=shape)
        assert builder.build() == policy
        assert not builder.problems
