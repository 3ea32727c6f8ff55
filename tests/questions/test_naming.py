"""A name finds its thing however many others there are, and little is read for that."""

from __future__ import annotations

from urllib.parse import quote

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from properties import examples
from rdflib import URIRef

from claimgraph.errors import QuestionError
from claimgraph.graph.stores import Answer
from claimgraph.graph.stores.memory import Embedded
from claimgraph.questions import naming
from claimgraph.vocab import CG, OA, RDF, RDFS

TYPE, LABEL = ox.NamedNode(f"{RDF}type"), ox.NamedNode(f"{RDFS}label")
ACTOR = ox.NamedNode(f"{CG}Actor")
GRAPH = ox.NamedNode("https://example.org/graph")
NAMES = st.text("aBcÉéß中 -.('\"\\%", min_size=1, max_size=6).map(str.strip).filter(bool)


def _actors(named: list[tuple[str, str | None]]) -> list[ox.Quad]:
    """Return actors by the last parts of their IRIs, with their labels."""
    quads = []
    for local, label in named:
        iri = ox.NamedNode(f"https://example.org/id/{quote(local)}")
        quads.append(ox.Quad(iri, TYPE, ACTOR, GRAPH))
        if label is not None:
            quads.append(ox.Quad(iri, LABEL, ox.Literal(label, language="en"), GRAPH))
    return quads


@settings(max_examples=examples(60), deadline=None)
@given(st.lists(st.tuples(NAMES, st.none() | NAMES), min_size=1, max_size=5), st.data())
def test_a_thing_is_found_by_what_it_is_called(
    named: list[tuple[str, str | None]], data: st.DataObject
) -> None:
    """By its label and by its local name, in whatever case; where it is one of several, not."""
    store = Embedded(_actors(named))
    name = data.draw(st.sampled_from([one for pair in named for one in pair if one]))
    goes_by = {
        f"https://example.org/id/{quote(local)}"
        for local, label in named
        if name.casefold() in (local.casefold(), (label or "").casefold())
    }
    asked = data.draw(st.sampled_from([name, name.lower()]))
    if len(goes_by) == 1:
        assert str(naming.thing(asked, store, kinds=[ACTOR.value], what="actor")) in goes_by
    else:
        with pytest.raises(QuestionError, match="several"):
            naming.thing(asked, store, kinds=[ACTOR.value], what="actor")


def _claim_of(article: str, local: str) -> list[ox.Quad]:
    """Return a claim of an article, labelled like every other."""
    space = f"https://example.org/article/{article}/"
    iri, passage = ox.NamedNode(f"{space}{local}"), ox.NamedNode(f"{space}said")
    told = [
        (iri, f"{CG}paraphrase", ox.Literal("It is so.")),
        (iri, f"{RDFS}label", ox.Literal("So it is")),
        (iri, f"{CG}passage", passage),
        (passage, f"{OA}hasSource", ox.NamedNode(space)),
    ]
    return [ox.Quad(one, ox.NamedNode(name), value, GRAPH) for one, name, value in told]


@pytest.mark.parametrize("name", ["so", "So it is", "<https://example.org/article/two/so>"])
def test_a_claim_is_looked_for_within_an_article(name: str) -> None:
    """By a name that several articles have for a claim; the IRI of another's claim is none."""
    store = Embedded([*_claim_of("one", "so"), *_claim_of("two", "so")])
    one, two, three = (
        URIRef(f"https://example.org/article/{slug}/") for slug in ("one", "two", "3")
    )
    assert naming.claim(name, store, within=two) == URIRef(f"{two}so")
    others = (one, three) if "/" in name else (three,)
    for other in others:
        with pytest.raises(QuestionError, match=f"in {other}"):
            naming.claim(name, store, within=other)
    if "/" not in name:
        with pytest.raises(QuestionError, match="several claims"):
            naming.claim(name, store)


def test_few_names_are_read_of_many() -> None:
    """A server reads them in its own process: of a large store only some, to suggest one."""
    read = []

    class Counting(Embedded):
        def query(self, sparql: str) -> Answer:
            answer = super().query(sparql)
            read.append(len(answer.rows))
            return answer

    store = Counting(_actors([(f"a{number}", f"Actor {number}") for number in range(9000)]))
    found = naming.thing("actor 8123", store, kinds=[ACTOR.value], what="actor")
    assert str(found).endswith("/a8123")
    assert sum(read) < 10
    with pytest.raises(QuestionError, match=r"no actor has .*nearest: Actor"):
        naming.thing("ctor 8", store, kinds=[ACTOR.value], what="actor")
    assert "over" in naming.choices([ACTOR.value], store)
    assert max(read) <= 5000
