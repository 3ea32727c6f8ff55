"""A text's sections and sentences: where they begin and end in the normalised text."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from growth import growth
from hypothesis import example, given
from hypothesis import strategies as st
from sampled import few

from claimgraph.claims.drafting.layout import blocks
from claimgraph.claims.drafting.sentences import divided
from claimgraph.claims.passages import normalise


def said(text: str) -> list[str]:
    found = divided(text)
    return [found.words(sentence) for sentence in found.sentences]


def under(text: str) -> list[tuple[str, list[str]]]:
    found = divided(text)
    return [
        (section.label, [found.words(one) for one in found.sentences if one.section == number])
        for number, section in enumerate(found.sections)
    ]


@pytest.mark.parametrize(
    "sentences",
    [
        ["Bread is dear.", "Butter is not!", "Why?", "Nobody knows…"],
        ["It is made in the U.S. and sold in the U.K.", "The mill closed."],
        ["The U.S. Department of Commerce and the U.S. Senate agreed.", "Nobody objected."],
        ["Dr. Ada Byron met Mr. Babbage at St. James.", "They dined."],
        ["J. R. R. Tolkien and T.S. Eliot wrote.", "So did she."],
        ["See No. 5, Fig. 2 and pp. 3–4.", "Then go on."],
        ["The answer was no.", "Prices rose."],
        ["It grew by 3.5 percent, e.g. in Rome, i.e. much.", "It fell later."],
        ["Acme Co. Ltd. bought Bread Inc. in May.", "The price is unknown."],
        ["It was bought by Bread Inc.", "The price is unknown."],
        ["They came at 5 p.m. on Monday.", "Nobody was there."],
        ["“We bake.”", "“You eat,” she said.", "(He did.)", "All was well."],
        ["“Why?” he asked.", "‘Stop!’ cried the miller."],
        ["Flour rose.[12]", "Sugar fell.¹", "Salt stayed [3]."],
        ["Bakers etc. went home.", "2019 was a good year."],
        ["It cost $3.", "40 men paid."],
        ["He sold phones.", "iPhones were among them."],
        ["Well... maybe not.", "We wait ...", "He left."],
        ["They came. …", "Nobody stayed."],
        ["Visit www.example.org or mail me@example.org.", "Thanks."],
        ["Between Jan. 5 and Feb. 3 it rained.", "In March it did not."],
        ["Smith et al. found this.", "Others did not."],
        ["It is **bold.**", "It is _plain._", "It ends."],
    ],
    ids=lambda sentences: sentences[0][:30],
)
def test_sentences_end_where_a_reader_ends_them(sentences):
    assert said(" ".join(sentences)) == sentences


@pytest.mark.parametrize("width", [40, 72])
def test_hard_wraps_do_not_end_a_sentence(width):
    words = ("The miller of Dover sold Good Bread to John Smith and to Mary Jones. " * 12).split()
    lines = [""]
    for word in words:
        if len(lines[-1]) + len(word) >= width:
            lines.append("")
        lines[-1] += " " * bool(lines[-1]) + word
    one = "The miller of Dover sold Good Bread to John Smith and to Mary Jones."
    assert said("\n".join(lines)) == [one] * 12


MARKDOWN = """\
# Bread and its price #

*Ada Byron, Bread Weekly*

In short
========
- Bread is dear
- Butter is not.
  It never was.
1. First point
2) Second point

## What follows

> We pay. We
> eat.

**The end of it**

It is
over.
---
Nothing more
"""


def test_headings_items_and_blank_lines_end_a_sentence():
    assert under(MARKDOWN) == [
        (
            "In short",
            ["Bread is dear", "Butter is not.", "It never was.", "First point", "Second point"],
        ),
        ("What follows", ["We pay.", "We > eat."]),
        ("The end of it", ["It is over.", "Nothing more"]),
    ]
    found = divided(MARKDOWN)
    assert [found.text[start:end] for start, end in found.headings] == [
        "Bread and its price",
        "Ada Byron, Bread Weekly",
        "In short",
        "What follows",
        "The end of it",
    ]


def test_a_short_line_alone_between_blank_lines_is_a_heading():
    text = "The price of bread\n\nBread is dear.\n\nWhy it is so\n\nMills are few.\nAnd far."
    assert under(text) == [
        ("The price of bread", ["Bread is dear."]),
        ("Why it is so", ["Mills are few.", "And far."]),
    ]


@pytest.mark.parametrize("line", ["but not this one", "Nor this one:", "Is it this?", "x" * 91])
def test_a_line_that_is_no_heading_is_a_sentence(line):
    assert under(f"Bread is dear.\n\n{line}\n\nSo it is.") == [
        ("", ["Bread is dear.", line, "So it is."])
    ]


WRAPPED = """\
In most towns of the county the price of bread has gone up since the mill at
the river closed, and nobody in the council seems to know what could be done
about it before the next winter comes and the stores of last year are used up
by those who can
What bakers say
Bakers
in the county say that they cannot sell below what they pay for the flour, as
some of them have tried and have had to close their shops within a few months
for good. Others
think that the council of the county should buy the mill and run it at a loss
until another one opens, which is what the neighbours did when theirs was old
and had to close, too.
"""


def test_in_a_text_filled_to_one_width_an_early_end_of_a_line_is_a_break():
    (first, one), (second, two) = under(WRAPPED)
    assert (first, second) == ("", "What bakers say")
    assert [sentence[-7:] for sentence in one] == ["who can"]
    assert [sentence[:9] for sentence in two] == ["Bakers in", "Others th"]


texts = st.text(
    st.one_of(st.sampled_from(" \n\r\t.!?…-#=>*_()[]“”’'\"1aAé\u0301。"), st.characters())
)


@given(texts)
@example(">\n:")
@example(">\n---")
@example("> ")
@example("--\n\n:")
def test_every_character_of_any_text_is_in_one_sentence_or_heading_or_is_a_mark(text):
    found = divided(text)
    assert found.text == normalise(text)
    places = sorted([(one.start, one.end) for one in found.sentences] + list(found.headings))
    reached, between = 0, []
    for start, end in places:
        assert reached <= start < end <= len(found.text)
        between.append(found.text[reached:start])
        reached = end
    between.append(found.text[reached:])
    marks = re.compile(r"(?:[\W_]|\(?[\da-z]{1,4}[.)])*")
    assert all(marks.fullmatch(rest) for rest in between), between
    starts = [one.start for one in found.sentences]
    assert starts == sorted(starts)
    for one in found.sentences:
        assert found.words(one) == found.words(one).strip(" ")
        section = found.sections[one.section]
        assert section.start <= one.start
        assert one.end <= section.end


@given(texts)
def test_blocks_follow_each_other_without_overlap(text):
    found = blocks(text)
    assert all(one.start < one.end for one in found)
    assert all(a.end <= b.start for a, b in pairwise(found))


@pytest.mark.parametrize(
    "piece", few([".", "a.", ". (", "A. ", "# ", "- ", "* ", "**a", "\n.", "a\nA"], 2)
)
def test_a_long_text_takes_time_in_proportion(piece):
    text = piece * 5_000
    assert growth(lambda: divided(text), lambda: divided(text * 8)) < 30
