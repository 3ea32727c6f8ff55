"""Shards in other stores by their own bulk loaders: nothing lacks, nothing is there twice."""

from __future__ import annotations

import json
import sys
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest

import bulk
import corpus
import servers
from claimgraph.graph.shards import making, reading
from claimgraph.graph.shards.storage import Folder
from claimgraph.graph.stores import load

pytestmark = pytest.mark.servers

ARTICLES = 60
CG = "PREFIX cg: <https://w3id.org/claimgraph/ontology#> "
# An article of the corpus has 32 claims, and each involves two actors by a blank node each.
COUNTS = {
    "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?claim cg:involves ?part . ?part cg:actor ?actor } }": (
        ARTICLES * 64
    ),
    "SELECT (COUNT(DISTINCT ?g) AS ?n) { GRAPH ?g { ?article a cg:Article } }": ARTICLES,
    "SELECT (COUNT(DISTINCT ?part) AS ?n) { GRAPH ?g { ?claim cg:involves ?part } }": ARTICLES * 64,
}


@pytest.fixture(scope="module")
def shards(tmp_path_factory):
    folder = tmp_path_factory.mktemp("bulk")
    corpus.write(folder / "project", ARTICLES)
    files = load.files([folder / "project"])
    making.make(files, Folder(folder / "shards"), each=16, seconds=60, memory=4 << 30)
    assert len(list((folder / "shards").glob("shard-*.nq.gz"))) > 1
    return folder / "shards"


def asked(endpoint, query):
    request = Request(
        f"{endpoint}?{urlencode({'query': CG + query})}",
        headers={"Accept": "application/sparql-results+json"},
    )
    with urlopen(request, timeout=300) as reply:
        (row,) = json.load(reply)["results"]["bindings"]
    return int(row["n"]["value"])


@contextmanager
def of_oxigraph(shards, folder):
    program = Path(sys.executable).with_name("oxigraph")
    files = sorted(map(str, shards.glob("shard-*.nq.gz")))
    bulk.run([str(program), "load", "--location", str(folder / "store"), "--file", *files])
    port = servers.free_port()
    command = [program, "serve-read-only", "--location", folder / "store",
               "--bind", f"127.0.0.1:{port}"]  # fmt: skip
    with servers.Program(command, port, folder):
        yield f"http://127.0.0.1:{port}/query"


@contextmanager
def of_tdb2(shards, folder):
    bulk.into_tdb2(shards, folder / "tdb2")
    program, address = bulk.fuseki(folder / "tdb2", folder)
    with program:
        yield f"{address}/query"


@contextmanager
def of_virtuoso(shards, folder):
    program, endpoint = bulk.virtuoso(folder, shards)
    with program:
        bulk.into_virtuoso(shards, folder)
        yield endpoint


@pytest.mark.parametrize("store", [of_oxigraph, of_tdb2, of_virtuoso])
def test_a_bulk_loader_brings_all_of_it_and_nothing_twice(store, shards, tmp_path):
    whole = reading.opened(Folder(shards))
    assert len(whole.shards) > 1
    with store(shards, tmp_path) as endpoint:
        for query, count in COUNTS.items():
            assert asked(endpoint, query) == count, query
        for graph in whole.graphs[:2]:
            held = asked(endpoint, f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}")
            assert held > 0
        # Virtuoso has graphs of its own.
        ours = (
            "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } "
            'FILTER(STRSTARTS(STR(?g), "https://w3id.org/claimgraph/graph/")) }'
        )
        assert asked(endpoint, ours) == whole.quads
