"""Reads the arguments back from the JSON that AIFdb exchanges, to compare them with the graph."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from claimgraph.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class Argument:
    """An argument read from AIFdb's JSON: texts of claims; an undercut concludes on an argument."""

    kind: Literal["supporting", "opposing", "undercut"]
    premises: frozenset[str]
    conclusion: str | Argument
    scheme: str


def arguments(document: Mapping[str, Any]) -> frozenset[Argument]:
    """Return the arguments that AIFdb's JSON holds; those of xAIF lie in its `AIF`.

    Raises UsageError where a node is missing or an argument has not one conclusion.
    """
    inside: Mapping[str, Any] = document.get("AIF", document)
    nodes = {str(node["nodeID"]): node for node in inside["nodes"]}
    into, out_of = defaultdict(list), defaultdict(list)
    for edge in inside["edges"]:
        one, other = str(edge["fromID"]), str(edge["toID"])
        if gone := {one, other} - set(nodes):
            raise UsageError(f"AIF: edge {edge.get('edgeID')} leads to no node {min(gone)}")
        into[other].append(one)
        out_of[one].append(other)
    known: dict[str, Argument] = {}

    def read(number: str, within: tuple[str, ...] = ()) -> Argument:
        if number in within:
            raise UsageError(f"AIF: node {number} bears on itself: an argument needs a conclusion")
        if number not in known:
            ends = [one for one in out_of[number] if nodes[one]["type"] in ("I", "RA", "CA")]
            if len(ends) != 1:
                raise UsageError(f"AIF: node {number} has {len(ends)} conclusions instead of one")
            end = nodes[ends[0]]
            upon = end["text"] if end["type"] == "I" else read(ends[0], (*within, number))
            against = nodes[number]["type"] == "CA"
            known[number] = Argument(
                "supporting" if not against else "opposing" if end["type"] == "I" else "undercut",
                frozenset(nodes[one]["text"] for one in into[number] if nodes[one]["type"] == "I"),
                upon,
                nodes[number]["text"],
            )
        return known[number]

    return frozenset(read(n) for n, node in nodes.items() if node["type"] in ("RA", "CA"))
