"""The formats of answers, by name: their media types and what Oxigraph calls them."""

from __future__ import annotations

from dataclasses import dataclass

import pyoxigraph as ox


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
