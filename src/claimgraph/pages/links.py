"""Links between pages: relative, so that a site works wherever it lies, and never to a script."""

from __future__ import annotations

from functools import lru_cache
from itertools import takewhile
from urllib.parse import quote, urlsplit

_TEXT = ":~:text="


def relative(start: str, to: str) -> str:
    """Return the link from the page at path `start` to the file at path `to`.

    A path's parts hold nothing but letters, digits and `-_~.`, so that it is its own escape.
    """
    return _relative(start.rpartition("/")[0], to)


@lru_cache(maxsize=1 << 16)
def _relative(folder: str, to: str) -> str:
    above, parts = folder.split("/") if folder else [], to.split("/")
    pairs = zip(above, parts[:-1], strict=False)
    shared = len(list(takewhile(lambda pair: pair[0] == pair[1], pairs)))
    return "/".join([".."] * (len(above) - shared) + parts[shared:])


def outward(iri: str) -> str:
    """Return the address of an IRI on the web, or an empty text where following it is not safe.

    `javascript:`, `data:` and their kin are shown and not linked.
    """
    try:
        parts = urlsplit(iri)
        safe = parts.scheme.lower() in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return ""
    return quote(iri, safe="!#$%&'()*+,/:;=?@[]~") if safe else ""


def passage(url: str, fragment: str) -> str:
    """Return the address of the very words in a text (WICG text fragments), or of the text.

    An address that has a fragment keeps it, before the directive.
    """
    address = outward(url)
    if not address or not fragment.startswith(_TEXT):
        return address
    directive = quote(fragment.removeprefix(_TEXT), safe="%-,!$&'()*+./:;=?@_~")
    return f"{address}{'' if '#' in address else '#'}{_TEXT}{directive}"
