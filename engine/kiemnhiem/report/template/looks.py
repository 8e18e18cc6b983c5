"""How a template looks: a colour for each role of a column, and what cells keep."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from kiemnhiem.language import Text
from kiemnhiem.policy.types import Kind
from kiemnhiem.report.template.plan import Column, Role

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook

#: (fill, letters) of each role's heading.
_COLOURS: Mapping[Role, tuple[str, str]] = {
    Role.KEY: ("#1F3864", "#FFFFFF"),
    Role.FACT: ("#D9E1F2", "#1F3864"),
    Role.PERSONAL: ("#FBE3D0", "#7A2000"),
}
ROLES: Mapping[Role, Text] = {
    Role.KEY: Text("Mã, bắt buộc phải ghi", "The id, required"),
    Role.FACT: Text("Dữ kiện để xét; chưa biết thì để trống", "A fact to decide by; leave it empty when unknown"),
    Role.PERSONAL: Text("Dữ liệu cá nhân, được che trong báo cáo", "Personal data, masked in reports"),
}
_TEXT = "@"


class Looks:
    """The formats of one template."""

    def __init__(self, book: Workbook) -> None:
        def style(**properties: Any) -> Format:
            return book.add_format({"font_name": "Arial", "font_size": 10, **properties})

        wrap = {"text_wrap": True, "valign": "top"}
        boxed = {**wrap, "border": 1, "border_color": "#BFBFBF"}
        self.title = style(bold=True, font_size=16, font_color="#1F3864")
        self.unread = style(italic=True, font_color="#7A2000")
        self.heading = style(bold=True, font_size=12, font_color="#1F3864", bottom=2, bottom_color="#1F3864")
        self.line = style(**wrap)
        self.cell = style(**boxed, num_format=_TEXT)
        self.plain_head = style(**{**boxed, "valign": "vcenter"}, bold=True, bg_color="#EDEDED", align="center")
        self.heads = {
            role: style(**{**boxed, "valign": "vcenter"}, bold=True, align="center", bg_color=fill, font_color=letters)
            for role, (fill, letters) in _COLOURS.items()
        }
        self._number = style(valign="top")
        self._text = style(**wrap, num_format=_TEXT)

    def filled(self, column: Column) -> Format:
        """What is typed stays as it is typed, so that 06/1975, 9/12 and 0123 are not turned into something else; only
        numbers are numbers.
        """
        return self._number if column.field.type.kind in (Kind.INTEGER, Kind.NUMBER) else self._text
