"""The vocabulary is whole, uses only terms that exist, and stays consistent inside OWL 2 DL."""

import csv
from itertools import product
from pathlib import Path

import pytest
import yaml
from known_terms import (
    BASE,
    CG,
    ONTOLOGY,
    ROOT,
    SCHEME,
    VOCABULARIES,
    exists,
    read,
    shape_queries,
    terms_of,
    undefined_in,
    undefined_in_query,
    vocabularies,
)
from owl_dl import violations
from rdflib import OWL, RDF, RDFS, SKOS, BNode, Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCTERMS, PROV
from reasoning import consistent, contradictions, unsatisfiable
from sampled import few

cg = Namespace(CG)
AXIOMS = sorted(VOCABULARIES.glob("*.ttl"))
SHAPES = sorted((ROOT / "ontology" / "shapes").glob("*.ttl"))
DATA = sorted((ROOT / "data").rglob("*.ttl"))
QUERIES = sorted((ROOT / "queries").rglob("*.rq"))
EVERYTHING = read(*ONTOLOGY)
MERGED = read(*ONTOLOGY, *AXIOMS)
TERMS = read(ONTOLOGY[0], *AXIOMS)
MAPPINGS = (SKOS.exactMatch, SKOS.closeMatch, SKOS.broadMatch, SKOS.narrowMatch, SKOS.relatedMatch)


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def faulty(turtle: str, graph: Graph = MERGED) -> Graph:
    """Return a copy of the graph with a fault planted in it."""
    planted = Graph() + graph
    for prefix, namespace in (("cg", CG), ("e", "http://example.org/")):
        planted.bind(prefix, namespace)
    prefixes = "".join(f"@prefix {p}: <{n}> .\n" for p, n in planted.namespaces())
    return planted.parse(data=prefixes + turtle, format="turtle")


# ── Each term is described ───────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("path", [*ONTOLOGY, *SHAPES], ids=named)
def test_every_file_parses(path: Path):
    assert len(read(path))


@pytest.mark.parametrize("path", ONTOLOGY[:2], ids=named)
def test_every_term_has_label_definition_and_source(path: Path):
    graph = read(path)
    assert terms_of(graph)
    for term in terms_of(graph):
        for predicate in (RDFS.label, SKOS.definition):
            texts = list(graph.objects(term, predicate))
            assert len(texts) == 1, (term, predicate)
            assert isinstance(texts[0], Literal), (term, predicate)
            assert texts[0].language == "en", (term, predicate)
        assert graph.value(term, RDFS.isDefinedBy) == URIRef(BASE + "ontology"), term


def test_labels_are_unique_among_terms_of_a_kind():
    for kind in (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty):
        terms = [one for one in EVERYTHING.subjects(RDF.type, kind) if one.startswith(CG)]
        labels = [EVERYTHING.value(one, RDFS.label) for one in terms]
        assert len(set(labels)) == len(labels), kind


def test_every_concept_is_in_the_scheme_under_whose_address_it_stands():
    concepts = set(EVERYTHING.subjects(RDF.type, SKOS.Concept))
    assert concepts
    for concept in concepts:
        scheme = URIRef(concept.rpartition("/")[0])
        assert set(EVERYTHING.objects(concept, SKOS.inScheme)) == {scheme}, concept
        assert (scheme, RDF.type, SKOS.ConceptScheme) in EVERYTHING, scheme
        top = (concept, SKOS.topConceptOf, scheme) in EVERYTHING
        assert top or (concept, SKOS.broader, None) in EVERYTHING, concept
        assert (concept, SKOS.prefLabel, EVERYTHING.value(concept, RDFS.label)) in EVERYTHING


# ── Terms that are used exist ────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("path", [*ONTOLOGY, *SHAPES, *DATA], ids=named)
def test_no_file_uses_a_term_that_does_not_exist(path: Path):
    assert undefined_in(read(path)) == []


@pytest.mark.parametrize("path", AXIOMS, ids=named)
def test_copied_axioms_and_copied_lists_agree(path: Path):
    assert [one for one in undefined_in(read(path)) if "foaf" not in one] == []


@pytest.mark.parametrize("path", few(QUERIES, 20), ids=named)
def test_no_question_uses_a_term_that_does_not_exist(path: Path):
    assert undefined_in_query(path.read_text(encoding="utf-8")) == []


@pytest.mark.slow
def test_no_shape_asks_for_a_term_that_does_not_exist():
    queries = list(shape_queries(read(*SHAPES)))
    assert queries
    for text, prefixes in queries:
        assert undefined_in_query(text, prefixes) == [], text


def test_terms_that_do_not_exist_are_found():
    data = """
        @prefix cg: <https://w3id.org/claimgraph/ontology#> .
        @prefix certainty: <https://w3id.org/claimgraph/scheme/certainty/> .
        @prefix cito: <http://purl.org/spar/cito/> .
        @prefix qudt: <http://qudt.org/schema/qudt/> .
        @prefix unit: <http://qudt.org/vocab/unit/> .
        <http://example.org/x> a cg:Clame , <http://example.org/Class> ;
            cg:certainty certainty:sure ;
            cito:supportsStatement <http://example.org/y> ; qudt:unit unit:USD ;
            cg:date "2020"^^<http://www.w3.org/2001/XMLSchema#year> .
    """
    assert [one.rpartition("/")[2] for one in undefined_in(Graph().parse(data=data))] == [
        "Class",
        "supportsStatement",
        "unit",
        "USD",
        "XMLSchema#year",
        "ontology#Clame",
        "sure",
    ]


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * WHERE { ?s cg:clame ?o }",
        "SELECT * WHERE { ?s cg:premise/^cg:clame* ?o }",
        "SELECT * WHERE { ?s a cg:Claim . FILTER NOT EXISTS { ?s cg:certainty certainty:sure } }",
        "SELECT * WHERE { VALUES ?c { cg:Clame } ?s a ?c }",
        "CONSTRUCT { ?s cg:clame ?o } WHERE { ?s cg:premise ?o }",
        "SELECT * WHERE { ?s <http://example.org/p> ?o }",
        "SELECT * WHERE { { SELECT ?s WHERE { ?s a cg:Clame } } BIND (xsd:dat('2020') AS ?d) }",
    ],
)
def test_terms_that_do_not_exist_are_found_in_queries(query: str):
    prefixes = {
        "cg": CG,
        "certainty": SCHEME + "certainty/",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
    }
    assert undefined_in_query(query, prefixes)


def test_units_and_the_property_of_units_are_those_of_today():
    units = vocabularies()["http://qudt.org/vocab/unit/"]
    assert {"CCY_USD", "CCY_CNY", "MO", "YR", "NUM", "NanoM", "UNITLESS"} <= units
    schema = vocabularies()["http://qudt.org/schema/qudt/"]
    assert "hasUnit" in schema
    assert "unit" not in schema


def test_whatever_data_points_at_in_our_namespace_is_described():
    graph = read(*DATA, *ONTOLOGY)
    described = {*graph.subjects(), *graph.objects(None, OWL.versionIRI)}
    described |= {*graph.objects(None, OWL.priorVersion)}
    ours = {one for one in graph.objects() if isinstance(one, URIRef) and one.startswith(BASE)}
    assert sorted(ours - described - {URIRef(CG)}) == []


# ── Design: what the ontology does not say ───────────────────────────────────────────────────────


def test_nothing_is_imported_and_nothing_is_the_same():
    graph = read(*ONTOLOGY, *SHAPES, *DATA)
    assert not list(graph.triples((None, OWL.imports, None)))
    assert not list(graph.triples((None, OWL.sameAs, None)))


def test_no_two_roles_exclude_each_other():
    disjointness = {
        OWL.disjointWith,
        OWL.disjointUnionOf,
        OWL.propertyDisjointWith,
        OWL.complementOf,
    }
    assert not disjointness & set(EVERYTHING.predicates())
    assert not list(EVERYTHING.subjects(RDF.type, OWL.AllDisjointClasses))


def test_support_is_not_provenance_and_not_transitive():
    above = set(MERGED.subject_objects(RDFS.subPropertyOf * "+"))
    ours = {one for one in MERGED.subjects(RDF.type, OWL.ObjectProperty) if one.startswith(CG)}
    elsewhere = (str(PROV), str(DCTERMS))
    for lower, upper in above:
        assert not (lower in ours and str(upper).startswith(elsewhere)), (lower, upper)
        assert not (str(lower).startswith(elsewhere) and upper in ours), (lower, upper)
    whole = {cg.partOf, cg.subsidiaryOf}
    assert ours & set(MERGED.subjects(RDF.type, OWL.TransitiveProperty)) == whole


def judged_mappings() -> list[dict[str, URIRef]]:
    """Return the rows of the SSSOM file with their terms in full, by its map of prefixes."""
    text = (ROOT / "ontology" / "alignments.sssom.tsv").read_text(encoding="utf-8")
    header = "\n".join(line[1:] for line in text.splitlines() if line.startswith("#"))
    known = yaml.safe_load(header)["curie_map"]
    lines = [line for line in text.splitlines() if not line.startswith("#")]

    def whole(name: str) -> URIRef:
        prefix, _, local = name.partition(":")
        return URIRef(known[prefix] + local)

    parts = ("subject_id", "predicate_id", "object_id")
    return [
        {part: whole(row[part]) for part in parts} for row in csv.DictReader(lines, delimiter="\t")
    ]


def test_mappings_relate_our_terms_to_others_in_one_way_each():
    graph = read(ONTOLOGY[2])
    pairs = [(s, o) for predicate in MAPPINGS for s, o in graph.subject_objects(predicate)]
    judged = judged_mappings()
    pairs += [(row["subject_id"], row["object_id"]) for row in judged]
    assert len(set(pairs)) == len(pairs) > 50
    terms = {*terms_of(read(ONTOLOGY[0])), *terms_of(read(ONTOLOGY[1]))}
    for ours, theirs in pairs:
        assert ours in terms, ours
        assert not theirs.startswith(BASE), theirs
        assert exists(theirs), theirs
    assert {row["predicate_id"] for row in judged} <= set(MAPPINGS)


def test_skos_maps_concepts_alone():
    """SKOS S19: whatever its mapping properties relate is a concept, so no class or property is."""
    graph = read(*ONTOLOGY)
    for predicate in MAPPINGS:
        for ours in graph.subjects(predicate):
            assert (ours, RDF.type, SKOS.Concept) in graph, ours


def test_every_property_has_a_domain_and_a_range():
    kinds = (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
    graph = read(ONTOLOGY[0])
    ours = {one for kind in kinds for one in graph.subjects(RDF.type, kind) if one.startswith(CG)}
    assert len(ours) > 90
    for part in (RDFS.domain, RDFS.range):
        assert [one for one in sorted(ours) if (one, part, None) not in graph] == [], part


def test_relations_are_between_kinds_of_referents():
    """Every relation that a statement can have is below cg:relatesTo, between named classes."""
    graph = read(ONTOLOGY[0])
    relations = set(graph.transitive_subjects(RDFS.subPropertyOf, cg.relatesTo))
    assert len(relations) > 35
    for relation in relations:
        for part in (RDFS.domain, RDFS.range):
            kind = graph.value(relation, part)
            assert cg.Referent in set(graph.transitive_objects(kind, RDFS.subClassOf)), relation
        if (relation, RDF.type, OWL.SymmetricProperty) in graph:
            assert graph.value(relation, RDFS.domain) == graph.value(relation, RDFS.range)


# ── OWL 2 DL, and consistency ────────────────────────────────────────────────────────────────────

PARTS = {"alone": read(*ONTOLOGY[:1]), "with schemes and mappings": EVERYTHING, "merged": MERGED}


@pytest.mark.parametrize("part", PARTS)
def test_the_ontology_is_inside_owl_dl(part: str):
    assert violations(PARTS[part]) == []


@pytest.mark.parametrize("part", few(PARTS, 1))
def test_the_ontology_is_consistent(part: str):
    assert consistent(PARTS[part])
    assert contradictions(PARTS[part]) == []


@pytest.mark.slow
def test_every_class_can_have_a_member():
    assert unsatisfiable(TERMS) == []


@pytest.mark.slow
def test_every_class_and_property_can_be_used_at_once():
    used = Graph() + TERMS
    example = Namespace("http://example.org/")
    for number, one in enumerate(sorted(set(EVERYTHING.subjects(RDF.type, OWL.Class)))):
        used.add((example[f"member{number}"], RDF.type, one))
    for number, one in enumerate(sorted(EVERYTHING.subjects(RDF.type, OWL.ObjectProperty))):
        used.add((example[f"subject{number}"], one, example[f"object{number}"]))
    assert consistent(used)


def statements(data: Graph) -> Graph:
    """Return what data state by classes and properties of OWL: neither annotations nor reification.

    A date with a time is left out, since the tableau takes none for one: see the test below.
    """
    kinds = {OWL.ObjectProperty, OWL.DatatypeProperty}
    logical = {one for kind in kinds for one in MERGED.subjects(RDF.type, kind)} | {RDF.type}
    reified = set(data.subjects(RDF.type, RDF.Statement))
    kept = Graph()
    for subject, predicate, value in data:
        dated = isinstance(value, Literal) and str(value.datatype).endswith("#dateTime")
        if predicate in logical and not {subject, value} & reified and not dated:
            kept.add((subject, predicate, value))
    return kept


def classes(graph: Graph) -> Graph:
    """Return how named classes include and exclude each other, which is quick to reason with."""
    kept = Graph()
    for predicate in (RDF.type, RDFS.subClassOf, OWL.disjointWith):
        for subject, value in graph.subject_objects(predicate):
            if (subject, RDF.type, OWL.Class) in graph and isinstance(value, URIRef):
                kept.add((subject, predicate, value))
    return kept


@pytest.mark.slow
def test_the_data_is_consistent_with_the_ontology():
    data = statements(read(*DATA))
    assert len(data) > 1000
    around = read(ONTOLOGY[0]) + classes(read(*AXIOMS))
    assert consistent(around + data)
    company = next(data.subjects(RDF.type, cg.Company))
    assert not consistent(faulty(f"<{company}> a org:Site .", around + data))


@pytest.mark.slow
@pytest.mark.xfail(strict=True, reason="a fault of hermit-reasoner 0.3.1a4, not of the ontology")
def test_the_tableau_takes_a_date_and_time_for_one():
    assert consistent(faulty('e:x prov:endedAtTime "2026-01-01T00:00:00Z"^^xsd:dateTime .'))


@pytest.mark.parametrize(
    ("fault", "by_rules"),
    [
        ("e:x a cg:Claim , prov:Activity .", True),
        ("e:x a prov:Activity ; cg:premise e:y .", True),
        ("e:x a cg:Company , foaf:Person .", True),
        ("e:scheme a skos:ConceptScheme . e:x cg:certainty e:scheme .", True),
        ("e:C a owl:Class ; rdfs:subClassOf cg:Claim , prov:Activity . e:x a e:C .", True),
        ('e:x cg:value "many" .', False),
        ("e:x cg:explicit 3 .", False),
    ],
)
@pytest.mark.slow
def test_planted_contradictions_are_found(fault: str, by_rules: bool):
    planted = faulty(fault, TERMS)
    assert not consistent(planted)
    assert not by_rules or contradictions(planted)


@pytest.mark.slow
def test_a_class_that_can_have_no_member_is_found():
    planted = faulty("e:C a owl:Class ; rdfs:subClassOf cg:Claim , prov:Activity .", TERMS)
    assert unsatisfiable(planted) == [URIRef("http://example.org/C")]


@pytest.mark.slow
def test_mapping_a_scheme_as_if_it_were_a_concept_is_found():
    scheme = next(EVERYTHING.subjects(RDF.type, SKOS.ConceptScheme))
    assert not consistent(faulty(f"<{scheme}> skos:closeMatch e:x ."))


def test_no_node_of_the_ontology_is_without_a_name():
    """Blank nodes could not be dereferenced, compared or documented."""
    graph = read(*ONTOLOGY)
    assert not [
        one for triple, place in product(graph, (0, 2)) if isinstance(one := triple[place], BNode)
    ]
