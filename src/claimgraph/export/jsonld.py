"""JSON-LD, compacted with claimgraph's own context, which it carries with it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, BinaryIO, cast

import pyoxigraph as ox

from claimgraph.errors import UsageError
from claimgraph.export import Form, jsonld_expanded
from claimgraph.graph import order
from claimgraph.graph import project as projects

if TYPE_CHECKING:
    from collections.abc import Iterator

    from claimgraph.export import Source

_FIRST = ("@context", "@id", "@type", "type", "label")


def write(source: Source, out: BinaryIO) -> None:
    """Write JSON-LD 1.1, one node for each subject, named graphs in their own `@graph`."""
    from pyld import jsonld

    document = jsonld_expanded.dataset(compactable(source))
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
    found: dict[str, object] = json.loads(path.read_text(encoding="utf-8"))
    return found


def dump(document: dict[str, Any], out: BinaryIO) -> None:
    """Write a document, in each node first what it is and is called, then what it says."""
    text = json.dumps(_arranged(document, document["@context"]), ensure_ascii=False, indent=2)
    out.write(text.encode() + b"\n")


def _arranged(value: Any, terms: dict[str, Any]) -> Any:
    """Return a value whose nodes have their properties in the order in which Turtle has them."""
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
        key: value[key] if key == "@context" else _arranged(value[key], terms)
        for key in sorted(value, key=place)
    }


def _meant(key: str, terms: dict[str, Any]) -> str:
    """Return the property that a key stands for, or the one that it reverses."""
    found = terms.get(key, key)
    iri = str(found.get("@id") or found.get("@reverse")) if isinstance(found, dict) else str(found)
    prefix, _, rest = iri.partition(":")
    return f"{terms[prefix]}{rest}" if isinstance(terms.get(prefix), str) else iri


FORM = Form("jsonld", "application/ld+json", ".jsonld", "quads", write)
