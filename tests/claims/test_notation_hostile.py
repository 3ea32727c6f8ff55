"""Whatever stands in a capture, it is read or told; nothing ends the reading, nothing grows."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from properties import examples

from claimgraph.claims.notation.beside import relations
from claimgraph.claims.notation.reader import read
from claimgraph.claims.notation.state import Surroundings
from claimgraph.claims.notation.table import ARTICLE, FILE, ITEMS
from claimgraph.errors import TextError

KEYS = sorted(
    {key.name for item in (*ITEMS, ARTICLE) for key in item.keys}
    | {item.many for item in ITEMS}
    | {item.name for item in ITEMS}
    | set(FILE)
    | {"kind", "ex:own", "unknown"}
)
SCALARS = st.one_of(
    st.sampled_from(
        [
            *(
                "a",
                "A as role",
                "a supplies b to c (possible)",
                "x not causes y",
                ">7e9 CNY, of it",
            ),
            *("2021..2022", "2021-99-99", 'reported, "x"', "ASML denies in s via R reports in t"),
            *(
                "statistical from s",
                "<http://x y>",
                "ex:y",
                "claim:",
                ":",
                "…",
                "a … b",
                "none",
                "",
            ),
            *(
                "1e999999999",
                "7.3e-900 x",
                "true",
                "a + b + c",
                "@",
                "5..",
                "..6",
                "-",
                "null",
                "~",
            ),
        ]
    ),
    st.text(max_size=12),
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(KEYS), inner, max_size=4),
    ),
    max_leaves=12,
)


def _no_text(_: str) -> str:
    raise TextError("is not there: put it there")


def _read(text: str):
    around = Surroundings("x", "https://example.org/graph", {}, _no_text, relations)
    return read(text, around)


@settings(max_examples=examples(150), deadline=None)
@given(st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=5))
def test_any_value_of_any_key_is_read_or_told(capture):
    from io import StringIO

    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    out = StringIO()
    try:
        YAML(typ="safe", pure=True).dump(capture, out)
    except (YAMLError, ValueError):
        return
    document = _read(out.getvalue())

    for fact in document.facts:
        assert 0 <= fact.start <= fact.end <= len(out.getvalue())
    for fault in document.faults:
        assert ":" in fault.message, fault
        assert "\n" not in fault.message


@settings(max_examples=examples(150), deadline=None)
@given(st.text(st.sampled_from("abc:-#[]{}&*!|>'\"%@`,? \n\t\\é\x00\x85\u2028🙂"), max_size=60))
def test_any_text_is_read_or_told(text):
    _read(text)


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        "a: " * 50_000,
        "- " * 50_000,
        "{a: " * 20_000,
        "a: &x [1]\n" + "b: [*x, *x, *x, *x]\n" * 1000,
        "claims:\n" + "  - claim: a\n" * 5_000,
        "title: '" + "x" * 1_000_000,
        "turtle: |\n  " + "[" * 50_000,
        "claims: [{claim: a, asserts: '" + "a " * 50_000 + "'}]",
        "claims: [{claim: a, certainty: 'x" + ', "y' * 20_000 + "'}]",
        "claims: [{claim: a, figure: '" + "9" * 200_000 + "'}]",
        "claims: [{claim: a, said by: '" + "a asserts via " * 20_000 + "'}]",
        "claims: [{claim: a, for: ['" + "a + " * 50_000 + "']}]",
    ],
    ids=range(13),
)
def test_no_text_takes_long(text):
    """Seconds where something is quadratic; a hundredth of that otherwise."""
    begin = time.process_time()
    _read(text)
    assert time.process_time() - begin < 20
