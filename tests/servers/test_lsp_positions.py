"""An editor's columns count UTF-16's units, or what was agreed upon; claimgraph's code points."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lsprotocol import types
from properties import examples

from claimgraph.findings import Location
from claimgraph.graph.turtle.places import Lines
from claimgraph.servers.lsp.positions import Text, units, well_formed
from claimgraph.servers.lsp.workspace import Workspace

ENCODINGS = ["utf-8", "utf-16", "utf-32"]
# Line ends of the protocol, others that only look like some, and characters of each length.
TEXTS = st.text(st.sampled_from("ab \n\r\té€😀\u2028\x85\x0b\x0c\U0010fffd"), max_size=60)


@pytest.mark.parametrize("encoding", ENCODINGS)
@settings(max_examples=examples(40))
@given(text=TEXTS, data=st.data())
def test_an_offset_comes_back(encoding, text, data):
    """From every offset that is not within a line's end."""
    made = Text(text, encoding)
    offset = data.draw(st.integers(0, len(text)))
    if text[offset - 1 : offset + 1] == "\r\n":
        return

    assert made.offset(made.position(offset)) == offset


@pytest.mark.parametrize("encoding", ENCODINGS)
@settings(max_examples=examples(40))
@given(text=TEXTS)
def test_places_are_those_that_an_editor_counts(encoding, text):
    """By the protocol's words: lines end at CR LF, LF or CR, and columns are units before."""
    lines, width = [""], {"utf-8": 1, "utf-16": 2, "utf-32": 4}[encoding]
    made = Text(text, encoding)
    kind = encoding if encoding == "utf-8" else f"{encoding}-le"
    offset = 0
    while offset < len(text):
        column = len(lines[-1].encode(kind)) // width
        assert made.position(offset) == types.Position(len(lines) - 1, column)
        if text[offset : offset + 2] == "\r\n":
            offset += 1
            lines.append("")
        elif text[offset] in "\r\n":
            lines.append("")
        else:
            lines[-1] += text[offset]
        offset += 1


@pytest.mark.parametrize("encoding", ENCODINGS)
@settings(max_examples=examples(40))
@given(text=TEXTS, line=st.integers(0, 80), column=st.integers(0, 200))
def test_any_place_is_somewhere_in_the_text(encoding, text, line, column):
    """What lies behind a line's end is at the end, what lies within a character before it."""
    made = Text(text, encoding)
    offset = made.offset(types.Position(line, column))

    assert 0 <= offset <= len(text)
    found = made.position(offset)
    assert found.line <= line
    assert found.line < line or found.character <= column


@settings(max_examples=examples(40))
@given(text=st.text(st.sampled_from("ab \té€😀"), max_size=30), data=st.data())
def test_a_finding_is_where_its_file_has_it(text, data):
    """Lines and columns of findings count from 1, columns in code points."""
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    line, column = Lines(f"\n{text}").at(start + 1)
    made = Text(f"\n{text}")

    assert made.span(Location("f", line, column, column + end - start)) == (start + 1, end + 1)


@given(st.text(st.characters(codec=None), max_size=20))
def test_a_lone_surrogate_becomes_a_character_as_long(text):
    """JSON may hold it, no file can."""
    made = well_formed(text)
    made.encode()

    assert units(made, "utf-16") == units(text, "utf-16")


def test_documents_may_be_opened_while_others_are_read(tmp_path):
    """The editor's messages come while a thread reads."""
    files = Workspace()

    class Meanwhile(Text):
        @property
        def text(self):
            files.put((tmp_path / "second.ttl").as_uri(), "two", 1)
            return "one"

        @text.setter
        def text(self, _):
            pass

    files.put((tmp_path / "first.ttl").as_uri(), "one", 1).text = Meanwhile("one")
    assert set(files.unsaved.values()) == {"one"}
    assert set(files.unsaved.values()) == {"one", "two"}
