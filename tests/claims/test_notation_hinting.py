"""Hints of findings in a capture speak its notation."""

from __future__ import annotations

import re

import pytest

import claimgraph
from claimgraph.check import rules
from claimgraph.claims.notation import table
from claimgraph.claims.notation.hinting import in_notation
from claimgraph.graph.prefixes import KNOWN
from claimgraph.graph.project import shipped_project

HEAD = "title: T\nby: Ann Other\n"
CLAIM = "claims:\n  - {claim: a, label: A, says: Something., certainty: reported}\n"
TURTLE = """
@prefix cg: <https://w3id.org/claimgraph/ontology#> .
@prefix certainty: <https://w3id.org/claimgraph/scheme/certainty/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
<https://w3id.org/claimgraph/article/pier/claim/a> a cg:FactualClaim ; rdfs:label "A"@en ;
    cg:paraphrase "Something."@en ; cg:certainty certainty:reported .
"""


@pytest.mark.parametrize(
    ("hint", "spoken"),
    [
        (
            "Add cg:scheme with a concept such as argument-scheme:example.",
            "Add scheme: with a concept such as example.",
        ),
        ('Write one rdfs:label "the claim"@en.', "Write one label: the claim."),
        ("Write cg:computed true, or leave it out.", "Write computed: true, or leave it out."),
        (
            'Write cg:asOf "2024-05-17"^^xsd:date or "2024"^^xsd:gYear.',
            "Write as of: 2024-05-17 or 2024.",
        ),
        (
            "Write cg:involves [ a cg:Participation ; cg:actor … ; cg:role … ].",
            "Write who: [Ferry Company as customer, Bay Yard as supplier].",
        ),
        ("Make it a cg:NormativeClaim.", "Make it kind: normative."),
        ("Make it one of cg:State and cg:Company.", "Make it one of state and company."),
        ("It is an cg:OpposingArgument.", "It is an opposing argument."),
        ("Point at a cg:UnnamedSource.", "Point at an unnamed source."),
        ("Swap rdf:subject and rdf:object.", "Swap subject and object."),
        ("A unit such as unit:MO or unit:CCY_USD.", "A unit such as months or USD."),
        ("See https://example.org/ or `a b`.", "See https://example.org/ or `a b`."),
    ],
)  # fmt: skip
def test_terms_are_said_as_keys_and_words(hint, spoken):
    assert in_notation(hint) == spoken


def test_no_hint_names_a_property_that_has_a_key():
    """Of any rule: what a rule added tomorrow says is translated, too."""
    keyed = {key.property for item in table.ITEMS for key in item.keys} | set(table.PARTS)
    told = [rule.hint for rule in rules.catalogue(shipped_project()) if rule.hint]
    left = {
        KNOWN.get(prefix, "") + local
        for hint in told
        for prefix, local in re.findall(r"\b([a-z][a-z-]*):(\w+)", in_notation(hint))
    }

    assert len(told) > 100
    assert not left & keyed


def test_a_finding_speaks_as_the_file_that_it_stands_in(tmp_path):
    for name, text in (("port/capture.yaml", HEAD + CLAIM), ("pier/claims.ttl", TURTLE)):
        (tmp_path / "data" / name).parent.mkdir(parents=True)
        (tmp_path / "data" / name).write_text(text, encoding="utf-8")

    findings = claimgraph.open(tmp_path).check().findings

    hints = {
        one.location.file.rpartition("/")[2]: one.hint.partition(" with")[0]
        for one in findings
        if one.rule == "hedge-needs-marker"
    }
    assert hints == {"capture.yaml": "Add hedge:", "claims.ttl": "Add cg:hedge"}
