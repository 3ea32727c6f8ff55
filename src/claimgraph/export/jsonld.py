"""JSON-LD with claimgraph's own context, which it carries with it: nodes, or a tree per claim.

A tree follows the frame that stands beside the context.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from typing import TYPE_CHECKING, Any, BinaryIO, cast

import pyoxigraph as ox

from claimgraph.errors import UsageError
from claimgraph.export import Form
from claimgraph.graph import canonical, order, tags
from claimgraph.graph import project as projects
from claimgraph.graph.turtle.nesting import Nested
from claimgraph.vocab import CG, RDF, XSD

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from claimgraph.export import Source
    from claimgraph.graph.turtle.terms import Graph, Subject, Term

    Node = dict[str, Any]

_FIRST = ("@context", "@id", "@type", "type", "label")
_TYPE = ox.NamedNode(RDF + "type")
_NIL = ox.NamedNode(RDF + "nil")
_DEFAULT = ox.DefaultGraph()
_LENT = "urn:claimgraph:lent"
_INTEGER = re.compile(r"0|-?[1-9][0-9]{0,14}")


def write(source: Source, out: BinaryIO) -> None:
    """Write JSON-LD 1.1, one node for each subject, named graphs in their own `@graph`."""
    from pyld import jsonld

    document = _expanded(compactable(source))
    options = {"compactToRelative": False, "graph": True}
    compacted = jsonld.compact(document, context(), options)
    dump(compacted, out)


def compactable(source: Source) -> Iterator[ox.Quad]:
    """Yield the quads; raises UsageError for an IRI that no compact IRI can stand for.

    JSON-LD 1.1, section 5.2 of its API: `cg://x` is an IRI of its own, not one of the prefix.
    PyLD shortens to it all the same.
    """
    terms = cast("dict[str, object]", context()["@context"])
    risky = tuple(f"{iri}//" for iri in terms.values() if isinstance(iri, str))
    for quad in source.quads():
        for term in (quad.subject, quad.predicate, quad.object, quad.graph_name):
            if isinstance(term, ox.NamedNode) and term.value.startswith(risky):
                raise UsageError(f"jsonld cannot shorten <{term.value}>: take turtle or nquads")
        yield quad


def context() -> dict[str, object]:
    """Return the document with claimgraph's JSON-LD context."""
    path = projects.shipped("ontology") / "context.jsonld"
    document: dict[str, object] = json.loads(path.read_text(encoding="utf-8"))
    return document


def dump(document: dict[str, Any], out: BinaryIO) -> None:
    """Write a document, in each node first what it is and is called, then what it says."""
    text = json.dumps(_arranged(document, document["@context"]), ensure_ascii=False, indent=2)
    out.write(text.encode() + b"\n")


def _arranged(value: Any, terms: dict[str, Any]) -> Any:
    """Return a value whose nodes have their properties in the order in which Turtle has them.

    Language tags, which PyLD puts in lower case, get their usual one.
    """
    if isinstance(value, list):
        return [_arranged(item, terms) for item in value]
    if not isinstance(value, dict):
        return value
    types = value.get("type", [])
    # A term can mean something else within a node of one type (JSON-LD 1.1, 4.1.8).
    for one in [types] if isinstance(types, str) else types:
        if isinstance(kind := terms.get(one), dict):
            terms = {**terms, **kind.get("@context", {})}

    def place(key: str) -> tuple[int, tuple[int, str]]:
        if key in _FIRST:
            return (_FIRST.index(key), (0, ""))
        return (len(_FIRST), order.of_property(_meant(key, terms)))

    # The context stays as its authors wrote it.
    return {
        key: value[key] if key == "@context" else _arranged(_tagged(key, value[key], terms), terms)
        for key in sorted(value, key=place)
    }


def _tagged(key: str, value: Any, terms: dict[str, Any]) -> Any:
    """Return what stands under a key with its language tags, if it has some, in the usual case."""
    if key == "@language":
        return tags.usual(value)
    term = terms.get(key)
    if isinstance(term, dict) and term.get("@container") == "@language" and isinstance(value, dict):
        return {tags.usual(tag): texts for tag, texts in value.items()}
    return value


def _meant(key: str, terms: dict[str, Any]) -> str:
    """Return the property that a key stands for, or the one that it reverses."""
    meaning = terms.get(key, key)
    iri = (
        str(meaning.get("@id") or meaning.get("@reverse"))
        if isinstance(meaning, dict)
        else str(meaning)
    )
    prefix, _, rest = iri.partition(":")
    return f"{terms[prefix]}{rest}" if isinstance(terms.get(prefix), str) else iri


# ── The expanded form (JSON-LD 1.1, section 9.1), blank nodes nested ─────────────────────────────


def _expanded(quads: Iterable[ox.Quad]) -> list[Node]:
    """Return a dataset as JSON-LD 1.1's expanded form (JSON-LD 1.1, section 9.1).

    Raises UsageError for triple terms, which JSON-LD 1.1 does not have.
    """
    nested = Nested(list(quads))
    if nested.labelled:
        nested = Nested(canonical.relabelled(nested.quads))
    graphs: dict[Graph, list[tuple[Any, Node]]] = defaultdict(list)
    for (graph, subject), facts in nested.facts.items():
        if not nested.nested(subject):
            types = [o.value for p, o in facts if p == _TYPE and isinstance(o, ox.NamedNode)]
            node = _node(nested, graph, subject)
            iri = subject.value if isinstance(subject, ox.NamedNode) else ""
            key = (order.of_kinds(types), not iri, order.natural(iri), repr(node))
            graphs[graph].append((key, node))
    nodes = {
        graph: [node for _, node in sorted(described, key=lambda item: item[0])]
        for graph, described in graphs.items()
    }
    return [
        *nodes.pop(_DEFAULT, []),
        *({"@id": _id(graph), "@graph": nodes[graph]} for graph in sorted(nodes, key=_id)),
    ]


def _node(nested: Nested, graph: Graph, subject: Subject) -> Node:
    node: Node = {}
    if not isinstance(subject, ox.BlankNode) or subject in nested.labelled:
        node["@id"] = _id(subject)
    properties: dict[str, list[object]] = defaultdict(list)
    for predicate, value in nested.facts.get((graph, subject), ()):
        if predicate == _TYPE and isinstance(value, ox.NamedNode):
            properties["@type"].append(value.value)
        else:
            properties[predicate.value].append(_value(nested, graph, value))
    for name in sorted(properties, key=order.of_property):
        node[name] = sorted(properties[name], key=lambda one: order.natural(repr(one)))
    return node


def _value(nested: Nested, graph: Graph, value: Term) -> object:
    if isinstance(value, ox.Triple):
        raise UsageError("JSON-LD has no triple terms of RDF 1.2: take turtle or nquads")
    if isinstance(value, ox.Literal):
        if value.language:
            more = {"@direction": str(value.direction)} if value.direction else {}
            return {"@value": value.value, "@language": tags.usual(value.language), **more}
        if value.datatype.value == XSD + "string":
            return {"@value": value.value}
        return {"@value": value.value, "@type": value.datatype.value}
    if value == _NIL:
        return {"@list": []}
    if items := nested.items(graph, value):
        return {"@list": [_value(nested, graph, item) for _, item in items]}
    return _node(nested, graph, value) if nested.nested(value) else {"@id": _id(value)}


def _id(node: Subject | Graph) -> str:
    return node.value if isinstance(node, ox.NamedNode) else str(node)


# ── A tree per claim (JSON-LD 1.1 Framing) ───────────────────────────────────────────────────────


def write_framed(source: Source, out: BinaryIO) -> None:
    """Write the claims as trees (JSON-LD 1.1 Framing); what belongs to no claim is left out."""
    from pyld import jsonld

    document = _native(_expanded(canonical.union(compactable(source))))
    _lend_types(document, _concepts())
    options = {"embed": "@always", "omitDefault": True, "omitGraph": False}
    try:
        framed = jsonld.frame(document, _frame(), options)
    except (KeyError, TypeError, AttributeError) as error:
        # PyLD fails where a literal stands in place of a thing that the frame describes.
        raise UsageError(
            "jsonld-framed: a literal stands where the frame has a thing: "
            "claimgraph check tells which, or take jsonld"
        ) from error
    dump(_anonymous(framed), out)


def _frame() -> dict[str, Any]:
    path = projects.shipped("ontology") / "frame.jsonld"
    frame: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    whole: Any = context()["@context"]
    return {**frame, "@context": {**whole, **frame["@context"]}}


def _concepts() -> set[str]:
    """Return the properties whose values the context shows by name, as concepts of a scheme."""
    terms: Any = context()["@context"]
    return {
        CG + name
        for name, meant in terms.items()
        if isinstance(meant, dict) and meant.get("@type") == "@vocab"
    }


def _native(value: Any) -> Any:
    """Return a document with JSON's own booleans and integers where they say the same."""
    if isinstance(value, list):
        return [_native(item) for item in value]
    if not isinstance(value, dict):
        return value
    text, datatype = value.get("@value"), value.get("@type")
    if datatype == XSD + "boolean" and text in ("true", "false"):
        return {**value, "@value": text == "true"}
    if datatype == XSD + "integer" and _INTEGER.fullmatch(str(text)):
        return {**value, "@value": int(str(text))}
    return {key: _native(item) for key, item in value.items()}


def _lend_types(document: list[dict[str, Any]], concepts: set[str]) -> None:
    """Give each node that has no type one, without which the frame would not show it.

    `concepts` are the properties whose values are shown by name alone.
    """
    nodes = {node["@id"]: node for node in document if "@id" in node}
    for iri in sorted(_mentioned(document, concepts) - nodes.keys()):
        document.append({"@id": iri})
    _lend(document)


def _mentioned(value: Any, concepts: set[str]) -> set[str]:
    if isinstance(value, list):
        return {iri for item in value for iri in _mentioned(item, concepts)}
    if not isinstance(value, dict):
        return set()
    inner = [item for key, item in value.items() if key not in concepts]
    return ({value["@id"]} if "@id" in value else set()) | _mentioned(inner, concepts)


def _lend(value: Any, *, top: bool = True) -> None:
    if isinstance(value, list):
        for item in value:
            _lend(item, top=top)
    elif isinstance(value, dict) and not value.keys() & {"@value", "@list"}:
        for item in list(value.values()):
            _lend(item, top=False)
        if top or value.keys() != {"@id"}:
            value.setdefault("@type", [_LENT])
    elif isinstance(value, dict):
        _lend(value.get("@list"), top=False)


def _anonymous(value: Any) -> Any:
    """Return a tree without labels of blank nodes and without the types that were lent."""
    if isinstance(value, list):
        return [_anonymous(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        key: _anonymous(item)
        for key, item in value.items()
        if len(value) == 1
        or not ((key == "@id" and item.startswith("_:")) or (key == "type" and item == _LENT))
    }


FORMS = (
    Form("jsonld", "application/ld+json", ".jsonld", "quads", write),
    Form("jsonld-framed", "application/ld+json", ".jsonld", "document", write_framed),
)
