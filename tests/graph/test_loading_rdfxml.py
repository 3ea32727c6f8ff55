"""Faults in RDF/XML have the line of their tag, which the parser does not tell; so has its end."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from properties import examples

from claimgraph.errors import SyntaxFault
from claimgraph.graph import loading
from claimgraph.graph import project as projects

HEAD = """<?xml version="1.0"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
         xmlns:e="http://example.org/" xmlns:its="http://www.w3.org/2005/11/its"
         rdf:version="1.2" its:version="2.0">
"""
NODE = '  <rdf:Description rdf:about="http://example.org/a">\n{}\n  </rdf:Description>\n'
SOUND = NODE.format("    <!-- a > b --><e:p>x</e:p>\n    <e:q>1 > 0</e:q>")
# What makes a fault, and a word of its line.
FAULTS = {
    '    <e:p rdf:nodeID="333-555"/>': "nodeID",
    "    <e:p>x</e:q>": "expected",
    "    <f:p>x</f:p>": "prefix",
    '    <e:p rdf:resource="a b"/>': "IRI",
    "    <e:p a=b/>": "attribute",
    '    <e:p xml:lang="e n">x</e:p>': "language",
    "    <e:p>a &nbsp; b</e:p>": "nbsp",
    '    <e:p its:dir="ltr" xml:lang="en">x</e:p>': "base direction",
    '    <e:p rdf:annotation="http://example.org/r">x</e:p>': "triple term",
    '    <e:p rdf:datatype="x">y</e:p>': "IRI",
}


@settings(max_examples=examples(40), deadline=None)
@given(fault=st.sampled_from(sorted(FAULTS)), before=st.integers(0, 4), after=st.integers(0, 4))
def test_a_fault_has_the_line_of_its_tag(tmp_path_factory, fault, before, after):
    path = tmp_path_factory.mktemp("rdf") / "a.rdf"
    path.write_text(
        HEAD + before * SOUND + NODE.format(fault) + after * SOUND + "</rdf:RDF>\n",
        encoding="utf-8",
    )
    file = projects.described(path)

    (told,) = loading.load(file).faults
    with pytest.raises(SyntaxFault) as streamed:
        list(loading.stream(file))

    assert FAULTS[fault] in str(told)
    assert told.line == HEAD.count("\n") + before * SOUND.count("\n") + 2
    assert (streamed.value.line, str(streamed.value)) == (told.line, str(told))


@settings(max_examples=examples(40), deadline=None)
@given(st.data())
def test_a_document_that_is_cut_off_is_not_taken_for_whole(tmp_path_factory, data):
    whole = HEAD + 2 * SOUND + "</rdf:RDF>"
    length = data.draw(st.integers(len(HEAD), len(whole) - 1))
    path = tmp_path_factory.mktemp("rdf") / "a.rdf"
    path.write_text(whole[:length], encoding="utf-8")
    file = projects.described(path)

    (told,) = loading.load(file).faults
    with pytest.raises(SyntaxFault):
        list(loading.stream(file))

    assert told.line
    path.write_text(whole, encoding="utf-8")
    assert loading.load(file).faults == ()
