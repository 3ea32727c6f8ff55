"""Counts of what a small project holds, counted by hand."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from rdflib import URIRef

from claimgraph.cli import terminal
from claimgraph.graph.project import Project
from claimgraph.graph.stores.memory import Embedded
from claimgraph.questions import catalogue
from claimgraph.questions import stats as work
from claimgraph.questions.stats import Kind, Section
from claimgraph.vocab import ARTICLE

PREFIXES = """\
@prefix x:       <https://example.org/> .
@prefix cg:      <https://w3id.org/claimgraph/ontology#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix rdfs:    <http://www.w3.org/2000/01/rdf-schema#> .
@prefix schema:  <https://schema.org/> .
"""
DATA = """
x:tram a cg:Article ; rdfs:label "The tram"@en .
x:bus  a cg:Article ; rdfs:label "A bus"@en .

x:s10 a cg:Section ; rdfs:label "Tenth"@en  ; schema:position 10 ; dcterms:isPartOf x:tram .
x:s2  a cg:Section ; rdfs:label "Second"@en ; schema:position 2  ; dcterms:isPartOf x:tram .
x:s1  a cg:KeyTakeaways ; rdfs:label "Gist"@en ; schema:position 1 ;
    dcterms:isPartOf x:bus .

x:p1 a cg:Passage ; dcterms:isPartOf x:s10 .
x:p2 a cg:Passage ; dcterms:isPartOf x:s10 .
x:p3 a cg:Passage ; dcterms:isPartOf x:s1 .

x:c1 a cg:FactualClaim , cg:Thesis ; cg:paraphrase "One."@en   ; cg:passage x:p1 , x:p2 .
x:c2 a cg:FactualClaim             ; cg:paraphrase "Two."@en   ; cg:passage x:p2 , x:p3 .
x:c3 a cg:Claim                    ; cg:paraphrase "Three."@en .

x:a1 a cg:SupportingArgument ; cg:premise x:c1 ; cg:conclusion x:c2 ; cg:passage x:p3 .
x:u1 a cg:Undercut ; cg:premise x:c3 ; cg:conclusion x:a1 .

x:acme a cg:Company . x:town a cg:GovernmentBody . x:both a cg:Company , cg:State .
"""


def counted(folder, text: str):
    file = folder / "data/a/a.ttl"
    file.parent.mkdir(parents=True)
    file.write_text(PREFIXES + text, encoding="utf-8")
    return work.stats(
        Embedded(quad for one in catalogue.load(Project(folder)) for quad in one.quads)
    )


@pytest.fixture
def small(tmp_path):
    return counted(tmp_path, DATA)


@pytest.mark.parametrize(
    "kind",
    [
        Kind("Article", 2, ()),
        Kind("Section", 3, (("key takeaways", 1),)),
        Kind("Passage", 3, ()),
        Kind("Claim", 3, (("factual claim", 2), ("thesis", 1))),
        Kind("Argument", 2, (("supporting argument", 1), ("undercut", 1))),
        Kind("Evidence", 0, ()),
        Kind("Actor", 3, (("company", 2), ("government body", 1), ("state", 1))),
    ],
    ids=lambda kind: kind.name,
)
def test_a_thing_counts_once_for_its_kind_and_once_for_each_part(small, kind):
    """A thesis is a claim, whatever else it is; kinds that nothing is of have no parts."""
    assert [each for each in small.kinds if each.name == kind.name] == [kind]


def test_kinds_go_from_the_article_to_the_world(small):
    names = [kind.name for kind in small.kinds]

    assert names.index("Article") < names.index("Claim") < names.index("Actor")
    assert len(set(names)) == len(names)


def test_sections_count_what_lies_in_them(small):
    """By article, then by position as a number; an argument's passage makes no claim.

    A claim counts once in each section that it is made in.
    """
    assert small.sections == (
        Section("A bus", "Gist", 1, 1),
        Section("The tram", "Second", 0, 0),
        Section("The tram", "Tenth", 2, 2),
    )


def test_without_data_all_counts_are_0(tmp_path):
    empty = counted(tmp_path, "x:a x:b x:c .")

    assert {kind.count for kind in empty.kinds} == {0}
    assert empty.sections == ()


def test_counts_are_drawn_in_columns(small):
    out = io.StringIO()
    terminal.stats(small, out)
    lines = [line.split() for line in out.getvalue().splitlines()]

    assert ["Claim", "3", "2", "factual", "claim,", "1", "thesis"] in lines
    assert ["Tenth", "2", "2"] in lines
    assert ["The", "tram"] in lines


def test_one_article_is_not_named_in_the_table(tmp_path):
    text = DATA.replace("dcterms:isPartOf x:bus", "dcterms:isPartOf x:tram")
    out = io.StringIO()
    terminal.stats(counted(tmp_path, text), out)

    assert "The tram" not in out.getvalue()


def test_a_label_is_drawn_as_it_is(tmp_path):
    """Colons in a label are no emoji, brackets no markup."""
    out = io.StringIO()
    terminal.stats(counted(tmp_path, DATA.replace('"Tenth"', '"Odds 1:x:2 [b]now[/b]"')), out)

    assert "Odds 1:x:2 [b]now[/b]" in out.getvalue()


ROOT = Path(__file__).parents[2]
ANSWERS = ROOT / "tests/answers"


@pytest.mark.parametrize(
    ("article", "folder"), [("huawei-comeback", ""), ("climate-judgment", "climate-judgment")]
)
def test_the_counts_of_one_article_are_those_that_a_reader_expects(article, folder):
    """Of several articles each has its own; the expected answers of questions list the same."""
    loaded = catalogue.load(Project(ROOT))
    found = work.stats(
        Embedded(quad for one in loaded for quad in one.quads), URIRef(f"{ARTICLE}{article}/")
    )
    counts = {kind.name: kind.count for kind in found.kinds}

    def listed(question: str, column: str) -> int:
        with (ANSWERS / folder / f"{question}.csv").open(encoding="utf-8") as file:
            rows = [row for row in csv.DictReader(file) if row["article"]]
        return len({row[column] for row in rows})

    assert counts["Article"] == 1
    assert counts["Claim"] == listed("claims/claims", "claim")
    assert counts["Section"] == listed("quality/coverage", "section") == len(found.sections)
    assert counts["Source"] == listed("evidence/sources", "source")
    assert counts["Quantity"] == listed("events/amounts", "quantity")
    assert counts["Actor"] == listed("actors/actors", "actor")
    assert counts["Event"] == listed("events/timeline", "event") + listed(
        "events/undated-events", "event"
    )
