"""Everything that can go wrong, as one tree.

ClaimgraphError
├── ProjectError         a folder or file of the project is missing or unreadable
├── SyntaxFault          a file does not parse; knows its place
├── QuestionError        no such question, a broken header, a parameter that does not fit
├── ShapesError          a validator cannot use the shapes
├── StoreError           a store on disk or a server does not do what it is asked
│   └── QueryError       a query asks for what the engine cannot do
├── ClusterError         a cluster cannot be reached, or has gone away
├── TextError            the text is not the article's, or a passage is not in it
├── PictureError         a picture cannot be laid out or turned into pixels
└── UsageError           a call that makes no sense

Each message is one line: what, where, what to do.
"""

from __future__ import annotations


class ClaimgraphError(Exception):
    """Base of all errors that claimgraph raises on purpose."""


class ProjectError(ClaimgraphError):
    """A folder or file of the project is missing or cannot be read."""


class SyntaxFault(ClaimgraphError):  # noqa: N818
    """A file does not parse; `line` and `column` count from 1, where they are known."""

    def __init__(
        self, message: str, file: str, line: int | None = None, column: int | None = None
    ) -> None:
        super().__init__(message)
        self.file = file
        self.line = line
        self.column = column

    def __reduce__(self) -> tuple[type[SyntaxFault], tuple[str, str, int | None, int | None]]:
        # A process that reads for another one hands it on.
        return SyntaxFault, (str(self), self.file, self.line, self.column)

    @property
    def place(self) -> str:
        """The file, with line and column as far as they are known."""
        known = [str(number) for number in (self.line, self.column) if number]
        return ":".join([self.file, *known])


class QuestionError(ClaimgraphError):
    """A stored question is unknown or broken, or a value does not fit its parameter."""


class ShapesError(ClaimgraphError):
    """A validator cannot use the shapes: they are not what SHACL allows."""


class StoreError(ClaimgraphError):
    """A store on disk or a SPARQL server cannot be reached, read or written."""


class QueryError(StoreError):
    """A query asks for what the engine cannot do: a function it lacks, a server that is away."""


class ClusterError(ClaimgraphError):
    """A Dask cluster has no scheduler or no workers, or has gone away."""


class TextError(ClaimgraphError):
    """The text is not the article's, or a passage cannot be found in it."""


class PictureError(ClaimgraphError):
    """A picture cannot be laid out, or not be turned into pixels."""


class UsageError(ClaimgraphError):
    """The call itself makes no sense."""
