"""The updates of a release make data of the release before say the same in the new vocabulary."""

from pathlib import Path

import pyoxigraph as ox
import pytest

ROOT = Path(__file__).parents[2]
UPDATES = sorted((ROOT / "ontology" / "migrations" / "0.2").glob("*.rq"))
OLD = """
@prefix cg: <https://w3id.org/claimgraph/ontology#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix e: <http://example.org/> .
@prefix act: <https://w3id.org/claimgraph/scheme/speech-act/> .
e:union a cg:Group . e:state a cg:State ; cg:partOf e:union .
e:ministry a cg:GovernmentBody ; cg:partOf e:state .
e:firm a cg:Company ; cg:partOf e:ministry .
e:clerk a cg:Person ; cg:partOf e:firm .
e:club a cg:Group ; cg:partOf e:union .
e:fuel a cg:Technology .
[] a rdf:Statement ; rdf:subject e:firm ; rdf:predicate cg:supplies ; rdf:object e:ministry .
[] a rdf:Statement ; rdf:subject e:firm ; rdf:predicate cg:supplies ; rdf:object e:fuel .
e:no cg:attribution [ a cg:Attribution ; cg:actor e:firm ; cg:speechAct act:denies ] .
e:against a cg:OpposingArgument ; cg:premise e:no ; cg:conclusion e:yes .
"""
ASKED = {
    "e:state cg:memberOf e:union": True,
    "e:ministry cg:partOf e:state": True,
    "e:firm cg:subsidiaryOf e:ministry": True,
    "e:clerk cg:employedBy e:firm": True,
    "e:club cg:partOf e:union": True,
    "?s rdf:predicate cg:deliversTo ; rdf:object e:ministry": True,
    "?s rdf:predicate cg:supplies ; rdf:object e:fuel": True,
    "?s rdf:predicate cg:supplies ; rdf:object e:ministry": False,
    "e:yes cg:attribution [ cg:actor e:firm ; cg:speechAct act:denies ]": True,
    "e:no cg:attribution [ cg:actor e:firm ; cg:speechAct act:asserts ]": True,
    "e:no cg:attribution/cg:speechAct act:denies": False,
}
PREFIXES = "\n".join(
    line.replace("@prefix", "PREFIX").removesuffix(" .")
    for line in OLD.splitlines()
    if line.startswith("@prefix")
)


@pytest.mark.parametrize("times", [1, 2])
def test_data_of_0_1_are_rewritten_and_stay_so(times: int):
    store = ox.Store()
    store.load(OLD.encode(), ox.RdfFormat.TURTLE, to_graph=ox.NamedNode("http://example.org/g"))
    for _ in range(times):
        for path in UPDATES:
            store.update(path.read_text(encoding="utf-8"))
    for pattern, expected in ASKED.items():
        ask = f"{PREFIXES} ASK {{ GRAPH ?g {{ {pattern} }} }}"
        assert bool(store.query(ask)) is expected, pattern
