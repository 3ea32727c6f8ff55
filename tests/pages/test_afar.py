"""A site whose pages others make: the bytes of one made here, or a line that says why not."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from claimgraph.check.kept import InMemory
from claimgraph.errors import UsageError
from claimgraph.graph import project as projects
from claimgraph.graph.stores.memory import Embedded
from claimgraph.pages import afar, build
from claimgraph.pages.contents import Source
from claimgraph.pages.site import Site
from claimgraph.pages.units import keys
from claimgraph.processes import Processes
from claimgraph.questions import catalogue

LINKED = Path(__file__).parents[1] / "linked"


@pytest.fixture
def project(tmp_path):
    shutil.copytree(LINKED, tmp_path / "linked")
    return projects.find(tmp_path / "linked")


def recipe(project, **other):
    made = afar.Recipe(project, afar._key(keys(project)), None, "none")
    return replace(made, **other)


def site(project):
    """Return the site as the command makes it."""
    loaded = catalogue.load(project)
    store = Embedded(quad for one in loaded for quad in one.quads)
    questions = catalogue.fitting(catalogue.catalogue(project), store, loaded)
    return Site(Source(project, loaded, questions, store=store, vocabulary="none"))


@pytest.mark.slow
def test_a_worker_makes_what_is_made_here(project):
    """Its process reads the project once, whatever it is asked for."""
    from claimgraph.pages.units import divided

    edition = site(project)
    unit = divided(edition, keys(project)).units[0]
    paths = ["index.html", next(path for path in edition.paths if path.endswith(".jsonld"))]
    with Processes() as here:
        made = list(afar.Afar(here, recipe(project)).made([(paths, None), ([], unit)]))
    made.sort(key=lambda one: one[0])
    files, nothing = made[0][1]
    assert [content for content, _ in files] == [edition.content(path) for path in paths]
    assert nothing is None
    assert made[1][1] == ([], afar.shown(edition, unit))


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (MemoryError(), "too little memory"),
        (OSError("no such\nfile"), r"a worker failed \(OSError: no such file\)"),
    ],
)
def test_a_worker_that_fails_is_told_in_a_line(project, monkeypatch, error, line):
    def fails(*_):
        raise error

    monkeypatch.setattr(afar, "_made", fails)
    with Processes() as here, pytest.raises(UsageError, match=line):
        list(afar.Afar(here, recipe(project)).made([(["index.html"], None)]))


def test_files_that_changed_meanwhile_are_told(project):
    with Processes() as here, pytest.raises(UsageError, match="reads other files"):
        list(afar.Afar(here, recipe(project, key="other")).made([(["index.html"], None)]))


@pytest.mark.slow
def test_a_site_is_built_and_built_again_as_here(project, tmp_path):
    """The second time one article has changed, and what it shows elsewhere is made again too."""

    def built(folder, workers, cache):
        afar._site.cache_clear()
        edition = site(project)
        memory = build.Memory(cache, keys(project))
        there = None if workers is None else afar.Afar(workers, recipe(project))
        done = build.build(edition, tmp_path / folder, memory=memory, afar=there)
        files = {
            path.relative_to(tmp_path / folder): path.read_bytes()
            for path in (tmp_path / folder).rglob("*")
            if path.is_file()
        }
        return done, files

    own, others = InMemory(), InMemory()
    with Processes() as workers:
        assert built("there", workers, own) == built("here", None, others)
        claims = project.root / "data" / "island-school" / "claims.ttl"
        text = claims.read_text("utf-8")
        assert "The school keeps families" in text
        claims.write_text(text.replace("The school keeps families", "It keeps families"), "utf-8")
        there, here = built("there", workers, own), built("here", None, others)
    assert there == here
    assert 0 < there[0].written < there[0].kept
