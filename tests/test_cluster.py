"""Work on a Dask cluster: the answers of one machine, whatever happens to workers and scheduler."""

from __future__ import annotations

import shutil
import sys
from math import sqrt
from pathlib import Path
from threading import Timer
from time import sleep

import pytest
from clusters import Started, cluster

import corpus
from claimgraph.check import Check
from claimgraph.cli import main
from claimgraph.errors import ClusterError, ProjectError
from claimgraph.graph.shards import making, reading
from claimgraph.graph.shards.storage import Folder
from claimgraph.graph.stores import load
from claimgraph.processes import DeathError, completed, executor
from claimgraph.processes.cluster import Cluster

pytestmark = [
    pytest.mark.slow,
    # Dask's event loop and its sockets are closed after its threads are gone.
    pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::DeprecationWarning"),
]
PROJECTS = Path(__file__).parent / "projects"
OWN_SHAPE = """\
@prefix cg: <https://w3id.org/claimgraph/ontology#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix x: <https://example.org/shape/> .

x:claim-three
    a sh:NodeShape ;
    rdfs:label "no claim is called number 3"@en ;
    sh:targetClass cg:Claim ;
    sh:property x:label .

x:label
    a sh:PropertyShape ;
    sh:path rdfs:label ;
    sh:not [ sh:pattern "^Claim 3 " ] ;
    sh:message "is number 3"@en ;
    sh:severity sh:Warning .
"""


@pytest.fixture(scope="module")
def four(tmp_path_factory):
    with cluster(tmp_path_factory.mktemp("dask"), 4) as started:
        yield started


@pytest.fixture
def large(tmp_path):
    """A project of 45 articles, which are five tasks, with a shape of its own."""
    corpus.write(tmp_path / "large", 45)
    shapes = tmp_path / "large" / "ontology" / "shapes"
    shapes.mkdir(parents=True)
    (shapes / "own.ttl").write_text(OWN_SHAPE, encoding="utf-8")
    return tmp_path / "large"


def test_findings_are_those_of_one_machine_though_a_worker_dies_and_one_is_slow(four, large):
    one = Check(paths=(large,), cached=False, seconds=600).report()
    # 45 articles have one claim of that name each.
    assert sum("is number 3" in finding.message for finding in one.findings) == 45
    killed, slow = four.workers[:2]
    slow.suspend()
    Timer(20, slow.resume).start()

    def watched(results, _what, _total):
        for result in results:
            killed.kill()
            yield result

    wanted = Check(paths=(large,), cached=False, seconds=600, cluster=four.address)
    assert wanted.report(watched) == one
    assert not killed.is_running() or killed.status() == "zombie"


@pytest.mark.parametrize("name", ["sound", "broken-turtle", "invalid-date", "not-utf-8"])
def test_projects_are_told_alike_here_and_there(four, name, tmp_path, monkeypatch):
    shutil.copytree(PROJECTS / name, tmp_path / name)
    monkeypatch.chdir(tmp_path / name)
    here, there = (
        Check(cached=False, seconds=600, cluster=address).report()
        for address in (None, four.address)
    )
    assert here == there


def test_a_task_has_the_limits_of_one_machine(four):
    with executor(1, seconds=2, memory=1 << 30, cluster=four.address) as there:
        results = dict(completed(there, sleep, [(0,), (300,), (0,)]))
        assert isinstance(results[1], TimeoutError)
        assert (results[0], results[2]) == (None, None)
        (memory,) = dict(completed(there, bytearray, [(2 << 30,)])).values()
        assert isinstance(memory, MemoryError)
        (refused,) = dict(completed(there, connected, [()])).values()
        # By Landlock it is refused, by seccomp the process ends (SIGSYS).
        assert isinstance(refused, PermissionError | DeathError)
        assert sorted(completed(there, sqrt, [(number,) for number in range(100)])) == [
            (number, sqrt(number)) for number in range(100)
        ]


connected = __import__("socket").socket


def test_a_cluster_in_this_process_answers_the_same():
    with executor(1, seconds=60, memory=1 << 30, cluster="local") as there:
        assert sorted(completed(there, sqrt, [(4,), (9,)])) == [(0, 2.0), (1, 3.0)]


# ── The verbs ────────────────────────────────────────────────────────────────────────────────────

VERBS = {
    "check": ["check", "--no-cache", "--format", "json", "PROJECT"],
    "export-nquads": ["export", "--no-check", "--format", "nquads", "PROJECT"],
    "export-trig": ["export", "PROJECT"],
    "export-strict": ["export", "--strict", "--format", "nquads", "PROJECT"],
    "weigh": ["weigh", "--project", "PROJECT"],
    "weigh-all": ["weigh", "--all", "--as-of", "2020", "--format", "csv", "--project", "PROJECT"],
    "weigh-table": ["weigh", "--columns", "claim,weakest", "--project", "PROJECT"],
    "ask": ["ask", "claims", "--by-article", "--no-cache", "--project", "PROJECT"],
    "ask-derived": ["ask", "standings", "--by-article", "--no-cache", "--format", "markdown",
                    "--project", "PROJECT"],
}  # fmt: skip


@pytest.fixture
def told(monkeypatch, capfd):
    """Call a verb; return its exit code, what it wrote and what it told."""

    def call(project, name, *options):
        words = [str(project) if word == "PROJECT" else word for word in VERBS[name]]
        monkeypatch.setattr(sys, "argv", ["claimgraph", *words, *options])
        capfd.readouterr()
        return main(), *capfd.readouterr()

    return call


def after_the_first_message(monkeypatch, happens):
    """Have something happen once a cluster has sent back its first results."""
    waited = Cluster._done

    def done(cluster, futures):
        results = waited(cluster, futures)
        happens()
        return results

    monkeypatch.setattr(Cluster, "_done", done)


@pytest.mark.parametrize("name", VERBS)
def test_a_verb_says_what_it_says_on_one_machine_though_a_worker_dies(
    name, four, large, told, monkeypatch
):
    here = told(large, name)
    # Planted faults make it refuse; all others write something.
    assert here[2 if name == "export-strict" else 1]
    four.grow(1)
    killed = four.workers[-1]
    after_the_first_message(monkeypatch, killed.kill)
    assert told(large, name, "--cluster", four.address) == here
    assert not killed.is_running() or killed.status() == "zombie"


@pytest.mark.parametrize("name", ["check", "export-nquads", "weigh", "ask"])
def test_a_scheduler_that_goes_away_is_told_in_a_line(name, tmp_path, large, told, monkeypatch):
    started = Started(tmp_path)
    try:
        started.grow(1)
        address = started.address
        after_the_first_message(monkeypatch, started.scheduler.kill)
        code, written, complained = told(large, name, "--cluster", address)
    finally:
        started.end()
    gone = "the scheduler went away: start it and run the command again"
    assert (code, complained) == (2, f"claimgraph: {address}: {gone}\n")
    assert name == "export-nquads" or not written


@pytest.mark.parametrize("name", ["check", "export-nquads", "export-trig", "weigh", "ask"])
def test_where_no_scheduler_is_a_line_says_so(name, large, told):
    code, written, complained = told(large, name, "--cluster", "tcp://127.0.0.1:9")
    assert (code, written) == (2, "")
    assert complained.startswith("claimgraph: tcp://127.0.0.1:9: no Dask scheduler answers there")
    assert complained.count("\n") == 1


@pytest.mark.parametrize("address", ["foo", "foo://there:1", "tcp://there"])
def test_what_is_no_address_is_told_in_one_line(large, told, address):
    code, written, complained = told(large, "check", "--cluster", address)
    assert (code, written) == (2, "")
    assert complained.startswith(f"claimgraph: {address}: no Dask scheduler answers there")
    assert complained.count("\n") == 1


# ── Sites ────────────────────────────────────────────────────────────────────────────────────────

LINKED = Path(__file__).parent / "linked"


@pytest.fixture
def site(monkeypatch, capfd, tmp_path):
    """Write the site of a project; return the exit code, what was told, and the files' bytes."""

    def call(folder, *options):
        words = ["site", "--no-cache", "--project", str(LINKED), "--output", str(tmp_path / folder)]
        monkeypatch.setattr(sys, "argv", ["claimgraph", *words, *options])
        capfd.readouterr()
        code = main()
        files = {
            path.relative_to(tmp_path / folder): path.read_bytes()
            for path in (tmp_path / folder).rglob("*")
            if path.is_file()
        }
        return code, capfd.readouterr().err.replace(f"/{folder}/", "/"), files

    return call


def test_a_site_is_that_of_one_machine_though_a_worker_dies(four, site, monkeypatch):
    here = site("here")
    assert here[0] == 0
    four.grow(1)
    killed = four.workers[-1]
    after_the_first_message(monkeypatch, killed.kill)
    assert site("there", "--cluster", four.address) == here
    assert not killed.is_running() or killed.status() == "zombie"


def test_a_site_whose_scheduler_goes_away_is_told_and_built_again(site, tmp_path, monkeypatch):
    (tmp_path / "dask").mkdir()
    started = Started(tmp_path / "dask")
    try:
        started.grow(1)
        address = started.address
        with monkeypatch.context() as meanwhile:
            after_the_first_message(meanwhile, started.scheduler.kill)
            code, complained, files = site("site", "--cluster", address)
    finally:
        started.end()
    gone = "the scheduler went away: start it and run the command again"
    assert (code, complained) == (2, f"claimgraph: {address}: {gone}\n")
    code, _, again = site("site")
    assert code == 0
    assert len(files) < len(again)
    assert site("other")[2] == again


# ── Shards ───────────────────────────────────────────────────────────────────────────────────────


def shards(project, folder, address=None, **options):
    """Make many small shards, so that there is something left when a worker dies."""
    files = load.files([project])
    return making.make(
        files, Folder(folder), each=8, seconds=60, memory=1 << 30, cluster=address, **options
    )


def bytes_of(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_shards_are_those_of_one_machine_though_a_worker_dies(tmp_path, large):
    shards(large, tmp_path / "one")
    (tmp_path / "dask").mkdir()
    with cluster(tmp_path / "dask", 2) as started:

        def watched(results, _what, _total):
            for result in results:
                started.workers[0].kill()
                yield result

        done = shards(large, tmp_path / "many", started.address, watched=watched)
    assert done.made == len(done.manifest.shards) > 4
    assert bytes_of(tmp_path / "one") == bytes_of(tmp_path / "many")


def test_shards_are_resumed_after_the_scheduler_went_away(tmp_path, large):
    started = Started(tmp_path)
    try:
        started.grow(1)

        def watched(results, _what, _total):
            for result in results:
                started.scheduler.kill()
                yield result

        with pytest.raises(ClusterError, match="the scheduler went away"):
            shards(large, tmp_path / "shards", started.address, watched=watched)
    finally:
        started.end()
    with pytest.raises(ProjectError, match="are not complete"):
        reading.opened(Folder(tmp_path / "shards"))
    done = shards(large, tmp_path / "shards", resume=True)
    assert 0 < done.made < len(done.manifest.shards)
    shards(large, tmp_path / "one")
    assert bytes_of(tmp_path / "one") == bytes_of(tmp_path / "shards")
