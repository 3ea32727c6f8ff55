"""Small HTML of values for notebooks, by IPython's protocol of rich display (`_repr_html_`).

What is shown comes from captures and is escaped; nothing of it runs.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def card(heading: str, facts: Iterable[tuple[str, str]]) -> str:
    """Return a heading with what is known of a thing, name by name; empty values are left out."""
    rows = "".join(
        f'<tr><th style="text-align:left">{escape(name)}</th>'
        f'<td style="text-align:left">{escape(value)}</td></tr>'
        for name, value in facts
        if value
    )
    return f"<div><strong>{escape(heading)}</strong><table>{rows}</table></div>"


def table(names: Sequence[str], rows: Iterable[Sequence[str]], below: str = "") -> str:
    """Return rows beneath the names of their columns, and a line below them."""
    head = "".join(f'<th style="text-align:left">{escape(name)}</th>' for name in names)
    body = "".join(
        "<tr>"
        + "".join(f'<td style="text-align:left">{escape(cell)}</td>' for cell in row)
        + "</tr>"
        for row in rows
    )
    note = f"<p>{escape(below)}</p>" if below else ""
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{note}"


def tree(label: str, branches: Iterable[str]) -> str:
    """Return a label as an item of a list, with branches that are HTML already beneath it."""
    beneath = "".join(branches)
    return f"<li>{escape(label)}{f'<ul>{beneath}</ul>' if beneath else ''}</li>"


def framed(page: str) -> str:
    """Return a whole page within a frame in which nothing runs, for its styles are its own."""
    return (
        f'<iframe sandbox srcdoc="{escape(page)}" style="width:100%;height:40em;border:0"></iframe>'
    )
