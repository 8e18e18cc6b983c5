"""What the site says of the code, made from the code: a hook of MkDocs (see mkdocs.yml)."""

from __future__ import annotations

import json
import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from kiemnhiem.author.publish import publish
from kiemnhiem.author.schema import schemas
from kiemnhiem.cli import main
from kiemnhiem.language import Lang
from kiemnhiem.policy import load_library, shipped_library
from kiemnhiem.policy.model import Library
from kiemnhiem.web.app import create_app
from kiemnhiem.web.desk import Desk
from kiemnhiem.web.settings import Settings

#: A link to a file: no address, no place on the same page.
_LINK = re.compile(r"(?<!!)\[(?P<text>[^\]]*)\]\((?P<path>[^)#:\s]+)(?:#[^)]*)?\)")
#: The rooms that programs call.
_ROOMS = ("policy", "cases", "evaluate", "explain", "report")


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages and files that are made."""
    library, _ = load_library(shipped_library())
    api = _described(library)
    for name, content in {
        "reference/commands.md": _commands(),
        "reference/changes.md": Path("CHANGELOG.md").read_text(encoding="utf-8").replace("](docs/", "](../"),
        "reference/api.md": _api(api),
        "reference/openapi.json": json.dumps(api, ensure_ascii=False, indent=1),
        "reference/python.md": _python(),
        "reference/book.md": _BOOK,
        "reference/schemas.md": _SCHEMAS.format(
            list="\n".join(f"- [{n}](schemas/{n})" for n in schemas(library, Lang.EN))
        ),
    }.items():
        files.append(File.generated(config, name, content=content))
    for name, schema in schemas(library, Lang.EN).items():
        files.append(
            File.generated(config, f"reference/schemas/{name}", content=json.dumps(schema, ensure_ascii=False))
        )
    for lang in Lang:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "book.html")
            publish(library, path, lang)
            files.append(
                File.generated(config, f"reference/book.{lang}.html", content=path.read_text(encoding="utf-8"))
            )
    return files


def on_page_markdown(markdown: str, page: Page, **_: object) -> str:
    """List the decisions on their page. Leave out links to files of the repository that the site does not have; others
    that lead nowhere stay, and stop the build.
    """
    if page.file.src_uri == "decisions/README.md":
        markdown += _decisions()
    here = Path("docs", page.file.src_uri).parent if Path("docs", page.file.src_uri).exists() else Path()

    def link(found: re.Match[str]) -> str:
        target = Path(os.path.normpath(here / found["path"]))
        outside = target.exists() and not target.is_relative_to("docs")
        return found["text"] if outside else found[0]

    return _LINK.sub(link, markdown)


_BOOK = """# The book of policies

Every policy of the shipped library as sentences, with its documents, how well they are known and when they are in
force; then the documents and the posts.

- [Tập chính sách về kiêm nhiệm chức danh](book.vi.html) (tiếng Việt)
- [The book of policies on holding posts together](book.en.html)
"""
_API = """Described for programs in [openapi.json](openapi.json), which `kiemnhiem serve` gives at `/api/openapi.json`.
A program signs in with a token of an account: [Set up a desk](../tutorials/administrator.md#programs). Every question
may be answered with one of these:
"""
_SCHEMAS = """# JSON Schemas

Of the shipped library's files, as `kiemnhiem schema` writes them for an editor ([how](../editor.md)). `library.json`
takes the right one for each file.

{list}
"""


def _decisions() -> str:
    paths = sorted(Path("docs/decisions").glob("[0-9]*.md"))
    titles = [path.read_text(encoding="utf-8").partition("\n")[0].removeprefix("# ") for path in paths]
    return "\n" + "".join(f"- [{title}]({path.name})\n" for path, title in zip(paths, titles, strict=True))


def _python() -> str:
    parts = "\n\n".join(f"## {room}\n\n::: kiemnhiem.{room}" for room in _ROOMS)
    return f"# Python API\n\nRooms in the order in which a fact travels.\n\n::: kiemnhiem.errors\n\n{parts}\n"


def _commands() -> str:
    return "# Commands\n\n" + "\n".join(_command(main, _context(main, "kiemnhiem")))


def _command(command: click.Command, context: click.Context) -> Iterator[str]:
    """A command as `--help` tells it, then those in it."""
    level = (
        "##" if context.parent is None or isinstance(command, click.Group) or context.parent.parent is None else "###"
    )
    yield f"{level} {context.command_path}\n\n```text\n{command.get_help(context)}\n```\n"
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            if inner is not None:
                yield from _command(inner, _context(inner, name, context))


def _context(command: click.Command, name: str, parent: click.Context | None = None) -> click.Context:
    return click.Context(
        command, info_name=name, parent=parent, **{**command.context_settings, "max_content_width": 80}
    )


def _described(library: Library) -> dict[str, Any]:
    """The REST API as it describes itself."""
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk.open(Settings(Path(folder)), library)
        described = create_app(desk).openapi()
        desk.close()
    return described


def _api(described: dict[str, Any]) -> str:
    operations = [(p, m, o) for p, methods in described["paths"].items() for m, o in methods.items()]
    told = [{(status, a["description"]) for status, a in o["responses"].items()} for _, _, o in operations]
    everywhere = set.intersection(*told) - {("200", "Successful Response")}
    parts = [f"# REST API\n\n{described['info']['description']}\n\n{_API}", _answers(everywhere)]
    for (path, method, operation), answers in zip(operations, told, strict=True):
        parts += [f"## {method.upper()} {path}\n\n**{operation['summary']}.** {operation.get('description', '')}\n"]
        fields = [(p["name"], p["in"], p.get("required", False), p["schema"]) for p in operation.get("parameters", ())]
        for kind, content in operation.get("requestBody", {}).get("content", {}).items():
            fields += _body(_named(content["schema"], described), kind)
        if fields:
            parts.append(_fields(fields, described))
        parts.append(_answers(answers - everywhere))
    return "\n".join(parts)


_Field = tuple[str, str, bool, dict[str, Any]]


def _body(schema: dict[str, Any], kind: str) -> list[_Field]:
    return [(name, kind, name in schema.get("required", ()), s) for name, s in schema.get("properties", {}).items()]


def _fields(fields: list[_Field], described: dict[str, Any]) -> str:
    rows = ["| field | in | type | |\n|---|---|---|---|"]
    for name, place, required, schema in fields:
        optional = "" if required else " (optional)"
        rows.append(f"| `{name}`{optional} | {place} | {_type(schema, described)} | {schema.get('description', '')} |")
    return "\n".join(rows) + "\n"


def _answers(answers: set[tuple[str, str]]) -> str:
    if not answers:
        return ""
    return "| answer | |\n|---|---|\n" + "".join(f"| {status} | {words} |\n" for status, words in sorted(answers))


def _named(schema: dict[str, Any], described: dict[str, Any]) -> dict[str, Any]:
    """A schema, or the one that it names."""
    reference = schema.get("$ref")
    return described["components"]["schemas"][reference.rpartition("/")[2]] if reference else schema


def _type(schema: dict[str, Any], described: dict[str, Any]) -> str:
    schema = _named(schema, described)
    if either := schema.get("anyOf"):
        return " or ".join(kind for one in either if (kind := _type(one, described)) != "null")
    if choices := schema.get("enum"):
        return ", ".join(f"`{choice}`" for choice in choices)
    if items := schema.get("items"):
        return f"list of {_type(items, described)}"
    return str(schema.get("format") or schema.get("type", ""))
