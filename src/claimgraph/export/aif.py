"""The argument in the Argument Interchange Format: as RDF, and as the JSON that AIFdb exchanges."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, BinaryIO

from claimgraph.export import Form
from claimgraph.export.query import any_of, asked, constructed, first, grouped, rows
from claimgraph.graph import prefixes
from claimgraph.graph import project as projects
from claimgraph.graph.turtle import writer

if TYPE_CHECKING:
    from claimgraph.export import Source

AIF = "http://www.arg.dundee.ac.uk/aif#"
# Arguments for a conclusion apply rules of inference (RA), those against it, and undercuts, apply
# conflict (CA): Rahwan, Zablith, Reed, Laying the foundations for a World Wide Argument Web (2007).
_CONSTRUCT = """CONSTRUCT {
    ?claim a aif:I-node ; aif:claimText ?text ; rdfs:label ?claimLabel .
    ?argument a ?node ; rdfs:label ?label ; ?in ?premise ; ?out ?conclusion ;
              aif:fulfils ?scheme , ?known .
    ?scheme a aif:Scheme , ?application ; aif:schemeName ?name ; skos:closeMatch ?known .
} WHERE {
    { ?claim cg:paraphrase ?text . OPTIONAL { ?claim rdfs:label ?claimLabel } }
    UNION {
        ?argument cg:conclusion ?conclusion ; a ?kind .
        VALUES (?kind ?node ?in ?out ?application) {
            (cg:SupportingArgument aif:RA-node aif:hasPremise
             aif:hasConclusion aif:Inference_Scheme)
            (cg:OpposingArgument aif:CA-node aif:hasConflictingElement
             aif:hasConflictedElement aif:Conflict_Scheme)
            (cg:Undercut aif:CA-node aif:hasConflictingElement
             aif:hasConflictedElement aif:Conflict_Scheme)
        }
        {
            { ?argument rdfs:label ?label }
            UNION { ?argument cg:premise ?premise }
            UNION { ?argument cg:scheme ?scheme . ?scheme skos:prefLabel ?name }
            UNION { ?argument cg:scheme ?scheme . ?scheme skos:closeMatch ?known
                    FILTER STRSTARTS(STR(?known), STR(aif:)) }
            UNION { ?argument cg:scheme ?scheme }
        }
    }
}"""
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


def write(source: Source, out: BinaryIO) -> None:
    """Write Turtle. Claims and arguments keep their IRIs; schemes are also named as AIF does."""
    shipped = projects.described(projects.shipped("ontology") / "alignments.ttl")
    quads = constructed(source, _CONSTRUCT, shipped, prefixes={"aif": AIF})
    declared = {**source.prefixes, "aif": AIF}
    out.write(writer.turtle(quads, prefixes.of_quads(quads, declared)).encode())


def write_aifdb(source: Source, out: BinaryIO) -> None:
    """Write JSON with nodes, edges and locutions, as AIFdb gives an argument map."""
    out.write((json.dumps(aifdb(source), indent=2, ensure_ascii=False) + "\n").encode())


def aifdb(source: Source) -> Document:
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


FORMS = (
    Form("aif", "text/turtle", ".ttl", "document", write),
    Form("aifdb", "application/json", ".json", "document", write_aifdb),
)
