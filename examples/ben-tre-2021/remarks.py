"""Count the remarks on people who are both Party cell secretary and hamlet head.

Run ``python remarks.py REGISTER LIBRARY [vi|en]``: of each wish of the policy (what *should* be), how often it is not
met and how often it is not known.
"""

from __future__ import annotations

import sys
from collections import Counter
from datetime import date
from pathlib import Path

from kiemnhiem.cases import read
from kiemnhiem.evaluate.decision import Outcome
from kiemnhiem.explain.question import Question
from kiemnhiem.language import Lang, Text
from kiemnhiem.policy import load_library
from kiemnhiem.policy.byplace import Programs
from kiemnhiem.policy.model import Strength

AS_OF = date(2021, 9, 24)
POLICY = "hamlet/secretary-and-head"

HEAD = Text(
    "Lưu ý đối với {people} bí thư chi bộ kiêm trưởng ấp:", "Remarks on {people} cell secretaries who are head:"
)
LINE = Text("  {title}: chưa đạt {not_met}, chưa rõ {unknown}", "  {title}: {not_met} not met, {unknown} unknown")


def remarks(register: Path, root: Path, lang: Lang) -> list[str]:
    """The lines to print."""
    library, _ = load_library(root)
    cases = read([register], library).cases
    question = Question(Programs(library, AS_OF, cases=(case.facts for case in cases)))
    found = [p for case in cases for p in question.explain(case).policies if p.policy.id == POLICY]
    wishes = [f for policy in found for f in policy.findings if f.rule.strength is Strength.SHOULD]
    titles = {f.rule.id: f.rule.title for f in wishes}
    counted = Counter((f.rule.id, f.outcome) for f in wishes)
    lines = [
        LINE.format(title=title, not_met=counted[id_, Outcome.NOT_MET], unknown=counted[id_, Outcome.UNKNOWN])
        for id_, title in titles.items()
    ]
    return [line[lang] for line in (HEAD.format(people=len(found)), *lines)]


if __name__ == "__main__":
    register, root, *lang = sys.argv[1:]
    print("\n".join(remarks(Path(register), Path(root), Lang(*lang or [Lang.VI]))))
