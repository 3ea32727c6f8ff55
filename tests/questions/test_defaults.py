"""A default that names what is not in the graph is not used: the value is asked for instead."""

from __future__ import annotations

from pathlib import Path

import pytest

from claimgraph import cli
from claimgraph.errors import QuestionError
from claimgraph.graph import loading
from claimgraph.graph.project import Project
from claimgraph.graph.stores.memory import Embedded
from claimgraph.pages import build
from claimgraph.questions import catalogue
from claimgraph.servers.http import questions_api, server

SHIPPED = catalogue.catalogue(Project(Path(__file__).parents[2]))
OF_THE_ARTICLE = [
    question
    for question in SHIPPED
    if any(each.type == "iri" and each.default for each in question.parameters)
]
PREFIXES = """
@prefix cg: <https://w3id.org/claimgraph/ontology#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix x: <https://example.org/> .
"""
ELSEWHERE = PREFIXES + 'x:a a cg:Group ; rdfs:label "A" .'


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory) -> Project:
    root = tmp_path_factory.mktemp("elsewhere")
    (root / "data" / "a").mkdir(parents=True)
    (root / "data" / "a" / "a.ttl").write_text(ELSEWHERE, encoding="utf-8")
    return Project(root)


def store(project: Project) -> Embedded:
    loaded = loading.parsed(project.data_files)
    return Embedded(quad for one in loaded for quad in one.quads)


def named(question, is_iri):
    """Return the defaults of a question's parameters that are IRIs, or of the others."""
    return [each.default for each in question.parameters if (each.type == "iri") == is_iri]


@pytest.mark.parametrize("question", OF_THE_ARTICLE, ids=lambda question: question.name)
def test_a_default_of_the_shipped_article_is_asked_for_elsewhere(question, elsewhere):
    asked = store(elsewhere)

    (fitting,) = catalogue.fitting([question], asked)

    assert set(named(fitting, is_iri=True)) == {None}
    assert named(fitting, is_iri=False) == named(question, is_iri=False)
    needed = next(each for each in fitting.parameters if each.required)
    with pytest.raises(QuestionError, match=f"needs a value for '{needed.name}'"):
        catalogue.ask(question, {}, asked)
    listed = questions_api.listed([fitting], "/").body.decode()
    assert f'"name":"{needed.name}","type":"iri","required":true,"default":null' in listed


def test_where_they_are_known_defaults_stay():
    project = Project(Path(__file__).parents[2])
    asked = store(project)

    assert catalogue.fitting(OF_THE_ARTICLE, asked) == OF_THE_ARTICLE


@pytest.mark.parametrize("verb", ["serve", "site"])
def test_pages_and_server_ask_for_the_value(verb, elsewhere, monkeypatch, tmp_path):
    sources = []
    monkeypatch.setattr(server, "run", lambda source, *_: sources.append(source))

    def taken(edition, *_):
        sources.append(edition.source)
        return build.Built(0, 0, 0)

    monkeypatch.setattr(build, "build", taken)
    more = ["--output", str(tmp_path / "site")] if verb == "site" else []
    monkeypatch.setattr("sys.argv", ["claimgraph", verb, "--project", str(elsewhere.root), *more])

    assert cli.main() == 0

    (source,) = sources
    names = {question.name for question in OF_THE_ARTICLE}
    found = [question for question in source.questions if question.name in names]
    assert len(found) == len(names)
    assert {default for question in found for default in named(question, is_iri=True)} == {None}
