"""The shortest way between two things, by what joins them; none where nothing does."""

from __future__ import annotations

from collections import deque
from pathlib import Path

import libraries
import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from libraries import ARTICLE, ID
from properties import examples

from claimgraph.claims import library as libraries_
from claimgraph.claims.library import paths
from claimgraph.claims.library.library import Library
from claimgraph.errors import UsageError
from claimgraph.graph import project as projects
from claimgraph.graph.classes import Classes

TOLL, MILL = f"{ARTICLE}toll/", f"{ARTICLE}mill/"
PAYS, TRAFFIC, NEEDS = f"{TOLL}toll-pays", f"{TOLL}traffic", f"{MILL}needs-bridge"


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    root = libraries.write(tmp_path_factory.mktemp("library"))
    return libraries_.opened(projects.find(root))


def way(library, start, end, *more, **wanted):
    found = paths.path(library, start, end, *more, **wanted)
    return found and [(step.way, step.iri) for step in found]


@pytest.mark.parametrize(
    ("start", "end", "steps"),
    [
        # An argument, in its direction and against it.
        (
            TRAFFIC,
            PAYS,
            [("", TRAFFIC), ("premise of", f"{TOLL}from-traffic"), ("supports", PAYS)],
        ),
        (
            PAYS,
            TRAFFIC,
            [("", PAYS), ("is supported by", f"{TOLL}from-traffic"), ("has the premise", TRAFFIC)],
        ),
        # An argument, then an actor whom two articles share.
        (
            PAYS,
            NEEDS,
            [
                ("", PAYS),
                ("is supported by", f"{TOLL}from-traffic"),
                ("has the premise", TRAFFIC),
                ("involves", f"{ID}harbour"),
                ("takes part in", NEEDS),
            ],
        ),
        # From a source, by who issued it, to an actor.
        (
            f"{TOLL}count",
            f"{ID}mill",
            [
                ("", f"{TOLL}count"),
                ("issued by", f"{ID}harbour"),
                ("takes part in", NEEDS),
                ("involves", f"{ID}mill"),
            ],
        ),
        (PAYS, PAYS, [("", PAYS)]),
        # Nothing is said of the one that is said of the other; nobody knows the last.
        (f"{TOLL}rust", f"{ARTICLE}alone/moon", None),
        (PAYS, f"{ARTICLE}none/such", None),
    ],
)
def test_the_shortest_way(library, start, end, steps):
    assert way(library, start, end) == steps


def test_links_that_are_accepted_lead_from_article_to_article():
    """tests/linked: school:cancelled disagrees with ferry:winter, which says nearly as sailing."""
    root = Path(libraries.__file__).parents[1] / "linked"
    linked = libraries_.opened(projects.find(root))
    names = (
        "island-school/claim/cancelled", "ferry-line/claim/winter", "island-school/claim/sailing",
    )  # fmt: skip
    cancelled, winter, sailing = (ARTICLE + name for name in names)

    assert way(linked, cancelled, sailing, ("links",)) == [
        ("", cancelled),
        ("disagrees with", winter),
        ("says nearly the same as", sailing),
    ]
    assert way(linked, sailing, cancelled, ("links",)) == [
        ("", sailing),
        ("says nearly the same as", winter),
        ("is disagreed with by", cancelled),
    ]
    # Proposed and rejected links lead nowhere.
    families, stay = ARTICLE + "island-school/claim/families", ARTICLE + "fuel-subsidy/claim/stay"
    assert way(linked, families, stay, ("links",)) is None
    assert way(linked, stay, sailing, ("links",)) is None


def test_kinds_and_number_of_steps_are_bounded(library):
    assert way(library, PAYS, NEEDS, ("arguments",)) is None
    assert way(library, PAYS, NEEDS, steps=3) is None
    assert len(way(library, PAYS, NEEDS, steps=4)) == 5
    things = way(library, PAYS, f"{ID}bridge", ("things",))
    assert things == [("", PAYS), ("about", f"{ID}bridge")]


def test_a_step_says_what_it_leads_to(library):
    first, argument, last = paths.path(library, TRAFFIC, PAYS)

    assert (first.kind, first.label, first.article) == ("claim", "Traffic has grown", TOLL)
    assert (argument.kind, argument.label) == ("argument", "from traffic to income")
    assert last.label == "The toll pays for the bridge"


def test_kinds_are_chosen_by_name():
    assert paths.chosen(None) == ("arguments", "links", "actors", "sources")
    assert paths.chosen("things, arguments,things") == ("things", "arguments")
    with pytest.raises(UsageError, match="no ways by 'claims': choose from arguments, links"):
        paths.chosen("claims")


class Made:
    """A place of one graph, made for a test: claims that are about each other."""

    folder, key = None, "made"

    def __init__(self, edges):
        self._edges = edges

    def is_as_it_was(self, _database):
        return False

    def stamps(self, _database):
        return {"": "", "g": repr(self._edges)}

    def noted(self, _database):
        pass

    def classes(self):
        return Classes([])

    def vocabulary(self):
        return iter(())

    def quads(self, _graph):
        base = libraries.BASE + "ontology#"
        for number in {one for edge in self._edges for one in edge}:
            node = ox.NamedNode(f"x:{number}")
            yield ox.Quad(node, ox.NamedNode(base + "paraphrase"), ox.Literal("it"))
        for start, end in self._edges:
            about = ox.NamedNode("https://schema.org/about")
            yield ox.Quad(ox.NamedNode(f"x:{start}"), about, ox.NamedNode(f"x:{end}"))


def least(edges, start, end):
    """Return the number of steps between two numbers, by going through all of them."""
    beside = {}
    for one, other in edges:
        beside.setdefault(one, set()).add(other)
        beside.setdefault(other, set()).add(one)
    known, ahead = {start: 0}, deque([start])
    while ahead:
        here = ahead.popleft()
        for there in beside.get(here, ()):
            if there not in known:
                known[there] = known[here] + 1
                ahead.append(there)
    return known.get(end)


numbers = st.integers(0, 14)


@given(st.lists(st.tuples(numbers, numbers), min_size=1, max_size=30), numbers, st.integers(0, 20))
@settings(max_examples=examples(60))
def test_no_way_is_shorter(monkeypatch_module, edges, end, pairs):
    """Whether ends are compared in the index, or all that they lead to is gone through."""
    monkeypatch_module.setattr(paths, "_PAIRS", pairs)
    start = edges[0][0]
    expected = least(edges, start, end) if start != end else 0
    found = paths.path(Library(Made(edges)), f"x:{start}", f"x:{end}", ("things",))

    assert (found and len(found) - 1) == expected
    for before, after in zip(found or (), (found or ())[1:], strict=False):
        pair = (int(before.iri[2:]), int(after.iri[2:]))
        assert pair in edges or pair[::-1] in edges
        assert after.way in ("about", "is the subject of")


@pytest.fixture(scope="module")
def monkeypatch_module():
    with pytest.MonkeyPatch.context() as patch:
        yield patch


def test_a_search_that_grows_too_large_is_given_up(monkeypatch):
    monkeypatch.setattr(paths, "MOST", 5)
    monkeypatch.setattr(paths, "_PAIRS", 0)
    stars = [(center, center + number) for center in (0, 50) for number in range(1, 20)]

    with pytest.raises(UsageError, match="more than 5 things lie between: name fewer"):
        paths.path(Library(Made(stars)), "x:1", "x:51", ("things",))
