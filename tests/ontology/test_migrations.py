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


FOLDERS = sorted(path for path in (ROOT / "tests" / "ontology" / "0.1").iterdir())
GRAPH = "https://w3id.org/claimgraph/graph/"
REWRITTEN = """
PREFIX argument: <https://w3id.org/claimgraph/article/duck-vaccination/argument/>
PREFIX attribution: <https://w3id.org/claimgraph/article/duck-vaccination/attribution/>
PREFIX cg: <https://w3id.org/claimgraph/ontology#>
PREFIX claim: <https://w3id.org/claimgraph/article/duck-vaccination/claim/>
PREFIX graph: <https://w3id.org/claimgraph/graph/>
PREFIX id: <https://w3id.org/claimgraph/id/>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX speech-act: <https://w3id.org/claimgraph/scheme/speech-act/>
"""


@pytest.mark.parametrize(
    ("graph", "pattern", "expected"),
    [
        # A country is a member of a union, an agency part of its state, its spokeswoman employed.
        ("registry", "id:france cg:memberOf id:european-union", True),
        ("registry", "id:anses cg:partOf id:france", True),
        ("registry", "id:anses-spokeswoman cg:employedBy id:anses", True),
        ("registry", "id:france cg:partOf ?union", False),
        # Whose kinds stand in another graph: a product is supplied, a state is delivered to.
        ("duck-vaccination", "?s rdf:predicate cg:supplies ; rdf:object id:bird-flu-vaccine", True),
        ("duck-vaccination", "?s rdf:predicate cg:deliversTo ; rdf:object id:france", True),
        ("duck-vaccination", "?s rdf:predicate cg:supplies ; rdf:object id:france", False),
        ("duck-vaccination", "?s rdf:predicate cg:funds ; rdf:object id:bird-flu-vaccine", True),
        # The denial is of the claim that is denied, through the author; the objection stays.
        (
            "duck-vaccination",
            "claim:egg-prices-behind cg:attribution [ cg:actor id:united-states ; "
            "cg:speechAct speech-act:denies ; cg:through attribution:author ]",
            True,
        ),
        (
            "duck-vaccination",
            "claim:egg-denial cg:attribution/cg:speechAct speech-act:asserts",
            True,
        ),
        (
            "duck-vaccination",
            "claim:egg-denial cg:attribution/cg:speechAct speech-act:denies",
            False,
        ),
        ("duck-vaccination", "argument:eggs-denied cg:premise claim:egg-denial", True),
    ],
)
def test_a_users_capture_of_0_1_is_rewritten_graph_by_graph(graph, pattern, expected):
    store = ox.Store()
    for folder in FOLDERS:
        for path in folder.glob("*.ttl"):
            to_graph = ox.NamedNode(GRAPH + folder.name)
            store.load(path.read_bytes(), ox.RdfFormat.TURTLE, to_graph=to_graph)
    for path in UPDATES:
        store.update(path.read_text(encoding="utf-8"))
    ask = f"{REWRITTEN} ASK {{ GRAPH graph:{graph} {{ {pattern} }} }}"
    assert bool(store.query(ask)) is expected
