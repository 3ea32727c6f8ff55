"""Each finding of a check stands at the marked place, whichever engine found it."""

from __future__ import annotations

import pytest
from checked_projects import checked
from test_turtle_places import unmarked

pytestmark = pytest.mark.slow

HEAD = "@prefix x: <https://example.org/> .\n"
SHAPES = """
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix x: <https://example.org/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
x:shape a sh:NodeShape ; sh:targetClass x:T ; {rule} .
"""
# A rule, and files by name, the places of its one finding marked in their order.
CASES = {
    "wrong-value": (
        "sh:property [ sh:path x:p ; sh:in ( 1 2 3 ) ]",
        {"a.ttl": "x:a a x:T ; x:p 1 , ⟦4⟧ , 3 . x:b x:p 4 ."},
    ),
    "wrong-form": (
        "sh:property [ sh:path x:p ; sh:pattern '^[1-9]' ]",
        {"a.ttl": "x:a a x:T ; x:p 7 , ⟦07⟧ , 70 ."},
    ),
    "missing": (
        "sh:property [ sh:path x:p ; sh:minCount 1 ]",
        {"a.ttl": "x:b a x:T ; x:p 1 .\n# x:a\n⟦x:a⟧ x:q 1 ;\n  a x:T ."},
    ),
    "too-many": (
        "sh:property [ sh:path x:p ; sh:maxCount 2 ]",
        {"a.ttl": "x:a a x:T ;\n  ⟦x:p⟧ 1 , 2 ;\n  x:p 3 . x:b a x:T ; x:p 1 ."},
    ),
    "class-in-a-nested-node": (
        "sh:property [ sh:path x:has ; sh:node x:inner ] . "
        "x:inner a sh:NodeShape ; sh:property [ sh:path x:p ; sh:class x:U ]",
        {"a.ttl": "x:u a x:U . x:a a x:T ; x:has [ x:p x:u ] , ⟦[ x:p x:b ]⟧ ."},
    ),
    "class-of-a-nested-target": (
        "sh:property [ sh:path x:p ; sh:class x:U ]",
        {"a.ttl": "x:u a x:U . x:a x:has [ x:p x:u ; a x:T ] , [ x:q x:b ; x:p ⟦x:b⟧ ; a x:T ] ."},
    ),
    "path": (
        "sh:property [ sh:path ( x:has x:p ) ; sh:datatype xsd:string ]",
        {"a.ttl": "x:a a x:T ; x:has [ x:p 'a' ] , x:b .", "b.ttl": "x:b x:p 'b' , ⟦1⟧ ."},
    ),
    "inverse-path": (
        "sh:property [ sh:path [ sh:inversePath x:p ] ; sh:nodeKind sh:IRI ]",
        {"a.ttl": "x:a a x:T . x:b x:p x:a . ⟦[⟧ x:q x:a ; x:p x:a ] x:p 1 ."},
    ),
    "member-of-a-list": (
        "sh:property [ sh:path ( x:p [ sh:zeroOrMorePath rdf:rest ] rdf:first ) ; sh:minLength 2 ]",
        {"a.ttl": "x:a a x:T ; x:p ( 'one' ⟦'2'⟧ 'three' ) ; x:q ( '2' ) ."},
    ),
    "closed": (
        "sh:closed true ; sh:ignoredProperties ( rdf:type )",
        {"a.ttl": "x:a a x:T ; x:p ⟦[]⟧ ."},
    ),
    "sparql-value": (
        "sh:sparql [ sh:message 'm' ; sh:select 'SELECT $this ?value "
        "{ $this <https://example.org/p> ?value FILTER(?value > 2) }' ]",
        {"a.ttl": "x:a a x:T ; x:q 4 ; x:p 1 , ⟦3⟧ , 2 ."},
    ),
    "sparql-node": (
        "sh:sparql [ sh:message 'm' ; sh:select 'SELECT $this "
        "{ $this <https://example.org/p> 1 }' ]",
        {"a.ttl": "x:b x:q x:a .\n⟦x:a⟧ x:p 1 ; a x:T ."},
    ),
    "in-two-files": (
        "sh:property [ sh:path x:p ; sh:maxInclusive 2 ]",
        {"a.ttl": "x:a a x:T ; x:p 1 , ⟦3⟧ .", "b.ttl": "# b\nx:a x:p ⟦3⟧ , 2 ."},
    ),
    "crlf-tabs-emoji": (
        "sh:property [ sh:path x:p ; sh:datatype xsd:integer ]",
        {"a.ttl": "x:a\ta x:T ;\r\n\tx:q '😀😀' ;\tx:p 1 , ⟦'''é\r\nx'''⟧ .\r\n"},
    ),
    "trig": (
        "sh:property [ sh:path x:p ; sh:in ( 1 ) ]",
        {"a.trig": "x:a a x:T . x:g { x:a x:p 1 , ⟦2⟧ } GRAPH x:h { x:a x:p ⟦2⟧ }"},
    ),
    "n-quads": (
        "sh:property [ sh:path x:p ; sh:in ( 1 ) ]",
        {
            "a.nq": "<https://example.org/a> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> "
            "<https://example.org/T> <u:g> .\n"
            '<https://example.org/a> <https://example.org/p> ⟦"2"⟧ <u:g> .\n'
        },
    ),
}


@pytest.mark.parametrize("engine", ["auto", "pyshacl"])
@pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["plain", "bom"])
@pytest.mark.parametrize("name", CASES)
def test_a_finding_stands_at_the_marked_place(tmp_path, monkeypatch, name, mark, engine):
    """File, line, columns and the line itself; a byte order mark is no column."""
    monkeypatch.chdir(tmp_path)
    rule, texts = CASES[name]
    folder = tmp_path / "data" / "article"
    folder.mkdir(parents=True)
    shapes = tmp_path / "ontology" / "shapes" / "own.ttl"
    shapes.parent.mkdir(parents=True)
    shapes.write_text(SHAPES.format(rule=rule), encoding="utf-8")
    wanted, lines = [], []
    for file, text in texts.items():
        head = "" if file.endswith(".nq") else HEAD
        clean, marked = unmarked(head + text, f"data/article/{file}")
        (folder / file).write_bytes((mark + clean).encode())
        wanted += marked
        lines += [clean.replace("\r\n", "\n").split("\n")[at.line - 1] for at in marked]

    [finding] = checked(tmp_path, engine).findings

    places = [finding.location, *finding.also]
    assert places == wanted
    assert [at.text for at in places] == lines
