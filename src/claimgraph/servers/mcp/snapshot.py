"""Reads a project for the tools, and keeps what was read until one of its files changes."""

from __future__ import annotations

import os
from collections import OrderedDict
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from claimgraph.check import run
from claimgraph.check.kept import InMemory
from claimgraph.claims import capture, fetching, registry
from claimgraph.claims.notation.capturing import TEXT
from claimgraph.claims.weighing import table, weighing
from claimgraph.errors import ClaimgraphError, ProjectError, SyntaxFault, TextError, UsageError
from claimgraph.graph import loading
from claimgraph.graph import project as projects
from claimgraph.graph.inputs import Input
from claimgraph.graph.project import CAPTURES, Project
from claimgraph.graph.stores.memory import Embedded
from claimgraph.questions import catalogue, naming

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping, Sequence

    from rdflib import URIRef

    from claimgraph.claims.model import Article
    from claimgraph.claims.weighing.weighing import Weighing
    from claimgraph.findings import Report
    from claimgraph.graph.loading import Loaded
    from claimgraph.graph.project import RdfFile

    Stamps = tuple[tuple[Path, tuple[int, int] | None], ...]


T = TypeVar("T")

# So many answers are kept.
_MOST = 256


class Snapshot:
    """A project as its files are now."""

    def __init__(self, project: Project, kept: InMemory, *, writable: bool) -> None:
        self.project = project
        self.writable = writable
        self._kept = kept
        self._answers: OrderedDict[Hashable, object] = OrderedDict()

    def once(self, key: Hashable, made: Callable[[], T]) -> T:
        """Return what was made under a key, or make it."""
        if key not in self._answers:
            self._answers[key] = made()
            if len(self._answers) > _MOST:
                self._answers.popitem(last=False)
        return self._answers[key]  # type: ignore[return-value]

    @cached_property
    def loaded(self) -> Sequence[Loaded]:
        """The vocabulary and the data."""
        return catalogue.load(self.project)

    @cached_property
    def store(self) -> Embedded:
        """The graph of them all."""
        return Embedded(quad for one in self.loaded for quad in one.quads)

    @cached_property
    def captured(self) -> capture.Captured:
        """The data with its places."""
        return capture.Captured.of(self.project)

    @cached_property
    def articles(self) -> list[Article]:
        """The articles with what they say."""
        return [fetching.article(self.store, iri) for iri in fetching.articles(self.store)]

    @cached_property
    def registry(self) -> tuple[registry.Entry, ...]:
        """What articles share."""
        return registry.of(self.project)

    @cached_property
    def report(self) -> Report:
        """What the check finds in the files."""
        return self.checked(self.project.data_files)

    def checked(self, files: Sequence[RdfFile]) -> Report:
        """Check files of the project."""
        wanted = Input(self.project, tuple(files))
        return run.check(wanted, cache=self._kept, apart=True)

    def article(self, name: str | None) -> URIRef:
        """Return the article of a name; raises UsageError."""
        return fetching.chosen(self.store, name)

    def within(self, name: str | None) -> URIRef | None:
        """Return the article of a name, None without one; raises UsageError."""
        return None if name is None else self.article(name)

    def claim(self, name: str, article: str | None) -> URIRef:
        """Return the claim of a name; raises QuestionError."""
        return naming.claim(name, self.store, self.loaded, self.within(article))

    def text(self, article: str | None) -> tuple[str, URIRef | None]:
        """Return an article's text, and the article, if it is captured; raises TextError."""
        try:
            iri = self.article(article)
        except UsageError:
            if article is None:
                raise
            beside = self.folder(article) / CAPTURES[0]
            if not beside.with_name(TEXT).is_file():
                raise
            try:
                return capture.beside(beside, TEXT), None
            except TextError as error:
                raise TextError(f"data/{article}/{TEXT}: {error}") from error
        text = self.captured.text(iri)
        if text is None:
            raise TextError(
                f"{article or iri}: its text is not at hand: put it beside the capture, and name "
                "it there with text:"
            )
        return text, iri

    def folder(self, slug: str) -> Path:
        """Return the folder of an article.

        Raises UsageError for what is not a name of one, ProjectError for one out of the project.
        """
        from claimgraph.claims.proposals import must_be_slug

        must_be_slug(slug)
        folder = self.project.root / "data" / slug
        if projects.leads_out(folder):
            raise ProjectError(
                f"data/{slug}: leads out of the project: put the folder itself there"
            )
        return folder

    @cached_property
    def waiting(self) -> list[str]:
        """The articles of which there is a text and no capture yet, by slug."""
        captured = {file.path.parent for file in self.project.data_files}
        texts = sorted(self.project.root.glob(f"data/*/{TEXT}"))
        waiting = (text.parent for text in texts if text.parent not in captured)
        return [folder.name for folder in waiting if not projects.leads_out(folder)]

    def weighed(self, article: str | None, *, links: bool = False) -> Weighing:
        """Return how the claims of an article, or of all, stand; if `links`, by accepted ones."""
        iri = self.within(article)
        by = table.table(self.project.root)
        return self.once(
            ("weighed", iri, links),
            lambda: weighing.weigh(self.store.union, by, article=iri, linked=links),
        )


@dataclass
class Opened:
    """A project's folder, and its snapshot."""

    root: Path
    writable: bool

    def __post_init__(self) -> None:
        self._kept = InMemory()
        self._known: tuple[Stamps, Snapshot] | None = None

    @property
    def now(self) -> Snapshot:
        """The project as it is now: read again where a file has changed, come or gone."""
        if self._known is None or any(stamp(path) != is_ for path, is_ in self._known[0]):
            project = Project(self.root)
            stamps = tuple((path, stamp(path)) for path in _watched(project))
            self._known = stamps, Snapshot(project, self._kept, writable=self.writable)
        return self._known[1]


def found(start: Path) -> Project:
    """Return the project that a folder lies in, even if all it has is the text of an article.

    Raises ProjectError.
    """
    try:
        return projects.find(start)
    except ProjectError:
        here = start.resolve()
        for folder in (here, *here.parents):
            if any(folder.glob(f"data/*/{TEXT}")):
                return Project(folder)
        raise


def opened(root: Path, *, writable: bool) -> Opened:
    """Open a project in a process of its own, whose names of files then start from its folder."""
    os.chdir(root)
    return Opened(root, writable)


def _watched(project: Project) -> set[Path]:
    """Return what a project consists of, and the folders in which something may come or go."""
    files = (*project.data_files, *project.vocabulary_files, *project.shape_files)
    paths = {file.path for file in files} | {*project.query_files}
    folders = {project.root}
    for name in ("data", "ontology", "queries"):
        folders |= {Path(place) for place, _, _ in os.walk(project.root / name)}
    for folder in {file.path.parent for file in project.data_files}:
        paths |= {*folder.glob("*.txt")}
    return paths | folders | {project.root / table.FILE}


def stamp(path: Path) -> tuple[int, int] | None:
    """Return what changes when a file does, None where it cannot be read."""
    try:
        return loading.stamp(path)
    except OSError:
        return None


@dataclass(frozen=True)
class Refused:
    """Why a task was not done: what, where, what to do."""

    line: str


def done(
    opened: Opened, fn: Callable[..., Any], args: tuple[Any, ...], kwargs: Mapping[str, Any]
) -> Any:
    """Return what a function of the project returns, or why it was refused."""
    try:
        return fn(opened, *args, **kwargs)
    except SyntaxFault as fault:
        return Refused(f"{fault.place}: {fault}")
    except ClaimgraphError as error:
        return Refused(str(error))
    except RecursionError:
        return Refused("this is nested too deeply: write it flatter")
