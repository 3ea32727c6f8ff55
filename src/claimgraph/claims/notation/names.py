"""What short names in a capture mean: the IRIs of its own items, and of what articles share."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import pyoxigraph as ox

from claimgraph.claims.notation.lines import stretch
from claimgraph.claims.notation.nodes import UnclearError
from claimgraph.graph import prefixes
from claimgraph.vocab import ID, SCHEME

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping

# A name that is written as it is; anything else is made one, or stands in angle brackets.
_PLAIN = re.compile(r"[\w\-.~]+")
# A name of a thing that articles share, unless the registry has it in other letters.
_LOCAL = re.compile(r"[^\WA-Z]+(?:[-_.~][^\WA-Z]+)*")
_PREFIXED = re.compile(r"(?P<prefix>[A-Za-z][\w\-]*):(?P<local>[^\s<>\"{}|\\^`]*)")
# The schemes that a capture's words belong to, each with where a word of it stands.
SCHEMES = {
    "certainty": 'certainty: WORD, "marker words"',
    "role": "who: ACTOR as WORD",
    "modality": "asserts: SUBJECT RELATION OBJECT (WORD)",
    "polarity": "asserts: {subject: …, polarity: WORD}",
    "argument-scheme": "scheme: WORD",
    "evidence-kind": "evidence: WORD from SOURCE",
    "speech-act": "said by: ACTOR WORD in SOURCE",
    "comparator": "figure: WORD 3.5 years",
    "review": "review: WORD",
}
# What an article owns, by the folders of their IRIs.
OWN = (
    *("section", "passage", "claim", "argument", "explanation", "evidence", "source", "quantity"),
    *("event", "attribution", "crowd"),
)
# The keys whose words make the name of an item that has none.
NAMING = ("words", "title", "label", "measures")


def named(words: str, most: int = 8) -> str:
    """Return words as a local name: in lower case, joined by hyphens, empty without letters."""
    plain = unicodedata.normalize("NFKD", words.replace("’", "").replace("'", ""))
    ascii_only = plain.encode("ascii", "ignore").decode().lower()
    # A script without Latin letters stays: IRIs may have it (RFC 3987).
    parts = re.findall("[a-z0-9]+", ascii_only) or re.findall(r"[^\W_]+", words.casefold())
    return "-".join(parts[:most])


def name_after(texts: Iterable[str]) -> str:
    """Return the name of an item by the first of its texts that makes one; nothing if none does."""
    for words in texts:
        if named(words):
            return named(stretch(words)[0], 6) or named(words, 6)
    return ""


def spoken(name: str) -> str:
    """Return a local name as words."""
    return name.replace("-", " ").replace("_", " ").strip() or name


def is_spelled(written: str, iri: str) -> bool:
    """Tell whether a name is written as the end of its IRI, behind a prefix or not, or whole."""
    if written == f"<{iri}>":
        return True
    local = re.split("[/#]", iri)[-1]
    return bool(local) and written.rpartition(":")[2].replace(" ", "-") == local


def free(name: str, taken: Container[str]) -> str:
    """Return a name that is not taken: this one, or with the first number from 2 that is free."""
    untaken, number = name, 2
    while untaken in taken:
        untaken, number = f"{name}-{number}", number + 1
    return untaken


@dataclass
class Names:
    """The names that a capture may use.

    `article` is the article's IRI, `registry` the namespace of what is shared. `known` has the IRIs
    of the registry's labels and alternative names, in lower case.
    """

    article: str
    registry: str = ID
    own_prefixes: dict[str, str] = field(default_factory=dict)
    known: Mapping[str, frozenset[str]] = field(default_factory=dict)
    own: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    crowds: set[str] = field(default_factory=set)

    @cached_property
    def prefixes(self) -> dict[str, str]:
        """All prefixes that names and the Turtle of a capture may have, once those are read."""
        own = {folder: f"{self.article}{folder}/" for folder in OWN}
        schemes = {scheme: f"{SCHEME}{scheme}/" for scheme in SCHEMES}
        return {**prefixes.KNOWN, **schemes, **own, "id": self.registry, **self.own_prefixes}

    def iri(self, written: str, folder: str) -> ox.NamedNode:
        """Return what a name means among the things of a folder; of the registry if that is empty.

        Raises UnclearError.
        """
        written = written.strip()
        if written.startswith("<") and written.endswith(">"):
            return _checked(written[1:-1], written)
        prefixed = _PREFIXED.fullmatch(written)
        if prefixed and (space := self.prefixes.get(prefixed["prefix"])) is not None:
            return _checked(space + prefixed["local"], written)
        if not folder:
            return self._shared(written)
        if not _PLAIN.fullmatch(written):
            raise UnclearError(
                f"‘{written}’ is not a name: write letters, digits and hyphens, or <IRI>"
            )
        return _checked(f"{self.article}{folder}/{written}", written)

    def _shared(self, written: str) -> ox.NamedNode:
        """Return an actor or a thing by its name, or by what it is called."""
        if written in self.crowds:
            return _checked(f"{self.article}crowd/{written}", written)
        meant = self.own.get(written.casefold()) or self.known.get(written.casefold(), frozenset())
        if self.registry + written in meant or not meant:
            known = self.registry + written in meant
            name = written if known or _LOCAL.fullmatch(written) else named(written)
            if not name:
                raise UnclearError(f"‘{written}’ is not a name: write letters a to z, or <IRI>")
            return _checked(self.registry + name, written)
        if len(meant) > 1:
            of_many = " and ".join(f"<{iri}>" for iri in sorted(meant))
            raise UnclearError(f"‘{written}’ names {of_many}: write one of them")
        return ox.NamedNode(next(iter(meant)))

    def short(self, iri: str, folder: str) -> str:
        """Return the shortest name that `iri` reads as."""
        for written in self._ways(iri, folder):
            try:
                if self.iri(written, folder).value == iri:
                    return written
            except UnclearError:
                continue
        return f"<{iri}>"

    def _ways(self, iri: str, folder: str) -> Iterable[str]:
        spaces = self.prefixes
        own = self.registry if not folder else f"{self.article}{folder}/"
        if iri.startswith(own) and _PLAIN.fullmatch(iri[len(own) :]):
            yield iri[len(own) :]
        crowd = f"{self.article}crowd/"
        if not folder and iri.startswith(crowd):
            yield iri[len(crowd) :]
        for prefix, space in sorted(spaces.items(), key=lambda one: (-len(one[1]), one[0])):
            if iri.startswith(space) and _PLAIN.fullmatch(iri[len(space) :]):
                yield f"{prefix}:{iri[len(space) :]}"


def concept(written: str, scheme: str, names: Names) -> ox.NamedNode:
    """Return a concept of a scheme: `widely believed` and `widely-believed` are one.

    Raises UnclearError.
    """
    if ":" in written or written.startswith("<"):
        return names.iri(written, scheme)
    name = named(written)
    if not name:
        raise UnclearError(f"‘{written}’ is not a word of the scheme {scheme}: write one")
    return ox.NamedNode(f"{SCHEME}{scheme}/{name}")


def short_concept(iri: str, scheme: str, names: Names) -> str:
    """Return how a concept is written."""
    space = f"{SCHEME}{scheme}/"
    name = iri.removeprefix(space)
    return name if iri.startswith(space) and named(name) == name else names.short(iri, "?")


def _checked(iri: str, written: str) -> ox.NamedNode:
    try:
        if ":" in iri:
            return ox.NamedNode(iri)
    except ValueError:
        pass
    raise UnclearError(f"‘{written}’ makes a bad IRI, <{iri}>: write letters, digits and hyphens")
