"""What of a query shacl-rust answers otherwise than SPARQL 1.1 has it, as far as its text tells.

shacl-rust asks Oxigraph, which reads regular expressions as Rust does, loses the form of literals
and takes some arguments that are errors, and the other way round. Where the text does not tell,
it may stray: pySHACL is asked then.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

import pyoxigraph as ox
from rdflib import XSD

from claimgraph.check.engines.literals import changed, is_miscast, is_odd
from claimgraph.check.engines.patterns import for_rust, matching
from claimgraph.graph.sparql.tokens import Token, tokens

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from collections.abc import Set as AbstractSet

# Functions and operators that Oxigraph evaluates otherwise for some values.
_STRAYING = frozenset({"STRDT", "TZ"})
_GIVING_STRINGS = frozenset(
    {"SUBSTR", "UCASE", "LCASE", "STRBEFORE", "STRAFTER", "REPLACE", "CONCAT", "STRLANG"}
    | {"COALESCE", "IF", "SAMPLE", "MIN", "MAX"}
)
_ORDERING = ("<", "<=", ">", ">=")
_ESCAPES = {"t": "\t", "n": "\n", "r": "\r", "b": "\b", "f": "\f"}


@lru_cache(maxsize=1000)
def by_text(text: str) -> tuple[bool, bool]:
    """Tell whether a query makes regular expressions of what it finds, and whether it casts it.

    To round is to cast here: Oxigraph rounds doubles away from zero.
    """
    query_tokens = tokens(text)
    makes_patterns = any(
        token.word == "REGEX" and any(_constant(each) is None for each in given[1:2])
        for token, given in (
            (t, _arguments(query_tokens, n + 2)) for n, t in enumerate(query_tokens)
        )
    )
    casts = any(
        first.word == "ROUND"
        or (
            (first.text in _CASTS and second.text == "(")
            and not _is_short(_arguments(query_tokens, place)[0])
        )
        for place, (first, second) in enumerate(pairwise(query_tokens), 2)
    )
    return makes_patterns, casts


@lru_cache(maxsize=1000)
def strays(text: str) -> bool:
    """Tell whether a query may be answered otherwise, whatever the data are."""
    query_tokens = tokens(text)
    return (
        calls(text)
        or any(token.word in _STRAYING for token in query_tokens)
        or _has_odd_constants(text)
        or _orders_booleans(query_tokens)
        or _tests_strings(query_tokens)
        or _casts_what_it_computes(query_tokens)
        or any(_call_strays(query_tokens, place) for place in range(len(query_tokens) - 1))
    )


def _has_odd_constants(text: str) -> bool:
    """Tell whether Oxigraph does not hold a constant, or not in a form that is asked for."""
    constants = set(literals(text))
    if any(is_odd(*each) for each in constants):
        return True
    lost = changed({ox.Literal(form, datatype=ox.NamedNode(kind)) for form, kind in constants})
    forms = {literal.value for literal in lost}
    query_tokens = tokens(text) if forms else []
    return any(
        (token.text in forms or token.text[1:-1] in forms)
        and (before.kind in ("iri", "variable") or named.word in ("STR", "SAMETERM"))
        for named, before, token in zip(
            query_tokens, query_tokens[1:], query_tokens[2:], strict=False
        )
    )


def _orders_booleans(query_tokens: Sequence[Token]) -> bool:
    return any(
        first.text in _ORDERING and second.word in ("TRUE", "FALSE")
        for one, other in pairwise(query_tokens)
        for first, second in ((one, other), (other, one))
    )


def _tests_strings(query_tokens: Sequence[Token]) -> bool:
    """Tell whether a string may be a condition alone: Oxigraph refuses one with a tag (17.2.2)."""
    for place, token in enumerate(query_tokens[1:-1], 1):
        before, earlier = query_tokens[place - 1], query_tokens[place - 2]
        opened = before.word in ("FILTER", "HAVING") or before.text in ("!", "&&", "||")
        if before.text == "(" and earlier.kind != "iri":
            opened = opened or earlier.word in ("FILTER", "HAVING", "IF", "")
        if not opened:
            continue
        after = place + 1
        if token.word in _GIVING_STRINGS and query_tokens[after].text == "(":
            after += (
                2 + sum(map(len, given := _arguments(query_tokens, after + 1))) + len(given) - 1
            )
        elif token.kind == "string" and query_tokens[after].kind == "language":
            after += 1
        elif token.kind != "variable":
            continue
        if (
            before.text == "!"
            or before.word in ("FILTER", "HAVING")
            or query_tokens[after].text in ("&&", "||", ")", ",")
        ):
            return True
    return False


def _call_strays(query_tokens: Sequence[Token], place: int) -> bool:
    """Tell whether the call that begins at a place may be answered otherwise."""
    name = query_tokens[place]
    if query_tokens[place + 1].text != "(":
        return False
    given = _arguments(query_tokens, place + 2)
    if name.kind == "iri" and name.text in _CASTS:
        return name.text not in _CAST_BY_FORM or any(
            token.kind == "string" and is_miscast(_unescaped(token.text)) for token in given[0]
        )
    if name.word == "ROUND":
        return any(token.kind == "number" and "e" in token.text.lower() for token in query_tokens)
    if name.word == "SUBSTR":
        return not (given[1:] and _is_positive(given[1])) or (
            len(given) > 2 and any(token.text == "-" for token in given[2])
        )
    if name.word in ("REGEX", "REPLACE"):
        is_regex = name.word == "REGEX"
        flags = _constant(given[2]) if is_regex and given[2:] else ""
        flags = _constant(given[3]) if not is_regex and given[3:] else flags
        pattern = _constant(given[1]) if given[1:] else None
        if is_regex and flags is not None and pattern is None and given[1:]:
            return bool(set(flags) - set("ims"))
        if pattern is None or flags is None or for_rust(pattern, flags + "s") != pattern:
            return True
        return not is_regex and (
            not given[2:] or bool(matching(pattern, flags).search("")) or _is_misfilled(given[2])
        )
    return False


def _casts_what_it_computes(query_tokens: Sequence[Token]) -> bool:
    """Tell whether it casts what is neither written out nor in the data: that may be any number.

    Oxigraph's numbers end, and shacl-rust with them.
    """
    made = {name.text for word, name in pairwise(query_tokens) if word.word == "AS"}
    for place, (name, bracket) in enumerate(pairwise(query_tokens), 2):
        if name.text not in _CAST_BY_FORM or bracket.text != "(":
            continue
        given = _arguments(query_tokens, place)[0]
        if given and given[0].word == "STR" and given[-1].text == ")":
            given = given[2:-1]
        is_found = len(given) == 1 and given[0].kind == "variable" and given[0].text not in made
        if not (is_found or _is_short(given) or [each.kind for each in given] == ["string"]):
            return True
    return False


def _arguments(query_tokens: Sequence[Token], place: int) -> list[list[Token]]:
    """Return the arguments of a call from behind its bracket on."""
    given: list[list[Token]] = [[]]
    depth = 1
    for token in query_tokens[place:]:
        depth += {"(": 1, ")": -1}.get(token.text, 0)
        if not depth:
            break
        if token.text == "," and depth == 1:
            given.append([])
        else:
            given[-1].append(token)
    return given


def _is_positive(given: Sequence[Token]) -> bool:
    return len(given) == 1 and given[0].text.isdigit() and int(given[0].text) > 0


def _is_short(given: Sequence[Token]) -> bool:
    """Tell whether an argument is a substring of few characters, whose number Oxigraph holds."""
    if not given or given[0].word != "SUBSTR":
        return False
    inner = _arguments(given, 2)
    return len(inner) == 3 and _is_positive(inner[2]) and int(inner[2][0].text) < 16


def _constant(given: Sequence[Token]) -> str | None:
    """Return a string that is written out, with `1` for the numbers and characters put into it."""
    if len(given) == 1 and given[0].kind == "string":
        return _unescaped(given[0].text)
    if not given or given[-1].text != ")":
        return None
    inner = _arguments(given, 2)
    if given[0].word == "CONCAT":
        texts = [_constant(each) for each in inner]
        for place in range(1, len(texts) - 1):
            # How often something stands is a number, or an error.
            if texts[place] is None and (
                str(texts[place - 1]).endswith("{") and str(texts[place + 1]).startswith("}")
            ):
                texts[place] = "1"
        return None if None in texts else "".join(map(str, texts))
    is_number = given[0].word == "STR" and bool(inner[0]) and inner[0][0].text in _CAST_BY_FORM
    return "1" if is_number or _is_short(given) else None


def _unescaped(text: str) -> str:
    quotes = 3 if text[:3] in ('"""', "'''") else 1
    return re.sub(r"\\(.)", lambda m: _ESCAPES.get(m[1], m[1]), text[quotes:-quotes])


def _is_misfilled(replacement: Sequence[Token]) -> bool:
    """Tell whether Rust may read a replacement otherwise: it has names, too, and no escapes."""
    text = _constant(replacement)
    return text is None or not re.fullmatch(r"(?:[^\\$]|\$\d(?![\w{]))*", text, re.DOTALL)


def literals(text: str) -> Iterator[tuple[str, str]]:
    """Yield the form and the datatype of each typed literal and number in a query, unescaped."""
    string = ""
    for before, token in pairwise(tokens(text)):
        if token.kind == "number":
            kind = XSD.double if "e" in token.text.lower() else XSD.decimal
            yield token.text, str(kind if kind == XSD.double or "." in token.text else XSD.integer)
        elif token.kind == "string":
            string = token.text
        elif before.text == "^^" and token.kind == "iri":
            yield string.strip(string[0]), token.text[1:-1]


_CASTS = frozenset(
    f"<{XSD[name]}>"
    for name in ("boolean", "double", "float", "decimal", "integer", "dateTime", "string")
)


# Casts that Oxigraph makes as XPath does, but of some strings and numbers.
_CAST_BY_FORM = frozenset(f"<{XSD[name]}>" for name in ("boolean", "double", "float", "integer"))


@lru_cache(maxsize=1000)
def unordered(text: str) -> frozenset[str] | None:
    """Return the IRIs that stand before `true` or `false` alone; None if a query has no `<`."""
    query_tokens = tokens(text)
    if not any(token.text in _ORDERING for token in query_tokens):
        return None
    pairs = [
        (first.text[1:-1], second)
        for first, second in pairwise(query_tokens)
        if first.kind == "iri"
    ]
    return frozenset(iri for iri, _ in pairs) - {
        iri for iri, after in pairs if after.word not in ("TRUE", "FALSE")
    }


def calls(text: str) -> bool:
    """Tell whether a query calls a function that SPARQL does not define: an error (17.2, 17.6)."""
    return any(
        first.kind == "iri" and second.text == "(" and first.text not in _CASTS
        for first, second in pairwise(tokens(text))
    )


def makes(text: str, names: AbstractSet[str]) -> bool:
    """Tell whether a query gives one of these variables a value that the data may not hold."""
    query_tokens = tokens(text)
    return any(
        word.word == "AS"
        and variable.text[1:] in names
        and (opening.text, value.text[1:]) != ("(", "this")
        for opening, value, word, variable in zip(
            query_tokens, query_tokens[1:], query_tokens[2:], query_tokens[3:], strict=False
        )
    )
