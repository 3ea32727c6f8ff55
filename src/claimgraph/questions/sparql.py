"""Reads stored questions: a SPARQL query with a header of grlc decorators, and its parameters."""

from __future__ import annotations

import contextlib
import re
from functools import cache
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from claimgraph.errors import SyntaxFault
from claimgraph.questions import Parameter, Question

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pyoxigraph as ox

XSD_TYPES = ("boolean", "date", "dateTime", "decimal", "double", "gYear", "gYearMonth", "integer")
# Two types that grlc calls otherwise.
_GRLC = {"string": "literal", "number": "decimal"}
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

# The keyword that begins a query behind its prologue, not a prefix of that name.
_FORM = re.compile(r"(?<![\w:?$-])(SELECT|ASK|CONSTRUCT|DESCRIBE)(?![\w:-])", re.IGNORECASE)
# The keyword, not a variable or a name that ends like it.
_CONSTRUCT = r"(?<![\w:?$-])CONSTRUCT"


def parse(text: str, *, theme: str, name: str, file: str) -> Question:
    """Read a question from the text of its file.

    Raises SyntaxFault where the header is not YAML or lacks its summary, or the query is not
    SPARQL 1.1.
    """
    header = _header(text, file)
    _must_be_sparql(text, file)
    defaults = _defaults(header)
    return Question(
        theme=theme,
        name=name,
        summary=str(header["summary"]).strip(),
        description=str(header.get("description", "")).strip(),
        sparql=text,
        file=file,
        tags=tuple(str(tag) for tag in header.get("tags") or ()),
        parameters=tuple(
            _parameter(variable, defaults)
            for variable in dict.fromkeys(re.findall(r"[?$](_[a-zA-Z]\w*)", _masked(text)))
        ),
    )


def _header(text: str, file: str) -> dict[str, Any]:
    import yaml

    lines = text.split("\n")
    header = [(n, line[2:]) for n, line in enumerate(lines, 1) if line.startswith("#+")]
    if not header:
        raise SyntaxFault("has no header: begin with '#+ summary: what it answers'", file, 1, 1)
    written = "\n".join(line.removeprefix(" ") for _, line in header)
    try:
        read = yaml.safe_load(written)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        line, column = (
            (header[min(mark.line, len(header) - 1)][0], mark.column + 4) if mark else (1, 1)
        )
        problem = error.problem or "not YAML"
        raise SyntaxFault(
            f"header is not YAML ({problem}): put text that holds a colon in quotes",
            file,
            line,
            column,
        ) from error
    except yaml.reader.ReaderError as error:
        before, _, _ = written[: error.position].rpartition("\n")
        raise SyntaxFault(
            f"header holds U+{error.character:04X}, which YAML does not allow: delete it",
            file,
            header[written.count("\n", 0, error.position)][0],
            error.position - (len(before) + 1 if before else 0) + 4,
        ) from error
    except (ValueError, RecursionError) as error:  # a date that is none, brackets without end
        raise SyntaxFault(
            f"header is not YAML ({error}): put texts in quotes", file, header[0][0], 1
        ) from error
    if not isinstance(read, dict) or not read.get("summary"):
        raise SyntaxFault("header has no summary: add '#+ summary: what it answers'", file, 1, 1)
    defaults = read.get("defaults") or []
    entries = defaults if isinstance(defaults, list) else [defaults]
    if not all(isinstance(entry, dict) for entry in entries):
        raise SyntaxFault("defaults are no mapping: write '#+ defaults: [{name: value}]'", file)
    if not isinstance(read.get("tags") or [], list):
        raise SyntaxFault("tags are no list: write '#+ tags: [one, two]'", file)
    return read


def _must_be_sparql(text: str, file: str) -> None:
    masked = _masked(text)
    if _depth(masked) > _DEEPEST or re.search(rf"(!\s*){{{_DEEPEST}}}", masked):
        raise SyntaxFault(f"is nested more than {_DEEPEST} deep: write the query flatter", file)
    try:
        must_parse(text)
    except SyntaxError as error:
        place = re.match(
            r"error at (\d+):(\d+): (?:expected (?:one of )?)?(.*)", str(error), re.DOTALL
        )
        line, column, rest = place.groups() if place else (None, None, str(error))
        told = [
            part.strip()
            for part in (rest or "").split(",")
            if re.search(r"[a-z]{3} [a-z]", part) and "[" not in part
        ]
        what = f" ({told[0]})" if told else ""
        raise SyntaxFault(
            f"is not a SPARQL query from here on{what}: mend the query",
            file,
            int(line) if line else None,
            int(column) if column else None,
        ) from error


# Oxigraph's parser calls itself for each level, until the stack of its thread is full.
_DEEPEST = 500


def _depth(masked: str) -> int:
    steps = (1 if bracket in "([{" else -1 for bracket in re.findall(r"[][(){}]", masked))
    return max(accumulate(steps), default=0)


def is_graph(query: str) -> bool:
    """Tell whether the answer to a query is a graph: it is a CONSTRUCT or a DESCRIBE."""
    form = _FORM.search(_masked(query))
    return form is not None and form[0].upper() in ("CONSTRUCT", "DESCRIBE")


def must_parse(query: str) -> None:
    """Raise SyntaxError unless Oxigraph can parse a query; nothing of it is run."""
    if not _parses_first():
        raise RuntimeError("this version of pyoxigraph cannot parse a query without running it")
    _parse(query)


def _parse(query: str) -> None:
    import pyoxigraph as ox

    # Oxigraph has no parser apart, but it parses a query before it refuses two datasets for it.
    with contextlib.suppress(ValueError):
        ox.Store().query(query, use_default_graph_as_union=True, default_graph=ox.DefaultGraph())


@cache
def _parses_first() -> bool:
    try:
        _parse("SELECT")
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
    must_parse(query)
    misspelt = _word(keyword).sub(_misspelt, query)
    if misspelt == query:
        return False
    try:
        must_parse(misspelt)
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


def _defaults(header: Mapping[str, Any]) -> dict[str, str]:
    """Read grlc's `defaults`: a list of one-entry mappings, or one mapping."""
    given = header.get("defaults") or []
    entries = given if isinstance(given, list) else [given]
    return {str(key): str(value) for entry in entries for key, value in entry.items()}


def _parameter(variable: str, defaults: Mapping[str, str]) -> Parameter:
    """Read grlc's `_name_type` or `_name_xsd_type`; an unknown type is part of the name."""
    name, _, kind = variable[1:].rpartition("_")
    kind = _GRLC.get(kind, kind)
    if kind in XSD_TYPES:
        name = name.removesuffix("_xsd")
    if not name or not (kind in ("iri", "literal", *XSD_TYPES) or re.fullmatch("[a-z]{2}", kind)):
        name, kind = variable[1:], "literal"
    return Parameter(name, variable, kind, defaults.get(name))


def _masked(sparql: str) -> str:
    return _OPAQUE.sub(lambda opaque: " " * len(opaque[0]), sparql)


def bind(sparql: str, values: Mapping[str, ox.NamedNode | ox.Literal]) -> str:
    """Bind variables to terms by VALUES blocks (SPARQL 1.1, 10.2).

    A block stands at the head of the pattern and of every group within it that speaks of the
    variable: what a filter of a nested group needs is not handed down to it (SPARQL 1.1, 18.2).
    """
    if not values:
        return sparql
    blocks = {name: f"VALUES ?{name} {{ {_written(term)} }}" for name, term in values.items()}
    masked = _masked(sparql)
    if "{" not in masked:
        # DESCRIBE needs no pattern (SPARQL 1.1, 16.4), but values do.
        return f"{sparql}\nWHERE {{ {' '.join(blocks.values())} }}"
    if short := re.search(_CONSTRUCT + r"(?=\s+(FROM|WHERE)\b)", masked, re.IGNORECASE):
        # CONSTRUCT WHERE (SPARQL 1.1, 16.2.4) has none: its pattern is its template.
        template = sparql[masked.index("{") : masked.index("}") + 1]
        sparql = f"{sparql[: short.end()]} {template} {sparql[short.end() :]}"
        masked = _masked(sparql)
    bound = sparql
    for place, names in sorted(_groups(masked, blocks).items(), reverse=True):
        told = " ".join(block for name, block in blocks.items() if name in names)
        bound = f"{bound[:place]} {told} {bound[place:]}"
    return bound


def limited(sparql: str, most: int) -> str:
    """Return a query that gives no more solutions than these, where its form and its end allow.

    A SELECT is given a LIMIT (SPARQL 1.1, 15.5) unless it has one, or values at its end, behind
    which none may stand.
    """
    masked = _masked(sparql)
    form = _FORM.search(masked)
    modifiers = masked[masked.rfind("}") + 1 :]
    values = re.search(r"\bVALUES\b[^{}]*\{[^{}]*\}\s*$", masked, re.IGNORECASE)
    if (
        form is None
        or form[0].upper() != "SELECT"
        or values
        or re.search(r"\bLIMIT\b", modifiers, re.IGNORECASE)
    ):
        return sparql
    return f"{sparql}\nLIMIT {most}"


def _groups(masked: str, names: Iterable[str]) -> dict[int, set[str]]:
    """Return where groups begin, with the variables they speak of; the first has them all."""
    groups: dict[int, set[str]] = {}
    within: list[int | None] = []
    for token in re.finditer(r"[{}]|[?$](\w+)", masked):
        if token[0] == "{":
            after = token.end()
            if re.search(_CONSTRUCT + r"\s*$", masked[: token.start()], re.IGNORECASE):
                within.append(None)
            elif re.match(r"\s*SELECT\b", masked[after:], re.IGNORECASE):
                within.append(masked.index("{", after) + 1)
            else:
                within.append(after)
            if within[-1] is not None and not groups:
                groups[within[-1]] = set(names)
        elif token[0] == "}":
            within.pop()
        elif within and within[-1] is not None and token[1] in names:
            groups.setdefault(within[-1], set()).add(token[1])
    return groups


def _written(term: ox.NamedNode | ox.Literal) -> str:
    r"""Write a term in N-Triples syntax, which no value can break out of.

    Some engines read \u and \U before strings (SPARQL 1.1, 19.2), and rdflib takes eight digits
    where there are eight: so no value has a backslash before a u, and escapes have eight digits.
    """

    def plain(escape: re.Match[str]) -> str:
        if escape["letter"]:
            return rf"\\\U{ord(escape['letter']):08X}"
        return rf"\U0000{escape['code']}" if escape["code"] else escape[0]

    return re.sub(r"\\u(?P<code>.{4})|\\\\(?P<letter>[uU])|\\.", plain, str(term))
