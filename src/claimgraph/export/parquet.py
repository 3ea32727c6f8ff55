"""The tables as Apache Parquet, typed, for data frames and query engines: a zip or a folder."""

from __future__ import annotations

import io
import json
import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any, BinaryIO

from claimgraph.errors import UsageError
from claimgraph.export import Form, archive
from claimgraph.export.table_schema import filled

if TYPE_CHECKING:
    from collections.abc import Callable

    from claimgraph.export import Source
    from claimgraph.export.table_schema import Column, Table, Value

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


def write(source: Source, out: BinaryIO) -> None:
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
    """Return a cell's value, None where it is none of its type: `claimgraph check` tells that."""
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
    Form(
        "parquet", archive.MEDIA_TYPE, ".zip", "document", write, "application/vnd.apache.parquet"
    ),
)
