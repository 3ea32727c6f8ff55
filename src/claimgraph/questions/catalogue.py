"""Answers stored questions: finds the question, binds its parameters as terms, asks the store."""

from __future__ import annotations

import difflib
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from claimgraph.errors import QuestionError
from claimgraph.graph import names
from claimgraph.graph import project as projects
from claimgraph.questions import sparql as questions
from claimgraph.vocab import CG, ID, RDFS, SKOS, XSD

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    import pyoxigraph as ox
    from rdflib.term import Node, URIRef

    from claimgraph.graph.project import Loaded, Project
    from claimgraph.graph.stores import Answer, Rows, Store
    from claimgraph.questions import Parameter, Question

_NAMES = "|".join(f"<{iri}>" for iri in (*names.PROPERTIES, f"{SKOS}altLabel"))


def load(project: Project) -> Sequence[Loaded]:
    """Load the vocabulary and the data that questions read; raises what `project.parsed` does."""
    return projects.parsed([*project.vocabulary_files, *project.data_files])


def vocabulary(project: Project) -> Sequence[Loaded]:
    """Load the vocabulary alone: its prefixes serve a store whose files are not at hand."""
    loaded = projects.parsed(project.vocabulary_files)
    return [replace(one, prefixes={"id": ID, **one.prefixes}) for one in loaded]


def prefixes(project: Project) -> dict[str, str]:
    """Return the vocabulary's prefixes with their namespaces, for data that is elsewhere."""
    return {name: space for one in vocabulary(project) for name, space in one.prefixes.items()}


def catalogue(project: Project, *, allow_service: bool = False) -> list[Question]:
    """Return all stored questions, by theme and name; they call other servers only if allowed.

    Raises SyntaxFault for a question that does not parse and QuestionError where two share a name.
    """
    found = [replace(read(path), allows_service=allow_service) for path in project.query_files]
    known: dict[str, Question] = {}
    for question in found:
        if other := known.get(question.name):
            raise QuestionError(
                f"{question.file}: a question named '{question.name}' exists already "
                f"({other.file}): rename one of the two"
            )
        known[question.name] = question
    return sorted(found, key=lambda question: (question.theme, question.name))


def read(path: Path) -> Question:
    """Read one question's file; raises ProjectError or SyntaxFault."""
    text = projects.read(path)
    return questions.parse(text, theme=path.parent.name, name=path.stem, file=projects.shown(path))


def find(project: Project, name: str, *, allow_service: bool = False) -> Question:
    """Return the question of that name (`theme/name` is understood too).

    Only its own file is read; it calls other servers only if that is allowed. Raises QuestionError
    with the nearest names where there is none.
    """
    wanted = name.removesuffix(".rq").rpartition("/")[2]
    files = [path for path in project.query_files if path.stem == wanted]
    if len(files) > 1:
        both = " and ".join(projects.shown(path) for path in files)
        raise QuestionError(f"two questions are named '{wanted}' ({both}): rename one of the two")
    if not files:
        near = _nearest(wanted, (path.stem for path in project.query_files))
        raise QuestionError(f"no question named '{name}'{near}: 'claimgraph ask' lists them all")
    return replace(read(files[0]), allows_service=allow_service)


def ask(
    question: Question, values: Mapping[str, str], store: Store, loaded: Sequence[Loaded] = ()
) -> Answer:
    """Answer a question; `values` holds the parameters as a person writes them.

    Raises what `bound` does.
    """
    return store.query(bound(question, values, store, loaded))


def rows(
    question: Question,
    values: Mapping[str, str],
    store: Store,
    loaded: Sequence[Loaded] = (),
    limit: int | None = None,
) -> Rows:
    """Answer a question row by row, with no more rows than `limit`; they need not fit in memory.

    Raises what `bound` does.
    """
    sparql = bound(question, values, store, loaded)
    if limit is None:
        return store.rows(sparql)
    found = store.rows(questions.limited(sparql, limit))
    return replace(found, solutions=islice(found.solutions, limit))


def bound(
    question: Question, values: Mapping[str, str], store: Store, loaded: Sequence[Loaded] = ()
) -> str:
    """Return a question's query with its parameters bound to `values`.

    An IRI may be given whole, with a prefix that the data files declare, or by its label.
    Raises QuestionError for a value that is missing, unknown or of the wrong type, and for a
    query with SERVICE, which calls other servers, unless the question `allows_service`.
    """
    if not question.allows_service and questions.uses(question.sparql, "SERVICE"):
        raise QuestionError(
            f"'{question.name}' calls other servers by SERVICE ({question.file}): "
            "read it, and allow that with --allow-service where you trust it"
        )
    known = {parameter.name: parameter for parameter in question.parameters}
    for name in values:
        if name not in known:
            has = f"it has {_listed(known)}" if known else "it has none"
            raise QuestionError(
                f"'{question.name}' has no parameter '{name}'{_nearest(name, known)}: {has}"
            )
    terms: dict[str, ox.NamedNode | ox.Literal] = {}
    for name, parameter in known.items():
        value = values.get(name, parameter.default)
        if value is None:
            raise QuestionError(
                f"'{question.name}' needs a value for '{name}': add {name}={_example(parameter)}"
            )
        terms[parameter.variable] = (
            _iri(name, value, store, loaded)
            if parameter.type == "iri"
            else _literal(name, value, parameter.type)
        )
    return questions.bind(question.sparql, terms)


def claim(name: str, store: Store, loaded: Sequence[Loaded] = ()) -> URIRef:
    """Return the claim of that IRI, prefixed name, label or local name.

    Raises QuestionError with the nearest labels where there is none.
    """
    from rdflib.term import URIRef

    found = store.query(
        f"SELECT ?iri ?name {{ ?iri <{CG}paraphrase> ?text "
        f"OPTIONAL {{ ?iri <{RDFS}label> ?name }} }}"
    )
    named: dict[str, set[str]] = {}
    for row in found.rows:
        iri = str(row["iri"])
        known = {iri, names.readable(iri), str(row.get("name", iri))}
        known |= {
            f"{prefix}:{iri.removeprefix(namespace)}"
            for one in loaded
            for prefix, namespace in one.prefixes.items()
            if iri.startswith(namespace)
        }
        for each in known:
            named.setdefault(each.casefold(), set()).add(iri)
    wanted = name.strip("<>").casefold()
    matches = named.get(wanted, set())
    if len(matches) == 1:
        return URIRef(matches.pop())
    if matches:
        raise QuestionError(
            f"several claims go by '{name}': give one IRI: {', '.join(sorted(matches))}"
        )
    plain = [each for each in named if "/" not in each and ":" not in each]
    within = sorted(each for each in plain if wanted in each)
    near = f" (nearest: {', '.join(within[:3])})" if within else _nearest(wanted, plain)
    raise QuestionError(f"no claim '{name}'{near}: 'claimgraph ask claims' lists them all")


def thing(name: str, store: Store, loaded: Sequence[Loaded] = ()) -> URIRef:
    """Return the thing of that IRI, prefixed name, label or local name; a claim before others.

    Raises QuestionError where there is none, or several.
    """
    from rdflib.term import URIRef

    try:
        return claim(name, store, loaded)
    except QuestionError:
        return URIRef(_iri("around", name, store, loaded).value)


def labels(
    rows: Iterable[Mapping[str, Node]], store: Store, loaded: Sequence[Loaded] = ()
) -> dict[Node, str]:
    """Return the label of every IRI in the rows, or its short form by the files' prefixes."""
    from rdflib.term import URIRef

    iris = sorted({term for row in rows for term in row.values() if isinstance(term, URIRef)})
    if not iris:
        return {}
    short: dict[Node, str] = {}
    namespaces = {name: prefix for one in loaded for prefix, name in one.prefixes.items()}
    for iri in iris:
        namespace = max(filter(iri.startswith, namespaces), key=len, default=None)
        if namespace:
            short[iri] = f"{namespaces[namespace]}:{iri.removeprefix(namespace)}"
    return short | {iri: str(label) for iri, label in names.of(iris, store).items()}


def _iri(name: str, value: str, store: Store, loaded: Sequence[Loaded]) -> ox.NamedNode:
    import pyoxigraph as ox

    value = value.strip()
    candidates = [value.removeprefix("<").removesuffix(">")]
    prefix, colon, local = value.partition(":")
    if colon:
        namespaces = {one.prefixes[prefix] for one in loaded if prefix in one.prefixes}
        candidates += sorted(namespace + local for namespace in namespaces)
    for candidate in candidates:
        if _is_in(candidate, store):
            return ox.NamedNode(candidate)
    named = _by_name(store)
    matches = named.get(value.casefold(), set())
    if len(matches) == 1:
        return ox.NamedNode(matches.pop())
    if matches:
        raise QuestionError(
            f"{name}={value}: several things are called that: give one IRI: "
            + ", ".join(sorted(matches))
        )
    near = _nearest(value.casefold(), named)
    raise QuestionError(f"{name}={value}: nothing in the graph has that IRI or label{near}")


def _is_in(iri: str, store: Store) -> bool:
    """Tell whether the graph speaks of an IRI; what is not an IRI at all is not in it."""
    import pyoxigraph as ox

    try:
        term = str(ox.NamedNode(iri))
    except ValueError:
        return False
    return bool(store.query(f"ASK {{ {{ {term} ?p ?o }} UNION {{ ?s ?p {term} }} }}").truth)


def _by_name(store: Store) -> dict[str, set[str]]:
    """Return the IRIs by their labels and local names, case folded."""
    named: dict[str, set[str]] = {}
    for row in store.query(f"SELECT ?iri ?name {{ ?iri {_NAMES} ?name FILTER(isIRI(?iri)) }}").rows:
        iri = str(row["iri"])
        for name in (str(row["name"]), names.readable(iri)):
            named.setdefault(name.casefold(), set()).add(iri)
    return named


def _literal(name: str, value: str, kind: str) -> ox.Literal:
    import pyoxigraph as ox

    if kind == "literal":
        return ox.Literal(value)
    if len(kind) == 2:
        return ox.Literal(value, language=kind)
    # A cast knows the lexical forms (SPARQL 1.1, 17.5); rdflib takes those of Python, too.
    cast = f"ASK {{ BIND(<{XSD}{kind}>({ox.Literal(value)}) AS ?cast) FILTER(BOUND(?cast)) }}"
    if not ox.Store().query(cast):
        raise QuestionError(f"{name}={value}: not a valid xsd:{kind}: write e.g. {_EXAMPLES[kind]}")
    return ox.Literal(value, datatype=ox.NamedNode(XSD + kind))


_EXAMPLES = {
    "boolean": "true",
    "date": "2023-09-30",
    "dateTime": "2023-09-30T12:00:00Z",
    "decimal": "1.5",
    "double": "1.5e3",
    "gYear": "2023",
    "gYearMonth": "2023-09",
    "integer": "12",
    "iri": "<IRI or label>",
    "literal": "<text>",
}


def _example(parameter: Parameter) -> str:
    return _EXAMPLES.get(parameter.type, "<text>")


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"'{name}'" for name in names)


def _nearest(name: str, names: Iterable[str]) -> str:
    near = difflib.get_close_matches(name, list(names), n=3, cutoff=0.5)
    return f" (nearest: {', '.join(near)})" if near else ""
