"""Examples of the literature, each with what it expects, and how the grades come out.

Where a text speaks of accepted and not accepted alone, all that counts here counts 3, and what is
given up is the grade: what is expected is who stands.
"""

from __future__ import annotations

import pytest
from rdflib import Graph, URIRef

from claimgraph.claims.weighing.inflation import inflation
from claimgraph.claims.weighing.semantics import Framework, Grades, Inference, Inputs
from claimgraph.claims.weighing.weighing import Weighing, weigh

PREFIXES = """\
@prefix x: <https://example.org/> .
@prefix cg: <https://w3id.org/claimgraph/ontology#> .
@prefix certainty: <https://w3id.org/claimgraph/scheme/certainty/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix kind: <https://w3id.org/claimgraph/scheme/evidence-kind/> .
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix speech: <https://w3id.org/claimgraph/scheme/speech-act/> .
"""


def graded(bases: dict[str, int], *inferences: Inference) -> dict[str, tuple[int, int]]:
    framework = Framework(bases, inferences)
    found: Grades = framework.weigh(Inputs(list(bases.values())))
    return {name: (found.least[n], found.most[n]) for n, name in enumerate(framework.claims)}


def accepted(bases: dict[str, int], *inferences: Inference) -> set[str]:
    return {name for name, (least, _) in graded(bases, *inferences).items() if least}


def undecided(bases: dict[str, int], *inferences: Inference) -> set[str]:
    return {name for name, (least, most) in graded(bases, *inferences).items() if most > least}


def arrow(way: str, *ends: str, name: str = "", cap: int = 4) -> Inference:
    *premises, end = ends
    return Inference(name or f"{way} {ends}", way, end, tuple(premises), cap)


# ── Carneades ────────────────────────────────────────────────────────────────────────────────────

# Gordon, Prakken and Walton 2007, Fig. 1 and section 3: was there a contract? The agreement makes
# one, unless it is about real estate; that must be in writing, and an email is said to be writing.
CONTRACT = (
    arrow("supports", "agreement", "contract", name="a1"),
    arrow("undercuts", "real estate", "a1", name="exception"),
    arrow("supports", "deed", "real estate", name="a3"),
    arrow("undercuts", "written", "exception", name="answer"),
    arrow("supports", "email", "written", name="a4"),
)
WEAK = {"contract": 1, "real estate": 1, "written": 1}


def test_an_agreement_makes_a_contract_where_no_exception_is_shown():
    assert "contract" in accepted({"agreement": 3, "deed": 0, "email": 0, **WEAK}, *CONTRACT)


def test_an_exception_that_is_shown_ends_the_argument():
    assert "contract" not in accepted({"agreement": 3, "deed": 3, "email": 0, **WEAK}, *CONTRACT)


def test_what_meets_the_exception_brings_the_argument_back():
    assert "contract" in accepted({"agreement": 3, "deed": 3, "email": 3, **WEAK}, *CONTRACT)


def test_an_assumption_holds_until_it_is_called_into_question():
    """Carneades' assumptions are premises on the author's word: an objection asks for more."""
    step = arrow("supports", "fact", "assumption", "c")
    assert "c" in accepted({"fact": 3, "assumption": 1, "c": 1}, step)
    doubt = arrow("opposes", "doubt", "assumption")
    assert "c" not in accepted({"fact": 3, "assumption": 1, "doubt": 1, "c": 1}, step, doubt)


def test_preponderance_asks_that_the_best_argument_for_outweighs_the_best_against():
    """Gordon and Walton 2009, proof standards: 3 against 2 stands, 3 against 3 does not."""
    bases = {"for": 3, "c": 1, "against": 2, "also": 2}
    arrows = (
        arrow("supports", "for", "c"),
        arrow("opposes", "against", "c"),
        arrow("opposes", "also", "c"),
    )
    assert graded(bases, *arrows)["c"] == (3, 3)  # two arguments of 2 do not make one of 4
    assert graded({**bases, "also": 3}, *arrows)["c"] == (0, 0)


# ── Defeasible reasoning ─────────────────────────────────────────────────────────────────────────


def test_tandem():
    """Three wishes of which any two go together: none of them is sceptically accepted.

    The tandem of John, Mary and Suzy (Caminada and Amgoud 2007, Example 6): two may ride, each
    pair leaves out the third.
    """
    names = ("John", "Mary", "Suzy")
    arrows = [
        arrow("opposes", *(one for one in names if one != out), out, name=f"not {out}")
        for out in names
    ]
    assert graded(dict.fromkeys(names, 3), *arrows) == dict.fromkeys(names, (0, 3))


def test_tandem_with_a_stronger_wish():
    """Where John's wish outweighs what speaks against it, it stands; the others stay open."""
    names = ("John", "Mary", "Suzy")
    arrows = [
        arrow("opposes", *(one for one in names if one != out), out, name=f"not {out}")
        for out in names
    ]
    found = graded({"John": 4, "Mary": 3, "Suzy": 3}, *arrows)
    assert found == {"John": (4, 4), "Mary": (0, 3), "Suzy": (0, 3)}


TWEETY = (
    arrow("supports", "bird", "flies", name="birds fly"),
    arrow("undercuts", "penguin", "birds fly", name="penguins are exceptions"),
)


def test_tweety_flies_as_a_bird_and_not_as_a_penguin():
    """Reiter 1980; as an undercut, Pollock 1987: the exception rebuts nothing, it ends a reason."""
    assert "flies" in accepted({"bird": 4, "penguin": 0, "flies": 1}, *TWEETY)
    assert "flies" not in accepted({"bird": 4, "penguin": 2, "flies": 1}, *TWEETY)


def test_tweety_as_a_genetically_altered_penguin():
    altered = arrow("undercuts", "altered", "penguins are exceptions")
    bases = {"bird": 4, "penguin": 2, "altered": 1, "flies": 1}
    assert "flies" in accepted(bases, *TWEETY, altered)


def test_red_light_undercuts_though_it_is_no_reason_for_the_contrary():
    """Pollock 1987: what looks red is red, unless the light is red; it may still be red."""
    looks = arrow("supports", "looks red", "is red", name="looks")
    light = arrow("undercuts", "red light", "looks")
    told = arrow("supports", "label says red", "is red")
    bases = {"looks red": 4, "red light": 4, "label says red": 2, "is red": 1}
    assert graded(bases, looks, light)["is red"] == (0, 0)
    assert graded(bases, looks, light, told)["is red"] == (2, 2)


def test_nixon_is_undecided():
    """Reiter and Criscuolo 1981: quakers are pacifists, republicans are not; he is both.

    The two conclusions attack each other, as strong as the other.
    """
    arrows = (
        arrow("supports", "quaker", "pacifist"),
        arrow("supports", "republican", "hawk"),
        arrow("opposes", "pacifist", "hawk"),
        arrow("opposes", "hawk", "pacifist"),
    )
    bases = {"quaker": 3, "republican": 3, "pacifist": 1, "hawk": 1}
    assert undecided(bases, *arrows) == {"pacifist", "hawk"}
    assert graded({**bases, "quaker": 4}, *arrows)["pacifist"] == (4, 4)


# ── Dung 1995: abstract frameworks, where all claims are alike ───────────────────────────────────


def attacks(*pairs: str) -> list[Inference]:
    return [arrow("opposes", *pair) for pair in pairs]


@pytest.mark.parametrize(
    ("pairs", "stands", "left_open"),
    [
        pytest.param(("ab", "bc"), {"a", "c"}, set(), id="reinstatement"),
        pytest.param(("ab", "bc", "cd"), {"a", "c"}, set(), id="chain of four"),
        pytest.param(("aa",), set(), {"a"}, id="self-attack"),
        pytest.param(("aa", "ab"), set(), {"a", "b"}, id="a self-attacker attacks"),
        pytest.param(("ba", "aa"), {"b"}, set(), id="a self-attacker is attacked"),
        pytest.param(("ab", "ba"), set(), {"a", "b"}, id="even circle"),
        pytest.param(("ab", "bc", "cd", "da"), set(), set("abcd"), id="circle of four"),
        pytest.param(("ab", "bc", "ca"), set(), set("abc"), id="odd circle"),
        pytest.param(("ab", "ba", "ac", "bc", "cd"), set(), set("abcd"), id="floating"),
        pytest.param(("ab", "ba", "ca"), {"b", "c"}, set(), id="even circle broken from outside"),
        pytest.param(("ab", "bc", "ca", "da"), {"d", "b"}, set(), id="odd circle broken"),
    ],
)
def test_the_grounded_extension(pairs, stands, left_open):
    """Dung 1995, and for floating acceptance and odd circles Baroni and Giacomin 2009."""
    bases = dict.fromkeys(sorted(set("".join(pairs))), 3)
    assert accepted(bases, *attacks(*pairs)) == stands
    assert undecided(bases, *attacks(*pairs)) == left_open


def test_circles_of_support_are_given_nothing():
    """Where Brewka and Gordon 2010 leave them undecided, the well-founded fixpoint rejects them."""
    arrows = (arrow("supports", "a", "b"), arrow("supports", "b", "a"))
    assert graded({"a": 1, "b": 1}, *arrows) == {"a": (0, 0), "b": (0, 0)}


def test_a_grade_is_that_of_the_weakest_link_on_the_best_way():
    """Amgoud and Prade 2009: the force of an argument is its least certain premise's."""
    arrows = (
        arrow("supports", "a", "b", "c"),
        arrow("supports", "d", "c"),
        arrow("supports", "c", "e", cap=2),
    )
    found = graded({"a": 4, "b": 3, "c": 1, "d": 2, "e": 1}, *arrows)
    assert (found["c"], found["e"]) == ((3, 3), (2, 2))


# ── What a claim rests on, from a graph ──────────────────────────────────────────────────────────

ARTICLE = """\
x:article dcterms:creator x:author . x:p oa:hasSource x:article .
x:named a cg:NewsReport ; cg:issuer x:paper .  x:bare a cg:NewsReport .
x:own a cg:AnnualReport ; cg:issuer x:unit .  x:unit cg:subsidiaryOf x:firm .
x:nameless a cg:UnnamedSource .  x:critics a cg:Crowd .
x:cohort skos:broader kind:observational .  x:hearsay skos:broader kind:common-belief .
x:ours rdfs:subClassOf cg:SupportingArgument .
x:by-author a cg:Attribution ; cg:actor x:author ; cg:speechAct speech:reports .
x:plain cg:passage x:p ; cg:paraphrase "p"@en ; cg:certainty certainty:asserted .
"""
TO_AUTHOR = "cg:through x:by-author"


def evidence(kind: str, source: str) -> str:
    return f"cg:evidence [ cg:evidenceKind {kind} ; cg:source {source} ]"


def said(by: str, how: str = "speech:asserts") -> str:
    return f"cg:attribution [ {by} ; cg:speechAct {how} ; {TO_AUTHOR} ]"


@pytest.mark.parametrize(
    ("about", "certainty", "basis"),
    [
        ("", "asserted", 1),  # the author's word
        ("", "qualified", 1),
        ("", "raised", 0),
        ("", "once-expected", 0),
        (evidence("kind:statistical", "x:named"), "asserted", 4),
        (evidence("kind:statistical", "x:named"), "reported", 2),
        (evidence("kind:statistical", "x:named") + ' ; cg:hedge "perhaps"@en', "asserted", 2),
        (evidence("kind:statistical", "x:bare"), "asserted", 3),  # nobody issued it
        (evidence("kind:statistical", "x:own") + " ; cg:favours x:unit", "asserted", 3),
        (evidence("kind:statistical", "x:own") + " ; cg:favours x:firm", "asserted", 3),
        (evidence("kind:statistical", "x:own") + " ; cg:favours x:paper", "asserted", 4),
        (evidence("kind:statistical", "x:nameless"), "asserted", 2),
        (evidence("kind:testimonial", "x:named"), "asserted", 3),
        (evidence("kind:common-belief", "x:named"), "asserted", 2),
        (evidence("x:cohort", "x:named"), "asserted", 4),  # a kind below a shipped one
        (evidence("x:hearsay", "x:named"), "asserted", 2),
        (evidence("x:unheard-of", "x:named"), "asserted", 3),
        (said("cg:actor x:firm"), "asserted", 3),
        (said("cg:actor x:critics"), "asserted", 2),
        (said("cg:source x:nameless"), "asserted", 2),
        (said("cg:actor x:author"), "asserted", 1),
        ("cg:attribution x:by-author", "asserted", 1),
        (said("cg:actor x:firm", "speech:denies"), "raised", 0),
        (said("cg:actor x:firm", "speech:denies"), "reported", 0),  # nobody says it
        (said("cg:actor x:firm", "speech:denies"), "asserted", 1),  # the author does
        (
            f"cg:attribution [ cg:actor x:firm ; cg:speechAct speech:asserts ; cg:through "
            f"[ cg:source x:nameless ; cg:speechAct speech:reports ; {TO_AUTHOR} ] ]",
            "asserted",
            2,  # a chain is as firm as its weakest link
        ),
        # What a crowd says in a report is the crowd's; a source is not firmer for being quoted.
        (
            evidence("kind:testimonial", "x:named")
            + " ; "
            + said("cg:actor x:critics ; cg:source x:named"),
            "asserted",
            2,
        ),
        (
            evidence("kind:common-belief", "x:named")
            + " ; "
            + said("cg:actor x:paper ; cg:source x:named"),
            "asserted",
            2,
        ),
        (
            evidence("kind:statistical", "x:named")
            + " ; "
            + said("cg:actor x:paper ; cg:source x:named"),
            "asserted",
            4,
        ),
    ],
)
def test_the_basis_of_a_claim(about, certainty, basis):
    claim = f'x:c cg:passage x:p ; cg:paraphrase "c"@en ; cg:certainty certainty:{certainty}'
    weighing = weigh_text(f"{claim} ; {about} ." if about else f"{claim} .")
    assert weighing.standing(URIRef("https://example.org/c")).basis == basis


def weigh_text(text: str) -> Weighing:
    return weigh(Graph().parse(data=f"{PREFIXES}{ARTICLE}{text}", format="turtle"))


def grade(weighing: Weighing, name: str = "c") -> int:
    return weighing.standing(URIRef(f"https://example.org/{name}")).grade


CONCLUSION = 'x:c cg:passage x:p ; cg:paraphrase "c"@en ; cg:certainty certainty:asserted .\n'


@pytest.mark.parametrize(
    ("argument", "expected"),
    [
        ("x:a a x:ours ; cg:premise x:plain ; cg:conclusion x:c .", 1),  # a class below a shipped
        ("x:a a cg:SupportingArgument ; cg:conclusion x:c .", 0),  # no premises: nothing carries it
        ("x:a a cg:SupportingArgument ; cg:premise x:plain , x:article ; cg:conclusion x:c .", 0),
        ("x:a a cg:Argument ; cg:premise x:plain ; cg:conclusion x:c .", 1),  # it says no way
        ("x:a cg:explains x:c ; cg:explainedBy x:plain .", 1),  # an explanation supports nothing
    ],
)
def test_what_an_argument_is(argument, expected):
    assert grade(weigh_text(CONCLUSION + argument)) == expected


def test_without_a_kind_of_evidence_the_words_that_tell_of_it_go_too():
    about = evidence("kind:testimonial", "x:named") + " ; " + said("cg:source x:named")
    claim = CONCLUSION.replace(" .\n", f" ; {about} .\n")
    weighing = weigh_text(claim)
    kind = URIRef("https://w3id.org/claimgraph/scheme/evidence-kind/testimonial")
    assert (grade(weighing), grade(weighing.without(kind))) == (3, 0)


def test_who_doubts_an_institution_doubts_those_in_its_service():
    """The author too: what rests on the author's word falls, as when the author is doubted."""
    weighing = weigh_text("x:author cg:employedBy x:institute .")
    institute = URIRef("https://example.org/institute")
    assert (grade(weighing, "plain"), grade(weighing.without(doubt=[institute]), "plain")) == (1, 0)


@pytest.mark.parametrize("premises", ["", "cg:premise x:nothing ;", "cg:premise x:c ;"])
def test_what_is_carried_by_nothing_is_inflated(premises):
    weighing = weigh_text(
        f"{CONCLUSION}x:a a cg:SupportingArgument ; {premises} cg:conclusion x:c ."
    )
    (rise,) = inflation(weighing)
    assert (rise.stated, rise.carried, str(rise.at)) == (4, 0, "https://example.org/a")
