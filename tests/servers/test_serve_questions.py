"""The stored questions over HTTP: the same answers as in Python, page by page, as described."""

import csv
import io
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import served
from rdflib import Graph
from rdflib.compare import isomorphic
from rdflib.query import Result

import claimgraph

pytestmark = pytest.mark.slow

SPARQL_JSON = "application/sparql-results+json"


@pytest.fixture(scope="module")
def endpoint():
    with served.Served() as running:
        yield running


@pytest.fixture(scope="module")
def opened():
    return claimgraph.open(served.ROOT)


def link(answer, relation):
    """Return the URL that an answer's Link header gives for a relation, or None."""
    return answer.links.get(relation, {}).get("url")


def test_list_names_every_question(endpoint, opened):
    """The list holds each question with its parameters, and a URL that answers."""
    listed = endpoint.client.get("/api/questions").json()["questions"]
    assert [(each["theme"], each["name"]) for each in listed] == [
        (each.theme, each.name) for each in opened.questions
    ]
    thesis = next(each for each in listed if each["name"] == "thesis")
    assert endpoint.client.get(thesis["url"]).status_code == 200
    dear = next(each for each in listed if each["name"] == "claims-about")
    assert [(each["name"], each["required"]) for each in dear["parameters"]] == [
        ("actor", True),
        ("article", False),
    ]


def test_every_answer_is_the_embedded_ones(endpoint, opened):
    """All questions that need no value give the rows that they give in Python, term by term."""
    for question in opened.questions:
        if any(parameter.required for parameter in question.parameters):
            continue
        expected = opened.ask(question.name)
        if expected.graph is not None:
            continue
        answer = endpoint.client.get(
            f"/api/questions/{question.theme}/{question.name}", headers={"Accept": SPARQL_JSON}
        )
        assert answer.status_code == 200, answer.text
        read = Result.parse(io.BytesIO(answer.content), format="json")
        assert [str(name) for name in read.vars or ()] == list(expected.variables)
        found = [{str(name): term.n3() for name, term in row.items()} for row in read.bindings]
        wanted = [{name: term.n3() for name, term in row.items()} for row in expected.rows]
        assert sorted(found, key=str) == sorted(wanted, key=str), question.name


def test_plain_json(endpoint, opened):
    """Without SPARQL's JSON a client gets columns and rows, numbers as numbers, gaps as null."""
    plain = endpoint.client.get("/api/questions/evidence/unsupported-claims").json()
    expected = opened.ask("unsupported-claims")
    assert plain["columns"] == list(expected.variables)
    assert plain["total"] == len(plain["rows"]) == len(expected.rows)
    assert plain["rows"] == [
        {name: getattr(row[name], "value", None) or str(row[name]) for name in row}
        if row["premise_of"].value
        else {name: str(row[name]) for name in row} | {"premise_of": 0}
        for row in expected.rows
    ]


def test_parameter_by_label_prefix_and_iri(endpoint):
    """A thing can be named as on the command line, and all names give one answer."""
    url = "/api/questions/claims/claims-about"
    names = ["Huawei", "https://w3id.org/claimgraph/id/huawei", "id:huawei"]
    answers = [endpoint.client.get(url, params={"actor": name}) for name in names]
    assert {answer.status_code for answer in answers} == {200}
    assert answers[0].json()["total"] > 10
    assert answers[0].json() == answers[1].json() == answers[2].json()


def test_articles_are_asked_one_by_one_and_together(endpoint, opened):
    """`*` is no name: it counts over all articles, and the document says so."""
    url = "/api/questions/claims/claims-by-kind"
    each = [
        endpoint.client.get(url, params={"article": article.iri}).json()["rows"]
        for article in opened.articles
    ]
    together = endpoint.client.get(url, params={"article": "*"}).json()["rows"]

    assert endpoint.client.get(url).json()["rows"] == [row for rows in each for row in rows]
    assert {row["article"] for row in together} == {"*"}
    assert sum(row["claims"] for row in together) == sum(r["claims"] for rows in each for r in rows)
    document = endpoint.client.get("/api/openapi.json").json()
    (article, *_) = document["paths"][url]["get"]["parameters"]
    assert "* asks of all together" in article["schema"]["description"]


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("claims/claims-about", 400, "actor"),
        ("claims/claims-about?actor=Nobody+at+all", 400, "no actor"),
        ("claims/claims-about?actor=Huawei&actor=TSMC", 400, "twice"),
        ("claims/claims-about?actor=Huawei%00", 400, "actor"),
        ("claims/claims-about?akteur=Huawei", 400, "actor"),
        ("claims/claims-about?actor=x%3E%20%7D%20SERVICE%20%3Chttp://e/%3E%20%7B", 400, "no actor"),
        ("claims/thesis?limit=0", 400, "limit"),
        ("claims/thesis?limit=-1", 400, "limit"),
        ("claims/thesis?limit=ten", 400, "limit"),
        ("claims/thesis?limit=99999999999999999999", 400, "limit"),
        ("claims/thesis?offset=-1", 400, "offset"),
        ("claims/thesis?offset=%D9%A3", 400, "offset"),
        ("claims/unknown", 404, "/api/questions"),
        ("evidence/thesis", 404, "/api/questions"),
    ],
)
def test_errors_are_problems(endpoint, path, status, said):
    """What is wrong comes as JSON (RFC 9457), in one line that says what to do."""
    answer = endpoint.client.get(f"/api/questions/{path}")
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["status"] == status
    assert said in problem["detail"]
    assert "\n" not in problem["detail"]


def test_pages_make_up_the_whole(endpoint):
    """Following `next` from the first page gives every row once, in order; `prev` leads back."""
    url = "/api/questions/claims/claims"
    whole = endpoint.client.get(url).json()
    assert whole["total"] == len(whole["rows"]) > 20
    rows, seen = [], []
    page = endpoint.client.get(url, params={"limit": 7})
    while True:
        seen.append(page)
        assert page.headers["x-total-count"] == str(whole["total"])
        rows += page.json()["rows"]
        if not (following := link(page, "next")):
            break
        page = endpoint.client.get(following)
    assert rows == whole["rows"]
    assert len(seen) == -(-whole["total"] // 7)
    assert endpoint.client.get(link(seen[0], "last")).json() == seen[-1].json()
    assert endpoint.client.get(link(seen[2], "prev")).json() == seen[1].json()
    assert endpoint.client.get(link(seen[2], "first")).json() == seen[0].json()
    assert link(seen[0], "prev") is None


def test_pages_keep_parameters(endpoint):
    """The links to other pages carry the question's own parameters, encoded."""
    url = "/api/questions/claims/claims-about"
    page = endpoint.client.get(url, params={"actor": "United States", "limit": 2})
    following = endpoint.client.get(link(page, "next")).json()
    assert following["offset"] == 2
    assert len(following["rows"]) == 2
    assert following["total"] == page.json()["total"]


@pytest.mark.parametrize(
    "accept", ["text/csv", "text/tab-separated-values", SPARQL_JSON, SPARQL_JSON[:-4] + "xml"]
)
def test_pages_in_every_format(endpoint, accept):
    """A page holds the same rows in each of SPARQL's formats."""
    url = "/api/questions/events/timeline"
    whole = endpoint.client.get(url, headers={"Accept": "text/csv"})
    page = endpoint.client.get(url, params={"limit": 3, "offset": 2}, headers={"Accept": accept})
    assert page.status_code == 200
    assert page.headers["content-type"].partition(";")[0] == accept
    expected = list(csv.reader(io.StringIO(whole.text, newline="")))
    if accept == "text/csv":
        read = list(csv.reader(io.StringIO(page.text, newline="")))
        assert read == [expected[0], *expected[3:6]]
        return
    parsed = Result.parse(
        io.BytesIO(page.content), format=accept.rpartition("+")[2] if "+" in accept else "tsv"
    )
    texts = [[str(row[name] or "") for name in parsed.vars or ()] for row in parsed]
    assert texts == expected[3:6]


def test_page_beyond_the_end_is_empty(endpoint):
    """An offset past the last row gives no rows, and the way back."""
    page = endpoint.client.get("/api/questions/claims/thesis?limit=5&offset=1000")
    assert page.json()["rows"] == []
    assert link(page, "next") is None
    assert endpoint.client.get(link(page, "last")).json()["rows"] != []


def test_question_that_answers_with_a_graph(endpoint, opened):
    """A CONSTRUCT's triples come in the formats of graphs, whole; a table of them there is not."""
    url = "/api/questions/actors/relations"
    expected = opened.ask("relations").graph
    for accept, form in [("*/*", "turtle"), ("application/json", "json-ld")]:
        answer = endpoint.client.get(url, headers={"Accept": accept})
        assert answer.status_code == 200, answer.text
        assert isomorphic(Graph().parse(data=answer.content, format=form), expected)
    assert endpoint.client.get(url, params={"limit": 3}).status_code == 400
    assert endpoint.client.get(url, headers={"Accept": "text/csv"}).status_code == 406


def test_question_that_answers_with_a_truth(tmp_path):
    """An ASK's truth is one row of plain JSON; a project's own questions are served too."""
    project = served.project(tmp_path / "p", data="<http://e/g> { <http://e/s> <http://e/p> 1 }")
    (project / "queries" / "mine").mkdir(parents=True)
    for name, wanted in [("there", 1), ("not-there", 2)]:
        query = f"#+ summary: Is it there?\nASK {{ <http://e/s> ?p {wanted} }}\n"
        (project / "queries" / "mine" / f"{name}.rq").write_text(query)
    with served.Served(project=project) as endpoint:
        for name, truth in [("there", True), ("not-there", False)]:
            answer = endpoint.client.get(f"/api/questions/mine/{name}")
            assert answer.json()["rows"] == [{"answer": truth}]
            again = endpoint.client.get(
                f"/api/questions/mine/{name}", headers={"Accept": SPARQL_JSON}
            )
            assert again.json()["boolean"] is truth


def test_relative_iris_start_from_the_request(tmp_path):
    """Not from the question's file: where it lies on the server's disk is nobody's business."""
    project = served.project(tmp_path / "p", data="<http://e/g> { <http://e/s> <http://e/p> 1 }")
    (project / "queries" / "q").mkdir(parents=True)
    question = "#+ summary: S\nSELECT (<x> AS ?s) { }\n"
    (project / "queries" / "q" / "rel.rq").write_text(question)
    graph = "#+ summary: S\nCONSTRUCT { <x> a <y> } { }\n"
    (project / "queries" / "q" / "graph.rq").write_text(graph)
    with served.Served(project=project) as endpoint:
        answer = endpoint.client.get("/api/questions/q/rel").json()
        assert answer["rows"] == [{"s": f"{endpoint.url}/api/questions/q/x"}]
        page = endpoint.client.get("/questions/q/rel.html").text
        assert f"{endpoint.url}/questions/q/x" in page
        for path in ("rel.html", "rel.csv", "graph.html", "graph.ttl"):
            answer = endpoint.client.get(f"/questions/q/{path}")
            assert answer.status_code == 200
            assert f"{endpoint.url}/questions/q/x" in answer.text
            assert "file:" not in answer.text
            assert str(tmp_path) not in answer.text


def test_document_is_openapi(endpoint, opened):
    """The document is valid OpenAPI 3.1 and has one path for each question, with its parameters."""
    from openapi_spec_validator import validate

    document = endpoint.client.get("/api/openapi.json").json()
    validate(document)
    assert document["openapi"].startswith("3.1")
    for question in opened.questions:
        operation = document["paths"][f"/api/questions/{question.theme}/{question.name}"]["get"]
        assert operation["summary"] == question.summary
        named = {each["name"]: each for each in operation["parameters"]}
        assert set(named) == {each.name for each in question.parameters} | {"limit", "offset"}
        for parameter in question.parameters:
            assert named[parameter.name]["required"] is parameter.required


# All questions are built alike: these, with parameters and without, stand for the rest.
TRIED = "api/questions$|/(thesis|claims-about|dependents|relations)$"


def test_schemathesis(endpoint, tmp_path):
    """What schemathesis makes up from the document is answered as the document says.

    It sends what fits and what does not. That an IRI which names nothing gets 400 is left out:
    the document says it, its checks call it a refusal of good data.
    """
    done = subprocess.run(
        [
            str(Path(sys.executable).parent / "schemathesis"),
            "run",
            f"{endpoint.url}/api/openapi.json",
            f"--include-path-regex={TRIED}",
            "--max-examples=3",
            "--phases=examples,coverage,fuzzing",
            "--exclude-checks=positive_data_acceptance",
            "--seed=1",
            "--no-color",
        ],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env=os.environ | {"NO_COLOR": "1"},
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-6000:]
    tested = re.search(r"Tested: (\d+)", done.stdout)
    assert tested, done.stdout
    assert int(tested[1]) == 5
