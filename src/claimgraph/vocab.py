"""Namespaces and graph names."""

from __future__ import annotations

BASE = "https://w3id.org/claimgraph/"
CG = BASE + "ontology#"
SCHEME = BASE + "scheme/"
SHAPES = BASE + "shapes#"
ID = BASE + "id/"
ARTICLE = BASE + "article/"
GRAPH = BASE + "graph/"
