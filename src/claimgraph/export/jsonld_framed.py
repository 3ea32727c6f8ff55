"""JSON-LD as one tree per claim, by the frame that stands beside the context."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, BinaryIO

from claimgraph.export import Form, jsonld_expanded
from claimgraph.export.jsonld import compactable, context, dump
from claimgraph.graph import canonical
from claimgraph.graph import project as projects
from claimgraph.vocab import CG, XSD

if TYPE_CHECKING:
    from claimgraph.export import Source

_LENT = "urn:claimgraph:lent"
_INTEGER = re.compile(r"0|-?[1-9][0-9]{0,14}")


def write(source: Source, out: BinaryIO) -> None:
    """Write the claims as trees (JSON-LD 1.1 Framing); what belongs to no claim is left out."""
    from pyld import jsonld

    document = _native(jsonld_expanded.dataset(canonical.union(compactable(source))))
    _lend_types(document, _concepts())
    options = {"embed": "@always", "omitDefault": True, "omitGraph": False}
    framed = jsonld.frame(document, _frame(), options)
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


FORM = Form("jsonld-framed", "application/ld+json", ".jsonld", "document", write)
