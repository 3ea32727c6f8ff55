"""What articles say as values: read from any store, one article at a time."""

from __future__ import annotations

import pickle
from dataclasses import FrozenInstanceError
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
import pytest
from captured import alone
from rdflib import RDF, Graph, URIRef

import claimgraph
from claimgraph.claims import fetching
from claimgraph.claims.model import CG
from claimgraph.claims.reading import Reader
from claimgraph.errors import UsageError
from claimgraph.graph.stores.memory import Embedded

if TYPE_CHECKING:
    from claimgraph.graph.stores import Answer, Rows

MADE_UP = """
@prefix : <https://example.org/a/> .
@prefix cg: <https://w3id.org/claimgraph/ontology#> .
@prefix certainty: <https://w3id.org/claimgraph/scheme/certainty/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix schema: <https://schema.org/> .

:Finding rdfs:subClassOf cg:FactualClaim ; rdfs:label "laboratory finding"@en .
cg:FactualClaim rdfs:subClassOf cg:Claim ; rdfs:label "factual claim"@en .
:Counterexample rdfs:subClassOf cg:OpposingArgument .
:Rumour rdfs:subClassOf cg:UnnamedSource . cg:UnnamedSource rdfs:subClassOf cg:Source .
:Column rdfs:subClassOf cg:Article .
certainty:raised rdfs:label "raised"@en .

:text a :Column ; rdfs:label "Ducks"@en ; schema:url <https://example.org/ducks> .
:s1 a cg:Section ; dcterms:isPartOf :text ; schema:position 1 ; rdfs:label "Opening"@en .
:p1 a cg:Passage ; oa:hasSource :text ; dcterms:isPartOf :s1 ;
    oa:hasSelector [ oa:start 30 ; oa:end 40 ] .
:p2 a cg:Passage ; oa:hasSource :text ; dcterms:isPartOf :s1 ;
    oa:hasSelector [ oa:start 3 ; oa:end 9 ] , [ rdf:value ":~:text=ducks" ] .
:c1 a :Finding ; rdfs:label "Ducks fly"@en , "Enten fliegen"@de ;
    cg:paraphrase "Ducks can fly."@en ;
    cg:passage :p1 ; cg:certainty certainty:raised ; cg:hedge "it is said"@en ;
    cg:involves [ a cg:Participation ; cg:actor :ducks ; cg:role :flier ] ;
    cg:asserts [ a cg:Assertion ; rdf:subject :ducks ; rdf:predicate cg:uses ; rdf:object :wings ;
                 cg:polarity :denied ] ;
    cg:evidence :e1 ; cg:attribution :said ; cg:onCondition :c2 ; cg:condition "It is dry."@en .
:c2 a cg:Claim , cg:Thesis ; rdfs:label "Ducks swim"@en ; cg:paraphrase "They swim."@en ;
    cg:passage :p2 .
:e1 a cg:Evidence ; cg:source :gossip ; cg:evidenceKind :sighting ; cg:locator "p. 3" .
:gossip a :Rumour ; rdfs:label "gossip"@en ; cg:issuer :neighbours .
:said a cg:Attribution ; cg:actor :neighbours ; cg:through :relay .
:relay a cg:Attribution ; cg:source :paper ; cg:through :said .
:paper a cg:Source ; rdfs:label "paper"@en .
:neighbours rdfs:label "the neighbours"@en .
:a1 a :Counterexample ; rdfs:label "against"@en ; cg:premise :c1 ; cg:conclusion :c2 ;
    cg:explicit true .
:a2 a cg:Undercut ; cg:premise :c2 ; cg:conclusion :a1 .
:a3 a cg:Undercut ; cg:premise :c1 ; cg:conclusion :a2 .
:x1 a cg:Explanation ; cg:explains :c2 ; cg:explainedBy :c1 .
"""
HERE = "https://example.org/a/"
TEXT = URIRef(HERE + "text")


class Served:
    """A store of which nothing is known but its answers, and how many it has given."""

    def __init__(self, inner: Embedded) -> None:
        self._inner = inner
        self.queries = 0

    def query(self, sparql: str) -> Answer:
        self.queries += 1
        return self._inner.query(sparql)

    def rows(self, sparql: str) -> Rows:
        self.queries += 1
        return self._inner.rows(sparql)


def _embedded(text: str = MADE_UP) -> Embedded:
    return Embedded(
        ox.Quad(quad.subject, quad.predicate, quad.object, ox.NamedNode(HERE))
        for quad in ox.parse(text, ox.RdfFormat.TURTLE)
    )


@pytest.fixture(scope="module")
def shipped() -> Embedded:
    return claimgraph.open(alone())._held


def test_a_projects_own_kinds_are_told_by_the_kinds_above_them() -> None:
    article = fetching.article(_embedded(), TEXT)
    claim = article.claim("c1")
    assert claim.kind is not None
    assert (str(claim.kind), claim.kind.within(CG.FactualClaim)) == ("laboratory finding", True)
    assert claim.sources[0].unnamed
    assert [one.way for one in article.arguments] == ["undercuts", "undercuts", "opposes"]
    assert fetching.articles(_embedded()) == [TEXT]


def test_a_claim_has_all_that_weighing_it_needs() -> None:
    article = fetching.article(_embedded(), TEXT)
    claim = article.claim("Ducks fly")
    assert claim.raised
    assert not claim.plain
    assert claim.hedges == ("it is said",)
    assert [str(one) for one in claim.conditions] == ["Ducks swim", "It is dry."]
    assert [(str(one.kind), one.locator) for one in claim.evidence] == [("sighting", "p. 3")]
    assert str(claim.sources[0].issuer) == "the neighbours"
    assert str(claim.statements[0].polarity) == "denied"
    assert str(claim.participations[0].role) == "flier"
    assert [str(one.iri) for one in claim.sources] == [HERE + "gossip", HERE + "paper"]
    assert article.explanations[0].explained_by == (claim.iri,)


def test_claims_come_in_the_order_of_the_text() -> None:
    article = fetching.article(_embedded(), TEXT)
    assert [one.label for one in article.claims] == ["Ducks swim", "Ducks fly"]
    assert [one.start for one in article.passages] == [3, 30]
    assert article.claims[0].passages[0].fragment == ":~:text=ducks"


def test_a_chain_of_attributions_that_goes_in_circles_ends() -> None:
    claim = fetching.claim(_embedded(), URIRef(HERE + "c1"))
    assert [str(one.iri) for one in claim.speech[0].chain] == [HERE + "said", HERE + "relay"]


def test_names_are_in_the_language_that_is_asked_for() -> None:
    assert fetching.claim(_embedded(), URIRef(HERE + "c1"), "de").label == "Enten fliegen"


@pytest.mark.parametrize("which", ["rdflib", "pyoxigraph", "server"])
def test_any_store_says_the_same(which: str) -> None:
    embedded = _embedded()
    stores = {
        "rdflib": Graph().parse(data=MADE_UP),
        "pyoxigraph": embedded._inner,
        "server": Served(embedded),
    }
    read = fetching.article(stores[which], TEXT)
    wanted = fetching.article(embedded, TEXT)
    if which == "rdflib":  # its blank nodes have other names
        assert read.arguments == wanted.arguments
        assert repr(read.claims[1].statements[0].object) == repr(
            wanted.claims[1].statements[0].object
        )
    else:
        assert read == wanted


def test_a_server_is_asked_a_few_questions_about_the_one_article(shipped: Embedded) -> None:
    served = Served(shipped)
    article = fetching.article(served, fetching.chosen(served))
    assert article == fetching.article(shipped, fetching.chosen(shipped))
    assert served.queries < 10


def test_a_claim_of_a_server_is_the_claim_of_the_article(shipped: Embedded) -> None:
    article = fetching.article(shipped, fetching.chosen(shipped))
    for claim in article.claims[:5]:
        served = Served(shipped)
        assert fetching.claim(served, claim.iri) == claim
        assert served.queries < 6


def test_an_article_is_chosen_by_its_name_or_where_it_is_alone() -> None:
    embedded = _embedded()
    for name in (None, "text", "Ducks", str(TEXT)):
        assert fetching.chosen(embedded, name) == TEXT
        assert fetching.chosen(Served(embedded), name) == TEXT
    with pytest.raises(UsageError, match="is not an article: name one of text"):
        fetching.chosen(embedded, "geese")
    embedded.graph.add((URIRef(HERE + "more"), RDF.type, CG.Article, URIRef(HERE)))  # type: ignore[arg-type]
    with pytest.raises(UsageError, match="several articles are here: name one of more, text"):
        fetching.chosen(embedded)


def test_values_are_frozen_hold_no_graph_and_can_be_sent(shipped: Embedded) -> None:
    article = fetching.article(shipped, fetching.chosen(shipped))
    assert pickle.loads(pickle.dumps(article)) == article
    with pytest.raises(FrozenInstanceError):
        article.title = "another"  # type: ignore[misc]


def test_an_article_is_read_alone_however_many_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    """No scan: what is looked up is a node of the article, or leads to one."""
    seen: list[tuple[object, object, object]] = []
    inner = Graph.triples

    def triples(self: Graph, triple: Any) -> Any:
        seen.append(triple)
        return inner(self, triple)

    graph = Graph().parse(data=MADE_UP)
    monkeypatch.setattr(Graph, "triples", triples)
    Reader(graph).article(TEXT)
    assert seen
    assert all(one[0] is not None or one[2] is not None for one in seen)


def test_the_public_door_says_what_an_article_says() -> None:
    opened = claimgraph.open(alone())
    article = opened.article("huawei-comeback")
    assert repr(article).startswith("<Article huawei-comeback: ")
    assert article == opened.article() == opened.articles[0]
    thesis = article.theses[0]
    assert opened.claim("thesis") == thesis
    assert repr(thesis).startswith("<Claim thesis: ")
