"""Fifty clients at once: no error but the announced ones, and nobody is starved."""

import statistics

import pytest
import served

import clients

pytestmark = pytest.mark.slow

ROOT = served.ROOT

CLIENTS, SECONDS, LIMIT = 50, 20, 5.0
# How many of a hundred queries are of a kind.
SHARES = {"cheap": 80, "table": 15, "dear": 4, "endless": 1}
QUERIES = {
    "cheap": "SELECT * { ?s ?p ?o } LIMIT 1",
    "table": "SELECT ?claim (COUNT(?p) AS ?facts) { ?claim ?p ?o } GROUP BY ?claim LIMIT 100",
    "dear": (
        "SELECT (COUNT(*) AS ?n) { ?a <https://w3id.org/claimgraph/ontology#premise> ?c . "
        "?d ?e ?f FILTER(STRLEN(STR(?c)) = STRLEN(STR(?f))) }"
    ),
    "endless": served.COUNTS_FOR_EVER,
}


def test_fifty_clients_at_once():
    requests = {kind: [clients.post("/sparql", query)] for kind, query in QUERIES.items()}
    with served.Served("--time-limit", str(LIMIT)) as endpoint:
        host, _, port = endpoint.url.removeprefix("http://").partition(":")
        tally = clients.run(
            (host, int(port)), requests, CLIENTS, SECONDS, [SHARES[kind] for kind in requests]
        )
        # What is under way ends at its limit; then all is as it was in the beginning.
        endpoint.wait_until(slow=0, waiting=0)
        assert endpoint.ask(QUERIES["cheap"]).status_code == 200
        assert not any("Traceback" in line for line in endpoint.lines)
    assert tally.broken == 0
    statuses = {kind: {s for k, s in tally.statuses if k == kind} for kind in QUERIES}
    assert statuses["cheap"] == statuses["table"] == {200}
    assert statuses["dear"] <= {200, 503, 504}
    assert 200 in statuses["dear"]
    # An endless query is sent away, or ended at its limit: it never comes to an answer.
    assert statuses["endless"] <= {503, 504}
    # Not starved by the dear ones: the slowest of a hundred cheap ones is done before half of the
    # dear ones that were let in, each of which needs a second or two of a processor for itself.
    ninety_nine = sorted(tally.seconds["cheap"])[len(tally.seconds["cheap"]) * 99 // 100]
    assert ninety_nine < statistics.median(tally.seconds["dear"])
