"""What follows from a statement that was not read is held back and counted; the rest is told."""

from __future__ import annotations

import re
import shutil

import pytest

from claimgraph.check import run
from claimgraph.findings import Severity
from claimgraph.graph import project as projects
from claimgraph.graph.inputs import Input

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
