"""A store of a million triples: pages of one thing are quick, and nothing waits for other pages."""

from __future__ import annotations

import statistics
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import living
import pyoxigraph as ox
import pytest
from served import COUNTS_FOR_EVER, READS_FOR_EVER, Served, is_running
from test_serve_refusals import _memory

from claimgraph.graph.stores import disk
from claimgraph.vocab import BASE, CG, RDF, RDFS

pytestmark = pytest.mark.slow

CLAIMS = 333_334
MANY = 40


def _quads() -> Iterator[ox.Quad]:
    graph = ox.NamedNode(f"{BASE}graph/large")
    kind, label, text = (
        ox.NamedNode(iri) for iri in (f"{RDF}type", f"{RDFS}label", f"{CG}paraphrase")
    )
    factual = ox.NamedNode(f"{CG}FactualClaim")
    for number in range(CLAIMS):
        claim = ox.NamedNode(f"{BASE}article/large/claim/c{number}")
        yield ox.Quad(claim, kind, factual, graph)
        yield ox.Quad(claim, label, ox.Literal(f"Claim {number}", language="en"), graph)
        yield ox.Quad(claim, text, ox.Literal(f"Restated {number}", language="en"), graph)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The store."""
    folder = tmp_path_factory.mktemp("large") / "store"
    disk.replace(folder, (), _quads())
    return folder


class Pulse:
    """Asks for /health all the time; use it as a context. Its seconds are those of the answers."""

    def __init__(self, url: str) -> None:
        self.seconds: list[float] = []
        self._url = url
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._feel)

    def _feel(self) -> None:
        with httpx.Client(base_url=self._url, timeout=60) as client:
            while not self._over.wait(0.01):
                begin = time.monotonic()
                assert client.get("/health").status_code == 200
                self.seconds.append(time.monotonic() - begin)

    def __enter__(self) -> Pulse:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()


def _taken(client: httpx.Client, path: str, status: int = 200) -> float:
    begin = time.monotonic()
    assert client.get(path).status_code == status, path
    return time.monotonic() - begin


def test_a_large_store_is_served(store: Path, record_property: pytest.RecordProperty) -> None:
    """The figures of docs/security.md; one answer in a hundred may wait for a busy processor."""
    with Served("--store", store) as server, Pulse(server.url) as pulse:
        first = _taken(server.client, "/")
        _taken(server.client, "/article/large/claim/c0.html")
        claims = [
            _taken(server.client, f"/article/large/claim/c{number}.html") for number in range(MANY)
        ]
        _taken(server.client, "/no-such-page.html", 404)
        name = "/api/questions/argument/dependents?claim="
        _taken(server.client, f"{name}claim%20777")
        _taken(server.client, f"{name}nothing", 400)
        _taken(server.client, "/questions/claims/claims.html")
        # Two queries and two pages without end, whose clients go away.
        going = [f"/sparql?query={READS_FOR_EVER}", f"/sparql?query={COUNTS_FOR_EVER}"]
        going += ["/static/search-index.js", "/x~0123456789.html"]
        for path in going:
            with pytest.raises(httpx.ReadTimeout):
                server.client.get(path, timeout=0.3)
        server.wait_until(slow=0, waiting=0)
        memory = _memory(server.process.pid)
        largest = max(map(_memory, living.children(server.process.pid)))
    figures = {
        "first page": first,
        "page of a claim, median": statistics.median(claims),
        "longest silence": max(pulse.seconds),
        "health, 99 of 100 within": sorted(pulse.seconds)[len(pulse.seconds) * 99 // 100],
        "health, median": statistics.median(pulse.seconds),
        "times asked": len(pulse.seconds),
        "server, MB": memory >> 20,
        "largest worker, MB": largest >> 20,
    }
    for figure, value in figures.items():
        record_property(figure, value)
        print(f"{figure}: {value:.3f}")
    assert figures["first page"] < 20
    assert figures["page of a claim, median"] < 0.1
    assert figures["health, 99 of 100 within"] < 0.1
    assert figures["longest silence"] < 0.5
    assert figures["server, MB"] < 200
    assert figures["largest worker, MB"] < 600


def _hold(url: str, path: str) -> None:
    try:
        httpx.get(url + path, timeout=30)
    except httpx.HTTPError:
        return


def test_it_ends_in_three_seconds(store: Path) -> None:
    """Whatever runs: pages and queries without end."""
    with Served("--store", store) as server:
        paths = [f"/sparql?query={COUNTS_FOR_EVER}", "/static/search-index.js", "/x~0.html", "/"]
        threads = [threading.Thread(target=_hold, args=(server.url, path)) for path in paths]
        for thread in threads:
            thread.start()
        time.sleep(1)
        children = living.children(server.process.pid)
        begin = time.monotonic()
        assert server.stop() == 0
        taken = time.monotonic() - begin
        print(f"from SIGTERM until all had ended: {taken:.3f}")
        assert taken < 3
        assert not any(map(is_running, children))
        for thread in threads:
            thread.join()
