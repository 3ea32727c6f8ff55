"""Tells which articles hang together: one mentions or describes what another describes.

Whoever asks says what counts: of an article `Said` holds the IRIs that it is tied by, all or some.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import pyoxigraph as ox

from claimgraph.graph.components import Components
from claimgraph.vocab import ARTICLE, GRAPH

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Mapping
    from collections.abc import Set as AbstractSet

    T = TypeVar("T", bound=Hashable)


@dataclass(frozen=True)
class Said:
    """The IRIs that an article describes (subjects) and mentions (predicates and objects)."""

    describes: AbstractSet[str]
    mentions: AbstractSet[str]

    @classmethod
    def of(cls, quads: Iterable[ox.Quad]) -> Said:
        """Return all that an article's quads describe and mention."""
        describes, mentions = set[str](), set[str]()
        for quad in quads:
            mentions.add(quad.predicate.value)
            if isinstance(quad.object, ox.NamedNode):
                mentions.add(quad.object.value)
            if isinstance(quad.subject, ox.NamedNode):
                describes.add(quad.subject.value)
        return cls(describes, mentions)


def namespace(graph: str) -> str:
    """Return where the IRIs of the own things of an article, by its named graph, begin."""
    return f"{ARTICLE}{graph.removeprefix(GRAPH)}/"


def _namespace_of(iri: str) -> str:
    """Return the namespace of an article that an IRI lies in, "" for none."""
    return iri[: iri.find("/", len(ARTICLE)) + 1] if iri.startswith(ARTICLE) else ""


def together(said: Mapping[T, Said], namespaces: Mapping[str, T]) -> list[list[T]]:
    """Return articles, those together of which one mentions or describes what another describes.

    An article that has one of the `namespaces` describes whatever lies there.
    """
    components = Components(said)
    home: dict[str, T] = {}
    for article, own in said.items():
        for iri in own.describes:
            components.join(article, home.setdefault(iri, article))
    for article, own in said.items():
        for iri in own.describes | own.mentions:
            for other in (home.get(iri), namespaces.get(_namespace_of(iri))):
                if other is not None:
                    components.join(article, other)
    return components.all()


def neighbours(
    said: Mapping[str, Said], look_up: Callable[[AbstractSet[str], AbstractSet[str]], Iterable[str]]
) -> set[str]:
    """Return the named graphs that some would be `together` with, directly, where each has its own.

    Others are looked up, all at once: the graphs with an IRI of the first set in any place, and
    those that describe one of the second. A graph whose namespace is mentioned is among them,
    whether there is one or not. Who mentions of a namespace what its graph does not is told from
    there alone.
    """
    mentioned, described, spaces = set[str](), set[str](), set[str]()
    for graph, one in said.items():
        space = namespace(graph)
        own = one.describes | {iri for iri in one.mentions if iri.startswith(space)}
        mentioned |= own
        described |= one.mentions - own
        spaces |= {_namespace_of(iri) for iri in one.describes | one.mentions}
    named = {GRAPH + each.removeprefix(ARTICLE).rstrip("/") for each in spaces - {""}}
    return named | set(look_up(mentioned, described - mentioned))
