"""The index of the search page: labels and restatements, as a script that works from files too."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from rdflib import SKOS
from rdflib.term import URIRef

from claimgraph.claims.reading import Reader
from claimgraph.text import harmless

if TYPE_CHECKING:
    from collections.abc import Iterable

    from claimgraph.pages.addresses import Names
    from claimgraph.pages.things import Things


def index(things: Things, names: Names, iris: Iterable[str]) -> bytes:
    """Return a script that sets `claimgraphIndex`: page, name, kind, and what else is searched.

    A script and not JSON, since a page opened as a file may not fetch.
    """
    reader, entries = Reader(things.graph), []
    for iri in iris:
        node = URIRef(iri)
        kinds = things.kinds(node)
        definition = things.text(node, SKOS.definition)
        others = [str(value) for value in things.graph.objects(node, SKOS.altLabel)]
        entries.append(
            [
                names.stem(iri),
                things.name(node).text,
                things.name(kinds[0]).text.rpartition("#")[2] if kinds else "",
                harmless(reader.paraphrase(node)) or (definition.text if definition else ""),
                ", ".join(sorted(others)),
            ]
        )
    text = json.dumps(entries, ensure_ascii=False, separators=(",", ":"))
    # What JavaScript of old took for the end of a line, and what ends a script within a page.
    for unsafe, escape in (("\u2028", "\\u2028"), ("\u2029", "\\u2029"), ("<", "\\u003c")):
        text = text.replace(unsafe, escape)
    return f"window.claimgraphIndex = {text};\n".encode()
