"""Which project an open file belongs to, and how often that is looked for."""

from __future__ import annotations

import pytest

pytest.importorskip("pygls")

from claimgraph.graph import project as projects
from claimgraph.servers.lsp.workspace import Workspace

FACT = "<s:s> <s:p> 1 .\n"
ARTICLES = 30


@pytest.fixture
def root(tmp_path):
    for number in range(ARTICLES):
        written(tmp_path / f"data/a{number}/claims.ttl")
    return tmp_path


def written(path):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(FACT)
    return path


@pytest.mark.parametrize(
    ("file", "of"),
    [
        ("data/a1/claims.ttl", "."),
        ("data/a1/notes/deeper/x.ttl", "."),
        ("data/x.ttl", "."),
        ("x.ttl", "."),
        ("queries/quality/x.rq", "."),
        # A project of its own, inside another's article.
        ("data/a1/data/x/claims.ttl", "data/a1"),
        ("data/a1/data/x.ttl", "data/a1"),
    ],
)
def test_the_project_is_the_nearest_one_with_data(root, file, of):
    path = written(root / file)

    found = Workspace().project(path)

    assert found == projects.find(path.parent)
    assert found.root == root / of


def test_a_data_folder_that_holds_no_rdf_is_no_project(root):
    (root / "data/a1/data").mkdir()

    assert Workspace().project(root / "data/a1/claims.ttl").root == root


def test_a_file_in_a_folder_that_is_not_there_is_in_no_project(root):
    assert Workspace().project(root / "data/nowhere/claims.ttl") is None


def test_a_project_is_looked_for_once_for_all_its_folders(root, monkeypatch):
    starts = []
    find = projects.find
    monkeypatch.setattr(projects, "find", lambda start: starts.append(start) or find(start))
    known = Workspace()
    paths = [root / f"data/a{number}/claims.ttl" for number in range(ARTICLES)]

    files = [known.file(path) for path in paths]

    assert [file.path for file in files] == paths
    assert len({id(known.project(path)) for path in paths}) == 1
    assert starts == [root / "data"]


def test_a_new_file_is_known_after_a_refresh(root):
    known = Workspace()
    known.file(root / "data/a1/claims.ttl")
    new = written(root / "data/new/claims.ttl")
    known.refresh()

    assert known.file(new) == next(one for one in known.project(new).data_files if one.path == new)


def test_what_is_open_counts_as_it_is_now(root):
    known = Workspace()
    path = root / "data/a1/claims.ttl"
    for text in (FACT, f"{FACT}# more\n"):
        known.put(path.as_uri(), text, 1)
        assert known.unsaved == {path: text}
        assert known.typed(path) == text
        assert known.unsaved is known.unsaved, "and is gathered once for each change"
    known.close(path.as_uri())
    assert known.unsaved == {}
    assert known.typed(path) is None
