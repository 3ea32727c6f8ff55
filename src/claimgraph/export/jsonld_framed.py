"""JSON-LD as one tree per claim, by the frame that stands beside the context."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, BinaryIO

from claimgraph import canonical, expanded
from claimgraph import project as projects
from claimgraph.export import Form
from claimgraph.export.jsonld import compactable, context, dump
from claimgraph.vocab import XSD

if TYPE_CHECKING:
    from claimgraph.export import Source

_INTEGER = re.compile(r"0|-?[1-9][0-9]{0,14}")


def write(source: Source, out: BinaryIO) -> None:
    """Write the claims as trees (JSON-LD 1.1 Framing); what belongs to no claim is left out."""
    from pyld import jsonld

    document = _native(expanded.dataset(canonical.union(compactable(source))))
    options = {"embed": "@always", "omitDefault": True, "omitGraph": False}
    framed = jsonld.frame(document, _frame(), options)
    dump(_anonymous(framed), out)


def _frame() -> dict[str, Any]:
    path = projects.shipped("ontology") / "frame.jsonld"
    frame: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    whole: Any = context()["@context"]
    return {**frame, "@context": {**whole, **frame["@context"]}}


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


def _anonymous(value: Any) -> Any:
    """Return a tree without the labels that framing gives to blank nodes which it shows twice."""
    if isinstance(value, list):
        return [_anonymous(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        key: _anonymous(item)
        for key, item in value.items()
        if len(value) == 1 or key != "@id" or not item.startswith("_:")
    }


FORM = Form("jsonld-framed", "application/ld+json", ".jsonld", "document", write)
