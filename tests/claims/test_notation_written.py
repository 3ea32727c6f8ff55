"""Captures written in the notation: any graph comes back, what has no short form as Turtle."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from claimgraph.claims.notation import beside, converting, reader, short, table, values
from claimgraph.claims.notation.state import Surroundings
from claimgraph.errors import TextError
from claimgraph.graph import canonical, prefixes
from claimgraph.graph.turtle import writer as turtle
from claimgraph.vocab import CG, GRAPH, ID, OA, RDF, RDFS, SCHEME, XSD

ARTICLE = "https://w3id.org/claimgraph/article/ferry/"
TEXT = "The ferry lost money. It was full. It was full. So it should run, or not."


def _texts(name: str) -> str:
    if name == "text.txt":
        return TEXT
    raise TextError("not there: name another")


AROUND = Surroundings(
    "ferry",
    GRAPH + "ferry",
    {"council": frozenset({ID + "harbour-council"}), "smic": frozenset({ID + "a", ID + "b"})},
    _texts,
    beside.relations,
)


def _n(iri: str) -> ox.NamedNode:
    return ox.NamedNode(iri)


def test_each_form_of_values_is_read_and_written():
    assert short.FORMS.keys() == values.FORMS.keys()


HEAD = """
@prefix : <https://w3id.org/claimgraph/article/ferry/> .
@prefix cg: <https://w3id.org/claimgraph/ontology#> .
@prefix claim: <https://w3id.org/claimgraph/article/ferry/claim/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix id: <https://w3id.org/claimgraph/id/> .
@prefix own: <https://example.org/own#> .
@prefix q: <https://w3id.org/claimgraph/article/ferry/quantity/> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix s: <https://w3id.org/claimgraph/scheme/> .
@prefix unit: <http://qudt.org/vocab/unit/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
LOST = "claim:lost a cg:FactualClaim ; "


@pytest.mark.parametrize(
    ("turtle_of", "lines"),
    [
        (f'{LOST} rdfs:label "It lost"@en .', ["- claim: lost\n    label: It lost\n"]),
        (f'{LOST} rdfs:label "none"@en, "No"@en, "Es verlor"@de .',
         ['label: ["none", No, {de: Es verlor}]']),
        (f"{LOST} cg:involves [ a cg:Participation ; cg:actor id:a ; cg:role <{SCHEME}role/x> ] .",
         ["who: a as x"]),
        (f"{LOST} cg:asserts [ a rdf:Statement ; rdf:subject id:a ; rdf:predicate cg:backs ; "
         f"rdf:object id:b ; cg:polarity <{SCHEME}polarity/denied> ] .",
         ["asserts: a not backs b"]),
        (f'{LOST} own:says "ex:foo"@en , "own:a"@en ; own:of own:Kind .',
         ["prefixes: {own: https://example.org/own#}", 'own:says: [ex:foo, "own:a"]',
          "own:of: own:Kind"]),
        (f"{LOST} own:size 3 .", ["turtle: |", "claim:lost own:size 3 ."]),
        (f"{LOST} cg:quantity q:lost . q:lost a cg:Quantity ; rdfs:label 'lost'@en ; cg:value "
         f"2000000 ; cg:unit unit:CCY_EUR ; cg:comparator <{SCHEME}comparator/about> .",
         ["figure: ~2 million EUR"]),
        ('<https://example.org/a#> a cg:Article ; dcterms:title "T"@en ; rdfs:label "T"@en ; '
         "dcterms:creator <https://example.org/id/ann> .",
         ["namespace: https://example.org/a#", "registry: https://example.org/id/", "title: T",
          "by: ann"]),
        ('id:a a cg:Company ; rdfs:label "A"@en . id:b a own:Ship ; rdfs:label "b"@en .',
         ["- {actor: a, label: A, kind: company}", "- {thing: b, kind: own:Ship}"]),
        ('_:x own:of _:y . _:y own:of _:x .', ["turtle: |"]),
    ],
)  # fmt: skip
def test_what_is_written_how(turtle_of, lines):
    quads = list(ox.parse(HEAD + turtle_of, format=ox.RdfFormat.TURTLE))
    written = converting.written(quads, AROUND, {"own": "https://example.org/own#"})

    for line in lines:
        assert line in written, written
    assert ("turtle:" in written) == ("turtle: |" in lines)


# ── Any graph ────────────────────────────────────────────────────────────────────────────────────

ODD = (
    "", " ", "none", "null", "~", "yes", "no", "true", "12", "1e3", "0x1F", "2021-05", "a: b",
    "a #b", "# a", "- a", "? a", ": a", "a:", "[a]", "{a: b}", "a, b", "'", '"', "it's \"so\"",
    "a\nb", "a\n\n b\n", "\ta", "a  b", " a ", "…", "a … b", "first...last", "ex:foo", "<http://x>",
    "<a>", "&a", "*a", "!a", "%a", "@a", "`a`", "|", ">", "a\\b", "\u202eabc", "مرحبا", "😀 # 😀",
    "\x85", "\u2028", "\ufeff", "\x00", "\xa0a", "a as b", "a from b", "3 %, x", "---", "...",
    "a" * 120, "word " * 40 + "end", "word: " * 40, "=", "<<", "x via y", 'a, "b"', "“q”", "\r\n",
)  # fmt: skip
strings = st.one_of(st.sampled_from(ODD), st.text(max_size=12))
languages = st.sampled_from(["en", "en", "en", "de", "no", "zh-hant"])
texts = st.builds(lambda words, tag: ox.Literal(words, language=tag), strings, languages)
literals = st.one_of(
    texts,
    st.builds(ox.Literal, strings),
    st.builds(
        lambda words, kind: ox.Literal(words, datatype=_n(kind)),
        st.sampled_from(["1", "01", "-3", "2021", "2021-05", "2021-05-31", "true", "1.50", "1e3",
                         "x", "2000000", "3000000000", "2021-05-31T00:00:00Z", "-0044"]),
        st.sampled_from([XSD + name for name in (
            "integer", "decimal", "boolean", "gYear", "gYearMonth", "date", "dateTime", "double",
        )] + ["https://example.org/own"]),
    ),
)  # fmt: skip
LOCALS = (
    "a",
    "b",
    "c",
    "a-by-b",
    "author",
    "none",
    "2021",
    "as",
    "not",
    "é",
    "x.y",
    "backs",
    "a/b",
)
iris = st.one_of(
    st.builds(
        lambda folder, local: _n(f"{ARTICLE}{folder}/{local}"),
        st.sampled_from([item.folder for item in table.ITEMS if item.folder]),
        st.sampled_from(LOCALS),
    ),
    st.sampled_from(LOCALS).map(lambda local: _n(ID + local)),
    st.builds(
        lambda scheme, local: _n(f"{SCHEME}{scheme}/{local}"),
        st.sampled_from(["certainty", "role", "review", "comparator", "speech-act", "polarity"]),
        st.sampled_from(["asserted", "about", "between", "denied", "reports", "odd"]),
    ),
    st.sampled_from([
        ARTICLE, f"{GRAPH}ferry", "https://example.org/x", "https://example.org/own#Kind",
        "https://example.org/a,b", "urn:x", "http://www.wikidata.org/entity/Q1", "mailto:a@b.c",
        CG + "backs", "http://qudt.org/vocab/unit/CCY_EUR", "http://qudt.org/vocab/unit/PERCENT",
        "https://example.org/a%20b", "https://example.org/(x)",
    ]).map(_n),
)  # fmt: skip
blanks = st.sampled_from([ox.BlankNode(f"n{n}") for n in range(5)])


@st.composite
def _value(draw, key):
    """Draw a value of a key: one of its form, or anything at all."""
    if draw(st.integers(0, 5)) == 0:
        return draw(st.one_of(iris, literals, blanks))
    if key.value == "text":
        return draw(texts)
    if key.value in ("concept", "certainty"):
        return _n(f"{SCHEME}{key.of[0]}/{draw(st.sampled_from(['reported', 'draft', 'sign']))}")
    folders = [table.item(name).folder for name in key.of]
    if folders and folders[0]:
        return _n(f"{ARTICLE}{folders[0]}/{draw(st.sampled_from(LOCALS))}")
    return draw(st.one_of(iris, literals))


@st.composite
def _node(draw, cls, verbs, quads):
    """Draw a blank node with a class and one value of each property, mostly."""
    node = ox.BlankNode()
    facts = [(RDF + "type", _n(cls))]
    for verb, some in verbs.items():
        if draw(st.integers(0, 9)):
            facts.append((verb, draw(some)))
    quads += [ox.Quad(node, _n(verb), value) for verb, value in facts]
    return node


@st.composite
def graphs(draw):
    """Draw a graph: items with values in and out of form, and facts that mean nothing."""
    quads: list[ox.Quad] = []
    items = (*table.ITEMS, table.ARTICLE)
    whole = st.integers(0, 60).map(lambda n: ox.Literal(str(n), datatype=_n(XSD + "integer")))
    for _ in range(draw(st.integers(0, 7))):
        item = draw(st.sampled_from(items))
        local = draw(st.sampled_from(LOCALS))
        base = f"{ARTICLE}{item.folder}/" if item.folder else ID
        subject = _n(ARTICLE if item.name == "article" else base + local)
        if draw(st.integers(0, 9)) == 0:
            subject = draw(iris)
        found = [(RDF + "type", _n(CG + cls)) for cls in draw(
            st.lists(st.sampled_from(item.classes), max_size=2, min_size=draw(st.integers(0, 1)))
        )]  # fmt: skip
        if item.name in ("section", "passage"):
            verb = table.DCTERMS + "isPartOf" if item.name == "section" else OA + "hasSource"
            found.append((verb, _n(ARTICLE)))
        if item.name == "passage":
            found.append((OA + "hasSelector", draw(_node(
                OA + "TextPositionSelector", {OA + "start": whole, OA + "end": whole}, quads
            ))))  # fmt: skip
            fragment = draw(st.sampled_from([
                ":~:text=It%20was%20full.", ":~:text=So%20it,not.", ":~:text=a%2C,-b", "odd",
            ]))  # fmt: skip
            found.append((OA + "hasSelector", draw(_node(OA + "FragmentSelector", {
                table.DCTERMS + "conformsTo": st.just(
                    _n("https://wicg.github.io/scroll-to-text-fragment/")
                ),
                RDF + "value": st.just(ox.Literal(fragment)),
            }, quads))))  # fmt: skip
        for key in draw(st.lists(st.sampled_from(item.keys), max_size=6)):
            verb = key.property or RDF + "type"
            if key.value == "participation":
                value = draw(
                    _node(CG + "Participation", {CG + "actor": iris, CG + "role": iris}, quads)
                )
            elif key.value == "statement":
                parts = {RDF + one: iris for one in ("subject", "object")}
                parts |= {RDF + "predicate": st.just(_n(CG + "backs"))}
                parts |= {CG + one: iris for one in draw(st.sets(st.sampled_from(
                    ["recipient", "polarity", "modality"]
                )))}  # fmt: skip
                value = draw(_node(RDF + "Statement", parts, quads))
            elif key.value == "attribution":
                end = draw(st.sampled_from([_n(f"{ARTICLE}attribution/author"), None]))
                value = draw(_node(CG + "Attribution", {
                    CG + "actor": iris,
                    CG + "speechAct": st.just(_n(f"{SCHEME}speech-act/reports")),
                    CG + "through": st.just(end) if end else blanks,
                }, quads))  # fmt: skip
            else:
                value = draw(_value(key))
            found.append((verb, value))
            if key.inverse:
                found.pop()
                if isinstance(value, ox.NamedNode):
                    quads.append(ox.Quad(value, _n(verb), subject))
        if item.name == "article" and draw(st.booleans()):
            found.append((CG + "textFile", ox.Literal(draw(st.sampled_from(["text.txt", "no"])))))
        quads += [ox.Quad(subject, _n(verb), value) for verb, value in found]
    for _ in range(draw(st.integers(0, 3))):
        subject = draw(st.one_of(blanks, iris))
        verb = draw(st.sampled_from([
            "https://example.org/own#says", RDFS + "label", CG + "premise", "urn:x:y", RDF + "type",
        ]))  # fmt: skip
        quads.append(ox.Quad(subject, _n(verb), draw(st.one_of(iris, literals, blanks))))
    return quads


@settings(
    max_examples=20, deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)  # fmt: skip
@given(quads=graphs(), declared=st.sampled_from([{}, {"own": "https://example.org/own#"}]))
def test_any_graph_comes_back_by_yaml_and_turtle(quads, declared):
    """Nothing is lost, nothing is added: RDFC-1.0 compares."""
    _comes_back(quads, declared)


@pytest.mark.slow
@settings(
    max_examples=200, deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)  # fmt: skip
@given(quads=graphs(), declared=st.sampled_from([{}, {"own": "https://example.org/own#"}]))
def test_many_graphs_come_back(quads, declared):
    """The same, with more of them."""
    _comes_back(quads, declared)


def _comes_back(quads: list[ox.Quad], declared: dict[str, str]) -> None:
    written = converting.written(quads, AROUND, declared)
    document = reader.read(written, AROUND)
    read = [fact.quad for fact in document.facts]

    assert not document.faults
    assert canonical.digest(read) == canonical.digest(quads)
    again = turtle.turtle(read, prefixes.of_quads(read, document.remarks.prefixes))
    by_turtle = list(ox.parse(again, format=ox.RdfFormat.TURTLE))
    assert canonical.digest(by_turtle) == canonical.digest(quads)


# ── As a person writes it ────────────────────────────────────────────────────────────────────────

PLACES = (
    "The ferry … money.", "It was full.\n        place: 1", "It was full.\n        place: 2", "So",
)  # fmt: skip


@st.composite
def typed(draw):
    """Draw a capture as `convert` lays it out, in which some items have no name and no label."""
    lines, firsts = ["text: text.txt", "sections:"], []
    for number in range(draw(st.integers(1, 2))):
        name = draw(st.sampled_from([f"section: s{number}\n    label: One", "label: One", ""]))
        lines.append(f"  - {name or f'section: s{number}'}" + "\n    passages:")
        places = draw(st.lists(st.sampled_from(PLACES), min_size=1, max_size=4, unique=True))
        for place in sorted(places, key=PLACES.index):
            name = draw(st.sampled_from(["", "", f"passage: p{len(lines)}\n        "]))
            label = draw(st.sampled_from(["", "", "\n        label: one of them"]))
            lines.append(f"      - {name}words: {place}{label}\n        claims:")
            claimed = draw(st.sampled_from(["", f"claim: c{len(lines)}\n            "]))
            lines.append(f"          - {claimed}label: It ran")
            if claimed:
                firsts.append(f"c{len(lines) - 1}")
            if firsts and draw(st.booleans()):
                lines.append(f"            against: {draw(st.sampled_from(firsts))}")
    return "\n".join(lines) + "\n"


@settings(max_examples=40, deadline=None)
@given(typed())
def test_names_and_labels_that_follow_are_left_out_as_they_were(text):
    """Sections, passages and claims alike, with words and labels of which there are several."""
    read = reader.read(text, AROUND)
    quads = [fact.quad for fact in read.facts]

    assert not read.faults
    assert converting.written(quads, AROUND) == text


def test_what_something_calls_by_its_name_has_one():
    """Though the same name would follow from its words."""
    text = """\
text: text.txt
passages:
  - passage: it-was-full
    words: It was full.
    place: 1
    claims:
      - claim: it-was-full
        label: It was full
  - words: The ferry … money.
    claims:
      - label: It lost money
        passage: it-was-full
        for: it-was-full
"""
    quads = [fact.quad for fact in reader.read(text, AROUND).facts]
    written = converting.written(quads, AROUND)

    assert "passage: it-was-full\n" in written
    assert "claim: it-was-full\n" in written
    assert "the-ferry" not in written
    assert "it-lost" not in written
