"""Arguments as pages show them: premises, scheme, conclusion, and what undercuts them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rdflib.term import Node

    from claimgraph.claims import model
    from claimgraph.pages.page import Here, Value

    class _Read(Protocol):
        @property
        def iri(self) -> Node: ...

    One = TypeVar("One", bound=_Read)


@dataclass(frozen=True)
class Argument:
    """An argument as a claim's page shows it; what undercuts it attacks the inference itself."""

    link: Value
    way: str
    scheme: Value | None
    explicit: bool
    premises: tuple[Value, ...]
    conclusions: tuple[Value, ...]
    undercuts: tuple[Argument, ...] = ()


def in_order(here: Here, read: Iterable[One]) -> list[One]:
    """Return what was read by what it is called, or by what is said of it."""
    by_iri = {one.iri: one for one in read}
    return [by_iri[iri] for iri in here.things.sorted(by_iri)]


def arguments(
    here: Here, read: Iterable[model.Argument], above: tuple[Node, ...] = ()
) -> list[Argument]:
    """Return arguments by what they are called, each with what undercuts it."""
    return [shown(here, one, above) for one in in_order(here, read)]


def shown(here: Here, one: model.Argument, above: tuple[Node, ...] = ()) -> Argument:
    """Return an argument with its premises and what undercuts it."""
    undercuts = [] if one.iri in above else here.reader.concluding(one.iri)
    return Argument(
        link=here.link(one.iri),
        way=one.way,
        scheme=here.maybe(one.scheme),
        explicit=one.explicit,
        premises=here.links(here.things.sorted(one.premises)),
        conclusions=here.links(here.things.sorted(one.conclusions)),
        undercuts=tuple(arguments(here, undercuts, (*above, one.iri))),
    )
