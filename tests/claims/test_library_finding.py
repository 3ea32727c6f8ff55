"""Words are found in all articles of a project or a store, and nothing typed is syntax."""

from __future__ import annotations

import sqlite3
import threading

import libraries
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from libraries import ARTICLE, ID

from claimgraph.claims import library as libraries_
from claimgraph.claims.library import called, finding, matching, remote
from claimgraph.errors import QuestionError, UsageError
from claimgraph.graph import project as projects
from claimgraph.graph.stores import load
from claimgraph.graph.stores.disk import replace
from claimgraph.graph.stores.memory import Embedded
from claimgraph.questions import catalogue


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    return libraries_.opened(opened(libraries.write(tmp_path_factory.mktemp("library"))))


def opened(root):
    return projects.find(root)


def found(library, text, **wanted):
    return {hit.iri for hit in finding.find(library, text, **wanted)}


@pytest.mark.parametrize(
    ("text", "iris"),
    [
        # a label, whatever its case; a beginning of a word will do
        ("TOLL pays", {f"{ARTICLE}toll/toll-pays"}),
        ("tol cros", {f"{ARTICLE}toll/toll-pays"}),
        # a paraphrase in another language, a hedge, another name
        ("maut", {f"{ARTICLE}toll/toll-pays"}),
        ("reportedly", {f"{ARTICLE}toll/traffic"}),
        ("old crossing", {f"{ID}bridge"}),
        # accents do not count, on either side
        ("alesund", {f"{ID}harbour"}),
        ("Hafenamt ÅLESUND", {f"{ID}harbour"}),
        ("alb", {f"{ID}harbour"}),
        # Chinese has no spaces between words
        ("生锈", {f"{ARTICLE}toll/rust"}),
        # whole words between quotes, in a row
        ('"each year"', {f"{ARTICLE}toll/traffic"}),
        ('"each yea"', set()),
        ('"year each"', set()),
        # an article, a source and an event by their names
        ("on alone", {f"{ARTICLE}alone/"}),
        ("traffic count", {f"{ARTICLE}toll/count"}),
        ("winter", {f"{ARTICLE}toll/storm"}),
        # all words are wanted
        ("moon toll", set()),
    ],
)
def test_words_are_found(shared, text, iris):
    assert found(shared, text) == iris


def test_kinds_and_articles_narrow_what_is_found(shared):
    mill = f"{ARTICLE}mill/"

    assert found(shared, "mill", kind="actor") == {f"{ID}mill"}
    assert found(shared, "mill", kind="source") == {f"{mill}books"}
    # The registry's entry counts for an article that speaks of it.
    assert found(shared, "the board", article=mill) == {f"{ID}harbour"}
    assert found(shared, "the board", article=f"{ARTICLE}alone/") == set()
    assert found(shared, "bridge", article=mill) == {f"{mill}needs-bridge"}
    with pytest.raises(UsageError, match="no kind 'argument'"):
        finding.find(shared, "mill", kind="argument")


@pytest.mark.parametrize("text", ["bridge", "the", "the bridge", "mill kee", '"the bridge"', "cl"])
def test_words_that_are_everywhere_are_found_as_others_are(shared, monkeypatch, text):
    """Where no word is rare, a sample is ranked; where that has too few, all that have them."""
    expected = found(shared, text)
    monkeypatch.setattr(matching, "RARE", 0)

    assert found(shared, text) == expected
    assert found(shared, text, kind="claim") <= expected


def test_labels_count_more_than_restatements(shared):
    """The bridge's own name comes before claims that speak of it."""
    assert finding.find(shared, "bridge")[0].iri == f"{ID}bridge"


def test_a_hit_shows_where_it_is(shared):
    (hit,) = finding.find(shared, "lorr each")

    assert hit.text == "More **lorries** cross **each** year, reportedly."
    assert (hit.kind, hit.label) == ("claim", "Traffic has grown")
    assert hit.article == f"{ARTICLE}toll/"


@pytest.mark.parametrize("text", ["", "  ", "?!", '""', "-", "*"])
def test_no_word_is_said(shared, text):
    with pytest.raises(UsageError, match="has no word to find"):
        finding.find(shared, text)


@given(st.text(max_size=60))
@example('toll" OR "')
@example("NOT toll AND ( NEAR(a b")
@example("label:toll ^a {b} -c +d *")
@example("'; DROP TABLE node; --")
@example("toll\x00pays")
@example("\ud800 toll")
def test_nothing_typed_is_syntax(shared, text):
    try:
        hits = finding.find(shared, text, limit=3)
    except UsageError:
        return
    assert len(hits) <= 3


def test_long_searches_are_refused(shared):
    for text in ("a" * 1001, "word " * 33):
        with pytest.raises(UsageError, match="to find: give"):
            finding.find(shared, text)


class Watched:
    """Which graphs were read."""

    def __init__(self):
        self.graphs = []

    def __call__(self, graphs):
        self.graphs += [graph.rpartition("/")[2] for graph in graphs]
        return graphs

    def of(self, project, store=None):
        self.graphs = []
        return libraries_.opened(project, store, self)


def test_only_what_has_changed_is_indexed_again(tmp_path):
    root, watched = libraries.write(tmp_path), Watched()
    watched.of(opened(root))
    assert sorted(watched.graphs) == ["alone", "mill", "registry", "toll"]

    watched.of(opened(root))
    assert watched.graphs == []

    article = root / "data/alone/article.ttl"
    article.write_text(article.read_text().replace("The moon is far", "The sun is far"))
    library = watched.of(opened(root))
    assert watched.graphs == ["alone"]
    assert found(library, "sun far") == {f"{ARTICLE}alone/moon"}
    assert found(library, "moon far") == set()

    # An article that is new, and one that is gone.
    added = libraries.turtle("new", libraries.ALONE.replace("moon", "star"))
    (root / "data/new").mkdir()
    (root / "data/new/article.ttl").write_text(added)
    article.unlink()
    library = watched.of(opened(root))
    assert watched.graphs == ["new"]
    assert found(library, "far") == {f"{ARTICLE}new/star"}


def test_a_file_written_anew_with_what_it_held_is_not_indexed(tmp_path):
    root, watched = libraries.write(tmp_path), Watched()
    watched.of(opened(root))
    libraries.write(tmp_path)

    watched.of(opened(root))

    assert watched.graphs == []


def test_an_own_kind_of_actor_is_found_once_the_vocabulary_says_so(tmp_path):
    root = libraries.write(tmp_path)
    own = root / "ontology/own.ttl"
    own.parent.mkdir()
    registry = root / "data/registry/actors.ttl"
    ship = 'id:ship a <https://example.org/Ship> ; rdfs:label "MS Alna"@en .\n'
    registry.write_text(registry.read_text() + ship)
    assert found(libraries_.opened(opened(root)), "alna") == set()

    own.write_text(
        "<https://example.org/Ship> "
        "<http://www.w3.org/2000/01/rdf-schema#subClassOf> "
        f"<{libraries.BASE}ontology#Actor> ."
    )

    assert found(libraries_.opened(opened(root)), "alna", kind="actor") == {f"{ID}ship"}


def stored(root, store):
    files = load.files([root])
    replace(store, load.graphs(files), load.quads(files), stamps=load.stamps(files))


def test_a_store_has_its_index_beside_it(tmp_path):
    root, store, watched = libraries.write(tmp_path / "project"), tmp_path / "store", Watched()
    stored(root, store)
    library = watched.of(opened(root), store)
    assert found(library, "toll pays") == {f"{ARTICLE}toll/toll-pays"}
    assert (store / "library.sqlite").is_file()

    article = root / "data/alone/article.ttl"
    article.write_text(article.read_text().replace("The moon is far", "The sun is far"))
    stored(root, store)
    library = watched.of(opened(root), store)

    assert watched.graphs == ["alone"]
    assert found(library, "sun") == {f"{ARTICLE}alone/moon"}


def test_graphs_loaded_without_stamps_are_indexed_after_each_load(tmp_path):
    root, store, watched = libraries.write(tmp_path / "project"), tmp_path / "store", Watched()
    files = load.files([root])
    for _ in range(2):
        replace(store, load.graphs(files), load.quads(files))
        watched.of(opened(root), store)
        assert "toll" in watched.graphs

    watched.of(opened(root), store)
    assert watched.graphs == []


@pytest.mark.parametrize("damage", ["bytes", "empty", "foreign", "trigger", "torn"])
def test_an_index_that_cannot_be_used_is_made_anew(tmp_path, damage):
    root, store = libraries.write(tmp_path / "project"), tmp_path / "store"
    stored(root, store)
    path = store / "library.sqlite"
    if damage != "foreign":
        libraries_.opened(opened(root), store)
    if damage == "bytes":
        path.write_bytes(b"not a database" * 100)
    elif damage == "empty":
        path.write_bytes(b"")
    elif damage == "torn":
        held = path.read_bytes()
        path.write_bytes(held[: len(held) // 2])
    else:
        with sqlite3.connect(path) as database:
            database.execute(
                "CREATE TABLE other (a)"
                if damage == "foreign"
                else "CREATE TRIGGER t AFTER INSERT ON about BEGIN DELETE FROM node; END"
            )
        database.close()

    library = libraries_.opened(opened(root), store)

    assert found(library, "toll pays") == {f"{ARTICLE}toll/toll-pays"}


def test_an_index_that_cannot_be_written_is_held_in_memory(tmp_path, monkeypatch):
    root = libraries.write(tmp_path / "project")
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))

    assert found(libraries_.opened(opened(root)), "maut") == {f"{ARTICLE}toll/toll-pays"}


def test_many_read_while_it_is_made(tmp_path):
    root = libraries.write(tmp_path)
    answers, errors = [], []

    def search():
        try:
            answers.append(found(libraries_.opened(opened(root)), "maut"))
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=search) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert not errors
    assert answers == [{f"{ARTICLE}toll/toll-pays"}] * 4


@pytest.mark.parametrize(
    ("name", "iri"),
    [
        ("toll-pays", f"{ARTICLE}toll/toll-pays"),
        ("The toll PAYS for the bridge", f"{ARTICLE}toll/toll-pays"),
        (f"<{ARTICLE}toll/traffic>", f"{ARTICLE}toll/traffic"),
        ("toll/rust", f"{ARTICLE}toll/rust"),
        ("the old crossing", f"{ID}bridge"),
        ("Hafenamt Alesund", f"{ID}harbour"),
        ("toll", f"{ARTICLE}toll/"),
    ],
)
def test_things_are_named_as_people_name_them(shared, name, iri):
    assert called.thing(shared, name) == iri


def test_what_nothing_is_called_is_told_with_the_nearest(shared):
    with pytest.raises(QuestionError, match=r"no thing 'Aldam Mill' .nearest: .*Aldham Mill"):
        called.thing(shared, "Aldam Mill")
    with pytest.raises(QuestionError, match=r"no article 'mull'.*mill"):
        called.article(shared, "mull")
    with pytest.raises(QuestionError, match="no thing"):
        called.thing(shared, "\udcff")


def test_a_server_is_asked_for_texts_that_hold_the_words(tmp_path):
    project = opened(libraries.write(tmp_path))
    loaded = catalogue.load(project)
    store = Embedded(quad for one in loaded for quad in one.quads)

    def at_server(text, **wanted):
        return [
            hit.iri for hit in remote.find(store, catalogue.vocabulary(project), text, **wanted)
        ]

    assert at_server("Toll pays") == [f"{ARTICLE}toll/toll-pays"]
    assert at_server("crossing", kind="thing") == [f"{ID}bridge"]
    assert at_server("board", article=f"{ARTICLE}mill/") == [f"{ID}harbour"]
    assert at_server("board", article=f"{ARTICLE}alone/") == []
    assert at_server('toll")) } #') == at_server("toll")
    assert len(at_server("the", limit=2)) == 2
