"""What weighing finds, as triples in a named graph of its own, never among what was captured."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
from rdflib import Literal

from claimgraph.claims.links import FOLDER
from claimgraph.claims.model import CG as CG_TERMS
from claimgraph.claims.weighing.inflation import inflation
from claimgraph.claims.weighing.linking import Made
from claimgraph.claims.weighing.table import VERSION
from claimgraph.claims.weighing.weighing import weigh
from claimgraph.errors import QuestionError
from claimgraph.graph.sparql import iris
from claimgraph.graph.stores.disk import OnDisk
from claimgraph.graph.stores.memory import Embedded
from claimgraph.graph.stores.parts import Parted
from claimgraph.graph.terms import ox_term
from claimgraph.vocab import CG, RDF, SCHEME, WEIGHING
from claimgraph.vocab import GRAPH as NAMED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from rdflib import Graph
    from rdflib.term import Node

    from claimgraph.claims.weighing.table import Table
    from claimgraph.claims.weighing.weighing import Weighing
    from claimgraph.graph.stores import Store

GRAPH = WEIGHING
_STANDING = f"{SCHEME}standing/"
# What is said of claims, arguments and sources in this graph, and nowhere else.
PROPERTIES = (
    "standing",
    "grade",
    "pro",
    "con",
    "basis",
    "weakestLink",
    "stated",
    "carried",
    "carries",
)
IRIS = frozenset(f"{CG}{name}" for name in PROPERTIES)
_PROV = "http://www.w3.org/ns/prov#"


def quads(weighing: Weighing) -> Iterator[ox.Quad]:
    """Yield how all claims stand, what carries them, and what falls without each source.

    The graph says of itself by which semantics, table and input it came about; links are part of
    that where they were weighed in.
    """
    articles = {one for some in weighing.material.articles.values() for one in some}
    yield from about(weighing.table, (text for _, text in weighed(weighing)), map(_term, articles))
    if weighing.material.linked:
        graph = ox.NamedNode(GRAPH)
        links = ox.NamedNode(f"{NAMED}{FOLDER}")
        yield ox.Quad(graph, ox.NamedNode(f"{_PROV}wasDerivedFrom"), links, graph)
    yield from standings(weighing)


def about(
    table: Table, material: Iterable[str], articles: Iterable[ox.NamedNode]
) -> Iterator[ox.Quad]:
    """Yield what the graph says of itself; `material` is what was weighed, as `weighed` has it."""
    graph = ox.NamedNode(GRAPH)
    yield ox.Quad(graph, ox.NamedNode(f"{RDF}type"), ox.NamedNode(f"{CG}Weighing"), graph)
    texts = {
        "semanticsVersion": VERSION,
        "table": table.name,
        "tableDigest": table.digest,
        "inputDigest": hashlib.sha256("\n".join(sorted(material)).encode()).hexdigest(),
    }
    for name, text in texts.items():
        yield ox.Quad(graph, ox.NamedNode(f"{CG}{name}"), ox.Literal(text), graph)
    for article in sorted(set(articles), key=str):
        yield ox.Quad(graph, ox.NamedNode(f"{_PROV}wasDerivedFrom"), article, graph)


def standings(weighing: Weighing) -> Iterator[ox.Quad]:
    """Yield what is derived about claims, arguments and sources."""
    graph = ox.NamedNode(GRAPH)

    def quad(subject: Any, name: str, value: Any) -> ox.Quad:
        return ox.Quad(_term(subject), ox.NamedNode(f"{CG}{name}"), value, graph)

    for one in weighing.standings:
        yield quad(one.iri, "standing", ox.NamedNode(f"{_STANDING}{one.standing}"))
        for name in ("grade", "pro", "con", "basis"):
            yield quad(one.iri, name, ox.Literal(getattr(one, name)))
        weakest = weighing.weakest(one.iri).standing.iri
        yield quad(one.iri, "weakestLink", _term(weakest))
    framework, least = weighing.framework, weighing.grades.least
    for number, inference in enumerate(framework.inferences, len(framework.claims)):
        # What links add is nobody's argument.
        if not isinstance(inference.iri, Made):
            yield quad(inference.iri, "grade", ox.Literal(least[number]))
    for rise in inflation(weighing):
        yield quad(rise.claim, "stated", ox.Literal(rise.stated))
        yield quad(rise.claim, "carried", ox.Literal(rise.carried))
    for source, claims in _falling(weighing):
        for claim in claims:
            yield quad(source, "carries", _term(claim))


def _term(node: Any) -> Any:
    """Return a claim, an argument or a source as Oxigraph has it."""
    return ox_term(node)


def _falling(weighing: Weighing) -> Iterator[tuple[Node, list[Node]]]:
    """Yield each source with the claims that are accepted with it, and not without it."""
    sources = {
        source
        for standpoint in weighing.material.standpoints.values()
        for ground in standpoint.grounds
        for source in ground.sources
        # A text in its place says nothing in RDF.
        if not isinstance(source, Literal)
    }
    framework, order, before = weighing.framework, weighing.material.order, weighing.grades.least
    for source in sorted(sources, key=str):
        after = weighing.without(source).grades.least
        # Grades alone: why each claim falls, which takes longer to find, is not told here.
        fallen = (
            n for n, (was, now) in enumerate(zip(before, after, strict=True)) if was > now == 0
        )
        claims = (framework.claims[one] for one in fallen if framework.is_claim(one))
        yield source, [one for one in claims if one in order]


def weighed(weighing: Weighing) -> Iterator[tuple[Node, str]]:
    """Yield all that was weighed by what it is of: claims with what they rest on, and arguments.

    The SHA-256 of the texts, sorted, is the digest of the input.
    """
    material = weighing.material

    def name(node: object) -> str:
        """Return what a node is called: of those that are made the label is another each time."""
        if not isinstance(node, Made):
            return str(node)
        return f"elsewhere {material.apart[node]}" if node in material.apart else "linked"

    for claim, point in material.standpoints.items():
        grounds = sorted(
            f"{one.grade}:{','.join(sorted(map(str, one.things)))}" for one in point.grounds
        )
        yield claim, f"{name(claim)} {point.cap} {point.word} {' '.join(grounds)}"
    for one in material.inferences:
        premises = " ".join(map(name, one.premises))
        also = "".join(f" and {name(also)}" for also in one.also)
        text = f"{name(one.iri)} {one.way} {name(one.conclusion)} {premises} {one.cap}{also}"
        yield one.iri, text  # type: ignore[misc]


@dataclass(frozen=True, slots=True)
class Derived:
    """How a claim stands, as the graph says it: numbers as they are written there."""

    standing: Node
    grade: str
    pro: str
    con: str
    weakest: Node | None


def read(graph: Graph, claim: Node) -> Derived | None:
    """Return how a claim stands, None where that has not been derived."""
    grade = standing(graph, claim)
    if grade is None:
        return None
    numbers = (CG_TERMS.grade, CG_TERMS.pro, CG_TERMS.con)
    reached, pro, con = (str(graph.value(claim, name) or 0) for name in numbers)
    return Derived(grade, reached, pro, con, graph.value(claim, CG_TERMS.weakestLink))


def standing(graph: Graph, claim: Node) -> Node | None:
    """Return the word for how a claim stands, None where that has not been derived."""
    return graph.value(claim, CG_TERMS.standing)


def grade(graph: Graph, node: Node) -> str:
    """Return the grade of a claim or an argument as it is written, "0" where it has none."""
    return str(graph.value(node, CG_TERMS.grade) or 0)


def carried(graph: Graph, source: Node) -> list[Node]:
    """Return the claims that would not be accepted without a source."""
    return list(graph.objects(source, CG_TERMS.carries))


def write(location: Path, table: Table, output: Path) -> None:
    """Write what is derived from an Oxigraph database as N-Quads; for a process of its own."""
    store = Embedded.over(ox.Store.read_only(str(location)))
    derived = quads(weigh(store.union, table))
    ox.serialize(derived, str(output), format=ox.RdfFormat.N_QUADS)


def ready(sparql: str, store: Store, table: Table) -> None:
    """Put what is derived beside the data in memory where a query asks for it and it is not there.

    Raises QuestionError where it is not in a store that is only read.
    """
    if IRIS.isdisjoint(iris(sparql)):
        return
    if isinstance(store, Parted):
        is_there = store.look_ups().uses(f"{CG}standing")
    else:
        is_there = bool(store.query(f"ASK {{ ?claim <{CG}standing> ?standing }}").truth)
    if is_there:
        return
    if not isinstance(store, Embedded) or isinstance(store, OnDisk):
        raise QuestionError(
            "how claims stand has not been derived here: run 'claimgraph derive --store' for a "
            "store; for a server load what 'claimgraph derive -o FILE.nq' writes"
        )
    store.add(quads(weigh(store.union, table)))
