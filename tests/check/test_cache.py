"""A cache that something else wrote is no reason to fail: it is made anew, or passed over."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claimgraph.check.batches import Checked
from claimgraph.check.cache import Cache
from claimgraph.findings import Finding, Location, Severity

ROW = {"findings": [], "triples": 3, "defines": [], "refers": []}
FINDING = {"rule": "r", "severity": "violation", "message": "m", "location": None, "also": []}
ROWS = [
    b"\xff\xfe",
    7,
    "[]",
    "null",
    "[" * 100_000,
    *(json.dumps(ROW | change) for change in (
        {"triples": "3"}, {"triples": None}, {"findings": 3}, {"findings": ["x"]},
        {"defines": [1]}, {"refers": [["x"]]}, {"findings": [FINDING | {"message": 1}]},
        {"findings": [FINDING | {"also": [[1]]}]}, {"findings": [FINDING | {"severity": "awful"}]},
    )),
]  # fmt: skip


def kept(folder) -> Checked | None:
    cache = Cache(folder)
    cache.put("known", Checked(triples=3))
    cache.close()
    return Cache(folder).get("known")


@pytest.mark.parametrize("row", ROWS, ids=range(len(ROWS)))
def test_a_row_of_another_kind_is_passed_over(tmp_path, row):
    assert kept(tmp_path) == Checked(triples=3)
    with sqlite3.connect(tmp_path / "check.sqlite") as database:
        database.execute("UPDATE results SET held = ?", [row])
    assert Cache(tmp_path).get("known") is None


@pytest.mark.parametrize("columns", ["key TEXT", "key, used, held, more", "held, used, key"])
def test_a_table_with_other_columns_is_made_anew(tmp_path, columns):
    with sqlite3.connect(tmp_path / "check.sqlite") as database:
        database.execute(f"CREATE TABLE results ({columns})")
    assert kept(tmp_path) == Checked(triples=3)


@given(
    st.builds(
        Finding,
        rule=st.text(),
        severity=st.sampled_from(Severity),
        message=st.text(),
        location=st.none() | st.builds(Location, st.text(), st.integers(1, 9), st.integers(1, 9)),
        also=st.lists(st.builds(Location, st.text()), max_size=2).map(tuple),
        messages=st.lists(st.text(), max_size=2).map(tuple),
        occurrence=st.integers(1, 9),
    )
)
@settings(max_examples=25, deadline=None)
def test_findings_are_remembered_as_they_are(finding):
    with TemporaryDirectory() as folder:
        cache = Cache(Path(folder))
        cache.put("known", Checked(findings=(finding,)))
        cache.close()
        assert Cache(Path(folder)).get("known") == Checked(findings=(finding,))
