"""Every stored question answers as a reader of the article would, in Oxigraph and in rdflib."""

from __future__ import annotations

import csv
import re
from collections import Counter
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
import yaml
from rdflib import BNode, Dataset, Graph, URIRef, Variable
from rdflib.compare import graph_diff, to_isomorphic
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.parserutils import CompValue
from sampled import few

from claimgraph.claims.weighing import derived
from claimgraph.claims.weighing.weighing import weigh
from claimgraph.graph import loading
from claimgraph.graph import project as projects
from claimgraph.graph.project import Project
from claimgraph.graph.stores import Answer, Rows
from claimgraph.graph.stores.memory import Embedded, of_graph, of_truth
from claimgraph.questions import catalogue as ask
from claimgraph.vocab import ARTICLE, CG, GRAPH, ID, SCHEME, XSD

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pyoxigraph as ox

ROOT = Path(__file__).parents[2]
PROJECT = Project(ROOT)
QUERIES = PROJECT.query_files
# Answers about the article that was captured first stand by theme, those about another in a folder
# of its name.
FOLDER = ROOT / "tests" / "answers"
FIRST = "huawei-comeback"
ANSWERS = sorted((*FOLDER.glob("*/*.*"), *FOLDER.glob("*/*/*.*")))
# Questions whose rows begin with their article.
QUESTIONS = ROOT / "queries"
BY_ARTICLE = [
    path for path in QUERIES if path.read_text("utf-8").partition("\nSELECT ")[2]
    .removeprefix("DISTINCT ").startswith("?article ")
]  # fmt: skip
# These count by group; two of them leave out groups that are small, so that counts need not add up.
COUNTING = [path for path in BY_ARTICLE if "\nGROUP BY" in path.read_text("utf-8")]
WITH_LEAST = ("co-involvement", "silent-actors")
# Small data made up for what the article has no example of, each beside its answer.
CASES = sorted((ROOT / "tests" / "questions").glob("*.csv"))

# rdflib's own engine takes its time: by make test-slow.
ENGINES = ["oxigraph", pytest.param("rdflib", marks=pytest.mark.slow)]

# The prefixes of answers; an IRI that none of them shortens is written in full, as in <https://…>.
PREFIXES = {
    "cg": CG,
    "id": ID,
    "unit": "http://qudt.org/vocab/unit/",
    **{
        scheme: f"{SCHEME}{scheme}/"
        for scheme in (
            "argument-scheme",
            "certainty",
            "comparator",
            "evidence-kind",
            "modality",
            "polarity",
            "review",
            "role",
            "speech-act",
            "standing",
        )
    },
}

# What an article owns is shortened for the article that the answer is about.
OWNED = (
    "argument",
    "attribution",
    "claim",
    "crowd",
    "event",
    "evidence",
    "explanation",
    "passage",
    "quantity",
    "section",
    "source",
)

Row = tuple[str, ...]
# What all articles share is not asked of one of them.
WITHOUT = {"other-names"}


class Expected(NamedTuple):
    """An answer as a reader wrote it: the parameters asked for, the columns, the rows."""

    values: dict[str, str]
    variables: Row
    rows: list[Row]


class InRdflib(Embedded):
    """The same named graphs and their union asked by rdflib's own engine."""

    def __init__(self, store: Embedded):
        self.graph = Dataset(default_union=True)
        self.graph.addN(
            (*triple, named_graph) for named_graph in store.graph.graphs() for triple in named_graph
        )

    def rows(self, sparql: str) -> Rows:
        result = self.graph.query(sparql)
        if result.type == "ASK":
            return of_truth(result.askAnswer)
        if result.type == "CONSTRUCT":
            return of_graph(result.graph).walked()
        solutions = ({str(n): term for n, term in row.items()} for row in result.bindings)
        return Rows(tuple(map(str, result.vars)), solutions)


@cache
def loaded():
    return ask.load(PROJECT)


@cache
def everything(engine: str = "oxigraph") -> Embedded:
    """Return what all articles hold."""
    if engine == "rdflib":
        return InRdflib(everything())
    return weighed(quad for one in loaded() for quad in one.quads)


@cache
def store(engine: str, article: str) -> Embedded:
    """Return what one article's graph, the registry and the vocabulary hold."""
    if engine == "rdflib":
        return InRdflib(store("oxigraph", article))
    others = {f"{GRAPH}{one}" for one in ARTICLES if one != article}
    return weighed(
        quad for one in loaded() for quad in one.quads if quad.graph_name.value not in others
    )


def weighed(quads: Iterable[ox.Quad]) -> Embedded:
    """Return data together with what is derived from it."""
    held = Embedded(quads)
    held.add(derived.quads(weigh(held.union)))
    return held


def article_of(answer: Path) -> str:
    """Return the name of the article that an answer is about."""
    folder = answer.parent.parent
    return FIRST if folder == FOLDER else folder.name


def named(path: Path) -> str:
    return path.relative_to(FOLDER).as_posix()


def of_queries(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"


def asked(answer: Path) -> str:
    """Return the name of the question that an answer belongs to: claims-about.tsmc.csv."""
    return answer.name.partition(".")[0]


def read(answer: Path) -> Expected:
    """Read an expected answer; a first line such as `# actor=id:tsmc` holds parameters."""
    lines = answer.read_text(encoding="utf-8").splitlines()
    values = dict(re.findall(r"(\w+)=(\S+)", lines.pop(0))) if lines[0].startswith("#") else {}
    variables, *rows = csv.reader(lines)
    assert {len(row) for row in rows} <= {len(variables)}, "a row is too long or too short"
    return Expected(values, tuple(variables), [tuple(by_value(cell) for cell in r) for r in rows])


def by_value(text: str) -> str:
    """Return a number in one form, whichever way it is written, and other text as it is."""
    if not re.fullmatch(r"[+-]?\d+(\.\d+)?([eE][+-]?\d+)?", text):
        return text
    return format(Decimal(text).normalize(), "f")


def written(term, article: str) -> str:
    """Return a term as answers write it: IRIs shortened, literals by value, nothing for none."""
    assert not isinstance(term, BNode), "a blank node tells a reader nothing"
    if term is None:
        return ""
    if not isinstance(term, URIRef):
        return by_value(str(term))
    owned = {kind: f"{ARTICLE}{article}/{kind}/" for kind in OWNED}
    for prefix, namespace in (PREFIXES | owned).items():
        if term.startswith(namespace):
            return f"{prefix}:{term.removeprefix(namespace)}"
    return f"<{term}>"


def parts(node):
    """Yield every part of a parsed query's algebra."""
    yield node
    if isinstance(node, CompValue):
        for child in node.values():
            yield from parts(child)
    elif isinstance(node, list | tuple | set):
        for child in node:
            yield from parts(child)


@cache
def prepared(sparql: str):
    """Parse a query, of which there are several answers, once."""
    return prepareQuery(sparql)


def ordered_columns(sparql: str, variables: Row) -> list[int]:
    """Return the columns that the whole query's ORDER BY sorts by.

    All of them where it sorts by what is no column: then nothing tells which rows tie.
    """
    node = prepared(sparql).algebra
    while isinstance(node, CompValue) and node.name != "OrderBy":
        # An ORDER BY further down, past a join, belongs to a subselect.
        node = node.p if node.name in ("SelectQuery", "Slice", "Distinct", "Project") else None
    columns = []
    for condition in node.expr if node is not None else []:
        about = {str(part) for part in parts(condition.expr) if isinstance(part, Variable)}
        if not about <= set(variables):
            return list(range(len(variables)))
        columns += [variables.index(name) for name in about]
    return columns


ARTICLES = sorted({article_of(path) for path in ANSWERS})


# By rdflib each question of one article alone.
ASKED = [
    *(("oxigraph", path) for path in ANSWERS),
    *(
        pytest.param("rdflib", path, marks=pytest.mark.slow)
        for path in {f"{path.parent.name}/{asked(path)}": path for path in ANSWERS}.values()
    ),
]


@pytest.mark.parametrize(
    ("engine", "path"), ASKED, ids=lambda each: each if isinstance(each, str) else named(each)
)
def test_question_answers_as_the_article_does(path, engine):
    """The rows are those a reader expects, in the order that the question promises."""
    question = ask.find(PROJECT, f"{path.parent.name}/{asked(path)}")
    if path.suffix == ".ttl":
        graph = ask.ask(question, {}, store(engine, article_of(path)), loaded()).graph
        _, surplus, missing = graph_diff(to_isomorphic(graph), to_isomorphic(Graph().parse(path)))
        assert (set(surplus), set(missing)) == (set(), set())
        return
    expected = read(path)

    answer = ask.ask(question, expected.values, store(engine, article_of(path)), loaded())

    must_be(answer, expected, question.sparql, article_of(path))


@pytest.mark.parametrize(
    "path", few([path for path in ANSWERS if asked(path) not in WITHOUT], 25), ids=named
)
def test_the_article_that_is_named_is_asked_alone(path):
    """Asked of all articles together, the rows are those of its own graph."""
    question = ask.find(PROJECT, f"{path.parent.name}/{asked(path)}")
    article = article_of(path)
    if path.suffix == ".ttl":
        answer = ask.ask(question, {"article": article}, everything(), loaded())
        assert to_isomorphic(answer.graph) == to_isomorphic(Graph().parse(path))
        return
    expected = read(path)
    values = {**expected.values, "article": f"{ARTICLE}{article}/"}

    answer = ask.ask(question, values, everything(), loaded())

    # A row without an article belongs to none.
    own = [row for row in expected.rows if row[0]]
    must_be(answer, expected._replace(rows=own), question.sparql, article)


@pytest.mark.parametrize("path", QUERIES, ids=of_queries)
def test_a_question_has_its_article_first_or_says_why_not(path):
    question = ask.read(path)
    parameters = {parameter.variable: parameter for parameter in question.parameters}

    assert (path in BY_ARTICLE) != ("No article column: " in question.description)
    if asked(path) not in WITHOUT:
        assert parameters["__article_iri"].optional
        assert "`article` leaves out the other articles" in question.description


@pytest.mark.parametrize("path", few(BY_ARTICLE, 30), ids=of_queries)
def test_rows_of_all_articles_are_those_of_each(path):
    """Without `article`, and with `*` where nothing is counted: never mixed in silence."""
    question = ask.read(path)
    for values in values_of(path):
        each = Counter(
            row
            for article in ARTICLES
            for row in rows_of(question, {**values, "article": f"{ARTICLE}{article}/"})
        )
        together = rows_of(question, values)

        assert Counter(row for row in together if row[0] is not None) == each
        if path not in COUNTING:
            assert rows_of(question, {**values, "article": "*"}) == together


@pytest.mark.parametrize("path", COUNTING, ids=of_queries)
def test_all_articles_together_are_counted_as_one(path):
    for values in values_of(path):
        must_add_up(ask.read(path), values, everything())


@pytest.mark.slow
def test_all_articles_together_are_counted_as_one_by_rdflib():
    must_add_up(ask.find(PROJECT, "claims-by-kind"), {}, everything("rdflib"))


def must_add_up(question, values, store) -> None:
    """Compare the counts over all articles with the sums of those of each."""
    select = question.sparql.partition("\nSELECT ")[2].partition("\nWHERE ")[0]
    counts = re.findall(r" AS \?(\w+)\)", select)

    def counted(answer: Answer) -> Counter[tuple]:
        totals: Counter[tuple] = Counter()
        for row in answer.rows:
            key = tuple(row.get(name) for name in answer.variables[1:] if name not in counts)
            for name in counts:
                totals[*key, name] += int(row[name].toPython())
        return totals

    by_article = ask.ask(question, values, store, loaded())
    together = ask.ask(question, {**values, "article": "*"}, store, loaded())

    assert together.variables == by_article.variables
    assert {str(row["article"]) for row in together.rows} <= {"*"}
    assert len(counted(together)) == len(together.rows) * len(counts)
    if question.name in WITH_LEAST:
        assert counted(together) >= counted(by_article)
    else:
        assert counted(together) == counted(by_article)


def values_of(path: Path) -> list[dict[str, str]]:
    """Return the parameters with which a question is asked of any article."""
    return [
        read(answer).values
        for answer in ANSWERS
        if asked(answer) == path.stem and answer.suffix == ".csv"
    ]


def rows_of(question, values) -> list[tuple]:
    answer = ask.ask(question, values, everything(), loaded())
    return [tuple(row.get(name) for name in answer.variables) for row in answer.rows]


def test_a_measure_is_answered_in_its_own_article():
    """Event, measure and claim that share an actor lie in one article."""
    question = ask.find(PROJECT, "responses")
    values = {"actor": "id:netherlands", "measure": "id:legislation-against-huawei", "months": "99"}

    assert rows_of(question, values) == []


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("path", CASES, ids=lambda path: path.name)
def test_question_answers_what_the_article_has_no_example_of(path, engine):
    files = [projects.described(path.with_suffix(".ttl")), *PROJECT.vocabulary_files]
    data = Embedded(quad for file in files for quad in loading.load(file).quads)
    question = ask.find(PROJECT, asked(path))

    answer = ask.ask(question, {}, InRdflib(data) if engine == "rdflib" else data)

    must_be(answer, read(path), question.sparql, FIRST)


def must_be(answer: Answer, expected: Expected, sparql: str, article: str) -> None:
    """Compare rows as a multiset, and in order where the query sorts."""
    assert answer.variables == expected.variables
    rows = [
        tuple(written(row.get(name), article) for name in answer.variables) for row in answer.rows
    ]
    found, wanted = Counter(rows), Counter(expected.rows)
    assert {"surplus": found - wanted, "missing": wanted - found} == {"surplus": {}, "missing": {}}
    # Rows that tie in the ordered columns may come in any order.
    columns = ordered_columns(sparql, answer.variables)
    assert [[row[n] for n in columns] for row in rows] == [
        [row[n] for n in columns] for row in expected.rows
    ]


def test_every_question_has_its_answer_and_every_answer_its_question():
    questions = {(path.parent.name, path.stem) for path in QUERIES}

    for article in ARTICLES:
        answered = {
            (path.parent.name, asked(path)) for path in ANSWERS if article_of(path) == article
        }
        assert answered == questions, article
    assert len(questions) >= 40


def test_questions_parse_and_no_two_share_a_name():
    """The catalogue raises for a file that is not SPARQL 1.1 or a name that is taken."""
    assert len(ask.catalogue(PROJECT)) == len(QUERIES)


@pytest.mark.parametrize("path", QUERIES, ids=of_queries)
def test_header(path):
    """The header says what is asked and how to read it; defaults are for parameters."""
    lines = path.read_text(encoding="utf-8").splitlines()
    header = yaml.safe_load("\n".join(line[3:] for line in lines if line.startswith("#+")))
    question = ask.read(path)

    assert set(header) <= {"summary", "description", "tags", "defaults", "by_article"}
    assert header["summary"].strip()
    assert not header["summary"].endswith(".")
    assert header["description"].strip().endswith(".")
    assert isinstance(header["tags"], list)
    assert header["tags"]
    defaults = {name for entry in header.get("defaults", []) for name in entry}
    assert defaults <= {parameter.name for parameter in question.parameters}


@pytest.mark.parametrize("path", few(QUERIES, 20), ids=of_queries)
def test_query_is_portable(path):
    """Any SPARQL 1.1 engine can answer it over any dataset: standard functions, one graph."""
    found = list(parts(prepareQuery(path.read_text(encoding="utf-8")).algebra))
    values = [part for part in found if isinstance(part, CompValue)]

    assert [p.iri for p in values if p.name == "Function" and not p.iri.startswith(XSD)] == []
    assert {p.name for p in values} & {"Graph", "ServiceGraphPattern", "DatasetClause"} == set()


def test_order_is_read_from_the_whole_query():
    """The harness compares order where a query promises one, and only there."""
    inner = "{ SELECT ?a { ?a ?b ?c } ORDER BY ?a LIMIT 1 }"

    assert ordered_columns(f"SELECT ?a ?c {{ {inner} ?a ?b ?c }}", ("a", "c")) == []
    query = f"SELECT DISTINCT ?a ?c {{ {inner} ?a ?b ?c }} ORDER BY DESC(STR(?c)) LIMIT 2"
    assert ordered_columns(query, ("a", "c")) == [1]
    assert ordered_columns("SELECT ?a ?c { ?a ?b ?c } ORDER BY ?c ?b", ("a", "c")) == [0, 1]
