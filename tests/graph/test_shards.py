"""A project in shards: the same graph, the same bytes in every run, and nothing half made."""

from __future__ import annotations

import gzip
import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimgraph.cli import main
from claimgraph.errors import ProjectError, SyntaxFault
from claimgraph.graph import canonical
from claimgraph.graph.shards import making, manifest, reading
from claimgraph.graph.shards.storage import Folder
from claimgraph.graph.stores import load
from claimgraph.graph.stores.disk import OnDisk

ROOT = Path(__file__).parents[2]
ONE = """\
@prefix : <https://example.org/> .
:a :says "one", "one" ; :has [ :part [ :is "größer"@DE-at ] ] .
"""
TWO = "<https://example.org/b> <https://example.org/says> '{}' ."


@pytest.fixture
def project(tmp_path):
    """A project of five articles and a registry; the first is in two files that say one thing."""
    data = tmp_path / "project" / "data"
    for name in ("registry/actors", "one/b", *(f"more-{number}/a" for number in range(4))):
        file = data / f"{name}.ttl"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(TWO.format(name), encoding="utf-8")
    (data / "one" / "a.ttl").write_text(ONE, encoding="utf-8")
    (data / "one" / "c.ttl").write_text(ONE.replace('"one", "one"', '"one"'), encoding="utf-8")
    return tmp_path / "project"


def of(project):
    """Return the project's own files, without the vocabulary, which takes longer than they do."""
    return [file for file in load.files([project]) if "data" in file.path.parts]


def made(project, folder, *, each=2, **options):
    return making.make(of(project), Folder(folder), each=each, **options)


def bytes_of(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def quads_of(folder):
    """Return the statements of all shards, read as a loader reads them."""
    for shard in reading.opened(Folder(folder)).shards:
        with gzip.open(folder / shard.file) as packed:
            yield from ox.parse(packed, format=ox.RdfFormat.N_QUADS)


def test_shards_hold_the_graph(project, tmp_path):
    whole = made(project, tmp_path / "shards").manifest
    held = list(quads_of(tmp_path / "shards"))
    # A label names one blank node in all shards together, for loaders that know one scope.
    assert canonical.n_quads(held) == canonical.n_quads(load.quads(of(project)))
    assert whole.complete
    assert whole.quads == len(held)
    assert sorted(whole.graphs) == sorted({quad.graph_name.value for quad in held})
    for shard in whole.shards:
        raw = (tmp_path / "shards" / shard.file).read_bytes()
        assert (shard.sha256, shard.bytes) == (hashlib.sha256(raw).hexdigest(), len(raw))
        text = gzip.decompress(raw)
        assert (shard.unpacked, shard.quads) == (len(text), text.count(b"\n"))


@pytest.mark.slow
def test_shards_of_the_shipped_articles_hold_them(tmp_path):
    files = load.files([ROOT])
    making.make(files, Folder(tmp_path / "shards"))
    held, asked = (set(quads) for quads in (quads_of(tmp_path / "shards"), load.quads(files)))
    assert len(held) == len(asked)
    ground = {quad for quad in asked if not has_blank(quad)}
    assert ground == {quad for quad in held if not has_blank(quad)}


def has_blank(quad):
    return any(isinstance(term, ox.BlankNode) for term in (quad.subject, quad.object))


def test_a_statement_of_two_files_is_written_once_and_lines_are_as_they_should_be(
    project, tmp_path
):
    whole = made(project, tmp_path / "shards", each=100).manifest
    (shard,) = whole.shards
    assert shard.file == "shard-00000.nq.gz"
    text = gzip.decompress((tmp_path / "shards" / shard.file).read_bytes()).decode()
    graph = "<https://w3id.org/claimgraph/graph/one>"
    # In RDF the two files say `:a :says "one"` once, and `:has` of two blank nodes.
    lines = [line for line in text.splitlines() if line.endswith(f"{graph} .")]
    assert (
        sum(line.startswith("<https://example.org/a> <https://example.org/says>") for line in lines)
        == 1
    )
    expected = f"""\
<https://example.org/a> <https://example.org/says> "one" {graph} .
<https://example.org/a> <https://example.org/has> _:x {graph} .
_:x <https://example.org/part> _:y {graph} .
_:y <https://example.org/is> "größer"@de-AT {graph} .
<https://example.org/b> <https://example.org/says> "one/b" {graph} .
<https://example.org/a> <https://example.org/has> _:z {graph} .
_:z <https://example.org/part> _:w {graph} .
_:w <https://example.org/is> "größer"@de-AT {graph} .
"""
    assert '"größer"@de-AT' in text
    form = ox.RdfFormat.N_QUADS
    assert canonical.n_quads(ox.parse("\n".join(lines), format=form)) == canonical.n_quads(
        ox.parse(expected, format=form)
    )
    labels = {word for line in lines for word in line.split() if word.startswith("_:")}
    assert labels == {f"_:s0b{number}" for number in range(1, 5)}


def test_bytes_are_the_same_in_every_run_and_with_limits(project, tmp_path, monkeypatch):
    made(project, tmp_path / "here")
    monkeypatch.chdir(project)
    made(Path(), tmp_path / "there", seconds=60, memory=1 << 30)
    assert bytes_of(tmp_path / "here") == bytes_of(tmp_path / "there")
    assert len(bytes_of(tmp_path / "here")) > 3


def test_sha256sum_finds_them_sound(project, tmp_path):
    made(project, tmp_path / "shards")
    run = subprocess.run(
        ["sha256sum", "--check", "--strict", "--quiet", manifest.SUMS],
        cwd=tmp_path / "shards", capture_output=True, check=False,
    )  # fmt: skip
    assert (run.returncode, run.stdout) == (0, b"")


def test_resume_makes_only_what_is_missing_or_another(project, tmp_path):
    folder = tmp_path / "shards"
    first = made(project, folder)
    assert first.made == len(first.manifest.shards) >= 2
    before = bytes_of(folder)
    assert made(project, folder, resume=True).made == 0
    assert bytes_of(folder) == before
    missing, damaged = (shard.file for shard in first.manifest.shards[:2])
    (folder / missing).unlink()
    (folder / damaged).write_bytes(before[damaged][:-1] + b"!")
    assert made(project, folder, resume=True).made == 2
    assert bytes_of(folder) == before
    article = project / "data" / "more-1" / "a.ttl"
    article.write_text(TWO.format("another"), encoding="utf-8")
    assert made(project, folder, resume=True).made == 1
    made(project, tmp_path / "anew")
    assert bytes_of(folder) == bytes_of(tmp_path / "anew")


def test_resume_takes_away_what_is_of_articles_no_longer_there(project, tmp_path):
    made(project, tmp_path / "shards", each=1)
    for number in range(4):
        shutil.rmtree(project / "data" / f"more-{number}")
    made(project, tmp_path / "shards", each=1, resume=True)
    made(project, tmp_path / "anew", each=1)
    assert bytes_of(tmp_path / "shards") == bytes_of(tmp_path / "anew")


def test_with_one_article_more_one_shard_is_another(project, tmp_path):
    """Six graphs of at most four in a shard are two shards, and so are seven."""
    before = made(project, tmp_path / "shards", each=4).manifest
    assert len(before.graphs) == 6
    new = project / "data" / "new" / "a.ttl"
    new.parent.mkdir()
    new.write_text(TWO.format("new"), encoding="utf-8")
    after = made(project, tmp_path / "shards", each=4, resume=True)
    assert after.made == 1
    assert set(after.manifest.graphs) - set(before.graphs) == {
        "https://w3id.org/claimgraph/graph/new"
    }


def test_a_capture_is_made_again_where_the_registry_or_its_text_changed(tmp_path):
    captures = ROOT / "tests" / "captures"
    shutil.copytree(captures / "night-buses", tmp_path / "project")
    capture = tmp_path / "project" / "data" / "night-buses" / "capture.yaml"
    for path in capture.parent.glob("*.ttl"):
        path.unlink()
    shutil.copy(captures / "yaml" / "night-buses.yaml", capture)
    made(tmp_path / "project", tmp_path / "shards", each=100)

    def again():
        return made(tmp_path / "project", tmp_path / "shards", each=100, resume=True).made

    assert again() == 0
    (capture.parent / "notes.txt").write_text("what a capture may name", encoding="utf-8")
    assert again() == 1
    registry = capture.parents[1] / "registry"
    (registry / "more.ttl").write_text(TWO.format("more"), encoding="utf-8")
    assert again() == 1
    assert again() == 0


def test_a_file_that_does_not_parse_is_told_and_the_rest_is_kept(project, tmp_path):
    broken = project / "data" / "more-2" / "a.ttl"
    sound = broken.read_text(encoding="utf-8")
    broken.write_text(sound.replace("'", "«", 1), encoding="utf-8")
    with pytest.raises(SyntaxFault) as told:
        made(project, tmp_path / "shards", seconds=60, memory=1 << 30)
    assert told.value.place == f"{broken}:1:52"
    with pytest.raises(ProjectError, match="not complete: make the shards again with --resume"):
        reading.opened(Folder(tmp_path / "shards"))
    broken.write_text(sound, encoding="utf-8")
    assert made(project, tmp_path / "shards", resume=True).made == 1
    made(project, tmp_path / "anew")
    assert bytes_of(tmp_path / "shards") == bytes_of(tmp_path / "anew")


def test_what_a_killed_process_left_is_swept_away(project, tmp_path):
    left = tmp_path / "shards" / ".shard-left"
    made(project, tmp_path / "shards")
    left.mkdir()
    (left / "owner").write_bytes(b"")
    (left / "shard-00000.nq.gz").write_bytes(b"half")
    made(project, tmp_path / "shards", resume=True)
    assert not left.exists()


# ── Into a store ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.usefixtures("project")
def test_a_store_of_shards_is_that_of_the_project(tmp_path, monkeypatch, capfd):
    monkeypatch.chdir(tmp_path)
    run(monkeypatch, "load", "--shards", "shards", "project")
    quads = reading.opened(Folder(Path("shards"))).quads
    line = f"claimgraph: {quads} triples in 7 graphs written to shards as 1 shard\n"
    assert capfd.readouterr().err == line
    run(monkeypatch, "load", "--from-shards", "shards", "--store", "kept")
    assert capfd.readouterr().err == "claimgraph: 1 shard in 7 graphs loaded into kept\n"
    run(monkeypatch, "load", "--store", "other", "project")
    assert canonical.n_quads(OnDisk(Path("kept")).quads()) == canonical.n_quads(
        OnDisk(Path("other")).quads()
    )
    # A second time the graphs are replaced, not doubled, though blank nodes have other labels.
    run(monkeypatch, "load", "--from-shards", "shards", "--store", "other")
    assert canonical.n_quads(OnDisk(Path("kept")).quads()) == canonical.n_quads(
        OnDisk(Path("other")).quads()
    )


def run(monkeypatch, *arguments):
    monkeypatch.setattr(sys, "argv", ["claimgraph", *arguments])
    assert main() == 0


def test_a_shard_that_is_not_what_was_written_is_refused(project, tmp_path):
    whole = made(project, tmp_path / "shards").manifest
    path = tmp_path / "shards" / whole.shards[-1].file
    path.write_bytes(path.read_bytes() + b"\0")
    with pytest.raises(ProjectError, match=r"shard-\d+.nq.gz: is not what its manifest says"):
        reading.fill(ox.Store(), Folder(tmp_path / "shards"), whole.shards)


def hostile(folder, packed, **values):
    """Write a folder of one shard that its manifest describes with these values."""
    folder.mkdir()
    (folder / "shard-00000.nq.gz").write_bytes(packed)
    described = {
        "file": "shard-00000.nq.gz",
        "sha256": hashlib.sha256(packed).hexdigest(),
        "bytes": len(packed),
        "unpacked": 60,
        "quads": 1,
        "graphs": ["https://example.org/g"],
        "inputs": "0" * 64,
    } | values
    text = json.dumps({"complete": True, "shards": [described]})
    (folder / manifest.NAME).write_text(text, encoding="utf-8")
    return folder


def test_a_shard_unpacks_to_no_more_than_it_says(tmp_path):
    folder = hostile(tmp_path / "bomb", gzip.compress(b"#" * 10_000_000))
    with pytest.raises(ProjectError, match="is not what its manifest says"):
        reading.fill(ox.Store(), Folder(folder), reading.opened(Folder(folder)).shards)


@pytest.mark.parametrize(
    ("packed", "error", "message"),
    [
        (b"plain", ProjectError, "cannot be unpacked"),
        (gzip.compress(b"x" * 60)[:-9], ProjectError, "cannot be unpacked"),
        (gzip.compress(b"<a> <b> <c> ."), SyntaxFault, "No scheme found"),
    ],
    # Not by what is compressed, which has the time in it.
    ids=["not compressed", "cut off", "not N-Quads"],
)
def test_shards_of_others_are_refused_in_a_line(tmp_path, packed, error, message):
    folder = hostile(tmp_path / "theirs", packed)
    with pytest.raises(error, match=message):
        reading.fill(ox.Store(), Folder(folder), reading.opened(Folder(folder)).shards)


@pytest.mark.parametrize(
    "values",
    [
        {"file": "../../elsewhere"},
        {"file": 7},
        {"sha256": "0"},
        {"bytes": -1},
        {"bytes": True},
        {"graphs": [["x"]]},
        {"graphs": None},
    ],
)
def test_a_manifest_that_is_none_is_refused(tmp_path, values):
    folder = hostile(tmp_path / "theirs", b"", **values)
    with pytest.raises(ProjectError, match="is not a manifest of shards"):
        reading.opened(Folder(folder))


values = st.none() | st.booleans() | st.integers() | st.text(max_size=3) | st.just([[]])
shards = st.fixed_dictionaries(
    {},
    optional={
        "file": st.just("shard-00001.nq.gz") | values,
        "sha256": st.just("0" * 64) | values,
        "inputs": st.just("0" * 64) | values,
        **dict.fromkeys(("bytes", "unpacked", "quads"), values),
        "graphs": st.lists(st.text(max_size=3), max_size=2) | values,
    },
)


@given(
    st.fixed_dictionaries({}, optional={"complete": values, "shards": st.lists(shards, max_size=2)})
)
def test_whatever_a_manifest_says_it_is_read_or_refused(held):
    try:
        known = manifest.read(json.dumps(held).encode(), "m")
    except ProjectError:
        return
    assert manifest.read(manifest.written(known), "m") == known


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        ((), "name one place to load to: --store DIR, --endpoint URL or --shards DIR"),
        (("--shards", "new", "--store", "s"), "name one place"),
        (("--store", "s", "--resume"), "--resume and --cluster are for making shards"),
        (("--shards", "new", "--from-shards", "new"), "shards are loaded into --store DIR, whole"),
        (("--from-shards", "nowhere", "--store", "s"), "nowhere: no shards here: make some with"),
        (("--shards", "full"), "full: holds other files: name an empty folder or a new one"),
        (("--shards", "kept"), "kept: holds shards: add --resume, or name an empty folder"),
    ],
)
def test_wrong_calls_are_told_in_a_line(arguments, line, project, monkeypatch, capfd):
    monkeypatch.chdir(project)
    for name in ("full", "kept"):
        (project / name).mkdir()
    (project / "full" / "letter.txt").write_text("mine", encoding="utf-8")
    (project / "kept" / manifest.NAME).write_bytes(manifest.written(manifest.Manifest()))
    monkeypatch.setattr(sys, "argv", ["claimgraph", "load", *arguments])
    assert main() == 2
    told, complained = capfd.readouterr()
    assert told == ""
    assert complained.startswith(f"claimgraph: {line}")
    assert complained.count("\n") == 1
    assert (project / "full" / "letter.txt").read_text(encoding="utf-8") == "mine"
