"""What the command does, as Python functions with types."""

from __future__ import annotations

import datetime
import subprocess
import sys
from decimal import Decimal
from importlib.metadata import version
from pathlib import Path

import pytest
import rdflib
from rdflib import Literal, URIRef
from sampled import few

import claimgraph
from claimgraph.errors import ProjectError, QuestionError, SyntaxFault, UsageError

DATA = """\
@prefix x:    <https://example.org/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
x:a a x:Thing ; rdfs:label "A thing"@en .
"""
SHAPE = """\
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix x:  <https://example.org/> .
x:shape a sh:NodeShape ; sh:targetClass x:Thing ;
    sh:property [ sh:path x:name ; sh:minCount 1 ; sh:message "has no name"@en ] .
"""
QUESTION = """\
#+ summary: What has a label
#+ tags: [own]
SELECT ?thing ?label {
  ?thing <http://www.w3.org/2000/01/rdf-schema#label> ?label ; a <https://example.org/Thing>
  FILTER(?thing = ?_which_iri)
}
"""


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def root(tmp_path) -> Path:
    write(tmp_path / "data/a/a.ttl", DATA)
    write(tmp_path / "ontology/shapes/own.ttl", SHAPE)
    write(tmp_path / "queries/mine/named.rq", QUESTION)
    return tmp_path


@pytest.mark.parametrize("below", ["", "data", "data/a", "data/a/a.ttl"])
@pytest.mark.parametrize("kind", [str, Path])
def test_a_project_is_opened_by_any_path_in_it(root, below, kind):
    opened = claimgraph.open(kind(root / below))

    assert isinstance(opened, claimgraph.Claimgraph)
    assert opened.project.root == root


def test_the_working_directory_is_opened_unless_told_otherwise(root, monkeypatch):
    monkeypatch.chdir(root / "data")

    assert claimgraph.open().project.root == root


def test_where_there_is_no_project_an_error_is_raised(tmp_path):
    with pytest.raises(ProjectError, match="no project here"):
        claimgraph.open(tmp_path)
    with pytest.raises(claimgraph.ClaimgraphError, match="no such file or folder"):
        claimgraph.open(tmp_path / "gone")


def test_nothing_is_read_before_it_is_needed(root):
    """A broken file breaks what reads it, and no more."""
    write(root / "data/a/b.ttl", "nonsense")
    opened = claimgraph.open(root)

    assert "named" in [question.name for question in opened.questions]
    with pytest.raises(SyntaxFault):
        _ = opened.graph
    with pytest.raises(SyntaxFault):
        opened.ask("named", which="A thing")
    assert opened.check().exit_code(claimgraph.Severity.VIOLATION) == 1


def test_the_graph_is_rdflibs_and_reads_the_union(root):
    graph = claimgraph.open(root).graph
    thing = URIRef("https://example.org/a")

    assert isinstance(graph, rdflib.Dataset)
    assert graph.value(thing, rdflib.RDFS.label) == Literal("A thing", lang="en")
    named = graph.graph(URIRef("https://w3id.org/claimgraph/graph/a"))
    assert set(named.subjects()) == {thing}
    assert len(graph) > len(named) == 2


def test_the_graph_is_loaded_once(root):
    opened = claimgraph.open(root)
    before = len(opened.graph)
    (root / "data/a/a.ttl").unlink()

    assert len(opened.graph) == before


def test_questions_are_the_shipped_and_the_projects_own(root):
    questions = claimgraph.open(root).questions
    (mine,) = [question for question in questions if question.theme == "mine"]

    assert all(isinstance(question, claimgraph.Question) for question in questions)
    assert (mine.name, mine.summary, mine.tags) == ("named", "What has a label", ("own",))
    assert [(p.name, p.type, p.default) for p in mine.parameters] == [("which", "iri", None)]
    assert "thesis" in [question.name for question in questions]


def test_a_question_is_answered_with_rdflibs_terms(root):
    answer = claimgraph.open(root).ask("named", which="A thing")

    assert isinstance(answer, claimgraph.Answer)
    assert answer.variables == ("thing", "label")
    assert [dict(row) for row in answer.rows] == [
        {"thing": URIRef("https://example.org/a"), "label": Literal("A thing", lang="en")}
    ]
    assert (answer.graph, answer.truth) == (None, None)


def test_a_parameter_may_have_any_name(root):
    for name in ("question", "self"):
        write(root / f"queries/mine/of-{name}.rq", QUESTION.replace("_which_iri", f"_{name}_iri"))
        answer = claimgraph.open(root).ask(f"of-{name}", **{name: "A thing"})

        assert len(answer.rows) == 1


def test_the_shipped_article_is_asked():
    """The module's own example."""
    here = Path(__file__).parent.parent

    assert len(claimgraph.open(here / "data").ask("thesis").rows) >= 1


@pytest.mark.parametrize(
    ("name", "values", "message"),
    [
        ("gone", {}, "no question named 'gone'"),
        ("named", {}, "needs a value for 'which'"),
        ("named", {"which": "Another"}, "nothing in the graph has that IRI or label"),
        ("named", {"witch": "A thing"}, "no parameter 'witch'"),
    ],
)
def test_a_wrong_question_is_an_error_of_claimgraph(root, name, values, message):
    with pytest.raises(QuestionError, match=message):
        claimgraph.open(root).ask(name, **values)


@pytest.mark.parametrize("engine", few(["auto", "fast", "pyshacl"], 1))
def test_a_check_returns_a_report(root, engine):
    report = claimgraph.open(root).check(engine)
    (finding,) = report.findings

    assert isinstance(report, claimgraph.Report)
    assert isinstance(finding, claimgraph.Finding)
    assert isinstance(finding.location, claimgraph.Location)
    assert (finding.severity, finding.message) == (claimgraph.Severity.VIOLATION, "has no name")
    assert (finding.location.line, finding.focus) == (3, "<https://example.org/a>")
    assert (report.files, report.triples, report.unchecked) == (1, 2, ())


def test_a_mended_file_is_checked_as_it_is_now(root):
    """Each check reads the files again."""
    opened = claimgraph.open(root)
    assert len(opened.check().findings) == 1
    write(root / "data/a/a.ttl", DATA.replace("a x:Thing", 'a x:Thing ; x:name "A"'))

    assert opened.check().findings == ()


def test_an_unknown_engine_is_refused(root):
    with pytest.raises(UsageError, match="no engine 'steam'"):
        claimgraph.open(root).check("steam")


def test_completion_offers_every_public_name_before_its_first_use():
    """PEP 562: `dir` of a module that imports its names lazily lists them by its own `__dir__`."""
    code = "import claimgraph; print(*sorted(set(claimgraph.__all__) - set(dir(claimgraph))))"
    missing = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)

    assert missing.stdout.split() == []


def test_every_error_is_of_one_tree():
    """Who catches ClaimgraphError catches all that claimgraph raises on purpose."""
    from claimgraph import errors

    raised = [each for each in vars(errors).values() if isinstance(each, type)]

    assert len(raised) > 4
    assert all(issubclass(each, claimgraph.ClaimgraphError) for each in raised)
    drawn = errors.__doc__ or ""
    assert all(each.__name__ in drawn for each in raised)


def test_the_data_is_exported(tmp_path):
    """Without the vocabulary, in any form by its name."""
    write(tmp_path / "data" / "x.ttl", DATA)
    opened = claimgraph.open(tmp_path)
    quads = list(opened.graph.quads((URIRef("https://example.org/a"), None, None, None)))
    graph = rdflib.Dataset().parse(data=opened.export(), format="trig")
    assert {quad[:3] for quad in graph.quads()} == {quad[:3] for quad in quads}
    assert opened.export("ntriples").count(b"\n") == len(quads) == 2
    with pytest.raises(UsageError, match="did you mean turtle"):
        opened.export("turtel")
    with pytest.raises(UsageError, match="open the project without a store"):
        claimgraph.open(tmp_path, store=tmp_path / "store").export()


# ── In a notebook ────────────────────────────────────────────────────────────────────────────────

SHIPPED = Path(__file__).parents[1]
VALUES = """\
#+ summary: One of each kind of value
PREFIX x: <https://example.org/>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
SELECT ?iri ?words ?count ?share ?day ?month ?flag ?mixed ?none {
  VALUES (?iri ?words ?count ?share ?day ?month ?flag ?mixed) {
    (x:a "Brot"@de  3 1.50 "2021-05-31"^^xsd:date "2021-05"^^xsd:gYearMonth true  1)
    (x:b "bread"@en 4 2.5  "2021-06-01"^^xsd:date "2021-06"^^xsd:gYearMonth false "x")
  }
}
"""


@pytest.fixture
def values(root) -> claimgraph.Answer:
    write(root / "queries/mine/values.rq", VALUES)
    return claimgraph.open(root).ask("values")


@pytest.mark.parametrize("labels", [False, True])
def test_a_frame_holds_pythons_own_values(values, labels):
    rows = values.to_pandas(labels=labels).to_dict("records")
    assert values.to_polars(labels=labels).columns == list(values.variables)
    name = "A thing" if labels else "https://example.org/a"
    first = [
        name, "Brot", 3, Decimal("1.50"), datetime.date(2021, 5, 31), "2021-05", True, 1, None,
    ]  # fmt: skip
    assert rows[0] == dict(zip(values.variables, first, strict=True))
    first[7] = "1"  # a column of polars is of one type
    assert values.to_polars(labels=labels).row(0) == tuple(first)


INTEGER, DECIMAL, DOUBLE = rdflib.XSD.integer, rdflib.XSD.decimal, rdflib.XSD.double
TIME, TRUTH = rdflib.XSD.dateTime, rdflib.XSD.boolean
DAY = "2023-02-28T00:00:00"


@pytest.mark.parametrize(
    ("typed", "texts"),
    few(
        [
            ([(str(2**200), INTEGER), ("1", INTEGER)], True),
            ([(str(2**63), INTEGER), ("1", INTEGER)], True),
            ([(str(2**53 + 1), INTEGER), ("1.5", DOUBLE)], True),
            ([("7", INTEGER), ("1.5", DOUBLE)], False),
            ([("9" * 39, DECIMAL)], True),
            ([("9" * 30, DECIMAL), ("0.123456789", DECIMAL)], True),
            ([("NaN", DECIMAL)], True),
            ([("1.5", DECIMAL), ("0.25", DECIMAL)], False),
            ([("NaN", DOUBLE), ("INF", DOUBLE)], False),
            ([(f"{DAY}Z", TIME), (DAY, TIME)], True),
            ([(DAY, TIME), (DAY, TIME)], False),
            ([("true", TRUTH), ("1", INTEGER)], True),
        ],
        7,
    ),
    ids=str,
)
def test_a_column_that_polars_cannot_hold_is_its_texts(typed, texts):
    rows = [{"v": Literal(value, datatype=kind, normalize=False)} for value, kind in typed]
    held = list(claimgraph.Answer(("v",), tuple(rows)).to_polars()["v"])

    assert (held == [value for value, _ in typed]) is texts
    assert any(isinstance(one, str) for one in held) is texts


@pytest.mark.parametrize("beside", [None, Literal("1.5", datatype=DOUBLE)])
@pytest.mark.parametrize("size", [2**53 + 1, 2**63 + 1, -(2**53) - 1, 7])
def test_whole_numbers_of_pandas_are_exact(size, beside):
    """Beside a gap or a float, pandas would round them to floats."""
    rows = [{"v": Literal(size)}, {} if beside is None else {"v": beside}]
    frame = claimgraph.Answer(("v",), tuple(rows)).to_pandas()

    assert int(frame["v"][0]) == size


def test_what_is_not_of_its_type_is_its_text_and_nothing_is_printed(root, capfd):
    typed = '"maybe"^^xsd:boolean "2023-02-30"^^xsd:date "x"^^xsd:integer'
    query = f"PREFIX xsd: <{rdflib.XSD}>\nSELECT ?v {{ VALUES ?v {{ {typed} }} }}"
    write(root / "queries/mine/wrong.rq", f"#+ summary: Ill-typed\n{query}\n")

    frame = claimgraph.open(root).ask("wrong").to_pandas()
    assert list(frame["v"]) == ["maybe", "2023-02-30", "x"]
    assert capfd.readouterr() == ("", "")


def test_without_pandas_it_is_said_what_to_install(values, monkeypatch):
    monkeypatch.setitem(sys.modules, "pandas", None)
    monkeypatch.setitem(sys.modules, "polars", None)
    with pytest.raises(UsageError, match=r"pip install 'claimgraph\[pandas\]'"):
        values.to_pandas()
    with pytest.raises(UsageError, match=r"pip install 'claimgraph\[polars\]'"):
        values.to_polars()


def test_a_notebook_shows_labels_and_never_runs_what_captures_say(root):
    write(root / "data/a/a.ttl", DATA.replace("A thing", "<script>alert(1)</script>"))
    opened = claimgraph.open(root)
    html = opened.ask("named", which="https://example.org/a")._repr_html_()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "<script" not in html
    assert "<td" in html
    assert "1 row" in html


def test_a_report_and_an_answer_say_what_they_are(root):
    opened = claimgraph.open(root)
    assert repr(opened.check()) == "<Report: 1 violation in 1 file>"
    assert repr(opened.check().findings[0]).startswith("<violation ")
    assert repr(opened.ask("named", which="A thing")) == "<Answer: 1 row of thing, label>"
    assert "<Question mine/named: What has a label>" in map(repr, opened.questions)
    assert "has no name" in opened.check()._repr_html_()
    write(root / "data/a/a.ttl", DATA.replace("a x:Thing", 'a x:Thing ; x:name "A"'))
    assert repr(opened.check()) == "<Report: no findings in 1 file>"


def test_an_article_a_claim_and_its_explanation_show_themselves():
    opened = claimgraph.open(SHIPPED)
    article = opened.articles[0]
    assert article.slug in article._repr_html_()
    assert repr(opened).startswith("<Claimgraph of ")
    assert f'<td style="text-align:left">{len(article.claims)}</td>' in opened._repr_html_()
    assert len(opened.claims) == sum(len(each.claims) for each in opened.articles)
    thesis = article.theses[0]
    explanation = opened.explain(str(thesis.iri))
    assert explanation.claim.label == thesis.label
    name = str(thesis.iri).rpartition("/")[2]
    assert opened.explain(name, article=article.slug) == explanation
    assert explanation._repr_html_().count("<li>") > len(explanation.claim.arguments)
    assert "standing" in opened.weigh(article.slug)._repr_html_()


def test_a_picture_and_a_page_are_texts_that_a_notebook_shows():
    opened = claimgraph.open(SHIPPED)
    picture = opened.draw("timeline", opened.articles[0].slug)
    assert picture._repr_svg_() == picture
    assert picture.startswith("<svg")
    assert repr(picture) == f"<Picture: SVG of {len(picture)} characters>"


def test_the_version_is_the_packages():
    assert claimgraph.__version__ == version("claimgraph")
    assert "__version__" in dir(claimgraph)
