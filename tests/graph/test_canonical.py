"""Canonical labels (RDFC-1.0): the hard graphs that end, and the limit before those that do not."""

from __future__ import annotations

import sys
from itertools import permutations
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from properties import examples
from pyld import jsonld

from claimgraph.cli import main
from claimgraph.errors import UsageError
from claimgraph.graph import canonical
from claimgraph.graph.turtle import writer

P = "<http://example.org/p>"


def parsed(text: str) -> list[ox.Quad]:
    return list(ox.parse(text, format=ox.RdfFormat.N_QUADS))


def clique(size: int, graph: str = "") -> str:
    """Blank nodes of which each leads to each other: RDFC-1.0's own example of a poisoned one."""
    pairs = permutations(range(size), 2)
    return "".join(f"_:b{one} {P} _:b{other} {graph} .\n" for one, other in pairs)


def stars(size: int) -> str:
    """Two blank nodes with as many empty ones each."""
    return "".join(f"_:c{one} {P} _:l{one}x{other} .\n" for one in (0, 1) for other in range(size))


def cube(size: int) -> str:
    steps = [1 << bit for bit in range(size)]
    return "".join(
        f"_:b{one} {P} _:b{one ^ step} .\n" for one in range(1 << size) for step in steps
    )


def circle(size: int) -> str:
    return "".join(f"_:b{one} {P} _:b{(one + 1) % size} .\n" for one in range(size))


def tree(depth: int) -> str:
    return "".join(
        f"_:b{one} {P} _:b{2 * one + way} .\n" for one in range(1, 1 << depth) for way in (0, 1)
    )


ENDS = {
    "clique": clique(5),
    "clique in a graph": clique(3, "_:g"),
    "stars": stars(6),
    "cube": cube(3),
    "circle": circle(40),
    "tree": tree(4),
    "list": "".join(f"_:b{n} {P} _:b{n + 1} .\n" for n in range(30)),
    "many equals": "".join(f"<http://example.org/s> {P} _:b{n} .\n" for n in range(500)),
    "told apart": "".join(f'_:c {P} _:b{n} .\n_:b{n} {P} "{n}" .\n' for n in range(50)) + stars(1),
}
NEVER = {
    "clique": clique(12),
    "clique in a graph": clique(9, "_:g"),
    "stars": stars(20),
    "cube": cube(5),
    "beside others": circle(5).replace("_:b", "_:a") + tree(3).replace("_:b", "_:t") + clique(10),
    "in triple terms": clique(10).replace(f"{P} _:b", f"{P} <<( <http://example.org/s> {P} _:b")
    .replace("  .\n", " )>> .\n") + clique(10),
}  # fmt: skip


@pytest.mark.parametrize("name", ENDS)
def test_what_ends_is_labelled_as_another_implementation_does(name):
    text = ENDS[name]
    options = {"algorithm": "URDNA2015", "format": "application/n-quads",
               "inputFormat": "application/n-quads"}  # fmt: skip
    assert canonical.n_quads(parsed(text)).decode() == jsonld.normalize(text, options)


@pytest.mark.parametrize("name", NEVER)
def test_what_would_not_end_is_refused(name):
    with pytest.raises(UsageError, match=r"blank nodes have neighbours that look alike.*give them"):
        canonical.relabelled(parsed(NEVER[name]))


@pytest.mark.parametrize(
    "command", [("export", "--no-check", "--canonical"), ("fmt",), ("export", "--format", "turtle")]
)
def test_the_command_tells_it_in_a_line_and_writes_nothing(command, tmp_path, monkeypatch, capfd):
    path = tmp_path / "data" / "poison.ttl"
    path.parent.mkdir()
    path.write_text(clique(12), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["claimgraph", *command, str(Path("data") / "poison.ttl")])
    assert main() == 2
    out, err = capfd.readouterr()
    assert out == ""
    assert "12 blank nodes have neighbours that look alike" in err
    assert "Traceback" not in err
    assert path.read_text(encoding="utf-8") == clique(12)


NODES = st.sampled_from(["_:a", "_:b", "_:c", "_:d", "_:e", "<x:i>"])
GRAPHS = st.sets(
    st.tuples(
        NODES,
        st.sampled_from([P, "<x:q>"]),
        NODES | st.just('"1"'),
        st.sampled_from(["", "<x:g>"]),
    ),
    max_size=7,
)


@settings(max_examples=examples(150))
@given(GRAPHS, GRAPHS, st.permutations(["_:a", "_:b", "_:c", "_:d", "_:e"]))
def test_trees_of_blank_nodes_are_compared_as_rdfc_does(one, other, labels):
    """Each graph with itself under other labels, with another, and with one fact fewer."""

    def quads(facts) -> list[ox.Quad]:
        return parsed("".join(f"{' '.join(fact)} .\n" for fact in facts))

    renamed = dict(zip(["_:a", "_:b", "_:c", "_:d", "_:e"], labels, strict=True))
    again = {tuple(renamed.get(term, term) for term in fact) for fact in one}
    assert canonical.same(quads(one), quads(again))
    for another in (other, set(sorted(again)[1:])):
        alike = canonical.digest(quads(one)) == canonical.digest(quads(another))
        assert canonical.same(quads(one), quads(another)) == alike


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("[ :p 1 ] , [ :p 1 ]", "[ :p 1 ]", False),
        ("[ :p 1 ] , [ :p 1 ]", "[ :p 1 ] , [ :p 1 ]", True),
        ("[ :p [ :q 1 ] , [ :q 2 ] ]", "[ :p [ :q 2 ] , [ :q 1 ] ]", True),
        ("[ :p [ :q 1 ] ] , [ :p [ :q 2 ] ]", "[ :p [ :q 1 ] , [ :q 2 ] ] , []", False),
        ("[ :p () ] , ( 1 2 )", "( 1 2 ) , [ :p () ]", True),
    ],
)
def test_trees_that_hold_the_same(one, other, alike):
    graphs = [
        list(ox.parse(f"@prefix : <x:> . :s :v {each} .", format=ox.RdfFormat.TURTLE))
        for each in (one, other)
    ]
    assert canonical.same(*graphs) == alike


@pytest.mark.slow
def test_a_chain_too_deep_for_turtle_is_told_in_a_line():
    chain = parsed("".join(f"_:b{n} {P} _:b{n + 1} .\n" for n in range(20_000)))
    with pytest.raises(UsageError, match="nested too deep for Turtle"):
        writer.turtle(chain, {})
