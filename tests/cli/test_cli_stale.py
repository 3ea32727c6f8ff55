"""Sources that changed since they were read, and what came after a day."""

from __future__ import annotations

import hashlib
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from commanded import run

DATA = """\
@prefix cg:        <https://w3id.org/claimgraph/ontology#> .
@prefix certainty: <https://w3id.org/claimgraph/scheme/certainty/> .
@prefix dcterms:   <http://purl.org/dc/terms/> .
@prefix kind:      <https://w3id.org/claimgraph/scheme/evidence-kind/> .
@prefix oa:        <http://www.w3.org/ns/oa#> .
@prefix rdfs:      <http://www.w3.org/2000/01/rdf-schema#> .
@prefix schema:    <https://schema.org/> .
@prefix xsd:       <http://www.w3.org/2001/XMLSchema#> .
@prefix x:         <https://example.org/> .
x:article a cg:Article ; rdfs:label "The ferry"@en ; dcterms:issued "2024-06-01"^^xsd:date .
x:place a cg:Passage ; oa:hasSource x:article .
x:thesis a cg:FactualClaim , cg:Thesis ; rdfs:label "It sails"@en ; cg:paraphrase "It sails."@en ;
    cg:certainty certainty:asserted ; cg:passage x:place ; cg:evidence x:figures .
x:figures a cg:Evidence ; rdfs:label "figures"@en ; cg:evidenceKind kind:documentary ;
    cg:source x:timetable .
x:timetable a cg:OfficialNotice ; rdfs:label "The timetable"@en ;
    dcterms:issued "2024-03"^^xsd:gYearMonth ; cg:accessed "2024-05-02"^^xsd:date ;
    {copy} cg:copyDigest "{digest}" .
"""
TEXT = b"Ferries at eight and at ten.\n"
DIGEST = hashlib.sha256(TEXT).hexdigest()


@pytest.fixture
def ferry(tmp_path, monkeypatch):
    """Return what makes the project, with the copy named in one way or another."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "120")

    def made(copy: str = 'cg:copy "copies/timetable.txt" ;', digest: str = DIGEST) -> Path:
        (tmp_path / "copies").mkdir(exist_ok=True)
        (tmp_path / "copies/timetable.txt").write_bytes(TEXT)
        (tmp_path / "data/ferry").mkdir(parents=True, exist_ok=True)
        data = DATA.replace("{copy}", copy).replace("{digest}", digest)
        (tmp_path / "data/ferry/ferry.ttl").write_text(data, encoding="utf-8")
        return tmp_path

    return made


def test_a_copy_that_is_as_it_was_read(ferry, capsys, monkeypatch):
    ferry()
    code, out, _ = run(capsys, monkeypatch, "stale")
    assert code == 0
    assert "unchanged" in out
    assert "sources compared: 1, none changed" in out


def test_a_copy_that_changed_is_shown_with_what_stands_on_it(ferry, capsys, monkeypatch):
    (ferry() / "copies/timetable.txt").write_bytes(TEXT + b"None on Sundays.\n")
    code, out, _ = run(capsys, monkeypatch, "stale")
    assert code == 1
    assert "changed" in out
    assert "2024-05-02" in out
    assert "Without The timetable" in out
    assert "thesis: It sails" in out


@pytest.mark.parametrize(
    ("copy", "told"),
    [
        ('cg:copy "copies/none.txt" ;', "is not a file"),
        ('cg:copy "../outside.txt" ;', "lies outside the project"),
        ('cg:copy "/etc/passwd" ;', "lies outside the project"),
        ('cg:copy "copies/link.txt" ;', "lies outside the project"),
        ('cg:copy "copies" ;', "is not a file"),
        ("", "no cg:copy is given"),
    ],
)
def test_a_copy_that_cannot_be_read_is_told_and_fails(ferry, copy, told, capsys, monkeypatch):
    root = ferry(copy)
    (root / "copies/link.txt").symlink_to("/etc/passwd")
    code, out, _ = run(capsys, monkeypatch, "stale")
    assert code == 2
    assert "not read" in out
    assert told in out


def test_without_digests_there_is_nothing_to_compare(ferry, capsys, monkeypatch):
    path = ferry() / "data/ferry/ferry.ttl"
    text = path.read_text(encoding="utf-8").replace(f'cg:copyDigest "{DIGEST}"', "a cg:Report")
    path.write_text(text, encoding="utf-8")
    code, out, _ = run(capsys, monkeypatch, "stale")
    assert (code, out) == (
        0,
        "No source carries the digest of a copy: there is nothing to compare.\n",
    )


class Server(BaseHTTPRequestHandler):
    """Gives the timetable, or asks who is there."""

    seen: list[str | None] = []  # noqa: RUF012  # what one test asks of it

    def do_GET(self) -> None:
        """Answer."""
        self.seen.append(self.headers.get("Authorization"))
        if self.path == "/closed":
            self.send_response(401)
            self.send_header("WWW-Authenticate", 'Basic realm="x"')
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        body = TEXT if self.path == "/same" else b"Something else.\n"
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def address():
    """Yield the address of a server of this test's own."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Server)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    Server.seen.clear()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(("path", "expected"), [("/same", 0), ("/other", 1), ("/closed", 2)])
def test_only_when_asked_the_address_is_read_and_nobody_is_named(
    ferry, address, path, expected, capsys, monkeypatch
):
    monkeypatch.setenv("CLAIMGRAPH_USER", "ann")
    monkeypatch.setenv("CLAIMGRAPH_PASSWORD", "secret")
    ferry(f'cg:copy "copies/timetable.txt" ; schema:url <{address}{path}> ;')
    assert run(capsys, monkeypatch, "stale")[0] == 0
    assert Server.seen == []
    assert run(capsys, monkeypatch, "stale", "--fetch")[0] == expected
    assert set(Server.seen) == {None}


def test_an_address_of_another_scheme_is_not_read(ferry, capsys, monkeypatch):
    root = ferry("schema:url <file:///etc/passwd> ;")
    assert root
    code, out, _ = run(capsys, monkeypatch, "stale", "--fetch")
    assert code == 2
    assert "not read" in out


@pytest.mark.parametrize(
    ("day", "standing"),
    [
        ("2024-06", "accepted 3"),
        ("2024", "accepted 3"),
        # The article came out on 1 June.
        ("2024-05-31", "withdrawn"),
        ("2023", "withdrawn"),
    ],
)
def test_what_came_later_counts_no_more(ferry, day, standing, capsys, monkeypatch):
    ferry()
    code, out, _ = run(capsys, monkeypatch, "weigh", "--as-of", day)
    assert code == 0
    assert standing in out


def test_a_source_that_was_issued_later_does_not_count(ferry, capsys, monkeypatch):
    path = ferry() / "data/ferry/ferry.ttl"
    text = path.read_text(encoding="utf-8").replace('"2024-03"', '"2024-08"')
    path.write_text(text, encoding="utf-8")
    assert "unsupported" in run(capsys, monkeypatch, "weigh", "--as-of", "2024-07-31")[1]
    assert "accepted 3" in run(capsys, monkeypatch, "weigh", "--as-of", "2024-08-01")[1]


def test_a_wrong_day_is_one_line(ferry, capsys, monkeypatch):
    ferry()
    code, out, err = run(capsys, monkeypatch, "weigh", "--as-of", "yesterday")
    assert (code, out) == (2, "")
    assert "'yesterday' is not a date" in err
