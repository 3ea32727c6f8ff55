"""Decides whose article's text pages may show: never by accident.

A text is shown where the article states a licence that allows it and the text lies beside the data,
or where a file is named for the readers of this machine alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from rdflib import DCTERMS, URIRef

from claimgraph.claims import capture, passages, verify
from claimgraph.claims.capture import Captured
from claimgraph.errors import UsageError
from claimgraph.vocab import CG

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from claimgraph.graph.loading import Loaded

# All licences of Creative Commons and its marks of the public domain allow plain copies.
_HOST = "creativecommons.org"
_PATHS = ("/licenses/", "/publicdomain/")


def allows(licence: str) -> bool:
    """Tell whether a licence is known to allow that a text is shown to everybody."""
    try:
        address = urlsplit(licence)
    except ValueError:
        return False
    web = address.scheme in ("http", "https")
    ours = (address.hostname or "").removeprefix("www.") == _HOST
    return web and ours and any(address.path.startswith(path) for path in _PATHS)


def licensed(captured: Captured) -> dict[str, str]:
    """Return the texts beside the data, of the articles whose own licence allows to show them.

    A text that is not the one that was captured is left out.
    """
    licences = _stated(captured, str(DCTERMS.license))
    digests = _stated(captured, f"{CG}textDigest")
    found = {}
    for article in captured.texts:
        stated = licences.get(article, ())
        if not stated or not all(map(allows, stated)):
            continue
        text = captured.text(URIRef(article))
        if text is not None and passages.digest(text) in digests.get(article, ()):
            found[article] = text
    return found


def _stated(captured: Captured, predicate: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for one in captured.files:
        for quad in one.quads:
            if quad.predicate.value == predicate:
                value = getattr(quad.object, "value", "")
                found.setdefault(getattr(quad.subject, "value", ""), []).append(value)
    return found


def shown(files: Sequence[Loaded], named: Sequence[Path]) -> dict[str, str]:
    """Return all texts that may be shown of what was read from files, with those that are named."""
    captured = Captured(files)
    return licensed(captured) | given(captured, named)


def given(captured: Captured, files: Sequence[Path]) -> dict[str, str]:
    """Return the texts in files that a user names, by the article that each is the text of.

    Raises TextError for a file that cannot be read, UsageError for one that is no article's text.
    """
    found = {}
    for file in files:
        text = capture.read(file)
        article = verify.choose(captured.articles, passages.normalise(text))
        if article.digest != passages.digest(text):
            raise UsageError(
                f"{file}: not the text that ‘{article.label}’ was captured from (its digest "
                "differs): give that text, or compare the two with 'claimgraph passage verify'"
            )
        found[article.iri] = text
    return found
