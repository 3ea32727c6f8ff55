"""The argument in the Argument Interchange Format, as RDF: I-nodes, RA-, CA- and scheme nodes."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

from claimgraph.export import Form
from claimgraph.export.query import constructed
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


def write(source: Source, out: BinaryIO) -> None:
    """Write Turtle. Claims and arguments keep their IRIs; schemes are also named as AIF does."""
    shipped = projects.described(projects.shipped("ontology") / "alignments.ttl")
    quads = constructed(source, _CONSTRUCT, shipped, prefixes={"aif": AIF})
    declared = {**source.prefixes, "aif": AIF}
    out.write(writer.turtle(quads, prefixes.of_quads(quads, declared)).encode())


FORM = Form("aif", "text/turtle", ".ttl", "document", write)
