"""The report of evidence names every requirement and exception, and never better than its weakest source."""

from pathlib import Path

from support.libraries import library_with

from kiemnhiem.author.evidence import evidence
from kiemnhiem.author.evidence_view import evidence_object
from kiemnhiem.policy.model import Evidence

SOURCES = """sources: more
schema: 1
documents:
  signed: {number: 9-XX, date: 2012-01-01, issuer: {vi: A, en: A}, title: {vi: A, en: A}, evidence: signed_text}
"""
POLICY = """policy: case
schema: 1
title: {vi: Giả định, en: Made up}
stance: prohibited
subject: candidate
posts: [head, secretary]
sources: [signed]
requirements:
  - id: one
    title: {vi: Một, en: One}
    require: {member: true}
    source: [{document: signed, clause: Điều 1}, {document: signed, evidence: secondary}]
    except:
      - {id: isle, when: {children: 0}, waive: true, source: {document: made-up}}
except:
  - {id: rare, when: {children: 1}, source: {document: signed}}
"""


def test_each_is_as_well_known_as_its_least_known_source(tmp_path: Path) -> None:
    library_with(tmp_path, SOURCES, "more.yaml")
    rested = [r for r in evidence(library_with(tmp_path, POLICY)) if r.policy == "case"]
    assert [(r.requirement, r.exception, r.evidence) for r in rested] == [
        ("stance", None, Evidence.SIGNED_TEXT),
        ("stance", "rare", Evidence.SIGNED_TEXT),
        ("one", None, Evidence.SECONDARY),
        ("one", "isle", Evidence.MEMORY),
    ]


def test_the_object_counts_and_lists_them(tmp_path: Path) -> None:
    library_with(tmp_path, SOURCES, "more.yaml")
    told = evidence_object(evidence(library_with(tmp_path, POLICY)))
    assert told["count"] == len(told["items"]) == sum(told["evidence"].values())
    assert told["without_source"] == 0
    [one] = [i for i in told["items"] if (i["policy"], i["requirement"], i["exception"]) == ("case", "one", None)]
    assert [s["clause"] for s in one["sources"]] == ["Điều 1", None]


def test_a_prohibition_without_a_source_is_found(tmp_path: Path) -> None:
    library_with(tmp_path, SOURCES, "more.yaml")
    rested = evidence(library_with(tmp_path, POLICY.replace("sources: [signed]\n", "")))
    assert [r.requirement for r in rested if r.evidence is None] == ["stance"]
