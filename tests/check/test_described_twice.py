"""One IRI described in two files, an article without claims: one finding, with all places."""

from __future__ import annotations

import pytest
from checked_projects import write
from sampled import few

from claimgraph.check import engines, run
from claimgraph.findings import Severity
from claimgraph.graph import project as projects
from claimgraph.graph.inputs import Input

HEAD = """\
@prefix cg: <https://w3id.org/claimgraph/ontology#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix id: <https://w3id.org/claimgraph/id/> .
@prefix x: <https://example.org/> .
"""
FIRST = 'id:tern a cg:Company ; rdfs:label "Tern"@en .\n'
SHAPES = """\
@prefix sh: <http://www.w3.org/ns/shacl#> .
x:one a sh:PropertyShape ; sh:targetClass x:Ship ; sh:path x:name ; sh:maxCount 1 .
x:flag a sh:PropertyShape ; sh:targetClass x:Ship ; sh:path x:flag ; sh:maxCount 1 ;
    sh:severity sh:Info .
x:crew a sh:PropertyShape ; sh:targetClass x:Ship ; sh:path x:crew ; sh:minCount 1 .
"""


def found(root, *files: str, shapes: str = ""):
    for number, text in enumerate(files):
        write(root / f"data/harbour/{number}.ttl", HEAD + text)
    if shapes:
        write(root / "ontology/shapes/ships.ttl", HEAD + shapes)
    project = projects.find(root)
    findings = run.check(Input(project, project.data_files)).findings
    return [
        (
            f.rule,
            f.severity,
            f.message,
            [(at.file.rpartition("/")[2], at.line) for at in (f.location, *f.also)],
        )
        for f in findings
    ]


@pytest.mark.parametrize(
    ("again", "severity", "message"),
    few(
        [
            ('id:tern a cg:Company ; rdfs:label "Terns"@en .\n', Severity.VIOLATION, " on label"),
            ('id:tern a cg:Company ; rdfs:label "Tern"@en .\n', Severity.WARNING, None),
            ('id:tern a cg:Person ; rdfs:label "Tern"@en .\n', Severity.VIOLATION, ""),
        ],
        1,
    ),
    ids=["other-label", "copy", "other-kind"],
)
def test_it_is_told_once_at_both(again, severity, message, tmp_path):
    [finding] = found(tmp_path, FIRST, again)

    against = "" if message is None else f", which disagree{message}"
    places = [("0.ttl", 5), ("1.ttl", 5)]
    assert finding == ("described-twice", severity, f"is described in 2 files{against}", places)


@pytest.mark.parametrize(
    "more",
    few(
        [
            "id:tern rdfs:seeAlso x:tern .\n",
            "id:tern a cg:Company ; rdfs:seeAlso x:tern .\n",
            "id:tern a cg:Company .\n",
        ],
        1,
    ),
)
def test_what_is_added_in_another_file_is_no_second_description(more, tmp_path):
    assert found(tmp_path, FIRST, more) == []


def test_what_one_description_breaks_by_itself_is_told_beside(tmp_path):
    ships = [
        f'x:gull a x:Ship ; x:name "{name}" ; x:flag "{name}" .\nx:raft a x:Ship .\n'
        for name in ("Gull", "Gulls", "Gulls")
    ]

    told = found(tmp_path, *ships, shapes=SHAPES)

    assert sorted((rule, severity, message) for rule, severity, message, _ in told) == [
        ("crew", Severity.VIOLATION, "does not conform to sh:minCount 1"),
        ("crew", Severity.VIOLATION, "does not conform to sh:minCount 1"),
        (
            "described-twice",
            Severity.VIOLATION,
            "is described in 3 files, which disagree on flag, name",
        ),
    ]


def test_many_descriptions_do_not_mean_many_validations(tmp_path, monkeypatch):
    judge, runs = engines.engine("auto"), []
    monkeypatch.setattr(
        engines, "engine", lambda _: lambda *given: runs.append(given) or judge(*given)
    )
    companies = [f'id:tern a cg:Company ; rdfs:label "Tern {n}"@en .\n' for n in range(12)]

    [(rule, _, message, places)] = found(tmp_path, *companies)

    assert (rule, message) == (
        "described-twice",
        "is described in 12 files, which disagree on label",
    )
    assert len(places) == 12
    assert len(runs) < 6


ARTICLE = """\
<https://w3id.org/claimgraph/article/harbour/> a cg:Article ; rdfs:label "Harbour"@en .
"""
CLAIM = """\
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix : <https://w3id.org/claimgraph/article/harbour/> .
:passage a cg:Passage ; oa:hasSource <https://w3id.org/claimgraph/article/harbour/> .
"""


@pytest.mark.parametrize(
    ("text", "wanted"),
    few(
        [
            ("", [("article-claims", "has no claims")]),
            (CLAIM, [("article-claims", "has no claims")]),
            (
                CLAIM + ":a a cg:FactualClaim ; cg:passage :passage .\n"
                ":b a cg:FactualClaim ; cg:passage :passage .\n",
                [("article-thesis", "has claims but no thesis")],
            ),
            (CLAIM + ":a a cg:FactualClaim , cg:Thesis ; cg:passage :passage .\n", []),
        ],
        2,
    ),
    ids=["nothing", "no-claims", "no-thesis", "both"],
)
def test_an_article_without_claims_or_thesis_is_told_once_at_the_article(text, wanted, tmp_path):
    told = found(tmp_path, ARTICLE + text)

    rules = ("article-claims", "article-thesis", "claim-reached")
    assert [(rule, message) for rule, _, message, _ in told if rule in rules] == wanted
    assert [at for rule, _, _, at in told if rule in rules] == [[("0.ttl", 5)]] * len(wanted)
