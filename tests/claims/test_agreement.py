"""What is captured against the words of its passages: each rule with what breaks it and what not.

A short text is captured with one claim for each sentence; a change to the capture breaks a rule,
and a finding stands where the change was made.
"""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from properties import examples

from claimgraph.check import texts
from claimgraph.claims import capture, figures, passages, proposals, text_dates, text_rules
from claimgraph.claims.captured import Article
from claimgraph.claims.dates import MONTHS
from claimgraph.findings import Finding, Severity
from claimgraph.graph import loading
from claimgraph.graph.project import Project

TEXT = """\
How the town got its bread back

The sale

The bakery of Aldham closed in May 2019. In June 2021 the council bought the house for 1.2 million
pounds. The baker reportedly left for Norwich.

What came of it

At least 40 people work there now, as the mayor says. Sales rose by 15 percent within two years,
from about 300 loaves a day to 345. The mill denied that it had raised its prices.
"""
NORMAL = passages.normalise(TEXT)
IRI = "https://w3id.org/claimgraph/article/aldham/"
PREFIXES = f"""\
@prefix attribution: <{IRI}attribution/> .
@prefix certainty: <https://w3id.org/claimgraph/scheme/certainty/> .
@prefix cg: <https://w3id.org/claimgraph/ontology#> .
@prefix claim: <{IRI}claim/> .
@prefix comparator: <https://w3id.org/claimgraph/scheme/comparator/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix event: <{IRI}event/> .
@prefix id: <https://w3id.org/claimgraph/id/> .
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix passage: <{IRI}passage/> .
@prefix quantity: <{IRI}quantity/> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix schema: <https://schema.org/> .
@prefix section: <{IRI}section/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix speech-act: <https://w3id.org/claimgraph/scheme/speech-act/> .
@prefix unit: <http://qudt.org/vocab/unit/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

"""
CLAIMS = """\
id:mayor a cg:Person ; rdfs:label "the mayor"@en .
id:mill a cg:Company ; rdfs:label "Aldham Mill"@en ; skos:altLabel "the mill"@en .

claim:closed
    a cg:FactualClaim ;
    rdfs:label "The bakery shut in May 2019"@en ;
    cg:paraphrase "Since May 2019 nobody baked in Aldham any more."@en ;
    cg:passage passage:closed ;
    cg:certainty certainty:asserted ;
    cg:event event:closing .

claim:bought
    a cg:FactualClaim ;
    rdfs:label "The council paid 1.2 million pounds for the house"@en ;
    cg:paraphrase "For 1.2 million pounds the house went to the town's council."@en ;
    cg:passage passage:bought ;
    cg:certainty certainty:asserted ;
    cg:quantity quantity:price ;
    cg:event event:purchase .

claim:left
    a cg:FactualClaim ;
    rdfs:label "The baker went to Norwich"@en ;
    cg:paraphrase "Whoever baked there lives in Norwich by now."@en ;
    cg:passage passage:left ;
    cg:certainty certainty:reported ;
    cg:hedge "reportedly"@en .

claim:staff
    a cg:FactualClaim ;
    rdfs:label "Forty people or more have work there"@en ;
    cg:paraphrase "The bakery employs forty people or more."@en ;
    cg:passage passage:staff ;
    cg:certainty certainty:asserted ;
    cg:attribution [ a cg:Attribution ; cg:actor id:mayor ; cg:speechAct speech-act:asserts ] ;
    cg:quantity quantity:staff .

claim:sales
    a cg:FactualClaim ;
    rdfs:label "Sales grew by 15 percent"@en ;
    cg:paraphrase "In the course of some two years the bakery came to sell 15 percent more."@en ;
    cg:passage passage:sales ;
    cg:certainty certainty:asserted ;
    cg:attribution [ a cg:Attribution ; cg:actor id:mayor ; cg:speechAct speech-act:reports ] ;
    cg:quantity quantity:growth , quantity:loaves , quantity:years .

claim:prices
    a cg:FactualClaim ;
    rdfs:label "The mill has raised its prices"@en ;
    cg:paraphrase "Flour costs more than it did."@en ;
    cg:passage passage:denial ;
    cg:certainty certainty:raised ;
    cg:attribution [ a cg:Attribution ; cg:actor id:mill ; cg:speechAct speech-act:denies ] .

event:closing a cg:Event ; rdfs:label "The bakery closes"@en ; cg:date "2019-05"^^xsd:gYearMonth .
event:purchase a cg:Event ; rdfs:label "The purchase"@en ; cg:date "2021-06"^^xsd:gYearMonth .

quantity:price
    rdfs:label "price of the house"@en ; cg:comparator comparator:exactly ;
    cg:value 1200000 ; cg:unit unit:CCY_GBP .
quantity:staff
    rdfs:label "staff"@en ; cg:comparator comparator:at-least ; cg:value 40 ; cg:unit unit:NUM .
quantity:growth
    rdfs:label "growth"@en ; cg:comparator comparator:up-by ; cg:value 15 ; cg:unit unit:PERCENT .
quantity:years
    rdfs:label "time"@en ; cg:comparator comparator:at-most ; cg:value 2.0 ; cg:unit unit:YR .
quantity:loaves
    rdfs:label "loaves"@en ; cg:comparator comparator:from-to ;
    cg:value 300 ; cg:valueTo 345 ; cg:unit unit:NUM .
"""
PASSAGES = {
    "closed": ("sale", "The bakery of Aldham", "May 2019."),
    "bought": ("sale", "In June 2021", "pounds."),
    "left": ("sale", "The baker", "Norwich."),
    "staff": ("came", "At least 40", "says."),
    "sales": ("came", "Sales rose", "345."),
    "denial": ("came", "The mill", "prices."),
}


class Change(NamedTuple):
    """What is written in place of what, and what a finding says."""

    rule: str
    old: str
    new: str
    says: str = ""


BREAKING = [
    Change("text-hedge", 'cg:hedge "reportedly"@en', "cg:favours id:mill", "says “reportedly”"),
    Change("text-hedge-unsaid", '"reportedly"@en', '"reportedly"@en , "it seems"@en', "“it seems”"),
    Change("text-unrelated", "passage:left ;", "passage:staff ;", "shares few words or none"),
    Change("text-words", "Since May 2019", "Since March 2019", "says “March 2019”"),
    Change("text-words", "The council paid 1.2", "The council paid 12", "says “12 million”"),
    Change("text-copied", "some two years the bakery came to sell 15 percent more.",
           "time sales rose by 15 percent within two years, or so.", "repeats its passage"),
    Change("text-copied", "the house went to the town's council.",
           "which it had, the council bought the house for 1.2 million pounds.", "repeats"),
    Change("text-denial", "speech-act:asserts", "speech-act:denies", "has a word that says so"),
    Change("text-speaker", "cg:actor id:mayor", "cg:actor id:mill", "no passage of it names"),
    Change("text-words", "Since May 2019", "Since 7 May 2019", "says “7 May 2019”"),
    Change("text-figure", "cg:value 40", "cg:value 14", "is 14, which no passage"),
    Change("text-figure", "cg:value 1200000", "cg:value 1.2", "is 1.2, which no passage"),
    Change("text-figure", "cg:valueTo 345", "cg:valueTo 354", "is 354, which no passage"),
    Change("text-unit", "unit:CCY_GBP", "unit:CCY_EUR", "speaks of unit:CCY_GBP"),
    Change("text-unit", "unit:YR", "unit:MO", "speaks of unit:YR"),
    Change("text-comparator", "comparator:at-least", "comparator:exactly", "says at least"),
    Change("text-comparator", "comparator:exactly", "comparator:about", "says just the figure"),
    Change("text-comparator", "comparator:at-most", "comparator:at-least", "says at most"),
    Change("text-comparator", "comparator:up-by", "comparator:down-by", "the other way"),
    Change("text-comparator", "cg:value 300 ; cg:valueTo 345", "cg:value 345 ; cg:valueTo 300",
           "the other way"),
    Change("text-date", '"2019-05"^^xsd:gYearMonth', '"2019-04"^^xsd:gYearMonth',
           "is dated April 2019, where the passage says May 2019"),
    Change("text-date", '"2021-06"^^xsd:gYearMonth', '"2022-06"^^xsd:gYearMonth',
           "is dated June 2022, where the passage says June 2021"),
    Change("text-date", '"2019-05"^^xsd:gYearMonth', '"2019-05-07"^^xsd:date',
           "is dated 7 May 2019, which the article’s text does not give"),
    Change("text-section", "dcterms:isPartOf section:sale", "dcterms:isPartOf section:came",
           "lies in section ‘The sale’, not in ‘What came of it’"),
]  # fmt: skip
# What looks alike and is right.
HOLDING = [
    Change("text-figure", "cg:value 40", "cg:value 14 ; cg:computed true"),
    Change("text-figure", "cg:value 1200000", "cg:value 1.2e6"),
    Change("text-words", "In the course of some two years", "In some twenty-four months"),
    Change("text-unit", "unit:CCY_GBP", "unit:LB"),
    Change("text-date", '"2019-05"^^xsd:gYearMonth', '"2019"^^xsd:gYear'),
    Change("text-date", '"2019-05"^^xsd:gYearMonth',
           '"2019-04"^^xsd:gYearMonth ; cg:computed true'),
    Change("text-copied", "Whoever baked there", "The baker"),
    Change("text-speaker", 'skos:altLabel "the mill"@en', 'skos:altLabel "millers"@en'),
    Change("text-denial", "The mill has raised", "The mill put up"),
    Change("text-unrelated", "passage:sales ;", "passage:sales , passage:closed ;"),
]  # fmt: skip


def article() -> str:
    parts = [
        f'<{IRI}> a cg:Article ; rdfs:label "Aldham"@en ; dcterms:title "Aldham"@en ;\n'
        f'    cg:textDigest "{passages.digest(TEXT)}" ; cg:textFile "text.txt" .\n'
        'section:sale a cg:Section ; rdfs:label "The sale"@en ; schema:position 1 ;\n'
        f"    dcterms:isPartOf <{IRI}> .\n"
        'section:came a cg:Section ; rdfs:label "What came of it"@en ; schema:position 2 ;\n'
        f"    dcterms:isPartOf <{IRI}> .\n"
    ]
    bare = Article(IRI, "Aldham", None, ())
    for name, (section, first, last) in PASSAGES.items():
        selection = passages.select(passages.normalise(TEXT), f"{first} … {last}")
        passage, within = f"{IRI}passage/{name}", f"{IRI}section/{section}"
        parts.append(proposals.turtle(selection, bare, passage, within, first))
    return PREFIXES + "\n".join(parts)


def told(folder, old: str = "", new: str = "") -> tuple[list, int]:
    """Return the findings on a capture with a change made, and the line of that.

    `passage verify`, which exits with 1 where a warning or an error is told, and `check`, by the
    article's cg:textFile, tell the same.
    """
    data = folder / "data" / "aldham"
    data.mkdir(parents=True)
    line = 0
    for file, text in (("article.ttl", article()), ("claims.ttl", PREFIXES + CLAIMS)):
        pattern = re.sub(r"\\?\s+", r"\\s+", re.escape(old))
        found = re.search(pattern, text) if old else None
        if found:
            text = text[: found.start()] + new + text[found.end() :]
            line = line or text[: found.start()].count("\n") + 1
        (data / file).write_text(text, encoding="utf-8")
    assert line or not old, old
    (data / "text.txt").write_text(TEXT, encoding="utf-8")
    project = Project(folder)
    verdict = capture.outcome(project, TEXT).verdict
    findings = list(verdict.all_findings)
    assert verdict.agrees is not any(one.severity.reaches(Severity.WARNING) for one in findings)
    assert sorted(map(_seen, texts.findings([loading.parsed(project.data_files)], []))) == sorted(
        map(_seen, findings)
    )
    return findings, line


def _seen(finding: Finding) -> tuple[str, str, str]:
    return finding.rule, finding.message, str(finding.location)


def test_the_capture_as_it_is_agrees(tmp_path):
    assert told(tmp_path) == ([], 0)


@pytest.mark.parametrize("change", BREAKING, ids=lambda c: f"{c.rule}: {c.new[:30]}")
def test_a_change_is_told_where_it_was_made(change, tmp_path):
    findings, line = told(tmp_path, change.old, change.new)

    found = [one for one in findings if one.rule == change.rule]
    assert any(change.says in one.message for one in found), findings
    # An unrecorded hedge is told at its passage, in another file.
    if change.rule != "text-hedge":
        assert line in [one.location.line for one in found]
    assert all(one.hint and one.location.column for one in found)


@pytest.mark.parametrize("change", HOLDING, ids=lambda c: f"{c.rule}: {c.new[:30]}")
def test_what_is_right_is_not_told(change, tmp_path):
    findings, _ = told(tmp_path, change.old, change.new)

    assert [one for one in findings if one.rule == change.rule] == []


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("hundreds of thousands of chips", 100_000),
        ("Thousands of people", 1000),
        ("dozens of buses", 12),
        ("tens of millions", 10_000_000),
        ("hundreds", 100),
    ],
)
def test_several_times_a_figure_is_read(words, value):
    assert list(figures.several(words)) == [value]


@given(
    value=st.integers(0, 10**12),
    before=st.sampled_from(["", "about ", "more than ", "at least ", "no more than "]),
    unit=st.sampled_from([" euros", " months", " percent", " people", "%"]),
)
@settings(max_examples=examples(60))
def test_a_figure_is_read_however_it_is_written(value, before, unit):
    text = f"They had {before}{value:,}{unit} by then."

    [found] = figures.figures(text)

    meant = {"about ": "about", "more than ": "more-than", "at least ": "at-least"}
    assert found.values == {value}
    assert found.compared == (meant.get(before, "at-most" if before else ""),)
    assert bool(found.units) is (unit != " people")


@given(st.dates(min_value=date(1500, 1, 1), max_value=date(2099, 12, 31)))
@settings(max_examples=examples(60))
def test_a_date_is_read_however_it_is_written(day):
    month = MONTHS[day.month - 1]
    ways = (
        f"on {day.day} {month} {day.year}",
        f"on {month} {day.day}, {day.year},",
        f"on {day.isoformat()}",
    )

    assert {tuple(text_dates.dates(f"It was {way} that it came.")) for way in ways} == {
        ((day.year, day.month, day.day),)
    }


def test_every_rule_on_what_is_captured_has_its_examples():
    """Those on passages alone have theirs in test_verify.py, that of the text's name in check."""
    passing = {"text-section", "text-hedge", "text-hedge-unsaid", "text-comparator"}
    alone = {"digest", "moved", "changed", "ambiguous", "incomplete", "digest-missing"}
    alone |= {"fragment", "fragment-elsewhere", "file"}

    rules = {rule.name for rule in text_rules.RULES} - {f"text-{name}" for name in alone}

    assert {change.rule for change in BREAKING} == rules
    # Each holds on the capture as it is; some have more that looks alike.
    assert {change.rule for change in HOLDING} == rules - passing
