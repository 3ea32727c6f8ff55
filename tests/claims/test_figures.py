"""Figures in words: what they may amount to, and which captured quantities they agree with."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from properties import examples
from rdflib import URIRef

from claimgraph.claims import amounts, figures, number_words
from claimgraph.claims.model import Claim, Passage, Quantity, Term
from claimgraph.claims.words import Words

PASSAGE = URIRef("https://example.org/passage")


def findings(text: str, captured: str) -> list[str]:
    """Return the rules that a quantity breaks, captured as “comparator value unit”."""
    how, value, unit = captured.split()
    quantity = Quantity(
        URIRef("https://example.org/quantity"),
        "a quantity",
        value,
        unit=Term(URIRef(f"http://qudt.org/vocab/unit/{unit}"), unit),
        comparator=Term(URIRef(f"https://w3id.org/claimgraph/scheme/comparator/{how}"), how),
    )
    claim = Claim(
        URIRef("https://example.org/claim"),
        "a claim",
        passages=(Passage(PASSAGE, "a passage"),),
        quantities=(quantity,),
    )
    words = Words(text, {str(PASSAGE): (0, len(text))}, {}, {})
    return [one.rule for one in amounts.disagreements([claim], words)]


@pytest.mark.parametrize(
    ("text", "captured"),
    [
        ("More than nine tenths of the loaves were sold.", "more-than 90 PERCENT"),
        ("More than nine tenths of the loaves were sold.", "more-than 0.9 UNITLESS"),
        ("Less than a tenth of the flour is local.", "less-than 10 PERCENT"),
        ("Less than one-tenth of the flour is local.", "less-than 10 PERCENT"),
        ("Two thirds of the bakers left.", "exactly 66.7 PERCENT"),
        ("Two-thirds of the bakers left.", "exactly 0.6667 UNITLESS"),
        ("Three quarters of the bakers left.", "exactly 75 PERCENT"),
        ("Nearly three-fifths of the bakers left.", "less-than 60 PERCENT"),
        ("It lost seven hundredths of its weight.", "exactly 7 PERCENT"),
        ("A half was lost.", "exactly 50 PERCENT"),
        ("It grew by half a percent.", "up-by 0.5 PERCENT"),
        ("It grew by a tenth of a percent.", "up-by 0.1 PERCENT"),
        ("It stood for three quarters in a row.", "exactly 3 NUM"),
        ("Half a million euros were lost.", "exactly 500000 CCY_EUR"),
        ("It lasted a quarter of a century.", "exactly 25 YR"),
        ("For two decades it stood empty.", "exactly 20 YR"),
        ("For two decades it stood empty.", "exactly 2 NUM"),
        ("For more than a decade it stood empty.", "more-than 10 YR"),
        ("It is three full centuries old.", "exactly 300 YR"),
        ("It took two to three decades.", "between 20 YR"),
        ("It took a fortnight.", "exactly 14 DAY"),
        ("It took two fortnights.", "exactly 4 WK"),
        ("Three dozen bakers came.", "exactly 36 NUM"),
        ("A score of bakers came.", "exactly 20 NUM"),
        ("It took two and a half years.", "exactly 2.5 YR"),
        ("It took a year and a half.", "exactly 1.5 YR"),
        ("Not a single case was found.", "exactly 0 NUM"),
        ("Not one of the cases was found.", "exactly 0 NUM"),
        ("None of the cases was found.", "exactly 0 NUM"),
        ("No cases were found at all.", "exactly 0 NUM"),
        ("It took barely six weeks.", "about 6 WK"),
        ("It took hardly six weeks.", "at-most 6 WK"),
        ("It took scarcely more than six weeks.", "about 6 WK"),
        ("It took just under six weeks.", "less-than 6 WK"),
        ("It took almost six weeks.", "about 6 WK"),
        ("Prices more than doubled.", "more-than 2 UNITLESS"),
        ("Prices doubled.", "up-by 100 PERCENT"),
        ("Prices tripled.", "exactly 3 NUM"),
        ("Prices were halved.", "down-by 50 PERCENT"),
        ("Prices were halved.", "exactly 0.5 UNITLESS"),
    ],
)
def test_what_is_captured_as_the_words_say_agrees(text, captured):
    assert findings(text, captured) == []


@pytest.mark.parametrize(
    ("text", "captured", "rule"),
    [
        ("More than nine tenths were sold.", "more-than 9 NUM", "text-figure"),
        ("More than nine tenths were sold.", "more-than 0.9 PERCENT", "text-figure"),
        ("More than nine tenths were sold.", "exactly 90 PERCENT", "text-comparator"),
        ("More than nine tenths were sold.", "more-than 80 PERCENT", "text-figure"),
        ("The tenth baker left.", "exactly 10 PERCENT", "text-figure"),
        ("For two decades it stood empty.", "exactly 2 YR", "text-figure"),
        ("For two decades it stood empty.", "exactly 10 YR", "text-figure"),
        ("For two decades it stood empty.", "exactly 20 MO", "text-unit"),
        ("It took six weeks.", "exactly 6 DAY", "text-unit"),
        ("It took barely six weeks.", "exactly 6 WK", "text-comparator"),
        ("It took barely six weeks.", "at-least 6 WK", "text-comparator"),
        ("Prices doubled.", "exactly 2 YR", "text-unit"),
        ("Prices doubled.", "exactly 2 PERCENT", "text-unit"),
        ("A third-party seller came.", "exactly 33.3 PERCENT", "text-figure"),
        ("No more than five cases were found.", "exactly 0 NUM", "text-figure"),
        ("A single case was found.", "exactly 0 NUM", "text-figure"),
    ],
)
def test_what_is_captured_otherwise_is_told(text, captured, rule):
    assert findings(text, captured) == [rule]


@given(
    count=st.sampled_from([word for word, number in number_words.NUMBERS.items() if number > 1]),
    part=st.sampled_from([part for part in number_words.PARTS if part not in ("half", "quarter")]),
    joint=st.sampled_from(" -"),
)
@settings(max_examples=examples(40))
def test_parts_are_shares_and_percentages(count, part, joint):
    [found] = figures.figures(f"They say that {count}{joint}{part}s of it were sold.")

    share = Decimal(number_words.NUMBERS[count]) / number_words.PARTS[part]
    assert [(one.value, one.units[0]) for one in found.readings] == [
        (share * 100, "PERCENT"),
        (share, "UNITLESS"),
    ]


@given(
    count=st.integers(2, 90),
    in_words=st.booleans(),
    multiple=st.sampled_from([("decades", 10), ("centuries", 100), ("fortnights", 2)]),
)
@settings(max_examples=examples(40))
def test_multiples_multiply_the_number_before_them(count, in_words, multiple):
    names = {number: word for word, number in number_words.NUMBERS.items()}
    written = names.get(count, str(count)) if in_words else str(count)
    word, times = multiple

    [found] = figures.figures(f"It took {written} {word} to build.")

    assert found.readings[0] == (count * times, ("WK",) if times == 2 else ("YR",))
    assert found.readings[-1] == (count, ())
