"""What a stranger's query may cost, and that its end is one: of the query, not of the waiting."""

import csv
import io
import os
import signal
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote

import pytest
import served

pytestmark = pytest.mark.slow

LIMIT = 2.0
CHEAP = "SELECT * { ?s ?p ?o } LIMIT 1"
SORTS_FOR_EVER = served.READS_FOR_EVER.replace("(COUNT(*) AS ?n)", "*") + " ORDER BY ?c ?l"
WRITES_FOR_EVER = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
ENDLESS = {
    "reads": served.READS_FOR_EVER,
    "counts": served.COUNTS_FOR_EVER,
}


@pytest.fixture(scope="module")
def endpoint():
    arguments = ["--time-limit", LIMIT, "--memory-limit", 256, "--result-limit", 2, "--workers", 2]
    with served.Served(*map(str, arguments)) as running:
        yield running


@pytest.mark.parametrize("name", ENDLESS)
def test_time_limit_ends_the_query(endpoint, name):
    """A query without end gets 504 soon after the limit, and its process is gone."""
    before = set(endpoint.workers())
    begin = time.monotonic()
    answer = endpoint.ask(ENDLESS[name])
    taken = time.monotonic() - begin
    assert answer.status_code == 504
    assert f"{LIMIT:g} s" in answer.text
    assert LIMIT - 0.1 <= taken < LIMIT + 3
    endpoint.wait_until(idle=2, slow=0)
    after = endpoint.workers()
    assert len(after) == 2
    assert any(not served.is_running(pid) for pid in before)
    # Nothing is left that would use the processor.
    used = [_seconds(pid) for pid in after]
    time.sleep(0.3)
    assert sum(_seconds(pid) for pid in after) - sum(used) < 0.1
    assert endpoint.ask(CHEAP).status_code == 200


def _seconds(pid):
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def test_memory_limit(endpoint):
    """A query that needs more memory than it may have gets 507, and the server lives."""
    answer = endpoint.ask(SORTS_FOR_EVER)
    assert answer.status_code == 507
    assert "256 MB" in answer.text
    assert endpoint.ask(CHEAP).status_code == 200


def test_result_limit(endpoint):
    """An answer larger than the limit is refused as a whole: none is cut off in the middle."""
    answer = endpoint.ask(WRITES_FOR_EVER, accept="text/csv")
    assert answer.status_code == 507
    assert "LIMIT" in answer.text
    large = endpoint.client.get(
        "/sparql",
        params={"query": WRITES_FOR_EVER + " LIMIT 3000"},
        headers={"Accept": "text/csv", "Accept-Encoding": "identity"},
    )
    assert large.status_code == 200
    assert len(list(csv.reader(io.StringIO(large.text, newline="")))) == 3001
    assert len(large.content) > 1 << 20  # It has gone through a file.
    assert len(large.content) == int(large.headers["content-length"])


def test_large_answers_leave_nothing_behind(tmp_path):
    """The files of large answers are gone when these are sent, refused, or not wanted after all."""
    with served.Served("--result-limit", "2", temporary=tmp_path) as endpoint:
        query = WRITES_FOR_EVER + " LIMIT 3000"
        tag = endpoint.ask(query, accept="text/csv").headers["etag"]
        assert endpoint.ask(WRITES_FOR_EVER, accept="text/csv").status_code == 507
        headers = {"Accept": "text/csv", "If-None-Match": tag}
        again = endpoint.client.get("/sparql", params={"query": query}, headers=headers)
        assert again.status_code == 304
        head = endpoint.client.head("/sparql", params={"query": query}, headers=headers)
        assert head.status_code == 304
        endpoint.client.head("/sparql", params={"query": query})
        (answers,) = tmp_path.glob("claimgraph-answers-*")
        assert [each.name for each in answers.iterdir()] == ["owner"]


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { FILTER(" + "(" * 50_000 + "1" + ")" * 50_000 + ") }",
        "SELECT * { FILTER(" + "(" * 50_000 + "'from'" + ")" * 50_000 + ") }",
        "SELECT * " + "{" * 50_000 + "}" * 50_000,
        "ASK { ?s " + "!" * 50_000 + "<a:b> ?o }",
    ],
    ids=["parentheses", "parentheses and a second parser", "groups", "not SPARQL"],
)
def test_deep_nesting(endpoint, query):
    """Queries that overflow a parser's stack cost a worker, not the server."""
    answer = endpoint.client.post(
        "/sparql", content=query, headers={"Content-Type": "application/sparql-query"}
    )
    assert answer.status_code in (400, 507)
    assert endpoint.ask(CHEAP).status_code == 200


def test_cheap_queries_pass_dear_ones(endpoint):
    """While the slow lane and its queue are full of dear queries, cheap ones are soon answered."""
    with ThreadPoolExecutor(8) as pool:
        dear = [pool.submit(endpoint.ask, served.COUNTS_FOR_EVER) for _ in range(8)]
        time.sleep(0.2)
        taken = []
        while not all(future.done() for future in dear):
            begin = time.monotonic()
            assert endpoint.ask(CHEAP).status_code == 200
            taken.append(time.monotonic() - begin)
            time.sleep(0.05)
    # Two run at once; the others had their two seconds of waiting, or a place after that.
    statuses = [future.result().status_code for future in dear]
    assert set(statuses) <= {503, 504}
    assert statuses.count(504) >= 2
    # Four turns of the quick lane, a fifth of a second each, are the most that stand before one.
    assert sorted(taken)[len(taken) // 2] < 0.5
    assert max(taken) < 4
    endpoint.wait_until(idle=2, slow=0, waiting=0)


def test_hang_up_frees_the_place():
    """Clients that go away take their queries with them, long before the time limit."""
    with served.Served("--time-limit", "60", "--workers", "2") as endpoint:
        with _asking(endpoint, served.READS_FOR_EVER), _asking(endpoint, served.COUNTS_FOR_EVER):
            endpoint.wait_until(slow=2)
            busy = endpoint.workers()
            assert len(busy) == 4
        endpoint.wait_until(idle=2, slow=0)
        assert len(endpoint.workers()) == 2
        # Some are still waiting for a worker, some have one, when they hang up.
        for _ in range(20):
            _asking(endpoint, served.COUNTS_FOR_EVER).close()
        end = time.monotonic() + 10
        while len(endpoint.workers()) != 2 and time.monotonic() < end:
            endpoint.wait_until(idle=2, slow=0, waiting=0)
        assert len(endpoint.workers()) == 2
        assert endpoint.ask(CHEAP).status_code == 200


def _asking(endpoint, query):
    """Send a query and return the connection, on which nobody listens."""
    host, _, port = endpoint.url.removeprefix("http://").partition(":")
    connection = socket.create_connection((host, int(port)))
    path = f"/sparql?query={quote(query)}"
    connection.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
    return connection


def test_full_queue():
    """Who comes when the queues are full gets 503 and is told when to come back."""
    with served.Served("--time-limit", "2", "--workers", "1", "--queue", "2") as endpoint:
        with ThreadPoolExecutor(12) as pool:
            dear = [pool.submit(endpoint.ask, served.COUNTS_FOR_EVER) for _ in range(12)]
            answers = [future.result() for future in dear]
        statuses = {answer.status_code for answer in answers}
        assert statuses == {503, 504}
        for answer in answers:
            if answer.status_code == 503:
                assert int(answer.headers["retry-after"]) > 0
        endpoint.wait_until(idle=1, slow=0, waiting=0)
        assert endpoint.ask(CHEAP).status_code == 200


@pytest.mark.parametrize("by", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_cleanly(tmp_path, by):
    """Stopped in the middle of a query: the exit code is 0, no process and no file is left."""
    with served.Served("--time-limit", "60", temporary=tmp_path) as endpoint:
        with ThreadPoolExecutor(1) as pool:
            asking = pool.submit(endpoint.ask, served.READS_FOR_EVER)
            endpoint.wait_until(slow=1)
            workers = endpoint.workers()
            kept = sorted(each.name.split("-")[1] for each in tmp_path.iterdir())
            assert kept == ["answers", "pages", "store"]
            begin = time.monotonic()
            assert endpoint.stop(by) == 0
            assert time.monotonic() - begin < 3
            answer = asking.result()
        assert answer.status_code == 503
        assert "stopping" in answer.text
        assert not any(map(served.is_running, workers))
        assert list(tmp_path.iterdir()) == []
        assert not any("Traceback" in line for line in endpoint.lines)


def test_workers_end_with_a_server_that_was_killed(tmp_path):
    """A server that cannot say good-bye leaves no process behind, not even a busy one."""
    with served.Served("--time-limit", "60", temporary=tmp_path) as endpoint:
        connection = _asking(endpoint, served.COUNTS_FOR_EVER)
        endpoint.wait_until(slow=1)
        workers = endpoint.workers()
        assert len(workers) >= 2
        endpoint.process.send_signal(signal.SIGKILL)
        endpoint.process.wait()
        end = time.monotonic() + 5
        while any(map(served.is_running, workers)) and time.monotonic() < end:
            time.sleep(0.05)
        assert not any(map(served.is_running, workers))
        connection.close()
