"""Stored questions asked by article give the rows that they give at once, in their order."""

from __future__ import annotations

from pathlib import Path

import libraries
import pytest
from sampled import few

import claimgraph
from claimgraph.api import by_article
from claimgraph.check.cache import Cache
from claimgraph.errors import QuestionError
from claimgraph.graph.project import Project
from claimgraph.questions import catalogue

ROOT = Path(__file__).parents[2]
QUERIES = sorted((ROOT / "queries").glob("*/*.rq"))
ID = "https://w3id.org/claimgraph/id/"
SHIPPED = "https://w3id.org/claimgraph/article/huawei-comeback/"
# What questions that need a thing are asked about.
THINGS = {
    "actor-path": {"actor": "id:nvidia", "other": "id:huawei"},
    "claims-about": {"actor": "id:tsmc"},
    "claims-by-source": {"source": f"{SHIPPED}source/huawei-annual-report-2023"},
    "dependents": {"claim": f"{SHIPPED}claim/sophgo-orders"},
    "responses": {"actor": f"{ID}netherlands", "measure": f"{ID}entity-list-designation"},
}
# Their rows depend on other articles or belong to none, or their answer is a graph.
NOT_BY_ARTICLE = {
    "actors", "amounts", "contradictions", "corroboration", "links", "other-names", "relations",
    "sources", "timeline",
}  # fmt: skip


def values_of(name: str) -> dict[str, str]:
    known = {each.name for each in catalogue.find(Project(ROOT), name).parameters}
    return {key: value for key, value in THINGS.get(name, {}).items() if key in known}


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """The shipped articles with those that links join: five, of which three are linked."""
    folder = tmp_path_factory.mktemp("project")
    libraries.linked(folder)
    return claimgraph.open(folder)


@pytest.fixture(scope="module")
def cache(tmp_path_factory):
    cache = Cache(tmp_path_factory.mktemp("cache"))
    yield cache
    cache.close()


def of(path: Path) -> str:
    return path.stem


ASKED = [path for path in QUERIES if path.stem not in NOT_BY_ARTICLE]


@pytest.mark.parametrize("path", few(ASKED, 8), ids=of)
def test_rows_by_article_are_those_of_all_articles_at_once(path, project, cache):
    """Asked first, and then remembered."""
    question = catalogue.find(project.project, path.stem)
    values = values_of(path.stem)
    whole = project.rows(path.stem, **values)
    rows = list(whole.solutions)

    for is_remembered in (False, True):
        asked = by_article.ask(project.project, question, values, cache)

        assert asked.rows.variables == whole.variables
        assert list(asked.rows.solutions) == rows
        assert (asked.again == 0) == is_remembered
        assert asked.again + asked.remembered == 5
        cache._write()


@pytest.mark.parametrize("name", sorted(NOT_BY_ARTICLE))
def test_a_question_whose_rows_depend_on_other_articles_is_refused(name, project):
    question = catalogue.find(project.project, name)

    with pytest.raises(QuestionError, match="cannot be asked by article"):
        by_article.ask(project.project, question, {})
