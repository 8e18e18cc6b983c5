"""A picture as a page with a strict content policy may hold it: presentation attributes instead of styles, letters and
lines in the colour of the text around it, nothing loaded and nothing run.
"""

from __future__ import annotations

from collections.abc import Mapping
from xml.etree import ElementTree as ET

#: Colours that stand for those of the page.
INK, FAINT = "#010203", "#040506"
_PAGE = {INK: ("currentColor", None), FAINT: ("currentColor", "0.1")}
_FONTS = "system-ui, 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', Arial, 'DejaVu Sans', sans-serif"
_SVG = "http://www.w3.org/2000/svg"
_UNUSED = frozenset({"defs", "metadata"})
_KEPT = frozenset({"d", "x", "y", "fill", "stroke", "stroke-width", "stroke-linecap", "text-anchor"})


def plain(drawn: str, title: str, description: str, titles: Mapping[str, str]) -> str:
    """The drawing as one element. ``titles``: what pointing at a part tells, by the part's id."""
    root = ET.fromstring(drawn)  # noqa: S314 - only what was drawn here
    shown = ET.Element("svg", {
        "xmlns": _SVG, "viewBox": root.attrib["viewBox"], "class": "chart", "role": "img",
        "aria-label": title, "font-family": _FONTS,
    })  # fmt: skip
    ET.SubElement(shown, "title").text = title
    ET.SubElement(shown, "desc").text = description
    for child in root:
        _copy(child, shown, titles)
    return ET.tostring(shown, encoding="unicode")


def _copy(element: ET.Element, into: ET.Element, titles: Mapping[str, str]) -> None:
    name = element.tag.removeprefix(f"{{{_SVG}}}")
    if name in _UNUSED:
        return
    if name == "g":
        title, parts = titles.get(element.attrib.get("id", "")), [*element]
        if title:
            into = ET.SubElement(into, "g")
            ET.SubElement(into, "title").text = title
        for part in parts:
            _copy(part, into, titles)
        return
    copied = ET.SubElement(into, name, _attributes(element))
    copied.text = element.text


def _attributes(element: ET.Element) -> dict[str, str]:
    style = dict(_pair(part) for part in element.attrib.get("style", "").split(";") if ":" in part)
    kept = {name: value for name, value in {**element.attrib, **style}.items() if name in _KEPT}
    if "font-size" in style:
        kept["font-size"] = style["font-size"].removesuffix("px")
    for name in ("fill", "stroke"):
        colour, opacity = _PAGE.get(kept.get(name, ""), (None, None))
        if colour:
            kept[name] = colour
        if opacity:
            kept[f"{name}-opacity"] = opacity
    return kept


def _pair(declaration: str) -> tuple[str, str]:
    name, _, value = declaration.partition(":")
    return name.strip(), value.strip()
