"""How far a second reading of an article agrees with its capture, as the README beside it says."""

from __future__ import annotations

import csv
import re
from collections import Counter
from functools import cache

import pytest
from captured import CG, ROOT, name, names
from rdflib import RDF, Graph, URIRef

from claimgraph.vocab import ARTICLE

ARTICLES = ("huawei-comeback", "climate-judgment")

# What was asked, and which of the article's nodes answer it: in the capture, and so in the reading.
NODES = {
    "kind": {"claim": CG.paraphrase},
    "certainty": {"claim": CG.paraphrase},
    "explicit": {"argument": CG.conclusion, "explanation": CG.explains},
}


def kappa(pairs: list[tuple[str, str]]) -> float:
    """Return Cohen's kappa of two raters: agreement beyond what their habits alone would give."""
    one, other = (Counter(rating) for rating in zip(*pairs, strict=True))
    observed = sum(a == b for a, b in pairs) / len(pairs)
    by_chance = sum(one[rating] * other[rating] for rating in one) / len(pairs) ** 2
    return (observed - by_chance) / (1 - by_chance)


@cache
def capture(slug: str) -> Graph:
    graph = Graph()
    for file in ("claims.ttl", "arguments.ttl"):
        graph.parse(ROOT / "data" / slug / file)
    return graph


def captured(slug: str, asked: str, node: str) -> str:
    iri = URIRef(f"{ARTICLE}{slug}/{node}")
    if asked == "kind":
        [kind] = names(capture(slug).objects(iri, RDF.type)) - {"Thesis"}
        return kind
    return name(capture(slug).value(iri, CG[asked]))


def pairs(slug: str, asked: str) -> list[tuple[str, str]]:
    """Return what the capture and the second reading say of each node."""
    path = ROOT / "data" / slug / "second-reading.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["asked"] == asked]
    wanted = {
        f"{kind}/{name(node)}"
        for kind, mark in NODES[asked].items()
        for node in capture(slug).subjects(mark)
        if f"/{kind}/" in node
    }
    assert sorted(row["node"] for row in rows) == sorted(wanted)
    return [(captured(slug, asked, row["node"]), row["read"]) for row in rows]


def test_kappa_is_that_of_a_textbook():
    """Two raters who agree on 35 of 50 grants, 20 by both and 15 by neither: 0.4."""
    fifty = [("yes", "yes")] * 20 + [("no", "no")] * 15 + [("yes", "no")] * 5 + [("no", "yes")] * 10

    assert kappa(fifty) == pytest.approx(0.4)


@pytest.mark.parametrize("slug", ARTICLES)
@pytest.mark.parametrize("asked", NODES)
def test_the_readme_tells_how_far_the_second_reading_agrees(slug, asked):
    both = pairs(slug, asked)
    readme = (ROOT / "data" / slug / "README.md").read_text("utf-8")
    [row] = re.findall(rf"^\| {asked} \| (\d+) \| (\d+) \| (\S+) \|$", readme, re.M)

    assert row == (str(len(both)), str(sum(a == b for a, b in both)), f"{kappa(both):.2f}")
