"""Where a triple stands: every expectation is a mark in the text itself, ⟦around the term⟧."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from rdflib import RDF, Graph, Literal, Namespace
from rdflib.paths import OneOrMore, ZeroOrMore, ZeroOrOne

from claimgraph.findings import Location
from claimgraph.graph.terms import in_memory
from claimgraph.graph.turtle.places import Places, fault

X = Namespace("https://example.org/")
HEAD = "@prefix x: <https://example.org/> .\n"
OPEN, CLOSE = "⟦", "⟧"
FORMATS = {
    "turtle": ox.RdfFormat.TURTLE,
    "trig": ox.RdfFormat.TRIG,
    "nt": ox.RdfFormat.N_TRIPLES,
    "nquads": ox.RdfFormat.N_QUADS,
    "json-ld": ox.RdfFormat.JSON_LD,
    "xml": ox.RdfFormat.RDF_XML,
}


def unmarked(text: str, file: str = "f") -> tuple[str, list[Location]]:
    """Take the marks out of a text; a term that goes over a line's end is marked to that end."""
    clean: list[str] = []
    found: list[Location] = []
    opened: tuple[int, int] | None = None
    ended: int | None = None
    line, column = 1, 1
    for at, char in enumerate(text):
        if char == OPEN:
            opened, ended = (line, column), None
        elif char == CLOSE:
            assert opened, "a mark that closes nothing"
            found.append(Location(file, *opened, column if ended is None else ended))
            opened = None
        else:
            clean.append(char)
            if char == "\n":
                if opened and ended is None:
                    ended = column - (text[at - 1] == "\r")
                line, column = line + 1, 1
            else:
                column += 1
    assert opened is None, "a mark that is never closed"
    return "".join(clean), found


def placed(text: str, syntax: str = "turtle", file: str = "f") -> tuple[Places, Graph]:
    """Read a text as claimgraph does: validated as one parser reads it, placed by another."""
    quads = list(ox.parse(text, format=FORMATS[syntax], rename_blank_nodes=True))
    return Places(file, text, syntax, quads), in_memory(quads)


def ask(graph: Graph, where: str) -> list[tuple]:
    """Return the triples that a SPARQL pattern binds to ?s ?p ?o."""
    return list(graph.query(f"SELECT DISTINCT ?s ?p ?o {{ {where} }}", initNs={"x": X}))


def in_order(locations) -> list[Location]:
    return sorted(locations, key=lambda at: (at.file, at.line, at.column))


BAD = "?s ?p ?o FILTER(?p = x:bad)"

# Each is a text in which the objects of the predicate x:bad, and nothing else, are marked.
TURTLE = {
    "plain": "x:a x:bad ⟦x:b⟧ .",
    "iri": "x:a x:bad ⟦<https://example.org/b>⟧ .",
    "no-space": "x:a<https://example.org/bad>⟦<u:b>⟧.x:c<u:p>'d'.x:e x:bad⟦'f'⟧.",
    "several-on-a-line": "x:a x:good 1 . x:a x:bad ⟦2⟧ . x:b x:good 3 . x:b x:bad ⟦4⟧ .",
    "objects": "x:a x:good 1 , 2 ; x:bad ⟦3⟧ , ⟦4⟧ ,\n  ⟦5⟧ ; x:good 6 .",
    "predicates": "x:a x:good 1 ; x:bad ⟦1⟧ ;; x:other 1 ; .",
    "over-lines": "x:a\n  x:bad\n\n    ⟦x:b⟧\n .",
    "blank-node": "x:a x:has [ x:good 1 ; x:bad ⟦1⟧ ] .",
    "blank-node-as-value": "x:a x:bad ⟦[ x:good 1 ]⟧ .",
    "blank-node-over-lines": "x:a x:bad ⟦[ x:good 1 ;\n  x:good 2 ]⟧ ; x:bad ⟦[]⟧ , ⟦[ ]⟧ .",
    "nested": "x:a x:has [ x:good 1 ; x:has [ x:good 1 ; x:bad ⟦1⟧ ] ; x:good 2 ] ; x:bad ⟦2⟧ .",
    "nested-values": "x:a x:has [ x:bad ⟦[ x:good x:b ]⟧ , ⟦x:c⟧ ; x:has [ x:bad ⟦x:d⟧ ] ] .",
    "blank-subject": "[ x:good 1 ; x:bad ⟦2⟧ ] .\n[] x:bad ⟦3⟧ .\n[ x:good 1 ] x:bad ⟦4⟧ .",
    "labels": "_:a x:bad ⟦_:b⟧ . _:b x:bad ⟦_:a.b⟧ . _:a.b x:good _:a .",
    "collection": "x:a x:bad ⟦( 1 x:b )⟧ , ⟦()⟧ , ⟦( )⟧ ; x:good ( 1 ) .",
    "collection-as-subject": "( 1 2 ) x:bad ⟦3⟧ . () x:bad ⟦4⟧ .",
    "inside-collection": "x:a x:has ( 1 [ x:bad ⟦1⟧ ] ( [ x:bad ⟦2⟧ ] ) () 'x' ) .",
    "long-literal-before": 'x:a x:good """one\n two "quoted" ""\n three""" ; x:bad ⟦4⟧ .',
    "long-literal": "x:a x:good 1 ; x:bad ⟦\"\"\"one\ntwo\n\"\"\"⟧ , ⟦'''\n'''⟧ .",
    "quotes": """x:a x:bad ⟦'it "is"'⟧ , ⟦"it's"⟧ , ⟦''⟧ , ⟦""⟧ , ⟦''''''⟧ , ⟦'''a'b''c'''⟧ .""",
    "escapes": r"""x:a x:bad ⟦"\"\\"⟧ , ⟦'\''⟧ , ⟦"\u00e9\U0001F600\n"⟧ , ⟦<u:\u00e9>⟧ .""",
    "local-escapes": r"x:a x:bad ⟦x:a\,b⟧ , ⟦x:%41\;⟧ , ⟦x:a.b⟧ , ⟦x:1:2⟧ , ⟦x:⟧ .",
    "language": "x:a x:bad ⟦'b'@en⟧ , ⟦'b'@de-CH⟧ , ⟦'b'⟧ , ⟦'b'@EN-gb⟧ .",
    "datatype": "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"
    "x:a x:bad ⟦'1'^^xsd:byte⟧ , ⟦'b'^^<u:d>⟧ , ⟦'s'^^xsd:string⟧ , ⟦'2020-01-31'^^xsd:date⟧ .",
    "numbers": "x:a x:bad ⟦-2⟧ , ⟦+3⟧ , ⟦04⟧ , ⟦5.0⟧ , ⟦.6⟧ , ⟦7e8⟧ , ⟦-9.E+1⟧ , ⟦.0000001⟧ .",
    "numbers-then-dot": "x:a x:bad ⟦1⟧. x:b x:bad ⟦1.5⟧. x:c x:bad ⟦1e5⟧.",
    "booleans": "x:a x:bad ⟦true⟧ , ⟦false⟧. x:b x:bad ⟦true⟧.",
    "prefix-again": "@prefix p: <u:1/> .\np:a x:bad ⟦p:b⟧ .\n"
    "@prefix p: <u:2/> .\np:a x:bad ⟦p:b⟧ . PREFIX p: <u:3/> p:a x:bad ⟦p:b⟧ .",
    "prefix-of-one": "@prefix x: <u:1/> .\nx:a x:bad x:b .\nprefix x: <https://example.org/>\n"
    "x:a x:bad ⟦x:b⟧ .",
    "prefix-empty": "PREFIX : <u:>\n:a x:bad ⟦:b⟧ , ⟦:⟧ .",
    "prefix-like-keyword": "@prefix a: <u:1/> . @prefix true: <u:2/> . @prefix a.b: <u:3/> .\n"
    "@prefix is: <u:4/> . @prefix prefix: <u:5/> . @prefix base: <u:6/> .\n"
    "a:a a a:a ; a:a true:a . base:a a.b:a is:a . prefix:a x:bad ⟦a:b⟧ , ⟦true:b⟧ , ⟦a.b:c⟧ .",
    "base": "@base <https://example.org/d/> .\n"
    "<a> <../bad> ⟦<b>⟧ , ⟦<>⟧ , ⟦<#f>⟧ , ⟦<?q>⟧ , ⟦<//h/i>⟧ .\n"
    "BASE <../> <d/a> <bad> ⟦<b>⟧ , ⟦<./c/../d>⟧ , ⟦<u:b>⟧ . base <e/>\n@base <f/>.\n"
    "@prefix e: <g#>.\n<a> </bad> ⟦<h>⟧ , ⟦e:h⟧ .",
    "comments": """# x:a x:bad 1 .
x:a # x:bad 2 .
 x:bad # ''' [ (
 ⟦3⟧ # ) ] .
 . # x:b x:bad 4 .""",
    "hash-in-iri": "x:a x:bad ⟦<u:b#c>⟧ , ⟦<u:#>⟧ ; x:good '# x:a x:bad 1 .' ; x:bad ⟦'#'⟧ . #",
    "comment-with-carriage-return": "x:a x:good 1 . # one\rx:a x:bad ⟦2⟧ .",
    "crlf": "x:a x:good 1 ;\r\n  x:bad ⟦2⟧ . # c\r\n\r\nx:b x:bad\r\n⟦'''a\r\nb'''⟧ .\r\n",
    "tabs": "x:a\tx:good\t1 ;\n\t\tx:bad\t⟦2⟧\t.",
    "beyond-bmp": "x:a x:good '😀😀' ; x:bad ⟦'𝔘b'⟧ ; x:good '𐌰' ; x:bad ⟦<u:😀>⟧ .",
    "combining": "x:a x:good 'e\u0301\u200d' ; x:bad ⟦1⟧ . x:ä x:bad ⟦x:ü⟧ .",
    "twice": "x:a x:bad ⟦1⟧ , ⟦1⟧ .\nx:b x:good 1 .\nx:a x:bad ⟦1⟧ .",
    "twice-in-a-blank-node": "_:a x:bad ⟦1⟧ . _:b x:bad ⟦2⟧ . _:a x:bad ⟦1⟧ .",
    "same-object-elsewhere": "x:a x:good x:b ; x:bad ⟦x:b⟧ ; x:other x:b . x:b x:good x:b .",
}


@pytest.mark.parametrize("name", TURTLE)
def test_a_triple_of_turtle_is_placed_at_its_object(name):
    """Columns count code points from 1; a triple written twice has two places."""
    text, marked = unmarked(HEAD + TURTLE[name])
    places, graph = placed(text)

    found = [at for triple in ask(graph, BAD) for at in places.triple(*triple)]

    assert in_order(found) == marked


ONE = {
    "a": (
        "x:c a x:T . x:a x:good x:T ; a ⟦x:T⟧ .",
        "?s ?p ?o FILTER(?s = x:a && ?o = x:T && ?p != x:good)",
    ),
    "item": ("x:a x:p ( 1 x:b ⟦x:c⟧ [] ) .", "?s ?p ?o FILTER(?o = x:c)"),
    "item-again": ("x:a x:p ( ⟦1⟧ 2 ⟦1⟧ ) .", "?s ?p ?o FILTER(?o = 1)"),
    "item-nested": ("x:a x:p ( 1 ( 2 ⟦3⟧ ) 4 ) .", "?s ?p ?o FILTER(?o = 3)"),
    "item-empty": ("x:a x:p ( 1 ⟦()⟧ 2 ) .", "?s ?p ?o FILTER(?p = rdf:first && ?o = rdf:nil)"),
    "item-blank": ("x:a x:p ( 1 ⟦[ x:q 1 ]⟧ ) .", "?s ?p ?o . ?o x:q 1"),
    "end": ("x:a x:p ( 1 ⟦2⟧ ) .", "?s ?p ?o FILTER(?p = rdf:rest && ?o = rdf:nil)"),
    "of-two-alike": (
        "x:a x:p [ x:n 'one' ; x:q 1 ] . x:b x:p [ x:n 'two' ; x:q ⟦1⟧ ] .",
        "?b x:n 'two' . ?s ?p ?o FILTER(?s = ?b && ?p = x:q)",
    ),
    "of-two-owners": (
        "x:a x:p [ x:q 1 ] . x:b x:p [ x:q ⟦1⟧ ] . x:c x:p [ x:q 1 ] .",
        "x:b x:p ?b . ?s ?p ?o FILTER(?s = ?b)",
    ),
    "deep-owner": (
        "x:a x:p [ x:p [ x:q 1 ] ] . x:b x:p [ x:p [ x:q ⟦1⟧ ] ] .",
        "x:b x:p/x:p ?b . ?s ?p ?o FILTER(?s = ?b)",
    ),
    "by-its-depth": (
        "x:a x:p [ x:q 1 ; x:p [ x:q ⟦1⟧ ; x:r [ x:q 1 ] ] ] .",
        "?b x:r [] . ?s ?p ?o FILTER(?s = ?b && ?p = x:q)",
    ),
    "by-what-is-deeper": (
        "x:a x:p _:o , [ x:p [ x:p [ x:q 1 ] ] ] . _:o x:p ⟦[ x:p [ x:q 2 ] ]⟧ .",
        "?s ?p ?o . ?o x:p/x:q 2",
    ),
    "in-the-right-list": (
        "x:a x:p ( [ x:q 1 ] [ x:q 1 ] ) . x:b x:p ( [ x:q 1 ] [ x:q ⟦1⟧ ] ) .",
        "x:b x:p/rdf:rest/rdf:first ?b . ?s ?p ?o FILTER(?s = ?b)",
    ),
    "label-used-before": (
        "x:a x:p _:n . x:b x:p _:m . _:m x:q ⟦1⟧ . _:n x:q 1 .",
        "x:b x:p ?b . ?s ?p ?o FILTER(?s = ?b)",
    ),
}


@pytest.mark.parametrize("name", ONE)
def test_the_right_one_of_many_is_placed(name):
    """What a blank node is called differs between parsers: what surrounds it tells it apart."""
    text, marked = unmarked(HEAD + ONE[name][0])
    places, graph = placed(text)

    found = [at for triple in ask(graph, ONE[name][1]) for at in places.triple(*triple)]

    assert in_order(found) == marked


TWINS = {
    "values": "x:a x:p [ x:q ⟦1⟧ ] , [ x:q ⟦1⟧ ] , [ x:q ⟦1⟧ ] .",
    "nested": "x:a x:p [ x:p [ x:q ⟦1⟧ ] ] , [ x:p [ x:q ⟦1⟧ ] ] .",
    "lists": "x:a x:p ( [ x:q ⟦1⟧ ] ) , ( [ x:q ⟦1⟧ ] ) .",
    "in-circles": "x:a x:p ( _:k [ x:n _:l ; x:q ⟦1⟧ ; x:m ( _:l ) ] ) ,\n"
    "( _:l [ x:m ( _:k ) ; x:q ⟦1⟧ ; x:n _:k ] ) .",
    "out-of-order": "[ x:q ⟦1⟧ ; x:p _:b ] . _:a x:r 1 . _:b x:r 1 . [ x:p _:a ; x:q ⟦1⟧ ] .",
}


@pytest.mark.parametrize("name", TWINS)
def test_twins_each_have_a_place_of_their_own(name):
    """Nothing tells twins apart, so either may stand for the other; no two share a place."""
    text, marked = unmarked(HEAD + TWINS[name])
    places, graph = placed(text)

    found = [places.triple(*triple) for triple in ask(graph, "?s ?p ?o FILTER(?p = x:q)")]

    assert all(len(each) == 1 for each in found)
    assert in_order(each[0] for each in found) == marked
    assert all(places.triple(*triple) for triple in graph)


OTHERS = {
    "trig-graphs": (
        "trig",
        HEAD + "x:a x:bad ⟦1⟧ .\nx:g { x:a x:bad ⟦1⟧ . x:b x:good 1 ; x:bad ⟦2⟧ }\n"
        "GRAPH x:h { x:a x:bad ⟦3⟧ } { x:c x:bad ⟦4⟧ , ⟦5⟧ }\n"
        "graph _:i { _:i x:bad ⟦( 6 )⟧ . } [] { x:d x:bad ⟦'''\n{'''⟧ } x:e x:bad ⟦7⟧ .",
    ),
    "trig-base": (
        "trig",
        "BASE <https://example.org/>\n<g> { <a> <bad> ⟦<b>⟧ }\n"
        "@prefix x: <u:> . x:g { x:a <bad> ⟦x:b⟧ }",
    ),
    "trig-blank-nodes": (
        "trig",
        HEAD
        + "x:g { x:a x:p [ x:good 1 ] . [ x:bad ⟦1⟧ ] x:p () . [] x:bad ⟦[]⟧ . }\n[] x:bad ⟦2⟧ .",
    ),
    "n-triples": (
        "nt",
        "# <u:a> <https://example.org/bad> <u:x> .\n"
        "<u:a> <https://example.org/bad> ⟦<u:b>⟧ .\r\n"
        '<u:a>\t<https://example.org/bad> ⟦"c # . <u:d> \\" \\u00E9"⟧ . # <u:e> .\n'
        "<u:a><https://example.org/bad>⟦_:b⟧.\n"
        '_:b <https://example.org/bad> ⟦"1"^^<http://www.w3.org/2001/XMLSchema#integer>⟧ .\n'
        '_:b <https://example.org/bad> ⟦"x"@en-GB⟧ .',
    ),
    "n-quads": (
        "nquads",
        "# <u:a> <https://example.org/bad> <u:x> <u:g> .\n"
        "<u:a> <https://example.org/bad> ⟦<u:b>⟧ .\n"
        "<u:a> <https://example.org/bad> ⟦<u:c>⟧ <u:g> .\r\n"
        '<u:a>\t<https://example.org/bad>\t⟦"c <u:d> . \\" <u:g> ."⟧ <u:g>. # <u:e> .\n'
        "<u:a><https://example.org/bad>⟦_:b⟧<u:g>.\n"
        "  _:b <https://example.org/bad> ⟦_:c⟧ _:g .\n"
        "_:b <https://example.org/bad> ⟦_:d⟧ .\n"
        '_:d <https://example.org/bad> ⟦"1"^^<u:d>⟧ <u:g#h> .\n'
        '<u:s#> <https://example.org/bad> ⟦"😀"@en⟧ <u:g> .\n'
        "<u:a> <https://example.org/bad> ⟦<u:b>⟧ <u:h> .",
    ),
}


@pytest.mark.parametrize("name", OTHERS)
def test_trig_and_the_line_formats_are_placed_as_well(name):
    """A triple in several graphs stands at each of them; graph labels and comments are no terms."""
    syntax, text = OTHERS[name]
    text, marked = unmarked(text)
    places, graph = placed(text, syntax)

    found = [at for triple in ask(graph, BAD) for at in places.triple(*triple)]

    assert in_order(found) == marked


NO_LINES = {
    "json-ld": '{"@id": "https://example.org/a", "https://example.org/p": [{"@value": "v"}]}',
    "xml": '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:x='
    '"https://example.org/"><rdf:Description rdf:about="https://example.org/a"><x:p>v</x:p>'
    "</rdf:Description></rdf:RDF>",
}


@pytest.mark.parametrize("syntax", NO_LINES)
def test_json_and_xml_are_placed_by_their_file_alone(syntax):
    places, _ = placed(NO_LINES[syntax], syntax)

    assert fault([places], X.a, X.p, Literal("v")) == (Location("f"),)
    assert fault([places], X.a, X.q, None) == (Location("f"),)
    assert fault([places], X.b, X.q, None) == ()


# Focus node, path, value; the text; the first mark is the best place.
FAULTS = {
    "value": (X.a, X.p, X.c, "x:a x:p x:b , ⟦x:c⟧ ; x:q x:c . x:b x:p x:c ."),
    "value-without-path": (X.a, None, X.c, "x:a x:p x:b ; x:q ⟦x:c⟧ . x:b x:p x:c ."),
    "value-of-that-form": (
        X.a,
        X.p,
        Literal("+05", datatype=Literal(5).datatype, normalize=False),
        "x:a x:p 5 , ⟦+05⟧ , 05 .",
    ),
    "value-of-no-such-form": (X.a, X.p, Literal(5), "x:a ⟦x:p⟧ +05 ."),
    "focus-as-value": (X.a, None, X.a, "x:b x:q x:a . ⟦x:a⟧ x:p 1 ; x:q x:a . x:a x:p 2 ."),
    "value-absent": (X.a, X.p, X.z, "x:b x:p 1 . x:a x:q 1 ; ⟦x:p⟧ 1 , 2 ; x:p 3 ."),
    "count": (X.a, X.p, None, "x:a x:q 1 ; ⟦x:p⟧ 1 , 2 ; x:p 3 ."),
    "count-of-a": (X.a, RDF.type, None, "x:a x:q 1 ; ⟦a⟧ x:T , x:U ."),
    "predicate-absent": (X.a, X.p, None, "x:b x:p 1 .\n⟦x:a⟧ x:q 1 .\nx:a x:r 2 ."),
    "predicate-of-base": (X.a, X.p, None, "BASE <https://example.org/> <b> <p> 1 . ⟦<a>⟧ <q> 1 ."),
    "only-mentioned": (X.a, X.p, None, "x:b x:q ⟦x:a⟧ , x:c . x:c x:q x:a ."),
    "value-without-path-absent": (X.a, None, X.z, "x:b x:q x:a . ⟦x:a⟧ x:p 1 ."),
    "sequence": (
        X.a,
        X.p / X.q,
        X.z,
        "x:a x:p x:m , x:n . x:m x:q 1 . x:n x:q ⟦x:z⟧ . x:o x:q x:z .",
    ),
    "sequence-of-three": (X.a, X.p / X.q / X.r, X.z, "x:a x:p [ x:q [ x:r 1 , ⟦x:z⟧ ] ] ."),
    "sequence-count": (X.a, X.p / X.q, None, "x:a x:p x:m . x:m x:r 1 ; ⟦x:q⟧ 1 , 2 ."),
    "sequence-halfway": (X.a, X.p / X.q, None, "x:a x:r 1 ; ⟦x:p⟧ x:m . x:m x:r 1 ."),
    "sequence-absent": (X.a, X.p / X.q, None, "x:m x:q 1 . ⟦x:a⟧ x:r x:m ."),
    "inverse": (X.a, ~X.p, X.z, "x:y x:p x:a . ⟦x:z⟧ x:p x:b , x:a ; x:q x:a . x:a x:p x:z ."),
    "inverse-absent": (X.a, ~X.p, None, "x:y x:q x:a . ⟦x:a⟧ x:p x:z ."),
    "inverse-first": (X.a, ~X.p / X.q, X.z, "x:y x:p x:a ; x:q 1 , ⟦x:z⟧ . x:b x:q x:z ."),
    "inverse-last": (X.a, X.p / ~X.q, X.z, "x:a x:p x:y . ⟦x:z⟧ x:q x:x , x:y ."),
    "alternative": (X.a, X.p | X.q, X.z, "x:a x:p 1 ; x:r x:z ; x:q ⟦x:z⟧ ."),
    "alternative-both": (X.a, X.p | X.q, X.z, "x:a x:p ⟦x:z⟧ ; x:r x:z ; x:q ⟦x:z⟧ ."),
    "alternative-absent": (X.a, X.p | X.q, None, "⟦x:a⟧ x:r 1 ; x:q 1 ."),
    "star": (X.a, X.p * ZeroOrMore, X.z, "x:a x:p x:b . x:b x:p x:c , x:a . x:c x:p ⟦x:z⟧ ."),
    "star-itself": (X.a, X.p * ZeroOrMore, X.a, "x:b x:q x:a . ⟦x:a⟧ x:p x:b ."),
    "plus": (X.a, X.p * OneOrMore, X.z, "x:a x:p [ x:p ⟦x:z⟧ ] . x:b x:p x:z ."),
    "question-mark": (X.a, X.p * ZeroOrOne, X.z, "x:a x:p ⟦x:z⟧ , x:b . x:b x:p x:z ."),
    "list-members": (
        X.a,
        X.p / (RDF.rest * ZeroOrMore) / RDF.first,
        X.z,
        "x:a x:p ( x:b ⟦x:z⟧ x:c ) ; x:q ( x:z ) .",
    ),
    "star-of-sequence": (
        X.a,
        (X.p / X.q) * OneOrMore,
        X.z,
        "x:a x:p [ x:q [ x:p [ x:q ⟦x:z⟧ ; x:r x:z ] ] ] .",
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_placed_as_narrowly_as_can_be(name):
    """The value; else the predicate; else the subject's first line; else the first mention."""
    focus, path, value, text = FAULTS[name]
    text, marked = unmarked(HEAD + text)
    places, _ = placed(text)

    assert list(fault([places], focus, path, value)) == marked


def test_a_blank_node_without_a_property_is_placed_at_its_bracket():
    text, marked = unmarked(HEAD + "x:a x:p [ x:n 1 ] , ⟦[⟧ x:n 2 ;\n x:q 1 ] , [] .")
    places, graph = placed(text)
    [(node, _, _)] = ask(graph, "?s ?p ?o FILTER(?o = 2)")

    assert list(fault([places], node, X.z, None)) == marked


def test_a_cell_of_a_collection_is_placed_at_its_item():
    """`rdf:rest` and `rdf:first` are nowhere written: a cell begins where its item does."""
    text, marked = unmarked(HEAD + "x:a x:p ⟦(⟧ 1 ⟦x:b⟧ ⟦'c'⟧ ) .")
    places, graph = placed(text)
    cells = [graph.value(X.a, X.p)]
    while (rest := graph.value(cells[-1], RDF.rest)) != RDF.nil:
        cells.append(rest)

    assert [places.subject(cell) for cell in cells] == marked


def test_a_triple_in_two_files_is_reported_at_both():
    """Paths cross files; so do twice-written triples, predicates and descriptions."""
    first, at_first = unmarked(HEAD + "x:a x:q x:m ; x:p 1 , ⟦2⟧ .", "first")
    second, at_second = unmarked(HEAD + "# the second\n\nx:m x:r x:z . x:a x:p ⟦2⟧ .", "second")
    both = [placed(first, file="first")[0], placed(second, file="second")[0]]

    assert list(fault(both, X.a, X.p, Literal(2))) == at_first + at_second
    assert [at.file for at in fault(both, X.a, X.p, None)] == ["first", "second"]
    assert [at.file for at in fault(both, X.a, X.none, None)] == ["first", "second"]
    assert [str(at) for at in fault(both, X.a, X.q / X.r, X.z)] == ["second:4:9"]


@pytest.mark.parametrize(
    "rest",
    [
        "x:b x:q <<( x:a x:b x:c )>> .",
        "x:b x:q x:c {| x:r 1 |} , x:d ~ x:e .",
        "x:b x:q " + "[ x:p " * 3000 + "1" + " ]" * 3000 + " .",
        "x:b x:q " + "( " * 3000 + "1" + " )" * 3000 + " .",
        "x:b x:q x:c x:d .\n x:b <a b> 1 .",
    ],
    ids=["triple-term", "annotation", "brackets", "collections", "faults"],
)
def test_what_stands_around_costs_a_triple_no_place(rest):
    text, marked = unmarked(HEAD + f"x:a x:p ⟦1⟧ .\n{rest}\nx:a x:p ⟦1⟧ .")

    places = Places("f", text, "turtle", ())

    assert list(places.triple(X.a, X.p, Literal(1))) == marked
