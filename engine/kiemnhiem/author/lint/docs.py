"""The documentation of the rules: ``docs/lint.md`` is its output."""

from __future__ import annotations

from collections.abc import Iterator

from kiemnhiem.author.lint.cases import LintCase, cases
from kiemnhiem.author.lint.rule import Rule
from kiemnhiem.author.lint.rules import RULES
from kiemnhiem.language import Lang, Text

_HEAD = Text(
    """# Quy tắc soát chính sách

In lại bằng: `kiemnhiem lint --docs`.

`kiemnhiem lint` tìm những chỗ một thư viện chính sách đọc được nhưng đáng ngờ. Bỏ qua một chỗ đã cân nhắc bằng ghi chú
cuối dòng, hoặc đứng riêng ngay trên dòng đó; đứng trên dòng đầu tệp thì áp dụng cho cả tệp:

```yaml
remedy: {policy: party/admission}  # lint: ignore remedy-not-in-force — lý do
```

Mỗi quy tắc có ví dụ nên tránh (chú thích: chỗ bị báo, dòng:cột) và ví dụ nên theo; kiểm thử chạy đúng các ví dụ này.
""",
    """# Lint rules

Reprinted by: `kiemnhiem lint --docs --lang en`.

`kiemnhiem lint` finds what loads and is suspicious all the same. What was looked at and is meant is ignored by a
comment at the end of its line, or alone on the line above; above the first line of a file it is about the whole file:

```yaml
remedy: {policy: party/admission}  # lint: ignore remedy-not-in-force — the reason
```

Each rule shows what to avoid (with line:column of what it finds) and what to do; the tests run just these examples.
""",
)
_RULE = Text("## {code} {id} ({severity})\n\n{message}\n", "## {code} {id} ({severity})\n\n{message}\n")
_WHY = Text(
    "**Nên tránh.** {anti_pattern}\n\n**Nên làm.** {best_practice}\n",
    "**Anti-pattern.** {anti_pattern}\n\n**Best practice.** {best_practice}\n",
)
_BAD = Text("Bị báo ở {places}:", "Found at {places}:")
_GOOD = Text("Không bị báo:", "Found nothing in:")


def docs(lang: Lang) -> str:
    """All rules with their reasons and examples, as Markdown."""
    return "\n".join([_HEAD[lang], *(part for rule in RULES for part in _rule(rule, lang))])


def _rule(rule: Rule, lang: Lang) -> Iterator[str]:
    code = rule.code
    heads = {"code": code.id, "id": rule.id, "severity": code.severity.value, "message": code.message}
    yield _RULE.format(**heads)[lang]
    yield _WHY.format(anti_pattern=rule.anti_pattern, best_practice=rule.best_practice)[lang]
    bad, good = cases(rule)
    for case in bad:
        yield _BAD.format(places=", ".join(case.expect))[lang]
        yield _fenced(case)
    for case in good[:1]:
        yield _GOOD[lang]
        yield _fenced(case)


def _fenced(case: LintCase) -> str:
    return f"```yaml\n{case.text}```\n"
