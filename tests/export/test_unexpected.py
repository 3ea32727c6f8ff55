"""Literals of an unexpected form, in unexpected places: exported as text or refused in a line."""

from __future__ import annotations

import csv
import gzip
import io
import json
import logging
import re
import warnings
import zipfile
from contextlib import suppress
from datetime import timedelta

import csvw
import pyoxigraph as ox
import pytest
from export_samples import ferry, written
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from networkx import read_graphml
from properties import examples

from claimgraph import export
from claimgraph.errors import ClaimgraphError
from claimgraph.export import Source
from claimgraph.graph import canonical
from claimgraph.graph import project as projects
from claimgraph.graph.project import Project
from claimgraph.text import not_xml
from claimgraph.vocab import XSD

# Nanopublications read their own objects by rdflib, which takes its time; see test_nanopubs.
FORMS = [name for name in export.NAMES if name != "nanopubs"]
TEXTS = st.text(
    st.sampled_from(["\r", "\n", "\t", "|", ";", '"', "'", "\\", "a", "1", ".", "-", " ", "é", "="])
    | st.characters(codec="utf-8"),
    max_size=12,
)
ODD = (
    *("4 of 5", "abc", "", "-1", "1e400", "9" * 40, "1_0", "٣", "NaN", "INF", "--1", "0x1", " 1 "),
    *("1.50", "true", "2021-02-30", "2020-01-01T24:00:00Z"),
)
SPELT = st.sampled_from(ODD)
DATATYPES = st.sampled_from(
    [
        XSD + name
        for name in ("string", "integer", "decimal", "date", "dateTime", "boolean", "float")
    ]
    + ["http://example.org/own", XSD + "nonNegativeInteger"]
).map(ox.NamedNode)
LITERALS = (
    st.builds(ox.Literal, TEXTS)
    | st.builds(
        lambda text, datatype: ox.Literal(text, datatype=datatype), TEXTS | SPELT, DATATYPES
    )
    | st.builds(
        lambda text, tag: ox.Literal(text, language=tag), TEXTS, st.sampled_from(["en", "de-CH"])
    )
)
TERMS = LITERALS | st.sampled_from(
    [ox.NamedNode("http://example.org/x"), ox.NamedNode("urn:a;b"), ox.BlankNode("b")]
)


def of(quads: list[ox.Quad]) -> Source:
    return Source(Project(ferry().project.root), lambda: [iter(quads)])


@st.composite
def changed(draw) -> list[ox.Quad]:
    """The sample, of which some statements have another object."""
    quads = list(ferry().quads())
    for place in draw(st.lists(st.integers(0, len(quads) - 1), min_size=1, max_size=12)):
        old = quads[place]
        quads[place] = ox.Quad(old.subject, old.predicate, draw(TERMS), old.graph_name)
    return quads


def check(name: str, quads: list[ox.Quad]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with suppress(ClaimgraphError):
            # Of data without a relation the world is empty.
            assert written(name, of(quads)) or name.startswith("world")


@pytest.fixture(autouse=True)
def _quiet(caplog):
    """Until the test ends: others look at what is logged."""
    for name in ("rdflib", "claimgraph"):
        caplog.set_level(logging.CRITICAL, logger=name)


@pytest.mark.parametrize("name", FORMS)
@settings(
    max_examples=8,
    deadline=timedelta(seconds=60),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(quads=changed())
def test_no_form_fails_but_by_a_line(name, quads):
    check(name, quads)


@pytest.mark.slow
@pytest.mark.parametrize("name", export.NAMES)
@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(quads=changed())
def test_no_form_fails_but_by_a_line_however_often(name, quads):
    check(name, quads)


PREFIXES = """\
@prefix cg: <https://w3id.org/claimgraph/ontology#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix schema: <https://schema.org/> .
@prefix x: <https://example.org/> .
"""


def read(turtle: str) -> Source:
    return of(list(ox.parse(PREFIXES + turtle, format=ox.RdfFormat.TURTLE)))


REVIEW = """x:c a cg:Claim ; rdfs:label "A"@en ; cg:paraphrase "P"@en .
x:r a schema:ClaimReview ; schema:itemReviewed x:c ; schema:url x:r ; schema:reviewRating
  [ schema:ratingValue "4 of 5" ; schema:alternateName "Mostly true"@en ] ."""


def test_a_rating_that_is_no_number_is_a_text():
    graph = json.loads(written("schemaorg", read(REVIEW)))["@graph"]

    assert [node["reviewRating"]["ratingValue"] for node in graph if "reviewRating" in node] == [
        "4 of 5"
    ]


def test_a_fact_check_whose_rating_is_no_number_is_refused_by_its_name():
    with pytest.raises(
        ClaimgraphError, match=r"https://example.org/r: .* numbers for schema:rating"
    ):
        written("claimreview", read(REVIEW))


@given(
    st.lists(
        TEXTS.filter(lambda text: "\r" not in text and text.strip()),
        min_size=1,
        max_size=4,
        unique=True,
    )
)
@settings(max_examples=examples(25), deadline=None)
def test_several_names_in_a_cell_come_back(tmp_path_factory, names):
    """Through the metadata of CSVW, by a reader that is not ours."""
    label = ox.NamedNode("http://www.w3.org/2004/02/skos/core#altLabel")
    quads = list(
        ox.parse(PREFIXES + 'x:a a cg:Group ; rdfs:label "A" .', format=ox.RdfFormat.TURTLE)
    )
    quads += [
        ox.Quad(ox.NamedNode("https://example.org/a"), label, ox.Literal(name)) for name in names
    ]
    folder = tmp_path_factory.mktemp("tables")
    zipfile.ZipFile(io.BytesIO(written("tables", of(quads)))).extractall(folder)
    tables = csvw.TableGroup.from_file(folder / "csv-metadata.json").tables
    (actors,) = [table for table in tables if table.url.string == "actors.csv"]

    with (folder / "actors.csv").open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    separator = actors.tableSchema.columndict["other_names"].separator
    assert sorted(row["other_names"].split(separator)) == sorted(names)


def test_where_every_separator_is_part_of_a_name_the_table_is_refused():
    with pytest.raises(ClaimgraphError, match=r"actors.other_names"):
        written("tables", read('x:a a cg:Group ; skos:altLabel "|;¦‖␟⸾" , "B" .'))


def test_carriage_returns_are_kept_in_networks():
    network = read_graphml(
        io.BytesIO(written("graphml-actors", read('x:a a cg:Group ; rdfs:label "a\\r\\nb\\rc" .')))
    )

    assert network.nodes["https://example.org/a"]["label"] == "a\r\nb\rc"


@pytest.mark.parametrize(
    "name", ["turtle", "trig", "ntriples", "nquads", "canonical", "rdfxml", "jsonld"]
)
@settings(max_examples=examples(30), deadline=None)
@given(st.lists(LITERALS, min_size=1, max_size=5))
def test_whatever_a_literal_holds_comes_back(name, literals):
    """But for what XML has no way to write."""
    say = ox.NamedNode("https://example.org/says")
    quads = [ox.Quad(say, say, literal) for literal in literals]
    formats = {
        "turtle": ox.RdfFormat.TURTLE,
        "trig": ox.RdfFormat.TRIG,
        "rdfxml": ox.RdfFormat.RDF_XML,
    }
    formats |= {"ntriples": ox.RdfFormat.N_TRIPLES, "jsonld": ox.RdfFormat.JSON_LD}
    if name == "rdfxml" and any(not_xml(literal.value) for literal in literals):
        with pytest.raises(ClaimgraphError, match=r"U\+"):
            written(name, of(quads))
        return
    text = written(name, of(quads))

    back = ox.parse(text, format=formats.get(name, ox.RdfFormat.N_QUADS))
    assert canonical.n_quads(back) == canonical.n_quads(quads)


def test_a_compressed_source_is_exported(tmp_path):
    path = tmp_path / "data/a/a.ttl.gz"
    path.parent.mkdir(parents=True)
    path.write_bytes(gzip.compress(PREFIXES.encode() + b'x:a a cg:Group ; rdfs:label "A" .'))
    source = export.of_files(Project(tmp_path), [projects.described(path)])

    assert re.search(rb"a +cg:Group", written("turtle", source))
