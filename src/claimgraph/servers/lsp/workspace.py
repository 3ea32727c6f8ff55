"""What an editor has open, beside the files of its projects: documents, and things by their names.

One thread at a time works with it.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import pyoxigraph as ox

from claimgraph.errors import ClaimgraphError, ProjectError
from claimgraph.graph import loading
from claimgraph.graph import project as projects
from claimgraph.graph.project import NOTATION, RdfFile
from claimgraph.servers.lsp import documents
from claimgraph.servers.lsp.documents import QUESTION, Document
from claimgraph.servers.lsp.positions import Text, well_formed
from claimgraph.vocab import CG, GRAPH, RDF, RDFS, SKOS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from claimgraph.graph.project import Project

_REGISTRY = f"{GRAPH}registry"
_DCTERMS = "http://purl.org/dc/terms/"
_TYPE = RDF + "type"
# What holds a label, the best first; and what tells more of a thing.
_LABELS = (RDFS + "label", SKOS + "prefLabel", _DCTERMS + "title")
_TEXTS = (CG + "paraphrase", SKOS + "definition", SKOS + "scopeNote", RDFS + "comment")
# So many documents are kept as they were read, beside those that are open.
_KEPT = 24


@dataclass(frozen=True, slots=True)
class Entry:
    """A thing that a file describes: its label, the kind it is, and a text about it."""

    iri: str
    label: str
    kind: str
    text: str
    path: Path

    @property
    def local(self) -> str:
        """The last part of its IRI."""
        return self.iri.rstrip("/#").replace("#", "/").rpartition("/")[2]


@dataclass
class Open:
    """A document that the editor has open."""

    uri: str
    path: Path
    version: int
    text: Text


class Workspace:
    """Projects with what is open; `encoding` says what the client's columns count."""

    def __init__(self, encoding: str = "utf-16") -> None:
        self.encoding = encoding
        self.open: dict[Path, Open] = {}
        # The texts of what is open, and how often that had changed before they were read.
        self._unsaved: tuple[int, Mapping[Path, str]] = 0, {}
        self._state = 0
        self._projects: dict[Path, Project | None] = {}
        self._files: dict[Path, dict[Path, RdfFile]] = {}
        self._documents: OrderedDict[Path, tuple[tuple[int, int], Document]] = OrderedDict()
        self._entries: dict[Path, tuple[tuple[int, int], dict[str, Entry]]] = {}

    # ── What is open ─────────────────────────────────────────────────────────────────────────────

    def put(self, uri: str, text: str, version: int) -> Open | None:
        """Take over a document's text from the editor; None for what is no file."""
        path = path_of(uri)
        if path is None:
            return None
        known = self.open.get(path)
        made = Open(known.uri if known else uri, path, version, self._text(text))
        self.open[path] = made
        self._state += 1
        return made

    def close(self, uri: str) -> Path | None:
        """Forget a document: its file counts again."""
        path = path_of(uri)
        if path is not None:
            self.open.pop(path, None)
            self._state += 1
        return path

    def refresh(self) -> None:
        """Look for files anew: some were made, or removed."""
        self._projects.clear()
        self._files.clear()

    @property
    def unsaved(self) -> Mapping[Path, str]:
        """The texts that count in place of files, as they are now."""
        state, texts = self._unsaved
        if state != self._state:
            # Copied at once: the editor may open another document while a thread reads these.
            state = self._state
            texts = {path: one.text.text for path, one in self.open.copy().items()}
            self._unsaved = state, texts
        return texts

    def typed(self, path: Path) -> str | None:
        """Return the text that counts in place of a file; None where the file does."""
        known = self.open.get(path)
        return known.text.text if known else None

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Read files as the editor has them."""
        with loading.unsaved(self.unsaved):
            yield

    def _text(self, text: str) -> Text:
        return Text(well_formed(text).removeprefix("\ufeff"), self.encoding)

    def text(self, path: Path) -> Text:
        """Return the text of a file; raises ProjectError or SyntaxFault where it has none."""
        known = self.open.get(path)
        if known is not None:
            return known.text
        with self.reading():
            return Text(loading.read(path), self.encoding)

    def uri(self, path: Path) -> str:
        """Return the address under which the editor knows a file."""
        known = self.open.get(path)
        return known.uri if known else path.as_uri()

    # ── Projects and their files ─────────────────────────────────────────────────────────────────

    def project(self, path: Path) -> Project | None:
        """Return the project that a file lies in, if it lies in one."""
        return self._around(path.parent)

    def _around(self, folder: Path) -> Project | None:
        """Return the project around a folder: that of the folder above, where it has no data/.

        To look for it lists all of a data/, which for each of its folders would take long.
        """
        if folder in self._projects:
            return self._projects[folder]
        self._projects[folder] = None
        above = folder.parent
        with suppress(ClaimgraphError, OSError):
            begins = folder.name == "data" or (folder / "data").is_dir()
            if folder != above and folder.is_dir() and not begins:
                self._projects[folder] = self._around(above)
                return self._projects[folder]
            found = projects.find(folder)
            same = (one for one in self._projects.values() if one and one.root == found.root)
            self._projects[folder] = next(same, found)
        return self._projects[folder]

    def file(self, path: Path) -> RdfFile | None:
        """Return what a file is; None for what is neither RDF nor a question."""
        if path.suffix == ".rq":
            return RdfFile(path, projects.shown(path), QUESTION, "")
        project = self.project(path)
        known = self._files_of(project).get(path) if project else None
        if known is not None:
            return known
        with suppress(ClaimgraphError, OSError):
            return projects.described(path)
        return None

    def _files_of(self, project: Project) -> dict[Path, RdfFile]:
        """Return a project's files by where their paths lead."""
        if project.root not in self._files:
            files = (*project.data_files, *project.vocabulary_files)
            self._files[project.root] = {projects.real(one.path): one for one in reversed(files)}
        return self._files[project.root]

    def document(self, file: RdfFile) -> Document:
        """Return a file as it is read; raises ProjectError."""
        with self.reading():
            path = projects.real(file.path)
            try:
                stamp = loading.stamp(path)
            except OSError as error:
                raise ProjectError(f"{file.name}: cannot be read ({error.strerror})") from error
            # What a capture's names mean depends on the registry.
            known = self._documents.get(path)
            if file.format == NOTATION or known is None or known[0] != stamp:
                same = known[1] if known is not None and known[0] == stamp else None
                known = self._documents[path] = stamp, self._read(file, same)
            self._documents.move_to_end(path)
            while len(self._documents) > _KEPT + len(self.open):
                self._documents.popitem(last=False)
            return known[1]

    def _read(self, file: RdfFile, known: Document | None) -> Document:
        """Read a file; what is `known` of its text is that, where the registry is the same."""
        if known is not None and known.reading is not None:
            from claimgraph.claims.notation import beside

            if beside.surroundings(file).known is known.reading.around.known:
                return known
        return documents.read(file)

    def siblings(self, file: RdfFile) -> tuple[RdfFile, ...]:
        """Return the files of an article, this one among them, in the order of their names."""
        project = self.project(projects.real(file.path))
        if project is None:
            return (file,)
        found = tuple(one for one in project.data_files if one.graph == file.graph)
        return found if file in found else (*found, file)

    # ── Things by their names ────────────────────────────────────────────────────────────────────

    def entries(self, file: RdfFile) -> Mapping[str, Entry]:
        """Return what a file describes, by IRI; nothing of one that cannot be read."""
        path = projects.real(file.path)
        try:
            with self.reading():
                stamp = loading.stamp(path)
            known = self._entries.get(path)
            if known is None or known[0] != stamp:
                if path in self.open or file.format == NOTATION:
                    quads: Iterable[ox.Quad] = self.document(file).quads
                else:
                    with self.reading():
                        quads = loading.load(file).quads
                known = self._entries[path] = stamp, _described(quads, path)
        except (ClaimgraphError, OSError):
            return {}
        return known[1]

    def around(self, file: RdfFile) -> dict[str, Entry]:
        """Return what a file may speak of: its article's things, shared ones, the vocabulary's."""
        project = self.project(projects.real(file.path))
        files = [*self.siblings(file)] if file.format != QUESTION else []
        if project is not None:
            files += [one for one in project.data_files if one.graph == _REGISTRY]
            files += project.vocabulary_files
        else:
            files += projects.shipped_project().vocabulary_files
        found: dict[str, Entry] = {}
        for one in files:
            for iri, entry in self.entries(one).items():
                found.setdefault(iri, entry)
        return found

    def entry(self, file: RdfFile, iri: str) -> Entry | None:
        """Return a thing by its IRI, also one of another article."""
        found = self.around(file).get(iri)
        project = self.project(projects.real(file.path))
        if found is not None or project is None:
            return found
        for one in project.data_files:
            slug = one.graph.removeprefix(GRAPH)
            if f"/{slug}/" in iri and iri in self.entries(one):
                return self.entries(one)[iri]
        return None


def _described(quads: Iterable[ox.Quad], path: Path) -> dict[str, Entry]:
    labels: dict[str, tuple[int, str]] = {}
    texts: dict[str, tuple[int, str]] = {}
    kinds: dict[str, str] = {}
    for quad in quads:
        if not isinstance(quad.subject, ox.NamedNode):
            continue
        subject, predicate, value = quad.subject.value, quad.predicate.value, quad.object
        if predicate == _TYPE and isinstance(value, ox.NamedNode):
            local = value.value.replace("#", "/").rpartition("/")[2]
            if local != "Thesis":
                kinds.setdefault(subject, local)
        elif isinstance(value, ox.Literal):
            for among, found in ((_LABELS, labels), (_TEXTS, texts)):
                if predicate in among:
                    english = (value.language or "en").startswith("en")
                    rank = among.index(predicate) + (0 if english else 10)
                    if subject not in found or rank < found[subject][0]:
                        found[subject] = rank, value.value
    return {
        iri: Entry(
            iri, labels.get(iri, (0, ""))[1], kinds.get(iri, ""), texts.get(iri, (0, ""))[1], path
        )
        for iri in {**kinds, **labels}
    }


def path_of(uri: str) -> Path | None:
    """Return the real path of a file's address; None for what is no file on this machine."""
    try:
        parts = urlsplit(uri)
        if parts.scheme != "file" or parts.netloc not in ("", "localhost"):
            return None
        name = unquote(parts.path, errors="surrogateescape")
        if not name or "\0" in name:
            return None
        return projects.real(Path(name))
    except (ValueError, OSError):
        return None
