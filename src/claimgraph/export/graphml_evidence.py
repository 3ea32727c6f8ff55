"""The flow of evidence as a directed network: from issuers through sources to the claims."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING

import networkx as nx

from claimgraph.export import graphml
from claimgraph.export.query import any_of, asked, first, grouped, rows

if TYPE_CHECKING:
    from claimgraph.export import Source

_FLOW = any_of(
    "?claim cg:paraphrase [] ; cg:evidence ?evidence . "
    "OPTIONAL { ?evidence cg:source ?source OPTIONAL { ?source cg:issuer ?issuer } }",
    "?claim rdfs:label ?claimLabel",
    "?evidence rdfs:label ?evidenceLabel",
    "?evidence cg:evidenceKind/skos:prefLabel ?evidenceType",
    "?evidence cg:source ?source . ?source dcterms:title ?sourceLabel",
    "?evidence cg:source ?source . ?source a ?class . ?class rdfs:subClassOf+ cg:Source "
    "BIND (REPLACE(STR(?class), '^.*[/#]', '') AS ?sourceType)",
    "?evidence cg:source ?source . ?source cg:issuer ?issuer . ?issuer rdfs:label ?issuerLabel",
    "?evidence cg:source ?source . ?source cg:issuer ?issuer . "
    "?issuer a ?class . ?class rdfs:subClassOf+ cg:Actor "
    "BIND (REPLACE(STR(?class), '^.*[/#]', '') AS ?issuerType)",
)
# Each kind of node, with the word on the edges that leave it.
_STEPS = {"issuer": "issues", "source": "gives", "evidence": "is evidence for", "claim": ""}


def network(source: Source) -> nx.DiGraph[str]:
    """Return issuers, sources, evidence and the claims that rest on them (`kind`).

    An edge's weight is the number of claims that it leads to. Claims without evidence are not in
    it, nor are the arguments by which claims support each other.
    """
    found: nx.DiGraph[str] = nx.DiGraph()
    flow = rows(asked(source), _FLOW)
    for kind in _STEPS:
        known = [row for row in flow if kind in row]
        for (iri,), group in grouped(known, kind).items():
            # An actor that issues can be the source of a claim's own words: one node, first kind.
            if iri not in found:
                label, what = first(group, f"{kind}Label"), first(group, f"{kind}Type")
                found.add_node(iri, label=label, kind=kind, type=what)
    carried: defaultdict[tuple[str, str, str], set[str]] = defaultdict(set)
    for row in flow:
        for kind, following in pairwise(_STEPS):
            if kind in row:
                edge = (str(row[kind]), str(row[following]), _STEPS[kind])
                carried[edge].add(str(row["claim"]))
    for (one, other, word), claims in sorted(carried.items()):
        found.add_edge(one, other, label=word, weight=len(claims))
    return found


FORM = graphml.form("graphml-evidence", network)
