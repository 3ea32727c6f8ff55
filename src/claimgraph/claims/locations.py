"""Where an article says something: its sections, and passages of its text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rdflib.term import Node


@dataclass(frozen=True, slots=True)
class Section:
    """A part of an article under one heading; `sums_up` what the other sections say."""

    iri: Node
    label: str
    position: int | None = None
    sums_up: bool = False


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of an article's normalised text (oa:TextPositionSelector, in code points).

    `fragment` is its text directive, `:~:text=…`; `url` the address of the article's text.
    """

    iri: Node
    label: str
    article: Node | None = None
    section: Section | None = None
    start: int | None = None
    end: int | None = None
    fragment: str | None = None
    digest: str | None = None
    url: str | None = None

    @property
    def order(self) -> tuple[bool, int, str, int, str]:
        """Where a passage stands among others: what sums up comes after what it sums up."""
        section = self.section
        place = (False, 0, "") if section is None else _place(section)
        return (*place, self.start or 0, str(self.iri))


def _place(section: Section) -> tuple[bool, int, str]:
    return section.sums_up, section.position or 0, section.label
