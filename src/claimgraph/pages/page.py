"""A page in the making: where it lies, and so how it links to others and what it calls them."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import quote

from markupsafe import Markup
from rdflib.term import BNode, Literal

from claimgraph.claims.reading import Reader
from claimgraph.claims.weighing.table import DEFAULT
from claimgraph.pages import addresses
from claimgraph.text import harmless

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from rdflib.term import Node

    from claimgraph.claims import model
    from claimgraph.claims.capture import Captured
    from claimgraph.claims.weighing.table import Table
    from claimgraph.pages.addresses import Names
    from claimgraph.pages.things import Text, Things


@dataclass(frozen=True)
class Value:
    """Something shown: a text, its language tag, and where it leads if anywhere.

    `rows` are what is said of a blank node, which has no name; `kind` is the datatype of a literal
    or the form of page that a link leads to.
    """

    text: str
    href: str = ""
    lang: str = ""
    kind: str = ""
    rows: tuple[Row, ...] = ()


@dataclass(frozen=True)
class Row:
    """A property, or whatever else groups them, and values; `more` counts those left out."""

    name: Value
    values: tuple[Value, ...]
    more: int = 0


@dataclass(frozen=True)
class Here:
    """The page at `path` (with its suffix) among those of `things`.

    `captured` are the files that the things were read from, where these are at hand; `table` is
    the project's own, by which claims are weighed. `elsewhere` are the terms of the vocabulary that
    have no page of their own, by the place that describes them, if any.
    """

    things: Things
    names: Names
    path: str
    captured: Captured | None = field(default=None, kw_only=True)
    table: Table = field(default=DEFAULT, kw_only=True)
    elsewhere: Mapping[str, str] = field(default_factory=dict, kw_only=True)

    def to(self, path: str) -> str:
        """Return the link to a file of the site."""
        return addresses.relative(self.path, path)

    def to_compare(self, *iris: Node) -> str:
        """Return the link to the page that compares a thing with another one, or with a second."""
        stems = (quote(self.names.stem(str(iri)), safe="/") for iri in iris)
        asked = "&".join(f"{name}={stem}" for name, stem in zip("ab", stems, strict=False))
        return f"{self.to('compare.html')}?{asked}"

    def href(self, iri: str) -> str:
        """Return the link to what an IRI names: its page here, or the web; or an empty text."""
        if self.has_page(iri):
            return self.to(f"{self.names.stem(iri)}.html")
        if place := self.elsewhere.get(iri):
            return self.to(place)
        return addresses.outward(iri)

    def has_page(self, iri: str) -> bool:
        """Tell whether a thing has its page here: others' terms that ours declares do not."""
        if iri in self.elsewhere or not self.things.described(iri):
            return False
        return iri not in self.things.of_vocabulary or self.names.root(iri) is not None

    def link(self, node: Node | None) -> Value:
        """Return a thing by its name, with a link to it."""
        if isinstance(node, Literal):
            return self.literal(node)
        name = self.things.name(node)
        if node is None or isinstance(node, BNode):
            return self.text(name)
        return Value(name.text, self.href(str(node)), _language(name.lang), self.things.form(node))

    def links(self, nodes: Iterable[Node]) -> tuple[Value, ...]:
        """Return things by their names, each with its link."""
        return tuple(self.link(node) for node in nodes)

    def text(self, text: Text) -> Value:
        """Return a text as it is shown."""
        return Value(text.text, lang=_language(text.lang))

    def literal(self, value: Literal) -> Value:
        """Return a literal as it is shown: its text as written."""
        kind = str(value.datatype).rpartition("#")[2] if value.datatype else ""
        return Value(harmless(str(value)), "", _language(value.language or ""), kind)

    def said(self, text: model.Text) -> Value | None:
        """Return a text of the article or about it as it is shown, if there is one."""
        return Value(harmless(text), lang=_language(text.language)) if text else None

    def maybe(self, value: model.Term | model.Section | model.Source | None) -> Value | None:
        """Return what a value names, if there is one, with a link to it."""
        return None if value is None else self.link(value.iri)

    @cached_property
    def reader(self) -> Reader:
        """Reads what articles say; what is read of a large store is forgotten with the page."""
        return self.things.reader if self.things.copied else Reader(self.things.graph)


def _language(tag: str) -> str:
    """Return a tag where it differs from the page's own, English."""
    return "" if tag.partition("-")[0].lower() == "en" else tag


def in_script(text: str) -> Markup:
    """Return JSON as it can stand in a page: `</script>` would end it (HTML, 4.12.1.3)."""
    return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e"))
