"""Where several results of `kiemnhiem screen` on the same list disagree: on whom, and on which requirement.

Run ``python compare.py [--lang vi|en] [--policies DIR] [--policy ID] LABEL=RESULT.jsonl LABEL=RESULT.jsonl ...``.
With ``--policy`` the verdicts compared are those of this policy, over the cases it concerns. Every figure is counted
from the results. Nobody is named: cases are told by their ids.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kiemnhiem.evaluate.decision import Outcome, Verdict
from kiemnhiem.language import Lang, Text
from kiemnhiem.policy import load_library, shipped_library
from kiemnhiem.policy.model import Library
from kiemnhiem.report.words import OUTCOMES, VERDICTS

AGREED = Text("{same} hồ sơ được kết luận như nhau, {other} hồ sơ khác nhau.", "{same} cases agree, {other} do not.")
KINDS = Text("Khác nhau thế nào, do yêu cầu nào:", "How they differ, and on which requirement:")
EACH = Text("Từng hồ sơ:", "Case by case:")
NOBODY = Text("không có trong danh sách", "not in the list")
NOT_ASKED = Text("không đòi hỏi", "not asked for")
ABSENT = "absent"


@dataclass(frozen=True)
class Result:
    """What one run found of a case: the verdict, and the outcome of every requirement of every policy."""

    verdict: str
    outcomes: Mapping[tuple[str, str], str]


NOTHING = Result(ABSENT, {})


@dataclass(frozen=True)
class Difference:
    """A case of which runs disagree. ``requirements``: what blocks it in some, and not alike in all."""

    case: str
    results: tuple[Result, ...]

    @property
    def requirements(self) -> tuple[tuple[str, str], ...]:
        """The policies and requirements that make the difference."""
        blocking = {Outcome.NOT_MET.value, Outcome.UNKNOWN.value}
        keys = dict.fromkeys(key for result in self.results for key, o in result.outcomes.items() if o in blocking)
        return tuple(key for key in keys if len({result.outcomes.get(key) for result in self.results}) > 1)

    @property
    def kind(self) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...]]:
        """What cases that differ in the same way share."""
        return tuple(result.verdict for result in self.results), self.requirements


def read_results(path: Path, policy: str | None = None) -> dict[str, Result]:
    """The result of every case of a JSON Lines file; where a policy is named, by it, of every case it concerns."""
    lines = path.read_text(encoding="utf-8").splitlines()
    results = {case["case"]: _result(case, policy) for case in map(json.loads, lines)}
    return {case: result for case, result in results.items() if result is not NOTHING}


def _result(case: Mapping[str, Any], policy: str | None) -> Result:
    decided = [p for p in case["policies"] if policy in (None, p["policy"])]
    if policy and not decided:
        return NOTHING
    outcomes = {(p["policy"], f["requirement"]): f["outcome"] for p in decided for f in p["findings"]}
    return Result(decided[0]["verdict"] if policy else case["verdict"], outcomes)


def differences(runs: Sequence[Mapping[str, Result]]) -> list[Difference]:
    """The cases whose verdict is not the same in all runs."""
    cases = dict.fromkeys(case for run in runs for case in run)
    found = [Difference(case, tuple(run.get(case, NOTHING) for run in runs)) for case in cases]
    return [d for d in found if len({result.verdict for result in d.results}) > 1]


def report(runs: Mapping[str, Mapping[str, Result]], library: Library, lang: Lang) -> Iterator[str]:
    """The lines to print."""
    for label, run in runs.items():
        counted = Counter(result.verdict for result in run.values())
        told = ", ".join(f"{words[lang].lower()} {counted[v]}" for v, words in VERDICTS.items() if counted[v])
        yield f"{label}: {told}"
    differing = differences([*runs.values()])
    everybody = len({case for run in runs.values() for case in run})
    yield AGREED.format(same=everybody - len(differing), other=len(differing))[lang]
    if not differing:
        return
    yield from ("", KINDS[lang])
    for (verdicts, requirements), count in Counter(d.kind for d in differing).most_common():
        yield f"{count:6} × {_side_by_side(runs, verdicts, lang)}"
        some = next(d for d in differing if d.kind == (verdicts, requirements))
        for key in requirements:
            outcomes = [_outcome(result, key, lang) for result in some.results]
            yield f"         {_title(library, *key)[lang]}: {' | '.join(outcomes)}"
    yield from ("", EACH[lang])
    for difference in differing:
        yield f"  {difference.case}: {_side_by_side(runs, difference.kind[0], lang)}"


def _side_by_side(runs: Mapping[str, object], verdicts: Sequence[str], lang: Lang) -> str:
    words = (NOBODY[lang] if v == ABSENT else VERDICTS[Verdict(v)][lang].lower() for v in verdicts)
    return " | ".join(f"{label}: {said}" for label, said in zip(runs, words, strict=True))


def _outcome(result: Result, key: tuple[str, str], lang: Lang) -> str:
    outcome = result.outcomes.get(key)
    return (OUTCOMES[Outcome(outcome)] if outcome else NOT_ASKED)[lang].lower()


def _title(library: Library, policy: str, requirement: str) -> Text:
    known = library.policies[policy]
    titles = {r.id: r.title for r in (*known.requirements, *library.added_to(policy))}
    return titles.get(requirement, known.title)


def main() -> None:
    """Read the command line and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lang", type=Lang, default=Lang.VI)
    parser.add_argument("--policies", type=Path, default=shipped_library())
    parser.add_argument("--policy", metavar="ID")
    parser.add_argument("results", nargs="+", metavar="LABEL=RESULT.jsonl")
    asked = parser.parse_args()
    named = (argument.partition("=")[::2] for argument in asked.results)
    runs = {label: read_results(Path(path), asked.policy) for label, path in named}
    library, _ = load_library(asked.policies)
    if asked.policy:
        print(library.policies[asked.policy].title[asked.lang])
    print("\n".join(report(runs, library, asked.lang)))


if __name__ == "__main__":
    main()
