"""The store on disk keeps what was loaded: all of it, or what was there before."""

from __future__ import annotations

import os
import pty
import re
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pyoxigraph as ox
import pytest
from killed_loads import GRAPHS, SIZE, UNTOUCHED, content, seen

import claimgraph
from claimgraph.errors import ProjectError, StoreError, SyntaxFault, UsageError
from claimgraph.graph import canonical
from claimgraph.graph import project as projects
from claimgraph.graph.stores import load
from claimgraph.graph.stores.disk import OnDisk, _is_mostly_new, replace
from claimgraph.vocab import GRAPH

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
TURTLE = "<http://example.org/a> <http://example.org/says> '{}' ."


def says(folder: Path) -> set[tuple[str, str]]:
    """Return what the example's things say, per graph."""
    return {
        (quad.graph_name.value.removeprefix(GRAPH), quad.object.value)
        for quad in OnDisk(folder).quads()
        if quad.predicate.value == "http://example.org/says"
    }


@pytest.fixture
def project(tmp_path):
    """A project of two articles, the first in two files."""
    for name in ("one/a", "one/b", "two/a"):
        file = tmp_path / "project" / "data" / f"{name}.ttl"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(TURTLE.format(name))
    return tmp_path / "project"


def loaded(store: Path, *paths: Path) -> None:
    files = load.files(paths)
    replace(store, load.graphs(files), load.quads(files))


@pytest.fixture
def in_memory(tmp_path):
    """A folder in memory where there is one: a hundred loads wait for no disk."""
    shared = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=shared if shared.is_dir() else tmp_path) as folder:
        yield Path(folder)


def test_a_hundred_kills_leave_the_old_content_or_the_new(in_memory):
    """Killed at any moment, a load leaves one version whole, and the next load works."""
    script = ROOT / "tests" / "support" / "killed_loads.py"

    run = subprocess.run(
        [sys.executable, script, in_memory / "store", "100"],
        capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip

    assert run.returncode == 0, run.stderr
    counts = {what: int(n) for what, n in re.findall(r"(.+): (\d+)", run.stdout)}
    assert sum(counts.values()) == 100
    # The moments lie within the work, not all before it or after it.
    assert counts["killed, old"] >= 10
    # Nothing that broken-off loads had written is left behind.
    assert len(list((in_memory / "store").glob("generation-*"))) == 1


def test_loading_replaces_exactly_the_graphs_it_brings(tmp_path, project):
    store = tmp_path / "store"
    loaded(store, project)
    assert says(store) == {("one", "one/a"), ("one", "one/b"), ("two", "two/a")}
    for name in ("one", "two"):
        (project / "data" / name / "a.ttl").write_text(TURTLE.format("changed"))

    loaded(store, project / "data" / "one")

    assert says(store) == {("one", "changed"), ("one", "one/b"), ("two", "two/a")}


def test_one_file_stands_for_its_whole_graph(tmp_path, project):
    """A graph is replaced whole: bringing one of its files must not lose the others."""
    store = tmp_path / "store"
    loaded(store, project)

    loaded(store, project / "data" / "one" / "a.ttl")

    assert says(store) == {("one", "one/a"), ("one", "one/b"), ("two", "two/a")}


def test_a_statement_that_is_gone_from_the_files_goes_from_the_store(tmp_path, project):
    store = tmp_path / "store"
    loaded(store, project)
    (project / "data" / "one" / "b.ttl").unlink()

    loaded(store, project)

    assert says(store) == {("one", "one/a"), ("two", "two/a")}


def test_files_that_name_their_graphs_replace_those(tmp_path, project):
    """TriG names its graphs itself; they are the ones that are replaced."""
    store = tmp_path / "store"
    trig = project / "data" / "three.trig"
    trig.write_text(f"<{GRAPH}mine> {{ {TURTLE.format('old')} }}")
    loaded(store, trig)
    trig.write_text(f"<{GRAPH}mine> {{ {TURTLE.format('new')} }}")

    loaded(store, trig)

    assert says(store) == {("mine", "new")}


def test_the_vocabulary_comes_with_the_data(tmp_path, project):
    """Questions read labels and classes of the vocabulary: a store without it answers wrongly."""
    loaded(tmp_path / "store", project / "data" / "one")

    found = OnDisk(tmp_path / "store").query(
        "ASK { <https://w3id.org/claimgraph/ontology#Thesis> a ?class }"
    )
    assert found.truth


def test_loose_files_and_folders_can_be_loaded(tmp_path):
    """What lies in no project goes to a graph of its file's or folder's name."""
    (tmp_path / "loose").mkdir()
    (tmp_path / "loose" / "it.ttl").write_text(TURTLE.format("it"))

    loaded(tmp_path / "store", tmp_path / "loose")
    loaded(tmp_path / "store", tmp_path / "loose" / "it.ttl")

    assert says(tmp_path / "store") == {("it", "it")}


def test_a_broken_file_leaves_the_store_as_it_was(tmp_path, project):
    store = tmp_path / "store"
    loaded(store, project)
    (project / "data" / "two" / "z.ttl").write_text("<http://example.org/a> oops")
    (project / "data" / "one" / "a.ttl").write_text(TURTLE.format("changed"))

    with pytest.raises(SyntaxFault, match="mend the syntax"):
        loaded(store, project)

    assert says(store) == {("one", "one/a"), ("one", "one/b"), ("two", "two/a")}
    assert len(list(store.glob("generation-*"))) == 1


def test_a_reader_keeps_what_it_opened_while_others_load(tmp_path):
    """Two loads later the opened store still answers as it did; then its files are removed."""
    store = tmp_path / "store"
    replace(store, GRAPHS, content("old"))
    reader = OnDisk(store)
    for version in ("new", "newer"):
        replace(store, GRAPHS, content(version))

    assert {quad.object.value for quad in reader.quads()} == {"old"}
    assert reader.query("ASK { ?s ?p 'old' }").truth
    assert not reader.query("ASK { ?s ?p 'newer' }").truth
    assert seen(store) == {(graph, "newer"): SIZE for graph in GRAPHS}
    del reader
    replace(store, [UNTOUCHED], ())
    assert len(list(store.glob("generation-*"))) == 1


def test_the_second_of_two_loads_waits_and_says_so(tmp_path):
    """While one process loads, another waits for it; both contents are there afterwards."""
    store = tmp_path / "store"
    command = [sys.executable, "-m", "claimgraph", "load", "--store", store]
    replace(store, GRAPHS, content("first"))
    holding = [sys.executable, "-c", _HOLD, store]
    with subprocess.Popen(holding, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout.readline() == "holding\n"
        with subprocess.Popen([*command, ROOT], stderr=subprocess.PIPE, text=True) as second:
            try:
                assert "waiting" in second.stderr.readline()
                assert second.poll() is None
                assert seen(store) == {(graph, "first"): SIZE for graph in GRAPHS}
            finally:
                holder.send_signal(signal.SIGTERM)
            assert second.wait(60) == 0
    assert OnDisk(store).query("ASK { ?claim a <https://w3id.org/claimgraph/ontology#Thesis> }")
    assert {v for (graph, v) in seen(store) if graph in GRAPHS} == {"first"}


# A load that has begun and does not end: its quads never stop coming.
_HOLD = """
import sys, time
from pathlib import Path
from claimgraph.graph.stores.disk import replace
def quads():
    print("holding", flush=True)
    time.sleep(60)
    yield
replace(Path(sys.argv[1]), [], quads())
"""


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda path: path.mkdir(), "no store here: make one with 'claimgraph load"),
        (lambda _: None, "no store here"),
        (lambda path: path.write_text("text"), "no store here"),
    ],
)
def test_what_is_no_store_is_not_opened(tmp_path, make, message):
    make(tmp_path / "store")

    with pytest.raises(StoreError, match=message):
        OnDisk(tmp_path / "store")


def test_nothing_is_loaded_over_other_files(tmp_path):
    """A folder with somebody's documents is no place for a store; they stay."""
    (tmp_path / "letter.txt").write_text("Dear")

    with pytest.raises(StoreError, match="holds other files: name an empty folder"):
        replace(tmp_path, [], ())
    with pytest.raises(StoreError, match="is a file: name a folder"):
        replace(tmp_path / "letter.txt", [], ())

    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_a_folder_that_cannot_be_written_is_told():
    with pytest.raises(StoreError, match=r"/dev/null/store: .*(cannot be written|is a file)"):
        replace(Path("/dev/null/store"), [], ())


def test_a_full_disk_leaves_the_store_as_it_was(tmp_path, project):
    """Where files cannot grow, the load ends with a line, and the old content is there."""
    store = tmp_path / "store"
    loaded(store, project)

    run = subprocess.run(
        ["bash", "-c", 'ulimit -f 8; exec "$@"', "bash",
         sys.executable, "-m", "claimgraph", "load", "--store", store, ROOT],
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip

    assert run.returncode == 2
    assert re.fullmatch(r"claimgraph: .*: cannot be written \(.*\): .*\n", run.stderr), run.stderr
    assert says(store) == {("one", "one/a"), ("one", "one/b"), ("two", "two/a")}
    assert len(list(store.glob("generation-*"))) == 1


@pytest.mark.parametrize(("terminal", "bar"), [(True, True), (False, False)])
def test_loading_shows_progress_on_a_terminal_alone(tmp_path, project, terminal, bar):
    ours, theirs = pty.openpty()
    with (tmp_path / "log").open("wb") as log:
        run = subprocess.run(
            [sys.executable, "-m", "claimgraph", "load", "--store", tmp_path / "store", project],
            stdout=subprocess.PIPE, stderr=theirs if terminal else log, check=False, timeout=60,
            env={**os.environ, "TERM": "xterm", "COLUMNS": "80"},
        )  # fmt: skip
    os.close(theirs)
    shown = os.read(ours, 100_000) if terminal else (tmp_path / "log").read_bytes()
    os.close(ours)

    assert (run.returncode, run.stdout) == (0, b"")
    assert (b"Loading" in shown and b"100%" in shown) is bar
    assert b"5 files in 3 graphs loaded into" in shown


def test_a_damaged_store_is_told(tmp_path):
    replace(tmp_path / "store", GRAPHS, content("x"))
    generation = (tmp_path / "store" / "current").resolve()
    (generation / "CURRENT").unlink()

    with pytest.raises(StoreError, match=r"cannot be read .*: load it again"):
        OnDisk(tmp_path / "store")


def test_a_graph_without_an_iri_is_told(tmp_path):
    """A blank node names a graph in its file alone: nothing could ever replace it."""
    (tmp_path / "a.trig").write_text("_:g { <x:a> <x:p> <x:b> }")

    with pytest.raises(ProjectError, match="has no name that a store keeps: give it an IRI"):
        loaded(tmp_path / "store", tmp_path / "a.trig")
    assert not (tmp_path / "store").exists()


def test_quads_are_read_to_their_end_whatever_is_loaded_meanwhile(tmp_path):
    """Who iterates is a reader too, though nobody else holds the store."""
    store = tmp_path / "store"
    replace(store, GRAPHS, content("old"))
    quads = OnDisk(store).quads()
    first = next(quads)
    generation = (store / "current").resolve()
    for version in ("new", "newer"):
        replace(store, GRAPHS, content(version))

    assert generation.exists()
    assert {quad.object.value for quad in (first, *quads)} == {"old"}


def test_what_the_paths_do_not_hold_is_told(tmp_path):
    with pytest.raises(ProjectError, match="no such file"):
        load.files([tmp_path / "missing"])
    with pytest.raises(ProjectError, match="holds no RDF files"):
        load.files([tmp_path])


def test_every_file_of_the_project_is_loaded():
    """Named by its root, a project brings all of its data and the vocabulary."""
    project = projects.Project(ROOT)

    files = load.files([ROOT])

    assert {f.path for f in files} == {
        f.path for f in (*project.data_files, *project.vocabulary_files)
    }
    assert set(load.graphs(files)) >= {GRAPH + n for n in ("ontology", "registry", "dataset")}


def test_the_database_is_any_oxigraphs(tmp_path):
    """Other programs open `current` as an Oxigraph database."""
    replace(tmp_path / "store", GRAPHS, content("x"))

    assert len(ox.Store.read_only(str(tmp_path / "store" / "current"))) == SIZE * len(GRAPHS)
    assert OnDisk(tmp_path / "store").location.samefile(tmp_path / "store" / "current")


def command(*arguments: str | Path, cwd: Path = ROOT) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-m", "claimgraph", *arguments],
        cwd=cwd, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip


@pytest.fixture(scope="module")
def shipped(tmp_path_factory) -> Path:
    """A store with the shipped article, loaded by the command."""
    store = tmp_path_factory.mktemp("shipped") / "store"
    run = command("load", "--store", store)
    assert (run.returncode, run.stdout) == (0, "")
    assert re.search(r"\d+ files in 5 graphs loaded into ", run.stderr)
    return store


@pytest.mark.parametrize(
    "asked",
    [
        ("ask", "claims-about", "actor=id:tsmc"),
        ("ask", "supply-paths", "--format", "json"),
        ("stats",),
        ("explain",),
    ],
    ids=" ".join,
)
def test_a_store_answers_as_its_files_do(shipped, tmp_path, asked):
    """Asked away from the files, the store gives what the files give."""
    if asked[0] == "explain":
        thesis = command("ask", "thesis", "--format", "csv").stdout
        asked = ("explain", re.search(r"https://[^\s,]+/claim/[\w-]+", thesis)[0])
    of_files = command(*asked)

    of_store = command(*asked, "--store", shipped, cwd=tmp_path)

    assert (of_store.returncode, of_store.stderr) == (0, "")
    # Sentences are counted in the article's text, which lies beside the files.
    in_graph = re.sub(r"^Sentence .*\n", "", of_files.stdout, flags=re.M)
    assert of_store.stdout == (in_graph if asked == ("stats",) else of_files.stdout)
    assert len(of_store.stdout) > 200


def test_a_load_without_a_place_is_told():
    run = command("load")

    assert run.returncode == 2
    assert (
        run.stderr
        == "claimgraph: name one place to load to: --store DIR, --endpoint URL or --shards DIR\n"
    )


@pytest.mark.parametrize("form", ["nquads", "turtle"])
def test_a_store_is_exported_as_its_files_are(shipped, tmp_path, form):
    """The data without the vocabulary."""
    of_files = command("export", "--format", form, "--no-check")

    of_store = command("export", "--format", form, "--store", shipped, cwd=tmp_path)

    assert (of_store.returncode, of_files.returncode) == (0, 0)
    if form == "nquads":
        assert canonical.digest(n_quads(of_store.stdout)) == canonical.digest(
            n_quads(of_files.stdout)
        )
    else:
        assert len(of_store.stdout) > 10_000
        assert "@prefix cg:" in of_store.stdout


def n_quads(text):
    return ox.parse(text, format=ox.RdfFormat.N_QUADS)


@pytest.mark.parametrize(
    "place", [("--store", "store"), ("--endpoint", "http://127.0.0.1:1/sparql")], ids=" ".join
)
@pytest.mark.parametrize("asked", [("--canonical",), ("--format", "canonical")], ids=" ".join)
def test_a_place_that_keeps_values_has_no_canonical_form(tmp_path, asked, place):
    """Of `1.50`, -3 as a negativeInteger and 24:00 a store gives others: two hashes of one data."""
    run = command("export", *asked, *place, cwd=tmp_path)

    assert (run.returncode, run.stdout) == (2, "")
    assert run.stderr.startswith("claimgraph: a store keeps values, not how they were written")
    assert run.stderr.endswith(": canonicalise the files\n")
    assert run.stderr.count("\n") == 1


def test_a_store_is_exported_whole_or_not_at_all(shipped):
    run = command("export", "--store", shipped, "--strict")

    assert run.returncode == 2
    assert "a store is exported whole and unchecked" in run.stderr


def test_the_library_asks_a_store(shipped):
    """`claimgraph.open` names a store as the command does, and walks its graph."""
    opened = claimgraph.open(ROOT, store=shipped)

    assert opened.ask("thesis").rows == claimgraph.open(ROOT).ask("thesis").rows
    assert len(opened.graph) == len(claimgraph.open(ROOT).graph)
    with pytest.raises(UsageError, match="two places"):
        claimgraph.open(ROOT, store=shipped, endpoint="http://127.0.0.1:1/")


@pytest.mark.parametrize(("brought", "kept", "mostly"), [(1, 0, True), (2, 2, True), (1, 2, False)])
def test_a_load_compacts_a_store_that_it_makes_half_anew(brought, kept, mostly):
    store = ox.Store()
    for number in range(brought + kept):
        name = ox.NamedNode(f"http://example.org/{number}")
        store.add(ox.Quad(name, name, name, name))
    graphs = [f"http://example.org/{number}" for number in range(brought)]
    assert _is_mostly_new(store, graphs) is mostly


CLASSES = "PREFIX : <http://example.org/> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>\n"


@pytest.fixture
def classes(tmp_path) -> OnDisk:
    """A kind of ship declared beside another one in one graph, and a ship in another graph."""
    text = ":Tug rdfs:subClassOf :Ship . :Tug2 rdfs:subClassOf :Tug ."
    quads = [
        ox.Quad(each.subject, each.predicate, each.object, ox.NamedNode(f"http://example.org/{g}"))
        for g, written in (("a", text), ("b", ":x a :Tug2 . :y a :Ship . :z a :Car ."))
        for each in ox.parse(CLASSES + written, format=ox.RdfFormat.TURTLE)
    ]
    replace(tmp_path / "store", ["http://example.org/a", "http://example.org/b"], quads)
    return OnDisk(tmp_path / "store")


@pytest.mark.parametrize(
    ("graphs", "things"),
    [
        (None, ["x", "y"]),
        (["http://example.org/b"], ["y"]),
        (["http://example.org/a", "http://example.org/b"], ["x", "y"]),
    ],
)
def test_classes_are_those_of_the_graphs_that_are_asked(classes, graphs, things):
    query = CLASSES + "SELECT ?thing { ?thing a/rdfs:subClassOf* :Ship } ORDER BY ?thing"

    rows = classes.rows(query, graphs).solutions

    assert [str(row["thing"]).rpartition("/")[2] for row in rows] == things


def test_a_fault_of_a_query_is_placed_where_it_was_written(classes):
    query = CLASSES + "SELECT ?thing ?y {\n  ?thing a/rdfs:subClassOf* :Ship\n} GROUP BY ?thing +"

    with pytest.raises(SyntaxError) as rewritten:
        classes.rows(query)
    with pytest.raises(SyntaxError) as whole:
        classes.rows(query, ["http://example.org/a"])

    assert str(rewritten.value) == str(whole.value)
