"""How a result workbook looks. Verdicts have a colour and a word; the colours differ in lightness too, and stay apart
for readers who do not tell red from green.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from kiemnhiem.evaluate.decision import Verdict

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook

#: Excel's number of the paper.
A4 = 9

#: (fill, letters) of each verdict.
_COLOURS: Mapping[Verdict, tuple[str, str]] = {
    Verdict.ELIGIBLE: ("#CFE8F3", "#0B4A6B"),
    Verdict.UNDETERMINED: ("#FFF2C2", "#5C4400"),
    Verdict.NOT_ELIGIBLE: ("#F8CBAD", "#7A2000"),
    Verdict.NOT_APPLICABLE: ("#EDEDED", "#404040"),
    Verdict.NO_POLICY: ("#E4D7EE", "#4A2766"),
}
#: The dark end of a verdict's colour, for its bar.
BARS: Mapping[Verdict, str] = {
    Verdict.ELIGIBLE: "#3E9CC4",
    Verdict.UNDETERMINED: "#E0B62F",
    Verdict.NOT_ELIGIBLE: "#D9662B",
    Verdict.NOT_APPLICABLE: "#A6A6A6",
    Verdict.NO_POLICY: "#8E63B0",
}

_GRID = {"border": 1, "border_color": "#BFBFBF", "valign": "top"}
_WRAP = {**_GRID, "text_wrap": True}


class Styles:
    """The formats of one workbook."""

    def __init__(self, book: Workbook) -> None:
        def style(**properties: Any) -> Format:
            return book.add_format({"font_name": "Arial", "font_size": 10, **properties})

        self.plain = style(valign="top")
        self.title = style(bold=True, font_size=16, font_color="#1F3864")
        self.as_of = style(bold=True, font_size=12)
        self.heading = style(bold=True, font_size=12, font_color="#1F3864", bottom=2, bottom_color="#1F3864")
        self.note = style(text_wrap=True, valign="top", font_color="#404040")
        self.header = style(
            **{**_WRAP, "valign": "vcenter"}, bold=True, align="center", bg_color="#D9E1F2", font_color="#1F3864"
        )
        self.added = style(
            **{**_WRAP, "valign": "vcenter"}, bold=True, align="center", bg_color="#1F3864", font_color="#FFFFFF"
        )
        self.text = style(**_WRAP)
        self.number = style(**_GRID, align="right", indent=1)
        self.whole = style(**_GRID, num_format="0", align="right", indent=1)
        self.date = style(**_GRID, num_format="dd/mm/yyyy", align="left")
        self.moment = style(**_GRID, num_format="dd/mm/yyyy hh:mm", align="left")
        self.count = style(**_GRID, num_format="#,##0", align="center")
        self.share = style(**_GRID, num_format="0.0%", align="center")
        self.verdicts = {
            verdict: style(**_WRAP, bold=True, bg_color=fill, font_color=letters)
            for verdict, (fill, letters) in _COLOURS.items()
        }


def close(book: Workbook) -> None:
    """Write the workbook out. Raises :class:`OSError` where it cannot be."""
    from xlsxwriter.exceptions import FileCreateError  # noqa: PLC0415 - start-up of the commands that write no workbook

    try:
        book.close()
    except FileCreateError as error:
        cause = error.args[0]
        raise cause if isinstance(cause, OSError) else OSError(str(error)) from error
