"""Finds terms of RDF 1.2, which neither rdflib nor SHACL 1.0 knows, and tells where they stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from claimgraph.errors import SyntaxFault
from claimgraph.graph.rdfxml import tag_of
from claimgraph.graph.turtle import reader
from claimgraph.graph.turtle.places import Lines

if TYPE_CHECKING:
    from claimgraph.graph.project import RdfFile


def is_new(quad: ox.Quad) -> bool:
    """Tell whether a quad has a triple term, or a text with a base direction."""
    value = quad.object
    return isinstance(value, ox.Triple) or (
        isinstance(value, ox.Literal) and value.direction is not None
    )


def fault(quad: ox.Quad, text: str, file: RdfFile) -> SyntaxFault:
    """Return the fault of a file that holds a term of RDF 1.2, at the first if its format tells."""
    facts = reader.read(text, file.format).facts if file.format in reader.FORMATS else []
    fact = next((fact for fact in facts if is_new(fact.quad)), None)
    place = Lines(text).at(fact.start) if fact else None
    if file.format == "xml":
        place = tag_of(text, is_new)
    if isinstance(quad.object, ox.Literal):
        what = "holds a base direction (RDF 1.2), which no validator reads yet: leave it out"
    else:
        what = "holds a triple term (RDF 1.2), which no validator reads yet: write an rdf:Statement"
    return SyntaxFault(what, file.name, *(place or ()))
