"""The one reader of Turtle and TriG: held to the W3C's suites, to Oxigraph, and to faults."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from properties import examples

from claimgraph.graph import loading
from claimgraph.graph import project as projects
from claimgraph.graph.turtle import reader
from claimgraph.graph.turtle.places import Lines

ROOT = Path(__file__).parents[2]
SUITES = ROOT / "tests/w3c-rdf"
FORMATS = {
    ".ttl": ("turtle", ox.RdfFormat.TURTLE),
    ".trig": ("trig", ox.RdfFormat.TRIG),
    ".nt": ("nt", ox.RdfFormat.N_TRIPLES),
    ".nq": ("nquads", ox.RdfFormat.N_QUADS),
}
MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
HEAD = "@prefix x: <https://example.org/> .\n"


def entries():
    """Yield the tests of the suites: kind, file, its base and the file with the wanted facts."""
    for manifest in sorted(SUITES.rglob("manifest.ttl")):
        store = ox.Store()
        store.load(path=manifest, format=ox.RdfFormat.TURTLE, base_iri="m:")
        [base] = [
            q.object.value for q in store.quads_for_pattern(None, named("assumedTestBase"), None)
        ]
        for test, _, action, _ in store.quads_for_pattern(None, named("action"), None):
            kinds = store.quads_for_pattern(test, ox.NamedNode(RDF + "type"), None)
            kind = next(
                q.object.value.partition("#Test")[2] for q in kinds if "Test" in q.object.value
            )
            wanted = next(store.quads_for_pattern(test, named("result"), None), None)
            name = action.value.removeprefix("m:")
            yield pytest.param(
                kind,
                manifest.parent / name,
                base + name,
                wanted and manifest.parent / wanted.object.value.removeprefix("m:"),
                id=f"{manifest.parent.relative_to(SUITES)}/{name}",
            )


def named(name: str) -> ox.NamedNode:
    return ox.NamedNode(MF + name)


def read(path: Path, base: str | None = None) -> tuple[reader.Document, list[ox.Quad] | None]:
    """Return our reading of a file and Oxigraph's, None where it finds a fault."""
    name, syntax = FORMATS[path.suffix]
    text = path.read_bytes().decode("utf-8-sig")
    try:
        theirs = list(ox.parse(text, format=syntax, base_iri=base))
    except SyntaxError:
        theirs = None
    return reader.read(text, name, base), theirs


def canonical(quads) -> set[str]:
    dataset = ox.Dataset(quads)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return {str(quad) for quad in dataset}


def must_be_the_same(document: reader.Document, theirs: list[ox.Quad]) -> None:
    """Compare fact by fact, in the order of the text; blank nodes answer one to one."""
    names: dict[ox.BlankNode, ox.BlankNode] = {}

    def same(one, other) -> bool:
        if isinstance(one, ox.BlankNode) and isinstance(other, ox.BlankNode):
            return names.setdefault(one, other) == other
        if isinstance(one, ox.Triple) and isinstance(other, ox.Triple):
            return all(map(same, one, other))
        return one == other

    assert len(document.facts) == len(theirs)
    for fact, quad in zip(document.facts, theirs, strict=True):
        assert all(map(same, fact.quad, quad)), (fact, quad)
    assert len(set(names.values())) == len(names)


@pytest.mark.parametrize(("kind", "path", "base", "wanted"), list(entries()))
def test_w3c_suites(kind, path, base, wanted):
    document, theirs = read(path, base)

    if "Negative" in kind:
        assert document.faults
        return
    assert not document.faults
    must_be_the_same(document, theirs)
    if wanted:
        facts = ox.parse(wanted.read_text("utf-8"), format=FORMATS[wanted.suffix][1])
        assert canonical(f.quad for f in document.facts) == canonical(facts)


@pytest.mark.slow
def test_every_file_here_is_read_as_oxigraph_reads_it():
    folders = ("data", "ontology", "tests")
    files = [path for one in folders for path in (ROOT / one).rglob("*") if path.suffix in FORMATS]
    assert len(files) > 500
    for path in files:
        try:
            document, theirs = read(path)
        except UnicodeDecodeError:
            continue
        assert bool(document.faults) == (theirs is None), path
        if theirs is not None:
            must_be_the_same(document, theirs)


# ── After a fault ────────────────────────────────────────────────────────────────────────────────

# A broken statement; the offset of its fault is that of the mark, which is taken out.
BROKEN = {
    "semicolon": 'x:a x:p "b"\n    ¦x:q x:c ;\n    x:r x:d .',
    "dot": "x:a x:p x:b ;\n    x:q x:c\n¦x:y x:p x:z .",
    "comma": "x:a x:p x:b ¦x:c .",
    "bracket": "x:a x:p [ x:q x:c ¦. ",
    "parenthesis": "x:a x:p ( x:q x:c ¦. ",
    "bracket-too-many": "x:a x:p x:c ¦] .",
    "quote": 'x:a x:p ¦"b ;\n    x:q x:c .',
    "quote-to-the-dot": 'x:a x:p ¦"b .',
    "long-quote": 'x:a x:p ¦"""b ;\n    x:q x:c .',
    "escape": 'x:a x:p ¦"\\w" .',
    "iri": "x:a x:p ¦<a b> ; x:q x:c .",
    "prefix": "x:a x:p ¦y:b ; x:q x:c .",
    "relative": "x:a x:p ¦<b> .",
    "literal-as-subject": '¦"a" x:p x:b .',
    "predicate": "x:a ¦1 x:b .",
    "nothing-said": "x:a ¦.",
    "language": 'x:a x:p "b"¦@toolonglanguage .',
    "datatype": 'x:a x:p "b"^^¦1 .',
    "word": "x:a x:p ¦True .",
    "character": "x:a x:p ¦§ .",
}
BEFORE = "x:one x:p 1 .\n"
AFTER = """x:two x:p 2 ;
    x:q [ x:r ( 1 2 ) ] .
@prefix x: <https://example.org/2/> .
x:three x:p 3 .
"""


@pytest.mark.parametrize("name", BROKEN)
def test_reading_goes_on_after_a_fault_with_the_next_statement(name):
    """What stands before and after is read; the fault is one, at its place."""
    text = HEAD + BEFORE + BROKEN[name] + "\n" + AFTER
    at = text.index("¦")
    text = text.replace("¦", "")
    document = reader.read(text)

    assert [fault.start for fault in document.faults] == [at]
    subjects = {fact.quad.subject.value for fact in document.facts}
    assert {f"https://example.org/{s}" for s in ("one", "two", "2/three")} <= subjects
    [(start, end)] = document.unread
    assert start <= at
    assert at <= end or name == "dot"
    assert name == "literal-as-subject" or "https://example.org/a" in document.names
    assert not {"https://example.org/one", "https://example.org/two"} & document.names
    what, _, mend = document.faults[0].message.rpartition(": ")
    assert what
    assert mend


@pytest.mark.parametrize("escape", ["\\U00110000", "\\uD800", "\\uDFFF", "\\UFFFFFFFF"])
@pytest.mark.parametrize(
    "term",
    ["<https://e.org/§>", "<§>", '"§"', "'a\\t§'", '"""a\n"§"""', "'''\\u0041§'''", '"a"^^<u:§>'],
)
def test_an_escape_of_no_character_is_told_where_it_stands(term, escape):
    """The grammar has the token; the escape alone is what stands for nothing (UCHAR, 6.4)."""
    text = f"<u:a> <u:p> {term} .\n<u:b> <u:p> 1 ."
    document = reader.read(text.replace("§", escape))

    assert [fault.start for fault in document.faults] == [text.index("§")]
    assert document.faults[0].message == f"{escape} is not a character: write another"
    assert [str(fact.quad.subject) for fact in document.facts] == ["<u:b>"]


def test_a_directive_with_a_fault_leaves_what_needs_it_unread():
    document = reader.read("@prefix a <u:> .\n<u:a> <u:p> 1 .\na:b a:c 2 .\n<u:b> <u:p> 3 .")

    assert [Lines(document.remarks.text).at(f.start) for f in document.faults] == [(1, 9), (3, 1)]
    assert [str(f.quad.subject) for f in document.facts] == ["<u:a>", "<u:b>"]


def test_graphs_of_trig_end_where_they_end():
    text = HEAD + "x:g { x:a x:p 1 . x:b x:p . x:c x:p 2 }\nx:h { x:d x:p § } x:e x:p 3 ."
    document = reader.read(text, "trig")

    assert len(document.faults) == 2
    told = {(f.quad.subject.value[-1], str(f.quad.graph_name)[-2:]) for f in document.facts}
    assert told == {("a", "g>"), ("c", "g>"), ("e", "LT")}


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("pasage:b x:p 1 .", "the prefix ‘pasage:’ is not declared; nearest: ‘passage:’"),
        ("zzz:b x:p 1 .", "the prefix ‘zzz:’ is not declared"),
        ("x:a x:p 1 x:q 2 .", "‘x:q’ stands where ‘;’ or ‘.’ should"),
        ("x:a x:p 1", "the file ends where ‘;’ or ‘.’ should stand"),
        ("x:a x:p 'b .", "the string is not closed or has an unknown escape"),
    ],
)
def test_a_fault_is_told_plainly(text, line):
    document = reader.read(HEAD + "@prefix passage: <u:> .\n" + text)

    assert [fault.message.rpartition(": ")[0] for fault in document.faults] == [line]


PIECES = st.sampled_from(
    ["x:a", "x:p", "a", "1.5.", "'b'", '"', "[", "]", "(", ")", ".", ";", ",", "\n", "{|", "|}",
     "<<(", ")>>", "~", "@en", "^^", "x:", "_:b", "<u:b>", "<u b>", "# c\n", "y:z", "PREFIX", "{",
     "}", "true", "\\", "§", "@prefix y: <u:> .\n", '"""']
)  # fmt: skip


@pytest.mark.parametrize("syntax", FORMATS)
@settings(max_examples=examples(300), deadline=None)
@given(pieces=st.lists(PIECES, max_size=25))
def test_whatever_stands_there_is_judged_as_oxigraph_judges_it(syntax, pieces):
    """A fault for one is a fault for the other, and what both can read is the same."""
    name, form = FORMATS[syntax]
    text = (HEAD if syntax in (".ttl", ".trig") else "") + " ".join(pieces)
    try:
        theirs = list(ox.parse(text, format=form))
    except SyntaxError:
        theirs = None

    document = reader.read(text, name)

    assert bool(document.faults) == (theirs is None)
    if theirs is not None:
        must_be_the_same(document, theirs)


# ── What a project is given ──────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("name", "text", "place"),
    [
        ("a.ttl", '# see <<\nx:a x:p "<<" .\nx:a x:q ¦<<( x:s x:p x:o )>> .', (4, 9)),
        ("a.ttl", "x:a x:q x:b ¦{| x:p x:o |} .", (2, 13)),
        ("a.ttl", "x:a x:q x:b ¦~ x:r .", (2, 13)),
        ("a.trig", "x:g { x:a x:q ¦<< x:s x:p x:o >> }", (2, 15)),
        ("a.ttl", 'x:a x:q "b"@en , ¦"c"@en--ltr .', (2, 18)),
    ],
)
def test_terms_of_rdf_1_2_are_told_at_their_place_and_the_rest_is_read(name, text, place, tmp_path):
    (tmp_path / name).write_text(f"{HEAD}x:one x:p 1 .\n{text.replace('¦', '')}")
    loaded = loading.load(projects.described(tmp_path / name))

    assert "(RDF 1.2)" in str(loaded.fault)
    assert (loaded.fault.line, loaded.fault.column) == (place[0] + 1, place[1])
    assert "https://example.org/one" in {quad.subject.value for quad in loaded.quads}


def test_of_a_file_with_faults_all_are_told_and_the_rest_is_read(tmp_path):
    path = tmp_path / "a.ttl"
    path.write_text(HEAD + "x:a x:p x:b x:c .\n\nx:d x:p _:b .\nx:e y:p 1 .\nx:f x:p _:b .\n")
    loaded = loading.load(projects.described(path))

    assert [(fault.line, fault.column) for fault in loaded.faults] == [(2, 13), (5, 5)]
    assert loaded.unread == ((2, 2), (5, 5))
    read = {quad.subject.value[-1]: quad.object for quad in loaded.quads}
    assert read["d"] == read["f"] != ox.BlankNode("b")
    assert {"https://example.org/a", "https://example.org/e"} <= loaded.names
