"""What SHACL finds, by its recommendation, with either engine: the cases of recommendation.txt."""

from __future__ import annotations

import logging
import re
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import SH
from rdflib.term import BNode

from claimgraph.check import engines

PREFIXES = """\
@prefix : <urn:x:> . @prefix s: <urn:s:> . @prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
DECLARED = """s:o sh:declare [ sh:prefix "x" ; sh:namespace "urn:x:"^^xsd:anyURI ] ,
    [ sh:prefix "xsd" ; sh:namespace "http://www.w3.org/2001/XMLSchema#"^^xsd:anyURI ] .
"""
NAMESPACES = re.compile(r"^(?:urn:[xs]:|http://www\.w3\.org/2001/XMLSchema#)")
TEXT = (Path(__file__).parent / "recommendation.txt").read_text("utf-8")


def cases() -> dict[str, dict[str, list[str]]]:
    found: dict[str, dict[str, list[str]]] = {}
    for block in re.split(r"\n\n+", re.sub(r"(?m)^#.*\n", "", TEXT).strip()):
        name, *lines = re.sub(r"\n +", " ", block).split("\n")
        found[name] = {"shapes": [], "data": [], "finds": []}
        for line in lines:
            key, _, value = line.partition(": ")
            found[name][key].append(value)
    return found


CASES = cases()


def short(node) -> str:
    if node is None or isinstance(node, BNode):
        return "-" if node is None else "_"
    return NAMESPACES.sub("", str(node)).replace("\n", r"\n")


@pytest.mark.parametrize("engine", ["fast", "pyshacl"])
@pytest.mark.parametrize("name", CASES)
def test_the_findings_are_those_of_the_recommendation(engine, name):
    logging.getLogger("rdflib.term").setLevel(logging.CRITICAL)
    case = CASES[name]
    shapes, data = (
        list(ox.parse(PREFIXES + text, format=ox.RdfFormat.TURTLE))
        for text in (DECLARED + case["shapes"][0], case["data"][0])
    )

    found = [
        " ".join(
            [
                NAMESPACES.sub("", each.component.removeprefix(str(SH))).removesuffix(
                    "ConstraintComponent"
                ),
                short(each.focus),
                short(each.value),
                each.severity.removeprefix(str(SH)),
            ]
        ).removesuffix(" Violation")
        for each in engines.engine(engine)(data, shapes)
    ]

    assert sorted(found) == sorted(case["finds"])
