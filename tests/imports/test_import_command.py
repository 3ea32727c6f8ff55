"""`claimgraph import` writes all or nothing, and is not led astray by what it reads."""

from __future__ import annotations

import json
import os
import re
import sys
from pathlib import Path
from typing import NoReturn

import pytest
import rdflib
from commanded import run
from sampled import few

from claimgraph.imports.run import write

FILES = Path(__file__).parent / "files"
CSV = FILES / "claims.csv"


@pytest.fixture
def imported(tmp_path, monkeypatch, capsys):
    """Return what runs `claimgraph import` in an empty folder."""
    monkeypatch.chdir(tmp_path)
    return lambda *arguments: run(capsys, monkeypatch, "import", *map(str, arguments))


def written(folder: Path) -> list[str]:
    """Return every file and folder below a folder."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


# ── Where it is written ──────────────────────────────────────────────────────────────────────────


def test_a_capture_is_replaced_only_on_request(imported, tmp_path):
    assert imported(CSV, "--slug", "ferry")[0] == 0
    folder = tmp_path / "data/ferry"
    files = ["arguments.ttl", "article.ttl", "claims.ttl", "evidence.ttl", "text.txt"]
    assert written(folder) == files
    (folder / "claims.ttl").write_text("# mine\n", encoding="utf-8")
    (folder / "README.md").write_text("mine", encoding="utf-8")
    (folder / "capture.yaml").write_text("# the capture that was here before", encoding="utf-8")

    code, out, err = imported(FILES / "labelstudio.json", "--slug", "ferry")
    assert (code, out) == (2, "")
    assert err.splitlines()[-1] == (
        "claimgraph: data/ferry: is there already: choose another --slug, "
        "or replace it with --replace"
    )
    assert (folder / "claims.ttl").read_text(encoding="utf-8") == "# mine\n"

    assert imported(FILES / "labelstudio.json", "--slug", "ferry", "--replace")[0] == 0
    assert written(folder) == ["README.md", *(one for one in files if one != "evidence.ttl")]
    assert "sail on" in (folder / "text.txt").read_text(encoding="utf-8")
    assert written(tmp_path) == [
        "data",
        "data/ferry",
        *(f"data/ferry/{one}" for one in written(folder)),
    ]


@pytest.mark.parametrize("slug", ["old", "new"])
def test_any_slug_is_replaced(imported, tmp_path, slug):
    for _ in range(2):
        assert imported(FILES / "ferry.ann", "--slug", slug, "--replace")[0] == 0
    assert written(tmp_path / "data") == [
        slug,
        *(f"{slug}/{name}" for name in ("arguments.ttl", "article.ttl", "claims.ttl", "text.txt")),
    ]


@pytest.mark.parametrize("slug", ["ferry", "other"])
@pytest.mark.parametrize("after", ["ferry", "new"])
def test_an_import_that_was_stopped_loses_nothing(imported, tmp_path, slug, after):
    """After its first rename, or its second: any later import puts back what is missing."""
    assert imported(CSV, "--slug", "ferry")[0] == 0
    data = tmp_path / "data"
    (data / "ferry/README.md").write_text("mine", encoding="utf-8")
    before = {path.name: path.read_bytes() for path in (data / "ferry").iterdir()}
    child = os.fork()
    if not child:
        _import_until(after)
    os.waitpid(child, 0)
    assert (data / "ferry").exists() == (after == "new")
    assert len([*data.glob(".import-*")]) == 1

    code, _, err = imported(FILES / "ferry.ann", "--slug", slug, "--replace")

    assert code == 0
    told = "data/ferry: put back: an earlier import of it was stopped"
    assert (told in err.splitlines()) == (after == "ferry")
    assert {path.name for path in data.iterdir()} == {"ferry", slug}
    assert (data / "ferry/README.md").read_text(encoding="utf-8") == "mine"
    if slug == "other":
        assert {path.name: path.read_bytes() for path in (data / "ferry").iterdir()} == before


def _import_until(renamed: str) -> NoReturn:
    """Replace the article in this process, which ends when a folder of that name was renamed."""
    rename = Path.rename

    def stopped(self: Path, target: Path) -> Path:
        done = rename(self, target)
        if self.name == renamed:
            os._exit(9)
        return done

    Path.rename = stopped
    folder = Path("data/ferry")
    write(folder, {"text.txt": (folder / "text.txt").read_text()}, replace=True)
    os._exit(0)


def test_sources_go_beside_a_capture_that_is_there(imported, tmp_path):
    assert imported(CSV, "--slug", "ferry")[0] == 0
    claims = (tmp_path / "data/ferry/claims.ttl").read_bytes()
    code, out, _ = imported(FILES / "references.csl.json", "--slug", "ferry")
    assert (code, out) == (0, "data/ferry: 0 claims, 0 arguments, 4 sources from CSL-JSON\n")
    assert (tmp_path / "data/ferry/claims.ttl").read_bytes() == claims
    code, _, err = imported(FILES / "references.csl.json", "--slug", "ferry")
    assert code == 2
    assert "data/ferry/sources.ttl: is there already" in err


def test_another_project_is_written_where_it_is_named(imported, tmp_path):
    code, out, _ = imported(CSV, "--slug", "ferry", "-o", "town")
    assert (code, out.split(":")[0]) == (0, "town/data/ferry")
    assert not (tmp_path / "data").exists()
    assert imported(CSV, "--slug", "ferry", "-o", CSV)[0] == 2


def test_a_folder_that_cannot_be_written_leaves_nothing(imported, tmp_path, monkeypatch):
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_text", full)
    code, out, err = imported(CSV, "--slug", "ferry", "-o", "town")
    assert (code, out) == (2, "")
    assert "town/data/ferry: cannot be written (No space left on device)" in err
    assert written(tmp_path) == []


def test_an_actor_of_the_project_is_not_made_again(imported, tmp_path):
    for slug in ("one", "two"):
        assert imported(CSV, "--slug", slug, "--author", "Ada Quay")[0] == 0
    graph = rdflib.Graph().parse(tmp_path / "data/two/article.ttl")
    assert [str(one) for one in graph.objects(None, rdflib.DCTERMS.creator)] == [
        "https://w3id.org/claimgraph/article/one/actor/ada-quay"
    ]


# ── What is said of the article ──────────────────────────────────────────────────────────────────


def test_what_is_known_is_not_provisional(imported, tmp_path):
    header = {
        "--title": "The ferry",
        "--author": "Ada Quay",
        "--publisher": "Harbour Press",
        "--issued": "2024-05",
        "--url": "https://example.org/ferry",
        "--language": "en-GB",
    }
    code, _, err = imported(
        CSV, "--slug", "ferry", *(part for pair in header.items() for part in pair)
    )
    assert code == 0
    assert "provisional" not in err
    turtle = (tmp_path / "data/ferry/article.ttl").read_text(encoding="utf-8")
    for part in ('"The ferry"@en-GB', '"2024-05"^^xsd:gYearMonth', "<https://example.org/ferry>"):
        assert part in turtle
    assert "Provisional" not in turtle


@pytest.mark.parametrize(
    ("option", "value"),
    few(
        [
            ("--issued", "May 2024"),
            ("--issued", "2024-13"),
            ("--url", "example.org"),
            ("--url", "https://example.org/#part"),
            ("--language", "english please"),
            ("--slug", "../ferry"),
            ("--slug", "Ferry"),
            ("--slug", "a" * 101),
            ("--slug", "registry"),
            ("--from", "brta"),
        ],
        5,
    ),
)
def test_what_makes_no_sense_is_one_line(imported, tmp_path, option, value):
    arguments = {"--slug": "ferry", option: value}
    code, out, err = imported(CSV, *(part for pair in arguments.items() for part in pair))
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert value in err
    assert written(tmp_path) == []


# ── What others wrote ────────────────────────────────────────────────────────────────────────────

NESTED = '{"nodes": [], "edges": [], "nodeID": ' + "[" * 100_000 + "]" * 100_000 + "}"
BOMB = (
    '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;&b;&b;">]>'
    '<arggraph id="x"><edu id="e1">&c;</edu></arggraph>'
)
OUTSIDE = (
    '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>'
    '<arggraph id="x"><edu id="e1">&b;</edu></arggraph>'
)
NESTED_XML = '<arggraph id="x">' + "<edu>" * 100_000 + "</edu>" * 100_000 + "</arggraph>"
BROKEN = {
    "nested.json": NESTED,
    "digits.json": '{"nodeID": ' + "9" * 10_000 + ', "nodes": [], "edges": []}',
    "cut.json": '{"nodes": [], "edges": [{"nodeID": ',
    "list.json": '["nodes", "edges", "nodeID"]',
    "none.json": '{"nodes": 3, "edges": {"nodeID": 1}}',
    "bomb.xml": BOMB,
    "outside.xml": OUTSIDE,
    "deep.xml": NESTED_XML,
    "coded.xml": '<?xml version="1.0" encoding="TF-8"?><arggraph id="x"/>',
    "cut.xml": '<arggraph id="x"><edu>',
    "empty.xml": "<arggraph/>",
    "columns.csv": "a,b\n1,2\n",
    "field.csv": "claim\n" + "a" * 200_000 + "\n",
    "none.csv": "claim\n",
    "braces.bib": "@book{a, title = " + "{" * 100_000 + "}" * 100_000 + "}",
    "nothing.bib": "@comment{a}",
    "spans.ann": "T1\tClaim 0 5\tWords\n",
    "zip.xmi": "<x xmlns='http://www.omg.org/XMI'/>",
    "fake.zip": "PK\x03\x04 and no more",
    "unknown.doc": "what is this",
    "latin.csv": b"claim\n\xe9\n",
    "tasks.json": '[{"data": {"text": "a"}, "result": []}, {"data": {}}]',
}


@pytest.mark.parametrize("name", few(BROKEN, 10))
def test_a_broken_or_hostile_file_is_one_line(imported, tmp_path, name):
    content = BROKEN[name]
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    code, out, err = imported(name, "--slug", "ferry")
    assert (code, out, err.count("\n")) == (2, "", 1), err
    assert err.startswith(f"claimgraph: {name}")
    assert "internal error" not in err
    assert len(err) < 400
    assert written(tmp_path) == [name]


def test_a_file_that_is_missing_a_folder_or_a_pipe_is_one_line(imported):
    os.mkfifo("pipe.csv")
    for path, told in (
        ("nowhere.csv", "no such file"),
        (".", "a folder"),
        ("pipe.csv", "not a regular file"),
    ):
        code, _, err = imported(path, "--slug", "ferry")
        assert (code, err.count("\n")) == (2, 1)
        assert told in err


HOSTILE = [
    "../../etc/passwd",
    '"> <script>alert(1)</script> .',
    "\x1b[31mred\x07 \u202egnihton",
    "half \ud83d a pair",
    "::error::gone",
    "\n\n  \u3000 ",
    "<http://a/> a <http://b/> . #",
    '\\" """ \\u0000 \x00',
    "ʼ" * 500,
    "日本語の主張",
]


def test_hostile_words_are_words(imported, tmp_path, monkeypatch, capsys):
    """They are kept as far as text can hold them, named safely, and steer no terminal."""
    nodes = [
        {"nodeID": f"{number} {words}", "type": "I" if number % 2 else "L", "text": words}
        for number, words in enumerate(HOSTILE * 2)
    ]
    (tmp_path / "map.json").write_text(json.dumps({"nodes": nodes, "edges": []}), encoding="utf-8")
    code, out, err = imported("map.json", "--slug", "ferry")
    assert code == 0, err
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f\u202e\ud800-\udfff]", out + err)
    assert "\n::" not in err
    graph = rdflib.Graph()
    for file in (tmp_path / "data/ferry").glob("*.ttl"):
        graph.parse(file)
    base = "https://w3id.org/claimgraph/article/ferry/"
    for subject in graph.subjects(unique=True):
        if isinstance(subject, rdflib.URIRef) and subject.startswith(base):
            assert re.fullmatch("(?:[a-z]+/[\\w-]+)?", subject.removeprefix(base)), subject
    code, out, _ = run(capsys, monkeypatch, "check", "--format", "json")
    assert {
        one["rule"] for one in json.loads(out)["findings"] if one["severity"] == "violation"
    } == set()


def test_a_library_that_is_missing_is_named(imported, monkeypatch):
    for module, file in (
        ("cassis", "inception.zip"),
        ("bibtexparser.entrypoint", "references.bib"),
    ):
        monkeypatch.setitem(sys.modules, module, None)
        code, _, err = imported(FILES / file, "--slug", "ferry")
        assert (code, err.count("\n")) == (2, 1)
        assert "pip install 'claimgraph[imports]'" in err
