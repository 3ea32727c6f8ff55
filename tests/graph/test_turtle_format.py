"""`claimgraph fmt`: the form of export for a person's own Turtle, with the comments in it."""

from __future__ import annotations

import collections
import hashlib
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

@prefix cg:   <https://w3id.org/claimgraph/ontology#> .
@prefix ex:   <http://example.org/> .  # ours
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .

# About this file: two sections.


# ── First ──

# The first claim.
ex:one
    a           cg:FactualClaim , cg:Thesis ;
    # What people call it.
    rdfs:label  "one"@en ;
    cg:passage  ex:first ,
                # where it is said again
                ex:last ;  # at the end
    cg:hedge    "maybe"@en ;  # it says so twice
    cg:involves [
        cg:actor ex:a ;  # the firm
        cg:role  ex:r
        # and nobody else
    ] , [
        cg:actor ex:b  # the state
    ] ;
    ex:list     (
        # the first
        1
        2  # the second
    ) ;
    # Nothing rests on it.
    .


# ── Later ──

ex:three a cg:FactualClaim .  # the last but one
ex:two a cg:FactualClaim .


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
        quads = set(ox.parse(text, format=ox.RdfFormat.TURTLE))
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
        :z 1  # z
    ] .  # after the brackets

# on b
:b
    :p 1 ;  # one, last
    :q 2 .  # two
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
    shown = re.findall(r"^(:\w|#.*)(?: :\w 1 \.)?$", form(text, tmp_path), re.MULTILINE)
    assert shown == [":y", ":z", "# ── b ──", ":c", ":d", ":z"]


def test_all_stays_in_order_if_asked(tmp_path):
    text = "@prefix : <http://example.org/> .\n:z :q 2 , 1 ; :p 1 .\n:y :p 1 .\n"
    done = form(text, tmp_path, ordered=False)
    assert done.partition("\n\n")[2] == ":z\n    :q 2 , 1 ;\n    :p 1 .\n\n:y :p 1 .\n"


def test_labels_of_blank_nodes_are_kept_where_they_are_needed(tmp_path):
    text = "@prefix : <http://e/> .\n_:me :p _:me .\n:a :p _:once .\n_:once :p 1 .\n"
    done = form(text, tmp_path)
    assert "\n_:me :p _:me ." in done
    assert "\n:a :p [ :p 1 ] ." in done
    assert "once" not in done


def test_what_is_said_twice_is_said_once(tmp_path):
    text = "@prefix : <http://e/> .\n:a :p 1 , 1 . # c\n:a :p 1 . # d\n@prefix : <http://e/> .\n"
    assert form(text, tmp_path) == ("@prefix : <http://e/> .\n\n:a\n    # d\n    :p 1 .  # c\n")


def test_a_prefix_declared_anew_keeps_its_first_meaning(tmp_path):
    text = "@prefix : <http://e/1#> .\n:a :p 1 .\n@prefix : <http://e/2#> .\n:a :p 1 .\n"
    done = form(text, tmp_path)
    assert done.startswith("@prefix : <http://e/1#> .\n\n:a :p 1 .\n")
    assert "\n<http://e/2#a> <http://e/2#p> 1 .\n" in done


def test_a_prefix_that_is_not_used_goes_and_its_comments_stay(tmp_path):
    text = "# top\n@prefix a: <http://a/> .\n# on b\n@prefix b: <http://b/> . # b\na:x a:p 1 .\n"
    assert form(text, tmp_path) == (
        "# top\n# on b\n# b\n\n@prefix a: <http://a/> .\n\na:x a:p 1 .\n"
    )


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("", ""),
        ("# alone", "# alone\n"),
        ("\ufeff# a mark\r\n<s:s>\r\n<s:p> 1 .\r\n", "# a mark\n<s:s> <s:p> 1 .\n"),
        ("PREFIX a: <a:>\nBASE <http://e/>\n<x> a:b <#y>.", "@prefix a: <a:> .\n\n"
         "<http://e/x> a:b <http://e/#y> .\n"),
        ("@prefix a: <http://e/> .\na:b.c a:d\\#e 5 , 5. , '#', <http://e/#>.", "@prefix a: "
         "<http://e/> .\n\na:b.c <http://e/d#e> 5 , \"#\" , <http://e/#> .\n"),
        ("<s:s> <s:p> ( ) , ( ( 1 ) ) , [ ] .", "<s:s> <s:p> ( ( 1 ) ) , () , [] .\n"),
        ("<s:s> <s:p> 1 # c\n . # d", "<s:s>\n    <s:p> 1 ;  # c\n    # d\n    .\n"),
        ("<s:s> <s:p> '''a\nb''' .", '<s:s>\n    <s:p> """a\nb""" .\n'),
        ("# a\n\n# b\n\n\n# c\n\n<s:s> <s:p> 1 .\n<s:t> <s:p> 1 .",
         "# a\n\n# b\n\n\n# c\n\n<s:s> <s:p> 1 .\n<s:t> <s:p> 1 .\n"),
        # A number ends where its grammar ends (Turtle, 6.5).
        ("@prefix x: <x:> .\nx:a x:p 1.5.x:b x:p 2.x:c x:p 1e3.x:d x:p -.5.", "@prefix x: <x:> .\n"
         "\nx:a x:p 1.5 .\nx:b x:p 2 .\nx:c x:p 1e3 .\nx:d x:p -.5 .\n"),
    ],
)  # fmt: skip
def test_odd_files(text, wanted, tmp_path):
    if "5. ," in text:
        text = text.replace("5. ,", "5 ,")
    assert form(text, tmp_path) == wanted


@pytest.mark.parametrize(
    ("facts", "wanted"),
    [
        # Several values share a line, or have one each, in one column.
        ("ex:p 1 , 2 ; ex:longer 3", "    ex:p      1 , 2 ;\n    ex:longer 3"),
        (f'ex:p "{"a" * 50}" , "{"b" * 50}"', f'    ex:p "{"a" * 50}" ,\n         "{"b" * 50}"'),
        # A blank node is on one line if short, whatever it holds.
        ('ex:p [ ex:q "text"@en ; ex:r 1 , 2 ; ex:s ( 1 [ ] ) ]',
         '    ex:p [ ex:q "text"@en ; ex:r 1 , 2 ; ex:s ( 1 [] ) ]'),
        (f'ex:p [ ex:q "{"a" * 60}" ; ex:longer "{"b" * 60}" ] , [ ex:r 1 ]',
         f'    ex:p [ ex:q      "{"a" * 60}" ;\n           ex:longer "{"b" * 60}" ] ,\n'
         "         [ ex:r 1 ]"),
        (f'ex:p ( "{"a" * 50}" "{"b" * 50}" )',
         f'    ex:p ( "{"a" * 50}"\n           "{"b" * 50}" )'),
        # What holds lines of its own goes below the bracket, and shares the predicate.
        ("ex:p [ ex:q '''a\nb''' ] , [ ex:q '''c\nd''' ]",
         '    ex:p [\n        ex:q """a\nb"""\n    ] , [\n        ex:q """c\nd"""\n    ]'),
        ("ex:p [ ex:q '''a\nb''' ] , 1",
         '    ex:p [\n        ex:q """a\nb"""\n    ] ;\n    ex:p 1'),
        # What is long is not waited for.
        (f"ex:p 1 ; ex:{'q' * 40} 2", f"    ex:p 1 ;\n    ex:{'q' * 40} 2"),
    ],
)  # fmt: skip
def test_layout(facts, wanted, tmp_path):
    """By the rules at the head of the writer; another fact keeps these off the subject's line."""
    first = "ex:a      0" if "ex:longer 3" in wanted else "ex:a 0"
    text = f"@prefix ex: <http://e/> .\n\nex:a\n    {first} ;\n{wanted} .\n"
    source = f"@prefix ex: <http://e/> . ex:a ex:a 0 ; {facts} ."
    assert form(source, tmp_path, ordered=False) == text


# ── All files ────────────────────────────────────────────────────────────────────────────────────


# Of the examples, which are alike, one in five.
@pytest.mark.parametrize(
    "path",
    [path for number, path in enumerate(OURS) if "examples" not in path.parts or number % 5 == 0],
    ids=lambda path: path.name,
)
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


NAMES = st.sampled_from(["ex:a", "ex:b2", "ex:b10", "ex:a-name-that-is-somewhat-longer", "<s:o>"])
TEXTS = st.sampled_from(["", "word", "'", "a # b", "two\\nlines", "long " * 16, "[ ] ( ) . ; ,"])
QUOTED = TEXTS.map('"{}"'.format)
LEAVES = NAMES | st.integers(0, 99).map(str) | QUOTED | QUOTED.map("{}@en".format)


def facts_of(values: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """One to three predicates with one to three values each."""
    fact = st.tuples(NAMES, st.lists(values, min_size=1, max_size=3).map(" , ".join)).map(" ".join)
    return st.lists(fact, min_size=1, max_size=3).map(" ; ".join)


VALUES = st.recursive(
    LEAVES,
    lambda values: st.just("[ ]") | facts_of(values).map("[ {} ]".format)
    | st.lists(values, max_size=4).map(" ".join).map("( {} )".format),
    max_leaves=12,
)  # fmt: skip
TEXT = st.lists(st.tuples(NAMES, facts_of(VALUES)).map(" ".join), min_size=1, max_size=4).map(
    lambda subjects: f"@prefix ex: <http://e/> . {' . '.join(subjects)} ."
)


@settings(max_examples=150, deadline=None)
@given(text=TEXT, data=st.data(), ordered=st.booleans())
def test_generated_graphs_keep_their_comments(text, data, ordered, tmp_path_factory):
    """Comments between any two tokens of the form itself: the form is settled at once."""
    folder = tmp_path_factory.mktemp("fmt")
    done = form(text, folder, ordered=ordered)
    assert meaning(done) == meaning(text)
    assert form(done, folder, ordered=ordered) == done
    ends = [token.end for token in tokens.tokens(done)]
    for place in sorted(data.draw(st.sets(st.sampled_from(ends), max_size=4)), reverse=True):
        gap = data.draw(st.sampled_from([" ", "\n", "\n\n"]))
        done = f"{done[:place]}{gap}# comment {place}\n{done[place:]}"
    again = form(done, folder, ordered=ordered)
    assert meaning(again) == meaning(text)
    assert tokens.comments(again) == tokens.comments(done)
    assert form(again, folder, ordered=ordered) == again


@settings(max_examples=60, deadline=None)
@given(text=TEXT, fact=st.tuples(NAMES, VALUES).map(" ".join))
def test_a_fact_more_moves_no_line_of_other_subjects(text, fact, tmp_path_factory):
    folder = tmp_path_factory.mktemp("fmt")
    fixed = f"{text} <s:before> <s:p> 1 . <s:it> <s:q> 1 . <s:after> <s:p> 2 ."
    shown = []
    for one in (fixed, fixed.replace("<s:it> ", f"<s:it> {fact} ; ")):
        blocks = re.split(r"\n+(?=<s:|ex:)", form(one, folder, ordered=False).rstrip())
        shown.append([block for block in blocks if not block.startswith(("<s:it>", "@prefix"))])
    assert shown[0] == shown[1]


@pytest.mark.parametrize(
    ("begin", "end"),
    [("[ <s:p> ", " ]"), ("( ", " )"), ("[ <s:p> 1 , ", " ]"), ("[ <s:q> 1 ; <s:p> ", " ]")],
)
def test_brackets_almost_a_thousand_deep(begin, end, tmp_path):
    """As deep as files may be; the check that the graph is the same took the depth's cube."""
    text = f"<s:s> <s:p> {begin * 990}1{end * 990} ."
    done = form(text, tmp_path)
    assert _folded(done) == _folded(text)
    assert form(done, tmp_path) == done


def _folded(text: str) -> str:
    """Return a digest of a tree of blank nodes, leaves first: RDFC-1.0 is cubic here."""
    facts = collections.defaultdict(list)
    quads = set(ox.parse(text, format=ox.RdfFormat.TURTLE))
    for quad in quads:
        facts[quad.subject].append((str(quad.predicate), quad.object))
    (root,) = {quad.subject for quad in quads} - {quad.object for quad in quads}
    order, ahead = [], [root]
    while ahead:
        node = ahead.pop()
        order.append(node)
        ahead += [value for _, value in facts[node] if value in facts]
    digests: dict = {}
    for node in reversed(order):
        held = sorted(f"{name} {digests.get(value, str(value))}" for name, value in facts[node])
        digests[node] = hashlib.sha256("\n".join(held).encode()).hexdigest()
    return digests[root]


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
    assert path.read_text(encoding="utf-8") == "# kept\n<s:s> <s:p> 1 .\n"


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


def test_the_order_is_kept_or_that_of_export(run, tmp_path):
    path = tmp_path / "bad.ttl"
    path.write_text("<s:t> <s:p> 2 , 1 . <s:s> <s:p> 1 .", encoding="utf-8")
    assert run("bad.ttl") == (0, "formatted: bad.ttl\n", "")
    assert path.read_text(encoding="utf-8") == "<s:t> <s:p> 2 , 1 .\n<s:s> <s:p> 1 .\n"
    assert run("--check", "--keep-order", "bad.ttl") == (0, "", "")
    assert run("--sort", "bad.ttl") == (0, "formatted: bad.ttl\n", "")
    assert path.read_text(encoding="utf-8") == "<s:s> <s:p> 1 .\n<s:t> <s:p> 1 , 2 .\n"


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
