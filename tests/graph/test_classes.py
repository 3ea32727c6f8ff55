"""Classes below others, in any number of steps."""

from __future__ import annotations

import pyoxigraph as ox

from claimgraph.graph.classes import Classes
from claimgraph.vocab import RDFS

ABOVE = ox.NamedNode(f"{RDFS}subClassOf")
# A guide is a book and a tool; a book is a work; two classes lie below each other.
PAIRS = [("guide", "book"), ("guide", "tool"), ("book", "work"), ("a", "b"), ("b", "a")]
CLASSES = Classes.of(
    ox.Quad(ox.NamedNode(f"urn:{below}"), ABOVE, ox.NamedNode(f"urn:{above}"))
    for below, above in PAIRS
)


def named(*names):
    return {f"urn:{name}" for name in names}


def test_a_class_is_within_itself_and_what_it_lies_below():
    assert CLASSES.within("urn:guide") == named("guide", "book", "tool", "work")
    assert CLASSES.within("urn:a") == named("a", "b")
    assert CLASSES.within("urn:other") == named("other")


def test_what_lies_below_a_class():
    assert CLASSES.below("urn:work") == named("work", "book", "guide")
    assert CLASSES.below("urn:b") == named("a", "b")
    assert CLASSES.below("urn:other") == named("other")


def test_a_class_is_of_the_first_kind_that_fits():
    kinds = CLASSES.kinds({"urn:tool": "tool", "urn:book": "book"})

    assert kinds == {"urn:tool": "tool", "urn:guide": "tool", "urn:book": "book"}
    assert CLASSES.first(["urn:other", "urn:guide"], {"urn:work": "work"}) == "work"
