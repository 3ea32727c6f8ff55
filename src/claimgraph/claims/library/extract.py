"""Cuts a part out of a library: claims around a thing, as a project of their own."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import pyoxigraph as ox

from claimgraph.claims.library import called
from claimgraph.claims.library.paths import WORDS
from claimgraph.errors import ProjectError, UsageError
from claimgraph.files import temporary_folder
from claimgraph.graph import prefixes
from claimgraph.graph.turtle import remarks, writer
from claimgraph.vocab import GRAPH, RDF, RDFS, TEXT_FILE, XSD

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from claimgraph.claims.library.library import Library

# So many claims are cut out: more is the library itself.
MOST = 5000
_PROV = "http://www.w3.org/ns/prov#"
# By which ways claims belong to another thing, and by which they hang together.
_OF = ("involves", "words of", "rests on", "about", "tells of", "issued by")
_TOGETHER = (*WORDS["arguments"], "linked by", "links to")
_REASONING = ("argument", "explanation", "link")
# A folder's name that is safe everywhere.
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
# The folder in which the extract says what it is of.
_ABOUT = "extract"


@dataclass(frozen=True)
class Extract:
    """A part of a library: the text of each file by its path, and what was left out of it.

    `left_out` counts triples that led to claims and arguments outside, by their properties.
    """

    files: Mapping[str, str]
    claims: int
    articles: int
    left_out: Mapping[str, int]
    texts: int


def extract(library: Library, around: str, hops: int = 1, now: datetime | None = None) -> Extract:
    """Return the claims around a thing, an IRI, with all that is said of them.

    One hop leads from an actor, a source, a thing or an article to its claims, from a claim to
    those that an argument or a link joins with it. Arguments are kept whole or left out. Raises
    UsageError where these are no claims, or too many.
    """
    claims = _around(library, around, hops)
    if not claims:
        raise UsageError(f"{around}: no claims are around it: name a claim, an actor or a source")
    kept = claims | _reasons(library, claims)
    cut = _Cut(library, kept)
    files = cut.files()
    sources = cut.graphs
    files[f"{_ABOUT}/{_ABOUT}.ttl"] = _turtle(
        _provenance(around, hops, called.labels(library, [around]), sources, now)
    )
    return Extract(
        {name: files[name] for name in sorted(files)},
        len(claims),
        cut.articles,
        dict(sorted(cut.left_out.items())),
        cut.texts,
    )


def _kinds(library: Library, number: int) -> set[str]:
    return {kind for (kind,) in library.rows("SELECT kind FROM node WHERE term = ?", [number])}


def _around(library: Library, iri: str, hops: int) -> set[int]:
    """Return the numbers of the claims within so many hops."""
    rows = library.rows("SELECT id FROM term WHERE iri = ?", [iri])
    if not rows:
        return set()
    start, kinds = rows[0][0], _kinds(library, rows[0][0])
    if "claim" in kinds:
        numbers, left = {start}, hops
    elif kinds & set(_REASONING):
        numbers, left = _claims_of(library, _arguments(library, {start}) | {start}), hops
    elif "article" in kinds:
        article = library.rows(
            "SELECT DISTINCT term FROM node WHERE article = ? AND kind = 'claim'", [start]
        )
        numbers, left = {number for (number,) in article}, hops - 1
    else:
        numbers, left = _only(library, _next(library, {start}, _OF), ("claim",)), hops - 1
        # A source is also issued, an event also involves somebody.
        if not numbers:
            between = _next(library, {start}, _OF)
            numbers = _only(library, _next(library, between, _OF), ("claim",))
    if hops < 1 and "claim" not in kinds:
        return set()
    edge = numbers
    for _ in range(left):
        _must_be_few(numbers)
        reasons = _arguments(library, _only(library, _next(library, edge, _TOGETHER), _REASONING))
        edge = _claims_of(library, reasons) - numbers
        numbers = numbers | edge
    _must_be_few(numbers)
    return numbers


def _must_be_few(claims: set[int]) -> None:
    if len(claims) > MOST:
        raise UsageError(f"more than {MOST} claims are around it: give fewer --hops")


def _arguments(library: Library, reasons: set[int]) -> set[int]:
    """Return arguments with those that they are aimed at, and that are aimed at them."""
    arguments, ahead = set(reasons), set(reasons)
    while ahead:
        more = _only(library, _next(library, ahead, _TOGETHER), _REASONING) - arguments
        arguments |= more
        ahead = more
    return arguments


def _claims_of(library: Library, reasons: set[int]) -> set[int]:
    return _only(library, _next(library, reasons, _TOGETHER), ("claim",))


def _next(library: Library, numbers: set[int], relations: Sequence[str]) -> set[int]:
    marks = ", ".join("?" for _ in relations)
    reached: set[int] = set()
    for some in _blocks(numbers):
        rows = library.rows(
            f"SELECT DISTINCT target FROM edge WHERE source IN ({some}) AND relation IN ({marks}) "
            f"LIMIT {10 * MOST}",
            relations,
        )
        reached |= {number for (number,) in rows}
    return reached


def _only(library: Library, numbers: set[int], kinds: Sequence[str]) -> set[int]:
    marks = ", ".join("?" for _ in kinds)
    of_kind: set[int] = set()
    for some in _blocks(numbers):
        rows = library.rows(
            f"SELECT DISTINCT term FROM node WHERE term IN ({some}) AND kind IN ({marks})", kinds
        )
        of_kind |= {number for (number,) in rows}
    return of_kind


def _blocks(numbers: set[int]) -> Iterable[str]:
    every = sorted(numbers)
    for start in range(0, len(every), 500):
        yield ", ".join(map(str, every[start : start + 500]))


def _reasons(library: Library, claims: set[int]) -> set[int]:
    """Return the arguments, explanations and links of which every end is kept."""
    near = _arguments(library, _only(library, _next(library, claims, _TOGETHER), _REASONING))
    ends = {one: _next(library, {one}, _TOGETHER) for one in sorted(near)}
    kept = set(ends)
    # What is aimed at an argument goes with it: an undercut, and one of the undercut.
    while True:
        whole = {one for one in kept if _aims(library, one) <= kept | claims}
        if whole == kept:
            return kept
        kept = whole


def _aims(library: Library, reason: int) -> set[int]:
    """Return what an argument starts from and leads to, not what is aimed at itself."""
    rows = library.rows(
        "SELECT target FROM edge WHERE source = ? AND "
        "((back = 0 AND relation IN ('supports', 'opposes', 'undercuts', 'bears on', 'explains', "
        "'links to')) OR (back = 1 AND relation IN ('premise of', 'part of', 'linked by')))",
        [reason],
    )
    return {number for (number,) in rows}


class _Cut:
    """What is said of kept claims and arguments, cut out of the graphs that hold them."""

    def __init__(self, library: Library, kept: set[int]) -> None:
        self._library = library
        self.left_out: dict[str, int] = defaultdict(int)
        self.texts = 0
        self.articles = 0
        roots: dict[str, set[str]] = defaultdict(set)
        for some in _blocks(kept):
            rows = library.rows(
                "SELECT graph.name, term.iri FROM node JOIN graph ON graph.id = node.graph "
                f"JOIN term ON term.id = node.term WHERE node.term IN ({some})"
            )
            for graph, iri in rows:
                roots[graph].add(iri)
        self._roots = roots
        self.graphs = sorted(roots)

    def files(self) -> dict[str, str]:
        shared = [
            name
            for (name,) in self._library.rows(
                "SELECT name FROM graph WHERE articles = 0 AND name != '' ORDER BY name"
            )
        ]
        files: dict[str, str] = {}
        mentioned: set[str] = set()
        for graph in self.graphs:
            quads = list(self._library.place.quads(graph))
            kept = self._of_article(graph, quads)
            mentioned |= _objects(kept)
            files[f"{_folder(graph)}/{_file(graph, shared)}.ttl"] = _turtle(kept)
        for graph in shared:
            if graph in self.graphs:
                continue  # links: only those that were kept
            kept = _reached(list(self._library.place.quads(graph)), mentioned, frozenset())[0]
            if kept:
                mentioned |= _objects(kept)
                files[f"{_folder(graph)}/{_folder(graph)}.ttl"] = _turtle(kept)
        return files

    def _of_article(self, graph: str, quads: Sequence[ox.Quad]) -> list[ox.Quad]:
        nodes = self._library.rows(
            "SELECT term.iri, node.kind FROM node JOIN term ON term.id = node.term "
            "WHERE node.graph = (SELECT id FROM graph WHERE name = ?)",
            [graph],
        )
        inside = {"claim", *_REASONING}
        roots = set(self._roots[graph])
        barred = frozenset(iri for iri, kind in nodes if kind in inside) - roots
        articles = {iri for iri, kind in nodes if kind == "article"}
        self.articles += len(articles)
        kept, dropped = _reached(quads, roots | articles | {graph}, barred)
        for quad in dropped:
            self.left_out[quad.predicate.value] += 1
        plain = [quad for quad in kept if quad.predicate.value != TEXT_FILE]
        self.texts += len(kept) - len(plain)
        return plain


def _reached(
    quads: Sequence[ox.Quad], roots: set[str], barred: frozenset[str]
) -> tuple[list[ox.Quad], list[ox.Quad]]:
    """Return what is said of roots and of all that they lead to, and what leads to the barred."""
    by_subject: dict[Any, list[ox.Quad]] = defaultdict(list)
    for quad in quads:
        by_subject[quad.subject].append(quad)
    ahead: list[Any] = [ox.NamedNode(root) for root in sorted(roots)]
    seen, kept, dropped = set(ahead), [], []
    while ahead:
        for quad in by_subject.get(ahead.pop(), ()):
            if getattr(quad.object, "value", "") in barred and isinstance(
                quad.object, ox.NamedNode
            ):
                dropped.append(quad)
                continue
            kept.append(quad)
            if quad.object not in seen and not isinstance(quad.object, ox.Literal):
                seen.add(quad.object)
                ahead.append(quad.object)
    return kept, dropped


def _objects(quads: Iterable[ox.Quad]) -> set[str]:
    return {quad.object.value for quad in quads if isinstance(quad.object, ox.NamedNode)}


def _folder(graph: str) -> str:
    """Return a name for the folder of a graph: that which it had, if it is safe."""
    name = unquote(graph.removeprefix(GRAPH))
    if graph.startswith(GRAPH) and _NAME.fullmatch(name) and name.lower() != _ABOUT:
        return name
    return f"article-{hashlib.sha256(graph.encode()).hexdigest()[:12]}"


def _file(graph: str, shared: Sequence[str]) -> str:
    return _folder(graph) if graph in shared else "article"


def _provenance(
    around: str,
    hops: int,
    labels: Mapping[str, str],
    graphs: Sequence[str],
    now: datetime | None,
) -> list[ox.Quad]:
    """Say what the extract is of: the graphs, the thing and the program (PROV-O)."""
    this = ox.NamedNode(GRAPH + _ABOUT)
    activity, agent = ox.BlankNode("activity"), ox.BlankNode("agent")
    what = f"claims within {hops} hop{'s' if hops != 1 else ''} of “{labels.get(around, around)}”"
    at = (now or datetime.now(UTC)).strftime("%Y-%m-%dT%H:%M:%SZ")
    facts: list[tuple[Any, str, Any]] = [
        (this, RDF + "type", ox.NamedNode(_PROV + "Entity")),
        (this, RDFS + "label", ox.Literal(what, language="en")),
        *((this, _PROV + "wasDerivedFrom", ox.NamedNode(graph)) for graph in graphs),
        (this, _PROV + "wasGeneratedBy", activity),
        (activity, RDF + "type", ox.NamedNode(_PROV + "Activity")),
        (activity, RDFS + "label", ox.Literal("claimgraph extract", language="en")),
        (activity, _PROV + "used", ox.NamedNode(around)),
        (activity, _PROV + "wasAssociatedWith", agent),
        (
            activity,
            _PROV + "endedAtTime",
            ox.Literal(at, datatype=ox.NamedNode(XSD + "dateTime")),
        ),
        (agent, RDF + "type", ox.NamedNode(_PROV + "SoftwareAgent")),
        (agent, RDFS + "label", ox.Literal(f"claimgraph {version('claimgraph')}")),
    ]
    return [ox.Quad(s, ox.NamedNode(p), o, this) for s, p, o in facts]


def _turtle(quads: Iterable[ox.Quad]) -> str:
    """Write what is said, without the name of the graph: that comes from the folder."""
    said = dict.fromkeys(ox.Quad(one.subject, one.predicate, one.object) for one in quads)
    return writer.document([remarks.Section(tuple(said))], prefixes.of_quads(said), canonical=True)


def write(cut: Extract, folder: Path) -> None:
    """Write an extract as a project in a new folder, or an empty one: all of it, or nothing.

    Raises UsageError where something is there already, ProjectError where it cannot be written.
    """
    if folder.is_symlink() or (folder.exists() and (not folder.is_dir() or any(folder.iterdir()))):
        raise UsageError(f"{folder}: is there already: name a new folder with -o")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with temporary_folder(".extract-", folder.parent) as name:
            for path, text in cut.files.items():
                file = name / "new" / "data" / path
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(text, encoding="utf-8", newline="")
            (name / "new").replace(folder)
    except OSError as error:
        raise ProjectError(
            f"{folder}: cannot be written ({error.strerror or error}): "
            "allow it or name another folder with -o"
        ) from error
