"""A source: who issued it, and every claim that rests on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rdflib import DCTERMS, RDF, Namespace

from claimgraph.pages import statements
from claimgraph.pages.forms import thing
from claimgraph.vocab import CG as CG_IRI

if TYPE_CHECKING:
    from rdflib.term import Node, URIRef

    from claimgraph.pages.page import Here

CG = Namespace(CG_IRI)
SCHEMA = Namespace("https://schema.org/")


def context(here: Here, node: URIRef) -> dict[str, object]:
    """Return what a source's page shows."""
    things = here.things
    resting: set[Node] = {
        claim
        for evidence in things.graph.subjects(CG.source, node)
        for claim in things.graph.subjects(CG.evidence, evidence)
    }
    told = {
        owner for owner, _ in things.owners(node) if (owner, CG.attribution, None) in things.graph
    }
    return thing.context(here, node) | {
        "incoming": statements.incoming(here, node, told),
        "unnamed": (node, RDF.type, CG.UnnamedSource) in things.graph,
        "issuer": here.maybe(node, CG.issuer),
        "issued": here.maybe(node, DCTERMS.issued),
        "url": here.maybe(node, SCHEMA.url),
        "resting": here.links(things.sorted(resting)),
        "told": here.links(things.sorted(told - resting)),
    }
