"""A store on disk that was damaged: one line for whoever reads it, and a load that mends it."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys

import pytest
from sampled import few

from claimgraph.errors import ClaimgraphError, StoreError
from claimgraph.graph import project as projects
from claimgraph.graph.stores import disk, load
from claimgraph.processes import Processes

QUERY = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o . ?o ?q ?r }"


@pytest.fixture(scope="module")
def sound(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sound") / "store"
    write(folder)
    return folder


def write(folder, *only: str) -> None:
    files = load.files([projects.shipped_project().root])
    graphs = [name for name in load.graphs(files) if not only or name in only]
    disk.replace(folder, graphs, load.quads(f for f in files if f.graph in graphs))


def read(folder) -> list[str]:
    """Ask a store, and read it through; return what it says, or the line that tells of damage."""
    said = []
    for way in (
        lambda store: str(store.query(QUERY).rows),
        lambda store: str(sum(1 for _ in store.quads())),
    ):
        try:
            said.append(way(disk.OnDisk(folder)))
        except ClaimgraphError as error:
            said.append(f"damaged: {error}")
    return said


DAMAGES = [
    pytest.param(kind, seed, marks=[pytest.mark.slow] if seed >= 1 else [])
    for kind in ("flipped", "cut", "missing")
    for seed in range(12)
]


@pytest.mark.parametrize(("kind", "seed"), DAMAGES)
def test_damage_is_one_line_and_a_load_mends_it(sound, tmp_path, kind, seed):
    chance = random.Random(seed)
    folder = tmp_path / "store"
    shutil.copytree(sound, folder, symlinks=True)
    files = sorted((folder / "current").iterdir())
    file = files[seed % len(files)]
    content = bytearray(file.read_bytes())
    if kind == "missing":
        file.unlink()
    elif kind == "cut":
        file.write_bytes(content[: chance.randrange(len(content) + 1)])
    elif content:
        content[chance.randrange(len(content))] ^= 0xFF
        file.write_bytes(content)

    # In a process: some damage ends it, which no line of ours could tell.
    with Processes(1, seconds=60) as processes:
        for said in processes.submit(read, folder).result():
            if said.startswith("damaged"):
                assert "load it again" in said
                assert "\n" not in said
        processes.submit(write, folder).result()
        assert processes.submit(read, folder).result() == read(sound)


@pytest.mark.slow
@pytest.mark.parametrize("kind", few(["flipped", "missing"], 1))
def test_each_command_says_what_to_do(sound, tmp_path, kind):
    """One line that says to load again; the load says what it did, and all is well after it."""
    folder = tmp_path / "store"
    shutil.copytree(sound, folder, symlinks=True)
    file = max((folder / "current").glob("*.sst"), key=lambda one: one.stat().st_size)
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 0xFF
    file.unlink()
    if kind == "flipped":
        file.write_bytes(content)
    root = str(projects.shipped_project().root)

    def told(*arguments: str) -> tuple[int, str]:
        command = [sys.executable, "-m", "claimgraph", *arguments, "--store", str(folder)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
        return done.returncode, done.stderr

    for arguments in (["ask", "claims"], ["stats"], ["serve", "--port", "0"]):
        code, said = told(*arguments)
        assert (code, said.count("\n")) == (2, 1)
        assert "load it again" in said
    code, said = told("load", root)
    assert code == 0
    assert "made anew" in said
    assert told("stats") == (0, "")


def test_a_load_of_a_part_makes_a_damaged_store_anew(sound, tmp_path):
    folder = tmp_path / "store"
    shutil.copytree(sound, folder, symlinks=True)
    for file in (folder / "current").glob("*.sst"):
        file.write_bytes(bytes(file.stat().st_size))
    told = []
    graph = load.graphs(load.files([projects.shipped_project().root]))[0]
    disk.replace(folder, [graph], [], anew=lambda: told.append(1))
    assert told == [1]
    assert list(disk.OnDisk(folder).quads()) == []


def test_a_missing_generation_says_to_load_again(sound, tmp_path):
    folder = tmp_path / "store"
    shutil.copytree(sound, folder, symlinks=True)
    shutil.rmtree((folder / "current").resolve())
    with pytest.raises(StoreError, match="load it again"):
        disk.OnDisk(folder)
    write(folder)
    assert read(folder) == read(sound)


@pytest.mark.parametrize("name", ["current", "lock", "generation-1", "generation-7"])
@pytest.mark.parametrize("kind", few(["file", "pipe", "folder", "loop", "link"], 2))
def test_an_entry_of_another_kind_is_one_line_and_a_load_replaces_it(sound, tmp_path, name, kind):
    """What a link leads to is left alone."""
    folder, other = tmp_path / "store", tmp_path / "other"
    shutil.copytree(sound, folder, symlinks=True)
    other.write_text("kept", encoding="utf-8")
    entry = folder / name
    if entry.is_symlink() or entry.is_file():
        entry.unlink()
    elif entry.is_dir():
        shutil.rmtree(entry)
    if kind == "file":
        entry.write_text("x", encoding="utf-8")
    elif kind == "pipe":
        os.mkfifo(entry)
    elif kind == "folder":
        entry.mkdir()
    else:
        entry.symlink_to(entry.name if kind == "loop" else other)
    said = read(folder)
    assert said == read(sound) or all("claimgraph load --store" in line for line in said)
    graph = "https://w3id.org/claimgraph/graph/a"
    disk.replace(folder, [graph], [])
    assert entry.is_symlink() == (name == "current")
    disk.OnDisk(folder)
    assert other.read_text(encoding="utf-8") == "kept"
