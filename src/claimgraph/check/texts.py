"""Compares what articles say with the words of their text, where they name it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from claimgraph.errors import TextError
from claimgraph.graph import remembered
from claimgraph.vocab import TEXT_FILE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pyoxigraph as ox
    from rdflib.term import Node

    from claimgraph.claims.captured import Article
    from claimgraph.findings import Finding
    from claimgraph.graph.loading import Loaded


def findings(data: Sequence[Sequence[Loaded]], beside: Sequence[Loaded]) -> list[Finding]:
    """Return where the files of graphs disagree with the texts that they name.

    `beside` are files of shared things. Nothing is told while one of them was not wholly read.
    """
    named = [(one, quad) for each in data for one in each for quad in _naming(one)]
    files = [one for each in data for one in each] + list(beside)
    if not named or any(one.faults for one in files):
        return []
    # Here, for most projects name no text.
    from claimgraph.claims.capture import Captured
    from claimgraph.graph.terms import term

    captured = Captured(files)
    articles = {article.iri: article for article in captured.articles}
    faults = [
        fault
        for one, quad in named
        for fault in _compared(one, quad, articles.get(str(term(quad.subject))))
    ]
    texts = {one.file.name: one.text for one in files}
    return [_shown(captured.placed(fault), texts) for fault in faults]


@remembered.once
def _naming(one: Loaded) -> list[ox.Quad]:
    return [quad for quad in one.quads if quad.predicate.value == TEXT_FILE]


def _compared(one: Loaded, quad: ox.Quad, article: Article | None) -> Iterator[Finding]:
    if article is None:
        return
    from claimgraph.claims import verify
    from claimgraph.claims.capture import beside
    from claimgraph.claims.text_rules import finding
    from claimgraph.graph.terms import term

    name = str(term(quad.object))
    subject, node = f"Article ‘{article.label}’", term(quad.subject)
    try:
        text = beside(one.file.path, name)
    except TextError as error:
        why = str(error).split(":")[0]
        yield _of_file(subject, node, f"names a text, {name}, that is {why}", quad)
        return
    try:
        yield from verify.verify(text, article).all_findings
    except TextError as error:
        message, _, _ = str(error).rpartition(": ")
        yield finding("text-digest", subject, node, f"has another text beside it: {message}")


def _of_file(subject: str, node: Node, message: str, quad: ox.Quad) -> Finding:
    from rdflib import URIRef

    from claimgraph.claims.text_rules import finding
    from claimgraph.graph.terms import n_triples, term

    value = n_triples(term(quad.object))
    return finding("text-file", subject, node, message, URIRef(TEXT_FILE), value=value)


def _shown(finding: Finding, texts: dict[str, str]) -> Finding:
    """Return a finding with the line of the file that it points at."""
    at = finding.location
    if at is None or at.line is None or at.file not in texts:
        return finding
    line = texts[at.file].split("\n")[at.line - 1].rstrip("\r")
    return replace(finding, location=replace(at, text=line))
