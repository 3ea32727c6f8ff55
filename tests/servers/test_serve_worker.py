"""A worker's store: in memory where it is small, on disk where it is large, the same for askers."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pyoxigraph as ox
import pytest
from sampled import few
from served import Served

from claimgraph.claims.weighing import derived
from claimgraph.claims.weighing.weighing import weigh
from claimgraph.graph import project
from claimgraph.graph.stores import disk
from claimgraph.graph.stores.memory import Embedded
from claimgraph.questions import catalogue as ask
from claimgraph.servers.http import worker

LOADED = ask.load(project.shipped_project())
ALL = "SELECT * { GRAPH ?g { ?s ?p ?o } }"


@pytest.fixture(scope="module")
def location(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped articles on disk, with how their claims stand, as serve has them."""
    folder = tmp_path_factory.mktemp("small") / "store"
    quads = [quad for one in LOADED for quad in one.quads]
    disk.replace(folder, (), [*quads, *derived.quads(weigh(Embedded(quads).union))])
    return disk.OnDisk(folder).location


def _can_be_written(store: ox.Store) -> bool:
    """Tell a copy in memory from a database that is open for reading only."""
    node = ox.NamedNode("https://example.org/x")
    try:
        store.add(ox.Quad(node, node, node))
    except RuntimeError:
        return False
    return True


def test_a_small_database_is_held_in_memory(location: Path) -> None:
    kept = ox.Store.read_only(str(location))
    held = worker.opened(location)
    assert set(held) == set(kept)
    assert _can_be_written(held)
    assert not _can_be_written(kept)


def test_a_large_database_stays_on_disk(location: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    size = sum(file.stat().st_size for file in location.iterdir())
    monkeypatch.setattr(worker, "_SMALL", size - 1)
    assert not _can_be_written(worker.opened(location))
    monkeypatch.setattr(worker, "_SMALL", size)
    assert _can_be_written(worker.opened(location))


@pytest.mark.parametrize(
    "question",
    few(ask.catalogue(project.shipped_project()), 6),
    ids=lambda question: question.name,
)
def test_memory_and_disk_give_the_same_rows(location: Path, question: ask.Question) -> None:
    if any(each.required for each in question.parameters):
        query = question.sparql  # unbound, a parameter stands for every value
    else:
        query = ask.bound(question, {}, Embedded(ox.Store.read_only(str(location))), LOADED)
    answers = [
        _rows(store.query(query, use_default_graph_as_union=True))
        for store in (worker.opened(location), ox.Store.read_only(str(location)))
    ]
    assert answers[0] == answers[1]
    # Without rows both would agree on nothing: only where a reader of the article expects none.
    assert bool(answers[0]) != _expected_without_rows(question)


def _expected_without_rows(question: ask.Question) -> bool:
    answers = project.shipped("data").parent / "tests" / "answers"
    tables = [
        table
        for folder in (answers, answers / "climate-judgment")
        if (table := folder / question.theme / f"{question.name}.csv").exists()
    ]
    return bool(tables) and all(len(table.read_text("utf-8").splitlines()) == 1 for table in tables)


def _rows(found: ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples) -> Counter[object]:
    if isinstance(found, ox.QueryBoolean):
        return Counter([bool(found)])
    return Counter(map(str, found))


@pytest.mark.slow
def test_all_workers_give_the_same_bytes() -> None:
    with Served("--workers", "3") as server:
        answers = [server.ask(ALL) for _ in range(6)]
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.headers["etag"] for answer in answers}) == 1
    assert len({answer.content for answer in answers}) == 1


@pytest.mark.slow
def test_a_store_too_large_for_memory_is_served(tmp_path: Path) -> None:
    graph = ox.NamedNode("https://w3id.org/claimgraph/article/made-up/")
    name = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
    quads = (
        ox.Quad(ox.NamedNode(f"{graph.value}{n}"), name, ox.Literal(f"Thing {n}"), graph)
        for n in range(60_000)
    )
    disk.replace(tmp_path / "store", (), quads)
    database = disk.OnDisk(tmp_path / "store").location
    assert not _can_be_written(worker.opened(database))
    with Served("--store", tmp_path / "store") as server:
        answer = server.ask("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    assert answer.json()["results"]["bindings"][0]["n"]["value"] == "60000"
