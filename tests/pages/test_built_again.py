"""A site that is built again is, byte for byte, the one that is built anew in an empty folder."""

import random
import re
import shutil
from contextlib import closing
from dataclasses import replace

import pytest
from published import ROOT, edition

from claimgraph.__main__ import main
from claimgraph.check.cache import Cache
from claimgraph.errors import UsageError
from claimgraph.graph import project as projects
from claimgraph.pages import build as site
from claimgraph.pages.site import Site
from claimgraph.pages.units import divided, keys

LINKED, CORROBORATED = (ROOT / "tests" / name / "data" for name in ("linked", "corroborated"))


def library(name, folder):
    """Write a small library: of articles that links join, or of those of two without any link."""
    data = folder / "data"
    shutil.copytree(LINKED if name != "corroborated" else CORROBORATED, data)
    if name == "apart":
        shutil.rmtree(data / "links")
        for other in sorted(CORROBORATED.iterdir()):
            if other.name == "registry":
                for file in other.iterdir():
                    shutil.copy(file, data / "registry" / f"more-{file.name}")
            elif other.name != "links":
                shutil.copytree(other, data / other.name)
    return folder


def build(project, folder, cache=None, first=0):
    """Build the site of a project, remembering what was made if there is a place for it.

    Of the questions some are enough, from the `first` on: all take longer than all else.
    """
    before = keys(projects.find(project))
    source = edition(project).source
    made = Site(replace(source, questions=source.questions[first::8]))
    if cache is None:
        return site.build(made, folder)
    with closing(Cache(cache)) as opened:
        return site.build(made, folder, memory=site.Memory(opened, before))


def files(folder):
    """Return what a folder holds, by paths."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def rewrite(file, pattern, replacement, chance):
    """Change one of the places of a file where a pattern fits; tell whether there is one."""
    text = file.read_text("utf-8")
    found = list(re.finditer(pattern, text))
    if not found:
        return False
    place = chance.choice(found)
    new = text[: place.start()] + place.expand(replacement) + text[place.end() :]
    file.write_text(new, encoding="utf-8")
    return True


# What people do to a library: a pattern in one of its files, and what takes its place.
EDITS = {
    "rename": (r'(label +|label\s+)"([^"]*)"', r'\1"\2 indeed"'),
    "restate": (r'(paraphrase +)"([^"]*)"', r'\1"\2 And so on."'),
    "unhedge": (r'cg:hedge +"[^"]*"(@en)? ;', ""),
    "make less sure": (r"certainty:asserted", "certainty:reported"),
    "take a premise away": (r"(cg:premise +[\w:/.-]+ ,\s+)[\w:/.-]+ [;.]", r"\1 <x:none> ;"),
    "take a type away": (r" , cg:Thesis", ""),
    "say that it is something else": (r"cg:FactualClaim", "cg:CausalClaim"),
    "reject a link": (r"link-status:accepted", "link-status:rejected"),
    "date otherwise": (r'"20(\d\d)-01-', r'"20\1-02-'),
}
EDIT = tuple(EDITS)


def change(project, chance):
    """Change something at random, and say what."""
    data = sorted((project / "data").rglob("*.ttl"))
    kind = chance.random()
    if kind < 0.06 and len(data) > 3:
        file = chance.choice(data)
        file.unlink()
        return f"removed {file}"
    if kind < 0.15:
        statements = []
        file = chance.choice(data)
        text = file.read_text("utf-8")
        statements = list(re.finditer(r"(?ms)^[a-z:<][^\n@#]*\n    .*? \.\n", text))
        if statements:
            place = chance.choice(statements)
            file.write_text(text[: place.start()] + text[place.end() :], encoding="utf-8")
            return f"took {place[0].split()[0]} out of {file}"
    while True:
        name, file = chance.choice(EDIT), chance.choice(data)
        if rewrite(file, *EDITS[name], chance):
            return f"{name} in {file}"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "first"), [("apart", 0), ("linked", 3), ("corroborated", 5), ("apart", 6)]
)
def test_after_any_changes_it_is_the_site_built_anew(name, first, tmp_path):
    """Labels, claims, premises, links, certainties, actors, whole files: changed or taken away."""
    chance = random.Random(f"{name} {first}")
    project, out = library(name, tmp_path / "project"), tmp_path / "out"
    build(project, out, tmp_path / "cache", first)
    done = []
    for turn in range(4):
        done += [change(project, chance) for _ in range(chance.choice([1, 1, 2, 4]))]
        build(project, out, tmp_path / "cache", first)
        new = tmp_path / f"new-{turn}"
        build(project, new, first=first)
        again, anew = files(out), files(new)
        assert again.keys() == anew.keys(), done
        assert not [path for path in anew if anew[path] != again[path]], done
        shutil.rmtree(new)


@pytest.fixture
def ferry(tmp_path):
    """A built site of a small library, and where it remembers what it made."""
    project = library("linked", tmp_path / "project")
    build(project, tmp_path / "out", tmp_path / "cache")
    return tmp_path


@pytest.mark.slow
def test_what_was_altered_or_deleted_by_hand_comes_back(ferry):
    """A file of the same size, a file of another one, and a file that is gone."""
    out = ferry / "out"
    before = files(out)
    pages = sorted(out.glob("article/*/claim/*.html"))[:3]
    pages[0].write_bytes(pages[0].read_bytes().replace(b"claim", b"CLAIM", 1))
    pages[1].write_text("mine")
    pages[2].unlink()
    done = build(ferry / "project", out, ferry / "cache")
    assert done.written == 3
    assert files(out) == before


@pytest.mark.slow
def test_a_touched_file_is_kept(ferry):
    """Of another time and the same bytes, as after a copy: nothing is written."""
    for page in (ferry / "out").glob("article/*/claim/*.html"):
        page.touch()
    assert build(ferry / "project", ferry / "out", ferry / "cache").written == 0


@pytest.fixture
def made_again(ferry, monkeypatch):
    """Rewrite texts of one of the articles, which nothing joins; return what is made again."""
    project, out = ferry / "project", ferry / "out"
    shutil.rmtree(project / "data" / "links")
    build(project, out, ferry / "cache")
    monkeypatch.setattr("claimgraph.pages.build.processors", lambda: 1)
    rendered = Site.content

    def call(pattern, replacement):
        made = []
        monkeypatch.setattr(
            Site, "content", lambda self, path: made.append(path) or rendered(self, path)
        )
        for file in (project / "data" / "ferry-line").glob("*.ttl"):
            file.write_text(re.sub(pattern, replacement, file.read_text("utf-8")), "utf-8")
        build(project, out, ferry / "cache")
        return made

    return call


@pytest.mark.slow
def test_pages_of_other_articles_are_not_made_again(made_again):
    """Of articles that nothing joins, one has another label: the others' pages are kept."""
    made = made_again('(label +)"', r'\1"Now: ')
    slugs = {path.split("/")[1] for path in made if path.startswith("article/")}
    assert slugs == {"ferry-line"}
    # No answer has a label in it, and every page of a question offers articles by theirs.
    assert {path for path in made if path.startswith("questions/")} <= {
        path for path in made if path.endswith(".html")
    }


@pytest.mark.slow
def test_answers_that_stay_the_same_are_not_made_again(made_again):
    """Some questions read that a claim is restated; none shows the words."""
    made = made_again('(paraphrase +)"', r'\1"In other words: ')
    assert made
    assert not [path for path in made if path.startswith("questions/")]


@pytest.mark.slow
def test_where_nothing_changed_the_project_is_not_read(tmp_path, monkeypatch, capfd):
    """A change of any file, option or question, or of the site itself, has it read again."""
    project, out = library("linked", tmp_path / "project"), tmp_path / "out"
    own = project / "queries" / "own" / "mine.rq"
    own.parent.mkdir(parents=True)
    own.write_text("#+ summary: Mine\nSELECT ?s { ?s a ?class }", encoding="utf-8")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))

    def run(*options):
        words = ["site", "--project", str(project), "--output", str(out), *options]
        monkeypatch.setattr("sys.argv", ["claimgraph", *words])
        capfd.readouterr()
        return main(), capfd.readouterr().err

    def read(*_):
        raise UsageError("is read")

    assert run()[0] == 0
    count = len(files(out)) - 1
    monkeypatch.setattr("claimgraph.cli.options.store", read)
    unchanged = (0, f"claimgraph: {out}/index.html: 0 files written, {count} unchanged\n")
    assert run() == unchanged
    data = sorted((project / "data").rglob("*.ttl"))[0]
    for file in (data, own, out / "index.html"):
        before = file.read_bytes()
        file.write_bytes(before + b"\n")
        assert run() == (2, "claimgraph: is read\n")
        file.write_bytes(before)
        assert run() == unchanged
    assert run("--base", "https://site.example/")[0] == 2
    assert run("--vocabulary", "none")[0] == 2
    assert run("--no-cache")[0] == 2
    (out / "search.html").unlink()
    assert run()[0] == 2


@pytest.mark.parametrize(("name", "count"), [("linked", 1), ("apart", 7)])
def test_articles_that_links_join_are_one_unit(tmp_path, name, count):
    """Three articles: by their links one, without links each its own."""
    project = library(name, tmp_path / "project")
    assert len(divided(edition(project), keys(projects.find(project))).units) == count
