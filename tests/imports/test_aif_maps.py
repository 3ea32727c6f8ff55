"""AIF's JSON: maps of AIFdb and OVA, whole and broken."""

from __future__ import annotations

import json

import pytest
from imported import read

from claimgraph.imports.model import Argument


def document(nodes: list[tuple[str, str]], edges: list[tuple[str, str]]) -> dict:
    return {
        "nodes": [{"nodeID": one, "type": kind, "text": f"text {one}"} for one, kind in nodes],
        "edges": [{"edgeID": "7", "fromID": one, "toID": other} for one, other in edges],
    }


def test_arguments_inside_xaif_are_read_alike():
    inside = document([("1", "I"), ("2", "I"), ("3", "RA")], [("1", "3"), ("3", "2")])
    found = read("aif", json.dumps({"AIF": inside, "OVA": {}}))
    assert found == read("aif", json.dumps(inside))
    assert found.arguments == (Argument("3", "supports", ("1",), "2", "text 3"),)


@pytest.mark.parametrize(
    ("nodes", "edges", "told"),
    [
        ([("1", "RA")], [], ["node 1: RA without a conclusion"]),
        ([("1", "RA")], [("1", "9")], ["edge 7: leads to no node 9", "node 1: RA without a conc"]),
        ([("1", "RA"), ("2", "CA")], [("1", "2")], ["node 1: supports node 2", "node 2: CA with"]),
        (
            [("1", "L"), ("2", "YA"), ("3", "L")],
            [],
            ["2 nodes of type L: 1, 3", "1 node of type Y"],
        ),
    ],
)
def test_what_is_broken_or_has_no_place_is_told(nodes, edges, told):
    found = read("aif", json.dumps(document(nodes, edges)))
    assert found.arguments == ()
    for line, begins in zip(found.left_out, told, strict=True):
        assert line.startswith(begins)


def test_a_node_with_two_conclusions_is_two_arguments():
    nodes = [("1", "RA"), ("2", "I"), ("3", "I"), ("4", "I")]
    found = read("aif", json.dumps(document(nodes, [("4", "1"), ("1", "2"), ("1", "3")])))
    assert [(one.key, one.premises, one.conclusion) for one in found.arguments] == [
        ("1 to 2", ("4",), "2"),
        ("1 to 3", ("4",), "3"),
    ]
