"""Compares what articles say that name their text (cg:textFile) with the words of that."""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePath
from typing import TYPE_CHECKING

from rdflib import URIRef

from claimgraph.claims import verify
from claimgraph.claims.capture import Captured, read
from claimgraph.claims.text_rules import finding
from claimgraph.errors import TextError
from claimgraph.graph.terms import n_triples, term
from claimgraph.vocab import TEXT_FILE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pyoxigraph as ox
    from rdflib.term import Node

    from claimgraph.claims.passages import Article
    from claimgraph.findings import Finding
    from claimgraph.graph.loading import Loaded

SUFFIX = ".txt"
# A text is read at once.
_LARGEST = 10_000_000


def findings(data: Sequence[Loaded], beside: Sequence[Loaded]) -> list[Finding]:
    """Return where files disagree with the texts that they name; `beside` is what they refer to."""
    named = [(one, quad) for one in data for quad in one.quads if quad.predicate.value == TEXT_FILE]
    if not named:
        return []
    captured = Captured([*data, *beside])
    articles = {article.iri: article for article in captured.articles}
    found = [
        fault
        for one, quad in named
        for fault in _compared(one, quad, articles.get(str(term(quad.subject))))
    ]
    texts = {one.file.name: one.text for one in captured.files}
    return [_shown(captured.placed(fault), texts) for fault in found]


def _compared(one: Loaded, quad: ox.Quad, article: Article | None) -> Iterator[Finding]:
    if article is None:
        return
    name = str(term(quad.object))
    path = one.file.path.parent / name
    subject, node = f"Article ‘{article.label}’", term(quad.subject)
    if PurePath(name).name != name or not name.endswith(SUFFIX) or path.is_symlink():
        message = f"names a text, {name}, that is not a file beside this one ending in {SUFFIX}"
        yield _of_file(subject, node, message, quad)
        return
    try:
        if path.is_file() and path.stat().st_size > _LARGEST:
            raise TextError("larger than 10 MB")
        text = read(path)
    except TextError as error:
        why = str(error).removeprefix(f"{path}: ").split(":")[0]
        yield _of_file(subject, node, f"names a text, {name}, that is {why}", quad)
        return
    try:
        yield from verify.verify(text, article).all_findings
    except TextError as error:
        message, _, _ = str(error).rpartition(": ")
        yield finding("text-digest", subject, node, f"has another text beside it: {message}")


def _of_file(subject: str, node: Node, message: str, quad: ox.Quad) -> Finding:
    value = n_triples(term(quad.object))
    return finding("text-file", subject, node, message, URIRef(TEXT_FILE), value=value)


def _shown(found: Finding, texts: dict[str, str]) -> Finding:
    """Return a finding with the line of the file that it points at."""
    at = found.location
    if at is None or at.line is None or at.file not in texts:
        return found
    line = texts[at.file].split("\n")[at.line - 1].rstrip("\r")
    return replace(found, location=replace(at, text=line))
