"""Questions are found by name, their parameters bound as terms, their answers told with labels."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import BNode, Literal, URIRef

from claimgraph.errors import QuestionError, SyntaxFault
from claimgraph.graph import loading
from claimgraph.graph import project as projects
from claimgraph.graph.project import Project
from claimgraph.graph.stores import Answer
from claimgraph.graph.stores.memory import Embedded
from claimgraph.questions import catalogue as ask
from claimgraph.questions import naming

BASE = "https://example.org/"
DATA = """
@prefix ex:   <https://example.org/> .
@prefix co:   <https://example.org/company/> .
@prefix cg:   <https://w3id.org/claimgraph/ontology#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd:  <http://www.w3.org/2001/XMLSchema#> .

co:acme rdfs:label "Acme Steel"@en ; skos:altLabel "Acme"@en , "the steelmaker"@en .
co:bolt rdfs:label "Bolt" .
co:one  rdfs:label "Twin"@en .
co:two  rdfs:label "twin"@en .
co:bare a ex:Company .
ex:odd  rdfs:label "co:acme"@en .
ex:c1 cg:paraphrase "One."@en ; rdfs:label "Acme grows"@en ; ex:by co:acme ; ex:year 2001 .
ex:c2 cg:paraphrase "Two."@en ; rdfs:label "Acme shrinks"@en ; ex:by co:bolt ; ex:year 2010 .
ex:c3 cg:paraphrase "Three."@en ; ex:by co:one , co:bare ; ex:day "2023-09-30"^^xsd:date .
"""
QUESTIONS = {
    "of-company": "SELECT ?c { ?c <https://example.org/by> ?_who_iri }",
    "after": "SELECT ?c { ?c <https://example.org/year> ?y FILTER(?y > ?_year_integer) }",
    "has-label": "ASK { ?c ?p ?_text_en }",
    "describe": "DESCRIBE ?_who_iri",
    "typed": "SELECT ?v {{ BIND(?_v_{kind} AS ?v) }}",
}


@pytest.fixture(scope="module")
def project(tmp_path_factory) -> Project:
    root = tmp_path_factory.mktemp("project")
    write(root / "data/a/a.ttl", DATA)
    for name in ("of-company", "after", "has-label", "describe"):
        write(root / f"queries/mine/{name}.rq", f"#+ summary: S\n{QUESTIONS[name]}")
    for kind in TYPED:
        query = QUESTIONS["typed"].format(kind=kind)
        write(root / f"queries/typed/typed-{kind}.rq", f"#+ summary: S\n{query}")
    write(
        root / "queries/mine/with-default.rq",
        f"#+ summary: S\n#+ defaults: {{who: Acme Steel}}\n{QUESTIONS['of-company']}",
    )
    return Project(root)


TYPED = ("boolean", "date", "dateTime", "decimal", "double", "gYear", "gYearMonth", "integer")


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def loaded(project):
    return loading.parsed(project.data_files)


@pytest.fixture(scope="module")
def store(loaded):
    return Embedded(quad for one in loaded for quad in one.quads)


@pytest.fixture
def answer(project, store, loaded):
    def answer(name: str, **values: str) -> Answer:
        return ask.ask(ask.find(project, name), values, store, loaded)

    return answer


def locals_of(answer: Answer) -> list[str]:
    return sorted(str(row["c"]).removeprefix(BASE) for row in answer.rows)


# --- finding questions


@pytest.mark.parametrize("name", ["after", "mine/after", "after.rq", "queries/mine/after.rq"])
def test_a_question_is_found_by_its_name(project, name):
    assert ask.find(project, name).name == "after"


def test_an_unknown_question_is_told_with_the_nearest(project):
    with pytest.raises(
        QuestionError, match=r"no question named 'aftr' \(nearest: after.*lists them"
    ):
        ask.find(project, "aftr")


def test_what_resembles_nothing_has_no_nearest(project):
    with pytest.raises(QuestionError, match="no question named 'xyzzy': 'claimgraph ask' lists"):
        ask.find(project, "xyzzy")


def test_two_questions_of_a_name_are_told_with_their_places(tmp_path):
    write(tmp_path / "data/a/a.ttl", DATA)
    for theme in ("one", "two"):
        write(tmp_path / f"queries/{theme}/same.rq", "#+ summary: S\nASK {}")

    with pytest.raises(QuestionError, match=r"one/same\.rq and .*two/same\.rq\): rename"):
        ask.find(Project(tmp_path), "same")
    sound, broken = ask.listed(Project(tmp_path))
    assert [one.name for one in broken] == ["same"]
    assert "weakest-links" in {question.name for question in sound}


def test_a_question_that_does_not_parse_is_a_fault_only_where_it_is_read(tmp_path):
    write(tmp_path / "data/a/a.ttl", DATA)
    write(tmp_path / "queries/mine/broken.rq", "#+ summary: S\nSELECT {")
    write(tmp_path / "queries/mine/sound.rq", "#+ summary: S\nASK {}")

    assert ask.find(Project(tmp_path), "sound").name == "sound"
    with pytest.raises(SyntaxFault):
        ask.ask(ask.find(Project(tmp_path), "broken"), {}, Embedded())
    sound, broken = ask.listed(Project(tmp_path))
    assert "sound" in {question.name for question in sound}
    assert [str(one) for one in broken] == [f"{one.file}:2:9: {one.error}" for one in broken]


def test_a_question_of_the_project_takes_the_place_of_a_shipped_one(tmp_path):
    """Even where both files are equal, as where an installed command runs in a checkout."""
    shipped = next(path for path in Project(tmp_path).query_files if path.stem == "claims")
    write(tmp_path / "data/a/a.ttl", DATA)
    write(tmp_path / "queries/mine/claims.rq", shipped.read_text())

    question = ask.find(Project(tmp_path), "claims")
    assert question.theme == "mine"
    assert question.shadows.endswith(f"{shipped.parent.name}/claims.rq")
    assert question in ask.catalogue(Project(tmp_path))


def test_the_catalogue_goes_by_theme_and_name(project):
    mine = [q for q in ask.catalogue(project) if q.theme == "mine"]

    assert [q.name for q in mine] == [
        "after",
        "describe",
        "has-label",
        "of-company",
        "with-default",
    ]
    themes = [q.theme for q in ask.catalogue(project)]
    assert themes == sorted(themes)


# --- IRIs


@pytest.mark.parametrize(
    "value",
    [
        "Acme Steel",
        "acme steel",
        "Acme",
        "THE STEELMAKER",
        "acme",
        "co:acme",
        "ex:company/acme",
        "https://example.org/company/acme",
        "<https://example.org/company/acme>",
        " <https://example.org/company/acme> ",
        " Acme Steel ",
    ],
)
def test_an_iri_is_given_by_label_by_prefix_or_whole(answer, value):
    assert locals_of(answer("of-company", who=value)) == ["c1"]


def test_an_iri_without_a_label_goes_by_prefix_or_whole(answer):
    assert locals_of(answer("of-company", who="co:bare")) == ["c3"]
    assert locals_of(answer("of-company", who=BASE + "company/bare")) == ["c3"]


def test_several_things_of_one_label_are_told_apart(answer):
    with pytest.raises(QuestionError) as caught:
        answer("of-company", who="Twin")

    assert str(caught.value) == (
        "who=Twin: several things are called that: give one IRI: "
        "https://example.org/company/one, https://example.org/company/two"
    )
    assert locals_of(answer("of-company", who="co:one")) == ["c3"]


def test_a_name_that_nothing_bears_is_told_with_the_nearest(answer):
    with pytest.raises(QuestionError, match="nothing in the graph has that IRI or label") as caught:
        answer("of-company", who="Acme Stel")

    assert "(nearest: acme steel" in str(caught.value).lower()


@pytest.mark.parametrize(
    "value",
    [
        '"} ; DROP ALL',
        "> } ; DROP ALL #",
        "https://example.org/company/acme> . ?s ?p ?o . <x:y",
        "https://example.org/nothing",
        "no:prefix",
        "co:",
        "",
        "?_who_iri",
        "two\nlines",
    ],
)
def test_what_is_no_iri_of_the_graph_reaches_no_query(answer, value):
    """A value is looked up as a term; what is none, or none of the graph's, is refused."""
    told = "nothing in the graph has that IRI or label|no file declares the prefix 'no'"
    with pytest.raises(QuestionError, match=told):
        answer("of-company", who=value)


@settings(deadline=None)
@given(st.text())
def test_any_text_is_an_iri_of_the_graph_or_refused(project, store, loaded, value):
    question = ask.find(project, "of-company")
    try:
        found = ask.ask(question, {"who": value}, store, loaded)
    except QuestionError:
        return
    assert set(locals_of(found)) < {"c1", "c2", "c3"}


# --- literals


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("boolean", "true"),
        ("boolean", "0"),
        ("date", "2024-02-29"),
        ("date", "2023-09-30Z"),
        ("dateTime", "2023-09-30T12:00:00Z"),
        ("dateTime", "2023-09-30T12:00:00.5+02:00"),
        ("decimal", "-1.50"),
        ("decimal", ".5"),
        ("double", "1.5e3"),
        ("double", "INF"),
        ("gYear", "2023"),
        ("gYearMonth", "2023-09"),
        ("integer", "-12"),
        ("integer", "+012"),
    ],
)
def test_a_value_becomes_a_literal_of_its_type(answer, kind, value):
    """XML Schema 1.1 part 2, 3.3: the lexical forms."""
    ((row),) = answer(f"typed-{kind}", v=value).rows
    datatype = URIRef(f"http://www.w3.org/2001/XMLSchema#{kind}")

    assert row["v"].datatype == datatype
    assert row["v"].toPython() == Literal(value, datatype=datatype).toPython()


@pytest.mark.parametrize(
    ("kind", "value", "example"),
    [
        ("boolean", "yes", "true"),
        ("boolean", "True", "true"),
        ("date", "2023-02-29", "2023-09-30"),
        ("date", "30.09.2023", "2023-09-30"),
        ("date", "2023-9-3", "2023-09-30"),
        ("date", "2023-W01-1", "2023-09-30"),
        ("dateTime", "2023-09-30", "2023-09-30T12:00:00Z"),
        ("dateTime", "2023-09-30 12:00", "2023-09-30T12:00:00Z"),
        ("decimal", "1e3", "1.5"),
        ("decimal", "1,5", "1.5"),
        ("decimal", "NaN", "1.5"),
        ("decimal", "1_0", "1.5"),
        ("double", "much", "1.5e3"),
        ("double", "1_0", "1.5e3"),
        ("gYear", "last", "2023"),
        ("gYear", "23", "2023"),
        ("gYear", "2023-09", "2023"),
        ("gYearMonth", "2023-13", "2023-09"),
        ("gYearMonth", "2023-9", "2023-09"),
        ("gYearMonth", "2023", "2023-09"),
        ("integer", "1.0", "12"),
        ("integer", "twelve", "12"),
        ("integer", "1_000", "12"),
        ("integer", "١٢", "12"),
        ("integer", "", "12"),
    ],
)
def test_a_value_that_its_type_does_not_allow_is_refused(answer, recwarn, kind, value, example):
    """It would compare with nothing, and the answer would be silently empty."""
    with pytest.raises(QuestionError) as caught:
        answer(f"typed-{kind}", v=value)

    assert str(caught.value) == f"v={value}: not a valid xsd:{kind}: write e.g. {example}"
    assert not recwarn.list


def test_a_number_is_compared_as_one(answer):
    assert locals_of(answer("after", year="2001")) == ["c2"]
    assert locals_of(answer("after", year="900")) == ["c1", "c2"]


def test_a_language_is_part_of_the_value(answer):
    assert answer("has-label", text="Acme Steel").truth is True
    assert answer("has-label", text="Bolt").truth is False


# --- parameters


def test_a_missing_value_is_told_with_an_example(answer):
    with pytest.raises(QuestionError) as caught:
        answer("after")

    assert str(caught.value) == "'after' needs a value for 'year': add year=12"


def test_an_unknown_parameter_is_told_with_the_nearest(answer):
    with pytest.raises(QuestionError) as caught:
        answer("after", yer="2001")

    assert str(caught.value) == "'after' has no parameter 'yer' (nearest: year): it has 'year'"


def test_a_question_without_parameters_says_so(answer):
    with pytest.raises(QuestionError, match="'other-names' has no parameter 'x': it has none"):
        answer("other-names", x="1")


def test_a_default_stands_in_until_a_value_is_given(answer):
    assert locals_of(answer("with-default")) == ["c1"]
    assert locals_of(answer("with-default", who="Bolt")) == ["c2"]


def test_a_describe_is_answered_with_a_graph(answer):
    found = answer("describe", who="Bolt")

    assert len(found.graph) == 1
    assert found.variables == ("subject", "predicate", "object")


# --- claims


@pytest.mark.parametrize(
    "name", ["Acme grows", "acme GROWS", "ex:c1", "c1", BASE + "c1", f"<{BASE}c1>"]
)
def test_a_claim_is_found_by_any_of_its_names(store, loaded, name):
    assert naming.claim(name, store, loaded) == URIRef(BASE + "c1")


def test_a_claim_without_a_label_goes_by_its_iri(store, loaded):
    assert naming.claim("c3", store, loaded) == URIRef(BASE + "c3")


def test_what_is_no_claim_is_refused_with_the_nearest(store, loaded):
    with pytest.raises(
        QuestionError, match=r"no claim 'acme' \(nearest: Acme grows, Acme shrinks\)"
    ):
        naming.claim("acme", store, loaded)
    with pytest.raises(QuestionError, match="no claim 'co:acme'"):
        naming.claim("co:acme", store, loaded)


def test_several_claims_of_a_name_are_told_apart(tmp_path):
    text = DATA.replace("Acme shrinks", "Acme grows")
    one = loading.load(projects.described(write(tmp_path / "data/a/a.ttl", text)))

    with pytest.raises(QuestionError, match=rf"several claims .*: {BASE}c1, {BASE}c2"):
        naming.claim("acme grows", Embedded(one.quads), [one])


# --- labels


def test_labels_are_the_graphs_else_prefixed_names(store, loaded):
    """A label where there is one; else the longest prefix that the files declare; else nothing."""
    acme, bare = URIRef(BASE + "company/acme"), URIRef(BASE + "company/bare")
    odd, elsewhere = URIRef(BASE + "by"), URIRef("https://elsewhere.example/x")
    row = {"a": acme, "b": bare, "c": odd, "d": elsewhere, "e": Literal("x"), "f": BNode()}

    assert naming.labels([row], store, loaded) == {
        acme: "Acme Steel",
        bare: "co:bare",
        odd: "ex:by",
    }


def test_an_answer_without_iris_needs_no_labels(store, loaded):
    assert naming.labels([{"n": Literal(1)}], store, loaded) == {}


def test_a_thing_of_several_labels_always_goes_by_the_same(tmp_path):
    """The English one where there is one: the rest of what claimgraph says is English."""
    names = ['"Zug"@de', '"train"@en', '"Bahn"@de', '"поезд"@ru']
    prefix = "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . "
    train = URIRef(BASE + "train")
    answer = Answer(("t",), ({"t": train},))
    for n in range(len(names)):
        turned = " , ".join(names[n:] + names[:n])
        file = write(tmp_path / f"data/a/{n}.ttl", f"{prefix}<{train}> rdfs:label {turned} .")
        one = loading.load(projects.described(file))

        assert naming.labels(answer.rows, Embedded(one.quads), [one]) == {train: "train"}
