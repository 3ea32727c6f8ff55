"""Passages as text: normalising, digests, fragments, selecting, hedging words, mending."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from claimgraph.claims import passages
from claimgraph.claims.passages import Edit, Fragment
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


def test_a_passage_is_selected_by_its_first_and_last_words():
    text = passages.normalise(BAKERY)
    found = passages.select(BAKERY, "It  soon", "&\nwheat.")
    held = "It soon baked for half the town -- rye, spelt & wheat."
    assert text[slice(*found.place)] == held
    assert found.digest == hashlib.sha256(held.encode()).hexdigest()
    assert str(found.fragment) == ":~:text=It%20soon,%26%20wheat."
    assert found.again == ()


def test_positions_count_code_points():
    """Not UTF-16 units (the loaf counts one), not bytes, and after normalising (so does é)."""
    assert passages.select("\U0001f956 cafe\u0301: good bread", "good", "bread").place == (8, 18)


def test_the_same_words_twice_select_just_them():
    found = passages.select(BAKERY, "The town was glad.", "The town was glad.")
    assert found.fragment == Fragment("The town was glad.")
    assert found.place[1] - found.place[0] == len("The town was glad.")


def test_a_passage_ends_where_its_last_words_come_first():
    """As in a browser; that they come again is told."""
    text = passages.normalise(BAKERY)
    found = passages.select(BAKERY, "The owner", "the oven")
    assert text[slice(*found.place)].endswith("Ghent, kept the oven")
    assert found.again == (text.rindex("the oven"),)


@pytest.mark.parametrize(
    ("first", "last", "message"),
    [
        ("The butcher", "wheat.", "‘The butcher’ is not in the text: check the spelling"),
        ("The bakery", "cheese.", "‘cheese.’ is not in the text: check the spelling"),
        ("own", "glad.", "‘own’ is not in the text: check the spelling, give whole words"),
        ("The oven", "bread.", "‘The oven’ stands at %the oven% and %the oven,%: give more of the"),
        ("The town was", "Mill Street", "‘Mill Street’ stands at %Mill%, not after ‘The town was’"),
        ("The town was", "was glad.", "give the words in the order of the text, without overlap"),
        ("", "glad.", "the words are empty"),
        ("The town", " \n", "the words are empty"),
    ],
)
def test_words_that_select_nothing_certain_are_refused(first, last, message):
    """`%words%` in an expected message is where these words stand."""
    text = passages.normalise(BAKERY)
    message = re.sub("%(.+?)%", lambda words: str(text.index(words[1])), message)
    with pytest.raises(TextError) as caught:
        passages.select(BAKERY, first, last)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


@given(texts(), st.data())
def test_a_selection_is_where_its_fragment_opens(drawn, data):
    """What is selected begins and ends with the words, and its digest is found again."""
    text, words = drawn
    start = data.draw(st.integers(0, len(words) - 1))
    end = data.draw(st.integers(start, len(words) - 1))
    try:
        found = passages.select(text, words[start], words[end])
    except TextError:
        assume(False)
    whole = passages.normalise(text)
    held = whole[slice(*found.place)]
    assert held.startswith(found.fragment.first)
    assert held.endswith(found.fragment.last or found.fragment.first)
    assert passages.digest(held) == found.digest
    assert passages.resolve(whole, found.fragment) == found.place
    length = found.place[1] - found.place[0]
    assert found.place in passages.digested(whole, found.digest, found.fragment, length)


@given(texts(), anything)
def test_text_put_in_front_moves_a_selection_by_its_length(drawn, front):
    text, words = drawn
    before = passages.normalise(front + " |") + " "
    longer = before + text
    try:
        found, moved = (passages.select(t, words[0], words[-1]) for t in (text, longer))
    except TextError:
        assume(False)
    assert moved.place == tuple(place + len(before) for place in found.place)
    assert (moved.digest, moved.fragment) == (found.digest, found.fragment)


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
    found = passages.select("Now: " + long, "First", "last.")
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
    assert passages.hedging(text) == words


def test_the_documented_hedging_words_are_the_ones_that_are_found():
    """The list in docs/passages.md: each word in a sentence of its own, as it stands there."""
    doc = Path(__file__).parents[2] / "docs" / "passages.md"
    section = doc.read_text(encoding="utf-8").split("## Hedging words")[1].split("\n## ")[0]
    rows = re.findall(r"^\| (`[^|]+) \|[^|]+\| ([^|]+) \|$", section, re.MULTILINE)
    listed = {words.replace("`, `", " ").strip("`"): example for words, example in rows}
    assert set(listed) == set(passages.HEDGING)
    for words, example in listed.items():
        for word in words.split():
            assert passages.hedging(example.replace("…", word)) == [word], example


# ── Mending ──────────────────────────────────────────────────────────────────────────────────────


@given(anything, st.data())
def test_mending_changes_the_given_stretches_alone(text, data):
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=8)))
    spans = list(zip(cuts[::2], cuts[1::2], strict=False))
    edits = [Edit(start, end, data.draw(anything)) for start, end in spans]
    kept = [
        text[a:b]
        for a, b in zip(
            [0, *(e for _, e in spans)], [*(s for s, _ in spans), len(text)], strict=True
        )
    ]
    expected = kept[0] + "".join(
        edit.text + after for edit, after in zip(edits, kept[1:], strict=True)
    )
    assert passages.mend(text, edits) == expected


@pytest.mark.parametrize(
    "edits", [[Edit(0, 3, ""), Edit(2, 4, "")], [Edit(3, 9, "")], [Edit(2, 1, "")]]
)
def test_edits_that_overlap_or_leave_the_text_are_refused(edits):
    with pytest.raises(ValueError, match="overlaps another or leaves the text"):
        passages.mend("bread", edits)
