"""Offsets of others' as places in the normalised text, for any text."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from claimgraph.claims import passages, positions

# Letters with accents apart, beyond the BMP, Hangul in parts, spaces of all kinds.
CHARACTERS = "aé\u0301e\u0301zß🚢𝒳\u1100\u1161\u11a8 \u00a0\t\n\r\u2028\u3000-,.“İ"
TEXTS = st.text(st.sampled_from(CHARACTERS) | st.characters(codec="utf-8"), max_size=60)


@given(TEXTS)
def test_a_text_is_normalised_as_passages_are(text):
    assert positions.Normalised(text).text == passages.normalise(text)


@given(TEXTS, st.data())
def test_a_place_holds_the_words_between_the_offsets(text, data):
    """Except that a letter keeps its accents where an offset stands between the two."""
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    normal = positions.Normalised(text)
    place = normal.place(start, end)
    held = passages.normalise(text[start:end])
    if place is None:
        assert not held
        return
    found = normal.text[slice(*place)]
    assert found == found.strip(" ") != ""
    whole = passages.normalise(text[:start] + "|" + text[start:end] + "|" + text[end:])
    if whole.replace("|", "") == normal.text and "|" not in text:
        assert found == held


@given(TEXTS, st.data())
def test_code_units_are_code_points(text, data):
    at = data.draw(st.integers(0, len(text)))
    units = len(text[:at].encode("utf-16-le")) // 2
    assert positions.CodeUnits(text).code_points(units) == at


WORDS = st.lists(st.sampled_from(["a", "the", "ship", "🚢", "rises,", "do-not", "é"]), min_size=1)


@given(WORDS.map(" ".join), st.data())
def test_a_selected_passage_opens_where_it_stands(text, data):
    """Of words that come again and again, some before them tell which are meant."""
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    place = positions.Normalised(text).place(start, end)
    if place is None:
        return
    place = positions.whole_words(text, place)
    selection = positions.Selector(text).select(place)
    assert selection.place == place
    fragment = passages.parse_fragment(str(selection.fragment))
    assert passages.resolve(text, fragment) == place
