"""`claimgraph new` and `draft`: from a text to a capture that waits for a person."""

from __future__ import annotations

import difflib
import json
import os

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from properties import examples
from ruamel.yaml import YAML

from claimgraph.claims.drafting import draft as drafting
from claimgraph.claims.drafting.extract import Extracted
from claimgraph.claims.drafting.sentences import divided
from claimgraph.claims.notation.fresh import fresh
from claimgraph.claims.notation.reader import reading
from claimgraph.claims.notation.state import Surroundings
from claimgraph.cli import main

TEXT = """The ferry

In brief
• The ferry reportedly lost two million euros in 2021.

What it costs
The Harbour Council says that the ferry was full every day. It was full every week. It was full.
Therefore it should run: "nothing else" crosses the bay. It was full every week.
"""
REGISTRY = """
@prefix cg: <https://w3id.org/claimgraph/ontology#> .
@prefix id: <https://w3id.org/claimgraph/id/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
id:harbour-council a cg:GovernmentBody ; rdfs:label "Harbour Council"@en .
"""


@pytest.fixture
def project(tmp_path, monkeypatch):
    (tmp_path / "article.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "data/registry").mkdir(parents=True)
    (tmp_path / "data/registry/all.ttl").write_text(REGISTRY, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def run(capsys, monkeypatch):
    def call(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["claimgraph", *arguments])
        code = main()
        out, err = capsys.readouterr()
        return code, out, err

    return call


def _capture(project):
    return (project / "data/ferry/capture.yaml").read_text(encoding="utf-8")


def _read(text: str, article: str):
    around = Surroundings("x", "https://example.org/graph", {}, lambda _: article, frozenset)
    return reading(text, around)


def test_each_sentence_is_a_passage_of_its_section(project, run):
    code, out, _ = run("new", "ferry", "--text", "article.txt")

    assert code == 0
    assert "6 sentences in 2 sections" in out
    assert (project / "data/ferry/text.txt").read_text(encoding="utf-8") == TEXT
    capture = _read(_capture(project), TEXT)
    assert capture.facts.document.faults == []
    assert len(capture.passages) == 6
    assert "kind: key-takeaways" in _capture(project)
    first = _capture(project).splitlines()[0]
    assert first == "# yaml-language-server: $schema=../capture.schema.json"
    schema = json.loads((project / "data/capture.schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(YAML(typ="safe").load(_capture(project)), schema)


def test_words_that_come_twice_have_a_number(project, run):
    run("new", "ferry", "--text", "article.txt")

    assert _capture(project).count("place: 1\n") == 1
    assert _capture(project).count("place: 2\n") == 1


def test_drafts_say_what_a_sentence_shows(project, run):
    run("new", "ferry", "--text", "article.txt")

    code, out, _ = run("draft", "ferry")

    assert code == 0
    assert "6 drafts added" in out
    text = _capture(project)
    assert 'certainty: reported, "reportedly"' in text
    assert "when: 2021" in text
    assert "who: [harbour-council as speaker]" in text or '"harbour-council as speaker"' in text
    assert "“Therefore”" in text
    assert _read(text, TEXT).facts.document.faults == []


def test_drafting_adds_lines_and_changes_none(project, run):
    run("new", "ferry", "--text", "article.txt")
    by_hand = _capture(project).replace(
        '      - words: "It was full."\n',
        '      - words: "It was full."   # twice?\n'
        "        claims:\n          - claim: full\n"
        "            says: There was no room.   # mine\n",
    )
    assert "# mine" in by_hand
    (project / "data/ferry/capture.yaml").write_text(by_hand, encoding="utf-8")

    _, out, _ = run("draft")

    assert "5 drafts added" in out
    changes = difflib.ndiff(by_hand.splitlines(), _capture(project).splitlines())
    assert [line for line in changes if line.startswith("- ")] == []
    before = _capture(project)
    code, out, _ = run("draft")
    assert (code, out.strip()) == (0, "data/ferry/capture.yaml: every sentence has a claim")
    assert _capture(project) == before


def test_a_sentence_without_a_passage_gets_one_in_its_section(project, run):
    run("new", "ferry", "--text", "article.txt")
    lines = _capture(project).splitlines(keepends=True)
    kept = [line for line in lines if "Therefore it should" not in line]
    (project / "data/ferry/capture.yaml").write_text("".join(kept), encoding="utf-8")

    _, out, _ = run("draft", "ferry")

    assert "6 drafts added" in out
    assert len(_read(_capture(project), TEXT).passages) == 6


def test_actors_that_the_registry_lacks_become_drafts_there(project, run):
    text = TEXT + "\nThe Seamen Union (SU) and the Harbor Council of Brightport disagree.\n"
    (project / "article.txt").write_text(text, encoding="utf-8")
    run("new", "ferry", "--text", "article.txt")

    _, out, _ = run("draft")

    assert "seamen-union" in out
    made = project / "data/registry/capture.yaml"
    assert '- actor: seamen-union\n    label: "Seamen Union"\n    also: ["SU"]\n    kind:\n' in (
        made.read_text(encoding="utf-8")
    )
    before = made.read_text(encoding="utf-8")
    (project / "article.txt").write_text("The Pilots Guild was angry.\n", encoding="utf-8")
    made.write_text(before + "things:\n  - thing: bay   # ours\n", encoding="utf-8")
    run("new", "pilots", "--text", "article.txt")
    run("draft", "pilots")
    after = made.read_text(encoding="utf-8")
    changes = difflib.ndiff(before.splitlines(), after.splitlines())
    assert [line for line in changes if line.startswith("- ")] == []
    assert "pilots-guild" in after
    assert after.endswith("things:\n  - thing: bay   # ours\n")
    assert run("check")[2] == ""


@pytest.mark.parametrize("own", [False, True])
def test_drafting_names_the_file_that_lists_the_new_actors(project, run, own):
    """The registry's, or the capture itself where that lists actors."""
    text = TEXT + "\nThe Seamen Union (SU) and the Harbor Council of Brightport disagree.\n"
    (project / "article.txt").write_text(text, encoding="utf-8")
    run("new", "ferry", "--text", "article.txt")
    capture = project / "data/ferry/capture.yaml"
    if own:
        bay = "actors:\n  - {actor: bay, kind: group, label: The Bay}\n"
        capture.write_text(capture.read_text(encoding="utf-8") + bay, encoding="utf-8")

    _, out, _ = run("draft")

    file = "data/ferry/capture.yaml" if own else "data/registry/capture.yaml"
    (line,) = (line for line in out.splitlines() if "new actors" in line)
    assert line.startswith(f"{file}: new actors to be looked at: ")
    assert "seamen-union" in (project / file).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["new", "Ferry Line", "--text", "article.txt"], "‘Ferry Line’ is not a slug"),
        (["new", "../x", "--text", "article.txt"], "is not a slug"),
        (["new", "registry", "--text", "article.txt"], "‘registry’ names the folder of what all"),
        (["new", "taken", "--text", "article.txt"], "is there already"),
        (["new", "ferry", "--text", "missing.txt"], "missing.txt: cannot be read"),
        (["draft"], "none here: begin one with claimgraph new"),
        (["draft", "ferry"], "‘ferry’ has no capture.yaml"),
    ],
)
def test_what_cannot_be_begun_is_one_line(run, arguments, told, project):
    (project / "data/taken").mkdir()
    (project / "data/taken/text.txt").write_text(TEXT, encoding="utf-8")

    code, out, err = run(*arguments)

    assert (code, out) == (2, "")
    assert told in err
    assert err.count("\n") == 1


def test_a_project_may_begin_with_it(tmp_path, monkeypatch, run):
    (tmp_path / "article.txt").write_text(TEXT, encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    assert run("new", "ferry", "--text", "article.txt")[0] == 0
    assert run("draft")[0] == 0


@settings(max_examples=examples(100), deadline=None)
@given(
    st.lists(
        st.text(st.sampled_from("abAB .,:'\"“”#-–…?!\n\t\\{}[]&*%|>é🙂"), max_size=60), max_size=12
    ).map("\n".join)
)
def test_any_text_gives_a_capture_whose_passages_are_its_sentences(text):
    known = divided(text)
    capture = _read(fresh(known, Extracted(text, title=text[:20] or None), "text.txt"), text)

    assert capture.facts.document.faults == []
    places: dict = {}
    for fact in capture.facts.document.facts:
        name = fact.quad.predicate.value.rpartition("#")[2]
        if name in ("start", "end"):
            places.setdefault(fact.quad.subject, {})[name] = int(fact.quad.object.value)
    found = sorted((each["start"], each["end"]) for each in places.values())
    assert found == sorted({(one.start, one.end) for one in known.sentences})


PAGE = """<html lang="de"><head><meta property="og:title" content="The ferry">
<meta name="author" content="Ada Byron"><meta property="og:site_name" content="Bay Weekly">
<meta property="article:published_time" content="2024-05-06">
<link rel="canonical" href="https://bay.example.org/ferry"></head><body><nav>Menu of the bay</nav>
<article><h1>The ferry</h1><h2>What it costs</h2><p>The ferry lost two million euros in 2021, as its
report says, and nobody knows who will pay for it in the years to come.</p></article>
</body></html>"""


def test_a_page_of_the_web_fills_the_header(project, run):
    (project / "page.html").write_text(PAGE, encoding="utf-8")

    code, _, err = run("new", "ferry", "--text", "page.html")

    assert (code, err) == (0, "")
    assert _capture(project).splitlines()[1:9] == [
        "title: The ferry",
        "by: Ada Byron",
        "publisher: Bay Weekly",
        "issued: 2024-05-06",
        'url: "https://bay.example.org/ferry"',
        "language: de",
        "text: text.txt",
        "review: draft",
    ]
    text = (project / "data/ferry/text.txt").read_text(encoding="utf-8")
    assert "What it costs" in text
    assert "Menu" not in text


def test_a_file_that_is_not_what_its_name_says_is_one_line(project, run):
    (project / "a.pdf").write_text("no PDF", encoding="utf-8")

    code, out, err = run("new", "ferry", "--text", "a.pdf")

    assert (code, out, err.count("\n")) == (2, "", 1)
    assert "a.pdf: is not PDF that can be read" in err
    assert not (project / "data/ferry").exists()


def test_drafting_writes_nothing_where_the_capture_changed_meanwhile(project, run, monkeypatch):
    run("new", "ferry", "--text", "article.txt")
    path = project / "data/ferry/capture.yaml"
    within = drafting.of

    def meanwhile(*given):
        path.write_text(path.read_text(encoding="utf-8") + "# mine\n", encoding="utf-8")
        return within(*given)

    monkeypatch.setattr("claimgraph.claims.notation.capturing.drafting.of", meanwhile)

    code, out, err = run("draft")

    assert (code, out, err.count("\n")) == (2, "", 1)
    assert "has changed since it was read" in err
    assert "drafts" not in _capture(project)
    assert _capture(project).endswith("# mine\n")
    assert not (project / "data/registry/capture.yaml").exists()


@pytest.mark.parametrize("made", ["folder", "file"])
def test_drafting_writes_nowhere_outside_the_project(project, run, tmp_path_factory, made):
    (project / "article.txt").write_text("The Pilots Guild was angry.\n", encoding="utf-8")
    run("new", "ferry", "--text", "article.txt")
    outside = tmp_path_factory.mktemp("outside")
    registry = project / "data/registry"
    if made == "folder":
        (registry / "all.ttl").unlink()
        registry.rmdir()
        registry.symlink_to(outside)
    else:
        (outside / "capture.yaml").write_text("actors: []\n", encoding="utf-8")
        (registry / "capture.yaml").symlink_to(outside / "capture.yaml")
    before = {path.name: path.read_bytes() for path in outside.iterdir()}

    code, _, err = run("draft")

    assert code == 2
    assert "leads out of the project" in err
    assert {path.name: path.read_bytes() for path in outside.iterdir()} == before


def test_drafting_keeps_line_ends_and_a_byte_order_mark(project, run):
    run("new", "ferry", "--text", "article.txt")
    path = project / "data/ferry/capture.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))

    assert run("draft")[0] == 0

    held = path.read_bytes()
    assert held.startswith(b"\xef\xbb\xbf")
    assert held.count(b"\n") == held.count(b"\r\n") > 60


def test_a_text_that_is_a_pipe_is_told(project, run):
    run("new", "ferry", "--text", "article.txt")
    (project / "data/ferry/text.txt").unlink()
    os.mkfifo(project / "data/ferry/text.txt")

    for verb in ("draft", "check"):
        code, out, err = run(verb)
        assert code in (1, 2)
        assert "not a regular file" in out + err
