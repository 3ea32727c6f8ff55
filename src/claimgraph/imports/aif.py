"""Reads AIF in the JSON of AIFdb and OVA: I-nodes as claims, RA- and CA-nodes as arguments."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from claimgraph.errors import SyntaxFault
from claimgraph.imports import untrusted
from claimgraph.imports.model import Argument, Claim, Form, Imported, Options, Way

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

# The names of the default schemes say no more than that there is an inference, or a conflict.
_DEFAULTS = ("default", "default inference", "default conflict", "ra", "ca", "")
_ARGUMENTS = ("RA", "CA")


def _recognises(source: bytes) -> bool:
    return b'"nodes"' in source and b'"edges"' in source and b'"nodeID"' in source


def read(source: bytes, options: Options) -> Imported:
    """Return the claims and arguments; those of xAIF lie in its `AIF`."""
    document = untrusted.json_value(source, options.name)
    inside = document.get("AIF", document) if isinstance(document, dict) else None
    if not isinstance(inside, dict):
        raise SyntaxFault("holds no nodes and edges: export it as AIF JSON", options.name)
    return imported(inside)


def imported(inside: Mapping[str, Any]) -> Imported:
    """Return what a map with `nodes` and `edges` holds; broken parts of it are left out."""
    left_out: list[str] = []
    nodes = {str(node["nodeID"]): node for node in _dicts(inside.get("nodes")) if "nodeID" in node}
    into: dict[str, list[str]] = defaultdict(list)
    out_of: dict[str, list[str]] = defaultdict(list)
    for edge in _dicts(inside.get("edges")):
        one, other = str(edge.get("fromID")), str(edge.get("toID"))
        if gone := {one, other} - set(nodes):
            left_out.append(f"edge {edge.get('edgeID')}: leads to no node {min(gone)}")
            continue
        into[other].append(one)
        out_of[one].append(other)
    kinds = {number: str(node.get("type")) for number, node in nodes.items()}
    claims = tuple(
        Claim(number, _text(nodes[number])) for number, kind in kinds.items() if kind == "I"
    )
    arguments: list[Argument] = []
    for number, kind in kinds.items():
        if kind in _ARGUMENTS:
            premises = [one for one in into[number] if kinds[one] == "I"]
            ends = [one for one in out_of[number] if kinds[one] in ("I", *_ARGUMENTS)]
            arguments += _arguments(number, nodes[number], premises, ends, kinds, left_out)
            left_out += [
                f"node {number}: has node {one}, {kinds[one]}, for a premise"
                for one in into[number]
                if kinds[one] == "RA" and kinds[number] == "RA"
            ]
    others: dict[str, list[str]] = defaultdict(list)
    for number, kind in kinds.items():
        if kind not in ("I", *_ARGUMENTS):
            others[kind].append(number)
    left_out += [
        f"{len(numbers)} node{'' if len(numbers) == 1 else 's'} of type {kind}: "
        f"{', '.join(numbers)}"
        for kind, numbers in sorted(others.items())
    ]
    return Imported(claims, tuple(arguments), left_out=tuple(left_out))


def _dicts(value: object) -> Sequence[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _text(node: Mapping[str, Any]) -> str:
    return str(node.get("text") or "")


def _arguments(
    number: str,
    node: Mapping[str, Any],
    premises: Sequence[str],
    ends: Sequence[str],
    kinds: Mapping[str, str],
    left_out: list[str],
) -> list[Argument]:
    """Return an argument for each conclusion of a node."""
    arguments = []
    against = kinds[number] == "CA"
    names = [str(node.get(key) or "") for key in ("text", "scheme")]
    # A conflict has no scheme in the vocabulary: Default Conflict, Conflicting ...
    scheme = next((name for name in names if name.casefold() not in _DEFAULTS), "")
    if not ends:
        left_out.append(f"node {number}: {kinds[number]} without a conclusion")
    for end in ends:
        if kinds[end] != "I" and not against:
            left_out.append(f"node {number}: supports node {end}, an inference, not a claim")
            continue
        key = number if len(ends) == 1 else f"{number} to {end}"
        way: Way = "supports" if not against else "opposes" if kinds[end] == "I" else "undercuts"
        arguments.append(Argument(key, way, tuple(premises), end, scheme))
    return arguments


FORMS = (Form("aif", "AIF JSON", (".json",), _recognises, read),)
