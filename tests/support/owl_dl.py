"""The restrictions that keep an RDF graph inside OWL 2 DL, as far as our vocabularies use OWL.

What this module does not know, it reports: a construct that it has no rule for is a violation too.
Sections are those of the OWL 2 Structural Specification (W3C, 2012).
"""

from rdflib import OWL, RDF, RDFS, XSD, BNode, Graph, Literal, URIRef
from rdflib.collection import Collection

OBJECT, DATA, ANNOTATION = OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty
KINDS = (OBJECT, DATA, ANNOTATION)

# 4: the datatype map, and 5.2: rdfs:Literal
NUMBERS = """
    decimal integer nonNegativeInteger nonPositiveInteger positiveInteger negativeInteger
    long int short byte unsignedLong unsignedInt unsignedShort unsignedByte double float
"""
OTHERS = """
    string normalizedString token language Name NCName NMTOKEN boolean hexBinary base64Binary
    anyURI dateTime dateTimeStamp
"""
DATATYPES = {RDFS.Literal, RDF.PlainLiteral, RDF.XMLLiteral, OWL.real, OWL.rational}
DATATYPES |= {XSD[name] for name in (NUMBERS + OTHERS).split()}
# 5.5: annotation properties that need no declaration
BUILT_IN_ANNOTATIONS = {
    RDFS.label, RDFS.comment, RDFS.seeAlso, RDFS.isDefinedBy, OWL.deprecated, OWL.versionInfo,
    OWL.priorVersion, OWL.backwardCompatibleWith, OWL.incompatibleWith,
}  # fmt: skip
# 9.2: characteristics, and the kinds of property that can have them
CHARACTERISTICS = {
    OWL.FunctionalProperty: {OBJECT, DATA},
    OWL.InverseFunctionalProperty: {OBJECT},
    OWL.ReflexiveProperty: {OBJECT},
    OWL.IrreflexiveProperty: {OBJECT},
    OWL.SymmetricProperty: {OBJECT},
    OWL.AsymmetricProperty: {OBJECT},
    OWL.TransitiveProperty: {OBJECT},
}
# 11.2: where only simple properties may stand
SIMPLE_ONLY = {
    OWL.FunctionalProperty,
    OWL.InverseFunctionalProperty,
    OWL.IrreflexiveProperty,
    OWL.AsymmetricProperty,
}
CARDINALITIES = {
    OWL.minCardinality, OWL.maxCardinality, OWL.cardinality, OWL.minQualifiedCardinality,
    OWL.maxQualifiedCardinality, OWL.qualifiedCardinality,
}  # fmt: skip
QUANTIFIERS = {OWL.someValuesFrom, OWL.allValuesFrom, OWL.hasValue, OWL.hasSelf, *CARDINALITIES}
BOOLEANS = {OWL.unionOf, OWL.intersectionOf, OWL.oneOf, OWL.complementOf}
CLASS_AXIOMS = {RDFS.subClassOf, OWL.equivalentClass, OWL.disjointWith}
PROPERTY_AXIOMS = {
    RDFS.subPropertyOf,
    OWL.equivalentProperty,
    OWL.propertyDisjointWith,
    OWL.inverseOf,
}
# What may stand as a predicate or a type besides declared terms (Mapping to RDF, table 1)
SYNTAX = {
    RDF.type, RDF.first, RDF.rest, RDFS.domain, RDFS.range, OWL.versionIRI, OWL.imports,
    OWL.propertyChainAxiom, OWL.onProperty, OWL.onClass, *CLASS_AXIOMS, *PROPERTY_AXIOMS,
    *QUANTIFIERS, *BOOLEANS,
}  # fmt: skip
TYPES = {OWL.Class, OWL.Restriction, OWL.NamedIndividual, OWL.Ontology, RDFS.Datatype, *KINDS}
RESERVED = tuple(str(namespace) for namespace in (RDF, RDFS, OWL, XSD))


def violations(graph: Graph) -> list[str]:
    """Return what takes the graph out of OWL 2 DL, one line each, sorted; empty if nothing does."""
    found = [
        *_header(graph),
        *_kinds(graph),
        *_reserved(graph),
        *_types_and_predicates(graph),
        *_class_axioms(graph),
        *_property_axioms(graph),
        *_values(graph),
        *_expressions(graph),
        *_simple(graph),
        *_regular(graph),
    ]
    return sorted({" ".join(str(part) for part in line) for line in found})


def kind(graph, term):
    """Return the kinds of property that a term is declared as, built-in ones included."""
    if term in BUILT_IN_ANNOTATIONS:
        return {ANNOTATION}
    return {one for one in KINDS if (term, RDF.type, one) in graph}


def is_class(graph, term):
    """Tell whether a term is a declared class, a class expression, owl:Thing or owl:Nothing."""
    if term in (OWL.Thing, OWL.Nothing):
        return True
    return any((term, RDF.type, one) in graph for one in (OWL.Class, OWL.Restriction))


def is_datatype(graph, term):
    """Tell whether a term is in the datatype map or declared as a datatype."""
    return term in DATATYPES or (
        not _is_reserved(term) and (term, RDF.type, RDFS.Datatype) in graph
    )


def _is_reserved(term):
    return isinstance(term, URIRef) and str(term).startswith(RESERVED)


def _header(graph):
    # 3.1: an ontology has one IRI at most, and a version IRI only with it
    for ontology in graph.subjects(OWL.versionIRI):
        if (ontology, RDF.type, OWL.Ontology) not in graph:
            yield "version without ontology:", ontology
        if len(set(graph.objects(ontology, OWL.versionIRI))) > 1:
            yield "more than one version IRI:", ontology


def _kinds(graph):
    # 5.8.1: a property is of one kind, and nothing is both class and datatype
    for term in set(graph.subjects(RDF.type)):
        if len(kind(graph, term)) > 1:
            yield "property of more than one kind:", term
        if {RDFS.Datatype, OWL.Class} <= set(graph.objects(term, RDF.type)):
            yield "class and datatype:", term


def _reserved(graph):
    # 2.4: reserved vocabulary is used for what it is reserved for, and not described
    for term in set(graph.subjects()):
        if _is_reserved(term) and term != RDF.nil:
            yield "describes reserved vocabulary:", term
    places = {RDF.type, RDF.first, RDFS.domain, RDFS.range, OWL.onClass, *QUANTIFIERS, *BOOLEANS}
    places |= CLASS_AXIOMS | PROPERTY_AXIOMS
    allowed = {
        *DATATYPES,
        *TYPES,
        *CHARACTERISTICS,
        *BUILT_IN_ANNOTATIONS,
        OWL.Thing,
        OWL.Nothing,
        RDF.nil,
    }
    for _, predicate, value in graph:
        if predicate in places and _is_reserved(value) and value not in allowed:
            yield "reserved vocabulary out of place:", value


def _types_and_predicates(graph):
    # 5.8.1: every class and property in use is declared
    for subject, value in graph.subject_objects(RDF.type):
        if value in TYPES:
            continue
        if value in CHARACTERISTICS:
            if not kind(graph, subject) & CHARACTERISTICS[value]:
                yield "characteristic of no property that can have it:", subject, value
        elif not is_class(graph, value):
            yield "type that is no class:", value
        elif isinstance(subject, BNode):
            yield "anonymous individual, which no rule here covers, of type", value
    for predicate in set(graph.predicates()):
        if predicate not in SYNTAX and not kind(graph, predicate):
            yield "undeclared property:", predicate


def _class_axioms(graph):
    for predicate in CLASS_AXIOMS:
        for subject, value in graph.subject_objects(predicate):
            for term in (subject, value):
                if not is_class(graph, term):
                    yield "class axiom on what is no class:", term


def _property_axioms(graph):
    # 9.2, 9.3, 10.2: properties relate to properties of their own kind
    for predicate in PROPERTY_AXIOMS:
        for subject, value in graph.subject_objects(predicate):
            kinds = kind(graph, subject) & kind(graph, value)
            if not kinds or (predicate == OWL.inverseOf and OBJECT not in kinds):
                yield "property axiom across kinds:", subject, predicate, value
            elif ANNOTATION in kinds and predicate != RDFS.subPropertyOf:
                yield "axiom on annotation properties:", subject, predicate, value
    for subject, value in graph.subject_objects(RDFS.domain):
        if kind(graph, subject) == {ANNOTATION}:
            continue
        if not kind(graph, subject) or not is_class(graph, value):
            yield "domain that is no class:", subject, value
    for subject, value in graph.subject_objects(RDFS.range):
        kinds = kind(graph, subject)
        if kinds == {ANNOTATION}:
            continue
        fits = is_class if kinds == {OBJECT} else is_datatype
        if not kinds or not fits(graph, value):
            yield "range that does not fit the kind of property:", subject, value
    for subject, chain in graph.subject_objects(OWL.propertyChainAxiom):
        for term in (subject, *Collection(graph, chain)):
            if kind(graph, term) != {OBJECT}:
                yield "chain of what is no object property:", term


def _values(graph):
    # 5.8, 9.5: object properties have resources for values, datatype properties literals
    for subject, predicate, value in graph:
        kinds = kind(graph, predicate)
        if OBJECT in kinds and isinstance(value, Literal):
            yield "literal as the value of an object property:", subject, predicate
        if DATA in kinds and not isinstance(value, Literal):
            yield "resource as the value of a datatype property:", subject, predicate
        if isinstance(value, Literal) and value.datatype and not is_datatype(graph, value.datatype):
            yield "datatype outside the datatype map:", value.datatype


def _expressions(graph):
    # 8: class expressions are whole, and each stands in one place
    for node in {one for one in graph.all_nodes() if isinstance(one, BNode)}:
        if (node, RDF.first, None) in graph:
            continue
        if len(list(graph.subject_predicates(node))) > 1:
            yield "class expression in more than one place:", *graph.objects(node, RDF.type)
        constraints = QUANTIFIERS if (node, OWL.onProperty, None) in graph else BOOLEANS
        if len([1 for one in graph.predicates(node) if one in constraints]) != 1:
            yield "broken class expression:", *graph.objects(node, RDF.type)
    for predicate in (OWL.unionOf, OWL.intersectionOf):
        for _, members in graph.subject_objects(predicate):
            for member in Collection(graph, members):
                if not is_class(graph, member):
                    yield "class expression over what is no class:", member
    for restriction, prop in graph.subject_objects(OWL.onProperty):
        fits = {frozenset({OBJECT}): is_class, frozenset({DATA}): is_datatype}.get(
            frozenset(kind(graph, prop))
        )
        if fits is None:
            yield "restriction on what is neither object nor datatype property:", prop
            continue
        for predicate in (OWL.someValuesFrom, OWL.allValuesFrom):
            for filler in graph.objects(restriction, predicate):
                if not fits(graph, filler):
                    yield "restriction to a filler that does not fit:", prop, filler


def composite(graph):
    """Return the properties that are not simple: transitive, chained, or above such (11.1)."""
    found = set(graph.subjects(RDF.type, OWL.TransitiveProperty))
    found |= set(graph.subjects(OWL.propertyChainAxiom))
    grown = True
    while grown:
        above = {up for one in found for up in graph.objects(one, RDFS.subPropertyOf)}
        for one in found:
            for predicate in (OWL.inverseOf, OWL.equivalentProperty):
                above |= {*graph.objects(one, predicate), *graph.subjects(predicate, one)}
        grown = not above <= found
        found |= above
    return found


def _simple(graph):
    # 11.2: only simple properties where counting or comparing would not be decidable
    for prop in composite(graph):
        for value in graph.objects(prop, RDF.type):
            if value in SIMPLE_ONLY:
                yield "characteristic of a property that is not simple:", prop, value
        if (prop, OWL.propertyDisjointWith, None) in graph or (
            None,
            OWL.propertyDisjointWith,
            prop,
        ) in graph:
            yield "disjointness of a property that is not simple:", prop
        for restriction in graph.subjects(OWL.onProperty, prop):
            if set(graph.predicates(restriction)) & {*CARDINALITIES, OWL.hasSelf}:
                yield "cardinality of a property that is not simple:", prop


def _regular(graph):
    # 11.2: no property depends, over chains, on itself
    strict = {
        (part, whole)
        for whole, chain in graph.subject_objects(OWL.propertyChainAxiom)
        for part in _parts(list(Collection(graph, chain)), whole)
    }
    loose = set(graph.subject_objects(RDFS.subPropertyOf))
    for predicate in (OWL.inverseOf, OWL.equivalentProperty):
        for one, other in graph.subject_objects(predicate):
            loose |= {(one, other), (other, one)}
    for part, whole in strict:
        if part in _above(whole, strict | loose):
            yield "chain in a circle:", whole


def _parts(chain, whole):
    # P∘P→P, and P at one end of its own chain, are allowed
    if chain == [whole, whole]:
        return []
    if chain[0] == whole:
        return chain[1:]
    return chain[:-1] if chain[-1] == whole else chain


def _above(start, pairs):
    reached, frontier = {start}, {start}
    while frontier:
        frontier = {whole for part, whole in pairs if part in frontier} - reached
        reached |= frontier
    return reached
