"""The file that is edited, and the text that it is about: read anew for each request."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import TYPE_CHECKING

from claimgraph.claims import capture as captures
from claimgraph.claims.notation import beside, capturing, nodes, saving
from claimgraph.errors import ProjectError, TextError
from claimgraph.graph import loading
from claimgraph.graph import project as projects
from claimgraph.graph.project import NOTATION

if TYPE_CHECKING:
    from pathlib import Path

    from claimgraph.claims.notation.saving import Draft
    from claimgraph.graph.project import Project, RdfFile
    from claimgraph.graph.turtle.reader import Document


@dataclass(frozen=True)
class Capture:
    """A capture in the notation: its project, its folder's name and its file."""

    project: Project
    slug: str
    file: RdfFile

    def now(self) -> Capture:
        """Return the capture in its project as that is now: files may have come and gone."""
        return replace(self, project=projects.Project(self.project.root))

    def draft(self) -> Draft:
        """Return the file as it is now; raises ProjectError where it cannot be read."""
        return saving.opened(self.file.path)

    def document(self, text: str) -> Document:
        """Return what a text says that stands, or is to stand, in the file."""
        return beside.document(self.file, text)

    def article(self, text: str) -> str:
        """Return the article's text as it was written, whose file the capture's text names.

        Raises TextError.
        """
        root, _ = nodes.parse(text)
        name = nodes.optional(root, "text") if isinstance(root, nodes.Pairs) else None
        if name is None:
            raise TextError("names no text: write text: and the file beside this one, text.txt")
        return captures.beside(self.file.path, name.text)

    @property
    def folder(self) -> frozenset[str]:
        """The names of the files in the capture's folder."""
        parent = self.file.path.parent
        return frozenset(f.name for f in self.project.data_files if f.path.parent == parent)


def found(start: Path, slug: str) -> Capture:
    """Return the capture of a slug in the project around a path.

    Raises ProjectError without a capture, and where its text cannot be read.
    """
    project = projects.find(start)
    folder = project.root / "data" / slug
    files_there = [file for file in project.data_files if file.path.parent == folder]
    files = [file for file in files_there if file.format == NOTATION]
    is_name = slug != "" and PurePath(slug).name == slug
    if is_name and files_there and not files:
        raise ProjectError(capturing.in_turtle(folder))
    if not is_name or not files:
        raise ProjectError(
            f"data/{slug}: holds no capture.yaml: begin one with claimgraph new SLUG --text FILE"
        )
    (file, *more) = files
    if more:
        raise ProjectError(f"{file.name}: {more[0].name} is beside it: join the two")
    loading.must_be_plain(file)
    made = Capture(project, slug, file)
    try:
        made.article(made.draft().text)
    except TextError as error:
        raise ProjectError(f"{file.name}: {error}") from error
    return made
