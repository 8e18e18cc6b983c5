"""The certain conditions of :mod:`measuring.logic` as text; each engine's grammar fills in what differs."""

from __future__ import annotations

from measuring.logic import Both, Counted, Either, Every, Logic, Name, Plain, Some, Test


class Printer:
    """Words of an expression language with C-like operators and a null that equals nothing else."""

    conjunction, disjunction, null = "&&", "||", "null"
    #: How the record at hand is called.
    record = "r"

    def __call__(self, logic: Logic) -> str:
        """The condition as an expression that is true or false, never null."""
        match logic:
            case Both(parts):
                return self.joined(self.conjunction, [self(p) for p in parts], "true")
            case Either(parts):
                return self.joined(self.disjunction, [self(p) for p in parts], "false")
            case Test(left, operator, right):
                known = [n for n in (left, right) if isinstance(n, Name) and self.needs_check(operator, right)]
                tested = self.tested(self.name(left), operator, self.side(right))
                return self.joined(self.conjunction, [*(self.known(self.name(n)) for n in known), tested], "true")
            case Some(name, where):
                return self.guarded(name, self.some(name, self(where)))
            case Every(name, where):
                return self.guarded(name, self.every(name, self(where)))
            case Counted(name, where, operator, number, unfit):
                fits = self.negated(self(where)) if unfit else self(where)
                return self.guarded(name, f"{self.count(name, fits)} {operator} {number}")

    def values(self, true: str, false: str) -> str:
        """True, false or null by two certain conditions."""
        return f"({true} ? true : ({false} ? false : {self.null}))"

    def joined(self, word: str, parts: list[str], none: str) -> str:
        return f"({f' {word} '.join(parts)})" if len(parts) > 1 else parts[0] if parts else none

    def needs_check(self, operator: str, right: object, /) -> bool:
        """Null equals no constant and is in no list, so those tests are false of it by themselves."""
        return isinstance(right, Name) or operator not in {"==", "in"}

    def known(self, name: str) -> str:
        return f"{name} != {self.null}"

    def guarded(self, name: str, condition: str) -> str:
        return f"({self.known(name)} {self.conjunction} {condition})"

    def tested(self, left: str, operator: str, right: str) -> str:
        return f"{self.negated(f'{left} in {right}')}" if operator == "not in" else f"{left} {operator} {right}"

    def negated(self, condition: str) -> str:
        return f"!({condition})"

    def name(self, name: Name) -> str:
        return f"{self.record}.{name.name}" if name.item else name.name

    def side(self, side: Name | Plain | tuple[Plain, ...]) -> str:
        match side:
            case Name():
                return self.name(side)
            case tuple():
                return f"[{', '.join(map(self.side, side))}]"
            case bool():
                return str(side).lower()
            case int():
                return str(side)
            case str():
                return f'"{side}"'

    def some(self, name: str, where: str) -> str:
        raise NotImplementedError

    def every(self, name: str, where: str) -> str:
        raise NotImplementedError

    def count(self, name: str, where: str) -> str:
        raise NotImplementedError
