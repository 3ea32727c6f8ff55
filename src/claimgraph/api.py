"""What the command does, as Python: a project opened, to be checked and asked."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from claimgraph import project as projects

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rdflib import Dataset

    from claimgraph.model import Answer, Question, Report
    from claimgraph.project import Loaded, Project
    from claimgraph.stores.embedded import Embedded


class Claimgraph:
    """An opened project; nothing is read before it is needed."""

    def __init__(self, project: Project) -> None:
        self.project = project

    @cached_property
    def _loaded(self) -> Sequence[Loaded]:
        from claimgraph import ask

        return ask.load(self.project)

    @cached_property
    def _store(self) -> Embedded:
        from claimgraph.stores.embedded import Embedded

        return Embedded(quad for one in self._loaded for quad in one.quads)

    @property
    def graph(self) -> Dataset:
        """The vocabulary and the data, one named graph per folder, read as their union."""
        return self._store.graph

    @property
    def questions(self) -> list[Question]:
        """All stored questions, by theme and name."""
        from claimgraph import ask

        return ask.catalogue(self.project)

    def ask(self, question: str, /, **values: str) -> Answer:
        """Answer a stored question; `values` are its parameters, as on the command line.

        Raises QuestionError for an unknown question or a value that does not fit, SyntaxFault for
        a file that does not parse.
        """
        from claimgraph import ask

        found = ask.find(self.project, question)
        return ask.ask(found, values, self._store, self._loaded)

    def check(self, engine: str = "auto") -> Report:
        """Validate the project's data against the shapes.

        `engine` is `fast`, `pyshacl` (the reference) or `auto`: fast where it is installed.
        """
        from claimgraph import check, validators

        wanted = check.Input(self.project, self.project.data_files)
        return check.check(wanted, validators.engine(engine))


def open(path: str | Path = ".") -> Claimgraph:  # noqa: A001
    """Open the project that `path` lies in: its folder, its `data/`, or anything below.

    Raises ProjectError where there is none.
    """
    return Claimgraph(projects.find(Path(path)))
