"""Items are added to a capture by command, and drafts accepted: validated, all or nothing."""

from __future__ import annotations

import io
import json
import re
import sys
from types import SimpleNamespace

import pytest
from published import edition
from sampled import few
from tests.support.commanded import run

TEXT = "The ferry\n\nThe ferry lost money in 2021. It was full every day. So it should run.\n"
REGISTRY = """\
@prefix cg: <https://w3id.org/claimgraph/ontology#> .
@prefix id: <https://w3id.org/claimgraph/id/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
id:ann-other a cg:Person ; rdfs:label "Ann Other"@en .
"""
CAPTURE = """\
title: The ferry  # as printed
by: Ann Other
issued: 2022-03-01
text: text.txt
review: draft
sections:
  - section: all
    label: The ferry
    passages:
      # what it costs
      - passage: lost
        words: The ferry lost money in 2021.
      - passage: run
        words: So it should run.
        claims:
          - claim: run
            label: The ferry should run
            says: The line ought to be kept.
            kind: normative
            certainty: asserted
            review: draft  # not yet
"""
SOUND = (
    CAPTURE.replace("by: Ann Other\n", "by: Ann Other\npublisher: Ann Other\n")
    .replace(
        "            review: draft  # not yet\n",
        "            addressee: Ann Other\n            review: draft  # not yet\n",
    )
    .replace("issued:", "url: https://example.org/ferry\nissued:")
)
LOST = {
    "claim": "lost",
    "label": "The ferry lost money",
    "says": "In 2021 the line cost more than it earned.",
    "certainty": "asserted",
}


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A project with one capture in YAML, in which the command is run."""
    folder = tmp_path / "data/ferry"
    folder.mkdir(parents=True)
    (folder / "text.txt").write_text(TEXT)
    (folder / "capture.yaml").write_text(CAPTURE)
    (tmp_path / "data/registry").mkdir()
    (tmp_path / "data/registry/all.ttl").write_text(REGISTRY)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def call(capsys, monkeypatch):
    """Run the command with a value of JSON, or with bytes, at its standard input."""

    def call(*arguments: str, given: object = None) -> tuple[int, str, str]:
        held = given if isinstance(given, bytes) else json.dumps(given).encode()
        monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(held)))
        return run(capsys, monkeypatch, *arguments)

    return call


def _capture(project) -> str:
    return (project / "data/ferry/capture.yaml").read_text()


def test_a_claim_is_added_below_its_passage_and_every_line_stays(project, call):
    code, out, err = call("add", "claim", "ferry", "--json", "-", "--under", "lost", given=LOST)

    assert (code, out) == (0, "data/ferry/capture.yaml: claim lost added\n")
    assert "[claim-supported]" in err  # a warning refuses nothing
    new = "        claims:\n" + "".join(
        f"          {'- ' if key == 'claim' else '  '}{key}: {value}\n"
        for key, value in LOST.items()
    )
    before = "        words: The ferry lost money in 2021.\n"
    assert _capture(project) == CAPTURE.replace(before, before + new)


def test_what_would_break_a_rule_is_refused_with_the_finding(project, call):
    code, out, err = call(
        *("add", "claim", "ferry", "--json", "-", "--under", "lost"),
        given=[LOST, {**LOST, "claim": "other", "certainty": "certain"}],
    )

    assert code == 1
    assert "data/ferry/capture.yaml\n" in out
    assert "certainty: certain" in out
    assert err == "claimgraph: data/ferry/capture.yaml was not changed: mend what would be wrong\n"
    assert _capture(project) == CAPTURE


def test_a_dry_run_writes_nothing(project, call):
    code, out, _ = call(
        "add", "claim", "ferry", "--json", "-", "--under", "lost", "--dry-run", given=LOST
    )

    assert (code, out) == (0, "data/ferry/capture.yaml: claim lost added (dry run: not written)\n")
    assert _capture(project) == CAPTURE


def test_an_actor_goes_into_the_registry(project, call):
    (project / "data/ferry/capture.yaml").write_text(SOUND)
    actor = {"actor": "harbour", "label": "Harbour Council", "kind": "government-body"}

    code, out, _ = call("add", "actor", "ferry", "--json", "-", given=actor)

    assert (code, out) == (0, "data/registry/capture.yaml: actor harbour added\n")
    assert (project / "data/registry/capture.yaml").read_text() == (
        "actors:\n  - actor: harbour\n    label: Harbour Council\n    kind: government-body\n"
    )
    assert call("check", "--fail-on", "violation")[0] == 0


@pytest.mark.parametrize(
    ("arguments", "given", "message"),
    [
        (("claim", "ferry"), b"{", "standard input: is not JSON (Expecting property name"),
        (("claim", "ferry"), b"[" * 100_000, "standard input: is not JSON ("),
        (("claim", "ferry"), b"\xff\xfe", "standard input: is not JSON ("),
        (
            ("claim", "ferry"),
            b'[{"claim": "a", "who": {"role": "x", "actor": "y", "role": "z"}}]',
            "standard input: has the key role twice: join the two, or leave one out",
        ),
        (("claim", "ferry"), b'{"a": NaN}', "standard input: is not JSON (NaN is not a number)"),
        (("claim", "ferry"), b"x" * 1_000_001, "standard input: larger than 1 MB"),
        (("claim", "ferry"), [], "standard input: is not an item: write it as"),
        (("claim", "ferry"), ["a"], "standard input: is not an item: write it as"),
        (("claim", "ferry"), {"claim": "a\x00b"}, "has a control character, 'a\\x00b'"),
        (("claim", "ferry"), {"claim": "\ud800"}, "has a control character"),
        (
            ("claim", "ferry"),
            {"claim": {"a": [[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]}},
            "nested",
        ),
        (("claim", "ferry"), {"claim": "run"}, "claim 'run' is in this capture already"),
        (("claim", "ferry", "--under", "x\n"), LOST, "is called 'x\\n' in this capture"),
        (("clam", "ferry"), LOST, "'clam' is not a kind of item: choose one of section"),
        (("claim", "registry"), LOST, "data/registry: has no capture.yaml: run claimgraph convert"),
        (("claim", "boat"), LOST, "‘boat’ has no capture.yaml: name one of ferry"),
    ],
)
def test_hostile_input_is_one_line(project, call, arguments, given, message):
    code, out, err = call("add", *arguments, "--json", "-", given=given)

    assert (code, out) == (2, "")
    assert message in err
    assert err.count("\n") == 1
    assert _capture(project) == CAPTURE


@pytest.mark.parametrize("what", [["run"], ["The ferry should run"], ["ferry/run"], ["--all"]])
def test_a_finished_draft_is_accepted_in_its_line(project, call, what):
    (project / "data/ferry/capture.yaml").write_text(SOUND)

    code, out, err = call("accept", *what)

    assert (code, out, err) == (0, "1 claim reviewed\n", "")
    assert _capture(project) == SOUND.replace("review: draft  # not", "review: reviewed  # not")


@pytest.mark.parametrize(
    ("old", "new", "why"),
    few(
        [
            (
                "            says: The line ought to be kept.\n",
                "            says:  # open\n",
                "is not restated: write it",
            ),
            (
                "            addressee: Ann Other\n",
                "",
                "is a recommendation to nobody [recommendation-",
            ),
            ("review: draft  #", "review: disputed  #", "is disputed: change that by hand"),
        ],
        1,
    ),
)
def test_a_claim_that_is_not_finished_is_refused(project, call, old, new, why):
    text = SOUND.replace(old, new)
    (project / "data/ferry/capture.yaml").write_text(text)

    code, out, err = call("accept", "https://w3id.org/claimgraph/article/ferry/claim/run")

    assert (code, out) == (1, "")
    assert f"The ferry should run: {why}" in err
    assert _capture(project) == text


TURTLE = """\
@prefix cg: <https://w3id.org/claimgraph/ontology#> .
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix : <https://w3id.org/claimgraph/article/ferry/> .
@prefix review: <https://w3id.org/claimgraph/scheme/review/> .
: a cg:Article ; rdfs:label "The ferry"@en .
<https://w3id.org/claimgraph/article/ferry/passage/full> a cg:Passage ; oa:hasSource : .
<https://w3id.org/claimgraph/article/ferry/claim/full> a cg:FactualClaim ;
    rdfs:label "The ferry was full"@en ; cg:paraphrase "No seat was free."@en ;
    cg:certainty <https://w3id.org/claimgraph/scheme/certainty/asserted> ;
    cg:passage <https://w3id.org/claimgraph/article/ferry/passage/full> ;
    cg:reviewStatus {} . # draft, for now
"""


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("review:draft", "review:reviewed"),
        (
            "<https://w3id.org/claimgraph/scheme/review/draft>",
            "<https://w3id.org/claimgraph/scheme/review/reviewed>",
        ),
    ],
)
def test_a_draft_in_turtle_is_accepted_in_its_place(project, call, old, new):
    """Only the status changes, however it is written."""
    (project / "data/ferry/capture.yaml").unlink()
    file = project / "data/ferry/claims.ttl"
    file.write_text(TURTLE.format(old))

    code, out, err = call("accept", "full")

    assert (code, out, err) == (0, "1 claim reviewed\n", "")
    assert file.read_text() == TURTLE.format(new)


@pytest.mark.usefixtures("project")
def test_what_to_accept_is_said(call):
    assert call("accept")[::2] == (2, "claimgraph: name the claims to accept, or give --all\n")


@pytest.mark.usefixtures("project")
def test_the_status_tells_what_is_covered_unfinished_and_next(call):
    code, out, err = call("status")

    assert (code, err) == (0, "")
    assert out == (
        "ferry: The ferry\n"
        "  sentences  1 of 3 covered by claims (33 %), 1 by drafts alone\n"
        "  claims     1\n"
        "  drafts: 1 (run)\n"
        "  without evidence or argument: 1 (run)\n"
        "  in no argument: 1 (run)\n"
        "  next: The ferry lost money in 2021.\n"
        "  next: It was full every day.\n"
    )


def test_a_sentence_of_a_reviewed_claim_is_not_covered_by_drafts_alone(project, call):
    text = CAPTURE.replace("review: draft  # not", "review: reviewed  # not")
    (project / "data/ferry/capture.yaml").write_text(text)
    assert "  sentences  1 of 3 covered by claims (33 %)\n" in call("status")[1]


def test_the_status_for_programs(project, call):
    text = SOUND.replace("says: The line ought to be kept.", "says:")
    (project / "data/ferry/capture.yaml").write_text(text)

    code, out, _ = call("status", "ferry", "--format", "json")

    (told,) = json.loads(out)
    assert code == 0
    assert [told["sentences"][one] for one in ("number", "covered", "drafted")] == [3, 1, 1]
    assert (told["claims"], told["unrestated"], told["drafts"]) == (0, ["run"], [])


@pytest.mark.usefixtures("project")
def test_stats_count_the_sentences_that_claims_cover(call):
    code, out, _ = call("stats")

    assert code == 0
    assert re.search(r"Sentence +3 +1 covered by claims", out)


def test_the_page_of_an_article_counts_the_sentences_that_claims_cover(project):
    pages = edition(project)
    stem = pages.names.stem("https://w3id.org/claimgraph/article/ferry/")

    page = pages.content(f"{stem}.html").decode()

    assert "<dt>of 3 sentences covered</dt><dd>1</dd>" in page
