"""A cache that something else wrote is no reason to fail: it is made anew, or passed over."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from properties import examples

from claimgraph.check.cache import Cache
from claimgraph.check.groups import Checked
from claimgraph.findings import Finding, Location, Severity

ROW = {"findings": [], "triples": 3, "defines": [], "refers": []}
ROW |= {"caused": [], "cured": [], "jointly": False}
FINDING = {"rule": "r", "severity": "violation", "message": "m", "location": None, "also": []}
PLACE = {"file": "f", "line": 1, "column": 1, "end_column": 2, "text": "x"}
WHOLE = FINDING | {"messages": [], "occurrence": 1}
ROWS = [
    b"\xff\xfe",
    7,
    "[]",
    "null",
    "[" * 100_000,
    *(json.dumps(ROW | change) for change in (
        {"triples": "3"}, {"triples": None}, {"findings": 3}, {"findings": ["x"]},
        {"defines": [1]}, {"refers": [["x"]]}, {"cured": [1]}, {"caused": ["x"]},
        {"jointly": 1},
        {"findings": [FINDING | {"message": 1}]},
        {"findings": {}}, {"triples": float("nan")}, {"triples": 2.5}, {"triples": True},
        {"triples": -1}, {"defines": "abc"},
        *({"findings": [WHOLE | change]} for change in (
            {"rule": None}, {"message": None}, {"hint": 7}, {"messages": "abc"}, {"unknown": "x"},
            {"occurrence": 1.5}, {"location": []}, {"also": {}},
            *({key: wrong} for change in (
                {"file": 5}, {"file": None}, {"line": [1]}, {"line": "1"}, {"line": 2.5},
                {"column": -1}, {"end_column": float("inf")}, {"end_column": 10**12}, {"text": 4},
            ) for key, wrong in (("location", PLACE | change), ("also", [PLACE | change]))),
        )),
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


def test_the_row_that_the_others_change_is_read(tmp_path):
    kept(tmp_path)
    row = ROW | {"findings": [WHOLE | {"location": PLACE}]}
    with sqlite3.connect(tmp_path / "check.sqlite") as database:
        database.execute("UPDATE results SET held = ?", [json.dumps(row)])
    found = Cache(tmp_path).get("known")
    assert [str(each.location) for each in found.findings] == ["f:1:1"]


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
@settings(max_examples=examples(25), deadline=None)
def test_findings_are_remembered_as_they_are(finding):
    with TemporaryDirectory() as folder:
        cache = Cache(Path(folder))
        cache.put("known", Checked(findings=(finding,)))
        cache.close()
        assert Cache(Path(folder)).get("known") == Checked(findings=(finding,))


def test_much_is_written_before_the_end(tmp_path):
    """A run that is interrupted has not been in vain."""
    interrupted = Cache(tmp_path)
    for number in range(600):
        interrupted.put(str(number), Checked(triples=number))
    assert Cache(tmp_path).get("7") == Checked(triples=7)
