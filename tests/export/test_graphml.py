"""Networks: NetworkX opens them, with labels, weights and the edges that the graph has."""

from __future__ import annotations

import csv
import io
from functools import cache
from xml.etree import ElementTree

import networkx as nx
import pyoxigraph as ox
import pytest
from export_samples import FERRY, ROOT, article, ferry, written

from claimgraph.export import Source
from claimgraph.graph.stores.memory import Embedded
from claimgraph.vocab import CG, ID

FORMS = ("graphml-argument", "graphml-actors", "graphml-evidence")


def opened(name: str, source: Source) -> nx.Graph:
    return nx.read_graphml(io.BytesIO(written(name, source)))


@cache
def of_ferry(name: str) -> nx.Graph:
    return opened(name, ferry())


def named(network: nx.Graph) -> set[tuple[str, str, str, float]]:
    """Return the edges between local names, with label and weight."""

    def short(iri: str) -> str:
        return iri.removeprefix(FERRY).removeprefix(ID)

    return {
        (short(one), short(other), values["label"], values["weight"])
        for one, other, values in network.edges(data=True)
    }


def count(pattern: str) -> int:
    (row,) = (
        Embedded(article().quads())
        .query(f"PREFIX cg: <{CG}> SELECT (COUNT(*) AS ?n) {{ {pattern} }}")
        .rows
    )
    return int(str(row["n"]))


def test_premises_lead_through_arguments_to_what_they_bear_on():
    network = of_ferry("graphml-argument")
    assert network.is_directed()
    assert named(network) == {
        ("used", "because-used", "premise of", 1),
        ("only-way", "because-used", "premise of", 1),
        ("because-used", "stay", "supports", 1),
        ("dear", "but-dear", "premise of", 1),
        ("but-dear", "stay", "opposes", 1),
        ("denied", "denial", "premise of", 1),
        ("denial", "dear", "opposes", 1),
        ("only-way", "cost-is-beside-the-point", "premise of", 1),
        ("cost-is-beside-the-point", "but-dear", "undercuts", 1),
    }
    against = {one for one, _, sign in network.edges(data="sign") if sign < 0}
    assert against == {FERRY + name for name in ("but-dear", "denial", "cost-is-beside-the-point")}


def test_claims_and_arguments_say_what_they_are():
    nodes = of_ferry("graphml-argument").nodes
    assert len(nodes) == 5 + 4
    assert nodes[FERRY + "stay"] == {
        "label": "The ferry should stay",
        "kind": "claim",
        "type": "NormativeClaim",
        "certainty": "asserted",
        "thesis": True,
        # By hand: the author's word is the weaker premise, and what speaks against it is undercut.
        "standing": "accepted",
        "grade": 1,
    }
    assert nodes[FERRY + "but-dear"]["explicit"] is False
    assert nodes[FERRY + "but-dear"]["type"] == "OpposingArgument"


def test_actors_are_joined_by_the_claims_that_involve_both():
    network = of_ferry("graphml-actors")
    assert not network.is_directed()
    assert named(network) == {("ferry-company", "harbour-town", "2 claims", 2)}
    assert network.nodes[ID + "ferry-company"]["claims"] == 3
    assert network.nodes[ID + "ann-writer"] == {
        "label": "Ann Writer",
        "type": "Person",
        "claims": 0,
    }


def test_evidence_flows_from_issuers_to_claims():
    network = of_ferry("graphml-evidence")
    assert named(network) == {
        ("ferry-company", "report", "issues", 1),
        ("report", "count", "gives", 1),
        ("count", "used", "is evidence for", 1),
        ("people", "rumour", "gives", 1),
        ("rumour", "dear", "is evidence for", 1),
    }
    kinds = {iri.rpartition("/")[2]: kind for iri, kind in network.nodes(data="kind")}
    assert kinds == {
        "ferry-company": "issuer",
        "report": "source",
        "people": "source",
        "count": "evidence",
        "rumour": "evidence",
        "used": "claim",
        "dear": "claim",
    }


def test_the_article_has_all_its_claims_and_arguments():
    network = opened("graphml-argument", article())
    claims = count("?claim cg:paraphrase ?text")
    arguments = count("?argument cg:conclusion ?end")
    assert len(network) == claims + arguments
    assert network.number_of_edges() == count("?one cg:premise ?claim") + arguments


def test_weights_of_the_article_are_those_that_a_reader_counted():
    """The expected answer to the question co-involvement gives the pairs with 3 claims and more."""
    path = ROOT / "tests" / "answers" / "actors" / "co-involvement.csv"
    expected = {
        (row["actor"].replace("id:", ID), row["other"].replace("id:", ID), int(row["claims"]))
        for row in csv.DictReader(path.read_text().splitlines())
    }
    network = opened("graphml-actors", article())
    heavy = {(*sorted(pair), w) for *pair, w in network.edges(data="weight") if w >= 3}
    assert heavy == expected


def test_every_issuer_says_what_kind_of_actor_it_is():
    """The article names three sources, all of firms, and no document of a government."""
    issuers = [
        values
        for _, values in opened("graphml-evidence", article()).nodes(data=True)
        if values["kind"] == "issuer"
    ]
    assert {values["type"] for values in issuers} == {"Company"}


def test_the_article_shows_all_its_evidence():
    network = opened("graphml-evidence", article())
    leads = [one for one in network.edges(data="label") if one[2] == "is evidence for"]
    assert len(leads) == count("?claim cg:evidence ?evidence")


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("source", [ferry(), article()], ids=["ferry", "article"])
def test_every_node_has_a_label_and_every_edge_a_label_and_a_weight(name: str, source: Source):
    network = opened(name, source)
    assert all(label for _, label in network.nodes(data="label"))
    assert all(label for *_, label in network.edges(data="label"))
    assert all(weight >= 1 for *_, weight in network.edges(data="weight"))


@pytest.mark.parametrize("name", FORMS)
def test_the_file_is_as_the_primer_of_graphml_has_it(name: str):
    """Keys have one identifier each, and every value is of the type that its key declares."""
    reads = {
        "string": str,
        "boolean": {"true": True, "false": False}.__getitem__,
        "long": int,
        "int": int,
        "double": float,
    }
    tree = ElementTree.fromstring(written(name, article()))
    space = "{http://graphml.graphdrawing.org/xmlns}"
    keys = {key.get("id"): key.get("attr.type") for key in tree.iter(f"{space}key")}
    assert len(keys) == len(list(tree.iter(f"{space}key")))
    values = list(tree.iter(f"{space}data"))
    assert len(values) > 50
    for data in values:
        reads[keys[data.get("key")]](data.text)


@pytest.mark.parametrize("name", FORMS)
def test_the_same_graph_gives_the_same_bytes_in_whatever_order_it_comes(name: str):
    quads = list(ferry().quads())
    turned = Source(ferry().project, lambda: [iter(quads[::-1])])
    assert written(name, turned) == written(name, ferry())


def test_what_xml_cannot_hold_is_replaced():
    """XML 1.0, section 2.2: most control characters are no characters of a document."""
    label = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
    hostile = ox.Quad(
        ox.NamedNode(FERRY + "stay"), label, ox.Literal("a\x00\x1b<&>\"'\uffff", language="en")
    )
    quads = [q for q in ferry().quads() if (q.subject, q.predicate) != (hostile.subject, label)]
    source = Source(ferry().project, lambda: [iter([*quads, hostile])])
    assert ElementTree.fromstring(written("graphml-argument", source)) is not None
    network = opened("graphml-argument", source)
    assert network.nodes[FERRY + "stay"]["label"] == "a\ufffd\ufffd<&>\"'\ufffd"
