"""Whatever a file holds, a reader gives what it understands or one line: never another error."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import Graph

from claimgraph import imports
from claimgraph.errors import ClaimgraphError
from claimgraph.imports import build, untrusted
from claimgraph.imports.head import Header
from claimgraph.imports.model import Options

HEADER = Header("any", "file", "a form", "2026-01-01T00:00:00Z", "0")
FOLDER = Path(__file__).parent / "files"
FILES = sorted(
    path
    for path in FOLDER.iterdir()
    if path.suffix != ".txt" and path.name not in ("README.md", "trains.json", "speech.json")
)
# The names that forms know, and values of every kind.
NAMES = st.sampled_from(
    re.findall(
        r"\S+",
        """id type data text annotations result value start end labels from_id to_id direction
    was_cancelled target source selector exact prefix suffix refinedBy body purpose tags references
    uri rows items
    first document title nodes edges nodeID fromID toID AIF scheme author family issued accessed
    date-parts raw URL DOI globalOffsets predictions conformsTo motivation""",
    )
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
    | st.sampled_from(["Claim", "I", "RA", "CA", "labels", "relation", "TextQuoteSelector", "1"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=6),
    max_leaves=25,
)  # fmt: skip
JSON_FORMS = ("web-annotation", "label-studio", "aif", "csl-json")


def goes_well(form: str, source: bytes, options: Options) -> None:
    """Read and build; what is built is Turtle."""
    try:
        made = build.capture(imports.form(form).read(source, options), HEADER)
    except ClaimgraphError:
        return
    for name, text in made.files.items():
        text.encode()
        if name.endswith(".ttl"):
            Graph().parse(io.StringIO(text), format="turtle")


def mutated(content: bytes, draw) -> bytes:
    """Return a file with some stretches taken out, doubled, or replaced."""
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(content)))
        end = min(len(content), start + draw(st.integers(0, 60)))
        other = draw(
            st.sampled_from(
                [b"", content[start:end] * 2, b'"', b"{", b"null", b"\xff", b"\n", b"<", b"0"]
            )
        )
        content = content[:start] + other + content[end:]
    return content


def any_value(form, value) -> None:
    goes_well(form, json.dumps(value).encode(), Options("file", document=None))


def any_change(path: Path, draw) -> None:
    content = path.read_bytes()
    form = imports.recognised(path.name, content)
    goes_well(form.name, mutated(content, draw), Options("file", untrusted.beside(path, form)))


@pytest.mark.parametrize("form", JSON_FORMS)
@settings(max_examples=15)
@given(VALUES)
def test_any_json_is_read_or_refused(form, value):
    any_value(form, value)


@pytest.mark.slow
@pytest.mark.parametrize("form", JSON_FORMS)
@settings(max_examples=500)
@given(VALUES)
def test_much_json_is_read_or_refused(form, value):
    any_value(form, value)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
@settings(max_examples=3)
@given(st.data())
def test_a_file_that_was_changed_is_read_or_refused(path, data):
    any_change(path, data.draw)


@pytest.mark.slow
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
@settings(max_examples=100)
@given(st.data())
def test_a_file_that_was_changed_in_many_ways_is_read_or_refused(path, data):
    any_change(path, data.draw)
