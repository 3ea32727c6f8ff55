"""The JSON-LD context covers the vocabulary and means in JSON what Turtle says."""

import json
from functools import cache

import pyoxigraph as ox
import pytest
from known_terms import CG, ONTOLOGY, ROOT, SCHEME, defined, exists, read
from rdflib import OWL, RDF, RDFS, Graph, URIRef
from rdflib.compare import isomorphic

CONTEXT = json.loads((ROOT / "ontology" / "context.jsonld").read_text(encoding="utf-8"))["@context"]
EXAMPLES = ROOT / "tests" / "context"
TERMS = read(ONTOLOGY[0])
STRING = URIRef("http://www.w3.org/2001/XMLSchema#string")
# Texts have a language and dates one of several datatypes, which a context cannot give.
UNTYPED = (RDF.PlainLiteral, RDFS.Literal)


def entry(name: str) -> dict[str, object]:
    """Return a term's definition in the context, a bare IRI as one with nothing else."""
    found = CONTEXT.get(name, {})
    return {"@id": found} if isinstance(found, str) else found


def whole(name: str) -> str:
    """Return a compact IRI of the context in full."""
    prefix, _, local = name.partition(":")
    return str(CONTEXT[prefix]) + local


@cache
def kinds() -> dict[str, object]:
    """Return, by local name, what kind of term each of ours is."""
    return {
        str(term)[len(CG) :]: TERMS.value(term, RDF.type) for term in defined() if CG in str(term)
    }


def test_the_examples_are_read_alike_from_json_and_from_turtle():
    examples = sorted(EXAMPLES.glob("*.jsonld"))
    assert examples
    for path in examples:
        document = json.loads(path.read_text(encoding="utf-8")) | {"@context": CONTEXT}
        expected = read(path.with_suffix(".ttl"))
        text = json.dumps(document)
        assert isomorphic(Graph().parse(data=text, format="json-ld"), expected), path.name
        quads = ox.parse(text, format=ox.RdfFormat.JSON_LD)
        lines = ox.serialize(quads, format=ox.RdfFormat.N_QUADS).decode()
        assert isomorphic(Graph().parse(data=lines, format="nt"), expected), path.name


def test_a_document_without_the_context_says_something_else():
    path = EXAMPLES / "example.jsonld"
    assert not isomorphic(Graph().parse(path), read(path.with_suffix(".ttl")))


def test_every_term_of_ours_has_an_entry_under_its_own_name():
    assert len(kinds()) > 80
    for name in kinds():
        assert entry(name).get("@id") == f"cg:{name}", name


def test_every_entry_names_a_term_that_exists():
    entries = {name: entry(name).get("@id", "") for name in CONTEXT if name != "@version"}
    prefixes = {name for name, meant in entries.items() if str(meant).startswith("http")}
    assert len(prefixes) > 5
    for name, meant in entries.items() - {(one, entries[one]) for one in prefixes}:
        assert meant == "@type" or exists(URIRef(whole(str(meant)))), name


@pytest.mark.parametrize("name", sorted(kinds()))
def test_types_agree_with_the_ranges_of_the_ontology(name: str):
    given = entry(name).get("@type")
    value = TERMS.value(next(one for one in defined() if str(one) == CG + name), RDFS.range)
    if kinds()[name] == OWL.ObjectProperty:
        assert given in ("@id", "@vocab")
    elif kinds()[name] == OWL.DatatypeProperty and value not in (None, STRING, *UNTYPED):
        assert whole(str(given)) == str(value)
    else:
        assert given is None


def test_values_of_a_scheme_are_its_concepts_by_name():
    """Each property with a value set finds its scheme, whatever other terms are called."""
    for name in kinds():
        if entry(name).get("@type") == "@vocab" and name != "unit":
            _, context = entry(name)["@context"]
            scheme = str(context["@vocab"])
            assert scheme.startswith(SCHEME), name
            assert [one for one in defined() if str(one).startswith(scheme)], name
            assert context[name] == {"@id": CG + name, "@type": "@vocab"}
