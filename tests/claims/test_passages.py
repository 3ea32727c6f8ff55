"""Passages as text: normalising, digests, fragments, selecting, hedging words."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from claimgraph.claims import hedging, passages
from claimgraph.claims.passages import Fragment
from claimgraph.errors import TextError

BAKERY = """The bakery on Mill Street opened in May 1998. It soon baked
for half the town -- rye, spelt &\twheat. The owner reportedly sold it in 2003,
and the new one, a baker from Ghent, kept the oven. The town was glad.
Some say that the oven, not the baker, made the bread.
"""

anything = st.text(max_size=80)
# What can go wrong in texts: marks that combine, letters beyond the BMP, spaces of all kinds.
WORDS = st.text(
    st.sampled_from("abZ .,-&%'’é\u0301\u0323ßΣ面包\U0001f956\U00010330"), min_size=1, max_size=6
).map(lambda word: passages.normalise(word).replace(" ", ""))
SPACES = st.sampled_from([" ", "\n", "\r\n", "\t", "\u00a0", "\u2003", "\u3000", "  \n "])


@st.composite
def texts(draw):
    """A text of words with any white space between them, and the words as normalised."""
    words = [w for w in draw(st.lists(WORDS, min_size=3, max_size=25)) if w]
    assume(len(words) >= 3)
    text = "".join(word + draw(SPACES) for word in words)
    assume(passages.normalise(text).split(" ") == words)
    return text, words


# ── Normalising ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  two\n\t words\r\n", "two words"),
        ("no-break\u00a0space, ideographic\u3000space", "no-break space, ideographic space"),
        ("line\u2028paragraph\u2029next\u0085line", "line paragraph next line"),
        ("cafe\u0301", "caf\u00e9"),
        ("zero\u200bwidth", "zero\u200bwidth"),  # not of the property White_Space
        ("unit\x1fseparator", "unit\x1fseparator"),
        ("", ""),
        (" \n ", ""),
    ],
)
def test_normalised_text_is_nfc_with_single_spaces(text, expected):
    assert passages.normalise(text) == expected


@given(anything)
def test_normalising_twice_changes_nothing(text):
    once = passages.normalise(text)
    assert passages.normalise(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert "  " not in once


@given(anything)
def test_a_stretch_of_normalised_text_is_normalised_but_for_its_ends(text):
    """So a digest can be taken of a stretch as it stands."""
    once = passages.normalise(text)
    for start in range(0, len(once), 7):
        piece = once[start : start + 13]
        assert passages.normalise(piece) == piece.strip(" ")


def test_a_digest_is_sha_256_of_the_normalised_text():
    expected = hashlib.sha256("caf\u00e9 bread".encode()).hexdigest()
    assert passages.digest(" cafe\u0301 \n bread") == expected


# ── Fragments ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("fragment", "written"),
    [
        (Fragment("rye, spelt", "and wheat."), ":~:text=rye%2C%20spelt,and%20wheat."),
        (Fragment("bread & butter"), ":~:text=bread%20%26%20butter"),
        (Fragment("sour-dough"), ":~:text=sour%2Ddough"),
        (Fragment("100%", "50%"), ":~:text=100%25,50%25"),
        (Fragment("the baker’s"), ":~:text=the%20baker%E2%80%99s"),
        (Fragment("a", "b", "before", "after"), ":~:text=before-,a,b,-after"),
        (Fragment("a", None, None, "after"), ":~:text=a,-after"),
        (Fragment('say "bread"'), ":~:text=say%20%22bread%22"),
    ],
)
def test_a_fragment_is_written_as_the_standard_says(fragment, written):
    """WICG Scroll to Text Fragment: comma, hyphen and ampersand are always encoded."""
    assert str(fragment) == written
    assert passages.parse_fragment(written) == fragment


parts = anything.filter(passages.normalise)


@given(parts, st.none() | parts, st.none() | parts, st.none() | parts)
def test_a_fragment_survives_writing_and_reading(first, last, prefix, suffix):
    fragment = Fragment(first, last, prefix, suffix)
    written = str(fragment)
    assert passages.parse_fragment(written) == fragment
    assert re.fullmatch(r"[!-~]+", written), "a fragment is ASCII without spaces"


@pytest.mark.parametrize(
    "value",
    ["", "#:~:text=a", ":~:text=", ":~:text=a,b,c", ":~:text=a,", ":~:text=-,a", ":~:text=a-b",
     ":~:text=a&b", ":~:text=two words", ":~:text=100%", ":~:text=%20,b", ":~:text=b,%20"],
)  # fmt: skip
def test_what_is_no_fragment_is_refused(value):
    with pytest.raises(TextError, match="is not a text fragment: write"):
        passages.parse_fragment(value)


@pytest.mark.parametrize(
    ("fragment", "held"),
    [
        (Fragment("The owner", "the oven."), "The owner reportedly sold it in 2003, and the new "
         "one, a baker from Ghent, kept the oven."),
        (Fragment("the OWNER"), "The owner"),
        (Fragment("oven"), "oven"),
        (Fragment("oven", prefix="that the", suffix=", not"), "oven"),
        (Fragment("the oven", "baker"), "the oven. The town was glad. Some say that the oven, "
         "not the baker"),
        (Fragment("own"), None),  # only inside owner and town
        (Fragment("The town", "Mill Street"), None),  # in the wrong order
    ],
)  # fmt: skip
def test_a_fragment_opens_at_its_first_match_of_whole_words(fragment, held):
    text = passages.normalise(BAKERY)
    place = passages.resolve(text, fragment)
    assert (text[slice(*place)] if place else None) == held


def test_a_prefix_picks_among_several_places():
    text = passages.normalise(BAKERY)
    start, _ = passages.resolve(text, Fragment("oven", prefix="say that the"))
    assert start == text.rindex("oven")


def test_words_of_scripts_without_spaces_need_no_space_around_them():
    assert passages.resolve("他喜欢面包和黄油", Fragment("面包")) == (3, 5)


# ── Selecting ────────────────────────────────────────────────────────────────────────────────────


def select(text: str, words: str, number: int | None = None) -> passages.Selection:
    return passages.select(passages.normalise(text), words, number)


def test_a_passage_is_selected_by_its_first_and_last_words():
    text = passages.normalise(BAKERY)
    found = select(BAKERY, "It  soon … &\nwheat.")
    held = "It soon baked for half the town -- rye, spelt & wheat."
    assert text[slice(*found.place)] == held
    assert found.digest == hashlib.sha256(held.encode()).hexdigest()
    assert str(found.fragment) == ":~:text=It%20soon,%26%20wheat."
    assert found.again == ()


@pytest.mark.parametrize("between", [" … ", "…", " ... ", "... ", "\n…\n", "... … ..."])
def test_an_ellipsis_stands_for_what_is_left_out(between):
    assert (
        select(BAKERY, f"The owner{between}in 2003").place
        == select(BAKERY, "The owner reportedly sold it in 2003").place
    )


def test_dots_that_end_a_sentence_are_its_own():
    assert select("It closed. So it goes.", "It closed. ... goes.").place == (0, 22)
    assert select("It closed. So it goes.", "It closed....goes.").place == (0, 22)


@pytest.mark.parametrize(
    ("words", "held"),
    [
        ("He said … nothing", "He said … nothing"),
        ("He said ... nothing", "He said … nothing"),
        ("Then … he … she left", "Then … he ate, she left"),
        ("Then … he … left", "Then … he ate, she left"),
        ("Then ... he … left", "Then … he ate, she left"),
    ],
)
def test_an_ellipsis_of_the_article_is_told_from_one_that_leaves_out(words, held):
    text = "He said … nothing and nothing. Then … he ate, she left."
    assert text[slice(*select(text, words).place)] == held


@pytest.mark.parametrize(
    ("words", "held"),
    [
        ("the baker's … well-known", "the baker’s “rye” was well‑known"),
        ('baker\'s "rye" was', "baker’s “rye” was"),
        ("“rye” … well-known", "“rye” was well‑known"),
    ],
)
def test_marks_that_keyboards_lack_may_be_typed_as_others(words, held):
    """The fragment has them as the text has them: a browser takes no other."""
    text = "So the baker’s “rye” was well‑known."
    found = select(text, words)
    assert text[slice(*found.place)] == held
    assert passages.resolve(text, found.fragment) == found.place


def test_positions_count_code_points():
    """Not UTF-16 units (the loaf counts one), not bytes, and after normalising (so does é)."""
    assert select("\U0001f956 cafe\u0301: good bread", "good … bread").place == (8, 18)


def test_all_words_of_a_passage_select_just_them():
    found = select(BAKERY, "The town was glad.")
    assert found.fragment == Fragment("The town was glad.")
    assert found.place[1] - found.place[0] == len("The town was glad.")


def test_a_passage_ends_where_its_last_words_come_first():
    """As in a browser; that they come again is told."""
    text = passages.normalise(BAKERY)
    found = select(BAKERY, "The owner … the oven")
    assert text[slice(*found.place)].endswith("Ghent, kept the oven")
    assert found.again == (text.rindex("the oven"),)


TWICE = "Bad bread. Good bread is rye. The good bread, too. Good bread rises. We like bread."


def test_of_several_places_all_are_located():
    starts = [match.start() for match in re.finditer("Good", TWICE)]
    assert [place[0] for place in passages.located(TWICE, "Good bread")] == starts
    assert [place[0] for place in passages.located(TWICE, "Good … bread")] == starts
    assert len(passages.located(TWICE, "GOOD BREAD")) == 3
    assert passages.located(TWICE, "Good cheese") == ()


def test_of_several_places_one_is_chosen_by_its_number():
    """A browser opens the first; what stands before the other leads to that one."""
    first, second = passages.located(TWICE, "Good … .")
    assert select(TWICE, "Good … .", 1).fragment == Fragment("Good", ".")
    chosen = select(TWICE, "Good … .", 2)
    assert chosen.fragment == Fragment("Good", ".", prefix="too.")
    assert passages.resolve(TWICE, chosen.fragment) == chosen.place == second != first


def test_a_place_is_shown_with_the_words_around_it():
    assert passages.around(TWICE, passages.located(TWICE, "Good … .")[1]) == (
        "… is rye. The good bread, too. [Good bread rises.] We like bread."
    )
    assert passages.around(TWICE, (0, len(TWICE))) == (
        "[Bad bread. Good bread is rye. … bread rises. We like bread.]"
    )


@pytest.mark.parametrize(
    ("words", "number", "message"),
    [
        ("The butcher … wheat.", None, "‘The butcher’ is not in the text: check the spelling"),
        ("The bakery … cheese.", None, "‘cheese.’ is not in the text: check the spelling"),
        ("own … glad.", None, "‘own’ is not in the text: check the spelling, give whole words"),
        ("The oven … bread.", None, "‘The oven … bread.’ fits 2 places: 1 (at %the oven%) “… a "
         "baker from Ghent, kept [the oven. The town was glad. … the baker, made the bread.]”; 2 ("
         "at %the oven,%) “… town was glad. Some say that [the oven, not the baker, made the bread."
         "]”: give more words, or choose a number"),
        ("The oven … bread.", 3, "fits 2 places, so there is no place 3: choose from 1 to 2"),
        ("The town was", 0, "fits 1 place, so there is no place 0: choose from 1 to 1"),
        ("The town was … Mill Street", None, "‘Mill Street’ stands at %Mill%, not after ‘The town"),
        ("The town was … was glad.", None, "give the words in the order of the text, without over"),
        (" \n", None, "the words are empty"),
        ("…", None, "the words are empty"),
        ("The town …", None, "‘The town …’ has no last words: write them after the ellipsis"),
        ("… glad.", None, "‘… glad.’ has no first words: write them before the ellipsis"),
    ],
)  # fmt: skip
def test_words_that_select_nothing_certain_are_refused(words, number, message):
    """`%words%` in an expected message is where these words stand."""
    text = passages.normalise(BAKERY)
    message = re.sub("%(.+?)%", lambda words: str(text.index(words[1])), message)
    with pytest.raises(TextError) as caught:
        select(BAKERY, words, number)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_of_very_many_places_some_are_shown():
    with pytest.raises(TextError, match=r"fits 500 places: 1 .*; 6 \([^;]* and 494 more: give"):
        select("bread and " * 500, "bread … and")


def test_what_no_words_before_it_tell_apart_is_selected_all_the_same():
    """In no time: each of thousands of places had been tried with ever more words before it."""
    text = passages.normalise("bread and " * 3000)
    found = passages.select(text, "bread … and", 2900)
    assert found.place == (28_990, 28_999)
    assert found.fragment == Fragment("bread", "and")


@given(texts(), st.data())
def test_a_selection_is_where_its_fragment_opens(drawn, data):
    """Each place begins and ends with the words, and its digest is found again."""
    text, words = passages.normalise(drawn[0]), drawn[1]
    start = data.draw(st.integers(0, len(words) - 1))
    end = data.draw(st.integers(start, len(words) - 1))
    given = f"{words[start]} … {words[end]}" if start < end else words[start]
    for number, place in enumerate(passages.located(text, given), 1):
        found = passages.select(text, given, number)
        held = text[slice(*found.place)]
        assert found.place == place
        assert held.startswith(found.fragment.first)
        assert held.endswith(found.fragment.last or found.fragment.first)
        assert passages.digest(held) == found.digest
        assert passages.resolve(text, found.fragment) == place
        length = place[1] - place[0]
        assert place in passages.digested(text, found.digest, found.fragment, length)


@given(st.lists(st.sampled_from(["rye", "Rye", "oat", "bran", "…"]), min_size=2, max_size=14))
def test_all_places_that_fit_are_those_that_counting_words_finds(words):
    """Against a search word by word; an ellipsis of the article's own is looked for as it is."""
    text, found = " ".join(words), passages.located(" ".join(words), "rye … oat")
    at = [sum(len(word) + 1 for word in words[:number]) for number in range(len(words))]
    own = [n for n in range(len(words) - 2) if words[n : n + 3] == ["rye", "…", "oat"]]
    any_case = own or [
        n for n in range(len(words) - 2)
        if [word.lower() for word in words[n : n + 3]] == ["rye", "…", "oat"]
    ]  # fmt: skip
    expected = [(at[n], at[n + 2] + 3) for n in any_case]
    if not expected:
        begins = [n for n, word in enumerate(words) if word == "rye"]
        begins = begins or [n for n, word in enumerate(words) if word == "Rye"]
        expected = [(at[n], at[words.index("oat", n)] + 3) for n in begins if "oat" in words[n:]]
    assert list(found) == expected, text


@given(texts(), anything)
def test_text_put_in_front_moves_a_selection_by_its_length(drawn, front):
    text, words = drawn
    before = passages.normalise(front + " |") + " "
    longer = before + text
    try:
        found, moved = (select(t, f"{words[0]} … {words[-1]}") for t in (text, longer))
    except TextError:
        assume(False)
    assert moved.place == tuple(place + len(before) for place in found.place)
    assert moved.digest == found.digest


# ── Finding again ────────────────────────────────────────────────────────────────────────────────


def test_a_digest_is_found_at_every_place_that_has_it():
    text = "Good bread. Bad bread. Good bread."
    fragment = Fragment("Good", "bread.")
    digest = passages.digest("Good bread.")
    assert passages.digested(text, digest, fragment, 11) == [(0, 11), (23, 34)]
    assert passages.digested(text, passages.digest("Good beer."), fragment, 11) == []


@pytest.mark.parametrize("length", [0, -4, 3, 11, 900])
def test_a_digest_is_found_whatever_length_was_captured(length):
    text = "We like good bread. We like butter."
    digest = passages.digest("good bread.")
    assert passages.digested(text, digest, Fragment("good", "bread."), length) == [(8, 19)]
    assert passages.digested(text, digest, Fragment("good bread."), length) == [(8, 19)]


@pytest.mark.parametrize("length", [1, 10, 11, 12, 900])
def test_a_digest_is_found_at_the_end_of_the_text(length):
    digest = passages.digest("good bread.")
    assert passages.digested("We like good bread.", digest, Fragment("good bread."), length) == [
        (8, 19)
    ]
    expected = [(8, 19)] if length >= 11 else []  # only the length tells this one’s end
    assert passages.digested("We like good bread.", digest, Fragment("good"), length) == expected


def test_a_passage_of_any_length_is_found_again():
    long = "First " + "very " * 9000 + "last."
    found = passages.select("Now: " + long, "First … last.")
    length = len(long)
    assert passages.digested("News: " + long, found.digest, found.fragment, length) == [
        (6, 6 + length)
    ]


# ── Hedging words ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The baker reportedly sold it.", ["reportedly"]),
        ("Allegedly the oven is cold.", ["Allegedly"]),
        ("It is widely believed to be rye.", ["believed"]),
        ("They are believed to be late.", ["believed"]),
        ("The loaf is said to be stale.", ["said"]),
        ("He said to wait.", []),
        ("The price is reported to rise; it was reported in May.", ["reported"]),
        ("It may have been spelt.", ["may"]),
        ("May have been spelt.", ["May"]),
        ("In May 2019 and on May 16, 2019, the bakery closed.", []),
        ("Flour might run out.", ["might"]),
        ("The might of the guild and its might were broken.", []),
        ("The bread could be rye, and possibly spelt.", ["could", "possibly"]),
        ("It appears to rise.", ["appears"]),
        ("It appears on the list.", []),
        ("That suggests, presumably, a likely and perhaps unlikely end.",
         ["suggests", "presumably", "likely", "perhaps", "unlikely"]),
        ("The mayor liked the couldron, maybe.", ["maybe"]),
        ("The decline seemed certain.", ["seemed"]),
        ("The oven is hot and the bread is good.", []),
    ],
)  # fmt: skip
def test_hedging_words_are_told_from_their_lookalikes(text, words):
    assert hedging.hedging(text) == words


def test_the_documented_hedging_words_are_the_ones_that_are_found():
    """The list in docs/passages.md: each word in a sentence of its own, as it stands there."""
    doc = Path(__file__).parents[2] / "docs" / "passages.md"
    section = doc.read_text(encoding="utf-8").split("## Hedging words")[1].split("\n## ")[0]
    rows = re.findall(r"^\| (`[^|]+) \|[^|]+\| ([^|]+) \|$", section, re.MULTILINE)
    listed = {words.replace("`, `", " ").strip("`"): example for words, example in rows}
    assert set(listed) == set(hedging.HEDGING)
    for words, example in listed.items():
        for word in words.split():
            assert hedging.hedging(example.replace("…", word)) == [word], example
