"""Real servers answer every stored question as the embedded store does, row by row.

Oxigraph runs in every test; the servers marked so run under `make test-servers`.
"""

from __future__ import annotations

import re
import shutil
from collections import Counter
from decimal import Decimal
from functools import cache
from numbers import Number
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import XSD, BNode, Literal
from rdflib.compare import isomorphic
from sparql_servers import Server, command, fuseki, ours, oxigraph, virtuoso
from test_answers import ANSWERS, PROJECT, ROOT, asked, loaded, named, read, weighed
from test_repeated import PATTERNS, PREFIXES, holding, rows

import claimgraph
from claimgraph.claims.weighing import derived
from claimgraph.claims.weighing.weighing import weigh
from claimgraph.errors import StoreError
from claimgraph.graph import canonical
from claimgraph.graph.project import Project
from claimgraph.graph.stores import Answer, load, servers
from claimgraph.graph.stores.memory import Embedded
from claimgraph.graph.stores.remote import Remote, copied
from claimgraph.graph.stores.upload import CHUNK, Writer, updates
from claimgraph.graph.terms import in_memory
from claimgraph.questions import catalogue
from claimgraph.vocab import GRAPH
from test_docs import commands, fences

# What travels badly: quotes, line ends, several planes of Unicode, languages, types, long paths.
AWKWARD = """
@prefix : <https://example.org/straße/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
:a :says "plain", "two\\nlines\\tand \\"quotes\\" \\\\ back", "grün – “quoted” 中文 😀", "",
    "colour"@en-GB, "Farbe"@de, "} ; DROP ALL ; {", "<b>&amp;</b>" ;
  :counts 12, -3, 0, 15000000000 ; :measures 1.50, 0.1 ; :floats 1.5e3 ; :holds true, false ;
  :dated "2023-09-30"^^xsd:date, "2023-09"^^xsd:gYearMonth, "2023"^^xsd:gYear,
    "2023-09-30T12:00:00Z"^^xsd:dateTime ;
  :has [ :part [ :is "nested" ] ], [ :part [ :is "nested" ] ; :of :a ] .
"""


# Answers to questions about what is derived.
WEIGHED = [path for path in ANSWERS if path.parent.name == "weighing"]


@pytest.fixture(
    scope="module",
    params=[
        oxigraph,
        pytest.param(fuseki, marks=pytest.mark.servers),
        pytest.param(virtuoso, marks=pytest.mark.servers),
    ],
    ids=lambda start: start.__name__,
)
def server(request, tmp_path_factory):
    """A server that holds the shipped article, loaded by the command."""
    with request.param(tmp_path_factory.mktemp("server")) as running:
        run = command("load", "--endpoint", running.endpoint, environment=running.environment)
        assert (run.returncode, run.stdout) == (0, ""), run.stderr
        assert re.search(r"\d+ triples in 5 graphs loaded into http", run.stderr)
        yield running


@pytest.fixture
def writing(server, monkeypatch):
    """The server, with the credentials that it asks for."""
    for name, value in server.environment.items():
        monkeypatch.setenv(name, value)
    return server


@cache
def embedded() -> Embedded:
    return Embedded(quad for one in loaded() for quad in one.quads)


def meant(term):
    """Return what a term means: of a typed literal its value, not how it is written.

    An integer is a decimal (XML Schema 1.1 Datatypes, 3.4.13): Virtuoso makes large ones decimals.
    """
    if not isinstance(term, Literal) or term.language or not isinstance(term.value, Number | bool):
        return term
    if isinstance(term.value, bool | float):
        return (str(term.datatype), term.value)
    return ("number", Decimal(term.value))


def by_value(answer: Answer) -> Counter:
    """Count rows of terms by what they mean."""
    assert not any(isinstance(term, BNode) for row in answer.rows for term in row.values())
    return Counter(tuple(meant(row.get(name)) for name in answer.variables) for row in answer.rows)


@pytest.mark.parametrize("path", [p for p in ANSWERS if p not in WEIGHED], ids=named)
def test_every_question_has_the_same_answer_there(server, path):
    """As the embedded store answers; test_answers.py compares that with a reader's answer."""
    must_answer_alike(path, Remote(server.endpoint), embedded())


def test_questions_about_standing_have_the_same_answer_there(writing):
    """What is derived is put there as a graph among others, as `claimgraph load` puts it."""
    here = Embedded(quad for one in loaded() for quad in one.quads)
    found = list(derived.quads(weigh(here.union)))
    here.add(found)
    writer = Writer(Remote(writing.endpoint), graph_store=writing.graph_store)
    writer.replace(derived.GRAPH, {quad.triple for quad in found})
    try:
        for path in WEIGHED:
            must_answer_alike(path, Remote(writing.endpoint), here)
    finally:
        writer.replace(derived.GRAPH, set())


def must_answer_alike(path: Path, remote: Remote, held: Embedded) -> None:
    question = catalogue.find(PROJECT, f"{path.parent.name}/{asked(path)}")
    values = {} if path.suffix == ".ttl" else read(path).values

    there = catalogue.ask(question, values, remote, loaded())
    here = catalogue.ask(question, values, held, loaded())

    assert there.variables == here.variables
    if path.suffix == ".ttl":
        assert isomorphic(there.graph, here.graph)
        assert len(there.graph) > 0
    else:
        assert by_value(there) == by_value(here)


@pytest.mark.parametrize("name", ["circular-support", "support-tree", "weakest-links"])
def test_what_has_to_be_asked_of_a_copy_is_asked_by_article(server, monkeypatch, tmp_path, name):
    """Of one article at a time: no server's graphs are brought together in memory."""

    def refused(*_, **__):
        pytest.fail("a copy was made")

    monkeypatch.setattr("claimgraph.graph.stores.remote.copied", refused)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))

    there = claimgraph.open(ROOT, endpoint=server.endpoint).ask_by_article(name)

    here = catalogue.ask(catalogue.find(PROJECT, name), {}, embedded(), loaded())
    assert by_value(Answer(there.variables, there.rows)) == by_value(here)


def test_hierarchies_and_repeated_paths_have_the_same_rows_there(writing):
    """Virtuoso loses rows of them: they are written out for it, or asked of a copy."""
    held = holding(
        {
            "rdf:type": {("p", "A"), ("p", "C"), ("q", "B"), ("r", "D"), ("s", "C")},
            "rdfs:subClassOf": {("B", "A"), ("C", "B"), ("D", "A"), ("C", "D")},
            ":next": {("p", "p"), ("p", "q"), ("q", "r"), ("s", "q")},
            ":on": {("p", "q"), ("q", "s")},
        }
    )
    name = GRAPH + "repeated"
    writer = Writer(Remote(writing.endpoint), graph_store=writing.graph_store)
    writer.replace(name, {quad.triple for quad in held.union.quads})
    there = Remote(writing.endpoint)
    try:
        for pattern in PATTERNS:
            ours_only = "FILTER (STRSTARTS(STR(?x), STR(:)))"
            query = f"{PREFIXES}SELECT DISTINCT ?x ?y ?kind {{ {pattern} {ours_only} }}"
            assert rows(there, query) == rows(held, query), pattern
    finally:
        writer.replace(name, set())


VIRTUOSO = servers.of({"Server": "Virtuoso/07.20.3229"})


@pytest.mark.parametrize(
    ("pattern", "wrong"),
    [
        ("?a <urn:p>/<urn:q>|^<urn:r> ?b", False),
        ("?a <urn:p> ?b FILTER (?b * 2 > 1)", False),
        ("?a <urn:p>+ ?b", True),
        ("?a <urn:p>* ?b", True),
        ("?a <urn:p>? ?b", True),
        ("?a (<urn:p>/<urn:q>)+ ?b", True),
        ("?a <urn:p>/^(<urn:q>|<urn:r>*) ?b", True),
        ("?a <urn:p> ?b FILTER NOT EXISTS { ?b <urn:q>* ?c }", True),
        ("?a <urn:p> ?b OPTIONAL { SELECT ?b { ?b <urn:q>* ?c } }", True),
        (f"?a <urn:p> ?b BIND (<{XSD.date}>(?b) AS ?c)", True),
        ("?a <urn:p> ?b OPTIONAL { ?b <urn:q> ?c }", False),
        ("?a <urn:p> ?b OPTIONAL { ?b <urn:q>|<urn:r> ?c }", True),
        ("?a <urn:p> ?b OPTIONAL { ?b <urn:q>/(<urn:q>|<urn:r>) ?c }", True),
        ("?a <urn:p> ?b OPTIONAL { { ?b <urn:q> ?c } UNION { ?b <urn:r> ?c } }", True),
        ("?a <urn:p> ?b " + "MINUS { ?a <urn:q> ?b } " * 6, False),
        ("?a <urn:p> ?b " + "MINUS { ?a <urn:q> ?b } " * 12, True),
    ],
)
def test_what_virtuoso_computes_wrongly_is_recognised(pattern, wrong):
    """Also inside other patterns; no other server's queries are held back."""
    query = f"SELECT (COUNT(*) AS ?rows) {{ {pattern} }}"

    assert servers.is_wrong(query, VIRTUOSO) is wrong
    assert not servers.is_wrong(query, servers.of({"Server": "Oxigraph/0.5.13"}))


def test_truth_is_truth(server):
    """An ASK is answered with true or false, in whatever form the server gives it."""
    remote = Remote(server.endpoint)

    assert remote.query("ASK { ?s ?p ?o }").truth is True
    assert remote.query("ASK { ?s ?p 'nothing of the sort' }").truth is False


def graph_there(server: Server, name: str):
    remote = Remote(server.endpoint, graphs=[name])
    count = remote.counts([name]).get(name, 0)
    return in_memory(ox.Quad(t.subject, t.predicate, t.object) for t in remote.triples(name, count))


@pytest.mark.parametrize("way", ["graph store", "updates"])
def test_what_is_written_is_what_is_read(writing, way):
    """By the Graph Store Protocol and by updates, a graph arrives whole, also in small chunks."""
    name = "https://example.org/graph/awkward"
    triples = {quad.triple for quad in ox.parse(AWKWARD, format=ox.RdfFormat.TURTLE)}
    triples |= {
        ox.Triple(
            ox.NamedNode(f"https://example.org/{n}"),
            ox.NamedNode("https://example.org/p"),
            ox.Literal(str(n)),
        )
        for n in range(CHUNK + 10)
    }
    ways = (
        {"graph_store": writing.graph_store} if way == "graph store" else {"update": writing.update}
    )
    writer = Writer(Remote(writing.endpoint, graphs=[name]), **ways)
    writer.replace(name, {next(iter(triples))})
    writer.replace(name, triples)
    writer.verify({name: len(triples)})

    sent = in_memory(ox.Quad(t.subject, t.predicate, t.object) for t in triples)
    came = graph_there(writing, name)
    assert len(came) == len(sent)
    assert isomorphic(normal(came), normal(sent))

    writer.replace(name, set())
    writer.verify({name: 0})


def normal(graph):
    """Write numbers in one way: servers keep values, not always their spelling."""
    for s, p, o in list(graph):
        if isinstance(told := meant(o), tuple):
            graph.remove((s, p, o))
            graph.add((s, p, Literal(f"{told[0]} {float(told[1])}")))
    return graph


def test_a_count_that_is_off_is_told(writing):
    writer = Writer(Remote(writing.endpoint), graph_store=writing.graph_store)

    with pytest.raises(StoreError, match=r"holds 0 triples of <.*missing> after 3 were written"):
        writer.verify({GRAPH + "missing": 3})


def test_only_claimgraphs_graphs_are_asked(writing):
    """A stranger's graph on the same server changes no answer, until it is named."""
    name = "https://example.org/graph/strangers"
    writer = Writer(Remote(writing.endpoint, graphs=[name]), graph_store=writing.graph_store)
    stranger = ox.NamedNode("https://example.org/stranger")
    writer.replace(name, {ox.Triple(stranger, stranger, stranger)})
    query = f"ASK {{ {stranger} ?p ?o }}"
    try:
        assert not Remote(writing.endpoint).query(query).truth
        assert Remote(writing.endpoint, graphs=[name]).query(query).truth
    finally:
        writer.replace(name, set())


def test_what_is_in_no_named_graph_is_not_asked(tmp_path):
    """Oxigraph's union takes its unnamed graph along: what a stranger put there stays out."""
    with oxigraph(tmp_path) as server:
        remote = Remote(server.endpoint)
        writer = Writer(remote, update=server.update)
        triple = ox.Triple(*[ox.NamedNode("x:ours")] * 3)
        writer.replace(GRAPH + "ours", {triple})
        reply = remote.wire.send(
            "POST",
            server.update,
            headers={"Content-Type": "application/sparql-update"},
            data=b"INSERT DATA { <x:strangers> <x:p> <x:o> }",
            repeatable=True,
        )
        reply.body.close()
        found = remote.query("SELECT ?s { ?s ?p ?o }").rows

    assert [str(row["s"]) for row in found] == ["x:ours"]


def test_the_union_is_of_the_graphs(server):
    """A join across two graphs, the article's and the vocabulary's, finds its rows everywhere."""
    query = """
        PREFIX cg: <https://w3id.org/claimgraph/ontology#>
        PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
        SELECT DISTINCT ?kind { ?claim cg:paraphrase ?text ; a ?kind . ?kind rdfs:label ?label }
    """

    there = Remote(server.endpoint).query(query)

    assert by_value(there) == by_value(embedded().query(query))
    assert len(there.rows) > 3


def _cells(table: str) -> list[list[str]]:
    """Return the words of each row; how wide a column is depends on all its rows."""
    return [line.split() for line in table.splitlines() if line.strip("─ ")]


@pytest.mark.parametrize(
    "verb",
    [("ask", "claims-by-kind"), pytest.param(("stats",), marks=pytest.mark.slow)],
    ids=" ".join,
)
def test_the_command_asks_a_server(server, tmp_path, verb):
    """The same output as from the files, wherever one stands; but a server has no article's text.

    So it does not know how many of its sentences are captured.
    """
    here = command(*verb)

    there = command(*verb, "--endpoint", server.endpoint, cwd=tmp_path)

    assert (there.returncode, there.stderr) == (0, "")
    assert _cells(there.stdout) == [row for row in _cells(here.stdout) if row[:1] != ["Sentence"]]
    assert len(there.stdout.splitlines()) > 3


@pytest.mark.servers
def test_what_virtuoso_is_said_to_compute_wrongly_it_does(tmp_path):
    """The table of quirks must not outlive them: each still shows, and is answered all the same."""
    with virtuoso(tmp_path) as server:
        run = command("load", "--endpoint", server.endpoint, environment=server.environment)
        assert run.returncode == 0, run.stderr
        remote = Remote(server.endpoint)
        paths = catalogue.find(PROJECT, "weakest-links").sparql
        casts = catalogue.find(PROJECT, "durations").sparql

        assert by_value(remote.query_over(paths, remote.graphs)) != by_value(remote.query(paths))
        with pytest.raises(StoreError, match="SP031"):
            remote.query_over(casts, remote.graphs)
        assert by_value(remote.query(casts)) == by_value(embedded().query(casts))


def test_the_library_asks_a_server(server):
    """`claimgraph.open` names a server as the command does; its graph is a copy."""
    opened = claimgraph.open(ROOT, endpoint=server.endpoint)

    assert by_value(opened.ask("thesis")) == by_value(claimgraph.open(ROOT).ask("thesis"))
    assert len(opened.graph) == len(embedded().graph)


@pytest.mark.slow
def test_the_documents_server_prints_what_they_show(tmp_path):
    """docs/stores.md runs a server; what it shows beneath its commands is what they print."""
    document = ROOT / "docs" / "stores.md"
    for info, text in fences(document):
        if file := info.partition(" ")[2]:
            (tmp_path / file).parent.mkdir(parents=True)
            (tmp_path / file).write_text(text, encoding="utf-8")
    [block] = [text for _, text in fences(document) if text.startswith("$ oxigraph serve")]
    told = 0
    (tmp_path / "server").mkdir()
    with oxigraph(tmp_path / "server") as server:
        here = server.endpoint.removesuffix("/query")
        for line, shown in commands(block)[1:]:
            words = line.replace("http://localhost:7878", here).split()
            run = command(*words[1:], cwd=tmp_path)
            printed = (run.stdout + run.stderr).replace(here, "http://localhost:7878")
            assert re.sub(r"\d+ triples", "N triples", printed) == re.sub(
                r"\d+ triples", "N triples", shown
            )
            told += 1
    assert told == 2


@pytest.mark.slow
def test_our_own_endpoint_is_a_server_like_any(tmp_path):
    """Every question, asked of `claimgraph serve`, those about standing too; it takes no data."""
    held = weighed(quad for one in loaded() for quad in one.quads)
    with ours(tmp_path) as server:
        remote = Remote(server.endpoint)
        for path in ANSWERS:
            question = catalogue.find(PROJECT, f"{path.parent.name}/{asked(path)}")
            values = {} if path.suffix == ".ttl" else read(path).values
            there = catalogue.ask(question, values, remote, loaded())
            here = catalogue.ask(question, values, held, loaded())
            if there.graph is not None:
                assert isomorphic(there.graph, here.graph)
            else:
                assert by_value(there) == by_value(here), path.name
        run = command("load", "--endpoint", server.endpoint)

    assert run.returncode == 2
    assert run.stderr == (
        f"claimgraph: {server.endpoint}: it is not known where this server takes data: "
        "add --graph-store URL or --update-endpoint URL\n"
    )


# A second article: the shipped one under another name.
def second(folder: Path) -> Path:
    shutil.copytree(ROOT / "data" / "huawei-comeback", folder / "data" / "second")
    for path in (folder / "data" / "second").glob("*.ttl"):
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("huawei-comeback", "second"), encoding="utf-8")
    return folder


def test_what_a_server_holds_is_exported(server):
    """The same graph comes out as from the files, whatever the blank nodes are called."""
    form = ("--format", "nquads")
    here = command("export", *form, "--no-check", ROOT)
    there = command("export", *form, "--endpoint", server.endpoint, environment=server.environment)
    assert (here.returncode, there.returncode) == (0, 0), there.stderr
    if server.name == "oxigraph":
        said, known = (
            canonical.digest(ox.parse(run.stdout, format=ox.RdfFormat.N_QUADS))
            for run in (there, here)
        )
        assert said == known
    # Values may come back in another form (1.50 as 1.5): as many statements, the same subjects.
    assert there.stdout.count("\n") == here.stdout.count("\n")
    assert named(there.stdout) == named(here.stdout)


def named(quads):
    """Return the IRIs that N-Quads speak about."""
    return {line.split()[0] for line in quads.splitlines() if line.startswith("<")}


@pytest.fixture(scope="module")
def two_servers(tmp_path_factory):
    """Two servers with an article each, and one store with both."""
    folder = tmp_path_factory.mktemp("two")
    (folder / "a").mkdir()
    (folder / "b").mkdir()
    project = second(folder / "project")
    with oxigraph(folder / "a") as a, oxigraph(folder / "b") as b:
        for running, path in ((a, ROOT), (b, project)):
            run = command("load", "--endpoint", running.endpoint, path)
            assert run.returncode == 0, run.stderr
        both = Embedded(
            quad for one in (*loaded(), *catalogue.load(Project(project))) for quad in one.quads
        )
        yield a, b, both


@pytest.mark.slow
def test_two_servers_answer_as_one_store_with_both(two_servers):
    """Every question: the answer is that of the union, which neither server has alone."""
    a, b, both = two_servers
    federated = copied([Remote(a.endpoint), Remote(b.endpoint)])
    differ = 0

    for path in PROJECT.query_files:
        question = catalogue.read(path)
        if any(parameter.required for parameter in question.parameters):
            continue
        there = catalogue.ask(question, {}, federated, loaded())
        if there.graph is not None:
            assert isomorphic(there.graph, catalogue.ask(question, {}, both, loaded()).graph)
            continue
        assert by_value(there) == by_value(catalogue.ask(question, {}, both, loaded())), (
            question.name
        )
        differ += by_value(there) != by_value(catalogue.ask(question, {}, embedded(), loaded()))
    assert differ > 20


@pytest.mark.slow
def test_what_both_servers_hold_is_taken_once(two_servers):
    """A graph that both hold alike does not have its blank nodes doubled; unlike ones add up."""
    a, b, _ = two_servers
    alike, unlike = "https://example.org/graph/alike", "https://example.org/graph/unlike"
    remotes = [Remote(each.endpoint, graphs=[alike, unlike]) for each in (a, b)]
    for number, (remote, each) in enumerate(zip(remotes, (a, b), strict=True)):
        writer = Writer(remote, graph_store=each.graph_store)
        for name, text in (
            (alike, "[] <x:p> [ <x:q> 'same' ] ."),
            (unlike, f"[] <x:r> {number} ."),
        ):
            parsed = ox.parse(text, format=ox.RdfFormat.TURTLE, rename_blank_nodes=True)
            writer.replace(name, {quad.triple for quad in parsed})

    held = copied(remotes)

    assert len(held.query("SELECT ?s { ?s <x:p>/<x:q> 'same' }").rows) == 1
    assert {int(row["n"]) for row in held.query("SELECT ?n { ?s <x:r> ?n }").rows} == {0, 1}


def test_the_command_asks_two_servers_as_one(two_servers):
    a, b, _ = two_servers

    run = command("ask", "thesis", "--endpoint", a.endpoint, "--endpoint", b.endpoint)

    assert (run.returncode, run.stderr) == (0, "")
    assert "article/second/" in run.stdout
    assert "article/huawei-comeback/" in run.stdout


def test_too_much_to_bring_together_is_told(two_servers):
    a, b, _ = two_servers

    with pytest.raises(StoreError, match=r"^more than 100 triples are too many to bring together"):
        copied([Remote(a.endpoint), Remote(b.endpoint)], most=100)
    with pytest.raises(StoreError, match=rf"^{a.endpoint}: this has to be asked of a copy"):
        copied([Remote(a.endpoint)], most=100)


def test_an_empty_server_is_told(tmp_path):
    with oxigraph(tmp_path) as server:
        run = command("ask", "thesis", "--endpoint", server.endpoint)
        two = command("stats", "--endpoint", server.endpoint, "--endpoint", server.endpoint)

    assert run.returncode == 2
    assert run.stderr == (
        f"claimgraph: {server.endpoint}: holds no graph of claimgraph's: load one with "
        "'claimgraph load --endpoint' or name others with --graph\n"
    )
    assert two.stderr == run.stderr


def test_two_places_are_one_too_many(tmp_path):
    run = command("ask", "thesis", "--endpoint", "http://127.0.0.1:1/", "--store", tmp_path)

    assert run.returncode == 2
    assert run.stderr == "claimgraph: --store and --endpoint are two places: name one\n"


def test_updates_keep_blank_nodes_together():
    """A blank node's label means nothing in the next update: its triples share one."""
    lines = [f"_:b{n} <x:p> _:b{n + 1} ." for n in range(5)]
    lines += [f"_:c <x:q> '{n}' ." for n in range(5)] + [f"<x:{n}> <x:p> 'y' ." for n in range(7)]
    triples = [q.triple for q in ox.parse("\n".join(lines), format=ox.RdfFormat.TURTLE)]

    sent = list(updates("x:g", triples, chunk=4))

    assert [update.startswith("DROP SILENT GRAPH <x:g>;") for update in sent] == [
        True, *[False] * (len(sent) - 1)
    ]  # fmt: skip
    store = ox.Store()
    for update in sent:
        store.update(update)
    there = in_memory(store.quads_for_pattern(None, None, None, ox.NamedNode("x:g")))
    assert isomorphic(there, in_memory(ox.Quad(t.subject, t.predicate, t.object) for t in triples))
    assert len(sent) >= 4


def test_loading_brings_each_graph_whole(tmp_path):
    """A file that names its graphs adds to those of other files, it does not replace them."""
    (tmp_path / "data" / "one").mkdir(parents=True)
    (tmp_path / "data" / "one" / "a.ttl").write_text("<x:a> <x:p> '1' .")
    (tmp_path / "data" / "all.trig").write_text(f"<{GRAPH}one> {{ <x:b> <x:p> '2' }}")

    found = dict(load.by_graph(load.files([tmp_path])))

    assert {triple.object.value for triple in found[GRAPH + "one"]} == {"1", "2"}
