"""Tables in CSV with keys that join, described by CSV on the Web metadata: a zip or a folder."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any, BinaryIO

from claimgraph import text as texts
from claimgraph.errors import UsageError
from claimgraph.export import Form, archive
from claimgraph.export.table_schema import filled
from claimgraph.vocab import CG, RDF, RDFS, SKOS

if TYPE_CHECKING:
    from collections.abc import Callable

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
    characters = {character for cell in cells for value in cell or () for character in value}
    for separator in _SEPARATORS:
        if separator not in characters:
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
    # A key leaves out a column that can be empty (a participation is a claim's or an event's): the
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


# ── Parquet ──────────────────────────────────────────────────────────────────────────────────────


_READ: dict[str, Callable[[str], object]] = {
    "boolean": {"true": True, "1": True, "false": False, "0": False}.__getitem__,
    "decimal": Decimal,
    "nonNegativeInteger": int,
    "positiveInteger": int,
}
# How these types are written (XML Schema Datatypes, 3.2.2, 3.2.3 and 3.3.13), as far as 64 bits go.
_WRITTEN = {
    "decimal": re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)"),
    "nonNegativeInteger": re.compile(r"\+?0*[0-9]{1,18}|-0+"),
    "positiveInteger": re.compile(r"\+?0*[1-9][0-9]{0,17}"),
}
# As many digits as engines share (DuckDB, Spark and Arrow: 38).
_DIGITS = 38


def write_parquet(source: Source, out: BinaryIO) -> None:
    """Write a zip archive of one Parquet file per table; cells of several values are lists.

    Raises UsageError where pyarrow is not installed.
    """
    try:
        import pyarrow.parquet as parquet
    except ImportError as error:
        raise UsageError(
            "parquet needs pyarrow: install it with pip install 'claimgraph[tables]'"
        ) from error
    files = {}
    for table, lines in filled(source):
        written = io.BytesIO()
        parquet.write_table(_arrow(table, lines), written)
        files[f"{table.name}.parquet"] = written.getvalue()
    archive.pack(files, out)


def _arrow(table: Table, lines: list[tuple[Value, ...]]) -> Any:
    import pyarrow as pa

    types: dict[str, Callable[[list[object]], Any]] = {
        "boolean": lambda _: pa.bool_(),
        "decimal": lambda values: pa.decimal128(_DIGITS, _places(values)),
        "nonNegativeInteger": lambda _: pa.int64(),
        "positiveInteger": lambda _: pa.int64(),
    }
    fields, columns = [], []
    for place, column in enumerate(table.columns):
        values = [_typed(column, line[place]) for line in lines]
        made = types.get(column.datatype)
        kind = made(values) if made else pa.string()
        kind = pa.list_(kind) if column.many else kind
        about = {"target": column.target} if column.target else {}
        fields.append(pa.field(column.name, kind, metadata=about))
        columns.append(pa.array(values, kind))
    described = {"primary_key": json.dumps(table.key)}
    return pa.Table.from_arrays(columns, schema=pa.schema(fields, described))


def _typed(column: Column, value: Value) -> object:
    """Return a cell's value, None where it does not fit its type: `claimgraph check` tells that."""
    if value is None or isinstance(value, tuple):
        return value
    written = _WRITTEN.get(column.datatype)
    if written and not written.fullmatch(value):
        return None
    try:
        read = _READ.get(column.datatype, str)(value)
    except (ValueError, ArithmeticError, KeyError):
        return None
    return read if not isinstance(read, Decimal) or _fits(read) else None


def _fits(value: Decimal) -> bool:
    return value.is_finite() and len(value.as_tuple().digits) + abs(_exponent(value)) < _DIGITS // 2


def _exponent(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0


def _places(values: list[object]) -> int:
    """Return as many decimal places as the figures need."""
    return max(0, *(-_exponent(one) for one in values if isinstance(one, Decimal)), 0)


FORMS = (
    Form("tables", archive.MEDIA_TYPE, ".zip", "document", write, "text/csv"),
    Form(
        "parquet",
        archive.MEDIA_TYPE,
        ".zip",
        "document",
        write_parquet,
        "application/vnd.apache.parquet",
    ),
)
SPREADSHEET = replace(FORMS[0], write=partial(write, spreadsheet=True))
