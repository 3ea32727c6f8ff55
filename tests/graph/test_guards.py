"""Entities of XML: the beginnings of IRIs are put in, bombs are refused before they go off."""

from __future__ import annotations

from contextlib import nullcontext
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claimgraph.errors import SyntaxFault
from claimgraph.graph import loading
from claimgraph.graph.guards import refuse_expansion
from claimgraph.graph.project import RdfFile

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"


def document(declarations: str, text: str, attribute: str = "https://example.org/x") -> str:
    return (
        f'<?xml version="1.0"?>\n<!DOCTYPE rdf:RDF [\n{declarations}\n]>\n'
        f'<rdf:RDF xmlns:rdf="{RDF}" xmlns:e="https://example.org/">'
        f'<rdf:Description rdf:about="{attribute}"><e:p>{text}</e:p></rdf:Description></rdf:RDF>'
    )


def nested(levels: int, fan: int) -> str:
    lines = ['<!ENTITY e0 "aaaaaaaaaa">']
    lines += [f'<!ENTITY e{n} "{f"&e{n - 1};" * fan}">' for n in range(1, levels)]
    return "\n".join(lines)


LAUGHS = nested(10, 10)
BOMBS = {
    "laughs": (document(LAUGHS, "&e9;"), 4),
    "in an attribute": (document(LAUGHS, "", "https://example.org/&e9;"), 4),
    "circle": (document('<!ENTITY a "&b;">\n<!ENTITY b "&a;">', "&a;"), 3),
    "long": (document(f'<!ENTITY a "{"a" * 100_000}">', "&a;"), 3),
    "quadratic": (document(f'\n<!ENTITY a "{"a" * 1000}">', "&a;" * 10_000), 4),
    "a comment that XML does not know": (document(f"<!-- -- -->\n{LAUGHS}", "&e9;"), 5),
    "a declaration that XML does not know": (document(f"<!WHAT ever>\n{LAUGHS}", "&e9;"), 5),
    "a name with #": (document(LAUGHS.replace("e", "#e"), "&#e9;"), 3),
    "a long name": (document(LAUGHS.replace("e", "e" * 201), f"&{'e' * 201}9;"), 3),
    "declared twice": (document(f'<!ENTITY e9 "">\n{LAUGHS}', "&e9;"), 5),
    "of parameters": (document("<!ENTITY % p 'x'>", "x"), 3),
    "from elsewhere": (document('<!ENTITY p SYSTEM "file:///etc/passwd">', "&p;"), 3),
    "with elements": (document('<!ENTITY p "<e:p/>">', "&p;"), 3),
    "blanks first": (" \n" + document(LAUGHS, "&e9;"), 5),
}


@pytest.fixture
def file(tmp_path):
    def file(text: str) -> RdfFile:
        path = tmp_path / "file.rdf"
        path.write_text(text, encoding="utf-8")
        return RdfFile(path, "file.rdf", "xml", "https://example.org/graph")

    return file


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_with_its_file_and_line(file, name):
    text, line = BOMBS[name]
    bomb = file(text)
    fault = loading.load(bomb).fault
    assert (fault.file, fault.line) == ("file.rdf", line)
    assert "XML entities" in str(fault)
    with pytest.raises(SyntaxFault) as streamed:
        list(loading.stream(bomb))
    assert str(streamed.value) == str(fault)


def test_entities_that_shorten_iris_are_read(file):
    text = document('<!ENTITY ex "https://example.org/">', "&ex;word" * 100, "&ex;y")
    loaded = loading.load(file(text))
    assert loaded.fault is None
    (quad,) = loaded.quads
    assert quad.subject.value == "https://example.org/y"
    assert quad.object.value == "https://example.org/word" * 100


@given(st.integers(0, 1000), st.integers(1, 3000), st.integers(0, 5000))
def test_the_bound_is_what_the_references_may_expand_to(length, times, before):
    """The references of the text, times the length of the longest entity."""
    declarations = f'{" " * before}<!ENTITY a "{"x" * length}">\n<!ENTITY b "">'
    text = document(declarations, "&a;" * times)
    too_much = times * length > 2**20 + 20 * len(text)
    with pytest.raises(SyntaxFault) if too_much else nullcontext():
        refuse_expansion(BytesIO(text.encode()), "file.rdf")


@given(st.integers(2**20 - 4000, 2**20 + 100))
@settings(max_examples=20)
def test_a_declaration_is_found_wherever_the_file_is_cut_in_reading(before):
    bomb = b" " * before + b"\n" + LAUGHS.encode()
    with pytest.raises(SyntaxFault) as refused:
        refuse_expansion(BytesIO(bomb), "file.rdf")
    assert refused.value.line == 3


@pytest.mark.parametrize("encoding", ["bogus", "ISO-8859-1", "UTF-16"])
def test_another_encoding_is_refused_with_its_line(file, encoding):
    text = document("", "x").replace('"1.0"', f'"1.0" encoding="{encoding}"', 1)
    fault = loading.load(file(text)).fault
    assert fault.line == 1
    assert "UTF-8" in str(fault)
    with pytest.raises(SyntaxFault):
        list(loading.stream(file(text)))


@given(st.binary(max_size=300).filter(lambda content: b"<!ENTITY" not in content.upper()))
def test_what_is_no_xml_is_left_to_the_parser(content):
    refuse_expansion(BytesIO(content), "file.rdf")
    refuse_expansion(BytesIO(b"<!DOCTYPE a [<!ENTITY b 'c'>" + content), "file.rdf")
