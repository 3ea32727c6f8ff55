"""Makes a thing that articles describe themselves the registry's entry, in all files of a project.

What spoke of it speaks of the entry, and its own description goes: two descriptions of one thing
are two things to every question.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import pyoxigraph as ox

from claimgraph.claims import capture
from claimgraph.claims.notation import beside, edits, located, nodes
from claimgraph.claims.notation.names import is_spelled, named
from claimgraph.errors import UsageError
from claimgraph.files import Edit, edited
from claimgraph.graph import canonical, loading, names
from claimgraph.graph import project as projects
from claimgraph.graph.project import NOTATION
from claimgraph.graph.sparql import iris
from claimgraph.graph.turtle import format as turtle
from claimgraph.graph.turtle import reader
from claimgraph.vocab import ARTICLE, GRAPH, RDF

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from claimgraph.claims.alignment.naming import Namesake
    from claimgraph.graph.loading import Loaded
    from claimgraph.graph.project import Project, RdfFile
    from claimgraph.graph.turtle.reader import Document

# Longer than any name: all words of a text.
_ALL = 1 << 30
# What changes the IRIs that are written: a base in Turtle, and in a capture what may stand before
# names, by a key or in its Turtle.
_BASE = re.compile(r"\bbase\b", re.IGNORECASE)
_DECLARED = re.compile(r"\b(?:namespace|registry|prefix|prefixes|base)\b", re.IGNORECASE)
# Behind a prefix in Turtle as it is.
_PLAIN = re.compile(r"\w(?:[\w-]*\w)?")


@dataclass(frozen=True)
class Joined:
    """Files with their new texts, and what the thing's own description said that goes with it.

    `queries` are the project's stored questions that name the thing by its own IRI.
    """

    texts: tuple[tuple[Loaded, str], ...]
    lost: tuple[ox.Quad, ...]
    queries: tuple[Path, ...]


def join(project: Project, pair: Namesake) -> list[str]:
    """Write that articles speak of the registry's entry; return a line for each file.

    Nothing is written unless every file can be. Raises UsageError where one cannot say so, and what
    reading and writing them raises.
    """
    done = joined(project, pair)
    capture.rewrite_all(done.texts)
    name = names.readable(pair.iri)
    lines = [f"{below(project, file.file.path)}: {name} is {pair.entry}" for file, _ in done.texts]
    gone = dict.fromkeys(map(_worded, done.lost))
    if gone:
        lines.append(f"not in the registry, and gone with {name}: {', '.join(gone)}")
    lines += [
        f"{below(project, path)}: still asks for <{pair.iri}>: change it by hand"
        for path in done.queries
    ]
    return lines


def _worded(quad: ox.Quad) -> str:
    """Return what a statement says of its subject: label “The Council”."""
    value = quad.object
    what = f"“{value.value}”" if isinstance(value, ox.Literal) else names.readable(str(value)[1:-1])
    return f"{names.readable(quad.predicate.value)} {what}"


def below(project: Project, path: Path) -> Path:
    """Return a path as seen from the project's folder, if it lies there."""
    return path.relative_to(project.root) if path.is_relative_to(project.root) else path


def joined(project: Project, pair: Namesake) -> Joined:
    """Return what changes where a thing of articles becomes the registry's entry.

    Raises UsageError where a file would say anything else than before but for that, where a comment
    would be lost, and where no file names the thing.
    """
    texts: list[tuple[Loaded, str]] = []
    own: list[ox.Quad] = []
    entry: set[tuple[object, object]] = set()
    for file in project.data_files:
        if not _may_name(file, pair):
            continue
        loaded = loading.load(file)
        if loaded.fault:
            raise loaded.fault
        entry |= {_said(q) for q in loaded.quads if _is(q.subject, pair.entry)}
        of_own = [quad for quad in loaded.quads if _is(quad.subject, pair.iri)]
        if of_own or any(_is(quad.object, pair.iri) for quad in loaded.quads):
            own += of_own
            texts.append((loaded, _changed(loaded, pair, is_described=bool(of_own))))
    if not texts:
        raise UsageError(f"<{pair.iri}> is in no file any more: align again")
    lost = (q for q in own if q.predicate.value != f"{RDF}type" and _said(q) not in entry)
    return Joined(tuple(texts), tuple(lost), tuple(_asking(project, pair.iri)))


def _is(term: object, iri: str) -> bool:
    return isinstance(term, ox.NamedNode) and term.value == iri


def _said(quad: ox.Quad) -> tuple[object, object]:
    return quad.predicate, quad.object


def _may_name(file: RdfFile, pair: Namesake) -> bool:
    """Tell whether a file may name either of two, without parsing it; if in doubt, it may."""
    if file.format not in (*reader.FORMATS, NOTATION):
        return True
    text = loading.read(file.path)
    # A backslash may stand for any letter.
    if "\\" in text:
        return True
    if file.format != NOTATION:
        return bool(_BASE.search(text)) or any(_is_written(text, one) for one in _both(pair))
    owner = file.graph.removeprefix(GRAPH)
    if (
        any("%" in iri or iri.startswith(f"{ARTICLE}{owner}/") for iri in _both(pair))
        or _DECLARED.search(text)
        or not all(map(_is_latin, set(text)))
    ):
        return True
    words = named(text, _ALL)
    written = (*pair.called, pair.name, *map(names.readable, _both(pair)))
    return any(named(one, _ALL) in words for one in written)


def _both(pair: Namesake) -> tuple[str, str]:
    return pair.iri, pair.entry


def _is_written(text: str, iri: str) -> bool:
    """Tell whether a text has an IRI whole, or one that it begins with, and its rest."""
    return any(f"<{iri[:at]}>" in text and iri[at:] in text for at in range(len(iri) + 1))


def _is_latin(char: str) -> bool:
    """Tell whether names keep something of a character, or have no such character."""
    return not char.isalnum() or bool(named(char).isascii())


def _asking(project: Project, iri: str) -> Iterator[Path]:
    return (path for path in project.query_files if iri in iris(loading.read(path)))


def _changed(loaded: Loaded, pair: Namesake, *, is_described: bool) -> str:
    loading.must_be_plain(loaded.file)
    wanted = [new for quad in loaded.quads if (new := _as_entry(quad, pair)) is not None]
    ways: Iterator[str]
    read: Callable[[str], Document]
    if loaded.file.format == NOTATION:
        ways = _captures(loaded, pair, is_described=is_described)
        read = partial(beside.document, loaded.file)
    elif loaded.file.format == "turtle":
        ways = _turtle(loaded, pair, is_described=is_described)
        read = reader.read
    else:
        raise UsageError(
            f"{loaded.file.name}: is not Turtle or a capture: write <{pair.entry}> "
            f"for <{pair.iri}> by hand"
        )
    for text in ways:
        document = read(text)
        if not document.faults and _same(wanted, (fact.quad for fact in document.facts)):
            return text
    raise UsageError(
        f"{loaded.file.name}: would say something else with <{pair.entry}> in the place of "
        f"‘{names.readable(pair.iri)}’: write it by hand"
    )


def _as_entry(quad: ox.Quad, pair: Namesake) -> ox.Quad | None:
    """Return a statement with the entry in the thing's place, None for one about the thing."""
    if _is(quad.subject, pair.iri):
        if isinstance(quad.object, ox.BlankNode):
            raise UsageError(
                f"<{pair.iri}> is described by a node without a name: remove that by hand first"
            )
        return None
    if _is(quad.object, pair.iri):
        return ox.Quad(quad.subject, quad.predicate, ox.NamedNode(pair.entry), quad.graph_name)
    return quad


def _captures(loaded: Loaded, pair: Namesake, *, is_described: bool) -> Iterator[str]:
    """Yield texts of a capture that name the entry, and have no item of the thing's own."""
    item = located.items(loaded).get(pair.iri) if is_described else None
    own = f"<{pair.iri}>"
    if item:
        _must_lose_none(loaded, edits.comments(loaded.text, item.kind, own))
    called = {one.casefold() for one in pair.called}

    def is_called(written: str) -> bool:
        node, _ = nodes.parse(written)
        said = node.text if isinstance(node, nodes.Scalar) else written
        return is_spelled(said, pair.iri) or said.casefold() in called

    # What names the thing otherwise than by a name, such as `author`, stays if it can.
    for is_name in (is_called, _anyhow):
        for written in (names.readable(pair.entry), f"<{pair.entry}>"):
            with suppress(UsageError, ValueError):
                text = _edited(loaded.text, loaded.document, pair, is_name, written)
                yield edits.removed(text, item.kind, own) if item else text


def _anyhow(_written: str) -> bool:
    return True


def _must_lose_none(loaded: Loaded, comments: Sequence[str]) -> None:
    if comments:
        raise UsageError(
            f"{loaded.file.name}: ‘{comments[0][:40]}’ has no place without what it is "
            "about: move the comment first"
        )


def _turtle(loaded: Loaded, pair: Namesake, *, is_described: bool) -> Iterator[str]:
    """Yield the text of a Turtle file that names the entry; the thing's own description goes."""
    space = pair.entry.removesuffix(local := names.readable(pair.entry))
    prefix = next((one for one, iri in loaded.prefixes.items() if iri == space), None)
    plain = prefix is not None and _PLAIN.fullmatch(local)
    entry = f"{prefix}:{local}" if plain else f"<{pair.entry}>"
    text = _edited(loaded.text, reader.read(loaded.text), pair, _anyhow, entry)
    if is_described:
        with loading.unsaved({projects.real(loaded.file.path): text}):
            done = turtle.without(loaded.file, pair.iri)
        _must_lose_none(loaded, done.lost)
        text = done.after
    yield text


def _edited(
    text: str,
    document: Document | None,
    pair: Namesake,
    is_name: Callable[[str], bool],
    entry: str,
) -> str:
    """Return a text with the entry where the thing's name stands, its own description apart."""
    if document is None:
        return text
    about = document.subjects.get(ox.NamedNode(pair.iri))
    places = {
        (fact.start, fact.end)
        for fact in document.facts
        if _is(fact.quad.object, pair.iri) and (fact.start, fact.end) != about
    }
    return edited(
        text,
        [Edit(start, end, entry) for start, end in places if is_name(text[start:end])],
    )


def _same(wanted: Sequence[ox.Quad], quads: Iterable[ox.Quad]) -> bool:
    try:
        return canonical.same(canonical.union(wanted), canonical.union(quads))
    except UsageError:
        return False
