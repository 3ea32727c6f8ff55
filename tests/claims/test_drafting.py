"""What a draft proposes for each sentence without a claim."""

from __future__ import annotations

import re
from typing import NamedTuple

import pytest
from growth import growth
from hypothesis import given
from hypothesis import strategies as st
from sampled import few

from claimgraph.claims.drafting.draft import Draft, drafts
from claimgraph.claims.drafting.hints import Hints
from claimgraph.claims.drafting.lexicon import Lexicon, connectives
from claimgraph.claims.drafting.names import Registry, names

KNOWN = {
    "Bakers’ Guild of Dover": "https://example.org/guild",
    "the Guild": "https://example.org/guild",
    "United States": "https://example.org/us",
    "US": "https://example.org/us",
    "Supreme Court of Dover County": "https://example.org/court",
    "Honor": "https://example.org/honor",
    "millers of the county": "https://example.org/millers",
}


def hinted(sentence: str) -> Hints:
    [draft] = drafts(sentence, KNOWN)
    return draft.hints


# ── Dates and figures ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("sentence", "values"),
    [
        ("The mill closed on 9 April 2024.", ["2024-04-09"]),
        ("It opened on May 16, 2019, and shut in 2021.", ["2019-05-16", "2021"]),
        ("In October 2020 it burnt.", ["2020-10"]),
        ("It grew from 2018 to 2020.", ["2018", "2020"]),
        ("It may close.", []),
        ("It has 2,019 loaves.", []),
        ("It was sold in March.", []),
    ],
)
def test_dates_are_as_precise_as_written(sentence, values):
    assert [one.value for one in hinted(sentence).dates] == values


def test_a_date_without_a_year_has_the_one_before_it():
    _, second = drafts("The mill closed in June 2019. It opened again in March.", {})
    [date] = second.hints.dates
    assert (date.value, date.words, date.computed) == ("2019-03", "in March", True)


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("It cost more than 7.3 billion yuan.",
         [("7300000000", None, "more-than", ("CCY_CNY",))]),
        ("At least 25 percent was lost.", [("25", None, "at-least", ("PERCENT",))]),
        ("It cost about $15 million.", [("15000000", None, "about", ("CCY_USD",))]),
        ("It cost 15 to 20 million euros.",
         [("15000000", "20000000", "between", ("CCY_EUR",))]),
        ("It fell from 30 to 20 percent.", [("30", "20", "from-to", ("PERCENT",))]),
        ("It fell from a cut of 55 percent to one of 65.",
         [("55", "65", "from-to", ("PERCENT",))]),
        ("It rose by 5 percent.", [("5", None, "up-by", ("PERCENT",))]),
        ("It cut its costs by $3.", [("3", None, "down-by", ("CCY_USD",))]),
        ("It was 25.5 percent below that.", [("25.5", None, "down-by", ("PERCENT",))]),
        ("It rose by more than 5 percent.", [("5", None, "more-than", ("PERCENT",))]),
        ("It was led by 5 bakers.", [("5", None, "exactly", ())]),
        ("They sued with 886 citizens.", [("886", None, "exactly", ())]),
        ("It took seven years.", [("7", None, "exactly", ("YR",))]),
        ("Over four times the flour was used.", [("4", None, "more-than", ())]),
        ("Hundreds of thousands came.", [("100000", None, "several", ())]),
        ("About a third was lost.", [("33.3", None, "about", ("PERCENT",))]),
        ("More than nine tenths were sold.", [("90", None, "more-than", ("PERCENT",))]),
        ("Two thirds went by sea.", [("66.7", None, "exactly", ("PERCENT",))]),
        ("Prices fell by a quarter.", [("25", None, "down-by", ("PERCENT",))]),
        ("It stood for two decades.", [("20", None, "exactly", ("YR",))]),
        ("It stood for two or three decades.", [("20", "30", "between", ("YR",))]),
        ("It took barely six weeks.", [("6", None, "about", ("WK",))]),
        ("A fortnight went by.", [("2", None, "exactly", ("WK",))]),
        ("It took half a century.", [("50", None, "exactly", ("YR",))]),
        ("It took two and a half years.", [("2.5", None, "exactly", ("YR",))]),
        ("It cost half a million euros.", [("500000", None, "exactly", ("CCY_EUR",))]),
        ("Sales more than doubled.", [("2", None, "more-than", ("UNITLESS", "NUM"))]),
        ("Sales halved.", [("0.5", None, "exactly", ("UNITLESS", "NUM"))]),
        ("Two dozen bakers came.", [("24", None, "exactly", ())]),
        ("Not a single loaf was sold.", []),
        ("The third oven, a third-party one, stood in the second quarter.", []),
        ("It once had a double door.", []),
        ("One of the two bakers left in 2019, as No. 5 did.", []),
        ("The first oven is an Oven 3000.", []),
    ],
    ids=lambda value: value[:30] if isinstance(value, str) else "",
)  # fmt: skip
def test_figures_have_unit_and_comparator(sentence, found):
    amounts = hinted(sentence).amounts
    assert [(one.value, one.value_to, one.comparator, one.units) for one in amounts] == found


# ── Actors ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("We honor the guild; it is for us.", []),
        ("The Guild sold Honor to the U.S. in May.", ["guild", "honor", "us"]),
        ("U.S.-led bakers met the United States’ millers.", ["us"]),
        ("The Supreme Court met, and so did a Court of Dover.", ["court"]),
        ("The Bakers’ Guild of Dover pays the Millers of the County.", ["guild", "millers"]),
    ],
)
def test_known_actors_are_found_by_all_their_names(sentence, found):
    iris = [one.iri for one in hinted(sentence).actors if one.iri]
    assert iris == [f"https://example.org/{name}" for name in found]


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("Bread is dear, and bread is good.", []),
        ("Yesterday Ada Byron met the Ministry of Flour.", ["Ada Byron", "Ministry of Flour"]),
        ("Germany followed, and so did Acme’s rival Bread & Co.",
         ["Germany", "Acme", "Bread & Co"]),
        ("On Monday in May the Dutch bakers met Dutch millers.", []),
        ("The Chinese government and the Dover city council agreed.",
         ["Chinese government", "Dover city council"]),
        ("The German company Acme sells to Bread Inc.", ["Acme", "Bread Inc"]),
        ("The Court of Appeals for the Ninth Circuit met.",
         ["Court of Appeals for the Ninth Circuit"]),
        ("Acme sold the Oven 3000 to Dover and to Ada Byron.", ["Acme", "Dover", "Ada Byron"]),
        ("Foreign bakers and small mills sell to shell companies and to middle-power economies.",
         ["shell companies", "middle-power economies"]),
        ("They helped companies and its firms; the countries agreed.", []),
        ("They met Acme, a leading Dutch company.", ["Acme"]),
        ("The WHO and Acme met, as US bakers did.", ["WHO", "Acme", "US"]),
        ("WHO KNOWS ACME?", []),
        ("The use of AI in Dover cost 5 CNY.", ["Dover"]),
        ("He studied in The Hague.", ["The Hague"]),
    ],
    ids=lambda value: value[:30] if isinstance(value, str) else "",
)  # fmt: skip
def test_new_actors_are_found_by_their_capitals(sentence, found):
    assert [one.name for one in hinted(sentence).actors] == found


def test_an_abbreviation_in_brackets_is_another_name():
    [guild] = hinted("They founded the Flour and Bread Guild Group (FBG) in 2019.").actors[-1:]
    assert (guild.name, guild.also) == ("Bread Guild Group", "FBG")


def test_a_word_written_small_elsewhere_is_no_name_where_a_sentence_begins():
    text = "Parliament voted. Then the parliament went home. Dover voted."
    assert [[one.name for one in draft.hints.actors] for draft in drafts(text, {})] == [
        [],
        [],
        ["Dover"],
    ]


# ── Arguments ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("Bread is dear because flour is.", [("because", "supports", "premise", False)]),
        ("Bread is dear, since flour is.", [("since", "supports", "premise", False)]),
        ("Bread has been dear since 2019 and since the war.", []),
        ("Therefore bread is dear.", [("Therefore", "supports", "conclusion", True)]),
        ("Flour is dear; so bread is, too.", [("so", "supports", "conclusion", False)]),
        ("Bread is so dear.", []),
        ("However, rye is cheap.", [("However", "opposes", "premise", True)]),
        ("Yet rye is cheap.", [("Yet", "opposes", "premise", True)]),
        ("Rye is not yet cheap.", []),
        ("As a result, rye is cheap.", [("As a result", "supports", "conclusion", True)]),
        ("Although rye is cheap, bread is dear.", [("Although", "opposes", "premise", True)]),
    ],
    ids=lambda value: value[:30] if isinstance(value, str) else "",
)
def test_connectives_hint_at_the_way_of_an_argument(sentence, found):
    assert [(one.words, one.way, one.part, one.before) for one in connectives(sentence)] == found


@pytest.mark.parametrize(
    ("sentence", "quoted"),
    [
        ("She said: “Bread is dear, too.” Or so.", ["Bread is dear, too."]),
        ('"Bread is dear," he said, "and rye"; a “mill” is no quotation.', ["Bread is dear,"]),
        ("Elle dit « le pain est cher ».", ["le pain est cher"]),
        ('An 8" loaf and a 9" one.', []),
    ],
)
def test_quotations_are_words_between_marks(sentence, quoted):
    found = [one for draft in drafts(sentence, {}) for one in draft.hints.quotations]
    assert [one.words for one in found] == quoted


# ── Drafts ───────────────────────────────────────────────────────────────────────────────────────

TEXT = """\
The price of bread

In short

Bread is dear. It reportedly cost 3 dollars in 2019.

What follows

Should we bake? According to Ada Byron, the Guild denied that it knew.
"""


def test_each_sentence_has_a_draft_with_place_section_and_certainty():
    found = drafts(TEXT, KNOWN)
    assert [(one.section.label, one.text, one.certainty) for one in found] == [
        ("In short", "Bread is dear.", "asserted"),
        ("In short", "It reportedly cost 3 dollars in 2019.", "reported"),
        ("What follows", "Should we bake?", "raised"),
        ("What follows", "According to Ada Byron, the Guild denied that it knew.", "raised"),
    ]
    assert [one.speaker for one in found[3].hints.attributions] == ["Ada Byron", "the Guild"]


class Case(NamedTuple):
    covered: list[tuple[int, int]]
    left: list[str]


@pytest.mark.parametrize(
    "case",
    [
        Case([], ["One.", "Two is longer.", "Three."]),
        Case([(0, 4)], ["Two is longer.", "Three."]),
        Case([(5, 19), (20, 26)], ["One."]),
        Case([(0, 11), (11, 26)], []),
        Case([(12, 19)], ["One.", "Two is longer.", "Three."]),
        Case([(10, 19)], ["One.", "Three."]),
        Case([(-5, 100)], []),
    ],
)
def test_a_sentence_that_passages_cover_has_no_draft(case):
    found = drafts("One. Two is longer. Three.", {}, case.covered)
    assert [one.text for one in found] == case.left


pieces = st.sampled_from(
    re.findall(
        r"[^|]+",
        " |. |\n|\n\n|# |The |mayor |said |that |, |“|” |According to |Huawei |U.S. |(|)|2019 |"
        "May |more than |7.3 |billion |dollars |to |if |may |because |However |A|é|Ministry of |",
    )
)


def held(draft: Draft) -> list[tuple[int, int]]:
    read = draft.hints
    every = (read.hedges, read.dates, read.amounts, read.actors, read.attributions)
    kinds = (*every, read.connectives, read.quotations)
    return [(one.start, one.end) for kind in kinds for one in kind]


@given(st.lists(pieces, max_size=40).map("".join) | st.text())
def test_any_text_can_be_drafted_and_hints_lie_in_their_sentences(text):
    reached = 0
    for draft in drafts(text, KNOWN):
        assert reached <= draft.start < draft.end
        reached = draft.end
        assert len(draft.text) == draft.end - draft.start
        assert all(0 <= start < end <= len(draft.text) for start, end in held(draft))


@pytest.mark.parametrize(
    "piece", few(["A 3 ", "9 May 2019 ", "may ", "Ada of ", "1.", "x", "if ", "Ada said that "], 1)
)
def test_a_long_sentence_takes_time_in_proportion(piece):
    sentence = piece * (3_000 // len(piece))
    assert growth(lambda: drafts(sentence, KNOWN), lambda: drafts(sentence * 8, KNOWN)) < 30


def test_names_are_looked_up_once_however_many_are_known():
    small, large = (
        Registry({f"Firm {number} of Dover": str(number) for number in range(size)})
        for size in (2_500, 20_000)
    )

    def met(registry: Registry) -> list[str | None]:
        return [name.iri for name in names("He met Firm 777 of Dover.", registry, Lexicon([]))]

    assert met(small) == met(large) == ["777"]
    assert growth(lambda: met(small), lambda: met(large)) < 5
