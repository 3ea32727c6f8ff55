"""The reasons of what stands otherwise, in words: worked out by hand in `five_fares`."""

import pytest
from five_fares import ARTICLE, TURTLE
from published import PREFIXES
from rdflib import Graph, URIRef

from claimgraph.claims.weighing.weighing import weigh

CENSUS = URIRef(f"{ARTICLE}source/census")


@pytest.fixture(scope="module")
def weighing():
    return weigh(Graph().parse(data=PREFIXES + TURTLE, format="turtle"))


def reasons(differences):
    return {
        str(one.claim).rpartition("/")[2]: (one.before.words, one.after.words, one.because)
        for one in differences
    }


def test_a_reason_names_the_claim_that_it_began_with(weighing):
    lost = "what it rests on no longer counts (grade 4 before)"
    weaker = "what it rests on counts 2, not 4"
    assert reasons(weighing.without(CENSUS).changes) == {
        "fares": ("accepted 4", "unsupported", f"because {lost}"),
        "rides": ("accepted 4", "accepted 2", f"because {weaker}"),
        "thesis": (
            *("accepted 4", "accepted 2"),
            f"because “Claim rides” became weaker: {weaker}",
        ),
        "rival": (
            *("defeated (2 for, 4 against)", "accepted 2"),
            f"because “Claim fares” fell: {lost}",
        ),
        "doubt": (
            *("defeated (2 for, 4 against)", "contested (2 for, 2 against)"),
            f"because “Claim rides” became weaker: {weaker}",
        ),
    }


def test_a_source_that_counts_again_is_said_to_count_now(weighing):
    again = reasons(weighing.differences(weighing.without(CENSUS)))
    assert again["fares"][2] == "because what it rests on counts now (grade 4)"
    assert again["rival"][2] == (
        "because “Claim fares” is accepted now: what it rests on counts now (grade 4)"
    )
    assert again["thesis"][2] == (
        "because “Claim rides” became firmer: what it rests on counts 4, not 2"
    )


def test_a_claim_that_is_switched_off_is_withdrawn(weighing):
    fallen = reasons(weighing.without(URIRef(f"{ARTICLE}claim/rides")).changes)
    assert fallen["rides"] == ("accepted 4", "withdrawn", "because it is withdrawn")
    assert fallen["thesis"][2] == "because “Claim rides” fell: it is withdrawn"
