"""YAML as nodes: libyaml and ruamel.yaml read the same, at the same places."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claimgraph.claims.notation import nodes

KEPT = Path(__file__).parents[1] / "captures" / "yaml"
PIECES = (
    "a", "b: ", "c:", "- ", "\n", "\n  ", "\n    ", "[", "]", "{", "}", ",", ", ", "'", '"', "#",
    " #", " ", "\n  - x", "é", "😀", "?", "? ", ":", ": ", "&", "*", "!", "%", "@", "~", "\\",
    "\\n", "\\x41",
    "\r\n", "\r", "---", "...", "<", "=", "a: b\n", "k: [a, b]\n", "k: {a: b}\n", "- a\n",
    "z: |\n  t\n", "z: >\n  t\n  u\n", "'a b'", '"a b"', "\xa0", "\u202e", "\x7f", "\x01", "none",
)  # fmt: skip


def _shown(node):
    """Return a node with all that it knows."""
    if isinstance(node, nodes.Items):
        return [node.start, node.end, node.flow, *map(_shown, node.items)]
    if isinstance(node, nodes.Pairs):
        pairs = [(_shown(key), _shown(value)) for key, value in node.pairs]
        return [node.start, node.end, node.flow, *pairs]
    return node


def _same(text: str) -> None:
    quick = nodes._quickly(text)
    if quick is None:
        return
    full = nodes._in_full(text)
    if quick.faults or full.faults:
        assert bool(quick.faults) == bool(full.faults)
    else:
        assert _shown(quick.root) == _shown(full.root)


@pytest.mark.parametrize("examples", [60, pytest.param(1500, marks=pytest.mark.slow)])
def test_both_parsers_read_the_same(examples):
    @settings(max_examples=examples, deadline=None)
    @given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
    def holds(text):
        _same(text)

    holds()


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("text", ["a|...|...", "a|...|...|", "a|...|---|b", "...|a", "a|..."])
def test_marks_that_end_a_document_are_read_alike(text, end):
    """After the first, a second makes a document for ruamel.yaml, and none for libyaml."""
    _same(text.replace("|", end))


@pytest.mark.parametrize(
    "name", ["night-buses", pytest.param("huawei-comeback", marks=pytest.mark.slow)]
)
def test_both_parsers_read_a_capture_alike(name):
    text = (KEPT / f"{name}.yaml").read_text(encoding="utf-8")

    assert nodes._quickly(text) is not None
    _same(text)


@pytest.mark.parametrize("before", ["", "\ufeff# left to ruamel.yaml\n"])
def test_folded_lines_are_joined_by_spaces(before):
    root, faults = nodes.parse(f"{before}says: >\n  one line\n  and another\n")

    assert not faults
    assert isinstance(root, nodes.Pairs)
    assert root.pairs[0][1].text == "one line and another\n"


@pytest.mark.parametrize("text", ["a: [b", "a: 'b", "\t- a: b\n  c\n #\n#\n- ?"])
def test_what_neither_reads_is_told(text):
    _, faults = nodes.parse(text)

    assert faults
    assert all(fault.message.startswith("is not YAML (") for fault in faults)
