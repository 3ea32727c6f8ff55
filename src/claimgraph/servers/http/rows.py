"""Writes one page of an answer's rows: as plain JSON, or in SPARQL's own formats."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from claimgraph.servers.http.formats import OX_RESULTS
from claimgraph.servers.http.messages import Page
from claimgraph.vocab import XSD

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import IO

# Plain JSON, for programs that know nothing of RDF; not one of SPARQL's formats.
PLAIN = "plain"

_INTEGERS = {
    XSD + name
    for name in (
        "integer",
        "nonNegativeInteger",
        "positiveInteger",
        "nonPositiveInteger",
        "negativeInteger",
        "long",
        "int",
        "short",
        "byte",
        "unsignedLong",
        "unsignedInt",
        "unsignedShort",
        "unsignedByte",
    )
}
_NUMBERS = {XSD + name for name in ("decimal", "double", "float")}


def write(found: ox.QuerySolutions, form: str, page: Page, out: IO[bytes]) -> int:
    """Write a page's rows, PLAIN or in a format of `formats`; return how many there are in all."""
    whole = json.loads(found.serialize(format=ox.QueryResultsFormat.JSON) or b"")
    bindings = whole["results"]["bindings"]
    total = len(bindings)
    end = None if page.limit is None else page.offset + page.limit
    wanted = bindings[page.offset : end]
    if form == PLAIN:
        columns = whole["head"]["vars"]
        plain = [{name: value(row.get(name)) for name in columns} for row in wanted]
        _write_plain(columns, plain, total, page, out)
        return total
    whole["results"]["bindings"] = wanted
    again = ox.parse_query_results(json.dumps(whole).encode(), format=ox.QueryResultsFormat.JSON)
    again.serialize(out, OX_RESULTS[form])
    return total


def write_truth(truth: bool, out: IO[bytes]) -> None:
    """Write the answer to an ASK as one row."""
    _write_plain(["answer"], [{"answer": truth}], 1, Page(), out)


def _write_plain(
    columns: Sequence[str],
    rows: Sequence[Mapping[str, Any]],
    total: int,
    page: Page,
    out: IO[bytes],
) -> None:
    whole = {"columns": columns, "rows": rows, "total": total}
    whole |= {"offset": page.offset, "limit": page.limit}
    out.write(json.dumps(whole, ensure_ascii=False).encode() + b"\n")


def value(term: dict[str, str] | None) -> Any:
    """Return a term of SPARQL's JSON as plain JSON: numbers and truths as such, the rest as text.

    An unbound variable is null; a number that JSON lacks (INF, NaN) stays text.
    """
    if term is None:
        return None
    text, datatype = term["value"], term.get("datatype")
    try:
        if datatype in _INTEGERS:
            return int(text)
        if datatype in _NUMBERS:
            number = float(text)
            return number if number - number == 0 else text
    except ValueError:
        return text
    if datatype == XSD + "boolean":
        return {"true": True, "1": True, "false": False, "0": False}.get(text, text)
    return f"_:{text}" if term["type"] == "bnode" else text
