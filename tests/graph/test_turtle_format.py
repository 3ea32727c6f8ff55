"""`claimgraph fmt`: the form of export for a person's own Turtle, with the comments in it."""

from __future__ import annotations

import re
import stat
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st
from test_rdf import DATASETS

from claimgraph.cli import main
from claimgraph.errors import ClaimgraphError, ProjectError, UsageError
from claimgraph.graph import canonical
from claimgraph.graph.project import described
from claimgraph.graph.turtle import format as fmt
from claimgraph.graph.turtle import reader, tokens

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
READ = reader.read
OURS = sorted([*ROOT.glob("data/**/*.ttl"), *ROOT.glob("ontology/**/*.ttl")])

LAID_OUT = """\
# Made by hand.

# The vocabulary.

@prefix cg: <https://w3id.org/claimgraph/ontology#> .
@prefix ex: <http://example.org/> .  # ours
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .

# About this file: two sections.

# The first claim.
ex:one
    a cg:FactualClaim ;
    # What people call it.
    rdfs:label "one"@en ;
    cg:hedge "maybe"@en ;  # it says so twice
    cg:involves [
        cg:actor ex:a ;  # the firm
        cg:role ex:r ;
        # and nobody else
    ] ;
    ex:list (
        # the first
        1
        2  # the second
    ) ;
    # Nothing rests on it.
    .  # checked


# ── Later ──

ex:two
    a cg:FactualClaim ;
    .


# The end.
"""


def form(text: str, folder: Path, **options) -> str:
    path = folder / "file.ttl"
    path.write_text(text, encoding="utf-8", newline="")
    done = fmt.formatted(described(path), **options)
    assert done.lost == ()
    return done.after


def meaning(text: str) -> str:
    return canonical.digest(ox.parse(text, format=ox.RdfFormat.TURTLE))


def comments_in(text: str) -> list[str]:
    """The comments, found without the reader under test: on their own line, or after a mark."""
    found = re.findall(r"^ *(#.*)$|[.,;] +(#.*)$", text, re.MULTILINE)
    return sorted(own or beside for own, beside in found)


# ── The form ─────────────────────────────────────────────────────────────────────────────────────


def test_a_file_in_form_stays_as_it_is(tmp_path):
    """Each kind of comment is in its place already."""
    assert form(LAID_OUT, tmp_path) == LAID_OUT


def test_the_form_is_that_of_export(tmp_path):
    """Without comments, fmt and export lay out a graph alike."""
    from claimgraph.graph.turtle import writer as turtle

    for path in OURS:
        text = re.sub(r"^ *#.*$|(?<=[.,;]) +#.*$", "", path.read_text("utf-8"), flags=re.MULTILINE)
        assert tokens.comments(text) == []
        names = reader.read(text).remarks.prefixes
        quads = list(ox.parse(text, format=ox.RdfFormat.TURTLE))
        if "_:" not in text:
            assert form(text, tmp_path) == turtle.turtle(quads, names), path.name


def test_comments_move_with_what_they_are_about(tmp_path):
    text = """\
@prefix : <http://example.org/> .
# on b
:b :q 2 ; # two
   :p 1 . # one, last
# on a
:a # the very a
  :p [ :z 1 ; # z
       # before y
       :y "y" ] , # after the brackets
     3 .
"""
    assert (
        form(text, tmp_path)
        == """\
@prefix : <http://example.org/> .

# on a
# the very a
:a
    :p 3 ;
    :p [
        # before y
        :y "y" ;
        :z 1 ;  # z
    ] ;  # after the brackets
    .

# on b
:b
    :p 1 ;
    :q 2 ;  # two
    .  # one, last
"""
    )


def test_a_free_standing_comment_opens_a_section_that_stays(tmp_path):
    """Subjects are ordered under it, and go past none."""
    text = """\
@prefix : <http://example.org/> .
:z :p 1 .
:y :p 1 .

# ── b ──

:d :p 1 .
:c :p 1 .
:z :q 1 .
"""
    shown = re.findall(r"^(:\w|#.*)$", form(text, tmp_path), re.MULTILINE)
    assert shown == [":y", ":z", "# ── b ──", ":c", ":d", ":z"]


def test_subjects_stay_in_order_if_asked(tmp_path):
    text = "@prefix : <http://example.org/> .\n:z :q 1 ; :p 1 .\n:y :p 1 .\n"
    shown = re.findall(r"^ *(:\w)", form(text, tmp_path, ordered=False), re.MULTILINE)
    assert shown == [":z", ":p", ":q", ":y", ":p"]


def test_labels_of_blank_nodes_are_kept_where_they_are_needed(tmp_path):
    text = "@prefix : <http://e/> .\n_:me :p _:me .\n:a :p _:once .\n_:once :p 1 .\n"
    done = form(text, tmp_path)
    assert "_:me\n    :p _:me ;" in done
    assert ":a\n    :p [ :p 1 ] ;" in done
    assert "once" not in done


def test_what_is_said_twice_is_said_once(tmp_path):
    text = "@prefix : <http://e/> .\n:a :p 1 , 1 . # c\n:a :p 1 . # d\n@prefix : <http://e/> .\n"
    assert form(text, tmp_path) == (
        "@prefix : <http://e/> .\n\n:a\n    :p 1 ;\n    # d\n    .  # c\n"
    )


def test_a_prefix_declared_anew_keeps_its_first_meaning(tmp_path):
    text = "@prefix : <http://e/1#> .\n:a :p 1 .\n@prefix : <http://e/2#> .\n:a :p 1 .\n"
    done = form(text, tmp_path)
    assert done.startswith("@prefix : <http://e/1#> .\n\n:a\n")
    assert "\n<http://e/2#a>\n    <http://e/2#p> 1 ;\n" in done


def test_a_prefix_that_is_not_used_goes_and_its_comments_stay(tmp_path):
    text = "# top\n@prefix a: <http://a/> .\n# on b\n@prefix b: <http://b/> . # b\na:x a:p 1 .\n"
    assert form(text, tmp_path) == (
        "# top\n# on b\n# b\n\n@prefix a: <http://a/> .\n\na:x\n    a:p 1 ;\n    .\n"
    )


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("", ""),
        ("# alone", "# alone\n"),
        ("\ufeff# a mark\r\n<s:s>\r\n<s:p> 1 .\r\n", "# a mark\n<s:s>\n    <s:p> 1 ;\n    .\n"),
        ("PREFIX a: <a:>\nBASE <http://e/>\n<x> a:b <#y>.", "@prefix a: <a:> .\n\n"
         "<http://e/x>\n    a:b <http://e/#y> ;\n    .\n"),
        ("@prefix a: <http://e/> .\na:b.c a:d\\#e 5 , 5. , '#', <http://e/#>.", "@prefix a: "
         "<http://e/> .\n\na:b.c\n    <http://e/d#e> 5 ;\n    <http://e/d#e> \"#\" ;\n"
         "    <http://e/d#e> <http://e/#> ;\n    .\n"),
        ("<s:s> <s:p> ( ) , ( ( 1 ) ) , [ ] .", "<s:s>\n    <s:p> (\n        ( 1 )\n    ) ;\n"
         "    <s:p> () ;\n    <s:p> [] ;\n    .\n"),
    ],
)  # fmt: skip
def test_odd_files(text, wanted, tmp_path):
    if "5. ," in text:
        text = text.replace("5. ,", "5 ,")
    assert form(text, tmp_path) == wanted


# ── All files ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("path", OURS, ids=lambda path: path.name)
@pytest.mark.parametrize("ordered", [True, False])
def test_our_own_files_keep_their_graph_and_their_comments(path, ordered, tmp_path):
    """And what is in form stays as it is."""
    text = path.read_text(encoding="utf-8")
    done = form(text, tmp_path, ordered=ordered)
    assert meaning(done) == meaning(text)
    assert comments_in(done) == comments_in(text)
    assert form(done, tmp_path, ordered=ordered) == done


TOKENS = [
    "@prefix", ":", "<http://example.org/>", ".", "@prefix", "x:", "<http://example.org/x>", ".",
    ":a", "a", ":C", ",", ":D", ";", ":p", "'''long\n# no comment'''", ",", '"x"@en', ";", ";",
    ":q", "[", "a", ":E", ";", ":r", "[", "]", ";", "]", ",", "(", "1", "(", "2.5", ")", "[", ":s",
    "<http://example.org/#frag>", "]", ")", ".", "[", ":t", "1e0", "]", ".", "_:b", ":p", "_:b",
    ",", "true", ".", "(", "1", ")", ":p", "()", ".", ":a", ":p", "x:y", ".", ":c", ":p",
    '"1"^^<http://example.org/t>', ".",
]  # fmt: skip
GAPS = st.sampled_from(["", "", "", "", "", "#", "\n#", "\n\n#", "\n\n#\n", "\n"])


@settings(max_examples=120, deadline=None)
@given(gaps=st.lists(GAPS, min_size=len(TOKENS), max_size=len(TOKENS)), ordered=st.booleans())
def test_comments_anywhere_are_kept(gaps, ordered, tmp_path_factory):
    """Between any two tokens; the graph is the same, and to format again changes nothing."""
    text = ""
    for place, (token, gap) in enumerate(zip(TOKENS, gaps, strict=True)):
        text += token + gap.replace("#", f" # comment {place}\n") + " "
    folder = tmp_path_factory.mktemp("fmt")
    done = form(text, folder, ordered=ordered)
    assert meaning(done) == meaning(text)
    found = re.findall(r"# comment \d+", text)
    assert sorted(re.findall(r"# comment \d+", done)) == sorted(found)
    assert form(done, folder, ordered=ordered) == done


@pytest.mark.filterwarnings("ignore:(Parsing|Serializing) weird")
@pytest.mark.parametrize("writer", ["oxigraph", "rdflib"])
@settings(max_examples=80, deadline=None)
@given(quads=DATASETS)
def test_what_other_tools_write_is_formatted(writer, quads, tmp_path_factory):
    """Hostile texts and IRIs, escapes that are not ours: the same graph, and settled at once."""
    triples = sorted({str(quad.triple): quad.triple for quad in quads}.items())
    names = {"e": "http://e/", "cg": "https://w3id.org/claimgraph/ontology#"}
    if writer == "oxigraph":
        text = ox.serialize(
            [one for _, one in triples], format=ox.RdfFormat.TURTLE, prefixes=names
        ).decode()
    else:
        graph = rdflib.Graph()
        for name, namespace in names.items():
            graph.bind(name, namespace)
        lines = ox.serialize([one for _, one in triples], format=ox.RdfFormat.N_TRIPLES)
        graph.parse(data=lines, format="nt")
        text = graph.serialize(format="turtle")
        try:
            meaning(text)
        except SyntaxError:
            return  # rdflib does not escape all that Turtle wants escaped.
    folder = tmp_path_factory.mktemp("fmt")
    done = form(text, folder)
    assert meaning(done) == meaning(text)
    assert form(done, folder) == done


# ── What cannot be formatted ─────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "fact", ["<< <s:s> <s:p> 1 >> <s:q> 2", "<s:s> <s:p> <<( <s:s> <s:p> 1 )>>",
             "<s:s> <s:p> 1 {| <s:q> 2 |}", "<s:s> <s:p> 1 ~ <s:r>"]
)  # fmt: skip
def test_syntax_of_rdf_1_2_is_left_alone(fact, tmp_path):
    with pytest.raises(ClaimgraphError, match=r"not of Turtle 1\.1|RDF 1\.2"):
        form(f"<s:s> <s:p> 1 .\n{fact} .\n", tmp_path)


def test_a_comment_that_has_no_place_is_refused_without_force(tmp_path, monkeypatch):
    """None is known that has none; so that one would be told, a reading without it is checked."""
    path = tmp_path / "file.ttl"
    path.write_text("# kept\n<s:s> <s:p> 1 . # lost\n", encoding="utf-8")
    monkeypatch.setattr(reader, "read", lambda text: _without_the_last(text))
    done = fmt.formatted(described(path))
    assert done.lost == ("# lost",)
    with pytest.raises(
        UsageError, match=r"cannot keep ‘# lost’: move the comment, or drop it with"
    ):
        fmt.write(done)
    assert "# lost" in path.read_text(encoding="utf-8")
    fmt.write(done, force=True)
    assert path.read_text(encoding="utf-8") == "# kept\n<s:s>\n    <s:p> 1 ;\n    .\n"


def _without_the_last(text: str) -> reader.Document:
    return READ(text.replace("# lost", ""))


def test_a_file_that_changed_meanwhile_is_not_overwritten(tmp_path):
    path = tmp_path / "file.ttl"
    path.write_text("<s:s> <s:p> 1 .", encoding="utf-8")
    done = fmt.formatted(described(path))
    path.write_text("<s:s> <s:p> 2 .", encoding="utf-8")
    with pytest.raises(ProjectError, match="changed while it was formatted"):
        fmt.write(done)
    assert path.read_text(encoding="utf-8") == "<s:s> <s:p> 2 ."


# ── The command ──────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def run(monkeypatch, capsys, tmp_path):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "good.ttl").write_text(LAID_OUT, encoding="utf-8")
    (tmp_path / "bad.ttl").write_text("<s:s> <s:p> 1 .", encoding="utf-8")

    def run(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["claimgraph", "fmt", *arguments])
        code = main()
        return code, *capsys.readouterr()

    return run


def test_check_tells_and_writes_nothing(run, tmp_path):
    assert run("--check", "good.ttl") == (0, "", "")
    assert run("--check", ".") == (1, "would be formatted: bad.ttl\n", "")
    assert (tmp_path / "bad.ttl").read_text(encoding="utf-8") == "<s:s> <s:p> 1 ."


def test_files_are_written_once(run, tmp_path):
    (tmp_path / "bad.ttl").chmod(0o600)
    before = (tmp_path / "good.ttl").stat()
    assert run(".", "bad.ttl") == (0, "formatted: bad.ttl\n", "")
    assert run(".") == (0, "", "")
    assert stat.S_IMODE((tmp_path / "bad.ttl").stat().st_mode) == 0o600
    after = (tmp_path / "good.ttl").stat()
    assert (after.st_mtime_ns, after.st_ino) == (before.st_mtime_ns, before.st_ino)


@pytest.mark.parametrize(
    ("paths", "line"),
    [
        (["nowhere.ttl"], "nowhere.ttl: no such file or folder: check the path"),
        (["bad.ttl", "a.nt"], "a.nt: is not Turtle: convert it with claimgraph export --format"),
        (["bad.ttl", "broken.ttl"], "broken.ttl:2:2: "),
        (["bad.ttl", "latin.ttl"], "latin.ttl:1:14: is not UTF-8 (byte 0xE9): save it as UTF-8"),
        (["empty"], "empty: holds no Turtle files: give a folder that does"),
    ],
)
def test_bad_input_is_one_line_and_no_file_is_written(run, tmp_path, paths, line):
    (tmp_path / "a.nt").write_text("", encoding="utf-8")
    (tmp_path / "broken.ttl").write_text("<s:s> <s:p> 1 \n.. ", encoding="utf-8")
    (tmp_path / "latin.ttl").write_bytes('<s:s> <s:p> "é" .'.encode("latin-1"))
    (tmp_path / "empty").mkdir()
    code, out, err = run(*paths)
    assert (code, out) == (2, "")
    assert err.startswith(f"claimgraph: {line}")
    assert err.count("\n") == 1
    assert (tmp_path / "bad.ttl").read_text(encoding="utf-8") == "<s:s> <s:p> 1 ."
