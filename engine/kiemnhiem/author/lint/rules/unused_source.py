"""A document that nothing rests on."""

from __future__ import annotations

from collections.abc import Iterator

from kiemnhiem.author.lint.context import Context, walk
from kiemnhiem.author.lint.rule import Finding, rule
from kiemnhiem.language import Text
from kiemnhiem.policy.shapes import SourcesFile
from kiemnhiem.problem import Severity


@rule(
    "unused-source",
    "L202",
    Severity.WARNING,
    message=Text("không chỗ nào dẫn «{found}»", 'nothing cites "{found}"'),
    anti_pattern=Text(
        "Sổ văn bản dài thêm mà không rõ văn bản nào thực sự làm căn cứ; có khi yêu cầu đã dẫn nhầm văn bản khác.",
        "The register grows and hides what really counts; perhaps a requirement cites another document by mistake.",
    ),
    best_practice=Text("Dẫn nó ở chỗ cần dẫn, hoặc xoá.", "Cite it where it belongs, or delete it."),
)
def check(context: Context) -> Iterator[Finding]:
    """Documents cited nowhere, not even as what another replaced or was replaced by."""
    used = {value for file in context.files for path, value in walk(file.document.data) if _cites(path)}
    for file, shape in context.of(SourcesFile):
        for id_ in shape.documents:
            if id_ not in used:
                yield Finding(file.place("documents", id_, key=True), {"found": id_})


def _cites(path: tuple[str | int, ...]) -> bool:
    return bool(path) and (path[-1] in ("document", "replaced_by") or path[-2:-1] in (("sources",), ("replaces",)))
