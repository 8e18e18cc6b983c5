"""What a regular expression costs, counted and not timed: a backtracking matcher that counts its steps.

It tries what Python's own tries, in the same order, without its shortcuts: a pattern linear here is so there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from typing import Any

#: The only way to a parsed pattern.
sre: Any = import_module("re._constants")
_parser: Any = import_module("re._parser")
#: More steps than any text here may take.
ENOUGH = 100_000
Ops = Sequence[tuple[Any, Any]]
_REPEATS = (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT)
_CATEGORIES: dict[Any, Callable[[str], bool]] = {
    sre.CATEGORY_DIGIT: str.isdigit,
    sre.CATEGORY_NOT_DIGIT: lambda c: not c.isdigit(),
    sre.CATEGORY_SPACE: str.isspace,
    sre.CATEGORY_NOT_SPACE: lambda c: not c.isspace(),
    sre.CATEGORY_WORD: lambda c: c.isalnum() or c == "_",
    sre.CATEGORY_NOT_WORD: lambda c: not (c.isalnum() or c == "_"),
}
_ALPHABET = "a1 .-=:/\"'<>\n#rx(;,A_%\u0301ộ+[{|T"


class Endless(Exception):
    """Over :data:`ENOUGH` steps."""


def parsed(pattern: re.Pattern[Any]) -> Ops:
    """A pattern as Python parses it; one for bytes as if it were for text."""
    source = pattern.pattern.decode("latin-1") if isinstance(pattern.pattern, bytes) else pattern.pattern
    return list(_parser.parse(source, pattern.flags & re.IGNORECASE))


def steps(pattern: re.Pattern[Any], text: str, *, everywhere: bool) -> int:
    """Steps of finding all matches in a text, or only one at its beginning. Raises :class:`Endless`."""
    run, at = _Run(text), 0
    ops = parsed(pattern)
    if not everywhere:
        for end in run.ends(ops, 0):
            if end == len(text):
                break
        return run.steps
    while at <= len(text):
        run.groups.clear()
        found = next(run.ends(ops, at), None)
        at = at + 1 if found is None else max(found, at + 1)
    return run.steps


class _Run:
    def __init__(self, text: str) -> None:
        self.text, self.steps = text, 0
        self.groups: dict[int, tuple[int, int]] = {}

    def ends(self, ops: Ops, at: int) -> Iterator[int]:
        """Where a sequence may end that begins at a position, in the order of trying."""
        self._counted()
        if not ops:
            yield at
            return
        (op, of), rest = ops[0], ops[1:]
        for end in self._one(op, of, at):
            yield from self.ends(rest, end)

    def _one(self, op: Any, of: Any, at: int) -> Iterator[int]:
        if op in _REPEATS:
            yield from self._repeated(op, at, *of)
        elif op is sre.SUBPATTERN:
            for end in self.ends(list(of[3]), at):
                self.groups[of[0]] = (at, end)
                yield end
        elif op is sre.ATOMIC_GROUP:
            yield from [e for e in [next(self.ends(list(of), at), None)] if e is not None]
        elif op is sre.BRANCH:
            for branch in of[1]:
                yield from self.ends(list(branch), at)
        elif op in (sre.ASSERT, sre.ASSERT_NOT):
            if self._looks(at, *of) is (op is sre.ASSERT):
                yield at
        elif op is sre.GROUPREF:
            start, end = self.groups.get(of, (0, 0))
            if self.text.startswith(self.text[start:end], at):
                yield at + end - start
        elif op is sre.AT:
            if self._stands(of, at):
                yield at
        elif at < len(self.text) and holds(op, of, self.text[at]):
            yield at + 1

    def _repeated(self, op: Any, at: int, least: int, most: Any, inner: Any) -> Iterator[int]:
        found = self._most_first(list(inner), least, most, at, 0)
        if op is sre.MIN_REPEAT:
            found = self._least_first(list(inner), least, most, at)
        if op is sre.POSSESSIVE_REPEAT:
            found = iter([e for e in [next(found, None)] if e is not None])
        yield from found

    def _most_first(self, inner: Ops, least: int, most: Any, at: int, done: int) -> Iterator[int]:
        """Without recursion where each repetition has one way only, as a character has."""
        ends = [at]
        if len(inner) == 1 and inner[0][0] in (sre.IN, sre.LITERAL, sre.NOT_LITERAL, sre.ANY):
            while len(ends) <= most and (end := next(self.ends(inner, ends[-1]), None)) is not None:
                ends.append(end)
            yield from (e for e in reversed(ends[least:]) if self._counted())
            return
        if done < most:
            for end in self.ends(inner, at):
                if end > at:
                    yield from self._most_first(inner, least, most, end, done + 1)
        if done >= least:
            yield at

    def _least_first(self, inner: Ops, least: int, most: Any, at: int) -> Iterator[int]:
        done = 0
        while True:
            if done >= least:
                yield at
            end = next(self.ends(inner, at), None) if done < most else None
            if end is None or end == at:
                return
            at, done = end, done + 1

    def _counted(self) -> bool:
        self.steps += 1
        if self.steps > ENOUGH:
            raise Endless
        return True

    def _looks(self, at: int, direction: int, inner: Any) -> bool:
        if direction > 0:
            return next(self.ends(list(inner), at), None) is not None
        width = inner.getwidth()[0]
        return at >= width and at in self.ends(list(inner), at - width)

    def _stands(self, where: Any, at: int) -> bool:
        if where in (sre.AT_BEGINNING, sre.AT_BEGINNING_STRING):
            return at == 0
        if where in (sre.AT_END, sre.AT_END_STRING):
            return at == len(self.text) or (at == len(self.text) - 1 and self.text[at] == "\n")
        is_word = _CATEGORIES[sre.CATEGORY_WORD]
        sides = [0 <= i < len(self.text) and is_word(self.text[i]) for i in (at - 1, at)]
        return (sides[0] != sides[1]) is (where is sre.AT_BOUNDARY)


def holds(op: Any, of: Any, character: str) -> bool:
    """Whether an element that takes one character takes this one."""
    if op is sre.ANY:
        return character != "\n"
    if op in (sre.LITERAL, sre.NOT_LITERAL):
        return (ord(character) == of) is (op is sre.LITERAL)
    if op is sre.CATEGORY:
        return _CATEGORIES[of](character)
    if op is sre.RANGE:
        return bool(of[0] <= ord(character) <= of[1])
    negated = of[0][0] is sre.NEGATE
    return any(holds(o, v, character) for o, v in of[negated:]) is not negated


def attacks(pattern: re.Pattern[Any], length: int) -> Iterator[str]:
    """Texts that make the most of its repetitions: some of its beginning, a piece of it many times over, and an end
    that fits nothing.
    """
    pieces = _pieces(parsed(pattern))
    pumps = {"".join(pieces[i:j]) for i in range(len(pieces)) for j in range(i + 1, len(pieces) + 1)} | {*_ALPHABET}
    pumps |= {a + b for a in {*pieces} for b in {*pieces, " "}}
    heads = {"".join(pieces[:i]) for i in range(len(pieces) + 1)}
    for pump in sorted(p for p in pumps if p):
        for head in sorted(heads):
            yield head + pump * (length // len(pump)) + "\x00"


def _pieces(ops: Ops) -> list[str]:
    """One text for each element; of those inside groups too."""
    found: list[str] = []
    before: Any = None
    for op, of in ops:
        word, before = op is before is sre.LITERAL, op
        if op in _REPEATS:
            found += _pieces(list(of[2]))
        elif op is sre.SUBPATTERN:
            found += _pieces(list(of[3]))
        elif op is sre.ATOMIC_GROUP:
            found += _pieces(list(of))
        elif op is sre.BRANCH:
            found += [piece for branch in of[1] for piece in _pieces(list(branch))[:3]]
        elif op is sre.ASSERT:
            found += _pieces(list(of[1]))
        elif op is sre.LITERAL and word:
            found[-1] += chr(of)  # of one word
        elif op is sre.LITERAL:
            found.append(chr(of))
        elif op in (sre.IN, sre.NOT_LITERAL, sre.ANY):
            found.append(next((c for c in _ALPHABET if holds(op, of, c)), ""))
    return found
