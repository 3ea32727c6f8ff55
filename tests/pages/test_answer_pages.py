"""Answers of stored questions as the site has them."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from published import ROOT, Page, edition, of_turtle

from claimgraph.graph import project as projects
from claimgraph.graph.stores.memory import Embedded
from claimgraph.pages import asking, listings, report
from claimgraph.pages.data import Asked
from claimgraph.pages.site import Site
from claimgraph.questions import catalogue, header, naming
from claimgraph.vocab import BASE

LINKED = Path(__file__).parents[1] / "linked"


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


# ── On a static site ─────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def linked():
    """The static pages of three articles."""
    return edition(LINKED)


def narrowed(site):
    """Return the questions of a site whose rows can be narrowed, with the answer of each."""
    for question in site.source.questions:
        answer = site.asked.answer(question) if site.asked.answered(question) else ""
        if not isinstance(answer, str):
            ways = asking.narrowings(site.here("questions/x/y.html"), question, answer)
            yield from ((question, answer, way) for way in ways)


def test_rows_are_narrowed_to_what_the_question_would_answer(linked):
    """For each thing that is offered: the same rows, in the same order, as when it is asked for."""
    names = set()
    for question, answer, way in narrowed(linked):
        for choice in way.choices:
            rows = [
                row for row, had in zip(answer.rows, way.rows, strict=True) if had == choice.number
            ]
            asked = catalogue.ask(
                question, {way.name: choice.value}, linked.asked._store, linked.source.loaded
            )
            assert list(asked.rows) == rows, (question.name, choice.label)
            assert answer.rows[choice.row] == rows[0]
            assert choice.count == len(rows)
        names.add(question.name)
    assert len(names) > 20, "most questions have rows of several articles"


def test_without_script_each_article_s_first_row_is_a_link_away(linked):
    page = Page(linked.content("questions/claims/thesis.html").decode())
    links = [link for link in page.links if link.startswith("#row-")]
    assert len(links) == 3
    assert {link[1:] for link in links} <= set(page.ids)


def test_things_to_ask_about_are_listed_with_their_pages(linked):
    """A question that needs a value: what it may be, and how to ask."""
    html = linked.content("questions/claims/claims-about.html").decode()
    listed = html.partition('data-offers="actor"')[2].partition("</details>")[0]
    links = re.findall(r'href="\.\./\.\./([^"]+)" data-value="([^"]*)"', listed)
    assert links
    assert all(linked.knows(path) for path, _ in links)
    assert "claimgraph ask claims-about actor=…" in html


def test_two_things_of_one_label_are_told_apart_by_iri(tmp_path):
    """As in a form of the server; a row without one belongs to none."""
    question = header.parse(
        "#+ summary: S\nSELECT ?actor { VALUES (?actor ?n) { (<urn:a> 1) (<urn:b> 2) (UNDEF 3) "
        "(<urn:a> 4) } FILTER (!BOUND(?__actor_iri) || ?actor = ?__actor_iri) } ORDER BY ?n",
        theme="q",
        name="same",
        file="same.rq",
        base="",
    )
    site = of_turtle("<urn:a> rdfs:label 'Cy' . <urn:b> rdfs:label 'cy' .", tmp_path)
    (way,) = asking.narrowings(site.here("x.html"), question, site.asked.answer(question))
    assert [(one.label, one.value, one.row, one.count) for one in way.choices] == [
        ("Cy", "urn:a", 0, 2),
        ("cy", "urn:b", 1, 1),
    ]
    assert way.rows == (0, 1, None, 0)


# ── Answers for other values ─────────────────────────────────────────────────────────────────────


def shown(site, question):
    """Return what a question's page shows."""
    here = site.here(f"questions/{question.theme}/{question.name}.html")
    answer = site.asked.answer(question) if site.asked.answered(question) else ""
    return here, asking.page(site, here, question, {}, answer)


def asked(site, question, **values):
    return catalogue.ask(question, values, site.asked._store, site.source.loaded)


@pytest.mark.parametrize("root", [LINKED, pytest.param(ROOT, marks=pytest.mark.slow)])
def test_a_page_has_the_answers_that_the_command_gives(root):
    """For each thing that it offers an answer for, narrowed or not: as `ask actor=…` does."""
    site = edition(root)
    names = set()
    for question in site.source.questions:
        here, page = shown(site, question)
        for offer in page["offers"]:
            for _, value, told in offer.things:
                if told is None:
                    continue
                answer = asked(site, question, **{offer.name: value})
                assert told.table == listings.table(here, answer), (question.name, value)
                names.add(question.name)
                for way, own in zip(page["narrowings"], told.narrowings, strict=True):
                    for choice in way.choices:
                        both = {offer.name: value, way.name: choice.value}
                        number = choice.number
                        rows = [
                            row
                            for row, had in zip(answer.rows, own.rows, strict=False)
                            if had == number
                        ]
                        assert list(asked(site, question, **both).rows) == rows, both
    # What needs a value has one to choose.
    needing = {one.name for one in site.source.questions if not site.asked.answered(one)}
    assert needing <= names
    assert {"backers", "supply-paths", "claims-about", "claims-by-source"} <= names


def test_each_answer_is_a_link_away_without_script(linked):
    html = linked.content("questions/claims/claims-about.html").decode()
    page = Page(html)
    links = {link[1:] for link in page.links if link.startswith("#actor-")}
    sections = set(re.findall('<section class="answer" id="([^"]+)"', html))
    assert links == sections
    assert len(sections) == html.count(' data-value="') == 5
    assert "choose one above" in html


def test_more_answers_than_a_page_can_hold_are_left_to_the_command(linked, monkeypatch):
    """Too many things to ask about, or too many rows."""
    question = next(one for one in linked.source.questions if one.name == "claims-by-source")
    assert len(linked.asked.answers(question, "source")) == 3
    for bound in ("ANSWERED", "ROWS"):
        with monkeypatch.context() as patch:
            patch.setattr(f"claimgraph.pages.data.{bound}", 2)
            assert linked.asked.answers(question, "source") == {}
            html = linked.content("questions/evidence/claims-by-source.html").decode()
        assert '<section class="answer"' not in html
        assert "ask it on the command line" in html


def test_an_answer_without_rows_offers_nothing_to_narrow_it_to(linked):
    question = next(one for one in linked.source.questions if one.name == "denied-premises")
    assert not linked.asked.answer(question).rows
    assert not shown(linked, question)[1]["offers"]
