"""Loads files, each into the named graph of its folder: read, unpacked, parsed, or told why not."""

from __future__ import annotations

import codecs
import gzip
import stat
import zlib
from collections import defaultdict
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from io import BytesIO
from itertools import islice
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from claimgraph.errors import ProjectError, SyntaxFault
from claimgraph.graph.guards import must_be_shallow, must_be_whole, refuse_expansion
from claimgraph.graph.project import (
    COMPRESSED,
    NOTATION,
    RdfFile,
    described,
    is_read,
    rdf_files,
    real,
    shown,
)
from claimgraph.graph.unsaved import unsaved as unsaved
from claimgraph.graph.unsaved import unsaved_bytes, unsaved_now

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    import pyoxigraph as ox

    from claimgraph.graph.turtle.places import Places
    from claimgraph.graph.turtle.reader import Document
    from claimgraph.graph.turtle.stretches import Stretches

_UNREADABLE = (OSError, EOFError, zlib.error)
_UNPARSABLE = (*_UNREADABLE, SyntaxError, SyntaxFault, MemoryError)
# A file is held in memory, its triples at about ten times its size.
_LARGEST = 10**9
_PIECE = 1 << 20
# So many quads are parsed at once: what goes wrong is caught for all of them.
_BLOCK = 1000
# What people type is short; to read it takes a hundred times as long as to read Turtle.
_LARGEST_TYPED = 10**7


def files_in(folder: Path, data: Path) -> Iterator[RdfFile]:
    """Yield the RDF files in a folder of a `data/`, then those whose only text is not saved yet."""
    yield from rdf_files(folder, data)
    for path in unsaved_now():
        if path.is_relative_to(real(folder)) and is_read(path) and not path.exists():
            yield described(path, real(data))


def stamp(path: Path) -> tuple[int, int]:
    """Return what changes whenever a file's content does; raises OSError."""
    text = unsaved_bytes(path)
    if text is not None:
        return len(text), hash(text)
    known = path.stat()
    return known.st_mtime_ns, known.st_size


@dataclass(frozen=True)
class Loaded:
    """What a file holds: its quads, its prefixes, and its faults of syntax.

    Of formats that `graph/turtle/reader` knows the statements without a fault are here; `unread`
    has the first and last lines of those with one, `names` the IRIs that those mention, `owners`
    those that they are about. Of other formats what stands before the fault is here. `document`
    is that of a capture in the notation, which tells where its facts are written; `earlier` are the
    statements of a text that the file had before, of which those that are the same are not read
    again for their places.
    """

    file: RdfFile
    text: str
    quads: tuple[ox.Quad, ...]
    prefixes: dict[str, str]
    faults: tuple[SyntaxFault, ...] = ()
    unread: tuple[tuple[int, int], ...] = ()
    names: frozenset[str] = frozenset()
    owners: frozenset[str] = frozenset()
    document: Document | None = None
    earlier: Stretches | None = None

    @property
    def fault(self) -> SyntaxFault | None:
        """The first fault, if there is one."""
        return self.faults[0] if self.faults else None

    @cached_property
    def places(self) -> Places:
        """Where its triples stand; read with them once."""
        from claimgraph.graph.turtle.places import Places

        held = (self.file.format, self.quads, self.document, self.earlier)
        return Places(self.file.name, self.text, *held)


def raw(path: Path) -> bytes:
    """Return a file's bytes; raises ProjectError where it cannot be read, or is too large."""
    return b"".join(pieces(path))


def pieces(path: Path) -> Iterator[bytes]:
    """Yield a file's bytes, unpacked: for one read of all that may be, room would be made.

    Raises ProjectError where it cannot be read, or is too large.
    """
    name = shown(path)
    text = unsaved_bytes(path)
    if text is not None:
        yield text
        return
    try:
        known = path.stat()
        if not stat.S_ISREG(known.st_mode):
            raise ProjectError(
                f"{name}: not a regular file: leave it out or put a file in its place"
            )
        if known.st_size > _LARGEST:
            raise ProjectError(f"{name}: larger than 1 GB, which memory may not hold: split it")
        size = 0
        with _opened(path) as file:
            while piece := file.read(_PIECE):
                size += len(piece)
                if size > _LARGEST:
                    raise ProjectError(
                        f"{name}: larger than 1 GB unpacked, which memory may not hold: split it"
                    )
                yield piece
    except _UNREADABLE as error:
        raise _unreadable(error, name) from error


def _opened(path: Path) -> BinaryIO:
    """Open a file for reading; what is compressed is unpacked on the way."""
    text = unsaved_bytes(path)
    if text is not None:
        return BytesIO(text)
    if path.name.lower().endswith(COMPRESSED):
        return cast("BinaryIO", gzip.open(path))
    return path.open("rb")


def must_be_plain(file: RdfFile) -> None:
    """Raise ProjectError for a compressed file, which is read but not rewritten."""
    if file.path.name.lower().endswith(COMPRESSED):
        raise ProjectError(f"{file.name}: is compressed, which is not rewritten: unpack it first")


def _unreadable(error: Exception, name: str) -> ProjectError:
    return ProjectError(f"{name}: cannot be read ({getattr(error, 'strerror', None) or error})")


def read(path: Path) -> str:
    """Return a file's text (UTF-8, a byte order mark dropped).

    Raises ProjectError where it cannot be read and SyntaxFault where it is not UTF-8.
    """
    return decoded(raw(path), shown(path))


def decoded(content: bytes, name: str) -> str:
    """Return what bytes say in UTF-8, without a byte order mark; SyntaxFault for anything else."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("utf-8-sig")
        line = before.count("\n") + 1
        column = len(before) - (before.rfind("\n") + 1) + 1
        byte = content[error.start]
        raise SyntaxFault(
            f"is not UTF-8 (byte 0x{byte:02X}): save it as UTF-8", name, line, column
        ) from error


def load(file: RdfFile, earlier: Stretches | None = None) -> Loaded:
    """Parse a file; faults of syntax are returned with what can be read, not raised.

    Statements that an `earlier` text of it had, too, need not be read again. Raises ProjectError
    where the file cannot be read.
    """
    from claimgraph.graph import oxigraph, rdf12
    from claimgraph.graph.turtle import reader

    text = ""
    try:
        text = read(file.path)
        if file.format == NOTATION:
            return _typed(file, text)
        _refuse_what_parsers_cannot(BytesIO(text.encode()), file)
    except SyntaxFault as broken:
        return Loaded(file, text, (), {}, (broken,))
    quads: list[ox.Quad] = []
    parser = oxigraph.parser(text, file.format)
    try:
        with _parsing(file, text):
            quads.extend(_named(parser, file))
    except SyntaxFault as broken:
        if file.format in reader.FORMATS:
            return _salvaged(file, text, broken, earlier)
        return Loaded(file, text, tuple(quads), dict(parser.prefixes), (broken,))
    if new := next(filter(rdf12.is_new, quads), None):
        plain = tuple(quad for quad in quads if not rdf12.is_new(quad))
        return Loaded(file, text, plain, dict(parser.prefixes), (rdf12.fault(new, text, file),))
    return Loaded(file, text, tuple(quads), dict(parser.prefixes))


def _refuse_what_parsers_cannot(source: BinaryIO, file: RdfFile) -> None:
    """Raise SyntaxFault for what a parser would not tell of, or not survive."""
    must_be_shallow(source, file.format, file.name)
    if file.format == "xml":
        source.seek(0)
        refuse_expansion(source, file.name)
        source.seek(0)
        must_be_whole(source, file.name)


def _typed(file: RdfFile, text: str) -> Loaded:
    """Return what a capture in the notation says.

    The notation is about claims, of which this layer knows nothing; so its reader is named here and
    not imported, as a plug-in is.
    """
    from claimgraph.graph.turtle.places import Lines

    if len(text) > _LARGEST_TYPED:
        raise SyntaxFault("is larger than 10 MB: write so much as Turtle", file.name)
    document = import_module("claimgraph.claims.notation").document(file, text)
    quads = _named((fact.quad for fact in document.facts), file)
    lines = Lines(text)
    return Loaded(
        file,
        text,
        tuple(dict.fromkeys(quads)),
        document.remarks.prefixes,
        tuple(SyntaxFault(f.message, file.name, *lines.at(f.start)) for f in document.faults),
        tuple((lines.at(start)[0], lines.at(end)[0]) for start, end in document.unread),
        frozenset(document.names),
        frozenset(document.owners),
        document,
    )


def _salvaged(file: RdfFile, text: str, fault: SyntaxFault, earlier: Stretches | None) -> Loaded:
    """Return what can be read of a file with a fault of syntax, statement by statement."""
    import pyoxigraph as ox

    from claimgraph.graph import rdf12
    from claimgraph.graph.turtle import stretches
    from claimgraph.graph.turtle.places import Lines

    held = stretches.read(text, file.format, earlier)
    fresh: dict[ox.BlankNode, ox.BlankNode] = defaultdict(ox.BlankNode)

    def renamed(term: Any) -> Any:
        return fresh[term] if isinstance(term, ox.BlankNode) else term

    quads = _named(
        (
            ox.Quad(renamed(q.subject), q.predicate, renamed(q.object), renamed(q.graph_name))
            for q in (fact.quad for one in held.placed for fact in one.stretch.facts)
            if not rdf12.is_new(q)
        ),
        file,
    )
    lines = Lines(text)
    unread = [(u, one.shift) for one in held.placed if (u := one.stretch.unread) is not None]
    faults = ((each.fault.message, each.fault.start + shift) for each, shift in unread)
    found = tuple(SyntaxFault(words, file.name, *lines.at(start)) for words, start in faults)
    return Loaded(
        file,
        text,
        tuple(quads),
        dict(held.prefixes),
        found or (fault,),
        tuple((lines.at(u.start + by)[0], lines.at(u.end + by)[0]) for u, by in unread),
        frozenset().union(*(each.names for each, _ in unread)),
        frozenset(each.owner for each, _ in unread if each.owner is not None),
        earlier=held,
    )


def stream(file: RdfFile) -> Iterator[ox.Quad]:
    """Yield a file's quads while it is read, so that it may be larger than memory.

    Raises ProjectError where the file cannot be read and SyntaxFault where it does not parse.
    """
    from claimgraph.graph import oxigraph, rdf12

    if file.format == NOTATION:
        (loaded,) = parsed([file])
        yield from loaded.quads
        return
    try:
        with _opened_for_parser(file) as raw:
            quads = _named(oxigraph.parser(raw, file.format), file)
            while True:
                with _parsing(file):
                    block = list(islice(quads, _BLOCK))
                if not block:
                    return
                for quad in block:
                    if rdf12.is_new(quad):
                        raise rdf12.fault(quad, read(file.path), file)
                    yield quad
    except _UNREADABLE as error:
        raise _unreadable(error, file.name) from error


@contextmanager
def _opened_for_parser(file: RdfFile) -> Iterator[BinaryIO]:
    """Open a file that its parser survives, past the byte order mark."""
    with _opened(file.path) as raw:
        _refuse_what_parsers_cannot(raw, file)
        raw.seek(0)
        if raw.read(3) != codecs.BOM_UTF8:
            raw.seek(0)
        yield raw


@contextmanager
def _parsing(file: RdfFile, text: str | None = None) -> Iterator[None]:
    """Name the file in whatever goes wrong in its parser: SyntaxFault, or ProjectError."""
    from claimgraph.graph.oxigraph import fault
    from claimgraph.graph.rdfxml import tag_of_fault

    name = file.name
    try:
        yield
    except SyntaxError as error:
        place = (error.lineno, error.offset)
        if error.lineno is None and file.format == "xml":
            place = tag_of_fault(read(file.path) if text is None else text, error.msg) or place
        raise fault(error, name, *place) from error
    except (*_UNREADABLE, KeyboardInterrupt, SystemExit):
        raise
    except MemoryError as error:
        if not str(error):  # memory has run out, whatever this file holds
            raise
        raise ProjectError(
            f"{name}: holds a term of more than 16 MiB, which the parser does not take "
            f"({error}): shorten it"
        ) from error
    except BaseException as error:  # a panic of the parser is no Exception
        raise ProjectError(
            f"{name}: its parser failed ({type(error).__name__}: {error}): report it"
        ) from error


def _named(parser: Iterable[ox.Quad], file: RdfFile) -> Iterator[ox.Quad]:
    """Yield quads in the graph of the file, those of formats with graphs in their own."""
    import pyoxigraph as ox

    graph = ox.NamedNode(file.graph)
    if file.format not in ("trig", "nquads", "json-ld"):
        for quad in parser:
            yield ox.Quad(quad.subject, quad.predicate, quad.object, graph)
        return
    default = ox.DefaultGraph()
    for quad in parser:
        name = graph if quad.graph_name == default else quad.graph_name
        yield ox.Quad(quad.subject, quad.predicate, quad.object, name)


def prefixes(file: RdfFile) -> dict[str, str]:
    """Return the prefixes that a file declares before its first statement; none if it is broken."""
    from claimgraph.graph import oxigraph

    if file.format == NOTATION:
        return load(file).prefixes
    with suppress(*_UNPARSABLE), _opened_for_parser(file) as raw:
        parser = oxigraph.parser(raw, file.format)
        next(parser, None)
        return dict(parser.prefixes)
    return {}


def parsed(files: Iterable[RdfFile]) -> Sequence[Loaded]:
    """Load files of which none may be broken: claimgraph's vocabulary, or data to be asked.

    Raises ProjectError for an unreadable file and SyntaxFault for the first broken one.
    """
    loaded = [load(file) for file in files]
    if broken := next((one.fault for one in loaded if one.fault), None):
        raise broken
    return loaded
