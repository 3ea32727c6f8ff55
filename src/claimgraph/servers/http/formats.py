"""The formats of answers: their media types, and the one that a client likes best.

What a client likes is told by its header Accept (RFC 9110, 12.5.1).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import mimeparse
import pyoxigraph as ox

from claimgraph.servers.http.messages import Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True)
class Format:
    """A format: its media type, other names that clients ask by, and its registered IRI."""

    name: str
    media_type: str
    iri: str
    aliases: tuple[str, ...] = ()
    charset: bool = False

    @property
    def content_type(self) -> str:
        """The value of a Content-Type header; text has to name its encoding."""
        return f"{self.media_type}; charset=utf-8" if self.charset else self.media_type


# Far more than a browser sends; matching costs the product of ranges and formats.
_MOST_RANGES = 100
_IRI = "http://www.w3.org/ns/formats/"

# The first of each is what a client without preference gets.
RESULTS = (
    Format(
        "json",
        "application/sparql-results+json",
        _IRI + "SPARQL_Results_JSON",
        ("application/json",),
    ),
    Format(
        "xml",
        "application/sparql-results+xml",
        _IRI + "SPARQL_Results_XML",
        ("application/xml", "text/xml"),
    ),
    Format("csv", "text/csv", _IRI + "SPARQL_Results_CSV", charset=True),
    Format("tsv", "text/tab-separated-values", _IRI + "SPARQL_Results_TSV", charset=True),
)
GRAPHS = (
    Format("turtle", "text/turtle", _IRI + "Turtle", ("application/x-turtle",), charset=True),
    Format("ntriples", "application/n-triples", _IRI + "N-Triples", ("text/plain",)),
    Format("rdfxml", "application/rdf+xml", _IRI + "RDF_XML", ("application/xml", "text/xml")),
    Format("jsonld", "application/ld+json", _IRI + "JSON-LD", ("application/json",)),
)

OX_RESULTS = {
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
}
OX_GRAPHS = {
    "turtle": ox.RdfFormat.TURTLE,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "rdfxml": ox.RdfFormat.RDF_XML,
    "jsonld": ox.RdfFormat.JSON_LD,
}


def named(name: str) -> Format:
    """Return the format of that name."""
    return next(each for each in (*RESULTS, *GRAPHS) if each.name == name)


def media_types(formats: Sequence[Format]) -> dict[str, str]:
    """Return the formats' names by media type, dearest first; a format's own type is first."""
    own = {each.media_type: each.name for each in formats}
    others = {alias: each.name for each in formats for alias in each.aliases}
    return own | {alias: name for alias, name in others.items() if alias not in own}


def best(accept: str | None, offered: Mapping[str, str]) -> str | None:
    """Return the value whose media type the Accept header prefers; None where it accepts none.

    `offered` is in order of our own preference, which decides between equals. Raises Refusal for
    a header that cannot be read.
    """
    if accept is None or not accept.strip():
        return next(iter(offered.values()))
    if accept.count(",") >= _MOST_RANGES:
        raise Refusal(400, f"Accept names over {_MOST_RANGES} media ranges: name a few")
    try:
        return offered.get(_matched(tuple(offered), accept))
    except ValueError as error:
        raise Refusal(400, f"Accept cannot be read ({error}): send media types") from error


# Matching is half the work of a cheap request, and a client always sends the same header.
@lru_cache(maxsize=256)
def _matched(offered: tuple[str, ...], accept: str) -> str:
    # mimeparse wants the best last; media types are case-insensitive.
    return str(mimeparse.best_match(offered[::-1], accept.lower()))
