"""Which articles hang together, told of all at once or looked up from one."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimgraph.graph import ties
from claimgraph.graph.components import Components
from claimgraph.graph.ties import Said
from claimgraph.vocab import ARTICLE, GRAPH

A, B, C = (f"{GRAPH}{name}" for name in "abc")
NAMESPACES = {ties.namespace(graph): graph for graph in (A, B, C)}
IRIS = [*(f"{ARTICLE}{slug}/claim/1" for slug in "abcx"), ARTICLE, "urn:1", "urn:2", "urn:3"]


def said(describes=(), mentions=()):
    return Said(frozenset(describes), frozenset(mentions))


NOTHING = said()


@pytest.mark.parametrize(
    ("of_a", "of_b"),
    [
        pytest.param(said(["urn:1"]), said(["urn:1"]), id="both describe it"),
        pytest.param(said(["urn:1"]), said((), ["urn:1"]), id="one mentions it"),
        pytest.param(NOTHING, said((), [f"{ARTICLE}a/claim/1"]), id="mentioned by its namespace"),
        pytest.param(NOTHING, said([f"{ARTICLE}a/claim/1"]), id="described by another"),
    ],
)
@pytest.mark.parametrize("turned", [False, True])
def test_articles_are_tied_by_what_one_describes(of_a, of_b, turned):
    first, second = (of_b, of_a) if turned else (of_a, of_b)
    names = (B, A) if turned else (A, B)
    of = dict(zip(names, (first, second), strict=True)) | {C: NOTHING}

    tied = ties.together(of, NAMESPACES)
    assert sorted(map(sorted, tied)) == [[A, B], [C]]


def test_what_two_only_mention_ties_them_not():
    both = {A: said((), ["urn:1", "urn:2"]), B: said(["urn:3"], ["urn:1"])}

    assert ties.together(both, NAMESPACES) == [[A], [B]]


def test_without_namespaces_only_what_is_described_ties():
    both = {"a": said(["urn:1"]), "b": said((), [f"{ARTICLE}a/claim/1"])}

    assert ties.together(both, {}) == [["a"], ["b"]]


@given(
    st.fixed_dictionaries(
        {
            graph: st.builds(
                Said, st.frozensets(st.sampled_from(IRIS)), st.frozensets(st.sampled_from(IRIS))
            )
            for graph in (A, B, C)
        }
    )
)
def test_who_looks_up_each_neighbour_comes_to_the_same(of):
    def look_up(mentioned, described):
        return {
            graph
            for graph, own in of.items()
            if mentioned & (own.describes | own.mentions) or described & own.describes
        }

    reached = Components(of)
    for graph, own in of.items():
        for other in ties.neighbours({graph: own}, look_up) & set(of):
            reached.join(graph, other)
    together = ties.together(of, NAMESPACES)
    assert sorted(map(sorted, together)) == sorted(map(sorted, reached.all()))

    of_all = set().union(*(ties.neighbours({graph: own}, look_up) for graph, own in of.items()))
    assert ties.neighbours(of, look_up) == of_all


def test_what_is_read_of_quads():
    one, two = ox.NamedNode("urn:1"), ox.NamedNode("urn:2")
    quads = [
        ox.Quad(one, ox.NamedNode("urn:p"), ox.BlankNode()),
        ox.Quad(ox.BlankNode(), ox.NamedNode("urn:q"), two),
        ox.Quad(one, ox.NamedNode("urn:p"), ox.Literal("urn:3")),
    ]

    assert Said.of(quads) == Said({"urn:1"}, {"urn:p", "urn:q", "urn:2"})
