"""The actors as a network: two are joined by the claims that involve them both."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import combinations
from typing import TYPE_CHECKING

import networkx as nx

from claimgraph.export import graphml
from claimgraph.export.query import any_of, asked, first, grouped, rows

if TYPE_CHECKING:
    from claimgraph.export import Source

_ACTORS = any_of(
    "?id a/rdfs:subClassOf* cg:Actor .",
    "?id rdfs:label ?label",
    "?id a ?class . ?class rdfs:subClassOf+ cg:Actor "
    "BIND (REPLACE(STR(?class), '^.*[/#]', '') AS ?type)",
)
_INVOLVED = """SELECT DISTINCT ?claim ?actor {
    ?claim cg:paraphrase ?paraphrase ; cg:involves/cg:actor ?actor
}"""


def network(source: Source) -> nx.Graph[str]:
    """Return all actors as nodes, `claims` being how many involve each.

    An edge's weight is the number of claims that involve both actors, in whatever roles, as in the
    question co-involvement.
    """
    store = asked(source)
    involved: defaultdict[str, set[str]] = defaultdict(set)
    for row in rows(store, _INVOLVED):
        involved[str(row["claim"])].add(str(row["actor"]))
    claims = Counter(actor for actors in involved.values() for actor in actors)
    together = Counter(
        pair for actors in involved.values() for pair in combinations(sorted(actors), 2)
    )
    found: nx.Graph[str] = nx.Graph()
    for (iri,), actor in grouped(rows(store, _ACTORS), "id").items():
        found.add_node(
            iri, label=first(actor, "label"), type=first(actor, "type"), claims=claims[iri]
        )
    for (one, other), weight in sorted(together.items()):
        shown = f"{weight} claim{'s' if weight != 1 else ''}"
        found.add_edge(one, other, label=shown, weight=weight)
    return found


FORM = graphml.form("graphml-actors", network)
