"""The figure that a claim's label gives in words, beside the figure of its quantity."""

from __future__ import annotations

import pyshacl
import pytest
import shacl_rust
from captured import ROOT
from rdflib import Graph
from rdflib.namespace import SH

SHAPES = "\n".join(
    (ROOT / "ontology" / "shapes" / name).read_text(encoding="utf-8")
    for name in ("prefixes.ttl", "figure.ttl")
)
RULE = "https://w3id.org/claimgraph/shapes#figure-in-words"
PREFIXES = """\
@prefix cg: <https://w3id.org/claimgraph/ontology#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .

"""
SAME = [
    ("The repair cost four million euros", "4000000"),
    ("The repair cost 4 million euros", "4000000"),
    ("The repair cost seventeen thousand euros", "17000"),
    ("The repair cost twenty billion euros", "20000000000"),
    ("The repair cost forty-two million euros", "42000000"),
    ("The repair cost three trillion euros", "3000000000000"),
    ("The repair took seven months", "7"),
    ("The repair took twenty-one months", "21"),
    ("The repair took ninety days", "90"),
    ("The repair took eleven days", "11.0"),
    ("The repair took 1.5 days", "1.5"),
    ("The repair cost 1,200 euros", "1200"),
]
OTHER = [
    ("The repair cost five million euros", "4000000"),
    ("The repair cost four billion euros", "4000000"),
    ("The repair cost four million euros", "40000000"),
    ("The repair took seventeen months", "7"),
    ("The repair took twenty-two months", "21"),
    ("The repair took one hundred and twelve days", "11"),
]


def by_pyshacl(data: str) -> set[str]:
    shapes, claims = Graph().parse(data=SHAPES), Graph().parse(data=data)
    _, report, _ = pyshacl.validate(claims, shacl_graph=shapes, inference="none", inplace=True)
    return {
        str(report.value(result, SH.focusNode))
        for result in report.objects(None, SH.result)
        if str(report.value(result, SH.sourceShape)) == RULE
    }


def by_shacl_rust(data: str) -> set[str]:
    results = shacl_rust.validate(data, SHAPES, experimental_index=True)["results"]
    return {
        result["focusNode"].strip("<>")
        for result in results
        if result["sourceShape"] == f"<{RULE}>"
    }


@pytest.mark.parametrize(
    "claims_told", [pytest.param(by_pyshacl, marks=pytest.mark.slow), by_shacl_rust]
)
def test_a_label_gives_the_figure_of_its_quantity(claims_told):
    claims = [
        f'<urn:claim:{way}:{number}> rdfs:label "{label}"@en ; cg:quantity [ cg:value {value} ] .\n'
        for way, cases in (("same", SAME), ("other", OTHER))
        for number, (label, value) in enumerate(cases)
    ]

    told = claims_told(PREFIXES + "".join(claims))

    assert told == {f"urn:claim:other:{number}" for number in range(len(OTHER))}
