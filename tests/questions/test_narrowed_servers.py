"""A question about one article of a server is asked of this article's graphs and no others."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

import libraries
import pyoxigraph as ox
import pytest
from rdflib.compare import isomorphic
from sampled import few
from sparql_servers import command, fuseki, oxigraph, virtuoso
from test_narrowed import ABOUT_ONE, ARTICLE, PREFIXES, QUESTION, SHARED, library, write

from claimgraph.claims.weighing import derived, table
from claimgraph.claims.weighing.weighing import weigh
from claimgraph.errors import StoreError
from claimgraph.graph.project import Project
from claimgraph.graph.stores import Answer, load
from claimgraph.graph.stores import remote as remote_module
from claimgraph.graph.stores.failures import StatusError
from claimgraph.graph.stores.memory import Embedded
from claimgraph.graph.stores.parts_remote import OfServer
from claimgraph.graph.stores.remote import Remote, copied
from claimgraph.graph.stores.upload import Writer
from claimgraph.questions import catalogue, narrowed
from claimgraph.vocab import GRAPH, ID, RDFS

STRANGERS = "https://example.org/graph/"
SERVERS = [
    oxigraph,
    pytest.param(fuseki, marks=pytest.mark.servers),
    pytest.param(virtuoso, marks=pytest.mark.servers),
]


@pytest.fixture(scope="module", params=SERVERS, ids=lambda start: start.__name__)
def linked(request, tmp_path_factory):
    """A server with five articles, of which links join three, and with their weighing."""
    folder = tmp_path_factory.mktemp("linked")
    libraries.linked(folder)
    quads = [*load.quads(load.files([folder]))]
    (place := folder / "server").mkdir()
    with request.param(place) as server, pytest.MonkeyPatch.context() as patch:
        for name, value in server.environment.items():
            patch.setenv(name, value)
        run = command("load", "--endpoint", server.endpoint, folder, environment=server.environment)
        assert run.returncode == 0, run.stderr
        standings = derived.quads(weigh(Embedded(quads).union, table.table(folder)))
        writer = Writer(Remote(server.endpoint), graph_store=server.graph_store)
        writer.replace(derived.GRAPH, {quad.triple for quad in standings})
        yield server, Project(folder)


@pytest.fixture(scope="module")
def articles(linked):
    server, data = linked
    found = catalogue.ask(catalogue.find(data, "thesis"), {}, Remote(server.endpoint)).rows
    names = {str(row["article"]) for row in found}
    assert len(names) >= 4
    return names


def both(name, values, linked, monkeypatch, **ways):
    """Return the answers of the graphs that are asked for one article, and of the whole server."""
    server, data = linked
    question, loaded = catalogue.find(data, name), catalogue.vocabulary(data)
    remote = Remote(server.endpoint, **ways)
    rows, part = catalogue.placed(question, values, remote, loaded)
    assert isinstance(part, Remote)
    assert len(part.graphs) < len(remote.graphs)
    with monkeypatch.context() as patch:
        patch.setattr(narrowed, "store", lambda _question, _terms, whole: whole)
        whole = catalogue.ask(question, values, remote, loaded)
    return rows, whole


@pytest.mark.parametrize("name", few(ABOUT_ONE, 12))
def test_the_rows_of_each_article_are_those_of_the_whole(linked, articles, monkeypatch, name):
    for article in articles:
        rows, whole = both(name, {"article": article}, linked, monkeypatch)

        assert list(rows.solutions) == list(whole.rows)


def test_the_graph_of_each_article_is_that_of_the_whole(linked, articles, monkeypatch):
    for article in articles:
        rows, whole = both("relations", {"article": article}, linked, monkeypatch)

        assert isomorphic(Answer.held(rows).graph, whole.graph)


@pytest.fixture(params=SERVERS, ids=lambda start: start.__name__)
def started(request, tmp_path, monkeypatch):
    """A server without any data, and three articles in files."""
    (place := tmp_path / "server").mkdir()
    with request.param(place) as server:
        for name, value in server.environment.items():
            monkeypatch.setenv(name, value)
        yield server, library(tmp_path / "project")


def put(server, folder: Path) -> None:
    run = command("load", "--endpoint", server.endpoint, folder, environment=server.environment)
    assert run.returncode == 0, run.stderr


def asked(remote: Remote, folder: Path, number: int = 1):
    """Return the rows for an article, and what they come from."""
    question = catalogue.find(Project(folder), "names")
    values = {"article": ARTICLE.format(f"a{number}")}
    rows, part = catalogue.placed(question, values, remote, catalogue.vocabulary(Project(folder)))
    return list(rows.solutions), part


def names_of(part: Remote) -> set[str]:
    return {graph.removeprefix(GRAPH) for graph in part.graphs}


def actors(rows) -> set[str]:
    return {str(row["actor"]) for row in rows}


@pytest.mark.parametrize(
    ("more", "graphs"),
    [
        ("", {"a1"}),
        ('id:mill rdfs:label "Mill" .', {"a1", "a2", "a0"}),
        (f":other cg:involves [ cg:claim <{ARTICLE.format('a1')}claim> ] .", {"a1", "a2"}),
        (f":other cg:premise <{ARTICLE.format('a1')}nothing> .", {"a1", "a2"}),
        (f"<{ARTICLE.format('a1')}claim> rdfs:comment 'So it is' .", {"a1", "a2"}),
        (":claim cg:involves [ cg:actor id:nobody ] .", {"a1"}),
    ],
)
def test_articles_that_hang_together_are_asked_together(started, more, graphs):
    server, folder = started
    write(folder, 1, ":argument cg:conclusion :nothing .")
    write(folder, 2, more)
    put(server, folder)

    rows, part = asked(Remote(server.endpoint), folder)

    assert names_of(part) == {*graphs, *SHARED}
    assert actors(rows) == ({"Town", "Mill"} if "a0" in graphs else {"Town"})


@pytest.mark.parametrize(
    "more",
    [
        'id:town rdfs:label "Borough" .',
        'id:region rdfs:label "Region" .',
        'cg:FactualClaim rdfs:label "what is said" .',
    ],
)
def test_where_an_article_describes_what_all_share_all_are_asked(started, more):
    server, folder = started
    write(folder, 2, more)
    put(server, folder)
    remote = Remote(server.endpoint)

    rows, part = asked(remote, folder)

    assert part is remote
    assert actors(rows) == {"Town", "Borough"} if "Borough" in more else {"Town"}


def test_an_article_may_describe_its_own_graph_which_all_share(started):
    server, folder = started
    write(folder, 2, f"<{GRAPH}a2> rdfs:comment 'What the second article says' .")
    dataset = f"{PREFIXES}<urn:dataset> cg:part <{GRAPH}a2> , <{ARTICLE.format('a2')}> ."
    Path(folder, "data", "registry", "dataset.ttl").write_text(dataset, encoding="utf-8")
    put(server, folder)

    _, part = asked(Remote(server.endpoint), folder)

    assert names_of(part) == {"a1", *SHARED}


def test_an_article_that_is_not_there_may_be_mentioned(started):
    server, folder = started
    write(folder, 1, f":other cg:premise <{ARTICLE.format('a9')}claim> .")
    put(server, folder)

    rows, part = asked(Remote(server.endpoint), folder)

    assert names_of(part) == {"a1", "a9", *SHARED}
    assert actors(rows) == {"Town"}


def test_a_strangers_graph_is_asked_where_it_is_named(started):
    server, folder = started
    put(server, folder)
    town, label = ox.NamedNode(f"{ID}town"), ox.NamedNode(f"{RDFS}label")
    writer = Writer(Remote(server.endpoint, graphs=[STRANGERS]), graph_store=server.graph_store)
    writer.replace(STRANGERS, {ox.Triple(town, label, ox.Literal("Borough"))})

    rows, part = asked(Remote(server.endpoint), folder)
    more_rows, more = asked(Remote(server.endpoint, graphs=[STRANGERS]), folder)

    assert (actors(rows), names_of(part)) == ({"Town"}, {"a1", *SHARED})
    assert (actors(more_rows), names_of(more)) == ({"Town", "Borough"}, {"a1", STRANGERS, *SHARED})


def test_a_default_graph_with_triples_of_its_own_is_asked_as_it_is(started):
    """Whether a union holds more than the named graphs do is known of Virtuoso alone."""
    server, folder = started
    put(server, folder)
    remote = Remote(server.endpoint, own_union=True)
    if server.name == "virtuoso":
        rows, part = asked(remote, folder)
        assert names_of(part) > {"a1", *SHARED}
        assert not names_of(part) & {"a0", "a2"}
        assert actors(rows) == {"Town"}
        return
    update = f"INSERT {{ ?s ?p ?o }} WHERE {{ VALUES ?graph {{ {graphs()} }} {QUADS} }}"
    sent = remote.wire.send(
        "POST",
        server.update,
        headers={"Content-Type": "application/sparql-update"},
        data=update.encode(),
        repeatable=True,
    )
    sent.body.close()

    rows, part = asked(remote, folder)

    assert part is remote
    assert actors(rows) == {"Town"}


QUADS = "GRAPH ?graph { ?s ?p ?o }"


def graphs() -> str:
    return " ".join(f"<{GRAPH}{name}>" for name in ("a1", *SHARED))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("true", "false"),
        ("} ORDER BY ?article ?claim ?actor", "} LIMIT 100"),
        ("WHERE {", "FROM <https://w3id.org/claimgraph/graph/a1> WHERE {"),
    ],
)
def test_a_question_that_does_not_promise_it_is_asked_of_all(started, old, new):
    server, folder = started
    put(server, folder)
    question = folder / "queries" / "claims" / "names.rq"
    text = question.read_text().replace("?actor {", "?actor WHERE {")
    assert old in text
    question.write_text(text.replace(old, new), encoding="utf-8")
    remote = Remote(server.endpoint)

    rows, part = asked(remote, folder)

    assert part is remote
    assert actors(rows) == (set() if "FROM" in new else {"Town"})


def test_what_is_looked_up_does_not_grow_with_the_articles(started, monkeypatch):
    """As many requests, each with as many rows, for three articles and for thirty.

    Virtuoso has to list all graphs, and those with an article.
    """
    server, folder = started
    answer, without = Remote.query_over, OfServer.without
    rows: list[int] = []

    def counted(remote, sparql, graphs):
        found = answer(remote, sparql, graphs)
        rows.append(len(found.rows))
        return found

    def listed(look_ups, patterns):
        before = len(rows)
        found = without(look_ups, patterns)
        if server.name == "virtuoso":
            del rows[before:]
        return found

    monkeypatch.setattr(Remote, "query_over", counted)
    monkeypatch.setattr(OfServer, "without", listed)
    counts = []
    for articles in (3, 30):
        for number in range(articles):
            write(folder, number)
        put(server, folder)
        rows.clear()
        _, part = asked(Remote(server.endpoint), folder)
        assert names_of(part) == {"a1", *SHARED}
        counts.append([*rows])

    assert counts[0] == counts[1]
    assert len(counts[0]) > 4


def test_what_the_server_refuses_to_look_up_does_not_stop_the_question(started, monkeypatch):
    server, folder = started
    put(server, folder)

    def refused(*_):
        raise StoreError("refused")

    monkeypatch.setattr(OfServer, "said", refused)
    remote = Remote(server.endpoint)

    rows, part = asked(remote, folder)

    assert part is remote
    assert actors(rows) == {"Town"}


def test_where_the_server_fails_on_some_graphs_it_is_asked_as_a_whole(started, monkeypatch):
    """As Fuseki does where MINUS has nothing to take away (found by actor-path)."""
    server, folder = started
    put(server, folder)
    status, sent = 500, Remote._answered
    whole = Remote(server.endpoint)

    def failing(remote, sparql, dataset):
        if remote is not whole and sparql.lstrip().startswith("#+"):
            raise StatusError("the server failed", status)
        return sent(remote, sparql, dataset)

    monkeypatch.setattr(Remote, "_answered", failing)
    monkeypatch.setattr(remote_module.servers, "is_wrong", lambda *_: False)
    rows, part = asked(whole, folder)
    assert part is not whole
    assert actors(rows) == {"Town"}

    status = 503
    with pytest.raises(StatusError, match="the server failed"):
        asked(whole, folder)


def test_a_copy_holds_the_graphs_of_the_article_alone(tmp_path, monkeypatch):
    """What is over the limit on copies as a whole is answered about one article."""
    folder = library(tmp_path / "project")
    for number in range(30):
        write(folder, number)
    with oxigraph(tmp_path) as server:
        put(server, folder)
        remote = Remote(server.endpoint)
        ways = replace(remote.quirks, miscounts=True)
        remote.quirks = ways
        whole = sum(remote.counts().values())
        part = sum(remote.counts([f"{GRAPH}{name}" for name in ("a1", *SHARED)]).values())
        assert part < whole - 100
        monkeypatch.setattr(remote_module, "copied", partial(copied, most=part))
        question = folder / "queries" / "claims" / "names.rq"
        question.write_text(QUESTION.format("true").replace("cg:actor/", "cg:actor*/"))

        with pytest.raises(StoreError, match="this has to be asked of a copy"):
            catalogue.ask(catalogue.find(Project(folder), "names"), {}, remote)
        rows, _ = asked(remote, folder)

    assert actors(rows) == {"Town"}


def test_the_command_names_what_the_rows_hold(started):
    """A table has labels; they are looked up in the graphs that the rows come from."""
    server, folder = started
    Path(folder, "data", "a1", "more.ttl").write_text(
        f"{PREFIXES}"
        f'<{ARTICLE.format("a1")}claim> rdfs:label "So it is" .', encoding="utf-8",
    )  # fmt: skip
    put(server, folder)

    run = command(
        "ask", "names", f"article={ARTICLE.format('a1')}", "--project", folder, "--endpoint",
        server.endpoint, "--format", "markdown", environment=server.environment,
    )  # fmt: skip

    assert (run.returncode, run.stderr) == (0, "")
    assert "| Article 1 | So it is | Town |" in run.stdout
