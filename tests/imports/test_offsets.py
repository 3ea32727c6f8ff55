"""Forms that count UTF-16 or code points find the words of any text, whatever it holds."""

from __future__ import annotations

import io
import json
import warnings
from pathlib import Path
from tempfile import TemporaryDirectory

import cassis
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from imported import read
from rdflib import Graph

from claimgraph.claims import captured, passages, verify
from claimgraph.imports import build
from claimgraph.imports.head import Header
from claimgraph.imports.model import Imported

HEADER = Header("text", "file", "a form", "2026-01-01T00:00:00Z", "0")
# Words of which some take two code units, or are composed by NFC; spaces that become one.
WORDS = st.sampled_from(
    ["ship", "🚢", "𝒳-ray", "cafe\u0301", "it’s", "日本語", "a", "“so”,", "100%"]
)
SPACES = st.sampled_from([" ", "\n", "  ", "\r\n", "\u00a0", "\t\n "])
PIECES = st.lists(st.tuples(WORDS, SPACES), min_size=1, max_size=12)


@st.composite
def marked(draw) -> tuple[str, list[tuple[int, int]]]:
    """Return a text, and stretches of whole words in code points, none twice."""
    pieces = draw(PIECES)
    text, starts, ends = draw(st.sampled_from(["", "\n", "🚢 "])), [], []
    for word, space in pieces:
        starts.append(len(text))
        text += word
        ends.append(len(text))
        text += space
    index = st.integers(0, len(pieces) - 1)
    pairs = draw(st.lists(st.tuples(index, index).map(sorted), min_size=1, max_size=3))
    return text, list(dict.fromkeys((starts[one], ends[other]) for one, other in pairs))


def units(text: str, at: int) -> int:
    """Return an offset in UTF-16 code units, as JavaScript and Java count."""
    return len(text[:at].encode("utf-16-le")) // 2


def label_studio(text: str, spans: list[tuple[int, int]]) -> Imported:
    results = [
        {
            "id": str(number),
            "type": "labels",
            "value": {
                "start": units(text, start),
                "end": units(text, end),
                "text": text[start:end],
                "labels": ["Claim"],
            },
        }
        for number, (start, end) in enumerate(spans)
    ]
    task = {"id": 1, "data": {"text": text}, "annotations": [{"result": results}]}
    return read("label-studio", json.dumps([task]))


def brat(text: str, spans: list[tuple[int, int]]) -> Imported:
    lines = [
        f"T{number}\tClaim {start} {end}\t{' '.join(text[start:end].split())}"
        for number, (start, end) in enumerate(spans)
    ]
    return read("brat", "\n".join(lines), {"text": text.encode()})


def uima(text: str, spans: list[tuple[int, int]]) -> Imported:
    """Write a CAS with cassis, which is given code points, and read what it has written."""
    system = cassis.TypeSystem()
    unit = system.create_type("custom.Claim", "uima.tcas.Annotation")
    cas = cassis.Cas(system)
    cas.sofa_string = text
    for start, end in spans:
        cas.add(unit(begin=start, end=end))
    with TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        types = Path(folder, "types.xml")
        system.to_xml(types)
        return read("uima-cas", cas.to_xmi(), {"types": types.read_bytes()})


# What `passage verify` says of a passage that is not where it should be.
PLACES = {
    f"text-{rule}"
    for rule in (
        "moved",
        "changed",
        "ambiguous",
        "incomplete",
        "digest",
        "digest-missing",
        "fragment",
    )
}
FORMS = pytest.mark.parametrize("form", [label_studio, brat, uima])


@FORMS
@settings(max_examples=6)
@given(marked())
def test_passages_hold_the_words_that_were_marked(form, case):
    holds(form, *case)


@pytest.mark.slow
@FORMS
@settings(max_examples=100)
@given(marked())
def test_passages_hold_the_words_that_were_marked_in_many_texts(form, case):
    holds(form, *case)


def holds(form, text: str, spans: list[tuple[int, int]]) -> None:
    """Digest, position and fragment are those that `passage verify` wants."""
    found = form(text, spans)
    assert sorted(one.text for one in found.claims) == sorted(text[one:end] for one, end in spans)
    made = build.capture(found, HEADER)
    graph = Graph()
    for name in ("article.ttl", "claims.ttl"):
        graph.parse(io.StringIO(made.files[name]), format="turtle")
    (article,) = captured.articles(graph)
    verdict = verify.verify(made.files["text.txt"], article)
    assert made.files["text.txt"] == text
    normal = passages.normalise(text)
    held = [normal[slice(*one.place)] for one in article.passages if one.place]
    # Stretches that begin and end alike, but for spaces, are one passage.
    assert set(held) == {passages.normalise(text[start:end]) for start, end in spans}
    assert len(held) <= len(spans)
    assert not PLACES.intersection(one.rule for one in verdict.all_findings)
