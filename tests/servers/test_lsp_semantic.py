"""Hedges as semantic tokens: marker words of claims, and those in the words of passages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from edited import CAPTURE, TURTLE, YAML
from hypothesis import given, settings
from hypothesis import strategies as st
from properties import examples

from claimgraph.graph import loading
from claimgraph.graph.project import RdfFile
from claimgraph.servers.lsp import documents, semantic
from claimgraph.servers.lsp.positions import Text

CG = "https://w3id.org/claimgraph/ontology#"
PREFIX = f"@prefix cg: <{CG}> .\n"


def words(text, data):
    """What an editor colours: tokens decoded as the protocol says, columns in UTF-16."""
    lines = [line.encode("utf-16-le") for line in text.split("\n")]
    found, line, column = [], 0, 0
    assert len(data) % 5 == 0
    for down, right, length, kind, marks in zip(*[iter(data)] * 5, strict=True):
        column = right + (0 if down else column)
        line += down
        assert (kind, marks) == (0, 0)
        assert 2 * (column + length) <= len(lines[line])
        found.append(lines[line][2 * column : 2 * (column + length)].decode("utf-16-le"))
    return found


def coloured(text, name="x.ttl", kind="turtle"):
    """The words of a text that are coloured, read as the server reads them."""
    path = Path("/nowhere/data/town") / name
    graph = "https://w3id.org/claimgraph/graph/town"
    with loading.unsaved({path: text}):
        document = documents.read(RdfFile(path, name, kind, graph))
    return words(text, semantic.encoded(semantic.hedges(document), Text(text)).data)


def asked(editor, uri, text, lines=None):
    document = {"uri": uri}
    if lines is None:
        answer = editor.ask("textDocument/semanticTokens/full", textDocument=document)
    else:
        places = [{"line": line, "character": 0} for line in lines]
        stretch = dict(zip(("start", "end"), places, strict=True))
        answer = editor.ask(
            "textDocument/semanticTokens/range", textDocument=document, range=stretch
        )
    return words(text, answer["data"])


def test_hedges_are_offered_as_a_standard_type(editor):
    provider = editor.initialized["capabilities"]["semanticTokensProvider"]

    assert provider["legend"] == {"tokenTypes": ["keyword"], "tokenModifiers": []}
    assert provider["full"]
    assert provider["range"]


def test_a_capture_shows_markers_and_the_hedges_of_passages(editor, root):
    text = (root / CAPTURE).read_text("utf-8")
    uri = editor.open(CAPTURE, text)
    line = text[: text.index('reported, "rep')].count("\n")

    assert asked(editor, uri, text) == ["reportedly", "reportedly"]
    assert asked(editor, uri, text, (line, line + 1)) == ["reportedly"]
    assert asked(editor, uri, text, (0, 3)) == []
    editor.tell("textDocument/didClose", textDocument={"uri": uri})


def test_turtle_shows_the_literals_of_hedges(editor, root):
    text = (root / TURTLE).read_text("utf-8")
    uri = editor.open(TURTLE, text)
    found = asked(editor, uri, text)
    broken = text.replace("cg:hedge ", "cg:hedge ;; ", 1)
    editor.change(uri, broken)
    after = asked(editor, uri, broken)
    editor.tell("textDocument/didClose", textDocument={"uri": uri})

    # In that file a hedge's values are on its line.
    written = [line for line in text.split("\n") if "cg:hedge" in line]
    assert found == [one for line in written for one in re.findall(r'"([^"]+)"@en', line)]
    assert len(found) > 5
    assert after == found[1:]


@pytest.mark.parametrize(
    ("statement", "wanted"),
    [
        ('<a> cg:hedge "may"@en , \'might\' ; cg:paraphrase "x" .', ["may", "might"]),
        (f'<a> <{CG}hedge> """may\nbe""" .', ["may", "be"]),
        ('<a> cg:hedge "may"^^<t> , "might" .', ["may", "might"]),
        ('<a> cg:x [ cg:hedge "may" ] , "other" .', ["may"]),
        ('<a> cg:hedge "", "may" ; # cg:hedge "no"\n cg:note "cg:hedge" .', ["may"]),
        ('<a> cg:hedge "open', []),
        ('cg:hedge cg:label "hedge" .', []),
    ],
)
def test_only_the_values_of_hedges_count_in_turtle(statement, wanted):
    assert coloured(PREFIX + statement) == wanted


@pytest.mark.parametrize(
    ("old", "new", "wanted"),
    [
        ('reported, "reportedly"', "reported, “reportedly”", ["reportedly", "reportedly"]),
        ('"reportedly"', '"wants", "reportedly"', ["reportedly", "wants", "wants", "reportedly"]),
        ('reported, "reportedly"', "asserted", ["reportedly"]),
        ("reportedly wants", "reportedly\n          wants", ["reportedly", "reportedly"]),
        ("title: Keep", "language: fr\ntitle: Keep", ["reportedly", "reportedly"]),
        ("lost money", "may lose money", ["reportedly", "reportedly"]),
        ("Pupils cross the", "Pupils might have crossed the", [
            "reportedly", "might have", "reportedly",
        ]),
    ],
)  # fmt: skip
def test_a_capture_shows_what_holds_back_and_nothing_else(old, new, wanted):
    assert old in YAML
    text = YAML.replace("text: text.txt\n", "").replace(old, new, 1)

    assert coloured(text, "capture.yaml", "yaml") == wanted


# Of one and of two units of UTF-16, without what a quoted text may not hold.
WORDS = st.text(st.sampled_from("ab é€😀𝒳"), min_size=1, max_size=12).map(str.strip).filter(bool)


@settings(max_examples=examples(25), deadline=None)
@given(some=st.lists(WORDS, min_size=1, max_size=3), before=WORDS)
def test_columns_count_units_of_utf_16(some, before):
    """In Turtle, and in a capture behind characters of two units."""
    literals = " , ".join(f'"{one}"' for one in some)
    text = f'{PREFIX}<a> cg:label "{before}" ; cg:hedge {literals} .'
    quoted = ", ".join(f'"{one}"' for one in some)
    capture = (
        f"title: x\nclaims:\n  - {{claim: a, says: '{before}', certainty: 'raised, {quoted}'}}"
    )

    assert coloured(text) == some
    assert coloured(capture, "capture.yaml", "yaml") == some
