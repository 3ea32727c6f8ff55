"""SPARQL 1.1: the syntax of stored questions, and their answers in each format of `ask`."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from decimal import Decimal, InvalidOperation
from pathlib import Path

import pyoxigraph as ox

from claimgraph.check.engines.literals import number
from claimgraph.errors import ClaimgraphError
from claimgraph.graph.stores.memory import Embedded
from claimgraph.questions import answers, catalogue, header
from conformance.suites import MF, Manifest, Outcome, folder, isomorphic

QT = "http://www.w3.org/2001/sw/DataAccess/tests/test-query#"
_BASE = "https://w3c.github.io/rdf-tests/sparql/sparql11/"
SYNTAX = ("syntax-query",)
EVALUATION = (
    *("aggregates", "bind", "bindings", "cast", "construct", "csv-tsv-res", "exists"),
    *("functions", "grouping", "json-res", "negation", "project-expression", "property-path"),
    "subquery",
)
FORMATS = ("json", "xml", "tsv", "csv")
XSD_BOOLEAN = "http://www.w3.org/2001/XMLSchema#boolean"
REASONS = {
    "aggregates/agg-groupconcat-0": "Oxigraph keeps a language that all values have in common",
    "csv-tsv-res/tsv03": "Oxigraph gives a number of a derived datatype back as xsd:integer",
    "functions/bnode01": "Oxigraph makes one blank node of one string in all solutions",
    "property-path/zero_or_": "Oxigraph begins no path of length zero at a node without triples",
}
UNION = "asks what is not in the default graph; that of questions is the union of all graphs"
RS = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"


def _question(path: Path, base: str):
    text = path.read_text(encoding="utf-8")
    own = "" if re.search(r"(?im)^\s*BASE\s*<", text) else f"BASE <{base}{path.name}>\n"
    return header.parse(
        f"#+ summary: a test\n{own}{text}", theme="w3c", name="test", file="test.rq"
    )


def _manifests(names):
    for name in names:
        base = f"{_BASE}{name}/"
        yield (
            name,
            folder() / "sparql" / "sparql11" / name,
            base,
            Manifest(folder() / "sparql" / "sparql11" / name / "manifest.ttl", base),
        )


def syntax() -> Outcome:
    """Run the syntax tests of queries: what is SPARQL is taken, what is not is told."""
    outcome = Outcome("SPARQL 1.1 query syntax")
    for _, here, base, manifest in _manifests((*SYNTAX, "aggregates", "grouping", "syntax-fed")):
        for test, kind in manifest.of("PositiveSyntaxTest11", "NegativeSyntaxTest11"):
            path = here / manifest.value(test, MF + "action").value.removeprefix(base)

            def run(path=path, kind=kind, base=base) -> str | None:
                try:
                    _question(path, base)
                except ClaimgraphError as error:
                    return f"is refused: {error}" if kind.startswith("Positive") else None
                return None if kind.startswith("Positive") else "is taken, though it is not SPARQL"

            outcome.count(f"{here.name}/{test.rpartition('#')[2]}", run)
    return outcome


def evaluation() -> list[Outcome]:
    """Run the evaluation tests and read each answer back from each format."""
    found = {form: Outcome(f"SPARQL 1.1 evaluation, {form}") for form in (*FORMATS, "turtle")}
    for _, here, base, manifest in _manifests(EVALUATION):
        for test, _ in manifest.of("QueryEvaluationTest", "CSVResultFormatTest"):
            action = manifest.value(test, MF + "action")
            result = here / manifest.value(test, MF + "result").value.removeprefix(base)
            name = f"{here.name}/{test.rpartition('#')[2]}"
            graph = result.suffix in (".ttl", ".nt", ".rdf") and not _is_result_set(result)
            for form in ("turtle",) if graph else FORMATS:
                if result.suffix == ".csv" and form != "csv":
                    continue

                def run(
                    name=name,
                    action=action,
                    result=result,
                    form=form,
                    here=here,
                    base=base,
                    m=manifest,
                ):
                    query = here / m.value(action, QT + "query").value.removeprefix(base)
                    question = _question(query, base)
                    rows = catalogue.rows(question, {}, Embedded(_data(m, action, here, base)))
                    out = io.StringIO()
                    answers.write(rows, form, out)
                    same = _same(result, out.getvalue(), form)
                    if same:
                        return None
                    named = m.values(action, QT + "graphData")
                    known = (REASONS[key] for key in REASONS if name.startswith(key))
                    return UNION if named else next(known, "has another answer")

                found[form].count(name, run)
    return list(found.values())


def _data(manifest: Manifest, action, here: Path, base: str):
    for each in manifest.values(action, QT + "data"):
        path = here / each.value.removeprefix(base)
        for quad in ox.parse(path=str(path), base_iri=each.value):
            yield ox.Quad(*quad.triple, ox.NamedNode("urn:default"))
    for each in manifest.values(action, QT + "graphData"):
        path = here / each.value.removeprefix(base)
        for quad in ox.parse(path=str(path), base_iri=each.value):
            yield ox.Quad(*quad.triple, each)


def _is_result_set(path: Path) -> bool:
    return RS in path.read_text(encoding="utf-8")


_PARSED = {
    ".srx": ox.QueryResultsFormat.XML,
    ".srj": ox.QueryResultsFormat.JSON,
    ".tsv": ox.QueryResultsFormat.TSV,
    ".csv": ox.QueryResultsFormat.CSV,
}
_FORMS = {"xml": ".srx", "json": ".srj", "tsv": ".tsv", "csv": ".csv"}


def _same(result: Path, written: str, form: str) -> bool:
    """Tell whether an answer is what is wanted; CSV has no datatypes and no kinds of terms."""
    if form == "turtle":
        return isomorphic(ox.parse(written, format=ox.RdfFormat.TURTLE), ox.parse(path=str(result)))
    wanted = [] if result.suffix == ".csv" else _wanted(result)
    if isinstance(wanted, bool):
        if form in ("csv", "tsv"):
            return str(wanted).lower() in written
        return bool(ox.parse_query_results(written, format=_PARSED[_FORMS[form]])) == wanted
    if form == "csv":
        rows = _of_csv(written)
        if result.suffix == ".csv":
            return _rows_alike(rows, _of_csv(result.read_text(encoding="utf-8")))
        plain = [{n: _blankless(_plain(v)) for n, v in row.items()} for row in wanted]
        plain = [{n: v for n, v in row.items() if v} for row in plain]
        return _rows_alike(rows, plain)
    got = ox.parse_query_results(written, format=_PARSED[_FORMS[form]])
    names = [v.value for v in got.variables]
    rows = [{n: row[n] for n in names if row[n] is not None} for row in got]
    return _graph_alike(rows, wanted)


def _of_csv(text: str) -> list[dict]:
    names, *lines = csv.reader(io.StringIO(text))
    pairs = (zip(names, line, strict=False) for line in lines)
    return [{name: _blankless(value) for name, value in row if value} for row in pairs]


def _wanted(result: Path):
    if result.suffix in _PARSED:
        parsed = ox.parse_query_results(path=str(result), format=_PARSED[result.suffix])
        if isinstance(parsed, ox.QueryBoolean):
            return bool(parsed)
        names = [v.value for v in parsed.variables]
        return [{n: row[n] for n in names if row[n] is not None} for row in parsed]
    store = ox.Store()
    store.bulk_load(path=str(result), base_iri="urn:result:")
    truth = next(store.quads_for_pattern(None, ox.NamedNode(RS + "boolean"), None), None)
    if truth is not None:
        return truth.object.value == "true"
    rows = []
    for solution in store.quads_for_pattern(None, ox.NamedNode(RS + "solution"), None):
        row = {}
        for binding in store.quads_for_pattern(solution.object, ox.NamedNode(RS + "binding"), None):
            name, value = (
                next(store.quads_for_pattern(binding.object, ox.NamedNode(RS + p), None)).object
                for p in ("variable", "value")
            )
            row[name.value] = value
        rows.append(row)
    return rows


def _plain(term) -> str:
    return "_:" if isinstance(term, ox.BlankNode) else _by_value(term).value


def _blankless(text: str) -> str:
    """Return a value of CSV, numbers in one form; a blank node's label says nothing."""
    try:
        return "_:" if text.startswith("_:") else _written(Decimal(text))
    except InvalidOperation:
        return text


def _rows_alike(one: list[dict], other: list[dict]) -> bool:
    def counted(rows):
        return Counter(tuple(sorted(row.items())) for row in rows)

    return counted(one) == counted(other)


def _graph_alike(one: list[dict], other: list[dict]) -> bool:
    """Compare solutions as graphs, so that blank nodes may have other labels."""

    def quads(rows):
        for place, (row, times) in enumerate(_counted(rows)):
            node = ox.BlankNode(f"row{place}")
            yield ox.Quad(node, ox.NamedNode("urn:times"), ox.Literal(times))
            for name, value in row:
                yield ox.Quad(node, ox.NamedNode(f"urn:v:{name}"), value)

    return len(one) == len(other) and isomorphic(quads(one), quads(other))


def _counted(rows):
    by_value = ({name: _by_value(term) for name, term in row.items()} for row in rows)
    counts = Counter(tuple(sorted(row.items(), key=lambda item: item[0])) for row in by_value)
    return counts.items()


def _by_value(term):
    """Return a number of any form as one of one form: engines may write 2.0 as 2."""
    if not isinstance(term, ox.Literal):
        return term
    if term.datatype.value == XSD_BOOLEAN:
        return ox.Literal(term.value in ("true", "1"))
    value = number(term.value, term.datatype.value.replace("#float", "#double"))
    return term if value is None else ox.Literal(_written(value), datatype=term.datatype)


def _written(value) -> str:
    exact = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    return format(exact.normalize(), "f") if exact.is_finite() else str(value)
