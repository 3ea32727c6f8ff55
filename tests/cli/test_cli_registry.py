"""`claimgraph registry find`, on a small registry and a service on this machine."""

from __future__ import annotations

import io
import json
import re
import socket
import sys

import loopback
import pytest
from loopback import serving

from claimgraph.claims.registry import Match
from claimgraph.cli import main, terminal

REGISTRY = """\
@prefix cg: <https://w3id.org/claimgraph/ontology#> .
@prefix id: <https://w3id.org/claimgraph/id/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
id:mill a cg:Company ; rdfs:label "Aldham Mill"@en ; skos:altLabel "the mill"@en .
id:baker a cg:Person ; rdfs:label "Zoë \\u001b[31m O’Hara"@en .
"""
MILL = {
    "iri": "https://w3id.org/claimgraph/id/mill",
    "kind": "Company",
    "label": "Aldham Mill",
    "name": "the mill",
    "score": 100,
}


@pytest.fixture(autouse=True)
def project(tmp_path, monkeypatch):
    folder = tmp_path / "data" / "registry"
    folder.mkdir(parents=True)
    (folder / "actors.ttl").write_text(REGISTRY, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    loopback.anonymous(monkeypatch, tmp_path)
    return tmp_path


@pytest.fixture
def run(monkeypatch, capsys):
    def run(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["claimgraph", "registry", "find", *arguments])
        code = main()
        told = capsys.readouterr()
        return code, told.out, told.err

    return run


def test_a_table_shows_iri_kind_label_the_name_that_matched_and_the_score(run):
    code, out, err = run("the mill")
    heading, _, row = out.splitlines()
    assert heading.split() == ["score", "name", "label", "kind", "IRI"]
    assert re.split(" {2,}", row.strip()) == [
        "100", "the mill", "Aldham Mill", "Company", MILL["iri"],
    ]  # fmt: skip
    assert (code, err) == (0, "")


def test_no_part_of_an_iri_is_lost_on_a_narrow_terminal(monkeypatch):
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setenv("NO_COLOR", "1")
    out = Terminal()
    terminal.matches([Match("urn:x:" + "9" * 300, "Company", "Mill", "mill", 100)], out)
    assert out.getvalue().count("9") == 300
    assert "…" not in out.getvalue()


def test_json_is_for_programs(run):
    code, out, err = run("The Mill", "--format", "json")
    assert (code, json.loads(out), err) == (0, [MILL], "")


def test_no_row_more_is_shown_than_asked_for(run):
    assert len(json.loads(run("Aldham O'Hara", "--limit", "1", "--format", "json")[1])) <= 1


@pytest.mark.parametrize("form", ["table", "json"])
def test_nothing_near_is_1(run, form):
    code, out, err = run("Greenland", "--format", form)
    assert code == 1
    assert out == ("[]\n" if form == "json" else "")
    assert err == "claimgraph: nothing in the registry is called anything like ‘Greenland’\n"


def test_names_steer_no_terminal(run):
    _, out, _ = run("Zoe O'Hara")
    assert "\x1b" not in out
    assert "\\x1b[31m" in out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("mill", "--format", "xml"), "no format 'xml': choose from table, json"),
        (("...",), "‘...’ is not a name: write what the thing is called"),
        (("mill", "--project", "nowhere"), "nowhere: no such file or folder: check the path"),
        (("mill", "--service", "mill"), "'mill' is not the address of a server"),
    ],
)
def test_a_call_that_makes_no_sense_is_one_line(run, arguments, message):
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert err.startswith(f"claimgraph: {message}")
    assert err.count("\n") == 1


def test_nothing_is_connected_to_without_a_service(run, monkeypatch):
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a connection")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    assert run("the mill")[0] == 0


@pytest.mark.parametrize("form", ["table", "json"])
def test_a_service_is_asked_instead(run, form):
    """Names with escapes and line ends are a row like any other."""
    name = "Aldham\x1b]0;evil\x07\nMill\u202e"
    raw = json.dumps(
        {"q0": {"result": [{"id": "Q1", "name": name, "score": 97.5, "type": ["Q783794"]}]}}
    ).encode()
    with serving(lambda handler, _: handler.reply(200, raw)) as server:
        code, out, err = run("Aldham Mill", "--service", server.url, "--format", form)
        assert len(server.seen) == 1
    assert (code, err) == (0, "")
    assert "\x1b" not in out
    if form == "json":
        assert [(one["iri"], one["name"]) for one in json.loads(out)] == [("Q1", name)]
    else:
        assert "\u202e" not in out
        [row] = out.splitlines()[2:]
        assert row.split()[0] == "97.5"
        assert "Aldham\\x1b]0;evil\\x07\\x0aMill" in row


def test_a_service_that_knows_nothing_is_1_and_one_that_fails_2(run):
    with serving(lambda handler, _: handler.reply(200, b'{"q0": {"result": []}}')) as server:
        code, out, err = run("Mill", "--service", server.url)
    assert (code, out) == (1, "")
    assert err == "claimgraph: the service knows nothing called anything like ‘Mill’\n"
    with serving(lambda handler, _: handler.reply(200, b"<html>")) as server:
        code, out, err = run("Mill", "--service", server.url)
    assert (code, out) == (2, "")
    assert "does not answer as a reconciliation service (it is not JSON in UTF-8)" in err
    assert err.count("\n") == 1


def test_limits_of_the_call_hold_for_the_service(run):
    with serving(lambda handler, _: handler.reply(200, b" " * (1 << 21))) as server:
        code, _, err = run("Mill", "--service", server.url, "--max-size", "1")
    assert code == 2
    assert "the answer is larger than 1 MiB" in err
