"""Answers of stored questions as the site has them."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from published import of_turtle

from claimgraph.graph import project as projects
from claimgraph.graph.stores.memory import Embedded
from claimgraph.pages import report
from claimgraph.pages.data import Asked
from claimgraph.pages.site import Site
from claimgraph.questions import catalogue, header, naming
from claimgraph.vocab import BASE


@pytest.mark.parametrize("base", [None, "https://site.example/"])
def test_relative_iris_start_from_the_questions_page(base):
    """A page is published: where the question's file lies on its owner's disk is not."""
    question = header.parse(
        "#+ summary: S\nSELECT (<x> AS ?s) { }",
        theme="q",
        name="rel",
        file="rel.rq",
        base="file:///home/anna/queries/q/rel.rq",
    )

    answer = Asked([question], [], base=base).file(question).decode()

    assert answer == f"s\r\n{base or BASE}questions/q/x\r\n"


def test_a_report_does_not_show_where_a_question_lies(tmp_path):
    """It is mailed; a question of the project's own may stand in place of one that it asks."""
    root = shutil.copytree(Path(__file__).parents[1] / "pictures", tmp_path / "bridge")
    (root / "queries/q").mkdir(parents=True)
    (root / "queries/q/sources.rq").write_text(
        "#+ summary: S\nSELECT (STR(<x>) AS ?s) { }", "utf-8"
    )
    project = projects.find(root)
    loaded = catalogue.load(project)
    store = Embedded(quad for one in loaded for quad in one.quads)

    text = report.report(project, store, loaded, report.articles(None, store, loaded))

    assert "questions/q/x" in text
    assert str(tmp_path) not in text


CROWD = """
id:a a cg:Person ; rdfs:label "Ann"@en ; skos:altLabel "A. Smith" .
id:b a cg:Company ; rdfs:label "Ben <Sons>"@en .
id:c a cg:Person ; rdfs:label "Cy"@en . id:d a cg:Person ; rdfs:label "Cy"@en .
"""


@pytest.fixture(scope="module")
def crowd(tmp_path_factory):
    """Some actors, as a server has them."""
    return replace(of_turtle(CROWD, tmp_path_factory.mktemp("crowd")).source, live=True)


def form_of(source, name):
    """Return the form of a question."""
    question = next(one for one in source.questions if one.name == name)
    page = Site(source).content(f"questions/{question.theme}/{name}.html").decode()
    return page.partition("<form")[2].partition("</form>")[0]


def test_a_form_offers_the_things_that_a_parameter_may_be(crowd):
    """By their labels; by IRI where several share one. Another actor is an actor."""
    form = form_of(crowd, "actor-path")
    for name in ("actor", "other"):
        offered = form.partition(f'<datalist id="o-{name}">')[2].partition("</datalist>")[0]
        assert re.findall(r'<option value="(.*?)">(.*?)</option>', offered) == [
            ("Ann", ""),
            ("Ben &lt;Sons&gt;", ""),
            (f"{BASE}id/c", "Cy"),
            (f"{BASE}id/d", "Cy"),
        ]
        assert f'list="o-{name}"' in form


def test_a_form_begins_with_the_label_of_what_is_offered(crowd):
    """A default is an IRI in the question; where its label is not offered it stays one."""
    question = next(one for one in crowd.questions if one.name == "actor-path")
    actor = question.parameters[0]
    assert f'name="actor" value="{actor.default}"' in form_of(crowd, "actor-path")
    ann = replace(actor, default=f"{BASE}id/a")
    asked = replace(question, parameters=(ann, *question.parameters[1:]))
    form = form_of(replace(crowd, questions=[asked]), "actor-path")
    assert 'name="actor" value="Ann"' in form


def test_what_is_offered_is_understood(crowd):
    question = next(one for one in crowd.questions if one.name == "actor-path")
    values, whole = Site(crowd).asked.offered(question)["actor"]
    assert whole
    store = Embedded(crowd.quads)
    kinds = naming.classes("actor", store)
    assert {str(naming.thing(value, store, kinds=kinds)) for value in values} == {
        f"{BASE}id/{name}" for name in "abcd"
    }


def test_a_form_offers_no_more_than_a_page_can_hold(crowd, monkeypatch):
    monkeypatch.setattr("claimgraph.pages.data.OFFERED", 2)
    form = form_of(crowd, "actor-path")
    assert form.count("<option") == 4
    assert "The first 2 are offered" in form
