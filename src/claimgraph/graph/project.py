"""Finds a project's files, and names the graph of each: that of its folder."""

from __future__ import annotations

import logging
import os
import re
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path, PurePath
from typing import TYPE_CHECKING
from urllib.parse import quote

from claimgraph.errors import ProjectError
from claimgraph.vocab import GRAPH

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# Suffixes by which RDF files are known, with the names that pyoxigraph and rdflib both understand.
FORMATS = {
    ".ttl": "turtle",
    ".turtle": "turtle",
    # What Notation3 has beyond Turtle is a fault of syntax, at its line.
    ".n3": "turtle",
    ".nt": "nt",
    ".trig": "trig",
    ".nq": "nquads",
    ".jsonld": "json-ld",
    ".rdf": "xml",
    ".owl": "xml",
}
# Of YAML only files of these names are read: captures in the notation that people type.
CAPTURES = ("capture.yaml", "capture.yml")
NOTATION = "yaml"
# What articles share, beside which captures in the notation are read.
REGISTRY = "registry"
# A file of any of these formats may be compressed.
COMPRESSED = ".gz"
# Other ways to pack a file, and other suffixes of RDF: such files are not read, which is told.
_PACKED = (
    *(COMPRESSED, ".bz2", ".xz", ".lzma", ".zst", ".zstd", ".lz4", ".br", ".z", ".zip", ".7z"),
    *(".rar", ".tar", ".tgz", ".tbz2", ".txz"),
)
_UNREAD = (
    *(".trix", ".hdt", ".hdtq", ".rj", ".trdf", ".rpb", ".pbrdf", ".brf", ".jelly"),
    *(".ttls", ".trigs", ".ntriples", ".nquads", ".json-ld", ".yamlld", ".ndjsonld", ".cborld"),
    *(".rdfs", ".rdfxml", ".rdfa", ".shaclc", ".ofn", ".omn", ".owx"),
)
_KNOWN = f"known are {', '.join(FORMATS)} and {CAPTURES[0]}, also as .gz"
# The ontology's files that hold no statements for a graph: mappings, context, shapes are apart.
_VOCABULARY = ("claimgraph.ttl", "schemes.ttl")
_CONTEXT = "context.jsonld"
_APART = ("shapes", "examples", "migrations")

# What a part of an IRI's path may not hold (RFC 3987, ipchar).
_NOT_IN_IRIS = re.compile(
    r"[^A-Za-z0-9\-._~!$&'()*+,;=:@\u00a0-\ud7ff\uf900-\ufdcf\ufdf0-\uffef\U00010000-\U0001fffd"
    r"\U00020000-\U0002fffd\U00030000-\U0003fffd]"
)


@dataclass(frozen=True)
class RdfFile:
    """An RDF file, the name it is shown under, its format and the named graph it belongs to."""

    path: Path
    name: str
    format: str
    graph: str


@dataclass(frozen=True)
class Project:
    """A folder with `data/` and, if its owner wishes, `queries/` and `ontology/`.

    The vocabulary, the shapes and the questions that claimgraph ships come first everywhere.
    """

    root: Path
    follow_links: bool = False

    def __getstate__(self) -> dict[str, object]:
        # Each task takes its project along: with the list of all files, the cost would grow with
        # the square of their number.
        return {
            name: value
            for name, value in self.__dict__.items()
            if name not in ("_read", "data_files")
        }

    @cached_property
    def data_files(self) -> tuple[RdfFile, ...]:
        """The RDF files under `data/`, in order of their names."""
        for line in self.left_out:
            logging.getLogger("claimgraph").warning("claimgraph: %s", line)
        return self._read[0]

    @property
    def left_out(self) -> tuple[str, ...]:
        """A line for each link out of the project, and each file of RDF that is not read."""
        _, links, unread = self._read
        return (*map(not_followed, links), *(f"{name}: is not read: {_KNOWN}" for name in unread))

    @property
    def links_out(self) -> tuple[str, ...]:
        """The names of links that lead out of the project and are not followed."""
        return self._read[1]

    @cached_property
    def _read(self) -> tuple[tuple[RdfFile, ...], tuple[str, ...], tuple[str, ...]]:
        data = self.root / "data"
        links: list[str] = []
        unread: list[str] = []
        files = tuple(rdf_files(data, data, self.follow_links, links, unread))
        for name in ("ontology", "queries"):
            paths, out = self._walked(self.root / name)
            links += out
            unread += [
                shown(path)
                for path in paths
                if _looks_like_rdf(path.name) and not is_read(path) and path.is_file()
            ]
        return files, tuple(links), tuple(unread)

    def _walked(self, folder: Path) -> tuple[list[Path], list[str]]:
        """Return what a folder of the project, or a shipped one, holds; and its links out."""
        links: list[str] = []
        walk = _walked(folder, self.root, self.follow_links, links)
        return [path for path, _ in walk], links

    @cached_property
    def vocabulary_files(self) -> tuple[RdfFile, ...]:
        """The shipped vocabulary and schemes, then the RDF of the project's own `ontology/`."""
        ours = shipped("ontology")
        files = [_described(ours / name, ours.parent) for name in _VOCABULARY]
        theirs = self.root / "ontology"
        if theirs.is_dir() and not theirs.samefile(ours):
            files += [_described(path, self.root) for path in self._rdf_in(theirs, _APART)]
        return tuple(files)

    @cached_property
    def shape_files(self) -> tuple[RdfFile, ...]:
        """The shipped shapes, then those of the project's own `ontology/shapes/`."""
        return tuple(
            _described(path, folder.parent)
            for folder in self._folders("ontology/shapes")
            for path in self._rdf_in(folder)
        )

    @cached_property
    def query_files(self) -> tuple[Path, ...]:
        """The shipped questions' files, then the project's own `queries/<theme>/*.rq`."""
        return tuple(
            path
            for folder in self._folders("queries")
            for path in sorted(self._walked(folder)[0], key=lambda path: path.parts)
            if path.suffix == ".rq"
        )

    def _rdf_in(self, folder: Path, apart: Sequence[str] = ()) -> list[Path]:
        """Return the RDF files at any depth below a folder but for those in its folders `apart`."""
        return sorted(
            path
            for path in self._walked(folder)[0]
            if path.relative_to(folder).parts[0] not in apart
            and is_read(path)
            and path.name != _CONTEXT
        )

    def _folders(self, name: str) -> Iterator[Path]:
        ours = shipped(name)
        yield ours
        theirs = self.root / name
        if theirs.is_dir() and not theirs.samefile(ours):
            yield theirs


def shipped(name: str) -> Path:
    """Return the path of `ontology`, `data` or `queries` as claimgraph ships it.

    A wheel holds them beside the package; an editable install has them at the checkout's root.
    Raises ProjectError where neither is there.
    """
    package = Path(__file__).parents[1]
    for place in (
        package / "_shipped" / name,
        package.parents[1] / name,
    ):
        if place.exists():
            return place
    raise ProjectError(f"claimgraph's own {name}/ is missing: install claimgraph again")


def shipped_project() -> Project:
    """Return the project that claimgraph ships: the captured article."""
    return Project(shipped("data").parent)


def not_followed(link: str) -> str:
    """Return the line that tells of a link out of the project."""
    return (
        f"{link}: leads out of the project and was not followed: put the file itself there, or "
        "allow it with --follow-links where files are checked, exported or loaded"
    )


def find(start: Path, follow_links: bool = False) -> Project:
    """Return the project that `start` lies in: the nearest folder upwards with RDF in its `data/`.

    `start` may be the project's folder, its `data/`, or anything below. Raises ProjectError, also
    for what lies in a project's `data/` by its name and elsewhere by its links.
    """
    if not start.exists():
        raise ProjectError(f"{start}: no such file or folder: check the path")
    if not follow_links and leads_out(start):
        raise ProjectError(not_followed(shown(start)))
    here = real(start)
    for folder in (here, *here.parents):
        data = folder if folder.name == "data" else folder / "data"
        if data.is_dir() and (
            next(rdf_files(data, data, follow_links), None) or (folder == here and leads_out(data))
        ):
            return Project(data.parent, follow_links)
    raise ProjectError(
        f"{start}: no project here: a project is a folder whose data/ holds RDF files"
    )


def leads_out(path: Path) -> bool:
    """Tell whether a path within a project's `data/` leads out of that project by links."""
    absolute = Path.cwd() / path
    for folder in (absolute, *absolute.parents):
        if folder.name == "data":
            return not _is_within(absolute, folder.parent)
        if (folder / "data").is_dir():
            break
    return False


def _is_within(path: Path, root: Path) -> bool:
    """Tell whether a path leads to a place in a project, or to what claimgraph ships."""
    bounds = (root, *map(shipped, ("data", "ontology", "queries")))
    place = real(path)
    return any(place.is_relative_to(real(bound)) for bound in bounds)


def rdf_files(
    folder: Path,
    data: Path,
    follow_links: bool = False,
    links_out: list[str] | None = None,
    unread: list[str] | None = None,
) -> Iterator[RdfFile]:
    """Yield the RDF files under `folder`, sorted by name; `data` is the root of graph names.

    A linked folder is read where it is linked; what has been read already is not read again. A
    link that leads out of the project is followed only if asked for: what it leads to would be
    printed wherever the project is checked. Its name is added to `links_out` otherwise, and to
    `unread` that of a file that is RDF by its name, but in no format that is read. Raises
    ProjectError for a folder that cannot be listed.
    """
    root = data.parent if data.name == "data" else data
    links_out = [] if links_out is None else links_out
    for path, is_folder in _walked(folder, root, follow_links, links_out):
        if is_folder:
            continue
        if is_read(path):
            yield _described(path, data)
        elif unread is not None and _looks_like_rdf(path.name):
            unread.append(shown(path))


def _walked(
    folder: Path, root: Path, follow_links: bool, links_out: list[str]
) -> Iterator[tuple[Path, bool]]:
    """Yield what a folder holds, and whether each is a folder; links out of `root` as above."""

    def is_out(path: Path) -> bool:
        with suppress(PermissionError):  # a folder that may be listed and not entered
            return not follow_links and path.is_symlink() and not _is_within(path, root)
        return False

    def complain(error: OSError) -> None:
        raise ProjectError(
            f"{shown(Path(error.filename))}: cannot be listed ({error.strerror}): "
            "allow reading it or leave it out"
        )

    if not folder.is_dir():
        return
    if not follow_links and not _is_within(folder, root):
        links_out.append(shown(folder))
        return
    seen: set[Path] = set()
    for here, folders, names in os.walk(folder, onerror=complain, followlinks=True):
        if (place := real(Path(here))) in seen:
            folders.clear()
            continue
        seen.add(place)
        meant = list(filter(_is_meant, (*folders, *names)))
        out = [name for name in meant if is_out(Path(here, name))]
        links_out += [shown(Path(here, name)) for name in sorted(out)]
        folders[:] = sorted(set(folders).intersection(meant).difference(out))
        yield from ((Path(here, name), True) for name in folders)
        for name in sorted(set(names).intersection(meant).difference(out)):
            yield Path(here, name), False


def _is_meant(path: Path | str) -> bool:
    """Tell whether a file or folder is its owner's: editors and systems hide theirs.

    Such as Emacs' locks and backups (`.#a.ttl`, `#a.ttl#`) and the notes of macOS (`._a.ttl`).
    """
    return not PurePath(path).name.startswith((".", "#"))


def _format(name: str) -> str | None:
    """Return the format of a file by its name, compressed or not; None if it is not read."""
    plain = name.lower().removesuffix(COMPRESSED)
    return NOTATION if plain in CAPTURES else FORMATS.get(PurePath(plain).suffix)


def is_capture(name: str) -> bool:
    """Tell whether a file is a capture in the notation, by its name."""
    return _format(PurePath(name).name) == NOTATION


def is_read(path: Path) -> bool:
    """Tell whether a file is RDF in a format that is read, by its name."""
    return _format(path.name) is not None


def _looks_like_rdf(name: str) -> bool:
    """Tell whether a file is RDF by its name, however it is packed."""
    path = PurePath(name.lower())
    while path.suffix in _PACKED:
        path = path.with_suffix("")
    return path.suffix in (*FORMATS, *_UNREAD)


def _described(path: Path, data: Path, name: str | None = None) -> RdfFile:
    inside = path.relative_to(data) if path.is_relative_to(data) else Path(path.name)
    stem = Path(inside.name.removesuffix(COMPRESSED)).stem
    folder = inside.parts[0] if len(inside.parts) > 1 else stem
    graph = GRAPH + _NOT_IN_IRIS.sub(_percent_encoded, folder)
    return RdfFile(path, shown(path), _format(name or path.name) or "turtle", graph)


def _percent_encoded(character: re.Match[str]) -> str:
    return quote(character[0], safe="", errors="surrogateescape")


def shown(path: Path) -> str:
    """Return the name under which people see a file: relative where it lies under the cwd."""
    here = Path.cwd()
    absolute = here / path
    return absolute.relative_to(here).as_posix() if absolute.is_relative_to(here) else str(path)


def described(path: Path, data: Path | None = None) -> RdfFile:
    """Return a file given by name, in the graph of its project's folder if it lies in one.

    `data` is the `data/` of that project, for who knows it and asks about many files.
    """
    if _format(path.name) is None:
        raise ProjectError(f"{path}: not an RDF file by its name: {_KNOWN}")
    if data is None:
        try:
            data = find(path).root / "data"
        except ProjectError:
            data = real(path).parent
    # By the name that was given: a link may lead to a file without a suffix.
    return _described(real(path), data, path.name)


def within(inside: Path) -> RdfFile | None:
    """Return a file by its path below a `data/` elsewhere; None where it is not read."""
    meant = all(map(_is_meant, inside.parts)) and is_read(inside)
    return replace(_described(inside, Path()), name=inside.as_posix()) if meant else None


def real(path: Path) -> Path:
    """Return where a path leads; a loop of links leads nowhere and stays as it is.

    Before Python 3.13 Path.resolve fails at a loop.
    """
    return Path(os.path.realpath(path))
