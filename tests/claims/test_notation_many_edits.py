"""Many edits at once say what they say one after the other, and the text is parsed once."""

from __future__ import annotations

from contextlib import suppress

import pytest
from captures_written import FAST, WORDS, captures, named, read, remarks
from hypothesis import given
from hypothesis import strategies as st

from claimgraph.claims.notation import edits, splicing
from claimgraph.claims.notation.edits import Edits
from claimgraph.errors import UsageError

NAMES = st.sampled_from(["n0", "n1", "n2", "n3"])


@st.composite
def an_edit(draw, value):
    """Draw an edit as its operation with arguments; some are of what other edits add."""
    held = [one["claim"] for one, _ in named(value, "claim")]
    claims = st.sampled_from([*held, "n0", "n1", "n2"])
    passages = st.sampled_from([one["passage"] for one, _ in named(value, "passage")])
    said = {"label": draw(WORDS)}
    kind = draw(
        st.sampled_from(["claim", "under", "actor", "argument", "unnamed", "change", "gone"])
    )
    if kind == "claim":
        return "add", "claim", {"claim": draw(NAMES), **said}, None, None
    if kind == "under":
        item = {"claim": draw(NAMES), "evidence": {"evidence": draw(NAMES), **said}}
        return "add", "claim", item, draw(passages), None
    if kind == "actor":
        return "add", "actor", {"actor": draw(NAMES), **said}, None, None
    if kind == "argument":
        item = {"argument": draw(NAMES), "premises": [draw(claims)]}
        way = draw(st.sampled_from(["for", "against"]))
        return "add", "argument", item, f"claim:{draw(claims)}", way
    if kind == "unnamed":
        return "add", "argument", {"premises": draw(NAMES)}, f"claim:{draw(claims)}", "for"
    if kind == "change":
        key = draw(st.sampled_from(["says", "label", "about"]))
        return "change", "claim", draw(claims), key, draw(st.one_of(st.none(), WORDS))
    return "remove", "claim", draw(claims)


@FAST
@given(captures(), st.data())
def test_edits_at_once_say_what_they_say_one_by_one(capture, data):
    value, text = capture
    wanted = data.draw(st.lists(an_edit(value), min_size=2, max_size=12))

    one_by_one, refused = text, []
    for edit in wanted:
        try:
            one_by_one = _one(one_by_one, *edit)
        except UsageError as error:
            refused.append(str(error))
    made, refused_too = Edits(text), []
    for edit in wanted:
        try:
            _make(made, *edit)
        except UsageError as error:
            refused_too.append(str(error))

    assert refused_too == refused
    assert read(made.text) == read(one_by_one)
    if all(operation == "add" for operation, *_ in wanted):
        assert remarks(made.text) == remarks(text)


def _one(text, operation, *rest):
    if operation == "change":
        return edits.changed(text, *rest)
    return edits.added(text, *rest) if operation == "add" else edits.removed(text, *rest)


def _make(made, operation, *rest):
    if operation == "change":
        kind, name, key, value = rest
        made.change(kind, name, {key: value})
    elif operation == "add":
        made.add(*rest)
    else:
        made.remove(*rest)


TEXT = """\
claims:
  # The first.
  - claim: a # so
    says: b
  # The last.
  - {claim: z, for: [a + c]}
"""


def test_lines_stay_beside_many_items_that_are_changed_and_added():
    made = Edits(TEXT)
    for name in range(12):
        made.add("claim", {"claim": f"n{name}"})
    made.change("claim", "a", {"says": "c", "label": "l", "review": "draft"})
    made.add("argument", {"premises": ["n3"]}, "claim:a", "for")

    assert made.text == TEXT.replace(
        "says: b\n",
        "says: c\n    label: l\n    review: draft\n    for:\n      - premises: [n3]\n",
    ) + "".join(f"  - claim: n{name}\n" for name in range(12))


def test_what_an_edit_added_is_found_by_its_name_written_or_not():
    made = Edits("sections:\n  - section: s\n")
    made.add("passage", {"words": "The ferry … full."}, "section:s")
    made.add("claim", {"claim": "c"}, "passage:the-ferry")
    made.add("argument", {"premises": ["d"]}, "claim:c", "for")
    made.change("argument", "c-by-d", {"scheme": "sign"})
    made.add("claim", {"claim": "gone"})
    made.remove("claim", "gone")
    made.add("claim", {"claim": "gone", "says": "It is back."})

    assert read(made.text) == {
        "sections": [
            {
                "section": "s",
                "passages": [
                    {
                        "words": "The ferry … full.",
                        "claims": [{"claim": "c", "for": [{"premises": ["d"], "scheme": "sign"}]}],
                    }
                ],
            }
        ],
        "claims": [{"claim": "gone", "says": "It is back."}],
    }


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        (("add", "claim", {"claim": "n"}), "claim 'n' is in this capture already"),
        (("add", "section", {"section": "e"}, "claim:a"), "a new section does not go under"),
        (("add", "argument", {"premises": ["a"]}, "claim:x"), "no claim is called 'x'"),
        (("change", "claim", "x", "says", "b"), "no claim is called 'x'"),
        (("remove", "claim", "x"), "no claim is called 'x'"),
        (("change", "claim", "a", "says", {"a": "\0"}), "a value has a control character"),
    ],
)
def test_an_edit_that_is_refused_changes_nothing(edit, message):
    made = Edits(TEXT)
    made.add("claim", {"claim": "n"})
    before = made.text

    with pytest.raises(UsageError, match=message):
        _make(made, *edit)

    assert made.text == before


def test_a_capture_is_not_read_again_for_each_edit(monkeypatch):
    """By how often YAML is parsed: as often for forty edits as for ten."""
    parsed = []
    read_of = splicing.read
    monkeypatch.setattr(splicing, "read", lambda text: parsed.append(1) or read_of(text))

    def times(count):
        parsed.clear()
        made = Edits(TEXT)
        for number in range(count):
            made.add("claim", {"claim": f"n{number}"})
            made.add("argument", {"premises": ["a"]}, f"n{number}", "for")
        with suppress(UsageError):
            made.add("claim", {"claim": "a"})
        assert made.text
        return len(parsed)

    assert times(40) == times(10) <= 4
