"""The argument as the JSON that AIFdb and the tools around it exchange, and arguments from it."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO, Literal

from claimgraph.errors import UsageError
from claimgraph.export import Form
from claimgraph.export.query import any_of, asked, first, grouped, rows
from claimgraph.graph import project as projects

if TYPE_CHECKING:
    from collections.abc import Mapping

    from claimgraph.export import Source

Document = dict[str, list[dict[str, Any]]]

# The schemes of AIFdb for what is no more closely known, and for the act of saying something.
_INFERENCE = ("Default Inference", "72")
_CONFLICT = ("Default Conflict", "71")
_ASSERTING = ("Asserting", "74")
_CLAIMS = any_of(
    "?id cg:paraphrase [] .",
    "?id cg:paraphrase ?text",
    "?id cg:attribution ?attribution . ?attribution cg:actor ?speaker "
    "FILTER NOT EXISTS { ?attribution cg:speechAct speech-act:denies } "
    "OPTIONAL { ?speaker rdfs:label ?name }",
)
_ARGUMENTS = any_of(
    "?id cg:conclusion ?conclusion ; a ?class . "
    "VALUES ?class { cg:SupportingArgument cg:OpposingArgument cg:Undercut } "
    "BIND (REPLACE(STR(?class), '^.*[/#]', '') AS ?kind)",
    "?id cg:premise ?premise",
    "?id cg:scheme/skos:prefLabel ?scheme",
    "?id cg:scheme/skos:closeMatch ?known "
    "FILTER STRSTARTS(STR(?known), 'http://www.arg.dundee.ac.uk/aif#')",
)


@dataclass(frozen=True)
class Argument:
    """An argument read from AIFdb's JSON: texts of claims; an undercut concludes on an argument."""

    kind: Literal["supporting", "opposing", "undercut"]
    premises: frozenset[str]
    conclusion: str | Argument
    scheme: str


def write(source: Source, out: BinaryIO) -> None:
    """Write JSON with nodes, edges and locutions, as AIFdb gives an argument map."""
    out.write((json.dumps(document(source), indent=2, ensure_ascii=False) + "\n").encode())


def document(source: Source) -> Document:
    """Return I-nodes for claims, RA- and CA-nodes for arguments, L- and YA-nodes for attributions.

    AIFdb's nodes have numbers for names, given here in the order of the IRIs.
    """
    store = asked(source, projects.described(projects.shipped("ontology") / "alignments.ttl"))
    claims = grouped(rows(store, _CLAIMS), "id")
    arguments = grouped(rows(store, _ARGUMENTS), "id")
    numbers = {iri: str(number) for number, (iri,) in enumerate([*claims, *arguments], start=1)}
    made = _Map()
    for (iri,), claim in claims.items():
        made.node(numbers[iri], first(claim, "text"), "I")
    for (iri,), argument in arguments.items():
        against = first(argument, "kind") != "SupportingArgument"
        scheme = _CONFLICT if against else _INFERENCE
        name = first(argument, "scheme") or scheme[0]
        known = first(argument, "known").rpartition("#")[2].removesuffix("_Scheme")
        if known and not against:
            # AIFdb names a scheme as AIF does, in words; its numbers are known for defaults alone.
            scheme = (re.sub(r"(?<=[a-z])(?=[A-Z])", " ", known), "")
        made.node(numbers[iri], name, "CA" if against else "RA", scheme)
    for (iri,), argument in arguments.items():
        for premise in argument.get("premise", ()):
            if str(premise) in numbers:
                made.edge(numbers[str(premise)], numbers[iri])
        if first(argument, "conclusion") in numbers:
            made.edge(numbers[iri], numbers[first(argument, "conclusion")])
    speakers = sorted({first(claim, "speaker") for claim in claims.values()} - {""})
    for (iri,), claim in claims.items():
        if speaker := first(claim, "speaker"):
            said = f"{first(claim, 'name') or speaker} : {first(claim, 'text')}"
            made.locution(said, numbers[iri], str(speakers.index(speaker) + 1))
    return made.document


class _Map:
    """A map that is being drawn; further nodes continue the numbers given so far."""

    def __init__(self) -> None:
        self.document: Document = {"nodes": [], "edges": [], "locutions": []}

    def node(self, number: str, text: str, kind: str, scheme: tuple[str, str] | None = None) -> str:
        found = {"nodeID": number, "text": text, "type": kind, "timestamp": ""}
        if scheme:
            found |= {"scheme": scheme[0]} | ({"schemeID": scheme[1]} if scheme[1] else {})
        self.document["nodes"].append(found)
        return number

    def edge(self, one: str, other: str) -> None:
        number = str(len(self.document["edges"]) + 1)
        self.document["edges"].append(
            {"edgeID": number, "fromID": one, "toID": other, "formEdgeID": None}
        )

    def locution(self, text: str, claim: str, person: str) -> None:
        last = len(self.document["nodes"])
        said = self.node(str(last + 1), text, "L")
        act = self.node(str(last + 2), _ASSERTING[0], "YA", _ASSERTING)
        self.edge(said, act)
        self.edge(act, claim)
        self.document["locutions"].append(
            {"nodeID": said, "personID": person, "timestamp": "", "start": None, "end": None}
        )


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


FORM = Form("aifdb", "application/json", ".json", "document", write)
