"""Namespaces and graph names."""

from __future__ import annotations

BASE = "https://w3id.org/claimgraph/"
CG = BASE + "ontology#"
SCHEME = BASE + "scheme/"
SHAPES = BASE + "shapes#"
ID = BASE + "id/"
ARTICLE = BASE + "article/"
GRAPH = BASE + "graph/"

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
SH = "http://www.w3.org/ns/shacl#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
XSD = "http://www.w3.org/2001/XMLSchema#"
# Classes that only say what a property joins: nothing is called by them.
ABSTRACT = frozenset(
    CG + name
    for name in (
        "Content",
        "Datum",
        "Involvement",
        "Reasoning",
        "Referent",
        "Reviewable",
        "Situation",
        "Sourced",
    )
)
