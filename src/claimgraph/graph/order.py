"""The order in which a reader wants a graph: kinds of things, and the properties of each."""

from __future__ import annotations

import re

from claimgraph.graph.prefixes import KNOWN

# One kind a line, from the whole to its parts and from what is said to what it is about.
_SOURCES = """
cg:Source cg:Publication cg:Book cg:Report cg:AnnualReport cg:Study cg:NewsReport
cg:LegalDocument cg:OfficialNotice cg:Statute cg:CourtDecision cg:Dataset cg:Statistics
cg:PublicStatement cg:CorporateStatement cg:Interview cg:Testimony cg:UnnamedSource
"""
_KINDS = f"""
owl:Ontology
dcat:Dataset void:Dataset void:DatasetDescription
cg:Article
cg:Section cg:KeyTakeaways
cg:Passage
cg:Thesis
cg:Claim cg:FactualClaim cg:CausalClaim cg:EvaluativeClaim cg:PredictiveClaim cg:NormativeClaim
cg:Attribution
cg:Argument cg:SupportingArgument cg:OpposingArgument
cg:Undercut
cg:Explanation
cg:Evidence
{" ".join(_SOURCES.split())}
cg:Event
cg:Quantity
cg:Actor cg:State cg:GovernmentBody cg:Company cg:Institution cg:Person cg:Group cg:Crowd
cg:Thing
cg:Technology
cg:Measure
cg:Participation
cg:Assertion
cg:Content cg:Reasoning cg:Situation cg:Involvement cg:Reviewable cg:Sourced cg:Datum cg:Referent
owl:Class rdfs:Class
owl:ObjectProperty owl:DatatypeProperty owl:AnnotationProperty rdf:Property
skos:ConceptScheme
skos:Concept
sh:NodeShape
sh:PropertyShape
"""
# What a thing is and is called, what it says, where, how firmly, and what it hangs together with.
_PROPERTIES = """
rdf:type rdfs:subClassOf rdfs:subPropertyOf rdfs:domain rdfs:range
rdfs:label skos:prefLabel skos:altLabel dcterms:title
skos:definition rdfs:comment dcterms:description
cg:paraphrase cg:textDigest
cg:passage cg:spanStart cg:spanEnd
cg:certainty cg:hedge cg:condition cg:onCondition cg:horizon cg:reviewStatus
cg:attribution cg:actor cg:role cg:speechAct cg:source cg:through
cg:premise cg:conclusion cg:explains cg:explainedBy cg:scheme cg:explicit
cg:evidenceKind cg:evidence cg:locator cg:issuer cg:accessed
cg:involves cg:addressee cg:favours schema:about cg:asserts
rdf:subject rdf:predicate rdf:object cg:recipient cg:polarity cg:modality
cg:event cg:enacts cg:terminates cg:date cg:start cg:end cg:computed
cg:quantity cg:value cg:valueTo cg:unit cg:comparator cg:measures cg:asOf
cg:partOf cg:subsidiaryOf cg:memberOf cg:employedBy cg:belongsTo cg:basedIn
oa:hasSource dcterms:isPartOf schema:position
oa:hasSelector oa:start oa:end dcterms:conformsTo rdf:value cg:digest
skos:inScheme skos:topConceptOf skos:broader skos:exactMatch skos:closeMatch rdfs:isDefinedBy
sh:targetClass sh:targetNode sh:targetSubjectsOf sh:targetObjectsOf sh:target
sh:path sh:class sh:datatype sh:nodeKind sh:minCount sh:maxCount sh:pattern sh:in sh:hasValue
sh:closed sh:ignoredProperties sh:property sh:node sh:sparql sh:prefixes sh:select
sh:severity sh:message cg:hint
"""


def _iri(name: str) -> str:
    prefix, _, local = name.partition(":")
    return KNOWN[prefix] + local


_KIND = {
    _iri(name): place
    for place, line in enumerate(_KINDS.strip().splitlines())
    for name in line.split()
}
_PROPERTY = {_iri(name): place for place, name in enumerate(_PROPERTIES.split())}
_DIGITS = re.compile(r"(\d+)")


def of_kinds(types: list[str]) -> tuple[int, str]:
    """Return the place of a subject among others by its types' IRIs; other kinds by their IRIs.

    What has no type comes last.
    """
    known = [_KIND[one] for one in types if one in _KIND]
    if known:
        return (min(known), "")
    return (len(_KIND), min(types)) if types else (len(_KIND) + 1, "")


def of_property(iri: str) -> tuple[int, str]:
    """Return the place of a property among a subject's; other vocabularies' come last, by IRI."""
    return (_PROPERTY.get(iri, len(_PROPERTY)), iri)


def natural(text: str) -> tuple[tuple[int, int, str], ...]:
    """Return a key that sorts numbers in a text by their value: section/2 before section/10."""
    if not _DIGITS.search(text):
        return ((1, 0, text),) if text else ()
    return tuple(
        (0, int(part), part) if part.isdigit() and part.isascii() else (1, 0, part)
        for part in _DIGITS.split(text)
        if part
    )
