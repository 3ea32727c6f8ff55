"""What the server and its workers tell each other: a query one way, its answer or refusal back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

READ_ONLY = "this endpoint is read-only: updates and LOAD are not allowed"
NO_SERVICE = "SERVICE is not allowed here: ask the other endpoint yourself and join the answers"


@dataclass(frozen=True)
class Page:
    """Which rows of an answer are wanted: `limit` of them (None: all), after `offset`."""

    offset: int = 0
    limit: int | None = None


@dataclass(frozen=True)
class Job:
    """A query, its RDF dataset (SPARQL 1.1 Protocol, 2.1.4) and the formats it may be answered in.

    `results` is for solutions and truths, `graph` for triples (names of `formats`); None where the
    client accepts none of the kind. Without `default_graphs` and `named_graphs` the query says
    itself what it reads, or else reads the union of all graphs. Relative IRIs start from `base`.
    """

    query: str
    results: str | None = "json"
    graph: str | None = "turtle"
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    page: Page | None = None
    base: str | None = None


# What a reply to `Wanted` is, as its format: a page, a thing that has one (its line says where),
# or the page that says there is neither.
PAGE, THING, UNKNOWN = "page", "thing", "unknown"


@dataclass(frozen=True)
class Wanted:
    """A page by its path below the root; of a question with values, what its page shows as answer.

    That is an answer in `form` (json or ntriples), as `text` or in a `file`; or, without form, a
    line. `base` is the site's address where nobody has said what it is.
    """

    path: str
    base: str | None = None
    question: bool = False
    values: tuple[tuple[str, str], ...] = ()
    form: str = ""
    text: str = ""
    file: str | None = None


@dataclass(frozen=True)
class Supposed:
    """What is supposed otherwise, as JSON or as a page; a page can say of a `problem` instead."""

    values: tuple[tuple[str, str], ...] = ()
    html: bool = False
    problem: str = ""


@dataclass(frozen=True)
class Reply:
    """An answer's outline; `size` and `digest` are of its body, which is in `file` if that is set.

    `status` other than 200 is a refusal, with its `line`. `format` is the one of the job's two
    that applies; `total` is the number of rows before paging; `used` is the processor time, in
    seconds, that the worker has had until now.
    """

    status: int
    line: str = ""
    format: str = ""
    size: int = 0
    digest: str = ""
    file: str | None = None
    total: int | None = None
    used: float = 0.0


Task = Job | Wanted | Supposed


class Refusal(Exception):  # noqa: N818
    """What a request gets instead of its answer; `line` says what is wrong and what to do."""

    def __init__(self, status: int, line: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(line)
        self.status = status
        self.line = " ".join(line.split())
        self.headers = dict(headers or {})
