"""Articles corroborate a claim as far as their sources differ: a project worked out by hand.

The articles of `tests/corroborated`, what each claim rests on, and the grade of that by the table
of docs/weighing.md:

    The toll at work (2024-01-10)       fell: the Road Office's traffic count, statistical       4
                                        cost: its accounts, at https://road.example/accounts     4
    A letter on the toll (2024-03-05)   fell: the same traffic count                             4
                                        cost: accounts with another IRI and the same address     4
                                        safe: the word of the police                             3
    The company's view (2024-05-20)     fell: a statement of the company                         3
    Doubts about the toll (2024-06-01)  rose: somebody who is not named                          2
                                        unsafe: the word of a club                               3
                                        quiet: its author's word                                 1

Accepted links: the two first articles say the same of traffic and of cost, the third nearly the
same of traffic; `rose` disagrees with `fell` of the first, `unsafe` with `safe`. That `quiet` says
nearly the same as `fell` is only proposed.
"""

from __future__ import annotations

import pytest
from captured import ROOT
from hypothesis import given
from hypothesis import strategies as st
from rdflib import Graph, URIRef

import claimgraph
from claimgraph.claims import corroboration as work
from claimgraph.claims.corroboration import Corroboration, corroboration

PROJECT = ROOT / "tests" / "corroborated"


@pytest.fixture(scope="module")
def project() -> claimgraph.Claimgraph:
    return claimgraph.open(PROJECT)


def told(project: claimgraph.Claimgraph, claim: str) -> Corroboration | None:
    return project.explain(claim).corroboration


def groups(found: Corroboration | None) -> list[tuple[list[str], list[str]]]:
    assert found is not None
    return [
        ([str(one.article) for one in group.said], [term.label for term in group.shared])
        for group in found.groups
    ]


WORK, LETTER, COMPANY = "The toll at work", "A letter on the toll", "The company’s view"


def test_two_articles_on_one_source_count_once(project):
    """Both letters of `fell` are on the traffic count; the company speaks for itself: 2 of 3."""
    found = told(project, "traffic-count/fell")

    assert groups(found) == [([WORK, LETTER], ["Traffic count"]), ([COMPANY], [])]
    assert (found.count, found.articles) == (2, 3)
    assert found.counted == "stands in 3 articles, counted as 2 for the sources they share"


def test_the_count_is_the_same_from_each_claim_that_says_so(project):
    """Its own article comes first; one closeMatch may lie on the way, before or after the exact."""
    assert groups(told(project, "toll-letter/fell")) == [
        ([LETTER, WORK], ["Traffic count"]),
        ([COMPANY], []),
    ]
    assert groups(told(project, "toll-company/fell")) == [
        ([COMPANY], []),
        ([WORK, LETTER], ["Traffic count"]),
    ]


def test_a_source_that_two_articles_name_anew_is_one_by_its_address(project):
    found = told(project, "traffic-count/cost")

    assert groups(found) == [([WORK, LETTER], ["Toll accounts in A letter on the toll"])]
    assert (found.count, found.articles) == (1, 2)


def test_what_contradicts_it_is_told_with_its_standing_and_date(project):
    """`rose` stands in its own article on a source without a name: 2."""
    (against,) = told(project, "traffic-count/fell").against
    assert (against.claim.label, str(against.article)) == (
        "More cars cross the bridge",
        "Doubts about the toll",
    )
    assert (str(against.standing), against.issued, against.proposed) == (
        "accepted 2",
        "2024-06-01",
        False,
    )
    # Of the letter it is said through the claim that says the same.
    assert [one.claim.label for one in told(project, "toll-letter/fell").against] == [
        "More cars cross the bridge"
    ]
    # What says only nearly the same is not contradicted with it.
    assert told(project, "toll-company/fell").against == ()


def test_the_newest_is_the_last_article_that_says_so(project):
    newest = told(project, "traffic-count/fell").newest

    assert (str(newest.article), newest.issued) == (COMPANY, "2024-05-20")


def test_what_is_only_proposed_is_told_apart(project):
    found = told(project, "traffic-count/fell")

    assert [one.claim.label for one in found.proposed] == ["Lorries stay away from the bridge"]
    assert groups(told(project, "toll-doubts/quiet")) == [(["Doubts about the toll"], [])]


@pytest.mark.parametrize(
    "claim", ["toll-letter/better", "traffic-count/keep", "toll-company/works"]
)
def test_without_a_link_that_tells_there_is_nothing_to_say(project, claim):
    """That `works` says the same as `keep` has been rejected."""
    assert told(project, claim) is None


def test_a_claim_that_does_not_stand_where_it_is_said_is_not_counted():
    """In tests/linked the thesis `island` is contested 3:3; what says the same stands."""
    found = claimgraph.open(ROOT / "tests" / "linked").explain("alive").corroboration

    assert groups(found) == [(["Cheaper diesel"], [])]
    assert [(str(one.article), str(one.standing)) for one in found.elsewhere] == [
        ("The last ferry", "contested 3:3")
    ]


def test_all_of_it_in_words(project):
    assert told(project, "traffic-count/fell").lines == (
        "stands in 3 articles, counted as 2 for the sources they share: “The toll at work” with "
        "“A letter on the toll” (sharing Traffic count), “The company’s view”",
        "last said on 2024-05-20 in “The company’s view”",
        "contradicted by: More cars cross the bridge in “Doubts about the toll” "
        "(accepted 2, 2024-06-01)",
        "proposed, and not counted: Lorries stay away from the bridge in “Doubts about the toll”",
    )
    assert told(project, "toll-letter/safe").counted == "stands in 1 article"


# ── Made-up articles ─────────────────────────────────────────────────────────────────────────────

PREFIXES = """
@prefix : <https://example.org/> . @prefix cg: <https://w3id.org/claimgraph/ontology#> .
@prefix cito: <http://purl.org/spar/cito/> . @prefix dcterms: <http://purl.org/dc/terms/> .
@prefix oa: <http://www.w3.org/ns/oa#> . @prefix prov: <http://www.w3.org/ns/prov#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix schema: <https://schema.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix status: <https://w3id.org/claimgraph/scheme/link-status/> .
"""


def made(*parts: str) -> Graph:
    return Graph().parse(data=PREFIXES + "\n".join(parts), format="turtle")


def claim(number: int, *sources: str, author: str = "") -> str:
    """Return a claim of an article of its own that rests on sources, or on its author's word."""
    of = f':c{number} a cg:Claim ; cg:paraphrase "c" ; cg:passage [ oa:hasSource :a{number} ] '
    of += "".join(f"; cg:evidence [ cg:source :{source} ] " for source in sources)
    return f"{of}. :a{number} a cg:Article ; dcterms:creator :{author or f'author{number}'} ."


def link(one: int, relation: str, other: int, status: str = "accepted") -> str:
    return (
        f"[] a cg:Link ; rdf:subject :c{one} ; rdf:predicate {relation} ; rdf:object :c{other} ; "
        f"cg:linkStatus status:{status} ."
    )


def counted(graph: Graph, number: int = 0) -> tuple[int, int]:
    found = corroboration(graph, URIRef(f"https://example.org/c{number}"))
    return (found.count, found.articles) if found else (0, 0)


@pytest.mark.parametrize(
    ("first", "second", "count"),
    [
        (claim(0, "s"), claim(1, "s"), 1),
        (claim(0, "s"), claim(1, "t"), 2),
        (claim(0, "s", "t"), claim(1, "t"), 1),
        # Each author's own word, and the word of one author in two articles.
        (claim(0), claim(1), 2),
        (claim(0, author="x"), claim(1, author="x"), 1),
        # One author, with sources that differ.
        (claim(0, "s", author="x"), claim(1, "t", author="x"), 2),
    ],
)
def test_articles_count_by_their_sources(first: str, second: str, count: int):
    assert counted(made(first, second, link(0, "skos:exactMatch", 1))) == (count, 2)


def test_sources_without_a_name_are_not_known_to_differ():
    unnamed = ":s a cg:UnnamedSource . :t a cg:UnnamedSource ."
    both = link(0, "skos:exactMatch", 1)
    assert counted(made(claim(0, "s"), claim(1, "t"), unnamed, both)) == (1, 2)
    # A source with a name beside it tells them apart.
    assert counted(made(claim(0, "s", "u"), claim(1, "t"), unnamed, both)) == (2, 2)


@pytest.mark.parametrize(
    "same",
    [
        ":s schema:url <https://x.example/r> . :t schema:url <https://x.example/r> .",
        ':s cg:copyDigest "ab" . :t cg:copyDigest "ab" .',
        ':s dcterms:title "A  Report" ; cg:issuer :i ; dcterms:issued "2024" . '
        ':t dcterms:title "a report"@en ; cg:issuer :i ; dcterms:issued "2024" .',
    ],
)
def test_records_of_one_source_are_known_by_what_they_share(same: str):
    parts = claim(0, "s"), claim(1, "t"), link(0, "skos:exactMatch", 1)
    assert counted(made(*parts)) == (2, 2)
    assert counted(made(*parts, same)) == (1, 2)


def test_what_an_argument_rests_on_counts_as_the_claim_s_own():
    """c0 is argued for by c2, which rests on the source of c1."""
    argument = (
        ":x a cg:SupportingArgument ; cg:premise :c2 ; cg:conclusion :c0 . "
        ':c2 cg:paraphrase "p" ; cg:evidence [ cg:source :s ] .'
        "cg:SupportingArgument a rdf:Resource ."
    )
    graph = made(claim(0), claim(1, "s"), argument, link(0, "skos:exactMatch", 1))
    assert counted(graph) == (1, 2)


@pytest.mark.parametrize("relation", ["cito:citesAsEvidence", "prov:wasRevisionOf"])
def test_what_takes_its_reasons_from_the_other_is_not_a_second_voice(relation: str):
    parts = claim(0, "s"), claim(1, "t"), link(0, "skos:exactMatch", 1)
    assert counted(made(*parts, link(1, relation, 0))) == (1, 2)


@pytest.mark.parametrize(
    ("relations", "articles"),
    [
        (["skos:exactMatch", "skos:exactMatch"], 3),
        (["skos:exactMatch", "skos:closeMatch"], 3),
        (["skos:closeMatch", "skos:exactMatch"], 3),
        (["cito:agreesWith", "skos:exactMatch"], 3),
        # Nearly the same as what is nearly the same may be something else.
        (["skos:closeMatch", "skos:closeMatch"], 2),
        (["skos:broadMatch", "skos:exactMatch"], 0),
        (["skos:exactMatch", "skos:narrowMatch"], 2),
    ],
)
def test_only_the_exact_match_is_transitive(relations: list[str], articles: int):
    """SKOS S45; what is broader or narrower is another claim."""
    claims = [claim(number, f"s{number}") for number in range(3)]
    links = [link(number, relation, number + 1) for number, relation in enumerate(relations)]
    assert counted(made(*claims, *links))[1] == articles


def test_a_claim_with_very_many_links_is_read_in_part(monkeypatch):
    monkeypatch.setattr(work, "MOST", 5)
    claims = [claim(number, f"s{number}") for number in range(9)]
    graph = made(*claims, *(link(0, "skos:exactMatch", number) for number in range(1, 9)))

    found = corroboration(graph, URIRef("https://example.org/c0"))

    assert (found.count, found.complete) == (5, False)
    assert found.lines[-1] == "only 5 claims were looked at"


@given(
    st.lists(st.sets(st.sampled_from("pqrst"), min_size=1, max_size=3), min_size=2, max_size=6),
    st.integers(0, 5),
)
def test_a_source_more_never_makes_more_voices(sources: list[set[str]], place: int):
    """The count is that of connected components, one for each claim that says the same."""
    links = [link(number, "skos:exactMatch", number + 1) for number in range(len(sources) - 1)]

    def count(some: list[set[str]]) -> int:
        graph = made(*(claim(n, *sorted(each)) for n, each in enumerate(some)), *links)
        counts = {counted(graph, number) for number in range(len(some))}
        assert len(counts) == 1, "each claim has the same count"
        return counts.pop()[0]

    wider = [set(each) for each in sources]
    wider[place % len(wider)] |= sources[0]
    parts = [set(each) for each in sources]
    merged = True
    while merged:
        merged = False
        for one in parts:
            for other in parts:
                if one is not other and one & other:
                    one |= other
                    parts.remove(other)
                    merged = True
                    break
            if merged:
                break
    assert count(sources) == len(parts)
    assert count(wider) <= len(parts)
