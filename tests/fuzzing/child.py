"""One target under atheris: ``python -m fuzzing.child TARGET [libFuzzer's own options] FOLDERS``, from ``tests/``."""

from __future__ import annotations

import sys

import atheris

with atheris.instrument_imports(include=["kiemnhiem"]):
    from fuzzing.targets import TARGETS


def main(target: str, options: list[str]) -> None:
    """Throw bytes at the target until a limit of libFuzzer's or a finding."""
    atheris.Setup([target, *options], TARGETS[target])
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
