"""Every sentence of the article that says something is captured, and none of them is copied.

The text is not kept here. `article-sentences.csv` holds the place, kind, section and digest of each
of its sentences instead; where CLAIMGRAPH_ARTICLE is the path of the text, the table and the files
of the project are held against the text itself.
"""

from __future__ import annotations

import csv
import hashlib
import os
import re
from functools import cache
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

import pytest
from captured import ARTICLE, CG, ROOT, capture, name
from rdflib import RDF, Namespace, URIRef
from rdflib.namespace import DCTERMS

from claimgraph.claims.passages import normalise

OA = Namespace("http://www.w3.org/ns/oa#")
TEXT = os.environ.get("CLAIMGRAPH_ARTICLE")

with_the_text = pytest.mark.skipif(not TEXT, reason="CLAIMGRAPH_ARTICLE names no text")


class Sentence(NamedTuple):
    """A stretch of the normalised text: sentence, question, heading, banner or note."""

    start: int
    end: int
    kind: str
    section: str
    sha256: str


@cache
def sentences() -> tuple[Sentence, ...]:
    with (ROOT / "tests" / "article-sentences.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            Sentence(int(row["start"]), int(row["end"]), row["kind"], row["section"], row["sha256"])
            for row in csv.DictReader(file)
        )


@cache
def article_text() -> str:
    return normalise(Path(str(TEXT)).read_text(encoding="utf-8"))


def passages() -> dict[URIRef, tuple[int, int, str]]:
    """Return the place and the section of each passage that a claim points at."""
    found = {}
    for claim in capture().subjects(CG.paraphrase):
        for passage in capture().objects(claim, CG.passage):
            [position] = (
                selector
                for selector in capture().objects(passage, OA.hasSelector)
                if (selector, RDF.type, OA.TextPositionSelector) in capture()
            )
            start, end = (int(capture().value(position, part)) for part in (OA.start, OA.end))
            found[passage] = (start, end, name(capture().value(passage, DCTERMS.isPartOf)))
    return found


def test_every_sentence_that_says_something_lies_in_a_passage_of_a_claim():
    places = passages().values()
    missed = [
        sentence
        for sentence in sentences()
        if sentence.kind == "sentence"
        and not any(start <= sentence.start and sentence.end <= end for start, end, _ in places)
    ]

    assert missed == []
    assert sum(sentence.kind == "sentence" for sentence in sentences()) == 57


def test_passages_hold_sentences_of_their_section_and_nothing_else():
    """No passage runs into a heading, the banner or the note on the author."""
    for passage, (start, end, section) in passages().items():
        held = [s for s in sentences() if s.start < end and start < s.end]
        assert {(s.kind, s.section) for s in held} == {("sentence", section)}, passage


def test_selectors_quote_a_few_words():
    for fragment in capture().objects(None, RDF.value):
        parts = str(fragment).removeprefix(":~:text=").split(",")
        assert [unquote(part) for part in parts if len(unquote(part).split()) > 4] == []


@with_the_text
def test_the_table_of_sentences_is_that_of_the_text():
    """Each digest fits, and nothing but the marks of a list stands between two sentences."""
    text = article_text()
    end = 0
    for sentence in sentences():
        assert text[end : sentence.start].strip(" -") == ""
        assert sentence.start >= end
        end = sentence.end
        held = text[sentence.start : end]
        assert hashlib.sha256(held.encode()).hexdigest() == sentence.sha256
        if sentence.kind == "sentence":
            # One sentence to a row: a full stop within it belongs to an abbreviation.
            assert re.findall(r"(?<!U\.S\.)(?<!Co\.)(?<=[.?!]) (?=[A-Z])", held) == []
    assert end == len(text)
    whole = hashlib.sha256(text.encode()).hexdigest()
    assert str(capture().value(ARTICLE, CG.textDigest)) == whole


def words(text: str) -> list[str]:
    """Return the words of a text, alike whatever quotes, dashes and case it is written with."""
    parts = re.split(r"[\s—–-]+", text.replace("’", "'").casefold())
    return [word for part in parts if (word := part.strip(".,;:!?()[]“”‘\"'`#*|<>"))]


def runs(text: str, length: int) -> set[tuple[str, ...]]:
    found = words(text)
    return {tuple(found[n : n + length]) for n in range(len(found) - length + 1)}


def written() -> dict[str, str]:
    """Return the text of every file of the project that holds any, with fragments decoded."""
    found = {}
    for folder in ("data", "ontology", "queries", "docs", "src", "tests"):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.is_file() and b"\0" not in (held := path.read_bytes()):
                found[str(path.relative_to(ROOT))] = unquote(held.decode(errors="replace"))
    return found | {path.name: path.read_text(encoding="utf-8") for path in ROOT.glob("*.md")}


@with_the_text
def test_no_run_of_eight_words_is_copied():
    theirs = runs(article_text(), 8)
    copied = {path: found for path, text in written().items() if (found := theirs & runs(text, 8))}

    assert theirs
    assert copied == {}


def test_words_are_compared_whatever_they_are_written_with():
    assert words("# “The *firm’s* U.S.-led work—all” done.") == words(
        "the FIRM'S u.s led work all done"
    )
    assert runs("a b c", 2) == {("a", "b"), ("b", "c")}
