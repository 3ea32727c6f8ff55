"""Stored queries as text: proved to be SPARQL without being asked, limited, given a base."""

from __future__ import annotations

import contextlib
import re
from functools import cache
from itertools import accumulate

from claimgraph.errors import SyntaxFault
from claimgraph.graph import sparql as reader

# What may hold braces or look like a variable without being one: strings, IRIs, comments; and
# characters escaped in a local name, which begin neither.
_OPAQUE = re.compile(
    r'"""(?:[^\\]|\\.)*?"""'
    r"|'''(?:[^\\]|\\.)*?'''"
    r'|"(?:[^"\\\r\n]|\\.)*"'
    r"|'(?:[^'\\\r\n]|\\.)*'"
    r'|<[^<>"{}|^`\\\s]*>'
    r"|#[^\r\n]*"
    r"|\\.",
    re.DOTALL,
)


# Where there is no file.
_BASE = "file:///"


def based(sparql: str, base: str) -> str:
    """Return a query with a base IRI where an IRI of it is relative and it has none itself."""
    return f"BASE <{base}> {sparql}" if base and reader.is_relative(sparql) else sparql


def limited(sparql: str, most: int) -> str:
    """Return a query that gives no more solutions than these, where its form and its end allow.

    A SELECT is given a LIMIT (SPARQL 1.1, 15.5) unless it has one, or values at its end, behind
    which none may stand.
    """
    try:
        parts = reader.read(sparql)
    except reader.UnreadableError:
        return sparql
    if parts.form != "SELECT" or parts.limited or parts.end is None:
        return sparql
    return f"{sparql}\nLIMIT {most}"


def must_be_sparql(sparql: str, file: str, base: str) -> None:
    """Raise SyntaxFault for what Oxigraph does not read as a query; nothing of it is run."""
    masked = _masked(sparql)
    if _depth(masked) > _DEEPEST or re.search(rf"(!\s*){{{_DEEPEST}}}", masked):
        raise SyntaxFault(f"is nested more than {_DEEPEST} deep: write the query flatter", file)
    try:
        must_parse(sparql, base)
    except SyntaxError as error:
        place, expected = _told(sparql, error)
        raise fault(sparql, min(place, len(sparql)), file, expected) from error


# Oxigraph's parser calls itself for each level, until the stack of its thread is full.
_DEEPEST = 500


def _depth(masked: str) -> int:
    steps = (1 if bracket in "([{" else -1 for bracket in re.findall(r"[][(){}]", masked))
    return max(accumulate(steps), default=0)


def must_parse(query: str, base: str | None = None) -> None:
    """Raise SyntaxError unless Oxigraph can parse a query; nothing of it is run."""
    if not _parses_first():
        raise RuntimeError("this version of pyoxigraph cannot parse a query without running it")
    _parse(query, base)


def _parse(query: str, base: str | None) -> None:
    import pyoxigraph as ox

    # Oxigraph has no parser apart, but it parses a query before it refuses two datasets for it.
    with contextlib.suppress(ValueError):
        ox.Store().query(
            query,
            base_iri=base,
            use_default_graph_as_union=True,
            default_graph=ox.DefaultGraph(),
        )


@cache
def _parses_first() -> bool:
    try:
        _parse("SELECT", None)
    except SyntaxError:
        return True
    return False


def uses(query: str, keyword: str) -> bool:
    r"""Tell whether a query has a keyword of the grammar, such as SERVICE; raises SyntaxError.

    The engine that would run the query decides, not another reader of the same text: it parses the
    query with the word misspelt, wherever it stands, in whatever case and with whatever letters
    written as \u escapes. Names, texts and comments may be misspelt; a keyword may not. Where the
    two readings could differ, the answer is yes.
    """
    must_parse(query, _BASE)
    misspelt = _word(keyword).sub(_misspelt, query)
    if misspelt == query:
        return False
    try:
        must_parse(misspelt, _BASE)
    except SyntaxError:
        return True
    return False


@cache
def _word(keyword: str) -> re.Pattern[str]:
    first, second, *rest = (
        rf"(?:{letter}|\\u00(?:{ord(letter):x}|{ord(letter.lower()):x})"
        rf"|\\U000000(?:{ord(letter):x}|{ord(letter.lower()):x}))"
        for letter in keyword.upper()
    )
    return re.compile(rf"({first})({second})({''.join(rest)})", re.IGNORECASE)


def _misspelt(word: re.Match[str]) -> str:
    # The second letter: a backslash before the first may belong to it, as in "\from".
    letter = "x" if len(word[2]) == 1 else f"{word[2][:-2]}{ord('x'):x}"
    return f"{word[1]}{letter}{word[3]}"


def fault(sparql: str, offset: int, file: str, expected: str) -> SyntaxFault:
    """Return the fault that a query is not valid from `offset` on."""
    before = sparql[:offset]
    return SyntaxFault(
        f"is not a SPARQL query from here on{expected and f' ({expected})'}: mend the query",
        file,
        before.count("\n") + 1,
        offset - before.rfind("\n"),
    )


def blamed(sparql: str, message: str) -> tuple[int, int] | None:
    """Return the line and column of what an engine's message is about: its IRI, or a SERVICE."""
    named = re.search(r"<([^<>\s]+)>", message)
    try:
        parts = reader.read(sparql)
        places = [start for start, _ in parts.services] if "SERVICE" in message else []
        if named and not places:
            places = [
                token.start
                for token in reader.tokens(sparql)
                if token.iri(parts.prefixes) == named[1]
            ]
    except reader.UnreadableError:
        return None
    if not places:
        return None
    before = sparql[: places[0]]
    return before.count("\n") + 1, len(before) - before.rfind("\n")


def _told(sparql: str, error: SyntaxError) -> tuple[int, str]:
    """Return where Oxigraph stopped, as an offset, and what it says that is of use to people."""
    match = re.match(r"error at (\d+):(\d+): (?:expected (?:one of )?)?(.*)", str(error), re.DOTALL)
    if match is None:
        return 0, str(error)
    lines = sparql.split("\n")
    offset = sum(len(line) + 1 for line in lines[: int(match[1]) - 1]) + int(match[2]) - 1
    expected = [
        part.strip()
        for part in match[3].split(",")
        if re.search(r"[a-z]{3} [a-z]", part) and "[" not in part
    ]
    return offset, expected[0] if expected else ""


def _masked(sparql: str) -> str:
    return _OPAQUE.sub(lambda opaque: " " * len(opaque[0]), sparql)
