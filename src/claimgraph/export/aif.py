"""The argument in the Argument Interchange Format: as RDF, and as the JSON that AIFdb exchanges."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, BinaryIO

from rdflib import RDF, RDFS, SKOS, Graph, Namespace
from rdflib.term import Literal

from claimgraph.export import Form, query
from claimgraph.graph import prefixes, terms
from claimgraph.graph import project as projects
from claimgraph.graph.turtle import writer

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rdflib.term import Node

    from claimgraph.claims.model import Argument, Attribution, Term
    from claimgraph.claims.reading import Reader
    from claimgraph.export import Source

AIF = Namespace("http://www.arg.dundee.ac.uk/aif#")
# Arguments for a conclusion apply rules of inference (RA), those against it, and undercuts, apply
# conflict (CA): Rahwan, Zablith, Reed, Laying the foundations for a World Wide Argument Web (2007).
_INFERENCE_NODE = ("RA-node", "hasPremise", "hasConclusion", "Inference_Scheme")
_CONFLICT_NODE = (
    "CA-node", "hasConflictingElement", "hasConflictedElement", "Conflict_Scheme",
)  # fmt: skip
Document = dict[str, list[dict[str, Any]]]

# The schemes of AIFdb for what is no more closely known, and for the act of saying something.
_INFERENCE = ("Default Inference", "72")
_CONFLICT = ("Default Conflict", "71")
_ASSERTING = ("Asserting", "74")


def write(source: Source, out: BinaryIO) -> None:
    """Write Turtle. Claims and arguments keep their IRIs; schemes are also named as AIF does."""
    reader, graph = _read(source), Graph()
    for claim in reader.claims():
        graph.add((claim, RDF.type, AIF["I-node"]))
        for text in reader.paraphrases(claim):
            graph.add((claim, AIF.claimText, text))
    for one in _arguments(reader):
        node, premise, conclusion, scheme = map(
            AIF.__getitem__, _INFERENCE_NODE if one.way == "supports" else _CONFLICT_NODE
        )
        graph.add((one.iri, RDF.type, node))
        for each in one.premises:
            graph.add((one.iri, premise, each))
        for end in one.conclusions:
            graph.add((one.iri, conclusion, end))
        if one.scheme:
            applied = one.scheme.iri
            graph.add((one.iri, AIF.fulfils, applied))
            if isinstance(applied, Literal):
                continue
            graph.add((applied, RDF.type, AIF.Scheme))
            graph.add((applied, RDF.type, scheme))
            for name in reader.graph.objects(applied, SKOS.prefLabel):
                graph.add((applied, AIF.schemeName, name))
            for known in _known(reader, applied):
                graph.add((applied, SKOS.closeMatch, known))
                graph.add((one.iri, AIF.fulfils, known))
    for subject in set(graph.subjects(RDF.type)) - set(graph.subjects(RDF.type, AIF.Scheme)):
        for label in reader.graph.objects(subject, RDFS.label):
            graph.add((subject, RDFS.label, label))
    quads = terms.quads(graph)
    declared = {**source.prefixes, "aif": str(AIF)}
    out.write(writer.turtle(quads, prefixes.of_quads(quads, declared)).encode())


def _read(source: Source) -> Reader:
    return query.reader(source, projects.described(projects.shipped("ontology") / "alignments.ttl"))


def _arguments(reader: Reader) -> list[Argument]:
    """Return the arguments whose class says what they do, by IRI."""
    arguments = (one for one in reader.arguments() if one.way != "bears on")
    return sorted(arguments, key=lambda one: str(one.iri))


def _known(reader: Reader, scheme: Node) -> list[Node]:
    """Return the names that AIF has for a scheme."""
    names = reader.graph.objects(scheme, SKOS.closeMatch)
    return sorted((one for one in names if str(one).startswith(AIF)), key=str)


def write_aifdb(source: Source, out: BinaryIO) -> None:
    """Write JSON with nodes, edges and locutions, as AIFdb gives an argument map."""
    out.write((json.dumps(aifdb(source), indent=2, ensure_ascii=False) + "\n").encode())


def aifdb(source: Source) -> Document:
    """Return I-nodes for claims, RA- and CA-nodes for arguments, L- and YA-nodes for attributions.

    AIFdb's nodes have numbers for names, given here in the order of the IRIs.
    """
    reader = _read(source)
    claims, arguments = [*map(reader.proposition, reader.claims())], _arguments(reader)
    every: list[Node] = [*(one.iri for one in claims), *(one.iri for one in arguments)]
    numbers = {iri: str(number) for number, iri in enumerate(every, start=1)}
    made = _Map()
    for claim in claims:
        made.node(numbers[claim.iri], claim.paraphrase, "I")
    for argument in arguments:
        against = argument.way != "supports"
        scheme = _CONFLICT if against else _INFERENCE
        name = argument.scheme.label if argument.scheme else scheme[0]
        known = _known(reader, argument.scheme.iri) if argument.scheme else []
        if known and not against:
            # AIFdb names a scheme as AIF does, in words; its numbers are known for defaults alone.
            word = str(known[0]).rpartition("#")[2].removesuffix("_Scheme")
            scheme = (re.sub(r"(?<=[a-z])(?=[A-Z])", " ", word), "")
        made.node(numbers[argument.iri], name, "CA" if against else "RA", scheme)
    for argument in arguments:
        for premise in argument.premises:
            if premise in numbers:
                made.edge(numbers[premise], numbers[argument.iri])
        if argument.conclusion in numbers:
            made.edge(numbers[argument.iri], numbers[argument.conclusion])
    speakers = {one.iri: said for one in claims if (said := _speaker(reader.speech(one.iri)))}
    persons = sorted({str(one.iri) for one in speakers.values()})
    for claim in claims:
        if said := speakers.get(claim.iri):
            person = str(persons.index(str(said.iri)) + 1)
            made.locution(f"{said} : {claim.paraphrase}", numbers[claim.iri], person)
    return made.document


def _speaker(speech: Iterable[Attribution]) -> Term | None:
    """Return whose words a claim is: the first of them by IRI; who denies it does not assert it."""
    said = [one.actor for one in speech if one.actor and not one.denies]
    return min(said, key=lambda one: str(one.iri), default=None)


class _Map:
    """A map that is being drawn; further nodes continue the numbers given so far."""

    def __init__(self) -> None:
        self.document: Document = {"nodes": [], "edges": [], "locutions": []}

    def node(self, number: str, text: str, kind: str, scheme: tuple[str, str] | None = None) -> str:
        entry = {"nodeID": number, "text": text, "type": kind, "timestamp": ""}
        if scheme:
            entry |= {"scheme": scheme[0]} | ({"schemeID": scheme[1]} if scheme[1] else {})
        self.document["nodes"].append(entry)
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
