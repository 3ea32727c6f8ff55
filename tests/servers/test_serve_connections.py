"""No query makes a connection: the word is refused, and the process could not."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from calling_queries import Listener, made
from served import Served

from claimgraph.questions import sparql

QUERIES = Path(__file__).parents[1] / "w3c-sparql"


@pytest.fixture(scope="module")
def server() -> Iterator[Served]:
    with Served() as running:
        yield running


def _attacked(server: Served, seeds: range) -> Counter[int]:
    statuses: Counter[int] = Counter()
    headers = {"Content-Type": "application/sparql-query", "Accept": "*/*"}
    with Listener() as listener:
        for seed in seeds:
            query = made(seed, listener.port).encode("utf-8")
            answer = server.client.post("/sparql", content=query, headers=headers)
            statuses[answer.status_code] += 1
        assert listener.connections == 0
    return statuses


@pytest.mark.parametrize(
    "pattern",
    [
        "#\rSERVICE <{}> {{ ?x ?y ?z }} \n",
        'BIND("\\u0022" AS ?a) SERVICE <{}> {{ ?x ?y ?z }} BIND("\\u0022" AS ?b)',
        "service#'\nsilent<{}>{{}}",
    ],
)
def test_service_is_forbidden(server: Served, pattern: str) -> None:
    """However the word is hidden from other readers, the answer is 403."""
    with Listener() as listener:
        query = f"SELECT * {{ {pattern.format(f'http://127.0.0.1:{listener.port}/')} }}"
        assert server.ask(query).status_code == 403
        assert listener.connections == 0


def test_made_up_queries_connect_to_nothing(server: Served) -> None:
    """Of the queries some are refused, some are no queries, none is answered by another server."""
    statuses = _attacked(server, range(200))
    assert set(statuses) <= {200, 400, 403}
    assert statuses[403] > 20


@pytest.mark.slow
def test_thousands_of_queries_connect_to_nothing(server: Served) -> None:
    """The same with many more."""
    assert set(_attacked(server, range(3_000))) <= {200, 400, 403}


def test_a_legal_query_is_answered(server: Served) -> None:
    """Escapes that only some readers know are no reason to fail."""
    assert server.rows('SELECT ("d\\u00e9cade" AS ?x) {}') == [{"x": "d\u00e9cade"}]


@pytest.mark.slow
def test_w3c_queries_are_answered(server: Served) -> None:
    """What Oxigraph answers of the W3C's syntax tests, the server does; relative IRIs have a base.

    What it does not is the client's fault: no query whatever is an error of the server's.
    """
    import pyoxigraph as ox

    for file in sorted(QUERIES.rglob("*.rq")):
        query = file.read_text(encoding="utf-8")
        try:
            if sparql.uses(query, "SERVICE"):
                wanted: tuple[int, ...] = (403,)
            else:
                ox.Store().query(query, base_iri="http://e/")
                wanted = (200, 507)  # all pairs of triples are more than an answer may have
        except (SyntaxError, RuntimeError):  # the latter: a function that is not Oxigraph's
            wanted = (400,)
        assert server.ask(query, accept="*/*").status_code in wanted, file


def test_health_says_what_is_in_force(server: Served) -> None:
    """On Linux with either, a worker is not able to connect, and the server says by what."""
    offline = server.client.get("/health").json()["offline"]
    assert set(offline) <= {"seccomp", "landlock"}
    assert offline == _confined("")[0].split()


def _confined(code: str) -> tuple[str, int]:
    begin = (
        "from claimgraph.processes.confinement import go_offline\n"
        "print(*go_offline(), flush=True)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", begin + code], capture_output=True, text=True, check=False
    )
    return done.stdout, done.returncode


@pytest.mark.parametrize("silent", ["", "SILENT"])
def test_a_process_cannot_connect(silent: str) -> None:
    """Whatever the reader overlooks, the system does not: by seccomp the process ends at once."""
    with Listener() as listener:
        query = f"SELECT * {{ SERVICE {silent} <http://127.0.0.1:{listener.port}/> {{ }} }}"
        said, code = _confined(
            f"import pyoxigraph as ox\nfor _ in ox.Store().query({query!r}): pass"
        )
        if not said.strip():
            pytest.skip("this system has neither seccomp nor Landlock")
        assert listener.connections == 0
        if "seccomp" in said:
            assert code == -signal.SIGSYS


@pytest.mark.slow
def test_what_the_reader_overlooks_is_forbidden(tmp_path: Path) -> None:
    """A worker whose reader sees nothing answers 403, and the next query is answered."""
    (tmp_path / "sitecustomize.py").write_text(
        "import claimgraph.questions.sparql as sparql\nsparql.uses = lambda query, word: False\n"
    )
    os.environ["PYTHONPATH"] = str(tmp_path)
    try:
        with Served() as blind, Listener() as listener:
            if "seccomp" not in blind.client.get("/health").json()["offline"]:
                pytest.skip("this system has no seccomp")
            for silent in ("", "SILENT"):
                url = f"http://127.0.0.1:{listener.port}/"
                query = f"SELECT * {{ SERVICE {silent} <{url}> {{ ?x ?y ?z }} }}"
                assert blind.ask(query).status_code == 403
            assert blind.ask("ASK {}").json()["boolean"]
            assert listener.connections == 0
    finally:
        del os.environ["PYTHONPATH"]


@pytest.mark.slow
def test_a_worker_that_died_while_idle_is_noticed(server: Served) -> None:
    """Its request is answered by another."""
    for pid in server.workers():
        os.kill(pid, signal.SIGKILL)
    assert server.ask("ASK {}").json()["boolean"]
