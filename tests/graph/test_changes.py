"""`claimgraph diff`: what a person would say has changed, and a patch that does it."""

from __future__ import annotations

import io
import random
import re
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from properties import examples
from test_rdf import DATASETS, shuffled

from claimgraph.claims import differences
from claimgraph.cli import main
from claimgraph.graph import canonical
from claimgraph.graph import changes as diff

HEAD = """\
@prefix cg: <https://w3id.org/claimgraph/ontology#> .
@prefix certainty: <https://w3id.org/claimgraph/scheme/certainty/> .
@prefix role: <https://w3id.org/claimgraph/scheme/role/> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix id: <https://w3id.org/claimgraph/id/> .
@prefix c: <https://w3id.org/claimgraph/article/bakery/claim/> .
@prefix a: <https://w3id.org/claimgraph/article/bakery/argument/> .
"""
BEFORE = (
    HEAD
    + """
id:baker a cg:Person ; rdfs:label "the baker"@en .
id:town a cg:Group ; rdfs:label "the town"@en .
c:good a cg:EvaluativeClaim ; rdfs:label "The bread is good"@en ;
    cg:certainty certainty:asserted ;
    cg:paraphrase "All who eat it say that bread from Mill Street is better than any other bread \
in the county."@en ;
    cg:involves [ a cg:Participation ; cg:actor id:baker ; cg:role role:supplier ] ;
    cg:asserts [ a rdf:Statement ; rdf:subject id:baker ;
        rdf:predicate cg:supplies ; rdf:object id:town ] .
c:old a cg:FactualClaim ; rdfs:label "The oven is old"@en .
c:flour a cg:FactualClaim ; rdfs:label "The flour is fresh"@en .
a:fresh a cg:SupportingArgument ; rdfs:label "fresh flour"@en ;
    cg:premise c:flour , c:old ; cg:conclusion c:good ; cg:explicit true .
"""
)


def quads(text: str, graph: str | None = None) -> list[ox.Quad]:
    name = ox.NamedNode(graph) if graph else ox.DefaultGraph()
    return [
        ox.Quad(q.subject, q.predicate, q.object, name)
        for q in ox.parse(text, format=ox.RdfFormat.TURTLE, rename_blank_nodes=True)
    ]


def told(before: str, after: str) -> list[str]:
    from claimgraph.graph.loading import parsed
    from claimgraph.graph.project import shipped_project

    files = parsed(shipped_project().vocabulary_files)
    out = io.StringIO()
    changes = diff.changes(quads(before), quads(after))
    differences.text(changes, (q for one in files for q in one.quads), out)
    return out.getvalue().splitlines()


@pytest.mark.parametrize(
    ("old", "new", "lines"),
    [
        ("certainty:asserted", "certainty:reported",
         ["changed  claim ‘The bread is good’: certainty from asserted to reported"]),
        ("cg:premise c:flour , c:old", "cg:premise c:flour",
         ["changed  argument ‘fresh flour’: lost premise ‘The oven is old’"]),
        ("cg:premise c:flour ,", "cg:premise c:flour , c:good ,",
         ["changed  argument ‘fresh flour’: gained premise ‘The bread is good’"]),
        ("cg:conclusion c:good", "cg:conclusion c:old",
         ["changed  argument ‘fresh flour’: conclusion from ‘The bread is good’ to ‘The oven is "
          "old’"]),
        ("cg:explicit true", "cg:explicit false",
         ["changed  argument ‘fresh flour’: explicit from true to false"]),
        ("c:old a cg:FactualClaim", "c:old a cg:CausalClaim",
         ["changed  claim ‘The oven is old’: kind from factual claim to causal claim"]),
        ("The oven is old", "The oven is new",
         ["changed  claim ‘The oven is new’: label from ‘The oven is old’ to ‘The oven is new’"]),
        ('"The oven is old"@en', '"The oven is old"@de',
         ['changed  claim ‘The oven is old’: label from "The oven is old"@en to "The oven is '
          'old"@de']),
        ("than any other bread in", "than all other bread in",
         ["changed  claim ‘The bread is good’: paraphrase from ‘…better than any other bread…’ to "
          "‘…better than all other bread…’"]),
        ("id:baker ; cg:role", "id:town ; cg:role",
         ["changed  claim ‘The bread is good’: involves from ‘the baker’ as supplier to ‘the "
          "town’ as supplier"]),
        ("rdf:predicate cg:supplies", "rdf:predicate cg:funds",
         ["changed  claim ‘The bread is good’: asserts from ‘the baker’ supplies ‘the town’ to "
          "‘the baker’ funds ‘the town’"]),
        ("] .\nc:old", "] ; cg:asserts [ a rdf:Statement ; rdf:subject id:town ; rdf:predicate "
         "cg:funds ; rdf:object id:baker ] .\nc:old",
         ["changed  claim ‘The bread is good’: now asserts ‘the town’ funds ‘the baker’"]),
        ('c:old a cg:FactualClaim ; rdfs:label "The oven is old"@en .\n', "",
         ["removed  claim ‘The oven is old’"]),
        ("c:old a", 'a:no a cg:Undercut ; rdfs:label "not so"@en ; cg:conclusion a:fresh . c:old a',
         ["added    argument ‘not so’"]),
        ("id:town a cg:Group", "id:x a cg:Group . id:town a cg:Group", ["added    actor id:x"]),
    ],
)  # fmt: skip
def test_a_change_is_told_as_a_person_would(old, new, lines):
    assert BEFORE.count(old) == 1
    found = told(BEFORE, BEFORE.replace(old, new))
    assert found[:-1] == lines
    assert found[-1] == f"1 {lines[0].split()[0]}"


def test_order_and_labels_of_blank_nodes_are_no_change():
    changes = diff.changes(quads(BEFORE), shuffled(quads(BEFORE), 1))
    assert not changes
    assert told(BEFORE, BEFORE) == ["no difference"]


def test_equal_blank_nodes_are_counted():
    """Two are not one, though they say the same."""
    one = "<s:s> <s:p> [ <s:q> 1 ] ."
    two = "<s:s> <s:p> [ <s:q> 1 ] , [ <s:q> 1 ] ."
    assert told(one, two)[0] == "changed  <s:s>: gained p 1"
    assert told(two, one)[0] == "changed  <s:s>: lost p 1"


def test_shared_blank_nodes_are_told_by_number():
    before = "<s:a> <s:p> _:x . <s:b> <s:p> _:x . _:x <s:q> 1 ."
    assert told(before, before.replace("1", "2")) == [
        "changed  6 statements about what has no name", "1 changed",
    ]  # fmt: skip


def test_what_moved_to_another_graph_is_told_as_that():
    before = [*quads(BEFORE, "http://e/g"), *quads("<s:s> <s:p> 1 .")]
    after = [*quads(BEFORE, "http://e/h"), *quads("<s:s> <s:p> 1 .")]
    out = io.StringIO()
    differences.text(diff.changes(before, after), [], out)
    named = [q for q in quads(BEFORE) if isinstance(q.subject, ox.NamedNode)]
    told = f"changed  {len(named)} facts are in other named graphs\n1 changed\n"
    assert out.getvalue() == told


def test_the_names_of_two_files_are_no_change():
    assert not diff.changes(*diff.alike(quads(BEFORE, "http://e/g"), quads(BEFORE, "http://e/h")))


# ── The patch ────────────────────────────────────────────────────────────────────────────────────


# Jena reads blank nodes by the names that a store knows as <_:name>; within a text, it is text.
_NAMED = re.compile(r'("(?:[^"\\]|\\.)*")|<(_:[^ >]+)>')


def patched(before, after) -> str:
    """Apply a patch, line by line, to the canonical N-Quads of the first graph."""
    out = io.StringIO()
    differences.patch(diff.changes(before, after), out)
    lines = out.getvalue().split("\n")
    assert (lines[0], lines[-2], lines[-1]) == ("TX .", "TC .", "")
    held = set(canonical.n_quads(before).decode().split("\n")) - {""}
    for line in lines[1:-2]:
        kind, quad = line[0], _NAMED.sub(lambda match: match[1] or match[2], line[2:])
        assert kind in "AD"
        if kind == "D":
            held.remove(quad)
        else:
            assert quad not in held
            held.add(quad)
    return "".join(line + "\n" for line in held)


def same(text: str, wanted) -> bool:
    return canonical.n_quads(ox.parse(text, format=ox.RdfFormat.N_QUADS)) == canonical.n_quads(
        wanted
    )


@settings(max_examples=examples(150), deadline=None)
@given(before=DATASETS, after=DATASETS)
def test_a_patch_leads_from_one_graph_to_the_other(before, after):
    assert same(patched(before, after), after)


def test_a_patch_names_blank_nodes_as_apache_jena_reads_them():
    """A label as in N-Quads would be another blank node in each file, and delete nothing."""
    before, after = (quads(f"<s:a> <s:p> [ <s:q> {number} ] .") for number in (1, 2))
    out = io.StringIO()
    differences.patch(diff.changes(before, after), out)
    lines = out.getvalue().splitlines()
    assert "D <s:a> <s:p> <_:c14n0> ." in lines
    assert "A <s:a> <s:p> <_:new-c14n0> ." in lines


def test_a_patch_renames_within_triple_terms():
    before = []
    after = quads("<s:a> <s:p> <<( _:x <s:q> _:y )>> . _:x <s:q> 1 .")
    assert same(patched(before, after), after)


@pytest.mark.parametrize("seed", range(10))
def test_a_patch_holds_no_more_than_what_changed(seed):
    """Of a graph that lost one fact, one deletion; its blank nodes are not rewritten."""
    before = quads(BEFORE)
    plain = [q for q in before if not isinstance(q.object, ox.BlankNode)]
    gone = random.Random(seed).choice([q for q in plain if isinstance(q.subject, ox.NamedNode)])
    after = shuffled([q for q in before if q != gone], seed)
    changes = diff.changes(before, after)
    assert (changes.deletions, changes.additions) == ({gone}, frozenset())
    assert same(patched(before, after), after)


# ── Files, folders and revisions ─────────────────────────────────────────────────────────────────


@pytest.fixture
def run(monkeypatch, capsys, tmp_path):
    """The command, in a repository whose last commit is BEFORE and whose files have changed."""
    top = tmp_path / "repository"
    data = top / "sub" / "data" / "bakery"
    data.mkdir(parents=True)
    (data / "claims.ttl").write_text(BEFORE, encoding="utf-8")
    git = ["git", "-C", str(top), "-c", "user.name=x", "-c", "user.email=x@example.org"]
    for arguments in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "first"],
                      ["tag", "v1"]):  # fmt: skip
        subprocess.run(
            [*git, *arguments], check=True, env={"PATH": "/usr/bin:/bin", "HOME": str(top)}
        )
    (data / "claims.ttl").write_text(
        BEFORE.replace("certainty:asserted", "certainty:reported"), encoding="utf-8"
    )
    monkeypatch.chdir(top / "sub")

    def run(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["claimgraph", "diff", *arguments])
        code = main()
        return code, *capsys.readouterr()

    return run


LINE = "changed  claim ‘The bread is good’: certainty from asserted to reported\n1 changed\n"
BACK = "changed  claim ‘The bread is good’: certainty from reported to asserted\n1 changed\n"


@pytest.mark.parametrize(
    ("arguments", "out"),
    [
        ([], LINE),
        (["v1"], LINE),
        (["git:HEAD", "."], LINE),
        ([".", "v1"], BACK),
        (["data", "HEAD:sub/data"], BACK),
        (["HEAD:./data/bakery/claims.ttl", "data/bakery/claims.ttl"], LINE),
        (["HEAD", "v1"], "no difference\n"),
        (["data/bakery", "data/bakery/claims.ttl"], "no difference\n"),
    ],
)
def test_files_folders_and_revisions_are_compared(run, arguments, out):
    assert run(*arguments) == (0, out, "")


def test_a_difference_is_an_exit_code_if_asked(run):
    assert run("--exit-code")[0] == 1
    assert run("--exit-code", "v1", "HEAD")[0] == 0


def test_a_patch_is_printed(run):
    code, out, err = run("--format", "patch")
    graph = "<https://w3id.org/claimgraph/graph/bakery>"
    fact = "<https://w3id.org/claimgraph/article/bakery/claim/good> " \
           "<https://w3id.org/claimgraph/ontology#certainty> " \
           "<https://w3id.org/claimgraph/scheme/certainty/{}> " + graph + " ."  # fmt: skip
    wanted = ["TX .", f"D {fact.format('asserted')}", f"A {fact.format('reported')}", "TC .", ""]
    assert (code, out.split("\n"), err) == (0, wanted, "")


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["nowhere.ttl"], "nowhere.ttl: neither a file nor a git revision"),
        (["HEAD:nowhere"], "HEAD:nowhere: neither a file nor a git revision with such a path"),
        (["--", "--output=x"], "--output=x: neither a file nor a git revision"),
        (["v1", "broken.ttl"], "broken.ttl:1:1: "),
        (["v1", "empty"], "empty: holds no RDF files: give a folder that does"),
        (["v1", "--format", "pdf"], "--format: 'pdf' is not a choice: choose from text, patch"),
    ],
)
def test_what_cannot_be_compared_is_one_line(run, arguments, line):
    Path("broken.ttl").write_text("<s> <p> .", encoding="utf-8")
    Path("empty").mkdir()
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert err.startswith(f"claimgraph: {line}"), err
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        ([], "{} is not in a git repository that git reads: "),
        (["HEAD"], "{} is not in a git repository that git reads: "),
        (["git:v1"], "{} is not in a git repository that git reads: "),
        (["v1"], "v1: no such file, and {} is not in a git repository that git reads: "),
    ],
)
def test_outside_a_repository_it_says_so(tmp_path, monkeypatch, run, arguments, line):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    _project(tmp_path)
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert err == (
        f"claimgraph: {line.format(tmp_path)}"
        "to compare with a revision, run git init and git commit there\n"
    )


def test_a_repository_without_a_commit_is_told(tmp_path, monkeypatch, run):
    monkeypatch.chdir(tmp_path)
    subprocess.run(["git", "init", "-q"], check=True)
    _project(tmp_path)
    code, out, err = run()
    assert (code, out) == (2, "")
    assert err == (
        "claimgraph: the git repository here has no commit yet: make one with git commit\n"
    )


def _project(folder):
    (folder / "data").mkdir()
    (folder / "data" / "x.ttl").write_text("<s:s> <s:p> 1 .", encoding="utf-8")
