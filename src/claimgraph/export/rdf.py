"""The plain RDF forms: Turtle and TriG to be read and diffed, N-Triples and N-Quads to be streamed.

Canonical N-Quads (RDFC-1.0) are one text for all isomorphic datasets, to compare, hash and sign.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, BinaryIO, cast
from xml.sax.saxutils import escape, quoteattr

import pyoxigraph as ox

from claimgraph.errors import UsageError
from claimgraph.export import Form
from claimgraph.graph import canonical, order, prefixes, tags
from claimgraph.graph.numbering import Numbering
from claimgraph.graph.turtle import writer
from claimgraph.graph.turtle.nesting import Nested
from claimgraph.vocab import RDF, XSD

if TYPE_CHECKING:
    from collections.abc import Iterator

    from claimgraph.export import Source
    from claimgraph.graph.turtle.terms import Subject, Term


def _turtle(source: Source, out: BinaryIO) -> None:
    """Write the union of the graphs, subjects by kind and name, a line for each fact."""
    quads = list(source.quads())
    out.write(writer.turtle(quads, prefixes.of_quads(quads, source.prefixes)).encode())


def _trig(source: Source, out: BinaryIO) -> None:
    """Write graphs by name, in each the subjects by kind and name, a line for each fact."""
    quads = list(source.quads())
    out.write(writer.trig(quads, prefixes.of_quads(quads, source.prefixes)).encode())


def _canonical(source: Source, out: BinaryIO) -> None:
    """Write canonical N-Quads (RDF Dataset Canonicalization, sections 4.4 and 5)."""
    out.write(canonical.n_quads(source.quads()))


def _n_quads(source: Source, out: BinaryIO) -> None:
    """Write N-Quads in the order of the source, blank nodes numbered in that order."""
    numbering = Numbering(out)
    for quads in source.streams():
        ox.serialize(quads, cast("BinaryIO", numbering), format=ox.RdfFormat.N_QUADS)
        numbering.end_stream()


def _n_triples(source: Source, out: BinaryIO) -> None:
    """Write N-Triples in the order of the source, blank nodes numbered in that order.

    A statement of several graphs is written once for each: the format is a set either way.
    """
    numbering = Numbering(out)
    for quads in source.streams():
        triples = (quad.triple for quad in quads)
        ox.serialize(triples, cast("BinaryIO", numbering), format=ox.RdfFormat.N_TRIPLES)
        numbering.end_stream()


# ── RDF/XML ──────────────────────────────────────────────────────────────────────────────────────
# Neither rdflib's writer nor Oxigraph's keeps carriage returns, and both write characters that no
# XML parser accepts; so what XML cannot hold is refused here, by name.


_DEFAULT = ox.DefaultGraph()
_TYPE = ox.NamedNode(RDF + "type")
# NCName (Namespaces in XML 1.0, section 3), the longest that a text ends in.
_START = (
    "A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d"
    "\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_NAME = re.compile(rf"[{_START}][{_START}\-.0-9\u00b7\u0300-\u036f\u203f\u2040]*\Z")
# Characters that are not a Char (XML 1.0, section 2.2).
_NO_CHAR = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# RDF/XML Syntax, sections 5.1 and 7.2.14: no names for properties.
_RESERVED = re.compile(
    re.escape(RDF) + "(RDF|ID|about|parseType|resource|nodeID|datatype|Description|li"
    "|aboutEach|aboutEachPrefix|bagID)"
)


def _rdfxml(source: Source, out: BinaryIO) -> None:
    """Write RDF/XML (RDF 1.1 XML Syntax); raises UsageError for what XML cannot hold."""
    quads = list(canonical.union(source.quads()))
    dataset = Nested(quads)
    if dataset.labelled:
        dataset = Nested(canonical.relabelled(quads))
    writer = _Writer(dataset, prefixes.of_quads(quads, source.prefixes))
    body = list(writer.nodes())
    out.write(b'<?xml version="1.0" encoding="UTF-8"?>\n<rdf:RDF')
    for name, namespace in sorted(writer.used.items()):
        out.write(f"\n    xmlns:{name}={_attribute(namespace)}".encode())
    out.write(b">\n")
    out.writelines(line.encode() + b"\n" for line in body)
    out.write(b"</rdf:RDF>\n")


class _Writer:
    """Writes nodes, those without a label within the others; `used` gathers the namespaces."""

    def __init__(self, dataset: Nested, names: dict[str, str]) -> None:
        self._dataset = dataset
        self._names = {
            namespace: name
            for name, namespace in sorted(names.items(), reverse=True)
            if _NAME.match(name) and not name.lower().startswith(("xml", "ns"))
        }
        self.used = {"rdf": RDF}
        for iri in sorted({p.value for facts in dataset.facts.values() for p, _ in facts}):
            namespace = _split(iri)[0]
            self._names.setdefault(namespace, f"ns{len(self._names)}")
            self.used[self._names[namespace]] = namespace

    def nodes(self) -> Iterator[str]:
        """Yield the lines of all nodes, by kind and name."""
        ordered = []
        for (_, subject), facts in self._dataset.facts.items():
            if not self._dataset.nested(subject):
                kind = order.of_kinds(
                    [o.value for p, o in facts if p == _TYPE and isinstance(o, ox.NamedNode)]
                )
                iri = subject.value if isinstance(subject, ox.NamedNode) else ""
                lines = self._node(subject, "  ")
                ordered.append((kind, not iri, order.natural(iri), lines))
        for *_, lines in sorted(ordered):
            yield from lines

    def _node(self, subject: Subject, indent: str) -> list[str]:
        about = ""
        if isinstance(subject, ox.NamedNode):
            about = f" rdf:about={_attribute(subject.value)}"
        elif isinstance(subject, ox.BlankNode) and subject in self._dataset.labelled:
            about = f" rdf:nodeID={_attribute(subject.value)}"
        facts = []
        for predicate, value in self._dataset.facts.get((_DEFAULT, subject), ()):
            lines = self._property(predicate, value, indent + "  ")
            facts.append(
                (order.of_property(predicate.value), order.natural("\n".join(lines)), lines)
            )
        if not facts:
            return [f"{indent}<rdf:Description{about}/>"]
        inner = [line for *_, lines in sorted(facts) for line in lines]
        return [f"{indent}<rdf:Description{about}>", *inner, f"{indent}</rdf:Description>"]

    def _property(self, predicate: ox.NamedNode, value: Term, indent: str) -> list[str]:
        name = self._name(predicate.value)
        if isinstance(value, ox.NamedNode):
            return [f"{indent}<{name} rdf:resource={_attribute(value.value)}/>"]
        if isinstance(value, ox.BlankNode):
            if self._dataset.nested(value):
                inner = self._node(value, indent + "  ")
                return [f"{indent}<{name}>", *inner, f"{indent}</{name}>"]
            return [f"{indent}<{name} rdf:nodeID={_attribute(value.value)}/>"]
        if isinstance(value, ox.Triple) or value.direction:
            raise UsageError(
                "rdfxml cannot hold RDF 1.2's triple terms and directions: take turtle or nquads"
            )
        kind = ""
        if value.language:
            kind = f" xml:lang={_attribute(tags.usual(value.language))}"
        elif value.datatype.value != XSD + "string":
            kind = f" rdf:datatype={_attribute(value.datatype.value)}"
        return [f"{indent}<{name}{kind}>{_text(value.value)}</{name}>"]

    def _name(self, iri: str) -> str:
        namespace, local = _split(iri)
        return f"{self._names[namespace]}:{local}"


def _split(iri: str) -> tuple[str, str]:
    """Return a property's namespace and name; raises UsageError where XML has no name for it."""
    local = _NAME.search(iri)
    if local is None or local[0] == iri or _RESERVED.fullmatch(iri):
        raise UsageError(
            f"rdfxml has no name for the property <{iri}>, which must end in a letter and "
            "what may follow it in a name: take turtle, nquads or jsonld"
        )
    return iri[: local.start()], local[0]


def _text(text: str) -> str:
    if match := _NO_CHAR.search(text):
        raise UsageError(
            f"rdfxml cannot hold the character U+{ord(match[0]):04X} in {text[:40]!r}: "
            "take turtle, nquads or jsonld"
        )
    # XML 1.0, section 2.11: a parser reads a carriage return as a line feed.
    return escape(text, {"\r": "&#13;"})


def _attribute(text: str) -> str:
    _text(text)
    return quoteattr(text)


FORMS = (
    Form("turtle", "text/turtle", ".ttl", "triples", _turtle),
    Form("trig", "application/trig", ".trig", "quads", _trig),
    Form("ntriples", "application/n-triples", ".nt", "triples", _n_triples),
    Form("nquads", "application/n-quads", ".nq", "quads", _n_quads),
    Form("canonical", "application/n-quads", ".nq", "quads", _canonical),
    Form("rdfxml", "application/rdf+xml", ".rdf", "triples", _rdfxml),
)
