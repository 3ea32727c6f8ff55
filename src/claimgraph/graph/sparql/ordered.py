"""Rewrites ORDER BY for an engine that has the texts of IRIs on disk: it sorts by copies in memory.

Oxigraph looks up both texts at each comparison, which takes most of the time of a long answer. A
text that a query makes itself is held in memory: the IRI with a space behind it, which comes before
any character of an IRI and so leaves the order as it is.
"""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

from claimgraph.graph.sparql import grammar
from claimgraph.graph.sparql.parts import Role
from claimgraph.graph.sparql.tokens import UnreadableError, tokens

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from claimgraph.graph.sparql.parts import Parts
    from claimgraph.graph.sparql.tokens import Token

# Where these stand, conditions cannot be evaluated outside.
_OTHERWISE = {"COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT", "EXISTS"}
# Blank nodes come before IRIs, literals after them (SPARQL 1.1, 15.1).
_KEYS = """\
 BIND (!(isIRI({name}) || isBlank({name})) AS {kind})
 BIND (IF(isIRI({name}), CONCAT(STR({name}), " "), {name}) AS {key})"""


def by_copies(query: str) -> str:
    """Return a query with the same rows in the same order, sorted around a subquery.

    What cannot be read, or sorts groups by what it does not select, is returned as it is.
    """
    try:
        found, parts = tokens(query), grammar.read(query)
    except UnreadableError:
        return query
    columns, end = _columns(parts), _end(found)
    order = next((end[place:] for place, token in enumerate(end) if token.word == "ORDER"), ())
    if not columns or not order or parts.end is None or parts.dataset:
        return query
    others = {token.text[1:] for token in order if token.kind == "variable"} - columns.keys()
    is_grouped = any(token.word == "GROUP" for token in end)
    if any(token.word in _OTHERWISE for token in order) or (others and is_grouped):
        return query
    names = (f"?key{number}" for number in count() if f"key{number}" not in query)
    keys, conditions, at = "", "", order[0].start
    for start, behind, direction, variable in _alone(order):
        # What an expression of the SELECT clause makes is a number, or in memory.
        if columns.get(variable[1:]) is not Role.TARGET:
            kind, key = next(names), next(names)
            keys += _KEYS.format(name=variable, kind=kind, key=key)
            conditions += f"{query[at:start]}{direction}({kind}) {direction}({key})"
            at = behind
    if not keys:
        return query
    start, items = parts.form_place
    # Rows are told apart after they are sorted where they are sorted by what is no column.
    modifier = next(token for token in found if token.start >= items)
    is_outside = bool(others) and modifier.word in ("DISTINCT", "REDUCED")
    outer = f"SELECT {modifier.text}" if is_outside else "SELECT"
    outer += "".join(f" ?{name}" for name in columns)
    inner = "SELECT" + "".join(f" ?{name}" for name in sorted(others))
    inner += query[modifier.end if is_outside else items : order[0].start]
    return f"{query[:start]}{outer} WHERE {{ {{ {inner} }}{keys} }}\n{conditions}{query[at:]}"


def _columns(parts: Parts) -> dict[str, Role]:
    """Return the columns of a SELECT; none where it names no columns, or one of them twice."""
    if parts.form != "SELECT" or parts.where is None:
        return {}
    names = [
        (use.name, use.role)
        for use in parts.uses
        if use.end <= parts.where and use.role in (Role.ITEM, Role.TARGET)
    ]
    return dict(names) if len(names) == len(dict(names)) == parts.scope.items else {}


def _end(found: Sequence[Token]) -> Sequence[Token]:
    """Return the tokens behind the last brace."""
    last = max((place for place, token in enumerate(found) if token.text == "}"), default=-1)
    return found[last + 1 :]


def _alone(order: Sequence[Token]) -> Iterator[tuple[int, int, str, str]]:
    """Yield the conditions that are a variable: where each stands, its direction, the variable."""
    depth = 0
    for place, token in enumerate(order):
        depth += (token.text == "(") - (token.text == ")")
        before, after = order[place - 1], order[place + 1 : place + 2]
        direction = order[place - 2].word
        if token.kind != "variable":
            continue
        if depth == 0:
            yield token.start, token.end, "ASC", token.text
        elif before.text == "(" and after[0].text == ")" and direction in ("ASC", "DESC"):
            yield order[place - 2].start, after[0].end, direction, token.text
