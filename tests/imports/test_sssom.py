"""Links go to SSSOM's table and come back; of others' tables each bad row is told."""

from __future__ import annotations

import csv
import shutil
from dataclasses import replace
from decimal import Decimal
from io import BytesIO, StringIO
from pathlib import Path

import pytest
import yaml
from captured import ROOT
from hypothesis import given
from hypothesis import strategies as st
from rdflib import Literal, URIRef
from typer.testing import CliRunner

from claimgraph import export
from claimgraph.claims import link_files, links
from claimgraph.claims.facts import Term, Text
from claimgraph.cli import app
from claimgraph.errors import ProjectError, SyntaxFault, UsageError
from claimgraph.graph.project import Project
from claimgraph.imports import sssom

LINKED = ROOT / "tests" / "linked"
ARTICLE = "https://w3id.org/claimgraph/article/"
HEAD = """\
#curie_map:
#  ferry: https://w3id.org/claimgraph/article/ferry-line/claim/
#  school: https://w3id.org/claimgraph/article/island-school/claim/
#  cito: http://purl.org/spar/cito/
#mapping_set_id: https://example.org/set
#license: https://creativecommons.org/licenses/by/4.0/
#mapping_date: 2026-10-01
subject_id\tpredicate_id\tobject_id\tmapping_justification\tauthor_label\tconfidence\tcomment
"""
GOOD = "ferry:losses\tcito:agreesWith\tschool:families\tsemapv:ManualMappingCuration\tAda\t0.7\t"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    shutil.copytree(LINKED / "data", tmp_path / "data")
    return Project(tmp_path)


def exported(project: Project) -> bytes:
    out = BytesIO()
    fresh = Project(project.root)
    export.form("sssom").write(export.of_files(fresh, fresh.data_files), out)
    return out.getvalue()


def table(source: bytes) -> tuple[dict[str, object], list[dict[str, str]]]:
    """Return what readers that are not ours see: PyYAML's metadata and csv's rows."""
    lines = source.decode().splitlines(keepends=True)
    head = "".join(line[1:] for line in lines if line.startswith("#"))
    body = "".join(line for line in lines if not line.startswith("#"))
    return yaml.safe_load(head), list(csv.DictReader(StringIO(body), delimiter="\t"))


def imported(project: Project, text: str | bytes, author: str = "") -> sssom.Outcome:
    file = project.root / "given.sssom.tsv"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return sssom.run(Project(project.root), file, author)


def why(project: Project, row: str) -> str:
    (line,) = imported(project, HEAD + row + "\n").left_out
    place, _, reason = line.partition(": ")
    assert place.endswith(":9")
    return reason


# ── Export ───────────────────────────────────────────────────────────────────────────────────────


def test_the_table_says_what_the_links_say():
    head, rows = table(exported(Project(LINKED)))

    assert head["sssom_version"] == "1.1"
    assert head["mapping_set_id"] == "https://w3id.org/claimgraph/graph/links"
    assert head["curie_map"]["orcid"] == "https://orcid.org/"
    assert head["curie_map"]["ferry-line-claim"] == f"{ARTICLE}ferry-line/claim/"
    assert not {"skos", "semapv"} & head["curie_map"].keys()
    assert [row["record_id"] for row in rows] == [
        *("link:alive", "link:every-day", "link:guessed", "link:mistaken", "link:money"),
        "link:stopped",
    ]
    assert rows[1] == {
        "record_id": "link:every-day",
        "subject_id": "ferry-line-claim:winter",
        "subject_label": "The ferry sails all winter",
        "predicate_id": "skos:closeMatch",
        "object_id": "island-school-claim:sailing",
        "object_label": "A boat goes out each day",
        "mapping_justification": "semapv:ManualMappingCuration",
        "author_id": "id:mette-lund",
        "author_label": "",
        "mapping_tool": "",
        "mapping_date": "2026-11-01",
        "confidence": "0.9",
        "comment": "One speaks of winters, the other of all days.",
        "link_status": "link-status:accepted",
    }


def test_every_prefix_is_declared_or_built_in():
    head, rows = table(exported(Project(LINKED)))
    built_in = {"owl", "rdf", "rdfs", "semapv", "skos", "sssom", "xsd", "linkml"}

    for row in rows:
        for slot, value in row.items():
            if slot.endswith("_id") or slot in ("mapping_justification", "link_status"):
                for curie in filter(None, value.split("|")):
                    assert curie.partition(":")[0] in {*head["curie_map"], *built_in}


def test_data_without_links_give_a_table_without_rows(project: Project):
    shutil.rmtree(project.root / "data" / "links")

    head, rows = table(exported(project))

    assert rows == []
    assert head["mapping_set_id"]


# ── Round trip ───────────────────────────────────────────────────────────────────────────────────


def test_what_is_exported_comes_back(project: Project):
    before = exported(project)
    shutil.rmtree(project.root / "data" / "links")

    done = imported(project, before)

    assert done.left_out == ()
    assert done.links == 6
    assert exported(project) == before


texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1)
tricky = st.one_of(texts, st.text(st.sampled_from('\t\n"|\\#a '), min_size=1))
written = st.builds(
    links.Link,
    subject=st.sampled_from(["winter", "island"]).map(
        lambda name: URIRef(f"{ARTICLE}ferry-line/claim/{name}")
    ),
    relation=st.sampled_from(sorted(links.RELATIONS)),
    object=st.sampled_from(["alive", "stay"]).map(
        lambda name: URIRef(f"{ARTICLE}fuel-subsidy/claim/{name}")
    ),
    authors=st.lists(
        st.one_of(
            st.just(Term(URIRef("https://orcid.org/0000-0002-1825-0097"), "x")),
            tricky.map(lambda name: Term(Literal(name), name)),
        ),
        min_size=1,
        max_size=3,
    ).map(tuple),
    created=st.dates().map(str),
    confidence=st.decimals(0, 1, places=5),
    method=st.sampled_from(links.METHODS),
    status=st.sampled_from(links.STATUSES),
    tool=st.one_of(st.none(), tricky),
    comment=st.builds(Text, tricky),
)


@given(st.lists(written, min_size=1, max_size=4, unique_by=lambda one: one.key))
def test_whatever_links_say_comes_back(tmp_path_factory, some: list[links.Link]):
    root = tmp_path_factory.mktemp("round")
    shutil.copytree(LINKED / "data", root / "data")
    shutil.rmtree(root / "data" / "links")
    project = Project(root)
    link_files.accept(project, some)
    before, said = exported(project), link_files.held(Project(root)).by_key
    shutil.rmtree(root / "data" / "links")

    done = imported(project, before)

    assert done.left_out == ()
    assert exported(project) == before
    back = link_files.held(Project(root)).by_key
    assert {key: replace(one, comment=Text("")) for key, one in back.items()} == {
        key: replace(one, comment=Text("")) for key, one in said.items()
    }
    assert {key: str(one.comment) for key, one in back.items()} == {
        key: str(one.comment) for key, one in said.items()
    }


# ── By others ────────────────────────────────────────────────────────────────────────────────────


def test_a_row_without_a_status_is_proposed_and_has_the_sets_date(project: Project):
    done = imported(project, HEAD + GOOD + "\n")

    assert done.links == 1
    losses = URIRef(f"{ARTICLE}ferry-line/claim/losses")
    (link,) = link_files.held(Project(project.root)).starting_at(losses)
    assert (link.status, link.created) == (links.PROPOSED, "2026-10-01")
    assert link.confidence == Decimal("0.7")


def test_a_row_that_names_nobody_is_by_the_author_that_is_given(project: Project):
    row = GOOD.replace("Ada", "") + "\n"
    assert "does not say whose judgement it is" in imported(project, HEAD + row).left_out[0]

    assert imported(project, HEAD + row, author="Grace").links == 1


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("ferry:losses", "boat:losses", "prefix 'boat' is not declared"),
        ("ferry:losses", "https://example.org/x", "is not a CURIE"),
        ("ferry:losses", "ferry:lo ss", "is not an IRI"),
        ("ferry:losses", "", "has no subject_id"),
        ("ferry:losses", "ferry:gains", "is not a claim of this project"),
        ("school:families", "ferry:winter", "joins two claims of one article"),
        ("cito:agreesWith", "owl:sameAs", "does not relate claims of two articles"),
        ("cito:agreesWith", "skos:relatedMatch", "does not relate claims of two articles"),
        ("semapv:Manual", "semapv:Guess", "is not a method that SSSOM knows"),
        ("0.7", "70", "is not a number from 0 to 1"),
        ("0.7", "1e-99999999", "is not a number from 0 to 1"),
        ("0.7\t", "0.7\t\tmore", "has more cells than there are columns"),
    ],
)
def test_a_row_that_is_no_link_is_told_by_its_line(project, old: str, new: str, reason: str):
    assert reason in why(project, GOOD.replace(old, new, 1))


def test_a_proposal_takes_no_place_of_what_a_person_has_judged(project: Project):
    row = GOOD.replace(
        "losses\tcito:agreesWith\tschool:families", "winter\tskos:closeMatch\tschool:sailing"
    )

    assert why(project, row) == "says what a link of this project says"


@pytest.mark.parametrize(
    ("source", "error"),
    [
        (b"\xff\xfe", SyntaxFault),
        (b"", UsageError),
        (b"a\tb\n", UsageError),
        (HEAD.replace("predicate_id", "subject_id").encode(), UsageError),
        (("#a: &x [1]\n#b: *x\n" + HEAD).encode(), SyntaxFault),
        (("#a: !!python/object:os.system []\n" + HEAD).encode(), SyntaxFault),
        (("#a: [\n" + HEAD).encode(), SyntaxFault),
        pytest.param(
            ("#a: " + "[" * 50_000 + "\n" + HEAD).encode(), SyntaxFault, marks=pytest.mark.slow
        ),
        (b"#a: x\n" * 200_000, UsageError),
        ((HEAD + 'ferry:losses\t"open\n').encode(), SyntaxFault),
        ((HEAD + "x" * 200_000 + "\n").encode(), SyntaxFault),
        (HEAD.replace("cito:", "skos:").encode(), UsageError),
    ],
)
def test_a_file_that_is_no_table_is_refused_in_one_line(project, source: bytes, error: type):
    with pytest.raises(error) as told:
        imported(project, source)

    assert "\n" not in str(told.value)


def test_many_bad_rows_are_told_in_few_lines(project: Project):
    done = imported(project, HEAD + GOOD.replace("ferry:", "x:") * 1 + "\n" + "x:y\tz\n" * 500)

    assert len(done.left_out) == 101
    assert "401 more rows" in done.left_out[-1]


def test_a_row_cannot_take_the_name_of_something_else(project: Project):
    head = HEAD.replace("subject_id\t", "record_id\tsubject_id\t", 1)
    imported(project, f"{head}ferry:winter\t{GOOD}\n")

    (link,) = link_files.held(Project(project.root)).starting_at(
        URIRef(f"{ARTICLE}ferry-line/claim/losses")
    )
    assert str(link.iri).startswith("https://w3id.org/claimgraph/link/")


def test_the_command_tells_what_it_wrote_and_left_out(project, monkeypatch):
    hostile = GOOD.replace("ferry:", "x\x1b[31m:")
    (project.root / "given.sssom.tsv").write_text(f"{HEAD}{GOOD}\n{hostile}\n", encoding="utf-8")
    monkeypatch.chdir(project.root)

    done = CliRunner().invoke(app, ["import", "given.sssom.tsv"])

    assert done.exit_code == 0
    assert done.stdout == "data/links/ferry-line.ttl: written\n1 link from SSSOM\n"
    assert done.stderr.startswith("left out: given.sssom.tsv:10: subject_id")
    assert "\x1b" not in done.stderr


def test_a_project_is_needed(tmp_path: Path, monkeypatch):
    (tmp_path / "given.sssom.tsv").write_text(HEAD, encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    done = CliRunner().invoke(app, ["import", "given.sssom.tsv"])

    assert isinstance(done.exception, ProjectError)
