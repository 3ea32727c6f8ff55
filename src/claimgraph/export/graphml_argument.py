"""The argument as a directed network: premises, arguments, and what these bear on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import networkx as nx

from claimgraph.export import graphml
from claimgraph.export.query import any_of, asked, first, grouped, rows

if TYPE_CHECKING:
    from claimgraph.export import Source

_CLAIMS = any_of(
    "?id cg:paraphrase [] .",
    "?id rdfs:label ?label",
    "?id cg:certainty/skos:prefLabel ?certainty",
    "?id a ?class . ?class rdfs:subClassOf cg:Claim FILTER (?class != cg:Thesis) "
    "BIND (REPLACE(STR(?class), '^.*[/#]', '') AS ?type)",
    "?id a cg:Thesis BIND (true AS ?thesis)",
)
_ARGUMENTS = any_of(
    "?id cg:conclusion ?conclusion .",
    "?id cg:premise ?premise",
    "?id rdfs:label ?label",
    "?id cg:scheme/skos:prefLabel ?scheme",
    "?id cg:explicit ?explicit",
    "?id a ?class . ?class rdfs:subClassOf cg:Argument "
    "BIND (REPLACE(STR(?class), '^.*[/#]', '') AS ?type)",
)
# Where an argument bears on its conclusion, as a word on the edge and as the edge's sign.
_BEARING = {
    "SupportingArgument": ("supports", 1),
    "OpposingArgument": ("opposes", -1),
    "Undercut": ("undercuts", -1),
}


def network(source: Source) -> nx.DiGraph[str]:
    """Return claims and arguments as nodes (`kind`), with what they are as attributes.

    Each edge has the weight 1; `sign` is -1 where an argument speaks against its conclusion.
    """
    store = asked(source)
    found: nx.DiGraph[str] = nx.DiGraph()
    for (iri,), claim in grouped(rows(store, _CLAIMS), "id").items():
        found.add_node(
            iri,
            label=first(claim, "label"),
            kind="claim",
            type=first(claim, "type"),
            certainty=first(claim, "certainty"),
            thesis=first(claim, "thesis") == "true",
        )
    arguments = grouped(rows(store, _ARGUMENTS), "id")
    for (iri,), argument in arguments.items():
        found.add_node(
            iri,
            label=first(argument, "label"),
            kind="argument",
            type=first(argument, "type"),
            scheme=first(argument, "scheme"),
            explicit=first(argument, "explicit") == "true",
        )
    for (iri,), argument in arguments.items():
        for premise in argument.get("premise", ()):
            found.add_edge(str(premise), iri, label="premise of", weight=1, sign=1)
        word, sign = _BEARING.get(first(argument, "type"), ("bears on", 1))
        found.add_edge(iri, first(argument, "conclusion"), label=word, weight=1, sign=sign)
    return found


FORM = graphml.form("graphml-argument", network)
