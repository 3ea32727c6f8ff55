"""Whether a query chooses its graphs, told by its tokens as rdflib's parser tells by its tree."""

import pytest
import served
from rdflib.plugins.sparql.parser import parseQuery

from claimgraph.servers.http import dataset

QUERIES = sorted((served.ROOT / "queries").rglob("*.rq"))

WITH = [
    "SELECT * FROM <http://e/g> { ?s ?p ?o }",
    "SELECT *FROM<http://e/g>{ ?s ?p ?o }",
    "select * from named <http://e/g> where { ?s ?p ?o }",
    "SELECT (1 AS ?x)FROM <http://e/g> {}",
    "SELECT ?from\nFROM\n# comment\n<http://e/g> { ?from ?p ?o }",
    "PREFIX from: <http://e/> SELECT * FROM from:from { ?s ?p ?o }",
    "PREFIX e: <http://e/#> ASK FROM e:g { ?s ?p 'it''s' }".replace("it''s", "its"),
    "CONSTRUCT { ?s ?p 'FROM' } FROM <http://e/g> { ?s ?p ?o }",
    "DESCRIBE <http://e/from> FROM <http://e/g>",
    "# it's a comment\nASK FROM <http://e/g> { ?s ?p 'x' }",
]
WITHOUT = [
    "ASK { ?s ?p 'from' }",
    "ASK { ?s ?p 'it\\'s FROM' }",
    'ASK { ?s ?p """a "quoted" FROM""" }',
    "ASK { ?s ?p '''it's FROM''' }",
    "ASK { ?s ?p '\\\\' } # ' FROM '",
    "ASK { ?s <http://e/FROM> ?o }",
    "ASK { ?s <http://e/#FROM> ?from }",
    "ASK { ?s ?p $from }",
    "PREFIX from: <http://e/> ASK { ?s from:from from: }",
    "PREFIX e: <http://e/> ASK { ?s e:a-from e:from-a }",
    "PREFIX e: <http://e/> ASK { ?s e:a.from e:from.a }",
    "PREFIX e: <http://e/> ASK { ?s e:a\\'b ?o . ?o e:c\\# 'FROM' }",
    "PREFIX e: <http://e/> ASK { ?s e:a%20from ?o }",
    "ASK { _:from ?p ?o }",
    "ASK { ?s ?p 'x'@en-from }",
    "ASK { ?s ?p 1 FILTER(?s<?p) } # FROM <http://e/g>",
]


@pytest.mark.parametrize("query", WITH)
def test_from_is_found(query):
    """The keyword counts wherever white space or punctuation lets it begin."""
    assert "datasetClause" in parseQuery(query)[1]
    assert dataset.has_from(query)


@pytest.mark.parametrize("query", WITHOUT)
def test_from_is_not_imagined(query):
    """In strings, IRIs, comments, names and language tags the word is no keyword."""
    assert "datasetClause" not in parseQuery(query)[1]
    assert not dataset.has_from(query)


@pytest.mark.parametrize("file", QUERIES, ids=lambda file: file.stem)
def test_stored_questions(file):
    """The parsers agree on every stored question."""
    query = file.read_text(encoding="utf-8")
    assert dataset.has_from(query) is ("datasetClause" in parseQuery(query)[1])
    dataset.refuse_service(query)


def test_long_strings_cost_little():
    """A megabyte of quotes and backslashes is read in one go."""
    for text in ("'" * 1_000_000, '"""' * 300_000, "\\" * 1_000_000, "<" * 1_000_000):
        dataset.has_from(f"ASK {{ ?s ?p {text}")
