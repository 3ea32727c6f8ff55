"""What others wrote, as it is printed: nothing in it steers a terminal or a pipeline's runner."""

from __future__ import annotations

import io
import json
import os
import pty
import re
import subprocess
import sys
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest
import terminals
from checked_projects import environment, run, write
from hypothesis import given, settings
from hypothesis import strategies as st
from properties import examples
from sampled import few

from claimgraph.claims.notation import layout
from claimgraph.claims.notation.emitting import meaning
from claimgraph.claims.notation.nodes import parse
from claimgraph.graph import canonical, loading
from claimgraph.graph import project as projects
from claimgraph.text import Printed, backslash_u, console, for_people, inert, reference, styled

STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
# Texts of which many come close to a command.
CLOSE = [
    *("#", "##", "[", "]", ":", "::", "vso", "error", "stop-commands", "\\", "é"),
    *("\n", "\r", "\r\n", " ", "\t", "\u3000", "\u2028", "\x85", "\x1b[31m", "\u202e", "\x00"),
]
PIECES = st.lists(st.sampled_from(CLOSE) | st.characters(codec="utf-8"), max_size=40)


def obeyed(text: str) -> list[str]:
    """Return the lines that GitHub's runner (ActionCommand.TryParse, TryParseV2) may obey."""
    lines = re.split("\r\n|\r|\n", text)
    trimmed = [re.sub(r"^[\s\ufeff\u200b]+", "", line) for line in lines]
    return [line for line in trimmed if line.startswith("::") or re.search(r"##(\w*)\[", line)]


def through(pieces: list[str], **options) -> str:
    out = io.StringIO(newline="")
    stream = Printed(out, **options)
    for piece in pieces:
        stream.write(piece)
    stream.flush()
    return out.getvalue()


@given(PIECES)
def test_nothing_printed_for_people_steers(pieces):
    """However it is cut into pieces."""
    shown = through(pieces)

    assert not obeyed(shown)
    assert not STEERING.search(shown.replace("\r\n", "\n"))
    assert shown == through(["".join(pieces)])


@given(st.text(st.characters(exclude_categories=["C", "Zl", "Zp"], exclude_characters="#:")))
def test_other_text_is_printed_as_it_is(text):
    assert through([text]) == text


@given(PIECES)
def test_a_runner_obeys_no_text_that_stands_within_a_line(pieces):
    assert not obeyed(f"said: {inert(''.join(pieces))}")


@given(PIECES)
def test_json_that_is_spelled_says_the_same(pieces):
    value = {"".join(pieces): ["".join(pieces)]}
    shown = through([json.dumps(value, ensure_ascii=False, indent=1)], spelling=backslash_u)

    assert json.loads(shown) == value
    assert not obeyed(shown)
    assert not STEERING.search(shown)


@given(PIECES)
def test_n_triples_that_are_spelled_say_the_same(pieces):
    said = ox.Quad(ox.NamedNode("x:s"), ox.NamedNode("x:p"), ox.Literal("".join(pieces)))
    text = ox.serialize([said.triple], format=ox.RdfFormat.N_TRIPLES).decode()
    shown = through([text], spelling=backslash_u)

    assert [quad.object for quad in ox.parse(shown, format=ox.RdfFormat.N_TRIPLES)] == [said.object]
    assert not obeyed(shown)


@settings(max_examples=examples(40), deadline=None)
@given(PIECES, st.booleans())
def test_yaml_that_is_spelled_says_the_same(pieces, in_braces):
    """In the layout of captures, whose lines may break at each space."""
    held = re.sub("[\ud800-\udfff]", "", "".join(pieces)).strip()
    key = re.sub(r"\s", "", held) or "x"
    value = {key: "word " * 18 + held, "others": [held, "x"]}
    written = layout.text({"claims": [layout.Flow(value) if in_braces else value]})
    shown = through([written], spelling=backslash_u)

    assert json.loads(json.dumps(meaning(parse(shown)[0]))) == {"claims": [value]}
    assert not obeyed(shown)
    assert not STEERING.search(shown)


@given(PIECES)
def test_xml_that_is_spelled_says_the_same(pieces):
    held = re.sub("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "", "".join(pieces))
    root = ElementTree.Element("a", b=held)
    root.text = held
    shown = through([ElementTree.tostring(root, encoding="unicode")], spelling=reference)
    read = ElementTree.fromstring(shown)

    assert (read.text or "", read.get("b")) == (held, held)
    assert not obeyed(shown)


@settings(deadline=None)
@given(PIECES)
def test_a_console_steers_by_its_own_styles_alone(pieces):
    out = io.StringIO(newline="")
    shown = console(out, soft_wrap=True)
    text = "".join(pieces)
    shown.print(styled((text, "bold"), text))
    shown.print(text)

    assert not obeyed(out.getvalue())
    assert not STEERING.search(out.getvalue())


@pytest.mark.parametrize(
    ("character", "shown"),
    [("\x1b", r"\x1b"), ("\x9b", r"\x9b"), ("\u202e", r"\u202e"), ("\udc80", r"\udc80")],
)
def test_a_control_character_is_shown_as_an_escape(character, shown):
    assert for_people(character) == shown
    assert through([f"a{character}b"]) == f"a{shown}b"


# ── The command ─────────────────────────────────────────────────────────────────────────────────

HOSTILE = r"x##[stop-commands]tok\n::stop-commands::tok\u001B[31m\u202E\u009B\r::set-output::x"
DATA = f"""\
@prefix cg: <https://w3id.org/claimgraph/ontology#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
<https://example.org/claim> a cg:FactualClaim ; rdfs:label "{HOSTILE}"@en ; cg:paraphrase "x."@en .
# ##[group] \x1b[31m \u202e in a line with a fault:
<https://example.org/event> a cg:Event ; cg:date "##[x] \u202e"^^<http://example.org/d> .
"""
QUESTION = """\
#+ summary: Labels
SELECT ?label ?claim { ?claim <http://www.w3.org/2000/01/rdf-schema#label> ?label
  FILTER CONTAINS(?label, "tok") }
"""
NAME = "a\n::stop-commands::tok##[x]\x1b[31m\nb.ttl"
COMMANDS = [
    *(["check", "--no-cache", f"--format={name}"] for name in ("text", "sarif", "junit", "json")),
    ["check", "--no-cache", "--format=turtle"],
    *(
        ["ask", "labels", f"--format={name}"]
        for name in ("table", "csv", "tsv", "json", "markdown")
    ),
    *(
        ["export", "--no-check", f"--format={name}"]
        for name in ("turtle", "nquads", "jsonld", "aifdb", "schemaorg", "canonical")
    ),
    ["explain", "https://example.org/claim"],
    ["stats"],
    ["check", "##[x]\n::x::"],
    ["ask", "::x\n::y##[z]\x1b[0m"],
    ["diff", "data/x", "data/y"],
    ["diff", "--format=patch", "data/x", "data/y"],
]


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hostile")
    write(folder / "data/x" / NAME, DATA)
    write(folder / "data/y/y.ttl", "")
    write(folder / "queries/t/labels.rq", QUESTION)
    return folder


@pytest.mark.parametrize("command", few(COMMANDS, 1), ids=" ".join)
def test_nothing_is_a_command_in_the_log_of_a_pipeline(hostile, command):
    done = run(*command, cwd=hostile, env=environment(GITHUB_ACTIONS="true", CI="true"))
    # The annotations that the check itself makes follow the text.
    own = re.compile(r"::(error|warning|notice) [^:\n]*::[^\r\n]*")
    said = [line for line in obeyed(done.stdout) if not own.fullmatch(line) or "##[" in line]

    assert not said
    assert not obeyed(done.stderr)
    assert not STEERING.search((done.stdout + done.stderr).replace("\r\n", "\n"))


@pytest.mark.parametrize("command", few(COMMANDS[::4], 1), ids=" ".join)
def test_nothing_steers_a_terminal(hostile, command):
    """Colours are claimgraph's own, and switched off here."""
    ours, theirs = pty.openpty()
    env = environment(NO_COLOR="1", TERM="dumb")
    with subprocess.Popen(
        [sys.executable, "-m", "claimgraph", *command],
        cwd=hostile,
        env=env,
        stdout=theirs,
        stderr=theirs,
    ):
        os.close(theirs)
        shown = b""
        try:
            while piece := os.read(ours, 1 << 16):
                shown += piece
        except OSError:  # Linux's way to say that the other end was closed
            pass
    os.close(ours)

    assert shown
    # The terminal's own line discipline adds carriage returns.
    assert not STEERING.search(shown.decode().replace("\r\r\n", "\n").replace("\r\n", "\n"))


TURTLE = r"""
@prefix cg: <https://w3id.org/claimgraph/ontology#> .
@prefix claim: <https://w3id.org/claimgraph/article/a/claim/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix : <https://example.org/own#> .
claim:a a cg:FactualClaim ; rdfs:label "x ##[group]y\u202Ez"@en ;
    cg:paraphrase "one ::x\n::set-output name=x::y\nthree"@en ; cg:hedge "it's \"##a[\"" ;
    :n "##vso[x]", "\u200F" .
::a :n "::" .
"""


@pytest.mark.parametrize("place", few(["pipe", "log", "terminal"], 1))
def test_a_capture_that_is_printed_reads_back_to_the_same_graph(tmp_path, place):
    """As YAML, and that as Turtle."""
    write(tmp_path / "data/a/a.ttl", TURTLE)
    said = _said(tmp_path / "data/a")
    for name in ("capture.yaml", "capture.ttl"):
        if place == "terminal":
            code, lines = terminals.shown(80, "convert", "data/a", cwd=str(tmp_path))
            printed = "".join(f"{line}\n" for line in lines)
        else:
            in_log = {"GITHUB_ACTIONS": "true"} if place == "log" else {}
            done = run("convert", "data/a", cwd=tmp_path, env=environment(**in_log))
            code, printed = done.returncode, done.stdout
        assert code == 0
        assert place == "pipe" or not obeyed(printed)
        for old in (tmp_path / "data/a").iterdir():
            old.unlink()
        write(tmp_path / "data/a" / name, printed)
        assert canonical.same(_said(tmp_path / "data/a"), said)


def _said(folder):
    files = projects.rdf_files(folder, folder.parent)
    return {quad for one in loading.parsed(files) for quad in one.quads}


def test_what_programs_read_from_a_pipe_is_exact(hostile):
    done = run("ask", "labels", "--format=csv", cwd=hostile)

    assert "x##[stop-commands]tok\n::stop-commands::tok\x1b[31m\u202e\x9b" in done.stdout
