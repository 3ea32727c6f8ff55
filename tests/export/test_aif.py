"""AIF: as RDF with the terms of its ontology, as AIFdb's JSON, from which the arguments return."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest
from aifdb_arguments import Argument, arguments
from export_samples import FERRY, article, ferry, written
from known_terms import undefined_in
from rdflib import RDF, RDFS, SKOS, Graph, Namespace, URIRef

from claimgraph.export import Source
from claimgraph.graph.stores.memory import Embedded
from claimgraph.vocab import CG, SCHEME

AIF = Namespace("http://www.arg.dundee.ac.uk/aif#")
F = Namespace(FERRY)
STAY = "The town ought to keep the ferry."
USED = "In 2023 over 1.5 million people took the ferry, the company reports."
ONLY = "Nothing else crosses the bay, so that each who leaves the town takes the ferry."
DEAR = "What the ferry costs is out of proportion, people say."
DENIED = "The company denies that it pays the town."
WAYS = {
    "SupportingArgument": "supports",
    "OpposingArgument": "opposes",
    "Undercut": "undercuts",
}
BOTH = pytest.mark.parametrize("source", [ferry(), article()], ids=["ferry", "article"])


def rdf(source: Source) -> Graph:
    return Graph().parse(data=written("aif", source), format="turtle")


def aifdb(source: Source) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(written("aifdb", source))
    return found


def asked(sparql: str) -> list[Any]:
    return list(Embedded(article().quads()).query(f"PREFIX cg: <{CG}> {sparql}").rows)


# ── As RDF ───────────────────────────────────────────────────────────────────────────────────────


def test_claims_are_information_nodes():
    graph = rdf(ferry())
    assert len(set(graph.subjects(RDF.type, AIF["I-node"]))) == 5
    assert str(graph.value(F.stay, AIF.claimText)) == STAY
    assert str(graph.value(F.stay, RDFS.label)) == "The ferry should stay"


def test_support_is_inference():
    graph = rdf(ferry())
    node = F["because-used"]
    assert graph.value(node, RDF.type) == AIF["RA-node"]
    assert set(graph.objects(node, AIF.hasPremise)) == {F.used, F["only-way"]}
    assert list(graph.objects(node, AIF.hasConclusion)) == [F.stay]


def test_opposition_is_conflict_and_an_undercut_is_conflict_with_an_argument():
    graph = rdf(ferry())
    for node, premise, upon in (
        (F["but-dear"], F.dear, F.stay),
        (F["cost-is-beside-the-point"], F["only-way"], F["but-dear"]),
    ):
        assert graph.value(node, RDF.type) == AIF["CA-node"]
        assert list(graph.objects(node, AIF.hasConflictingElement)) == [premise]
        assert list(graph.objects(node, AIF.hasConflictedElement)) == [upon]
        assert (node, AIF.hasConclusion, None) not in graph


def test_an_application_fulfils_its_scheme_under_our_name_and_aifs():
    graph = rdf(ferry())
    scheme = URIRef(SCHEME + "argument-scheme/practical-reasoning")
    fulfilled = set(graph.objects(F["because-used"], AIF.fulfils))
    assert fulfilled == {scheme, AIF.PracticalReasoning_Scheme}
    assert set(graph.objects(scheme, RDF.type)) == {AIF.Scheme, AIF.Inference_Scheme}
    assert graph.value(scheme, SKOS.closeMatch) == AIF.PracticalReasoning_Scheme
    assert graph.value(scheme, AIF.schemeName)


@BOTH
def test_the_terms_are_those_of_the_ontology(source: Source):
    assert undefined_in(rdf(source)) == []


def test_every_argument_of_the_article_is_a_node():
    graph = rdf(article())
    kinds = {
        "RA-node": "SELECT * { ?a a cg:SupportingArgument }",
        "CA-node": "SELECT * { ?a a ?kind VALUES ?kind { cg:OpposingArgument cg:Undercut } }",
        "I-node": "SELECT * { ?c cg:paraphrase ?text }",
    }
    for name, sparql in kinds.items():
        assert len(set(graph.subjects(RDF.type, AIF[name]))) == len(asked(sparql)) > 0
    premises = len(list(graph.triples((None, AIF.hasPremise, None))))
    conflicting = len(list(graph.triples((None, AIF.hasConflictingElement, None))))
    assert premises + conflicting == len(asked("SELECT * { ?a cg:premise ?p }"))


# ── As AIFdb's JSON ──────────────────────────────────────────────────────────────────────────────


def test_nodes_and_edges_are_as_aifdb_has_them():
    found = aifdb(ferry())
    assert set(found) == {"nodes", "edges", "locutions"}
    kinds = Counter(node["type"] for node in found["nodes"])
    # Whose words a claim is makes a locution and an act of asserting; a denial asserts it not.
    assert kinds == {"I": 5, "RA": 1, "CA": 3, "L": 1, "YA": 1}
    assert len(found["edges"]) == 5 + 4 + 2
    numbers = [node["nodeID"] for node in found["nodes"]]
    assert len(set(numbers)) == len(numbers)
    for edge in found["edges"]:
        assert set(edge) == {"edgeID", "fromID", "toID", "formEdgeID"}
        assert {edge["fromID"], edge["toID"]} <= set(numbers)
    for node in found["nodes"]:
        assert {"nodeID", "text", "type", "timestamp"} <= set(node)
        assert ("scheme" in node) == (node["type"] in ("RA", "CA", "YA"))


def test_a_scheme_that_aifdb_knows_has_its_name_there_others_the_default_s():
    """Tools look for the name, as arguebuf does; the text of the node is the name that we give."""
    (inference,) = (node for node in aifdb(ferry())["nodes"] if node["type"] == "RA")
    assert (inference["text"], inference["scheme"]) == (
        "practical reasoning", "Practical Reasoning",
    )  # fmt: skip
    schemes = {node.get("scheme") for node in aifdb(article())["nodes"] if node["type"] == "RA"}
    assert {"Cause To Effect", "Evidence To Hypothesis", "Default Inference"} <= schemes
    for node in [*aifdb(ferry())["nodes"], *aifdb(article())["nodes"]]:
        numbers = {"Default Inference": "72", "Default Conflict": "71", "Asserting": "74"}
        assert node.get("schemeID") == numbers.get(node.get("scheme"))


def test_a_locution_leads_through_an_act_to_its_claim():
    found = aifdb(ferry())
    texts = {node["nodeID"]: node["text"] for node in found["nodes"]}
    after = {edge["fromID"]: edge["toID"] for edge in found["edges"]}
    (said,) = found["locutions"]
    assert texts[said["nodeID"]] == f'Blue, "fast" & <safe> Ferries : {USED}'
    act = after[said["nodeID"]]
    assert (texts[act], texts[after[act]]) == ("Asserting", USED)


def test_the_sample_is_read_back_to_its_arguments():
    against = Argument("opposes", frozenset({DEAR}), STAY, "argument from negative consequences")
    assert arguments(aifdb(ferry())) == {
        Argument("supports", frozenset({USED, ONLY}), STAY, "practical reasoning"),
        against,
        Argument("opposes", frozenset({DENIED}), DEAR, "argument from position to know"),
        Argument("undercuts", frozenset({ONLY}), against, "argument from exception"),
    }


def test_the_article_is_read_back_to_its_arguments():
    """Premises, conclusions and kinds are compared with the data, asked for without the export."""
    text = {str(row["c"]): str(row["t"]) for row in asked("SELECT * { ?c cg:paraphrase ?t }")}
    expected = Counter()
    for row in asked(
        "SELECT ?a ?kind ?end (GROUP_CONCAT(STR(?p); separator=' ') AS ?all) "
        "{ ?a cg:conclusion ?end ; cg:premise ?p ; a ?kind } GROUP BY ?a ?kind ?end"
    ):
        premises = frozenset(text[one] for one in str(row["all"]).split())
        way = WAYS[str(row["kind"]).removeprefix(CG)]
        expected[way, premises, text.get(str(row["end"]))] += 1
    found = Counter(
        (one.way, one.premises, one.conclusion if isinstance(one.conclusion, str) else None)
        for one in arguments(aifdb(article()))
    )
    assert found == expected


@pytest.mark.parametrize("name", ["aif", "aifdb"])
def test_the_same_graph_gives_the_same_bytes_in_whatever_order_it_comes(name: str):
    quads = list(ferry().quads())
    turned = Source(ferry().project, lambda: [iter(quads[::-1])])
    assert written(name, turned) == written(name, ferry())
