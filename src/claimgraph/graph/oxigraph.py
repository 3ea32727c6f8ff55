"""Oxigraph's parser by the names that claimgraph has for formats, and its errors as faults."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from claimgraph.errors import SyntaxFault

if TYPE_CHECKING:
    from typing import BinaryIO

FORMATS = {
    "turtle": ox.RdfFormat.TURTLE,
    "nt": ox.RdfFormat.N_TRIPLES,
    "trig": ox.RdfFormat.TRIG,
    "nquads": ox.RdfFormat.N_QUADS,
    "json-ld": ox.RdfFormat.JSON_LD,
    "xml": ox.RdfFormat.RDF_XML,
}


def parser(source: str | BinaryIO, form: str) -> ox.QuadParser:
    """Return a parser; a label names a blank node within its file, as two may use the same one."""
    return ox.parse(source, format=FORMATS[form], rename_blank_nodes=True)


def fault(error: SyntaxError, name: str, line: int | None, column: int | None) -> SyntaxFault:
    """Turn pyoxigraph's error into ours: its message without the place, the place beside it."""
    message = str(error.msg)
    if "LoadDocumentCallback" in message:
        message = "names a remote JSON-LD context"
    if message.startswith("Parser error at"):
        message = message.partition(": ")[2]
    hint = {
        "remote JSON-LD": "put the context itself into the file, for none is fetched",
        "has not been declared": "declare it with @prefix at the top of the file",
        "No scheme found": "write the whole IRI or declare @base",
        "Invalid IRI": "percent-encode what an IRI may not hold",
    }
    mend = next((line for key, line in hint.items() if key in message), "mend the syntax there")
    return SyntaxFault(f"{message.rstrip('.')}: {mend}", name, line, column)
