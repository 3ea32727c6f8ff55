"""Parquet holds what the CSV files hold, with types."""

from __future__ import annotations

import csv
import io
import sys
import zipfile
from decimal import Decimal

import pyoxigraph as ox
import pytest
from export_samples import FERRY, article, ferry, written

from claimgraph.errors import UsageError
from claimgraph.export import Source
from claimgraph.vocab import CG, ID, XSD

parquet = pytest.importorskip("pyarrow.parquet", reason="the extra `tables` is not installed")


def read(source: Source) -> dict[str, list[dict[str, object]]]:
    with zipfile.ZipFile(io.BytesIO(written("parquet", source))) as archived:
        return {
            name.removesuffix(".parquet"): parquet.read_table(
                io.BytesIO(archived.read(name))
            ).to_pylist()
            for name in archived.namelist()
        }


def test_values_have_types_and_several_values_are_lists():
    tables = read(ferry())
    (figure,) = tables["quantities"]
    assert figure["value"] == Decimal("1500000.5")
    explicit = {row["id"]: row["explicit"] for row in tables["arguments"]}
    assert explicit == {
        FERRY + "because-used": True,
        FERRY + "but-dear": False,
        FERRY + "cost-is-beside-the-point": False,
        FERRY + "denial": False,
    }
    assert {row["id"]: row["grade"] for row in tables["claims"]}[FERRY + "used"] == 2
    kinds = {row["id"]: row["kind"] for row in tables["claims"]}
    assert kinds[FERRY + "stay"] == ["NormativeClaim", "Thesis"]
    numbers = next(row for row in tables["passages"] if row["id"] == FERRY + "numbers")
    assert (numbers["start"], numbers["end"]) == (41, 97)


@pytest.mark.parametrize("source", [ferry(), article()], ids=["ferry", "article"])
def test_the_rows_are_those_of_the_csv_files(source: Source):
    tables = read(source)
    with zipfile.ZipFile(io.BytesIO(written("tables", source))) as archived:
        for name, rows in tables.items():
            text = io.StringIO(archived.read(f"{name}.csv").decode(), newline="")
            lines = list(csv.reader(text))
            assert len(lines) == len(rows) + 1, name
            assert [line[0] for line in lines[1:]] == [
                str(next(iter(row.values())) or "") for row in rows
            ]


@pytest.mark.parametrize(
    ("written_as", "read_as"),
    [("0.25", Decimal("0.25")), ("-7", Decimal(-7)), ("many", None), ("1" * 60, None)],
)
def test_a_figure_is_exact_or_absent(written_as: str, read_as: Decimal | None):
    """What is no number, or has more digits than engines share, is an empty cell, not a crash."""
    value = ox.NamedNode(CG + "value")
    figure = ox.Quad(
        ox.NamedNode(FERRY + "passengers"),
        value,
        ox.Literal(written_as, datatype=ox.NamedNode(XSD + "decimal")),
    )
    kept = [quad for quad in ferry().quads() if quad.predicate != value]
    (row,) = read(Source(ferry().project, lambda: [iter([*kept, figure])]))["quantities"]
    assert row["value"] == read_as


def test_a_value_of_a_list_can_hold_whatever_divides_values_elsewhere():
    names = ox.NamedNode("http://www.w3.org/2004/02/skos/core#altLabel")
    town = ox.NamedNode(ID + "harbour-town")
    more = ox.Quad(town, names, ox.Literal("a|b", language="en"))
    rows = read(Source(ferry().project, lambda: [iter([*ferry().quads(), more])]))["actors"]
    (found,) = [row["other_names"] for row in rows if row["id"] == town.value]
    assert found == ["a|b", "the council", "the town"]


def test_without_pyarrow_one_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch):
    for name in [one for one in sys.modules if one.partition(".")[0] == "pyarrow"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(UsageError, match=r"claimgraph\[tables\]"):
        written("parquet", ferry())
