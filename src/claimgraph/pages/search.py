"""Makes what the search page searches: of each thing its names, its kind, its words and hedges."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from rdflib import SKOS

from claimgraph.text import harmless

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rdflib.term import URIRef

    from claimgraph.claims.reading import Reader
    from claimgraph.pages.things import Things
    from claimgraph.questions import Question

# What the search can be narrowed to, by the form of page; terms of the vocabulary come last.
_GROUPS = {
    "Claim": "Claims",
    "Argument": "Arguments",
    "Actor": "Actors",
    "Source": "Sources",
    "Evidence": "Evidence",
    "Event": "Events",
    "Passage": "Passages",
    "Article": "Articles",
}


def index(entries: Iterable[list[str]], questions: Iterable[Question] = ()) -> bytes:
    """Return a script that sets `claimgraphIndex`: an entry for each page, questions last.

    It is a script and not JSON, since a page opened as a file may not fetch.
    """
    every = [*entries, *map(_asked, questions)]
    text = json.dumps(every, ensure_ascii=False, separators=(",", ":"))
    # What JavaScript of old took for the end of a line, and what ends a script within a page.
    for unsafe, escape in (("\u2028", "\\u2028"), ("\u2029", "\\u2029"), ("<", "\\u003c")):
        text = text.replace(unsafe, escape)
    return f"window.claimgraphIndex = {text};\n".encode()


def _asked(question: Question) -> list[str]:
    said = harmless(question.description).replace("`", "")
    path = f"questions/{question.theme}/{question.name}"
    return [path, harmless(question.summary), "question", said, question.name, "", "Questions"]


def entry(things: Things, reader: Reader, path: str, node: URIRef) -> list[str]:
    """Return an entry: the page, the name, the kind, the text, other names, hedges, the group."""
    kinds = things.kinds(node)
    definition = things.text(node, SKOS.definition)
    others = sorted(map(str, things.graph.objects(node, SKOS.altLabel)))
    form = things.form(node)
    hedges = reader.proposition(node).hedges if form == "Claim" else ()
    of_vocabulary = "Vocabulary" if str(node) in things.of_vocabulary else "Other things"
    return [
        path,
        things.name(node).text,
        things.name(kinds[0]).text.rpartition("#")[2] if kinds else "",
        harmless(reader.paraphrase(node)) or (definition.text if definition else ""),
        harmless(", ".join(others)),
        harmless("; ".join(hedges)),
        _GROUPS.get(form, of_vocabulary),
    ]
