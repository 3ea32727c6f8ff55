"""What SSSOM's tables and links between articles have in common: slots, prefixes, the status.

SSSOM 1.1, https://mapping-commons.github.io/sssom/. `export.sssom` writes, `imports.sssom` reads.
"""

from __future__ import annotations

from claimgraph.vocab import CG, RDF, RDFS, SKOS, XSD

NAME = "sssom"
SUFFIX = ".sssom.tsv"
# Prefixes that a table need not declare, nor may declare otherwise (section IRI prefixes).
BUILT_IN = {
    "linkml": "https://w3id.org/linkml/",
    "owl": "http://www.w3.org/2002/07/owl#",
    "rdf": RDF,
    "rdfs": RDFS,
    "semapv": "https://w3id.org/semapv/vocab/",
    "skos": SKOS,
    "sssom": "https://w3id.org/sssom/",
    "xsd": XSD,
}
# Whether a person stands behind a link has no slot: it is an extension of ours.
STATUS = "link_status"
STATUS_PROPERTY = CG + "linkStatus"
# The columns of a link, in the order of the class Mapping; extensions come last.
COLUMNS = (
    "record_id",
    "subject_id",
    "subject_label",
    "predicate_id",
    "object_id",
    "object_label",
    "mapping_justification",
    "author_id",
    "author_label",
    "mapping_tool",
    "mapping_date",
    "confidence",
    "comment",
    STATUS,
)
