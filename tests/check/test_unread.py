"""What follows from a statement that was not read is held back and counted; the rest is told."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from properties import examples
from rdflib import URIRef

from claimgraph.check import run, unread
from claimgraph.check.engines import Result
from claimgraph.check.kept import InMemory
from claimgraph.findings import Severity
from claimgraph.graph import loading
from claimgraph.graph import project as projects
from claimgraph.graph.inputs import Input
from claimgraph.graph.project import RdfFile

# The first statements of each file of an article; what breaks them.
FILES = ["article.ttl", "claims.ttl", "arguments.ttl", "evidence.ttl", "events.ttl"]
BREAKS = {
    "semicolon": lambda text: re.sub(r" ;\n", "\n", text, count=1),
    "quote": lambda text: re.sub(r'"@en', "@en", text, count=1),
    "prefix": lambda text: re.sub(r"cg:(\w+) ;", r"cq:\1 ;", text, count=1),
    "dot": lambda text: re.sub(r"\s\.\n(?=\n)", "\n", text, count=1),
}


def report(root):
    project = projects.find(root)
    return run.check(Input(project, project.data_files))


@pytest.fixture(scope="module")
def sound():
    return {(f.rule, f.focus, f.path, f.value) for f in report(projects.shipped("data")).findings}


@pytest.mark.slow
@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("kind", BREAKS)
def test_one_fault_is_one_fault(kind, name, sound, tmp_path):
    data = shutil.copytree(projects.shipped("data"), tmp_path / "data")
    path = data / "huawei-comeback" / name
    head, body = path.read_text("utf-8").split("\n\n", 1)
    broken = BREAKS[kind](body)
    if broken == body:
        pytest.skip("nothing there to break in this way")
    path.write_text(f"{head}\n\n{broken}", "utf-8")

    checked = report(tmp_path)

    assert checked.findings[0].rule == "syntax"
    assert checked.exit_code(Severity.VIOLATION) == 1
    rules = {f.rule for f in checked.findings if f.severity == Severity.VIOLATION}
    assert rules == {"syntax"}
    others = {
        (f.rule, f.focus, f.path, f.value)
        for f in checked.findings
        if f.rule not in ("syntax", "unread")
    }
    assert others <= sound


@pytest.mark.slow
def test_what_does_not_follow_is_told(tmp_path):
    data = shutil.copytree(projects.shipped("data"), tmp_path / "data")
    path = data / "huawei-comeback/events.ttl"
    text = path.read_text("utf-8")
    text = BREAKS["semicolon"](text[: text.index("\n\n")] + text[text.index("\n\n") :])
    text += '\n<https://w3id.org/claimgraph/article/x/event/e> a cg:Event ; cg:date "soon" .\n'
    path.write_text(text, "utf-8")

    rules = [finding.rule for finding in report(tmp_path).findings]

    assert rules[0] == "syntax"
    assert "event-date" in rules


SHAPES = """\
@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix : <https://example.org/> .
:onwards a sh:PropertyShape ; sh:targetClass :P ; sh:path ( :p :t :q ) ; sh:minCount 1 .
:back a sh:PropertyShape ; sh:targetClass :P ; sh:path ( [ sh:inversePath :r ] :q ) ;
    sh:minCount 1 .
:own a sh:PropertyShape ; sh:targetClass :P ; sh:path :p ; sh:minCount 2 .
"""
DATA = """\
@prefix : <https://example.org/> .
:a a :P ; :p :between . :between :t :broken .
:b a :P . :c :r :b .
:d a :P .
:broken :q .
:c :q .
"""


def test_a_path_is_followed_to_what_was_not_read(tmp_path):
    """Whichever way it leads; how many values a node has does not depend on what they say."""
    for name, text in (("ontology/shapes/s.ttl", SHAPES), ("data/a/d.ttl", DATA)):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_text(text, "utf-8")

    told = {f"{f.rule} {f.focus[-2]}" for f in report(tmp_path).findings if f.focus}

    others = {"onwards b", "onwards d", "back a", "back d"}
    assert told == {"own a", "own b", "own d", *others}


# Two articles that have nothing in common but what is shared; the broken one names that.
REACHING = """\
@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix : <https://example.org/> .
:reaching a sh:PropertyShape ; sh:targetClass :P ; sh:path ( :p :q ) ; sh:minCount 1 .
"""
SHARED = "@prefix : <https://example.org/> . :shared :r 1 ."
ARTICLE = """\
# An Article.
@prefix : <https://example.org/> . @prefix own: <https://w3id.org/claimgraph/article/{}/> .
own:one a :P ; :p :shared .
"""
BROKEN = ARTICLE + "own:two :p :shared :q .\n"


def articles(root, **texts):
    """Write articles, beside what they share and a rule."""
    shared = {"ontology/shapes/s.ttl": REACHING, "data/registry/r.ttl": SHARED}
    own = {f"data/{slug}/a.ttl": text.format(slug) for slug, text in texts.items()}
    for name, text in {**shared, **own}.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, "utf-8")
    return root


def apart(root, cache=None):
    """What is found where articles are judged one by one: in one graph, but for what is cached."""
    project = projects.Project(root)
    return rows(run.check(Input(project, project.data_files), cache=cache, apart=True))


def rows(checked):
    """Rule, message and files of each finding."""
    return sorted(
        (one.rule, one.message, *(at.file[-7:] for at in (one.location, *one.also)))
        for one in checked.findings
    )


def test_an_article_is_told_of_whatever_is_wrong_in_another(tmp_path):
    """And what was kept of it then is what is told once the other is mended."""
    cache = InMemory()
    at_once = apart(articles(tmp_path, a=BROKEN, b=ARTICLE), cache)
    mended = apart(articles(tmp_path, a=ARTICLE), cache)

    assert [(rule, file) for rule, _, file in at_once] == [
        ("reaching", "b/a.ttl"),
        ("syntax", "a/a.ttl"),
        ("unread", "a/a.ttl"),
    ]
    assert at_once[-1][1].startswith("1 finding rests")
    assert [(rule, file) for rule, _, file in mended] == [
        ("reaching", "a/a.ttl"),
        ("reaching", "b/a.ttl"),
    ]


def test_articles_that_lack_the_same_name_are_each_told_so(tmp_path):
    """What one of them rests on is not read: the other is told, whether or not beside it."""
    nobody = "own:three :q <https://w3id.org/claimgraph/id/nobody> .\n"
    articles(tmp_path, a=BROKEN + nobody, b=ARTICLE + nobody, c=ARTICLE + nobody)
    together = rows(report(tmp_path))

    assert [row[2:] for row in together if row[0] == "undescribed"] == [("b/a.ttl",), ("c/a.ttl",)]
    assert together == apart(tmp_path)


# About what an article mentions, though nothing describes it.
MENTIONED = """\
@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix : <https://example.org/> .
:mentioned a sh:NodeShape ; sh:targetObjectsOf :q ;
    sh:property [ sh:path ( :p :q ) ; sh:minCount 1 ] .
"""
NOWHERE = ARTICLE + "own:three :q own:nowhere .\n"
HIDDEN = NOWHERE + "own:two :p own:nowhere :q .\n"


@pytest.mark.slow
@settings(max_examples=examples(4), deadline=None)
@given(texts=st.lists(st.sampled_from([ARTICLE, NOWHERE, HIDDEN]), min_size=2, max_size=3))
def test_what_nothing_describes_is_held_back_where_it_is_mentioned(texts, tmp_path_factory):
    """Whatever other articles are judged in the same graph."""

    def found(**some):
        root = articles(tmp_path_factory.mktemp("p"), **some)
        (root / "ontology/shapes/s.ttl").write_text(MENTIONED, "utf-8")
        return rows(report(root))

    together = dict(zip("abcde", texts, strict=False))

    each = [row for slug, text in together.items() for row in found(**{slug: text})]
    assert found(**together) == sorted(each)


@pytest.mark.slow
def test_what_is_held_back_does_not_depend_on_what_is_known_already(tmp_path):
    cache = InMemory()
    apart(articles(tmp_path, a=ARTICLE, b=ARTICLE), cache)
    articles(tmp_path, a=BROKEN)

    assert apart(tmp_path, cache) == apart(tmp_path)


@pytest.mark.slow
def test_what_is_held_back_does_not_depend_on_the_seed_of_hashes(tmp_path):
    slugs = "abcdefghijklm"
    articles(tmp_path, **{slug: BROKEN if slug in "adk" else ARTICLE for slug in slugs})
    command = [sys.executable, "-m", "claimgraph", "check", "--no-cache", "--format", "json"]
    said = {
        subprocess.run(
            [*command, str(tmp_path)],
            env={**os.environ, "PYTHONHASHSEED": str(seed)},
            capture_output=True,
            text=True,
            check=False,
        ).stdout
        for seed in range(4)
    }

    assert len(said) == 1
    assert said.pop().count("1 finding rests") == 3


@pytest.fixture(scope="module")
def parts(tmp_path_factory):
    """Four articles, two of them broken, beside what is shared."""
    texts = {"a": BROKEN, "b": ARTICLE, "c": BROKEN, "d": ARTICLE}
    root = articles(tmp_path_factory.mktemp("parts"), **texts)

    def load(slug, name="a.ttl"):
        path = root / "data" / slug / name
        return loading.load(RdfFile(path, f"{slug}/{name}", "turtle", f"https://x.org/{slug}"))

    beside = (load("registry", "r.ttl"),)
    return {slug: unread.Part((load(slug),), beside) for slug in texts}


@settings(max_examples=examples(20), deadline=None)
@given(order=st.permutations("abcd"), of_results=st.permutations("abcd"))
def test_what_is_held_back_does_not_depend_on_the_order(parts, order, of_results):
    """Neither on that of articles nor on that of results."""
    focus = "https://w3id.org/claimgraph/article/{}/one"
    path, sparql = URIRef("https://example.org/p"), "http://www.w3.org/ns/shacl#SPARQL"
    results = [
        Result(
            URIRef(focus.format(slug)),
            path,
            None,
            URIRef("https://example.org/s"),
            f"{sparql}ConstraintComponent",
            "http://www.w3.org/ns/shacl#Violation",
        )
        for slug in of_results
    ]
    resting = unread.resting([parts[slug] for slug in order], results, [], [], [])
    counts = {slug: len(some) for slug, some in zip(order, resting, strict=False)}
    lines = unread.withheld([parts[slug] for slug in order], [], [], [], list(counts.values()))

    assert counts == {"a": 1, "b": 0, "c": 1, "d": 0}
    assert sorted(str(one.location)[:7] for one in lines) == ["a/a.ttl", "c/a.ttl"]
