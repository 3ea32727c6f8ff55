"""Places of whole files: of texts written at random, whose writer knows where it wrote what,
and of every Turtle file in the repository, whose text is read again at each place."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import RDF
from rdflib.term import BNode, Literal, URIRef

from claimgraph.findings import Location
from claimgraph.graph import loading
from claimgraph.graph import project as projects
from claimgraph.graph.terms import triples
from claimgraph.graph.turtle.places import Places

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
XSD = "http://www.w3.org/2001/XMLSchema#"
ID = "u:id"
# Every kind of thing between terms; a comment holds what would be a triple elsewhere.
GAPS = [" ", "\t", "\n", "\r\n", "\r", "  \n\t", " # x: a x: , '\"' [ ( <b> .\n", "\n#\r\n# 😀 <\n"]
NAMESPACES = ["https://example.org/a/", "https://example.org/ä#"]
NUMBERS = {
    "integer": ["1", "-2", "+07", "0"],
    "decimal": ["1.50", "-.5", "0.00000001"],
    "double": ["1e3", "-1.E+2", ".5e-3"],
    "boolean": ["true", "false"],
}
QUOTES = ['"', "'", '"""', "'''"]
SUFFIXES = ["", "@en", "@de-CH", "^^<u:d>", f"^^<{XSD}string>", f"^^<{XSD}date>"]


class Writer:
    """Writes Turtle at random and notes each triple's key with the span of its object.

    A blank node's key is a number that it has for its `u:id`; a term's is its value.
    """

    def __init__(self, draw) -> None:
        self.draw = draw
        self.text = ""
        self.prefixes: dict[str, str] = {}
        self.base: str | None = None
        self.noted: list[tuple[tuple, tuple[int, int]]] = []
        self.nodes = 0

    def pick(self, values):
        return self.draw(st.sampled_from(values))

    def gap(self, needed: bool = True) -> None:
        gaps = self.draw(st.lists(st.sampled_from(GAPS), min_size=needed, max_size=2))
        self.text += "".join(gaps)

    def document(self) -> None:
        for _ in range(self.draw(st.integers(1, 5))):
            self.gap(needed=False)
            self.directive()
            self.gap()
            self.statement()
            self.gap()

    def directive(self) -> None:
        kind = self.pick(["prefix", "prefix", "base", "none"])
        if kind == "none":
            return
        words = [self.pick(["p:", ":", "a:", "true:"])] if kind == "prefix" else []
        iri = self.pick(NAMESPACES)
        if words:
            self.prefixes[words[0]] = iri
        else:
            iri = self.base = "https://example.org/d/"
        at = self.pick(["@", ""])
        words = [at + (kind if at else self.pick([kind, kind.upper()])), *words, f"<{iri}>"]
        for word in words:
            self.text += word
            self.gap()
        self.text += "." if at else ""

    def statement(self) -> None:
        if self.pick([True, True, False]):
            self.properties(self.iri(), some=True)
        else:
            key = self.bracket()
            self.properties(key, some=False)
        self.gap(needed=False)
        self.text += "."

    def properties(self, subject, some: bool, depth: int = 0) -> None:
        for number in range(self.draw(st.integers(int(some), 3))):
            if number:
                self.gap(needed=False)
                self.text += self.pick([";", ";;", "; ;"])
            self.gap()
            if self.pick([False, False, True]):
                self.text += "a"
                predicate = str(RDF.type)
            else:
                predicate = self.iri()
            for another in range(self.draw(st.integers(1, 3))):
                if another:
                    self.gap(needed=False)
                    self.text += ","
                self.gap()
                self.object(subject, predicate, depth)

    def object(self, subject, predicate: str, depth: int) -> None:
        start = len(self.text)
        key = self.term(depth)
        self.noted.append(((subject, predicate, key), (start, len(self.text))))

    def term(self, depth: int):
        kinds = [self.iri, self.literal, self.literal, self.number]
        if depth < 3:
            kinds += [lambda: self.bracket(depth + 1), lambda: self.collection(depth + 1)]
        return self.pick(kinds)()

    def bracket(self, depth: int = 0) -> int:
        self.nodes += 1
        key = self.nodes
        self.text += "["
        self.gap(needed=False)
        self.text += f"<{ID}>"
        self.gap()
        start = len(self.text)
        self.text += str(key)
        number = ("literal", str(key), None, XSD + "integer")
        self.noted.append(((key, ID, number), (start, len(self.text))))
        self.gap(needed=False)
        self.text += ";"
        self.properties(key, some=False, depth=depth)
        self.gap(needed=False)
        self.text += "]"
        return key

    def collection(self, depth: int) -> object:
        self.text += "("
        count = self.draw(st.integers(0, 3))
        for _ in range(count):
            self.gap(needed=False)
            self.object("cell", str(RDF.first), depth)
            self.gap()
        self.gap(needed=False)
        self.text += ")"
        return "cell" if count else str(RDF.nil)

    def iri(self) -> str:
        local = self.pick(["b", "c", "B-1", "é"])
        if self.prefixes and self.pick([True, True, False]):
            prefix = self.pick(sorted(self.prefixes))
            self.text += prefix + local
            return self.prefixes[prefix] + local
        if self.base and self.pick([True, False]):
            self.text += f"<{local}#f>"
            return f"{self.base}{local}#f"
        written = local.replace("é", self.pick(["é", "\\u00e9", "\\U000000E9"]))
        self.text += f"<u:#{written}>"
        return f"u:#{local}"

    def number(self):
        kind = self.pick(sorted(NUMBERS))
        written = self.pick(NUMBERS[kind])
        self.text += written
        return ("literal", written, None, XSD + kind)

    def literal(self):
        value = self.draw(st.text(alphabet="ab .#<>[]()'\"\\\n\r\t😀é⟦", max_size=8))
        quote = self.pick(QUOTES)
        escaped = {"\\": "\\\\", quote[0]: "\\" + quote[0], "é": self.pick(["é", "\\u00E9"])}
        if len(quote) == 1:
            escaped |= {"\n": "\\n", "\r": "\\r"}
        suffix = self.pick(SUFFIXES)
        self.text += quote + "".join(escaped.get(char, char) for char in value) + quote + suffix
        language = suffix[1:].lower() if suffix[:1] == "@" else None
        datatype = suffix[3:-1] if suffix[:1] == "^" and "string" not in suffix else None
        return ("literal", value, language, datatype)


def location(text: str, start: int, end: int) -> Location:
    """Return the place of a span, of its first line where it has several."""
    before, first = text[:start], re.split("\r?\n", text[start:end])[0]
    column = len(before.split("\n")[-1]) + 1
    return Location("f", before.count("\n") + 1, column, column + len(first))


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_triple_written_at_random_is_placed_exactly(data):
    """Whatever stands between terms and however they are written (RDF 1.1 Turtle, 6.5)."""
    writer = Writer(data.draw)
    writer.document()
    quads = list(ox.parse(writer.text, format=ox.RdfFormat.TURTLE, rename_blank_nodes=True))
    found = triples(quads)
    numbers = {s: int(str(o)) for s, p, o in found if str(p) == ID and isinstance(s, BNode)}

    def key(node):
        if isinstance(node, Literal):
            language = node.language and node.language.lower()
            return ("literal", str(node), language, node.datatype and str(node.datatype))
        return numbers.get(node, "cell") if isinstance(node, BNode) else str(node)

    places = Places("f", writer.text, "turtle", quads)
    told = defaultdict(set)
    for s, p, o in found:
        if p != RDF.rest:
            told[key(s), str(p), key(o)].update(places.triple(s, p, o))
    written = defaultdict(set)
    for triple, span in writer.noted:
        written[triple].add(location(writer.text, *span))
    assert told == written


LONG = re.compile(r"(\"\"\"|''')(?:[^\\]|\\.)*?\1(?:@[\w-]+|\^\^[^\s;,.\])]+)?", re.DOTALL)


def text_at(lines: list[str], place: Location) -> str:
    """Return a term as it is written, to its very end where that is on another line."""
    line = lines[place.line - 1]
    if line[place.column - 1 :].startswith(('"""', "'''")):
        rest = "\n".join([line[place.column - 1 :], *lines[place.line :]])
        return LONG.match(rest)[0]
    return line[place.column - 1 : place.end_column - 1]


@pytest.mark.parametrize("folder", ["data", "ontology", "ontology/examples"])
def test_what_stands_at_a_triples_place_is_its_object(folder):
    """Read by itself, with the file's prefixes, the text at the place gives the term again."""
    files = sorted((ROOT / folder).rglob("*.ttl"))
    assert files
    for path in files:
        one = loading.load(projects.RdfFile(path, path.name, "turtle", "u:g"))
        found = triples(one.quads)
        places = Places(path.name, one.text, "turtle", one.quads)
        lines = one.text.split("\n")
        head = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in one.prefixes.items())
        asked, wanted = [], []
        for s, p, o in found:
            at = places.triple(s, p, o)
            assert at, f"{path}: {s} {p} {o} has no place"
            if isinstance(o, URIRef | Literal) and p != RDF.rest:
                asked += [f"<u:s> <u:p> {text_at(lines, each)} ." for each in at]
                wanted += [o] * len(at)
        again = ox.parse(head + "\n".join(asked), format=ox.RdfFormat.TURTLE)
        read = [o for _, _, o in triples(again)]
        assert read == wanted, path
