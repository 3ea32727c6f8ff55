"""SVG elements of a picture: frame, colours, links safe to follow, texts that XML can hold; as PNG.

Colours are CSS custom properties, light and dark, which pages share. Every text colour has a
contrast of at least 4.5:1 on `paper`, `wash` and `pillar`, every line that carries a meaning 3:1
(WCAG 2.2, 1.4.3 and 1.4.11). No meaning hangs on colour alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

from claimgraph import text as controls
from claimgraph.errors import PictureError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rdflib.term import Node


# Metric-compatible faces that come with systems; text is measured as Helvetica.
FONT = "Helvetica, Arial, 'Liberation Sans', Arimo, sans-serif"

LIGHT = {
    "paper": "#ffffff",  # behind everything
    "ink": "#1c1b19",  # text
    "muted": "#5d5a54",  # text of less weight
    "rule": "#cfccc4",  # lines without a meaning
    "wash": "#f5f3ee",  # the inside of a box
    "pillar": "#e6edf3",  # the inside of a pillar's box
    "link": "#174f86",
    "support": "#1d6b57",
    "oppose": "#b02a1e",
    "undercut": "#8a4a05",
    "unnamed": "#7a5c00",
}
DARK = {
    "paper": "#16181b",
    "ink": "#ecebe8",
    "muted": "#aaa9a5",
    "rule": "#464a4f",
    "wash": "#212428",
    "pillar": "#23313e",
    "link": "#8fbdf0",
    "support": "#63c3a6",
    "oppose": "#ff8f82",
    "undercut": "#f0b267",
    "unnamed": "#dfc04f",
}


def colours(prefix: str = "cg") -> str:
    """Return the rules that define the custom properties `--cg-ink` and so on."""
    light = "".join(f"--{prefix}-{name}:{value};" for name, value in LIGHT.items())
    dark = "".join(f"--{prefix}-{name}:{value};" for name, value in DARK.items())
    return (
        f":root{{color-scheme:light dark;{light}}}"
        f"@media screen and (prefers-color-scheme:dark){{:root{{{dark}}}}}"
    )


Element = ET.Element

# What a link may lead to besides places beside the picture itself.
_SCHEMES = {"", "http", "https"}


def element(parent: Element | None, tag: str, text: str = "", **attributes: object) -> Element:
    """Return a new element below `parent`; `_` in attribute names stands for `-`.

    Attributes that are None or empty are left out; numbers are written with at most one decimal.
    """
    named = {
        name.rstrip("_").replace("_", "-"): _written(value)
        for name, value in attributes.items()
        if value is not None and value != ""
    }
    made = ET.Element(tag, named) if parent is None else ET.SubElement(parent, tag, named)
    if text:
        made.text = controls.only_xml(controls.harmless(text))
    return made


def _written(value: object) -> str:
    if isinstance(value, float):
        number = f"{value:.1f}".removesuffix(".0")
        return "0" if number == "-0" else number
    return controls.only_xml(controls.harmless(str(value)))


def point(x: float, y: float) -> str:
    """Return a place as paths and transforms have it, with at most one decimal."""
    return f"{_written(float(x))},{_written(float(y))}"


def frame(width: float, height: float, title: str, summary: str, style: str = "") -> Element:
    """Return the root of a picture, in pixels, with its title, its description and its style.

    A picture within a page has none of its own: the page has it (`pictures.style`).

    The picture is a `graphics-document` (WAI-ARIA Graphics Module 1.0): unlike those of an `img`,
    the links within stay reachable.
    """
    root = element(
        None,
        "svg",
        xmlns="http://www.w3.org/2000/svg",
        width=width,
        height=height,
        viewBox=f"0 0 {_written(width)} {_written(height)}",
        role="graphics-document document",
        aria_label=title,
        class_="cg-picture",
        font_family=FONT,
    )
    element(root, "title", title)
    element(root, "desc", summary)
    if style:
        element(root, "style", "\n".join((colours(), COMMON, style)))
    return root


COMMON = (
    ".cg-picture{background:var(--cg-paper)}"
    ".cg-picture text{fill:var(--cg-ink);font-size:13px}"
    ".cg-picture .cg-small{font-size:12px;fill:var(--cg-muted)}"
    ".cg-picture a:hover text,.cg-picture a:focus text{text-decoration:underline}"
    ".cg-picture a:focus-visible{outline:2px solid var(--cg-link);outline-offset:2px}"
)


def link(parent: Element, href: str, title: str, **attributes: object) -> Element:
    """Return a link below `parent`, or a plain group where `href` leads nowhere safe.

    `javascript:` and its kin are not followed; `title` is what a pointer that rests there shows,
    if it shows anything.
    """
    leads = safe(href)
    made = element(parent, "a" if leads else "g", "", href=href if leads else None, **attributes)
    if title:
        element(made, "title", title)
    return made


def safe(href: str) -> bool:
    """Tell whether a link may be written: to the web or to a place beside the picture."""
    try:
        return bool(href) and urlsplit(href).scheme.lower() in _SCHEMES
    except ValueError:
        return False


def sized(root: Element, width: float, height: float) -> Element:
    """Give a picture another size, for when its content is known; return it."""
    root.set("width", _written(width))
    root.set("height", _written(height))
    root.set("viewBox", f"0 0 {_written(width)} {_written(height)}")
    return root


class Drawing(str):
    """A picture as text; `width` and `height` are in pixels."""

    __slots__ = ("height", "width")
    width: str
    height: str


def text(root: Element) -> Drawing:
    """Return a picture as text; the same element gives the same text."""
    drawing = Drawing(ET.tostring(root, encoding="unicode"))
    drawing.width, drawing.height = root.get("width", ""), root.get("height", "")
    return drawing


def stacked(parts: Sequence[tuple[str, str]], title: str, style: str) -> Drawing:
    """Return pictures without styles of their own in one, each below its heading."""
    root, height, width = frame(0, 0, title, "", style), 0.0, 0.0
    for heading, picture in parts:
        element(root, "text", heading, x=16.0, y=height + 24, font_weight="bold")
        nested = ET.fromstring(picture)
        for each in nested.iter():
            each.tag = each.tag.rpartition("}")[2]
        nested.set("y", _written(height + 36))
        root.append(nested)
        height += 36 + float(nested.get("height", 0))
        width = max(width, float(nested.get("width", 0)))
    return text(sized(root, width, height))


@dataclass(frozen=True)
class Item:
    """A line of the list, with the thing it speaks of and what lies beneath."""

    text: str
    iri: Node | None = None
    children: tuple[Item, ...] = ()


# resvg knows no generic families: it takes the first of these that the system has.
_FONTS = f"{FONT}, 'DejaVu Sans', 'Noto Sans', 'Segoe UI', Roboto, Verdana"
_PROBE = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">'
    f'<text y="9" font-family="{FONT}">x</text></svg>'
)
_COLOUR = re.compile(r"var\(--cg-(\w+)\)")


def png(picture: str, *, zoom: float = 2, dark: bool = False) -> bytes:
    """Return a picture as PNG, `zoom` pixels for each of its own.

    Raises PictureError where resvg is not installed or does not understand the picture.
    """
    try:
        import resvg_py
    except ImportError as error:
        raise PictureError(
            "PNG needs resvg: pip install 'claimgraph[png]', or write an .svg file"
        ) from error
    if len(_drawn(resvg_py, _PROBE, "")) == len(_drawn(resvg_py, _PROBE.replace("x", ""), "")):
        raise PictureError(
            "PNG needs a font, and the system lacks all the usual ones (DejaVu Sans, Liberation "
            "Sans, Arial): install one, or write an .svg file"
        )
    values = DARK if dark else LIGHT
    plain = _COLOUR.sub(lambda match: values[match[1]], picture.replace(colours(), ""))
    try:
        return _drawn(resvg_py, plain, values["paper"], zoom)
    except ValueError as error:
        raise PictureError(f"resvg does not draw this picture ({error}): write an .svg") from error


def _drawn(resvg: Any, picture: str, background: str, zoom: float = 1) -> bytes:
    named = picture.replace(FONT, _FONTS)
    return bytes(resvg.svg_to_bytes(svg_string=named, background=background or None, zoom=zoom))
