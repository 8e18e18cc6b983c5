"""A tree as text again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from kiemnhiem.author.formatting.scalars import WIDTH, as_block, on_a_line
from kiemnhiem.author.formatting.tree import Collection, Item, Node, Scalar, Tree

STEP = 2


def laid_out(tree: Tree) -> str:
    """The text of a file."""
    root = tree.root
    lines = list(_block(root, 0)) if isinstance(root, Collection) and not root.flow else _inline(root, 0)
    lines += tree.last
    return "\n".join(_spaced(lines)) + "\n"


def _spaced(lines: list[str]) -> Iterator[str]:
    """One blank line at most between two others, none at the ends."""
    before = ""
    for i, line in enumerate(lines):
        if line.strip() or (before.strip() and any(rest.strip() for rest in lines[i:])):
            yield line
            before = line


def _block(node: Collection, indent: int) -> Iterator[str]:
    """The lines of a block map or list."""
    for item in node.items:
        yield from (" " * indent + comment if comment else "" for comment in item.lead)
        yield from _entry(item, indent) if node.is_map else _member(item, indent)


def _entry(item: Item, indent: int) -> Iterator[str]:
    key = " " * indent + on_a_line(item.key or Scalar(""), flow=False) + ":"
    yield from _valued(key, item, indent + STEP)


def _member(item: Item, indent: int) -> Iterator[str]:
    """An item of a block list: what is inside begins on the line of its dash."""
    dash = " " * indent + "-"
    value = _opened(item, indent + STEP)
    if isinstance(value, Collection) and not value.flow and value.items:
        top = value.items[0]
        yield from (" " * indent + comment for comment in top.lead if comment)
        bare = replace(value, items=(replace(top, lead=()), *value.items[1:]))
        first, *rest = _block(bare, indent + STEP)
        yield f"{dash} {first.lstrip(' ')}"
        yield from rest
        if item.tail:
            yield " " * (indent + STEP) + item.tail
    else:
        yield from _valued(dash, item, indent + STEP)


def _valued(start: str, item: Item, inside: int) -> Iterator[str]:
    """``start`` (a key or a dash) and its value."""
    tail = f"  {item.tail}" if item.tail else ""
    value = _opened(item, len(start) + 1)
    if isinstance(value, Collection) and not value.flow:
        yield start + tail
        yield from _block(value, inside)
    elif isinstance(value, Scalar):
        yield from _scalar(start, value, inside, tail)
    elif item.below:
        yield start
        first, *rest = _inline(value, inside)
        yield from _ending([" " * inside + first, *rest], tail)
    else:
        first, *rest = _inline(value, len(start) + 1)
        yield from _ending([f"{start} {first}", *rest], tail)


def _ending(lines: list[str], tail: str) -> list[str]:
    return [*lines[:-1], lines[-1] + tail]


def _scalar(start: str, value: Scalar, inside: int, tail: str) -> Iterator[str]:
    line = on_a_line(value, flow=False)
    written = value.style in ("|", ">")
    long = len(start) + 1 + len(line) > WIDTH
    block = as_block(value, inside) if written or long else None
    if block is None:
        yield f"{start} {line}".rstrip() + (f"  {value.tail}" if value.tail else tail)
        return
    sign, *rest = block
    yield f"{start} {sign}" + (f"  {value.tail}" if value.tail else tail)
    yield from (" " * inside + text if text else "" for text in rest)


def _opened(item: Item, column: int) -> Node:
    """The value; a map in brackets that its author wrote on one line, and that does not fit there, as a block."""
    value = item.value
    if not isinstance(value, Collection) or not value.flow or not value.is_map or not value.items or item.below:
        return value
    broken = any(i.broke for i in value.items)
    one = _on_one_line(value)
    if broken or value.last or (one is not None and column + len(one) <= WIDTH):
        return value
    return replace(value, items=tuple(replace(i, broke=False) for i in value.items), flow=False)


# --- between brackets -------------------------------------------------------------------------------------------------


def _inline(node: Node, column: int, after: int = 0) -> list[str]:
    """The lines of a value between brackets (or a text) that begins at a column; all but the first are indented.

    ``after``: how many characters must fit behind it on its last line.
    """
    if isinstance(node, Scalar):
        return [on_a_line(node, flow=True)]
    opening, closing = ("{", "}") if node.is_map else ("[", "]")
    one = _on_one_line(node)
    if one is not None and column + len(one) + after <= WIDTH:
        return [one]
    page = _Page(opening, column)
    for i, item in enumerate(node.items):
        page.comments(item.lead)
        last = i == len(node.items) - 1
        page.put(item, first=i == 0, comma="" if last else ",", after=1 + (after if last else 0))
    page.comments(node.last)
    if page.closed:
        page.new_line()
    page.write(closing)
    texts = all(isinstance(item.value, Scalar) for item in node.items)
    if page.overflowed and not node.is_map and texts and any(item.broke for item in node.items):
        return _inline(replace(node, items=tuple(replace(item, broke=False) for item in node.items)), column, after)
    return page.lines


def _on_one_line(node: Node) -> str | None:
    """The value without line breaks, where neither its author nor a comment asks for some."""
    if isinstance(node, Scalar):
        return on_a_line(node, flow=True)
    parts = []
    for i, item in enumerate(node.items):
        inner = _on_one_line(item.value)
        if inner is None or item.lead or item.tail or (item.broke and i):
            return None
        parts.append(f"{_key(item)}{inner}" if inner or not item.key else _key(item).rstrip())
    opening, closing = ("{", "}") if node.is_map else ("[", "]")
    return None if node.last else opening + ", ".join(parts) + closing


def _key(item: Item) -> str:
    return f"{on_a_line(item.key, flow=True)}: " if item.key else ""


class _Page:
    """Lines being written, those after the first indented to stand right of the bracket."""

    def __init__(self, opening: str, column: int) -> None:
        self.lines = [opening]
        self.left = column + 1
        self.column = column + 1
        #: Nothing more can stand on this line: a comment ends it.
        self.closed = False
        #: A line ended because nothing more fitted on it.
        self.overflowed = False

    @property
    def fresh(self) -> bool:
        return self.column == self.left

    def new_line(self) -> None:
        if not self.fresh or self.closed:
            self.lines.append(" " * self.left)
            self.column, self.closed = self.left, False

    def write(self, text: str) -> None:
        self.lines[-1] += text
        self.column += len(text)

    def comments(self, lines: Iterable[str]) -> None:
        """Comments, each on a line of its own."""
        for comment in lines:
            self.new_line()
            self.write(comment if self.lines[-1].isspace() else f"  {comment}")
            self.closed = True

    def put(self, item: Item, *, first: bool, comma: str, after: int) -> None:
        """An item, on this line if its author had it there and it fits with what comes ``after``."""
        key = _key(item)
        space = "" if self.fresh else " "
        one = _on_one_line(item.value)
        fits = one is not None and self.column + len(space + key + one) + after <= WIDTH
        asked = self.closed or (item.broke and not first)
        self.overflowed |= not fits and not asked
        if asked or (not fits and not self.fresh):
            self.new_line()
            space = ""
        inner = _inline(item.value, self.column + len(space + key), after)
        self.write(space + key + inner[0])
        for line in inner[1:]:
            self.lines.append(line)
            self.column = len(line)
        self.write(comma)
        if item.tail:
            self.write(f"  {item.tail}")
            self.closed = True
