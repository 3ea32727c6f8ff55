"""What a query is made of, and where: what `grammar` finds in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, auto


class Role(Enum):
    """Where a variable stands, by what may stand there instead of it."""

    TERM = auto()  # an object, or within an RDF 1.2 triple term: any term
    IRI = auto()  # a subject, a predicate, a graph, a service, a resource described
    EXPRESSION = auto()
    BOUND = auto()  # the argument of BOUND; the use spans the whole call
    ITEM = auto()  # alone in a SELECT clause
    GROUP = auto()  # alone in GROUP BY
    CONDITION = auto()  # alone in ORDER BY
    TARGET = auto()  # it is given a value: (… AS ?it)
    COLUMN = auto()  # of VALUES


@dataclass(slots=True)
class Scope:
    """A SELECT, or the whole of another query: variables are projected here."""

    outer: Scope | None = None
    star: bool = False
    items: int = 0
    # The number of conditions in GROUP BY.
    grouped: int = 0
    # Where the closing brace of its pattern stands; None for a pattern that is a subquery alone.
    close: int | None = None

    @property
    def depth(self) -> int:
        """The number of queries around it."""
        return 0 if self.outer is None else self.outer.depth + 1


@dataclass(frozen=True, slots=True)
class Use:
    """A variable where it stands, as offsets in the query as written.

    `seen` says that a solution of its scope has it; `close` is where the innermost group around
    it ends, None outside groups.
    """

    name: str
    start: int
    end: int
    role: Role
    scope: Scope
    seen: bool
    close: int | None


@dataclass(slots=True)
class Parts:
    """What a query is made of; places are offsets in it as written."""

    form: str = ""
    form_place: tuple[int, int] = (0, 0)
    scope: Scope = field(default_factory=Scope)
    prefixes: dict[str, str] = field(default_factory=dict)
    # Where FROM and FROM NAMED clauses begin and end.
    dataset: list[tuple[int, int]] = field(default_factory=list)
    services: list[tuple[int, int]] = field(default_factory=list)
    # The beginning of each VALUES, and where its rows begin and end.
    values: list[tuple[int, int, int]] = field(default_factory=list)
    uses: list[Use] = field(default_factory=list)
    # Where the pattern begins; None without one, and for CONSTRUCT WHERE, which has no template.
    where: int | None = None
    # Whether an IRI needs a base that the query does not give.
    relative: bool = False
    limited: bool = False
    # Whether any predicate may match: one is a variable, or a path negates.
    any_predicate: bool = False
    # Whether a path of no step may match any node (SPARQL 1.1, 18.4), or a graph match unread.
    any_node: bool = False
    # IRIs at which such paths start: they match where the IRI is a node of the data.
    path_ends: set[str] = field(default_factory=set)
    # Where a LIMIT may be written; None behind values, where none may stand.
    end: int | None = None
