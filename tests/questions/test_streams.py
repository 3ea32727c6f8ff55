"""Answers come row by row: neither the graph nor the answer has to fit in memory."""

from __future__ import annotations

import io
import itertools
import json
import os
import subprocess
import sys

import pytest
from commanded import told
from loopback import serving
from rdflib import Graph, Literal, URIRef
from rdflib.compare import isomorphic
from test_answers import ROOT
from test_cli import on_a_terminal, run, write

import claimgraph
from claimgraph.errors import StoreError
from claimgraph.graph.stores import Rows, http, memory
from claimgraph.graph.stores.remote import Remote
from claimgraph.questions import answers

ROWWISE = ("csv", "tsv", "json", "xml", "markdown", "table")


def numbers(many=None) -> Rows:
    """Return so many rows, or rows without end."""
    counted = itertools.count() if many is None else range(many)
    return Rows(("n",), ({"n": Literal(n)} for n in counted))


def texts(many=None) -> Rows:
    """Return rows of some length, so many or without end."""
    return Rows(
        ("n",), ({"n": Literal(f"{int(row['n']):0200}")} for row in numbers(many).solutions)
    )


class EnoughError(Exception):
    """Somebody has read all that they wanted."""


class Reader(io.StringIO):
    """Takes a megabyte and a half, and then no more."""

    def write(self, text: str) -> int:
        if self.tell() > 3 * 2**19:
            raise EnoughError
        return super().write(text)


@pytest.mark.parametrize("form", ROWWISE)
def test_an_answer_without_end_is_written_while_it_comes(form):
    """Every format of rows: were the answer gathered first, this would never be done."""
    out = Reader(newline="")

    with pytest.raises(EnoughError):
        answers.write(texts(), form, out)

    assert f"{4999:0200}" in out.getvalue()


@pytest.mark.parametrize("form", ["csv", "tsv", "json", "xml", "markdown"])
def test_a_small_answer_is_written_whole_or_not_at_all(form):
    """Where it breaks off, a reader in a pipe has nothing; of a large one, what had come."""

    def breaking(many):
        yield from texts(many).solutions
        raise StoreError("cut off")

    small, large = io.StringIO(), io.StringIO()
    with pytest.raises(StoreError):
        answers.write(Rows(("n",), breaking(1000)), form, small)
    with pytest.raises(StoreError):
        answers.write(Rows(("n",), breaking(9000)), form, large)

    assert small.getvalue() == ""
    assert len(large.getvalue()) > 2**20


def test_a_long_table_has_its_heading_over_every_block():
    out = io.StringIO()

    answers.write(numbers(2 * answers.BLOCK + 5), "table", out)

    lines = [line.strip() for line in out.getvalue().splitlines()]
    assert lines.count("n") == 3
    assert lines[-1] == f"{2 * answers.BLOCK + 5} rows"
    assert {int(line) for line in lines if line.isdigit()} == set(range(2 * answers.BLOCK + 5))


def test_labels_are_asked_for_block_by_block():
    asked = []
    iris = Rows(("a",), ({"a": URIRef(f"x:{n}")} for n in range(answers.BLOCK + 1)))

    def named(rows):
        asked.append(len(rows))
        return {row["a"]: f"label of {row['a']}" for row in rows}

    out = io.StringIO()
    answers.write(iris, "markdown", out, named)

    assert asked == [answers.BLOCK, 1]
    assert out.getvalue().count("label of x:") == answers.BLOCK + 1


@pytest.mark.parametrize("most", [10, 10_000], ids=["one by one", "by subject"])
def test_a_graph_is_the_same_however_large(monkeypatch, most):
    """Turtle: grouped by subject while there is room for all, triple by triple beyond."""
    monkeypatch.setattr(answers, "_GROUPED", most)
    monkeypatch.setattr(memory, "ORDERED", most)
    graph = Graph().parse(
        data="".join(f'<x:{n % 7}> <x:p> "a {n}\\n" , {n} ; <x:q> _:b{n % 3} .' for n in range(50))
    )
    store = memory.Embedded()
    for triple in graph:
        store.graph.add(triple)

    out = io.StringIO()
    answers.write(store.rows("CONSTRUCT WHERE { ?s ?p ?o }"), "turtle", out)

    assert isomorphic(Graph().parse(data=out.getvalue()), graph)


def test_an_answer_of_a_server_may_be_larger_than_memory_should_hold(monkeypatch):
    """It goes through a file, is checked to be whole, and then read row by row."""
    monkeypatch.setattr(http, "_IN_MEMORY", 1000)
    bindings = [{"a": {"type": "literal", "value": str(n)}} for n in range(1000)]
    body = json.dumps({"head": {"vars": ["a"]}, "results": {"bindings": bindings}}).encode()

    def reply(handler, _):
        handler.reply(body=body, Content_Type="application/sparql-results+json")

    with serving(reply) as server:
        found = Remote(server.url, own_union=True).rows("SELECT ?a { ?a ?b ?c }")
        first = next(found.solutions)
        rest = list(found.solutions)

    assert first == {"a": Literal("0")}
    assert [str(row["a"]) for row in rest] == [str(n) for n in range(1, 1000)]


def test_the_library_gives_rows_as_they_come():
    opened = claimgraph.open(ROOT)

    found = opened.rows("claims")

    assert tuple(found.solutions) == opened.ask("claims").rows


# --- the command


@pytest.fixture
def product(tmp_path):
    """A project with a question that has 160,000 rows, and a store of it."""
    things = "".join(f"<x:thing-{n}> <x:is> <x:{n}> .\n" for n in range(400))
    write(tmp_path / "data/a/a.ttl", things)
    write(
        tmp_path / "queries/mine/pairs.rq",
        "#+ summary: S\nSELECT ?a ?b { ?a <x:is> ?x . ?b <x:is> ?y }",
    )
    done = run("load", "--store", "kept", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    return tmp_path


def peak(product, *arguments: str) -> tuple[int, int]:
    """Return how many rows the command writes, and the most memory that it had, in bytes."""
    program = (
        "import resource, sys; from claimgraph.cli import main; main(); "
        "sys.stderr.write(str(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, "ask", "pairs", "--store", "kept", *arguments],
        cwd=product,
        capture_output=True,
        timeout=120,
        check=True,
    )
    return done.stdout.count(b"thing-") // 2, int(done.stderr)


@pytest.mark.slow
@pytest.mark.parametrize("form", ["csv", "json", "xml"])
def test_memory_does_not_grow_with_the_answer(product, form):
    """A hundred and sixty times the rows in the same memory, give or take what is written once."""
    few, small = peak(product, "--format", form, "--limit", "1000")
    all_of_them, large = peak(product, "--format", form)

    assert (few, all_of_them) == (1000, 160_000)
    assert large - small < 12 * 2**20


def test_a_limit_gives_the_first_rows():
    """Those that would have come first, and no more; from the files and in every format."""
    whole = told("ask", "claims", cwd=ROOT).stdout.splitlines()

    few = told("ask", "claims", "--limit", "3", cwd=ROOT)
    records = told("ask", "claims", "--limit", "3", "--format", "json", cwd=ROOT)

    assert (few.returncode, few.stderr) == (0, "")
    assert few.stdout.splitlines() == whole[:4]
    assert len(json.loads(records.stdout)["results"]["bindings"]) == 3
    assert len(whole) > 10


@pytest.mark.slow
def test_a_limit_holds_for_graphs_too():
    done = told("ask", "relations", "--limit", "3", cwd=ROOT)

    assert len(done.stdout.splitlines()) == 4


def test_a_limit_of_none_is_refused():
    done = told("ask", "claims", "--limit", "0", cwd=ROOT)

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("claimgraph: ")


@pytest.mark.slow
def test_progress_shows_on_a_terminal(product):
    """What is under way is told while it is; the table stands alone in the end."""
    shown = on_a_terminal(
        "ask", "pairs", "--project", str(product), "--store", str(product / "kept"), "--limit", "2"
    )

    assert "Asking" in shown
    assert "Rows" in shown
    assert "2 rows" in shown
    assert shown.index("Asking") < shown.index("thing-")


@pytest.mark.slow
def test_progress_goes_beside_a_file(product):
    """With its output in a file, the terminal still tells how far the command is."""
    script = 'exec "$0" -m claimgraph ask pairs --store kept > rows.csv'
    before = dict(os.environ)
    shown = on_a_terminal_in(product, ["sh", "-c", script, sys.executable], before)

    assert "Rows" in shown
    assert (product / "rows.csv").read_text().count("\n") == 160_001


def on_a_terminal_in(folder, arguments, environment) -> str:
    """Run a program in a folder with a terminal for its standard error."""
    import pty

    ours, theirs = pty.openpty()
    plain = {k: v for k, v in environment.items() if k not in ("NO_COLOR", "CI", "FORCE_COLOR")}
    started = subprocess.Popen(
        arguments, cwd=folder, stderr=theirs, env=plain | {"TERM": "xterm-256color"}
    )
    os.close(theirs)
    written = b""
    try:
        while piece := os.read(ours, 65536):
            written += piece
    except OSError:  # how Linux says that the other end is closed
        pass
    os.close(ours)
    assert started.wait(60) == 0
    return written.decode()
