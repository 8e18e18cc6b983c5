"""Coverage-guided fuzzing of what reads bytes: ``python -m fuzzing [--seconds N] [TARGET …]``, from ``tests/``.

What a target falls over is minimised and kept in ``tests/corpus/TARGET/``, where an ordinary test replays it. How much
was tried is written to ``out/reliability/bytes.json``.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import time
from dataclasses import asdict, dataclass, field
from hashlib import sha1
from pathlib import Path

from fuzzing.seeds import seeds
from fuzzing.targets import TARGETS
from reliability.results import OUT, write

CORPUS = Path(__file__).parents[1] / "corpus"
#: Longest input, and what one input may take in seconds and MiB.
_LIMITS = ("-max_len=16384", "-timeout=25", "-rss_limit_mb=3000", "-print_final_stats=1")
#: Findings after which a target is left alone.
_ENOUGH = 10
_RUNS = re.compile(r"stat::number_of_executed_units:\s*(\d+)")
_COVERAGE = re.compile(r"cov: (\d+)")


@dataclass
class Tried:
    """How much a target was tried: inputs run, seconds, edges of the code reached, findings kept."""

    inputs: int = 0
    seconds: int = 0
    edges: int = 0
    findings: list[str] = field(default_factory=list)


def fuzz(target: str, seconds: int) -> Tried:
    """Fuzz one target; after a finding go on until the time is up."""
    found, work = OUT / "fuzzing" / target, Tried()
    inputs, falls = found / "inputs", found / "falls"
    shutil.rmtree(falls, ignore_errors=True)
    for folder in (inputs, falls):
        folder.mkdir(parents=True, exist_ok=True)
    for seed in seeds(target):
        (inputs / sha1(seed, usedforsecurity=False).hexdigest()).write_bytes(seed)
    began = time.monotonic()
    while (left := seconds - int(time.monotonic() - began)) > 0:
        said = _atheris(target, f"-max_total_time={left}", f"-artifact_prefix={falls}/", *_LIMITS, str(inputs))
        work.inputs += sum(map(int, _RUNS.findall(said)))
        work.edges = max([work.edges, *map(int, _COVERAGE.findall(said))])
        if not _RUNS.search(said):
            sys.exit(f"{target}: the fuzzer did not run\n{said[-2000:]}")
        for fallen in sorted(falls.iterdir()):
            work.findings.append(_kept(target, fallen))
            fallen.unlink()
            sys.stderr.write(f"{target}: {work.findings[-1]}\n{said[-1500:]}\n")
        if len(work.findings) >= _ENOUGH:
            break
    work.seconds = int(time.monotonic() - began)
    work.findings = sorted(set(work.findings))
    return work


def _atheris(target: str, *options: str) -> str:
    command = [sys.executable, "-m", "fuzzing.child", target, *options]
    done = subprocess.run(command, capture_output=True, check=False, cwd=CORPUS.parent)
    return (done.stderr + done.stdout).decode(errors="replace")


def _kept(target: str, fallen: Path) -> str:
    """The finding, made as small as a minute allows, where the tests replay it."""
    smaller = fallen.with_name(f"smaller-{fallen.name}")
    _atheris(target, "-minimize_crash=1", "-max_total_time=60", f"-exact_artifact_path={smaller}", str(fallen))
    best = smaller if smaller.exists() else fallen
    content = best.read_bytes()
    smaller.unlink(missing_ok=True)
    kept = CORPUS / target / sha1(content, usedforsecurity=False).hexdigest()[:16]
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.write_bytes(content)
    return str(kept.relative_to(CORPUS))


def main() -> None:
    """Fuzz the targets named, or all, one after another."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--seconds", type=int, default=int(os.environ.get("SECONDS_EACH", "120")), help="for each target"
    )
    parser.add_argument("targets", nargs="*", choices=[*TARGETS, []], default=[])
    asked = parser.parse_args()
    tried = {target: asdict(fuzz(target, asked.seconds)) for target in asked.targets or TARGETS}
    write("bytes", tried)
    if any(t["findings"] for t in tried.values()):
        sys.exit(1)


if __name__ == "__main__":
    main()
