"""Reads from one graph's quads what the index holds of it: what things are called, and ways."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pyoxigraph as ox
from rdflib.namespace import DCTERMS
from rdflib.term import URIRef

from claimgraph import alike
from claimgraph.claims import links
from claimgraph.claims.reading import WAYS
from claimgraph.graph import names
from claimgraph.graph.terms import term
from claimgraph.vocab import CG, OA, RDF, SKOS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from claimgraph.graph.classes import Classes

    Facts = Mapping[str, Mapping[str, list[ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple]]]

# What a thing is, by the class that it is of or below; the first that fits.
KINDS = {
    CG + "Claim": "claim",
    CG + "Actor": "actor",
    CG + "Source": "source",
    CG + "Article": "article",
    CG + "Argument": "argument",
    CG + "Explanation": "explanation",
    CG + "Link": "link",
    CG + "Thing": "thing",
    CG + "Technology": "thing",
    CG + "Measure": "thing",
    CG + "Event": "thing",
}
# Those whose words are searched.
SEARCHED = ("claim", "actor", "source", "thing", "article")
_ALT = SKOS + "altLabel"
_NAMING = {str(iri): place for place, iri in enumerate(names.PROPERTIES)}
_PARAPHRASE, _HEDGE, _PASSAGE = CG + "paraphrase", CG + "hedge", CG + "passage"
_TYPE, _ARTICLE, _ABOUT = RDF + "type", OA + "hasSource", "https://schema.org/about"
# Ways of one step, and of two by way of a node between, as they are called.
_STEPS = {
    _ABOUT: "about",
    CG + "event": "tells of",
    CG + "issuer": "issued by",
    str(DCTERMS.creator): "written by",
}
_BETWEEN = {
    CG + "involves": ((CG + "actor", "involves"),),
    CG + "evidence": ((CG + "source", "rests on"),),
}
_WAYS = {str(kind): way for kind, way in WAYS.items()}
_LONGEST_CHAIN = 20
# The words for a link whose relation is not in `links.RELATIONS`.
LINKED = "is linked to"
_READ = frozenset({
    *_NAMING, *_STEPS, *_BETWEEN, _ALT, _PARAPHRASE, _HEDGE, _PASSAGE, _TYPE, _ARTICLE,
    *(CG + name for name in (
        "actor", "source", "attribution", "through", "premise", "conclusion", "explains",
        "explainedBy", "linkStatus",
    )),
    *(RDF + name for name in ("subject", "predicate", "object")),
})  # fmt: skip


@dataclass(frozen=True)
class Node:
    """A thing as the index holds it; texts of several languages stand on lines of their own."""

    iri: str
    kind: str
    label: str
    names: str = ""
    paraphrase: str = ""
    hedge: str = ""
    article: str | None = None


@dataclass(frozen=True)
class Held:
    """What one graph holds: its things, and ways as source, target and what the way is called."""

    nodes: list[Node] = field(default_factory=list)
    edges: set[tuple[str, str, str]] = field(default_factory=set)


def read(quads: Iterable[ox.Quad], classes: Classes) -> Held:
    """Return what the quads of one graph hold."""
    facts: dict[str, dict[str, list[ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple]]] = {}
    for quad in quads:
        predicate = quad.predicate.value
        if predicate in _READ:
            subject = quad.subject
            key = (
                f"_:{subject.value}"
                if isinstance(subject, ox.BlankNode)
                else str(getattr(subject, "value", ""))
            )
            facts.setdefault(key, {}).setdefault(predicate, []).append(quad.object)
    holding = Held()
    articles = [
        iri for iri in facts if classes.first(_nodes(facts, iri, _TYPE), KINDS) == "article"
    ]
    only = articles[0] if len(articles) == 1 else None
    for iri in facts:
        if not _is_iri(iri):
            continue
        node = _node(facts, iri, classes, only)
        if node is not None:
            holding.nodes.append(node)
            holding.edges.update(_ways(facts, node, classes))
    return holding


def _nodes(facts: Facts, iri: str, predicate: str) -> list[str]:
    """Return the nodes that a property leads to, blank ones with `_:` before them."""
    return [
        f"_:{value.value}" if isinstance(value, ox.BlankNode) else value.value
        for value in facts.get(iri, {}).get(predicate, ())
        if isinstance(value, ox.BlankNode | ox.NamedNode)
    ]


def _texts(facts: Facts, iri: str, predicate: str) -> list[str]:
    values = facts.get(iri, {}).get(predicate, ())
    texts = (one.value for one in values if isinstance(one, ox.Literal))
    return sorted(text for text in texts if text.strip())


def _node(facts: Facts, iri: str, classes: Classes, only: str | None) -> Node | None:
    said = facts[iri]
    kind = classes.first(_nodes(facts, iri, _TYPE), KINDS)
    if kind is None and _PARAPHRASE in said:
        kind = "claim"
    if kind is None:
        return None
    every = [
        (place, term(value)) for name, place in _NAMING.items() for value in said.get(name, ())
    ]
    best = names.best(every)
    label = names.readable(iri) if best is None else str(best)
    if best is None and kind == "link":
        relations = [URIRef(one) for one in _nodes(facts, iri, RDF + "predicate")]
        label = ", ".join(links.RELATIONS[r].words for r in relations if r in links.RELATIONS)
        label = label or LINKED
    others = sorted({str(value) for _, value in every} - {label})
    passages = _nodes(facts, iri, _PASSAGE)
    within = next((one for passage in passages for one in _nodes(facts, passage, _ARTICLE)), only)
    return Node(
        iri,
        kind,
        label,
        "\n".join(dict.fromkeys([*others, *_texts(facts, iri, _ALT)])),
        "\n".join(_texts(facts, iri, _PARAPHRASE)),
        "\n".join(_texts(facts, iri, _HEDGE)),
        iri if kind == "article" else within,
    )


def _ways(facts: Facts, node: Node, classes: Classes) -> Iterator[tuple[str, str, str]]:
    iri = node.iri
    for predicate, called in _STEPS.items():
        yield from ((iri, to, called) for to in _nodes(facts, iri, predicate) if _is_iri(to))
    for predicate, then in _BETWEEN.items():
        for between in _nodes(facts, iri, predicate):
            for onward, called in then:
                nodes = _nodes(facts, between, onward)
                yield from ((iri, to, called) for to in nodes if _is_iri(to))
    writers = set(_nodes(facts, node.article, str(DCTERMS.creator)) if node.article else ())
    for attribution in _nodes(facts, iri, CG + "attribution"):
        # Every chain of attributions ends with the author: that joins no claims.
        yield from (way for way in _spoken(facts, iri, attribution) if way[1] not in writers)
    if node.kind == "argument":
        way = classes.first(_nodes(facts, iri, _TYPE), _WAYS) or "bears on"
        yield from ((one, iri, "premise of") for one in _nodes(facts, iri, CG + "premise"))
        yield from ((iri, one, way) for one in _nodes(facts, iri, CG + "conclusion"))
    if node.kind == "explanation":
        yield from ((one, iri, "part of") for one in _nodes(facts, iri, CG + "explainedBy"))
        yield from ((iri, one, "explains") for one in _nodes(facts, iri, CG + "explains"))
    if node.kind == "link" and _nodes(facts, iri, CG + "linkStatus") == [str(links.ACCEPTED)]:
        yield from _linked(facts, iri)


def _linked(facts: Facts, link: str) -> Iterator[tuple[str, str, str]]:
    """Yield the ways of an accepted link: through it, and past it in its words."""
    ends = [_nodes(facts, link, RDF + name) for name in ("subject", "predicate", "object")]
    if any(len(some) != 1 for some in ends):
        return
    (start,), (relation,), (end,) = ends
    known = links.RELATIONS.get(URIRef(relation))
    yield start, link, "linked by"
    yield link, end, "links to"
    yield start, end, known.words if known else LINKED


def _spoken(facts: Facts, claim: str, attribution: str) -> Iterator[tuple[str, str, str]]:
    """Yield the ways to who is said to speak, and to sources, along a chain of attributions."""
    ahead, seen = [attribution], set[str]()
    while ahead and len(seen) < _LONGEST_CHAIN:
        if (link := ahead.pop()) in seen:
            continue
        seen.add(link)
        for predicate, called in ((CG + "actor", "words of"), (CG + "source", "rests on")):
            yield from ((claim, to, called) for to in _nodes(facts, link, predicate) if _is_iri(to))
        ahead += _nodes(facts, link, CG + "through")


def _is_iri(name: str) -> bool:
    return not name.startswith("_:")


def tokens(text: str) -> str:
    """Return a text's words as they are compared: folded, and each character of Chinese a word."""
    folded = alike.folded(text)
    if folded.isascii():
        return folded
    return " ".join(
        piece
        for word in folded.split()
        for piece in ([*word] if any(map(_is_unspaced, word)) else [word])
    )


def _is_unspaced(character: str) -> bool:
    """Tell whether a character is of a script that has no spaces between words."""
    return (
        "\u3040" <= character <= "\u30ff"  # kana
        or "\u3400" <= character <= "\u9fff"
        or "\uf900" <= character <= "\ufaff"
        or "\U00020000" <= character <= "\U0003ffff"
        or "\u0e00" <= character <= "\u0eff"  # Thai, Lao
    )
