"""A question about one article of a store on disk reads this article's graphs and no others."""

from __future__ import annotations

from pathlib import Path

import libraries
import pytest
from rdflib.compare import isomorphic
from sampled import few

import claimgraph
from claimgraph.claims.weighing import derived, table
from claimgraph.claims.weighing.weighing import weigh
from claimgraph.graph.project import Project
from claimgraph.graph.stores import disk, load
from claimgraph.graph.stores.disk import OnDisk
from claimgraph.graph.stores.memory import Embedded
from claimgraph.questions import catalogue
from claimgraph.vocab import GRAPH, WEIGHING

ROOT = Path(__file__).parents[2]
ARTICLE = "https://w3id.org/claimgraph/article/{}/"
PREFIXES = """\
@prefix cg:   <https://w3id.org/claimgraph/ontology#> .
@prefix id:   <https://w3id.org/claimgraph/id/> .
@prefix oa:   <http://www.w3.org/ns/oa#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
"""
QUESTION = """\
#+ summary: Claims with the names of those who take part
#+ by_article: {}
PREFIX cg: <https://w3id.org/claimgraph/ontology#>
PREFIX oa: <http://www.w3.org/ns/oa#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT ?article ?claim ?actor {{
  ?claim cg:passage/oa:hasSource ?article ; cg:involves/cg:actor/rdfs:label ?actor
  FILTER (!BOUND(?__article_iri) || ?article = ?__article_iri)
}} ORDER BY ?article ?claim ?actor
"""
SHARED = {"ontology", "registry"}


def write(folder: Path, number: int, more: str = "") -> None:
    here = ARTICLE.format(f"a{number}")
    text = f"""{PREFIXES}@prefix : <{here}> .
<{here}> a cg:Article ; rdfs:label "Article {number}" .
:passage a cg:Passage ; oa:hasSource <{here}> .
:claim a cg:FactualClaim ; cg:passage :passage ; cg:involves [ cg:actor id:town , id:mill ] .
{more}
"""
    path = folder / "data" / f"a{number}" / "article.ttl"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def library(folder: Path) -> Path:
    """Write three articles with nothing in common but a town that the registry describes."""
    for number in range(3):
        write(folder, number)
    registry = folder / "data" / "registry" / "actors.ttl"
    registry.parent.mkdir()
    text = f'{PREFIXES}id:town rdfs:label "Town" ; cg:partOf id:region .'
    registry.write_text(text, encoding="utf-8")
    question = folder / "queries" / "claims" / "names.rq"
    question.parent.mkdir(parents=True)
    question.write_text(QUESTION.format("true"), encoding="utf-8")
    return folder


@pytest.fixture
def folder(tmp_path):
    return library(tmp_path)


def read_for(folder: Path, monkeypatch, number: int) -> set[str] | None:
    """Return the graphs that the engine may read for one article; None: all.

    The rows are those that the files give without a store.
    """
    stored(folder, folder / "store")
    asked = []
    rows = OnDisk.rows

    def noted(store, sparql, graphs=None):
        asked.append(graphs)
        return rows(store, sparql, graphs)

    article = ARTICLE.format(f"a{number}")
    with monkeypatch.context() as patch:
        patch.setattr(OnDisk, "rows", noted)
        opened = claimgraph.open(folder, store=folder / "store")
        found = list(opened.rows("names", article=article).solutions)
    assert found == list(claimgraph.open(folder).rows("names", article=article).solutions)
    assert found
    return None if asked[-1] is None else {graph.removeprefix(GRAPH) for graph in asked[-1]}


def stored(folder: Path, store: Path) -> None:
    files = load.files([folder])
    disk.replace(store, load.graphs(files), load.quads(files))


def test_an_article_is_asked_with_what_all_share(folder, monkeypatch):
    assert read_for(folder, monkeypatch, 1) == {"a1", *SHARED}


@pytest.mark.parametrize(
    ("more", "graphs"),
    [
        # What one article describes, the other mentions, or the other way round.
        ('id:mill rdfs:label "Mill" .', {"a1", "a2", "a0"}),
        (f":other cg:involves [ cg:claim <{ARTICLE.format('a1')}claim> ] .", {"a1", "a2"}),
        # Neither describes it.
        (f":other cg:premise <{ARTICLE.format('a1')}nothing> .", {"a1", "a2"}),
        (f"<{ARTICLE.format('a1')}claim> rdfs:comment 'So it is' .", {"a1", "a2"}),
        # Mentioned by all, described by nobody.
        (":claim cg:involves [ cg:actor id:nobody ] .", {"a1"}),
    ],
)
def test_articles_that_hang_together_are_asked_together(folder, monkeypatch, more, graphs):
    write(folder, 1, ":argument cg:conclusion :nothing .")
    write(folder, 2, more)

    assert read_for(folder, monkeypatch, 1) == {*graphs, *SHARED}


@pytest.mark.parametrize(
    "more",
    [
        'id:town rdfs:label "Borough" .',
        # The registry's town lies there.
        'id:region rdfs:label "Region" .',
        'cg:FactualClaim rdfs:label "what is said" .',
    ],
)
def test_where_an_article_describes_what_all_share_all_are_asked(folder, monkeypatch, more):
    write(folder, 2, more)

    assert read_for(folder, monkeypatch, 1) is None


def test_an_article_may_describe_its_own_graph_which_all_share(folder, monkeypatch):
    """So do the articles that a dataset's description lists."""
    write(folder, 2, f"<{GRAPH}a2> rdfs:comment 'What the second article says' .")
    dataset = f"{PREFIXES}<urn:dataset> cg:part <{GRAPH}a2> , <{ARTICLE.format('a2')}> ."
    (folder / "data" / "registry" / "dataset.ttl").write_text(dataset, encoding="utf-8")

    assert read_for(folder, monkeypatch, 1) == {"a1", *SHARED}


@pytest.mark.parametrize(
    ("old", "new"),
    [("true", "false"), ("} ORDER BY ?article ?claim ?actor", "} LIMIT 100")],
)
def test_a_question_that_does_not_promise_it_is_asked_of_all(folder, monkeypatch, old, new):
    question = folder / "queries" / "claims" / "names.rq"
    question.write_text(question.read_text().replace(old, new), encoding="utf-8")

    assert read_for(folder, monkeypatch, 1) is None


def test_many_articles_that_hang_together_are_asked_of_the_whole_store(folder, monkeypatch):
    for number in range(30):
        mention = f":other cg:premise <{ARTICLE.format(f'a{number + 1}')}claim> ."
        write(folder, number, mention)

    assert read_for(folder, monkeypatch, 1) is None


def test_with_many_graphs_that_all_share_the_whole_store_is_asked(folder, monkeypatch):
    for number in range(30):
        path = folder / "data" / f"shared{number}" / "places.ttl"
        path.parent.mkdir()
        path.write_text(f'{PREFIXES}id:place{number} rdfs:label "Place" .', encoding="utf-8")

    assert read_for(folder, monkeypatch, 1) is None


def test_what_is_remembered_of_a_load_does_not_outlive_it(folder, monkeypatch):
    assert read_for(folder, monkeypatch, 1) == {"a1", *SHARED}

    write(folder, 2, 'id:town rdfs:label "Borough" .')

    assert read_for(folder, monkeypatch, 1) is None


@pytest.fixture(scope="module")
def linked(tmp_path_factory):
    """Five articles, of which links join three, as files, and in a store with their weighing."""
    folder = tmp_path_factory.mktemp("linked")
    libraries.linked(folder)
    files = load.files([folder])
    quads = [*load.quads(files)]
    standings = derived.quads(weigh(Embedded(quads).union, table.table(folder)))
    disk.replace(folder / "store", [*load.graphs(files), WEIGHING], [*quads, *standings])
    return claimgraph.open(folder), claimgraph.open(folder, store=folder / "store")


def test_articles_that_links_join_are_asked_apart(linked, monkeypatch):
    files, store = linked
    asked = []
    monkeypatch.setattr(OnDisk, "part", lambda _, graphs: asked.append(set(graphs)) or Embedded())
    articles = {str(row["article"]) for row in files.ask("thesis").rows}
    for article in articles:
        store.ask("thesis", article=article)

    shared = {GRAPH + name for name in ("dataset", "links", "ontology", "registry")} | {WEIGHING}
    of_article = ({GRAPH + article.rstrip("/").rpartition("/")[2]} for article in articles)
    assert sorted(map(sorted, asked)) == sorted(sorted(own | shared) for own in of_article)


ABOUT_ONE = [
    question.name
    for question in catalogue.catalogue(Project(ROOT))
    if question.one_article
    and not question.is_graph
    and all(each.optional or each.default for each in question.parameters)
]


@pytest.mark.parametrize("name", few(ABOUT_ONE, 6))
def test_the_rows_of_each_article_are_those_of_the_files(linked, name):
    files, store = linked
    articles = {str(row["article"]) for row in files.ask("thesis").rows}
    assert len(articles) >= 4
    for article in articles:
        expected = list(files.rows(name, article=article).solutions)

        assert list(store.rows(name, article=article).solutions) == expected


def test_the_graph_of_each_article_is_that_of_the_files(linked):
    files, store = linked
    for row in files.ask("thesis").rows:
        article = str(row["article"])
        assert isomorphic(
            store.ask("relations", article=article).graph,
            files.ask("relations", article=article).graph,
        )
