"""A claim with all that it rests on: passages, evidence, attribution, support."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rdflib import DCTERMS, RDF, Namespace
from rdflib.term import URIRef

from claimgraph.graph import names
from claimgraph.vocab import CG as CG_IRI

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node

CG = Namespace(CG_IRI)
OA = Namespace("http://www.w3.org/ns/oa#")
_WAYS = {
    CG.SupportingArgument: "supported",
    CG.OpposingArgument: "opposed",
    CG.Undercut: "undercut",
}


@dataclass(frozen=True)
class Argument:
    """One argument for or against its conclusion; `undercuts` attack the argument itself."""

    way: str
    scheme: str
    explicit: bool
    premises: tuple[Claim, ...]
    undercuts: tuple[Argument, ...] = ()


@dataclass(frozen=True)
class Claim:
    """A claim within a tree; `repeated` where its own support is drawn higher up."""

    iri: str
    label: str
    kind: str
    certainty: str
    hedge: str | None
    sources: tuple[str, ...]
    arguments: tuple[Argument, ...] = ()
    repeated: bool = False


@dataclass(frozen=True)
class Explanation:
    """A claim and everything the graph says about it."""

    claim: Claim
    paraphrase: str
    passages: tuple[tuple[str, str, str], ...]
    evidence: tuple[str, ...]
    attributions: tuple[str, ...]


def explain(graph: Graph, claim: URIRef) -> Explanation:
    """Return a claim with its passages (section, label, fragment), evidence and support tree."""
    return Explanation(
        claim=tree(graph, claim),
        paraphrase=str(graph.value(claim, CG.paraphrase) or ""),
        passages=tuple(sorted(_passage(graph, p) for p in graph.objects(claim, CG.passage))),
        evidence=tuple(sorted(_evidence(graph, e) for e in graph.objects(claim, CG.evidence))),
        attributions=tuple(
            sorted(_attribution(graph, a) for a in graph.objects(claim, CG.attribution))
        ),
    )


def tree(graph: Graph, claim: Node) -> Claim:
    """Return the tree of arguments beneath a claim, each claim's own support drawn once."""
    return _claim(graph, claim, set())


def _claim(graph: Graph, claim: Node, drawn: set[Node]) -> Claim:
    arguments = sorted(
        (a for a in graph.subjects(CG.conclusion, claim)), key=lambda a: _sorted_by(graph, a)
    )
    repeated = claim in drawn and bool(arguments)
    drawn.add(claim)
    return Claim(
        iri=str(claim),
        label=_label(graph, claim),
        kind=_kind(graph, claim),
        certainty=_label(graph, graph.value(claim, CG.certainty)),
        hedge=", ".join(sorted(str(h) for h in graph.objects(claim, CG.hedge))) or None,
        sources=_sources(graph, claim),
        arguments=() if repeated else tuple(_argument(graph, a, drawn) for a in arguments),
        repeated=repeated,
    )


def _argument(graph: Graph, argument: Node, drawn: set[Node]) -> Argument:
    kinds = set(graph.objects(argument, RDF.type))
    explicit = graph.value(argument, CG.explicit)
    premises = sorted(graph.objects(argument, CG.premise), key=lambda p: _label(graph, p))
    undercuts = sorted(graph.subjects(CG.conclusion, argument), key=lambda a: _sorted_by(graph, a))
    if argument in drawn:
        # Arguments that undercut each other would go on for ever.
        undercuts = []
    drawn.add(argument)
    return Argument(
        way=next((way for kind, way in _WAYS.items() if kind in kinds), "connected"),
        scheme=_label(graph, graph.value(argument, CG.scheme)),
        explicit=bool(explicit.toPython()) if explicit is not None else False,  # type: ignore[attr-defined]
        premises=tuple(_claim(graph, p, drawn) for p in premises),
        undercuts=tuple(_argument(graph, a, drawn) for a in undercuts),
    )


def _sorted_by(graph: Graph, argument: Node) -> tuple[int, str]:
    """Support first, then opposition; by label among equals."""
    opposing = (argument, RDF.type, CG.SupportingArgument) not in graph
    return (int(opposing), _label(graph, argument))


def _label(graph: Graph, node: Node | None) -> str:
    return "?" if node is None else names.name(graph, node)


def _kind(graph: Graph, claim: Node) -> str:
    kinds = [k for k in graph.objects(claim, RDF.type) if k not in (CG.Claim, CG.Thesis)]
    return _label(graph, kinds[0]) if kinds else "claim"


def _sources(graph: Graph, claim: Node) -> tuple[str, ...]:
    evidence = {s for e in graph.objects(claim, CG.evidence) for s in graph.objects(e, CG.source)}
    said = {s for a in graph.objects(claim, CG.attribution) for s in graph.objects(a, CG.source)}
    return tuple(sorted(_label(graph, source) for source in evidence | said))


def _passage(graph: Graph, passage: Node) -> tuple[str, str, str]:
    fragment = ""
    for selector in graph.objects(passage, OA.hasSelector):
        fragment = str(graph.value(selector, RDF.value) or fragment)
    return (_label(graph, graph.value(passage, DCTERMS.isPartOf)), _label(graph, passage), fragment)


def _evidence(graph: Graph, evidence: Node) -> str:
    kind = _label(graph, graph.value(evidence, CG.evidenceKind))
    source = _label(graph, graph.value(evidence, CG.source))
    return f"{_label(graph, evidence)} ({kind}; {source})"


def _attribution(graph: Graph, attribution: Node) -> str:
    """Write a chain of attributions from the outermost speaker inwards."""
    chain: list[str] = []
    seen: set[Node] = set()
    link: Node | None = attribution
    while link is not None and link not in seen:
        seen.add(link)
        who = graph.value(link, CG.actor)
        where = graph.value(link, CG.source)
        speaker = " in ".join(_label(graph, each) for each in (who, where) if each is not None)
        chain.append(f"{speaker} {_label(graph, graph.value(link, CG.speechAct))}")
        link = graph.value(link, CG.through)
    return " that ".join(reversed(chain))
