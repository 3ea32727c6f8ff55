"""The shortest way of arguments between two claims: along premises, conclusions and undercuts."""

from __future__ import annotations

import pytest
from rdflib import Graph, URIRef

from claimgraph.claims.reading import Reader
from claimgraph.claims.routes import route

DATA = """
@prefix cg: <https://w3id.org/claimgraph/ontology#> .
@prefix x: <https://example.org/> .
x:ab a cg:SupportingArgument ; cg:premise x:a ; cg:conclusion x:b .
x:bc a cg:SupportingArgument ; cg:premise x:b ; cg:conclusion x:c .
x:cd a cg:OpposingArgument ; cg:premise x:c ; cg:conclusion x:d .
x:ad a cg:SupportingArgument ; cg:premise x:a , x:c ; cg:conclusion x:d .
x:dd a cg:SupportingArgument ; cg:premise x:d ; cg:conclusion x:b .
x:u a cg:Undercut ; cg:premise x:e ; cg:conclusion x:cd .
"""


@pytest.mark.parametrize(
    ("start", "end", "ways"),
    [
        ("a", "b", ["ab supports b"]),
        ("a", "d", ["ad supports d"]),
        ("a", "c", ["ab supports b", "bc supports c"]),
        ("e", "d", ["u undercuts cd", "cd opposes d"]),
        ("a", "a", []),
        ("a", "e", None),
        ("a", "nowhere", None),
    ],
)
def test_the_shortest_way(start, end, ways):
    reader = Reader(Graph().parse(data=DATA, format="turtle"))
    space = "https://example.org/"

    steps = route(reader, URIRef(space + start), URIRef(space + end))

    told = [
        " ".join(part.removeprefix(space) for part in (one.argument.iri, one.argument.way, one.to))
        for one in steps or ()
    ]
    assert (told if steps is not None else None) == ways
