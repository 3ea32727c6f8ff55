"""Reads stored questions: a SPARQL query with a header of grlc decorators, and its parameters."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from claimgraph.errors import SyntaxFault
from claimgraph.model import Parameter, Question

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyoxigraph as ox

XSD_TYPES = ("boolean", "date", "dateTime", "decimal", "double", "gYear", "gYearMonth", "integer")
# What may hold braces or look like a variable without being one: strings, IRIs, comments.
_OPAQUE = re.compile(
    r'"""(?:[^\\]|\\.)*?"""'
    r"|'''(?:[^\\]|\\.)*?'''"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'(?:[^'\\\n]|\\.)*'"
    r'|<[^<>"{}|^`\\\s]*>'
    r"|#[^\n]*",
    re.DOTALL,
)


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
    try:
        read = yaml.safe_load("\n".join(line.removeprefix(" ") for _, line in header))
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
    if not isinstance(read, dict) or not read.get("summary"):
        raise SyntaxFault("header has no summary: add '#+ summary: what it answers'", file, 1, 1)
    return read


def _must_be_sparql(text: str, file: str) -> None:
    import pyoxigraph as ox

    try:
        ox.Store().query(text)
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


def _defaults(header: Mapping[str, Any]) -> dict[str, str]:
    """Read grlc's `defaults`: a list of one-entry mappings, or one mapping."""
    given = header.get("defaults") or []
    entries = [given] if isinstance(given, dict) else given
    return {str(key): str(value) for entry in entries for key, value in entry.items()}


def _parameter(variable: str, defaults: Mapping[str, str]) -> Parameter:
    """Read grlc's `_name_type`; a type that is not known belongs to the name."""
    name, _, kind = variable[1:].rpartition("_")
    if not name or not (kind in ("iri", *XSD_TYPES) or re.fullmatch("[a-z]{2}", kind)):
        name, kind = variable[1:], "literal"
    return Parameter(name, variable, kind, defaults.get(name))


def _masked(sparql: str) -> str:
    return _OPAQUE.sub(lambda opaque: " " * len(opaque[0]), sparql)


def bind(sparql: str, values: Mapping[str, ox.NamedNode | ox.Literal]) -> str:
    """Bind variables to terms by a VALUES block (SPARQL 1.1, 10.2) at the head of the pattern.

    Terms are written in N-Triples syntax, which no value can break out of.
    """
    if not values:
        return sparql
    masked = _masked(sparql)
    start = masked.index("{")
    if form := re.search(r"\bCONSTRUCT\s*\{", masked, re.IGNORECASE):
        template_end = masked.index("}", form.end())
        start = masked.index("{", template_end)
    blocks = " ".join(f"VALUES ?{name} {{ {term} }}" for name, term in values.items())
    return f"{sparql[: start + 1]} {blocks} {sparql[start + 1 :]}"
