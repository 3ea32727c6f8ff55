"""Statements that are read again after an edit: they are what a reading of the whole text finds."""

from __future__ import annotations

import random
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from properties import examples

from claimgraph.graph.turtle import reader, stretches

ROOT = Path(__file__).parents[2]
HEAD = "@prefix x: <https://example.org/> .\n"
TEXT = f"""{HEAD}
# A heading.

x:a x:b x:c ; # beside
    x:d [ x:e "1" ; x:f ( 1 2 ) ] .
x:a x:g "two" .
x:h x:i ""\"long . # no comment
""\" , _:n . _:n x:j x:k.
[] x:l [ ] .
x:m x:n 1.5, 2. # at the end .
"""


def told(text: str, read: stretches.Stretches) -> list[object]:
    """Return what a text's statements hold, in order, with blank nodes by where they come first."""
    names: dict[object, object] = {}

    def named(term: object) -> object:
        return names.setdefault(term, len(names)) if isinstance(term, ox.BlankNode) else term

    found: list[object] = []
    for one, shift in read.placed:
        for fact in one.facts:
            quad = (fact.quad.subject, fact.quad.predicate, fact.quad.object)
            places = (fact.verb_start, fact.verb_end, fact.start, fact.end)
            found.append((*map(named, quad), *(each + shift for each in places)))
        found += [
            (named(node), start + shift, end + shift) for node, (start, end) in one.subjects.items()
        ]
        found.append((one.end + shift, one.closed, one.declared))
        if one.unread:
            held = one.unread
            found.append(
                (
                    held.fault.message,
                    *(each + shift for each in (held.fault.start, held.start, held.end)),
                )
            )
            found.append((held.names, held.owner))
    return [read.text == text, dict(read.prefixes), *found]


def agree(old: str, new: str) -> bool:
    """Compare a reading after an edit with one of the whole; tell whether less was read for it."""
    known = stretches.read(old, "turtle")
    again = stretches.read(new, "turtle", known)
    assert told(new, again) == told(new, stretches.read(new, "turtle")), (old, new)
    before = {id(one.stretch) for one in known.placed}
    return any(id(one.stretch) in before for one in again.placed)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("x:c ;", "x:cc ;"),
        ("x:c ;", "x:c , x:d ;"),
        ("x:a x:g", "x:aa x:g"),
        ('"two"', '"two lines"'),
        ("x:h x:i", "x:h x:i 3 . x:h x:i"),
        ("[] x:l [ ] .\n", ""),
        ("[] x:l [ ] .\n", "[] x:l [ ] .\n[] x:l [ ] .\n"),
        ("# beside", "# beside ."),
        ("2. #", "2 . #"),
    ],
)
def test_what_an_edit_leaves_alone_is_not_read_again(old, new):
    assert TEXT.count(old) == 1
    assert agree(TEXT, TEXT.replace(old, new, 1))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("x:c ;", "x:c |"),
        ("x:c ;", "y:c ;"),
        ("x:c ;", '"x:c ;'),
        ("x:c ;", "x:c ; <"),
        (' "1" ;', " "),
        ("] .\nx:a", "] \nx:a"),
    ],
)
def test_a_statement_with_a_fault_is_read_alone(old, new):
    assert TEXT.count(old) == 1
    assert agree(TEXT, TEXT.replace(old, new, 1))
    assert agree(TEXT.replace(old, new, 1), TEXT)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("@prefix x:", "@prefix y:"),
        ("example.org", "example.com"),
        (HEAD, ""),
        ("x:a x:g", "@base <https://example.com/> . x:a x:g"),
        ("x:a x:g", "PREFIX x: <https://example.com/>\nx:a x:g"),
        ("[] x:l", '""" x:l'),
        ("# A heading.", '"""'),
        ("x:c ;", 'x:c ; x:z """'),
        ('"""long', "long"),
        (TEXT, ""),
        ("2. #", "2.5 #"),
        ("_:n . _:n", "_:n ._:n"),
        ("\nx:a x:b", " x:a x:b"),
        (" .\nx:a x:g", ".5 .\nx:a x:g"),
        ("x:m", "# x:m"),
        ("2. #", "2 # . #"),
    ],
)
def test_what_changes_more_than_a_statement_is_read_as_it_is(old, new):
    changed = TEXT.replace(old, new, 1)
    assert changed != TEXT
    agree(TEXT, changed)
    agree(changed, TEXT)


PIECES = [
    *(" ", "\n", ".", " . ", ";", ",", '"', '"""', "'''", "'", "#", "[", "]", "(", ")", "<", ">"),
    *("x:", "x:a", "_:n", "1", "a ", "@en", "@prefix y: <u:y> .\n", "\\", "{", "}", "\r\n"),
]


@settings(max_examples=examples(300), deadline=None)
@given(st.data())
def test_any_edits_are_read_as_a_whole_text_is(data):
    """Each edit is of the text before, and read from what was read of it."""
    text = TEXT
    known = stretches.read(text, "turtle")
    for _ in range(data.draw(st.integers(1, 6))):
        start = data.draw(st.integers(0, len(text)))
        end = min(len(text), start + data.draw(st.sampled_from([0, 0, 1, 1, 2, 5, 40])))
        text = text[:start] + data.draw(st.sampled_from(["", *PIECES])) + text[end:]
        known = stretches.read(text, "turtle", known)
        assert told(text, known) == told(text, stretches.read(text, "turtle"))


@pytest.mark.slow
def test_random_edits_of_the_shipped_article():
    """Lines are taken out, written twice, and joined."""
    chance = random.Random(7)
    for path in sorted((ROOT / "data/huawei-comeback").glob("*.ttl")):
        text = path.read_text("utf-8")
        known = stretches.read(text, "turtle")
        for _ in range(60):
            lines = text.split("\n")
            at = chance.randrange(len(lines))
            lines[at : at + chance.randrange(3)] = chance.choices(
                [*lines, *PIECES], k=chance.randrange(2)
            )
            text = "\n".join(lines)
            known = stretches.read(text, "turtle", known)
            assert told(text, known) == told(text, stretches.read(text, "turtle"))


def test_other_formats_are_read_as_a_whole():
    line = "<u:a> <u:b> <u:c> .\n"
    known = stretches.read(line * 2, "nt")
    assert len(known.placed) == 2
    again = stretches.read(line * 3, "nt", known)
    assert len(again.placed) == 3


def test_a_document_of_another_kind_is_one_statement():
    document = reader.read(TEXT)
    document.stretches = []
    (one,) = stretches.Stretches.of(TEXT, document).placed
    assert one.stretch.facts == document.facts
