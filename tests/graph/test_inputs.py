"""Which files a path stands for."""

from __future__ import annotations

from pathlib import Path

import pytest

from claimgraph.graph import project as projects
from claimgraph.graph.inputs import resolve
from claimgraph.vocab import GRAPH


@pytest.mark.parametrize("path", [".", "data", "data/article", "data/article/one.ttl"])
def test_files_reached_through_a_link_are_read_once(tmp_path, monkeypatch, path):
    """Two names of one file are one file: its blank nodes would count twice."""
    folder = tmp_path / "elsewhere" / "data" / "article"
    folder.mkdir(parents=True)
    (folder / "one.ttl").write_text("<x:1> <x:has> [] .", encoding="utf-8")
    here = tmp_path / "here"
    here.mkdir()
    (here / "data").symlink_to(tmp_path / "elsewhere" / "data")
    monkeypatch.chdir(here)
    (asked,) = resolve([Path(path)], follow_links=True)
    (file,) = asked.files
    assert file.path.resolve() == folder / "one.ttl"
    assert asked.only in (None, {file.name})


def with_files(root: Path, *names: str) -> Path:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("<x:1> <x:2> <x:3> .", encoding="utf-8")
    return root


def test_twice_the_articles_are_not_looked_for_four_times(tmp_path, monkeypatch):
    """The project around a folder is found once, not for each file by walking through all."""
    walks = []
    real = projects.rdf_files
    monkeypatch.setattr(projects, "rdf_files", lambda *given: walks.append(given) or real(*given))
    counts = []
    for many in (5, 50):
        names = [f"data/article-{number}/one.ttl" for number in range(many)]
        root = with_files(tmp_path / str(many), *names)
        walks.clear()
        (asked,) = resolve([root])
        assert len(asked.files) == many
        counts.append(len(walks))
    assert counts[0] == counts[1]


def test_a_project_within_another_keeps_its_own_graphs(tmp_path):
    names = ("data/outer/one.ttl", "data/outer/sub/data/inner/two.ttl")
    root = with_files(tmp_path, *names)
    (asked,) = resolve([root / "data" / "outer"])
    graphs = {file.path.name: file.graph for file in asked.files}
    assert graphs["one.ttl"] == GRAPH + "outer"
    assert len(graphs) == 2


@pytest.mark.parametrize("folder", ["data", "data/article"])
def test_a_file_has_the_same_graph_however_it_is_named(tmp_path, folder):
    root = with_files(tmp_path, "data/article/one.ttl", "data/article/two.ttl", "data/other.ttl")
    (whole,) = resolve([root])
    (part,) = resolve([root / folder])
    of_whole = {file.path: file.graph for file in whole.files}
    assert of_whole[root / "data/article/one.ttl"] == GRAPH + "article"
    assert of_whole[root / "data/other.ttl"] == GRAPH + "other"
    assert {file.path: file.graph for file in part.files}.items() <= of_whole.items()
