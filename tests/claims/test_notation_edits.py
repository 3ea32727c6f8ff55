"""A tool's edit of a capture says what is wanted, and changes no other line."""

from __future__ import annotations

import copy
import difflib
import re

import pytest
from captures_written import FAST, WORDS, captures, named, read, remarks
from hypothesis import given
from hypothesis import strategies as st

from claimgraph.claims.notation import edits, saving
from claimgraph.errors import ProjectError, UsageError


def _lost(old: str, new: str) -> list[str]:
    """Return the lines of an old text that a new one has not, or not in this order."""
    lines = difflib.ndiff(old.splitlines(), new.splitlines())
    return [line[2:] for line in lines if line.startswith("- ")]


@FAST
@given(captures(), st.data())
def test_an_item_is_added_and_every_line_stays(capture, data):
    value, text = capture
    kind, parent, slot = data.draw(
        st.sampled_from(
            [
                ("claim", None, "claims"),
                ("actor", None, "actors"),
                ("claim", "passage", "claims"),
                ("argument", "claim", "for"),
                ("evidence", "claim", "evidence"),
                ("passage", "section", "passages"),
            ]
        )
    )
    parents = [one for one, _ in named(value, parent)] if parent else [value]
    if not parents:
        return
    under = data.draw(st.sampled_from(parents))
    item = {kind: "new", "label": data.draw(WORDS), "about": data.draw(st.lists(WORDS, max_size=2))}

    made = edits.added(text, kind, item, under[parent] if parent else None)

    held = under.get(slot)
    under[slot] = [held, item] if isinstance(held, dict) else [*(held or []), item]
    assert read(made) == value
    assert remarks(made) == remarks(text)
    if held is None or isinstance(held, list):
        assert len(_lost(text, made)) <= 1  # brackets that take the item


@FAST
@given(captures(), st.data())
def test_a_value_is_changed_and_no_other_line(capture, data):
    value, text = capture
    claims = [one for one, _ in named(value, "claim")]
    if not claims:
        return
    claim = data.draw(st.sampled_from(claims))
    key = data.draw(st.sampled_from(["says", "label", "about", "thesis"]))
    new = data.draw(st.one_of(st.none(), WORDS, st.lists(WORDS, max_size=3)))
    before = copy.deepcopy(claim.get(key))

    made = edits.changed(text, "claim", claim["claim"], key, new)

    if new is None:
        claim.pop(key, None)
    else:
        claim[key] = new
    assert read(made) == value
    if not isinstance(before, list):
        assert len(_lost(text, made)) <= 1
        if new is not None:
            assert remarks(made) == remarks(text)


@FAST
@given(captures(), st.data())
def test_an_item_is_removed_and_every_other_line_stays(capture, data):
    value, text = capture
    kind = data.draw(st.sampled_from(["claim", "passage", "evidence", "argument", "section"]))
    items = named(value, kind)
    if not items:
        return
    item = data.draw(st.sampled_from(items))[0]

    made = edits.removed(text, kind, item[kind])

    again = read(made)
    assert item[kind] not in [one[kind] for one, _ in named(again, kind)]
    probed = edits.added(made, "actor", {"actor": "probe"})  # what is left can be edited
    assert named(read(probed), "actor")
    within = {one["claim"] for one, _ in named([item], "claim")}
    left = {one["claim"] for one, _ in named(again, "claim")}
    assert left == {one["claim"] for one, _ in named(value, "claim")} - within
    if not re.search(r"[\[{]", text):
        assert set(made.splitlines()) <= {*text.splitlines()}


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("", "claims:\n  - claim: a\n    says: b\n"),
        ("# mine", "# mine\nclaims:\n  - claim: a\n    says: b\n"),
        ("title: t", "title: t\nclaims:\n  - claim: a\n    says: b"),
        ("---\ntitle: t\n...\n", "---\ntitle: t\nclaims:\n  - claim: a\n    says: b\n...\n"),
        ("claims: # none yet\n", "claims: # none yet\n  - claim: a\n    says: b\n"),
        ("claims: []\n", "claims:\n  - claim: a\n    says: b\n"),
        ("{title: t}\n", "{title: t, claims: [{claim: a, says: b}]}\n"),
        ("claims:\n- {claim: c}\n# end\n", "claims:\n- {claim: c}\n- claim: a\n  says: b\n# end\n"),
        (
            "claims:\n  - claim: c\n    # of c\n  # of all\nx: y\n",
            "claims:\n  - claim: c\n    # of c\n  - claim: a\n    says: b\n  # of all\nx: y\n",
        ),
        (
            "claims:\r\n- says: |\r\n    x\r\n\r\n",
            "claims:\r\n- says: |\r\n    x\r\n- claim: a\r\n  says: b\r\n\r\n",
        ),
        (
            "claims:\n  - says: |\n      x",
            "claims:\n  - says: x\n  - claim: a\n    says: b",
        ),
    ],
)
def test_where_a_new_item_goes(text, made):
    assert edits.added(text, "claim", {"claim": "a", "says": "b"}) == made


def test_a_compact_line_becomes_a_mapping_where_it_has_to():
    text = "claims:\n  - claim: c\n    for: [a + b] # both\n    evidence: testimonial from x # so\n"

    made = edits.changed(text, "argument", "c-by-a", "scheme", "sign")
    made = edits.added(made, "evidence", {"kind": "documentary"}, "claim:c")

    assert made == (
        "claims:\n  - claim: c\n    for: [{premises: [a, b], scheme: sign}] # both\n"
        "    evidence:\n      - testimonial from x # so\n      - kind: documentary\n"
    )


def test_an_item_goes_under_the_key_that_isnamed():
    text = "claims:\n  - claim: c\n"

    made = edits.added(text, "argument", {"premises": ["d"]}, "c", "against")

    assert made == "claims:\n  - claim: c\n    against:\n      - premises: [d]\n"


def test_keys_at_the_top_are_those_of_the_article():
    text = "title: t # so\nreview: draft\n"

    assert edits.changed(text, "article", "", "review", "reviewed") == text.replace(
        "draft", "reviewed"
    )
    assert edits.changed(text, "article", "", "review", None) == "title: t # so\n"


@pytest.mark.parametrize(
    ("text", "kind", "item", "under", "message"),
    [
        ("claims: [", "claim", {"claim": "a"}, None, "line 1, column 10 is not YAML"),
        ("- a", "claim", {"claim": "a"}, None, "the file is not a capture"),
        ("a: b\na: c", "claim", {"claim": "a"}, None, "line 2, column 1 has ‘a’ a second time"),
        ("a: &x b", "claim", {"claim": "a"}, None, "has an anchor"),
        ("claims: [{claim: a}]", "claim", {"claim": "a"}, None, "'a' is in this capture already"),
        ("", "clam", {"claim": "a"}, None, "'clam' is not a kind of item: choose one of section"),
        (
            "",
            "claim",
            {"claim": "a"},
            "p",
            "no passage or claim or argument or explanation is called",
        ),
        ("", "claim", {"claim": "a"}, "source:x", "a new claim does not go under source: see"),
        ("", "claim", {}, None, "an item has keys and values"),
        ("", "claim", [], None, "an item has keys and values"),
        ("", "claim", {"claim": "a\x07"}, None, "has a control character"),
        ("", "claim", {"claim": "\ud800"}, None, "has a control character"),
        ("", "claim", {"claim": {1: 2}}, None, "a key is not a text"),
        ("", "claim", {"claim": object()}, None, "is of type object: give it as in JSON"),
        (
            "",
            "claim",
            {"x": [[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]},
            None,
            "nested more than",
        ),
    ],
)
def test_what_cannot_be_added_is_refused(text, kind, item, under, message):
    with pytest.raises(UsageError) as refused:
        edits.added(text, kind, item, under)

    assert message in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("held", [b"title: t\r\n", b"\xef\xbb\xbftitle: t\r\n"])
def test_an_edit_keeps_the_bytes_of_all_other_lines(tmp_path, held):
    file = tmp_path / "capture.yaml"
    file.write_bytes(held)
    draft = saving.opened(file)

    again = saving.saved(draft, edits.changed(draft.text, "article", "", "review", "draft"))

    assert file.read_bytes() == held + b"review: draft\r\n"
    assert again == saving.opened(file)


def test_a_file_that_changed_meanwhile_is_not_overwritten(tmp_path):
    file = tmp_path / "capture.yaml"
    draft = saving.opened(file)
    file.write_text("title: mine\n")

    with pytest.raises(ProjectError, match="has changed since it was read: look at it"):
        saving.saved(draft, "title: yours\n")

    assert file.read_text() == "title: mine\n"
