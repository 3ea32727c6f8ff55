"""The search page: its index has hedges, other names and groups; it stays within the policy."""

import json

import pytest
from late_trams import TURTLE
from published import of_turtle


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    return of_turtle(TURTLE, tmp_path_factory.mktemp("project"))


@pytest.fixture(scope="module")
def entries(pages):
    script = pages.content("static/search-index.js").decode()
    return {entry[0]: entry for entry in json.loads(script.partition("= ")[2].rstrip(";\n"))}


def test_an_entry_has_names_words_hedges_and_group(entries):
    path = "article/trams/claim/strike"
    assert entries[path] == [
        path, "Drivers strike", "factual claim", "A strike keeps drivers at home.", "",
        "reportedly", "Claims",
    ]  # fmt: skip
    assert entries["id/mayor"][4:] == ["Müller", "", "Actors"]
    assert entries["article/trams/source/driver"][6] == "Sources"
    assert entries["article/trams/passage/snow"][6] == "Passages"
    assert entries["ontology/premise"][6] == "Vocabulary"
    assert entries["article/trams/section/winter"][6] == "Other things"


def test_stored_questions_are_found_too(entries):
    found = entries["questions/evidence/sources"]
    assert found[2] == "question"
    assert found[4] == "sources"
    assert found[6] == "Questions"


def test_the_page_has_scripts_of_its_own_alone(pages):
    body = pages.content("search.html").decode()
    assert body.count("<script") == body.count("<script defer src=") == 3
    assert "unsafe" not in body
    for name in ("minisearch.js", "minisearch.LICENSE.txt"):
        assert pages.content(f"static/{name}")


def test_without_script_the_form_leads_to_lists_of_all(pages):
    body = pages.content("search.html").decode()
    lists = body[body.index("<noscript>") : body.index("</noscript>")]
    for path in ("index.html", "lists/actors.html", "questions/index.html", "ontology.html"):
        assert f'href="{path}"' in lists
    assert '<form id="search" role="search" action="search.html" method="get">' in body
