"""Lays lines and rows out for people: within a terminal's width, and with no word broken.

A pipe has no width to fit into: there a line or a row stays one line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, TypeGuard

from claimgraph.text import styled

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.console import Console
    from rich.measure import Measurement
    from rich.text import Text
    from rich.tree import Tree

    # What stands in a cell: a text, or texts that hang one from another.
    Cell = Text | Tree


class Layout(StrEnum):
    """How rows are laid out: `auto` is a table where it fits, else records."""

    auto = "auto"
    table = "table"
    records = "records"
    wide = "wide"


@dataclass(frozen=True)
class Column:
    """A column by its name; numbers are at its right end."""

    name: str
    right: bool = False


# A column of prose is no narrower than this, or a row would be a word a line.
_NARROWEST = 12
# Blanks between the fields of a record that share a line.
_BETWEEN = 3


def hang(console: Console, line: Text, lead: str | Text = "") -> None:
    """Print a line behind its lead; what a terminal has no room for continues below its beginning.

    A lead that takes half of the width is a line of its own.
    """
    head = styled(lead) if isinstance(lead, str) else lead
    indent = head.cell_len
    if 2 * indent > console.width:
        head.rstrip()
        console.print(head, soft_wrap=True)
        indent, head = 4, styled("    ")
    for number, part in enumerate(_broken(line, console.width - indent)):
        part.rstrip()
        console.print(styled(head if not number else " " * indent, part), soft_wrap=True)


def _broken(line: Text, width: int) -> Iterator[Text]:
    """Yield a text in lines that end before a word.

    An IRI is to be copied whole: where one is longer than the width, the terminal breaks it.
    """
    from rich.cells import cell_len

    for paragraph in line.split("\n"):
        ends: list[int] = []
        used = 0
        for word in re.finditer(r"\s*\S+\s*", paragraph.plain):
            length = cell_len(word[0].rstrip())
            if used and used + length > width:
                ends.append(word.start())
                used = 0
            used += cell_len(word[0])
        yield from paragraph.divide(ends)


def show(
    console: Console,
    columns: Sequence[Column],
    rows: Sequence[Sequence[Cell]],
    layout: Layout = Layout.auto,
) -> None:
    """Print rows as a table of which only columns of prose wrap, or as records.

    `auto` makes records where the least widths of the columns do not fit into a terminal; `table`
    is wider than it then, and `wide` has each row on one line.
    """
    from rich.measure import Measurement

    if layout is Layout.records:
        _records(console, columns, rows)
        return
    free = console.options.update(max_width=1 << 20)
    sizes = [
        _size(
            [
                Measurement.get(console, free, cell)
                for cell in (styled(column.name), *(row[place] for row in rows))
            ]
        )
        for place, column in enumerate(columns)
    ]
    natural = [most for _, most in sizes]
    gap = 3 if _total(natural, 3) <= console.width or layout is Layout.wide else 2
    if layout is Layout.wide or _total(natural, gap) <= console.width:
        _table(console, columns, rows, natural, gap)
        return
    narrowest = [least for least, _ in sizes]
    if layout is Layout.auto and _total(narrowest, gap) > console.width:
        _records(console, columns, rows)
        return
    _table(console, columns, rows, _shared(sizes, console.width - _total([], gap), gap), gap)


def _size(cells: Sequence[Measurement]) -> tuple[int, int]:
    """Return the least and the natural width of a column."""
    most = max(cell.maximum for cell in cells)
    longest_word = max(cell.minimum for cell in cells)
    return max(longest_word, min(most, _NARROWEST)), most


def _total(widths: Sequence[int], gap: int) -> int:
    return sum(widths) + gap * max(len(widths) - 1, 0)


def _shared(sizes: Sequence[tuple[int, int]], width: int, gap: int) -> list[int]:
    """Return widths that fill `width`: narrow columns have what they need, wide ones share."""

    def capped(cap: int) -> list[int]:
        return [max(least, min(most, cap)) for least, most in sizes]

    low, high = 0, max(width, 1)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if _total(capped(middle), gap) <= width else (low, middle - 1)
    widths = capped(low)
    for place, (_, most) in enumerate(sizes):
        # What the cap leaves over is less than a cell for each column that it narrows.
        if most > widths[place] == low and _total(widths, gap) < width:
            widths[place] += 1
    return widths


def _table(
    console: Console,
    columns: Sequence[Column],
    rows: Sequence[Sequence[Cell]],
    widths: Sequence[int],
    gap: int,
) -> None:
    from rich import box
    from rich.table import Table

    table = Table(
        box=box.SIMPLE_HEAD,
        pad_edge=False,
        header_style="bold",
        show_edge=False,
        padding=(0, 1) if gap == 3 else (0, 1, 0, 0),
        width=_total(widths, gap),
    )
    for column, width in zip(columns, widths, strict=True):
        table.add_column(
            column.name,
            justify="right" if column.right else "left",
            overflow="fold",
            width=width,
        )
    for row in rows:
        table.add_row(*row)
    console.print(table, soft_wrap=False, crop=False)


def _records(console: Console, columns: Sequence[Column], rows: Sequence[Sequence[Cell]]) -> None:
    """Print each row under the value that tells it from others, short fields sharing lines."""
    key = _key(columns, rows)
    fields = [place for place in range(len(columns)) if place != key]
    prose = {place for place in fields if any(_is_prose(row[place]) for row in rows)}
    width = max((len(columns[place].name) for place in prose), default=0)
    for number, row in enumerate(rows):
        if number:
            console.print()
        lines = [_Line(styled(f"{columns[key].name}  ", style="dim"), row[key], "bold")]
        for place in fields:
            name, cell = columns[place].name, row[place]
            if not _plain(cell):
                continue
            if place in prose:
                lines.append(_Line(styled(f"  {name:<{width}}  ", style="dim"), cell))
            elif len(lines) == 1 or not lines[-1].joined(name, cell, console.width):
                lines.append(_Line(styled(f"  {name}  ", style="dim"), cell))
        for line in lines:
            line.print(console)


@dataclass
class _Line:
    """A name and its value, behind which others may stand that are short."""

    lead: Text
    value: Cell
    style: str = ""

    def joined(self, name: str, cell: Cell, width: int) -> bool:
        """Take another field in where the line has room for it; return whether it has."""
        if not (_is_text(self.value) and _is_text(cell)) or "\n" in self.value.plain:
            return False
        value = styled(self.value, " " * _BETWEEN, (f"{name}  ", "dim"), cell)
        if self.lead.cell_len + value.cell_len > width:
            return False
        self.value = value
        return True

    def print(self, console: Console) -> None:
        if _is_text(self.value):
            hang(console, styled(self.value, style=self.style), self.lead)
            return
        from rich.padding import Padding

        self.lead.rstrip()
        console.print(self.lead)
        console.print(Padding(self.value, (0, 0, 0, 4)))


def _key(columns: Sequence[Column], rows: Sequence[Sequence[Cell]]) -> int:
    """Return the place of the first column of texts in which no two rows have the same."""
    texts = [place for place, column in enumerate(columns) if not column.right]
    for place in texts:
        values = {_plain(row[place]) for row in rows}
        if len(values) == len(rows) and "" not in values:
            return place
    return texts[0] if texts else 0


def _is_text(cell: Cell) -> TypeGuard[Text]:
    return hasattr(cell, "plain")


def _plain(cell: Cell) -> str:
    """Return the text of a cell; a tree is told apart by what it hangs from."""
    return cell.plain if _is_text(cell) else str(getattr(cell, "label", ""))


def _is_prose(cell: Cell) -> bool:
    return len(_plain(cell).split()) > 1
