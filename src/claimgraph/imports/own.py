"""Names what an imported article owns: IRIs, texts in its language, actors."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rdflib import RDF, RDFS, Literal, Namespace, URIRef

from claimgraph.claims import dates
from claimgraph.claims.model import CG
from claimgraph.errors import UsageError
from claimgraph.imports import words
from claimgraph.vocab import ARTICLE, SCHEME

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rdflib.term import Node

    Fact = tuple[Node, URIRef, Node]

SCHEMA = Namespace("https://schema.org/")
XSD = "http://www.w3.org/2001/XMLSchema#"
_LANGUAGE = re.compile("[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")
_ADDRESS = re.compile(r"https?://[^\s#<>\"{}|\\^`\x00-\x20]+(?:#[^\s#<>\"{}|\\^`\x00-\x20]*)?")
_DATATYPES = {4: "gYear", 7: "gYearMonth", 10: "date"}


class Own:
    """The names of an article: each is given once."""

    def __init__(self, slug: str, language: str, known: Mapping[str, str]) -> None:
        """`known` are the IRIs of actors by their labels."""
        self.article = URIRef(f"{ARTICLE}{slug}/")
        self.language = language
        self._names: dict[str, words.Once] = {}
        self._actors = {name: URIRef(iri) for name, iri in known.items()}

    def iri(self, kind: str, wanted: str) -> URIRef:
        """Return the IRI of a thing of a kind, named after some words."""
        once = self._names.setdefault(kind, words.Once(lettered=False))
        return URIRef(f"{self.article}{kind}/{once(words.name(wanted) or kind)}")

    def text(self, value: str) -> Literal:
        """Return a text in the article's language."""
        return Literal(words.plain(value), lang=self.language)

    def actor(self, kind: str, name: str, facts: list[Fact]) -> URIRef:
        """Return the actor of a name; a new one is described in `facts`."""
        name = words.plain(name)
        if name not in self._actors:
            actor = self._actors[name] = self.iri("actor", name)
            facts += [(actor, RDF.type, CG[kind]), (actor, RDFS.label, Literal(name, lang="en"))]
        return self._actors[name]

    def note(self, thing: URIRef, note: str) -> list[Fact]:
        """Return what somebody wrote beside a thing as its comment, if it says something."""
        return [(thing, RDFS.comment, self.text(note))] if words.plain(note) else []


def language(wanted: str, read: str) -> str:
    """Return the language that was asked for, or else read; raises UsageError for no tag."""
    if wanted and not _LANGUAGE.fullmatch(wanted):
        raise UsageError(f"‘{wanted}’ is not a language tag: write en or pt-BR")
    return wanted or (read if _LANGUAGE.fullmatch(read) else "en")


def concept(scheme: str, name: str) -> URIRef:
    """Return a concept of a scheme of the vocabulary."""
    return URIRef(f"{SCHEME}{scheme}/{name}")


def date(written: str) -> Literal | None:
    """Return a day, a month or a year as it is written; None for anything else."""
    if not re.fullmatch(r"\d{4}(-\d\d){0,2}", written, re.ASCII) or dates.date(written) is None:
        return None
    return Literal(written, datatype=URIRef(XSD + _DATATYPES[len(written)]))


def address(written: str) -> URIRef | None:
    """Return a web address; None for anything else."""
    return URIRef(written) if _ADDRESS.fullmatch(written) else None
