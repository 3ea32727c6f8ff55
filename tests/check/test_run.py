"""What `claimgraph check` reads and tells, whichever engine does the validating."""

from __future__ import annotations

import gzip
import tracemalloc
from dataclasses import replace
from pathlib import Path

import pytest
from checked_projects import checked
from rdflib import RDF
from sampled import few

import claimgraph
from claimgraph.check import run
from claimgraph.check.keys import Keys
from claimgraph.errors import UsageError
from claimgraph.graph import loading
from claimgraph.graph import project as projects
from claimgraph.graph.inputs import Input, resolve
from claimgraph.graph.project import Project

PREFIXES = """\
@prefix cg:   <https://w3id.org/claimgraph/ontology#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh:   <http://www.w3.org/ns/shacl#> .
@prefix x:    <https://example.org/> .
"""


def project(folder: Path, **files: str) -> Path:
    """Write a project: `data` and `shapes` files by name, with the prefixes above."""
    for name, text in files.items():
        where = folder / ("ontology/shapes" if name.startswith("shapes") else "data/article")
        where.mkdir(parents=True, exist_ok=True)
        (where / f"{name}.ttl").write_text(PREFIXES + text, encoding="utf-8")
    return folder


@pytest.fixture(params=["fast", "pyshacl"])
def engine(request):
    return request.param


def test_a_blank_node_label_is_of_its_file_alone(tmp_path):
    """RDF 1.1 Turtle, 2.6: two files that both write _:b speak of two nodes."""
    opened = claimgraph.open(
        project(tmp_path, one="x:1 x:has _:b . _:b a x:B .", two="x:2 x:has _:b . _:b a x:B .")
    )

    shared = "ASK { <https://example.org/1> ?p ?b . <https://example.org/2> ?p ?b }"
    assert not opened.graph.query(shared).askAnswer


OWN = """
x:shape a sh:NodeShape ; sh:targetClass x:Thing ; sh:property {shape} .
"""


@pytest.mark.parametrize(
    ("shape", "rule", "message"),
    few(
        [
            ("[ sh:path x:p ; sh:maxCount 1 ]", "shape/p", "does not conform to sh:maxCount 1"),
            ("[ sh:path x:p ; sh:class x:Other ]", "shape/p", "does not conform to sh:class Other"),
            (
                '[ sh:path x:p ; sh:maxCount 1 ; sh:message "has too many" ]',
                "shape/p",
                "has too many",
            ),
            (
                '[ sh:path x:p ; sh:maxCount 1 ; sh:message "zu viele"@de , "too many"@en ]',
                "shape/p",
                "too many",
            ),
            (
                "[ sh:path ( x:q x:r ) ; sh:minCount 1 ]",
                "shape",
                "does not conform to sh:minCount 1",
            ),
        ],
        1,
    ),
    ids=["default", "default-iri", "own", "languages", "path"],
)
def test_a_users_own_shape_is_used_and_told_alike_by_both_engines(
    tmp_path, engine, shape, rule, message
):
    """A shape without an IRI goes by its holder's name; without a message, by what it asks."""
    root = project(tmp_path, one="x:a a x:Thing ; x:p x:b , x:c .", shapes=OWN.format(shape=shape))

    found = checked(root, engine).findings

    assert {(f.rule, f.message) for f in found} == {(rule, message)}


def test_placeholders_of_a_message_are_filled(tmp_path, engine):
    """SHACL 5.3.2: {?value} in a message stands for the value that the query found."""
    shape = """
x:shape a sh:NodeShape ; sh:targetClass x:Thing ; sh:sparql [
    sh:message "has the value {?value}"@en ;
    sh:select "SELECT $this ?value { $this <https://example.org/p> ?value }" ] .
"""
    line = 'x:a a x:Thing ; x:p "one" .'
    root = project(tmp_path, one=line, shapes=shape)

    (finding,) = checked(root, engine).findings

    assert finding.message == "has the value one"
    assert (finding.location.line, finding.location.column) == (5, line.index('"') + 1)


def test_an_unknown_engine_is_refused(tmp_path):
    with pytest.raises(UsageError, match="choose from auto, fast, pyshacl"):
        claimgraph.open(project(tmp_path, one="x:a x:b x:c .")).check("slow")


ILL_FORMED = {
    "a count that is no number": (
        '[ sh:path x:p ; ⟦sh:minCount⟧ "one" ]',
        "shape",
        "is not a shape that SHACL allows",
    ),
    "a query that does not parse": (
        '[ sh:path x:p ; sh:sparql [ sh:select ⟦"SELECT $this { nonsense"⟧ ] ]',
        "shape-query",
        "is not SPARQL 1.1",
    ),
    "a prefix that is not declared": (
        '[ sh:path x:p ; sh:sparql [ sh:select ⟦"SELECT $this { $this ex:p ?value }"⟧ ] ]',
        "shape-query",
        "Unknown namespace prefix : ex",
    ),
    "a query that SHACL forbids": (
        '[ sh:path x:p ; sh:sparql [ sh:select ⟦"SELECT $this { VALUES ?any { true } }"⟧ ] ]',
        "shape-query",
        "has VALUES",
    ),
    "a path in a circle": (
        "[ sh:path ⟦_:p⟧ ; sh:minCount 1 ] . _:p sh:zeroOrMorePath _:p",
        "shape",
        "leads back to itself",
    ),
    "a path in a circle of two": (
        "[ sh:path ⟦_:p⟧ ; sh:minCount 1 ] . _:p sh:alternativePath ( x:p [ sh:inversePath _:p ] )",
        "shape",
        "leads back to itself",
    ),
    "a sequence in a circle": (
        f"[ sh:path ⟦_:p⟧ ; sh:minCount 1 ] . _:p <{RDF.first}> x:p ; <{RDF.rest}> _:p",
        "shape",
        "leads back to itself",
    ),
    "a list in a circle": (
        f"[ sh:path x:p ; sh:or ⟦_:p⟧ ] . _:p <{RDF.first}> [ ] ; <{RDF.rest}> _:p",
        "shape",
        "leads back to itself",
    ),
    "a path too deep": (
        f"[ sh:path ⟦{'[ sh:inversePath ' * 300} x:p {']' * 300}⟧ ; sh:minCount 9 ]",
        "shape",
        "is nested more than 50 deep",
    ),
    "shapes too deep": (
        f"[ sh:path x:p ; sh:not ⟦{'[ sh:or ( [ sh:not ' * 300} [] {'] ) ]' * 300}⟧ ]",
        "shape",
        "is nested more than 50 deep",
    ),
    "a subquery without $this": (
        "[ sh:path x:p ; sh:sparql [ sh:select "
        '⟦"SELECT $this { $this x:p ?a { SELECT ?a { ?a ?b ?c } } }"⟧ ] ]',
        "shape-query",
        "Unknown namespace prefix",
    ),
}


@pytest.mark.parametrize("case", few(ILL_FORMED, 2))
def test_an_ill_formed_shape_is_a_finding_and_the_run_no_verdict(tmp_path, engine, case):
    """Where one of the user's own shapes cannot be applied the others are; the run exits with 2."""
    marked, rule, message = ILL_FORMED[case]
    text = f"x:other a sh:NodeShape ; sh:targetClass x:Thing ; sh:property {OTHER} .\n"
    text += f"x:shape a sh:NodeShape ; sh:targetClass x:Thing ; sh:property {marked} ."
    root = project(
        tmp_path,
        one="x:a a x:Thing ; x:p x:b .",
        shapes=text.replace("⟦", "").replace("⟧", ""),
    )

    report = checked(root, engine)

    found = {finding.rule: finding for finding in report.findings}
    assert set(found) == {rule, "other/q"}
    assert message in found[rule].message
    line = (PREFIXES + text).split("\n").index(text.split("\n")[1])
    if rule == "shape-query" or "circle" in case:
        assert (found[rule].location.line, found[rule].location.column) == (
            line + 1,
            text.split("\n")[1].index("⟦") + 1,
        )
    assert found[rule].location.file.endswith("ontology/shapes/shapes.ttl")
    assert found[rule].location.line == line + 1
    assert report.exit_code(None) == 2


OTHER = "[ sh:path x:q ; sh:minCount 1 ]"


def test_a_file_is_hashed_without_being_held(tmp_path):
    """The checking process has no limit of its own, and a small file may unpack to a large one."""
    path = tmp_path / "data/a/large.ttl.gz"
    path.parent.mkdir(parents=True)
    path.write_bytes(gzip.compress(b"#\n" * (16 << 20), 1))
    [wanted] = resolve([tmp_path])
    tracemalloc.start()
    Keys()._content(*wanted.files)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 8 << 20


@pytest.mark.parametrize("size", range(1, 10))
def test_an_article_is_seen_across_the_pieces_that_are_read(tmp_path, monkeypatch, size):
    monkeypatch.setattr(loading, "_PIECE", size)
    [wanted] = resolve([project(tmp_path, one="x:a a cg:Article .", two="x:a a cg:Articl .")])
    assert [b"Article" in Keys()._content(file) for file in wanted.files] == [True, False]


def test_blank_nodes_that_only_each_other_mention_have_a_name(tmp_path):
    """A node without an IRI is called by what mentions it; in a circle there is no end to that."""
    shape = "x:s a sh:NodeShape ; sh:targetClass x:Thing ; sh:nodeKind sh:IRI ."
    data = "_:a a x:Thing ; x:p _:b . _:b x:p _:a . _:c a x:Thing ; x:p _:c ."
    report = checked(project(tmp_path, one=data, shapes=shape), "auto")
    assert not report.unchecked
    told = [finding for finding in report.findings if finding.rule == "s"]
    assert len(told) == 2


@pytest.mark.parametrize(
    "seconds", [None, pytest.param(run.SECONDS, marks=pytest.mark.slow)], ids=["here", "apart"]
)
def test_a_text_that_is_not_saved_is_checked_in_the_files_place(tmp_path, seconds):
    held = Project(project(tmp_path, one="x:1 x:has 1 .", shapes_own=OWN.format(shape="[]")))
    (file,) = held.data_files
    beside = replace(file, path=file.path.with_name("new.ttl"), name="new.ttl")
    texts = {
        projects.real(file.path): "<x:1> <x:has> 1, 2 .",
        projects.real(beside.path): "<x:1> <x:has>",
    }

    with loading.unsaved(texts):
        data = tmp_path / "data"
        read = {projects.real(each.path) for each in loading.files_in(file.path.parent, data)}
        report = run.check(Input(held, (file, beside)), seconds=seconds)

    assert read == set(texts)
    assert report.triples == 2
    (fault,) = (one for one in report.findings if one.rule == "syntax")
    assert fault.location
    assert fault.location.file == "new.ttl"
    assert run.check(Input(held, (file,)), seconds=seconds).triples == 1


@pytest.mark.slow
def test_a_question_that_is_read_too_slowly_is_left_unchecked_like_any_file(tmp_path):
    """Parameters are compared with each other: so many take minutes."""
    root = project(tmp_path, one="x:1 x:has 1 .")
    (root / "queries" / "own").mkdir(parents=True)
    body = " ".join(f"?_a{number}_iri <x:p> ?b{number} ." for number in range(60_000))
    for name, text in {"slow": f"SELECT * {{ {body} }}", "broken": "SELECT"}.items():
        file = root / "queries" / "own" / f"{name}.rq"
        file.write_text(f"#+ summary: {name}\n{text}\n", encoding="utf-8")
    report = run.check(resolve([root])[0], seconds=20)
    told = {(one.rule, Path(one.location.file).name) for one in report.findings if one.location}
    assert {("time", "slow.rq"), ("question-syntax", "broken.rq")} <= told
    assert report.exit_code(None) == 2
