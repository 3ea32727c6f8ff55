"""Findings as a `sh:ValidationReport` in Turtle (SHACL 3.6), which SHACL tools read back.

A place in a file is a `ptr:LineCharPointer` (W3C, Pointer Methods in RDF), tied to its result by
`earl:pointer`. An `rdfs:comment` names files that do not parse and what was left unchecked; with
either the report does not conform.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pyoxigraph as ox
from rdflib.paths import AlternativePath, InvPath, MulPath, Path, SequencePath
from rdflib.term import URIRef

from claimgraph.check.reports import encodable, sentence
from claimgraph.findings import Severity
from claimgraph.graph.turtle import writer
from claimgraph.text import backslash_u, for_programs
from claimgraph.vocab import RDF, RDFS, SH, SHAPES, XSD

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import TextIO

    from claimgraph.findings import Finding, Location, Report, Rule

    Term = ox.NamedNode | ox.BlankNode | ox.Literal

_EARL = "http://www.w3.org/ns/earl#"
_PTR = "http://www.w3.org/2009/pointers#"
_PREFIXES = {
    "earl": _EARL,
    "ptr": _PTR,
    "rdf": RDF,
    "rdfs": RDFS,
    "sh": SH,
    "shapes": SHAPES,
    "xsd": XSD,
}
_SEVERITIES = {
    Severity.VIOLATION: "Violation",
    Severity.WARNING: "Warning",
    Severity.INFO: "Info",
}
_REPEATED = {"*": "zeroOrMorePath", "+": "oneOrMorePath", "?": "zeroOrOnePath"}
_PREDICATE = re.compile("<([^<>]*)>")


def write(report: Report, out: TextIO, rules: Sequence[Rule] = ()) -> None:  # noqa: ARG001
    """Write the report, its results nested."""
    out = for_programs(out, backslash_u)
    statements = _Statements()
    node = statements.blank("report")
    statements.say(node, RDF + "type", ox.NamedNode(SH + "ValidationReport"))
    conforms = not report.findings and not report.unchecked
    statements.say(node, SH + "conforms", ox.Literal(conforms))
    for line in report.unchecked:
        statements.say(node, RDFS + "comment", _text(f"not checked: {line}"))
    for finding in report.findings:
        if finding.focus is None or finding.component is None:
            place = f"{finding.location}: " if finding.location else ""
            comment = sentence(finding.subject, finding.message)
            statements.say(node, RDFS + "comment", _text(f"{place}{comment} [{finding.rule}]"))
        else:
            statements.say(node, SH + "result", statements.result(finding))
    out.write(writer.turtle(statements.quads, _PREFIXES))


def _text(text: str) -> ox.Literal:
    return ox.Literal(encodable(text))


class _Statements:
    """The triples of a report, with blank nodes of its own for those of the data."""

    def __init__(self) -> None:
        self.quads: list[ox.Quad] = []
        self._paths: dict[str, URIRef | Path | None] = {}
        self._of_data: dict[str, ox.BlankNode] = {}
        self._count = 0

    def say(self, subject: ox.NamedNode | ox.BlankNode, predicate: str, value: Term) -> None:
        self.quads.append(ox.Quad(subject, ox.NamedNode(predicate), value))

    def blank(self, kind: str) -> ox.BlankNode:
        """Return a new blank node, by a label that tells what it is."""
        self._count += 1
        return ox.BlankNode(f"{kind}{self._count}")

    def result(self, finding: Finding) -> ox.BlankNode:
        """Say what a result consists of (SHACL 3.6.2)."""
        node = self.blank("result")
        self.say(node, RDF + "type", ox.NamedNode(SH + "ValidationResult"))
        self.say(node, SH + "focusNode", self._term(finding.focus or ""))
        if finding.path:
            self.say(node, SH + "resultPath", self._path(finding.path))
        if finding.value:
            self.say(node, SH + "value", self._term(finding.value))
        severity = finding.declared_severity or SH + _SEVERITIES[finding.severity]
        self.say(node, SH + "resultSeverity", ox.NamedNode(severity))
        for message in finding.messages:
            self.say(node, SH + "resultMessage", self._term(encodable(message)))
        if not finding.messages:
            self.say(node, SH + "resultMessage", _text(finding.message))
        shape = ox.NamedNode(finding.shape) if finding.shape else self.blank("shape")
        self.say(node, SH + "sourceShape", shape)
        if finding.component:
            component = ox.NamedNode(finding.component)
            self.say(node, SH + "sourceConstraintComponent", component)
        for place in (finding.location, *finding.also):
            if place:
                self.say(node, _EARL + "pointer", self._pointer(place))
        return node

    def _term(self, written: str) -> Term:
        """Read a term in N-Triples syntax; a blank node gets a label of the report's own."""
        if written.startswith("_:"):
            if written not in self._of_data:
                self._of_data[written] = self.blank("node")
            return self._of_data[written]
        line = f"<urn:s> <urn:p> {written} ."
        read: Term = next(ox.parse(line, format=ox.RdfFormat.N_TRIPLES)).object
        return read

    def _pointer(self, place: Location) -> ox.BlankNode:
        node = self.blank("place")
        self.say(node, RDF + "type", ox.NamedNode(_PTR + "LineCharPointer"))
        self.say(node, _PTR + "reference", _text(place.file))
        for name, number in (("lineNumber", place.line), ("charNumber", place.column)):
            if number:
                datatype = ox.NamedNode(XSD + "positiveInteger")
                self.say(node, _PTR + name, ox.Literal(str(number), datatype=datatype))
        return node

    def _path(self, written: str) -> Term:
        if predicate := _PREDICATE.fullmatch(written):
            return ox.NamedNode(predicate[1])
        # Findings have few paths between them, and parsing one takes milliseconds.
        if written not in self._paths:
            self._paths[written] = _property_path(written)
        return self._step(self._paths[written])

    def _step(self, path: URIRef | Path | None) -> Term:
        """Say a path as SHACL does (2.3.1), and return its node."""
        if isinstance(path, URIRef):
            return ox.NamedNode(str(path))
        if isinstance(path, SequencePath):
            return self._list(path.args)
        node = self.blank("path")
        if isinstance(path, InvPath):
            self.say(node, SH + "inversePath", self._step(path.arg))
        elif isinstance(path, AlternativePath):
            self.say(node, SH + "alternativePath", self._list(path.args))
        elif isinstance(path, MulPath):
            self.say(node, SH + _REPEATED[str(path.mod)], self._step(path.path))
        else:
            raise TypeError(f"{path!r} is not a SHACL property path")
        return node

    def _list(self, steps: Iterable[URIRef | Path]) -> Term:
        head: Term = ox.NamedNode(RDF + "nil")
        for step in reversed(list(steps)):
            node = self.blank("list")
            self.say(node, RDF + "first", self._step(step))
            self.say(node, RDF + "rest", head)
            head = node
        return head


def _property_path(path: str) -> URIRef | Path:
    """Read a path of several steps by rdflib's SPARQL parser."""
    from rdflib.plugins.sparql import prepareQuery

    pattern = prepareQuery(f"SELECT * {{ ?s {path} ?o }}").algebra.p
    while "triples" not in pattern:
        pattern = pattern.p
    property_path: URIRef | Path = pattern.triples[0][1]
    return property_path
