"""``kiemnhiem prove``: what holds for every case a policy can meet, and an example where it does not."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import click

from kiemnhiem.author import solver
from kiemnhiem.cli import options
from kiemnhiem.cli.exits import Exit, guarded
from kiemnhiem.language import Lang


@click.command()
@click.argument("policies", nargs=-1, metavar="[ID]...")
@click.option("--format", "form", type=click.Choice(["console", "json"]), default="console", show_default=True)
@click.option(
    "--as-of",
    type=options.Day(),
    metavar="DATE",
    help="Chỉ xét ngày này / only this day   [mặc định / default: mọi ngày có thay đổi / every date of a change]",
)
@click.option(
    "--place",
    metavar="ID",
    help="Chỉ xét địa phương này / only this place   [mặc định / default: mọi nơi / everywhere]",
)
@options.policies
@options.language
@guarded
def prove(
    *, policies: tuple[str, ...], form: str, as_of: date | None, place: str | None, root: Path | None, lang: str
) -> Exit:
    """Chứng minh về chính sách: có ai đủ điều kiện được không, có yêu cầu hay ngoại lệ nào thừa, trái nhau, nới lỏng.

    Prove things about policies: can anyone be eligible, is a requirement or exception idle, do policies contradict,
    does an amendment relax. Each finding has an example that `kiemnhiem check` accepts. Ends with 1 on a finding.
    """
    language = Lang(lang)
    solver.require()
    from kiemnhiem.author.prove.run import prove as proved  # noqa: PLC0415 - needs z3, which may not be installed
    from kiemnhiem.author.prove.view import open_findings, proof_object, show_proofs  # noqa: PLC0415 - as above

    library = options.library(root, language)
    found = proved(library, policies, as_of, place)
    if form == "json":
        for proof in found:
            click.echo(json.dumps(proof_object(proof), ensure_ascii=False))
    else:
        in_force = [p for p in library.policies.values() if as_of is None or as_of in p.period]
        show_proofs(found, library, language, examples=bool(policies), asked=len(policies or in_force))
    return Exit.FAILED if open_findings(found) else Exit.RAN
