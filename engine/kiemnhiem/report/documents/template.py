"""Word templates with placeholders, shipped or an office's own: checked before they are used, and filled."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args, get_type_hints
from zipfile import BadZipFile

from kiemnhiem.errors import UsageError
from kiemnhiem.language import Lang
from kiemnhiem.problem import Place, Problem, did_you_mean
from kiemnhiem.report import codes as report_codes
from kiemnhiem.report.documents import account, codes, sheet
from kiemnhiem.report.documents.steady import repacked
from kiemnhiem.report.xmltext import legal

if TYPE_CHECKING:
    from jinja2.sandbox import SandboxedEnvironment


@dataclass(frozen=True)
class Kind:
    """A kind of document: the name of its shipped templates, what they may use, and what they must."""

    name: str
    content: type
    told: tuple[str, ...]


SHEET = Kind("sheet", sheet.Sheet, sheet.TOLD)
ACCOUNT = Kind("report", account.Account, account.TOLD)


def check_word() -> None:
    """See that documents can be written. Raises :class:`UsageError` where what they need is not installed."""
    try:
        import docxtpl  # noqa: F401, PLC0415 - an extra
    except ImportError:
        problem = Problem(report_codes.NEEDS_DOCX, None, {"package": "python-docx, docxtpl"})
        raise UsageError([problem]) from None


class Template:
    """A template for one kind of document, that holds what such a document must tell, and asks for nothing else.

    :param path: an office's own; the shipped one of the language unless given.
    :raises UsageError: with a problem for each thing that is wrong with it.
    """

    def __init__(self, kind: Kind, lang: Lang, path: Path | None = None) -> None:
        check_word()
        self._shipped = files("kiemnhiem.report").joinpath("templates", f"{kind.name}-{lang}.docx")
        self._place = Place(str(path)) if path else None
        self._content = self._read(path)
        if path:
            self._check(kind)

    def filled(self, content: object) -> bytes:
        """A Word file with the placeholders filled. Raises :class:`UsageError` for those that are not known."""
        from docxtpl import DocxTemplate  # noqa: PLC0415 - an extra
        from jinja2 import TemplateError  # noqa: PLC0415 - comes with it

        unknown: dict[str, Problem] = {}
        document, written = DocxTemplate(io.BytesIO(self._content)), io.BytesIO()
        try:
            document.render(_top(content), _environment(unknown, content, self._place))
        except (TemplateError, TypeError, ValueError, ArithmeticError) as error:
            raise UsageError([*unknown.values()] or [self._broken(error)]) from None
        if unknown:
            raise UsageError([*unknown.values()])
        document.save(written)
        return repacked(written.getvalue())

    def _check(self, kind: Kind) -> None:
        used = self._used()
        lacking = [Problem(codes.LACKING_PLACEHOLDER, self._place, {"name": n}) for n in kind.told if n not in used]
        try:
            self.filled(_specimen(kind.content))
        except UsageError as error:
            raise UsageError([*error.problems, *lacking]) from None
        if lacking:
            raise UsageError(lacking)

    def _read(self, path: Path | None) -> bytes:
        from docx import Document  # noqa: PLC0415 - an extra

        try:
            content = path.read_bytes() if path else self._shipped.read_bytes()
            Document(io.BytesIO(content))
        except OSError as error:
            raise self._unreadable(error.strerror or str(error)) from None
        except (BadZipFile, KeyError, ValueError, SyntaxError) as error:  # lxml's errors are SyntaxErrors
            raise self._unreadable(str(error)) from None
        return content

    def _used(self) -> set[str]:
        from docxtpl import DocxTemplate  # noqa: PLC0415 - an extra
        from jinja2 import TemplateError  # noqa: PLC0415 - comes with it

        document = DocxTemplate(io.BytesIO(self._content))
        try:
            used: set[str] = document.get_undeclared_template_variables()
        except TemplateError as error:
            raise UsageError([self._broken(error)]) from None
        return used

    def _unreadable(self, reason: str) -> UsageError:
        with as_file(self._shipped) as shipped:
            values = {"reason": reason, "shipped": shipped}
        return UsageError([Problem(codes.UNREADABLE_TEMPLATE, self._place, values)])

    def _broken(self, error: Exception) -> Problem:
        near = " ".join("".join(getattr(error, "docx_context", ())).split())
        reason = f"{error} ({near[:80]})" if near else str(error)
        return Problem(codes.BROKEN_TEMPLATE, self._place, {"reason": reason})


def _top(content: object) -> dict[str, Any]:
    return {field.name: getattr(content, field.name) for field in fields(content)}  # type: ignore[arg-type]  # a dataclass


def _environment(unknown: dict[str, Problem], content: object, place: Place | None) -> SandboxedEnvironment:
    """Where a template is filled: it sees the content and can do nothing else; names that are not known are noted."""
    from jinja2 import ChainableUndefined  # noqa: PLC0415 - an extra
    from jinja2.sandbox import SandboxedEnvironment  # noqa: PLC0415 - as above
    from jinja2.utils import missing  # noqa: PLC0415 - as above

    class Unknown(ChainableUndefined):
        def __init__(self, hint: str | None = None, obj: Any = missing, name: str | None = None, *more: Any) -> None:
            super().__init__(hint, obj, name, *more)
            of = content if obj is missing else obj
            known = [field.name for field in fields(of)] if is_dataclass(of) else []
            problem = Problem(codes.UNKNOWN_PLACEHOLDER, place, {"found": name}, did_you_mean(str(name), known))
            unknown.setdefault(str(name), problem)

    return SandboxedEnvironment(undefined=Unknown, finalize=_plain, autoescape=True)


def _plain(value: object) -> object:
    return legal(value) if type(value) is str else value


def _specimen(of: type) -> Any:
    """Content with one of everything, to try a template with."""
    hints: Mapping[str, Any] = get_type_hints(of)
    return of(**{name: _one(hint) for name, hint in hints.items()})


def _one(hint: Any) -> Any:
    if hint is str:
        return "…"
    inner = get_args(hint)
    return (_one(inner[0]),) if inner else _specimen(hint)
