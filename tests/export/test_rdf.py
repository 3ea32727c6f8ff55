"""The RDF forms: one text for one graph, read back by parsers neither ours nor rdflib's."""

from __future__ import annotations

import difflib
import io
import json
import os
import random
import re
import subprocess
import sys
import tracemalloc
from pathlib import Path

import pyoxigraph as ox
import pytest
from export_samples import article, ferry, written
from hypothesis import given, settings
from hypothesis import strategies as st
from properties import examples
from pyld import jsonld
from sampled import few

from claimgraph import export
from claimgraph.errors import UsageError
from claimgraph.export import Source
from claimgraph.graph import canonical, prefixes
from claimgraph.graph.order import natural
from claimgraph.graph.project import Project
from claimgraph.graph.turtle import writer

ROOT = Path(__file__).parents[2]
FORMATS = {
    "turtle": ox.RdfFormat.TURTLE,
    "trig": ox.RdfFormat.TRIG,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "nquads": ox.RdfFormat.N_QUADS,
    "canonical": ox.RdfFormat.N_QUADS,
    "rdfxml": ox.RdfFormat.RDF_XML,
    "jsonld": ox.RdfFormat.JSON_LD,
}
TEXT_FORMS = ("turtle", "trig")


def of(quads) -> Source:
    held = list(quads)
    return Source(Project(ROOT), lambda: [iter(held)])


def parsed(text: str) -> list[ox.Quad]:
    return list(ox.parse(text, format=ox.RdfFormat.TRIG))


def meant(quads, form: str) -> bytes:
    """What a form is to hold: of a form without graph names, the union of the graphs."""
    kept = export.form(form).kind == "quads"
    return canonical.n_quads(quads if kept else canonical.union(quads))


def read(text: bytes, form: str) -> bytes:
    return canonical.n_quads(ox.parse(text, format=FORMATS[form]))


@pytest.mark.parametrize("sample", [ferry, article])
@pytest.mark.parametrize("form", FORMATS)
def test_oxigraph_reads_the_same_graph(form, sample):
    source = sample()
    assert read(written(form, source), form) == meant(source.quads(), form)


@pytest.mark.parametrize("form", ["nquads", "jsonld"])
def test_pyld_reads_the_same_graph(form):
    """A third implementation, of the canonical form too."""
    text = written(form, ferry()).decode()
    options = {"algorithm": "URDNA2015", "format": "application/n-quads"}
    if form == "nquads":
        got = jsonld.normalize(text, {**options, "inputFormat": "application/n-quads"})
    else:
        got = jsonld.normalize(json.loads(text), options)
    assert got == canonical.n_quads(ferry().quads()).decode()


# ── One text for one graph ───────────────────────────────────────────────────────────────────────


def shuffled(quads, seed: int) -> list[ox.Quad]:
    """The same dataset in another order, its blank nodes under other names."""
    names: dict[ox.BlankNode, ox.BlankNode] = {}

    def other(term):
        return names.setdefault(term, ox.BlankNode()) if isinstance(term, ox.BlankNode) else term

    found = [ox.Quad(other(q.subject), q.predicate, other(q.object), q.graph_name) for q in quads]
    random.Random(seed).shuffle(found)
    return found


CIRCLE = """
PREFIX : <http://example.org/>
_:a :next _:b . _:b :next _:c . _:c :next _:a ; :name "c" .
_:twice :name "twice" . :x :sees _:twice . :y :sees _:twice .
:z :sees [ :sees [ :name "inner" ] ] . [] :name "root" .
GRAPH :g { _:twice :name "elsewhere" . :x :list ( 1 [ :name "in a list" ] "two" ) . }
"""


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("sample", ["ferry", "circle"])
@pytest.mark.parametrize("form", ["turtle", "trig", "canonical", "rdfxml", "jsonld"])
def test_the_same_graph_gives_the_same_bytes(form, sample, seed):
    """Neither the order of statements nor the names of blank nodes show."""
    quads = list(ferry().quads()) if sample == "ferry" else parsed(CIRCLE)
    assert written(form, of(shuffled(quads, seed))) == written(form, of(quads))


def test_the_bytes_are_the_same_in_every_run():
    """Whatever the seed of Python's hashes, and whatever names a parser gives to blank nodes."""
    code = """if True:
        import hashlib, sys
        from pathlib import Path
        from claimgraph import export
        from claimgraph.graph.project import find

        project = find(Path("tests/exports/ferry"))
        for name in sys.argv[1:]:
            digest = hashlib.sha256()
            out = type("Out", (), {"write": lambda self, data: digest.update(data) or len(data),
                                   "writelines": lambda self, some: [*map(digest.update, some)]})()
            export.form(name).write(export.of_files(project, project.data_files), out)
            print(name, digest.hexdigest())
    """
    runs = [
        subprocess.run(
            [sys.executable, "-c", code, *FORMATS, "jsonld-framed"],
            cwd=ROOT, env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=True,
        ).stdout
        for seed in ("1", "2")
    ]  # fmt: skip
    assert runs[0] == runs[1]
    assert runs[0].count(b"\n") == len(FORMATS) + 1


@pytest.mark.parametrize("form", ["ntriples", "nquads"])
def test_what_is_read_is_written_before_all_is_read(form):
    """A stream holds no more than a few lines."""
    out = io.BytesIO()
    written_by_then = []

    def stream():
        for number in range(20_000):
            if number % 1000 == 0:
                written_by_then.append(len(out.getvalue()))
            yield ox.Quad(ox.BlankNode(), ox.NamedNode("http://e/p"), ox.Literal(str(number)))

    export.form(form).write(Source(Project(ROOT), lambda: [stream()]), out)
    assert all(written_by_then[1:])
    assert len(set(written_by_then)) == 20


@pytest.mark.parametrize("form", ["ntriples", "nquads"])
def test_streams_number_blank_nodes_as_they_come(form):
    """The order is the source's; the random names that parsers give do not show."""
    text = "<http://e/s> <http://e/p> [ <http://e/q> _:x ] . _:x <http://e/p> _:x ."
    quads = list(ox.parse(text, format=ox.RdfFormat.TURTLE, rename_blank_nodes=True))
    lines = written(form, of(quads)).decode().splitlines()
    assert len(lines) == 3
    seen = list(dict.fromkeys(re.findall(r"_:\w+", " ".join(lines))))
    assert seen == ["_:b1", "_:b2"]
    assert written(form, of(ox.parse(text, format=ox.RdfFormat.TURTLE))) == written(form, of(quads))


@pytest.mark.parametrize("form", ["ntriples", "nquads"])
def test_blank_nodes_of_two_files_are_kept_apart_and_those_of_one_forgotten(form):
    """One label in two files is two blank nodes; numbers go on, so that none is given twice."""
    streams = [parsed("_:a <http://e/p> _:b ."), [], parsed("_:b <http://e/p> _:c .")]
    lines = written(form, Source(Project(ROOT), lambda: map(iter, streams))).decode()
    assert lines == "_:b1 <http://e/p> _:b2 .\n_:b3 <http://e/p> _:b4 .\n"


@pytest.mark.slow
@pytest.mark.parametrize("form", few(["ntriples", "nquads"], 1))
def test_memory_does_not_grow_with_the_number_of_files(form):
    """Peak memory of a stream of a hundred files is that of ten, blank nodes among them."""
    out = type("Nowhere", (), {"write": lambda _, data: len(data)})()

    def file():
        for _ in range(500):
            yield ox.Quad(ox.BlankNode(), ox.NamedNode("http://e/p"), ox.BlankNode())

    def peak(number: int) -> int:
        source = Source(Project(ROOT), lambda: (file() for _ in range(number)))
        tracemalloc.start()
        export.form(form).write(source, out)
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    peak(1)
    assert peak(100) < 1.2 * peak(10)


LABELS = [
    "_:b9",
    "> _:x .",
    "\n_:x <p> _:y .\n",
    'a\\" _:x <http://e/g> .',
    "_:x",
    "> _:x <g> .",
    " _:x",
]


@pytest.mark.parametrize("text", LABELS)
@pytest.mark.parametrize("form", ["ntriples", "nquads"])
@pytest.mark.parametrize("object_", ["_:a", "<<( _:a <http://e/_:p> TEXT )>>", "TEXT", "TEXT@en"])
def test_what_looks_like_a_label_in_a_text_is_none(form, text, object_):
    """Nor does an IRI hold one; a triple term does."""
    escaped = text.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
    lines = ""
    for subject in ("_:a", "<http://e/_:a>"):
        for graph in ("", "_:a", "<http://e/g>"):
            value = object_.replace("TEXT", f'"{escaped}"')
            lines += f"{subject} <http://e/_:p> {value} {graph} .\n"
    quads = list(ox.parse(lines, format=ox.RdfFormat.N_QUADS))
    assert len(quads) == 6
    assert read(written(form, of(quads)), form) == meant(quads, form)


def test_lines_are_numbered_however_they_are_cut():
    from claimgraph.graph.numbering import Numbering

    text = b"_:x <http://e/p> _:y .\n_:y <http://e/p> _:x _:z .\n" * 2
    for length in range(1, 30):
        out = io.BytesIO()
        numbering = Numbering(out)
        for start in range(0, len(text), length):
            numbering.write(text[start : start + length])
        numbering.end_stream()
        assert out.getvalue() == (b"_:b1 <http://e/p> _:b2 .\n_:b2 <http://e/p> _:b1 _:b3 .\n" * 2)


def changed_lines(before: str, after: str) -> list[str]:
    diff = difflib.ndiff(before.splitlines(), after.splitlines())
    return [line for line in diff if line[0] in "+-"]


@pytest.mark.parametrize(
    ("fact", "lines"),
    [
        # The line of the property's values, before and after.
        ('claim:used cg:hedge "it seems"@en .', 2),
        ("claim:used cg:passage claim:zzz .", 2),
        ("claim:used a cg:Zzz .", 2),
        # A line of its own, for which the value after it moves off the property's line.
        ("claim:used cg:involves [ a cg:Participation ; cg:role cg:r ; cg:actor cg:a ] .", 3),
    ],
)
def test_one_fact_changes_only_the_lines_of_its_property(fact, lines):
    head = "PREFIX cg: <https://w3id.org/claimgraph/ontology#>\n"
    head += "PREFIX claim: <https://w3id.org/claimgraph/article/ferry-line/>\n"
    more = [*ferry().quads(), *parsed(head + fact)]
    before = writer.turtle(ferry().quads(), prefixes.of_quads(more))
    after = writer.turtle(more, prefixes.of_quads(more))
    assert len(changed_lines(before, after)) == lines


@pytest.mark.parametrize("seed", few(range(20), 2))
def test_a_fact_that_goes_changes_no_line_of_another_subject(seed):
    """Any fact with a name or a number for its value; a subject that vanishes takes its block."""
    quads = list(canonical.union(article().quads()))
    gone = random.Random(seed).choice(
        [
            q
            for q in quads
            if isinstance(q.subject, ox.NamedNode)
            and not isinstance(q.object, ox.BlankNode)
            and "type" not in q.predicate.value
        ]
    )
    names = prefixes.of_quads(quads)
    texts = [writer.turtle(some, names) for some in (quads, [q for q in quads if q != gone])]
    # A prefix that nothing else uses goes with the fact.
    before, after = (set(re.split(r"\n+(?=\S)", text.partition("\n\n")[2])) for text in texts)
    assert len(before - after) == 1
    assert {one.split()[0] for one in after - before} <= {one.split()[0] for one in before - after}


def test_what_is_read_first_stands_first():
    """Article, passages, claims, arguments, sources, actors; what a thing is called, at its top."""
    text = written("turtle", article()).decode()
    kinds = ("cg:Article ;", "cg:Section", "cg:Passage", "cg:Thesis", "cg:FactualClaim",
             "cg:Attribution ;", "cg:SupportingArgument", "cg:Evidence", "cg:AnnualReport",
             "cg:Event", "cg:Company", "cg:Technology", "cg:Measure")  # fmt: skip
    places = [re.search(rf"^    a .*{kind}", text, re.MULTILINE).start() for kind in kinds]
    assert places == sorted(places)
    # The dataset's description names the other article, too, so that prefixes tell them apart.
    block = text[text.index("\nhuawei-comeback-claim:thesis\n") :].split("\n\n")[0].splitlines()
    assert block[2] == "    a             cg:CausalClaim , cg:Thesis ;"
    assert block[3].startswith("    rdfs:label    ")
    assert block[4].startswith("    cg:paraphrase ")
    assert block[-1].endswith(" ] .")


def test_every_term_of_ours_has_its_place():
    """A class or property that the ontology gains is put in order, not left to the alphabet."""
    from claimgraph import vocab

    names = " ".join((vocab.KINDS, vocab.PROPERTIES)).split()
    assert len(names) == len(set(names))
    ontology = (ROOT / "ontology" / "claimgraph.ttl").read_text(encoding="utf-8")
    relations = ontology.index("# ── Relations of the world")
    ours = re.findall(r"^(cg:\w+)\n +a +owl:", ontology[:relations], re.MULTILINE)
    assert len(ours) > 60
    assert set(ours) <= set(names)


def test_only_prefixes_that_are_used_are_declared():
    text = written("trig", article()).decode()
    head, body = text.split("\n\n", 1)
    for line in head.splitlines():
        name = re.fullmatch(r"@prefix (\S*): +<.*> \.", line)[1]
        assert re.search(rf"(?<![\w-]){name}:", body), name


def test_numbers_are_sorted_by_value():
    assert sorted(["s/10", "s/2", "s/1a", "s/01", "t"], key=natural) == [
        "s/01", "s/1a", "s/2", "s/10", "t",
    ]  # fmt: skip


def test_two_articles_keep_their_prefixes_apart():
    base = "https://w3id.org/claimgraph/article/"
    found = prefixes.of([f"{base}a/claim/x", f"{base}b/claim/y"])
    assert found["a-claim"] == f"{base}a/claim/"
    assert found["b-claim"] == f"{base}b/claim/"
    assert "claim" not in found


def test_prefixes_of_the_source_serve_where_there_are_none():
    """They neither rename the known vocabularies nor take their names."""
    found = prefixes.of([], {"ex": "http://e/", "rdf": "http://e/rdf#", "k": "http://e/"})
    assert found["ex"] == "http://e/"
    assert found["rdf"].endswith("22-rdf-syntax-ns#")
    assert "k" not in found


# ── Hostile graphs ───────────────────────────────────────────────────────────────────────────────

# Every code point that RDF's strings can hold; those that break things more often than not.
NASTY = st.sampled_from(
    list("\"'\\\n\r\t\b\f\x00\x01\x7f\u0085\u2028\u202e\ufeff\uffff<>&;.,#@:%_-é日\U0001f600 ")
)
TEXTS = st.text(st.one_of(NASTY, st.characters(exclude_categories=["Cs"])), max_size=12)
LOCALS = st.text(
    st.sampled_from(list("abzAZ019._-~:/#?&='()*+,;@!$é日\u200d\u0301%")), max_size=8
).map(lambda s: re.sub("%", "%41", s.replace("#", "", s.count("#") - 1)))
BASES = st.sampled_from(
    ["http://e/", "urn:x:", "https://w3id.org/claimgraph/ontology#", "http://e/#", "http://é/"]
)
IRIS = st.builds(lambda base, local: base + local.replace("#", ""), BASES, LOCALS).map(ox.NamedNode)
BLANKS = st.sampled_from([ox.BlankNode(name) for name in "abcdef"])
XSD = "http://www.w3.org/2001/XMLSchema#"
TYPES = st.sampled_from(["integer", "decimal", "double", "boolean", "date", "string"])
LITERALS = st.one_of(
    st.builds(ox.Literal, TEXTS),
    st.builds(ox.Literal, TEXTS, language=st.sampled_from(["en", "de-CH", "zh-hant"])),
    st.builds(
        lambda text, name: ox.Literal(text, datatype=ox.NamedNode(XSD + name)),
        st.one_of(
            TEXTS, st.sampled_from(["01", "+1", "1.", ".5", "1e3", "1.e3", "true", "1", "-0.0"])
        ),
        TYPES,
    ),
    st.builds(lambda text, iri: ox.Literal(text, datatype=iri), TEXTS, IRIS),
)
LISTS = st.sampled_from(
    [ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#" + n) for n in ("first", "rest")]
)
NIL = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#nil")
GRAPHS = st.one_of(st.just(ox.DefaultGraph()), IRIS, BLANKS)
QUADS = st.builds(
    ox.Quad,
    st.one_of(IRIS, BLANKS),
    st.one_of(IRIS, LISTS),
    st.one_of(IRIS, BLANKS, LITERALS, st.just(NIL)),
    GRAPHS,
)
DATASETS = st.lists(QUADS, max_size=12)


@pytest.mark.parametrize("form", ["turtle", "trig", "ntriples", "nquads", "canonical"])
@settings(max_examples=examples(150), deadline=None)
@given(quads=DATASETS)
def test_hostile_graphs_come_back_whole(form, quads):
    text = written(form, of(quads))
    assert read(text, form) == meant(quads, form)
    assert written(form, of(reversed(quads))) == text or form in ("ntriples", "nquads")


@settings(max_examples=150, deadline=None)
@given(quads=DATASETS)
@pytest.mark.slow
def test_hostile_graphs_come_back_whole_from_json(quads):
    if "ontology#//" in str(quads):
        with pytest.raises(UsageError, match="cannot shorten"):
            written("jsonld", of(quads))
        return
    text = written("jsonld", of(quads))
    assert read(text, "jsonld") == meant(quads, "jsonld")
    assert written("jsonld", of(reversed(quads))) == text


NAMES = st.sampled_from(["http://e/p", "http://e/a%20b", "urn:x:é", "http://e/?q=1&r", f"{XSD}x"])


@settings(max_examples=200, deadline=None)
@given(quads=st.lists(st.builds(
    ox.Quad, st.one_of(IRIS, BLANKS), NAMES.map(ox.NamedNode), st.one_of(IRIS, BLANKS, LITERALS)
), max_size=8))  # fmt: skip
@pytest.mark.slow
def test_hostile_graphs_come_back_whole_from_xml_or_not_at_all(quads):
    """What XML cannot hold is refused; all else is read as it was."""
    texts = "".join(q.object.value for q in quads if isinstance(q.object, ox.Literal))
    if re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", texts):
        with pytest.raises(UsageError, match=r"cannot hold the character U\+"):
            written("rdfxml", of(quads))
        return
    text = written("rdfxml", of(quads))
    assert read(text, "rdfxml") == meant(quads, "rdfxml")
    assert written("rdfxml", of(reversed(quads))) == text


RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"


@pytest.mark.parametrize(
    "iri", ["http://e/1", "http://e/p/", "http://e/#", "urn:x:-", RDF + "li", RDF + "Description"]
)
def test_a_property_that_xml_has_no_name_for_is_refused(iri):
    quad = ox.Quad(ox.NamedNode("http://e/s"), ox.NamedNode(iri), ox.Literal("x"))
    with pytest.raises(UsageError, match=re.escape(f"<{iri}>") + ".*: take turtle"):
        written("rdfxml", of([quad]))


@pytest.mark.parametrize("form", TEXT_FORMS)
@settings(max_examples=examples(100), deadline=None)
@given(text=TEXTS)
def test_nothing_in_a_text_hides_from_its_reader(form, text):
    """Control characters and those that change the direction of reading are written by number."""
    quad = ox.Quad(ox.NamedNode("http://e/s"), ox.NamedNode("http://e/p"), ox.Literal(text))
    shown = written(form, of([quad])).decode()
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069\ufeff]", shown)


def test_triple_terms_are_written():
    text = "<http://e/s> <http://e/p> <<( <http://e/s> <http://e/p> _:x )>> . _:x <http://e/p> 1 ."
    quads = list(ox.parse(text, format=ox.RdfFormat.TURTLE))
    assert read(written("turtle", of(quads)), "turtle") == meant(quads, "turtle")
    for form in ("rdfxml", "jsonld"):
        with pytest.raises(UsageError, match="take turtle"):
            written(form, of(quads))


# ── One tree per claim ───────────────────────────────────────────────────────────────────────────

CG = "https://w3id.org/claimgraph/ontology#"


def trees(source: Source) -> dict[str, dict]:
    document = json.loads(written("jsonld-framed", source))
    return {tree["@id"]: tree for tree in document["@graph"]}


def ids(value) -> set[str]:
    if isinstance(value, list):
        return {one for item in value for one in ids(item)}
    if isinstance(value, dict):
        return {one for item in value.values() for one in ids(item)}
    return {value} if isinstance(value, str) else set()


def claims(source: Source) -> dict[str, list[ox.Quad]]:
    facts: dict[str, list[ox.Quad]] = {}
    for quad in source.quads():
        facts.setdefault(str(quad.subject).strip("<>"), []).append(quad)
    return {
        subject: quads
        for subject, quads in facts.items()
        if any(q.object.value.endswith(("Claim", "Thesis")) for q in quads if "type" in str(q))
    }


@pytest.mark.parametrize("sample", few([ferry, article], 1))
def test_there_is_one_tree_for_every_claim(sample):
    """All that the claim refers to by name is in its tree; a concept goes by its last part."""
    found, wanted = trees(sample()), claims(sample())
    assert found.keys() == wanted.keys()
    assert len(found) >= 5
    for claim, quads in wanted.items():
        inside = ids(found[claim])
        for quad in quads:
            if isinstance(quad.object, ox.NamedNode):
                iri = quad.object.value
                assert iri in inside or re.split("[/#]", iri)[-1] in inside, (claim, iri)


def test_a_tree_reads_without_knowing_rdf():
    """Short names, labels beside ids, arguments with their premises, no labels of blank nodes."""
    found = trees(ferry())
    tree = found["https://w3id.org/claimgraph/article/ferry-line/used"]
    assert tree["label"] == {"en": "Many use the ferry"}
    assert tree["certainty"] == "reported"
    assert tree["passage"][0]["isPartOf"]["label"] == {"en": "Body"}
    assert tree["passage"][0]["hasSelector"][1]["start"] == 41
    for one in found.values():
        for argument in one.get("arguments", ()):
            assert argument["conclusion"] == one["@id"]
            assert {"@id", "type", "label"} <= argument["premise"][0].keys()
    assert any(one.get("arguments") for one in found.values())
    assert '"_:' not in written("jsonld-framed", ferry()).decode()


@pytest.mark.parametrize("sample", few([ferry, article], 1))
def test_every_argument_is_in_a_tree_undercuts_beneath_what_they_undercut(sample):
    conclusions = {
        quad.subject.value: quad.object.value
        for quad in sample().quads()
        if quad.predicate.value == CG + "conclusion"
    }
    found: dict[str, str] = {}

    def walk(node: dict) -> None:
        for argument in node.get("arguments", ()):
            found[argument["@id"]] = node["@id"]
            walk(argument)

    for tree in trees(sample()).values():
        walk(tree)
    assert found == conclusions
    assert any(end in conclusions for end in conclusions.values())


@pytest.mark.parametrize("form", few(["jsonld", "jsonld-framed"], 1))
def test_properties_stand_in_the_order_in_which_a_claim_is_read(form):
    """As in Turtle: what it says, where, how firmly; start before end, subject before object."""
    text = written(form, article()).decode()
    block = next(
        part
        for part in text.split('claim/asml-misappropriation",\n')
        if '"paraphrase"' in part[:500]
    )
    for thing, keys in (
        ("", ("type", "label", "paraphrase", "passage", "certainty", "attribution", "evidence")),
        ('"type": "Statement"', ("subject", "predicate", "object")),
    ):
        part = block[block.index(thing) :]
        places = [part.index(f'"{key}": ') for key in keys]
        assert places == sorted(places)
    selector = text[text.index('"type": "TextPositionSelector"') :]
    assert selector.index('"start"') < selector.index('"end"')


def test_a_tree_has_whole_addresses():
    """A compact IRI is a riddle to who does not know RDF."""
    assert "http://www.wikidata.org/entity/Q" in str(list(article().quads()))
    assert '"wd:' not in written("jsonld-framed", article()).decode()


def test_what_is_not_described_is_named_in_its_tree():
    """An actor of another file, a node without type or label."""
    text = """PREFIX cg: <https://w3id.org/claimgraph/ontology#> PREFIX : <http://example.org/>
        :c a cg:FactualClaim ; cg:involves [ a cg:Participation ; cg:actor :elsewhere ] ;
            cg:evidence :bare . :bare cg:source :unknown ."""
    tree = trees(of(parsed(text)))["http://example.org/c"]
    assert tree["involves"] == [
        {"type": "Participation", "actor": {"@id": "http://example.org/elsewhere"}}
    ]
    assert ids(tree["evidence"]) == {"http://example.org/bare", "http://example.org/unknown"}
    assert "claimgraph:" not in json.dumps(tree)


@pytest.mark.parametrize("seed", range(3))
def test_trees_are_the_same_bytes_for_the_same_graph(seed):
    again = written("jsonld-framed", of(shuffled(ferry().quads(), seed)))
    assert again == written("jsonld-framed", ferry())


def test_a_tree_says_nothing_that_the_graph_does_not_say():
    """Read as JSON-LD, its statements between named things are the graph's."""
    quads = ox.parse(written("jsonld-framed", ferry()), format=ox.RdfFormat.JSON_LD)
    known = {(q.subject, q.predicate, q.object) for q in ferry().quads()}
    for quad in quads:
        nodes = (quad.subject, quad.object)
        if not any(isinstance(node, ox.BlankNode) for node in nodes):
            assert (quad.subject, quad.predicate, quad.object) in known


def test_links_come_back_from_json_ld():
    project = Project(ROOT / "tests" / "linked")
    source = export.of_files(project, project.data_files)
    out = io.BytesIO()
    export.form("jsonld").write(source, out)

    read = jsonld.to_rdf(json.loads(out.getvalue()), {"format": "application/n-quads"})

    links = "<https://w3id.org/claimgraph/link/"
    back = {
        (str(q.subject), str(q.predicate), str(q.object))
        for q in ox.parse(read.encode(), format=ox.RdfFormat.N_QUADS)
        if str(q.subject).startswith(links)
    }
    assert back == {
        (str(q.subject), str(q.predicate), str(q.object))
        for q in source.quads()
        if str(q.subject).startswith(links)
    }
