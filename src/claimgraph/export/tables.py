"""Tables in CSV with keys that join, described by CSV on the Web metadata: a zip or a folder."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any, BinaryIO

from claimgraph.export import Form, archive
from claimgraph.export.relations import SEPARATOR, TABLES, filled
from claimgraph.vocab import CG, RDF, RDFS, SKOS

if TYPE_CHECKING:
    from claimgraph.export import Source
    from claimgraph.export.relations import Column, Table, Value

# The name by which tools find the metadata of the files beside it (Metadata Vocabulary, 5.3).
METADATA = "csv-metadata.json"
_NAMESPACES = {
    "cg": CG,
    "dcterms": "http://purl.org/dc/terms/",
    "oa": "http://www.w3.org/ns/oa#",
    "rdf": RDF,
    "rdfs": RDFS,
    "schema": "https://schema.org/",
    "skos": SKOS,
}


def write(source: Source, out: BinaryIO) -> None:
    """Write a zip archive of one CSV file per table (RFC 4180, UTF-8) and their metadata."""
    files = {f"{table.name}.csv": _csv(table, lines) for table, lines in filled(source)}
    described = json.dumps(metadata(), indent=2, ensure_ascii=False) + "\n"
    archive.pack({**files, METADATA: described.encode()}, out)


def _csv(table: Table, lines: list[tuple[Value, ...]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(column.name for column in table.columns)
    writer.writerows(lines)
    return text.getvalue().encode()


def metadata() -> dict[str, Any]:
    """Return the tables' description (Metadata Vocabulary for Tabular Data, W3C, 2015)."""
    return {
        "@context": "http://www.w3.org/ns/csvw",
        "dc:title": "claims, arguments and evidence",
        "tables": [{"url": f"{table.name}.csv", "tableSchema": _schema(table)} for table in TABLES],
    }


def _schema(table: Table) -> dict[str, Any]:
    schema: dict[str, Any] = {"columns": [_column(column) for column in table.columns]}
    # A part of a composite key can be empty (a participation is a claim's or an event's), which
    # CSVW's primary keys allow but data frames' indices do not: such a table has no primary key.
    if all(column.required for column in table.columns if column.name in table.key):
        schema["primaryKey"] = list(table.key)
    keys = [
        {
            "columnReference": column.name,
            "reference": {"resource": f"{column.target}.csv", "columnReference": "id"},
        }
        for column in table.columns
        if column.target
    ]
    if keys:
        schema["foreignKeys"] = keys
    if table.key == ("id",):
        schema["aboutUrl"] = "{+id}"
    return schema


def _column(column: Column) -> dict[str, Any]:
    described: dict[str, Any] = {
        "name": column.name,
        "titles": column.name,
        "datatype": column.datatype,
    }
    if column.property:
        prefix, _, local = column.property.partition(":")
        described["propertyUrl"] = _NAMESPACES[prefix] + local
    if column.required:
        described["required"] = True
    if column.many:
        described["separator"] = SEPARATOR
    return described


FORM = Form("tables", archive.MEDIA_TYPE, ".zip", "document", write)
