"""Queries of shapes asked of all focus nodes at once: what finds nothing so, finds nothing."""

import functools
from collections import Counter
from pathlib import Path

import pyoxigraph as ox
import pytest

pytest.importorskip("shacl_rust")

from claimgraph.check.engines import fast, pyshacl
from claimgraph.check.engines.at_once import AtOnce

ROOT = Path(__file__).parents[2]
SELECT = ox.NamedNode("http://www.w3.org/ns/shacl#select")
PREFIXES = """
@prefix ex: <https://example.org/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
ex:all a owl:Ontology ;
    sh:declare [ sh:prefix "ex" ; sh:namespace "https://example.org/"^^xsd:anyURI ] .
"""
DATA = """
ex:a a ex:Thing ; ex:next ex:b ; ex:size 1 .
ex:b a ex:Thing ; ex:next ex:c, ex:d ; ex:size 2 .
ex:c a ex:Small ; ex:size 3 .
ex:Small rdfs:subClassOf ex:Thing .
"""


def read(text: str) -> tuple[ox.Quad, ...]:
    return tuple(ox.parse(PREFIXES + text, format=ox.RdfFormat.TURTLE))


@functools.cache
def files(pattern: str) -> tuple[ox.Quad, ...]:
    return tuple(
        ox.Quad(*quad.triple)
        for path in sorted(ROOT.glob(pattern))
        for quad in ox.parse(path=str(path), rename_blank_nodes=True)
    )


def constrained(query: str, target: str = "sh:targetClass ex:Thing", path: str = "") -> str:
    """Write a shape with one query; with a path the query is a property shape's."""
    asked = f'sh:sparql [ sh:prefixes ex:all ; sh:message "no" ; sh:select """{query}""" ]'
    if path:
        asked = f"sh:property [ a sh:PropertyShape ; sh:path {path} ; {asked} ]"
    return f"ex:shape a sh:NodeShape ; {target} ; {asked} ."


def found(results) -> Counter:
    return Counter((r.focus, r.value, r.component, r.severity) for r in results)


def asking() -> list[Path]:
    """Return the failing examples of the shapes files that hold queries."""
    return [
        example
        for kind in sorted((ROOT / "ontology" / "shapes").glob("*.ttl"))
        for example in sorted((ROOT / "ontology" / "examples" / kind.stem).glob("*.fail.ttl"))
        if "sh:sparql" in _shape(kind, example.name.split(".")[0])
    ]


def _shape(file: Path, name: str) -> str:
    return file.read_text(encoding="utf-8").partition(f"\nshapes:{name}\n")[2].split("\n\n")[0]


@pytest.mark.parametrize("example", asking(), ids=lambda path: path.name)
def test_what_finds_something_is_never_left_out(example):
    name = f"https://w3id.org/claimgraph/shapes#{example.name.split('.')[0]}"
    shapes = files("ontology/shapes/*.ttl")
    data = [*files("ontology/*.ttl"), *files(str(example.relative_to(ROOT)))]
    rules = fast._asked(shapes)
    whole = fast._results(fast._n_triples(quad.triple for quad in data), rules.written())
    reporting = {
        each["sourceShape"]
        for each in whole
        if each["sourceConstraintComponent"] == f"<{fast._SPARQL}>"
    }
    assert reporting.isdisjoint(str(each.shape) for each in rules.at_once.silent(data))
    assert f"<{name}>" in reporting
    some = fast.validate(data, shapes)
    assert len(some) == len(whole)


def test_the_queries_of_shipped_shapes_find_nothing_in_sound_examples():
    shapes = files("ontology/shapes/*.ttl")
    data = [*files("ontology/*.ttl"), *files("ontology/examples/statement/*.pass.ttl")]
    silent = AtOnce(shapes).silent(data)
    # But for one or two that are not asked so.
    assert len(silent) >= sum(quad.predicate == SELECT for quad in shapes) - 2 > 30


# Each says whether it is asked, and of which nodes it finds something: as the standard has it.
@pytest.mark.parametrize(
    ("query", "target", "path", "asked", "foci"),
    [
        ("SELECT $this WHERE { $this ex:next ex:b }", None, "", True, "a"),
        ("SELECT $this WHERE { $this ex:next ex:nowhere }", None, "", True, ""),
        # The instances of a class below are focus nodes as well.
        ("SELECT $this WHERE { $this ex:size 3 }", None, "", True, "c"),
        ("SELECT $this WHERE { $this ex:size 3 }", "sh:targetSubjectsOf ex:next", "", True, ""),
        ("SELECT $this WHERE { $this ex:size 3 }", "sh:targetObjectsOf ex:next", "", True, "c"),
        ("SELECT $this WHERE { $this ex:size 2 }", "sh:targetNode ex:b", "", False, "b"),
        ("SELECT $this ?value WHERE { $this ex:next ?value . ?value ex:size 3 }", None, "ex:next",
         True, "b"),
        ("SELECT $this ?value WHERE { $this $PATH ?value . FILTER (?value = ex:d) }", None,
         "ex:next", True, "b"),
        # A nested group does not see what is bound around it, unless it was bound beforehand.
        ("SELECT $this WHERE { $this a ?kind { FILTER ($this = ex:a) } }", None, "", False, "a"),
        ("SELECT $this WHERE { { ?o ex:next ex:b } UNION { BIND ($this AS ?o) ?o ex:size 2 } }",
         None, "", False, "abc"),
        ("SELECT $this WHERE { OPTIONAL { $this ex:next ?n } FILTER (!BOUND(?n)) }", None, "", True,
         "c"),
        ("SELECT $this WHERE { FILTER EXISTS { $this ex:size ?n FILTER (?n > 2) } }", None, "",
         True, "c"),
        ("SELECT $this WHERE { FILTER NOT EXISTS { $this ex:next ?n } }", None, "", True, "c"),
        # Counted for each focus node, and for each but once.
        ("SELECT $this WHERE { $this ex:next ?n } GROUP BY $this HAVING (COUNT(?n) = 2)", None, "",
         True, "b"),
        ("SELECT $this WHERE { $this ex:next ?n } GROUP BY $this HAVING (COUNT(?n) = 1)",
         "sh:targetSubjectsOf ex:next , ex:size", "", True, "a"),
        ("SELECT $this WHERE { $this ex:next ?n } LIMIT 1", None, "", False, "ab"),
    ],
)  # fmt: skip
def test_a_query_is_asked_at_once_where_it_finds_the_same(query, target, path, asked, foci):
    shapes, data = read(constrained(query, target or "sh:targetClass ex:Thing", path)), read(DATA)
    at_once = AtOnce(shapes)
    assert bool(at_once.asked) is asked
    assert bool(at_once.silent(data)) is (asked and not foci)
    results = fast.validate(data, shapes)
    assert {str(each.focus)[-1] for each in results} == set(foci)
    if not any(word in query for word in ("HAVING", "LIMIT", "BIND")):
        assert found(results) == found(pyshacl.validate(data, shapes))


@pytest.mark.parametrize(
    "shape",
    [
        "ex:s sh:targetClass ex:Thing ; sh:node ex:inner . ex:inner {} .",
        "ex:s sh:targetClass ex:Thing ; sh:not ex:inner . ex:inner {} .",
        "ex:s sh:targetClass ex:Thing ; sh:or ( ex:inner ex:inner ) . ex:inner {} .",
        "ex:s sh:targetClass ex:Thing ; sh:path ex:next ; sh:property ex:inner ."
        " ex:inner sh:path ex:size ; {} .",
        "ex:Thing a rdfs:Class , sh:NodeShape ; {} .",
    ],
)
def test_a_shape_is_left_alone_where_its_targets_do_not_say_what_its_focus_nodes_are(shape):
    query = "SELECT $this WHERE { $this ex:size 1 }"
    part = f'sh:sparql [ sh:prefixes ex:all ; sh:select "{query}" ]'
    assert not AtOnce(read(shape.format(part))).asked


@pytest.mark.parametrize(
    ("pattern", "finds"),
    [
        ("?value ex:above* ?top . ?value ex:above* ex:d", True),
        ("?value (ex:above|ex:below)* ex:d", True),
        ("?value ex:above? ex:d", True),
        ("?value ex:above*/ex:next ex:d", True),
        ("?value a/ex:above* ex:d", False),
        ("$this ex:above* ?value . FILTER (?value = ex:b)", True),
        ("$this ex:size ?size . FILTER (2 * ?size = 2 && ?size * 3 = 3)", True),
    ],
)
def test_a_path_of_no_step_is_asked_of_all_nodes(pattern, finds):
    shapes = read(constrained(f"SELECT $this ?value WHERE {{ {pattern} }}"))
    assert bool(fast.validate(read(DATA), shapes)) is finds
    assert bool(AtOnce(shapes).silent(read(DATA))) is not finds


@pytest.mark.parametrize(
    "query",
    [
        "SELECT $this WHERE { $this ex:next ?n } GROUP BY ?n HAVING (COUNT(*) = 1)",
        "SELECT (COUNT(?n) AS ?many) WHERE { $this ex:next ?n }",
        "SELECT $this WHERE { $this ex:next ?n { SELECT ?n WHERE { ?n ex:size ?s } } }",
        "SELECT $this WHERE { $this ex:next ?n } OFFSET 1",
    ],
)
def test_what_all_solutions_say_together_is_asked_of_each_focus_node(query):
    assert not AtOnce(read(constrained(query))).asked


def test_a_shape_of_two_paths_is_left_to_the_engine():
    """It is no property shape (SHACL 2.3.1): which of the two is meant, nobody knows."""
    query = "SELECT $this ?value WHERE { $this $PATH ?value }"
    shape = read(constrained(query, path="ex:next , ex:size"))

    assert AtOnce(read(constrained(query, path="ex:next"))).asked
    assert AtOnce(shape).asked == ()
