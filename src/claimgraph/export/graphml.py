"""Networks in GraphML, as NetworkX writes it: the argument, the actors, the flow of evidence."""

from __future__ import annotations

import io
import re
from collections import Counter, defaultdict
from itertools import chain, combinations, pairwise
from typing import TYPE_CHECKING, Any, BinaryIO

import networkx as nx

from claimgraph.claims.model import CG
from claimgraph.claims.reading import Reader
from claimgraph.claims.weighing.table import table
from claimgraph.claims.weighing.weighing import weigh
from claimgraph.export import Form, query
from claimgraph.text import returns_kept

if TYPE_CHECKING:
    from collections.abc import Callable

    from claimgraph.claims.facts import Kind
    from claimgraph.export import Source

_MEDIA_TYPE = "application/graphml+xml"
# What XML 1.0 (section 2.2) cannot hold, not even escaped.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def argument_network(source: Source) -> nx.DiGraph[str]:
    """Return claims and arguments as nodes (`kind`), with what they are as attributes.

    How a claim stands is weighed by the project's table.
    Each edge has the weight 1; `sign` is -1 where an argument speaks against its conclusion.
    """
    store = query.asked(source)
    reader, weighed = Reader(store.union), weigh(store.union, table(source.project.root))
    network: nx.DiGraph[str] = nx.DiGraph()
    for claim in map(reader.proposition, reader.claims()):
        stands = weighed.standing(claim.iri)
        network.add_node(
            str(claim.iri),
            label=claim.label,
            kind="claim",
            type=_local(claim.kind),
            certainty=str(claim.certainty or ""),
            thesis=claim.thesis,
            standing=stands.standing,
            grade=stands.grade,
        )
    arguments = sorted(reader.arguments(), key=lambda one: str(one.iri))
    for one in arguments:
        network.add_node(
            str(one.iri),
            label=one.label,
            kind="argument",
            type=_local(one.kind),
            scheme=str(one.scheme or ""),
            explicit=one.explicit,
        )
    for one in arguments:
        for premise in one.premises:
            network.add_edge(str(premise), str(one.iri), label="premise of", weight=1, sign=1)
        sign = -1 if one.way in ("opposes", "undercuts") else 1
        network.add_edge(str(one.iri), str(one.conclusion), label=one.way, weight=1, sign=sign)
    return network


def _local(kind: Kind | None) -> str:
    return "" if kind is None else re.split("[/#]", str(kind.iri))[-1]


def actors_network(source: Source) -> nx.Graph[str]:
    """Return all actors as nodes, `claims` being how many involve each.

    An edge's weight is the number of claims that involve both actors, in whatever roles, as in the
    question co-involvement.
    """
    reader = query.reader(source)
    involved = [
        sorted({str(one.actor.iri) for one in reader.involved(claim) if one.actor})
        for claim in reader.claims()
    ]
    claims = Counter(chain.from_iterable(involved))
    together = Counter(pair for actors in involved for pair in combinations(actors, 2))
    network: nx.Graph[str] = nx.Graph()
    for actor in map(reader.actor, reader.of_kind(CG.Actor)):
        iri, kind = str(actor.iri), "" if actor.plain else _local(actor.kind)
        network.add_node(iri, label=actor.label, type=kind, claims=claims[iri])
    for (one, other), weight in sorted(together.items()):
        shown = f"{weight} claim{'s' if weight != 1 else ''}"
        network.add_edge(one, other, label=shown, weight=weight)
    return network


# Each kind of node, with the word on the edges that leave it.
_STEPS = {"issuer": "issues", "source": "gives", "evidence": "is evidence for", "claim": ""}


def evidence_network(source: Source) -> nx.DiGraph[str]:
    """Return issuers, sources, evidence and the claims that rest on them (`kind`).

    An edge's weight is the number of claims that it leads to. Claims without evidence are not in
    it, nor are the arguments by which claims support each other.
    """
    reader = query.reader(source)
    nodes: dict[str, dict[str, tuple[str, str]]] = {kind: {} for kind in _STEPS}
    carried: defaultdict[tuple[str, str, str], set[str]] = defaultdict(set)
    for claim in reader.claims():
        for one in reader.resting(claim):
            steps = {"claim": str(claim), "evidence": str(one.iri)}
            nodes["claim"][str(claim)] = (reader.term(claim).label, "")
            nodes["evidence"][str(one.iri)] = (one.label, str(one.kind or ""))
            if one.source:
                steps["source"] = str(one.source.iri)
                nodes["source"][str(one.source.iri)] = (one.source.label, _local(one.source.kind))
                if issuer := one.source.issuer:
                    actor = reader.actor(issuer.iri)
                    steps["issuer"] = str(issuer.iri)
                    nodes["issuer"][str(issuer.iri)] = (actor.label, _local(actor.kind))
            for kind, following in pairwise(_STEPS):
                if kind in steps:
                    edge = (steps[kind], steps[following], _STEPS[kind])
                    carried[edge].add(str(claim))
    network: nx.DiGraph[str] = nx.DiGraph()
    for kind, some in nodes.items():
        for iri, (label, what) in sorted(some.items()):
            # An actor that issues can be the source of a claim's own words: one node, first kind.
            if iri not in network:
                network.add_node(iri, label=label, kind=kind, type=what)
    for (one_end, other, word), claims in sorted(carried.items()):
        network.add_edge(one_end, other, label=word, weight=len(claims))
    return network


def _form(name: str, network: Callable[[Source], nx.Graph[str]]) -> Form:
    """Return the form that writes a network; nodes and edges are written in their order.

    Values are strings, numbers or truth values. Nodes and edges have a `label`, edges a `weight`,
    the names by which Gephi knows them; an empty value is left out.
    """

    def write(source: Source, out: BinaryIO) -> None:
        writer = _Writer(prettyprint=True)
        writer.add_graph_element(_clean(network(source)))
        written = io.BytesIO()
        writer.dump(written)
        out.write(returns_kept(written.getvalue().decode()).encode() + b"\n")

    return Form(name, _MEDIA_TYPE, ".graphml", "document", write)


class _Writer(nx.GraphMLWriter):  # type: ignore[misc]
    """Writes truth values as XML Schema has them, in lower case: not every reader knows `False`.

    It is the writer on the standard library: with lxml, where somebody has it, NetworkX would write
    the same network in other bytes.
    """

    def add_data(self, name: str, element_type: Any, value: Any, *rest: Any, **more: Any) -> Any:
        element = super().add_data(name, element_type, value, *rest, **more)
        if element_type is bool:
            element.text = str(value).lower()
        return element


def _clean(network: nx.Graph[str]) -> nx.Graph[str]:
    """Drop empty values and replace what XML cannot hold by U+FFFD."""
    clean = network.__class__()
    for node, values in network.nodes(data=True):
        clean.add_node(node, **_kept(values))
    for one, other, values in network.edges(data=True):
        clean.add_edge(one, other, **_kept(values))
    return clean


def _kept(values: dict[str, Any]) -> dict[str, Any]:
    return {
        name: _NOT_XML.sub("\ufffd", value) if isinstance(value, str) else value
        for name, value in values.items()
        if value not in ("", None)
    }


FORMS = (
    _form("graphml-argument", argument_network),
    _form("graphml-actors", actors_network),
    _form("graphml-evidence", evidence_network),
)
