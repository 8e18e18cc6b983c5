"""A made-up library that asks something of every kind of field."""

from __future__ import annotations

import shutil
from pathlib import Path

from support.command import POLICIES


def strict_library(copy: Path) -> Path:
    """A library about discipline, which is none where nothing is written, and the number of children."""
    shutil.copytree(POLICIES, copy)
    vocabulary = copy / "vocabulary.yaml"
    text = vocabulary.read_text(encoding="utf-8")
    key = "fields:\n  id: {type: text, label: {vi: Mã, en: Id}, key: true}\n"
    vocabulary.write_text(text.replace("fields:\n", key, 1), encoding="utf-8")
    (copy / "strict.yaml").write_text(
        """policy: strict
schema: 1
title: {vi: Nghiêm, en: Strict}
stance: permitted
subject: candidate
requirements:
  - {id: clean, title: {vi: Không kỷ luật, en: Clean}, source: {document: made-up},
     require: {discipline: {none: {form: dismissal}}}}
  - {id: few, title: {vi: Ít con, en: Few}, source: {document: made-up}, require: {children: {at_most: 2}}}
  - {id: good, title: {vi: Điểm, en: Score}, source: {document: made-up}, require: {score: {at_least: 7.5}}}
  - {id: in, title: {vi: Đảng viên, en: Member}, source: {document: made-up}, require: {member: true}}
  - {id: up, title: {vi: Vùng cao, en: Highland}, source: {document: made-up}, require: {region: highland}}
  - {id: schooled, title: {vi: Học, en: Schooled}, source: {document: made-up},
     require: {education: {at_least: secondary}}}
  - {id: here, title: {vi: Ở đây, en: Here}, source: {document: made-up}, require: {unit: Bản Một}}
  - {id: border, title: {vi: Biên giới, en: Border}, source: {document: made-up}, require: {areas: {includes: border}}}
  - id: trusted
    title: {vi: Tín nhiệm, en: Trusted}
    source: {document: made-up}
    judgement: {vi: Được tín nhiệm?, en: Trusted?, headings: [Tín nhiệm]}
""",
        encoding="utf-8",
    )
    return copy
