"""Writes links between articles into the files of `data/links/`, one for each article."""

from __future__ import annotations

import datetime
import re
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rdflib import DCTERMS, RDF, RDFS, XSD, Literal, URIRef

from claimgraph.claims.links import (
    FOLDER,
    METHODS,
    PAV,
    RELATIONS,
    SSSOM,
    STATUSES,
    Link,
    LinkReader,
    Links,
)
from claimgraph.claims.model import CG
from claimgraph.errors import ProjectError, UsageError
from claimgraph.files import locked, replacing
from claimgraph.graph import loading, prefixes
from claimgraph.graph import project as projects
from claimgraph.graph.terms import in_memory, n_triples, quads
from claimgraph.graph.turtle import reader, remarks, writer
from claimgraph.vocab import ARTICLE, GRAPH

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from pathlib import Path

    import pyoxigraph as ox
    from rdflib.term import Node

    from claimgraph.graph.loading import Loaded
    from claimgraph.graph.project import Project

_ARTICLE = re.compile(rf"{re.escape(ARTICLE)}([\w-][\w.-]*)/")
# Where a claim's article cannot be told by its IRI.
_ANY = "links"
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


@dataclass(frozen=True)
class _File:
    """A file of links as it stands, with the keys of those in it."""

    loaded: Loaded
    links: Links


def accept(project: Project, links: Iterable[Link]) -> list[Path]:
    """Write links into `data/links/`, and return the files that changed, sorted.

    A link goes to the file of its subject's article; one that says what a link there says takes its
    place, and name. Comments stay. Each file is written whole or not at all. Raises UsageError for
    a link that no check would pass, ProjectError for a file that cannot be read or written.
    """
    wanted = {link.key: link for link in links}
    for link in wanted.values():
        must_be_whole(link)
    if not wanted:
        return []
    folder = project.root / "data" / FOLDER
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ProjectError(
            f"{folder}: cannot be made ({error.strerror or error}): allow it"
        ) from error
    with locked(folder):
        files = {one.loaded.file.path: one for one in map(_read, _files(folder))}
        going: dict[Path, list[Link]] = defaultdict(list)
        leaving: dict[Path, set[str]] = defaultdict(set)
        for key, link in wanted.items():
            home, name = folder / f"{_slug(link.subject)}.ttl", link.name
            for path, file in files.items():
                if (known := file.links.by_key.get(key)) and known.iri is not None:
                    leaving[path].add(n_triples(known.iri))
                    home, name = path, link.name if link.iri else known.name
            going[home].append(replace(link, iri=name))
        changed = sorted({*going, *leaving})
        texts = {path: _text(files.get(path), going[path], leaving[path]) for path in changed}
        for path, text in texts.items():
            with replacing(path, "allow it or check the disk's space") as new:
                new.write(text.encode())
    return changed


def held(project: Project) -> Links:
    """Return the links of a project's `data/links/`, without reading its articles.

    Raises ProjectError for a file that cannot be read.
    """
    files = [file for file in project.data_files if file.graph == GRAPH + FOLDER]
    every = [quad for one in loading.parsed(files) for quad in one.quads]
    return LinkReader(in_memory(every)).links()


def must_be_whole(link: Link) -> None:
    """Raise UsageError for a link that no check would pass, whatever the claims are."""

    def must(good: bool, what: str) -> None:
        if not good:
            raise UsageError(f"link of {link.subject} and {link.object}: {what}")

    must(link.subject != link.object, "joins a claim with itself: name two claims")
    must(link.relation in RELATIONS, f"{link.relation} does not relate claims of two articles")
    must(bool(link.authors), "does not say whose judgement it is: name an author")
    must(all(str(one.iri) for one in link.authors), "has an author without a name")
    must(_is_date(link.created), f"{link.created} is not a date such as 2026-11-29")
    sure = link.confidence
    must(sure is not None and 0 <= sure <= 1, "has no confidence from 0 to 1")
    must(link.method in METHODS, f"{link.method} is not a method that SSSOM knows")
    must(link.status in STATUSES, f"{link.status} is not a status of a link")


def _is_date(text: str | None) -> bool:
    if text is None or not _DATE.fullmatch(text):
        return False
    try:
        datetime.date.fromisoformat(text)
    except ValueError:
        return False
    return True


def facts(link: Link) -> list[ox.Quad]:
    """Return what a link says as quads of the default graph."""
    node = link.name
    triples: list[tuple[Node, Node, Node]] = [
        (node, RDF.type, CG.Link),
        (node, RDF.subject, link.subject),
        (node, RDF.predicate, link.relation),
        (node, RDF.object, link.object),
    ]
    if link.confidence is not None:
        # Turtle writes a decimal bare if it has a point.
        number = f"{link.confidence:f}"
        number = number if "." in number else f"{number}.0"
        triples.append((node, SSSOM.confidence, Literal(number, datatype=XSD.decimal)))
    if link.method:
        triples.append((node, SSSOM.mapping_justification, link.method))
    if link.tool:
        triples.append((node, SSSOM.mapping_tool, Literal(link.tool)))
    for author in link.authors:
        named = isinstance(author.iri, URIRef)
        leads = PAV.authoredBy if named else SSSOM.author_label
        triples.append((node, leads, author.iri if named else Literal(str(author.iri))))
    if link.created:
        triples.append((node, DCTERMS.created, Literal(link.created, datatype=XSD.date)))
    if link.status:
        triples.append((node, CG.linkStatus, link.status))
    if link.comment.strip():
        said = Literal(str(link.comment), lang=link.comment.language or None)
        triples.append((node, RDFS.comment, said))
    return quads(triples)


def _slug(claim: URIRef) -> str:
    """Return the name of the file for links of a claim: its article's, where the IRI has it."""
    match = _ARTICLE.match(claim)
    return match[1] if match else _ANY


def _files(folder: Path) -> list[projects.RdfFile]:
    data = folder.parent
    return list(projects.rdf_files(folder, data))


def _read(file: projects.RdfFile) -> _File:
    loaded = loading.load(file)
    if loaded.fault:
        raise loaded.fault
    return _File(loaded, LinkReader(in_memory(loaded.quads)).links())


def _text(file: _File | None, new: Iterable[Link], old: Collection[str]) -> str:
    """Return a file's text with links added and others, by their names, taken away."""
    added = [quad for link in new for quad in facts(link)]
    if file is None:
        return writer.document([remarks.Section(tuple(added))], prefixes.of_quads(added))
    described = file.loaded.file
    if described.format != "turtle":
        raise UsageError(f"{described.name}: links are written to Turtle: convert the file to it")
    loading.must_be_plain(described)
    document = reader.read(file.loaded.text)
    read = document.remarks
    sections = [
        replace(one, quads=tuple(quad for quad in one.quads if str(quad.subject) not in old))
        for one in read.sections
    ]
    last = sections.pop() if sections else remarks.Section(())
    sections.append(replace(last, quads=(*last.quads, *added)))
    kept = [quad for one in sections for quad in one.quads]
    return writer.document(
        sections,
        _prefixes(kept, read.prefixes),
        read.comments,
        remarks.Head(tuple(read.header), read.prefix_comments),
        ordered=False,
        spellings=document.tags,
    )


def _prefixes(kept: Iterable[ox.Quad], declared: Mapping[str, str]) -> dict[str, str]:
    """Return a file's own prefixes, and those that new links need besides."""
    taken = set(declared.values())
    more = {
        name: space
        for name, space in prefixes.of_quads(kept).items()
        if space not in taken and name not in declared
    }
    return {**more, **declared}
