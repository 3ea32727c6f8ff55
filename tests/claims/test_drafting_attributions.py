"""Who speaks in a sentence, by which speech act, and whether the sentence vouches for it."""

from __future__ import annotations

import re

import pytest
from growth import growth
from hypothesis import given
from hypothesis import strategies as st
from sampled import few

from claimgraph.claims.drafting.attributions import attributions


def told(sentence: str) -> list[tuple[str, str, str]]:
    return [(one.speaker, one.words, one.act) for one in attributions(sentence)]


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("The mill closed in 2010.", []),
        ("The mayor says that bread is dear.", [("The mayor", "The mayor says", "reports")]),
        ("But Ada Byron argued that it is cheap.", [("Ada Byron", "Ada Byron argued", "asserts")]),
        ("In 2010, the court held that he was right.",
         [("the court", "the court held", "believes")]),
        ("The bakers told the mayor that flour was short.",
         [("The bakers", "The bakers told", "reports")]),
        ("According to the guild’s report, flour is short.",
         [("the guild’s report", "According to", "reports")]),
        ("Flour is short according to Ada Byron.", [("Ada Byron", "according to", "reports")]),
        ("Some millers believe the river is to blame.",
         [("Some millers", "Some millers believe", "believes")]),
        ("Critics say a mill is no place for bread.", [("Critics", "Critics say", "reports")]),
        ("With such flour, the judges found, no bread would rise.",
         [("the judges", "the judges found", "reports")]),
        ("Bread, Ada Byron warned, is dear.", [("Ada Byron", "Ada Byron warned", "asserts")]),
        ("“Bread is dear,” said Ada Byron.", [("Ada Byron", "said", "reports")]),
        ("“Bread is dear,” Ada Byron said.", [("Ada Byron", "Ada Byron said", "reports")]),
        ("The guild firmly denied selling rye.", [("The guild", "denied", "denies")]),
        ("The guild, which sold it, denies that it knew.", [("", "denies", "denies")]),
        ("The guild rejects the claim that it knew.", [("The guild", "rejects", "denies")]),
        ("He rejected the loaf.", []),
        ("The mill closed early, as its annual report states.",
         [("its annual report", "as its annual report states", "reports")]),
        ("He found the loaf and held it.", []),
        ("She believes in bread.", []),
        ("The results are, at best, a mixed record.", []),
        ("It was the best bread, the finest loaf that the town had recorded.", []),
        ("A baker, the guild notes, left.", [("the guild", "the guild notes", "reports")]),
        ("Acme recently identified the Guild as a rival.",
         [("Acme", "Acme recently identified", "asserts")]),
        ("He said nothing.", []),
        ("They know it is said that mills are old.", []),
        ("He could argue that it is cheap.", []),
        ("The bakery, as well as the mill, closed.", []),
    ],
    ids=lambda value: value[:30] if isinstance(value, str) else "",
)  # fmt: skip
def test_speakers_are_found_with_their_speech_act(sentence, found):
    assert told(sentence) == found


@pytest.mark.parametrize(
    ("sentence", "certainty"),
    [
        ("Ada Byron claims that bread is dear.", "reported"),
        ("Many think that bread is dear.", "widely-believed"),
        ("Some bakers fear that bread will be dear.", "reported"),
        ("Experts fear that bread will be dear.", "widely-believed"),
        ("The guild denies that bread is dear.", "raised"),
        ("This paper argues that bread is dear.", None),
        ("We argue that bread is dear.", None),
        ("Ada Byron showed that bread is dear.", None),
        ("The mayor announced that the mill would close.", None),
        ("Bread is dear, as the figures of the guild show.", None),
    ],
)
def test_what_a_sentence_vouches_for_is_not_hedged_by_its_speaker(sentence, certainty):
    [one] = attributions(sentence)
    assert (one.hedge.certainty if one.hedge else None) == certainty


words = st.sampled_from(
    re.findall(
        r"\S+",
        "the mayor says that , Ada Byron argued denied according to as reports “Bread,” said . but "
        "critics believe firmly has it",
    )
)


@given(st.lists(words, max_size=30).map(" ".join) | st.text())
def test_attributions_lie_in_the_sentence_in_order_and_do_not_overlap(sentence):
    reached = 0
    for one in attributions(sentence):
        assert reached <= one.start < one.end <= len(sentence)
        assert sentence[one.start : one.end].strip() == one.words
        reached = one.end


@pytest.mark.parametrize(
    "piece", few(["firmly", "as the ", ",a ", "the mill says that ", "said “A,” "], 1)
)
def test_a_long_sentence_takes_time_in_proportion(piece):
    sentence = piece * (10_000 // len(piece))
    assert growth(lambda: attributions(sentence), lambda: attributions(sentence * 8)) < 30
