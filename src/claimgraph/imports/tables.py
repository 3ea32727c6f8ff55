"""Reads a table (CSV or TSV) with named columns, a claim a row; docs/import.md describes them."""

from __future__ import annotations

import csv
import io
import re
from collections import defaultdict
from functools import partial

from claimgraph.errors import SyntaxFault, UsageError
from claimgraph.graph.loading import decoded
from claimgraph.imports import kinds, untrusted
from claimgraph.imports.model import Argument, Claim, Form, Imported, Options, Source, Span, Way

# Columns by what they are, with the other names that they may have.
_COLUMNS = {
    "id": "id key",
    "claim": "claim text statement paraphrase",
    "label": "label",
    "words": "words quote passage",
    "start": "start",
    "end": "end",
    "kind": "kind type",
    "thesis": "thesis",
    "supports": "supports",
    "opposes": "opposes attacks",
    "undercuts": "undercuts",
    "argument": "argument",
    "scheme": "scheme",
    "source": "source",
    "url": "url sourceurl",
    "note": "note comment",
}
_COLUMN_OF = {name: column for column, names in _COLUMNS.items() for name in names.split()}
_WAYS: tuple[Way, ...] = ("supports", "opposes", "undercuts")
_YES = ("1", "yes", "true", "x", "y")


def _recognises(source: bytes) -> bool:
    return bool(source.strip())


def read(source: bytes, options: Options, delimiter: str = ",") -> Imported:
    """Return a claim for each row, and the arguments and sources that its columns name.

    Raises UsageError where no column holds claims, SyntaxFault for what is not a table.
    """
    written = decoded(source, options.name)
    first = written.split("\n", 1)[0]
    if delimiter == "," and first.count(";") > first.count(","):
        delimiter = ";"
    left_out: list[str] = []
    rows = _rows(written, delimiter, options.name, left_out)
    claims: list[Claim] = []
    sources: dict[str, Source] = {}
    premises: dict[tuple[str, Way, str], list[str]] = defaultdict(list)
    schemes: dict[tuple[str, Way, str], str] = {}
    for number, row in rows:
        key = row.get("id") or str(number - 1)
        if not (row.get("claim") or row.get("words")):
            left_out.append(f"line {number}: has no claim")
            continue
        titles = _several(row.get("source", ""))
        for title in titles:
            sources.setdefault(title, Source(title, title, url=row.get("url", "")))
        kind = row.get("kind", "")
        if kind and not kinds.is_kind(kind):
            left_out.append(f"claim {key}: kind ‘{kind}’")
        claims.append(
            Claim(
                key,
                row.get("claim") or row["words"],
                _spans(row),
                row.get("label", ""),
                kinds.kind([kind]),
                thesis=row.get("thesis", "").casefold() in _YES,
                note=row.get("note", ""),
                sources=tuple(titles),
            )
        )
        for way in _WAYS:
            for target in _several(row.get(way, "")):
                named = row.get("argument") or f"{key} {way}"
                premises[named, way, target].append(key)
                schemes.setdefault((named, way, target), row.get("scheme", ""))
    targets = defaultdict(list)
    for named, way, target in premises:
        targets[named].append((way, target))
    arguments = [
        Argument(
            named if len(targets[named]) == 1 else f"{named} {target}",
            way,
            tuple(dict.fromkeys(each)),
            target,
            schemes[named, way, target],
        )
        for (named, way, target), each in premises.items()
    ]
    return Imported(
        tuple(claims), tuple(arguments), tuple(sources.values()), left_out=tuple(left_out)
    )


def _rows(
    written: str, delimiter: str, name: str, left_out: list[str]
) -> list[tuple[int, dict[str, str]]]:
    """Return the rows with their line numbers, as columns that are known."""
    reader = csv.reader(io.StringIO(written, newline=""), delimiter=delimiter)
    try:
        names = next(reader, [])
        columns = [_COLUMN_OF.get(kinds.bare(one)) for one in names]
        if not {"claim", "words"}.intersection(filter(None, columns)):
            shown = ", ".join(names[:12])
            raise UsageError(f"{name}: has no column claim or words among its columns ({shown})")
        left_out += [
            f"column {one or 'without a name'}"
            for one, column in zip(names, columns, strict=True)
            if column is None
        ]
        rows = []
        for cells in reader:
            number = reader.line_num
            row: dict[str, str] = {}
            for column, cell in zip(columns, cells, strict=False):
                if column and cell.strip():
                    row.setdefault(column, cell.strip())
            if len(cells) > len(columns):
                left_out.append(f"line {number}: more cells than columns")
            if any(map(str.strip, cells)):
                rows.append((number, row))
        return rows
    except csv.Error as error:
        raise SyntaxFault(
            f"is not a table ({error}): export it again", name, reader.line_num
        ) from error


def _several(cell: str) -> list[str]:
    return [part.strip() for part in re.split(r"[;|]", cell) if part.strip()]


def _spans(row: dict[str, str]) -> tuple[Span, ...]:
    start, end = untrusted.number(row.get("start")), untrusted.number(row.get("end"))
    words = row.get("words", "")
    if words:
        return (Span(words),)
    return () if start is None or end is None else (Span("", start, end),)


FORMS = (
    Form("csv", "a table in CSV", (".csv",), _recognises, read),
    Form("tsv", "a table in TSV", (".tsv", ".tab"), _recognises, partial(read, delimiter="\t")),
)
