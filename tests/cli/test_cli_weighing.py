"""The commands that say what stands and what falls, on a small article written here."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from captured import ROOT
from commanded import run
from rdflib import Dataset, URIRef

import claimgraph
from claimgraph.claims.weighing import table
from claimgraph.claims.weighing.derived import ready
from claimgraph.errors import UsageError
from claimgraph.graph.stores.memory import Embedded
from claimgraph.vocab import CG, WEIGHING

PREFIXES = """\
@prefix cg:        <https://w3id.org/claimgraph/ontology#> .
@prefix certainty: <https://w3id.org/claimgraph/scheme/certainty/> .
@prefix dcterms:   <http://purl.org/dc/terms/> .
@prefix kind:      <https://w3id.org/claimgraph/scheme/evidence-kind/> .
@prefix oa:        <http://www.w3.org/ns/oa#> .
@prefix rdfs:      <http://www.w3.org/2000/01/rdf-schema#> .
@prefix x:         <https://example.org/> .
"""
# Sales rise because the shop moved: by its ledger, which a count confirms, and by what a
# neighbour, whom nobody names, has seen.
ARTICLE = """\
x:article a cg:Article ; rdfs:label "The shop"@en ; dcterms:creator x:author .
x:author a cg:Person ; rdfs:label "An author"@en .
x:bank a cg:Company ; rdfs:label "The bank"@en .
x:place a cg:Passage ; rdfs:label "the place"@en ; oa:hasSource x:article .
x:thesis a cg:CausalClaim , cg:Thesis ; rdfs:label "The move saved the shop"@en ;
    cg:paraphrase "The move saved it."@en ; cg:certainty certainty:asserted ; cg:passage x:place .
x:sales a cg:FactualClaim ; rdfs:label "Sales have risen"@en ;
    cg:paraphrase "Sales are up."@en ; cg:certainty certainty:asserted ; cg:passage x:place ;
    cg:evidence x:ledger .
x:crowds a cg:FactualClaim ; rdfs:label "More people pass by"@en ;
    cg:paraphrase "More people pass."@en ; cg:certainty certainty:reported ;
    cg:hedge "they say"@en ; cg:passage x:place ; cg:evidence x:seen .
x:ledger a cg:Evidence ; rdfs:label "figures"@en ; cg:evidenceKind kind:statistical ;
    cg:source x:statement .
x:statement a cg:Report ; rdfs:label "The bank's statement"@en ; cg:issuer x:bank .
x:seen a cg:Evidence ; rdfs:label "what was seen"@en ; cg:evidenceKind kind:testimonial ;
    cg:source x:neighbour .
x:neighbour a cg:UnnamedSource ; rdfs:label "A neighbour"@en .
x:because a cg:SupportingArgument ; rdfs:label "up and near"@en ; cg:explicit true ;
    cg:premise x:sales , x:crowds ; cg:conclusion x:thesis .
"""


@pytest.fixture
def shop(tmp_path, monkeypatch) -> Path:
    """A project with that article, in which the command is run."""
    (tmp_path / "data/shop").mkdir(parents=True)
    (tmp_path / "data/shop/shop.ttl").write_text(PREFIXES + ARTICLE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "120")
    return tmp_path


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.usefixtures("shop")
def test_weigh_shows_theses_and_pillars_with_their_weakest_link(capsys, monkeypatch):
    """The thesis is as firm as its weaker premise, which an unnamed source bears: 2."""
    code, out, err = run(capsys, monkeypatch, "weigh", "--format", "csv")
    assert code == 0
    assert [(row["claim"], row["standing"], row["grade"]) for row in rows(out)] == [
        ("https://example.org/thesis", "accepted", "2"),
        ("https://example.org/crowds", "accepted", "2"),
        ("https://example.org/sales", "accepted", "4"),
    ]
    assert rows(out)[0]["weakest"] == "https://example.org/crowds"
    assert "default table" in err


@pytest.mark.usefixtures("shop")
def test_without_a_source_the_thesis_falls_and_the_way_is_shown(capsys, monkeypatch):
    code, out, _ = run(capsys, monkeypatch, "whatif", "--without", "A neighbour")
    assert code == 0
    assert "Without A neighbour" in out
    assert "thesis: The move saved the shop" in out
    assert out.index("The move saved the shop") < out.index("More people pass by")
    assert "2 claims would stand otherwise, 1 as before" in out


@pytest.mark.parametrize(
    ("arguments", "changed"),
    [
        (("--without", "unnamed"), {"thesis": "0", "crowds": "0"}),
        (("--without", "unnamed", "--restore", "A neighbour"), {}),
        (("--doubt", "The bank"), {"thesis": "1", "sales": "1"}),
        (("--without", "The bank"), {"thesis": "0", "sales": "0"}),
        (("--without", "statistical"), {"thesis": "0", "sales": "0"}),
        (("--without", "x:because"), {"thesis": "0"}),
        (("--without", "sales"), {"thesis": "0", "sales": "0"}),
        (("--restore", "crowds"), {"thesis": "4", "crowds": "4"}),
    ],
    ids=" ".join,
)
@pytest.mark.usefixtures("shop")
def test_what_would_stand_otherwise(arguments, changed, capsys, monkeypatch):
    code, out, _ = run(capsys, monkeypatch, "whatif", *arguments, "--format", "csv")
    assert code == 0
    assert {row["claim"].rpartition("/")[2]: row["grade_after"] for row in rows(out)} == changed


@pytest.mark.usefixtures("shop")
def test_each_source_alone_brings_the_thesis_down(capsys, monkeypatch):
    code, out, _ = run(capsys, monkeypatch, "critical", "--format", "csv")
    assert code == 0
    assert [row["thing"] for row in rows(out)] == [
        "https://example.org/neighbour",
        "https://example.org/statement",
    ]


@pytest.mark.usefixtures("shop")
def test_most_worth_checking_is_what_moves_most(capsys, monkeypatch):
    """The neighbour takes thesis and pillar down by 2 each, and up by 2 each if right."""
    code, out, _ = run(capsys, monkeypatch, "crux", "--format", "csv")
    assert code == 0
    found = {
        row["thing"].rpartition("/")[2]: (row["if_false"], row["if_true"]) for row in rows(out)
    }
    assert found["neighbour"] == ("4", "4")
    assert found["statement"] == ("6", "0")
    assert all(row["passage"] == "https://example.org/place" for row in rows(out))


@pytest.mark.usefixtures("shop")
def test_a_conclusion_is_stated_more_firmly_than_its_weakest_premise(capsys, monkeypatch):
    code, out, _ = run(capsys, monkeypatch, "inflate", "--format", "csv")
    assert code == 0
    (row,) = rows(out)
    assert (row["claim"], row["stated"], row["carried"], row["weakest"]) == (
        "https://example.org/thesis",
        "4",
        "2",
        "https://example.org/crowds",
    )


def test_a_projects_table_changes_the_grades_and_is_named(shop, capsys, monkeypatch):
    (shop / "weighing.toml").write_text(
        'name = "strict"\n[evidence]\nstatistical = 1\n', encoding="utf-8"
    )
    code, out, _ = run(capsys, monkeypatch, "weigh", "--all")
    assert code == 0
    assert "weighed by the strict table" in out
    assert "accepted 1" in out


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ("author = 5", "author must be a grade from 0 to 4, not 5"),
        ("autor = 1", "'autor' is not one of"),
        ("[evidence]\nstatistical = 'four'", "evidence.statistical must be a grade"),
        ("evidence = 3", "'evidence' must be a table"),
        ("name = ", "is not TOML"),
        ("name = 3", "name must be a line of text"),
        ('name = "a\\nb"', "name must be a line of text"),
        ("x = " + "[" * 5000, "is nested too deep"),
        ("[evidence]\nrumour = 2", "rumour, which nothing describes"),
    ],
)
def test_a_table_that_cannot_be_used_is_one_line(shop, table, told, capsys, monkeypatch):
    (shop / "weighing.toml").write_text(table, encoding="utf-8")
    code, out, err = run(capsys, monkeypatch, "weigh")
    assert (code, out) == (2, "")
    assert told in err
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("whatif",), "nothing is supposed"),
        (("whatif", "--without", "a ghost"), "a ghost"),
        (("whatif", "--without", "supplier"), "supplier: is not a source"),
        (("whatif", "--doubt", "A neighbour"), "A neighbour: is not an actor"),
        (("whatif", "--doubt", "unnamed"), "unnamed: is not an actor"),
        (("critical", "--of", "ghosts"), "choose from sources, claims, actors"),
        (("critical", "ghost"), "no claim 'ghost'"),
        (("weigh", "--table", "none.toml"), "none.toml: cannot be read"),
        (("weigh", "--article", "ghost"), "ghost"),
    ],
    ids=" ".join,
)
@pytest.mark.usefixtures("shop")
def test_a_wrong_call_is_one_line_and_exit_code_2(arguments, told, capsys, monkeypatch):
    code, out, err = run(capsys, monkeypatch, *arguments)
    assert (code, out) == (2, "")
    assert told in err
    assert err.count("\n") == 1


def test_the_weighing_of_an_article_does_not_depend_on_others():
    """Alone or beside the other shipped article, each claim stands alike."""
    project = claimgraph.open(ROOT)
    together = {one.iri: one for one in project.weigh().standings}
    for article in project.articles:
        for one in project.weigh(article.slug).standings:
            assert one == together[one.iri]


QUESTION = """\
#+ summary: How firmly claims stand

PREFIX cg: <https://w3id.org/claimgraph/ontology#>
SELECT ?claim ?grade WHERE { ?claim cg:standing ?standing ; cg:grade ?grade } ORDER BY ?claim
"""
GRADES = [("crowds", "2"), ("sales", "4"), ("thesis", "2")]


def asked(
    shop: Path, capsys, monkeypatch, *arguments: str
) -> tuple[int, list[tuple[str, str]], str]:
    (shop / "queries/own").mkdir(parents=True, exist_ok=True)
    (shop / "queries/own/firmness.rq").write_text(QUESTION, encoding="utf-8")
    code, out, err = run(capsys, monkeypatch, "ask", "firmness", "--format", "csv", *arguments)
    return code, [(row["claim"].rpartition("/")[2], row["grade"]) for row in rows(out)], err


def test_a_question_about_standing_is_answered_from_files(shop, capsys, monkeypatch):
    """What it asks for is derived first; nothing of it is written beside the data."""
    before = sorted(shop.rglob("*"))
    code, found, _ = asked(shop, capsys, monkeypatch)
    assert (code, found) == (0, GRADES)
    assert [path for path in sorted(shop.rglob("*")) if "queries" not in path.parts] == before


@pytest.mark.parametrize(
    ("query", "derived"),
    [
        ("SELECT ?c { ?c cg:standing ?s }", True),
        ("SELECT ?c { ?c <https://w3id.org/claimgraph/ontology#grade> ?s }", True),
        ("prefix x: <https://w3id.org/claimgraph/ontology#> SELECT ?c { ?s x:carries ?c }", True),
        ("SELECT ?c { ?a cg:conclusion ?c }", False),
        ("PREFIX ex: <https://example.org/> SELECT ?c { ?c ex:grade ?s }", False),
        ("SELECT ?c { ?c scg:grade ?s }", False),
    ],
)
def test_a_question_about_what_is_derived_is_known_by_its_terms(query, derived):
    held = Embedded()
    ready(f"PREFIX cg: <{CG}> PREFIX scg: <x:> {query}", held, table.DEFAULT)
    assert held.query(f"ASK {{ <{WEIGHING}> ?p ?o }}").truth is derived


def test_a_store_on_disk_answers_once_it_is_derived_there(shop, capsys, monkeypatch):
    assert run(capsys, monkeypatch, "load", "--store", "held")[0] == 0
    code, _, err = asked(shop, capsys, monkeypatch, "--store", "held")
    assert code == 2
    assert "run 'claimgraph derive --store'" in err
    # `cg:conclusion` begins as `cg:con` does, and is not derived.
    assert run(capsys, monkeypatch, "ask", "unsupported-claims", "--store", "held")[0] == 0
    assert run(capsys, monkeypatch, "derive", "--store", "held")[0] == 0
    assert asked(shop, capsys, monkeypatch, "--store", "held")[:2] == (0, GRADES)


def test_what_is_derived_is_a_graph_of_its_own_that_says_how_it_came_about(
    shop, capsys, monkeypatch
):
    code, out, _ = run(capsys, monkeypatch, "derive")
    assert code == 0
    dataset = Dataset()
    dataset.parse(data=out, format="trig")
    (graph,) = (one for one in dataset.graphs() if len(one))
    about = {
        str(p).rpartition("#")[2]: str(o) for p, o in graph.predicate_objects(graph.identifier)
    }
    assert about["semanticsVersion"] == "1"
    assert about["table"] == "default"
    assert len(about["tableDigest"]) == len(about["inputDigest"]) == 64
    again = run(capsys, monkeypatch, "derive")[1]
    assert again == out
    (shop / "weighing.toml").write_text("author = 0\n", encoding="utf-8")
    other = run(capsys, monkeypatch, "derive")[1]
    assert about["tableDigest"] not in other
    assert about["inputDigest"] in other


@pytest.mark.usefixtures("shop")
def test_a_source_carries_what_falls_without_it(capsys, monkeypatch):
    out = run(capsys, monkeypatch, "derive")[1]
    dataset = Dataset(default_union=True)
    dataset.parse(data=out, format="trig")
    carries = URIRef("https://w3id.org/claimgraph/ontology#carries")
    assert sorted(
        (str(source).rpartition("/")[2], str(claim).rpartition("/")[2])
        for source, claim in dataset.subject_objects(carries)
    ) == [
        ("neighbour", "crowds"),
        ("neighbour", "thesis"),
        ("statement", "sales"),
        ("statement", "thesis"),
    ]


def test_the_same_in_python(shop):
    weighing = claimgraph.open(shop).weigh()
    assert repr(weighing) == "<Weighing by default: 3 accepted>"
    assert [str(one) for one in weighing.standings] == ["accepted 2", "accepted 2", "accepted 4"]
    assert [str(row["grade"]) for row in weighing.answer().rows] == ["2", "2", "4"]
    fallen = weighing.without("A neighbour")
    assert [(one.before.label, str(one.after)) for one in fallen.changes] == [
        ("The move saved the shop", "unsupported"),
        ("More people pass by", "unsupported"),
    ]
    # What it was made of is as it was.
    assert weighing.changes == ()
    assert [str(one) for one in weighing.standings] == ["accepted 2", "accepted 2", "accepted 4"]
    assert fallen.without(restore=["A neighbour"]).standings == weighing.standings
    with pytest.raises(UsageError, match="a ghost: no claim"):
        weighing.without("a ghost")


def test_claims_that_are_not_restated_are_left_out_and_told(shop, capsys, monkeypatch):
    path = shop / "data/shop/shop.ttl"
    text = path.read_text(encoding="utf-8").replace('cg:paraphrase "Sales are up."@en ;', "")
    path.write_text(text, encoding="utf-8")
    code, out, err = run(capsys, monkeypatch, "weigh", "--all")
    assert code == 0
    assert "2 of 2 claims" in out
    assert "claims left out, for they are not restated: 1" in err


def chained(length: int) -> str:
    """Return a project's data in which each claim rests on the next, the last on its author."""
    claims = "".join(
        f'x:c{n} a cg:FactualClaim{" , cg:Thesis" if n == 0 else ""} ; rdfs:label "c{n}"@en ; '
        f'cg:paraphrase "c"@en ; cg:certainty certainty:asserted ; cg:passage x:place .\n'
        for n in range(length)
    )
    arguments = "".join(
        f"x:a{n} a cg:SupportingArgument ; cg:premise x:c{n + 1} ; cg:conclusion x:c{n} .\n"
        for n in range(length - 1)
    )
    return (
        f"{PREFIXES}x:place a cg:Passage ; oa:hasSource x:article .\nx:article a cg:Article .\n"
        + (claims + arguments)
    )


@pytest.mark.parametrize(
    "arguments",
    [
        ("weigh", "--all"),
        ("whatif", "--without", "https://example.org/c799"),
        pytest.param(("critical", "--of", "claims", "--size", "1"), marks=pytest.mark.slow),
        pytest.param(("crux",), marks=pytest.mark.slow),
        pytest.param(("inflate",), marks=pytest.mark.slow),
        ("explain", "https://example.org/c0"),
    ],
    ids=" ".join,
)
def test_a_chain_of_arguments_may_be_long(shop, arguments, capsys, monkeypatch):
    """Each way to a weakest link is worked out once, and nothing calls itself for each step."""
    (shop / "data/shop/shop.ttl").write_text(chained(800), encoding="utf-8")
    code, out, _ = run(capsys, monkeypatch, *arguments)
    assert code == 0
    assert out


def test_support_in_a_circle_is_told(shop, capsys, monkeypatch):
    data = chained(3) + "x:back a cg:SupportingArgument ; cg:premise x:c0 ; cg:conclusion x:c2 .\n"
    (shop / "data/shop/shop.ttl").write_text(data, encoding="utf-8")
    assert "in a circle" in run(capsys, monkeypatch, "weigh")[1]


def test_a_text_in_the_place_of_a_source_is_weighed_and_not_derived(shop, capsys, monkeypatch):
    path = shop / "data/shop/shop.ttl"
    text = path.read_text(encoding="utf-8").replace(
        "cg:source x:neighbour", 'cg:source "a neighbour"'
    )
    path.write_text(text, encoding="utf-8")
    for arguments in (
        ("weigh", "--all"),
        ("whatif", "--without", "unnamed"),
        ("crux",),
        ("derive",),
    ):
        code, out, err = run(capsys, monkeypatch, *arguments)
        assert (code, "internal error" in err) == (0, False)
        assert out


def test_links_are_weighed_where_they_are_asked_for(capsys, monkeypatch):
    """The arithmetic is in tests/claims/test_weighing_links.py."""
    monkeypatch.chdir(ROOT / "tests" / "corroborated")
    company = ("--links", "--article", "toll-company")

    _, alone, _ = run(capsys, monkeypatch, "weigh", "--article", "toll-company")
    code, together, _ = run(capsys, monkeypatch, "weigh", *company)
    assert (code, "accepted 4" in alone, "accepted 4" in together) == (0, False, True)
    assert together.endswith("semantics 1, with accepted links\n")

    code, out, _ = run(
        capsys, monkeypatch, "whatif", *company, "--without", "id:traffic-count", "--format", "csv"
    )
    assert code == 0
    assert [
        (each["claim"].rpartition("/")[2], each["grade_before"], each["grade_after"])
        for each in rows(out)
    ] == [("works", "4", "3"), ("fell", "4", "3")]

    code, out, _ = run(
        capsys, monkeypatch, "whatif", *company, "--without", "id:traffic-count", "--format", "svg"
    )
    assert (code, "2 of 2 claims would stand otherwise" in out) == (0, True)


def test_what_is_critical_by_links_is_searched_for_where_it_is_asked_for(capsys, monkeypatch):
    """Alone `fell` needs the company's statement; together its 4 is the traffic count's too."""
    monkeypatch.chdir(ROOT / "tests" / "corroborated")
    company = ("--article", "toll-company", "--format", "json")

    for verb, *rest in (("critical", "fell"), ("crux",)):
        code, alone, _ = run(capsys, monkeypatch, verb, *rest, *company)
        assert code == 0
        code, together, _ = run(capsys, monkeypatch, verb, *rest, *company, "--links")
        assert code == 0
        assert "toll-company/source/statement" in alone
        assert "traffic-count" not in alone
        assert "traffic-count" in together
