"""Rows as people see them: no word is broken, nothing is lost, and only prose wraps."""

from __future__ import annotations

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console
from rich.text import Text

from claimgraph.layout import Column, Layout, show

WORDS = st.sampled_from([
    *("2018-05-16", "27", "-3.5", "unit:MO", "true", "déjà", "chips", "twenty-seven"),
    *("https://example.org/id/a-name", "computed_least", "半導體", "a"),
])  # fmt: skip
PROSE = st.lists(WORDS, max_size=12).map(" ".join)
CELLS = st.one_of(WORDS, PROSE)
NAMES = st.sampled_from(["article", "start_date", "agrees", "n", "computed_most", "the claim"])


@st.composite
def tables(draw):
    names = draw(st.lists(NAMES, min_size=1, max_size=8))
    row = st.lists(CELLS, min_size=len(names), max_size=len(names))
    return names, draw(st.lists(row, min_size=1, max_size=4))


def shown(names, rows, width, layout=Layout.auto) -> list[str]:
    out = io.StringIO()
    console = Console(file=out, width=width, force_terminal=True, color_system=None)
    show(console, list(map(Column, names)), [list(map(Text, row)) for row in rows], layout)
    return [line.rstrip() for line in out.getvalue().splitlines()]


def words(lines) -> list[str]:
    return sorted(" ".join(lines).replace("─", " ").split())


def least(names, rows) -> int:
    """Return the width that a table needs in which no word is broken."""
    columns = [[name, *(row[place] for row in rows)] for place, name in enumerate(names)]
    widths = [
        max(
            *(Text(word).cell_len for cell in column for word in cell.split()),
            min(12, max(Text(cell).cell_len for cell in column)),
        )
        for column in columns
    ]
    return sum(widths) + 2 * (len(widths) - 1)


@settings(max_examples=150, deadline=None)
@given(tables(), st.sampled_from([40, 80, 120]), st.sampled_from(list(Layout)))
def test_every_word_is_shown_whole(table, width, layout):
    names, rows = table

    lines = shown(names, rows, width, layout)

    said = [cell for row in rows for cell in row]
    as_table = any(line.startswith("─") for line in lines)
    if as_table:
        assert words(lines) == words([*names, *said])
    else:
        assert set(words(lines)) == set(words(said)) | {
            word
            for place, name in enumerate(names)
            for word in name.split()
            if place == key(names, rows) or any(row[place] for row in rows)
        }


def key(names, rows) -> int:
    for place in range(len(names)):
        values = {row[place] for row in rows}
        if len(values) == len(rows) and "" not in values:
            return place
    return 0


@settings(max_examples=150, deadline=None)
@given(tables(), st.sampled_from([40, 80, 120]))
def test_a_table_stands_where_its_least_widths_fit_and_records_elsewhere(table, width):
    names, rows = table

    lines = shown(names, rows, width)

    assert any(line.startswith("─") for line in lines) == (least(names, rows) <= width)
    longest = max(Text(word).cell_len for line in lines for word in line.split())
    assert max(Text(line).cell_len for line in lines) <= max(width, longest + width // 2)


@settings(max_examples=60, deadline=None)
@given(tables(), st.sampled_from([40, 80]))
def test_wide_rows_are_a_line_each(table, width):
    names, rows = table

    _, _, *lines = shown(names, rows, width, Layout.wide)

    assert [line.split() for line in lines] == [" ".join(row).split() for row in rows]


def test_a_record_has_a_heading_and_names_before_values():
    """Prose begins a line of its own; what is short shares one."""
    names = ["article", "quantity", "stated", "start", "start_date", "end", "agrees"]
    rows = [
        ["A war", "one year", "1", "The first shot falls at dawn", "2018-05", "Peace is", "true"],
        ["A war", "two years", "2", "The first shot falls at dawn", "2018-05", "", "true"],
    ]

    assert shown(names, rows, 64) == [
        "quantity  one year",
        "  article  A war   stated  1",
        "  start    The first shot falls at dawn   start_date  2018-05",
        "  end      Peace is   agrees  true",
        "",
        "quantity  two years",
        "  article  A war   stated  2",
        "  start    The first shot falls at dawn   start_date  2018-05",
        "  agrees  true",
    ]


@pytest.mark.parametrize("layout", [Layout.auto, Layout.table, Layout.wide])
def test_without_a_terminal_a_row_is_a_line(layout):
    lines = shown(["n", "text"], [["1", "word " * 300], ["2", "x"]], 10_000, layout)

    assert len(lines) == 4
