"""The tables as Apache Parquet, typed, for data frames and query engines: a zip or a folder."""

from __future__ import annotations

import io
import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any, BinaryIO

from claimgraph.errors import UsageError
from claimgraph.export import Form, archive
from claimgraph.export.relations import SEPARATOR, filled

if TYPE_CHECKING:
    from collections.abc import Callable

    from claimgraph.export import Source
    from claimgraph.export.relations import Column, Table, Value

_READ: dict[str, Callable[[str], object]] = {
    "boolean": lambda value: value in ("true", "1"),
    "decimal": Decimal,
    "nonNegativeInteger": int,
    "positiveInteger": int,
}


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

    types = {
        "boolean": pa.bool_(),
        # The widest that engines share; a figure of an article has neither 20 digits nor 18 places.
        "decimal": pa.decimal128(38, 18),
        "nonNegativeInteger": pa.int64(),
        "positiveInteger": pa.int64(),
    }
    fields, columns = [], []
    for place, column in enumerate(table.columns):
        kind = types.get(column.datatype, pa.string())
        kind = pa.list_(kind) if column.many else kind
        values = [_typed(column, line[place]) for line in lines]
        about = {"target": column.target} if column.target else {}
        fields.append(pa.field(column.name, kind, not column.required, about))
        columns.append(pa.array(values, kind))
    described = {"primary_key": json.dumps(table.key)}
    return pa.Table.from_arrays(columns, schema=pa.schema(fields, described))


def _typed(column: Column, value: Value) -> object:
    read = _READ.get(column.datatype, str)
    if column.many:
        return [read(one) for one in value.split(SEPARATOR)] if value else []
    return None if value is None else read(value)


FORM = Form("parquet", archive.MEDIA_TYPE, ".zip", "document", write)
