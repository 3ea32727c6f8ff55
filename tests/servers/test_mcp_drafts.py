"""Drafts: written into one capture, checked first, never accepted, nothing accepted touched."""

from __future__ import annotations

from contextlib import suppress
from functools import partial

import pytest
import yaml
from assistant import (
    ARGUMENTS,
    CAPTURE,
    CLAIMS,
    HEAD,
    NAMES,
    SECTION,
    SENTENCES,
    SLUG,
    SOURCES,
    Refused,
    claim,
    connected,
    made_here,
    premises,
    project,
)
from commanded import run
from sampled import few

import claimgraph
from claimgraph.graph.project import shipped_project
from claimgraph.servers.mcp import server

FULL = claim("The ferry was … day.", "ferry-full", "The ferry was full", "It was full each day.",
             certainty='qualified, "probably"')  # fmt: skip


@pytest.fixture
def root(tmp_path):
    return project(tmp_path)


@pytest.fixture
def capture(root):
    return root / "data" / SLUG / "capture.yaml"


@pytest.fixture
def ferry(root):
    with connected(made_here(root, writable=True)) as one:
        yield one


def put(client, *edits, **more):
    more = {"article": SLUG, "assistant": "Scribe 1", **more}
    return client("draft_put", edits=list(edits), **more)


@pytest.fixture(scope="module")
def drafted(tmp_path_factory):
    """Return a project into which a claim was drafted, and what the assistant was told."""
    root = project(tmp_path_factory.mktemp("drafted"))
    with connected(server.made(root, writable=True)) as one:
        return root, put(one, FULL)


def test_a_draft_is_written_with_its_status_and_who_made_it(drafted):
    root, told = drafted

    assert told["written"]
    assert told["drafts"] == 2
    text = (root / "data" / SLUG / "capture.yaml").read_text("utf-8")
    held = yaml.safe_load(text)
    (made,) = [one for one in held["sections"][0]["passages"] if "day" in one["words"]]
    assert made["claims"][0]["review"] == "draft"
    assert held["captured"] == {"assistant": "Scribe 1"}
    lines = text.splitlines()
    assert [line for line in CAPTURE.splitlines() if line not in lines] == []


def test_the_provenance_is_that_of_prov(drafted):
    graph = claimgraph.open(drafted[0]).graph
    query = """PREFIX prov: <http://www.w3.org/ns/prov#>
        PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
        SELECT ?name { GRAPH ?g { ?g prov:wasGeneratedBy/prov:wasAssociatedWith ?agent .
        ?agent a prov:SoftwareAgent ; rdfs:label ?name } }"""

    assert [str(name) for (name,) in graph.query(query)] == ["Scribe 1"]


def test_a_person_who_captured_stays_named_beside_two_assistants(root, capture):
    capture.write_text(f"captured: {{by: Ann Other, ended: 2026-05-31}}\n{CAPTURE}")
    with connected(made_here(root, writable=True)) as one:
        put(one, FULL)
        put(one, CLAIMS[-3], assistant="Scribe 2")
    assert yaml.safe_load(capture.read_text("utf-8"))["captured"] == {
        "by": "Ann Other",
        "assistant": ["Scribe 1", "Scribe 2"],
        "ended": yaml.safe_load("2026-05-31"),
    }


def test_what_would_break_a_rule_is_not_written(ferry, capture):
    rash = claim(
        "The county has … budget.", "rich", "It is rich", "It has it.", certainty="conditional"
    )
    told = put(ferry, rash)

    assert not told["written"]
    assert told["why"].startswith("it would break a rule: ")
    assert {one["severity"] for one in told["new"]} == {"violation"}, "and nothing beside it"
    assert all(one["hint"] and one["name"] for one in told["new"])
    assert capture.read_text("utf-8") == CAPTURE


def test_a_dry_run_writes_nothing(ferry, capture):
    told = put(ferry, FULL, dry_run=True)

    assert (told["written"], told["why"]) == (False, "it was only tried")
    assert capture.read_text("utf-8") == CAPTURE


def test_a_draft_is_changed_and_removed(ferry, capture):
    change = {"operation": "change", "kind": "claim", "name": "county-pays"}
    put(ferry, {**change, "item": {"says": "The county has to pay.", "thesis": True}})
    assert "says: The county has to pay." in capture.read_text("utf-8")
    put(ferry, {**change, "item": {"thesis": None}})
    assert "thesis" not in capture.read_text("utf-8")
    put(ferry, {"operation": "remove", "kind": "claim", "name": "county-pays"})
    assert "county-pays" not in capture.read_text("utf-8")


def test_an_objection_to_an_accepted_claim_rests_on_a_draft(ferry, capture):
    denial = claim(
        "The harbour council … letter.",
        "council-denies",
        "The harbour council denies the loss",
        "The council of the harbour says that there is no loss.",
    )
    objection = premises("by-denial", "ferry-lost", ["council-denies"], "against", scheme="sign")
    told = put(ferry, denial, objection)

    assert told["written"], told
    assert "against:" in capture.read_text("utf-8")


ACCEPTED = "ferry-lost"
TOUCHED = [
    {"operation": "change", "kind": "claim", "name": ACCEPTED, "item": {"says": "Not so."}},
    {"operation": "change", "kind": "claim", "name": ACCEPTED, "item": {"certainty": "reported"}},
    {"operation": "change", "kind": "claim", "name": ACCEPTED, "item": {"review": None}},
    {"operation": "change", "kind": "claim", "name": ACCEPTED, "item": {"figure": "13 %, loss"}},
    {"operation": "change", "kind": "claim", "name": ACCEPTED, "item": {"thesis": True}},
    {"operation": "remove", "kind": "claim", "name": ACCEPTED},
    {"operation": "remove", "kind": "section", "name": "all"},
    {"operation": "change", "kind": "section", "name": "all", "item": {"label": "Other"}},
    {"operation": "change", "kind": "article", "item": {"title": "Another"}},
    {"kind": "figure", "under": f"claim:{ACCEPTED}", "item": {"value": 4, "measures": "x"}},
    {"operation": "change", "kind": "section", "name": "all", "item": {"passages": []}},
]


@pytest.mark.parametrize("edit", few(TOUCHED, 4), ids=str)
def test_what_a_person_accepted_is_not_touched(ferry, capture, edit):
    with pytest.raises(Refused) as refused:
        put(ferry, edit)

    assert "\n" not in str(refused.value)
    assert capture.read_text("utf-8") == CAPTURE


def test_an_argument_between_accepted_claims_alone_is_for_a_person(root, capture):
    both = CAPTURE.replace("            certainty: asserted\nactors", "            certainty: "
                           "asserted\n            review: reviewed\nactors")  # fmt: skip
    capture.write_text(both)
    with (
        connected(made_here(root, writable=True)) as one,
        pytest.raises(Refused, match="give it a premise that is a draft"),
    ):
        put(one, premises("rash", "county-pays", ["ferry-lost"], scheme="sign"))
    assert capture.read_text("utf-8") == both


BESIDE = """\
@prefix cg: <https://w3id.org/claimgraph/ontology#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix s: <https://w3id.org/claimgraph/scheme/> .
@prefix claim: <https://w3id.org/claimgraph/article/ferry/claim/> .
claim:dear a cg:FactualClaim ; rdfs:label "The ferry is dear"@en ;
  cg:paraphrase "It costs much."@en ; cg:certainty s:certainty\\/asserted ;
  cg:reviewStatus s:review\\/reviewed ;
  cg:passage <https://w3id.org/claimgraph/article/ferry/passage/by-its> .
"""


@pytest.mark.parametrize("conclusion", ["dear", "ferry-lost"])
def test_an_argument_from_claims_of_another_file_alone_is_for_a_person(root, conclusion):
    (root / "data" / SLUG / "more.ttl").write_text(BESIDE)
    argument = {"argument": "rash", "conclusion": conclusion, "premises": ["dear"]}
    with (
        connected(made_here(root, writable=True)) as one,
        pytest.raises(Refused, match="give it a premise that is a draft"),
    ):
        put(one, {"kind": "argument", "item": {**argument, "scheme": "sign"}})


def test_what_another_file_describes_is_not_described_again(root, capture):
    (root / "data" / "registry").mkdir()
    (root / "data" / "registry" / "actors.ttl").write_text(
        "<https://w3id.org/claimgraph/id/council> a <https://w3id.org/claimgraph/ontology#Company>"
        ' ; <http://www.w3.org/2000/01/rdf-schema#label> "Council"@en .\n'
    )
    item = {"actor": "council", "kind": "company", "label": "Council", "also": ["The thieves"]}
    with connected(made_here(root, writable=True)) as one:
        told = put(one, {"kind": "actor", "item": item})
    assert (told["written"], told["new"][0]["rule"]) == (False, "described-twice")
    assert capture.read_text("utf-8") == CAPTURE


def test_an_argument_that_is_misspelt_is_refused_not_passed_over(ferry, capture):
    with pytest.raises(Refused, match="dryRun is not an argument: it takes article, edits, "):
        put(ferry, FULL, dryRun=True)
    assert capture.read_text("utf-8") == CAPTURE


ACCEPTING = [
    claim("The county has … budget.", "rich", "Rich", "It has it.", review="reviewed"),
    {"operation": "change", "kind": "claim", "name": "county-pays", "item": {"review": "reviewed"}},
    {"operation": "change", "kind": "claim", "name": "county-pays", "item": {"review": None}},
    {"operation": "change", "kind": "article", "item": {"review": "reviewed"}},
    {"operation": "change", "kind": "article", "item": {"captured": {"by": "Ann Other"}}},
    {"operation": "change", "kind": "article", "item": {"turtle": "claim:x cg:hedge 1 ."}},
    {"kind": "claim", "item": {"claim": "x", "label": "x", "cg:reviewStatus": "review:reviewed"}},
]


@pytest.mark.parametrize("edit", few(ACCEPTING, 3), ids=str)
def test_nothing_is_accepted(ferry, capture, edit):
    with suppress(Refused):
        told = put(ferry, edit)
        assert not told["written"] or told["drafts"] == 2
    assert capture.read_text("utf-8").count("reviewed") == 1


REFUSED = [
    ({"edits": []}, "draft_put: edits: List should have at least 1 item"),
    (
        {"edits": [{"kind": "claim", "item": {}}]},
        "claim without a name: data/ferry/capture.yaml:",
    ),
    (
        {"edits": [{"kind": "claim", "item": {}}]},
        " would say what is not read: needs a name: write claim: and a short name",
    ),
    (
        {"edits": [claim("The county has … budget.", "rich", "Rich", "It has.", colour="red")]},
        "claim ‘rich’: data/ferry/capture.yaml:",
    ),
    (
        {"edits": [premises("late", "county-pays", ["ferry-lost"], strength="great")]},
        "argument ‘late’: data/ferry/capture.yaml:",
    ),
    (
        {
            "edits": [
                {"kind": "passage", "under": "section:all", "item": {"words": "No such words"}}
            ]
        },
        "passage ‘No such words’: data/ferry/capture.yaml:",
    ),
    ({"edits": [{"kind": "dragon", "item": {"a": 1}}]}, "edit 1: 'dragon' is not a kind of item"),
    ({"edits": [{"kind": "claim", "operation": "burn"}]}, "draft_put: edits.0.operation: "),
    ({"edits": [{"kind": "claim", "file": "/etc/passwd"}]}, "draft_put: edits.0.file: Extra"),
    ({"edits": [FULL, FULL]}, "is described above: join the two, or rename one"),
    ({"edits": [FULL], "article": "../ferry"}, "is not a slug"),
    (
        {"edits": [FULL], "article": "registry"},
        "names the folder of what all articles share: choose another slug",
    ),
    ({"edits": [FULL], "article": "nowhere"}, "data/nowhere: has no text.txt"),
    ({"edits": [FULL], "assistant": ""}, "draft_put: assistant: "),
    ({"edits": [FULL], "assistant": "a\nreview: reviewed"}, "draft_put: assistant: "),
    ({"edits": [{"kind": "passage", "under": "section:none", "item": {"words": "x"}}]}, "edit 1: "),
]


@pytest.mark.parametrize(("arguments", "why"), few(REFUSED, 6), ids=lambda one: str(one)[:40])
def test_a_refusal_says_why_in_one_line(ferry, capture, arguments, why):
    with pytest.raises(Refused) as refused:
        ferry("draft_put", **{"article": SLUG, "assistant": "Scribe", **arguments})

    assert why in str(refused.value)
    assert "\n" not in str(refused.value)
    assert capture.read_text("utf-8") == CAPTURE


def test_nothing_but_the_capture_is_written(drafted):
    assert sorted(path.name for path in drafted[0].rglob("*")) == [
        *("capture.yaml", "data", SLUG, "text.txt")
    ]


def test_a_link_out_of_the_project_is_not_written_through(tmp_path):
    root = project(tmp_path / "own", None)
    outside = tmp_path / "outside.yaml"
    outside.write_text(CAPTURE)
    (root / "data" / SLUG / "capture.yaml").symlink_to(outside)
    with connected(made_here(root, writable=True)) as one, pytest.raises(Refused):
        put(one, FULL)
    assert outside.read_text() == CAPTURE


def test_what_claimgraph_ships_is_not_written():
    with (
        connected(made_here(shipped_project().root, writable=False)) as one,
        pytest.raises(Refused, match="work in a project, with --project"),
    ):
        put(one, FULL)


def test_a_capture_in_turtle_is_to_be_converted_first(tmp_path):
    root = project(tmp_path, None)
    (root / "data" / SLUG / "article.ttl").write_text("<https://example.org/> a <urn:x> .\n")
    with (
        connected(made_here(root, writable=True)) as one,
        pytest.raises(Refused, match="run claimgraph convert data/ferry"),
    ):
        put(one, FULL)


@pytest.mark.slow
def test_ten_sentences_are_captured_from_nothing_to_green(tmp_path, monkeypatch, capsys):
    """By the tools alone; what is left to a person is to accept."""
    root = project(tmp_path, None)
    told = partial(run, capsys, monkeypatch)
    with connected(made_here(root, writable=True)) as one:
        (waiting,) = one("status")["articles"]
        assert (waiting["article"], waiting["claims"], waiting["sentences"]) == (SLUG, 0, 10)
        assert waiting["next"][0] == SENTENCES[0]
        put(one, HEAD, *NAMES, *SOURCES, SECTION)
        for edit in CLAIMS:
            words = edit["item"]["words"]
            assert one("passage_find", words=words, article=SLUG)["words"]
            assert put(one, edit)["written"]
        assert put(one, *ARGUMENTS)["written"]
        assert one("check")["findings"] == []
        assert one("passage_verify")["agrees"]
        (status,) = one("status", detail=True)["articles"]
        assert (status["sentences"], status["covered"], status["claims"]) == (10, 10, 10)
        assert len(status["drafts"]) == 10
    monkeypatch.chdir(root)
    assert told("check", "--fail-on", "info")[0] == 0
    code, out, _ = told("check", "--require-accepted", "--no-cache")
    assert (code, out.count("[accepted]")) == (1, 10)
    assert told("accept", "--all")[0] == 0
    assert told("check", "--fail-on", "info", "--require-accepted")[0] == 0
