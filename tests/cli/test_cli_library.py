"""`claimgraph find` and its siblings: what they print, and their exit codes."""

from __future__ import annotations

import json

import libraries
import pytest
from commanded import run
from libraries import ARTICLE, ID


@pytest.fixture
def project(tmp_path):
    return libraries.write(tmp_path)


def test_find_prints_an_answer_like_that_of_ask(capsys, monkeypatch, project):
    words = ["find", "board", "--project", str(project)]

    code, out, err = run(capsys, monkeypatch, *words, "--columns", "kind,found,text")
    assert (code, err) == (0, "")
    assert out.splitlines() == ["kind,found,text", f"actor,{ID}harbour,Harbour **Board**"]

    code, out, _ = run(capsys, monkeypatch, *words, "--format", "json")
    (row,) = json.loads(out)["results"]["bindings"]
    assert (row["found"]["value"], "article" in row) == (f"{ID}harbour", False)

    _, out, _ = run(capsys, monkeypatch, *words, "--format", "table")
    assert "1 row" in out
    assert "Harbour Board" in out


def test_find_says_by_its_exit_code_that_nothing_has_the_words(capsys, monkeypatch, project):
    code, out, _ = run(capsys, monkeypatch, "find", "zeppelin", "--project", str(project))

    assert (code, out.strip()) == (1, "kind,found,article,text,score")


@pytest.mark.parametrize(
    ("options", "error"),
    [
        (["--kind", "argument"], "no kind 'argument'"),
        (["--article", "mull"], "no article 'mull'"),
        (["--format", "turtle"], "turtle is for questions"),
        (["--columns", "iri"], "no column 'iri'"),
    ],
)
def test_find_refuses_what_it_cannot_do(capsys, monkeypatch, project, options, error):
    call = ["find", "mill", "--project", str(project), *options]

    code, out, err = run(capsys, monkeypatch, *call)

    assert (code, out) == (2, "")
    assert err.startswith("claimgraph: ")
    assert error in err
    assert err.count("\n") == 1


def test_what_is_found_cannot_steer_the_terminal(capsys, monkeypatch, project):
    article = project / "data/alone/article.ttl"
    hostile = article.read_text().replace("The moon is far", "The moon \\u001B[2J is far")
    article.write_text(hostile)

    _, out, _ = run(
        capsys, monkeypatch, "find", "moon", "--project", str(project), "--format", "table"
    )

    assert "\x1b[2J" not in out
    assert "\\x1b[2J" in out


def test_a_project_in_python_finds_the_same(project):
    import claimgraph

    hits = claimgraph.open(project).find("mill", kind="source", article="mill")

    assert [hit.iri for hit in hits] == [f"{ARTICLE}mill/books"]


def test_gaps_are_counted_or_listed(capsys, monkeypatch, project):
    call = ["gaps", "unused", "undated", "--project", str(project)]

    code, out, err = run(capsys, monkeypatch, *call)
    assert (code, err) == (0, "")
    assert out.splitlines() == [
        "article,gaps,unused,undated",
        "all,5,4,1",
        f"{ARTICLE}mill/,2,2,0",
        f"{ARTICLE}toll/,2,1,1",
        f"{ARTICLE}alone/,1,1,0",
    ]

    _, out, _ = run(capsys, monkeypatch, *call, "--list", "--article", "toll", "--format", "table")
    assert "2 rows" in out
    assert "The bridge rusts" in out

    code, _, err = run(capsys, monkeypatch, "gaps", "unloved", "--project", str(project))
    assert (code, err.count("\n")) == (2, 1)
    assert "no gap 'unloved': choose from unsupported, " in err


def test_a_project_in_python_tells_the_same_gaps(project):
    import claimgraph

    (gap,) = claimgraph.open(project).gaps("undated-source")

    assert (gap.article, gap.thing) == (f"{ARTICLE}toll/", f"{ARTICLE}toll/count")


def test_a_path_is_a_chain_to_read(capsys, monkeypatch, project):
    call = ["path", "toll-pays", "needs-bridge", "--project", str(project)]

    code, out, err = run(capsys, monkeypatch, *call)
    assert (code, err) == (0, "")
    assert out.splitlines() == [
        "claim     The toll pays for the bridge  (On toll)",
        "  is supported by",
        "argument  from traffic to income",
        "  has the premise",
        "claim     Traffic has grown",
        "  involves",
        "actor     Harbour Board",
        "  takes part in",
        "claim     The mill needs the bridge  (On mill)",
    ]

    _, out, _ = run(capsys, monkeypatch, *call, "--format", "csv")
    assert out.splitlines()[4] == f"3,involves,actor,{ID}harbour,"


def test_a_path_that_is_not_there_is_said(capsys, monkeypatch, project):
    call = ["path", "toll-pays", "moon", "--project", str(project), "--by", "arguments"]

    code, out, err = run(capsys, monkeypatch, *call)

    assert (code, out) == (1, "")
    assert err == "claimgraph: no way of up to 16 steps by arguments\n"


def test_an_extract_is_a_project(capsys, monkeypatch, project, tmp_path):
    folder = tmp_path / "cut"
    call = ["extract", "--around", "toll-pays", "--project", str(project), "-o", str(folder)]

    code, out, err = run(capsys, monkeypatch, *call)
    assert (code, out) == (0, "")
    assert err == f"claimgraph: {folder}: 2 claims of 1 article\n"
    assert run(capsys, monkeypatch, "find", "maut", "--project", str(folder))[0] == 0

    code, _, err = run(capsys, monkeypatch, *call)
    assert (code, err.count("\n")) == (2, 1)
    assert "is there already: name a new folder with -o" in err


def test_python_finds_paths_and_extracts(project, tmp_path):
    import claimgraph

    opened = claimgraph.open(project)

    assert [step.way for step in opened.path("traffic", "toll-pays")] == [
        "", "premise of", "supports",
    ]  # fmt: skip
    assert opened.path("traffic", "moon") is None
    assert opened.extract("Harbour Board", tmp_path / "cut").claims == 2
