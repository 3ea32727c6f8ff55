"""Entries of the registry are matched with what a service knows, one by one, by a person."""

from __future__ import annotations

import io
import json
import sys
from urllib.parse import parse_qs

import loopback
import pytest
from commanded import run as called
from loopback import serving
from rdflib import Graph, URIRef
from rdflib.namespace import SKOS

from claimgraph.claims import reconciliation
from claimgraph.claims.registry import Match
from claimgraph.errors import QuestionError, StoreError
from claimgraph.graph import project as projects

ID = "https://w3id.org/claimgraph/id/"
REGISTRY = """\
@prefix cg:   <https://w3id.org/claimgraph/ontology#> .
@prefix id:   <https://w3id.org/claimgraph/id/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix wd:   <http://www.wikidata.org/entity/> .

# Firms of the valley.

id:baker
    a          cg:Person ;
    rdfs:label "Zoë O’Hara"@en .

# It grinds rye.
id:mill
    a             cg:Company ;
    rdfs:label    "Aldham Mill"@en ;  # since 1720
    skos:altLabel "the mill"@en .

id:town
    a               cg:State ;
    rdfs:label      "Aldham"@en ;
    skos:exactMatch wd:Q7 .
"""
MANIFEST = {
    "versions": ["0.2"],
    "name": "A service",
    "identifierSpace": "http://www.wikidata.org/entity/",
    "schemaSpace": "http://www.wikidata.org/prop/direct/",
    "view": {"url": "https://www.wikidata.org/wiki/{{id}}"},
}
MILL = [
    {"id": "Q1", "name": "Aldham Mill", "score": 98, "match": True, "type": [], "description": "x"},
    {"id": "Q2", "name": "Mill House", "score": 40, "match": False},
]


@pytest.fixture(autouse=True)
def project(tmp_path, monkeypatch):
    folder = tmp_path / "data" / "registry"
    folder.mkdir(parents=True)
    (folder / "actors.ttl").write_text(REGISTRY, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    loopback.anonymous(monkeypatch, tmp_path)
    return tmp_path


def service(known, manifest=MANIFEST):
    """Return what answers as a service does that knows some names."""

    def answer(client, request):
        if request.method == "GET":
            client.reply(body=json.dumps(manifest).encode(), Content_Type="application/json")
            return
        (queries,) = parse_qs(request.body.decode())["queries"]
        batch = json.loads(queries)
        found = {key: {"result": known.get(one["query"], [])} for key, one in batch.items()}
        client.reply(body=json.dumps(found).encode(), Content_Type="application/json")

    return serving(answer)


@pytest.fixture
def run(capsys, monkeypatch):
    def run(url, typed, *more):
        monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
        return called(capsys, monkeypatch, "registry", "reconcile", "--service", url, *more)

    return run


def text(project):
    return (project / "data/registry/actors.ttl").read_text(encoding="utf-8")


def test_what_a_person_accepts_is_written_and_nothing_else(run, project):
    with service({"Aldham Mill": MILL}) as server:
        code, out, err = run(server.url, "1\n")

    # Only the fact is new: order, comments and the other entries are as they were.
    assert text(project) == REGISTRY.replace(
        '    skos:altLabel "the mill"@en .\n',
        '    skos:altLabel "the mill"@en ;\n    skos:exactMatch wd:Q1 .\n',
    ).replace(
        'a             cg:Company ;\n    rdfs:label    "Aldham Mill"@en ;  # since 1720\n'
        '    skos:altLabel "the mill"@en',
        'a               cg:Company ;\n    rdfs:label      "Aldham Mill"@en ;  # since 1720\n'
        '    skos:altLabel   "the mill"@en',
    )
    assert code == 0
    assert "Zoë O’Hara (Person), 1 of 2\nno candidate\n" in out
    assert "Aldham Mill (Company), 2 of 2\n" in out
    assert "Mill House" in out
    assert "Aldham Mill is http://www.wikidata.org/entity/Q1\n" in out
    assert err == "claimgraph: 1 of 2 entries matched\n"


@pytest.mark.parametrize("typed", ["\n", "q\n", "", "0\n9\nx\n\n"])
def test_what_is_not_accepted_is_not_written(run, project, typed):
    with service({"Aldham Mill": MILL}) as server:
        code, _, err = run(server.url, typed)

    assert text(project) == REGISTRY
    assert (code, err) == (0, "claimgraph: 0 of 2 entries matched\n")


def test_a_name_is_sent_to_the_service_that_was_named_and_nothing_else(run):
    with service({}) as server:
        run(server.url, "", "the mill")
        requests = list(server.seen)

    assert [one.method for one in requests] == ["GET", "POST"]
    (queries,) = parse_qs(requests[1].body.decode())["queries"]
    assert json.loads(queries) == {"q0": {"query": "Aldham Mill", "limit": 5}}


def test_entries_are_named_or_are_those_without_a_match(project):
    source = projects.find(project)

    assert [one.label for one in reconciliation.unmatched(source)] == ["Zoë O’Hara", "Aldham Mill"]
    assert [one.label for one in reconciliation.unmatched(source, ["aldham"])] == ["Aldham"]
    with pytest.raises(QuestionError, match=r"called 'Aldam Mill' .nearest: Aldham Mill"):
        reconciliation.unmatched(source, ["Aldam Mill"])


def test_an_entry_of_a_capture_in_yaml_is_matched(run, project):
    (project / "data/registry/actors.ttl").unlink()
    capture = project / "data/registry/capture.yaml"
    capture.write_text(
        "# ours\nactors:\n- actor: mill\n  kind: company\n  label: Aldham Mill  # it grinds\n",
        encoding="utf-8",
    )
    with service({"Aldham Mill": MILL}) as server:
        code, _, err = run(server.url, "1\n")

    assert (code, err) == (0, "claimgraph: 1 of 1 entries matched\n")
    assert "# it grinds" in capture.read_text(encoding="utf-8")
    (file,) = projects.find(project).data_files
    from claimgraph.graph import loading

    facts = {str(quad.object) for quad in loading.load(file).quads}
    assert "<http://www.wikidata.org/entity/Q1>" in facts


@pytest.mark.parametrize(
    "manifest",
    [
        [],
        {},
        {**MANIFEST, "identifierSpace": None},
        {**MANIFEST, "identifierSpace": "javascript:alert(1)//"},
        {**MANIFEST, "identifierSpace": "file:///etc/"},
        {**MANIFEST, "identifierSpace": "http://a b/"},
        {**MANIFEST, "identifierSpace": "http://a/> . <x:y> a <x:z> . <http://b/"},
        {**MANIFEST, "identifierSpace": "http://" + "a" * 3000},
    ],
)
def test_a_manifest_that_names_no_space_of_iris_is_refused(run, project, manifest):
    with service({"Aldham Mill": MILL}, manifest) as server:
        code, out, err = run(server.url, "1\n")

    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    assert "does not answer as a reconciliation service" in err
    assert text(project) == REGISTRY


@pytest.mark.parametrize(
    "identifier", ["Q1> . <x:a> <x:b> <x:c", "Q 1", "Q1\n", "\x1b[2J", "{Q1}", 'Q"', "Q1\\u003e"]
)
def test_an_identifier_that_makes_no_iri_is_no_candidate(identifier):
    found = (Match(identifier, "", "Mill", "Mill", 1), Match("Q2", "", "House", "House", 1))

    (one,) = reconciliation.identified(found, "http://www.wikidata.org/entity/")

    assert one.iri == "http://www.wikidata.org/entity/Q2"


def test_a_hostile_candidate_steers_nothing(run, project):
    hostile = [{"id": "Q1", "name": "Mill \x1b[2J\r\n::error::x", "score": 1, "type": []}]
    with service({"Aldham Mill": hostile}) as server:
        code, out, _ = run(server.url, "1\n")

    assert code == 0
    assert "\x1b" not in out
    assert "\n::error" not in out
    graph = Graph().parse(data=text(project), format="turtle")
    assert set(graph.objects(URIRef(f"{ID}mill"), SKOS.exactMatch)) == {
        URIRef("http://www.wikidata.org/entity/Q1")
    }


def test_a_redirect_to_another_server_is_not_followed(run, project):
    with service({"Aldham Mill": MILL}) as other:

        def elsewhere(client, _request):
            client.reply(302, Location=other.url)

        with serving(elsewhere) as server:
            code, _, err = run(server.url, "1\n")

        assert other.seen == []
    assert code == 2
    assert "redirects to another server" in err
    assert text(project) == REGISTRY


def test_an_answer_without_end_is_bounded(run):
    def endless(client, _request):
        client.reply(body=b"[" * (6 << 20))

    with serving(endless) as server:
        code, _, err = run(server.url, "1\n")

    assert code == 2
    assert err.count("\n") == 1


def test_a_service_that_fails_half_way_leaves_what_was_accepted(run, project):
    def answer(client, request):
        if b"Hara" in request.body or b"%E2" in request.body:
            client.reply(500)
        elif request.method == "GET":
            client.reply(body=json.dumps(MANIFEST).encode())
        else:
            client.reply(body=json.dumps({"q0": {"result": MILL}}).encode())

    with serving(answer) as server:
        code, _, err = run(server.url, "1\n1\n", "mill", "baker")

    assert code == 2
    assert err.count("\n") == 1
    assert "skos:exactMatch wd:Q1" in text(project)


def test_a_space_is_a_text_of_the_manifest():
    with service({}) as server:
        assert reconciliation.space(server.url) == "http://www.wikidata.org/entity/"
    with pytest.raises(StoreError):
        reconciliation.space("http://127.0.0.1:1/")
