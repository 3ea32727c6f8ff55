"""The relations that claims assert between actors and things, with the claims behind each."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rdflib import URIRef

from claimgraph.claims.facts import iris
from claimgraph.claims.model import CG, Term
from claimgraph.claims.network import mentioning
from claimgraph.claims.reading import Reader

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node

    from claimgraph.claims.model import Statement

_NAMED: dict[Node, str] = {CG.Technology: "technology", CG.Measure: "measure", CG.Actor: "actor"}


@dataclass(frozen=True, slots=True)
class End:
    """What a relation is between; `kind` is its class in words."""

    iri: URIRef
    label: str
    kind: str


@dataclass(frozen=True, slots=True)
class Relation:
    """A relation between two things, with the claims that assert it."""

    subject: End
    predicate: Term
    object: End
    claims: tuple[Term, ...]


def relations(graph: Graph, around: URIRef | None = None) -> list[Relation]:
    """Return what claims say to hold, in order of labels; what is only denied is not among it.

    Around an article or a claim it is what that says, around anything else what it is an end of.
    """
    reader = Reader(graph)
    inner = around is None or reader.is_claim(around) or reader.is_a(around, CG.Article)
    if around is None:
        claims = iris(graph.subjects(CG.asserts))
    elif reader.is_claim(around):
        claims = {around}
    else:
        claims = reader.owned(around) if inner else mentioning(graph, around)
    behind: dict[tuple[URIRef, Term, URIRef], list[URIRef]] = defaultdict(list)
    for claim in map(reader.claim, sorted(claims)):
        if claim.denied or claim.raised:
            continue
        for one in filter(None, map(_named, claim.statements)):
            if inner or around in (one[0], one[2]):
                behind[one].append(claim.iri)
    found = [
        Relation(
            _end(reader, subject),
            verb,
            _end(reader, object_),
            tuple(map(reader.term, dict.fromkeys(claims))),
        )
        for (subject, verb, object_), claims in behind.items()
    ]
    return sorted(found, key=_order)


def _named(one: Statement) -> tuple[URIRef, Term, URIRef] | None:
    """Return what a statement says plainly between things that have IRIs."""
    parts = (one.subject, one.predicate, one.object)
    subject, verb, object_ = (part.iri if part else None for part in parts)
    if not (one.plain and one.predicate and isinstance(verb, URIRef)):
        return None
    if isinstance(subject, URIRef) and isinstance(object_, URIRef):
        return subject, one.predicate, object_
    return None


def _order(one: Relation) -> list[str]:
    parts = (one.subject, one.predicate, one.object)
    return [part.label for part in parts] + [str(part.iri) for part in parts]


def _end(reader: Reader, iri: URIRef) -> End:
    kinds = reader.kinds_of(iri)
    plain = (_NAMED[kind.iri] for kind in kinds if kind.iri in _NAMED)
    own = (kind.label for kind in kinds if str(kind.iri).startswith(CG))
    return End(iri, reader.term(iri).label, next(plain, next(own, "")))
