"""SPARQL 1.1 Protocol: the W3C's requests, as tests/servers has them, sent to a server."""

from __future__ import annotations

import tempfile
from pathlib import Path

import served
import test_serve_protocol as requests

from conformance.suites import Manifest, Outcome, folder

_UPDATES = "would update; the endpoint is read-only and refuses it"


def protocol() -> Outcome:
    """Send each request of the suite; those of updates that are to work are refused by design."""
    outcome = Outcome("SPARQL 1.1 Protocol")
    here = folder() / "sparql" / "sparql11" / "protocol"
    manifest = Manifest(here / "manifest.ttl", "urn:protocol:")
    document = "a <http://xmlns.com/foaf/0.1/Document> ."
    graphs = (requests.ONE, requests.TWO, requests.THREE)
    data = "".join(f"<{name}> {{ <{name}> {document} }}\n" for name in graphs)
    with tempfile.TemporaryDirectory() as place:
        project = served.project(Path(place), w3c=data)
        with served.Served(project=project) as running:
            for test, _ in manifest.of("ProtocolTest", "QueryEvaluationTest"):
                name = test.rpartition("#")[2]
                outcome.count(name, lambda name=name, running=running: _answered(running, name))
    return outcome


def _answered(running, name: str) -> str | None:
    if name.startswith("update_"):
        return _UPDATES
    if name.startswith("query_content_type_"):
        return _typed(running, name.rpartition("_")[2])
    held = requests.GOOD.get(name) or requests.BAD.get(name)
    if held is None:
        return "is not tried"
    method, parameters, kind, body = held
    headers = {"Content-Type": kind} if kind else {}
    answer = running.client.request(
        method, "/sparql", params=parameters, headers=headers, content=body
    )
    if name in requests.BAD:
        return None if 400 <= answer.status_code < 500 else f"has status {answer.status_code}"
    return None if answer.status_code == 200 and answer.json()["boolean"] else "is not answered"


def _typed(running, form: str) -> str | None:
    query = {
        "select": "SELECT (1 AS ?value) {}",
        "ask": "ASK {}",
        "describe": "DESCRIBE <http://example.org/>",
        "construct": "CONSTRUCT { <urn:s> <urn:p> 1 } WHERE {}",
    }[form]
    expected = requests.GRAPH if form in ("describe", "construct") else requests.TABULAR
    headers = {"Content-Type": requests.DIRECT, "Accept": "*/*"}
    answer = running.client.post("/sparql", content=query, headers=headers)
    kind = answer.headers["content-type"].partition(";")[0]
    return None if kind in expected else f"has the type {kind}"
