"""Where each IRI's page lies, the same for ever, and the links between pages and to the web.

A path depends on its IRI alone, so that a page stays where it is whatever else is published. Its
parts hold small letters, digits, `-`, `_` and `~`: on no file system do they collide, however it
treats case and Unicode, lead elsewhere (`..`) or mean a device. What an IRI holds besides is left
out, and told apart by a digest: `Café` becomes `_caf~` with 10 hexadecimal digits.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import takewhile
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from claimgraph.errors import UsageError
from claimgraph.text import one_line, visible
from claimgraph.vocab import BASE, CG, SHAPES

if TYPE_CHECKING:
    from collections.abc import Iterator

# What the site puts beside the pages of IRIs; an IRI's own part of that name gets a digest.
OWN = frozenset({"api", "at", "index", "lists", "maps", "questions", "search", "sparql", "static"})
_SAFE = re.compile(r"[a-z0-9-]+")
# Names that Windows keeps for devices (its "Naming Files, Paths, and Namespaces").
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(_|$)")
_LONGEST_PART = 80
_LONGEST = 180
# Vocabularies whose terms have pages of their own beside the page of the whole.
_VOCABULARIES = {CG: "ontology", SHAPES: "shapes"}


@dataclass(frozen=True)
class Names:
    """Gives the page of an IRI, as a path without suffix below the site's root.

    IRIs below a root (its own namespace and, if given, the site's address) keep their parts; others
    lie under `at/`.
    """

    base: str | None = None

    def stem(self, iri: str) -> str:
        """Return the path of an IRI's page, without suffix."""
        return _stem(iri, self.root(iri))

    def iris(self, stem: str) -> Iterator[str]:
        """Yield the IRIs whose page may lie at a path: it tells them unless there is a digest."""
        for namespace, folder in _VOCABULARIES.items():
            if stem.startswith(f"{folder}/"):
                yield namespace + _unpart(stem.removeprefix(f"{folder}/"))
        document, mark, fragment = stem.partition("/~")
        below = _unpart(document)
        for root in (self.base, BASE):
            if not root:
                continue
            for path in (below, below.removesuffix("index")):
                yield f"{root}{path}#{_unpart(fragment)}" if mark else root + path

    def root(self, iri: str) -> str | None:
        """Return the root that an IRI lies below, if there is one."""
        return next((root for root in (self.base, BASE) if root and iri.startswith(root)), None)

    def address(self, iri: str) -> str:
        """Return the canonical address of an IRI's page: below the base or, without, the IRI."""
        return f"{self.base}{self.stem(iri)}.html" if self.base else iri


# Links name the same few over and over.
@lru_cache(maxsize=1 << 16)
def _stem(iri: str, root: str | None) -> str:
    found = _below(iri.removeprefix(root), iri) if root is not None else None
    if found is None or len(found) > _LONGEST:
        return f"at/{_part(re.split('[/#:]', iri.rstrip('/#'))[-1][:40], iri)}"
    return found


def _below(rest: str, iri: str) -> str | None:
    """Return the path for what follows a root; None where it has no parts to keep."""
    for namespace, folder in _VOCABULARIES.items():
        if iri.startswith(namespace) and iri != namespace:
            return f"{folder}/{_part(iri.removeprefix(namespace))}"
    document, mark, fragment = rest.partition("#")
    parts = document.split("/")
    if not any(parts):
        return None
    if len(parts) > 1 and parts[0] in _VOCABULARIES.values():
        parts[0] = f"{parts[0]}~"
    # A name that ends with a slash is that of its folder.
    last = "index" if not parts[-1] else _part(parts[-1])
    path = [_part(part) for part in parts[:-1]]
    if path:
        path[0] = _not_own(path[0], parts[0])
        path.append(last)
    else:
        path = [_not_own(last, parts[-1])]
    return "/".join([*path, f"~{_part(fragment)}"] if mark else path)


def _not_own(part: str, text: str) -> str:
    return f"{part}~{_digest(text)}" if part in OWN else part


def _part(text: str, digested: str | None = None) -> str:
    """Return one part of a path; with a digest where text is lost, or of what is named instead.

    A capital is written as `_` and its small letter, so that `Claim` and `claim` are two files.
    """
    plain = re.sub("[A-Z]", lambda capital: f"_{capital[0].lower()}", text.replace("_", "."))
    safe = _SAFE.fullmatch(plain.replace("_", "")) and len(plain) <= _LONGEST_PART
    if safe and digested is None and plain != "index" and not _DEVICES.match(plain):
        return plain
    kept = re.sub(r"[^a-z0-9_]+", "-", plain)[:40].strip("-") or "x"
    return f"{kept}~{_digest(text if digested is None else digested)}"


def _unpart(part: str) -> str:
    return re.sub("_([a-z])", lambda capital: capital[1].upper(), part)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:10]


def root(text: str, option: str) -> str:
    """Return an address where a site can be, with a slash at its end.

    That is an IRI of http(s) with a host and without credentials, query and fragment, which nothing
    that quotes it ends. Raises UsageError for all else, named as the value of an option.
    """
    import pyoxigraph as ox

    try:
        parts = urlsplit(text)
        fine = (
            parts.scheme in ("http", "https")
            and parts.hostname
            and parts.port != 0
            and parts.username is None
            and not set("?#'") & set(text)
            and visible(ox.NamedNode(text).value) == text
        )
    except ValueError:
        fine = False
    if not fine:
        told = one_line(re.sub("//[^/]*@", "//", text))
        raise UsageError(f"{option} {told}: no address of a site: write e.g. https://example.org/")
    return text.rstrip("/") + "/"


# ── Links between pages, and out of them ─────────────────────────────────────────────────────────


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
