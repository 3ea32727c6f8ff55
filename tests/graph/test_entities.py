"""Entities of XML: the beginnings of IRIs are put in, bombs are refused before they go off."""

from __future__ import annotations

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimgraph.errors import SyntaxFault
from claimgraph.graph import loading
from claimgraph.graph.entities import refuse_expansion
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


BOMBS = {
    "laughs": (document(nested(10, 10), "&e9;"), 12),
    "in an attribute": (document(nested(10, 10), "", "https://example.org/&e9;"), 12),
    "deep": (document(nested(3000, 1), "&e2999;"), 3002),
    "circle": (document('<!ENTITY a "&b;">\n<!ENTITY b "&a;">', "&a;"), 3),
    "quadratic": (document(f'<!ENTITY a "{"a" * 100_000}">', "&a;" * 10_000), 3),
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


@given(st.integers(1, 12), st.integers(1, 12), st.integers(1, 200))
def test_the_bound_is_what_the_expansion_is_measured_by(levels, fan, times):
    """Counted anew by arithmetic: ten characters, and as many references as were written."""
    text = document(nested(levels, fan), f"&e{levels - 1};" * times)
    sizes = [10]
    for n in range(1, levels):
        sizes.append(fan * (len(f"&e{n - 1};") + sizes[-1]))
    total = times * sizes[-1] + sum(fan * size for size in sizes[:-1])
    try:
        refuse_expansion(BytesIO(text.encode()), "file.rdf")
    except SyntaxFault:
        assert total > 2**20 + 20 * len(text)
    else:
        assert total <= 2**20 + 20 * len(text)


@given(st.binary(max_size=300))
def test_what_is_no_xml_is_left_to_the_parser(content):
    refuse_expansion(BytesIO(content), "file.rdf")
    refuse_expansion(BytesIO(b"<!DOCTYPE a [<!ENTITY b 'c'>" + content), "file.rdf")
