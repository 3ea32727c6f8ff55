"""`claimgraph align`: what it prints, and its exit codes."""

from __future__ import annotations

import io
import json
import shutil
from pathlib import Path

import pytest
import wells
from commanded import run
from rdflib import URIRef
from terminals import shown

import claimgraph
from claimgraph.claims import link_files
from claimgraph.claims.links import ACCEPTED, REJECTED
from claimgraph.graph import project as projects

LINKED = str(Path(__file__).parents[1] / "linked")
BASE = "https://w3id.org/claimgraph/article/"


def test_align_prints_an_answer_like_that_of_ask(capsys, monkeypatch):
    call = ["align", "island-school", "ferry-line", "--project", LINKED]
    code, out, err = run(capsys, monkeypatch, *call, "--min", "0.5", "--columns", "this,candidate")
    assert (code, err) == (0, "")
    ends = f"{BASE}island-school/claim/families,{BASE}ferry-line/claim/island"
    assert out.splitlines() == ["this,candidate", ends]

    _, out, _ = run(capsys, monkeypatch, *call, "--format", "json", "--min", "0.5")
    (row,) = json.loads(out)["results"]["bindings"]
    assert row["relation"]["value"] == "says nearly the same as"
    assert row["article"]["value"] == f"{BASE}ferry-line/"


def test_one_article_is_aligned_with_all_others_and_all_with_each_other(capsys, monkeypatch):
    options = ["--project", LINKED, "--columns", "this,article", "--min", "0"]
    _, out, _ = run(capsys, monkeypatch, "align", "island-school", *options)
    rows = [line.split(",") for line in out.splitlines()[1:]]
    assert {this.removeprefix(BASE).split("/")[0] for this, _ in rows} == {"island-school"}
    assert {article for _, article in rows} == {f"{BASE}ferry-line/", f"{BASE}fuel-subsidy/"}

    _, out, _ = run(capsys, monkeypatch, "align", "--all", *options)
    assert len({line.split("/")[5] for line in out.splitlines()[1:]}) == 3


def test_align_says_by_its_exit_code_that_there_are_no_candidates(capsys, monkeypatch):
    call = ["align", "island-school", "ferry-line", "--project", LINKED, "--min", "1"]
    code, out, err = run(capsys, monkeypatch, *call)
    assert (code, len(out.splitlines())) == (1, 1)
    nothing = "claimgraph: nothing to propose: no undecided pair scores 1 or more"
    more = "; a lower --min may propose more\n"
    assert err == f"{nothing} (2 pairs are accepted or rejected){more}"
    review = ["--review", "--author", "Ada"]
    assert run(capsys, monkeypatch, *call, *review) == (1, "", err)
    assert run(capsys, monkeypatch, *call, "--format", "table") == (1, "", err)

    _, _, err = run(capsys, monkeypatch, "align", "--all", "--project", LINKED, "--min", "1")
    assert err == f"{nothing} (5 pairs are accepted or rejected){more}"


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ([], "name an article"),
        (["ferry-line", "--all"], "leave it out to align 'ferry-line' with all others"),
        (["ferry-line", "ferry-line"], "named twice"),
        (["ferry-line", "mull"], "no article 'mull'"),
        (["--all", "--format", "turtle"], "turtle is for questions"),
        (["--all", "--columns", "claim"], "no column 'claim'"),
        (["--all", "--review"], "--author"),
        (["--all", "--review", "--author", "https://a b"], "not a valid IRI"),
        (["--all", "--review", "--author", "x", "--store", "s"], "without --store"),
    ],
)
def test_align_refuses_what_it_cannot_do(capsys, monkeypatch, options, error):
    code, out, err = run(capsys, monkeypatch, "align", *options, "--project", LINKED)
    assert (code, out) == (2, "")
    assert error in err
    assert err.count("\n") == 1


@pytest.fixture
def copied(tmp_path):
    """A project whose links may be changed."""
    shutil.copytree(LINKED, tmp_path / "linked")
    return tmp_path / "linked"


def test_candidates_that_are_called_the_same_are_told_apart(capsys, monkeypatch, copied):
    ferry = copied / "data" / "ferry-line" / "claims.ttl"
    text = ferry.read_text(encoding="utf-8")
    label = "The ferry keeps the island alive"
    ferry.write_text(text.replace("The ferry line loses money", label), encoding="utf-8")
    call = ["align", "island-school", "ferry-line", "--min", "0", "--project", str(copied)]
    _, out, _ = run(capsys, monkeypatch, *call, "--format", "table", "--columns", "candidate")
    assert {f"{label} (island)", f"{label} (losses)"} <= {line.rstrip() for line in out.split("\n")}
    assert label not in {line.rstrip() for line in out.split("\n")}


def statuses(root: Path) -> dict[tuple[str, str], URIRef | None]:
    """Return the status of each link of a project, by what it joins."""
    links = link_files.held(projects.find(root))
    return {
        (link.subject.rpartition("/")[2], link.object.rpartition("/")[2]): link.status
        for link in links
    }


def reviewed(capsys, monkeypatch, root, typed, *options):
    monkeypatch.setattr("sys.stdin", io.StringIO(typed))
    call = ["align", "--all", "--review", "--min", "0.2", "--project", str(root), *options]
    return run(capsys, monkeypatch, *call, "--author", "Ada Bell")


def test_review_writes_what_a_person_accepts_and_rejects_and_nothing_else(
    capsys, monkeypatch, copied
):
    """The second answer is none, so it is asked again; then one is skipped."""
    before = statuses(copied)
    code, out, err = reviewed(capsys, monkeypatch, copied, "r\nwhat\na\n\n4\nq\n")
    assert code == 0
    after = {pair: status for pair, status in statuses(copied).items() if pair not in before}
    assert sorted(after.values()) == sorted([REJECTED, ACCEPTED, ACCEPTED])
    assert "2 accepted, 1 rejected" in err
    assert out.count("a accept") == 6
    assert out.count("'what' is not one of the keys:\n(a accept, 1 to 8 accept as another") == 1

    held = link_files.held(projects.find(copied))
    made = [one for one in held if one.authors[0].label == "Ada Bell"]
    assert len(made) == 3
    assert {str(one.method).rpartition("/")[2] for one in made} == {"MappingReview"}
    assert {one.tool for one in made} == {"claimgraph align"}
    assert "is broader than" in {one.words for one in made}
    assert not claimgraph.open(copied).check().findings


def test_what_was_reviewed_is_not_asked_again_from_either_end(capsys, monkeypatch, copied):
    _, first, _ = reviewed(capsys, monkeypatch, copied, "r\n" * 99)
    code, again, _ = reviewed(capsys, monkeypatch, copied, "r\n" * 99)
    asked = first.count("a accept")
    assert asked == len({frozenset(pair) for pair in statuses(copied)}) - 6
    # The next candidates take their places, until there are none.
    assert "score" not in again or again.count("a accept") < asked
    assert code in (0, 1)


def test_review_ends_with_its_input_and_has_written_what_was_answered(capsys, monkeypatch, copied):
    before = statuses(copied)
    code, _, err = reviewed(capsys, monkeypatch, copied, "r\n")
    assert code == 0
    assert "0 accepted, 1 rejected" in err
    assert len(statuses(copied)) == len(before) + 1


def test_review_is_a_conversation_on_a_terminal(copied):
    call = ["align", "island-school", "ferry-line", "--min", "0.5", "--review", "--author", "Ada"]
    code, lines = shown(80, *call, cwd=str(copied), typed="1\n")
    text = "\n".join(lines)
    assert code == 0
    shown_here = [line for line in lines if line.startswith(("first", "second", "  ", "the"))]
    assert max(map(len, shown_here)) <= 80
    assert "first   The school keeps families on the island  (The island school)" in text
    assert "second  The ferry keeps the island alive  (The last ferry)" in text
    assert "data/links/island-school.ttl: accepted, says the same as" in text
    assert statuses(copied)["families", "island"] == ACCEPTED


def test_review_asks_about_the_registry_after_the_claims(capsys, monkeypatch, tmp_path):
    """One is accepted and the files say so; one is rejected; neither is asked about again."""
    wells.registered(wells.project(tmp_path))
    wells.letter(tmp_path)
    call = ["align", "wells", "--review", "--author", "Ada Bell", "--project", str(tmp_path)]
    monkeypatch.setattr("sys.stdin", io.StringIO("2\na\nr\n"))
    code, out, err = run(capsys, monkeypatch, *call)
    assert code == 0
    assert err.endswith("1 accepted, 1 rejected, 0 left\n")
    # A number chooses among relations, and of an entry there is one.
    assert out.count("is the first the registry’s second?") == 2
    assert "'2' is not one of the keys:\n(a accept, r reject, Enter skip, q stop)" in out
    assert "first   The Council  (Town Hall, https://w3id.org/claimgraph/id/council)\n" in out
    assert "second  The Parish Council  (Council, https://w3id.org/claimgraph/id/parish-" in out
    text = (tmp_path / "data" / "wells" / "capture.yaml").read_text("utf-8")
    assert "parish-council as regulator" in text
    assert "label: The Council," not in text
    assert "about: pumps" in text

    monkeypatch.setattr("sys.stdin", io.StringIO("r\n"))
    code, out, _ = run(capsys, monkeypatch, *call)
    assert (code, out.count("registry’s")) == (1, 0)


def test_a_first_article_has_the_registry_and_no_other_to_be_aligned_with(
    capsys, monkeypatch, tmp_path
):
    wells.registered(wells.project(tmp_path))
    call = ["align", "wells", "--project", str(tmp_path), "--columns", "kind,candidate"]
    code, out, err = run(capsys, monkeypatch, *call)
    assert (code, err) == (0, "")
    ids = "https://w3id.org/claimgraph/id/"
    assert out.splitlines() == ["kind,candidate", f"actor,{ids}parish-council", f"thing,{ids}pump"]
