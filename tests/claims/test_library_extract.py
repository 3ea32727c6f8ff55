"""A part of a library is a project of its own: whole arguments, cut articles, where it is from."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import libraries
import pytest
from libraries import ARTICLE, ID
from rdflib import Graph, URIRef
from rdflib.namespace import PROV

import claimgraph
from claimgraph.claims import library as libraries_
from claimgraph.claims.library import called
from claimgraph.claims.library import extract as work
from claimgraph.errors import UsageError
from claimgraph.findings import Severity
from claimgraph.graph import project as projects
from claimgraph.graph.stores import load
from claimgraph.graph.stores.disk import replace

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
PARAPHRASE = URIRef(libraries.BASE + "ontology#paraphrase")


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    return libraries.write(tmp_path_factory.mktemp("library"))


@pytest.fixture(scope="module")
def library(root):
    return libraries_.opened(projects.find(root))


def graph(cut):
    whole = Graph()
    for text in cut.files.values():
        whole.parse(data=text, format="turtle")
    return whole


def claims(cut):
    return {str(one).removeprefix(ARTICLE) for one in graph(cut).subjects(PARAPHRASE)}


@pytest.mark.parametrize(
    ("around", "hops", "expected"),
    [
        ("toll-pays", 0, {"toll/toll-pays"}),
        ("toll-pays", 1, {"toll/toll-pays", "toll/traffic"}),
        ("moon", 3, {"alone/moon"}),
        # An actor, a source and an article: one hop leads to their claims.
        ("Harbour Board", 1, {"toll/traffic", "mill/needs-bridge"}),
        ("Harbour Board", 2, {"toll/traffic", "toll/toll-pays", "mill/needs-bridge"}),
        ("the traffic count", 1, {"toll/traffic"}),
        ("mill", 1, {"mill/jobs", "mill/needs-bridge"}),
        ("the winter storm", 1, {"toll/rust"}),
    ],
)
def test_claims_around_a_thing_are_kept(library, around, hops, expected):
    cut = work.extract(library, called.thing(library, around), hops, NOW)

    assert claims(cut) == expected
    assert cut.claims == len(expected)


def test_an_argument_is_kept_whole_or_left_out(library):
    iri = URIRef(f"{ARTICLE}toll/from-traffic")
    alone, both = (work.extract(library, f"{ARTICLE}toll/traffic", hops, NOW) for hops in (0, 1))

    assert (iri, None, None) not in graph(alone)
    assert (iri, None, None) in graph(both)
    assert set(graph(both).predicates(iri)) == set(
        Graph()
        .parse(data=libraries.turtle("toll", libraries.TOLL), format="turtle")
        .predicates(iri)
    )


def test_what_claims_mention_comes_with_them(library):
    """The evidence, its source, whoever issued it; no entry of the registry besides."""
    cut = work.extract(library, f"{ARTICLE}toll/traffic", 0, NOW)
    whole = graph(cut)

    for iri in (f"{ARTICLE}toll/count", f"{ID}harbour", f"{ID}writer", f"{ARTICLE}toll/p1"):
        assert (URIRef(iri), None, None) in whole, iri
    for iri in (f"{ID}mill", f"{ARTICLE}toll/p0", f"{ARTICLE}toll/storm"):
        assert (URIRef(iri), None, None) not in whole, iri
    assert sorted(cut.files) == [
        "extract/extract.ttl",
        "registry/registry.ttl",
        "toll/article.ttl",
    ]


def test_accepted_links_between_kept_claims_are_kept():
    root = Path(libraries.__file__).parents[1] / "linked"
    linked = libraries_.opened(projects.find(root))
    link = URIRef(libraries.BASE + "link/stopped")
    cancelled = f"{ARTICLE}island-school/claim/cancelled"

    alone, joined = (work.extract(linked, cancelled, hops, NOW) for hops in (0, 1))

    assert "ferry-line/claim/winter" not in claims(alone)
    assert (link, None, None) not in graph(alone)
    assert "ferry-line/claim/winter" in claims(joined)
    assert (link, None, None) in graph(joined)
    assert (URIRef(libraries.BASE + "link/mistaken"), None, None) not in graph(joined)


def test_it_says_what_it_is_of(library):
    cut = work.extract(library, f"{ARTICLE}toll/traffic", 1, NOW)
    about = Graph().parse(data=cut.files["extract/extract.ttl"], format="turtle")
    this = URIRef(libraries.BASE + "graph/extract")
    activity = about.value(this, PROV.wasGeneratedBy)

    assert str(about.value(this, PROV.wasDerivedFrom)) == libraries.BASE + "graph/toll"
    assert about.value(activity, PROV.used) == URIRef(f"{ARTICLE}toll/traffic")
    assert about.value(activity, PROV.endedAtTime).toPython() == NOW


def test_a_store_gives_the_same(root, library, tmp_path):
    files = load.files([root])
    replace(tmp_path / "store", load.graphs(files), load.quads(files), stamps=load.stamps(files))
    stored = libraries_.opened(projects.find(root), tmp_path / "store")

    iri = f"{ID}harbour"
    assert work.extract(stored, iri, 2, NOW) == work.extract(library, iri, 2, NOW)


@pytest.mark.parametrize(
    ("around", "hops"),
    [
        ("climate-judgment/thesis", 1),
        pytest.param("Huawei", 1, marks=pytest.mark.slow),
        pytest.param("huawei-comeback/thesis", 2, marks=pytest.mark.slow),
        pytest.param("Nvidia", 2, marks=pytest.mark.slow),
    ],
)
def test_an_extract_of_the_shipped_articles_refers_to_nothing_outside(tmp_path, around, hops):
    library = libraries_.opened(projects.shipped_project())
    cut = work.extract(library, called.thing(library, around), hops, NOW)
    work.write(cut, tmp_path / "cut")

    report = claimgraph.open(tmp_path / "cut").check()
    assert [one.message for one in report.findings if one.severity is Severity.VIOLATION] == []
    assert len(claimgraph.open(tmp_path / "cut").claims) == cut.claims


def test_nothing_is_overwritten(library, tmp_path):
    cut = work.extract(library, f"{ARTICLE}alone/moon", 0, NOW)
    (tmp_path / "full").mkdir()
    (tmp_path / "full/note.txt").write_text("mine")
    (tmp_path / "empty").mkdir()

    with pytest.raises(UsageError, match="is there already"):
        work.write(cut, tmp_path / "full")
    work.write(cut, tmp_path / "empty")

    assert [path.name for path in (tmp_path / "full").iterdir()] == ["note.txt"]
    assert sorted(path.name for path in (tmp_path / "empty/data").iterdir()) == ["alone", "extract"]
    assert not list(tmp_path.glob(".extract-*"))


def test_what_no_claim_is_around_is_refused(library, monkeypatch):
    with pytest.raises(UsageError, match="no claims are around it"):
        work.extract(library, f"{ID}writer", 1)
    monkeypatch.setattr(work, "MOST", 1)
    with pytest.raises(UsageError, match="more than 1 claims are around it: give fewer --hops"):
        work.extract(library, f"{ID}harbour", 1)


@pytest.mark.parametrize(
    "graph_name",
    ["https://example.org/g", "graph/..", "graph/%2e%2e%2fup", "graph/extract", "graph/a%00b"],
)
def test_a_graphs_name_is_no_way_out_of_the_folder(graph_name):
    name = work._folder(graph_name.replace("graph/", libraries.BASE + "graph/", 1))

    assert name.startswith("article-")
    assert name.replace("-", "").isalnum()
