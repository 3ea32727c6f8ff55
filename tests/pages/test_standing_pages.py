"""Pages say how claims stand, and lead to what that means."""

import re
from html import unescape

import pytest
from late_trams import ARTICLE, TURTLE
from published import Page, of_turtle

# The thesis has one argument that holds (of grade 1, on the snow's side the driver's word) and is
# opposed by the mayor's word, which has grade 3.
EXPLAINED = "weighing.html"


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    return of_turtle(TURTLE, tmp_path_factory.mktemp("project"))


def words(pages, path):
    body = pages.content(path).decode()
    return " ".join(unescape(re.sub("<[^>]+>", "", body.partition("<body>")[2])).split())


@pytest.mark.parametrize("path", ["index.html", "article/trams/index.html"])
def test_the_thesis_stands_as_it_is_weighed_and_the_word_leads_to_its_meaning(pages, path):
    """The mayor's word (3) is drawn by the article and outweighs an unnamed driver's word (2)."""
    said = words(pages, path)
    assert (
        "Stands defeated: grade 2 for it, grade 3 against it; decided by an objection: speed"
    ) in said
    assert "weakest link" not in said
    links = Page(pages.content(path).decode()).links
    (word,) = {one for one in links if one.endswith("#defeated")}
    assert word == "../" * path.count("/") + f"{EXPLAINED}#defeated"


def test_what_decides_a_defeated_claim_is_the_objection_and_not_the_claim(pages):
    said = words(pages, "article/trams/claim/late.html")
    assert re.search("Decided by ?an objection: speed", said)
    assert "Weakest link" not in said


def test_what_speaks_against_the_thesis_stands_beside_what_it_stands_on(pages):
    body = pages.content("article/trams/index.html").decode()
    objections = body.partition('id="h-objections"')[2].partition("</section>")[0]
    assert "argument/fast.html" in objections
    assert "opposes" in objections


@pytest.mark.parametrize(
    ("arguments", "is_told"),
    [
        pytest.param(["tram:snow , tram:ice"], True, id="both-are-needed"),
        pytest.param(["tram:snow", "tram:ice"], False, id="one-is-enough"),
    ],
)
def test_a_weakest_link_is_said_to_be_one_of_several(arguments, is_told, tmp_path):
    """Snow and ice rest on the author's word alone, which has grade 1."""
    claims = "".join(
        f"""
tram:{name} a cg:FactualClaim{also} ; rdfs:label "{name}"@en ;
  cg:paraphrase "{name}"@en ; cg:certainty certainty:asserted ."""
        for name, also in (("late", " , cg:Thesis"), ("snow", ""), ("ice", ""))
    )
    reasons = "".join(
        f"""
tram:because{number} a cg:SupportingArgument ; rdfs:label "because {number}"@en ;
  cg:explicit true ; cg:premise {premises} ; cg:conclusion tram:late ."""
        for number, premises in enumerate(arguments)
    )
    turtle = f"""
@prefix tram: <{ARTICLE}claim/> .
<{ARTICLE}> a cg:Article ; rdfs:label "Trams"@en .{claims}{reasons}
"""
    pages = of_turtle(turtle, tmp_path)
    said = words(pages, "article/trams/claim/late.html")
    assert re.search("Weakest link ?(snow|ice)", said), said
    assert ("2 premises that it needs are equally weak" in said) == is_told


def test_each_word_and_grade_is_explained(pages):
    body = pages.content(EXPLAINED).decode()
    ids = Page(body).ids
    for one in ("accepted", "contested", "defeated", "unsupported", "undecided", "withdrawn"):
        assert one in ids
    said = words(pages, EXPLAINED)
    assert "an argument is as firm as the least firm of them" in said
    assert re.search("3 ?other evidence from a named source", said)
    assert re.search("at most 2 ?the own basis of a claim by which the article holds back", said)


def test_the_grades_explained_are_those_of_the_projects_table(tmp_path):
    (tmp_path / "weighing.toml").write_text('name = "court"\nauthor = 2\n', encoding="utf-8")
    said = words(of_turtle(TURTLE, tmp_path), EXPLAINED)
    assert "grades of the court table" in said
    assert re.search("2 ?the author’s word alone", said)


def test_weak_points_are_counted_by_standing_and_named_otherwise_than_standings(pages):
    body = pages.content("article/trams/index.html").decode()
    headings = re.findall(r"<h3[^>]*>([^<]*) <span", body[body.index('id="h-wary"') :])[:3]
    assert headings == ["Stated without support", "Hedged", "Objected to"]
    said = words(pages, "article/trams/index.html")
    assert re.search(r"In the end \d claims? (is|are) accepted, .*1 is defeated", said)
    assert 'data-standing="defeated"' in body


def test_a_claim_that_is_not_weighed_is_said_to_stand_nowhere(tmp_path):
    """Without a derived graph the pages say nothing of it."""
    small = f'<{ARTICLE}> a cg:Article ; rdfs:label "Trams"@en .'
    said = words(of_turtle(small, tmp_path), "index.html")
    assert "Stands" not in said
