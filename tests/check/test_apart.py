"""Findings that say the same of one thing tell what sets them apart: both engines, each kind."""

from __future__ import annotations

import sys
from collections import Counter

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from properties import examples

from claimgraph.check import engines, findings, run
from claimgraph.check.reports import text
from claimgraph.graph import project as projects
from claimgraph.graph.inputs import Input

HEAD = "@prefix : <https://example.org/> .\n@prefix sh: <http://www.w3.org/ns/shacl#> .\n"
SHAPES = """\
:languages a sh:PropertyShape ; sh:targetClass :P ; sh:path :name ; sh:uniqueLang true .
:worded a sh:PropertyShape ; sh:targetClass :P ; sh:path :name ; sh:uniqueLang true ;
    sh:message "has a name too many" .
:further a sh:PropertyShape ; sh:targetClass :P ; sh:path ( :next :name ) ; sh:uniqueLang true .
:classes a sh:PropertyShape ; sh:targetClass :P ; sh:path :next ; sh:class :A , :B , :C .
:one-class a sh:PropertyShape ; sh:targetClass :P ; sh:path :next ; sh:class :A , :B .
:has a sh:PropertyShape ; sh:targetClass :P ; sh:path :next ; sh:hasValue :x , :y , :b .
:alike a sh:PropertyShape ; sh:targetClass :P ; sh:path :next ; sh:equals :other , :same , :none .
:unlike a sh:PropertyShape ; sh:targetClass :P ; sh:path :next ; sh:disjoint :none , :same .
:bounds a sh:PropertyShape ; sh:targetClass :P ; sh:path :low ; sh:lessThan :high .
:two-bounds a sh:PropertyShape ; sh:targetClass :P ; sh:path :low ; sh:lessThan :high , :top .
:nots a sh:NodeShape ; sh:targetClass :P ; sh:not [ sh:class :P ] , [ sh:nodeKind sh:IRI ] .
:parts a sh:PropertyShape ; sh:targetClass :P ; sh:path :low ; sh:nodeKind sh:IRI ; sh:minLength 3 ;
    sh:message "is wrong" .
"""
DATA = """\
:a a :P ; :name "I"@en , "me"@EN , "ich"@de , "mich"@de , "je"@fr , "moi" ; :next :b ; :same :b ;
    :low 5 ; :high 4 , 5 , 6 ; :top 1 .
:b a :B ; :name "him"@en , "he"@en .
"""
SAID = {
    "languages": ["language de", "language en"],
    "worded": ["language de", "language en"],
    "further": ["language en"],
    "classes": ["sh:class A", "sh:class C"],
    "one-class": ["sh:class A"],
    "has": ["sh:hasValue x", "sh:hasValue y"],
    "alike": ["sh:equals none", "sh:equals other"],
    "unlike": ["sh:disjoint same"],
    "bounds": ["high 4", "high 5"],
    "two-bounds": ["high 4", "high 5", "top 1"],
    "nots": ["sh:not [ class P ]", "sh:not [ nodeKind IRI ]"],
    "parts": ["sh:minLength 3", "sh:nodeKind IRI"],
}


def checked(root, shapes, data, engine):
    for name, written in (("ontology/shapes/s.ttl", shapes), ("data/a/d.ttl", data)):
        (root / name).parent.mkdir(parents=True)
        (root / name).write_text(HEAD + written, "utf-8")
    project = projects.find(root)
    return run.check(Input(project, project.data_files), engine)


@pytest.fixture(scope="module", params=["fast", "pyshacl"])
def report(request, tmp_path_factory):
    return checked(tmp_path_factory.mktemp("apart"), SHAPES, DATA, request.param)


@pytest.mark.parametrize("rule", SAID)
def test_it_is_said_in_brackets(report, rule):
    messages = [f.message for f in report.findings if f.rule == rule]

    assert sorted(each.rpartition(" (")[2].rstrip(")") for each in messages) == SAID[rule]


def test_a_language_used_twice_is_told_at_its_values(report):
    places = {
        f.message: [(at.line, at.column) for at in (f.location, *f.also)]
        for f in report.findings
        if f.rule == "worded"
    }

    assert places == {
        "has a name too many (language en)": [(3, 17), (3, 26)],
        "has a name too many (language de)": [(3, 36), (3, 47)],
    }


def test_no_two_findings_are_folded(report, capsys):
    text.write(report, sys.stdout)

    assert " times)" not in capsys.readouterr().out


tags = st.sampled_from(["en", "EN", "en-GB", "de", "fr"])


@settings(max_examples=examples(30), deadline=None)
@given(st.lists(st.tuples(st.sampled_from("abc"), tags), max_size=8, unique=True))
def test_every_language_used_twice_is_named(names):
    """SHACL 4.4.2: a result for each tag, compared without regard to case."""

    def read(written):
        return list(ox.parse(HEAD + written, format=ox.RdfFormat.TURTLE))

    once = {(label, tag.lower()): tag for label, tag in names}
    values = [f'"{label}"@{tag}' for (label, _), tag in once.items()]
    data = read(f":a a :P ; :name {' , '.join(values)} ." if values else ":a a :P .")
    shapes = read(SHAPES.splitlines()[0])
    results = engines.engine("fast")(data, shapes)

    told = findings.of_results(results, [], data, shapes)

    counts = Counter(tag for _, tag in once)
    wanted = {tag for tag, times in counts.items() if times > 1}
    assert {f.message.rpartition("language ")[2].rstrip(")").lower() for f in told} == wanted
    assert len(told) == len(wanted)
