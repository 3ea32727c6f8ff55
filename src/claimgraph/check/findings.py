"""Turns validation results into findings: named for people, explained, and placed in the files."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache, partial
from typing import TYPE_CHECKING

import pyoxigraph as ox
from rdflib import RDF, RDFS, SH, Graph
from rdflib.paths import Path
from rdflib.term import BNode, URIRef

from claimgraph.check import circles
from claimgraph.check.apart import Differences, Worded
from claimgraph.check.engines.paths import of_result
from claimgraph.check.terms import About, terms_of
from claimgraph.check.wording import Wording
from claimgraph.findings import Finding, Location, Severity
from claimgraph.graph import names
from claimgraph.graph.terms import in_memory, n_triples, term
from claimgraph.graph.turtle import places as locate
from claimgraph.vocab import ABSTRACT, CG

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from rdflib.term import Literal, Node

    from claimgraph.check.engines import Result
    from claimgraph.graph.loading import Loaded

HINT = URIRef(CG + "hint")
# Nobody reads further.
_DEEPEST = 100
_KINDS = frozenset({str(RDF.type), str(RDFS.subClassOf)})
# What is asked of nodes that are only named.
_NAMES = _KINDS | frozenset(map(str, names.PROPERTIES))
SEVERITIES = {
    str(SH.Violation): Severity.VIOLATION,
    str(SH.Warning): Severity.WARNING,
    str(SH.Info): Severity.INFO,
}

# SHACL 1.2 has two more, beneath sh:Info.
_MINOR = {f"{SH}Debug": Severity.INFO, f"{SH}Trace": Severity.INFO}


def of_results(
    results: Iterable[Result],
    data: Sequence[Loaded],
    quads: Iterable[ox.Quad],
    rules: Iterable[ox.Quad],
    shape_files: Sequence[Loaded] = (),
    about: Sequence[About] | None = None,
) -> list[Finding]:
    """Return a finding for every result, with its place in the files of `data`.

    `quads` and `rules` are the data graph and the shapes graph that were validated; `about` are the
    former by what they are about, where that is known. A result on a node that no file mentions has
    the place of its shape in `shape_files`.
    """
    quads = list(quads)
    told = circles.told(results, quads)
    shapes = _Shapes(shapes_graph(tuple(rules)))
    mentioned = {node for one, circle in told for node in (one.focus, one.value, *circle) if node}
    about = about or [About(quads)]
    foci = set(map(n_triples, mentioned))
    named = _Names(in_memory(_naming(foci, about)), shapes.kinds)
    files, of_shapes = Files(data), Files(shape_files)
    wording = Wording(shapes.graph)
    worded = [Worded(one, of_result(shapes.graph, one), wording.messages(one)) for one, _ in told]
    near = partial(_near, foci, about)
    apart = Differences(shapes.graph, near, lambda: in_memory(quads)).of(worded)
    found: list[Finding] = []
    seen: Counter[Finding] = Counter()
    for (result, circle), (_, path, messages), different in zip(told, worded, apart, strict=True):
        if circle:
            text = circles.written([named.short(node) for node in circle])
            places = files.descriptions(circle)
        else:
            text, values = different
            places = files.places(result, path, values) or of_shapes.described(result.shape)
        finding = _finding(result, messages, text, places, shapes, named)
        seen[finding] += 1
        found.append(replace(finding, occurrence=seen[finding]))
    return found


def subjects(
    nodes: Iterable[str], about: Sequence[About], rules: Iterable[ox.Quad]
) -> dict[str, str]:
    """Return what people call IRIs, by their N-Triples form: Claim ‘Huawei is back’."""
    wanted = list(nodes)
    kinds = _Shapes(shapes_graph(tuple(rules))).kinds
    named = _Names(in_memory(_naming(wanted, about)), kinds)
    return {node: named.of(URIRef(node[1:-1])) for node in wanted}


@lru_cache(maxsize=1)
def shapes_graph(rules: tuple[ox.Quad, ...]) -> Graph:
    """Return the shapes as rdflib has them, made once for those of one check."""
    return in_memory(rules)


def _naming(foci: Iterable[str], about: Sequence[About]) -> list[ox.Quad]:
    """Return the quads that `_Names` needs: a few of many, for rdflib takes its time to hold them.

    They are names and kinds of focus nodes, and what leads to those that are blank.
    """
    found: list[ox.Quad] = []
    ahead = list(foci)
    seen: set[str] = set()
    while ahead:
        node = ahead.pop()
        if node in seen:
            continue
        seen.add(node)
        own = [
            quad
            for each in about
            for quad in each.subjects.get(node, ())
            if quad.predicate.value in _NAMES
        ]
        leading = [quad for each in about for quad in each.leading.get(node, ())]
        found += own + leading
        ahead += [str(quad.object) for quad in own if quad.predicate.value in _KINDS]
        ahead += [str(quad.subject) for quad in leading]
    return found


def _near(foci: AbstractSet[str], about: Sequence[About]) -> Graph:
    """Return what is said about focus nodes, with the names and kinds of these."""
    own = [quad for node in foci for each in about for quad in each.subjects.get(node, ())]
    return in_memory([*own, *_naming(foci, about)])


def _finding(
    result: Result,
    messages: Sequence[Literal],
    apart: str,
    places: Sequence[Location],
    shapes: _Shapes,
    named: _Names,
) -> Finding:
    message = _one_line(str(messages[0]))
    return Finding(
        rule=rule_name(shapes.graph, result.shape),
        severity=severity(result.severity),
        message=f"{message} ({apart})" if apart else message,
        location=places[0] if places else None,
        hint=shapes.hint(result.shape),
        subject=named.of(result.focus),
        focus=_n3(result.focus),
        path=result.path
        if isinstance(result.path, str) and not isinstance(result.path, URIRef)
        else _n3(result.path),
        value=_n3(result.value),
        shape=str(result.shape) if isinstance(result.shape, URIRef) else None,
        component=result.component,
        also=tuple(places[1:]),
        messages=tuple(map(n_triples, messages)),
        declared_severity=None if result.severity in SEVERITIES else result.severity,
    )


def severity(iri: str) -> Severity:
    """Return how grave a severity counts (SHACL 2.1.4): one that is not known, as a violation."""
    return SEVERITIES.get(iri) or _MINOR.get(iri) or Severity.VIOLATION


def _n3(node: Node | None) -> str | None:
    return None if node is None else n_triples(node)


def rule_name(shapes: Graph, shape: Node) -> str:
    """Return a rule's identifier: the local name of its shape's IRI.

    A shape without an IRI goes by the shape that holds it and the end of its path.
    """
    parts: list[str] = []
    held: Node | None = shape
    seen: set[Node] = set()
    while isinstance(held, BNode) and held not in seen and len(seen) < _DEEPEST:
        seen.add(held)
        path = shapes.value(held, SH.path)
        if isinstance(path, URIRef):
            parts.append(_local(path))
        held = next(iter(shapes.subjects(None, held)), None)
    first = _local(held) if isinstance(held, URIRef) else "shape"
    return "/".join([first, *reversed(parts)])


@dataclass(frozen=True)
class _Shapes:
    """The shapes graph, asked for what people read about a rule."""

    graph: Graph

    @cached_property
    def kinds(self) -> frozenset[Node]:
        """The classes of which a shape says what properties they have."""
        return frozenset(
            kind
            for shape, kind in self.graph.subject_objects(SH.targetClass)
            if (shape, SH.property, None) in self.graph
        )

    def hint(self, shape: Node) -> str | None:
        """Return one line on how to mend it, if the shape says so."""
        hint = self.graph.value(shape, HINT)
        return str(hint) if hint is not None else None


@dataclass(frozen=True)
class _Names:
    """The data graph, asked for what people call its nodes.

    `kinds` are the classes that are things of their own: those above them only gather several.
    """

    graph: Graph
    kinds: frozenset[Node]
    _known: dict[Node, str] = field(default_factory=dict)
    _of_types: dict[tuple[Node, ...], str] = field(default_factory=dict)

    def of(self, node: Node) -> str:
        """Return a node's kind and label: Claim ‘Huawei is back’."""
        if node not in self._known:
            self._known[node] = self._named(node)
        return self._known[node]

    def _named(self, node: Node) -> str:
        parts: dict[Node, str] = {}
        while isinstance(node, BNode):
            parts[node] = self._kind(node)
            owners = (each for each in self.graph.subjects(None, node) if each not in parts)
            owner = next(owners, None)
            if owner is None or len(parts) == _DEEPEST:
                return f"{' of '.join(parts.values())} without a name"
            node = owner
        if parts:
            return f"{' of '.join(parts.values())} of {self.of(node)}"
        label = names.label(self.graph, node)
        kind = self._kind(node)
        if label is None:
            return f"{kind} <{node}>" if isinstance(node, URIRef) else f"{kind} {node}"
        return f"{kind} ‘{label}’"

    def short(self, node: Node) -> str:
        """Return what a node is called, without its kind: ‘Huawei is back’."""
        return self.of(node) if isinstance(node, BNode) else f"‘{names.name(self.graph, node)}’"

    def _kind(self, node: Node) -> str:
        """Return what a node is, as generally as a shape describes it: Claim, Source, Actor."""
        types = tuple(sorted(self.graph.objects(node, RDF.type), key=str))
        if types not in self._of_types:
            self._of_types[types] = self._general(types)
        return self._of_types[types]

    def _general(self, types: Sequence[Node]) -> str:
        if not types:
            return "Node"
        kind = next((each for each in types if str(each).startswith(CG)), types[0])
        above = list(self.graph.transitive_objects(kind, RDFS.subClassOf))
        general = [each for each in above if each in self.kinds and str(each) not in ABSTRACT]
        name = names.name(self.graph, general[-1] if general else kind)
        return name[:1].upper() + name[1:]


class Files:
    """The files of the data, read again with their positions only where a finding needs them."""

    def __init__(self, data: Sequence[Loaded]) -> None:
        self._data = data

    def _mentioning(self, node: Node) -> list[Loaded]:
        """Return the files that mention a node."""
        return self._by_name.get(n_triples(node), [])

    @cached_property
    def _by_name(self) -> Mapping[str, list[Loaded]]:
        files: dict[str, list[Loaded]] = {}
        for one in self._data:
            terms = terms_of(one)
            for name in terms.subjects | terms.objects | terms.kinds:
                files.setdefault(name, []).append(one)
        return files

    def descriptions(self, nodes: Iterable[Node]) -> tuple[Location, ...]:
        """Return where nodes are described: every place, in the order of the nodes."""
        return tuple(at for node in nodes for at in self._places_of(node, None, None))

    def places(
        self, result: Result, path: URIRef | Path | None, values: Iterable[Node] = ()
    ) -> tuple[Location, ...]:
        """Return where a result's fault is written: every place, the first of them foremost.

        `values` are those at fault, where the result has none.
        """
        found = {
            at: None
            for value in (values if result.value is None else ())
            for at in self._places_of(result.focus, path, value)
        }
        return tuple(sorted(found)) or self._places_of(result.focus, path, result.value)

    def _places_of(
        self, focus: Node, path: URIRef | Path | None, value: Node | None
    ) -> tuple[Location, ...]:
        files = self._mentioning(focus)
        if isinstance(path, Path):
            # Its steps may lead through any file.
            files = [*files, *(one for one in self._data if one not in files)]
        read = [one.places for one in files]
        found = locate.fault(read, focus, path, value)
        if not found:
            return tuple(Location(one.file.name) for one in files[:1])
        texts = {one.file.name: one.text for one in files}
        return tuple(_with_text(place, texts[place.file]) for place in found)

    def described(self, node: Node) -> tuple[Location, ...]:
        """Return where a node is described, or else mentioned: in one file, the first."""
        for one in self._mentioning(node):
            places = locate.fault([one.places], node, None, None)
            if places:
                return (_with_text(places[0], one.text),)
        return ()

    def written(self, one: Loaded, quad: ox.Quad, name: str) -> list[Location]:
        """Return where a file writes a name (N-Triples) as predicate or object of a triple."""
        subject, predicate, value = map(term, (quad.subject, quad.predicate, quad.object))
        places = one.places
        if str(quad.object) == name:
            found = places.triple(subject, predicate, value)
        else:
            found = places.predicate(subject, predicate)
        return [_with_text(at, one.text) for at in found] or [Location(one.file.name)]


def _with_text(place: Location, text: str) -> Location:
    if not place.line:
        return place
    return replace(place, text=text.split("\n")[place.line - 1].rstrip("\r"))


def _one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def _local(iri: Node) -> str:
    return re.split("[/#]", str(iri).rstrip("/#"))[-1]
