"""Turns validation results into findings: named for people, explained, and placed in the files."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

import pyoxigraph as ox
from rdflib import RDF, RDFS, SH, Graph
from rdflib.paths import Path
from rdflib.term import BNode, URIRef

from claimgraph.check.engines.paths import path_of
from claimgraph.findings import Finding, Location, Severity
from claimgraph.graph import names
from claimgraph.graph.terms import in_memory, n_triples, triples
from claimgraph.graph.turtle import places as locate
from claimgraph.vocab import CG

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rdflib.term import Node

    from claimgraph.check.engines import Result
    from claimgraph.graph.project import Loaded

HINT = URIRef(CG + "hint")
_KINDS = (str(RDF.type), str(RDFS.subClassOf))
SEVERITIES = {
    str(SH.Violation): Severity.VIOLATION,
    str(SH.Warning): Severity.WARNING,
    str(SH.Info): Severity.INFO,
}


def of_results(
    results: Iterable[Result],
    data: Sequence[Loaded],
    quads: Iterable[ox.Quad],
    rules: Iterable[ox.Quad],
) -> list[Finding]:
    """Return a finding for every result, with its place in the files of `data`.

    `quads` and `rules` are the data graph and the shapes graph that were validated.
    """
    told = list(results)
    shapes = _Shapes(_shapes_graph(tuple(rules)))
    names = _Names(in_memory(_naming({n_triples(result.focus) for result in told}, quads)))
    files = _Files(data)
    return [_finding(result, shapes, names, files) for result in told]


@lru_cache(maxsize=1)
def _shapes_graph(rules: tuple[ox.Quad, ...]) -> Graph:
    return in_memory(rules)


def _naming(foci: Iterable[str], quads: Iterable[ox.Quad]) -> list[ox.Quad]:
    """Return the quads that `_Names` needs: a few of many, for rdflib takes its time to hold them.

    They are about focus nodes, their kinds, and what leads to those that are blank.
    """
    about: defaultdict[str, list[ox.Quad]] = defaultdict(list)
    leading: defaultdict[str, list[ox.Quad]] = defaultdict(list)
    for quad in quads:
        about[str(quad.subject)].append(quad)
        if isinstance(quad.object, ox.BlankNode):
            leading[str(quad.object)].append(quad)
    found: list[ox.Quad] = []
    ahead = list(foci)
    seen: set[str] = set()
    while ahead:
        node = ahead.pop()
        if node in seen:
            continue
        seen.add(node)
        found += about[node]
        ahead += [str(quad.object) for quad in about[node] if quad.predicate.value in _KINDS]
        found += leading[node]
        ahead += [str(quad.subject) for quad in leading[node]]
    return found


def _finding(result: Result, shapes: _Shapes, names: _Names, files: _Files) -> Finding:
    places = files.places(result, shapes.path(result))
    return Finding(
        rule=rule_name(shapes.graph, result.shape),
        severity=SEVERITIES.get(result.severity, Severity.VIOLATION),
        message=shapes.message(result),
        location=places[0] if places else None,
        hint=shapes.hint(result.shape),
        subject=names.of(result.focus),
        focus=_n3(result.focus),
        path=result.path
        if isinstance(result.path, str) and not isinstance(result.path, URIRef)
        else _n3(result.path),
        value=_n3(result.value),
        shape=str(result.shape) if isinstance(result.shape, URIRef) else None,
        component=result.component,
        also=tuple(places[1:]),
    )


def _n3(term: Node | None) -> str | None:
    return None if term is None else n_triples(term)


def rule_name(shapes: Graph, shape: Node) -> str:
    """Return a rule's identifier: the local name of its shape's IRI.

    A shape without an IRI goes by the shape that holds it and the end of its path.
    """
    if isinstance(shape, URIRef):
        return _local(shape)
    holder = next(iter(shapes.subjects(None, shape)), None)
    path = shapes.value(shape, SH.path)
    parts = [rule_name(shapes, holder) if holder is not None else "shape"]
    if isinstance(path, URIRef):
        parts.append(_local(path))
    return "/".join(parts)


@dataclass(frozen=True)
class _Shapes:
    """The shapes graph, asked for what people read about a rule."""

    graph: Graph

    def message(self, result: Result) -> str:
        """Return the shape's own message, its placeholders filled by the validator.

        Validators word what a shape leaves unsaid each in their own way: it is put here.
        """
        constraints = [result.shape, *self.graph.objects(result.shape, SH.sparql)]
        own = sorted(
            {m for each in constraints for m in self.graph.objects(each, SH.message)},
            key=lambda m: (getattr(m, "language", None) not in (None, "en"), str(m)),
        )
        for template in own:
            parts = re.split(r"\{[?$](\w+)\}", str(template))
            pattern = ".*".join(map(re.escape, parts[::2]))
            for told in result.messages:
                if re.fullmatch(pattern, told, re.DOTALL):
                    return _one_line(_filled(parts, result) or told)
        return _one_line(str(own[0])) if own else self._default(result)

    def _default(self, result: Result) -> str:
        name = _local(URIRef(result.component)).removesuffix("ConstraintComponent")
        parameter = {"SPARQL": "sparql"}.get(name, name[:1].lower() + name[1:])
        value = self.graph.value(result.shape, SH[parameter])
        limit = f" {_short(value)}" if value is not None and not isinstance(value, BNode) else ""
        return f"does not conform to sh:{parameter}{limit}"

    def path(self, result: Result) -> URIRef | Path | None:
        """Return a result's path; one of several steps is that of its shape."""
        if result.path is None or isinstance(result.path, URIRef):
            return result.path
        return path_of(self.graph, self.graph.value(result.shape, SH.path) or RDF.nil)

    def hint(self, shape: Node) -> str | None:
        """Return one line on how to mend it, if the shape says so."""
        hint = self.graph.value(shape, HINT)
        return str(hint) if hint is not None else None


@dataclass(frozen=True)
class _Names:
    """The data graph, asked for what people call its nodes."""

    graph: Graph

    def of(self, node: Node) -> str:
        """Return a node's kind and label: Claim ‘Huawei is back’."""
        label = names.label(self.graph, node)
        kind = self._kind(node)
        if isinstance(node, BNode):
            owner = next(iter(self.graph.subjects(None, node)), None)
            return f"{kind} of {self.of(owner)}" if owner is not None else f"{kind} without a name"
        if label is None:
            return f"{kind} <{node}>" if isinstance(node, URIRef) else f"{kind} {node}"
        return f"{kind} ‘{label}’"

    def _kind(self, node: Node) -> str:
        """Return what a node is, as generally as the vocabulary puts it: Claim, Source, Actor."""
        kinds = sorted(str(k) for k in self.graph.objects(node, RDF.type))
        ours = [kind for kind in kinds if kind.startswith(CG)]
        if not kinds:
            return "Node"
        kind = URIRef((ours or kinds)[0])
        while parents := sorted(
            str(parent)
            for parent in self.graph.objects(kind, RDFS.subClassOf)
            if str(parent).startswith(CG)
        ):
            kind = URIRef(parents[0])
        name = names.name(self.graph, kind)
        return name[:1].upper() + name[1:]


class _Files:
    """The files of the data, read again with their positions only where a finding needs them."""

    def __init__(self, data: Sequence[Loaded]) -> None:
        self._data = data
        self._read: dict[str, locate.Places] = {}

    @cached_property
    def _mentions(self) -> dict[str, list[Loaded]]:
        """Return the files that mention a node, by the node's N-Triples form."""
        found: dict[str, list[Loaded]] = {}
        for one in self._data:
            nodes = {str(q.subject) for q in one.quads} | {str(q.object) for q in one.quads}
            for node in nodes:
                found.setdefault(node, []).append(one)
        return found

    def places(self, result: Result, path: URIRef | Path | None) -> tuple[Location, ...]:
        """Return where a result's fault is written: every place, the first of them foremost."""
        files = self._mentions.get(n_triples(result.focus), [])
        if isinstance(path, Path):
            # Its steps may lead through any file.
            files = [*files, *(one for one in self._data if one not in files)]
        read = [self._places(one) for one in files]
        found = locate.fault(read, result.focus, path, result.value)
        if not found:
            return tuple(Location(one.file.name) for one in files[:1])
        texts = {one.file.name: one.text.split("\n") for one in files}
        return tuple(
            replace(place, text=texts[place.file][place.line - 1].rstrip("\r"))
            if place.line
            else place
            for place in found
        )

    def _places(self, one: Loaded) -> locate.Places:
        name = one.file.name
        if name not in self._read:
            self._read[name] = locate.Places(name, one.text, one.file.format, triples(one.quads))
        return self._read[name]


def _filled(parts: Sequence[str], result: Result) -> str | None:
    """Fill the placeholders of a message (SHACL 5.3.2), if the result knows them all."""
    known = {"this": result.focus, "value": result.value, "path": result.path}
    if any(known.get(name) is None for name in parts[1::2]):
        return None
    return "".join(str(known[part]) if place % 2 else part for place, part in enumerate(parts))


def _one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def _short(term: Node) -> str:
    return _local(term) if isinstance(term, URIRef) else str(term)


def _local(iri: Node) -> str:
    return re.split("[/#]", str(iri).rstrip("/#"))[-1]
