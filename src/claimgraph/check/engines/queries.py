"""SHACL's SPARQL queries (SHACL 5 and 6): their prefixes, `$PATH`, what may be asked, and asking.

They are asked with rdflib, which keeps every literal's form and every number's digits.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from pyparsing import ParseResults
from rdflib import OWL, SH
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.term import Literal, URIRef, Variable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from rdflib import Graph
    from rdflib.plugins.sparql.sparql import Query
    from rdflib.term import Node

# What a query consists of, as far as prefixes and variables can be told from the rest.
_TOKEN = re.compile(
    r'(?P<opaque>"""(?:[^\\]|\\.)*?"""'
    r"|'''(?:[^\\]|\\.)*?'''"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'(?:[^'\\\n]|\\.)*'"
    r'|<[^<>"{}|^`\\\s]*>'
    r"|#[^\n]*"
    r"|@[A-Za-z]+(?:-[A-Za-z0-9]+)*"
    r"|_:[\w.-]*\w)"
    # rdflib drops a filter whose expression Python takes for false.
    r"|(?P<never>(?i:FILTER|HAVING)\s*\(\s*(?i:false|0|\"\"|'')\s*\))"
    r"|(?P<declared>(?i:PREFIX)\s+(?P<of>(?:[^\W\d_][\w.-]*)?):\s*<(?P<to>[^<>\s]*)>)"
    r"|[?$](?P<variable>\w+)"
    r"|(?P<prefix>(?:[^\W\d_](?:[\w.-]*[\w-])?)?):"
    r"(?P<local>(?:(?:[\w:]|%[0-9A-Fa-f]{2}|\\[_~.!$&'()*+,;=/?#@%-])"
    r"(?:(?:[\w:.-]|%[0-9A-Fa-f]{2}|\\[_~.!$&'()*+,;=/?#@%-])*"
    r"(?:[\w:-]|%[0-9A-Fa-f]{2}|\\[_~.!$&'()*+,;=/?#@%-]))?)?)",
    re.DOTALL,
)
# SHACL appendix A: these are bound before the query is asked.
_BOUND = ("this", "currentShape", "shapesGraph")


def prefixes(shapes: Graph, node: Node) -> dict[str, str]:
    """Return the prefixes that a constraint declares (SHACL 5.2.1), those of its imports too."""
    return {
        str(shapes.value(declaration, SH.prefix)): str(shapes.value(declaration, SH.namespace))
        for ontology in shapes.objects(node, SH.prefixes)
        for each in shapes.transitive_objects(ontology, OWL.imports)
        for declaration in shapes.objects(each, SH.declare)
    }


def clashing(shapes: Graph, node: Node) -> str | None:
    """Return a prefix that a constraint declares for several namespaces (ill-formed: 5.2.1)."""
    seen: dict[str, str] = {}
    for ontology in shapes.objects(node, SH.prefixes):
        for each in shapes.transitive_objects(ontology, OWL.imports):
            for declaration in shapes.objects(each, SH.declare):
                prefix = str(shapes.value(declaration, SH.prefix))
                namespace = str(shapes.value(declaration, SH.namespace))
                if seen.setdefault(prefix, namespace) != namespace:
                    return prefix
    return None


def variables(text: str) -> frozenset[str]:
    """Return the names of a query's variables."""
    return frozenset(m["variable"] for m in _TOKEN.finditer(text) if m["variable"])


def written_out(text: str, namespaces: Mapping[str, str], path: str | None = None) -> str:
    """Return a query with IRIs for prefixed names and a property path for `$PATH`, for rdflib.

    rdflib keeps one prefix for each namespace, though two may stand for it (SPARQL 1.1, 4.1.1).
    A prefix that nobody declares stays.
    """
    known = dict(namespaces)

    def replaced(match: re.Match[str]) -> str:
        if match["declared"]:
            known[match["of"]] = match["to"]
            return match[0]
        if match["never"]:
            return f"{match['never'][:6]}(1 = 2)"
        if match["variable"] == "PATH" and path is not None:
            return path if path.startswith("<") else f"({path})"
        if match["local"] is not None and match["prefix"] in known:
            local = re.sub(r"\\(.)", r"\1", match["local"])
            return f"<{known[match['prefix']]}{local}>"
        return match[0]

    return _TOKEN.sub(replaced, text)


@lru_cache(maxsize=1000)
def prepared(text: str) -> Query:
    """Parse a query, once; raises whatever rdflib's parser comes upon."""
    return prepareQuery(text)


@lru_cache(maxsize=1000)
def forbidden(text: str, bound: frozenset[str] = frozenset()) -> str | None:
    """Return what SHACL does not allow in a query (5.2.1, appendix A), if anything.

    `bound` are the variables that are bound before it is asked, beside `$this` and its like.
    Raises whatever rdflib's parser comes upon.
    """
    algebra = prepared(text).algebra
    if dict.get(algebra, "datasetClause"):
        return "has FROM, but SHACL asks its queries of the data graph"
    if any(_hides_this(part) for part in _parts(parseQuery(text)[1])):
        return _HIDDEN
    for part in _parts(algebra):
        inner = part.p.name if part.name == "ToMultiSet" else None
        if part.name in ("Minus", "ServiceGraphPattern") or inner == "values":
            keyword = {"Minus": "MINUS", "ServiceGraphPattern": "SERVICE"}.get(part.name, "VALUES")
            return f"has {keyword}, which SHACL does not allow in a constraint"
        if inner == "Project" and Variable("this") not in part.p.PV:
            return _HIDDEN
        # What a query groups by it selects by way of an aggregate: that binds nothing anew.
        grouped = part.name == "Extend" and str(part.expr).startswith("__agg")
        if part.name == "Extend" and str(part.var) in {*_BOUND, *bound} and not grouped:
            return f"binds ?{part.var}, which SHACL has bound already"
    return None


_HIDDEN = "has a subquery that does not select $this, as SHACL asks"


def _hides_this(part: CompValue) -> bool:
    """Tell whether it is a `SELECT *` in whose pattern `$this` occurs in filters alone."""
    return (
        part.name == "SubSelect"
        and "projection" not in part
        and Variable("this") not in _in_patterns(part)
    )


def _in_patterns(node: Any) -> Iterator[Variable]:
    if isinstance(node, Variable):
        yield node
    elif isinstance(node, CompValue):
        if node.name != "Filter":
            yield from (each for value in node.values() for each in _in_patterns(value))
    elif isinstance(node, list | tuple | ParseResults):
        yield from (each for value in node for each in _in_patterns(value))


@lru_cache(maxsize=1000)
def predicates(text: str) -> set[str] | None:
    """Return every IRI of a query, its predicates among them; None if it may look at any triple."""
    found: set[str] = set()
    for part in _parts(prepared(text).algebra):
        for triple in dict.get(part, "triples", ()):
            if not isinstance(triple[1], URIRef):
                path = str(triple[1])
                if isinstance(triple[1], Variable) or "!" in path:
                    return None
                found |= set(re.findall(r"<([^<>]*)>", triple[1].n3()))
            found |= {str(term) for term in triple if isinstance(term, URIRef)}
    return found


def literals(text: str) -> set[Literal]:
    """Return the literals that a query is written with."""
    return set(_literals(prepared(text).algebra))


def _literals(node: Any) -> Iterator[Literal]:
    if isinstance(node, Literal):
        yield node
    elif isinstance(node, CompValue):
        yield from (each for value in node.values() for each in _literals(value))
    elif isinstance(node, list | tuple):
        yield from (each for value in node for each in _literals(value))


def _parts(node: Any) -> Iterator[CompValue]:
    if isinstance(node, CompValue):
        yield node
        for value in node.values():
            yield from _parts(value)
    elif isinstance(node, list | tuple | ParseResults):
        for value in node:
            yield from _parts(value)
