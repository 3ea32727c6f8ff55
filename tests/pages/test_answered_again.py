"""Answers of a project's own questions, when its site is built again after a change."""

from contextlib import closing
from dataclasses import replace

import pytest
from published import edition

from claimgraph.check.cache import Cache
from claimgraph.graph import project as projects
from claimgraph.pages import build as site
from claimgraph.pages.site import Site
from claimgraph.pages.units import keys
from claimgraph.questions import catalogue

PREFIXES = """
PREFIX cg: <https://w3id.org/claimgraph/ontology#>
PREFIX id: <https://w3id.org/claimgraph/id/>
PREFIX schema: <https://schema.org/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX link: <https://w3id.org/claimgraph/link/>
PREFIX link-status: <https://w3id.org/claimgraph/scheme/link-status/>
PREFIX relation: <https://w3id.org/claimgraph/scheme/claim-relation/>
PREFIX claim: <https://w3id.org/claimgraph/article/SLUG/claim/>
PREFIX event: <https://w3id.org/claimgraph/article/SLUG/event/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX e: <https://example.org/>
"""
FLOOD = "event:flood a cg:Event ; skos:prefLabel 'A flood'@en ; e:part event:storm .\n"
STORM = "event:storm a cg:Event ; skos:prefLabel 'A storm'@en .\n"
ARTICLE = """
<https://w3id.org/claimgraph/article/SLUG/> a cg:Article .
claim:one a cg:Claim ; cg:paraphrase 'It rained.'@en .
claim:two a cg:Claim ; cg:paraphrase 'It poured.'@en .
"""


def written(project, slug, turtle):
    """Write an article's file."""
    file = project / "data" / slug / f"{slug}.ttl"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text((PREFIXES + turtle).replace("SLUG", slug), encoding="utf-8")


@pytest.fixture
def answers(tmp_path, monkeypatch):
    """Build the site of a project with these questions; return their files, and what is asked.

    Without the memory of earlier builds it is built in an empty folder.
    """
    project = tmp_path / "project"
    monkeypatch.setattr("claimgraph.pages.build.processors", lambda: 1)
    for slug in ("a", "b"):
        written(project, slug, ARTICLE + FLOOD + STORM)
    asked, ask = [], catalogue.ask

    def noted(question, *rest):
        asked.append(question.name)
        return ask(question, *rest)

    monkeypatch.setattr(catalogue, "ask", noted)
    # The other pages take longer than all else.
    rendered = Site.content
    monkeypatch.setattr(
        Site,
        "content",
        lambda made, path: rendered(made, path) if path.startswith("questions/own") else b"",
    )

    def build(*queries, fresh=False):
        own = project / "queries" / "own"
        own.mkdir(parents=True, exist_ok=True)
        for number, query in enumerate(queries):
            head = "#+ by_article: true\n" if number % 2 else ""
            text = f"#+ summary: Mine\n{head}{PREFIXES}{query}".replace("SLUG", "a")
            (own / f"mine-{number}.rq").write_text(text, encoding="utf-8")
        asked.clear()
        before = keys(projects.find(project))
        source = edition(project).source
        mine = [one for one in source.questions if one.theme == "own"]
        assert len(mine) == len(queries)
        made = Site(replace(source, questions=mine))
        folder = tmp_path / ("fresh" if fresh else "out")
        if fresh:
            site.build(made, folder)
        else:
            with closing(Cache(tmp_path / "cache")) as cache:
                site.build(made, folder, memory=site.Memory(cache, before))
        asked_now = {queries[int(name.rpartition("-")[2])] for name in asked}
        return {
            query: [
                file.read_bytes()
                for file in sorted((folder / "questions" / "own").glob(f"mine-{number}.*"))
            ]
            for number, query in enumerate(queries)
        }, asked_now

    build.project = project
    return build


EVERYTHING = [
    "DESCRIBE ?x { ?x a cg:Event }",
    "DESCRIBE event:flood",
    "SELECT (COUNT(*) AS ?n) { ?a cg:partOf* ?b }",
    "SELECT (COUNT(*) AS ?n) { ?a cg:partOf? ?b }",
    "SELECT (COUNT(*) AS ?n) { ?a (cg:partOf*/^cg:partOf?) ?b }",
    "SELECT (COUNT(*) AS ?n) { ?a (e:part|cg:partOf*) ?b }",
    "SELECT (COUNT(*) AS ?n) { { ?a a cg:Event } UNION { ?a cg:partOf* ?b } }",
    "SELECT (COUNT(*) AS ?n) { ?a cg:partOf* ?b FILTER(?a != ?c || true) OPTIONAL { ?a e:x ?b } }",
    "SELECT (COUNT(*) AS ?n) { ?a a cg:Event { SELECT ?b { ?a cg:partOf* ?b } } }",
    "SELECT ?x { 'water' cg:partOf* ?x }",
    "SELECT ?x { e:sea cg:partOf* ?x }",
    "SELECT (COUNT(*) AS ?n) { [ cg:partOf* ?b ] }",
    "SELECT (COUNT(*) AS ?n) { ?a !cg:partOf ?b }",
    "SELECT (COUNT(*) AS ?n) { ?a !(a|^cg:partOf) ?b }",
    "SELECT (COUNT(*) AS ?n) { ?a ?p ?b }",
    "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?a ?p ?b } }",
    "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?a cg:partOf* ?b } }",
    "CONSTRUCT { ?a e:has ?b } { ?a ?p ?b FILTER(?p = schema:about) }",
    "BASE <https://schema.org/> SELECT ?b { ?a <about> ?b }",
]


@pytest.mark.slow
def test_a_question_of_any_property_is_asked_again(answers):
    """An article says something by a property that no question names; `e:sea` becomes a node.

    Oxigraph matches a path of no step where its IRI is a node of the data.
    """
    before, _ = answers(*EVERYTHING)
    about = "event:flood schema:about 'water', e:sea .\n"
    written(answers.project, "a", ARTICLE + FLOOD + STORM + about)
    again, _ = answers(*EVERYTHING)
    fresh, _ = answers(*EVERYTHING, fresh=True)
    assert not [query for query in EVERYTHING if fresh[query] == before[query]]
    assert not [query for query in EVERYTHING if fresh[query] != again[query]]


ORDERED = [
    "SELECT ?x ?y { ?x e:part ?y }",
    "SELECT ?x { ?x a cg:Event } LIMIT 1",
    "SELECT ?x { ?x a cg:Event } OFFSET 1",
    "SELECT (GROUP_CONCAT(STR(?x)) AS ?all) { ?x a cg:Event }",
    "SELECT (SAMPLE(?x) AS ?one) { ?x a cg:Event }",
    "SELECT ?x ?l { ?x skos:prefLabel ?l } ORDER BY LANG(?l)",
    "SELECT ?x ?p { ?x ?p ?y }",
    "SELECT ?x { ?x a cg:ClaimLink }",
    "SELECT ?x ?s { ?x cg:standing ?s }",
]
LINK = """
link:SLUG a cg:ClaimLink ; cg:status link-status:accepted ; cg:relation relation:same ;
  cg:from claim:one ; cg:to claim:two .
"""


@pytest.mark.slow
def test_rows_come_in_the_order_of_the_files(answers):
    """Statements change places in a file: of articles, and of links, each about one article."""
    links = [LINK.replace("link:SLUG", f"link:{n}").replace("claim:", f"{n}:") for n in "ab"]
    spaces = [f"PREFIX {n}: <https://w3id.org/claimgraph/article/{n}/claim/>\n" for n in "ab"]
    queries = [each for query in ORDERED for each in (query, f"{query} # by article")]
    more = "event:storm e:part event:flood .\n"
    written(answers.project, "links", "".join([*spaces, *links]))
    written(answers.project, "a", ARTICLE + FLOOD + STORM + more)
    before, _ = answers(*queries)
    written(answers.project, "links", "".join([*spaces, *reversed(links)]))
    written(answers.project, "a", ARTICLE + more + STORM + FLOOD + "claim:three a cg:Claim .")
    again, _ = answers(*queries)
    fresh, _ = answers(*queries, fresh=True)
    assert before != fresh
    assert not [query for query in queries if fresh[query] != again[query]]


SAME = [
    "SELECT ?x { ?x a cg:Event } LIMIT 1",
    "SELECT ?x ?y { ?x a cg:Event ; e:part* ?y }",
    "SELECT ?x ?y { ?y e:part* ?x . ?x a/rdfs:subClassOf* cg:Event }",
    "SELECT ?x { ?x e:part* cg:Event }",
    "SELECT ?x { ?x a cg:Event FILTER NOT EXISTS { ?x e:part* cg:Claim } }",
    "SELECT ?x { ?x e:part* ?y . { ?y a cg:Event } UNION { ?z e:part ?y } }",
]


@pytest.mark.slow
def test_what_says_the_same_is_not_asked_again(answers):
    """A claim is restated, by a property that no question names."""
    answers(*SAME)
    written(answers.project, "a", ARTICLE.replace("It rained", "Rain fell") + FLOOD + STORM)
    again, asked = answers(*SAME)
    assert not asked
    assert again == answers(*SAME, fresh=True)[0]
