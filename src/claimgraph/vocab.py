"""Namespaces and graph names; the order of the terms to a reader."""

from __future__ import annotations

BASE = "https://w3id.org/claimgraph/"
ONTOLOGY = BASE + "ontology"
CG = ONTOLOGY + "#"
SCHEME = BASE + "scheme/"
SHAPES = BASE + "shapes#"
ID = BASE + "id/"
ARTICLE = BASE + "article/"
GRAPH = BASE + "graph/"
LINK = BASE + "link/"
# What is derived from all of them.
WEIGHING = BASE + "weighing"

OA = "http://www.w3.org/ns/oa#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
SH = "http://www.w3.org/ns/shacl#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
XSD = "http://www.w3.org/2001/XMLSchema#"
# What names an article's text: `check` looks for it in every file.
TEXT_FILE = CG + "textFile"
# Classes that only say what a property joins: nothing is called by them.
ABSTRACT = frozenset(
    CG + name
    for name in (
        "Content",
        "Datum",
        "Involvement",
        "Reasoning",
        "Referent",
        "Reviewable",
        "Situation",
        "Sourced",
    )
)
# In which order a reader wants kinds of things: one kind a line, from the whole to its parts and
# from what is said to what it is about.
_SOURCES = """
cg:Source cg:Publication cg:Book cg:Report cg:AnnualReport cg:Study cg:NewsReport
cg:LegalDocument cg:OfficialNotice cg:Statute cg:CourtDecision cg:Dataset cg:Statistics
cg:PublicStatement cg:CorporateStatement cg:Interview cg:Testimony cg:UnnamedSource
"""
KINDS = f"""
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
cg:Link
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
cg:Weighing
cg:Content cg:Reasoning cg:Situation cg:Involvement cg:Reviewable cg:Sourced cg:Datum cg:Referent
owl:Class rdfs:Class
owl:ObjectProperty owl:DatatypeProperty owl:AnnotationProperty rdf:Property
skos:ConceptScheme
skos:Concept
sh:NodeShape
sh:PropertyShape
"""
# And the properties of each: what a thing is and is called, what it says, where, how firmly, and
# what it hangs together with.
PROPERTIES = """
rdf:type rdfs:subClassOf rdfs:subPropertyOf rdfs:domain rdfs:range
rdfs:label skos:prefLabel skos:altLabel dcterms:title
skos:definition rdfs:comment dcterms:description cg:criticalQuestion
cg:paraphrase cg:textFile cg:textDigest
cg:passage cg:spanStart cg:spanEnd
cg:certainty cg:hedge cg:condition cg:onCondition cg:horizon cg:reviewStatus
cg:attribution cg:actor cg:role cg:speechAct cg:source cg:through
cg:premise cg:conclusion cg:explains cg:explainedBy cg:scheme cg:explicit
cg:evidenceKind cg:evidence cg:locator cg:issuer cg:accessed cg:copy cg:copyDigest
cg:involves cg:addressee cg:favours schema:about cg:asserts
rdf:subject rdf:predicate rdf:object cg:recipient cg:polarity cg:modality
sssom:confidence sssom:mapping_justification sssom:mapping_tool pav:authoredBy sssom:author_label
dcterms:created cg:linkStatus
cg:standing cg:grade cg:pro cg:con cg:basis cg:weakestLink cg:stated cg:carried cg:carries
cg:semanticsVersion cg:table cg:tableDigest cg:inputDigest
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
