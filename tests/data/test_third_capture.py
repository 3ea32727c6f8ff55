"""A capture in a third domain needs no term that the vocabulary lacks, and conforms.

The answers are read off its text: tests/captures/night-buses/data/night-buses/text.txt.
"""

from __future__ import annotations

from functools import cache

import pytest
from captured import CG, ROOT, name
from rdflib import RDF, Graph, URIRef

import claimgraph

PROJECT = ROOT / "tests" / "captures" / "night-buses"
SCHEMES = "https://w3id.org/claimgraph/scheme/"


@cache
def opened() -> claimgraph.Claimgraph:
    return claimgraph.open(PROJECT)


def graph() -> Graph:
    found = Graph()
    for path in sorted((PROJECT / "data").rglob("*.ttl")):
        found.parse(path)
    return found


@pytest.mark.slow
def test_it_conforms_without_a_finding():
    """Its text is named, so that it is compared with it, too."""
    report = opened().check()

    assert (report.findings, report.unchecked) == ((), ())


def test_it_needs_no_term_that_the_vocabulary_lacks():
    """It has no ontology of its own; all its terms of claimgraph's are described there."""
    vocabulary = Graph()
    for file in ("claimgraph.ttl", "schemes.ttl"):
        vocabulary.parse(ROOT / "ontology" / file)
    used = {node for triple in graph() for node in triple if isinstance(node, URIRef)}
    terms = {node for node in used if str(node).startswith((str(CG), SCHEMES))}

    assert not (PROJECT / "ontology").exists()
    assert len(set(graph().subjects(CG.paraphrase))) == 24
    assert len(terms) > 60
    assert [term for term in sorted(terms) if (term, RDF.type, None) not in vocabulary] == []


@pytest.mark.parametrize(
    ("question", "columns", "answer"),
    [
        # “The council should keep them”; “The council should have passengers counted”.
        (
            "recommendations",
            ("addressee", "claim"),
            {("westhaven-council", "thesis"), ("westhaven-council", "count-first")},
        ),
        # “The hospital denied that it is short of nurses”; its report answers.
        ("denials", ("denier", "denied"), {("westhaven-hospital", "nurses-short")}),
        # “Some shopkeepers believe”; “it was widely expected”.
        (
            "vague-belief",
            ("claim", "believer"),
            {("drunkards", "shopkeepers"), ("taxis-would-fill", "on-eastmere")},
        ),
        # An objection for each of the four claims that the text sets something against.
        (
            "contested-claims",
            ("claim", "premise"),
            {
                ("thesis", "cost"),
                ("thesis", "few-riders"),
                ("thesis", "drunkards"),
                ("few-riders", "passengers"),
                ("drunkards", "assaults"),
                ("taxis-would-fill", "taxis-failed"),
            },
        ),
    ],
)
def test_questions_are_answered_as_the_text_reads(question, columns, answer):
    rows = opened().ask(question).rows

    assert {tuple(name(row[column]) for column in columns) for row in rows} == answer
