"""Two engines, one answer: on the examples, on the shipped data and on generated faulty graphs.

The generated graphs are of two kinds: small ones, with shapes that use every component of SHACL
Core, and captures that were sound until triples were lost, doubled, or given another's value. What
remains different between the engines is documented in docs/engines.md.
"""

from __future__ import annotations

import logging
from collections import Counter
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from claimgraph.check import engines
from claimgraph.check.engines import routing
from claimgraph.errors import UsageError

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
RDF_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
XSD = "http://www.w3.org/2001/XMLSchema#"
# 25 graphs a run, 10 runs of each kind: 500 faulty graphs.
RUNS, TOGETHER = 10, 25
# A difference is told as it was found: to shrink so large an example takes minutes.
ONCE = settings(
    max_examples=RUNS,
    deadline=None,
    phases=(Phase.generate,),
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(autouse=True)
def _quiet():
    """Keep rdflib from logging each literal that its datatype does not allow: they are meant."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@cache
def quads(*names: str) -> tuple[ox.Quad, ...]:
    """Read files of the checkout; blank nodes of different files are different."""
    return tuple(
        ox.Quad(*quad.triple)
        for name in names
        for path in sorted(ROOT.glob(name))
        for quad in ox.parse(path=str(path), rename_blank_nodes=True)
    )


def results(engine: str, data, shapes) -> Counter:
    """Return what an engine finds, as far as findings are made of it."""
    return Counter(
        (
            str(each.shape),
            each.component.rpartition("#")[2],
            each.severity.rpartition("#")[2],
            each.focus.n3(),
            str(each.path),
            "" if each.value is None else each.value.n3(),
        )
        for each in engines.engine(engine)(list(data), list(shapes))
    )


def differ(data, shapes) -> dict[str, Counter]:
    fast, reference = results("fast", data, shapes), results("pyshacl", data, shapes)
    return {"fast alone": fast - reference, "pyshacl alone": reference - fast}


SAME = {"fast alone": Counter(), "pyshacl alone": Counter()}
SHAPES = "ontology/shapes/*.ttl"
VOCABULARY = ("ontology/claimgraph.ttl", "ontology/schemes.ttl")


@pytest.mark.parametrize(
    "kind", sorted(p.name for p in (ROOT / "ontology/examples").iterdir() if p.is_dir())
)
def test_both_find_the_same_in_the_examples(kind):
    """All of a kind's examples at once, which also clash with each other."""
    data = quads(f"ontology/examples/{kind}/*.ttl", *VOCABULARY)
    assert results("pyshacl", data, quads(SHAPES))
    assert differ(data, quads(SHAPES)) == SAME


def test_both_find_the_same_in_the_shipped_data():
    assert differ(quads("data/**/*.ttl", *VOCABULARY), quads(SHAPES)) == SAME


def test_the_shipped_shapes_are_fit_for_the_fast_engine():
    """None of them needs pySHACL, whatever number the data hold."""
    odd = ox.Quad(
        ox.NamedNode("urn:q"),
        ox.NamedNode("https://w3id.org/claimgraph/ontology#value"),
        ox.Literal("1.50", datatype=ox.NamedNode(XSD + "decimal")),
    )
    assert routing.parted([odd], quads(SHAPES))[1] == []


# ── Small graphs, every component ────────────────────────────────────────────────────────────────


def x(name: str) -> ox.NamedNode:
    return ox.NamedNode("urn:x:" + name)


def typed(value: str, datatype: str) -> ox.Literal:
    return ox.Literal(value, datatype=ox.NamedNode(XSD + datatype))


NODES = [*map(x, "abcde"), ox.BlankNode("b1"), ox.BlankNode("b2")]
LITERALS = [
    *map(ox.Literal, ("a", "b", "abcd", "")),
    ox.Literal("ab", language="en"),
    ox.Literal("ab", language="en-GB"),
    ox.Literal("Ab", language="de"),
    ox.Literal("x", language="fr"),
    *(typed(value, "integer") for value in ("1", "2", "3", "01", "x")),
    typed("2.0", "decimal"),
    typed("2.5", "double"),
    typed("2020-01-01", "date"),
    typed("2020-02-30", "date"),
    typed("true", "boolean"),
    typed("1", "boolean"),
    typed("2020", "gYear"),
]
small = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(NODES), st.just(RDF_TYPE), st.sampled_from([x("A"), x("B")])),
        st.tuples(st.sampled_from(NODES), st.sampled_from([*map(x, "pr")]), st.sampled_from(NODES)),
        st.tuples(
            st.sampled_from(NODES), st.sampled_from([*map(x, "qlud")]), st.sampled_from(LITERALS)
        ),
    ),
    min_size=3,
    max_size=30,
    unique=True,
)


def apart(triples, number: int):
    """Return triples over nodes of their own, so that many graphs are validated in one call."""

    def own(term):
        if isinstance(term, ox.BlankNode):
            return ox.BlankNode(f"{term.value}n{number}")
        if isinstance(term, ox.NamedNode) and term in NODES[1:]:
            return ox.NamedNode(f"{term.value}{number}")
        return term

    return [ox.Quad(own(s), p, own(o)) for s, p, o in triples]


@ONCE
@given(st.lists(small, min_size=TOGETHER, max_size=TOGETHER))
def test_both_find_the_same_in_small_graphs(graphs):
    data = [quad for number, graph in enumerate(graphs) for quad in apart(graph, number)]
    assert differ(dict.fromkeys(data), quads("tests/engines/shapes.ttl")) == SAME


# ── Captures with faults ─────────────────────────────────────────────────────────────────────────

EXAMPLES = sorted((ROOT / "ontology/examples").glob("*/*.pass.ttl"))
# In SPARQL Oxigraph sees a number by its value: those whose form differs from it are left out.
UNCLEAR = {typed("01", "integer"), typed("2.0", "decimal"), typed("2.5", "double")}
WRONG = [
    *(each for each in LITERALS if each not in UNCLEAR),
    ox.NamedNode("https://example.org/elsewhere"),
    ox.BlankNode("nobody"),
]
edits = st.lists(
    st.tuples(
        st.sampled_from(["drop", "value", "swap", "double", "predicate"]),
        st.integers(0, 10_000),
        st.integers(0, 10_000),
    ),
    min_size=1,
    max_size=4,
)
captures = st.lists(
    st.tuples(st.sampled_from(EXAMPLES), edits), min_size=TOGETHER, max_size=TOGETHER
)


def faulty(path: Path, changes, number: int) -> list[ox.Quad]:
    """Return a sound capture under an article of its own, with changes."""
    triples = [q.triple for q in quads(path.relative_to(ROOT).as_posix())]
    for how, at, other in changes:
        here, there = triples[at % len(triples)], triples[other % len(triples)]
        if how in ("drop", "value", "swap", "predicate"):
            triples.remove(here)
        triples += {
            "drop": [],
            "value": [ox.Triple(here.subject, here.predicate, WRONG[other % len(WRONG)])],
            "swap": [ox.Triple(here.subject, here.predicate, there.object)],
            "double": [ox.Triple(here.subject, here.predicate, there.object)],
            "predicate": [ox.Triple(here.subject, there.predicate, here.object)],
        }[how]
        if not triples:
            break

    def own(term):
        if isinstance(term, ox.BlankNode):
            return ox.BlankNode(f"{term.value}n{number}")
        if isinstance(term, ox.NamedNode) and "/article/" in term.value:
            head, _, tail = term.value.partition("/article/")
            return ox.NamedNode(f"{head}/article/n{number}-{tail}")
        return term

    return [ox.Quad(own(t.subject), t.predicate, own(t.object)) for t in triples]


@ONCE
@given(captures)
def test_both_find_the_same_in_faulty_captures(chosen):
    data = [q for n, (path, changes) in enumerate(chosen) for q in faulty(path, changes, n)]
    assert differ(dict.fromkeys([*data, *quads(*VOCABULARY)]), quads(SHAPES)) == SAME


def test_an_engine_that_is_not_there_is_told(monkeypatch):
    """`auto` does without the fast engine; who asks for it by name is told that it is missing."""
    monkeypatch.setattr(engines, "find_spec", lambda _: None)
    asked = []
    monkeypatch.setattr(engines, "_reference", lambda *given: asked.append(given) or [])
    assert engines.engine("auto")([], []) == []
    assert len(asked) == 1
    with pytest.raises(UsageError, match=r"install claimgraph\[fast\]"):
        engines.engine("fast")
