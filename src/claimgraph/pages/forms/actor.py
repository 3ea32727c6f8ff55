"""An actor: in which roles it appears in which claims, and how it relates to others."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from rdflib import RDF, Namespace
from rdflib.term import URIRef

from claimgraph.pages import statements
from claimgraph.pages.forms import thing
from claimgraph.pages.page import Row, Value
from claimgraph.pages.statements import MOST
from claimgraph.vocab import CG as CG_IRI

if TYPE_CHECKING:
    from rdflib.term import Node

    from claimgraph.pages.page import Here

CG = Namespace(CG_IRI)


def context(here: Here, node: URIRef) -> dict[str, object]:
    """Return what an actor's page shows."""
    things = here.things
    roles: dict[Node, set[Node]] = defaultdict(set)
    relations: dict[tuple[Node, Node, Node], set[Node]] = defaultdict(set)
    said: dict[Node, set[Node]] = defaultdict(set)
    for owner, chain in things.owners(node):
        inner = chain[-1]
        for role in things.graph.objects(inner, CG.role):
            roles[role].add(owner)
        for act in things.graph.objects(inner, CG.speechAct):
            said[act].add(owner)
        parts = [things.value(inner, part) for part in (RDF.subject, RDF.predicate, RDF.object)]
        if (subject := parts[0]) and (verb := parts[1]) and (object_ := parts[2]):
            relations[subject, verb, object_].add(owner)
    listed = set().union(*roles.values(), *said.values(), *relations.values())
    return thing.context(here, node) | {
        "incoming": statements.incoming(here, node, listed),
        "roles": _grouped(here, roles),
        "said": _grouped(here, said),
        "relations": [
            Row(
                Value("", rows=tuple(Row(here.link(part), ()) for part in triple)),
                here.links(things.sorted(claims)),
            )
            for triple, claims in sorted(
                relations.items(), key=lambda one: [things.name(part).text for part in one[0]]
            )
        ],
    }


def _grouped(here: Here, groups: dict[Node, set[Node]]) -> list[Row]:
    return [
        Row(
            here.link(one),
            here.links(here.things.sorted(groups[one])[:MOST]),
            max(0, len(groups[one]) - MOST),
        )
        for one in here.things.sorted(groups)
    ]
