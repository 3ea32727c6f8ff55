"""SHACL's SPARQL queries as rdflib has them: parsed, held to SPARQL 1.1, and what they may find.

rdflib's parser is slow, and importing it too: `queries` does without it where it can.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

from pyparsing import ParseResults
from rdflib import XSD
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.algebra import traverse
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.plugins.sparql.parserutils import CompValue, Expr
from rdflib.plugins.sparql.sparql import NotBoundError, SPARQLError
from rdflib.term import Literal, URIRef, Variable

from claimgraph.check.engines.functions import FUNCTIONS
from claimgraph.check.engines.operands import numeric, operand
from claimgraph.check.engines.operators import NUMBERS, OPERATORS, effective
from claimgraph.graph.sparql import with_tags_in_lower_case
from claimgraph.graph.sparql.algebra import parts
from claimgraph.graph.sparql.tokens import tokens

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from collections.abc import Set as AbstractSet

    from rdflib.plugins.sparql.sparql import Query
    from rdflib.term import Node

    from claimgraph.graph.sparql.tokens import Token

_IRIS = re.compile(r"<([^<>]*)>")
_HIDDEN = "has a subquery that does not select $this, as SHACL asks"


# What is left out, or may be, is decided before the solutions of what stands beside it are known.
_APART = frozenset(("LeftJoin", "Minus"))


@lru_cache(maxsize=1000)
def prepared(text: str) -> Query:
    """Parse a query, once; raises whatever rdflib's parser comes upon.

    What rdflib evaluates otherwise than SPARQL 1.1 has it is put otherwise: an expression sees what
    is bound in its own group (18.2.2), and where nothing matches there are no groups (18.5.1). What
    goes wrong in an expression is an error of that expression alone (17.2).
    """
    text = with_tags_in_lower_case(_without_negated_inverses(text))
    query = prepareQuery(_with_forms_kept(text))
    traverse(query.algebra, visitPost=_as_written)
    for part in list(parts(query.algebra)):
        if isinstance(part, Expr) and part._evalfn:
            ours = None if _is_bare(part) else _OTHERWISE.get(part.name)
            evaluate = partial(ours, part) if ours else part._evalfn
            part._evalfn = partial(_evaluated, evaluate)  # type: ignore[assignment]
        if part.name in ("Filter", "LeftJoin"):
            part["expr"] = Expr("Effective", effective, expr=part.expr)
        if part.name in ("Filter", "Extend"):
            part["_vars"] = _visible(part.p)
        if dict.get(part, "p") is not None and part.p.name == "AggregateJoin" and part.p.p.expr:
            part.p.A.append(CompValue("Aggregate_Count", vars="*", res=_ROWS))
            part["p"] = CompValue("Filter", expr=_ROWS, p=part.p, _vars={_ROWS})
        if part.name == "Join" and any(one.name in _APART for one in parts(part.p2)):
            part["lazy"] = False
        if part.name == "AggregateJoin":
            _without_errors(part)
            _counting_errors(query, part)
    return query


class _Member(Expr):
    """What an aggregate takes of a solution; errors it leaves out (18.5.1), as rdflib does not."""

    def eval(self, ctx: Any = None) -> Any:
        value = super().eval(ctx)
        if isinstance(value, SPARQLError):
            raise NotBoundError
        return value


def _without_errors(join: CompValue) -> None:
    for each in join.A:
        if isinstance(each.vars, Expr | Variable):
            each["vars"] = _Member("Member", _itself, expr=each.vars)


def _itself(part: Expr, context: Any) -> Any:
    return operand(part, context, "expr")


def _counting_errors(query: Query, join: CompValue) -> None:
    """Have SUM and AVG be errors where they meet something else than a number (18.5.1.2, 18.5.1.3).

    rdflib's SUM ends the query then, and its AVG leaves the value out.
    """
    for each in [a for a in join.A if a.name in ("Aggregate_Sum", "Aggregate_Avg")]:
        wrong = Variable(f"{each.res}_wrong")
        counted = _Member("Wrong", _if_no_number, expr=each.vars)
        join.A.append(CompValue("Aggregate_Count", vars=counted, res=wrong))
        each["vars"] = _Member("Counted", _as_number, expr=each.vars)
        whole = Expr("Whole", _if_none_wrong, expr=each.res, wrong=wrong)
        for part in list(parts(query.algebra)):
            for key, value in list(part.items()):
                if key in ("expr", "other", "arg", "arg1", "arg2", "arg3") and part is not whole:
                    part[key] = _replaced(value, each.res, whole)


def _replaced(value: Any, variable: Variable, by: Expr) -> Any:
    if isinstance(value, list):
        return [_replaced(each, variable, by) for each in value]
    return by if value == variable and isinstance(value, Variable) else value


def _if_no_number(part: Expr, context: Any) -> Any:
    """Return a value that is not a number; nothing for a number, or for an unbound variable."""
    value = operand(part, context, "expr")
    try:
        numeric(value)
    except SPARQLError:
        return value
    raise NotBoundError


def _as_number(part: Expr, context: Any) -> Any:
    value = operand(part, context, "expr")
    try:
        numeric(value)
    except SPARQLError:
        return Literal(0)
    return value


def _if_none_wrong(part: Expr, context: Any) -> Any:
    if int(operand(part, context, "wrong")):
        raise SPARQLError("only numbers can be added up")
    return operand(part, context, "expr")


# What evaluates an expression in place of rdflib's own function.
_OTHERWISE = {**OPERATORS, **NUMBERS, **FUNCTIONS}
_ROWS = Variable("__rows_of_a_group__")
# Of a literal whose form rdflib's parser would change the datatype is put behind this.
_KEPT = "urn:claimgraph:form:"


def _with_forms_kept(text: str) -> str:
    """Hide from rdflib's parser the datatypes of literals that it would put otherwise (01 as 1)."""
    query_tokens = tokens(text)
    for place in range(len(query_tokens) - 1, -1, -1):
        token = query_tokens[place]
        if token.kind == "number" and re.fullmatch(r"0\d+", token.text):
            kept = f'"{token.text}"^^<{_KEPT}{XSD.integer}>'
            text = text[: token.start] + kept + text[token.end :]
        elif token.kind == "iri" and place and query_tokens[place - 1].text == "^^":
            datatype = token.text[1:-1]
            if datatype.startswith(str(XSD)) and datatype != str(XSD.string):
                text = text[: token.start] + f"<{_KEPT}{datatype}>" + text[token.end :]
    return text


def _as_written(part: Any) -> Any:
    """Return a literal of the query with its datatype and its form."""
    if isinstance(part, Literal) and str(part.datatype).startswith(_KEPT):
        kept = URIRef(str(part.datatype).removeprefix(_KEPT))
        return Literal(str(part), datatype=kept, normalize=False)
    return None


def _without_negated_inverses(text: str) -> str:
    """Write `!(a|^b)` as `(!(a)|^(!(b)))`, which is the same (SPARQL 1.1, 9.1).

    rdflib forgets what is inverted in a negated property set.
    """
    query_tokens = tokens(text)
    changes = []
    for place, token in enumerate(query_tokens):
        if token.text != "!":
            continue
        members, end = _property_set(query_tokens, place + 1)
        if any(members["^"]):
            onwards, back = ("|".join(members[each]) for each in ("", "^"))
            inverse = f"^(!({back}))"
            written = f"(!({onwards})|{inverse})" if onwards else f"({inverse})"
            changes.append((token.start, query_tokens[end].end, written))
    for start, last, written in reversed(changes):
        text = text[:start] + written + text[last:]
    return text


def _property_set(query_tokens: Sequence[Token], place: int) -> tuple[dict[str, list[str]], int]:
    """Return the predicates of the property set at a place, by their direction, and its end.

    The lists are empty where no property set stands there, as after the `!` of an expression.
    """
    members: dict[str, list[str]] = {"": [], "^": []}
    bracket = place < len(query_tokens) and query_tokens[place].text == "("
    at = place + bracket
    while at < len(query_tokens):
        inverse = query_tokens[at].text == "^"
        at += inverse
        if at >= len(query_tokens) or not (
            query_tokens[at].kind in ("iri", "name") or query_tokens[at].text == "a"
        ):
            break
        members["^" if inverse else ""].append(query_tokens[at].text)
        if not bracket:
            return members, at
        at += 1
        if at < len(query_tokens) and query_tokens[at].text == ")":
            return members, at
        if at >= len(query_tokens) or query_tokens[at].text != "|":
            break
        at += 1
    return {"": [], "^": []}, place


def _is_bare(part: Expr) -> bool:
    """Tell whether an expression is its only operand, as rdflib's grammar makes them."""
    return part.name.endswith("Expression") and dict.get(part, "other") is None


def _evaluated(evaluate: Callable[[Any], Any], context: Any) -> Any:
    try:
        return evaluate(context)
    except SPARQLError:
        raise
    except Exception as error:  # what Python raises for an ill-typed value
        raise SPARQLError(str(error)) from error


def _visible(part: CompValue) -> set[Node]:
    """Return the variables that a solution of a pattern may bind (SPARQL 1.1, 18.2.1)."""
    if part.name == "BGP":
        return {term for triple in part.triples for term in triple}
    if part.name == "Project":
        return set(part.PV)
    if part.name == "AggregateJoin":
        return {each.res for each in part.A}
    variables: set[Node] = {part[each] for each in ("var", "term") if each in part}
    variables |= {name for row in dict.get(part, "res", ()) for name in row}
    for each in ("p", "p1", "p2"):
        inner = dict.get(part, each)
        if isinstance(inner, CompValue) and (part.name, each) != ("Minus", "p2"):
            variables |= _visible(inner)
    return variables


def elsewhere(query: Query) -> str | None:
    """Return what has a query ask others than the data graph, if anything does."""
    if dict.get(query.algebra, "datasetClause"):
        return "has FROM, but SHACL asks its queries of the data graph"
    if any(part.name == "ServiceGraphPattern" for part in parts(query.algebra)):
        return "has SERVICE, but SHACL asks its queries of the data graph"
    return None


def forbidden(text: str, bound: AbstractSet[str]) -> str | None:
    """Return what SHACL does not allow in a query whose variables `bound` are bound, if anything.

    Raises whatever rdflib's parser comes upon.
    """
    if why := elsewhere(prepared(text)):
        return why
    algebra = prepared(text).algebra
    if any(_hides_this(part) for part in parts(parseQuery(text)[1])):
        return _HIDDEN
    for part in parts(algebra):
        inner = part.p.name if part.name == "ToMultiSet" else None
        if part.name == "Minus" or inner == "values":
            keyword = "MINUS" if part.name == "Minus" else "VALUES"
            return f"has {keyword}, which SHACL does not allow in a constraint"
        if inner == "Project" and Variable("this") not in part.p.PV:
            return _HIDDEN
        # What a query groups by it selects by way of an aggregate: that binds nothing anew.
        grouped = part.name == "Extend" and str(part.expr).startswith("__agg")
        if part.name == "Extend" and str(part.var) in bound and not grouped:
            return f"binds ?{part.var}, which SHACL has bound already"
    return None


# What depends on a number alone, and not on the form in which it is written.
_OF_NUMBERS = frozenset(
    {"RelationalExpression", "AdditiveExpression", "MultiplicativeExpression", "UnaryMinus"}
    | {f"Builtin_{name}" for name in ("isNUMERIC", "ABS", "CEIL", "FLOOR", "ROUND")}
)


def by_value(text: str, odd: AbstractSet[str]) -> bool:
    """Tell whether a query computes with what these predicates lead to, and does nothing else.

    Then it finds the same whether a number is written 1.5 or 1.50, and where both are there.
    """
    query = prepared(text).algebra
    every = list(parts(query))
    # Within EXISTS several triples stand in one row.
    written = [row for part in every for row in dict.get(part, "triples", ())]
    triples = [tuple(row[n : n + 3]) for row in written for n in range(0, len(row), 3)]
    if not all(len(triple) == 3 and hasattr(triple[1], "n3") for triple in triples):
        return False
    places = Counter(term for triple in triples for term in triple)
    named = [(path.n3(), end) for _, path, end in triples]
    return query.p.name == "Distinct" and all(
        isinstance(end, Variable)
        and places[end] == 1
        and "^" not in path
        and not any(_shows(part, end) for part in every)
        for path, end in named
        if odd & set(_IRIS.findall(path))
    )


def follows(text: str, paths: Iterable[Node]) -> bool:
    """Tell whether each `?value` of a query is at the end of one of the paths from `$this`."""
    wanted = {(Variable("this"), path, Variable("value")) for path in paths}
    return not wanted.isdisjoint(_matched(prepared(text).algebra.p))


def _matched(part: CompValue) -> Iterator[tuple[Node, ...]]:
    """Yield triples that each solution of a pattern matches."""
    if part.name == "BGP":
        yield from part.triples
    elif part.name not in ("Union", "AggregateJoin"):
        inner = ("p1",) if part.name in ("LeftJoin", "Minus") else ("p", "p1", "p2")
        for each in inner:
            if isinstance(dict.get(part, each), CompValue):
                yield from _matched(part[each])


def _shows(part: CompValue, variable: Variable) -> bool:
    """Tell whether a part of a query uses a variable otherwise than as a number."""
    return part.name not in _OF_NUMBERS and any(
        variable in (value if isinstance(value, list | tuple) else [value])
        for key, value in part.items()
        if key not in ("_vars", "triples")
    )


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
