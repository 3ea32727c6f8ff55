"""The catalogue of rules: what it lists, how one is explained, and that findings name its rules."""

from __future__ import annotations

import inspect
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from checked_projects import checked
from commanded import told
from rdflib import Graph, URIRef
from rdflib.compare import isomorphic

import claimgraph
from claimgraph.check import (
    accepting,
    described_twice,
    faults,
    questions,
    rules,
    undescribed,
    wellformed,
)
from claimgraph.check import run as check
from claimgraph.claims import text_rules
from claimgraph.findings import Severity
from claimgraph.graph import project as projects

ROOT = Path(__file__).parents[2]
SHAPES = "https://w3id.org/claimgraph/shapes#"
OWN = """\
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix x:  <https://example.org/> .

x:thing-shape a sh:NodeShape ; sh:targetClass x:Thing ;
    sh:severity sh:Warning ; rdfs:comment "gathers what is asked of a thing" ;
    sh:property x:thing-name , x:thing-off ,
        [ sh:path x:size ; sh:maxCount 1 ; sh:severity sh:Info ] .

x:thing-name a sh:PropertyShape ; sh:path x:name ; sh:minCount 1 ;
    sh:message "hat keinen Namen"@de , "has no name"@en .

x:thing-off sh:path x:off ; sh:maxCount 0 ; sh:deactivated true .

x:thing-choice a sh:NodeShape ; sh:targetClass x:Thing ;
    sh:name "a name or a size" ;
    sh:or ( [ sh:path x:name ; sh:minCount 1 ] [ sh:path x:size ; sh:minCount 1 ] ) .
"""


@pytest.fixture
def own(tmp_path):
    """A project with shapes of its own and a file that breaks all of them."""
    (tmp_path / "ontology" / "shapes").mkdir(parents=True)
    (tmp_path / "ontology" / "shapes" / "things.ttl").write_text(OWN, encoding="utf-8")
    (tmp_path / "data" / "stock").mkdir(parents=True)
    (tmp_path / "data" / "stock" / "things.ttl").write_text(
        "@prefix x: <https://example.org/> .\n"
        "x:one a x:Thing ; x:size 1 , 2 ; x:off 1 .\nx:two a x:Thing .\n",
        encoding="utf-8",
    )
    return projects.Project(tmp_path)


def run(*arguments, cwd=ROOT):
    return told(*arguments, cwd=cwd)


def test_every_example_names_a_rule_of_the_catalogue():
    """The examples under ontology/examples are one pair per shape; the rest is the check's own."""
    pairs = {
        (path.parent.name, path.name.removesuffix(".fail.ttl"))
        for path in (ROOT / "ontology" / "examples").glob("*/*.fail.ttl")
    }

    found = {(rule.kind, rule.name) for rule in rules.catalogue(projects.shipped_project())}
    # What needs a text has its examples in tests/claims.
    with_text = {("text", rule.name) for rule in text_rules.RULES}

    assert found - pairs - with_text == {
        ("file", "syntax"),
        ("file", "unread"),
        ("file", "empty-file"),
        ("name", "described-twice"),
        ("name", "undescribed"),
        ("file", "time"),
        ("question", "question-syntax"),
        ("question", "question-name"),
        ("shape", "shape"),
        ("shape", "shape-query"),
        # Told only with --require-accepted: no example fails by itself.
        ("review", "accepted"),
    }
    assert pairs <= found


def test_what_the_check_names_by_itself_is_in_the_catalogue():
    """A finding whose rule cannot be looked up explains nothing."""
    modules = (check, described_twice, faults, questions, undescribed, wellformed)
    source = "".join(map(inspect.getsource, modules))
    named = set(re.findall(r'rule="([a-z-]+)"|of_fault\([^)]*?"([a-z-]+)"', source))
    with_text = {rule.name for rule in text_rules.RULES}

    assert {a or b for a, b in named} | with_text | {accepting.ACCEPTED.name} == {
        rule.name for rule in rules.OWN
    }


def test_the_catalogue_is_sorted_and_each_name_stands_once():
    listed = rules.catalogue(projects.shipped_project())

    keys = [(rule.kind, rule.name) for rule in listed]
    assert keys == sorted(keys)
    assert len({rule.name for rule in listed}) == len(listed)
    assert all(rule.summary and rule.description and rule.hint for rule in listed)


def test_a_users_own_rules_are_listed_as_findings_name_them(own):
    """A shape in sh:or has no results, a deactivated one neither; one without an IRI has."""
    things = {rule.name: rule for rule in rules.catalogue(own) if rule.kind == "things"}

    assert set(things) == {"thing-name", "thing-choice", "thing-shape/size"}
    assert things["thing-name"].message == "has no name"
    assert things["thing-name"].severity is Severity.VIOLATION
    assert things["thing-shape/size"].severity is Severity.INFO
    assert things["thing-shape/size"].summary == "sh:maxCount 1"
    assert things["thing-choice"].summary == "a name or a size"


def test_an_opened_project_knows_its_rules(own):
    names = [rule.name for rule in claimgraph.open(own.root).rules]

    assert names == [rule.name for rule in rules.catalogue(own)]
    assert "thing-name" in names


def test_findings_name_rules_of_the_catalogue_with_their_severity(own):
    found = checked(own.root, "pyshacl").findings

    listed = {rule.name: rule.severity for rule in rules.catalogue(own)}
    assert {f.rule for f in found} == {"thing-name", "thing-choice", "thing-shape/size"}
    assert {f.rule: f.severity for f in found}.items() <= listed.items()


def test_a_shapes_file_that_breaks_off_gives_the_rules_before_the_fault(own):
    """Those are the rules that a check applies; it reports the fault itself."""
    file = own.root / "ontology" / "shapes" / "things.ttl"
    file.write_text(OWN.replace("x:thing-choice a", "x:thing-choice ["), encoding="utf-8")

    names = {rule.name for rule in rules.catalogue(projects.Project(own.root))}

    assert "thing-name" in names
    assert "thing-choice" not in names


@pytest.mark.parametrize("name", ["claim-hedge", "claim-label-unique", "reported-needs-source"])
def test_an_explained_shape_is_the_shape_in_turtle(name):
    """What is shown parses, and holds the same triples as the shape's file says of it."""
    shape = URIRef(SHAPES + name)
    whole = Graph().parse(ROOT / "ontology" / "shapes" / "claim.ttl").cbd(shape)

    told = rules.explain(projects.shipped_project(), name)

    assert isomorphic(Graph().parse(data=told.turtle, format="turtle"), whole)


def test_examples_are_shown_as_far_as_they_differ():
    told = rules.explain(projects.shipped_project(), "claim-hedge")

    assert 'cg:hedge      "perhaps" ;' in told.failing.differs
    assert 'cg:hedge      "perhaps"@en' in told.passing.differs
    assert "evidence:timetable\n" not in told.failing.differs
    assert told.failing.file.endswith("ontology/examples/claim/claim-hedge.fail.ttl")


@pytest.mark.parametrize(
    "path",
    sorted((ROOT / "ontology" / "examples").glob("*/*.fail.ttl")),
    ids=lambda path: path.name,
)
def test_what_is_shown_of_an_example_is_more_than_a_comment(path):
    """Else the reader would be told that the two differ, and not in what."""
    failing = rules.Example.of(path, path.with_name(path.name.replace(".fail.", ".pass.")))

    lines = [line for line in failing.differs.splitlines() if line]
    assert not all(line.startswith("#") for line in lines)
    assert "@prefix" not in failing.differs


def test_an_unknown_rule_is_one_line_with_the_nearest_names():
    done = run("rules", "claim-hedges")

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
    assert "no rule 'claim-hedges' (nearest: claim-hedge" in done.stderr


def test_rules_are_listed_in_columns_under_what_they_are_about():
    done = run("rules")

    lines = done.stdout.splitlines()
    assert (done.returncode, done.stderr) == (0, "")
    section = lines[lines.index("claim") : lines.index("", lines.index("claim"))]
    row = next(line for line in section if line.startswith("  claim-hedge "))
    assert row.split(maxsplit=2)[1:] == ["violation", "A claim's marker words have a language"]
    assert len({line.find("violation") for line in section if "  violation " in line}) == 1


def test_one_rule_is_told_with_all_that_there_is():
    done = run("rules", "claim-supported")

    assert done.returncode == 0
    assert done.stdout.startswith("claim-supported  warning\nA claim rests on something.\n")
    for part in (
        "message  has neither evidence nor a supporting argument",
        "hint     Add cg:evidence or an argument for it",
        f"shape    <{SHAPES}claim-supported>",
        "sh:qualifiedMinCount 1",
        "Passes: ontology/examples/claim/claim-supported.pass.ttl",
        "Fails: ontology/examples/claim/claim-supported.fail.ttl",
    ):
        assert part in done.stdout


def test_a_rule_without_a_shape_is_told_too():
    done = run("rules", "empty-file")

    assert done.returncode == 0
    assert "message  holds no statements" in done.stdout
    assert "shape" not in done.stdout


def test_a_users_own_rule_is_explained_in_its_project(own):
    done = run("rules", "thing-shape/size", cwd=own.root)

    assert done.returncode == 0, done.stderr
    assert "sh:path     x:size ;" in done.stdout
    assert "Passes" not in done.stdout


def test_rules_nested_without_measure_are_listed_and_explained(own):
    """A shape may be nested as deep as its author likes: one line of the list, and no trace."""
    within = "\n".join(f"_:n{n} sh:not _:n{n + 1} ." for n in range(1500))
    deep = "x:deep a sh:NodeShape ; sh:not _:n0 . _:n1500 a sh:NodeShape ; sh:class x:Thing ."
    circle = "_:a a sh:NodeShape ; sh:not _:b . _:b a sh:NodeShape ; sh:not _:a ."
    (own.root / "ontology/shapes/things.ttl").write_text(f"{OWN}{deep}\n{within}\n{circle}")
    assert {"deep", "thing-name"} <= {rule.name for rule in rules.catalogue(own)}
    assert "too deep" in (rules.explain(own, "deep").turtle or "")


@pytest.mark.slow
def test_the_wheel_ships_the_examples(tmp_path):
    """An installed claimgraph explains with the examples that lie among the tests here."""
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=ROOT,
        check=True,
        capture_output=True,
        timeout=120,
    )
    (wheel,) = tmp_path.glob("*.whl")
    installed = tmp_path / "installed"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(installed)

    code = "from claimgraph.graph import project; print(project.shipped('ontology') / 'examples')"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={"PYTHONPATH": str(installed)},
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=True,
    )

    examples = Path(done.stdout.strip())
    assert examples.is_relative_to(installed)
    assert (examples / "claim" / "claim-hedge.fail.ttl").is_file()
