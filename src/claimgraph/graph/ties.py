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
    graph: str,
    said: Said,
    describing: Callable[[str], Iterable[str]],
    with_: Callable[[str], Iterable[str]],
) -> set[str]:
    """Return the named graphs that one would be `together` with, directly, where each has its own.

    Others are looked up: the graphs `describing` an IRI, and those `with_` it in any place. A graph
    whose namespace is mentioned is among them, whether there is one or not. Who mentions of this
    one's namespace what this one does not is told from there alone.
    """
    space = namespace(graph)
    own = said.describes | {iri for iri in said.mentions if iri.startswith(space)}
    tied = {other for iri in own for other in with_(iri)}
    tied |= {other for iri in said.mentions - own for other in describing(iri)}
    spaces = {_namespace_of(iri) for iri in said.describes | said.mentions} - {""}
    return tied | {GRAPH + each.removeprefix(ARTICLE).rstrip("/") for each in spaces}
