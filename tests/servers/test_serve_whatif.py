"""What would stand otherwise, over HTTP: bounded, without state, as JSON and as a page."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import served

pytestmark = pytest.mark.slow

HTML = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
SOURCE = "https://w3id.org/claimgraph/article/huawei-comeback/source/unnamed-report-on-stockpile"


@pytest.fixture(scope="module")
def endpoint():
    with served.Served() as running:
        yield running


def test_programs_get_json_and_people_a_page(endpoint):
    found = endpoint.client.get("/whatif", params={"without": SOURCE})
    assert found.status_code == 200
    assert found.headers["content-type"] == "application/json"
    changes = [one["claim"].rpartition("/")[2] for one in found.json()["changes"]]
    assert changes == ["thesis", "own-strategies", "chips-stockpiled", "lag-exploited"]
    page = endpoint.client.get("/whatif", params={"without": SOURCE}, headers=HTML)
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "4 of 125 claims would stand otherwise" in page.text
    assert endpoint.client.get("/whatif", headers=HTML).status_code == 200
    assert endpoint.client.get("/whatif", headers={"Accept": "image/png"}).status_code == 406


@pytest.mark.parametrize(
    ("query", "status", "line"),
    [
        ("", 400, "nothing is supposed: give without, doubt or restore"),
        ("article=huawei-comeback", 400, "nothing is supposed"),
        ("without=", 400, "nothing is supposed"),
        ("without=unnamed&what=1", 400, "'what' is not known here"),
        ("without=unnamed&article=a&article=b", 400, "'article' is given twice"),
        ("without=unnamed&links=yes", 400, "'links' is 'yes': give true or false"),
        ("without=unnamed&links=true&links=true", 400, "'links' is given twice"),
        ("&".join(["without=unnamed"] * 51), 400, "51 parameters: give at most 50"),
        ("without=" + "x" * 2001, 400, "'without' has over 2000 characters"),
        ("without=%00", 400, "'without' has a value that is not text"),
        (
            "without=no-such-thing",
            404,
            "no such thing has the IRI, the label or the name 'no-such-thing'",
        ),
        ("without=unnamed&article=none", 404, "no article has the IRI, the label or the name"),
    ],
)
def test_what_cannot_be_supposed_is_one_line(endpoint, query, status, line):
    told = endpoint.client.get(f"/whatif?{query}")
    assert told.status_code == status
    assert told.headers["content-type"] == "application/problem+json"
    assert told.json()["detail"].startswith(line)
    assert "\n" not in told.json()["detail"]
    page = endpoint.client.get(f"/whatif?{query}", headers=HTML)
    if line.startswith("nothing is supposed"):
        assert page.status_code == 200
    else:
        assert page.status_code == status
        assert 'role="alert"' in page.text


def test_it_has_no_state(endpoint):
    """Two clients at once each get the answer to their own supposition."""
    queries = ["without=unnamed", "doubt=Nvidia"] * 10
    alone = {query: endpoint.client.get(f"/whatif?{query}").json() for query in queries[:2]}
    with ThreadPoolExecutor(4) as threads:
        answers = list(
            threads.map(lambda one: endpoint.client.get(f"/whatif?{one}").json(), queries)
        )
    assert answers == [alone[query] for query in queries]


def test_it_is_described(endpoint):
    from jsonschema import validate

    document = endpoint.client.get("/api/openapi.json").json()
    described = document["paths"]["/whatif"]["get"]
    names = [one["name"] for one in described["parameters"]]
    assert names == ["without", "doubt", "restore", "article", "links"]
    schema = document["components"]["schemas"]["WhatIf"]
    for query in ("without=unnamed&doubt=Nvidia", "without=unnamed&links=true"):
        validate(endpoint.client.get(f"/whatif?{query}").json(), schema)


def test_a_store_without_standings_refuses_questions_about_them(tmp_path):
    """They are neither empty nor derived by the server; the rest is answered."""
    import subprocess
    import sys

    store = tmp_path / "store"
    command = [sys.executable, "-m", "claimgraph"]
    subprocess.run(
        [*command, "load", "--store", store], cwd=served.ROOT, check=True, capture_output=True
    )
    with served.Served("--store", store) as running:
        told = running.client.get("/api/questions/weighing/standings")
        assert told.status_code == 400
        assert "run 'claimgraph derive --store'" in told.json()["detail"]
        assert running.client.get("/api/questions/claims/thesis").status_code == 200
        assert running.client.get("/whatif?without=unnamed").status_code == 200
    subprocess.run(
        [*command, "derive", "--store", store], cwd=served.ROOT, check=True, capture_output=True
    )
    with served.Served("--store", store) as running:
        assert running.client.get("/api/questions/weighing/standings").json()["total"] == 125
