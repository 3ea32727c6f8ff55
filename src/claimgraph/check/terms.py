"""What files speak of: their terms, and their triples by what these are about."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pyoxigraph as ox

from claimgraph.graph import remembered
from claimgraph.vocab import CG, RDF

if TYPE_CHECKING:
    from collections.abc import Iterable

    from claimgraph.graph.loading import Loaded

_TYPE = f"<{RDF}type>"
_CLASS = f"<{CG}"


@dataclass
class Terms:
    """What stands in the places of triples, in N-Triples syntax.

    `objects` are those of all predicates but rdf:type, whose are `kinds`; `classed` are the
    subjects with a class, `typed` those with one of claimgraph's vocabulary.
    """

    subjects: set[str] = field(default_factory=set)
    predicates: set[str] = field(default_factory=set)
    objects: set[str] = field(default_factory=set)
    kinds: set[str] = field(default_factory=set)
    classed: set[str] = field(default_factory=set)
    typed: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, quads: Iterable[ox.Quad]) -> Terms:
        """Return the terms of quads."""
        terms = cls()
        for quad in quads:
            subject, predicate, value = str(quad.subject), str(quad.predicate), str(quad.object)
            terms.subjects.add(subject)
            terms.predicates.add(predicate)
            if predicate == _TYPE:
                terms.kinds.add(value)
                terms.classed.add(subject)
                if value.startswith(_CLASS):
                    terms.typed.add(subject)
            else:
                terms.objects.add(value)
        return terms

    @classmethod
    def merged(cls, several: Iterable[Terms]) -> Terms:
        """Return the terms of several as one's."""
        whole = cls()
        for each in several:
            whole.subjects |= each.subjects
            whole.predicates |= each.predicates
            whole.objects |= each.objects
            whole.kinds |= each.kinds
            whole.classed |= each.classed
            whole.typed |= each.typed
        return whole


@remembered.once
def terms_of(one: Loaded) -> Terms:
    """Return the terms of a file."""
    return Terms.of(one.quads)


class About:
    """Quads by their subjects as N-Triples, and by the blank nodes that they are `leading` to."""

    def __init__(self, quads: Iterable[ox.Quad]) -> None:
        self.subjects: dict[str, list[ox.Quad]] = {}
        self.leading: dict[str, list[ox.Quad]] = {}
        for quad in quads:
            self.subjects.setdefault(str(quad.subject), []).append(quad)
            if isinstance(quad.object, ox.BlankNode):
                self.leading.setdefault(str(quad.object), []).append(quad)


@remembered.once
def about_of(one: Loaded) -> About:
    """Return a file's quads by what they are about."""
    return About(one.quads)
