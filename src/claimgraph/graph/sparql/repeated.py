"""Writes repeated paths without their repetition, for engines that follow those wrongly or late.

What lies below a constant in a hierarchy is a short list that is the same for all rows:
`a/rdfs:subClassOf* ex:Vehicle` becomes VALUES (SPARQL 1.1, 10). A predicate with one value at most,
which leads a known number of steps, is written out: `ex:via*/ex:end` becomes
`(ex:end|ex:via/ex:end)`. Either has each row as often as before (18.4).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

from claimgraph.graph.sparql import grammar
from claimgraph.graph.sparql.tokens import UnreadableError, tokens
from claimgraph.vocab import RDFS, SKOS

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from claimgraph.graph.sparql.tokens import Token

# By which a thing stands below another.
HIERARCHIES = (f"{RDFS}subClassOf", f"{RDFS}subPropertyOf", f"{SKOS}broader")
# So many values are listed at most.
_MOST = 500
# Where these stand, a path may be followed in another dataset, or what is listed may be shown.
OTHERWISE = frozenset({"FROM", "GRAPH", "SERVICE", "DESCRIBE", "BASE", "LATERAL"})
_ENDS_TRIPLES = {"OPTIONAL", "FILTER", "BIND", "MINUS", "UNION", "VALUES", "GRAPH", "SERVICE"}
_OPENS, _CLOSES = ("(", "["), (")", "]")


class Data(Protocol):
    """What is asked of the data before a path is written out."""

    def below(self, predicate: str) -> Mapping[str, Collection[str]] | None:
        """Return what stands directly below each thing, as IRIs; None for long lists."""
        ...

    def steps(self, predicate: str) -> int | None:
        """Return how many steps a predicate leads; None for many, or several values."""
        ...


class _Change(NamedTuple):
    start: int
    end: int
    text: str


def written_out(query: str, data: Data) -> str:
    """Return a query with the same answer that repeats fewer paths.

    What cannot be read, whose lists could be seen, or which names graphs, is returned as it is.
    """
    try:
        found = tokens(query)
        prefixes = grammar.read(query).prefixes
    except UnreadableError:
        return query
    if any(token.word in OTHERWISE for token in found) or shows_all(found):
        return query
    variables = {token.text[1:] for token in found if token.kind == "variable"}
    changes: list[_Change] = []
    for place in range(2, len(found) - 2):
        sign, predicate = found[place], found[place - 1].iri(prefixes)
        if sign.kind != "sign" or sign.text not in ("*", "+") or predicate is None:
            continue
        if predicate in HIERARCHIES:
            top = found[place + 1].iri(prefixes)
            direct = None if top is None else data.below(predicate)
            if top is None or direct is None:
                continue
            names = _all_below(top, direct) | ({top} if sign.text == "*" else set())
            if len(names) <= _MOST:
                values = " ".join(f"<{name}>" for name in sorted(names))
                changes += _listed(found, place, _unused(variables), values)
        elif sign.text == "*":
            changes += _spelled(query, found, place, data.steps(predicate))
    for change in sorted(changes, reverse=True):
        query = query[: change.start] + change.text + query[change.end :]
    return query


def _listed(found: Sequence[Token], place: int, name: str, values: str) -> list[_Change]:
    """Return what stands for a path up to a constant whose sign of repetition is at a place."""
    before, top, after = found[place - 2], found[place + 1], found[place + 2]
    if before.text == "/" and after.text != "," and _is_plain_sequence(found, place - 2):
        end = _end_of_triples(found, place + 2)
        if end is None:
            return []
        dot, at = ("", end.end) if end.text == "." else (" .", end.start)
        return [
            _Change(before.start, top.end, f" ?{name}"),
            _Change(at, at, f"{dot} VALUES ?{name} {{ {values} }} "),
        ]
    is_alone = before.kind == "variable" and found[place - 3].text in ("{", ".", "}")
    if not is_alone or after.text not in (".", "}"):
        return []
    end_of_triple = after.end if after.text == "." else top.end
    close = place + 2 + (after.text == ".")
    if found[place - 3].text == "{" and found[close].text == "}":
        return _compared(found, place, found[close].end, values)
    return [_Change(before.start, end_of_triple, f"VALUES {before.text} {{ {values} }}")]


def _compared(found: Sequence[Token], place: int, end: int, values: str) -> list[_Change]:
    """Return what stands for FILTER EXISTS around such a path; Virtuoso skips VALUES there."""
    start = place - 4
    if found[start].word != "EXISTS":
        return []
    is_negative = found[start - 1].word == "NOT"
    start -= is_negative
    if found[start - 1].word != "FILTER":
        return []
    sign = "NOT IN" if is_negative else "IN"
    variable = found[place - 2].text
    listed = values.replace(" ", ", ")
    return [_Change(found[start].start, end, f"({variable} {sign} ({listed}))")]


def _spelled(query: str, found: Sequence[Token], place: int, steps: int | None) -> list[_Change]:
    """Return what stands for a predicate that is repeated, beside another one in a sequence."""
    if steps is None or found[place - 2].text in ("^", "!"):
        return []
    name = query[found[place - 1].start : found[place - 1].end]
    before, after = found[place - 2], found[place + 1]
    if after.text == "/" and _is_step(found, place + 2):
        last = found[place + 2]
        ways = [f"{name}/" * count + query[last.start : last.end] for count in range(steps + 1)]
        return [_Change(found[place - 1].start, last.end, f"({'|'.join(ways)})")]
    if before.text == "/" and _is_step(found, place - 3) and after.text != "/":
        first = found[place - 3]
        ways = [query[first.start : first.end] + f"/{name}" * count for count in range(steps + 1)]
        return [_Change(first.start, found[place].end, f"({'|'.join(ways)})")]
    return []


def _is_step(found: Sequence[Token], place: int) -> bool:
    """Tell whether a predicate stands at a place, not repeated and not inverse."""
    token, after, before = found[place], found[place + 1], found[place - 1]
    is_predicate = token.kind in ("iri", "name") or token.text == "a"
    return is_predicate and after.text not in ("*", "+", "?") and before.text not in ("^", "!")


def _is_plain_sequence(found: Sequence[Token], place: int) -> bool:
    """Tell whether predicates, each maybe repeated, are all that comes before a slash."""
    while found[place].text == "/":
        place -= 1
        while found[place].text in ("*", "+", "?"):
            place -= 1
        if found[place].kind not in ("iri", "name") and found[place].text != "a":
            return False
        place -= 1
    return found[place].text not in ("|", "^", "!")


def _end_of_triples(found: Sequence[Token], place: int) -> Token | None:
    """Return the token behind the triples that share a subject, None within brackets."""
    depth = 0
    for token in found[place:-1]:
        if depth == 0 and (token.text in (".", "{", "}") or token.word in _ENDS_TRIPLES):
            return token
        depth += (token.text in _OPENS) - (token.text in _CLOSES)
        if depth < 0:
            return None
    return None


def shows_all(found: Sequence[Token]) -> bool:
    """Tell whether a SELECT shows every variable, of the query or of a subquery."""
    for place, token in enumerate(found):
        if token.word == "SELECT":
            is_distinct = found[place + 1].word in ("DISTINCT", "REDUCED")
            if found[place + 1 + is_distinct].text == "*":
                return True
    return False


def _all_below(top: str, direct: Mapping[str, Collection[str]]) -> set[str]:
    reached: set[str] = set()
    ahead = [top]
    while ahead:
        for name in direct.get(ahead.pop(), ()):
            if name not in reached:
                reached.add(name)
                ahead.append(name)
    return reached


def _unused(variables: set[str]) -> str:
    """Return a name that no variable has, and take it."""
    number = len(variables)
    while (name := f"below{number}") in variables:
        number += 1
    variables.add(name)
    return name
