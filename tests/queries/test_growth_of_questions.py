"""Questions about theses take time in proportion to the articles, not to their square."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pyoxigraph as ox
import pytest
from growth import growth

from claimgraph.graph import project as projects
from claimgraph.graph.stores.memory import Embedded
from claimgraph.questions import catalogue
from claimgraph.vocab import ARTICLE, CG, RDF

ROOT = Path(__file__).parents[2]
PREMISES = 8
OA = "http://www.w3.org/ns/oa#"


def articles(count: int) -> Embedded:
    """Return articles, each with a thesis, eight premises, and one source that carries them."""
    quads = []
    for number in range(count):
        here = f"{ARTICLE}a{number}/"

        def say(subject: str, name: str, value: str, here: str = here) -> None:
            node = ox.Literal(int(value)) if value.isdigit() else ox.NamedNode(value)
            quads.append(ox.Quad(ox.NamedNode(f"{here}{subject}"), ox.NamedNode(name), node))

        say("passage", f"{OA}hasSource", here)
        say("thesis", f"{RDF}type", f"{CG}Thesis")
        for each in ("thesis", *(f"claim-{premise}" for premise in range(PREMISES))):
            say(each, f"{CG}passage", f"{here}passage")
            say(each, f"{CG}standing", "https://w3id.org/claimgraph/scheme/standing/firm")
            say(each, f"{CG}grade", "3")
            say(each, f"{CG}weakestLink", f"{here}{each}")
            say("source", f"{CG}carries", f"{here}{each}")
        for premise in range(PREMISES):
            say(f"argument-{premise}", f"{RDF}type", f"{CG}SupportingArgument")
            say(f"argument-{premise}", f"{CG}premise", f"{here}claim-{premise}")
            say(f"argument-{premise}", f"{CG}conclusion", f"{here}thesis")
    return Embedded(ox.Quad(*quad.triple, ox.NamedNode("urn:g")) for quad in quads)


@pytest.mark.parametrize("name", ["weak-points", "single-source-pillars"])
def test_a_question_about_theses_grows_with_the_articles(name):
    """Eight times as many articles take about eight times as long; at first it was 64 times."""
    question = catalogue.find(projects.Project(ROOT), name)
    few, many = articles(12), articles(96)

    assert len(catalogue.ask(question, {}, few).rows) == 12 * (1 + PREMISES)
    assert growth(partial(catalogue.ask, question, {}, few),
                  partial(catalogue.ask, question, {}, many)) < 24  # fmt: skip
