"""Which files a path stands for."""

from __future__ import annotations

from pathlib import Path

import pytest

from claimgraph import check


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
    (asked,) = check.inputs([Path(path)])
    (file,) = asked.files
    assert file.path.resolve() == folder / "one.ttl"
    assert asked.only in (None, {file.name})
