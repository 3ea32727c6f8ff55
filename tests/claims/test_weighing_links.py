"""Weighing by accepted links: the articles of `tests/corroborated`, worked out by hand.

What each claim rests on is in `test_corroboration.py`. Of itself each article accepts all it says:
`fell` 4, 4 and 3, `cost` 4 and 4, `safe` 3, `rose` 2, `unsafe` 3, `quiet` 1; each thesis is argued
for explicitly (at most 4) and has the least grade of its premises: `keep` 4 (of `fell`), `better` 4
(of `fell` 4 and `cost` 4), `works` 3 (of `fell`), `wrong` 2 (of `rose`).

With links:

- `company/fell` is carried by the two others, which rest on the traffic count alone and share no
  source with it: max(3, 4, 4) = 4, and `works` with it. The others are carried by the company's 3,
  which is less than their own 4. They do not carry each other: they share the traffic count.
- `rose` (2) and `work/fell` (4) contradict each other at the weaker grade, min(2, 4) = 2: of `rose`
  as much speaks against it as for it, contested 2:2; so `wrong` is unsupported. 4 is more than 2.
- `safe` (3) and `unsafe` (3) contradict each other as firmly: neither is decided.
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from captured import ROOT
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from properties import examples
from rdflib import PROV, BNode, Graph, URIRef
from rdflib.term import Node
from test_weighing_properties import SOURCES, iri, material, standings, suppositions, weighed

import claimgraph
from claimgraph.claims import links
from claimgraph.claims.links import Link
from claimgraph.claims.model import CG
from claimgraph.claims.weighing import derived
from claimgraph.claims.weighing.critical import critical, crux
from claimgraph.claims.weighing.grounds import Ground, Material, Standpoint
from claimgraph.claims.weighing.inflation import inflation
from claimgraph.claims.weighing.linking import linked
from claimgraph.claims.weighing.outcomes import Supposition
from claimgraph.claims.weighing.roots import Sources
from claimgraph.claims.weighing.semantics import Inference
from claimgraph.claims.weighing.weighing import Weighing
from claimgraph.errors import UsageError
from claimgraph.graph.terms import term
from claimgraph.vocab import GRAPH, WEIGHING

FEW = settings(max_examples=examples(300), deadline=None, suppress_health_check=list(HealthCheck))
ARTICLE = "https://w3id.org/claimgraph/article/"
COUNT = URIRef("https://w3id.org/claimgraph/id/traffic-count")
ACCOUNTS = URIRef(f"{ARTICLE}toll-letter/source/accounts")
SAME_ACCOUNTS = URIRef(f"{ARTICLE}traffic-count/source/accounts")
STATEMENT = URIRef(f"{ARTICLE}toll-company/source/statement")
EXACT, CLOSE = links.EXACT, links.NEARLY[0]

ALONE = {
    "traffic-count/fell": "accepted 4",
    "traffic-count/cost": "accepted 4",
    "traffic-count/keep": "accepted 4",
    "toll-letter/fell": "accepted 4",
    "toll-letter/cost": "accepted 4",
    "toll-letter/safe": "accepted 3",
    "toll-letter/better": "accepted 4",
    "toll-company/fell": "accepted 3",
    "toll-company/works": "accepted 3",
    "toll-doubts/rose": "accepted 2",
    "toll-doubts/unsafe": "accepted 3",
    "toll-doubts/quiet": "accepted 1",
    "toll-doubts/wrong": "accepted 2",
}
TOGETHER = ALONE | {
    "toll-company/fell": "accepted 4",
    "toll-company/works": "accepted 4",
    "toll-doubts/rose": "contested 2:2",
    "toll-doubts/wrong": "unsupported",
    "toll-letter/safe": "undecided",
    "toll-doubts/unsafe": "undecided",
}


def short(claim: Node) -> str:
    return str(claim).removeprefix(ARTICLE).replace("/claim/", "/")


def stand(weighing: Weighing) -> dict[str, str]:
    return {short(one.iri): str(one) for one in weighing.standings}


def changed(weighing: Weighing) -> dict[str, tuple[str, str]]:
    return {short(one.claim): (str(one.before), str(one.after)) for one in weighing.changes}


@pytest.fixture(scope="module")
def project() -> claimgraph.Claimgraph:
    return claimgraph.open(ROOT / "tests" / "corroborated")


@pytest.fixture(scope="module")
def together(project) -> Weighing:
    return project.weigh(links=True)


def test_links_count_only_where_they_are_asked_for(project, together):
    assert stand(project.weigh()) == ALONE
    assert stand(together) == TOGETHER
    assert together.means.endswith("with accepted links")


@pytest.mark.parametrize("article", ["traffic-count", "toll-letter", "toll-company", "toll-doubts"])
def test_of_an_article_its_own_claims_are_shown_and_the_others_weighed_along(project, article):
    alone = project.weigh(article, links=True)

    assert stand(alone) == {k: v for k, v in TOGETHER.items() if k.startswith(f"{article}/")}
    assert [short(one).partition("/")[0] for one in alone.material.theses] == [article]


def test_what_rests_on_a_shared_source_is_carried_by_other_sources_alone(together):
    """Without the count: both `fell` keep the company's 3, and it loses their 4 for its own 3.

    `rose` is contradicted at min(2, 3) = 2, as before.
    """
    assert changed(together.without(COUNT)) == {
        "traffic-count/fell": ("accepted 4", "accepted 3"),
        "traffic-count/keep": ("accepted 4", "accepted 3"),
        "toll-letter/fell": ("accepted 4", "accepted 3"),
        "toll-letter/better": ("accepted 4", "accepted 3"),
        "toll-company/fell": ("accepted 4", "accepted 3"),
        "toll-company/works": ("accepted 4", "accepted 3"),
    }


@pytest.mark.parametrize("source", [ACCOUNTS, SAME_ACCOUNTS])
def test_the_same_claim_on_the_same_source_falls_in_both_articles(together, source):
    """`cost` is said in two articles on one source, by either name of it; `better` needs it."""
    assert changed(together.without(source)) == {
        "traffic-count/cost": ("accepted 4", "unsupported"),
        "toll-letter/cost": ("accepted 4", "unsupported"),
        "toll-letter/better": ("accepted 4", "unsupported"),
    }


def test_without_links_a_source_falls_by_its_own_name_alone(project):
    assert set(changed(project.weigh().without(ACCOUNTS))) == {
        "toll-letter/cost",
        "toll-letter/better",
    }


def test_a_contradiction_lapses_with_what_is_contradicting(together):
    """Without the count and the statement nothing carries `fell`: `rose` stands again, at 2."""
    after = changed(together.without(COUNT, STATEMENT))

    assert after["traffic-count/fell"] == ("accepted 4", "unsupported")
    assert after["toll-company/fell"] == ("accepted 4", "unsupported")
    assert after["toll-doubts/rose"] == ("contested 2:2", "accepted 2")
    assert after["toll-doubts/wrong"] == ("unsupported", "accepted 2")


def test_a_claim_that_is_withdrawn_carries_nothing_and_one_that_is_granted_does(together):
    """With `work/fell` withdrawn the letter still carries the company's; without both it has 3."""
    work, letter = (
        URIRef(f"{ARTICLE}traffic-count/claim/fell"),
        URIRef(f"{ARTICLE}toll-letter/claim/fell"),
    )
    assert "toll-company/fell" not in changed(together.without(work))
    assert changed(together.without(work, letter))["toll-company/fell"] == (
        "accepted 4",
        "accepted 3",
    )
    # Granted, `safe` has 4: `unsafe` is contested by min(3, 4).
    granted = together.without(restore=[URIRef(f"{ARTICLE}toll-letter/claim/safe")])
    assert changed(granted) == {
        "toll-letter/safe": ("undecided", "accepted 4"),
        "toll-doubts/unsafe": ("undecided", "contested 3:3"),
    }


def test_reasons_name_the_other_article(together):
    def why(name: str) -> list[tuple[str, str]]:
        claim = URIRef(ARTICLE + name.replace("/", "/claim/"))
        return [(short(one.standing.iri), one.why) for one in together.chain(claim)]

    # Of several that carry it as firmly it is the first by IRI.
    assert why("toll-company/fell") == [
        ("toll-company/fell", "said elsewhere on other sources"),
        ("toll-letter/fell", "rests on sources outside the article"),
    ]
    assert why("toll-doubts/rose") == [
        (
            "toll-doubts/rose",
            "contradicted by “Fewer cars cross the bridge” (The toll at work), at grade 2",
        )
    ]
    assert why("toll-letter/safe") == [
        (
            "toll-letter/safe",
            "left open by “The bridge is more dangerous” (Doubts about the toll), "
            "which contradicts it",
        )
    ]
    assert why("toll-doubts/quiet") == [("toll-doubts/quiet", "rests on the author’s word")]


def test_what_cannot_be_spared_is_known_across_articles(together):
    fell, cost = (URIRef(f"{ARTICLE}traffic-count/claim/{name}") for name in ("fell", "cost"))

    assert critical(together, fell).sets == ((STATEMENT, COUNT),)
    # The one source under both of its names is told once, by that of the claim's own article.
    assert critical(together, cost).sets == ((SAME_ACCOUNTS,),)
    assert critical(together, fell, "claims").sets == ()
    shown = set(together.order)
    assert {one.thing for one in crux(together)} <= shown | set(together.material.resting_on)
    assert {one.claim for one in inflation(together)} <= shown


def test_where_no_link_joins_claims_all_is_as_without():
    """The shipped articles have no links."""
    project = claimgraph.open(ROOT)
    alone, together = project.weigh(), project.weigh(links=True)
    assert standings(together) == standings(alone)
    assert together.without("unnamed").grades == alone.without("unnamed").grades
    assert replace(together.material, linked=False) == alone.material


def test_links_of_other_kinds_change_nothing(project):
    material_ = project.weigh().material
    one, other = list(material_.standpoints)[:2]
    for link in (
        Link(one, links.EXACT, other, status=links.PROPOSED),
        Link(one, links.EXACT, other, status=links.REJECTED),
        Link(one, links.EXACT, other),
        Link(one, URIRef("http://www.w3.org/2004/02/skos/core#broadMatch"), other,
             status=links.ACCEPTED),
        Link(one, links.EXACT, URIRef("https://example.org/unknown"), status=links.ACCEPTED),
    ):  # fmt: skip
        assert linked(material_, [link], Sources(Graph(), material_)) is material_


def test_more_pairs_than_can_be_weighed_are_refused(monkeypatch):
    monkeypatch.setattr("claimgraph.claims.weighing.linking._MOST", 5)
    points = {iri(n): leaf([({SOURCES[0]}, 3)]) for n in range(4)}
    some = [Link(iri(n), EXACT, iri(n + 1), status=links.ACCEPTED) for n in range(3)]
    with pytest.raises(UsageError, match="weigh without links"):
        joined(of(points), some)


# ── What holds of all ────────────────────────────────────────────────────────────────────────────


def leaf(grounds: list[tuple[set[Node], int]], cap: int = 4) -> Standpoint:
    made = (Ground(grade, frozenset(some), frozenset(some), frozenset()) for some, grade in grounds)
    return Standpoint(tuple(made), cap, word=False, authors=frozenset())


def of(points: dict[Node, Standpoint], *inferences: Inference) -> Material:
    return Material(points, inferences, (), dict.fromkeys(points, ()), {}, frozenset())


def joined(some: Material, by: list[Link]) -> Material:
    return linked(some, by, Sources(Graph(), some))


@st.composite
def accepted(draw, claims: list[Node], relations=(EXACT, CLOSE, links.DISAGREES)) -> list[Link]:
    if len(claims) < 2:
        return []
    ends = st.lists(st.sampled_from(claims), min_size=2, max_size=2, unique=True)
    pairs = draw(st.lists(st.tuples(ends, st.sampled_from(relations)), max_size=4))
    return [Link(one, how, other, status=links.ACCEPTED) for (one, other), how in pairs]


@FEW
@given(st.data())
def test_a_claim_has_the_best_of_its_own_and_of_what_is_said_elsewhere_on_other_sources(data):
    """Of claims without arguments that all say the same the rule is one line."""
    grounds = st.tuples(st.sets(st.sampled_from(SOURCES), min_size=1, max_size=2),
                        st.integers(1, 4))  # fmt: skip
    made = data.draw(
        st.lists(st.tuples(st.lists(grounds, max_size=3), st.sampled_from([4, 2, 0])),
                 min_size=2, max_size=4)
    )  # fmt: skip
    gone = data.draw(st.sets(st.sampled_from(SOURCES), max_size=2))
    points = {iri(n): leaf(some, cap) for n, (some, cap) in enumerate(made)}
    by = [Link(iri(n), EXACT, iri(n + 1), status=links.ACCEPTED) for n in range(len(made) - 1)]

    after = weighed(joined(of(points), by)).without(*gone)

    def best(some: list[tuple[set[Node], int]], cap: int, but: set[Node]) -> int:
        left = [grade for cited, grade in some if not cited & but]
        return min(cap, max(left, default=0))

    for number, (own, cap) in enumerate(made):
        cited = {source for some, _ in own for source in some}
        elsewhere = [
            # Of what is said there counts what shares no source, and has not been withdrawn.
            best([one for one in other if not one[0] & cited], limit, gone)
            for place, (other, limit) in enumerate(made)
            if place != number
        ]
        assert after.standing(iri(number)).grade == max([best(own, cap, gone), *elsewhere])


@FEW
@given(st.data())
def test_withdrawing_a_source_raises_no_grade_where_nothing_attacks(data):
    some = data.draw(material())
    supports = [one for one in some.inferences if one.way == "supports"]
    some = replace(some, inferences=tuple(supports))
    weighing = weighed(joined(some, data.draw(accepted(list(some.standpoints), (EXACT, CLOSE)))))
    before = {one.iri: one.grade for one in weighing.standings}
    for source in SOURCES:
        after = {one.iri: one.grade for one in weighing.without(source).standings}
        assert all(after[claim] <= before[claim] for claim in before)
    # What rests on sources alone is carried by none when all are withdrawn.
    if not any(one.word for one in some.standpoints.values()):
        assert not any(one.grade for one in weighing.without(*SOURCES).standings)


@FEW
@given(st.integers(0, 4), st.integers(0, 4))
def test_two_claims_contradict_each_other_at_the_weaker_grade(one: int, other: int):
    points = {
        iri("a"): leaf([({SOURCES[0]}, one)] if one else []),
        iri("b"): leaf([({SOURCES[1]}, other)] if other else []),
    }
    by = [Link(iri("b"), links.DISAGREES, iri("a"), status=links.ACCEPTED)]

    weighing = weighed(joined(of(points), by))

    def expected(mine: int, yours: int) -> str:
        if not mine:
            return "unsupported"
        if mine == yours:
            return "undecided"
        return f"accepted {mine}" if mine > yours else f"contested {mine}:{mine}"

    assert str(weighing.standing(iri("a"))) == expected(one, other)
    assert str(weighing.standing(iri("b"))) == expected(other, one)


@FEW
@given(st.data())
def test_links_join_what_is_weighed_again(data):
    """Suppositions one after the other end where the last one would begin, in any order."""
    some = data.draw(material())
    by = data.draw(accepted(list(some.standpoints)))
    start = weighed(joined(some, by))
    first, second = data.draw(suppositions(some)), data.draw(suppositions(some))

    after, anew = start.supposing(first).supposing(second), start.supposing(second)

    assert after.grades == anew.grades == anew.framework.weigh(anew.inputs)
    assert standings(after.supposing(Supposition())) == standings(start)
    assert {one.claim for one in after.changes} <= set(some.standpoints)
    for one in after.changes:
        assert all(step.standing.iri in some.standpoints for step in one.chain)
    assert all(step.standing.iri in some.standpoints
               for claim in some.standpoints for step in start.chain(claim))  # fmt: skip
    turned = [Link(one.object, one.relation, one.subject, status=one.status) for one in by]
    assert standings(weighed(joined(some, turned[::-1]))) == standings(start)


@FEW
@given(st.data())
def test_what_is_only_carried_or_contradicted_is_never_defeated(data):
    """No article draws a link: it can contest a claim, as a reconstructed objection can."""
    some = data.draw(material())
    some = replace(some, inferences=())
    weighing = weighed(joined(some, data.draw(accepted(list(some.standpoints)))))
    assert not any(one.standing == "defeated" for one in weighing.standings)


# ── As triples ───────────────────────────────────────────────────────────────────────────────────


def derived_of(weighing: Weighing) -> Graph:
    graph = Graph()
    for one in derived.quads(weighing):
        graph.add((term(one.subject), term(one.predicate), term(one.object)))
    return graph


def test_what_is_derived_with_links_says_how_claims_stand_with_them(together):
    """Nobody's argument, and no claim in another's place, has a node in it."""
    graph = derived_of(together)
    stands = {
        short(claim): str(word).rpartition("/")[2]
        for claim, word in graph.subject_objects(CG.standing)
    }
    assert stands == {claim: word.split()[0] for claim, word in TOGETHER.items()}
    assert not any(isinstance(node, BNode) for node in graph.all_nodes())
    # Without the count both `fell` keep the company's 3, and without the statement their own 4.
    assert not set(graph.objects(COUNT, CG.carries))
    assert not set(graph.objects(STATEMENT, CG.carries))


def test_what_is_derived_says_that_links_were_weighed_in_and_is_the_same_each_time(project):
    alone, once, again = (derived_of(project.weigh(links=on)) for on in (False, True, True))
    origin = (URIRef(WEIGHING), PROV.wasDerivedFrom, URIRef(f"{GRAPH}{links.FOLDER}"))
    assert origin in once
    assert origin not in alone
    assert set(once) == set(again)
    digests = {str(one.value(URIRef(WEIGHING), CG.inputDigest)) for one in (alone, once, again)}
    assert len(digests) == 2
