"""Small projects with a question each, asked as people ask them: what a question's text means."""

from __future__ import annotations

import pytest
from checked_projects import write

import claimgraph
from claimgraph.errors import ClaimgraphError
from claimgraph.questions import header

DATA = {
    "a": '<http://e/a> <http://e/p> 5 ; <http://e/name> "Alpha"@en .',
    "b": '<http://e/b> <http://e/p> 6 ; <http://e/name> "Beta"@en .',
}


def asked(root, text: str, **values: str) -> list[list[str]]:
    for graph, triples in DATA.items():
        write(root / f"data/{graph}/{graph}.ttl", triples + "\n")
    write(root / "queries/q/it.rq", f"#+ summary: S\n{text}\n")
    answer = claimgraph.open(root / "data").ask("it", **values)
    return sorted([str(term) for term in row.values()] for row in answer.rows)


@pytest.mark.parametrize(
    ("written", "kind", "term"),
    [
        *((text, "", text) for text in ("no", "01234", "12:30", "1.10", "true", "1e3", "2024")),
        ("true", "_boolean", "true"),
        ("2024-01-01T12:00:00Z", "_dateTime", "2024-01-01T12:00:00Z"),
        ("2024-01-01", "_date", "2024-01-01"),
    ],
)
def test_a_default_is_what_is_written(written, kind, term, tmp_path):
    """YAML 1.2 would read a number, a time or a boolean; the parameter's type decides."""
    text = f"#+ defaults:\n#+   - v: {written}\nSELECT ?v {{ BIND (STR(?_v{kind}) AS ?v) }}"

    assert asked(tmp_path, text) == [[term]]


@pytest.mark.parametrize(
    ("variable", "values", "found"),
    [
        ("?_n_number", {"n": "5"}, ["http://e/a"]),
        ("?_n_int", {"n": "5"}, ["http://e/a"]),
        ("?_n_integer", {"n": "6"}, ["http://e/b"]),
        ("?_n_xsd_int", {"n": "6"}, ["http://e/b"]),
        ("?__n_integer", {"n": "5"}, ["http://e/a"]),
        ("?__n_integer", {}, ["http://e/a", "http://e/b"]),
    ],
)
def test_types_are_those_of_grlc(variable, values, found, tmp_path):
    text = f"SELECT ?s {{ ?s <http://e/p> ?n FILTER (?n = {variable}) }}"
    if variable.startswith("?__"):
        text = f"SELECT ?s {{ ?s <http://e/p> {variable} }}"

    assert asked(tmp_path, text, **values) == [[each] for each in found]


@pytest.mark.parametrize("variable", ["?_n_kilo", "?_n_ex_money"])
def test_other_types_are_refused_by_name(variable, tmp_path):
    with pytest.raises(ClaimgraphError, match=r"is not a (type|prefix)"):
        asked(tmp_path, f"SELECT ?s {{ ?s <http://e/p> {variable} }}", n="5")


GRAPH = "<https://w3id.org/claimgraph/graph/a>"


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        (f"SELECT ?s FROM {GRAPH} {{ ?s <http://e/p> ?o }}", [["http://e/a"]]),
        (
            f"SELECT ?s FROM NAMED {GRAPH} {{ GRAPH ?g {{ ?s <http://e/p> ?o }} }}",
            [["http://e/a"]],
        ),
        (f"SELECT ?s FROM NAMED {GRAPH} {{ ?s <http://e/p> ?o }}", []),
        ("SELECT ?s { ?s <http://e/p> ?o }", [["http://e/a"], ["http://e/b"]]),
    ],
)
def test_the_dataset_is_the_one_that_it_names(text, rows, tmp_path):
    """SPARQL 1.1, 13.2; where none is named it is all graphs together."""
    assert asked(tmp_path, text) == rows


@pytest.mark.parametrize("base", ["BASE <http://e/>\n", ""])
def test_relative_iris_have_a_base(base, tmp_path):
    """SPARQL 1.1, 4.1.1.2: the query's own, else the address of its file."""
    rows = asked(tmp_path, f"{base}SELECT ?o {{ BIND (<a> AS ?o) }}")

    assert rows == [["http://e/a" if base else (tmp_path / "queries/q/a").as_uri()]]


def test_parameters_stand_wherever_a_term_may(tmp_path):
    """As a predicate, a graph, and what a group is held against."""
    by_predicate = "SELECT ?s { ?s ?_p_iri ?o }"
    by_graph = "SELECT ?s { GRAPH ?_g_iri { ?s <http://e/p> ?o } }"
    having = (
        "SELECT ?p { VALUES ?s { <http://e/a> <http://e/b> } ?s ?p ?o } "
        "GROUP BY ?p HAVING (COUNT(*) >= ?_n_integer)"
    )

    assert asked(tmp_path, by_predicate, p="http://e/p") == [["http://e/a"], ["http://e/b"]]
    assert asked(tmp_path, by_graph, g=GRAPH[1:-1]) == [["http://e/a"]]
    assert asked(tmp_path, having, n="2") == [["http://e/name"], ["http://e/p"]]


@pytest.mark.parametrize(
    ("text", "is_graph"),
    [
        ("DESCRIBE <http://e/a>", True),
        ("PREFIX e: <http://e/> CONSTRUCT { ?s e:q ?o } WHERE { ?s e:p ?o }", True),
        ("# SELECT\nBASE <http://e/> PREFIX e: <http://e/>#\nDESCRIBE ?s{ ?s <p> ?o }", True),
        ("PREFIX describe: <http://e/>SELECT ?s{ ?s describe:p ?o }", False),
        ("ASK { ?construct <http://e/p> 'DESCRIBE' }", False),
    ],
)
def test_whether_an_answer_is_a_graph_is_read_off_the_query(text, is_graph):
    """It decides how files of answers are called, in a site and by a server."""
    question = header.parse(f"#+ summary: S\n{text}\n", theme="q", name="it", file="it.rq")

    assert question.is_graph is is_graph


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("ex:pp", "nothing in the graph has that IRI or label (nearest: ex:p)"),
        ("http://e/nam", "nothing in the graph has that IRI or label (nearest: http://e/name)"),
        ("ex:zzzzz", "nothing in the graph has that IRI or label"),
        ("urn:zzzzz", "nothing in the graph has that IRI or label"),
        (
            "exx:p",
            "no file declares the prefix 'exx' (nearest: ex): correct it, or write the whole IRI",
        ),
    ],
)
def test_an_unknown_iri_is_told_with_the_nearest_of_its_namespace(value, message, tmp_path):
    """A predicate has no label; and what the labels of other things are like is of no use."""
    write(tmp_path / "data/c/c.ttl", "@prefix ex: <http://e/> .\nex:c ex:p 7 .\n")

    with pytest.raises(ClaimgraphError) as caught:
        asked(tmp_path, "SELECT ?s { ?s ?_p_iri 5 }", p=value)

    assert str(caught.value).removeprefix(f"p={value}: ") == message


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("integer", "18446744073709551617"),
        ("integer", "-" + "9" * 5000),
        ("positiveInteger", "1" * 60),
        ("negativeInteger", "-" + "1" * 60),
        ("nonNegativeInteger", "0" * 60 + "1"),
        ("decimal", "0.1234567890123456789012345678901234567890"),
        ("decimal", "18446744073709551617000000000000000000000.5"),
    ],
)
def test_a_number_without_bounds_is_matched_as_it_is_written(kind, value, tmp_path):
    """XML Schema bounds neither type; the engine computes with fewer digits."""
    xsd = "http://www.w3.org/2001/XMLSchema#"
    write(tmp_path / "data/c/c.ttl", f'<http://e/c> <http://e/p> "{value}"^^<{xsd}{kind}> .\n')

    assert asked(tmp_path, f"SELECT ?s {{ ?s ?p ?_x_{kind} }}", x=value) == [["http://e/c"]]


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("integer", "1.5"),
        ("integer", ""),
        ("integer", "\u0661"),
        ("long", "9223372036854775808"),
        ("long", "1" * 5000),
        ("unsignedByte", "256"),
        ("positiveInteger", "-" + "1" * 60),
        ("decimal", "1e3"),
        ("decimal", "."),
    ],
)
def test_what_is_no_such_number_is_refused(kind, value, tmp_path):
    with pytest.raises(ClaimgraphError, match=f"not a valid xsd:{kind}"):
        asked(tmp_path, f"SELECT ?s {{ ?s ?p ?_x_{kind} }}", x=value)
