"""Every rule has an example that passes and one that fails, and both validators see the same."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox
import pyshacl
import pytest
import shacl_rust
from rdflib import RDF, RDFS, SH, SKOS, Graph, Namespace, URIRef
from rdflib.plugins.sparql import prepareQuery
from rdflib.term import BNode
from rdflib.util import from_n3

ROOT = Path(__file__).parents[2]
SHAPES = sorted((ROOT / "ontology" / "shapes").glob("*.ttl"))
VOCABULARY = [ROOT / "ontology" / "claimgraph.ttl", ROOT / "ontology" / "schemes.ttl"]
DATA = sorted((ROOT / "data").rglob("*.ttl"))
EXAMPLES = ROOT / "ontology" / "examples"
PAIRS = sorted(EXAMPLES.glob("*/*.ttl"))

CG = Namespace("https://w3id.org/claimgraph/ontology#")
RULES = "https://w3id.org/claimgraph/shapes#"
# What a node shape has that only gathers the rules of one kind of thing.
GATHERING = {RDF.type, SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf, SH.property}


class Result(NamedTuple):
    """A validation result as far as validators must agree on it, in N-Triples terms.

    Blank nodes are all alike, and so are property paths longer than a predicate.
    """

    rule: str
    severity: str
    focus: str
    path: str
    value: str


class PreparingGraph(Graph):
    """A graph that parses a query once: pySHACL asks the same one for every focus node."""

    def query(self, query_object, *args, **kwargs):
        return super().query(prepared(query_object), *args, **kwargs)


@cache
def prepared(query):
    return prepareQuery(query)


def text(paths: list[Path]) -> str:
    """Join Turtle files: prefixes may be declared again, and their blank nodes are anonymous."""
    return "\n".join(path.read_text(encoding="utf-8") for path in paths)


@cache
def graph(kind: str) -> Graph:
    return Graph().parse(data=text({"shapes": SHAPES, "vocabulary": VOCABULARY}[kind]))


def by_pyshacl(written: str) -> list[Result]:
    data = PreparingGraph()
    for triple in graph("vocabulary"):
        data.add(triple)
    data.parse(data=written)
    _, report, _ = pyshacl.validate(
        data, shacl_graph=graph("shapes"), inference="none", advanced=False, inplace=True
    )

    def term(result, predicate):
        node = report.value(result, predicate)
        return "" if node is None else "_:" if isinstance(node, BNode) else node.n3()

    return sorted(
        Result(
            rule=term(result, SH.sourceShape),
            severity=term(result, SH.resultSeverity),
            focus=term(result, SH.focusNode),
            path=term(result, SH.resultPath),
            value=term(result, SH.value),
        )
        for result in report.objects(None, SH.result)
    )


def by_shacl_rust(written: str) -> list[Result]:
    report = shacl_rust.validate(
        f"{written}\n{text(VOCABULARY)}", text(SHAPES), experimental_index=True
    )

    def term(result, key):
        written = result.get(key, "")
        if key == "resultPath" and written and not re.fullmatch(r"<[^<>]*>", written):
            return "_:"
        # A number written in two ways is one term to rdflib.
        return "_:" if written.startswith("_:") else written and from_n3(written).n3()

    return sorted(
        Result(
            rule=term(result, "sourceShape"),
            severity=term(result, "severity"),
            focus=term(result, "focusNode"),
            path=term(result, "resultPath"),
            value=term(result, "value"),
        )
        for result in report["results"]
    )


VALIDATORS = {"pyshacl": by_pyshacl, "shacl-rust": by_shacl_rust}


def rules() -> dict[str, URIRef]:
    """Return every rule shape, by `kind/rule`: the stem of its file and its local name."""
    found = {}
    for path in SHAPES:
        file = Graph().parse(path)
        for shape in {*file.subjects(RDF.type, SH.NodeShape), *file.subjects(SH.path)}:
            if isinstance(shape, URIRef) and not set(file.predicates(shape)) <= GATHERING:
                found[f"{path.stem}/{shape.removeprefix(RULES)}"] = shape
    return found


def named(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"


def written_rule(path: Path) -> str:
    return f"<{RULES}{path.name.split('.')[0]}>"


def wanted_of(path: Path) -> set[str]:
    return {written_rule(path)} if path.name.endswith(".fail.ttl") else set()


def told(path: Path, rules_broken: set[str]) -> set[str]:
    """Return the rules that an example breaks, but for what all without claims are told."""
    claimless = set() if path.name.startswith("article-claims") else {f"<{RULES}article-claims>"}
    return rules_broken - (claimless - wanted_of(path))


# ── Examples of a kind, in one graph ─────────────────────────────────────────────────────────────

# The part of an IRI that tells whose it is.
OWNER = re.compile(
    r"(https://w3id\.org/claimgraph/(?:article|id|link)/|https?://(?:www\.)?example\.(?:org|com)/?)"
    r"([^/#]*)"
)
NAMING = {str(RDFS.label), str(SKOS.altLabel)}
# A label that is about as long as a label may be is left as it is.
LONG = 70


def apart(path: Path, mark: str) -> list[ox.Triple]:
    """Return an example's triples whose names and labels no other example in the graph has."""

    def moved(term):
        if isinstance(term, ox.BlankNode):
            return ox.BlankNode(mark + term.value)
        if isinstance(term, ox.NamedNode) and not term.value.startswith(str(CG)):
            return ox.NamedNode(OWNER.sub(rf"\1\2-{mark}", term.value, count=1))
        return term

    def value(quad):
        term = quad.object
        if quad.predicate.value in NAMING and getattr(term, "language", None) and term.value:
            label = term.value if len(term.value) > LONG else f"{term.value} {mark}"
            return ox.Literal(label, language=term.language)
        return moved(term)

    quads = ox.parse(path.read_bytes(), format=ox.RdfFormat.TURTLE)
    return [ox.Triple(moved(quad.subject), quad.predicate, value(quad)) for quad in quads]


@cache
def together(kind: str) -> tuple[str, dict[str, Path]]:
    """Return the examples of a kind in one graph, and whose each subject and object is."""
    triples, owners = [], {}
    for number, path in enumerate(path for path in PAIRS if path.parent.name == kind):
        for triple in apart(path, "".join("abcdefghij"[int(digit)] for digit in str(number))):
            triples.append(triple)
            owners |= {str(triple.subject): path, str(triple.object): path}
    return ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES).decode(), owners


@cache
def broken_in(kind: str) -> dict[Path, set[str]]:
    """Return the rules that each example of a kind breaks, all in one graph.

    Most of the time that a validation takes is that of reading the shapes.
    """
    data, owners = together(kind)
    broken = defaultdict(set)
    for result in shacl_rust.validate(
        data + text(VOCABULARY), text(SHAPES), experimental_index=True
    )["results"]:
        broken[owners[result["focusNode"]]].add(result["sourceShape"])
    return broken


@pytest.mark.parametrize("path", PAIRS, ids=named)
def test_example(path):
    """A passing example yields nothing; a failing one its own rule and no other."""
    assert told(path, broken_in(path.parent.name)[path]) == wanted_of(path)


@pytest.mark.slow
@pytest.mark.parametrize("kind", sorted({path.parent.name for path in PAIRS}))
def test_both_validators_see_the_same_in_the_examples_of_a_kind(kind):
    data, _ = together(kind)
    assert by_pyshacl(data) == by_shacl_rust(data)


@pytest.mark.slow
@pytest.mark.parametrize("path", PAIRS[::13], ids=named)
def test_both_validators_see_the_same_in_an_example(path):
    """And what is wanted, with the example in a graph of its own."""
    results = by_shacl_rust(text([path]))
    assert by_pyshacl(text([path])) == results
    assert told(path, {result.rule for result in results}) == wanted_of(path), results


def test_every_rule_has_its_pair_and_every_pair_its_rule():
    wanted = {f"{rule}.{how}.ttl" for rule in rules() for how in ("pass", "fail")}

    assert {named(path) for path in PAIRS} == wanted


@pytest.mark.slow
def test_shapes_are_well_formed():
    """The shapes conform to the shapes of SHACL's own (SHACL, appendix C)."""
    conforms, _, report = pyshacl.validate(Graph(), shacl_graph=graph("shapes"), meta_shacl=True)

    assert conforms, report


def test_rules_are_found():
    assert len(rules()) > 150
    assert len(set(rules().values())) == len(rules()), "a rule is in two files"


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        (RDFS.label, "en"),
        (RDFS.comment, "en"),
        (SH.message, "en"),
        (CG.hint, "en"),
        (SH.severity, None),
    ],
    ids=["label", "comment", "message", "hint", "severity"],
)
def test_rule_is_documented(name, wanted):
    """Each rule has one label, comment, message and hint in English, and says how grave it is."""
    for rule, shape in rules().items():
        values = list(graph("shapes").objects(shape, name))
        assert len(values) == 1, rule
        assert getattr(values[0], "language", None) == wanted, rule
        assert wanted or values[0] in {SH.Violation, SH.Warning, SH.Info}, rule


def test_a_message_reads_as_a_predicate():
    """Findings put the subject in front and the hint behind: ‘… is hedged but names no marker’."""
    for rule, shape in rules().items():
        message = str(graph("shapes").value(shape, SH.message))
        hint = str(graph("shapes").value(shape, CG.hint))
        assert message[0].islower(), rule
        assert not message.endswith("."), rule
        assert hint.endswith((".", "?")), rule
        assert "\n" not in message + hint, rule


def test_sparql_constraints_have_the_message_of_their_rule_and_the_shared_prefixes():
    shapes = graph("shapes")
    for shape, constraint in shapes.subject_objects(SH.sparql):
        assert shapes.value(constraint, SH.message) == shapes.value(shape, SH.message), shape
        assert str(shapes.value(constraint, SH.prefixes)) == RULES.removesuffix("#"), shape


@pytest.mark.parametrize(
    "validator", ["shacl-rust", pytest.param("pyshacl", marks=pytest.mark.slow)]
)
def test_shipped_data_conforms(validator):
    """The shipped article breaks no rule and deserves the warnings listed, found by reading it."""
    with (ROOT / "tests" / "ontology" / "warnings.csv").open(encoding="utf-8", newline="") as file:
        wanted = sorted((row["rule"], row["node"]) for row in csv.DictReader(file))

    found = VALIDATORS[validator](text(DATA))

    assert [result for result in found if result.severity != f"<{SH.Warning}>"] == []
    assert sorted((short(r.rule), short(r.focus)) for r in found) == wanted


def short(iri: str) -> str:
    """Return a rule's local name, or the kind and name of a node of an article: claim/thesis."""
    iri = iri.strip("<>")
    return iri.removeprefix(RULES) if iri.startswith(RULES) else "/".join(iri.split("/")[-2:])
