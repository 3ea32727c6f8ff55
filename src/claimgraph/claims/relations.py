"""The relations that claims assert between actors and things, with the claims behind each."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rdflib import URIRef

from claimgraph.claims import network
from claimgraph.claims.facts import iris
from claimgraph.claims.model import CG
from claimgraph.claims.reading import Reader

if TYPE_CHECKING:
    from rdflib import Graph


@dataclass(frozen=True, slots=True)
class Relation:
    """A relation between two things, with the claims that assert it."""

    subject: URIRef
    predicate: URIRef
    object: URIRef
    claims: tuple[URIRef, ...]


def relations(graph: Graph, around: URIRef | None = None) -> list[Relation]:
    """Return what claims say to hold, in order of labels; what is only denied is not among it.

    Around an article or a claim it is what that says, around anything else what it is an end of.
    """
    reader = Reader(graph)
    inner = around is not None and (network.is_article(graph, around) or reader.is_claim(around))
    if around is None:
        claims = iris(graph.subjects(CG.asserts))
    elif reader.is_claim(around):
        claims = {around}
    elif inner:
        claims = network.owned(graph, around)
    else:
        claims = network.mentioning(graph, around)
    behind: dict[tuple[URIRef, URIRef, URIRef], set[URIRef]] = defaultdict(set)
    for claim in map(reader.claim, claims):
        if claim.denied or claim.raised:
            continue
        for one in claim.statements:
            parts = (one.subject, one.predicate, one.object)
            ends = [part.iri for part in parts if part and isinstance(part.iri, URIRef)]
            if one.plain and len(ends) == 3:
                subject, predicate, object_ = ends
                if around is None or inner or around in (subject, object_):
                    behind[subject, predicate, object_].add(claim.iri)

    def labels(triple: tuple[URIRef, URIRef, URIRef]) -> list[str]:
        return [reader.term(part).label for part in triple]

    ordered = sorted(behind, key=lambda triple: (labels(triple), triple))
    return [Relation(*triple, tuple(sorted(behind[triple]))) for triple in ordered]
