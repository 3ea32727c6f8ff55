"""What a query is: the engine that runs it says so, and nothing is run to find out."""

from __future__ import annotations

import contextlib
import re
from pathlib import Path

import pyoxigraph as ox
import pytest
from calling_queries import Listener, made

from claimgraph.errors import QuestionError, SyntaxFault
from claimgraph.graph.sparql import has_dataset, read
from claimgraph.questions import Question, catalogue, header, sparql

SUITE = sorted((Path(__file__).parents[1] / "w3c-sparql").rglob("*.rq"))
STORED = sorted((Path(__file__).parents[2] / "queries").rglob("*.rq"))
FROM = [
    "SELECT * FROM <http://e/g> { ?s ?p ?o }",
    "SELECT *FROM<http://e/g>{ ?s ?p ?o }",
    "select * from named <http://e/g> where { ?s ?p ?o }",
    "SELECT (1 AS ?x)FROM <http://e/g> {}",
    "SELECT ?from\nFROM\n# comment\n<http://e/g> { ?from ?p ?o }",
    "PREFIX from: <http://e/> SELECT * FROM from:from { ?s ?p ?o }",
    "DESCRIBE <http://e/from> FROM <http://e/g>",
    "# it's a comment\nASK FROM <http://e/g> { ?s ?p 'x' }",
    "# it's a comment\rASK FROM <http://e/g> { ?s ?p 'x' }",
]
NO_FROM = [
    "ASK { ?s ?p 'from' }",
    "ASK { ?s ?p 'it\\'s FROM' }",
    "ASK { ?s ?p 'a\\from' }",
    "ASK { ?s ?p 'a\\u0066rom \\\\u0066rom f\\u0072om' }",
    'ASK { ?s ?p """a "quoted" FROM""" }',
    "ASK { ?s ?p '\\\\' } # ' FROM '",
    "ASK { ?s <http://e/#FROM> ?from }",
    "PREFIX from: <http://e/> ASK { ?s from:from from: }",
    "PREFIX e: <http://e/> ASK { ?s e:a-from e:from.a }",
    "PREFIX e: <http://e/> ASK { ?s e:a\\'b ?o . ?o e:c\\# 'FROM' }",
    "PREFIX e: <http://e/> ASK { ?s e:a%20from ?o }",
    "ASK { _:from ?p ?o }",
    "ASK { ?s ?p 'x'@en-from }",
]


def _legal(query: str) -> bool:
    try:
        ox.Store().query(query, base_iri="http://e/")
    except SyntaxError:
        return False
    except RuntimeError:  # a function that is not Oxigraph's
        return True
    return True


@pytest.mark.parametrize("query", FROM)
def test_a_keyword_is_seen(query: str) -> None:
    """The keyword counts wherever white space or punctuation lets it begin."""
    assert has_dataset(query)


@pytest.mark.parametrize("query", NO_FROM)
def test_a_keyword_is_not_imagined(query: str) -> None:
    """In strings, IRIs, comments, names and language tags the word is no keyword."""
    assert not has_dataset(query)


@pytest.mark.parametrize("file", SUITE + STORED, ids=lambda file: f"{file.parent.name}-{file.stem}")
def test_w3c_queries_are_what_the_engine_says(file: Path) -> None:
    """A query of the W3C's suite parses where Oxigraph answers it; SERVICE is in those with it."""
    query = f"BASE <http://e/>\n{file.read_text(encoding='utf-8')}"
    without_comments = re.sub(r"(?m)^\s*#.*$", "", query)
    if re.search("service", without_comments, re.IGNORECASE):
        assert sparql.uses(query, "SERVICE")
    elif _legal(query):
        assert not sparql.uses(query, "SERVICE")
    else:
        with pytest.raises(SyntaxError):
            sparql.must_parse(query)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?service { ?service ?p 'SERVICE <http://e/> { }' } # SERVICE",
        "PREFIX service: <http://e/service#> ASK { ?s service:service service:, 'x'@service-en }",
        'SELECT ("d\\u00e9cade" AS ?x) { BIND("\\u0022" AS ?service) }',
        'SELECT ("\\u0073ervice \\\\u0073ervice" AS ?x) {}',
    ],
)
def test_the_word_is_allowed(query: str) -> None:
    """Names, texts and comments may say what they like."""
    assert not sparql.uses(query, "SERVICE")


@pytest.mark.parametrize(
    ("query", "reads"),
    [
        ("SELECT * { ?s ?p ?o }", True),
        ("SELECT * { ?s !<http://e/p> ?o }", True),
        ("SELECT * { ?s <http://e/p> ?o }", False),
        ("CONSTRUCT { ?s ?o ?s } WHERE { ?s <http://e/p> ?o }", False),
        ("CONSTRUCT { ?s <http://e/p> ?o } WHERE { ?s ?p ?o }", True),
        ("CONSTRUCT WHERE { ?s ?p ?o }", True),
    ],
)
def test_a_query_reads_any_property_where_its_pattern_says_so(query: str, reads: bool) -> None:
    """A template matches nothing, whatever stands in it (SPARQL 1.1, 16.2)."""
    assert read(query).any_predicate is reads


def test_nothing_is_run() -> None:
    """To parse calls nobody and counts nothing, however much the query would."""
    rows = " ".join(map(str, range(1000)))
    values = " ".join(f"VALUES ?v{n} {{ {rows} }}" for n in range(8))
    sparql.must_parse(f"ASK {{ {values} FILTER(?v0 < 0) }}")  # 1000 to the eighth, if counted
    with Listener() as listener:
        for seed in range(500):
            with contextlib.suppress(SyntaxError):
                sparql.must_parse(made(seed, listener.port))
        assert listener.connections == 0


@pytest.mark.parametrize("level", ["{", "(", "[", "!"])
def test_a_stored_query_too_deep_is_refused(level: str) -> None:
    """Oxigraph's parser ends the process where a query is nested without end."""
    end = {"{": "}", "(": ")", "[": "]"}.get(level, "")
    query = f"#+ summary: x\nSELECT * {{ {level * 100_000}{end * 100_000} }}"
    with pytest.raises(SyntaxFault, match="nested"):
        header.parse(query, theme="t", name="n", file="n.rq")


def _question(allows_service: bool) -> Question:
    query = "SELECT * { SERVICE <http://127.0.0.1:9199/> { ?s ?p ?o } }"
    return Question("t", "n", "s", "", query, "n.rq", allows_service=allows_service)


def test_service_is_refused_unless_it_is_allowed() -> None:
    """A stored question calls another server only where a person has said so."""

    class Nowhere:
        def query(self, text: str) -> None:
            raise AssertionError(text)

    with pytest.raises(QuestionError, match="--allow-service"):
        catalogue.bound(_question(allows_service=False), {}, Nowhere())  # type: ignore[arg-type]
    allowed = _question(allows_service=True)
    assert catalogue.bound(allowed, {}, Nowhere()) == allowed.sparql  # type: ignore[arg-type]
