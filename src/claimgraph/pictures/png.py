"""A picture as PNG, by resvg: in the light colours, for it knows no custom properties."""

from __future__ import annotations

import re
from typing import Any

from claimgraph.errors import PictureError
from claimgraph.pictures import svg

# resvg knows no generic families: it takes the first of these that the system has.
_FONTS = f"{svg.FONT}, 'DejaVu Sans', 'Noto Sans', 'Segoe UI', Roboto, Verdana"
_PROBE = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">'
    f'<text y="9" font-family="{svg.FONT}">x</text></svg>'
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
    values = svg.DARK if dark else svg.LIGHT
    plain = _COLOUR.sub(lambda found: values[found[1]], picture.replace(svg.colours(), ""))
    try:
        return _drawn(resvg_py, plain, values["paper"], zoom)
    except ValueError as error:
        raise PictureError(f"resvg does not draw this picture ({error}): write an .svg") from error


def _drawn(resvg: Any, picture: str, background: str, zoom: float = 1) -> bytes:
    named = picture.replace(svg.FONT, _FONTS)
    return bytes(resvg.svg_to_bytes(svg_string=named, background=background or None, zoom=zoom))
