"""A question asked by article: what is asked again after a change, and what is refused."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

import claimgraph
from claimgraph.api import by_article, units
from claimgraph.check.cache import Cache
from claimgraph.errors import QuestionError, SyntaxFault
from claimgraph.graph.project import Project
from claimgraph.questions import catalogue

COUNT = 5
PREFIXES = """\
@prefix cg:   <https://w3id.org/claimgraph/ontology#> .
@prefix id:   <https://w3id.org/claimgraph/id/> .
@prefix oa:   <http://www.w3.org/ns/oa#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
"""
QUESTION = """\
#+ summary: Claims with their certainty
#+ by_article: true

PREFIX cg: <https://w3id.org/claimgraph/ontology#>
PREFIX oa: <http://www.w3.org/ns/oa#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>

SELECT ?article ?claim ?label ?actor
WHERE {
  ?claim cg:passage/oa:hasSource ?article ;
         rdfs:label ?label .
  OPTIONAL { ?claim cg:involves/cg:actor/rdfs:label ?actor }
  FILTER (!BOUND(?__article_iri) || ?article = ?__article_iri)
}
ORDER BY ?article ?claim
"""


def article(number: int, label: str = "It is so", more: str = "") -> str:
    here = f"https://w3id.org/claimgraph/article/a{number}/"
    return f"""{PREFIXES}@prefix : <{here}> .
<{here}> a cg:Article ; rdfs:label "Article {number}" .
:passage a cg:Passage ; oa:hasSource <{here}> .
:claim a cg:FactualClaim ; rdfs:label "{label}"@en ; cg:passage :passage ;
    cg:certainty <https://w3id.org/claimgraph/scheme/certainty/asserted> ;
    cg:involves [ cg:actor id:town ; cg:role id:place ] .
:weak a cg:FactualClaim , cg:Thesis ; rdfs:label "weak"@en ; cg:passage :passage .
{more}
"""


@pytest.fixture
def folder(tmp_path):
    for number in range(COUNT):
        put(tmp_path, number)
    (tmp_path / "data" / "registry").mkdir()
    write(tmp_path / "data" / "registry" / "actors.ttl", f'{PREFIXES}id:town rdfs:label "Town" .')
    (tmp_path / "queries" / "claims").mkdir(parents=True)
    write(tmp_path / "queries" / "claims" / "labels.rq", QUESTION)
    return tmp_path


def write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def put(folder: Path, number: int, *args: str) -> None:
    (folder / "data" / f"a{number}").mkdir(parents=True, exist_ok=True)
    write(folder / "data" / f"a{number}" / "article.ttl", article(number, *args))


def asked(folder: Path, name: str = "labels", *, cached: bool = True, **values: str):
    """Return the rows, as texts, how many articles were asked and how many were remembered."""
    project = Project(folder)
    cache = Cache(folder / "cache") if cached else None
    try:
        answer = by_article.ask(project, catalogue.find(project, name), values, cache)
        rows = [tuple(map(str, row.values())) for row in answer.rows.solutions]
        return rows, answer.again, answer.remembered
    finally:
        if cache:
            cache.close()


def whole(folder: Path, name: str = "labels") -> list[tuple[str, ...]]:
    rows = claimgraph.open(folder).rows(name).solutions
    return [tuple(map(str, row.values())) for row in rows]


def test_one_changed_article_is_asked_again_and_no_other(folder):
    assert asked(folder) == (whole(folder), COUNT, 0)
    assert asked(folder) == (whole(folder), 0, COUNT)

    put(folder, 3, "It is not so")

    rows, again, remembered = asked(folder)
    assert (again, remembered) == (1, COUNT - 1)
    assert rows == whole(folder)
    assert "It is not so" in {row[2] for row in rows}


def change_registry(folder: Path) -> None:
    actors = folder / "data" / "registry" / "actors.ttl"
    write(actors, actors.read_text().replace("Town", "City"))


def change_question(folder: Path) -> None:
    write(folder / "queries" / "claims" / "labels.rq", QUESTION.replace("?claim\n", "?label\n"))


def change_vocabulary(folder: Path) -> None:
    (folder / "ontology").mkdir()
    write(folder / "ontology" / "own.ttl", f"{PREFIXES}id:Own rdfs:subClassOf cg:Claim .")


@pytest.mark.parametrize("change", [change_registry, change_question, change_vocabulary])
def test_what_all_articles_share_is_part_of_every_answer(folder, change):
    asked(folder)
    change(folder)

    assert asked(folder) == (whole(folder), COUNT, 0)


def test_the_table_of_grades_is_part_of_answers_about_standing(folder):
    asked(folder, "standings")
    asked(folder)
    write(folder / "weighing.toml", "unnamed = 1\n")

    assert asked(folder, "standings") == (whole(folder, "standings"), COUNT, 0)
    assert asked(folder)[1:] == (0, COUNT)


def test_another_value_of_a_parameter_is_another_answer(folder):
    for least in ("1", "2"):
        assert asked(folder, "silent-actors", least=least)[1:] == (COUNT, 0)


def test_nothing_is_remembered_without_a_cache(folder):
    for _ in range(2):
        assert asked(folder, cached=False) == (whole(folder), COUNT, 0)
    assert not (folder / "cache").exists()


@pytest.mark.parametrize(
    "held",
    [
        "garbage", "[]", "{}", "null", '{"rows": 3, "labels": {}}', '{"rows": [{"a": 1}]}',
        '{"rows": [{"article": ["no IRI"]}], "labels": {}}',
        '{"rows": [{"article": ["x", "not an IRI", ""]}], "labels": {}}',
        '{"findings": [], "triples": 0, "defines": [], "refers": []}',
    ],
)  # fmt: skip
def test_what_the_cache_holds_of_another_kind_is_passed_over(folder, held):
    expected = asked(folder)[0]
    database = sqlite3.connect(folder / "cache" / "check.sqlite")
    with database:
        database.execute("UPDATE results SET held = ?", [held])
    database.close()

    assert asked(folder) == (expected, COUNT, 0)
    assert asked(folder) == (expected, 0, COUNT)


def test_a_database_that_is_none_is_replaced(folder):
    (folder / "cache").mkdir()
    (folder / "cache" / "check.sqlite").write_bytes(b"garbage" * 1000)

    assert asked(folder) == (whole(folder), COUNT, 0)


def test_rows_come_before_the_last_article_is_asked(folder):
    project = Project(folder)
    answer = by_article.ask(project, catalogue.find(project, "labels"), {})
    rows = answer.rows.solutions

    next(rows)

    assert answer.again == 1
    assert len(list(rows)) == 2 * COUNT - 1
    assert answer.again == COUNT


@pytest.mark.slow
def test_many_articles_are_asked_in_processes_and_given_in_order(folder, monkeypatch):
    monkeypatch.setattr(units, "_EACH", 1)
    monkeypatch.setattr(units, "processors", lambda: 2)

    assert asked(folder) == (whole(folder), COUNT, 0)


def test_articles_that_mention_each_others_claims_are_asked_together(folder):
    argument = (
        ":argument a cg:SupportingArgument ; cg:conclusion :weak ; "
        "cg:premise <https://w3id.org/claimgraph/article/a0/claim> ."
    )
    put(folder, 4, "It is so", argument)
    assert asked(folder, "takeaway-firmer-than-body")[1:] == (COUNT, 0)
    assert asked(folder, "pillar-overlap") == (whole(folder, "pillar-overlap"), COUNT, 0)
    assert asked(folder, "standings") == (whole(folder, "standings"), COUNT, 0)

    put(folder, 0, "It was so")

    assert asked(folder, "standings") == (whole(folder, "standings"), 2, COUNT - 2)


def test_a_thing_that_one_article_describes_and_another_mentions_ties_them(folder):
    """The label of the actor of one article stands in the graph of another."""
    put(folder, 1, "It is so", ":claim cg:involves [ cg:actor id:mill ] .")
    put(folder, 2, "It is so", 'id:mill rdfs:label "Mill" .')

    assert "Mill" in {row[-1] for row in whole(folder)}
    assert sorted(asked(folder)[0]) == sorted(whole(folder))


def test_an_article_that_describes_what_all_share_is_refused(folder):
    put(folder, 2, "It is so", 'id:town rdfs:label "Borough" .')

    with pytest.raises(QuestionError, match=r"a2/article.ttl describes <.*/id/town>"):
        asked(folder)


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("#+ by_article: true\n", "", "may depend on another"),
        ("true", "named", "decide which rows belong to none"),
        ("true", "false", "may depend on another"),
        ("SELECT ?article ", "SELECT ", "no column 'article'"),
        ("ORDER BY ?article ?claim", "LIMIT 3", "LIMIT"),
        ("rdfs:label ?label .", "rdfs:label ?label . BIND (NOW() AS ?now)", r"NOW\(\)"),
        ("rdfs:label ?label .", "rdfs:label ?label . BIND (sTrUuid() AS ?now)", r"STRUUID\(\)"),
        ("?label .", "?label . SERVICE <http://[::1]/> { ?a ?b ?c }", "calls other servers"),
        ("WHERE", "FROM <urn:g> WHERE", "FROM"),
        ("FILTER (!BOUND(?__article_iri) || ?article = ?__article_iri)", "", "parameter 'article'"),
        ("SELECT ?article ?claim ?label ?actor", "CONSTRUCT { ?claim ?a ?label }", "CONSTRUCT"),
    ],
)  # fmt: skip
def test_a_question_that_cannot_be_asked_so_is_refused(folder, old, new, reason):
    assert old in QUESTION
    text = QUESTION.replace(old, new, 1)
    write(folder / "queries" / "claims" / "labels.rq", text)

    with pytest.raises(QuestionError, match=f"'labels' cannot be asked by article: .*{reason}"):
        asked(folder)


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"article": "a1"}, "leave out --by-article or article="),
        ({"actr": "x"}, "no parameter 'actr'"),
        ({}, "needs the IRI of its 'actor': add actor=<IRI>"),
        ({"actor": "Town"}, r"needs the IRI of its 'actor' \('Town' is not one\)"),
        ({"actor": "id:nobody"}, "nothing in the graph has the IRI"),
    ],
)
def test_values_that_articles_may_read_differently_are_refused(folder, values, reason):
    with pytest.raises(QuestionError, match=reason):
        asked(folder, "claims-about", **values)


def test_a_thing_may_be_given_by_a_prefix_of_the_vocabulary(folder):
    assert len(asked(folder, "claims-about", actor="id:town")[0]) == COUNT


def test_a_broken_file_is_told(folder):
    write(folder / "data" / "a2" / "article.ttl", "this is not Turtle")

    with pytest.raises(SyntaxFault):
        asked(folder)


def test_by_article_is_true_or_false(folder):
    write(folder / "queries" / "claims" / "labels.rq", QUESTION.replace("true", "perhaps"))

    with pytest.raises(SyntaxFault, match="by_article is not true, false or named"):
        asked(folder)
