"""Texts that a notebook shows as what they are: pictures and pages."""

from __future__ import annotations


class Picture(str):
    """An SVG's text, which a notebook shows as a picture."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"<Picture: SVG of {len(self)} characters>"

    def _repr_svg_(self) -> str:
        return str(self)


class Page(str):
    """A page's HTML, which a notebook shows in a frame."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"<Page: HTML of {len(self)} characters>"

    def _repr_html_(self) -> str:
        from claimgraph import display

        return display.framed(self)
