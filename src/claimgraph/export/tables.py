"""Tables in CSV with keys that join, described by CSV on the Web metadata: a zip or a folder."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, BinaryIO

from claimgraph import text as texts
from claimgraph.errors import UsageError
from claimgraph.export import Form, archive
from claimgraph.export.table_schema import filled
from claimgraph.vocab import CG, RDF, RDFS, SKOS

if TYPE_CHECKING:
    from claimgraph.export import Source
    from claimgraph.export.table_schema import Column, Table, Value

# The name by which tools find the metadata of the files beside it (Metadata Vocabulary, 5.3).
METADATA = "csv-metadata.json"
# Between several values of a cell: CSVW can name it, but knows no way to write it in a value. The
# first that no value of the column holds is taken.
_SEPARATORS = ("|", ";", "¦", "‖", "␟", "⸾")
_NAMESPACES = {
    "cg": CG,
    "dcterms": "http://purl.org/dc/terms/",
    "oa": "http://www.w3.org/ns/oa#",
    "rdf": RDF,
    "rdfs": RDFS,
    "schema": "https://schema.org/",
    "skos": SKOS,
}


# What a spreadsheet calculates where a cell begins with it, as OWASP lists it (CSV injection): in
# the wide forms of East Asian input too.
_FORMULA = re.compile("[=+\\-@\uff1d\uff0b\uff0d\uff20\t\r\n]")
_NUMBER = re.compile(r"[+-]?[0-9]*\.?[0-9]+([eE][+-]?[0-9]+)?")
# What RFC 4180 does not allow in a field.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


def write(source: Source, out: BinaryIO, *, spreadsheet: bool = False) -> None:
    """Write a zip archive of one CSV file per table (RFC 4180, UTF-8) and their metadata.

    For a `spreadsheet`, a text that it would calculate begins with an apostrophe, and control
    characters are escapes such as \\x1b; else cells are exact.
    """
    made = list(filled(source))
    files = {f"{table.name}.csv": _csv(table, lines, spreadsheet) for table, lines in made}
    described = json.dumps(_metadata(made), indent=2, ensure_ascii=False) + "\n"
    archive.pack({**files, METADATA: described.encode()}, out)


def _csv(table: Table, lines: list[tuple[Value, ...]], spreadsheet: bool) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(column.name for column in table.columns)
    between = _separators(table, lines)
    for line in lines:
        cells = map(_cell, line, between)
        writer.writerow(map(as_text, cells) if spreadsheet else cells)
    return text.getvalue().encode()


def _cell(value: Value, separator: str) -> str | None:
    return separator.join(value) if isinstance(value, tuple) else value


def as_text(cell: str | None) -> str | None:
    """Return a cell as a spreadsheet shows it and calculates nothing; a number stays one."""
    if cell and _FORMULA.match(cell) and not _NUMBER.fullmatch(cell):
        cell = "'" + cell
    return cell and _CONTROL.sub(lambda match: texts.for_people(match[0]), cell)


def _separators(table: Table, lines: list[tuple[Value, ...]]) -> list[str]:
    """Return for each column what stands between the values of a cell, empty where one value is.

    Raises UsageError where every separator is part of a value.
    """
    return [
        _separator(f"{table.name}.{column.name}", [line[place] for line in lines])
        if column.many
        else ""
        for place, column in enumerate(table.columns)
    ]


def _separator(column: str, cells: list[Value]) -> str:
    held = {character for cell in cells for value in cell or () for character in value}
    for separator in _SEPARATORS:
        if separator not in held:
            return separator
    raise UsageError(
        f"tables: the values of {column} hold all of {' '.join(_SEPARATORS)}, of which one is to "
        "stand between them: take parquet, or change a value"
    )


def _metadata(made: list[tuple[Table, list[tuple[Value, ...]]]]) -> dict[str, Any]:
    """Return the tables' description (Metadata Vocabulary for Tabular Data, W3C, 2015)."""
    return {
        "@context": "http://www.w3.org/ns/csvw",
        "dc:title": "claims, arguments and evidence",
        "tables": [
            {"url": f"{table.name}.csv", "tableSchema": _schema(table, lines)}
            for table, lines in made
        ],
    }


def _schema(table: Table, lines: list[tuple[Value, ...]]) -> dict[str, Any]:
    between = _separators(table, lines)
    schema: dict[str, Any] = {"columns": list(map(_column, table.columns, between))}
    # What can be empty (a participation is a claim's or an event's) is no part of a key: the
    # standard does not say what an empty cell refers to, and strict validators refuse it.
    if all(column.required for column in table.columns if column.name in table.key):
        schema["primaryKey"] = list(table.key)
    keys = [
        {
            "columnReference": column.name,
            "reference": {"resource": f"{column.target}.csv", "columnReference": "id"},
        }
        for place, column in enumerate(table.columns)
        if column.target and all(line[place] for line in lines)
    ]
    if keys:
        schema["foreignKeys"] = keys
    if table.key == ("id",):
        schema["aboutUrl"] = "{+id}"
    return schema


def _column(column: Column, separator: str) -> dict[str, Any]:
    described: dict[str, Any] = {
        "name": column.name,
        "titles": column.name,
        "datatype": column.datatype,
    }
    if column.property:
        prefix, _, local = column.property.partition(":")
        described["propertyUrl"] = _NAMESPACES[prefix] + local
    if column.target:
        described["valueUrl"] = f"{{+{column.name}}}"
    if column.required:
        described["required"] = True
    if column.many:
        described["separator"] = separator
    return described


FORMS = (Form("tables", archive.MEDIA_TYPE, ".zip", "document", write, "text/csv"),)
SPREADSHEET = replace(FORMS[0], write=partial(write, spreadsheet=True))
