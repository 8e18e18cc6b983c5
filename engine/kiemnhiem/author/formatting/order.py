"""The canonical order of keys, by the shape of a map. Keys in one group stay as their author ordered them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from kiemnhiem.author.formatting.tree import Collection, Node, Tree
from kiemnhiem.policy.shape import Shape, Words
from kiemnhiem.policy.shapes import (
    FILES,
    AmendmentFile,
    CitationShape,
    ExceptionShape,
    FieldShape,
    IndicatorFile,
    PolicyFile,
    PostShape,
    RequirementShape,
    SourceShape,
)
from kiemnhiem.policy.source import Path_, Raw

#: Of each shape the groups of keys in their order; a shape that is not here has the order of its declaration for the
#: file's own keys, and none otherwise. "*": all other keys.
_GROUPS: tuple[tuple[type[Shape], str], ...] = (
    (Words, "vi en *"),
    (CitationShape, "document clause evidence note"),
    (RequirementShape, "id title *"),
    (ExceptionShape, "to id *"),
    (FieldShape, "type *"),
    (PostShape, "vi en *"),
    (SourceShape, "number date issuer title *"),
    (PolicyFile, "policy schema title stance subject posts when in_force sources note parameters requirements except"),
    (AmendmentFile, "amendment schema amends place in_force sources note adds sets exceptions"),
    (IndicatorFile, "indicator schema title subject of count by in_force sources note targets"),
)


def ordered(tree: Tree, data: Raw) -> Tree:
    """The tree with the keys of its maps in order."""
    shapes: dict[int, type[Shape]] = {}
    first = next(iter(data)) if isinstance(data, dict) else ""
    FILES[str(first)].model_validate(data, context={"shapes": shapes})
    return replace(tree, root=_node(tree.root, data, shapes, ()))


def _node(node: Node, data: Raw, shapes: Mapping[int, type[Shape]], path: Path_) -> Node:
    if not isinstance(node, Collection):
        return node
    items = []
    for i, item in enumerate(node.items):
        step: str | int = item.key.value if item.key else i
        inner = data[step] if isinstance(data, dict | list) else None  # type: ignore[index]  # a map by its key, a list by its index
        items.append(replace(item, value=_node(item.value, inner, shapes, (*path, step))))
    groups = _groups(shapes[id(data)]) if id(data) in shapes else {}
    if node.is_map and groups:
        rest = groups.get("*", len(groups))
        moved = sorted(items, key=lambda item: groups.get(item.key.value if item.key else "", rest))
        if moved != items:
            items = [replace(item, broke=item.broke and item is not moved[0]) for item in moved]
    return replace(node, items=tuple(items))


def _groups(shape: type[Shape]) -> dict[str, int]:
    for kind, keys in _GROUPS:
        if issubclass(shape, kind):
            return {key: i for i, key in enumerate(keys.split())}
    return {}
