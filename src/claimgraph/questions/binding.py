r"""Binds a question's parameters: its text is rewritten so that each stands as an RDF term.

As grlc's substitution does, and the SPARQL-dev community group's SEP-0007: a term stands in place
of the variable, in every position of the grammar, and is still among what the query gives where
the variable was. A value is never part of the text: terms are written as N-Triples have them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from claimgraph.graph.sparql import Role, read

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import pyoxigraph as ox

    from claimgraph.graph.sparql import Parts, Use

    Term = ox.NamedNode | ox.Literal
    Edit = tuple[int, int, str]

# The value of an optional parameter that asks for all things together.
ALL = "*"


def bind(sparql: str, values: Mapping[str, Term]) -> str:
    """Return a query with variables bound to terms; raises UnreadableError."""
    if not values:
        return sparql
    parts = read(sparql)
    edits = [
        edit
        for name, term in values.items()
        for edit in _edits(
            [use for use in parts.uses if use.name == name], name, written(term), parts
        )
    ]
    for start, end, text in sorted(edits, reverse=True):
        sparql = f"{sparql[:start]}{text}{sparql[end:]}"
    return sparql


def together(sparql: str, name: str) -> str:
    """Return a query that groups regardless of a variable, whose column holds "*" instead.

    Only the outermost query is changed, and only if it has GROUP BY; raises UnreadableError.
    """
    parts = read(sparql)
    if not parts.scope.grouped:
        return sparql
    inner = f"?{_free(name, parts)}"
    for use in reversed([use for use in parts.uses if use.name == name]):
        if use.close is not None or use.role is Role.TARGET:  # within the pattern
            text = f"BOUND({inner})" if use.role is Role.BOUND else inner
        else:
            text = _instead(use.role, f'"{ALL}"')
        if use.role is Role.ITEM and use.close is None:
            text = f'("{ALL}" AS ?{name})'
        elif use.role is Role.GROUP and use.close is None and parts.scope.grouped > 1:
            text = ""  # rdflib knows no constant there
        sparql = f"{sparql[: use.start]}{text}{sparql[use.end :]}"
    return sparql


def _edits(uses: list[Use], name: str, term: str, parts: Parts) -> Iterator[Edit]:
    query = parts.scope
    # What all variables are asked for has this one, too; what asks for some does not mind another.
    kept = name if query.star else _free(name, parts)
    for use in uses:
        if use.role is Role.COLUMN:
            yield use.start, use.end, f"?{kept}"
            if use.close is not None:
                yield use.close, use.close, f" VALUES ?{kept} {{ {term} }} "
        elif use.role is not Role.ITEM:
            yield use.start, use.end, _instead(use.role, term)
        elif use.scope is query or (query.star and use.scope.depth == 1):
            yield use.start, use.end, f" ({term} AS ?{name}) "
        elif use.scope.items > 1:
            use.scope.items -= 1
            yield use.start, use.end, " "
        else:
            yield use.start, use.end, f" ({term} AS ?{kept}) "
    is_seen = any(use.seen and use.scope is query for use in uses)
    if query.star and query.close is not None and is_seen:
        yield query.close, query.close, f" VALUES ?{name} {{ {term} }} "


def _instead(role: Role, term: str) -> str:
    if role is Role.BOUND:
        return " (true) "
    return f" ({term}) " if role in (Role.GROUP, Role.CONDITION) else f" {term} "


def _free(name: str, parts: Parts) -> str:
    """Return a variable that the query does not have."""
    names = {use.name for use in parts.uses}
    while name in names:
        name += "_"
    return name


def written(term: Term) -> str:
    r"""Write a term in N-Triples syntax, which no value can break out of.

    Some engines read \u and \U before strings (SPARQL 1.1, 19.2), and rdflib takes eight digits
    where there are eight: so no value has a backslash before a u, and escapes have eight digits.
    """

    def plain(escape: re.Match[str]) -> str:
        if escape["letter"]:
            return rf"\\\U{ord(escape['letter']):08X}"
        return rf"\U0000{escape['code']}" if escape["code"] else escape[0]

    return re.sub(r"\\u(?P<code>.{4})|\\\\(?P<letter>[uU])|\\.", plain, str(term))
