"""Describes the article of an import, with what is provisional, and how the capture was made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rdflib import DCTERMS, PROV, RDF, RDFS, BNode, Literal, URIRef

from claimgraph.claims import passages
from claimgraph.claims.model import CG
from claimgraph.errors import UsageError
from claimgraph.imports import words
from claimgraph.imports.own import SCHEMA, XSD, address, concept, date
from claimgraph.vocab import GRAPH

if TYPE_CHECKING:
    from claimgraph.imports.model import Imported
    from claimgraph.imports.own import Fact, Own


@dataclass(frozen=True)
class Header:
    """What the user says of the article; what is empty is taken from the file, or provisional.

    `file` and `form` say what was imported, `now` when, as an xsd:dateTime. `known` are the IRIs of
    the project's actors by their labels, `taken` what the article's folder describes already.
    """

    slug: str
    file: str
    form: str
    now: str
    version: str
    title: str = ""
    author: str = ""
    publisher: str = ""
    issued: str = ""
    url: str = ""
    language: str = ""
    known: Mapping[str, str] = field(default_factory=dict)
    taken: frozenset[str] = frozenset()


def described(
    header: Header, read: Imported, own: Own, text: str
) -> tuple[list[Fact], tuple[str, ...]]:
    """Return the article and its section, and what of it is provisional.

    Raises UsageError for an invalid date or address.
    """
    article = own.article
    title = words.plain(header.title or read.title) or header.slug.replace("-", " ")
    provisional = [] if header.author else ["author"]
    facts: list[Fact] = [
        (article, RDF.type, CG.Article),
        (article, RDFS.label, Literal(words.cut(title), lang=own.language)),
        (article, DCTERMS.title, own.text(title)),
        (article, CG.textFile, Literal("text.txt")),
        (article, CG.textDigest, Literal(passages.digest(text))),
        (article, CG.reviewStatus, concept("review", "draft")),
    ]
    author = own.actor("Person", header.author or f"the author of {header.slug}", facts)
    publisher = own.actor("Institution", header.publisher, facts) if header.publisher else author
    if publisher == author and not header.author:
        provisional.append("publisher")
    if not header.issued:
        provisional.append("date of publication")
    issued = date(header.issued or header.now[:10])
    if issued is None:
        raise UsageError(f"‘{header.issued}’ is not a date: write 2024, 2024-05 or 2024-05-17")
    url = address(header.url or read.url.partition("#")[0])
    if header.url and (url is None or "#" in header.url):
        raise UsageError(f"‘{header.url}’ is not a web address without #: write https://…")
    if url is None:
        provisional.append("address")
    facts += [
        (article, DCTERMS.creator, author),
        (article, DCTERMS.publisher, publisher),
        (article, DCTERMS.issued, issued),
        (article, SCHEMA.url, url or article),
    ]
    if provisional:
        note = f"Provisional until somebody knows them: {passages.listed(provisional)}."
        facts.append((article, RDFS.comment, Literal(note, lang="en")))
    section = URIRef(f"{article}section/text")
    facts += [
        (section, RDF.type, CG.Section),
        (section, RDFS.label, Literal("whole text", lang="en")),
        (section, SCHEMA.position, Literal(1)),
        (section, DCTERMS.isPartOf, article),
        (graph(header), PROV.wasDerivedFrom, article),
        (graph(header), RDFS.label, own.text(f"capture of “{title}”")),
    ]
    return facts, tuple(provisional)


def graph(header: Header) -> URIRef:
    """Return the named graph of the article's folder."""
    return URIRef(GRAPH + header.slug)


def provenance(header: Header) -> list[Fact]:
    """Return which file the capture was made of, when and by which program."""
    activity, file, agent = BNode("import"), BNode("file"), BNode("agent")
    return [
        (graph(header), RDF.type, PROV.Entity),
        (graph(header), PROV.wasGeneratedBy, activity),
        (activity, RDF.type, PROV.Activity),
        (activity, RDFS.label, Literal(f"import from {header.form}", lang="en")),
        (activity, PROV.used, file),
        (activity, PROV.wasAssociatedWith, agent),
        (activity, PROV.endedAtTime, Literal(header.now, datatype=URIRef(f"{XSD}dateTime"))),
        (file, RDF.type, PROV.Entity),
        (file, RDFS.label, Literal(words.plain(header.file))),
        (agent, RDF.type, PROV.SoftwareAgent),
        (agent, RDFS.label, Literal(f"claimgraph {header.version}", lang="en")),
    ]
