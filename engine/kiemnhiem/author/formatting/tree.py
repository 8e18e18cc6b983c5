"""A file as a tree that still knows its comments, blank lines, quotes and line breaks."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, TypeAlias

import yaml

from kiemnhiem.author.comments import Comment, comments
from kiemnhiem.policy.source import LOADER


@dataclass(frozen=True)
class Scalar:
    """A text. ``style``: its quote, ``|`` or ``>``, or nothing; ``lines``: those of a block scalar as written."""

    value: str
    style: str | None = None
    lines: tuple[str, ...] = ()
    #: The comment beside the ``>-`` of a block scalar.
    tail: str = ""


@dataclass(frozen=True)
class Collection:
    """A map (its items have keys) or a list. ``last``: comments below its last item, inside its brackets."""

    items: tuple[Item, ...]
    is_map: bool
    flow: bool
    last: tuple[str, ...] = ()


Node: TypeAlias = Scalar | Collection


@dataclass(frozen=True)
class Item:
    """An entry of a map or an item of a list. ``lead``: the comments above it, empty for a blank line; ``tail``: the
    comment beside it. ``broke``: begins a line in the file. ``below``: its value stands on the line below its key.
    """

    value: Node
    key: Scalar | None = None
    lead: tuple[str, ...] = ()
    tail: str = ""
    broke: bool = False
    below: bool = False


@dataclass(frozen=True)
class Tree:
    """A file: its root, and the comments below everything."""

    root: Node
    last: tuple[str, ...] = ()


def grown(text: str) -> Tree:
    """The tree of a file that parses."""
    return _Grower(text).tree()


@dataclass
class _Grower:
    """Takes nodes in the order of the file, and each comment with what it stands above or beside."""

    text: str
    lines: list[str] = field(init=False)
    waiting: list[Comment] = field(init=False)

    def __post_init__(self) -> None:
        self.lines = self.text.split("\n")
        self.waiting = list(comments(self.text))

    @property
    def end(self) -> int:
        return len(self.text)

    def tree(self) -> Tree:
        """All of it."""
        root = self.node(yaml.compose(self.text, Loader=LOADER))
        return Tree(root, self.above(self.end, len(self.lines)))

    def above(self, index: int, line: int | None) -> tuple[str, ...]:
        """The comments before ``index`` that wait, and the blank lines among them and above ``line`` (from 0)."""
        found: list[str] = []
        while self.waiting and self.waiting[0].index < index:
            comment = self.waiting.pop(0)
            found += [*self.blank(comment.line - 1), comment.text]
        return (*found, *self.blank(line)) if line is not None and line < len(self.lines) else tuple(found)

    def blank(self, line: int) -> list[str]:
        return [""] if line > 0 and not self.lines[line - 1].strip() else []

    def beside(self, line: int, before: int) -> str:
        """The comment that waits on a line (from 0), behind something; it stands before the character ``before``."""
        first = self.waiting[0] if self.waiting else None
        if first and first.line == line + 1 and not first.alone and first.index < before:
            return self.waiting.pop(0).text
        return ""

    def node(self, node: Any) -> Node:
        if isinstance(node, yaml.ScalarNode):
            return self.scalar(node)
        flow, is_map = bool(node.flow_style), isinstance(node, yaml.MappingNode)
        items: list[Item] = []
        line = node.start_mark.line if flow else -1
        for child in node.value:
            key, value = child if is_map else (None, child)
            items.append(self.item(key, value, flow=flow, line=line, end=node.end_mark.index if flow else self.end))
            line = value.end_mark.line
        last = self.above(node.end_mark.index, None) if flow else ()
        return Collection(tuple(items), is_map, flow, tuple(c for c in last if c))

    def item(self, key: Any, value: Any, *, flow: bool, line: int, end: int) -> Item:
        first = value if key is None else key
        lead = self.above(first.start_mark.index, None if flow else first.start_mark.line)
        block = isinstance(value, yaml.CollectionNode) and not value.flow_style
        tail = ""
        if key is not None:
            tail = self.beside(key.end_mark.line, self.end) if block else ""
            if not block:  # a comment between a key and what fits on one line goes above both
                lead += tuple(c for c in self.above(value.start_mark.index, None) if c)
        inner = self.node(value)
        if not block:
            tail = self.beside(value.end_mark.line, end) if not (isinstance(inner, Scalar) and inner.lines) else ""
        below = key is not None and not block and value.start_mark.line > key.end_mark.line
        name = Scalar(key.value, key.style) if key is not None else None
        broke = first.start_mark.line > line
        return Item(inner, name, tuple(c for c in lead if c) if flow else lead, tail, broke, below)

    def scalar(self, node: Any) -> Scalar:
        if node.style not in ("|", ">"):
            return Scalar(node.value, node.style)
        tail = self.beside(node.start_mark.line, self.end)
        start = self.text.find("\n", node.start_mark.index) + 1
        written = self.text[start : node.end_mark.index].split("\n")
        indent = next((len(line) - len(line.lstrip(" ")) for line in written if line.strip()), 0)
        lines = [line[indent:] if line.strip() else "" for line in written]
        while lines and not lines[-1]:
            lines.pop()
        return Scalar(node.value, node.style, tuple(lines) or ("",), tail)
