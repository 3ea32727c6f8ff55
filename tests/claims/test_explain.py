"""A claim is explained with all that it rests on, drawn once, whatever the graph's shape."""

from __future__ import annotations

import io

import pytest
from captured import ROOT
from rdflib import RDFS, Graph, Literal, URIRef

import claimgraph
from claimgraph.claims.explain import Argument, Claim, explain, tree
from claimgraph.cli import terminal

PREFIXES = """\
@prefix x:       <https://example.org/> .
@prefix cg:      <https://w3id.org/claimgraph/ontology#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix oa:      <http://www.w3.org/ns/oa#> .
@prefix rdf:     <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs:    <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos:    <http://www.w3.org/2004/02/skos/core#> .

cg:FactualClaim rdfs:label "factual claim"@en .
cg:PredictiveClaim rdfs:label "predictive claim"@en .
x:asserted skos:prefLabel "asserted"@en . x:reported skos:prefLabel "reported"@en .
x:cause skos:prefLabel "from cause"@en .  x:says skos:prefLabel "says"@en .
x:denies skos:prefLabel "denies"@en .
"""
DATA = (
    PREFIXES
    + """
x:late a cg:Claim , cg:PredictiveClaim , cg:Thesis ; rdfs:label "The tram will be late"@en ;
    cg:paraphrase "It will come late."@en ; cg:certainty x:asserted ;
    cg:hedge "likely"@en , "it seems"@en ;
    cg:passage x:p2 , x:p1 ; cg:evidence x:e ; cg:attribution x:outer .
x:snow a cg:FactualClaim ; rdfs:label "Snow fell"@en ; cg:certainty x:reported ; cg:evidence x:e .
x:salt a cg:FactualClaim ; rdfs:label "No salt was left"@en ; cg:certainty x:asserted .
x:strike a cg:FactualClaim ; rdfs:label "Drivers strike"@en ; cg:certainty x:asserted .
x:fast a cg:FactualClaim ; rdfs:label "Trams are fast"@en ; cg:certainty x:asserted .
x:june a cg:FactualClaim ; rdfs:label "It is June"@en ; cg:certainty x:asserted .

x:both a cg:SupportingArgument ; rdfs:label "B: snow without salt"@en ; cg:scheme x:cause ;
    cg:explicit true ; cg:premise x:snow , x:salt ; cg:conclusion x:late .
x:one a cg:SupportingArgument ; rdfs:label "A: the strike"@en ; cg:scheme x:cause ;
    cg:explicit false ; cg:premise x:strike ; cg:conclusion x:late .
x:against a cg:OpposingArgument ; rdfs:label "A: speed"@en ; cg:scheme x:cause ;
    cg:explicit true ; cg:premise x:fast ; cg:conclusion x:late .
x:cut a cg:Undercut ; rdfs:label "no snow in June"@en ; cg:scheme x:cause ;
    cg:explicit true ; cg:premise x:june ; cg:conclusion x:both .

x:e rdfs:label "timetable"@en ; cg:evidenceKind x:record ; cg:source x:office .
x:record skos:prefLabel "event record"@en . x:office dcterms:title "The tram office"@en .
x:p1 rdfs:label "first words"@en ; dcterms:isPartOf x:section ; oa:hasSelector
    [ a oa:TextPositionSelector ; oa:start 1 ] , [ a oa:FragmentSelector ; rdf:value ":~:text=a" ] .
x:p2 rdfs:label "later words"@en ; dcterms:isPartOf x:section .
x:section rdfs:label "Winter"@en .
x:outer cg:actor x:driver ; cg:speechAct x:says ; cg:through x:inner .
x:inner cg:actor x:mayor ; cg:source x:paper ; cg:speechAct x:denies .
x:driver rdfs:label "The driver"@en . x:mayor rdfs:label "the mayor"@en .
x:paper dcterms:title "the paper"@en .
"""
)


def iri(local: str) -> URIRef:
    return URIRef(f"https://example.org/{local}")


@pytest.fixture(scope="module")
def late():
    return explain(Graph().parse(data=DATA), iri("late"))


def leaf(local: str, label: str, certainty: str = "asserted", sources=()) -> Claim:
    return Claim(str(iri(local)), label, "factual claim", certainty, None, sources)


def test_a_claim_is_told_with_all_that_it_rests_on(late):
    assert late.paraphrase == "It will come late."
    assert late.passages == (("Winter", "first words", ":~:text=a"), ("Winter", "later words", ""))
    assert late.evidence == ("timetable (event record; The tram office)",)
    assert (late.claim.kind, late.claim.certainty) == ("predictive claim", "asserted")
    assert late.claim.hedge == "it seems, likely"
    assert late.claim.sources == ("The tram office",)


def test_a_chain_of_attributions_is_told_from_its_far_end(late):
    """cg:through leads to the next link: who is last in the chain speaks of those before."""
    assert late.attributions == ("the mayor in the paper denies that The driver says",)


def test_support_comes_first_then_opposition_each_by_label(late):
    """Premises of one argument are needed together; another argument is an alternative."""
    assert late.claim.arguments == (
        Argument("supported", "from cause", False, (leaf("strike", "Drivers strike"),)),
        Argument(
            "supported",
            "from cause",
            True,
            (
                leaf("salt", "No salt was left"),
                leaf("snow", "Snow fell", "reported", ("The tram office",)),
            ),
            (Argument("undercut", "from cause", True, (leaf("june", "It is June"),)),),
        ),
        Argument("opposed", "from cause", True, (leaf("fast", "Trams are fast"),)),
    )


def told(graph: Graph, local: str) -> str:
    out = io.StringIO()
    terminal.explanation(explain(graph, iri(local)), out)
    return out.getvalue()


def test_the_tree_is_drawn():
    lines = told(Graph().parse(data=DATA), "late").splitlines()
    bare = [line.strip(" │├└─") for line in lines]
    drawn = bare[bare.index("The tram will be late  ~ it seems, likely  (The tram office)") :]

    assert drawn == [
        "The tram will be late  ~ it seems, likely  (The tram office)",
        "supported by Drivers strike  (rests on nothing further)  [from cause, reconstructed]",
        "supported by [from cause]",
        "No salt was left  (rests on nothing further)",
        "Snow fell  (The tram office)",
        "undercut by It is June  (rests on nothing further)  [from cause]",
        "opposed by Trams are fast  (rests on nothing further)  [from cause]",
    ]


def test_what_is_known_besides_is_listed_above_the_tree():
    text = told(Graph().parse(data=DATA), "late")

    assert text.startswith("The tram will be late\nIt will come late.\n")
    for line in (
        "kind       predictive claim, asserted (“it seems, likely”)",
        f"IRI        {iri('late')}",
        "passage    Winter: first words  :~:text=a",
        "evidence   timetable (event record; The tram office)",
        "said by    the mayor in the paper denies that The driver says",
    ):
        assert line in text.splitlines()


CIRCLE = (
    PREFIXES
    + """
x:hen rdfs:label "hen"@en . x:egg rdfs:label "egg"@en .
x:a1 a cg:SupportingArgument ; cg:premise x:egg ; cg:conclusion x:hen .
x:a2 a cg:SupportingArgument ; cg:premise x:hen ; cg:conclusion x:egg .
"""
)


def test_a_circle_is_drawn_once():
    """A claim that supports itself ends the branch, with a word where it is drawn already."""
    graph = Graph().parse(data=CIRCLE)
    (by_egg,) = tree(graph, iri("hen")).arguments
    (egg,) = by_egg.premises
    (hen,) = egg.arguments[0].premises

    assert (egg.label, hen.label, hen.repeated, hen.arguments) == ("egg", "hen", True, ())
    assert told(graph, "hen").count("(see above)") == 1


def test_shared_support_is_drawn_where_it_comes_first():
    graph = Graph().parse(
        data=PREFIXES
        + """
x:a rdfs:label "a"@en . x:b rdfs:label "b"@en . x:c rdfs:label "c"@en . x:top rdfs:label "t"@en .
x:1 a cg:SupportingArgument ; rdfs:label "1" ; cg:premise x:a ; cg:conclusion x:top .
x:2 a cg:SupportingArgument ; rdfs:label "2" ; cg:premise x:b ; cg:conclusion x:top .
x:3 a cg:SupportingArgument ; cg:premise x:c ; cg:conclusion x:b .
x:4 a cg:SupportingArgument ; cg:premise x:b ; cg:conclusion x:a .
"""
    )
    first, second = tree(graph, iri("top")).arguments
    (under_a,) = first.premises[0].arguments

    assert [p.label for p in under_a.premises[0].arguments[0].premises] == ["c"]
    assert second.premises[0].repeated


def test_an_undercut_of_an_undercut_is_no_circle():
    graph = Graph().parse(
        data=PREFIXES
        + """
x:top rdfs:label "top"@en . x:p rdfs:label "p"@en .
x:1 a cg:SupportingArgument ; cg:premise x:p ; cg:conclusion x:top .
x:2 a cg:Undercut ; cg:premise x:p ; cg:conclusion x:1 .
x:3 a cg:Undercut ; cg:premise x:p ; cg:conclusion x:2 .
"""
    )
    (argument,) = tree(graph, iri("top")).arguments

    assert [u.way for u in argument.undercuts[0].undercuts] == ["undercut"]


def test_undercuts_in_a_circle_end():
    """Two arguments that undercut each other are a fault, but no reason to hang."""
    graph = Graph().parse(
        data=PREFIXES
        + """
x:top rdfs:label "top"@en . x:p rdfs:label "p"@en .
x:0 a cg:SupportingArgument ; cg:premise x:p ; cg:conclusion x:top .
x:1 a cg:Undercut ; cg:premise x:p ; cg:conclusion x:0 , x:2 .
x:2 a cg:Undercut ; cg:premise x:p ; cg:conclusion x:1 .
"""
    )

    assert "undercut by" in told(graph, "top")


def test_attributions_in_a_circle_end():
    graph = Graph().parse(
        data=PREFIXES
        + """
x:c rdfs:label "c"@en ; cg:attribution x:1 .
x:1 cg:actor x:a ; cg:speechAct x:says ; cg:through x:2 . x:a rdfs:label "A" .
x:2 cg:actor x:b ; cg:speechAct x:says ; cg:through x:1 . x:b rdfs:label "B" .
"""
    )

    assert explain(graph, iri("c")).attributions == ("B says that A says",)


def test_what_the_graph_does_not_say_is_not_made_up():
    """A claim without anything: the end of its IRI for a name, no evidence outside the article."""
    graph = Graph().parse(data=PREFIXES + "x:bare a cg:Claim .")
    text = told(graph, "bare")

    assert explain(graph, iri("bare")).claim.label == "bare"
    assert "evidence   none outside the article" in text
    assert "said by" not in text
    assert text.rstrip().endswith("(rests on nothing further)")


def test_text_is_drawn_as_it_is():
    """Colons are no emoji and brackets no markup, wherever they stand."""
    odd = "1:x:2 [b]y[/b]"
    graph = Graph().parse(data=DATA.replace("Winter", odd).replace("timetable", odd))
    text = told(graph, "late")

    assert f"passage    {odd}: first words" in text
    assert f"evidence   {odd} (event record" in text


@pytest.mark.parametrize("steering", ["\x1b[31m", "\x9b31m", "\u202e", "\x07"])
def test_a_label_does_not_steer_the_terminal(steering):
    """What others wrote is shown, not obeyed."""
    graph = Graph().parse(data=DATA)
    for label in ("Winter", "Snow fell", "timetable", "The tram will be late"):
        node = graph.value(predicate=RDFS.label, object=Literal(label, lang="en"))
        graph.set((node, RDFS.label, Literal(f"{label}{steering}", lang="en")))

    text = told(graph, "late")

    assert steering[0] not in text
    assert "Snow fell" in text


def test_a_claim_is_explained_with_its_standing_and_the_way_to_its_weakest_link():
    """The thesis is no firmer than what its author alone says: that Huawei has made products."""
    project = claimgraph.open(ROOT)
    told = explain(project.graph, project.claim("huawei-comeback/thesis").iri)
    assert told.claim.standing == "accepted 1"
    assert told.way[-1].why == "rests on the author’s word"
    (argument,) = told.claim.arguments
    assert {premise.standing for premise in argument.premises} == {"accepted 1"}


def test_a_claim_shows_what_other_articles_say_of_it():
    told = claimgraph.open(ROOT / "tests" / "linked").explain("winter")

    out = io.StringIO()
    terminal.explanation(told, out)

    assert [str(one) for one in told.elsewhere] == [
        "says nearly the same as: A boat goes out each day in “The island school” "
        "(Mette Lund, 2026-11-01, confidence 0.9)",
        "is disagreed with by: The ferry stopped for two weeks in January in “The island school” "
        "(Mette Lund, 2026-11-02, confidence 0.8)",
    ]
    assert "elsewhere  says nearly the same as: A boat goes out each day" in out.getvalue()
    assert "in all     stands in 2 articles, on sources of their own: “The last" in out.getvalue()


def test_a_proposed_link_is_told_as_one():
    seen = claimgraph.open(ROOT / "tests" / "linked").explain("families").elsewhere

    assert [one.by for one in seen] == ["claimgraph align, 2026-11-04, confidence 0.4, proposed"]
    assert [one.words for one in seen] == ["is broader than"]


def test_links_of_a_project_are_known_in_python():
    project = claimgraph.open(ROOT / "tests" / "linked")

    assert len(project.links) == 6
    assert [one.words for one in project.links.of(project.claim("losses").iri)] == [
        "disagrees with"
    ]
