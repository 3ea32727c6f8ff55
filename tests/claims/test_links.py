"""Links between articles are read, seen from either end, and written back without loss."""

from __future__ import annotations

import shutil
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from captured import ROOT
from hypothesis import given
from hypothesis import strategies as st
from rdflib import Graph, Literal, URIRef

from claimgraph.claims import link_files, links
from claimgraph.claims.facts import Term, Text
from claimgraph.errors import ProjectError, SyntaxFault, UsageError
from claimgraph.graph import project as projects
from claimgraph.graph.project import Project
from claimgraph.vocab import SKOS

LINKED = ROOT / "tests" / "linked"
ARTICLE = "https://w3id.org/claimgraph/article/"
WINTER = URIRef(f"{ARTICLE}ferry-line/claim/winter")
SAILING = URIRef(f"{ARTICLE}island-school/claim/sailing")
CANCELLED = URIRef(f"{ARTICLE}island-school/claim/cancelled")
ALIVE = URIRef(f"{ARTICLE}fuel-subsidy/claim/alive")
ISLAND = URIRef(f"{ARTICLE}ferry-line/claim/island")
ORCID = URIRef("https://orcid.org/0000-0002-1825-0097")
EXACT, CLOSE, BROAD, NARROW = (
    URIRef(f"{SKOS}{name}Match") for name in ("exact", "close", "broad", "narrow")
)


def everything(root: Path = LINKED) -> Graph:
    graph = Graph()
    for path in [*(root / "data").rglob("*.ttl"), *(ROOT / "ontology").glob("*.ttl")]:
        graph.parse(path)
    return graph


def made(**changed: object) -> links.Link:
    whole = links.Link(
        WINTER,
        CLOSE,
        ALIVE,
        authors=(Term(Literal("Jonas Hald"), "Jonas Hald"),),
        created="2026-11-20",
        confidence=Decimal("0.75"),
        method=links.MANUAL,
        status=links.ACCEPTED,
    )
    return replace(whole, **changed)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    shutil.copytree(LINKED / "data", tmp_path / "data")
    return Project(tmp_path)


def named(link: links.Link) -> str:
    return str(link.iri).rpartition("/")[2]


# ── Read ─────────────────────────────────────────────────────────────────────────────────────────


def test_a_link_has_all_that_its_file_says():
    every = links.read(everything())

    assert sorted(map(named, every)) == [
        *("alive", "every-day", "guessed", "mistaken", "money", "stopped"),
    ]
    link = next(one for one in every if named(one) == "every-day")
    assert (link.subject, link.relation, link.object) == (WINTER, CLOSE, SAILING)
    assert [(str(one.iri).rpartition("/")[2], one.label) for one in link.authors] == [
        ("mette-lund", "Mette Lund")
    ]
    assert link.created == "2026-11-01"
    assert link.confidence == Decimal("0.9")
    assert link.method == links.MANUAL
    assert link.accepted
    assert link.comment == "One speaks of winters, the other of all days."
    assert link.comment.language == "en"


def test_an_author_is_an_iri_or_a_name_alone():
    link = next(one for one in links.read(everything()) if named(one) == "alive")

    assert {str(one.iri) for one in link.authors} == {str(ORCID), "Ole Berg"}


def test_links_are_known_from_both_ends():
    every = links.read(everything())

    assert list(map(named, every.starting_at(WINTER))) == ["every-day"]
    assert list(map(named, every.ending_at(WINTER))) == ["stopped"]
    assert list(map(named, every.of(WINTER))) == ["every-day", "stopped"]
    assert list(map(named, every.between(SAILING, WINTER))) == ["every-day"]
    assert every.between(SAILING, CANCELLED) == ()
    assert sorted(map(named, every.accepted)) == ["alive", "every-day", "money", "stopped"]


def test_a_claim_sees_what_it_links_to_and_who_links_to_it():
    seen = links.LinkReader(everything()).elsewhere(WINTER)

    assert [(one.words, one.label, str(one.article), one.back) for one in seen] == [
        ("says nearly the same as", "A boat goes out each day", "The island school", False),
        (
            "is disagreed with by",
            "The ferry stopped for two weeks in January",
            "The island school",
            True,
        ),
    ]


def test_a_rejected_link_is_not_seen():
    seen = links.LinkReader(everything()).elsewhere(SAILING)

    assert [named(one.link) for one in seen] == ["every-day"]


@pytest.mark.parametrize(
    "turtle",
    [
        "x:l a cg:Link .",
        'x:l a cg:Link ; rdf:subject x:a ; rdf:predicate skos:exactMatch ; rdf:object "b" .',
        "x:l rdf:subject x:a ; rdf:predicate skos:exactMatch ; rdf:object x:b .",
    ],
)
def test_what_is_not_a_whole_link_is_left_out(turtle: str):
    prefixes = (
        "@prefix x: <https://example.org/> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> ."
        "@prefix cg: <https://w3id.org/claimgraph/ontology#> ."
        "@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> ."
    )
    graph = Graph().parse(data=prefixes + turtle, format="turtle")

    assert len(links.read(graph)) == 0
    assert len(links.LinkReader(graph).links_of(URIRef("https://example.org/a"))) == 0


@pytest.mark.parametrize(
    "written", ['"NaN"', '"1e999999999"', '"1e-999999999"', '"-0.1"', '"2"', '"x"', "<x:y>"]
)
def test_a_confidence_that_is_not_one_is_none(written: str):
    graph = Graph().parse(
        data="@prefix cg: <https://w3id.org/claimgraph/ontology#> ."
        "@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> ."
        "<x:l> a cg:Link ; rdf:subject <x:a> ; rdf:predicate <x:p> ; rdf:object <x:b> ;"
        f"<https://w3id.org/sssom/confidence> {written} .",
        format="turtle",
    )

    (link,) = links.read(graph)
    assert link.confidence is None


# ── What it says ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (made(relation=EXACT), made(subject=ALIVE, relation=EXACT, object=WINTER)),
        (made(relation=CLOSE), made(subject=ALIVE, relation=CLOSE, object=WINTER)),
        (made(relation=BROAD), made(subject=ALIVE, relation=NARROW, object=WINTER)),
        (made(), made(confidence=Decimal("0.1"), status=links.PROPOSED, iri=URIRef("x:y"))),
    ],
)
def test_links_that_say_the_same_have_one_key(one: links.Link, other: links.Link):
    assert one.key == other.key


@pytest.mark.parametrize("relation", [links.CITO.agreesWith, links.CITO.citesAsEvidence, BROAD])
def test_other_relations_have_a_direction(relation: URIRef):
    turned = made(subject=ALIVE, relation=relation, object=WINTER)

    assert made(relation=relation).key != turned.key


def test_a_link_without_a_name_gets_the_same_one_each_time():
    turned = made(subject=ALIVE, object=WINTER)

    assert made().name == turned.name
    assert str(made().name).startswith("https://w3id.org/claimgraph/link/")
    assert made().name != made(relation=EXACT).name


def test_relations_are_those_of_the_shape():
    shapes = Graph().parse(ROOT / "ontology" / "shapes" / "link.ttl")
    for shape, known in (("relation", links.RELATIONS), ("method", links.METHODS)):
        listed = shapes.value(
            URIRef(f"https://w3id.org/claimgraph/shapes#link-{shape}"),
            URIRef("http://www.w3.org/ns/shacl#in"),
        )
        assert set(shapes.items(listed)) == set(known)


def test_words_from_either_end_are_each_others():
    for relation in links.RELATIONS.values():
        if relation.inverse:
            assert relation.back == links.RELATIONS[relation.inverse].words


# ── Written ──────────────────────────────────────────────────────────────────────────────────────


def test_a_link_goes_to_the_file_of_its_subjects_article(project: Project):
    (path,) = link_files.accept(project, [made()])

    assert path == project.root / "data" / "links" / "ferry-line.ttl"
    text = path.read_text(encoding="utf-8")
    assert "# Links from claims of “The last ferry”." in text
    assert "link:every-day" in text
    assert made().key in link_files.held(project).by_key
    assert len(link_files.held(project)) == 7


def test_the_first_link_makes_folder_and_file(project: Project):
    shutil.rmtree(project.root / "data" / "links")

    (path,) = link_files.accept(project, [made()])

    assert path.name == "ferry-line.ttl"
    fresh = Project(project.root)
    assert {file.graph for file in fresh.data_files if file.path == path} == {
        "https://w3id.org/claimgraph/graph/links"
    }
    assert list(link_files.held(fresh)) == [replace(made(), iri=made().name)]


def test_a_link_that_says_what_one_there_says_takes_its_place_and_name(project: Project):
    turned = made(subject=SAILING, relation=CLOSE, object=WINTER, confidence=Decimal("0.5"))

    (path,) = link_files.accept(project, [turned])

    assert path.name == "ferry-line.ttl"
    link = link_files.held(project).by_key[turned.key]
    assert named(link) == "every-day"
    assert (link.subject, link.confidence) == (SAILING, Decimal("0.5"))
    assert len(link_files.held(project)) == 6


def test_a_claim_of_no_known_article_has_a_file_too(project: Project):
    elsewhere = made(subject=URIRef("https://example.org/claims#1"))

    (path,) = link_files.accept(project, [elsewhere])

    assert path.name == "links.ttl"


@pytest.mark.parametrize("slug", ["..", ".", "%2e%2e", ".hidden"])
def test_no_claim_leads_out_of_the_folder(project: Project, slug: str):
    (path,) = link_files.accept(project, [made(subject=URIRef(f"{ARTICLE}{slug}/claim/x"))])

    assert path == project.root / "data" / "links" / "links.ttl"


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"object": WINTER}, "joins a claim with itself"),
        (
            {"relation": URIRef("http://www.w3.org/2002/07/owl#sameAs")},
            "does not relate claims of two articles",
        ),
        ({"authors": ()}, "does not say whose judgement it is"),
        ({"authors": (Term(Literal(""), ""),)}, "has an author without a name"),
        ({"created": "2026-13-01"}, "is not a date"),
        ({"created": None}, "is not a date"),
        ({"confidence": Decimal(2)}, "has no confidence from 0 to 1"),
        ({"confidence": None}, "has no confidence from 0 to 1"),
        ({"method": URIRef("https://w3id.org/semapv/vocab/Guessing")}, "is not a method"),
        ({"status": None}, "is not a status"),
    ],
)
def test_a_link_that_no_check_would_pass_is_refused(
    project: Project, changed: dict[str, object], message: str
):
    before = len(link_files.held(project))

    with pytest.raises(UsageError, match=message):
        link_files.accept(project, [made(), made(**changed)])

    assert len(link_files.held(project)) == before


def test_a_broken_file_is_left_as_it_is(project: Project):
    broken = project.root / "data" / "links" / "ferry-line.ttl"
    broken.write_text("<a> <b> ", encoding="utf-8")

    with pytest.raises((SyntaxFault, ProjectError)):
        link_files.accept(project, [made()])

    assert broken.read_text(encoding="utf-8") == "<a> <b> "


texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1)
written = st.builds(
    links.Link,
    subject=st.sampled_from([WINTER, ISLAND]),
    relation=st.sampled_from(sorted(links.RELATIONS)),
    object=st.sampled_from([SAILING, ALIVE]),
    authors=st.lists(
        st.one_of(
            st.just(Term(ORCID, "0000-0002-1825-0097")),
            texts.map(lambda name: Term(Literal(name), name)),
        ),
        min_size=1,
        unique=True,
    ).map(lambda some: tuple(sorted(some, key=lambda one: (one.label, str(one.iri))))),
    created=st.dates().map(str),
    confidence=st.decimals(0, 1, places=5),
    method=st.sampled_from(links.METHODS),
    status=st.sampled_from(links.STATUSES),
    tool=st.one_of(st.none(), texts),
    # Of nothing but white space it is none.
    comment=st.one_of(
        st.just(Text("")),
        st.builds(Text, texts.filter(str.strip), st.sampled_from(["en", ""])),
    ),
)


def test_a_blank_comment_is_not_written(tmp_path):
    (tmp_path / "data").mkdir()
    (file,) = link_files.accept(Project(tmp_path), [made(comment=Text(" "))])

    assert "rdfs:comment" not in file.read_text(encoding="utf-8")


@given(st.lists(written, max_size=5))
def test_what_is_written_is_read_back(tmp_path_factory, some: list[links.Link]):
    root = tmp_path_factory.mktemp("written")
    (root / "data").mkdir()
    project = Project(root)

    link_files.accept(project, some[:2])
    link_files.accept(Project(root), some[2:])

    last = {link.key: link for link in some}
    held = link_files.held(Project(root)).by_key
    assert held.keys() == last.keys()
    assert {key: replace(link, iri=None) for key, link in held.items()} == last
    assert projects.Project(root).left_out == ()
