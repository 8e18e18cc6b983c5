"""``kiemnhiem problems``: what each problem code means and what to do; ``docs/problems.md`` is its output."""

from __future__ import annotations

import click

from kiemnhiem.author import codes as _author  # noqa: F401 - as above
from kiemnhiem.author import formatting, lint, testing  # noqa: F401 - declare their codes
from kiemnhiem.author import solver as _solver  # noqa: F401 - as above
from kiemnhiem.author.ci import codes as _ci  # noqa: F401 - as above
from kiemnhiem.author.diff import codes as _diff  # noqa: F401 - as above
from kiemnhiem.author.prove import codes as _prove  # noqa: F401 - as above
from kiemnhiem.cases import codes as _cases  # noqa: F401 - as above
from kiemnhiem.cli import options
from kiemnhiem.cli.codes import NO_SUCH_CODE
from kiemnhiem.cli.exits import Exit, guarded
from kiemnhiem.errors import UsageError
from kiemnhiem.evaluate.columnar import codes as _columnar  # noqa: F401 - as above
from kiemnhiem.evaluate.sql.database import codes as _database  # noqa: F401 - as above
from kiemnhiem.language import Lang
from kiemnhiem.problem import CODES, Code, Problem, did_you_mean
from kiemnhiem.report import codes as _report  # noqa: F401 - as above
from kiemnhiem.report.documents import codes as _documents  # noqa: F401 - as above
from kiemnhiem.trust import codes as _trust  # noqa: F401 - as above
from kiemnhiem.web import codes as _web  # noqa: F401 - as above
from kiemnhiem.web.drafts import codes as _drafts  # noqa: F401 - as above

_HEAD = {
    Lang.VI: "# Mã vấn đề\n\nIn lại bằng: `kiemnhiem problems`.\n",
    Lang.EN: "# Problem codes\n\nReprinted by: `kiemnhiem problems --lang en`.\n",
}


@click.command()
@click.argument("codes", nargs=-1, metavar="[CODE]...")
@options.language
@guarded
def problems(*, codes: tuple[str, ...], lang: str) -> Exit:
    """Giải thích các mã vấn đề: nghĩa là gì, nên làm gì.

    Explain problem codes: what they mean, what to do.
    """
    language = Lang(lang)
    unknown = [Problem(NO_SUCH_CODE, None, {"found": c}, did_you_mean(c, CODES)) for c in codes if c not in CODES]
    if unknown:
        raise UsageError(unknown)
    if not codes:
        click.echo(_HEAD[language])
    for code in sorted(CODES.values(), key=lambda c: c.id):
        if not codes or code.id in codes:
            click.echo(_entry(code, language))
    return Exit.RAN


def _entry(code: Code, lang: Lang) -> str:
    return f"**{code.id}** ({code.severity}) {code.message[lang]}  \n{code.advice[lang]}\n"
