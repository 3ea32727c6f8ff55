"""Each restriction of OWL 2 DL is found when it is broken: the check on the ontology can fail."""

import pytest
from owl_dl import violations
from rdflib import Graph

PREFIXES = """
    @prefix : <http://example.org/> .
    @prefix owl: <http://www.w3.org/2002/07/owl#> .
    @prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
    @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
    @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
    <http://example.org> a owl:Ontology ; rdfs:comment "A sound one."@en .
    :A a owl:Class . :B a owl:Class ; rdfs:subClassOf :A .
    :C a owl:Class ;
        rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :p ; owl:maxCardinality 1 ] ;
        owl:equivalentClass [ a owl:Class ; owl:unionOf ( :A :B ) ] .
    :p a owl:ObjectProperty , owl:AsymmetricProperty ; rdfs:domain :A ; rdfs:range :B .
    :q a owl:ObjectProperty , owl:TransitiveProperty .
    :r a owl:ObjectProperty ; owl:inverseOf :q .
    :s a owl:ObjectProperty ; owl:propertyChainAxiom ( :p :r ) .
    :d a owl:DatatypeProperty , owl:FunctionalProperty ; rdfs:range xsd:decimal .
    :n a owl:AnnotationProperty .
    :x a :B ; :p :y ; :d 1.5 ; :n "note" .
"""

FAULTS = {
    "undeclared property": ":x :unknown :y .",
    "type that is no class": ":x a :Unknown .",
    "property of more than one kind": ":p a owl:DatatypeProperty .",
    "class and datatype": ":A a rdfs:Datatype .",
    "describes reserved vocabulary": "rdfs:label a owl:AnnotationProperty .",
    "reserved vocabulary out of place": ":p rdfs:range rdf:Statement .",
    "characteristic of no property": ":d a owl:TransitiveProperty .",
    "class axiom on what is no class": ":B rdfs:subClassOf :Unknown .",
    "property axiom across kinds": ":d rdfs:subPropertyOf :p .",
    "axiom on annotation properties": (
        ":m a owl:AnnotationProperty . :m owl:equivalentProperty :n ."
    ),
    "domain that is no class": ":p rdfs:domain xsd:string .",
    "range that does not fit": ":p rdfs:range xsd:string .",
    "chain of what is no object property": ":s owl:propertyChainAxiom ( :p :d ) .",
    "literal as the value of an object property": ':x :p "text" .',
    "resource as the value of a datatype property": ":x :d :y .",
    "datatype outside the datatype map": ':x :d "2020"^^xsd:gYear .',
    "class expression in more than one place": (
        ":A rdfs:subClassOf _:e . :B rdfs:subClassOf _:e . "
        "_:e a owl:Class ; owl:unionOf ( :A :B ) ."
    ),
    "broken class expression": (":A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :p ] ."),
    "class expression over what is no class": (
        ":A rdfs:subClassOf [ a owl:Class ; owl:unionOf ( :B :d ) ] ."
    ),
    "restriction on what is neither": (
        ":A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :n ; owl:someValuesFrom :B ] ."
    ),
    "restriction to a filler that does not fit": (
        ":A rdfs:subClassOf "
        "[ a owl:Restriction ; owl:onProperty :p ; owl:someValuesFrom xsd:string ] ."
    ),
    "characteristic of a property that is not simple": ":q a owl:FunctionalProperty .",
    "cardinality of a property that is not simple": (
        ":A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :r ; owl:minCardinality 2 ] ."
    ),
    "disjointness of a property that is not simple": ":s owl:propertyDisjointWith :p .",
    "chain in a circle": ":p rdfs:subPropertyOf :t . :t a owl:ObjectProperty . "
    ":r owl:propertyChainAxiom ( :s :t ) .",
    "anonymous individual": "[] a :A .",
    "more than one version IRI": (
        "<http://example.org> owl:versionIRI <http://example.org/1> , <http://example.org/2> ."
    ),
    "version without ontology": "<http://example.org/1> owl:versionIRI <http://example.org/1.0> .",
}


def test_what_is_inside_owl_dl_passes():
    assert violations(Graph().parse(data=PREFIXES)) == []


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_is_found(fault):
    found = violations(Graph().parse(data=PREFIXES + FAULTS[fault]))
    assert any(line.startswith(fault) for line in found), found


def test_no_construct_goes_unnoticed():
    """A part of OWL that the rules do not cover is reported, not passed over."""
    assert violations(Graph().parse(data=PREFIXES + ":A owl:hasKey ( :d ) ."))
