"""The content of a picture as nested items: what who cannot see it reads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rdflib.term import Node


@dataclass(frozen=True)
class Item:
    """A line of the list, with the thing it speaks of and what lies beneath."""

    text: str
    iri: Node | None = None
    children: tuple[Item, ...] = ()
