"""What holds back in a sentence, and the certainty that it means."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimgraph.claims import hedging


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("The oven is hot.", []),
        # Reported
        ("The baker allegedly sold it.", [("allegedly", "reported")]),
        ("According to the mayor, flour is dear.", [("According to", "reported")]),
        ("All went according to plan.", []),
        ("The loaf was said to be stale.", [("was said to", "reported")]),
        ("It is alleged that he knew.", [("is alleged that", "reported")]),
        ("She is, by her own account, a miller.", [("by her own account", "reported")]),
        # Widely believed
        ("Rye is generally regarded as healthy.", [("generally regarded", "widely-believed")]),
        ("It is widely believed that bread sinks.", [("widely believed", "widely-believed")]),
        ("Against conventional wisdom it floats.", [("conventional wisdom", "widely-believed")]),
        # Qualified
        ("It is probably rye.", [("probably", "qualified")]),
        ("It most likely burnt.", [("most likely", "qualified")]),
        ("The mill may well have closed.", [("may well have", "qualified")]),
        ("Prices might fall.", [("might", "qualified")]),
        ("In May the fair came.", []),
        ("The prices tend to rise.", [("tend to", "qualified")]),
        ("They risk losing the mill.", [("risk", "qualified")]),
        ("They took the risk.", []),
        ("The bakers were right, at least in part.", [("at least in part", "qualified")]),
        ("The figures indicate that it pays.", [("indicate", "qualified")]),
        ("There is a real danger that it burns.", [("a real danger that", "qualified")]),
        ("It is far from clear, and it is doubtful whether it pays.",
         [("it is doubtful", "qualified")]),
        ("We suspect a fraud.", [("We suspect", "qualified")]),
        ("The price is expected to rise.", [("expected", "qualified")]),
        ("In all likelihood the mill stays shut.", [("In all likelihood", "qualified")]),
        ("They ate as much as they could.", []),
        ("He could not find the key.", []),
        # Conditional
        ("If it rained, the mill could run.", [("If", "conditional"), ("could", "qualified")]),
        ("The mill runs as long as the river does.", [("as long as", "conditional")]),
        ("It took as long as three years.", []),
        ("Unless it rains, the mill stands.", [("Unless", "conditional")]),
        ("It is sold, provided that the town agrees.", [("provided that", "conditional")]),
        ("They asked if he knew, as if it mattered.", []),
        ("Should the river fall, they stop.", [("Should", "conditional")]),
        ("They should stop.", []),
        # Once expected
        ("The mill was expected to close in 2010.", [("was expected", "once-expected")]),
        ("Experts had long predicted a rise.", [("had long predicted", "once-expected")]),
        ("Ruin seemed inevitable.", [("seemed inevitable", "once-expected")]),
        ("It was widely believed that bread would sink.",
         [("was widely believed", "once-expected")]),
        ("It was supposed to last.", [("was supposed", "once-expected")]),
    ],
    ids=lambda value: value[:30] if isinstance(value, str) else "",
)  # fmt: skip
def test_markers_are_found_with_the_certainty_that_they_mean(sentence, found):
    assert [(one.words, one.certainty) for one in hedging.markers(sentence)] == found


@pytest.mark.parametrize(
    ("sentence", "meant"),
    [
        ("Bread is dear.", "asserted"),
        ("Bread reportedly may be dear.", "reported"),
        ("If it rains, bread will probably be dear.", "conditional"),
        ("It is widely believed that bread might sink.", "widely-believed"),
    ],
)
def test_of_several_markers_the_strongest_tells_the_certainty(sentence, meant):
    assert hedging.certainty(hedging.markers(sentence)) == meant


words = st.sampled_from(
    re.findall(
        r"\S+",
        "may might could if as long is was widely believed expected to had said , according that "
        "should the risk losing seemed certain not",
    )
)


@given(st.lists(words, max_size=30).map(" ".join) | st.text())
def test_markers_lie_in_the_sentence_in_order_and_do_not_overlap(sentence):
    found = hedging.markers(sentence)
    reached = 0
    for one in found:
        assert reached <= one.start < one.end <= len(sentence)
        assert sentence[one.start : one.end] == one.words
        reached = one.end
